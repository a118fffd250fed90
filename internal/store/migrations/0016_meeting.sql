-- +goose Up

-- A meeting at a table: the row that acts lock before they look. When it was planned, begun and ended
-- says how it stood at any moment.
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

-- What is on an agenda. Minutes and decision are written while the meeting is open, and never after.
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
-- A thing stands once on an agenda.
CREATE UNIQUE INDEX meeting_item_once ON meeting_item (meeting, kind, ref) WHERE ref <> '' AND dropped_at IS NULL;

-- Who was expected at a meeting that has begun: the parties that held a seat or a mandate there on that
-- day, or were named as a contact of the wijkverband. Written when it begins and never altered, so that
-- what is found out later of mandates changes no count of who was there.
CREATE TABLE meeting_expected (
    meeting      TEXT NOT NULL REFERENCES meeting (id),
    organization TEXT NOT NULL,             -- '' for who speaks for themselves
    discipline   TEXT NOT NULL,
    person       TEXT NOT NULL,             -- '' where nobody is named
    seat         TEXT NOT NULL,             -- '' without one
    PRIMARY KEY (meeting, organization, person, seat)
);

-- Who was there.
CREATE TABLE meeting_present (
    meeting      TEXT NOT NULL REFERENCES meeting (id),
    organization TEXT NOT NULL,
    discipline   TEXT NOT NULL,
    person       TEXT NOT NULL,
    seat         TEXT NOT NULL,
    PRIMARY KEY (meeting, organization, person, seat)
);

-- What somebody does before a day. It can be done after the meeting was closed, and nothing else of it
-- changes then.
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

-- One row for each party that was expected at a meeting that was held, with whether somebody came for it
-- (1) or not (0): for obligations to be there. at is when it was held, and closed_at when its minutes were
-- closed: what is written down later counts later.
CREATE VIEW meeting_attendance AS
SELECT DISTINCT m.forum_kind AS forum_kind, m.region AS region, m.wijkverband AS wijkverband, m.id AS meeting, m.at AS at, m.ended_at AS closed_at,
       e.organization AS organization,
       CASE WHEN EXISTS (SELECT 1 FROM meeting_present p WHERE p.meeting = m.id AND p.organization = e.organization) THEN 1 ELSE 0 END AS present
FROM meeting m JOIN meeting_expected e ON e.meeting = m.id
WHERE m.state = 'closed' AND e.organization <> '';
