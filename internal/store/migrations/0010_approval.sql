-- +goose Up

-- Dangerous acts that one person proposed and that a second one must agree with before they are done.
-- A row stays after it was decided. What is proposed stands here as ids and codes, never as secrets or
-- personal values.
CREATE TABLE approval (
    id           TEXT PRIMARY KEY,
    act          TEXT NOT NULL,           -- '<capability>.<Method>'
    subject      TEXT NOT NULL,           -- JSON: the thing acted on, as the policies weigh it
    payload      TEXT NOT NULL,           -- JSON: what the act needs to be done
    says         TEXT NOT NULL,           -- what will happen, in words for the second person
    same         TEXT NOT NULL,           -- hash of act, thing and payload: what waits is not proposed twice
    proposer     TEXT NOT NULL,           -- person id
    at           BIGINT NOT NULL,
    until        BIGINT NOT NULL,         -- afterwards it can no longer be decided
    state        TEXT NOT NULL CONSTRAINT approval_state CHECK (state IN ('waiting', 'done', 'rejected', 'expired')),
    decider      TEXT NOT NULL,           -- person id; '' while it waits and when it expired
    decided_at   BIGINT,
    CONSTRAINT approval_two_people CHECK (state <> 'done' OR (decider <> '' AND decider <> proposer)),
    CONSTRAINT approval_decided CHECK ((state IN ('done', 'rejected')) = (decided_at IS NOT NULL))
);
CREATE UNIQUE INDEX approval_waiting_once ON approval (same) WHERE state = 'waiting';
CREATE INDEX approval_waiting ON approval (until) WHERE state = 'waiting';
