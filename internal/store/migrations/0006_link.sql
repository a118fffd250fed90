-- +goose Up

-- Links that were mailed: each permits one act on one thing, once. The token in the link stands
-- nowhere; its keyed fingerprint does.
CREATE TABLE link (
    id           TEXT PRIMARY KEY,
    fingerprint  TEXT NOT NULL UNIQUE,
    act          TEXT NOT NULL,           -- '<capability>.<Method>'
    subject_type TEXT NOT NULL,
    subject_id   TEXT NOT NULL,
    organization TEXT NOT NULL,           -- whose the thing is
    region       TEXT NOT NULL,
    person       TEXT NOT NULL,           -- id of whom it was sent to; '' where no account is known
    note         TEXT NOT NULL,           -- JSON: what the page of the link shows besides
    made_at      BIGINT NOT NULL,
    until_at     BIGINT NOT NULL,
    used_at      BIGINT,                  -- NULL = not used
    CONSTRAINT link_until CHECK (until_at >= made_at)
);
CREATE INDEX link_by_thing ON link (subject_id, act) WHERE used_at IS NULL;

-- Who was asked to take part, in which role and for whom. Personal data: the name goes when the invitation ends.
CREATE TABLE invitation (
    id           TEXT PRIMARY KEY,
    kind         TEXT NOT NULL CONSTRAINT invitation_kind CHECK (kind IN ('new', 'recovery')),
    person       TEXT NOT NULL,           -- id of the account that there is or will be
    name         TEXT NOT NULL,           -- as the inviter typed it; '' once the invitation ended
    email        TEXT NOT NULL,           -- sealed; '' once the invitation ended
    role         TEXT NOT NULL,
    organization TEXT NOT NULL,
    region       TEXT NOT NULL,
    wijkverband  TEXT NOT NULL,
    discipline   TEXT NOT NULL,
    by_person    TEXT NOT NULL,           -- who invited
    made_at      BIGINT NOT NULL,
    until_at     BIGINT NOT NULL,
    state        TEXT NOT NULL CONSTRAINT invitation_state CHECK (state IN
                 ('proposed', 'open', 'accepted', 'withdrawn')), -- proposed: waits for a second person
    ended_at     BIGINT                   -- NULL = open
);
CREATE INDEX invitation_by_person ON invitation (person);
CREATE INDEX invitation_open ON invitation (until_at) WHERE state = 'open';

-- The passkeys with which people sign in. The private half never leaves their device.
CREATE TABLE passkey (
    id          TEXT PRIMARY KEY,
    person      TEXT NOT NULL REFERENCES person (id),
    credential  TEXT NOT NULL UNIQUE,     -- the credential's own id, base64url
    name        TEXT NOT NULL,            -- as its owner calls it: 'Telefoon'
    data        TEXT NOT NULL,            -- JSON of go-webauthn: public key, counter, flags
    made_at     BIGINT NOT NULL,
    used_at     BIGINT,                   -- NULL = never
    suspect     BIGINT NOT NULL CONSTRAINT passkey_suspect CHECK (suspect IN (0, 1)) -- its counter went back: perhaps copied
);
CREATE INDEX passkey_by_person ON passkey (person);

-- Questions that the program put to somebody's passkey and that wait for an answer: each is answered
-- once, within minutes.
CREATE TABLE passkey_question (
    id       TEXT PRIMARY KEY,            -- fingerprint of the number that the browser gives back
    purpose  TEXT NOT NULL CONSTRAINT passkey_question_purpose CHECK (purpose IN ('register', 'sign-in')),
    person   TEXT NOT NULL,               -- whose passkey is registered; '' at sign-in
    data     TEXT NOT NULL,               -- JSON of go-webauthn: the challenge and what must hold
    until_at BIGINT NOT NULL
);
CREATE INDEX passkey_question_old ON passkey_question (until_at);
