-- +goose Up

-- Columns here that end in _at are moments in microseconds UTC; validity is half-open, and an open
-- end is NULL. A column 'folded' is the name in small letters without accents, for looking up.
-- Where a table has a batch, a row counts when its batch is done, and the newest of those wins.

-- Disciplines and domains of the first line and beside it. Codes are separated by spaces.
CREATE TABLE discipline (
    code     TEXT PRIMARY KEY,
    name     TEXT NOT NULL,
    part     TEXT NOT NULL CONSTRAINT discipline_part CHECK (part IN ('primary', 'social', 'wider', 'adjacent')),
    core     BIGINT NOT NULL CONSTRAINT discipline_core CHECK (core IN (0, 1)), -- without it a wijkverband is not manned
    plain    TEXT NOT NULL,               -- what it does for a citizen, in one plain Dutch sentence
    uzi_roles TEXT NOT NULL,              -- UZI role codes (Nictiz uzi-rolcode 11.7.0)
    organization_types TEXT NOT NULL,     -- Nictiz organisation types (2024-11-14)
    sbi      TEXT NOT NULL,               -- standaard bedrijfsindeling, SBI 2025
    position BIGINT NOT NULL UNIQUE
);
INSERT INTO discipline (position, code, name, part, core, plain, uzi_roles, organization_types, sbi) VALUES
    (1, 'huisartsenzorg', 'Huisartsenzorg', 'primary', 1, 'De huisarts is de eerste arts bij wie u komt met een vraag over uw gezondheid.', '01.015 01.004', 'Z3 H1 K3 N6', '8621'),
    (2, 'wijkverpleging', 'Wijkverpleging', 'primary', 1, 'De wijkverpleegkundige en haar team geven zorg en verpleging bij u thuis.', '30.000 86.000', 'T2', '86942'),
    (3, 'farmacie', 'Farmacie', 'primary', 1, 'De apotheker geeft medicijnen mee, legt uit hoe u ze gebruikt en let erop dat ze samengaan.', '17.000 17.075 83.000', 'J8 A1', '47730'),
    (4, 'fysiotherapie', 'Fysiotherapie', 'primary', 0, 'De fysiotherapeut helpt u beter te bewegen als u pijn heeft of moet herstellen.', '04.000', 'F1', '86950'),
    (5, 'dietetiek', 'Diëtetiek', 'primary', 0, 'De diëtist helpt u met eten en drinken dat past bij uw gezondheid.', '89.000', 'PM3', '86994'),
    (6, 'oefentherapie', 'Oefentherapie', 'primary', 0, 'De oefentherapeut leert u houding en bewegen, zodat u minder klachten heeft.', '93.000 94.000', 'PM8', '86994'),
    (7, 'ergotherapie', 'Ergotherapie', 'primary', 0, 'De ergotherapeut helpt u om gewone dingen thuis en op het werk weer zelf te doen.', '90.000', 'PM4', '86994'),
    (8, 'huidtherapie', 'Huidtherapie', 'primary', 0, 'De huidtherapeut behandelt klachten van de huid, littekens en vocht in armen of benen.', '88.000', 'PM6', '86994'),
    (9, 'logopedie', 'Logopedie', 'primary', 0, 'De logopedist helpt bij praten, taal, stem, horen en slikken.', '91.000', 'PM7', '86994'),
    (10, 'optometrie', 'Optometrie', 'primary', 0, 'De optometrist onderzoekt uw ogen en ziet of u naar een oogarts moet.', '87.000', '', '86994'),
    (11, 'specialist-ouderengeneeskunde', 'Specialist ouderengeneeskunde', 'primary', 0, 'Deze arts weet veel van ziekten bij kwetsbare ouderen en komt ook thuis.', '01.047', '', ''),
    (12, 'arts-verstandelijk-gehandicapten', 'Arts verstandelijk gehandicapten', 'primary', 0, 'Deze arts weet veel van de gezondheid van mensen met een verstandelijke beperking.', '01.056', '', ''),
    (13, 'sociaal-domein', 'Sociaal domein', 'social', 1, 'Het wijkteam en het welzijnswerk helpen bij geld, wonen, eenzaamheid, opvoeden en hulp thuis.', '', '', '88992 88101'),
    (14, 'psychologie', 'Psychologie', 'wider', 0, 'De psycholoog helpt u als u somber of angstig bent of vastloopt.', '25.000 16.000', 'G7', ''),
    (15, 'verloskunde', 'Verloskunde', 'wider', 0, 'De verloskundige begeleidt u als u zwanger bent, bij de bevalling en daarna.', '03.000', 'G3', '86941'),
    (16, 'mondzorg', 'Mondzorg', 'wider', 0, 'De tandarts en de mondhygiënist zorgen voor uw tanden, kiezen en tandvlees.', '02.000', 'TA2', ''),
    (17, 'jeugdgezondheidszorg', 'Jeugdgezondheidszorg', 'wider', 0, 'De jeugdarts en de jeugdverpleegkundige volgen hoe kinderen groeien en geven inentingen.', '01.070', 'JGZ G9', ''),
    (18, 'ggz', 'Geestelijke gezondheidszorg (ggz)', 'adjacent', 0, 'De ggz behandelt mensen met zware psychische klachten.', '', 'G5 G8', ''),
    (19, 'vvt', 'Verpleging, verzorging en thuiszorg', 'adjacent', 0, 'Verpleeghuizen en thuiszorg zorgen voor mensen die veel hulp nodig hebben.', '', 'X3 R5 M1', ''),
    (20, 'msz', 'Ziekenhuiszorg', 'adjacent', 0, 'In het ziekenhuis onderzoekt en behandelt een specialist u, meestal na een verwijzing.', '', 'V4 V6', ''),
    (21, 'gehandicaptenzorg', 'Gehandicaptenzorg', 'adjacent', 0, 'De gehandicaptenzorg helpt mensen met een beperking bij wonen, werken en de dag doorkomen.', '', '', ''),
    (22, 'gemeente', 'Gemeente', 'adjacent', 0, 'De gemeente regelt hulp thuis, jeugdhulp en hulp bij geld en werk.', '', '', ''),
    (23, 'zorgverzekeraar', 'Zorgverzekeraar', 'adjacent', 0, 'De zorgverzekeraar betaalt zorg en helpt u zoeken als u te lang moet wachten.', '', '', ''),
    (24, 'burgerinitiatief', 'Burgerinitiatief', 'adjacent', 0, 'Buurtgenoten die elkaar helpen, zoals een zorgcoöperatie of een klussendienst.', '', '', '');

