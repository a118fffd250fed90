-- +goose Up

-- What the FHIR face serves now: one row per resource, with its newest version. A resource that is gone
-- stays, so that its id is never given to another.
CREATE TABLE fhir_resource (
    pk      BIGINT PRIMARY KEY,
    type    TEXT NOT NULL CONSTRAINT fhir_resource_type CHECK (type <> ''),
    id      TEXT NOT NULL CONSTRAINT fhir_resource_id CHECK (id <> ''),
    version BIGINT NOT NULL CONSTRAINT fhir_resource_version CHECK (version > 0),
    seq     BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    gone    BIGINT NOT NULL CONSTRAINT fhir_resource_gone CHECK (gone IN (0, 1)),
    UNIQUE (type, id)
);

-- Every version that was ever served, as it was served: a row is added and never changes. seq numbers all
-- versions without a gap in the order of their commits; at never falls as seq grows.
CREATE TABLE fhir_version (
    pk      BIGINT NOT NULL REFERENCES fhir_resource (pk),
    version BIGINT NOT NULL CONSTRAINT fhir_version_version CHECK (version > 0),
    seq     BIGINT NOT NULL UNIQUE,
    type    TEXT NOT NULL,                 -- that of the resource, for the history of a type
    at      BIGINT NOT NULL,               -- whole milliseconds: what clients round away would be lost
    gone    BIGINT NOT NULL CONSTRAINT fhir_version_gone CHECK (gone IN (0, 1)),
    source  TEXT NOT NULL,                 -- '' is our own domain, else the directory it came from
    digest  BLOB NOT NULL,                 -- of what was saved, without the number and moment of this version
    body    TEXT NOT NULL,                 -- the resource in JSON with its meta complete; '' when gone
    CONSTRAINT fhir_version_body CHECK ((gone = 1) = (body = '')),
    PRIMARY KEY (pk, version)
);
CREATE INDEX fhir_version_by_type ON fhir_version (type, seq);
CREATE INDEX fhir_version_by_time ON fhir_version (at, seq);

-- What a search looks in: the values of each search parameter of each resource as it is now.
CREATE TABLE fhir_index (
    param TEXT NOT NULL,
    value TEXT NOT NULL,
    pk    BIGINT NOT NULL REFERENCES fhir_resource (pk),
    PRIMARY KEY (param, value, pk)
) WITHOUT ROWID;

-- How far the versions are: the one row everybody locks before adding a version.
CREATE TABLE fhir_progress (
    name       TEXT PRIMARY KEY,
    ledger_seq BIGINT NOT NULL,            -- the ledger entry up to which our own domain is rendered; -1 is nothing yet
    seq        BIGINT NOT NULL,            -- of the newest version
    at         BIGINT NOT NULL,            -- of the newest version
    indexed    TEXT NOT NULL               -- by which search parameters fhir_index was made
);
INSERT INTO fhir_progress (name, ledger_seq, seq, at, indexed) VALUES ('journal', -1, 0, 0, '');

-- Resources that must be rendered again at a moment although nothing happens then: what they say goes by the
-- clock, or they were held back because they had just changed.
CREATE TABLE fhir_due (
    type TEXT NOT NULL,
    id   TEXT NOT NULL,
    at   BIGINT NOT NULL,
    PRIMARY KEY (type, id)
);
CREATE INDEX fhir_due_by_time ON fhir_due (at);
