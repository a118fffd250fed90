-- +goose Up

-- Rules that make a bottleneck of a figure, from a moment on. A change ends a row and adds one with the
-- same id. Each measure is a share: the rule speaks when more than threshold percent of the cases goes
-- wrong. What a region says for itself goes before what holds everywhere.
CREATE TABLE signal_rule (
    id          TEXT NOT NULL,
    version     BIGINT NOT NULL CONSTRAINT signal_rule_version CHECK (version > 0),
    from_at     BIGINT NOT NULL,
    until_at    BIGINT,
    region      TEXT NOT NULL,             -- '' holds everywhere
    measure     TEXT NOT NULL CONSTRAINT signal_rule_measure CHECK (measure IN
                ('wait-above-norm', 'declines', 'bridging', 'no-contact', 'unanswered', 'coverage-gap')),
    norm        TEXT NOT NULL,             -- of a wait: an access_norm
    discipline  TEXT NOT NULL,             -- '' is every one
    time_window TEXT NOT NULL CONSTRAINT signal_rule_time_window CHECK (time_window IN ('', 'night', 'evening', 'weekend')),
    kind        TEXT NOT NULL,             -- of declines and bridging: a capacity_kind; '' is every one
    threshold   BIGINT NOT NULL CONSTRAINT signal_rule_threshold CHECK (threshold BETWEEN 0 AND 100), -- percent; 100 never speaks
    weeks       BIGINT NOT NULL CONSTRAINT signal_rule_weeks CHECK (weeks BETWEEN 1 AND 26),
    level       TEXT NOT NULL CONSTRAINT signal_rule_level CHECK (level IN ('wijk', 'region')),
    theme       TEXT NOT NULL REFERENCES bottleneck_theme (code),
    title       TEXT NOT NULL CONSTRAINT signal_rule_title CHECK (title <> ''),
    source      TEXT NOT NULL CONSTRAINT signal_rule_source CHECK (source <> ''), -- where the threshold comes from
    CONSTRAINT signal_rule_until CHECK (until_at >= from_at),
    CONSTRAINT signal_rule_norm CHECK ((measure = 'wait-above-norm') = (norm <> '')),
    CONSTRAINT signal_rule_contact CHECK ((measure = 'no-contact') = (time_window <> '') AND (measure <> 'no-contact' OR discipline <> '')),
    CONSTRAINT signal_rule_kind CHECK (kind = '' OR measure IN ('declines', 'bridging')),
    PRIMARY KEY (id, version)
);
CREATE UNIQUE INDEX signal_rule_now ON signal_rule (id) WHERE until_at IS NULL;
CREATE UNIQUE INDEX signal_rule_one ON signal_rule (region, measure, norm, discipline, time_window, kind, level) WHERE until_at IS NULL;