-- The minimal tasks of a RESV (five) and of a wijkverband (two), after the vision on primary care
-- 2030, chapters 3, 4 and 6.
CREATE TABLE minimal_task (
    code     TEXT PRIMARY KEY,
    owner    TEXT NOT NULL CONSTRAINT minimal_task_owner CHECK (owner IN ('resv', 'wijkverband')),
    name     TEXT NOT NULL,
    plain    TEXT NOT NULL,
    position BIGINT NOT NULL UNIQUE
);
INSERT INTO minimal_task (position, code, owner, name, plain) VALUES
    (1, 'resv-1', 'resv', 'Mandaat en vertegenwoordiging', 'Namens alle disciplines spreken en afspraken maken in de regio.'),
    (2, 'resv-2', 'resv', 'Capaciteit en toegankelijkheid', 'Zorgen dat er genoeg zorg is en dat iedereen er terechtkan.'),
    (3, 'resv-3', 'resv', 'Zorgafspraken', 'Afspraken maken over de zorg voor groepen patiënten.'),
    (4, 'resv-4', 'resv', 'Wijkverbanden steunen', 'De wijkverbanden helpen en zorgen dat elke wijk er een heeft.'),
    (5, 'resv-5', 'resv', 'Zorgaanbieders ondersteunen', 'Helpen met personeel, ict, huisvesting en inkoop.'),
    (6, 'wijk-1', 'wijkverband', 'Aanspreekbaar zijn en afspraken nakomen', 'Te bereiken zijn, afspraken maken en erop letten dat ze worden nagekomen.'),
    (7, 'wijk-2', 'wijkverband', 'Knelpunten bespreken en oplossen', 'Bespreken wat er speelt, knelpunten verzamelen en ze oplossen of doorgeven.');

