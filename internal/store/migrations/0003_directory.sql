-- +goose Up

-- A service's root: its id, and the row that an act locks before it looks at the service.
CREATE TABLE service (
    id TEXT PRIMARY KEY
);

-- What a service was and is: each change adds a version, and none is altered. The current one is the
-- highest whose batch is visible. The body holds the whole entry; the columns beside it repeat what
-- SQL must see. Moments stand in columns alone, so that equal entries have equal bodies.
CREATE TABLE service_version (
    service      TEXT NOT NULL REFERENCES service (id),
    version      BIGINT NOT NULL CONSTRAINT service_version_version CHECK (version > 0),
    batch        BIGINT NOT NULL REFERENCES import_batch (id), -- 0: made by people
    state        TEXT NOT NULL CONSTRAINT service_version_state CHECK (state IN ('draft', 'shown', 'hidden')),
    organization TEXT NOT NULL,
    discipline   TEXT NOT NULL,
    kind         TEXT NOT NULL,
    name         TEXT NOT NULL,
    area         TEXT NOT NULL,             -- of its first location, or else the first it serves
    lat          DOUBLE PRECISION,          -- of its first location; NULL where it has none
    lon          DOUBLE PRECISION,
    verified_at  BIGINT,                    -- NULL: never
    verify_by    BIGINT NOT NULL,
    source       TEXT NOT NULL,             -- 'people', or the file it came from
    source_key   TEXT NOT NULL,
    written_at   BIGINT NOT NULL,
    written_by   TEXT NOT NULL,             -- person id, 'system:<job>', or 'import'
    body         TEXT NOT NULL,             -- JSON
    PRIMARY KEY (service, version),
    CONSTRAINT service_version_point CHECK ((lat IS NULL) = (lon IS NULL))
);
CREATE INDEX service_version_by_organization ON service_version (organization, service);
CREATE INDEX service_version_by_batch ON service_version (batch, service);
CREATE INDEX service_version_overdue ON service_version (verify_by, service);

-- The areas in which a version's locations stand and those where it comes to people.
CREATE TABLE service_area (
    area    TEXT NOT NULL,                  -- CBS code: gemeente, wijk or buurt
    service TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (area, service, version),
    FOREIGN KEY (service, version) REFERENCES service_version (service, version)
);
CREATE INDEX service_area_by_version ON service_area (service, version);

-- A question to the owner of a service: is this entry still right? One is open at a time.
CREATE TABLE service_check (
    service      TEXT NOT NULL REFERENCES service (id),
    asked_at     BIGINT NOT NULL,
    organization TEXT NOT NULL,             -- who was asked
    why          TEXT NOT NULL CONSTRAINT service_check_why CHECK (why IN ('overdue', 'never')),
    answered_at  BIGINT,                    -- NULL: open
    answer       TEXT NOT NULL CONSTRAINT service_check_answer CHECK (answer IN ('', 'confirmed', 'changed', 'imported')),
    PRIMARY KEY (service, asked_at),
    CONSTRAINT service_check_answered CHECK ((answered_at IS NULL) = (answer = ''))
);
CREATE UNIQUE INDEX service_check_open ON service_check (service) WHERE answered_at IS NULL;

-- The kinds of service, and for how many days a confirmation of one holds.
CREATE TABLE service_kind (
    code        TEXT PRIMARY KEY,
    name        TEXT NOT NULL,              -- plain Dutch
    verify_days BIGINT NOT NULL CONSTRAINT service_kind_verify_days CHECK (verify_days > 0),
    position    BIGINT NOT NULL UNIQUE      -- in lists
);

-- Which disciplines usually offer a kind; the first kind of a discipline is its ordinary one.
CREATE TABLE service_kind_discipline (
    kind       TEXT NOT NULL REFERENCES service_kind (code),
    discipline TEXT NOT NULL,
    PRIMARY KEY (kind, discipline)
);

-- For whom a service is. People of a vulnerable group go first at equal urgency.
CREATE TABLE target_group (
    code       TEXT PRIMARY KEY,
    name       TEXT NOT NULL,               -- plain Dutch
    vulnerable BIGINT NOT NULL CONSTRAINT target_group_vulnerable CHECK (vulnerable IN (0, 1)),
    position   BIGINT NOT NULL UNIQUE
);

