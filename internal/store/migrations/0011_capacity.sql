-- +goose Up

-- The kinds of capacity: what is counted, and for how long a figure of one holds.
CREATE TABLE capacity_kind (
    code          TEXT PRIMARY KEY,
    name          TEXT NOT NULL,            -- plain Dutch
    unit          TEXT NOT NULL,            -- 'bedden'
    unit_one      TEXT NOT NULL,            -- 'bed'
    live_seconds  BIGINT NOT NULL,          -- live until this old
    stale_seconds BIGINT NOT NULL,          -- stale from this old
    acute         BIGINT NOT NULL CONSTRAINT capacity_kind_acute CHECK (acute IN (0, 1)), -- counted in hours
    position      BIGINT NOT NULL UNIQUE,   -- in lists
    CONSTRAINT capacity_kind_rhythm CHECK (live_seconds > 0 AND stale_seconds > live_seconds)
);
INSERT INTO capacity_kind (code, name, unit, unit_one, live_seconds, stale_seconds, acute, position) VALUES
    ('elv-laag', 'Kort verblijf met lichte zorg (ELV laag)', 'bedden', 'bed', 43200, 172800, 0, 10),
    ('elv-hoog', 'Kort verblijf met meer zorg (ELV hoog)', 'bedden', 'bed', 43200, 172800, 0, 20),
    ('elv-palliatief', 'Kort verblijf in de laatste levensfase (ELV palliatief)', 'bedden', 'bed', 43200, 172800, 0, 30),
    ('grz', 'Herstel na het ziekenhuis (geriatrische revalidatie)', 'bedden', 'bed', 86400, 259200, 0, 40),
    ('wlz-crisis', 'Crisisbed in het verpleeghuis', 'bedden', 'bed', 3600, 28800, 1, 50),
    ('ggz-crisis', 'Crisisbed voor psychische nood', 'bedden', 'bed', 1800, 14400, 1, 60),
    ('verpleeghuis', 'Plaats in het verpleeghuis', 'plaatsen', 'plaats', 259200, 1209600, 0, 70),
    ('respijt', 'Logeerzorg', 'bedden', 'bed', 259200, 1209600, 0, 80),
    ('dagbesteding', 'Dagbesteding', 'plaatsen', 'plaats', 604800, 1814400, 0, 90),
    ('wijkverpleging-uren', 'Wijkverpleging, uren per week', 'uren', 'uur', 86400, 259200, 0, 100),
    ('wijkverpleging-spoed', 'Wijkverpleging met spoed', 'plekken', 'plek', 3600, 28800, 1, 110),
    ('wijkverpleging-nacht', 'Wijkverpleging in de nacht', 'plekken', 'plek', 43200, 172800, 0, 120),
    ('huishoudelijke-hulp', 'Hulp in het huishouden, uren per week', 'uren', 'uur', 604800, 1814400, 0, 130),
    ('nieuwe-patienten', 'Nieuwe patiënten', 'plekken', 'plek', 604800, 2419200, 0, 140),
    ('eerste-afspraak', 'Eerste afspraak', 'afspraken', 'afspraak', 172800, 604800, 0, 150),
    ('meekijkconsult', 'Meekijkconsult', 'consulten', 'consult', 172800, 604800, 0, 160);

-- Limits within which people should be helped, as agreed or laid down elsewhere.
CREATE TABLE access_norm (
    code       TEXT PRIMARY KEY,
    name       TEXT NOT NULL,               -- plain Dutch
    counts     TEXT NOT NULL,               -- from and until what, in plain Dutch
    discipline TEXT NOT NULL,               -- whose care it is about
    days       BIGINT NOT NULL CONSTRAINT access_norm_days CHECK (days > 0),
    working    BIGINT NOT NULL CONSTRAINT access_norm_working CHECK (working IN (0, 1)), -- 1: working days
    share      DOUBLE PRECISION NOT NULL CONSTRAINT access_norm_share CHECK (share > 0 AND share <= 1), -- of people
    source     TEXT NOT NULL,
    since      BIGINT NOT NULL,             -- the year of the source
    position   BIGINT NOT NULL UNIQUE
);
INSERT INTO access_norm (code, name, counts, discipline, days, working, share, source, since, position) VALUES
    ('treek-huisarts', 'Terecht kunnen bij de huisarts', 'van vraag tot afspraak', 'huisartsenzorg', 3, 1, 1, 'Treeknorm', 2000, 10),
    ('treek-thuis', 'Verpleging en verzorging thuis', 'van aanmelding tot begin van de zorg', 'wijkverpleging', 42, 0, 1, 'Treeknorm', 2000, 20),
    ('treek-fysiotherapie', 'Fysiotherapie', 'van vraag tot eerste afspraak', 'fysiotherapie', 5, 1, 1, 'Treeknorm', 2000, 21),
    ('treek-oefentherapie', 'Oefentherapie', 'van vraag tot eerste afspraak', 'oefentherapie', 5, 1, 1, 'Treeknorm', 2000, 22),
    ('treek-ergotherapie', 'Ergotherapie', 'van vraag tot eerste afspraak', 'ergotherapie', 5, 1, 1, 'Treeknorm', 2000, 23),
    ('treek-dietetiek', 'Diëtetiek', 'van vraag tot eerste afspraak', 'dietetiek', 5, 1, 1, 'Treeknorm', 2000, 24),
    ('treek-logopedie', 'Logopedie', 'van vraag tot eerste afspraak', 'logopedie', 5, 1, 1, 'Treeknorm', 2000, 25),
    ('treek-ggz-aanmelding', 'Geestelijke gezondheidszorg: eerste gesprek', 'van aanmelding tot intake', 'ggz', 28, 0, 1, 'Treeknorm', 2000, 30),
    ('treek-ggz-behandeling', 'Geestelijke gezondheidszorg: behandeling', 'van intake tot begin van de behandeling', 'ggz', 70, 0, 1, 'Treeknorm', 2000, 40);