-- What a key figure of an area is: its Dutch name and unit.
CREATE TABLE key_figure (
    code     TEXT PRIMARY KEY,
    name     TEXT NOT NULL,
    unit     TEXT NOT NULL,
    source   TEXT NOT NULL,
    position BIGINT NOT NULL UNIQUE
);
INSERT INTO key_figure (position, code, name, unit, source) VALUES
    (1, 'stedelijkheid', 'Stedelijkheid', 'klasse 1 (zeer sterk) tot 5 (niet)', 'CBS, Kerncijfers wijken en buurten'),
    (2, 'oppervlakte_km2', 'Oppervlakte', 'km²', 'CBS, Kerncijfers wijken en buurten'),
    (3, 'pct_0_14', 'Inwoners van 0 tot 15 jaar', '%', 'CBS, Kerncijfers wijken en buurten'),
    (4, 'pct_15_24', 'Inwoners van 15 tot 25 jaar', '%', 'CBS, Kerncijfers wijken en buurten'),
    (5, 'pct_25_44', 'Inwoners van 25 tot 45 jaar', '%', 'CBS, Kerncijfers wijken en buurten'),
    (6, 'pct_45_64', 'Inwoners van 45 tot 65 jaar', '%', 'CBS, Kerncijfers wijken en buurten'),
    (7, 'pct_65plus', 'Inwoners van 65 jaar en ouder', '%', 'CBS, Kerncijfers wijken en buurten'),
    (8, 'woningen', 'Woningen', 'woningen', 'CBS, Kerncijfers wijken en buurten'),
    (9, 'woz_waarde_x1000', 'Gemiddelde WOZ-waarde van woningen', '× € 1.000', 'CBS, Kerncijfers wijken en buurten'),
    (10, 'pct_koopwoningen', 'Koopwoningen', '%', 'CBS, Kerncijfers wijken en buurten'),
    (11, 'netto_arbeidsparticipatie', 'Netto arbeidsparticipatie', '%', 'CBS, Kerncijfers wijken en buurten'),
    (12, 'pct_inkomen_laagste40', 'Personen in de laagste 40% van de inkomens', '%', 'CBS, Kerncijfers wijken en buurten'),
    (13, 'pct_inkomen_hoogste20', 'Personen in de hoogste 20% van de inkomens', '%', 'CBS, Kerncijfers wijken en buurten'),
    (14, 'pct_hbo_wo', 'Inwoners met hbo of wo', '%', 'CBS, Kerncijfers wijken en buurten');

-- A CBS area of one year: gemeente, wijk or buurt.
CREATE TABLE area (
    code   TEXT NOT NULL,
    year   BIGINT NOT NULL,
    batch  BIGINT NOT NULL,
    kind   TEXT NOT NULL CONSTRAINT area_kind CHECK (kind IN ('gemeente', 'wijk', 'buurt')),
    name   TEXT NOT NULL,
    folded TEXT NOT NULL,
    parent TEXT NOT NULL,                 -- '' for a gemeente
    lat    DOUBLE PRECISION NOT NULL,     -- a point well inside it
    lon    DOUBLE PRECISION NOT NULL,
    digest TEXT NOT NULL,                 -- of everything the file gave, its shape included
    PRIMARY KEY (code, year, batch)
);
CREATE INDEX area_by_year ON area (year, batch);
CREATE INDEX area_by_kind ON area (kind, year, code, batch);
CREATE INDEX area_by_parent ON area (parent, year);
CREATE INDEX area_by_name ON area (folded);
CREATE INDEX area_by_batch ON area (batch);

-- The shape of an area, apart because few questions need it.
CREATE TABLE area_shape (
    batch   BIGINT NOT NULL,
    code    TEXT NOT NULL,
    year    BIGINT NOT NULL,
    min_lat DOUBLE PRECISION NOT NULL,    -- the rectangle around it
    min_lon DOUBLE PRECISION NOT NULL,
    max_lat DOUBLE PRECISION NOT NULL,
    max_lon DOUBLE PRECISION NOT NULL,
    wkb     BLOB NOT NULL,                -- multipolygon, WGS84
    PRIMARY KEY (batch, code, year)
);

