-- +goose Up

-- What NEN 7513 asks of an entry beyond who, what and when. A name is no longer written here as it
-- is: the entry refers to a row of ledger_name, which can be erased.
ALTER TABLE ledger_entry DROP COLUMN person_name;
ALTER TABLE ledger_entry ADD COLUMN name TEXT NOT NULL DEFAULT '';      -- of a row in ledger_name
ALTER TABLE ledger_entry ADD COLUMN sort TEXT NOT NULL DEFAULT ''
    CONSTRAINT ledger_entry_sort CHECK (sort IN ('', 'C', 'R', 'U', 'D', 'E'));
ALTER TABLE ledger_entry ADD COLUMN session TEXT NOT NULL DEFAULT '';
ALTER TABLE ledger_entry ADD COLUMN assurance BIGINT NOT NULL DEFAULT 0;
ALTER TABLE ledger_entry ADD COLUMN via TEXT NOT NULL DEFAULT '';       -- page, api, command, timer or link
ALTER TABLE ledger_entry ADD COLUMN origin TEXT NOT NULL DEFAULT '';    -- keyed hash of the network address
ALTER TABLE ledger_entry ADD COLUMN purpose TEXT NOT NULL DEFAULT '';   -- code of the purpose of use
ALTER TABLE ledger_entry ADD COLUMN relation TEXT NOT NULL DEFAULT '';  -- id of the rule for the treatment relation
ALTER TABLE ledger_entry ADD COLUMN consent TEXT NOT NULL DEFAULT '';   -- id of the consent
ALTER TABLE ledger_entry ADD COLUMN emergency BIGINT NOT NULL DEFAULT 0
    CONSTRAINT ledger_entry_emergency CHECK (emergency IN (0, 1));
ALTER TABLE ledger_entry ADD COLUMN source TEXT NOT NULL DEFAULT '';    -- installation and version that wrote it
ALTER TABLE ledger_entry ADD COLUMN found BIGINT;                       -- things a look gave; 0 for an empty search

CREATE INDEX ledger_entry_by_time ON ledger_entry (at, id);
CREATE INDEX ledger_entry_by_person ON ledger_entry (person, at, id);

-- Names of people, sealed, to which entries refer. Erasing one empties its row; entries and seals
-- stay as they are.
CREATE TABLE ledger_name (
    id          TEXT PRIMARY KEY,
    person      TEXT NOT NULL,
    fingerprint TEXT,                     -- keyed hash of the name; NULL once erased
    sealed      BLOB,                     -- NULL once erased
    UNIQUE (person, fingerprint)
);

-- Seals: each covers the entries from one number to another, follows the one before it and is signed
-- with a key that is not in this database.
CREATE TABLE ledger_seal (
    number      BIGINT PRIMARY KEY,
    at          BIGINT NOT NULL,
    first       BIGINT NOT NULL,          -- number of the first entry under it
    last        BIGINT NOT NULL,
    root        BLOB NOT NULL,            -- Merkle root of the leaves
    former      BLOB NOT NULL,            -- hash of the seal before it; empty for the first
    key_id      TEXT NOT NULL,
    public_key  BLOB NOT NULL,
    signature   BLOB NOT NULL,
    CONSTRAINT ledger_seal_range CHECK (first <= last)
);

-- The leaf hashes under a seal, 32 bytes each. They name the row that does not fit, and prove the
-- rest when a row is gone.
CREATE TABLE ledger_leaves (
    seal   BIGINT PRIMARY KEY,
    hashes BLOB NOT NULL
);

-- What is left of a look that was kept long enough: its number, and what its leaf is made of.
CREATE TABLE ledger_removed (
    seq    BIGINT PRIMARY KEY,
    at     BIGINT NOT NULL,
    sort   TEXT NOT NULL,
    region TEXT NOT NULL,
    body   BLOB NOT NULL                  -- hash of everything else
);

-- How long entries of a sort are kept, in days after the act: five years at least. Without a row: for
-- ever. A region may keep them longer than the row without a region says.
CREATE TABLE ledger_retention (
    sort   TEXT NOT NULL,
    region TEXT NOT NULL,
    days   BIGINT NOT NULL CONSTRAINT ledger_retention_days CHECK (days >= 1827),
    PRIMARY KEY (sort, region)
);
INSERT INTO ledger_retention (sort, region, days) VALUES ('R', '', 1827);

-- Up to which seal an address elsewhere has been told.
CREATE TABLE ledger_published (
    target TEXT PRIMARY KEY,              -- hash of the address, which may hold a secret
    number BIGINT NOT NULL,
    hash   BLOB NOT NULL                  -- of that seal
);

-- Copies of a period of the whole ledger that two people agreed on; the first of them may take it.
CREATE TABLE ledger_export (
    id     TEXT PRIMARY KEY,              -- that of the proposal
    person TEXT NOT NULL,
    since  BIGINT NOT NULL,               -- entries from this moment
    before BIGINT NOT NULL,               -- and before this one
    until  BIGINT NOT NULL                -- when the permission ends
);
