-- What the migrations make on sqlite. Made by: go test ./internal/store -run Schema -update

CREATE TABLE accessibility (
    code     TEXT PRIMARY KEY,
    name     TEXT NOT NULL,                 -- plain Dutch
    position BIGINT NOT NULL UNIQUE
);

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

CREATE TABLE region (
    id      TEXT PRIMARY KEY,
    slug    TEXT NOT NULL UNIQUE,
    made_at BIGINT NOT NULL
);

CREATE TABLE region_area (
    region   TEXT NOT NULL REFERENCES region (id),
    area     TEXT NOT NULL,
    from_at  BIGINT NOT NULL,
    until_at BIGINT,
    PRIMARY KEY (region, area, from_at)
);

CREATE UNIQUE INDEX region_area_now ON region_area (area) WHERE until_at IS NULL;

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

CREATE TABLE wijkverband (
    id      TEXT PRIMARY KEY,
    slug    TEXT NOT NULL UNIQUE,
    region  TEXT NOT NULL REFERENCES region (id),
    made_at BIGINT NOT NULL
);

CREATE INDEX wijkverband_by_region ON wijkverband (region);

CREATE TABLE wijkverband_area (
    wijkverband TEXT NOT NULL REFERENCES wijkverband (id),
    area        TEXT NOT NULL,
    from_at     BIGINT NOT NULL,
    until_at    BIGINT,
    is_primary  BIGINT NOT NULL CONSTRAINT wijkverband_area_primary CHECK (is_primary IN (0, 1)),
    PRIMARY KEY (wijkverband, area, from_at)
);

CREATE UNIQUE INDEX wijkverband_area_primary_now ON wijkverband_area (area) WHERE until_at IS NULL AND is_primary = 1;

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
