-- +goose Up

-- Resources of others that cannot be taken, by name, so that who keeps that directory can mend them: too large, or
-- no resource at all. What was kept of one before stays. A row goes when the resource can be taken.
CREATE TABLE mirror_passed (
    source TEXT NOT NULL REFERENCES mirror_source (id),
    type   TEXT NOT NULL,
    id     TEXT NOT NULL,                   -- in the source
    why_nl TEXT NOT NULL,
    why_en TEXT NOT NULL,
    PRIMARY KEY (source, type, id)
);
