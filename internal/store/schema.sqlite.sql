-- What the migrations make on sqlite. Made by: go test ./internal/store -run Schema -update

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

CREATE TABLE accessibility (
    code     TEXT PRIMARY KEY,
    name     TEXT NOT NULL,                 -- plain Dutch
    position BIGINT NOT NULL UNIQUE
);

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

CREATE INDEX affiliation_by_body ON affiliation (body, provider);

CREATE INDEX affiliation_by_provider ON affiliation (provider);

CREATE UNIQUE INDEX affiliation_now ON affiliation (id) WHERE known_until IS NULL;

CREATE TABLE agreement (
    id          TEXT PRIMARY KEY,
    number      BIGINT NOT NULL UNIQUE,
    edit        BIGINT NOT NULL CONSTRAINT agreement_edit CHECK (edit > 0), -- counts every act on it
    state       TEXT NOT NULL CONSTRAINT agreement_state_known CHECK (state IN ('draft', 'consent', 'active', 'review', 'ended')),
    kind        TEXT NOT NULL REFERENCES agreement_kind (code),
    level       TEXT NOT NULL CONSTRAINT agreement_level CHECK (level IN ('wijk', 'region', 'nation')),
    forum       TEXT NOT NULL,               -- the table at which it is agreed
    region      TEXT NOT NULL,               -- '' for the nation
    wijkverband TEXT NOT NULL,               -- '' but for a wijk
    subject     TEXT NOT NULL REFERENCES mandate_subject (code), -- what mandates for it are about
    template    TEXT NOT NULL,               -- code of the template it was made from; '' = none
    drafted_by  TEXT NOT NULL,               -- the organisation for which it was drafted; '' for a region or the nation
    version     BIGINT NOT NULL,             -- of the text: the one that binds, or before that the newest
    newest      BIGINT NOT NULL,             -- version of the text
    public      BIGINT NOT NULL CONSTRAINT agreement_public CHECK (public IN (0, 1)), -- every party said that everybody may read it
    made_at     BIGINT NOT NULL,
    changed_at  BIGINT NOT NULL,             -- of the last act; none is earlier than the one before
    review_at   BIGINT,                      -- while it is active: when to look at it again; NULL: no such day
    ends_at     BIGINT,                      -- while it binds: when it ends; NULL: no end known
    check_at    BIGINT,                      -- while it is active: when to see again whether every party has a delegate; NULL: nothing they rest on ends
    CONSTRAINT agreement_place CHECK ((region = '') = (level = 'nation') AND (wijkverband <> '') = (level = 'wijk')),
    CONSTRAINT agreement_versions CHECK (version BETWEEN 1 AND newest)
);

CREATE INDEX agreement_by_region ON agreement (region, wijkverband);

CREATE INDEX agreement_by_state ON agreement (state, check_at);

CREATE INDEX agreement_by_wijkverband ON agreement (wijkverband) WHERE level = 'wijk';

CREATE TABLE agreement_advice (
    consultation TEXT NOT NULL REFERENCES agreement_consultation (id),
    number       BIGINT NOT NULL,
    member       TEXT NOT NULL,
    yes          BIGINT NOT NULL CONSTRAINT agreement_advice_yes CHECK (yes IN (0, 1)),
    words        TEXT NOT NULL,
    at           BIGINT NOT NULL,
    PRIMARY KEY (consultation, number)
);

CREATE TABLE agreement_chain (
    signature TEXT NOT NULL REFERENCES agreement_signature (id),
    position  BIGINT NOT NULL,
    kind      TEXT NOT NULL,
    link      TEXT NOT NULL,                 -- id of the affiliation, standing, mandate or substitution
    version   BIGINT NOT NULL,               -- of that link
    from_at   BIGINT NOT NULL,
    until_at  BIGINT,
    PRIMARY KEY (signature, position)
);

CREATE INDEX agreement_chain_by_link ON agreement_chain (link);

CREATE TABLE agreement_consultation (
    id        TEXT PRIMARY KEY,
    agreement TEXT NOT NULL,
    version   BIGINT NOT NULL,
    party     TEXT NOT NULL,
    question  TEXT NOT NULL,
    from_at   BIGINT NOT NULL,
    until_at  BIGINT NOT NULL,
    asked     BIGINT NOT NULL,               -- members at that moment
    CONSTRAINT agreement_consultation_later CHECK (until_at > from_at),
    FOREIGN KEY (agreement, version) REFERENCES agreement_text (agreement, version)
);

CREATE INDEX agreement_consultation_of ON agreement_consultation (agreement);

CREATE TABLE agreement_ending (
    agreement TEXT NOT NULL REFERENCES agreement (id),
    party     TEXT NOT NULL,
    edit      BIGINT NOT NULL,
    ends_at   BIGINT NOT NULL,
    why       TEXT NOT NULL,
    from_at   BIGINT NOT NULL,
    until_at  BIGINT NOT NULL,               -- a yes lapses: filled in from the beginning, and earlier when it is said anew or the text changed
    CONSTRAINT agreement_ending_later CHECK (until_at >= from_at),
    PRIMARY KEY (agreement, party, edit)
);

CREATE TABLE agreement_grant (
    agreement    TEXT NOT NULL,
    version      BIGINT NOT NULL,
    organization TEXT NOT NULL,
    PRIMARY KEY (agreement, version, organization),
    FOREIGN KEY (agreement, version) REFERENCES agreement_text (agreement, version)
);

CREATE INDEX agreement_grant_by_organization ON agreement_grant (organization);

CREATE TABLE agreement_kind (
    code          TEXT PRIMARY KEY,
    name          TEXT NOT NULL,
    plain         TEXT NOT NULL,
    national_only BIGINT NOT NULL CONSTRAINT agreement_kind_national_only CHECK (national_only IN (0, 1)), -- below the nation it needs an active national parent
    subject       TEXT NOT NULL REFERENCES mandate_subject (code), -- what mandates for it are about, unless the agreement says otherwise
    position      BIGINT NOT NULL UNIQUE
);

CREATE TABLE agreement_number (
    id   TEXT PRIMARY KEY,
    last BIGINT NOT NULL
);

CREATE TABLE agreement_objection (
    id         TEXT PRIMARY KEY,
    agreement  TEXT NOT NULL,
    version    BIGINT NOT NULL,              -- against which it was made
    party      TEXT NOT NULL,
    clause     TEXT NOT NULL CONSTRAINT agreement_objection_clause CHECK (clause <> ''),
    words      TEXT NOT NULL,
    at         BIGINT NOT NULL,
    settled_at BIGINT,
    how        TEXT NOT NULL CONSTRAINT agreement_objection_how CHECK (how IN ('', 'withdrawn', 'changed', 'dropped')),
    answer     TEXT NOT NULL,
    CONSTRAINT agreement_objection_settled CHECK ((settled_at IS NULL) = (how = '')),
    FOREIGN KEY (agreement, version) REFERENCES agreement_text (agreement, version)
);

CREATE INDEX agreement_objection_of ON agreement_objection (agreement, settled_at);

CREATE TABLE agreement_party (
    agreement    TEXT NOT NULL,
    version      BIGINT NOT NULL,
    organization TEXT NOT NULL,
    position     BIGINT NOT NULL,
    as_what      TEXT NOT NULL CONSTRAINT agreement_party_as CHECK (as_what IN ('party', 'acceded', 'leaves')), -- 'leaves': it signs that this version binds it no more
    added_at     BIGINT NOT NULL,            -- later than the version for who joined in between
    since_at     BIGINT,                     -- NULL: this version does not bind it (yet)
    left_at      BIGINT,                     -- when it stepped out by itself; NULL: it did not
    CONSTRAINT agreement_party_leaves CHECK (as_what <> 'leaves' OR since_at IS NULL),
    PRIMARY KEY (agreement, version, organization),
    FOREIGN KEY (agreement, version) REFERENCES agreement_text (agreement, version)
);

CREATE INDEX agreement_party_by_organization ON agreement_party (organization);

CREATE TABLE agreement_publication (
    agreement TEXT NOT NULL REFERENCES agreement (id),
    party     TEXT NOT NULL,
    edit      BIGINT NOT NULL,
    from_at   BIGINT NOT NULL,
    until_at  BIGINT,
    CONSTRAINT agreement_publication_later CHECK (until_at >= from_at),
    PRIMARY KEY (agreement, party, edit)
);

CREATE TABLE agreement_signature (
    id         TEXT PRIMARY KEY,
    agreement  TEXT NOT NULL,
    version    BIGINT NOT NULL,
    party      TEXT NOT NULL,
    as_what    TEXT NOT NULL CONSTRAINT agreement_signature_as CHECK (as_what IN ('party', 'acceded', 'leaves')),
    signer     TEXT NOT NULL,                -- a person
    at         BIGINT NOT NULL,
    statement  TEXT NOT NULL,                -- canonical JSON
    digest     TEXT NOT NULL,                -- SHA-256 of the statement, in hexadecimal digits
    key_id     TEXT NOT NULL,
    public_key BLOB NOT NULL,
    seal       BLOB NOT NULL,                -- Ed25519 over the digest
    CONSTRAINT agreement_signature_once UNIQUE (agreement, version, party),
    FOREIGN KEY (agreement, version, party) REFERENCES agreement_party (agreement, version, organization)
);

CREATE TABLE agreement_state (
    agreement TEXT NOT NULL REFERENCES agreement (id),
    edit      BIGINT NOT NULL,               -- of the agreement, by which it came
    from_at   BIGINT NOT NULL,
    until_at  BIGINT,                        -- NULL: it is so now
    state     TEXT NOT NULL CONSTRAINT agreement_state_code CHECK (state IN ('draft', 'consent', 'active', 'review', 'ended')),
    version   BIGINT NOT NULL,               -- of the text that counted
    public    BIGINT NOT NULL CONSTRAINT agreement_state_public CHECK (public IN (0, 1)),
    act       TEXT NOT NULL,                 -- by which it came: 'Sign', 'LostTx'
    why       TEXT NOT NULL,                 -- plain Dutch; '' where the act says enough
    CONSTRAINT agreement_state_ends_later CHECK (until_at >= from_at),
    PRIMARY KEY (agreement, edit)
);

CREATE INDEX agreement_state_at ON agreement_state (agreement, from_at);

CREATE UNIQUE INDEX agreement_state_now ON agreement_state (agreement) WHERE until_at IS NULL;

