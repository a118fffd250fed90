-- +goose Up

-- What bottlenecks are about: reports of one theme from several places belong one level up.
CREATE TABLE bottleneck_theme (
    code     TEXT PRIMARY KEY,
    name     TEXT NOT NULL,
    plain    TEXT NOT NULL,
    position BIGINT NOT NULL UNIQUE
);
INSERT INTO bottleneck_theme (position, code, name, plain) VALUES
    (1, 'bereikbaarheid', 'Bereikbaarheid overdag', 'Een zorgverlener of organisatie is overdag niet te bereiken.'),
    (2, 'avond-nacht-weekend', 'Avond, nacht en weekend', 'Buiten kantooruren is er niemand, of niemand weet wie.'),
    (3, 'wachttijd', 'Wachttijd', 'Mensen wachten te lang op zorg die er wel is.'),
    (4, 'geen-plek', 'Geen plek', 'Er is geen plek: geen huisarts die inschrijft, geen bed, geen team.'),
    (5, 'overbrugging', 'De tijd tot er plek is', 'Tot er plek is, is er niets geregeld.'),
    (6, 'doorverwijzen', 'Verwijzen en weigeren', 'Een verwijzing komt terug, of gaat van hand tot hand.'),
    (7, 'overdracht', 'Overdracht', 'Bij de overgang naar huis of naar een ander gaat iets mis.'),
    (8, 'gegevens', 'Gegevens delen', 'Gegevens komen niet of te laat bij wie ze nodig heeft.'),
    (9, 'medicijnen', 'Medicijnen', 'Medicijnen zijn er niet, of de lijst klopt niet.'),
    (10, 'regie', 'Wie de leiding heeft', 'Niemand weet wie de zorg voor iemand afstemt.'),
    (11, 'kwetsbare-mensen', 'Mensen die tussen wal en schip vallen', 'De zorg past niet bij wie het meest kwetsbaar is.'),
    (12, 'sociaal-domein', 'Samen met het sociaal domein', 'Zorg en welzijn vinden elkaar niet.'),
    (13, 'ggz', 'Samen met de ggz', 'Hulp bij psychische problemen sluit niet aan.'),
    (14, 'taal', 'Taal en begrijpen', 'Mensen kunnen de zorg niet vinden of volgen door taal of uitleg.'),
    (15, 'vervoer', 'Er komen', 'De zorg is te ver weg of niet toegankelijk.'),
    (16, 'personeel', 'Te weinig mensen', 'Er zijn te weinig zorgverleners, of de opvolging ontbreekt.'),
    (17, 'huisvesting', 'Ruimte om te werken', 'Er is geen goede ruimte voor een praktijk of team.'),
    (18, 'regels-en-geld', 'Regels en geld', 'Regels of betaling staan goede zorg in de weg.'),
    (19, 'digitaal', 'Digitale zorg', 'Digitale zorg werkt niet, of niet voor iedereen.'),
    (20, 'anders', 'Iets anders', 'Het past bij geen van deze.');

-- Which organisation is the board that owns what was passed up to the nation, and when.
CREATE TABLE national_board (
    seat         TEXT NOT NULL CONSTRAINT national_board_seat CHECK (seat = 'nation'),
    organization TEXT NOT NULL,
    from_at      BIGINT NOT NULL,
    until_at     BIGINT,
    CONSTRAINT national_board_span CHECK (until_at >= from_at)
);
CREATE UNIQUE INDEX national_board_now ON national_board (seat) WHERE until_at IS NULL;

