-- +goose Up

-- Directories of others (mCSD) that are followed: where they are, how often, and how it went.
CREATE TABLE mirror_source (
    id       TEXT PRIMARY KEY,
    name     TEXT NOT NULL UNIQUE,          -- as people see where an entry came from
    base     TEXT NOT NULL UNIQUE,          -- the address of its FHIR face, without a slash at the end
    types    TEXT NOT NULL,                 -- resource types in the order in which they are fetched, separated by spaces
    every    BIGINT NOT NULL CONSTRAINT mirror_source_every CHECK (every > 0),     -- seconds between two runs
    most     BIGINT NOT NULL CONSTRAINT mirror_source_most CHECK (most > 0),       -- resources of one type, beyond which a run stops
    token    BLOB NOT NULL,                 -- the bearer token, sealed; empty for none
    paused   BIGINT NOT NULL CONSTRAINT mirror_source_paused CHECK (paused IN (0, 1)),
    anew     BIGINT NOT NULL CONSTRAINT mirror_source_anew CHECK (anew IN (0, 1)), -- 1: the next run fetches everything again
    due_at   BIGINT NOT NULL,
    holder   TEXT NOT NULL,                 -- the run that is going on; '' is none
    held_until BIGINT NOT NULL,             -- a run that died frees the source at this moment
    tries    BIGINT NOT NULL,               -- failures since the last good run
    tried_at BIGINT,                        -- when the last run began; NULL: never
    good_at  BIGINT,                        -- when the last good run ended; NULL: never
    problem_nl TEXT NOT NULL,               -- why the last run failed, in words; '' when it did not
    problem_en TEXT NOT NULL,
    made_at  BIGINT NOT NULL
);

-- How far a source is followed, per type. A row changes in the transaction that writes what it covers, so
-- that it never says more than what is here.
CREATE TABLE mirror_cursor (
    source TEXT NOT NULL REFERENCES mirror_source (id),
    type   TEXT NOT NULL,
    phase  TEXT NOT NULL CONSTRAINT mirror_cursor_phase CHECK (phase IN ('load', 'sweep', 'follow')),
    load   BIGINT NOT NULL,                 -- number of the load; what it does not meet has ended
    page   TEXT NOT NULL,                   -- in a load: the address of the next page; '' is the first
    since  TEXT NOT NULL,                   -- the source's own moment up to which everything is here; in a load that of its first page
    skipped BIGINT NOT NULL,                -- entries that cannot be read, since the load began
    PRIMARY KEY (source, type)
);

-- Resources of others: the newest version that was met, as the bytes that came.
CREATE TABLE mirror_resource (
    source  TEXT NOT NULL REFERENCES mirror_source (id),
    type    TEXT NOT NULL,
    id      TEXT NOT NULL,
    version TEXT NOT NULL,                  -- as the source numbers it; '' when it does not tell
    at      BIGINT NOT NULL,                -- when the source changed it; 0 when it does not tell
    gone    BIGINT NOT NULL CONSTRAINT mirror_resource_gone CHECK (gone IN (0, 1)),
    load    BIGINT NOT NULL,                -- the last load that met it
    digest  BLOB NOT NULL,                  -- SHA-256 of the body
    body    BLOB NOT NULL,                  -- of what is gone the last that was known; empty when nothing was
    PRIMARY KEY (source, type, id)
);
CREATE INDEX mirror_resource_by_load ON mirror_resource (source, type, gone, load, id);

-- What a service of a source refers to, there or not there yet: whoever changes makes these due.
CREATE TABLE mirror_link (
    source  TEXT NOT NULL,
    type    TEXT NOT NULL,
    id      TEXT NOT NULL,
    service TEXT NOT NULL,
    PRIMARY KEY (source, type, id, service)
);
CREATE INDEX mirror_link_by_service ON mirror_link (source, service);

-- Services of a source that the directory must be told of.
CREATE TABLE mirror_due (
    source  TEXT NOT NULL,
    service TEXT NOT NULL,
    PRIMARY KEY (source, service)
);

-- What became of each service of a source.
CREATE TABLE mirror_entry (
    source  TEXT NOT NULL REFERENCES mirror_source (id),
    service TEXT NOT NULL,                  -- id in the source
    state   TEXT NOT NULL CONSTRAINT mirror_entry_state CHECK (state IN ('taken', 'ended', 'held', 'unfit')),
    told    TEXT NOT NULL,                  -- digest of what the directory was told; '' is nothing
    telling TEXT NOT NULL,                  -- digest of what it is being told; a run may die in between
    problem_nl TEXT NOT NULL,               -- why it is held or unfit
    problem_en TEXT NOT NULL,
    PRIMARY KEY (source, service)
);
CREATE INDEX mirror_entry_by_state ON mirror_entry (source, state, service);

-- Which organisation of ours an organisation of a source is. That is decided once, and again when its
-- numbers change.
CREATE TABLE mirror_party (
    source  TEXT NOT NULL REFERENCES mirror_source (id),
    id      TEXT NOT NULL,                  -- in the source
    organization TEXT NOT NULL,
    own     BIGINT NOT NULL CONSTRAINT mirror_party_own CHECK (own IN (0, 1)), -- 1: the source brought it; 0: it was here already
    numbers TEXT NOT NULL,                  -- AGB, URA and KvK by which that was decided
    PRIMARY KEY (source, id)
);
