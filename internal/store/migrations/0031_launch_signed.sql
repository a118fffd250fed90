-- +goose Up

-- Some record systems let in programs alone that prove who they are: 1 is that this site signs for it (SMART App
-- Launch, client-confidential-asymmetric), 0 that PKCE alone protects the exchange of a code.
ALTER TABLE record_system ADD COLUMN signed BIGINT NOT NULL DEFAULT 0 CONSTRAINT record_system_signed CHECK (signed IN (0, 1));
