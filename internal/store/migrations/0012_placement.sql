-- +goose Up

-- How soon a request must be helped, with its clocks.
CREATE TABLE placement_urgency (
    code           TEXT PRIMARY KEY,
    name           TEXT NOT NULL,           -- plain Dutch
    position       BIGINT NOT NULL UNIQUE,  -- 1 goes first
    commit_minutes BIGINT NOT NULL,         -- until there must be a place, or bridging begins
    answer_minutes BIGINT NOT NULL,         -- that a provider has to answer
    hold_minutes   BIGINT NOT NULL,         -- that an offered place is held
    start_minutes  BIGINT NOT NULL,         -- from the choice until it must have begun
    bridge_days    BIGINT NOT NULL,         -- that bridging lasts where no rule says so
    CONSTRAINT placement_urgency_clocks CHECK (commit_minutes > 0 AND answer_minutes > 0 AND hold_minutes > 0
        AND start_minutes > 0 AND bridge_days > 0)
);
INSERT INTO placement_urgency (code, name, position, commit_minutes, answer_minutes, hold_minutes, start_minutes, bridge_days) VALUES
    ('crisis', 'Crisis: binnen een uur', 1, 60, 10, 15, 1440, 1),
    ('soon', 'Snel: binnen twee dagen', 2, 2880, 240, 1440, 4320, 3),
    ('planned', 'Gepland: binnen twee weken', 3, 20160, 2880, 4320, 60480, 14);

-- Why a provider says no.
CREATE TABLE decline_reason (
    code     TEXT PRIMARY KEY,
    name     TEXT NOT NULL,                 -- plain Dutch, as the provider says it
    no_room  BIGINT NOT NULL CONSTRAINT decline_reason_no_room CHECK (no_room IN (0, 1)), -- it tells that nothing is free
    position BIGINT NOT NULL UNIQUE
);
INSERT INTO decline_reason (code, name, no_room, position) VALUES
    ('full', 'Wij hebben geen plek', 1, 10),
    ('no-staff', 'Wij hebben te weinig personeel', 1, 20),
    ('not-our-expertise', 'Wij kunnen deze zorg niet geven', 0, 30),
    ('wrong-group', 'Wij helpen deze groep mensen niet', 0, 40),
    ('assessment-first', 'Wij willen eerst een gesprek', 0, 50),
    ('too-far', 'Het is te ver weg', 0, 60),
    ('no-contract', 'Wij hebben geen contract met deze verzekeraar', 0, 70),
    ('language', 'Wij spreken de taal niet', 0, 80),
    ('other', 'Een andere reden', 0, 90);

-- Coded reasons of the other acts: why the person does not choose, why no place is needed any more,
-- why a place fell through, how it ended.
CREATE TABLE placement_reason (
    act      TEXT NOT NULL CONSTRAINT placement_reason_act CHECK (act IN ('Open', 'Withdraw', 'FallThrough', 'Close')),
    code     TEXT NOT NULL,
    name     TEXT NOT NULL,                 -- plain Dutch
    frees    BIGINT NOT NULL CONSTRAINT placement_reason_frees CHECK (frees IN (0, 1)), -- the place is there for others
    position BIGINT NOT NULL,
    PRIMARY KEY (act, code),
    CONSTRAINT placement_reason_position UNIQUE (act, position)
);
INSERT INTO placement_reason (act, code, name, frees, position) VALUES
    ('Open', 'no-time', 'Er is geen tijd om te kiezen', 0, 10),
    ('Open', 'not-able', 'De persoon kan nu niet kiezen', 0, 20),
    ('Open', 'left-to-us', 'De persoon laat de keuze aan ons', 0, 30),
    ('Withdraw', 'own-solution', 'Er is een andere oplossing', 1, 10),
    ('Withdraw', 'person-declined', 'De persoon wil dit niet meer', 1, 20),
    ('Withdraw', 'changed', 'De situatie is veranderd', 1, 30),
    ('Withdraw', 'admitted', 'De persoon is in het ziekenhuis', 1, 40),
    ('Withdraw', 'died', 'De persoon is overleden', 1, 50),
    ('Withdraw', 'mistake', 'De vraag was een vergissing', 1, 60),
    ('FallThrough', 'place-gone', 'De plek is er toch niet', 0, 10),
    ('FallThrough', 'no-staff', 'Er is te weinig personeel', 0, 20),
    ('FallThrough', 'not-fitting', 'Het past toch niet bij wat nodig is', 1, 30),
    ('FallThrough', 'person-declined', 'De persoon wil hier niet heen', 1, 40),
    ('FallThrough', 'changed', 'De situatie is veranderd', 1, 50),
    ('Close', 'helped', 'De persoon is geholpen', 0, 10),
    ('Close', 'home', 'De persoon is weer thuis', 0, 20),
    ('Close', 'elsewhere', 'De persoon is ergens anders verder geholpen', 0, 30),
    ('Close', 'died', 'De persoon is overleden', 0, 40),
    ('Close', 'unknown', 'Niet bekend', 0, 50);

