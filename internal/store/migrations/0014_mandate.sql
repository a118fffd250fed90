-- +goose Up

-- The tables of mandates know two times. from_at and until_at say when a fact holds, half-open; known_from
-- and known_until say when it stood here. A change closes the row that stood and adds one, so that 'what
-- was known then' is one condition and its answer never changes.

-- One row: up to which moment everything in these tables stands. Whoever writes moves it on, and holds it
-- until the transaction ends, so that what is written later is known later.
CREATE TABLE mandate_known (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL
);
INSERT INTO mandate_known (id, at) VALUES ('all', 0);

-- What a mandate may be about: the seven minimal tasks, and named topics. Names are plain Dutch.
CREATE TABLE mandate_subject (
    code          TEXT PRIMARY KEY,
    name          TEXT NOT NULL,
    plain         TEXT NOT NULL,
    national_only BIGINT NOT NULL CONSTRAINT mandate_subject_national_only CHECK (national_only IN (0, 1)), -- the vision leaves it to national agreement
    position      BIGINT NOT NULL UNIQUE
);
INSERT INTO mandate_subject (code, name, plain, national_only, position)
    SELECT code, name, plain, 0, position FROM minimal_task;
INSERT INTO mandate_subject (position, code, name, plain, national_only) VALUES
    (20, 'cooperation', 'Samenwerking', 'Hoe partijen samenwerken en wie wat doet.', 0),
    (21, 'contract', 'Contract met de zorgverzekeraar', 'Wat partijen samen met een zorgverzekeraar afspreken.', 0),
    (22, 'programme', 'Zorgprogramma', 'Samen zorgen voor een groep mensen met dezelfde vraag.', 0),
    (23, 'bridging', 'Overbruggingszorg', 'Wie helpt zolang er nog geen plek is.', 0),
    (24, 'tasks', 'Verdeling van taken', 'Wie welke taak doet en wie een taak van een ander overneemt.', 0),
    (25, 'room', 'Ruimte om te handelen', 'Wie in een ingewikkelde situatie meteen mag beslissen.', 0),
    (26, 'transmural', 'Van en naar het ziekenhuis', 'Hoe mensen de eerste lijn in, door en uit gaan.', 0),
    (27, 'capacity', 'Capaciteit delen', 'Hoe aanbieders en wijken elkaar met plekken en uren helpen.', 0),
    (28, 'data', 'Gegevens uitwisselen', 'Welke gegevens partijen met elkaar delen, en hoe.', 0),
    (29, 'reachability', 'Bereikbaar zijn', 'Wie er overdag, in de avond, de nacht en het weekend te bereiken is.', 0),
    (30, 'lead', 'Regiebehandelaar', 'Wie de regie heeft bij een groep mensen.', 1),
    (31, 'referral', 'Verwijzen door andere beroepen', 'Wie naast de huisarts mag verwijzen, en wanneer.', 1);

-- A provider belongs to the body of its discipline, which speaks for it.
CREATE TABLE affiliation (
    id          TEXT NOT NULL,
    version     BIGINT NOT NULL CONSTRAINT affiliation_version CHECK (version > 0),
    known_from  BIGINT NOT NULL,
    known_until BIGINT,
    provider    TEXT NOT NULL,
    body        TEXT NOT NULL,
    from_at     BIGINT NOT NULL,
    until_at    BIGINT,
    CONSTRAINT affiliation_known_later CHECK (known_until > known_from),
    CONSTRAINT affiliation_ends_later CHECK (until_at >= from_at), -- at once: it never held
    CONSTRAINT affiliation_two CHECK (provider <> body),
    PRIMARY KEY (id, version)
);
CREATE UNIQUE INDEX affiliation_now ON affiliation (id) WHERE known_until IS NULL;
CREATE INDEX affiliation_by_body ON affiliation (body, provider);
CREATE INDEX affiliation_by_provider ON affiliation (provider);

