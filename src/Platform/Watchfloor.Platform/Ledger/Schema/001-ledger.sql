-- The header's fields; their canonical bytes are hashed. An entry has no position until the sealer has given it one.
CREATE TABLE ledger_entry (
    sequence {id},
    position BIGINT,
    id TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    subject TEXT NOT NULL,
    space TEXT NOT NULL,
    scope TEXT NOT NULL,
    payload_hash {bytes} NOT NULL,
    leaf {bytes}
);
CREATE UNIQUE INDEX ledger_entry_position ON ledger_entry (position);
CREATE INDEX ledger_entry_unsealed ON ledger_entry (sequence) WHERE position IS NULL;
CREATE INDEX ledger_entry_subject ON ledger_entry (subject, position);
CREATE INDEX ledger_entry_type ON ledger_entry (type, position);

-- What can be erased, with the salt that makes its hash say nothing once both are gone.
CREATE TABLE ledger_payload (
    entry_id TEXT PRIMARY KEY REFERENCES ledger_entry (id),
    salt {bytes} NOT NULL,
    payload TEXT NOT NULL,
    person_id TEXT
);
CREATE INDEX ledger_payload_person ON ledger_payload (person_id);

-- The roots of full subtrees of 256, 65536, … leaves, so that proofs need few rows.
CREATE TABLE ledger_node (
    level BIGINT NOT NULL,
    place BIGINT NOT NULL,
    hash {bytes} NOT NULL,
    PRIMARY KEY (level, place)
);

-- One row: the tree as sealed, with the signature over it.
CREATE TABLE ledger_tree (
    one BIGINT PRIMARY KEY,
    size BIGINT NOT NULL,
    frontier {bytes} NOT NULL,
    root {bytes} NOT NULL,
    at BIGINT NOT NULL,
    key_id TEXT NOT NULL,
    signature {bytes} NOT NULL
);

CREATE TABLE ledger_key (
    id TEXT PRIMARY KEY,
    public_key {bytes} NOT NULL,
    since BIGINT NOT NULL
);

CREATE TABLE ledger_cursor (
    subscriber TEXT PRIMARY KEY,
    position BIGINT NOT NULL
);

CREATE TABLE ledger_dead_letter (
    id TEXT PRIMARY KEY,
    subscriber TEXT NOT NULL,
    position BIGINT NOT NULL,
    error TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    at BIGINT NOT NULL,
    UNIQUE (subscriber, position)
);