-- The inhabitants of an area in a year, as one file gave them; the key figures of that file stand in
-- area_figure under the same batch.
CREATE TABLE area_count (
    code       TEXT NOT NULL,
    year       BIGINT NOT NULL,
    batch      BIGINT NOT NULL,
    population BIGINT CONSTRAINT area_count_population CHECK (population >= 0), -- NULL: the source gives none
    digest     TEXT NOT NULL,
    PRIMARY KEY (code, year, batch)
);
CREATE INDEX area_count_by_year ON area_count (year, code, batch, population);
CREATE INDEX area_count_by_batch ON area_count (batch);

-- One key figure of an area in a year; see area_count for which batch counts.
CREATE TABLE area_figure (
    batch  BIGINT NOT NULL,
    code   TEXT NOT NULL,
    year   BIGINT NOT NULL,
    figure TEXT NOT NULL REFERENCES key_figure (code),
    value  DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (batch, code, year, figure)
);

-- A hierarchy that cuts the country into named sets of areas.
CREATE TABLE boundary_kind (
    code     TEXT PRIMARY KEY,
    name     TEXT NOT NULL,
    position BIGINT NOT NULL UNIQUE
);
INSERT INTO boundary_kind (position, code, name) VALUES
    (1, 'provincie', 'Provincie'),
    (2, 'corop', 'COROP-gebied'),
    (3, 'veiligheidsregio', 'Veiligheidsregio'),
    (4, 'ggd', 'GGD-regio'),
    (5, 'zorgkantoor', 'Zorgkantoorregio'),
    (6, 'roaz', 'ROAZ-regio'),
    (7, 'regio', 'Regio (RESV)'),
    (8, 'wijkverband', 'Hecht wijkverband');

-- A named set of areas of a kind. 'regio' and 'wijkverband' are not here: they have tables of their own.
CREATE TABLE boundary (
    id    TEXT NOT NULL,
    batch BIGINT NOT NULL,
    kind  TEXT NOT NULL REFERENCES boundary_kind (code),
    code  TEXT NOT NULL,
    name  TEXT NOT NULL,
    PRIMARY KEY (id, batch)
);
CREATE INDEX boundary_by_kind ON boundary (kind);
CREATE INDEX boundary_by_batch ON boundary (batch);

-- An area belongs to a boundary of a kind from a moment until the next row of that area and kind
-- begins, or until its own end. So a reorganisation adds rows and rewrites none.
CREATE TABLE boundary_area (
    kind     TEXT NOT NULL REFERENCES boundary_kind (code),
    area     TEXT NOT NULL,
    from_at  BIGINT NOT NULL,
    batch    BIGINT NOT NULL,
    boundary TEXT NOT NULL,
    until_at BIGINT,
    CONSTRAINT boundary_area_ends_later CHECK (until_at > from_at),
    PRIMARY KEY (kind, area, from_at, batch)
);
CREATE INDEX boundary_area_by_boundary ON boundary_area (boundary);
CREATE INDEX boundary_area_by_batch ON boundary_area (batch);

-- Where a four-digit postcode lies.
CREATE TABLE postcode (
    pc4    TEXT NOT NULL,
    batch  BIGINT NOT NULL,
    place  TEXT NOT NULL,                 -- woonplaats
    folded TEXT NOT NULL,
    lat    DOUBLE PRECISION NOT NULL,
    lon    DOUBLE PRECISION NOT NULL,
    area   TEXT NOT NULL,                 -- the wijk most of it lies in, or ''
    municipality TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (pc4, batch)
);
CREATE INDEX postcode_by_place ON postcode (folded);
CREATE INDEX postcode_by_batch ON postcode (batch);