-- A discipline body is recognised to speak for a discipline in a region, or in the nation.
CREATE TABLE standing (
    id          TEXT NOT NULL,
    version     BIGINT NOT NULL CONSTRAINT standing_version CHECK (version > 0),
    known_from  BIGINT NOT NULL,
    known_until BIGINT,
    body        TEXT NOT NULL,
    region      TEXT NOT NULL,               -- '' for the nation
    discipline  TEXT NOT NULL REFERENCES discipline (code),
    from_at     BIGINT NOT NULL,
    until_at    BIGINT,
    evidence    TEXT NOT NULL,
    why         TEXT NOT NULL,               -- why it ended; '' while it holds
    CONSTRAINT standing_known_later CHECK (known_until > known_from),
    CONSTRAINT standing_ends_later CHECK (until_at >= from_at),
    PRIMARY KEY (id, version)
);
CREATE UNIQUE INDEX standing_now ON standing (id) WHERE known_until IS NULL;
CREATE INDEX standing_by_body ON standing (body, region);
CREATE INDEX standing_by_region ON standing (region, discipline);

-- A person may bind an organisation at one table on some subjects.
CREATE TABLE mandate (
    id          TEXT NOT NULL,
    version     BIGINT NOT NULL CONSTRAINT mandate_version CHECK (version > 0),
    known_from  BIGINT NOT NULL,
    known_until BIGINT,
    grantor     TEXT NOT NULL,
    own         BIGINT NOT NULL CONSTRAINT mandate_own CHECK (own IN (0, 1)), -- 1: the grantor speaks for itself; 0: it needs a standing
    delegate    TEXT NOT NULL,               -- a person
    forum       TEXT NOT NULL CONSTRAINT mandate_forum CHECK (forum IN ('resv', 'wijkverband', 'regiotafel', 'roaz', 'nation')),
    region      TEXT NOT NULL,               -- '' for the nation
    wijkverband TEXT NOT NULL,               -- '' but for a wijkverband's table
    subjects    TEXT NOT NULL,               -- codes, separated by spaces, or '*'
    from_at     BIGINT NOT NULL,
    until_at    BIGINT,
    evidence    TEXT NOT NULL,
    revoked_at  BIGINT,
    revoked_why TEXT NOT NULL,
    why         TEXT NOT NULL,               -- why this was recorded anew; '' of the first
    CONSTRAINT mandate_known_later CHECK (known_until > known_from),
    CONSTRAINT mandate_ends_later CHECK (until_at > from_at),
    CONSTRAINT mandate_place CHECK ((region = '') = (forum = 'nation') AND (wijkverband <> '') = (forum = 'wijkverband')),
    PRIMARY KEY (id, version)
);
CREATE UNIQUE INDEX mandate_now ON mandate (id) WHERE known_until IS NULL;
CREATE INDEX mandate_by_grantor ON mandate (grantor);
CREATE INDEX mandate_by_delegate ON mandate (delegate);
CREATE INDEX mandate_by_forum ON mandate (region, forum, wijkverband);

-- Who stands in for the delegate of a mandate.
CREATE TABLE substitution (
    id          TEXT NOT NULL,
    version     BIGINT NOT NULL CONSTRAINT substitution_version CHECK (version > 0),
    known_from  BIGINT NOT NULL,
    known_until BIGINT,
    mandate     TEXT NOT NULL,
    person      TEXT NOT NULL,
    from_at     BIGINT NOT NULL,
    until_at    BIGINT,
    CONSTRAINT substitution_known_later CHECK (known_until > known_from),
    CONSTRAINT substitution_ends_later CHECK (until_at >= from_at),
    PRIMARY KEY (id, version)
);
CREATE UNIQUE INDEX substitution_now ON substitution (id) WHERE known_until IS NULL;
CREATE INDEX substitution_by_mandate ON substitution (mandate);
CREATE INDEX substitution_by_person ON substitution (person);