CREATE TABLE agreement_text (
    agreement  TEXT NOT NULL REFERENCES agreement (id),
    version    BIGINT NOT NULL CONSTRAINT agreement_text_version CHECK (version > 0),
    state      TEXT NOT NULL CONSTRAINT agreement_text_state CHECK (state IN ('draft', 'consent', 'agreed', 'dropped')),
    title      TEXT NOT NULL,
    parent     TEXT NOT NULL,                -- the agreement of a higher level that it implements; '' = none
    body       TEXT NOT NULL,                -- JSON: clauses, obligations, programme, dates, who may join and who sees counts
    review_at  BIGINT,                       -- these two are in the body as well
    until_at   BIGINT,
    why        TEXT NOT NULL,                -- why there is a new version; '' of the first
    made_at    BIGINT NOT NULL,
    offered_at BIGINT,                       -- when the parties were asked to sign
    agreed_at  BIGINT,                       -- when all had signed
    dropped_at BIGINT,
    CONSTRAINT agreement_text_moments CHECK ((state <> 'draft' OR offered_at IS NULL) AND (state <> 'consent' OR offered_at IS NOT NULL)
        AND (state = 'agreed') = (agreed_at IS NOT NULL) AND (state = 'dropped') = (dropped_at IS NOT NULL)),
    PRIMARY KEY (agreement, version)
);

CREATE INDEX agreement_text_by_parent ON agreement_text (parent);

CREATE UNIQUE INDEX agreement_text_open ON agreement_text (agreement) WHERE state IN ('draft', 'consent');

CREATE TABLE approval (
    id           TEXT PRIMARY KEY,
    act          TEXT NOT NULL,           -- '<capability>.<Method>'
    subject      TEXT NOT NULL,           -- JSON: the thing acted on, as the policies weigh it
    payload      TEXT NOT NULL,           -- JSON: what the act needs to be done
    says         TEXT NOT NULL,           -- what will happen, in words for the second person
    same         TEXT NOT NULL,           -- hash of act, thing and payload: what waits is not proposed twice
    proposer     TEXT NOT NULL,           -- person id
    at           BIGINT NOT NULL,
    until        BIGINT NOT NULL,         -- afterwards it can no longer be decided
    state        TEXT NOT NULL CONSTRAINT approval_state CHECK (state IN ('waiting', 'done', 'rejected', 'expired')),
    decider      TEXT NOT NULL,           -- person id; '' while it waits and when it expired
    decided_at   BIGINT,
    CONSTRAINT approval_two_people CHECK (state <> 'done' OR (decider <> '' AND decider <> proposer)),
    CONSTRAINT approval_decided CHECK ((state IN ('done', 'rejected')) = (decided_at IS NOT NULL))
);

CREATE INDEX approval_waiting ON approval (until) WHERE state = 'waiting';

CREATE UNIQUE INDEX approval_waiting_once ON approval (same) WHERE state = 'waiting';

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

CREATE INDEX area_by_batch ON area (batch);

CREATE INDEX area_by_kind ON area (kind, year, code, batch);

CREATE INDEX area_by_name ON area (folded);

CREATE INDEX area_by_parent ON area (parent, year);

CREATE INDEX area_by_year ON area (year, batch);

CREATE TABLE area_count (
    code       TEXT NOT NULL,
    year       BIGINT NOT NULL,
    batch      BIGINT NOT NULL,
    population BIGINT CONSTRAINT area_count_population CHECK (population >= 0), -- NULL: the source gives none
    digest     TEXT NOT NULL,
    PRIMARY KEY (code, year, batch)
);

CREATE INDEX area_count_by_batch ON area_count (batch);

CREATE INDEX area_count_by_year ON area_count (year, code, batch, population);

CREATE TABLE area_figure (
    batch  BIGINT NOT NULL,
    code   TEXT NOT NULL,
    year   BIGINT NOT NULL,
    figure TEXT NOT NULL REFERENCES key_figure (code),
    value  DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (batch, code, year, figure)
);

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

CREATE INDEX bottleneck_by_rule ON bottleneck (rule, region) WHERE rule <> '';

CREATE INDEX bottleneck_by_time ON bottleneck (made_at, region);

CREATE INDEX bottleneck_due ON bottleneck (clock_at) WHERE clock_at IS NOT NULL;

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

CREATE TABLE "bottleneck_event" (
    bottleneck TEXT NOT NULL REFERENCES bottleneck (id),
    number     BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    kind       TEXT NOT NULL CONSTRAINT bottleneck_event_kind CHECK (kind IN ('reported', 'joined', 'discussed', 'taken-up', 'assigned',
               'postponed', 'passed-up', 'answered', 'noted', 'proposed', 'reminded', 'confirmed', 'objected', 'ended', 'reopened',
               'merged', 'took-in', 'late', 'example', 'separated')),
    words      TEXT NOT NULL,
    level      TEXT NOT NULL,               -- where it lay
    by_kind    TEXT NOT NULL,               -- the owner for whom it was done; '' = a reporter, or the clocks
    by_owner   TEXT NOT NULL,
    other      TEXT NOT NULL,               -- the bottleneck that it was merged into or separated from, or that came to it or left it; '' = none
    meeting    TEXT NOT NULL,               -- id of the meeting in which it was decided; '' = none
    PRIMARY KEY (bottleneck, number)
);

CREATE TABLE bottleneck_mail (
    mailbox TEXT NOT NULL,                  -- keyed fingerprint
    on_day  BIGINT NOT NULL,                -- the day's first moment, in UTC
    given   BIGINT NOT NULL CONSTRAINT bottleneck_mail_given CHECK (given > 0),
    PRIMARY KEY (mailbox, on_day)
);

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

CREATE INDEX bottleneck_receipt_by_owner ON bottleneck_receipt (owner, made_at) WHERE reporter = '';

CREATE INDEX bottleneck_receipt_by_reporter ON bottleneck_receipt (reporter) WHERE reporter <> '';

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

CREATE UNIQUE INDEX bottleneck_reporter_key ON bottleneck_reporter (key_print) WHERE key_print <> '';

CREATE INDEX bottleneck_reporter_of ON bottleneck_reporter (bottleneck);

CREATE UNIQUE INDEX bottleneck_reporter_person ON bottleneck_reporter (person, bottleneck) WHERE person <> '';

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

CREATE INDEX bottleneck_state_board ON bottleneck_state (region, state, next_at) WHERE until_at IS NULL;

CREATE INDEX bottleneck_state_board_nation ON bottleneck_state (level, state, next_at) WHERE until_at IS NULL;

CREATE INDEX bottleneck_state_by_party ON bottleneck_state (owner) WHERE owner_kind = 'organization';

CREATE INDEX bottleneck_state_examples ON bottleneck_state (from_at) WHERE example = 1 AND until_at IS NULL;

CREATE UNIQUE INDEX bottleneck_state_now ON bottleneck_state (bottleneck) WHERE until_at IS NULL;

CREATE INDEX bottleneck_state_solved ON bottleneck_state (wijkverband, from_at) WHERE state = 'solved' AND level = 'wijk' AND wijkverband <> '';

CREATE INDEX bottleneck_state_then ON bottleneck_state (region, from_at, until_at, state);

CREATE INDEX bottleneck_state_then_nation ON bottleneck_state (from_at, until_at, state) WHERE level = 'nation';

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

CREATE INDEX bottleneck_stop_by_owner ON bottleneck_stop (owner, from_at);

CREATE UNIQUE INDEX bottleneck_stop_now ON bottleneck_stop (bottleneck) WHERE until_at IS NULL;

CREATE TABLE bottleneck_theme (
    code     TEXT PRIMARY KEY,
    name     TEXT NOT NULL,
    plain    TEXT NOT NULL,
    position BIGINT NOT NULL UNIQUE
);

CREATE VIEW bottleneck_turn AS
SELECT s.bottleneck AS bottleneck, s.level AS level, s.owner_kind AS owner_kind, s.owner AS owner, s.region AS region, s.wijkverband AS wijkverband,
       s.from_at AS from_at, s.answered_at AS answered_at, s.until_at AS until_at
FROM bottleneck_stop s;

CREATE TABLE bottleneck_vote (
    bottleneck TEXT NOT NULL,
    number     BIGINT NOT NULL,
    reporter   TEXT NOT NULL REFERENCES bottleneck_reporter (id),
    at         BIGINT NOT NULL,
    PRIMARY KEY (bottleneck, number, reporter),
    CONSTRAINT bottleneck_vote_ending FOREIGN KEY (bottleneck, number) REFERENCES bottleneck_ending (bottleneck, number)
);

CREATE TABLE boundary (
    id    TEXT NOT NULL,
    batch BIGINT NOT NULL,
    kind  TEXT NOT NULL REFERENCES boundary_kind (code),
    code  TEXT NOT NULL,
    name  TEXT NOT NULL,
    PRIMARY KEY (id, batch)
);

CREATE INDEX boundary_by_batch ON boundary (batch);

CREATE INDEX boundary_by_kind ON boundary (kind);

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

CREATE INDEX boundary_area_by_batch ON boundary_area (batch);

CREATE INDEX boundary_area_by_boundary ON boundary_area (boundary);

CREATE TABLE boundary_kind (
    code     TEXT PRIMARY KEY,
    name     TEXT NOT NULL,
    position BIGINT NOT NULL UNIQUE
);

CREATE VIEW bridging_days AS
SELECT b.bridging AS bridging, b.request AS request, r.region AS region, r.area AS area, r.kind AS kind, r.urgency AS urgency,
       b.organization AS organization, b.agreed AS agreed, b.from_at AS from_at, b.until_at AS until_at, b.ended_at AS ended_at,
       (coalesce(b.ended_at, b.until_at) - b.from_at + 86399999999) / 86400000000 AS days
FROM bridging_time b JOIN placement_request r ON r.id = b.request;

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

CREATE VIEW bridging_time AS
SELECT b.id AS bridging, b.request AS request, b.organization AS organization, b.from_at AS from_at, b.until_at AS until_at, b.ended_at AS ended_at,
       CASE WHEN b.rule <> '' OR EXISTS (SELECT 1 FROM placement_step s WHERE s.request = b.request AND s.act = 'Bridge' AND s.at = b.from_at)
            THEN 1 ELSE 0 END AS agreed
FROM placement_bridging b;

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

CREATE TABLE capacity_kind_item (
    kind TEXT NOT NULL REFERENCES capacity_kind (code),
    item TEXT NOT NULL REFERENCES data_item (code),
    PRIMARY KEY (kind, item)
);

CREATE TABLE capacity_proof (
    key       TEXT PRIMARY KEY,             -- the invitation
    offer     TEXT NOT NULL REFERENCES offer (id),
    region    TEXT NOT NULL,
    predicted DOUBLE PRECISION NOT NULL CONSTRAINT capacity_proof_predicted CHECK (predicted BETWEEN 0 AND 1),
    came_true BIGINT NOT NULL CONSTRAINT capacity_proof_came_true CHECK (came_true IN (0, 1)), -- 1: a yes, kept as far as is known
    proved_at BIGINT NOT NULL
);

CREATE INDEX capacity_proof_by_region ON capacity_proof (region, proved_at);