-- What makes a location usable for everybody.
CREATE TABLE accessibility (
    code     TEXT PRIMARY KEY,
    name     TEXT NOT NULL,                 -- plain Dutch
    position BIGINT NOT NULL UNIQUE
);

-- Languages in which people are helped: ISO 639-1, or 639-3 where that has no code.
CREATE TABLE language (
    code     TEXT PRIMARY KEY,
    name     TEXT NOT NULL,                 -- Dutch
    position BIGINT NOT NULL UNIQUE
);

INSERT INTO service_kind (code, name, verify_days, position) VALUES
    ('huisartspraktijk', 'Huisartspraktijk', 182, 10),
    ('huisartsenpost', 'Huisartsenpost (avond, nacht en weekend)', 91, 20),
    ('wijkverpleging', 'Wijkverpleging', 182, 30),
    ('wijkverpleging-nacht', 'Wijkverpleging in de nacht', 91, 40),
    ('acute-wijkverpleging', 'Wijkverpleging met spoed', 31, 50),
    ('apotheek', 'Apotheek', 182, 60),
    ('dienstapotheek', 'Dienstapotheek (avond, nacht en weekend)', 91, 70),
    ('fysiotherapie', 'Fysiotherapie', 182, 80),
    ('dietetiek', 'Diëtist', 182, 90),
    ('oefentherapie', 'Oefentherapie', 182, 100),
    ('ergotherapie', 'Ergotherapie', 182, 110),
    ('huidtherapie', 'Huidtherapie', 182, 120),
    ('logopedie', 'Logopedie', 182, 130),
    ('optometrie', 'Optometrist', 182, 140),
    ('ouderengeneeskunde', 'Specialist ouderengeneeskunde', 182, 150),
    ('arts-vg', 'Arts voor mensen met een verstandelijke beperking', 182, 160),
    ('maatschappelijk-werk', 'Maatschappelijk werk', 182, 170),
    ('wijkteam', 'Wijkteam', 182, 180),
    ('schuldhulp', 'Hulp bij geldzorgen en schulden', 182, 190),
    ('mantelzorgondersteuning', 'Steun voor mantelzorgers', 182, 200),
    ('ontmoeting', 'Elkaar ontmoeten', 182, 210),
    ('welzijn-op-recept', 'Welzijn op Recept', 182, 220),
    ('valpreventie', 'Vallen voorkomen', 182, 230),
    ('gli', 'Gezonder leven (GLI)', 182, 240),
    ('kansrijke-start', 'Kansrijke Start', 182, 250),
    ('kind-naar-gezonder-gewicht', 'Kind naar Gezonder Gewicht', 182, 260),
    ('psycholoog', 'Psycholoog', 182, 270),
    ('poh-ggz', 'Praktijkondersteuner psychische klachten', 182, 280),
    ('crisisdienst-ggz', 'Crisisdienst voor psychische nood', 31, 290),
    ('ggz', 'Geestelijke gezondheidszorg', 182, 300),
    ('verloskunde', 'Verloskundige', 182, 310),
    ('kraamzorg', 'Kraamzorg', 182, 320),
    ('tandarts', 'Tandarts', 182, 330),
    ('mondhygienist', 'Mondhygiënist', 182, 340),
    ('jgz', 'Consultatiebureau en jeugdarts', 182, 350),
    ('elv-laag', 'Kort verblijf met lichte zorg (ELV laag)', 91, 360),
    ('elv-hoog', 'Kort verblijf met meer zorg (ELV hoog)', 91, 370),
    ('grz', 'Herstel na het ziekenhuis (geriatrische revalidatie)', 91, 380),
    ('wlz-crisis', 'Crisisbed in het verpleeghuis', 31, 390),
    ('verpleeghuis', 'Verpleeghuis', 182, 400),
    ('respijt', 'Logeerzorg en vervangende zorg', 182, 410),
    ('dagbesteding', 'Dagbesteding', 182, 420),
    ('casemanagement-dementie', 'Casemanager dementie', 182, 430),
    ('huishoudelijke-hulp', 'Hulp in het huishouden', 182, 440),
    ('gehandicaptenzorg', 'Zorg voor mensen met een beperking', 182, 450),
    ('ziekenhuis', 'Ziekenhuis', 182, 460),
    ('gemeenteloket', 'Loket van de gemeente', 182, 470),
    ('zorgbemiddeling', 'Zorgbemiddeling door de verzekeraar', 91, 480),
    ('zorgcoordinatie', 'Meldpunt voor spoed en tijdelijk verblijf', 31, 490),
    ('zelfhulp', 'Zelfhulp en lotgenoten', 182, 500),
    ('buurtinitiatief', 'Initiatief van buurtbewoners', 182, 510);

