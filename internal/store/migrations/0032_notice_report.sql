-- +goose Up

-- What people here told of care that is asked in another system: that it began, ended, or does not come about. One
-- row for each question, of what was last told, until it stands there and after.
CREATE TABLE notice_report (
    taken      TEXT PRIMARY KEY REFERENCES notice_taken (id),
    step       TEXT NOT NULL CONSTRAINT notice_report_step CHECK (step IN ('begun', 'done', 'fell')),
    day        TEXT NOT NULL,               -- on which it began, as 2026-11-23; '' for the other steps
    reason     TEXT NOT NULL,               -- how it ended or why it does not come about, as a code; '' where it began
    state      TEXT NOT NULL CONSTRAINT notice_report_state CHECK (state IN ('waiting', 'there', 'refused')), -- 'there': it stands in the other system
    tries      BIGINT NOT NULL,             -- failures to put it there
    problem_nl TEXT NOT NULL,               -- why it is not there, in words; '' when nothing went wrong
    problem_en TEXT NOT NULL,
    told_at    BIGINT NOT NULL
);