-- A bottleneck: what was told of it, which does not change. How it stands is in bottleneck_state.
CREATE TABLE bottleneck (
    id          TEXT PRIMARY KEY,           -- chance: the order of ids tells nothing
    number      BIGINT NOT NULL UNIQUE,     -- for people; chance too
    version     BIGINT NOT NULL,            -- each act adds one
    events      BIGINT NOT NULL,            -- the number of its last event
    root        TEXT NOT NULL,              -- the one that it is part of now: itself while it was not merged
    parent      TEXT NOT NULL,              -- the one that it was merged into; '' = none
    title       TEXT NOT NULL CONSTRAINT bottleneck_title CHECK (title <> ''),
    what        TEXT NOT NULL,
    theme       TEXT NOT NULL REFERENCES bottleneck_theme (code),
    how_often   TEXT NOT NULL CONSTRAINT bottleneck_how_often CHECK (how_often IN ('daily', 'weekly', 'monthly', 'once')),
    suffers     TEXT NOT NULL,              -- codes of target groups, separated by spaces
    region      TEXT NOT NULL,              -- where it is felt; '' in a bundle of several regions
    wijkverband TEXT NOT NULL,              -- '' = none, or several
    area        TEXT NOT NULL,              -- a wijk or municipality; '' = none, or several
    origin      TEXT NOT NULL CONSTRAINT bottleneck_origin CHECK (origin IN ('person', 'rule', 'bundle')),
    rule        TEXT NOT NULL,              -- '' = no rule opened it
    evidence    TEXT NOT NULL,              -- JSON: the figures that speak for it
    made_at     BIGINT NOT NULL,
    clock_at    BIGINT,                     -- when the clocks look again; NULL = never
    CONSTRAINT bottleneck_merged CHECK ((parent = '') = (root = id)),
    CONSTRAINT bottleneck_by_rule CHECK ((origin = 'rule') = (rule <> ''))
);
CREATE INDEX bottleneck_by_root ON bottleneck (root);
CREATE INDEX bottleneck_due ON bottleneck (clock_at) WHERE clock_at IS NOT NULL;
CREATE INDEX bottleneck_by_time ON bottleneck (made_at, region);
CREATE INDEX bottleneck_by_rule ON bottleneck (rule, region) WHERE rule <> '';

-- How a bottleneck stood, and when: one row after another without a gap, closed and never altered. An open
-- one has one level, one owner and one next date.
CREATE TABLE bottleneck_state (
    bottleneck  TEXT NOT NULL REFERENCES bottleneck (id),
    number      BIGINT NOT NULL,            -- the version that made it
    from_at     BIGINT NOT NULL,
    until_at    BIGINT,
    state       TEXT NOT NULL CONSTRAINT bottleneck_state_state CHECK (state IN
                ('reported', 'discussing', 'taken-up', 'proposed', 'solved', 'accepted', 'merged')),
    level       TEXT NOT NULL CONSTRAINT bottleneck_state_level CHECK (level IN ('wijk', 'region', 'nation')),
    owner_kind  TEXT NOT NULL,
    owner       TEXT NOT NULL,              -- '' for the nation's board
    person      TEXT NOT NULL,              -- '' = nobody was named
    region      TEXT NOT NULL,              -- as of the bottleneck, for the boards
    wijkverband TEXT NOT NULL,
    next_at     BIGINT,
    reporters   BIGINT NOT NULL CONSTRAINT bottleneck_state_reporters CHECK (reporters >= 0), -- of the whole merged tree
    weight      BIGINT NOT NULL,
    example     BIGINT NOT NULL CONSTRAINT bottleneck_state_example CHECK (example IN (0, 1)), -- shown as a good example
    reopened    BIGINT NOT NULL,            -- how often, until then
    PRIMARY KEY (bottleneck, number),
    CONSTRAINT bottleneck_state_span CHECK (until_at >= from_at),
    CONSTRAINT bottleneck_state_owned CHECK (
        owner_kind = 'wijkverband' AND level = 'wijk' AND owner <> '' AND owner = wijkverband
        OR owner_kind = 'region' AND level = 'region' AND owner <> '' AND owner = region
        OR owner_kind = 'nation' AND level = 'nation' AND owner = ''
        OR owner_kind = 'organization' AND owner <> ''),
    CONSTRAINT bottleneck_state_dated CHECK ((state IN ('reported', 'discussing', 'taken-up', 'proposed')) = (next_at IS NOT NULL))
);
CREATE UNIQUE INDEX bottleneck_state_now ON bottleneck_state (bottleneck) WHERE until_at IS NULL;
CREATE INDEX bottleneck_state_board ON bottleneck_state (region, state, next_at) WHERE until_at IS NULL;
CREATE INDEX bottleneck_state_board_nation ON bottleneck_state (level, state, next_at) WHERE until_at IS NULL;
CREATE INDEX bottleneck_state_by_party ON bottleneck_state (owner) WHERE owner_kind = 'organization';
CREATE INDEX bottleneck_state_then ON bottleneck_state (region, from_at, until_at, state);
CREATE INDEX bottleneck_state_then_nation ON bottleneck_state (from_at, until_at, state) WHERE level = 'nation';