-- Parties: providers, discipline bodies, RESVs, municipalities, insurers and others. What people
-- keep (batch 0) goes before what a file brought.
CREATE TABLE organization (
    id         TEXT NOT NULL,
    batch      BIGINT NOT NULL,
    kind       TEXT NOT NULL CONSTRAINT organization_kind CHECK (kind IN
               ('provider', 'discipline-body', 'resv', 'municipality', 'insurer', 'citizens', 'national')),
    name       TEXT NOT NULL,
    folded     TEXT NOT NULL,
    discipline TEXT NOT NULL,             -- '' where it has none or several
    ura        TEXT NOT NULL,
    agb        TEXT NOT NULL,
    kvk        TEXT NOT NULL,
    website    TEXT NOT NULL,
    phone      TEXT NOT NULL,
    email      TEXT NOT NULL,
    digest     TEXT NOT NULL,
    PRIMARY KEY (id, batch)
);
CREATE INDEX organization_by_batch ON organization (batch);
CREATE INDEX organization_by_name ON organization (folded);
CREATE INDEX organization_by_ura ON organization (ura) WHERE ura <> '';
CREATE INDEX organization_by_agb ON organization (agb) WHERE agb <> '';
CREATE INDEX organization_by_kvk ON organization (kvk) WHERE kvk <> '';

-- People who work in the network. Personal data.
CREATE TABLE person (
    id           TEXT PRIMARY KEY,
    name         TEXT NOT NULL,
    role         TEXT NOT NULL,           -- an access role
    organization TEXT NOT NULL,
    discipline   TEXT NOT NULL,
    region       TEXT NOT NULL,
    wijkverband  TEXT NOT NULL,
    email        TEXT NOT NULL
);

-- One row: who holds it may decide which area belongs to which region and primary wijkverband.
CREATE TABLE membership_lock (
    id TEXT PRIMARY KEY
);
INSERT INTO membership_lock (id) VALUES ('areas');

-- A region: its number and address. What it is called and how it stands is in region_version.
CREATE TABLE region (
    id      TEXT PRIMARY KEY,
    slug    TEXT NOT NULL UNIQUE,
    made_at BIGINT NOT NULL
);

-- What is known of a region and its RESV (or forerunner) from a moment on.
CREATE TABLE region_version (
    region       TEXT NOT NULL REFERENCES region (id),
    from_at      BIGINT NOT NULL,
    until_at     BIGINT,
    name         TEXT NOT NULL,
    zorgkantoor  TEXT NOT NULL,
    gp_organization TEXT NOT NULL,        -- RHO
    support      TEXT NOT NULL,           -- ROS
    preferred_insurers TEXT NOT NULL,     -- one a line
    following_insurers TEXT NOT NULL,     -- one a line
    mandated_municipality TEXT NOT NULL,
    lat          DOUBLE PRECISION NOT NULL,
    lon          DOUBLE PRECISION NOT NULL,
    resv_organization TEXT NOT NULL,
    resv_name    TEXT NOT NULL,
    forerunner   BIGINT NOT NULL CONSTRAINT region_version_forerunner CHECK (forerunner IN (0, 1)),
    legal_form   TEXT NOT NULL CONSTRAINT region_version_legal_form CHECK (legal_form IN
                 ('', 'vereniging', 'stichting', 'coöperatie', 'netwerk', 'anders')),
    phase        TEXT NOT NULL CONSTRAINT region_version_phase CHECK (phase IN ('network', 'agreements', 'organisation')),
    website      TEXT NOT NULL,
    phone        TEXT NOT NULL,
    email        TEXT NOT NULL,
    hours        TEXT NOT NULL,           -- OSM opening_hours
    remarks      TEXT NOT NULL,
    PRIMARY KEY (region, from_at)
);
CREATE UNIQUE INDEX region_version_now ON region_version (region) WHERE until_at IS NULL;

-- Which municipalities or wijken a region covers, and when.
CREATE TABLE region_area (
    region   TEXT NOT NULL REFERENCES region (id),
    area     TEXT NOT NULL,
    from_at  BIGINT NOT NULL,
    until_at BIGINT,
    PRIMARY KEY (region, area, from_at)
);
-- The same area in two regions at once is refused here too; that one area lies within another is
-- seen by the act alone, under the lock.
CREATE UNIQUE INDEX region_area_now ON region_area (area) WHERE until_at IS NULL;

