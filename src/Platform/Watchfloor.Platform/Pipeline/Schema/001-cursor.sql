CREATE TABLE pipeline_cursor (
    partition BIGINT PRIMARY KEY,
    next_offset BIGINT NOT NULL
);