INSERT INTO service_kind_discipline (kind, discipline) VALUES
    ('huisartspraktijk', 'huisartsenzorg'), ('huisartsenpost', 'huisartsenzorg'), ('poh-ggz', 'huisartsenzorg'),
    ('wijkverpleging', 'wijkverpleging'), ('wijkverpleging-nacht', 'wijkverpleging'), ('acute-wijkverpleging', 'wijkverpleging'),
    ('casemanagement-dementie', 'wijkverpleging'), ('casemanagement-dementie', 'vvt'),
    ('apotheek', 'farmacie'), ('dienstapotheek', 'farmacie'),
    ('fysiotherapie', 'fysiotherapie'), ('dietetiek', 'dietetiek'), ('oefentherapie', 'oefentherapie'),
    ('ergotherapie', 'ergotherapie'), ('huidtherapie', 'huidtherapie'), ('logopedie', 'logopedie'), ('optometrie', 'optometrie'),
    ('ouderengeneeskunde', 'specialist-ouderengeneeskunde'), ('arts-vg', 'arts-verstandelijk-gehandicapten'),
    ('maatschappelijk-werk', 'sociaal-domein'), ('wijkteam', 'sociaal-domein'), ('schuldhulp', 'sociaal-domein'),
    ('mantelzorgondersteuning', 'sociaal-domein'), ('ontmoeting', 'sociaal-domein'), ('welzijn-op-recept', 'sociaal-domein'),
    ('huishoudelijke-hulp', 'sociaal-domein'), ('dagbesteding', 'sociaal-domein'), ('respijt', 'sociaal-domein'),
    ('valpreventie', 'sociaal-domein'), ('valpreventie', 'fysiotherapie'), ('valpreventie', 'oefentherapie'),
    ('gli', 'fysiotherapie'), ('gli', 'dietetiek'), ('gli', 'huisartsenzorg'),
    ('kansrijke-start', 'jeugdgezondheidszorg'), ('kansrijke-start', 'verloskunde'),
    ('kind-naar-gezonder-gewicht', 'jeugdgezondheidszorg'), ('jgz', 'jeugdgezondheidszorg'),
    ('psycholoog', 'psychologie'), ('verloskunde', 'verloskunde'), ('kraamzorg', 'verloskunde'),
    ('tandarts', 'mondzorg'), ('mondhygienist', 'mondzorg'),
    ('crisisdienst-ggz', 'ggz'), ('ggz', 'ggz'),
    ('elv-laag', 'vvt'), ('elv-hoog', 'vvt'), ('grz', 'vvt'), ('wlz-crisis', 'vvt'), ('verpleeghuis', 'vvt'),
    ('respijt', 'vvt'), ('dagbesteding', 'vvt'),
    ('gehandicaptenzorg', 'gehandicaptenzorg'), ('dagbesteding', 'gehandicaptenzorg'),
    ('ziekenhuis', 'msz'), ('gemeenteloket', 'gemeente'), ('zorgbemiddeling', 'zorgverzekeraar'),
    ('zorgcoordinatie', 'vvt'), ('zorgcoordinatie', 'huisartsenzorg'),
    ('buurtinitiatief', 'burgerinitiatief'), ('zelfhulp', 'burgerinitiatief'), ('ontmoeting', 'burgerinitiatief');