CREATE TABLE client (
    id           TEXT PRIMARY KEY,
    name         TEXT NOT NULL,           -- of the program, never of a person
    organization TEXT NOT NULL,
    region       TEXT NOT NULL,           -- '' where it works for none
    scopes       TEXT NOT NULL,           -- separated by spaces
    jwks         TEXT NOT NULL,           -- JSON Web Key Set; '' where jwks_url says where
    jwks_url     TEXT NOT NULL,
    state        TEXT NOT NULL CONSTRAINT client_state CHECK (state IN ('active', 'ended')),
    made_at      BIGINT NOT NULL,
    ended_at     BIGINT,
    used_at      BIGINT,                  -- the last time it got a token
    CONSTRAINT client_keys CHECK ((jwks = '') <> (jwks_url = '')),
    CONSTRAINT client_ended CHECK ((state = 'ended') = (ended_at IS NOT NULL))
);

CREATE TABLE client_assertion (
    client   TEXT NOT NULL REFERENCES client (id),
    jti      TEXT NOT NULL,               -- SHA-256 of what the client called it
    until_at BIGINT NOT NULL,
    PRIMARY KEY (client, jti)
);

CREATE INDEX client_assertion_until ON client_assertion (until_at);

CREATE TABLE client_token (
    fingerprint TEXT PRIMARY KEY,
    client      TEXT NOT NULL REFERENCES client (id),
    scopes      TEXT NOT NULL,
    until_at    BIGINT NOT NULL
);

CREATE INDEX client_token_by_client ON client_token (client);

CREATE INDEX client_token_until ON client_token (until_at);

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

CREATE INDEX contact_by_discipline ON contact (discipline, wijkverband);

CREATE INDEX contact_by_wijkverband ON contact (wijkverband, discipline);

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

CREATE VIEW decline_counts AS
SELECT r.region AS region, r.kind AS kind, r.urgency AS urgency, i.organization AS organization, i.service AS service,
       i.reason AS reason, i.answered_at / 3600000000 * 3600000000 AS hour_at, count(*) AS n
FROM placement_invitation i JOIN placement_request r ON r.id = i.request
WHERE i.state = 'no' AND i.answered_at IS NOT NULL
GROUP BY r.region, r.kind, r.urgency, i.organization, i.service, i.reason, i.answered_at / 3600000000 * 3600000000;

CREATE TABLE decline_reason (
    code     TEXT PRIMARY KEY,
    name     TEXT NOT NULL,                 -- plain Dutch, as the provider says it
    no_room  BIGINT NOT NULL CONSTRAINT decline_reason_no_room CHECK (no_room IN (0, 1)), -- it tells that nothing is free
    position BIGINT NOT NULL UNIQUE
);

CREATE TABLE desk_note (
    id     TEXT PRIMARY KEY,
    region TEXT NOT NULL REFERENCES region (id),
    person TEXT NOT NULL,                   -- id of who wrote it
    at     BIGINT NOT NULL,
    words  TEXT NOT NULL
);

CREATE INDEX desk_note_by_region ON desk_note (region, at);

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

CREATE VIEW discipline_mandate AS
    SELECT m.region, s.discipline, m.id AS mandate, m.from_at, m.until_at, m.revoked_at, s.from_at AS standing_from, s.until_at AS standing_until
    FROM mandate m JOIN standing s ON s.body = m.grantor AND s.region = m.region
    WHERE m.known_until IS NULL AND s.known_until IS NULL AND m.own = 0 AND m.forum = 'resv';

CREATE TABLE endpoint (
    id           TEXT PRIMARY KEY,
    organization TEXT NOT NULL,
    version      BIGINT NOT NULL CONSTRAINT endpoint_version CHECK (version > 0),
    status       TEXT NOT NULL CONSTRAINT endpoint_status CHECK (status IN ('active', 'suspended', 'test', 'off')),
    name         TEXT NOT NULL,
    connection   TEXT NOT NULL REFERENCES endpoint_connection (code),
    payloads     TEXT NOT NULL,             -- codes of endpoint_payload in the order of that table, separated by spaces
    mime_types   TEXT NOT NULL,             -- one on a line; '' = not told
    address      TEXT NOT NULL,
    from_at      BIGINT,                    -- the time in which it can be used, half-open; NULL: no beginning or end known
    until_at     BIGINT,
    changed_at   BIGINT NOT NULL,
    CONSTRAINT endpoint_ends_later CHECK (until_at > from_at)
);

CREATE INDEX endpoint_by_organization ON endpoint (organization, id);

CREATE TABLE endpoint_connection (
    code     TEXT PRIMARY KEY,
    system   TEXT NOT NULL,                 -- the code system, as FHIR names it
    name     TEXT NOT NULL,
    position BIGINT NOT NULL UNIQUE
);

CREATE TABLE endpoint_payload (
    code     TEXT PRIMARY KEY,
    system   TEXT NOT NULL,
    name     TEXT NOT NULL,
    position BIGINT NOT NULL UNIQUE
);

CREATE TABLE feed_condition (
    condition TEXT PRIMARY KEY,             -- digest of the organisation, the type and the identifier asked for
    type      TEXT NOT NULL CONSTRAINT feed_condition_type CHECK (type <> ''),
    id        TEXT NOT NULL CONSTRAINT feed_condition_id CHECK (id <> '')
);

CREATE TABLE feed_place (
    id           TEXT PRIMARY KEY,
    organization TEXT NOT NULL CONSTRAINT feed_place_organization CHECK (organization <> '')
);

CREATE TABLE fhir_due (
    type TEXT NOT NULL,
    id   TEXT NOT NULL,
    at   BIGINT NOT NULL,
    PRIMARY KEY (type, id)
);

CREATE INDEX fhir_due_by_time ON fhir_due (at);

CREATE TABLE fhir_index (
    param TEXT NOT NULL,
    value TEXT NOT NULL,
    pk    BIGINT NOT NULL REFERENCES fhir_resource (pk),
    PRIMARY KEY (param, value, pk)
) WITHOUT ROWID;

CREATE TABLE fhir_progress (
    name       TEXT PRIMARY KEY,
    ledger_seq BIGINT NOT NULL,            -- the ledger entry up to which our own domain is rendered; -1 is nothing yet
    seq        BIGINT NOT NULL,            -- of the newest version
    at         BIGINT NOT NULL,            -- of the newest version
    indexed    TEXT NOT NULL               -- by which search parameters fhir_index was made
);

CREATE TABLE fhir_resource (
    pk      BIGINT PRIMARY KEY,
    type    TEXT NOT NULL CONSTRAINT fhir_resource_type CHECK (type <> ''),
    id      TEXT NOT NULL CONSTRAINT fhir_resource_id CHECK (id <> ''),
    version BIGINT NOT NULL CONSTRAINT fhir_resource_version CHECK (version > 0),
    seq     BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    gone    BIGINT NOT NULL CONSTRAINT fhir_resource_gone CHECK (gone IN (0, 1)),
    UNIQUE (type, id)
);

CREATE TABLE fhir_version (
    pk      BIGINT NOT NULL REFERENCES fhir_resource (pk),
    version BIGINT NOT NULL CONSTRAINT fhir_version_version CHECK (version > 0),
    seq     BIGINT NOT NULL UNIQUE,
    type    TEXT NOT NULL,                 -- that of the resource, for the history of a type
    at      BIGINT NOT NULL,               -- whole milliseconds: what clients round away would be lost
    gone    BIGINT NOT NULL CONSTRAINT fhir_version_gone CHECK (gone IN (0, 1)),
    source  TEXT NOT NULL,                 -- '' is our own domain, else the directory it came from
    digest  BLOB NOT NULL,                 -- of what was saved, without the number and moment of this version
    body    TEXT NOT NULL,                 -- the resource in JSON with its meta complete; '' when gone
    CONSTRAINT fhir_version_body CHECK ((gone = 1) = (body = '')),
    PRIMARY KEY (pk, version)
);

CREATE INDEX fhir_version_by_time ON fhir_version (at, seq);

CREATE INDEX fhir_version_by_type ON fhir_version (type, seq);

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

CREATE TABLE import_batch (
    id       BIGINT PRIMARY KEY,
    kind     TEXT NOT NULL,
    source   TEXT NOT NULL,               -- file name without its folder
    checksum TEXT NOT NULL,               -- SHA-256 of what was read, with its options
    state    TEXT NOT NULL CONSTRAINT import_batch_state CHECK (state IN ('open', 'done', 'dropped')),
    opened_at BIGINT NOT NULL,
    alive_at  BIGINT NOT NULL,            -- last sign of life: an import that died frees its place
    ended_at  BIGINT,
    counts   TEXT NOT NULL                -- JSON: added, changed, same
);

