CREATE TABLE app_user (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    roles TEXT NOT NULL,
    disabled BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    locked_until BIGINT NOT NULL,
    stamp TEXT NOT NULL,
    created BIGINT NOT NULL
);
CREATE TABLE api_token (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    secret_hash {bytes} NOT NULL,
    scopes TEXT NOT NULL,
    source_id TEXT,
    created_by TEXT NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT,
    last_used BIGINT,
    revoked BIGINT
);
CREATE INDEX api_token_by_source ON api_token (source_id);
