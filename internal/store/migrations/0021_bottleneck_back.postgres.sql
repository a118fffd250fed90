-- +goose Up

-- One more thing can happen: what was merged is separated again.
ALTER TABLE bottleneck_event DROP CONSTRAINT bottleneck_event_kind;
ALTER TABLE bottleneck_event ADD CONSTRAINT bottleneck_event_kind CHECK (kind IN ('reported', 'joined', 'discussed', 'taken-up', 'assigned',
               'postponed', 'passed-up', 'answered', 'noted', 'proposed', 'reminded', 'confirmed', 'objected', 'ended', 'reopened',
               'merged', 'took-in', 'late', 'example', 'separated'));

-- What a level was told, for its board; and read_at of such a receipt is when somebody who looks after that
-- level read it.
CREATE INDEX bottleneck_receipt_by_owner ON bottleneck_receipt (owner, made_at) WHERE reporter = '';

-- The good examples, the newest first.
CREATE INDEX bottleneck_state_examples ON bottleneck_state (from_at) WHERE example = 1 AND until_at IS NULL;