CREATE TABLE installation (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE invitation (
    id           TEXT PRIMARY KEY,
    kind         TEXT NOT NULL CONSTRAINT invitation_kind CHECK (kind IN ('new', 'recovery')),
    person       TEXT NOT NULL,           -- id of the account that there is or will be
    name         TEXT NOT NULL,           -- as the inviter typed it; '' once the invitation ended
    email        TEXT NOT NULL,           -- sealed; '' once the invitation ended
    role         TEXT NOT NULL,
    organization TEXT NOT NULL,
    region       TEXT NOT NULL,
    wijkverband  TEXT NOT NULL,
    discipline   TEXT NOT NULL,
    by_person    TEXT NOT NULL,           -- who invited
    made_at      BIGINT NOT NULL,
    until_at     BIGINT NOT NULL,
    state        TEXT NOT NULL CONSTRAINT invitation_state CHECK (state IN
                 ('proposed', 'open', 'accepted', 'withdrawn')), -- proposed: waits for a second person
    ended_at     BIGINT                   -- NULL = open
);

CREATE INDEX invitation_by_person ON invitation (person);

CREATE INDEX invitation_open ON invitation (until_at) WHERE state = 'open';

CREATE TABLE job (
    id       TEXT PRIMARY KEY,
    kind     TEXT NOT NULL,
    key      TEXT NOT NULL,               -- one waiting job per kind and key
    run_at   BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,          -- a node that died frees its job at this moment
    attempts BIGINT NOT NULL,
    payload  TEXT NOT NULL,               -- JSON
    state    TEXT NOT NULL CONSTRAINT job_state CHECK (state IN ('waiting', 'failed')),
    problem  TEXT NOT NULL,               -- the last failure, without personal data
    UNIQUE (kind, key)
);

CREATE INDEX job_due ON job (state, run_at);

CREATE TABLE kept_answer (
    actor   TEXT NOT NULL,
    route   TEXT NOT NULL,                  -- method and path
    key     TEXT NOT NULL,
    asked   TEXT NOT NULL,                  -- SHA-256 of what was sent: another question may not carry the same key
    made_at BIGINT NOT NULL,
    status  BIGINT NOT NULL,                -- HTTP; 0 while there is no answer
    answer  TEXT NOT NULL,                  -- sealed JSON of headers and body, which may hold a receipt; '' while there is none
    PRIMARY KEY (actor, route, key)
);

CREATE INDEX kept_answer_made_at ON kept_answer (made_at);

CREATE TABLE key_figure (
    code     TEXT PRIMARY KEY,
    name     TEXT NOT NULL,
    unit     TEXT NOT NULL,
    source   TEXT NOT NULL,
    position BIGINT NOT NULL UNIQUE
);

CREATE TABLE language (
    code     TEXT PRIMARY KEY,
    name     TEXT NOT NULL,                 -- Dutch
    position BIGINT NOT NULL UNIQUE
);

CREATE TABLE ledger_entry (
    id            TEXT PRIMARY KEY,
    at            BIGINT NOT NULL,
    person        TEXT NOT NULL,          -- person id, 'anonymous' or 'system:<job>'
    organization  TEXT NOT NULL,
    role          TEXT NOT NULL,
    on_behalf_of  TEXT NOT NULL,
    act           TEXT NOT NULL,          -- '<capability>.<Method>'
    outcome       TEXT NOT NULL CONSTRAINT ledger_entry_outcome CHECK (outcome IN ('done', 'refused', 'failed')),
    reason        TEXT NOT NULL,          -- why it was allowed, refused or failed, for people
    policy        TEXT NOT NULL,          -- ids of the policies that decided
    region        TEXT NOT NULL,
    area          TEXT NOT NULL,
    trace         TEXT NOT NULL,
    change        TEXT NOT NULL           -- JSON
, name TEXT NOT NULL DEFAULT '', sort TEXT NOT NULL DEFAULT ''
    CONSTRAINT ledger_entry_sort CHECK (sort IN ('', 'C', 'R', 'U', 'D', 'E')), session TEXT NOT NULL DEFAULT '', assurance BIGINT NOT NULL DEFAULT 0, via TEXT NOT NULL DEFAULT '', origin TEXT NOT NULL DEFAULT '', purpose TEXT NOT NULL DEFAULT '', relation TEXT NOT NULL DEFAULT '', consent TEXT NOT NULL DEFAULT '', emergency BIGINT NOT NULL DEFAULT 0
    CONSTRAINT ledger_entry_emergency CHECK (emergency IN (0, 1)), source TEXT NOT NULL DEFAULT '', found BIGINT);

CREATE INDEX ledger_entry_by_person ON ledger_entry (person, at, id);

CREATE INDEX ledger_entry_by_time ON ledger_entry (at, id);

CREATE TABLE ledger_export (
    id     TEXT PRIMARY KEY,              -- that of the proposal
    person TEXT NOT NULL,
    since  BIGINT NOT NULL,               -- entries from this moment
    before BIGINT NOT NULL,               -- and before this one
    until  BIGINT NOT NULL                -- when the permission ends
);

CREATE TABLE ledger_leaves (
    seal   BIGINT PRIMARY KEY,
    hashes BLOB NOT NULL
);

CREATE TABLE ledger_name (
    id          TEXT PRIMARY KEY,
    person      TEXT NOT NULL,
    fingerprint TEXT,                     -- keyed hash of the name; NULL once erased
    sealed      BLOB,                     -- NULL once erased
    UNIQUE (person, fingerprint)
);

CREATE TABLE ledger_pending (
    entry TEXT PRIMARY KEY REFERENCES ledger_entry (id)
);

CREATE TABLE ledger_published (
    target TEXT PRIMARY KEY,              -- hash of the address, which may hold a secret
    number BIGINT NOT NULL,
    hash   BLOB NOT NULL                  -- of that seal
);

CREATE TABLE ledger_removed (
    seq    BIGINT PRIMARY KEY,
    at     BIGINT NOT NULL,
    sort   TEXT NOT NULL,
    region TEXT NOT NULL,
    body   BLOB NOT NULL                  -- hash of everything else
);

CREATE TABLE ledger_retention (
    sort   TEXT NOT NULL,
    region TEXT NOT NULL,
    days   BIGINT NOT NULL CONSTRAINT ledger_retention_days CHECK (days >= 1827),
    PRIMARY KEY (sort, region)
);

CREATE TABLE ledger_seal (
    number      BIGINT PRIMARY KEY,
    at          BIGINT NOT NULL,
    first       BIGINT NOT NULL,          -- number of the first entry under it
    last        BIGINT NOT NULL,
    root        BLOB NOT NULL,            -- Merkle root of the leaves
    former      BLOB NOT NULL,            -- hash of the seal before it; empty for the first
    key_id      TEXT NOT NULL,
    public_key  BLOB NOT NULL,
    signature   BLOB NOT NULL,
    CONSTRAINT ledger_seal_range CHECK (first <= last)
);

CREATE TABLE ledger_seq (
    seq   BIGINT PRIMARY KEY,
    entry TEXT NOT NULL UNIQUE REFERENCES ledger_entry (id)
);

CREATE TABLE ledger_subject (
    entry        TEXT NOT NULL REFERENCES ledger_entry (id),
    subject_type TEXT NOT NULL,
    subject_id   TEXT NOT NULL,
    PRIMARY KEY (entry, subject_type, subject_id)
);

CREATE INDEX ledger_subject_by_thing ON ledger_subject (subject_type, subject_id, entry);

CREATE TABLE link (
    id           TEXT PRIMARY KEY,
    fingerprint  TEXT NOT NULL UNIQUE,
    act          TEXT NOT NULL,           -- '<capability>.<Method>'
    subject_type TEXT NOT NULL,
    subject_id   TEXT NOT NULL,
    organization TEXT NOT NULL,           -- whose the thing is
    region       TEXT NOT NULL,
    person       TEXT NOT NULL,           -- id of whom it was sent to; '' where no account is known
    note         TEXT NOT NULL,           -- JSON: what the page of the link shows besides
    made_at      BIGINT NOT NULL,
    until_at     BIGINT NOT NULL,
    used_at      BIGINT,                  -- NULL = not used
    CONSTRAINT link_until CHECK (until_at >= made_at)
);

CREATE INDEX link_by_thing ON link (subject_id, act) WHERE used_at IS NULL;

CREATE TABLE login (
    id      TEXT PRIMARY KEY,
    person  TEXT NOT NULL,
    issuer  TEXT NOT NULL,                -- id in the operator's configuration
    claim   TEXT NOT NULL,                -- 'sub', or the name of the registered number
    value   TEXT NOT NULL,                -- keyed fingerprint
    made_at BIGINT NOT NULL,
    UNIQUE (issuer, claim, value)
);

CREATE INDEX login_by_person ON login (person);

CREATE TABLE login_message (
    issuer   TEXT NOT NULL,
    jti      TEXT NOT NULL,               -- keyed fingerprint
    until_at BIGINT NOT NULL,             -- when the message itself has expired
    PRIMARY KEY (issuer, jti)
);

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

CREATE INDEX mandate_by_delegate ON mandate (delegate);

CREATE INDEX mandate_by_forum ON mandate (region, forum, wijkverband);

CREATE INDEX mandate_by_grantor ON mandate (grantor);

CREATE UNIQUE INDEX mandate_now ON mandate (id) WHERE known_until IS NULL;

CREATE TABLE mandate_known (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL
);

CREATE TABLE mandate_subject (
    code          TEXT PRIMARY KEY,
    name          TEXT NOT NULL,
    plain         TEXT NOT NULL,
    national_only BIGINT NOT NULL CONSTRAINT mandate_subject_national_only CHECK (national_only IN (0, 1)), -- the vision leaves it to national agreement
    position      BIGINT NOT NULL UNIQUE
);

CREATE TABLE meeting (
    id           TEXT PRIMARY KEY,
    version      BIGINT NOT NULL CONSTRAINT meeting_version CHECK (version > 0), -- of when, where and how long
    forum_kind   TEXT NOT NULL CONSTRAINT meeting_forum_kind CHECK (forum_kind IN ('resv', 'wijkverband', 'regiotafel', 'roaz', 'nation')),
    region       TEXT NOT NULL,             -- '' of the nation
    wijkverband  TEXT NOT NULL,             -- '' of any other table
    at           BIGINT NOT NULL,           -- when it begins
    minutes      BIGINT NOT NULL CONSTRAINT meeting_minutes CHECK (minutes BETWEEN 5 AND 720), -- that it takes
    place        TEXT NOT NULL,
    state        TEXT NOT NULL CONSTRAINT meeting_state CHECK (state IN ('planned', 'open', 'closed', 'cancelled')),
    made_at      BIGINT NOT NULL,
    made_by      TEXT NOT NULL,             -- person id or 'system:<job>'
    started_at   BIGINT,
    ended_at     BIGINT,
    why          TEXT NOT NULL,             -- it was cancelled
    CONSTRAINT meeting_forum CHECK ((forum_kind = 'nation') = (region = '') AND (forum_kind = 'wijkverband') = (wijkverband <> '')),
    CONSTRAINT meeting_started CHECK ((state IN ('open', 'closed')) = (started_at IS NOT NULL)),
    CONSTRAINT meeting_ended CHECK ((state IN ('closed', 'cancelled')) = (ended_at IS NOT NULL)),
    CONSTRAINT meeting_cancelled CHECK ((state = 'cancelled') = (why <> '')),
    CONSTRAINT meeting_order CHECK (ended_at >= started_at)
);

CREATE INDEX meeting_by_region ON meeting (region, wijkverband, at);

CREATE INDEX meeting_by_wijkverband ON meeting (wijkverband, at) WHERE wijkverband <> '';

CREATE INDEX meeting_held ON meeting (wijkverband, at) WHERE state = 'closed' AND wijkverband <> '';

CREATE VIEW meeting_attendance AS
SELECT DISTINCT m.forum_kind AS forum_kind, m.region AS region, m.wijkverband AS wijkverband, m.id AS meeting, m.at AS at, m.ended_at AS closed_at,
       e.organization AS organization,
       CASE WHEN EXISTS (SELECT 1 FROM meeting_present p WHERE p.meeting = m.id AND p.organization = e.organization) THEN 1 ELSE 0 END AS present
FROM meeting m JOIN meeting_expected e ON e.meeting = m.id
WHERE m.state = 'closed' AND e.organization <> '';

CREATE TABLE meeting_expected (
    meeting      TEXT NOT NULL REFERENCES meeting (id),
    organization TEXT NOT NULL,             -- '' for who speaks for themselves
    discipline   TEXT NOT NULL,
    person       TEXT NOT NULL,             -- '' where nobody is named
    seat         TEXT NOT NULL,             -- '' without one
    PRIMARY KEY (meeting, organization, person, seat)
);

CREATE TABLE meeting_item (
    id         TEXT PRIMARY KEY,
    meeting    TEXT NOT NULL REFERENCES meeting (id),
    version    BIGINT NOT NULL CONSTRAINT meeting_item_version CHECK (version > 0),
    kind       TEXT NOT NULL CONSTRAINT meeting_item_kind CHECK (kind IN ('bottleneck', 'agreement', 'topic')),
    ref        TEXT NOT NULL,               -- the bottleneck or agreement
    title      TEXT NOT NULL CONSTRAINT meeting_item_title CHECK (title <> ''),
    weight     BIGINT NOT NULL,             -- the heaviest goes first
    minutes    TEXT NOT NULL,
    decision   TEXT NOT NULL,
    done       BIGINT NOT NULL CONSTRAINT meeting_item_done CHECK (done IN (0, 1)),
    carried    TEXT NOT NULL,               -- the meeting that did not get to it; '' of a new one
    made_at    BIGINT NOT NULL,
    made_by    TEXT NOT NULL,
    dropped_at BIGINT,                      -- it was taken off the agenda
    CONSTRAINT meeting_item_ref CHECK ((kind = 'topic') = (ref = ''))
);

CREATE INDEX meeting_item_by_meeting ON meeting_item (meeting);

CREATE INDEX meeting_item_by_ref ON meeting_item (ref) WHERE ref <> '';

CREATE UNIQUE INDEX meeting_item_once ON meeting_item (meeting, kind, ref) WHERE ref <> '' AND dropped_at IS NULL;

CREATE TABLE meeting_present (
    meeting      TEXT NOT NULL REFERENCES meeting (id),
    organization TEXT NOT NULL,
    discipline   TEXT NOT NULL,
    person       TEXT NOT NULL,
    seat         TEXT NOT NULL,
    PRIMARY KEY (meeting, organization, person, seat)
);

CREATE TABLE meeting_task (
    id           TEXT PRIMARY KEY,
    meeting      TEXT NOT NULL REFERENCES meeting (id),
    item         TEXT NOT NULL,             -- '' where it came from no item
    what         TEXT NOT NULL CONSTRAINT meeting_task_what CHECK (what <> ''),
    person       TEXT NOT NULL,
    organization TEXT NOT NULL,
    by_at        BIGINT NOT NULL,           -- it is late from then on
    made_at      BIGINT NOT NULL,
    done_at      BIGINT,
    done_by      TEXT NOT NULL,
    CONSTRAINT meeting_task_owner CHECK (person <> '' OR organization <> ''),
    CONSTRAINT meeting_task_done CHECK ((done_at IS NULL) = (done_by = ''))
);

CREATE INDEX meeting_task_by_meeting ON meeting_task (meeting);

CREATE INDEX meeting_task_by_person ON meeting_task (person, by_at) WHERE person <> '';

CREATE TABLE membership_lock (
    id TEXT PRIMARY KEY
);

CREATE TABLE minimal_task (
    code     TEXT PRIMARY KEY,
    owner    TEXT NOT NULL CONSTRAINT minimal_task_owner CHECK (owner IN ('resv', 'wijkverband')),
    name     TEXT NOT NULL,
    plain    TEXT NOT NULL,
    position BIGINT NOT NULL UNIQUE
);

CREATE TABLE mirror_cursor (
    source TEXT NOT NULL REFERENCES mirror_source (id),
    type   TEXT NOT NULL,
    phase  TEXT NOT NULL CONSTRAINT mirror_cursor_phase CHECK (phase IN ('load', 'sweep', 'follow')),
    load   BIGINT NOT NULL,                 -- number of the load; what it does not meet has ended
    page   TEXT NOT NULL,                   -- in a load: the address of the next page; '' is the first
    since  TEXT NOT NULL,                   -- the source's own moment up to which everything is here; in a load that of its first page
    skipped BIGINT NOT NULL,                -- entries that cannot be read, since the load began
    PRIMARY KEY (source, type)
);

CREATE TABLE mirror_due (
    source  TEXT NOT NULL,
    service TEXT NOT NULL,
    PRIMARY KEY (source, service)
);

CREATE TABLE mirror_entry (
    source  TEXT NOT NULL REFERENCES mirror_source (id),
    service TEXT NOT NULL,                  -- id in the source
    state   TEXT NOT NULL CONSTRAINT mirror_entry_state CHECK (state IN ('taken', 'ended', 'held', 'unfit')),
    told    TEXT NOT NULL,                  -- digest of what the directory was told; '' is nothing
    telling TEXT NOT NULL,                  -- digest of what it is being told; a run may die in between
    problem_nl TEXT NOT NULL,               -- why it is held or unfit
    problem_en TEXT NOT NULL,
    PRIMARY KEY (source, service)
);

CREATE INDEX mirror_entry_by_state ON mirror_entry (source, state, service);

CREATE TABLE mirror_link (
    source  TEXT NOT NULL,
    type    TEXT NOT NULL,
    id      TEXT NOT NULL,
    service TEXT NOT NULL,
    PRIMARY KEY (source, type, id, service)
);

CREATE INDEX mirror_link_by_service ON mirror_link (source, service);

CREATE TABLE mirror_party (
    source  TEXT NOT NULL REFERENCES mirror_source (id),
    id      TEXT NOT NULL,                  -- in the source
    organization TEXT NOT NULL,
    own     BIGINT NOT NULL CONSTRAINT mirror_party_own CHECK (own IN (0, 1)), -- 1: the source brought it; 0: it was here already
    numbers TEXT NOT NULL,                  -- AGB, URA and KvK by which that was decided
    PRIMARY KEY (source, id)
);

CREATE TABLE mirror_passed (
    source TEXT NOT NULL REFERENCES mirror_source (id),
    type   TEXT NOT NULL,
    id     TEXT NOT NULL,                   -- in the source
    why_nl TEXT NOT NULL,
    why_en TEXT NOT NULL,
    PRIMARY KEY (source, type, id)
);

CREATE TABLE mirror_resource (
    source  TEXT NOT NULL REFERENCES mirror_source (id),
    type    TEXT NOT NULL,
    id      TEXT NOT NULL,
    version TEXT NOT NULL,                  -- as the source numbers it; '' when it does not tell
    at      BIGINT NOT NULL,                -- when the source changed it; 0 when it does not tell
    gone    BIGINT NOT NULL CONSTRAINT mirror_resource_gone CHECK (gone IN (0, 1)),
    load    BIGINT NOT NULL,                -- the last load that met it
    digest  BLOB NOT NULL,                  -- SHA-256 of the body
    body    BLOB NOT NULL,                  -- of what is gone the last that was known; empty when nothing was
    PRIMARY KEY (source, type, id)
);

CREATE INDEX mirror_resource_by_load ON mirror_resource (source, type, gone, load, id);

CREATE TABLE mirror_source (
    id       TEXT PRIMARY KEY,
    name     TEXT NOT NULL UNIQUE,          -- as people see where an entry came from
    base     TEXT NOT NULL UNIQUE,          -- the address of its FHIR face, without a slash at the end
    types    TEXT NOT NULL,                 -- resource types in the order in which they are fetched, separated by spaces
    every    BIGINT NOT NULL CONSTRAINT mirror_source_every CHECK (every > 0),     -- seconds between two runs
    most     BIGINT NOT NULL CONSTRAINT mirror_source_most CHECK (most > 0),       -- resources of one type, beyond which a run stops
    token    BLOB NOT NULL,                 -- the bearer token, sealed; empty for none
    paused   BIGINT NOT NULL CONSTRAINT mirror_source_paused CHECK (paused IN (0, 1)),
    anew     BIGINT NOT NULL CONSTRAINT mirror_source_anew CHECK (anew IN (0, 1)), -- 1: the next run fetches everything again
    due_at   BIGINT NOT NULL,
    holder   TEXT NOT NULL,                 -- the run that is going on; '' is none
    held_until BIGINT NOT NULL,             -- a run that died frees the source at this moment
    tries    BIGINT NOT NULL,               -- failures since the last good run
    tried_at BIGINT,                        -- when the last run began; NULL: never
    good_at  BIGINT,                        -- when the last good run ended; NULL: never
    problem_nl TEXT NOT NULL,               -- why the last run failed, in words; '' when it did not
    problem_en TEXT NOT NULL,
    made_at  BIGINT NOT NULL
);

CREATE TABLE national_board (
    seat         TEXT NOT NULL CONSTRAINT national_board_seat CHECK (seat = 'nation'),
    organization TEXT NOT NULL,
    from_at      BIGINT NOT NULL,
    until_at     BIGINT,
    CONSTRAINT national_board_span CHECK (until_at >= from_at)
);

CREATE UNIQUE INDEX national_board_now ON national_board (seat) WHERE until_at IS NULL;

CREATE TABLE network_edit (
    kind    TEXT NOT NULL CONSTRAINT network_edit_kind CHECK (kind IN ('region', 'wijkverband', 'contact', 'task', 'organization', 'person')),
    thing   TEXT NOT NULL,               -- its id; of a task: its owner's id, a slash and its code
    version BIGINT NOT NULL CONSTRAINT network_edit_version CHECK (version >= 0),
    owner   TEXT NOT NULL,               -- the region or wijkverband in whose history it stands, or the thing itself
    at      BIGINT NOT NULL,
    person  TEXT NOT NULL,               -- who: a person's id, 'system:<job>' or 'client:<id>'; '' where nobody knows
    role    TEXT NOT NULL,               -- what they were then
    ended   BIGINT NOT NULL CONSTRAINT network_edit_ended CHECK (ended IN (0, 1)), -- 1: it ceased to be
    body    TEXT NOT NULL,               -- JSON; '' of a person: what somebody was called is not kept
    PRIMARY KEY (kind, thing, version)
);

CREATE INDEX network_edit_by_owner ON network_edit (owner, at);

CREATE TABLE "notice_report" (
    taken      TEXT PRIMARY KEY REFERENCES notice_taken (id),
    step       TEXT NOT NULL CONSTRAINT notice_report_step CHECK (step IN ('yes', 'no', 'begun', 'done', 'fell')),
    day        TEXT NOT NULL,               -- on which it began, as 2026-11-23; '' for the other steps
    reason     TEXT NOT NULL,               -- of a no, how it ended or why it does not come about, as a code; '' for the other steps
    state      TEXT NOT NULL CONSTRAINT notice_report_state CHECK (state IN ('waiting', 'there', 'refused')), -- 'there': it stands in the other system
    tries      BIGINT NOT NULL,             -- failures to put it there
    problem_nl TEXT NOT NULL,               -- why it is not there, in words; '' when nothing went wrong
    problem_en TEXT NOT NULL,
    told_at    BIGINT NOT NULL,             -- later than what was told before
    version    TEXT NOT NULL DEFAULT ''     -- of the question that was answered; '' for whatever stands there
);

CREATE TABLE notice_sent (
    id         TEXT PRIMARY KEY,            -- the identifier of the Task, as a UUID
    invitation TEXT NOT NULL UNIQUE,
    request    TEXT NOT NULL,
    provider   TEXT NOT NULL,               -- the organisation that is asked
    requester  TEXT NOT NULL,               -- the organisation that asks
    address    TEXT NOT NULL,               -- where its system takes notifications
    form       TEXT NOT NULL CONSTRAINT notice_sent_form CHECK (form IN ('4.0', '3.0')), -- the version of FHIR that it reads
    wanted     TEXT NOT NULL CONSTRAINT notice_sent_wanted CHECK (wanted IN ('requested', 'cancelled')),
    told       TEXT NOT NULL CONSTRAINT notice_sent_told CHECK (told IN ('', 'requested', 'cancelled')), -- what was taken there; '' is nothing yet
    until_at   BIGINT NOT NULL,             -- an answer is asked before
    tries      BIGINT NOT NULL,             -- failures since what was last taken
    told_at    BIGINT,                      -- when the request was taken there; NULL: not
    problem_nl TEXT NOT NULL,
    problem_en TEXT NOT NULL,
    made_at    BIGINT NOT NULL
);

CREATE INDEX notice_sent_by_request ON notice_sent (request);

CREATE TABLE notice_taken (
    id         TEXT PRIMARY KEY,
    sender     TEXT NOT NULL,               -- the organisation that asks, as it is known here
    ura        TEXT NOT NULL,               -- the number by which it said who it is
    identifier TEXT NOT NULL,               -- of the Task that came
    thread     TEXT NOT NULL,               -- its groupIdentifier: a later one of the same takes its place
    owner      TEXT NOT NULL,               -- the organisation here that is asked
    task       TEXT NOT NULL,               -- the Task to read there, as it was referred to
    request    TEXT NOT NULL,               -- the ServiceRequest to read there; '' where none was named
    ticket     BLOB NOT NULL,               -- the authorization-base, sealed; empty where none came
    until_at   BIGINT NOT NULL,             -- an answer is asked before
    state      TEXT NOT NULL CONSTRAINT notice_taken_state CHECK (state IN ('open', 'cancelled', 'replaced')),
    status     TEXT NOT NULL,               -- of the Task as it was last read; '' before
    business   TEXT NOT NULL,               -- its businessStatus
    what       TEXT NOT NULL,               -- what is asked, in the words of the code of the ServiceRequest
    priority   TEXT NOT NULL,
    tries      BIGINT NOT NULL,             -- failures since it was last read
    read_at    BIGINT,                      -- when it was last read there; NULL: never
    problem_nl TEXT NOT NULL,
    problem_en TEXT NOT NULL,
    made_at    BIGINT NOT NULL,
    UNIQUE (sender, identifier)
);

CREATE INDEX notice_taken_by_owner ON notice_taken (owner, until_at);

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

CREATE TABLE obligation_answer (
    period          TEXT NOT NULL REFERENCES obligation_period (id),
    number          BIGINT NOT NULL CONSTRAINT obligation_answer_number CHECK (number > 0),
    kind            TEXT NOT NULL CONSTRAINT obligation_answer_kind CHECK (kind IN ('explained', 'attested')),
    kept            BIGINT NOT NULL CONSTRAINT obligation_answer_kept CHECK (kept IN (0, 1)), -- as the party attests; 0 of what is explained
    words           TEXT NOT NULL,
    at              BIGINT NOT NULL,
    by_person       TEXT NOT NULL,           -- person id
    by_organization TEXT NOT NULL,
    CONSTRAINT obligation_answer_explained CHECK (kept = 1 OR words <> ''),
    CONSTRAINT obligation_answer_attested CHECK (kept = 0 OR kind = 'attested'),
    PRIMARY KEY (period, number)
);

CREATE TABLE obligation_period (
    id         TEXT PRIMARY KEY,
    agreement  TEXT NOT NULL,
    version    BIGINT NOT NULL,              -- of the text that bound when the period began
    obligation TEXT NOT NULL,
    party      TEXT NOT NULL,
    from_at    BIGINT NOT NULL,
    until_at   BIGINT NOT NULL CONSTRAINT obligation_period_until CHECK (until_at > from_at),
    n          BIGINT NOT NULL CONSTRAINT obligation_period_n CHECK (n >= 0), -- occasions
    good       BIGINT NOT NULL CONSTRAINT obligation_period_good CHECK (good BETWEEN 0 AND n),
    outcome    TEXT NOT NULL CONSTRAINT obligation_period_outcome CHECK (outcome IN ('kept', 'not-kept', 'unknown')),
    weighed_at BIGINT NOT NULL CONSTRAINT obligation_period_weighed CHECK (weighed_at >= until_at),
    due_at     BIGINT,                       -- the party is asked to say something before; NULL: nothing is asked
    CONSTRAINT obligation_period_unknown CHECK ((outcome = 'unknown') = (n = 0)),
    CONSTRAINT obligation_period_asks CHECK (outcome <> 'not-kept' OR due_at IS NOT NULL),
    CONSTRAINT obligation_period_once UNIQUE (agreement, obligation, party, from_at),
    FOREIGN KEY (agreement, version, obligation) REFERENCES obligation_term (agreement, version, obligation)
);

CREATE INDEX obligation_period_by_agreement ON obligation_period (agreement, until_at);

CREATE INDEX obligation_period_by_party ON obligation_period (party, until_at);

CREATE TABLE obligation_question (
    period      TEXT PRIMARY KEY REFERENCES obligation_period (id),
    agreement   TEXT NOT NULL,               -- of the period, as is the party
    party       TEXT NOT NULL,
    times       BIGINT NOT NULL CONSTRAINT obligation_question_times CHECK (times >= 0), -- messages so far
    next_at     BIGINT,                      -- of the next message; NULL: none comes
    answered_at BIGINT,
    CONSTRAINT obligation_question_answered CHECK (answered_at IS NULL OR next_at IS NULL)
);

CREATE INDEX obligation_question_due ON obligation_question (next_at) WHERE next_at IS NOT NULL;

CREATE INDEX obligation_question_open ON obligation_question (party) WHERE answered_at IS NULL;

CREATE TABLE obligation_term (
    agreement   TEXT NOT NULL,
    version     BIGINT NOT NULL,             -- of the text
    obligation  TEXT NOT NULL,
    number      BIGINT NOT NULL,             -- of the agreement, for people
    title       TEXT NOT NULL,               -- of the agreement
    subject     TEXT NOT NULL,               -- of the mandates for it
    forum       TEXT NOT NULL,               -- the table at which it was agreed
    region      TEXT NOT NULL,               -- '' for the nation
    wijkverband TEXT NOT NULL,               -- '' but for a wijk
    clause      TEXT NOT NULL,
    what        TEXT NOT NULL,
    measure     TEXT NOT NULL,               -- code, or 'attested'
    params      TEXT NOT NULL,               -- JSON
    norm        BIGINT NOT NULL CONSTRAINT obligation_term_norm CHECK (norm BETWEEN 0 AND 100), -- % that must be good
    cycle       TEXT NOT NULL CONSTRAINT obligation_term_cycle CHECK (cycle IN ('week', 'month', 'quarter', 'year')),
    PRIMARY KEY (agreement, version, obligation)
);

CREATE INDEX obligation_term_by_region ON obligation_term (region, wijkverband);

CREATE TABLE obligation_weighed (
    cycle    TEXT PRIMARY KEY,
    until_at BIGINT NOT NULL
);

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

CREATE INDEX offer_by_organization ON offer (organization, id);

CREATE INDEX offer_by_region ON offer (region, kind, id);

CREATE UNIQUE INDEX offer_of_service ON offer (service, kind) WHERE ended_at IS NULL;

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

CREATE INDEX offer_hold_by_offer ON offer_hold (offer, made_at);

CREATE INDEX offer_hold_open ON offer_hold (offer) WHERE ended_at IS NULL;

CREATE VIEW offer_spells AS
SELECT DISTINCT i.offer AS offer, r.id AS request, r.opened_at AS opened_at,
       CASE WHEN i.id = r.chosen THEN r.started_at END AS started_at, r.closed_at AS ended_at
FROM placement_invitation i JOIN placement_request r ON r.id = i.request
WHERE r.opened_at IS NOT NULL
  AND (i.id = r.chosen
       OR r.chosen = '' AND r.closed_at IS NULL
          AND (i.state IN ('open', 'offered')
               OR i.state = 'no' AND EXISTS (SELECT 1 FROM decline_reason d WHERE d.code = i.reason AND d.no_room = 1)));

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

CREATE INDEX organization_by_agb ON organization (agb) WHERE agb <> '';

CREATE INDEX organization_by_batch ON organization (batch);

CREATE INDEX organization_by_kvk ON organization (kvk) WHERE kvk <> '';

CREATE INDEX organization_by_name ON organization (folded);

CREATE INDEX organization_by_ura ON organization (ura) WHERE ura <> '';

CREATE TABLE organization_webhook (
    organization TEXT PRIMARY KEY,
    url          TEXT NOT NULL CONSTRAINT organization_webhook_url CHECK (url LIKE 'https://%'),
    set_at       BIGINT NOT NULL,
    failures     BIGINT NOT NULL CONSTRAINT organization_webhook_failures CHECK (failures >= 0), -- since it last worked
    failing_at   BIGINT,                    -- since when nothing arrives
    next_at      BIGINT NOT NULL,           -- it is not tried before
    CONSTRAINT organization_webhook_failing CHECK ((failing_at IS NULL) = (failures = 0))
);

CREATE TABLE passkey (
    id          TEXT PRIMARY KEY,
    person      TEXT NOT NULL REFERENCES person (id),
    credential  TEXT NOT NULL UNIQUE,     -- the credential's own id, base64url
    name        TEXT NOT NULL,            -- as its owner calls it: 'Telefoon'
    data        TEXT NOT NULL,            -- JSON of go-webauthn: public key, counter, flags
    made_at     BIGINT NOT NULL,
    used_at     BIGINT,                   -- NULL = never
    suspect     BIGINT NOT NULL CONSTRAINT passkey_suspect CHECK (suspect IN (0, 1)) -- its counter went back: perhaps copied
);

CREATE INDEX passkey_by_person ON passkey (person);

CREATE TABLE passkey_question (
    id       TEXT PRIMARY KEY,            -- fingerprint of the number that the browser gives back
    purpose  TEXT NOT NULL CONSTRAINT passkey_question_purpose CHECK (purpose IN ('register', 'sign-in')),
    person   TEXT NOT NULL,               -- whose passkey is registered; '' at sign-in
    data     TEXT NOT NULL,               -- JSON of go-webauthn: the challenge and what must hold
    until_at BIGINT NOT NULL
);

CREATE INDEX passkey_question_old ON passkey_question (until_at);

CREATE TABLE peer (
    id       TEXT PRIMARY KEY,
    name     TEXT NOT NULL UNIQUE,          -- as administrators and staff call it
    base     TEXT NOT NULL,                 -- the address of its FHIR face, without a slash at the end
    notices  TEXT NOT NULL,                 -- the address at which it takes notifications; '' where it takes none
    token    TEXT NOT NULL,                 -- where it gives access tokens; '' to read that from its FHIR face
    scope    TEXT NOT NULL,                 -- what is asked there; '' for all that we were given
    organization TEXT NOT NULL,             -- ours, in whose name we sign in there
    client   TEXT NOT NULL,                 -- the client_id that we have there
    uras     TEXT NOT NULL,                 -- URA numbers for which it speaks, separated by spaces; '' where that is left to it
    paused   BIGINT NOT NULL CONSTRAINT peer_paused CHECK (paused IN (0, 1)),
    tried_at BIGINT,                        -- when it was last asked something; NULL: never
    good_at  BIGINT,                        -- when it last answered; NULL: never
    problem_nl TEXT NOT NULL,               -- why the last question failed, in words; '' when it did not
    problem_en TEXT NOT NULL,
    signals  TEXT NOT NULL CONSTRAINT peer_signals CHECK (signals IN ('none', 'asked', 'refused')), -- whether it tells us when something changes
    subscription TEXT NOT NULL,             -- the address of our subscription there; '' for none
    heard_at BIGINT,                        -- when that last told us anything; NULL: never
    made_at  BIGINT NOT NULL,
    UNIQUE (base, organization)
);

CREATE TABLE person (
    id           TEXT PRIMARY KEY,
    name         TEXT NOT NULL,
    role         TEXT NOT NULL,           -- an access role
    organization TEXT NOT NULL,
    discipline   TEXT NOT NULL,
    region       TEXT NOT NULL,
    wijkverband  TEXT NOT NULL,
    email        TEXT NOT NULL
, ended_at BIGINT);

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

CREATE INDEX placement_bridging_by_request ON placement_bridging (request);

CREATE UNIQUE INDEX placement_bridging_one ON placement_bridging (request) WHERE ended_at IS NULL;

CREATE TABLE placement_desk (
    region       TEXT PRIMARY KEY REFERENCES region (id),
    organization TEXT NOT NULL CONSTRAINT placement_desk_organization CHECK (organization <> ''),
    since_at     BIGINT NOT NULL
);

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
    hold         TEXT NOT NULL, fell TEXT NOT NULL DEFAULT '' CONSTRAINT placement_invitation_fell CHECK (fell = '' OR state = 'withdrawn'),             -- of capacity; '' = none was taken
    CONSTRAINT placement_invitation_until CHECK (until_at > sent_at),
    CONSTRAINT placement_invitation_ended CHECK ((state IN ('open', 'offered')) = (ended_at IS NULL)),
    CONSTRAINT placement_invitation_yes CHECK (state NOT IN ('offered', 'chosen', 'lost') OR (hold <> '' AND answered_at IS NOT NULL)),
    CONSTRAINT placement_invitation_held CHECK (state <> 'offered' OR held_until IS NOT NULL),
    CONSTRAINT placement_invitation_no CHECK ((state = 'no') = (reason <> ''))
);

