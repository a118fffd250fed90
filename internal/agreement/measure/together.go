package measure

import (
	"context"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

const week = 7 * 24 * 60 * 60 * 1_000_000

// answerBottlenecks counts the turns whose answer was due in the time. What lies with the forum is
// everybody's there: each party of the agreement answers for it, beside what lies with the party itself.
// Where a bottleneck went elsewhere before its answer was due, there was none to give.
func answerBottlenecks(ctx context.Context, tx *store.Tx, q *question) (n, good int, err error) {
	within := int64(q.params["weeks"]) * week
	var b query
	b.add(`SELECT count(*), coalesce(sum(CASE WHEN t.answered_at <= t.from_at + ? THEN 1 ELSE 0 END), 0) FROM bottleneck_turn t
		WHERE t.from_at >= ? AND t.from_at < ? AND (t.answered_at IS NOT NULL OR t.until_at IS NULL OR t.until_at >= t.from_at + ?)
		AND (t.owner_kind = 'organization' AND t.owner IN `, within, clock.Micros(q.from)-within, clock.Micros(q.until)-within, within)
	b.in(q.who)
	switch q.forum.Kind {
	case mandate.Nation:
		b.add(` OR t.owner_kind = 'nation')`)
	case mandate.Wijkverband:
		b.add(` AND t.wijkverband = ? OR t.owner_kind = 'wijkverband' AND t.owner = ?)`, q.forum.Wijkverband, q.forum.Wijkverband)
	case mandate.RESV:
		b.add(` AND t.region = ? OR t.owner_kind = 'region' AND t.owner = ?)`, q.forum.Region, q.forum.Region)
	default:
		b.add(` AND t.region = ?)`, q.forum.Region)
	}
	return b.counted(ctx, tx)
}

// presentAtMeetings counts the meetings of the forum that were closed in the time and at which the party was expected. Of several people or
// members of one party the meeting counts once, and one who was there is enough.
func presentAtMeetings(ctx context.Context, tx *store.Tx, q *question) (n, good int, err error) {
	var b query
	b.add(`SELECT count(*), coalesce(sum(m.present), 0) FROM (SELECT a.meeting, max(a.present) AS present FROM meeting_attendance a
		WHERE a.forum_kind = ? AND a.region = ? AND a.wijkverband = ? AND a.closed_at >= ? AND a.closed_at < ? AND a.organization IN `,
		q.forum.Kind, q.forum.Region, q.forum.Wijkverband, clock.Micros(q.from), clock.Micros(q.until))
	b.in(q.who)
	b.add(` GROUP BY a.meeting) m`)
	return b.counted(ctx, tx)
}
