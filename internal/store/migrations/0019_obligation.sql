-- +goose Up

-- What an obligation said when it was weighed: one row for each version of a text that has it, so that what
-- came of it can be read as it was.
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

-- What one party did about one obligation in one period, weighed once and never altered.
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
CREATE INDEX obligation_period_by_party ON obligation_period (party, until_at);
CREATE INDEX obligation_period_by_agreement ON obligation_period (agreement, until_at);

-- What a party said of a period. Rows are added and never altered; the newest counts.
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

-- That a party is asked to say something of a period, and when it is next reminded.
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

-- Up to which moment all periods of a length were weighed.
CREATE TABLE obligation_weighed (
    cycle    TEXT PRIMARY KEY,
    until_at BIGINT NOT NULL
);
