-- +goose Up

-- Why the place of a question that was chosen fell through: a code of placement_reason, for who asked and the desk.
-- '' = it did not, it amounts to a no, which has its own reason, or it did so before this was kept.
ALTER TABLE placement_invitation ADD COLUMN fell TEXT NOT NULL DEFAULT '' CONSTRAINT placement_invitation_fell CHECK (fell = '' OR state = 'withdrawn');