CREATE INDEX placement_invitation_by_organization ON placement_invitation (organization, sent_at);

CREATE INDEX placement_invitation_by_request ON placement_invitation (request);

CREATE UNIQUE INDEX placement_invitation_once ON placement_invitation (request, offer) WHERE state IN ('open', 'offered', 'chosen');

CREATE UNIQUE INDEX placement_invitation_one_winner ON placement_invitation (request) WHERE state = 'chosen';

CREATE INDEX placement_invitation_open ON placement_invitation (offer, until_at) WHERE state = 'open';

CREATE TABLE placement_notice (
    id           TEXT PRIMARY KEY,          -- what the receiver sees as its number, at each try
    about        TEXT NOT NULL,             -- the invitation, or the request with its version
    news         TEXT NOT NULL,
    organization TEXT NOT NULL,             -- to whom
    made_at      BIGINT NOT NULL,
    CONSTRAINT placement_notice_once UNIQUE (about, news, organization)
);

CREATE TABLE placement_person (
    request TEXT PRIMARY KEY REFERENCES placement_request (id),
    sealed  TEXT NOT NULL,
    made_at BIGINT NOT NULL
);

CREATE TABLE placement_reason (
    act      TEXT NOT NULL CONSTRAINT placement_reason_act CHECK (act IN ('Open', 'Withdraw', 'FallThrough', 'Close')),
    code     TEXT NOT NULL,
    name     TEXT NOT NULL,                 -- plain Dutch
    frees    BIGINT NOT NULL CONSTRAINT placement_reason_frees CHECK (frees IN (0, 1)), -- the place is there for others
    position BIGINT NOT NULL,
    PRIMARY KEY (act, code),
    CONSTRAINT placement_reason_position UNIQUE (act, position)
);

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

