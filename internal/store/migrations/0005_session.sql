-- +goose Up

-- Who is signed in, where, and until when. A row is one browser of one person; it goes when they
-- sign out, when somebody revokes it, or when a later sign-in sweeps what has ended.
CREATE TABLE session (
    id           TEXT PRIMARY KEY,        -- shown to people and in the ledger; it opens nothing
    token        TEXT NOT NULL UNIQUE,    -- keyed fingerprint of what the browser holds
    person       TEXT NOT NULL,
    method       TEXT NOT NULL,           -- 'oidc:<issuer>', 'passkey' or 'demo'
    assurance    BIGINT NOT NULL CONSTRAINT session_assurance CHECK (assurance BETWEEN 1 AND 3),
    agent        TEXT NOT NULL,           -- the browser in plain words, nothing more exact
    provider     TEXT NOT NULL,           -- keyed fingerprint of the provider's own session, '' where it names none
    made_at      BIGINT NOT NULL,
    seen_at      BIGINT NOT NULL,
    idle_end     BIGINT NOT NULL,         -- moves with seen_at
    absolute_end BIGINT NOT NULL,
    data         TEXT NOT NULL            -- JSON
);
CREATE INDEX session_by_person ON session (person);
CREATE INDEX session_by_end ON session (absolute_end);
CREATE INDEX session_by_provider ON session (provider) WHERE provider <> '';

-- By what a provider of identity knows a person: its own number for them, or a number that was
-- registered beforehand. Never the number itself.
CREATE TABLE login (
    id      TEXT PRIMARY KEY,
    person  TEXT NOT NULL,
    issuer  TEXT NOT NULL,                -- id in the operator's configuration
    claim   TEXT NOT NULL,                -- 'sub', or the name of the registered number
    value   TEXT NOT NULL,                -- keyed fingerprint
    made_at BIGINT NOT NULL,
    UNIQUE (issuer, claim, value)
);
CREATE INDEX login_by_person ON login (person);

-- Messages of a provider that were acted on once; a second one with the same id is a replay.
CREATE TABLE login_message (
    issuer   TEXT NOT NULL,
    jti      TEXT NOT NULL,               -- keyed fingerprint
    until_at BIGINT NOT NULL,             -- when the message itself has expired
    PRIMARY KEY (issuer, jti)
);

-- When somebody left: they sign in no more. What they did stays on record.
ALTER TABLE person ADD COLUMN ended_at BIGINT;
