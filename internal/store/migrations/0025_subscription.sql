-- +goose Up

-- What programs of organisations asked to be told of (FHIR Subscription). Nothing is removed: what ended is off.
CREATE TABLE subscription (
    id           TEXT PRIMARY KEY,
    organization TEXT NOT NULL,             -- whose program asked, and reads it
    client       TEXT NOT NULL,             -- that program, as it acts: 'client:…'
    topic        TEXT NOT NULL CONSTRAINT subscription_topic CHECK (topic IN ('task-changed', 'directory-changed')),
    filters      TEXT NOT NULL,             -- as they were asked, one a line
    reason       TEXT NOT NULL,             -- what the program says it is for
    endpoint     TEXT NOT NULL,             -- where it is told
    headers      BLOB NOT NULL,             -- what is sent along, sealed; empty for none
    heartbeat    BIGINT NOT NULL CONSTRAINT subscription_heartbeat CHECK (heartbeat >= 0), -- seconds of silence before a sign of life; 0: none
    timeout      BIGINT NOT NULL CONSTRAINT subscription_timeout CHECK (timeout > 0),      -- seconds that an answer may take
    most         BIGINT NOT NULL CONSTRAINT subscription_most CHECK (most > 0),            -- events in one message
    end_at       BIGINT,                    -- it stops by itself; NULL: it does not
    state        TEXT NOT NULL CONSTRAINT subscription_state CHECK (state IN ('requested', 'active', 'error', 'off')),
    problem      TEXT NOT NULL,             -- code of why it fails or stopped; '' is nothing
    version      BIGINT NOT NULL,
    made_at      BIGINT NOT NULL,
    changed_at   BIGINT NOT NULL,
    from_seq     BIGINT NOT NULL,           -- where its topic stood when it began: it hears of what came after
    events       BIGINT NOT NULL,           -- numbers that were given out
    told         BIGINT NOT NULL,           -- the highest that was taken
    greeted      BIGINT NOT NULL CONSTRAINT subscription_greeted CHECK (greeted IN (0, 1)), -- the handshake was taken
    failures     BIGINT NOT NULL,           -- since a message was last taken
    failing_at   BIGINT,                    -- since when none is
    next_at      BIGINT NOT NULL,           -- nothing is tried before
    spoke_at     BIGINT,                    -- when a message was last taken
    holder       TEXT NOT NULL,             -- the run that tells it now; '' is none
    held_until   BIGINT NOT NULL,           -- a run that died frees it at this moment
    CONSTRAINT subscription_told CHECK (told BETWEEN 0 AND events),
    CONSTRAINT subscription_failing CHECK ((failing_at IS NULL) = (failures = 0))
);
CREATE INDEX subscription_by_topic ON subscription (topic, state);
CREATE INDEX subscription_by_organization ON subscription (organization, id);

-- What a subscription was or will be told: a number and a moment, and nothing of what it is about.
CREATE TABLE subscription_event (
    subscription TEXT NOT NULL REFERENCES subscription (id),
    number       BIGINT NOT NULL,           -- from 1, without gaps
    at           BIGINT NOT NULL,
    PRIMARY KEY (subscription, number)
);

-- How far each topic was followed. A row is locked before events are numbered and moves in the same
-- transaction, so that each change gets its numbers once, whichever node sees it.
CREATE TABLE subscription_progress (
    topic TEXT PRIMARY KEY,
    seq   BIGINT NOT NULL                   -- of the ledger or of the journal of FHIR resources
);
INSERT INTO subscription_progress (topic, seq) VALUES ('task-changed', 0), ('directory-changed', 0);