INSERT INTO target_group (code, name, vulnerable, position) VALUES
    ('iedereen', 'Iedereen', 0, 10),
    ('ouderen', 'Ouderen', 0, 20),
    ('kwetsbare-ouderen', 'Kwetsbare ouderen', 1, 30),
    ('kinderen', 'Kinderen', 0, 40),
    ('jongeren', 'Jongeren', 0, 50),
    ('ouders', 'Ouders en gezinnen', 0, 60),
    ('zwangeren', 'Zwangeren', 0, 70),
    ('mantelzorgers', 'Mantelzorgers', 0, 80),
    ('mensen-met-dementie', 'Mensen met dementie', 1, 90),
    ('mensen-met-een-beperking', 'Mensen met een beperking', 1, 100),
    ('mensen-met-een-chronische-ziekte', 'Mensen met een chronische ziekte', 0, 110),
    ('mensen-met-psychische-klachten', 'Mensen met psychische klachten', 1, 120),
    ('mensen-met-overgewicht', 'Mensen met overgewicht', 0, 130),
    ('mensen-met-schulden', 'Mensen met geldzorgen', 1, 140),
    ('mensen-die-eenzaam-zijn', 'Mensen die zich eenzaam voelen', 0, 150),
    ('nieuwkomers', 'Nieuwkomers', 1, 160),
    ('dak-en-thuislozen', 'Mensen zonder eigen huis', 1, 170),
    ('mensen-die-moeilijk-lezen', 'Mensen die moeilijk lezen', 1, 180),
    ('palliatief', 'Mensen in hun laatste levensfase', 1, 190);

INSERT INTO accessibility (code, name, position) VALUES
    ('wheelchair', 'Goed te bereiken met een rolstoel', 10),
    ('lift', 'Lift', 20),
    ('toilet', 'Toilet voor mensen in een rolstoel', 30),
    ('parking', 'Parkeerplaats voor mensen met een beperking', 40),
    ('automatic-door', 'Deuren die vanzelf opengaan', 50),
    ('ring-loop', 'Ringleiding voor mensen met een hoortoestel', 60),
    ('guide-path', 'Geleidelijn voor mensen die slecht zien', 70),
    ('low-stimulus', 'Rustige ruimte met weinig prikkels', 80),
    ('public-transport', 'Halte van bus, tram of trein dichtbij', 90);

INSERT INTO language (code, name, position) VALUES
    ('nl', 'Nederlands', 10), ('en', 'Engels', 20), ('ar', 'Arabisch', 30), ('tr', 'Turks', 40), ('pl', 'Pools', 50),
    ('uk', 'Oekraïens', 60), ('ti', 'Tigrinya', 70), ('fy', 'Fries', 80), ('de', 'Duits', 90), ('fr', 'Frans', 100),
    ('am', 'Amhaars', 110), ('zgh', 'Berbers', 120), ('rif', 'Riffijns', 130), ('bs', 'Bosnisch', 140), ('bg', 'Bulgaars', 150),
    ('zh', 'Chinees', 160), ('prs', 'Dari', 170), ('el', 'Grieks', 180), ('he', 'Hebreeuws', 190), ('hi', 'Hindi', 200),
    ('hu', 'Hongaars', 210), ('id', 'Indonesisch', 220), ('it', 'Italiaans', 230), ('ku', 'Koerdisch', 240), ('hr', 'Kroatisch', 250),
    ('ms', 'Maleis', 260), ('dse', 'Nederlandse Gebarentaal', 270), ('pap', 'Papiaments', 280), ('ps', 'Pasjtoe', 290), ('fa', 'Perzisch', 300),
    ('pt', 'Portugees', 310), ('ro', 'Roemeens', 320), ('ru', 'Russisch', 330), ('sr', 'Servisch', 340), ('sk', 'Slowaaks', 350),
    ('so', 'Somalisch', 360), ('es', 'Spaans', 370), ('srn', 'Sranantongo', 380), ('sw', 'Swahili', 390), ('th', 'Thais', 400),
    ('cs', 'Tsjechisch', 410), ('ur', 'Urdu', 420), ('vi', 'Vietnamees', 430), ('lt', 'Litouws', 440), ('lv', 'Lets', 450), ('sq', 'Albanees', 460);
