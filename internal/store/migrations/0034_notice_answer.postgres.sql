-- +goose Up

-- A yes or a no to what is asked in another system is kept like what is told later, until it stands there.
ALTER TABLE notice_report DROP CONSTRAINT notice_report_step;
ALTER TABLE notice_report ADD CONSTRAINT notice_report_step CHECK (step IN ('yes', 'no', 'begun', 'done', 'fell'));
ALTER TABLE notice_report ADD COLUMN version TEXT NOT NULL DEFAULT ''; -- of the question that was answered; '' for whatever stands there
