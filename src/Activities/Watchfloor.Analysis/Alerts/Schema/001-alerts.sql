CREATE TABLE alert (
    id TEXT PRIMARY KEY,
    alert_key TEXT NOT NULL UNIQUE,
    rule_id TEXT NOT NULL,
    rule_title TEXT NOT NULL,
    rule_level BIGINT NOT NULL,
    rule_set TEXT NOT NULL,
    tags TEXT NOT NULL,
    group_values TEXT NOT NULL,
    host TEXT NOT NULL,
    window_start BIGINT NOT NULL,
    window_end BIGINT NOT NULL,
    first_seen BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    raised BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    hits BIGINT NOT NULL,
    space TEXT NOT NULL,
    scope TEXT NOT NULL
);
CREATE INDEX alert_by_raised ON alert (raised, id);
CREATE INDEX alert_by_rule ON alert (rule_id, raised);
CREATE TABLE alert_evidence (
    alert_id TEXT NOT NULL REFERENCES alert (id),
    event_id TEXT NOT NULL,
    event_time BIGINT NOT NULL,
    event TEXT NOT NULL,
    matches TEXT NOT NULL,
    PRIMARY KEY (alert_id, event_id)
);
CREATE TABLE rule_storm (
    rule_id TEXT PRIMARY KEY,
    since BIGINT NOT NULL,
    until BIGINT NOT NULL,
    suppressed BIGINT NOT NULL
);