-- A wijkverband: its number, address and region. The rest is in wijkverband_version.
CREATE TABLE wijkverband (
    id      TEXT PRIMARY KEY,
    slug    TEXT NOT NULL UNIQUE,
    region  TEXT NOT NULL REFERENCES region (id),
    made_at BIGINT NOT NULL
);
CREATE INDEX wijkverband_by_region ON wijkverband (region);

-- What is known of a wijkverband from a moment on.
CREATE TABLE wijkverband_version (
    wijkverband TEXT NOT NULL REFERENCES wijkverband (id),
    from_at     BIGINT NOT NULL,
    until_at    BIGINT,
    name        TEXT NOT NULL,
    meets_every TEXT NOT NULL,            -- its rhythm in words
    last_met_at BIGINT,
    agreement   BIGINT NOT NULL CONSTRAINT wijkverband_version_agreement CHECK (agreement IN (0, 1)),
    bottleneck  BIGINT NOT NULL CONSTRAINT wijkverband_version_bottleneck CHECK (bottleneck IN (0, 1)),
    website     TEXT NOT NULL,
    PRIMARY KEY (wijkverband, from_at)
);
CREATE UNIQUE INDEX wijkverband_version_now ON wijkverband_version (wijkverband) WHERE until_at IS NULL;

-- Where a wijkverband works, and which of those wijken count for its coverage (is_primary).
CREATE TABLE wijkverband_area (
    wijkverband TEXT NOT NULL REFERENCES wijkverband (id),
    area        TEXT NOT NULL,
    from_at     BIGINT NOT NULL,
    until_at    BIGINT,
    is_primary  BIGINT NOT NULL CONSTRAINT wijkverband_area_primary CHECK (is_primary IN (0, 1)),
    PRIMARY KEY (wijkverband, area, from_at)
);
CREATE UNIQUE INDEX wijkverband_area_primary_now ON wijkverband_area (area) WHERE until_at IS NULL AND is_primary = 1;

-- Which district-nursing team coordinates for which GP practice in a wijkverband, and when.
CREATE TABLE nursing_coordination (
    wijkverband TEXT NOT NULL REFERENCES wijkverband (id),
    practice    TEXT NOT NULL,
    from_at     BIGINT NOT NULL,
    until_at    BIGINT,
    team        TEXT NOT NULL,
    model       TEXT NOT NULL,
    phone       TEXT NOT NULL,
    PRIMARY KEY (wijkverband, practice, from_at)
);

-- Whom a wijkverband names for a discipline, and when. A change ends a row and adds one with the
-- same id.
CREATE TABLE contact (
    id           TEXT NOT NULL,
    from_at      BIGINT NOT NULL,
    until_at     BIGINT,
    wijkverband  TEXT NOT NULL REFERENCES wijkverband (id),
    discipline   TEXT NOT NULL REFERENCES discipline (code),
    person       TEXT NOT NULL,           -- '' where only a function is named
    organization TEXT NOT NULL,
    function     TEXT NOT NULL,
    phone        TEXT NOT NULL,
    email        TEXT NOT NULL,
    hours        TEXT NOT NULL,           -- OSM opening_hours; '' = not known
    remarks      TEXT NOT NULL,
    show_name    BIGINT NOT NULL CONSTRAINT contact_show_name CHECK (show_name IN (0, 1)),
    CONSTRAINT contact_ends_later CHECK (until_at > from_at),
    PRIMARY KEY (id, from_at)
);
CREATE INDEX contact_by_wijkverband ON contact (wijkverband, discipline);
CREATE INDEX contact_by_discipline ON contact (discipline, wijkverband);

-- How far a region or wijkverband is with one of its minimal tasks, from a moment on.
CREATE TABLE task_state (
    owner    TEXT NOT NULL,               -- a region's or a wijkverband's id
    task     TEXT NOT NULL REFERENCES minimal_task (code),
    from_at  BIGINT NOT NULL,
    until_at BIGINT,
    state    TEXT NOT NULL CONSTRAINT task_state_state CHECK (state IN ('not-yet', 'building', 'working')),
    evidence TEXT NOT NULL,
    PRIMARY KEY (owner, task, from_at)
);
CREATE UNIQUE INDEX task_state_now ON task_state (owner, task) WHERE until_at IS NULL;