-- What people may hope for.
CREATE TABLE placement_wish (
    code     TEXT PRIMARY KEY,
    name     TEXT NOT NULL,                 -- plain Dutch
    position BIGINT NOT NULL UNIQUE
);
INSERT INTO placement_wish (code, name, position) VALUES
    ('near-home', 'Dicht bij huis', 10),
    ('near-family', 'Dicht bij familie', 20),
    ('partner', 'Samen met de partner', 30),
    ('own-room', 'Een eigen kamer', 40),
    ('pet', 'Het huisdier mag mee', 50),
    ('faith', 'Aandacht voor geloof of levensovertuiging', 60),
    ('diet', 'Eten dat bij de persoon past', 70),
    ('same-gender', 'Hulp van iemand van hetzelfde geslacht', 80);

-- What receivers need to know before they can answer: questions with coded answers, none of which
-- identifies somebody.
CREATE TABLE data_item (
    code     TEXT PRIMARY KEY,
    name     TEXT NOT NULL,                 -- plain Dutch, as a question
    position BIGINT NOT NULL UNIQUE
);
CREATE TABLE data_item_answer (
    item     TEXT NOT NULL REFERENCES data_item (code),
    code     TEXT NOT NULL,
    name     TEXT NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (item, code),
    CONSTRAINT data_item_answer_position UNIQUE (item, position)
);
-- Which of them receivers of a kind declare to need.
CREATE TABLE capacity_kind_item (
    kind TEXT NOT NULL REFERENCES capacity_kind (code),
    item TEXT NOT NULL REFERENCES data_item (code),
    PRIMARY KEY (kind, item)
);
INSERT INTO data_item (code, name, position) VALUES
    ('walking', 'Kan de persoon lopen?', 10),
    ('self-care', 'Hulp bij wassen en aankleden?', 20),
    ('toilet', 'Hulp bij de wc?', 30),
    ('night', 'Zorg nodig in de nacht?', 40),
    ('confusion', 'Is de persoon verward of vergeetachtig?', 50),
    ('wandering', 'Loopt de persoon weg?', 60),
    ('behaviour', 'Is er onrust of boosheid?', 70),
    ('isolation', 'Is er een besmettelijke ziekte?', 80),
    ('nursing', 'Welke verpleging is nodig?', 90),
    ('therapy', 'Welke oefening is nodig?', 100),
    ('weight', 'Is een extra stevig bed nodig?', 110),
    ('safety', 'Is er gevaar voor de persoon of voor anderen?', 120),
    ('home', 'Hoe woont de persoon?', 130),
    ('carer', 'Is er iemand die helpt?', 140),
    ('duration', 'Hoe lang is dit nodig, denkt u?', 150),
    ('question', 'Wat wilt u weten?', 160);