-- What a service has that can run out: one row for each kind, which acts lock before they look. It
-- carries the newest observation, what its history taught, and the wait measured from placements.
CREATE TABLE offer (
    id            TEXT PRIMARY KEY,
    service       TEXT NOT NULL REFERENCES service (id),
    kind          TEXT NOT NULL REFERENCES capacity_kind (code),
    organization  TEXT NOT NULL,            -- who offers the service
    region        TEXT NOT NULL,            -- in which the service lies; '' for none
    area          TEXT NOT NULL,            -- CBS code; '' when not known
    total         BIGINT NOT NULL CONSTRAINT offer_total CHECK (total >= 0),
    assessment    BIGINT NOT NULL CONSTRAINT offer_assessment CHECK (assessment IN (0, 1)), -- a talk comes first
    live_seconds  BIGINT,                   -- NULL: as its kind
    stale_seconds BIGINT,
    most_invitations BIGINT NOT NULL CONSTRAINT offer_most_invitations CHECK (most_invitations > 0), -- open at once
    made_at       BIGINT NOT NULL,
    ended_at      BIGINT,
    version       BIGINT NOT NULL CONSTRAINT offer_newest_version CHECK (version > 0), -- newest row of offer_version
    -- The newest observation by observed_at; of those at one moment the last that came in.
    number        BIGINT NOT NULL CONSTRAINT offer_number CHECK (number >= 0), -- observations so far
    available     BIGINT NOT NULL CONSTRAINT offer_available CHECK (available >= 0),
    accepting     TEXT NOT NULL CONSTRAINT offer_accepting CHECK (accepting IN ('', 'open', 'limited', 'closed')),
    waiting_days  BIGINT CONSTRAINT offer_waiting_days CHECK (waiting_days >= 0), -- as reported
    observed_at   BIGINT,                   -- NULL: never told
    told_at       BIGINT,                   -- when somebody last looked
    valid_until   BIGINT,                   -- NULL: by the rhythm
    source        TEXT NOT NULL CONSTRAINT offer_source CHECK (source IN ('', 'person', 'system', 'derived')),
    -- What its own history taught.
    said          BIGINT NOT NULL CONSTRAINT offer_said CHECK (said >= 0),           -- questions where a yes was expected
    came_true     BIGINT NOT NULL CONSTRAINT offer_came_true CHECK (came_true BETWEEN 0 AND said), -- with a yes that was kept
    went          BIGINT NOT NULL CONSTRAINT offer_went CHECK (went >= 0),           -- places gone between reports
    watched       BIGINT NOT NULL CONSTRAINT offer_watched CHECK (watched >= 0),     -- microseconds between them
    sure          DOUBLE PRECISION NOT NULL CONSTRAINT offer_sure CHECK (sure >= 0), -- 0: too few proofs in its region
    -- The wait measured from placements.
    wait_p50      BIGINT,
    wait_p90      BIGINT,
    wait_p50_least BIGINT CONSTRAINT offer_wait_p50_least CHECK (wait_p50_least IN (0, 1)), -- 1: at least so many days; too many still wait to know more
    wait_p90_least BIGINT CONSTRAINT offer_wait_p90_least CHECK (wait_p90_least IN (0, 1)),
    wait_n        BIGINT,                   -- people measured
    wait_waiting  BIGINT,                   -- those of them who still wait
    wait_at       BIGINT,                   -- NULL: not measured
    asked_at      BIGINT,                   -- when the owner was last asked for a figure
    asked_times   BIGINT NOT NULL CONSTRAINT offer_asked_times CHECK (asked_times >= 0), -- since a figure came
    CONSTRAINT offer_rhythm CHECK ((live_seconds IS NULL) = (stale_seconds IS NULL) AND (live_seconds IS NULL OR live_seconds > 0 AND stale_seconds > live_seconds)),
    CONSTRAINT offer_told CHECK ((observed_at IS NULL) = (number = 0) AND (observed_at IS NULL) = (told_at IS NULL)
        AND (observed_at IS NULL) = (accepting = '') AND (observed_at IS NULL) = (source = '')),
    CONSTRAINT offer_wait CHECK ((wait_at IS NULL) = (wait_p50 IS NULL) AND (wait_at IS NULL) = (wait_p90 IS NULL)
        AND (wait_at IS NULL) = (wait_p50_least IS NULL) AND (wait_at IS NULL) = (wait_p90_least IS NULL)
        AND (wait_at IS NULL) = (wait_n IS NULL) AND (wait_at IS NULL) = (wait_waiting IS NULL))
);
CREATE UNIQUE INDEX offer_of_service ON offer (service, kind) WHERE ended_at IS NULL;
CREATE INDEX offer_by_region ON offer (region, kind, id);
CREATE INDEX offer_by_organization ON offer (organization, id);