-- The trail: each owner that a bottleneck had, and when.
CREATE TABLE bottleneck_stop (
    bottleneck  TEXT NOT NULL REFERENCES bottleneck (id),
    number      BIGINT NOT NULL,            -- the version at which it came there
    level       TEXT NOT NULL CONSTRAINT bottleneck_stop_level CHECK (level IN ('wijk', 'region', 'nation')),
    owner_kind  TEXT NOT NULL CONSTRAINT bottleneck_stop_owner_kind CHECK (owner_kind IN ('wijkverband', 'region', 'nation', 'organization')),
    owner       TEXT NOT NULL,
    region      TEXT NOT NULL,
    wijkverband TEXT NOT NULL,
    from_at     BIGINT NOT NULL,
    until_at    BIGINT,                     -- NULL while it lies there
    why         TEXT NOT NULL,              -- '' where it began
    answer_by   BIGINT NOT NULL,            -- the clock of this stop
    answered_at BIGINT,                     -- when this owner first answered, took it up, passed it on or proposed an ending
    PRIMARY KEY (bottleneck, number),
    CONSTRAINT bottleneck_stop_span CHECK (until_at >= from_at)
);
CREATE UNIQUE INDEX bottleneck_stop_now ON bottleneck_stop (bottleneck) WHERE until_at IS NULL;
CREATE INDEX bottleneck_stop_by_owner ON bottleneck_stop (owner, from_at);

-- What happened, in order; rows are added and never altered. They name no person: of whoever reported
-- nothing is told, and who acted for an owner stands in the ledger.
CREATE TABLE bottleneck_event (
    bottleneck TEXT NOT NULL REFERENCES bottleneck (id),
    number     BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    kind       TEXT NOT NULL CONSTRAINT bottleneck_event_kind CHECK (kind IN ('reported', 'joined', 'discussed', 'taken-up', 'assigned',
               'postponed', 'passed-up', 'answered', 'noted', 'proposed', 'reminded', 'confirmed', 'objected', 'ended', 'reopened',
               'merged', 'took-in', 'late', 'example')),
    words      TEXT NOT NULL,
    level      TEXT NOT NULL,               -- where it lay
    by_kind    TEXT NOT NULL,               -- the owner for whom it was done; '' = a reporter, or the clocks
    by_owner   TEXT NOT NULL,
    other      TEXT NOT NULL,               -- the bottleneck that it was merged into, or that came to it; '' = none
    meeting    TEXT NOT NULL,               -- id of the meeting in which it was decided; '' = none
    PRIMARY KEY (bottleneck, number)
);

-- Who reported or joined. Personal data: person, address and key go a year after the ending.
CREATE TABLE bottleneck_reporter (
    id           TEXT PRIMARY KEY,          -- chance
    bottleneck   TEXT NOT NULL REFERENCES bottleneck (id), -- what they reported, whatever it was merged into
    person       TEXT NOT NULL,             -- id; '' = without an account, a rule, or erased
    organization TEXT NOT NULL,             -- '' where they stay unnamed
    unnamed      BIGINT NOT NULL CONSTRAINT bottleneck_reporter_unnamed CHECK (unnamed IN (0, 1)),
    rule         TEXT NOT NULL,             -- the rule that reported it; '' = a person
    email        TEXT NOT NULL,             -- sealed; '' = none: the account's is used, where there is one
    no_mail      BIGINT NOT NULL CONSTRAINT bottleneck_reporter_no_mail CHECK (no_mail IN (0, 1)), -- they want none any more
    request      TEXT NOT NULL,             -- a placement that was declined; '' = none, and always where they stay unnamed
    key_print    TEXT NOT NULL,             -- keyed fingerprint of the sender's key; '' = none
    joined_at    BIGINT NOT NULL,
    CONSTRAINT bottleneck_reporter_hidden CHECK (unnamed = 0 OR (organization = '' AND request = ''))
);
CREATE INDEX bottleneck_reporter_of ON bottleneck_reporter (bottleneck);
CREATE UNIQUE INDEX bottleneck_reporter_person ON bottleneck_reporter (person, bottleneck) WHERE person <> '';
CREATE UNIQUE INDEX bottleneck_reporter_key ON bottleneck_reporter (key_print) WHERE key_print <> '';

