-- +goose Up

-- Systems of others that ours talks with, each in the name of one organisation of ours.
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

-- Notifications that we send: that something is asked of an organisation that works elsewhere. Nothing in it
-- tells what, or of whom.
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

-- Notifications that came in, and where what is asked stands by now, in codes. What is asked itself stays with
-- whoever asks.
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
