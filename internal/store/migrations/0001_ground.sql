-- +goose Up

-- One row per act or look: who, what, how it ended and why. Rows are only added. Personal values
-- stand here as references, never as they are.
CREATE TABLE ledger_entry (
    id            TEXT PRIMARY KEY,
    at            BIGINT NOT NULL,
    person        TEXT NOT NULL,          -- person id, 'anonymous' or 'system:<job>'
    person_name   TEXT NOT NULL,          -- as shown at that moment; a function or chosen name
    organization  TEXT NOT NULL,
    role          TEXT NOT NULL,
    on_behalf_of  TEXT NOT NULL,
    act           TEXT NOT NULL,          -- '<capability>.<Method>'
    outcome       TEXT NOT NULL CONSTRAINT ledger_entry_outcome CHECK (outcome IN ('done', 'refused', 'failed')),
    reason        TEXT NOT NULL,          -- why it was allowed, refused or failed, for people
    policy        TEXT NOT NULL,          -- ids of the policies that decided
    region        TEXT NOT NULL,
    area          TEXT NOT NULL,
    trace         TEXT NOT NULL,
    change        TEXT NOT NULL           -- JSON
);

-- The things an entry is about; an entry has one or more.
CREATE TABLE ledger_subject (
    entry        TEXT NOT NULL REFERENCES ledger_entry (id),
    subject_type TEXT NOT NULL,
    subject_id   TEXT NOT NULL,
    PRIMARY KEY (entry, subject_type, subject_id)
);
CREATE INDEX ledger_subject_by_thing ON ledger_subject (subject_type, subject_id, entry);

-- The order of entries without gaps: what a reader of the feed follows.
CREATE TABLE ledger_seq (
    seq   BIGINT PRIMARY KEY,
    entry TEXT NOT NULL UNIQUE REFERENCES ledger_entry (id)
);

-- Entries committed but not yet numbered (PostgreSQL only; SQLite numbers in the act itself).
CREATE TABLE ledger_pending (
    entry TEXT PRIMARY KEY REFERENCES ledger_entry (id)
);

-- A file being brought in: its rows carry the batch and stay unseen until it is done.
CREATE TABLE import_batch (
    id       BIGINT PRIMARY KEY,
    kind     TEXT NOT NULL,
    source   TEXT NOT NULL,               -- file name without its folder
    checksum TEXT NOT NULL,               -- SHA-256 of what was read, with its options
    state    TEXT NOT NULL CONSTRAINT import_batch_state CHECK (state IN ('open', 'done', 'dropped')),
    opened_at BIGINT NOT NULL,
    alive_at  BIGINT NOT NULL,            -- last sign of life: an import that died frees its place
    ended_at  BIGINT,
    counts   TEXT NOT NULL                -- JSON: added, changed, same
);
-- Rows made by people, not by a file.
INSERT INTO import_batch (id, kind, source, checksum, state, opened_at, alive_at, ended_at, counts)
VALUES (0, 'people', '', '', 'done', 0, 0, 0, '{}');

-- Work to be done at a moment: timers, reminders, outgoing messages. A row is done once or kept.
CREATE TABLE job (
    id       TEXT PRIMARY KEY,
    kind     TEXT NOT NULL,
    key      TEXT NOT NULL,               -- one waiting job per kind and key
    run_at   BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,          -- a node that died frees its job at this moment
    attempts BIGINT NOT NULL,
    payload  TEXT NOT NULL,               -- JSON
    state    TEXT NOT NULL CONSTRAINT job_state CHECK (state IN ('waiting', 'failed')),
    problem  TEXT NOT NULL,               -- the last failure, without personal data
    UNIQUE (kind, key)
);
CREATE INDEX job_due ON job (state, run_at);

-- Facts about the installation itself: 'made-by' says whether demo made this database.
CREATE TABLE installation (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