-- A seat at a table and who holds it: the seat belongs to the role, and each holder has a row of their
-- own. Of one seat the newest row that has begun counts; when that has ended the seat is vacant.
CREATE TABLE seat (
    id           TEXT NOT NULL,
    version      BIGINT NOT NULL CONSTRAINT seat_version CHECK (version > 0),
    known_from   BIGINT NOT NULL,
    known_until  BIGINT,
    forum        TEXT NOT NULL CONSTRAINT seat_forum CHECK (forum IN ('resv', 'wijkverband', 'regiotafel', 'roaz', 'nation')),
    region       TEXT NOT NULL,
    wijkverband  TEXT NOT NULL,
    name         TEXT NOT NULL,
    discipline   TEXT NOT NULL,              -- '' for a seat of no discipline
    citizens     BIGINT NOT NULL CONSTRAINT seat_citizens CHECK (citizens IN (0, 1)),
    weight       BIGINT NOT NULL CONSTRAINT seat_weight CHECK (weight > 0), -- of its vote, where votes are unequal
    holder       TEXT NOT NULL,              -- a person; '' while it is vacant
    organization TEXT NOT NULL,
    from_at      BIGINT NOT NULL,
    until_at     BIGINT,
    gone         BIGINT NOT NULL CONSTRAINT seat_gone CHECK (gone IN (0, 1)), -- 1: from then on there is no such seat
    CONSTRAINT seat_known_later CHECK (known_until > known_from),
    CONSTRAINT seat_ends_later CHECK (until_at > from_at),
    CONSTRAINT seat_place CHECK ((region = '') = (forum = 'nation') AND (wijkverband <> '') = (forum = 'wijkverband')),
    PRIMARY KEY (id, from_at, version)
);
CREATE UNIQUE INDEX seat_now ON seat (id, from_at) WHERE known_until IS NULL;
CREATE INDEX seat_by_forum ON seat (region, forum, wijkverband);

-- How votes count at a table from a moment on. Where there is no row they are equal.
CREATE TABLE forum_votes (
    forum       TEXT NOT NULL CONSTRAINT forum_votes_forum CHECK (forum IN ('resv', 'wijkverband', 'regiotafel', 'roaz', 'nation')),
    region      TEXT NOT NULL,
    wijkverband TEXT NOT NULL,
    from_at     BIGINT NOT NULL,
    known_from  BIGINT NOT NULL,
    known_until BIGINT,
    equal       BIGINT NOT NULL CONSTRAINT forum_votes_equal CHECK (equal IN (0, 1)),
    agreed_by   TEXT NOT NULL,               -- disciplines, separated by spaces
    CONSTRAINT forum_votes_known_later CHECK (known_until > known_from),
    PRIMARY KEY (region, forum, wijkverband, from_at, known_from)
);

-- The mandates at a region's own table by the discipline for which their grantor speaks, as known now:
-- each has force where all three spans hold.
CREATE VIEW discipline_mandate AS
    SELECT m.region, s.discipline, m.id AS mandate, m.from_at, m.until_at, m.revoked_at, s.from_at AS standing_from, s.until_at AS standing_until
    FROM mandate m JOIN standing s ON s.body = m.grantor AND s.region = m.region
    WHERE m.known_until IS NULL AND s.known_until IS NULL AND m.own = 0 AND m.forum = 'resv';

-- What a region itself says is there and the platform cannot see: evidence of a phase. Saying so locks
-- nothing and opens nothing.
CREATE TABLE region_evidence (
    region   TEXT NOT NULL REFERENCES region (id),
    code     TEXT NOT NULL CONSTRAINT region_evidence_code CHECK (code IN ('plan', 'cooperation', 'insurer')),
    from_at  BIGINT NOT NULL,
    until_at BIGINT,
    words    TEXT NOT NULL,               -- what and where, in one sentence
    PRIMARY KEY (region, code, from_at)
);
CREATE UNIQUE INDEX region_evidence_now ON region_evidence (region, code) WHERE until_at IS NULL;

-- Who offers something in an area, for what discipline, and when, as the directory said: how many
-- providers there are of whom some are affiliated.
CREATE VIEW provider_area AS
    SELECT a.area, v.organization, v.discipline, v.written_at AS from_at,
        (SELECT min(n.written_at) FROM service_version n WHERE n.service = v.service AND n.version > v.version
            AND n.batch IN (SELECT id FROM import_batch WHERE state = 'done')) AS until_at
    FROM service_area a JOIN service_version v ON v.service = a.service AND v.version = a.version
    WHERE v.state = 'shown' AND v.organization <> '' AND v.batch IN (SELECT id FROM import_batch WHERE state = 'done');