INSERT INTO data_item_answer (item, code, name, position) VALUES
    ('walking', 'alone', 'Ja, zelf', 1), ('walking', 'aid', 'Met een hulpmiddel', 2), ('walking', 'help', 'Met hulp', 3), ('walking', 'no', 'Nee', 4),
    ('self-care', 'none', 'Geen hulp', 1), ('self-care', 'some', 'Een beetje', 2), ('self-care', 'full', 'Helemaal', 3),
    ('toilet', 'none', 'Geen hulp', 1), ('toilet', 'some', 'Een beetje', 2), ('toilet', 'full', 'Helemaal', 3),
    ('night', 'no', 'Nee', 1), ('night', 'sometimes', 'Soms', 2), ('night', 'each', 'Elke nacht', 3),
    ('confusion', 'no', 'Nee', 1), ('confusion', 'some', 'Een beetje', 2), ('confusion', 'much', 'Veel', 3),
    ('wandering', 'no', 'Nee', 1), ('wandering', 'yes', 'Ja', 2),
    ('behaviour', 'no', 'Nee', 1), ('behaviour', 'some', 'Een beetje', 2), ('behaviour', 'much', 'Veel', 3),
    ('isolation', 'no', 'Nee', 1), ('isolation', 'contact', 'Ja, bij aanraken', 2), ('isolation', 'air', 'Ja, door de lucht', 3), ('isolation', 'unknown', 'Niet bekend', 4),
    ('nursing', 'none', 'Geen', 1), ('nursing', 'medicine', 'Medicijnen geven', 2), ('nursing', 'wound', 'Wondzorg', 3), ('nursing', 'drip', 'Infuus of sonde', 4), ('nursing', 'oxygen', 'Zuurstof', 5), ('nursing', 'more', 'Meer dan één van deze', 6),
    ('therapy', 'none', 'Geen', 1), ('therapy', 'light', 'Een paar keer per week', 2), ('therapy', 'daily', 'Elke dag', 3),
    ('weight', 'no', 'Nee', 1), ('weight', 'yes', 'Ja', 2),
    ('safety', 'no', 'Nee', 1), ('safety', 'self', 'Ja, voor de persoon', 2), ('safety', 'others', 'Ja, voor anderen', 3), ('safety', 'both', 'Ja, voor allebei', 4),
    ('home', 'alone', 'Alleen', 1), ('home', 'together', 'Samen met iemand', 2), ('home', 'institution', 'In een instelling', 3), ('home', 'none', 'Geen eigen huis', 4),
    ('carer', 'no', 'Nee', 1), ('carer', 'some', 'Soms', 2), ('carer', 'daily', 'Elke dag', 3), ('carer', 'overloaded', 'Ja, maar die houdt het niet meer vol', 4),
    ('duration', 'days', 'Een paar dagen', 1), ('duration', 'weeks', 'Een paar weken', 2), ('duration', 'months', 'Een paar maanden', 3), ('duration', 'lasting', 'Voor altijd', 4),
    ('question', 'diagnosis', 'Wat er aan de hand kan zijn', 1), ('question', 'treatment', 'Wat er aan te doen is', 2), ('question', 'medicine', 'Welke medicijnen passen', 3), ('question', 'referral', 'Of iemand anders moet helpen', 4);
INSERT INTO capacity_kind_item (kind, item) SELECT k.code, i.code FROM capacity_kind k, data_item i
    WHERE i.code IN ('walking', 'self-care', 'night', 'confusion', 'isolation', 'nursing', 'carer', 'duration')
        AND k.code IN ('elv-laag', 'elv-hoog', 'elv-palliatief', 'grz', 'wlz-crisis', 'verpleeghuis', 'respijt');