CREATE INDEX placement_request_by_organization ON placement_request (organization, made_at);

CREATE INDEX placement_request_by_region ON placement_request (region, state);

CREATE INDEX placement_request_due ON placement_request (next_at) WHERE next_at IS NOT NULL;

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

CREATE VIEW placement_times AS
SELECT r.id AS request, r.region AS region, r.area AS area, r.kind AS kind, r.ask AS ask, r.urgency AS urgency, r.vulnerable AS vulnerable,
       r.opened_at AS opened_at, r.commit_by AS commit_by,
       CASE WHEN r.chosen <> '' THEN r.accepted_at END AS committed_at,
       CASE WHEN r.chosen <> '' THEN r.started_at END AS started_at,
       r.closed_at AS ended_at,
       CASE WHEN r.chosen <> '' THEN 'place'
            WHEN r.state = 'withdrawn' AND r.outcome <> '' THEN 'ended'
            WHEN r.closed_at IS NOT NULL THEN ''
            WHEN b.agreed = 1 THEN 'bridging'
            WHEN b.agreed = 0 THEN 'desk'
            ELSE '' END AS outcome,
       CASE WHEN r.chosen = '' AND r.closed_at IS NULL THEN b.until_at END AS bridged_until
FROM placement_request r LEFT JOIN bridging_time b ON b.request = r.id AND b.ended_at IS NULL
WHERE r.opened_at IS NOT NULL;

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

