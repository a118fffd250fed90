-- +goose Up

-- Each moment at which a wijkverband held a meeting for which a party was expected: one of the signs that it
-- works. It tells when and no more, so that the newest before a date is one look in an index.
CREATE VIEW wijkverband_met AS
SELECT m.wijkverband AS wijkverband, m.at AS at
FROM meeting m WHERE m.state = 'closed' AND m.wijkverband <> ''
    AND EXISTS (SELECT 1 FROM meeting_expected e WHERE e.meeting = m.id AND e.organization <> '');

-- The signs that a wijkverband works are asked of a whole country at once, and at any date in years of rows.
CREATE INDEX meeting_held ON meeting (wijkverband, at) WHERE state = 'closed' AND wijkverband <> '';
CREATE INDEX bottleneck_state_solved ON bottleneck_state (wijkverband, from_at) WHERE state = 'solved' AND level = 'wijk' AND wijkverband <> '';
CREATE INDEX agreement_by_wijkverband ON agreement (wijkverband) WHERE level = 'wijk';

-- As before, and it begins at the areas that are asked for also where SQLite has counted no rows: that is what
-- CROSS JOIN says to it. It would begin at all versions of all services.
DROP VIEW provider_area;
CREATE VIEW provider_area AS
    SELECT a.area, v.organization, v.discipline, v.written_at AS from_at,
        (SELECT min(n.written_at) FROM service_version n WHERE n.service = v.service AND n.version > v.version
            AND n.batch IN (SELECT id FROM import_batch WHERE state = 'done')) AS until_at
    FROM service_area a CROSS JOIN service_version v WHERE v.service = a.service AND v.version = a.version
        AND v.state = 'shown' AND v.organization <> '' AND v.batch IN (SELECT id FROM import_batch WHERE state = 'done');

-- As before, and it looks at the parties of the agreements that are asked for alone: SQLite read those of all
-- agreements to make the list that was joined here.
DROP VIEW region_agreement;
CREATE VIEW region_agreement AS
    SELECT a.region AS region, a.kind AS kind, coalesce(p.organization, '') AS insurer, s.from_at AS from_at, s.until_at AS until_at
    FROM agreement a JOIN agreement_state s ON s.agreement = a.id
        LEFT JOIN agreement_party p ON p.agreement = a.id AND p.version = s.version AND p.since_at IS NOT NULL AND p.left_at IS NULL
            AND EXISTS (SELECT 1 FROM organization o WHERE o.id = p.organization AND o.kind = 'insurer')
    WHERE a.level = 'region' AND s.state = 'active';
