-- +goose Up

-- A yes or a no to what is asked in another system is kept like what is told later, until it stands there. SQLite
-- changes no constraint of a table, so the rows go to a new one.
--
-- What people here told of what is asked in another system: yes or no, that the care began, ended, or does not come
-- about. One row for each question, of what was last told, until it stands there and after.
CREATE TABLE notice_report_next (
    taken      TEXT PRIMARY KEY REFERENCES notice_taken (id),
    step       TEXT NOT NULL CONSTRAINT notice_report_step CHECK (step IN ('yes', 'no', 'begun', 'done', 'fell')),
    day        TEXT NOT NULL,               -- on which it began, as 2026-11-23; '' for the other steps
    reason     TEXT NOT NULL,               -- of a no, how it ended or why it does not come about, as a code; '' for the other steps
    state      TEXT NOT NULL CONSTRAINT notice_report_state CHECK (state IN ('waiting', 'there', 'refused')), -- 'there': it stands in the other system
    tries      BIGINT NOT NULL,             -- failures to put it there
    problem_nl TEXT NOT NULL,               -- why it is not there, in words; '' when nothing went wrong
    problem_en TEXT NOT NULL,
    told_at    BIGINT NOT NULL,             -- later than what was told before
    version    TEXT NOT NULL DEFAULT ''     -- of the question that was answered; '' for whatever stands there
);
INSERT INTO notice_report_next (taken, step, day, reason, state, tries, problem_nl, problem_en, told_at)
SELECT taken, step, day, reason, state, tries, problem_nl, problem_en, told_at FROM notice_report;
DROP TABLE notice_report;
ALTER TABLE notice_report_next RENAME TO notice_report;