-- Rules that hold everywhere until a region says otherwise, since 1 January 2025. The limits of waits are the
-- Treeknormen (access_norm): agreed by providers and insurers in 2000, and kept since by the NZa in its
-- rules on waiting times. Treek also asks that four of five people are helped well within the limit; a
-- rule therefore speaks when more than one in five waits longer than the limit itself. That in every wijk people
-- know whom to call for district nursing by day, in the evening, at night and in the weekend is goal 5 of the
-- vision on primary care 2030; that a wijkverband has at least a contact of GP care, district nursing, pharmacy and
-- the social domain is its chapter on wijkverbanden. For refusals, bridging and unconfirmed entries nobody has
-- laid down a limit: these are starting values of this platform, which a region changes after a dry run.
INSERT INTO signal_rule (id, version, from_at, region, measure, norm, discipline, time_window, kind, threshold, weeks, level, theme, title, source) VALUES
    ('0198a5c0-0000-7000-8000-000000000001', 1, 1735686000000000, '', 'wait-above-norm', 'treek-thuis', '', '', '', 20, 4, 'region', 'wachttijd',
     'Lang wachten op verpleging en verzorging thuis', 'Treeknorm: hooguit zes weken'),
    ('0198a5c0-0000-7000-8000-000000000002', 1, 1735686000000000, '', 'wait-above-norm', 'treek-fysiotherapie', '', '', '', 20, 4, 'region', 'wachttijd',
     'Lang wachten op fysiotherapie', 'Treeknorm: hooguit vijf werkdagen'),
    ('0198a5c0-0000-7000-8000-000000000003', 1, 1735686000000000, '', 'wait-above-norm', 'treek-ggz-aanmelding', '', '', '', 20, 4, 'region', 'wachttijd',
     'Lang wachten op een eerste gesprek in de ggz', 'Treeknorm: hooguit vier weken'),
    ('0198a5c0-0000-7000-8000-000000000004', 1, 1735686000000000, '', 'declines', '', '', '', '', 60, 4, 'region', 'geen-plek',
     'Aanbieders zeggen vaak dat er geen plek is', 'Beginwaarde van dit platform'),
    ('0198a5c0-0000-7000-8000-000000000005', 1, 1735686000000000, '', 'bridging', '', '', '', '', 20, 4, 'region', 'overbrugging',
     'Er is vaak geen plek op tijd', 'Beginwaarde van dit platform'),
    ('0198a5c0-0000-7000-8000-000000000006', 1, 1735686000000000, '', 'no-contact', '', 'wijkverpleging', 'night', '', 0, 2, 'wijk', 'avond-nacht-weekend',
     'In de nacht is er niemand te bellen voor wijkverpleging', 'Visie eerstelijnszorg 2030, doel 5: ook in de nacht weet iedereen wie er te bellen is'),
    ('0198a5c0-0000-7000-8000-000000000007', 1, 1735686000000000, '', 'unanswered', '', '', '', '', 25, 4, 'region', 'bereikbaarheid',
     'Veel aanbod is lang niet nagekeken', 'Beginwaarde van dit platform'),
    ('0198a5c0-0000-7000-8000-000000000008', 1, 1735686000000000, '', 'coverage-gap', '', '', '', '', 0, 4, 'wijk', 'bereikbaarheid',
     'In het wijkverband is een van de vier basisdisciplines niet te bereiken', 'Visie eerstelijnszorg 2030: huisarts, wijkverpleging, apotheek en sociaal domein doen minimaal mee');

-- When a rule spoke of a place, and which bottleneck it opened: once, until its figure had fallen.
CREATE TABLE signal_spoke (
    id          TEXT PRIMARY KEY,
    rule        TEXT NOT NULL,
    region      TEXT NOT NULL CONSTRAINT signal_spoke_region CHECK (region <> ''),
    wijkverband TEXT NOT NULL,             -- '' of a rule on regions
    bottleneck  TEXT NOT NULL REFERENCES bottleneck (id),
    spoke_at    BIGINT NOT NULL,
    fell_at     BIGINT,                    -- when the figure was low again, and the ending was proposed
    CONSTRAINT signal_spoke_fell CHECK (fell_at >= spoke_at)
);
CREATE UNIQUE INDEX signal_spoke_now ON signal_spoke (rule, region, wijkverband) WHERE fell_at IS NULL;
CREATE INDEX signal_spoke_by_bottleneck ON signal_spoke (bottleneck);

-- Each answer of a provider to a question for a place, with whether it said that there is no room. What a
-- provider answered at a moment does not change afterwards.
CREATE VIEW room_answers AS
SELECT r.region AS region, r.area AS area, r.kind AS kind, i.organization AS organization, i.answered_at AS at,
       CASE WHEN i.state = 'no' AND EXISTS (SELECT 1 FROM decline_reason d WHERE d.code = i.reason AND d.no_room = 1) THEN 1 ELSE 0 END AS no_room
FROM placement_invitation i JOIN placement_request r ON r.id = i.request
WHERE i.answered_at IS NOT NULL AND r.opened_at IS NOT NULL;
