-- +goose Up

-- The services that ever said at which times people can come, with what holds for the newest of these
-- publications as a whole. One row per service, which acts lock by the row of the service.
CREATE TABLE slot_publication (
    service      TEXT PRIMARY KEY REFERENCES service (id),
    number       BIGINT NOT NULL CONSTRAINT slot_publication_number CHECK (number > 0), -- publications so far
    published_at BIGINT NOT NULL,
    good_until   BIGINT NOT NULL,           -- from then on nobody can rely on its times
    source       TEXT NOT NULL CONSTRAINT slot_publication_source CHECK (source IN ('person', 'system')),
    CONSTRAINT slot_publication_good CHECK (good_until > published_at)
);

-- The times of the newest publication of each service. A publication replaces all of them; a time that has
-- begun is shown no more, and goes with the next publication.
CREATE TABLE slot (
    id       TEXT PRIMARY KEY,              -- follows from all that is here but free: the same time keeps its id
    service  TEXT NOT NULL REFERENCES slot_publication (service),
    kind     TEXT NOT NULL REFERENCES capacity_kind (code) CONSTRAINT slot_kind CHECK (kind IN ('eerste-afspraak', 'meekijkconsult')),
    start_at BIGINT NOT NULL,
    end_at   BIGINT NOT NULL,
    free     BIGINT NOT NULL CONSTRAINT slot_free CHECK (free BETWEEN 0 AND 100), -- 0: taken
    link     TEXT NOT NULL,                 -- where it is booked, at the provider; '' for none
    phone    TEXT NOT NULL,                 -- who books it by phone; '' for none
    CONSTRAINT slot_span CHECK (end_at > start_at)
);
CREATE INDEX slot_of_service ON slot (service, start_at, id);
CREATE INDEX slot_by_start ON slot (start_at, id);
