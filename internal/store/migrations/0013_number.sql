-- +goose Up

-- Where the program of an organisation wants to be told that something waits. It is told ids alone.
CREATE TABLE organization_webhook (
    organization TEXT PRIMARY KEY,
    url          TEXT NOT NULL CONSTRAINT organization_webhook_url CHECK (url LIKE 'https://%'),
    set_at       BIGINT NOT NULL,
    failures     BIGINT NOT NULL CONSTRAINT organization_webhook_failures CHECK (failures >= 0), -- since it last worked
    failing_at   BIGINT,                    -- since when nothing arrives
    next_at      BIGINT NOT NULL,           -- it is not tried before
    CONSTRAINT organization_webhook_failing CHECK ((failing_at IS NULL) = (failures = 0))
);

-- What was told to whom: one row for each message, so that none is made twice.
CREATE TABLE placement_notice (
    id           TEXT PRIMARY KEY,          -- what the receiver sees as its number, at each try
    about        TEXT NOT NULL,             -- the invitation, or the request with its version
    news         TEXT NOT NULL,
    organization TEXT NOT NULL,             -- to whom
    made_at      BIGINT NOT NULL,
    CONSTRAINT placement_notice_once UNIQUE (about, news, organization)
);

-- What placements leave behind, one row a thing, for figures. Moments are as in the tables; days and
-- months are made of them in Go. Nothing here identifies somebody, but a count over few may: what is shown
-- of them is suppressed where they are read.

-- Each time that somebody bridges, or bridged, the wait for a place. agreed is 1 where the region's rule or somebody by
-- hand said who gives what help, and 0 where only the desk (without one: the asker) keeps it, which is
-- what happens by itself: nobody then gives any help yet.
CREATE VIEW bridging_time AS
SELECT b.id AS bridging, b.request AS request, b.organization AS organization, b.from_at AS from_at, b.until_at AS until_at, b.ended_at AS ended_at,
       CASE WHEN b.rule <> '' OR EXISTS (SELECT 1 FROM placement_step s WHERE s.request = b.request AND s.act = 'Bridge' AND s.at = b.from_at)
            THEN 1 ELSE 0 END AS agreed
FROM placement_bridging b;

-- One row for each request that was opened. committed_at is when the provider that it went to said yes and
-- was chosen, and NULL while nobody is. outcome is 'place' with such a provider, 'ended' where it was taken back for a
-- reason, 'bridging' while help that was agreed bridges the time, 'desk' while only the desk keeps it, and
-- '' while none of these is so. Of 'bridging' and 'desk' bridged_until says how long: after it there is none.
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

-- How often each provider gave each reason for a no in each hour; every time zone of the country begins
-- its days with one of these hours.
CREATE VIEW decline_counts AS
SELECT r.region AS region, r.kind AS kind, r.urgency AS urgency, i.organization AS organization, i.service AS service,
       i.reason AS reason, i.answered_at / 3600000000 * 3600000000 AS hour_at, count(*) AS n
FROM placement_invitation i JOIN placement_request r ON r.id = i.request
WHERE i.state = 'no' AND i.answered_at IS NOT NULL
GROUP BY r.region, r.kind, r.urgency, i.organization, i.service, i.reason, i.answered_at / 3600000000 * 3600000000;

-- One row for each time that somebody bridged the wait, with what it was about. ended_at is NULL while it runs; days
-- are whole ones, begun ones counted, as it was or as it was agreed.
CREATE VIEW bridging_days AS
SELECT b.bridging AS bridging, b.request AS request, r.region AS region, r.area AS area, r.kind AS kind, r.urgency AS urgency,
       b.organization AS organization, b.agreed AS agreed, b.from_at AS from_at, b.until_at AS until_at, b.ended_at AS ended_at,
       (coalesce(b.ended_at, b.until_at) - b.from_at + 86399999999) / 86400000000 AS days
FROM bridging_time b JOIN placement_request r ON r.id = b.request;

-- One row for each request that nobody had a place for in time: from since_at, the moment at which there
-- should have been one, until until_at, when there was one or it ended; NULL while it lasts. A request
-- whose since_at is still to come is not unmet yet.
CREATE VIEW unmet_demand AS
SELECT r.id AS request, r.region AS region, r.area AS area, r.kind AS kind, r.ask AS ask, r.urgency AS urgency, r.vulnerable AS vulnerable,
       r.commit_by AS since_at,
       CASE WHEN r.chosen <> '' THEN r.accepted_at ELSE r.closed_at END AS until_at
FROM placement_request r
WHERE r.opened_at IS NOT NULL AND r.commit_by IS NOT NULL
  AND (r.chosen <> '' AND r.accepted_at > r.commit_by OR r.chosen = '' AND (r.closed_at IS NULL OR r.closed_at > r.commit_by));

-- How long each person waited, or has waited so far, for one offer: from the opening of the request to the
-- start there. started_at is NULL for who waits or stopped waiting without it (ended_at). Somebody still
-- waits for an offer when it is asked, or when it said no for lack of room and nobody else is found.
CREATE VIEW offer_spells AS
SELECT DISTINCT i.offer AS offer, r.id AS request, r.opened_at AS opened_at,
       CASE WHEN i.id = r.chosen THEN r.started_at END AS started_at, r.closed_at AS ended_at
FROM placement_invitation i JOIN placement_request r ON r.id = i.request
WHERE r.opened_at IS NOT NULL
  AND (i.id = r.chosen
       OR r.chosen = '' AND r.closed_at IS NULL
          AND (i.state IN ('open', 'offered')
               OR i.state = 'no' AND EXISTS (SELECT 1 FROM decline_reason d WHERE d.code = i.reason AND d.no_room = 1)));