INSERT INTO capacity_kind_item (kind, item) VALUES
    ('elv-hoog', 'toilet'), ('elv-hoog', 'behaviour'), ('elv-hoog', 'weight'),
    ('grz', 'therapy'), ('grz', 'home'), ('grz', 'weight'),
    ('wlz-crisis', 'wandering'), ('wlz-crisis', 'behaviour'), ('wlz-crisis', 'safety'),
    ('verpleeghuis', 'wandering'), ('verpleeghuis', 'behaviour'),
    ('ggz-crisis', 'safety'), ('ggz-crisis', 'confusion'), ('ggz-crisis', 'behaviour'), ('ggz-crisis', 'home'), ('ggz-crisis', 'isolation'),
    ('dagbesteding', 'walking'), ('dagbesteding', 'confusion'), ('dagbesteding', 'wandering'), ('dagbesteding', 'toilet'),
    ('wijkverpleging-uren', 'self-care'), ('wijkverpleging-uren', 'nursing'), ('wijkverpleging-uren', 'home'), ('wijkverpleging-uren', 'carer'), ('wijkverpleging-uren', 'duration'),
    ('wijkverpleging-spoed', 'self-care'), ('wijkverpleging-spoed', 'nursing'), ('wijkverpleging-spoed', 'home'), ('wijkverpleging-spoed', 'carer'),
    ('wijkverpleging-nacht', 'nursing'), ('wijkverpleging-nacht', 'toilet'), ('wijkverpleging-nacht', 'home'), ('wijkverpleging-nacht', 'carer'),
    ('huishoudelijke-hulp', 'home'), ('huishoudelijke-hulp', 'carer'), ('huishoudelijke-hulp', 'duration'),
    ('meekijkconsult', 'question');

-- Who runs the desk of a region (zorgcoördinatie); a region without a row is looked after by its RESV.
CREATE TABLE placement_desk (
    region       TEXT PRIMARY KEY REFERENCES region (id),
    organization TEXT NOT NULL CONSTRAINT placement_desk_organization CHECK (organization <> ''),
    since_at     BIGINT NOT NULL
);

-- What a region agreed on bridging: who gives what, for how long, and who pays. The rule that names
-- most goes before the others.
CREATE TABLE bridging_rule (
    id           TEXT PRIMARY KEY,
    region       TEXT NOT NULL REFERENCES region (id),
    kind         TEXT NOT NULL,             -- of capacity; '' = any
    urgency      TEXT NOT NULL,             -- '' = any
    organization TEXT NOT NULL CONSTRAINT bridging_rule_organization CHECK (organization <> ''), -- who bridges
    what         TEXT NOT NULL,             -- plain Dutch
    days         BIGINT NOT NULL CONSTRAINT bridging_rule_days CHECK (days BETWEEN 1 AND 365),
    paid         TEXT NOT NULL,             -- plain Dutch; '' = not said
    since_at     BIGINT NOT NULL,
    until_at     BIGINT,                    -- NULL: it holds
    CONSTRAINT bridging_rule_until CHECK (until_at IS NULL OR until_at >= since_at)
);
CREATE UNIQUE INDEX bridging_rule_now ON bridging_rule (region, kind, urgency) WHERE until_at IS NULL;