-- What an offer was, apart from its figures: each change adds a version, and none is altered.
CREATE TABLE offer_version (
    offer         TEXT NOT NULL REFERENCES offer (id),
    version       BIGINT NOT NULL CONSTRAINT offer_version_version CHECK (version > 0),
    region        TEXT NOT NULL,
    total         BIGINT NOT NULL,
    assessment    BIGINT NOT NULL,
    live_seconds  BIGINT,
    stale_seconds BIGINT,
    most_invitations BIGINT NOT NULL,
    written_at    BIGINT NOT NULL,
    written_by    TEXT NOT NULL,            -- person id, 'client:<id>' or 'system:<job>'
    PRIMARY KEY (offer, version)
);
CREATE INDEX offer_version_by_region ON offer_version (region, offer);

-- What was said of an offer at a moment; rows are added and never altered.
CREATE TABLE observation (
    offer        TEXT NOT NULL REFERENCES offer (id),
    observed_at  BIGINT NOT NULL,
    number       BIGINT NOT NULL CONSTRAINT observation_number CHECK (number > 0), -- in order of arrival
    told_at      BIGINT NOT NULL,           -- earlier than observed_at when the platform counted a place off
    recorded_at  BIGINT NOT NULL,
    available    BIGINT NOT NULL CONSTRAINT observation_available CHECK (available >= 0),
    accepting    TEXT NOT NULL CONSTRAINT observation_accepting CHECK (accepting IN ('open', 'limited', 'closed')),
    waiting_days BIGINT CONSTRAINT observation_waiting_days CHECK (waiting_days >= 0),
    valid_until  BIGINT,
    source       TEXT NOT NULL CONSTRAINT observation_source CHECK (source IN ('person', 'system', 'derived')),
    via          TEXT NOT NULL,             -- 'page', 'api', 'link', …
    by_person    TEXT NOT NULL,             -- person id, 'client:<id>', 'link:<id>' or 'system:<job>'; '' when derived
    seconds      BIGINT NOT NULL CONSTRAINT observation_seconds CHECK (seconds BETWEEN 0 AND 600), -- that somebody spent
    PRIMARY KEY (offer, observed_at, number)
);

-- Places of an offer that are promised until a moment. One counts while it has not been ended and its
-- moment has not passed.
CREATE TABLE offer_hold (
    id       TEXT PRIMARY KEY,
    offer    TEXT NOT NULL REFERENCES offer (id),
    places   BIGINT NOT NULL CONSTRAINT offer_hold_places CHECK (places > 0),
    holder   TEXT NOT NULL,                 -- id of the invitation it is for
    made_at  BIGINT NOT NULL,
    until_at BIGINT NOT NULL CONSTRAINT offer_hold_until CHECK (until_at > made_at),
    ended_at BIGINT,
    how      TEXT NOT NULL CONSTRAINT offer_hold_how CHECK (how IN ('', 'taken', 'released', 'expired')),
    CONSTRAINT offer_hold_ended CHECK ((ended_at IS NULL) = (how = ''))
);
CREATE INDEX offer_hold_open ON offer_hold (offer) WHERE ended_at IS NULL;
CREATE INDEX offer_hold_by_offer ON offer_hold (offer, made_at);

-- How a question to a provider turned out, beside what was expected of it when it was asked.
CREATE TABLE capacity_proof (
    key       TEXT PRIMARY KEY,             -- the invitation
    offer     TEXT NOT NULL REFERENCES offer (id),
    region    TEXT NOT NULL,
    predicted DOUBLE PRECISION NOT NULL CONSTRAINT capacity_proof_predicted CHECK (predicted BETWEEN 0 AND 1),
    came_true BIGINT NOT NULL CONSTRAINT capacity_proof_came_true CHECK (came_true IN (0, 1)), -- 1: a yes, kept as far as is known
    proved_at BIGINT NOT NULL
);
CREATE INDEX capacity_proof_by_region ON capacity_proof (region, proved_at);
