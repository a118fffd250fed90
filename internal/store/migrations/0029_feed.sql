-- +goose Up

-- Conditional creates in FHIR (If-None-Exist): what a program of an organisation made under which condition. The
-- numbers of others are not kept, and two requests at once must make one thing: the row is the claim.
CREATE TABLE feed_condition (
    condition TEXT PRIMARY KEY,             -- digest of the organisation, the type and the identifier asked for
    type      TEXT NOT NULL CONSTRAINT feed_condition_type CHECK (type <> ''),
    id        TEXT NOT NULL CONSTRAINT feed_condition_id CHECK (id <> '')
);

-- Which organisation first wrote a place in FHIR under an id: an id never changes owner, also while no service
-- has the place.
CREATE TABLE feed_place (
    id           TEXT PRIMARY KEY,
    organization TEXT NOT NULL CONSTRAINT feed_place_organization CHECK (organization <> '')
);
