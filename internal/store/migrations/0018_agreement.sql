-- +goose Up

-- The kinds of agreement. Names are plain Dutch.
CREATE TABLE agreement_kind (
    code          TEXT PRIMARY KEY,
    name          TEXT NOT NULL,
    plain         TEXT NOT NULL,
    national_only BIGINT NOT NULL CONSTRAINT agreement_kind_national_only CHECK (national_only IN (0, 1)), -- below the nation it needs an active national parent
    subject       TEXT NOT NULL REFERENCES mandate_subject (code), -- what mandates for it are about, unless the agreement says otherwise
    position      BIGINT NOT NULL UNIQUE
);
INSERT INTO agreement_kind (position, code, name, plain, national_only, subject) VALUES
    (10, 'cooperation', 'Samenwerkingsovereenkomst', 'Wie samenwerken, waaraan, en hoe zij besluiten nemen.', 0, 'cooperation'),
    (20, 'intent', 'Intentieovereenkomst', 'Wat partijen samen willen gaan doen, voordat zij alles hebben uitgewerkt.', 0, 'cooperation'),
    (30, 'contract', 'Contract', 'Wat partijen samen met een zorgverzekeraar afspreken.', 0, 'contract'),
    (40, 'programme', 'Zorgprogramma', 'Hoe partijen samen zorgen voor een groep mensen met dezelfde vraag.', 0, 'programme'),
    (50, 'bridging', 'Overbruggingszorg', 'Wie helpt zolang er nog geen plek is.', 0, 'bridging'),
    (60, 'tasks', 'Verdeling van taken', 'Wie welke taak doet, en wie een taak van een ander overneemt.', 0, 'tasks'),
    (70, 'room', 'Regelruimte', 'Wie in een ingewikkelde situatie meteen mag beslissen.', 0, 'room'),
    (80, 'transmural', 'Van en naar het ziekenhuis', 'Hoe mensen de eerste lijn in, door en uit gaan.', 0, 'transmural'),
    (90, 'availability', 'Beschikbaarheid', 'Hoeveel plekken en uren er zijn, en hoe partijen elkaar daarmee helpen.', 0, 'capacity'),
    (100, 'data', 'Gegevens uitwisselen', 'Welke gegevens partijen met elkaar delen, en hoe.', 0, 'data'),
    (110, 'reachability', 'Bereikbaarheid', 'Wie er overdag, in de avond, de nacht en het weekend te bereiken is.', 0, 'reachability'),
    (120, 'lead', 'Regiebehandelaar', 'Wie de regie heeft bij een groep mensen.', 1, 'lead'),
    (130, 'referral', 'Verwijzen door andere beroepen', 'Wie naast de huisarts mag verwijzen, en wanneer.', 1, 'referral');

-- One row: the last short number that an agreement got.
CREATE TABLE agreement_number (
    id   TEXT PRIMARY KEY,
    last BIGINT NOT NULL
);
INSERT INTO agreement_number (id, last) VALUES ('all', 0);

-- An agreement as it stands: the row that acts lock before they look. How it was before is in the
-- tables below.
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

-- The states of an agreement, each with its beginning and end: half-open, closed and added, never
-- rewritten. How it was at a moment is one condition.
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
CREATE UNIQUE INDEX agreement_state_now ON agreement_state (agreement) WHERE until_at IS NULL;
CREATE INDEX agreement_state_at ON agreement_state (agreement, from_at);

-- The versions of the text. A draft may change; what parties were asked to sign never does.
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
CREATE UNIQUE INDEX agreement_text_open ON agreement_text (agreement) WHERE state IN ('draft', 'consent');
CREATE INDEX agreement_text_by_parent ON agreement_text (parent);

-- Who is asked to sign a version, and from when on it binds them.
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

-- Insurers that a version lets see the counts of what is kept.
CREATE TABLE agreement_grant (
    agreement    TEXT NOT NULL,
    version      BIGINT NOT NULL,
    organization TEXT NOT NULL,
    PRIMARY KEY (agreement, version, organization),
    FOREIGN KEY (agreement, version) REFERENCES agreement_text (agreement, version)
);
CREATE INDEX agreement_grant_by_organization ON agreement_grant (organization);

-- Signatures: what was signed as it was signed, its digest, and the seal of the platform over it. Rows
-- are added and nothing else.
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

-- The chain of mandate behind a signature as it was known then, so that what rests on a mandate can be found.
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

-- What stands in the way for a party. It names a clause, and is open until it is settled.
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

-- A party asks its members before it signs, and what they say. The newest words of a member count.
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
CREATE TABLE agreement_advice (
    consultation TEXT NOT NULL REFERENCES agreement_consultation (id),
    number       BIGINT NOT NULL,
    member       TEXT NOT NULL,
    yes          BIGINT NOT NULL CONSTRAINT agreement_advice_yes CHECK (yes IN (0, 1)),
    words        TEXT NOT NULL,
    at           BIGINT NOT NULL,
    PRIMARY KEY (consultation, number)
);

-- Which parties say that everybody may read an agreement, and from when until when they said so.
CREATE TABLE agreement_publication (
    agreement TEXT NOT NULL REFERENCES agreement (id),
    party     TEXT NOT NULL,
    edit      BIGINT NOT NULL,
    from_at   BIGINT NOT NULL,
    until_at  BIGINT,
    CONSTRAINT agreement_publication_later CHECK (until_at >= from_at),
    PRIMARY KEY (agreement, party, edit)
);

-- Which parties say that an agreement may end, from which moment on, and from when until when they said so.
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

-- While a wijkverband has an active agreement: one row for each agreement and time.
CREATE VIEW wijkverband_agreement AS
    SELECT a.wijkverband AS wijkverband, s.from_at AS from_at, s.until_at AS until_at
    FROM agreement a JOIN agreement_state s ON s.agreement = a.id
    WHERE a.level = 'wijk' AND s.state = 'active';

-- While a region has an active agreement of a kind: one row for each time, and of those with insurers
-- among their parties one for each insurer; insurer is '' where there is none.
CREATE VIEW region_agreement AS
    SELECT a.region AS region, a.kind AS kind, coalesce(i.organization, '') AS insurer, s.from_at AS from_at, s.until_at AS until_at
    FROM agreement a JOIN agreement_state s ON s.agreement = a.id
        LEFT JOIN (SELECT p.agreement, p.version, p.organization FROM agreement_party p
            WHERE p.since_at IS NOT NULL AND p.left_at IS NULL AND EXISTS (SELECT 1 FROM organization o WHERE o.id = p.organization AND o.kind = 'insurer')) i
            ON i.agreement = a.id AND i.version = s.version
    WHERE a.level = 'region' AND s.state = 'active';
