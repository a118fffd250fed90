-- +goose Up

-- Programs of others that may use the API in the name of an organisation (OAuth 2.0 client
-- credentials). They prove who they are with a key of their own, of which only the public half is
-- here: as a key set, or as the address where it stands.
CREATE TABLE client (
    id           TEXT PRIMARY KEY,
    name         TEXT NOT NULL,           -- of the program, never of a person
    organization TEXT NOT NULL,
    region       TEXT NOT NULL,           -- '' where it works for none
    scopes       TEXT NOT NULL,           -- separated by spaces
    jwks         TEXT NOT NULL,           -- JSON Web Key Set; '' where jwks_url says where
    jwks_url     TEXT NOT NULL,
    state        TEXT NOT NULL CONSTRAINT client_state CHECK (state IN ('active', 'ended')),
    made_at      BIGINT NOT NULL,
    ended_at     BIGINT,
    used_at      BIGINT,                  -- the last time it got a token
    CONSTRAINT client_keys CHECK ((jwks = '') <> (jwks_url = '')),
    CONSTRAINT client_ended CHECK ((state = 'ended') = (ended_at IS NOT NULL))
);

-- Assertions that a client has used, until they would have ended by themselves: each counts once.
CREATE TABLE client_assertion (
    client   TEXT NOT NULL REFERENCES client (id),
    jti      TEXT NOT NULL,               -- SHA-256 of what the client called it
    until_at BIGINT NOT NULL,
    PRIMARY KEY (client, jti)
);
CREATE INDEX client_assertion_until ON client_assertion (until_at);

-- Access tokens that were given out, as keyed fingerprints.
CREATE TABLE client_token (
    fingerprint TEXT PRIMARY KEY,
    client      TEXT NOT NULL REFERENCES client (id),
    scopes      TEXT NOT NULL,
    until_at    BIGINT NOT NULL
);
CREATE INDEX client_token_until ON client_token (until_at);
CREATE INDEX client_token_by_client ON client_token (client);