-- A request for a place, care or advice: the row that acts lock before they look. It holds nothing
-- that identifies the person.
CREATE TABLE placement_request (
    id              TEXT PRIMARY KEY,
    version         BIGINT NOT NULL CONSTRAINT placement_request_version CHECK (version > 0),
    state           TEXT NOT NULL CONSTRAINT placement_request_state CHECK (state IN
                    ('draft', 'open', 'bridging', 'accepted', 'placed', 'closed', 'withdrawn', 'expired')),
    ask             TEXT NOT NULL CONSTRAINT placement_request_ask CHECK (ask IN ('care', 'place', 'advice')),
    kind            TEXT NOT NULL REFERENCES capacity_kind (code),
    urgency         TEXT NOT NULL REFERENCES placement_urgency (code),
    direction       TEXT NOT NULL CONSTRAINT placement_request_direction CHECK (direction IN ('in', 'through', 'out', 'back')),
    area            TEXT NOT NULL CONSTRAINT placement_request_area CHECK (area LIKE 'GM%' OR area LIKE 'WK%'), -- never finer than a wijk
    region          TEXT NOT NULL,
    body            TEXT NOT NULL,          -- JSON: codes of what is needed and hoped for, and the note
    vulnerable      BIGINT NOT NULL CONSTRAINT placement_request_vulnerable CHECK (vulnerable IN (0, 1)), -- goes first at equal urgency
    asker           TEXT NOT NULL,          -- person id or 'client:<id>'
    organization    TEXT NOT NULL CONSTRAINT placement_request_organization CHECK (organization <> ''), -- who asks
    desk            TEXT NOT NULL,          -- who runs the desk of the region; '' = nobody
    desk_person     TEXT NOT NULL,          -- id of who took it on; '' = nobody
    consent_at      BIGINT,                 -- when it was talked over with the person
    consent_with    TEXT NOT NULL CONSTRAINT placement_request_consent_with CHECK (consent_with IN ('', 'person', 'representative')),
    consent_why_not TEXT NOT NULL,          -- in a crisis: why the person does not choose
    made_at         BIGINT NOT NULL,
    opened_at       BIGINT,
    commit_by       BIGINT,
    accepted_at     BIGINT,                 -- the newest yes that counted
    start_by        BIGINT,                 -- afterwards the desk is told that it has not begun
    placed_at       BIGINT,
    started_at      BIGINT,
    closed_at       BIGINT,                 -- when it ended, however it did
    outcome         TEXT NOT NULL,          -- how it ended; '' = it has not
    chosen          TEXT NOT NULL,          -- invitation that was chosen; '' = none
    next_at         BIGINT,                 -- when something happens by itself
    erased          BIGINT NOT NULL CONSTRAINT placement_request_erased CHECK (erased IN (0, 1)), -- words and answers are gone
    CONSTRAINT placement_request_consent CHECK (opened_at IS NULL OR consent_at IS NOT NULL),
    CONSTRAINT placement_request_crisis CHECK (opened_at IS NULL OR (urgency = 'crisis') = (consent_why_not <> '')),
    CONSTRAINT placement_request_talked CHECK (opened_at IS NULL OR urgency = 'crisis' OR consent_with <> ''),
    CONSTRAINT placement_request_opened CHECK (state IN ('draft', 'withdrawn', 'expired') OR (opened_at IS NOT NULL AND commit_by IS NOT NULL)),
    CONSTRAINT placement_request_chosen CHECK (state NOT IN ('accepted', 'placed', 'closed') OR (chosen <> '' AND accepted_at IS NOT NULL)),
    CONSTRAINT placement_request_searching CHECK (state NOT IN ('draft', 'open', 'bridging') OR chosen = ''),
    CONSTRAINT placement_request_started CHECK (state NOT IN ('placed', 'closed') OR started_at IS NOT NULL),
    CONSTRAINT placement_request_ended CHECK ((state IN ('closed', 'withdrawn', 'expired')) = (closed_at IS NOT NULL)),
    CONSTRAINT placement_request_expired CHECK (state <> 'expired' OR opened_at IS NULL), -- what was asked of others never just ends
    CONSTRAINT placement_request_outcome CHECK ((closed_at IS NULL) = (outcome = '')),
    CONSTRAINT placement_request_never_stuck CHECK (next_at IS NOT NULL OR (closed_at IS NOT NULL AND erased = 1))
);
CREATE INDEX placement_request_due ON placement_request (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX placement_request_by_region ON placement_request (region, state);
CREATE INDEX placement_request_by_organization ON placement_request (organization, made_at);

-- Every step of a request; rows are added and never altered.
CREATE TABLE placement_step (
    request    TEXT NOT NULL REFERENCES placement_request (id),
    number     BIGINT NOT NULL,             -- the version that it made
    at         BIGINT NOT NULL,
    act        TEXT NOT NULL,               -- 'Open', 'Answer', …
    from_state TEXT NOT NULL,               -- '' of a new one
    to_state   TEXT NOT NULL,
    by_person  TEXT NOT NULL,               -- person id, 'client:<id>', 'link:<id>' or 'system:<job>'
    by_organization TEXT NOT NULL,
    PRIMARY KEY (request, number)
);

-- The question to one provider for one of its offers.
CREATE TABLE placement_invitation (
    id           TEXT PRIMARY KEY,
    request      TEXT NOT NULL REFERENCES placement_request (id),
    offer        TEXT NOT NULL REFERENCES offer (id),
    service      TEXT NOT NULL,
    organization TEXT NOT NULL,             -- whom it was asked
    state        TEXT NOT NULL CONSTRAINT placement_invitation_state CHECK (state IN
                 ('open', 'offered', 'chosen', 'no', 'expired', 'withdrawn', 'lost')),
    sent_at      BIGINT NOT NULL,
    until_at     BIGINT NOT NULL,           -- an answer is asked before
    answered_at  BIGINT,
    held_until   BIGINT,                    -- of a yes
    ended_at     BIGINT,                    -- when it was decided, however it was
    reason       TEXT NOT NULL,             -- of a no
    chance       DOUBLE PRECISION NOT NULL CONSTRAINT placement_invitation_chance CHECK (chance BETWEEN 0 AND 1), -- that there was room, when it was asked
    hold         TEXT NOT NULL,             -- of capacity; '' = none was taken
    CONSTRAINT placement_invitation_until CHECK (until_at > sent_at),
    CONSTRAINT placement_invitation_ended CHECK ((state IN ('open', 'offered')) = (ended_at IS NULL)),
    CONSTRAINT placement_invitation_yes CHECK (state NOT IN ('offered', 'chosen', 'lost') OR (hold <> '' AND answered_at IS NOT NULL)),
    CONSTRAINT placement_invitation_held CHECK (state <> 'offered' OR held_until IS NOT NULL),
    CONSTRAINT placement_invitation_no CHECK ((state = 'no') = (reason <> ''))
);
-- At most one provider ends up with the person, and none is asked twice at once.
CREATE UNIQUE INDEX placement_invitation_one_winner ON placement_invitation (request) WHERE state = 'chosen';
CREATE UNIQUE INDEX placement_invitation_once ON placement_invitation (request, offer) WHERE state IN ('open', 'offered', 'chosen');
CREATE INDEX placement_invitation_by_request ON placement_invitation (request);
CREATE INDEX placement_invitation_open ON placement_invitation (offer, until_at) WHERE state = 'open';
CREATE INDEX placement_invitation_by_organization ON placement_invitation (organization, sent_at);

-- Who gives what while somebody waits for a place.
CREATE TABLE placement_bridging (
    id           TEXT PRIMARY KEY,
    request      TEXT NOT NULL REFERENCES placement_request (id),
    organization TEXT NOT NULL CONSTRAINT placement_bridging_organization CHECK (organization <> ''), -- whose it is
    what         TEXT NOT NULL,
    paid         TEXT NOT NULL,
    from_at      BIGINT NOT NULL,
    until_at     BIGINT NOT NULL,
    rule         TEXT NOT NULL,             -- '' = arranged by hand, or no rule fits
    ended_at     BIGINT,
    CONSTRAINT placement_bridging_until CHECK (until_at > from_at),
    CONSTRAINT placement_bridging_ended CHECK (ended_at IS NULL OR ended_at >= from_at)
);
CREATE UNIQUE INDEX placement_bridging_one ON placement_bridging (request) WHERE ended_at IS NULL;
CREATE INDEX placement_bridging_by_request ON placement_bridging (request);

-- Who a request is about, sealed: for the asker and the chosen provider. The row goes some days after
-- the request ended.
CREATE TABLE placement_person (
    request TEXT PRIMARY KEY REFERENCES placement_request (id),
    sealed  TEXT NOT NULL,
    made_at BIGINT NOT NULL
);

-- What one shift of a desk tells the next.
CREATE TABLE desk_note (
    id     TEXT PRIMARY KEY,
    region TEXT NOT NULL REFERENCES region (id),
    person TEXT NOT NULL,                   -- id of who wrote it
    at     BIGINT NOT NULL,
    words  TEXT NOT NULL
);
CREATE INDEX desk_note_by_region ON desk_note (region, at);
