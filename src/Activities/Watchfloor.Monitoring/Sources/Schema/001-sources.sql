CREATE TABLE monitoring_sources (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    enabled BIGINT NOT NULL,
    format TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    retention TEXT NOT NULL,
    events_per_second BIGINT NOT NULL,
    bytes_per_day BIGINT NOT NULL,
    networks TEXT NOT NULL,
    created BIGINT NOT NULL
);
CREATE TABLE monitoring_traffic (
    source_id TEXT PRIMARY KEY,
    day TEXT NOT NULL,
    day_bytes BIGINT NOT NULL,
    events BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    repeated BIGINT NOT NULL,
    last_seen BIGINT NULL,
    last_sender TEXT NOT NULL
);
CREATE TABLE monitoring_version (version BIGINT NOT NULL);
INSERT INTO monitoring_version (version) VALUES (1);
