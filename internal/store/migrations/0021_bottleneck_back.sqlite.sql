-- +goose Up

-- One more thing can happen: what was merged is separated again. SQLite changes no constraint of a table, so
-- the rows go to a new one.
--
-- What happened, in order; rows are added and never altered. They name no person: of whoever reported
-- nothing is told, and who acted for an owner stands in the ledger.
CREATE TABLE bottleneck_event_next (
    bottleneck TEXT NOT NULL REFERENCES bottleneck (id),
    number     BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    kind       TEXT NOT NULL CONSTRAINT bottleneck_event_kind CHECK (kind IN ('reported', 'joined', 'discussed', 'taken-up', 'assigned',
               'postponed', 'passed-up', 'answered', 'noted', 'proposed', 'reminded', 'confirmed', 'objected', 'ended', 'reopened',
               'merged', 'took-in', 'late', 'example', 'separated')),
    words      TEXT NOT NULL,
    level      TEXT NOT NULL,               -- where it lay
    by_kind    TEXT NOT NULL,               -- the owner for whom it was done; '' = a reporter, or the clocks
    by_owner   TEXT NOT NULL,
    other      TEXT NOT NULL,               -- the bottleneck that it was merged into or separated from, or that came to it or left it; '' = none
    meeting    TEXT NOT NULL,               -- id of the meeting in which it was decided; '' = none
    PRIMARY KEY (bottleneck, number)
);
INSERT INTO bottleneck_event_next (bottleneck, number, at, kind, words, level, by_kind, by_owner, other, meeting)
SELECT bottleneck, number, at, kind, words, level, by_kind, by_owner, other, meeting FROM bottleneck_event;
DROP TABLE bottleneck_event;
ALTER TABLE bottleneck_event_next RENAME TO bottleneck_event;

-- What a level was told, for its board; and read_at of such a receipt is when somebody who looks after that
-- level read it.
CREATE INDEX bottleneck_receipt_by_owner ON bottleneck_receipt (owner, made_at) WHERE reporter = '';

-- The good examples, the newest first.
CREATE INDEX bottleneck_state_examples ON bottleneck_state (from_at) WHERE example = 1 AND until_at IS NULL;