CREATE TABLE placement_wish (
    code     TEXT PRIMARY KEY,
    name     TEXT NOT NULL,                 -- plain Dutch
    position BIGINT NOT NULL UNIQUE
);

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

CREATE INDEX postcode_by_batch ON postcode (batch);

CREATE INDEX postcode_by_place ON postcode (folded);

CREATE VIEW provider_area AS
    SELECT a.area, v.organization, v.discipline, v.written_at AS from_at,
        (SELECT min(n.written_at) FROM service_version n WHERE n.service = v.service AND n.version > v.version
            AND n.batch IN (SELECT id FROM import_batch WHERE state = 'done')) AS until_at
    FROM service_area a CROSS JOIN service_version v WHERE v.service = a.service AND v.version = a.version
        AND v.state = 'shown' AND v.organization <> '' AND v.batch IN (SELECT id FROM import_batch WHERE state = 'done');

CREATE TABLE record_launch (
    state    TEXT PRIMARY KEY,            -- keyed fingerprint
    until_at BIGINT NOT NULL
);

CREATE INDEX record_launch_until ON record_launch (until_at);

CREATE TABLE record_system (
    id           TEXT PRIMARY KEY,
    name         TEXT NOT NULL,           -- as people call it
    base         TEXT NOT NULL UNIQUE,    -- the address of its FHIR face, without a slash at the end
    issuer       TEXT NOT NULL,           -- as its tokens name it (OpenID Connect)
    client_id    TEXT NOT NULL,           -- under which it knows this site
    organization TEXT NOT NULL,           -- whose people work in it
    assurance    BIGINT NOT NULL CONSTRAINT record_system_assurance CHECK (assurance BETWEEN 1 AND 3), -- how sure we are of who comes from it
    patient      BIGINT NOT NULL CONSTRAINT record_system_patient CHECK (patient IN (0, 1)),           -- 1: what a form asks is read from the open record
    state        TEXT NOT NULL CONSTRAINT record_system_state CHECK (state IN ('on', 'off')),
    made_at      BIGINT NOT NULL,
    used_at      BIGINT                   -- the last time somebody came from it; NULL: never
, signed BIGINT NOT NULL DEFAULT 0 CONSTRAINT record_system_signed CHECK (signed IN (0, 1)));

CREATE TABLE region (
    id      TEXT PRIMARY KEY,
    slug    TEXT NOT NULL UNIQUE,
    made_at BIGINT NOT NULL
);

CREATE VIEW region_agreement AS
    SELECT a.region AS region, a.kind AS kind, coalesce(p.organization, '') AS insurer, s.from_at AS from_at, s.until_at AS until_at
    FROM agreement a JOIN agreement_state s ON s.agreement = a.id
        LEFT JOIN agreement_party p ON p.agreement = a.id AND p.version = s.version AND p.since_at IS NOT NULL AND p.left_at IS NULL
            AND EXISTS (SELECT 1 FROM organization o WHERE o.id = p.organization AND o.kind = 'insurer')
    WHERE a.level = 'region' AND s.state = 'active';

CREATE TABLE region_area (
    region   TEXT NOT NULL REFERENCES region (id),
    area     TEXT NOT NULL,
    from_at  BIGINT NOT NULL,
    until_at BIGINT,
    PRIMARY KEY (region, area, from_at)
);

CREATE UNIQUE INDEX region_area_now ON region_area (area) WHERE until_at IS NULL;

CREATE TABLE region_evidence (
    region   TEXT NOT NULL REFERENCES region (id),
    code     TEXT NOT NULL CONSTRAINT region_evidence_code CHECK (code IN ('plan', 'cooperation', 'insurer')),
    from_at  BIGINT NOT NULL,
    until_at BIGINT,
    words    TEXT NOT NULL,               -- what and where, in one sentence
    PRIMARY KEY (region, code, from_at)
);

CREATE UNIQUE INDEX region_evidence_now ON region_evidence (region, code) WHERE until_at IS NULL;

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

CREATE TABLE report_kind (
    code        TEXT PRIMARY KEY,
    name        TEXT NOT NULL,              -- plain Dutch, as an answer to 'wat klopt er niet?'
    answer_days BIGINT NOT NULL CONSTRAINT report_kind_answer_days CHECK (answer_days > 0),
    position    BIGINT NOT NULL UNIQUE      -- in lists
);

CREATE TABLE report_mail (
    mailbox TEXT NOT NULL,                  -- keyed fingerprint: the address itself is kept nowhere
    on_day  BIGINT NOT NULL,                -- the day's first moment, in UTC
    sent    BIGINT NOT NULL CONSTRAINT report_mail_sent CHECK (sent > 0),
    PRIMARY KEY (mailbox, on_day)
);

CREATE INDEX report_mail_on_day ON report_mail (on_day);

CREATE VIEW room_answers AS
SELECT r.region AS region, r.area AS area, r.kind AS kind, i.organization AS organization, i.answered_at AS at,
       CASE WHEN i.state = 'no' AND EXISTS (SELECT 1 FROM decline_reason d WHERE d.code = i.reason AND d.no_room = 1) THEN 1 ELSE 0 END AS no_room
FROM placement_invitation i JOIN placement_request r ON r.id = i.request
WHERE i.answered_at IS NOT NULL AND r.opened_at IS NOT NULL;

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

CREATE INDEX seat_by_forum ON seat (region, forum, wijkverband);

CREATE UNIQUE INDEX seat_now ON seat (id, from_at) WHERE known_until IS NULL;

CREATE TABLE service (
    id TEXT PRIMARY KEY
);

CREATE TABLE service_area (
    area    TEXT NOT NULL,                  -- CBS code: gemeente, wijk or buurt
    service TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (area, service, version),
    FOREIGN KEY (service, version) REFERENCES service_version (service, version)
);

