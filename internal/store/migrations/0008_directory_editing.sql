-- +goose Up

-- What somebody can say is wrong with a service's entry, and within how many days its owner answers.
CREATE TABLE report_kind (
    code        TEXT PRIMARY KEY,
    name        TEXT NOT NULL,              -- plain Dutch, as an answer to 'wat klopt er niet?'
    answer_days BIGINT NOT NULL CONSTRAINT report_kind_answer_days CHECK (answer_days > 0),
    position    BIGINT NOT NULL UNIQUE      -- in lists
);
INSERT INTO report_kind (code, name, answer_days, position) VALUES
    ('contact', 'Het telefoonnummer, mailadres of de website', 14, 10),
    ('hours', 'De openingstijden', 14, 20),
    ('place', 'Het adres of de plek op de kaart', 14, 30),
    ('offer', 'Wat zij doen of voor wie', 14, 40),
    ('costs', 'De kosten of de verwijzing', 14, 50),
    ('gone', 'Dit aanbod bestaat niet meer', 14, 60),
    ('other', 'Iets anders', 14, 70);

-- Somebody says that a service's entry is wrong: a task for its owner with a clock. Who it was does not
-- stand here; the words go when it is closed.
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
-- The same words about the same service wait once.
CREATE UNIQUE INDEX service_report_waiting ON service_report (service, words_hash) WHERE state IN ('open', 'taken');
CREATE INDEX service_report_by_organization ON service_report (organization, state, due_at);
CREATE INDEX service_report_by_region ON service_report (region, state, due_at);
CREATE INDEX service_report_answered_at ON service_report (state, answered_at);

-- How many receipts of reports went to an address on a day, so that nobody fills somebody else's mailbox.
-- Days that have passed go.
CREATE TABLE report_mail (
    mailbox TEXT NOT NULL,                  -- keyed fingerprint: the address itself is kept nowhere
    on_day  BIGINT NOT NULL,                -- the day's first moment, in UTC
    sent    BIGINT NOT NULL CONSTRAINT report_mail_sent CHECK (sent > 0),
    PRIMARY KEY (mailbox, on_day)
);
CREATE INDEX report_mail_on_day ON report_mail (on_day);

-- The answer to a request of other software that carried an Idempotency-Key, kept for a day: the same
-- request again gets it and does nothing. Without an answer the first one still runs, or it ended
-- without telling how.
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
