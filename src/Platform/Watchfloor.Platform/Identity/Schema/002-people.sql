ALTER TABLE app_user DROP COLUMN stamp;
ALTER TABLE app_user ADD COLUMN last_sign_in BIGINT;
ALTER TABLE app_user ADD COLUMN totp_secret {bytes};
ALTER TABLE app_user ADD COLUMN totp_pending {bytes};
ALTER TABLE app_user ADD COLUMN totp_step BIGINT NOT NULL DEFAULT 0;
CREATE TABLE recovery_code (
    user_id TEXT NOT NULL,
    hash {bytes} NOT NULL,
    PRIMARY KEY (user_id, hash)
);
CREATE TABLE app_session (
    id TEXT PRIMARY KEY,
    secret_hash {bytes} NOT NULL,
    user_id TEXT NOT NULL,
    created BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    address TEXT NOT NULL,
    agent TEXT NOT NULL
);
CREATE INDEX app_session_by_user ON app_session (user_id);
CREATE TABLE invitation (
    id TEXT PRIMARY KEY,
    secret_hash {bytes} NOT NULL,
    roles TEXT NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    used BIGINT,
    revoked BIGINT
);
CREATE TABLE setup_token (
    one BIGINT PRIMARY KEY,
    secret_hash {bytes} NOT NULL
);
CREATE TABLE idempotency_key (
    actor TEXT NOT NULL,
    key_hash {bytes} NOT NULL,
    request_hash {bytes} NOT NULL,
    created BIGINT NOT NULL,
    status BIGINT,
    content_type TEXT,
    location TEXT,
    body {bytes},
    PRIMARY KEY (actor, key_hash)
);
CREATE INDEX idempotency_key_by_age ON idempotency_key (created);