CREATE INDEX service_area_by_version ON service_area (service, version);

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

CREATE TABLE service_kind (
    code        TEXT PRIMARY KEY,
    name        TEXT NOT NULL,              -- plain Dutch
    verify_days BIGINT NOT NULL CONSTRAINT service_kind_verify_days CHECK (verify_days > 0),
    position    BIGINT NOT NULL UNIQUE      -- in lists
);

CREATE TABLE service_kind_discipline (
    kind       TEXT NOT NULL REFERENCES service_kind (code),
    discipline TEXT NOT NULL,
    PRIMARY KEY (kind, discipline)
);

CREATE TABLE service_report (
    id           TEXT PRIMARY KEY,          -- random: it does not tell when
    service      TEXT NOT NULL REFERENCES service (id),
    organization TEXT NOT NULL,             -- whose entry it was when it was reported
    region       TEXT NOT NULL,             -- in which it lies; '' for none
    kind         TEXT NOT NULL REFERENCES report_kind (code),
    words        TEXT NOT NULL,             -- as written; '' once closed
    words_hash   TEXT NOT NULL,             -- SHA-256 of kind and words without case, spaces and signs
    receipt_hash TEXT NOT NULL UNIQUE,      -- SHA-256 of the token that shows how it stands
    state        TEXT NOT NULL CONSTRAINT service_report_state CHECK (state IN ('open', 'taken', 'answered', 'closed')),
    made_at      BIGINT NOT NULL,
    due_at       BIGINT NOT NULL,           -- the owner answers before
    taken_at     BIGINT,
    answered_at  BIGINT,
    answer       TEXT NOT NULL CONSTRAINT service_report_answer CHECK (answer IN ('', 'changed', 'right', 'not-ours')),
    reply        TEXT NOT NULL,             -- the owner's words; '' once closed
    closed_at    BIGINT,
    CONSTRAINT service_report_answered CHECK ((answered_at IS NULL) = (answer = '') AND (answered_at IS NULL) = (state IN ('open', 'taken'))),
    CONSTRAINT service_report_closed CHECK ((closed_at IS NULL) = (state <> 'closed'))
);

CREATE INDEX service_report_answered_at ON service_report (state, answered_at);

CREATE INDEX service_report_by_organization ON service_report (organization, state, due_at);

CREATE INDEX service_report_by_region ON service_report (region, state, due_at);

CREATE UNIQUE INDEX service_report_waiting ON service_report (service, words_hash) WHERE state IN ('open', 'taken');

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

CREATE INDEX service_version_by_batch ON service_version (batch, service);

CREATE INDEX service_version_by_organization ON service_version (organization, service);

CREATE INDEX service_version_overdue ON service_version (verify_by, service);

CREATE TABLE session (
    id           TEXT PRIMARY KEY,        -- shown to people and in the ledger; it opens nothing
    token        TEXT NOT NULL UNIQUE,    -- keyed fingerprint of what the browser holds
    person       TEXT NOT NULL,
    method       TEXT NOT NULL,           -- 'oidc:<issuer>', 'passkey' or 'demo'
    assurance    BIGINT NOT NULL CONSTRAINT session_assurance CHECK (assurance BETWEEN 1 AND 3),
    agent        TEXT NOT NULL,           -- the browser in plain words, nothing more exact
    provider     TEXT NOT NULL,           -- keyed fingerprint of the provider's own session, '' where it names none
    made_at      BIGINT NOT NULL,
    seen_at      BIGINT NOT NULL,
    idle_end     BIGINT NOT NULL,         -- moves with seen_at
    absolute_end BIGINT NOT NULL,
    data         TEXT NOT NULL            -- JSON
);

CREATE INDEX session_by_end ON session (absolute_end);

CREATE INDEX session_by_person ON session (person);

CREATE INDEX session_by_provider ON session (provider) WHERE provider <> '';

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

CREATE INDEX signal_spoke_by_bottleneck ON signal_spoke (bottleneck);

CREATE UNIQUE INDEX signal_spoke_now ON signal_spoke (rule, region, wijkverband) WHERE fell_at IS NULL;

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

CREATE INDEX slot_by_start ON slot (start_at, id);

CREATE INDEX slot_of_service ON slot (service, start_at, id);

CREATE TABLE slot_publication (
    service      TEXT PRIMARY KEY REFERENCES service (id),
    number       BIGINT NOT NULL CONSTRAINT slot_publication_number CHECK (number > 0), -- publications so far
    published_at BIGINT NOT NULL,
    good_until   BIGINT NOT NULL,           -- from then on nobody can rely on its times
    source       TEXT NOT NULL CONSTRAINT slot_publication_source CHECK (source IN ('person', 'system')),
    CONSTRAINT slot_publication_good CHECK (good_until > published_at)
);

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

CREATE INDEX standing_by_body ON standing (body, region);

CREATE INDEX standing_by_region ON standing (region, discipline);

CREATE UNIQUE INDEX standing_now ON standing (id) WHERE known_until IS NULL;

CREATE TABLE subscription (
    id           TEXT PRIMARY KEY,
    organization TEXT NOT NULL,             -- whose program asked, and reads it
    client       TEXT NOT NULL,             -- that program, as it acts: 'client:…'
    topic        TEXT NOT NULL CONSTRAINT subscription_topic CHECK (topic IN ('task-changed', 'directory-changed')),
    filters      TEXT NOT NULL,             -- as they were asked, one a line
    reason       TEXT NOT NULL,             -- what the program says it is for
    endpoint     TEXT NOT NULL,             -- where it is told
    headers      BLOB NOT NULL,             -- what is sent along, sealed; empty for none
    heartbeat    BIGINT NOT NULL CONSTRAINT subscription_heartbeat CHECK (heartbeat >= 0), -- seconds of silence before a sign of life; 0: none
    timeout      BIGINT NOT NULL CONSTRAINT subscription_timeout CHECK (timeout > 0),      -- seconds that an answer may take
    most         BIGINT NOT NULL CONSTRAINT subscription_most CHECK (most > 0),            -- events in one message
    end_at       BIGINT,                    -- it stops by itself; NULL: it does not
    state        TEXT NOT NULL CONSTRAINT subscription_state CHECK (state IN ('requested', 'active', 'error', 'off')),
    problem      TEXT NOT NULL,             -- code of why it fails or stopped; '' is nothing
    version      BIGINT NOT NULL,
    made_at      BIGINT NOT NULL,
    changed_at   BIGINT NOT NULL,
    from_seq     BIGINT NOT NULL,           -- where its topic stood when it began: it hears of what came after
    events       BIGINT NOT NULL,           -- numbers that were given out
    told         BIGINT NOT NULL,           -- the highest that was taken
    greeted      BIGINT NOT NULL CONSTRAINT subscription_greeted CHECK (greeted IN (0, 1)), -- the handshake was taken
    failures     BIGINT NOT NULL,           -- since a message was last taken
    failing_at   BIGINT,                    -- since when none is
    next_at      BIGINT NOT NULL,           -- nothing is tried before
    spoke_at     BIGINT,                    -- when a message was last taken
    holder       TEXT NOT NULL,             -- the run that tells it now; '' is none
    held_until   BIGINT NOT NULL,           -- a run that died frees it at this moment
    CONSTRAINT subscription_told CHECK (told BETWEEN 0 AND events),
    CONSTRAINT subscription_failing CHECK ((failing_at IS NULL) = (failures = 0))
);

CREATE INDEX subscription_by_organization ON subscription (organization, id);

CREATE INDEX subscription_by_topic ON subscription (topic, state);

CREATE TABLE subscription_event (
    subscription TEXT NOT NULL REFERENCES subscription (id),
    number       BIGINT NOT NULL,           -- from 1, without gaps
    at           BIGINT NOT NULL,
    PRIMARY KEY (subscription, number)
);

CREATE TABLE subscription_progress (
    topic TEXT PRIMARY KEY,
    seq   BIGINT NOT NULL                   -- of the ledger or of the journal of FHIR resources
);

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

CREATE INDEX substitution_by_mandate ON substitution (mandate);

CREATE INDEX substitution_by_person ON substitution (person);

CREATE UNIQUE INDEX substitution_now ON substitution (id) WHERE known_until IS NULL;

CREATE TABLE target_group (
    code       TEXT PRIMARY KEY,
    name       TEXT NOT NULL,               -- plain Dutch
    vulnerable BIGINT NOT NULL CONSTRAINT target_group_vulnerable CHECK (vulnerable IN (0, 1)),
    position   BIGINT NOT NULL UNIQUE
);

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

CREATE VIEW unmet_demand AS
SELECT r.id AS request, r.region AS region, r.area AS area, r.kind AS kind, r.ask AS ask, r.urgency AS urgency, r.vulnerable AS vulnerable,
       r.commit_by AS since_at,
       CASE WHEN r.chosen <> '' THEN r.accepted_at ELSE r.closed_at END AS until_at
FROM placement_request r
WHERE r.opened_at IS NOT NULL AND r.commit_by IS NOT NULL
  AND (r.chosen <> '' AND r.accepted_at > r.commit_by OR r.chosen = '' AND (r.closed_at IS NULL OR r.closed_at > r.commit_by));

CREATE TABLE wijkverband (
    id      TEXT PRIMARY KEY,
    slug    TEXT NOT NULL UNIQUE,
    region  TEXT NOT NULL REFERENCES region (id),
    made_at BIGINT NOT NULL
);

CREATE INDEX wijkverband_by_region ON wijkverband (region);

CREATE VIEW wijkverband_agreement AS
    SELECT a.wijkverband AS wijkverband, s.from_at AS from_at, s.until_at AS until_at
    FROM agreement a JOIN agreement_state s ON s.agreement = a.id
    WHERE a.level = 'wijk' AND s.state = 'active';

CREATE TABLE wijkverband_area (
    wijkverband TEXT NOT NULL REFERENCES wijkverband (id),
    area        TEXT NOT NULL,
    from_at     BIGINT NOT NULL,
    until_at    BIGINT,
    is_primary  BIGINT NOT NULL CONSTRAINT wijkverband_area_primary CHECK (is_primary IN (0, 1)),
    PRIMARY KEY (wijkverband, area, from_at)
);

CREATE UNIQUE INDEX wijkverband_area_primary_now ON wijkverband_area (area) WHERE until_at IS NULL AND is_primary = 1;

CREATE VIEW wijkverband_met AS
SELECT m.wijkverband AS wijkverband, m.at AS at
FROM meeting m WHERE m.state = 'closed' AND m.wijkverband <> ''
    AND EXISTS (SELECT 1 FROM meeting_expected e WHERE e.meeting = m.id AND e.organization <> '');

CREATE VIEW wijkverband_solved AS
SELECT s.wijkverband AS wijkverband, s.from_at AS at
FROM bottleneck_state s WHERE s.state = 'solved' AND s.level = 'wijk' AND s.wijkverband <> '';

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