-- What is kept of an event for each who must know: a reporter, or an owner on the trail.
CREATE TABLE bottleneck_receipt (
    bottleneck TEXT NOT NULL,
    event      BIGINT NOT NULL,
    reporter   TEXT NOT NULL,               -- '' = an owner
    owner_kind TEXT NOT NULL,
    owner      TEXT NOT NULL,
    made_at    BIGINT NOT NULL,
    mailed_at  BIGINT,                      -- when a mail was written; NULL = not, or no address
    read_at    BIGINT,                      -- when a reporter who signs in looked at it
    PRIMARY KEY (bottleneck, event, reporter, owner_kind, owner),
    CONSTRAINT bottleneck_receipt_event FOREIGN KEY (bottleneck, event) REFERENCES bottleneck_event (bottleneck, number),
    CONSTRAINT bottleneck_receipt_one CHECK ((reporter = '') <> (owner_kind = ''))
);
CREATE INDEX bottleneck_receipt_by_reporter ON bottleneck_receipt (reporter) WHERE reporter <> '';

-- Each time that an ending was proposed, and what the reporters made of it.
CREATE TABLE bottleneck_ending (
    bottleneck  TEXT NOT NULL REFERENCES bottleneck (id),
    number      BIGINT NOT NULL,            -- the version that proposed it
    kind        TEXT NOT NULL CONSTRAINT bottleneck_ending_kind CHECK (kind IN ('solved', 'accepted')),
    words       TEXT NOT NULL,
    proposed_at BIGINT NOT NULL,
    by_rule     BIGINT NOT NULL CONSTRAINT bottleneck_ending_by_rule CHECK (by_rule IN (0, 1)), -- the owner is asked too
    agreed      BIGINT NOT NULL CONSTRAINT bottleneck_ending_agreed CHECK (agreed IN (0, 1)),   -- the owner said yes to a rule
    reminded    BIGINT NOT NULL CONSTRAINT bottleneck_ending_reminded CHECK (reminded BETWEEN 0 AND 2),
    outcome     TEXT NOT NULL CONSTRAINT bottleneck_ending_outcome CHECK (outcome IN ('', 'yes', 'silence', 'objected', 'withdrawn')), -- '' = waits
    ended_at    BIGINT,
    PRIMARY KEY (bottleneck, number),
    CONSTRAINT bottleneck_ending_ended CHECK ((outcome = '') = (ended_at IS NULL)),
    CONSTRAINT bottleneck_ending_silence CHECK (outcome <> 'silence' OR reminded = 2)
);
CREATE UNIQUE INDEX bottleneck_ending_now ON bottleneck_ending (bottleneck) WHERE outcome = '';

-- The yes of a reporter to an ending.
CREATE TABLE bottleneck_vote (
    bottleneck TEXT NOT NULL,
    number     BIGINT NOT NULL,
    reporter   TEXT NOT NULL REFERENCES bottleneck_reporter (id),
    at         BIGINT NOT NULL,
    PRIMARY KEY (bottleneck, number, reporter),
    CONSTRAINT bottleneck_vote_ending FOREIGN KEY (bottleneck, number) REFERENCES bottleneck_ending (bottleneck, number)
);

-- How many reports gave an address on a day, so that nobody fills somebody else's mailbox. Days that have
-- passed go.
CREATE TABLE bottleneck_mail (
    mailbox TEXT NOT NULL,                  -- keyed fingerprint
    on_day  BIGINT NOT NULL,                -- the day's first moment, in UTC
    given   BIGINT NOT NULL CONSTRAINT bottleneck_mail_given CHECK (given > 0),
    PRIMARY KEY (mailbox, on_day)
);

-- When each owner got a bottleneck and first did something with it: for agreements on answering in time.
CREATE VIEW bottleneck_turn AS
SELECT s.bottleneck AS bottleneck, s.level AS level, s.owner_kind AS owner_kind, s.owner AS owner, s.region AS region, s.wijkverband AS wijkverband,
       s.from_at AS from_at, s.answered_at AS answered_at, s.until_at AS until_at
FROM bottleneck_stop s;

-- Each moment at which a wijkverband had solved a bottleneck of its own: one of the signs that it works.
CREATE VIEW wijkverband_solved AS
SELECT s.wijkverband AS wijkverband, s.from_at AS at
FROM bottleneck_state s WHERE s.state = 'solved' AND s.level = 'wijk' AND s.wijkverband <> '';
