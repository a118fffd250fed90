-- +goose Up

-- Record systems of others from which people who work in them open this site (SMART App Launch). Only
-- what stands here is ever asked anything. Neither address changes: who somebody is there hangs on it.
CREATE TABLE record_system (
    id           TEXT PRIMARY KEY,
    name         TEXT NOT NULL,           -- as people call it
    base         TEXT NOT NULL UNIQUE,    -- the address of its FHIR face, without a slash at the end
    issuer       TEXT NOT NULL,           -- as its tokens name it (OpenID Connect)
    client_id    TEXT NOT NULL,           -- under which it knows this site
    organization TEXT NOT NULL,           -- whose people work in it
    assurance    BIGINT NOT NULL CONSTRAINT record_system_assurance CHECK (assurance BETWEEN 1 AND 3), -- how sure we are of who comes from it
    patient      BIGINT NOT NULL CONSTRAINT record_system_patient CHECK (patient IN (0, 1)),           -- 1: what a form asks is read from the open record
    state        TEXT NOT NULL CONSTRAINT record_system_state CHECK (state IN ('on', 'off')),
    made_at      BIGINT NOT NULL,
    used_at      BIGINT                   -- the last time somebody came from it; NULL: never
);

-- Launches that came back, until they would have ended by themselves: each counts once.
CREATE TABLE record_launch (
    state    TEXT PRIMARY KEY,            -- keyed fingerprint
    until_at BIGINT NOT NULL
);
CREATE INDEX record_launch_until ON record_launch (until_at);
