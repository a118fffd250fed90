package measure

import (
	"context"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

// asks are what requests ask for, as their rows say it.
var asks = map[int]string{askCare: "care", askPlace: "place", askAdvice: "advice"}

// answerPlacements counts the invitations whose answer was due in the time. An answer is due when the hours
// have passed, or when the invitation closes by itself where that comes first. One that was taken back
// before it was due and had no answer asked nothing of anybody.
func answerPlacements(ctx context.Context, tx *store.Tx, q *question) (n, good int, err error) {
	within := (time.Duration(q.params["hours"]) * time.Hour).Microseconds()
	var b query
	b.add(`SELECT count(*), coalesce(sum(CASE WHEN i.answered_at <= i.due_at THEN 1 ELSE 0 END), 0)
		FROM (SELECT request, answered_at, ended_at, CASE WHEN sent_at + ? < until_at THEN sent_at + ? ELSE until_at END AS due_at
			FROM placement_invitation WHERE organization IN `, within, within)
	b.in(q.who)
	b.add(` AND sent_at >= ? AND sent_at < ?) i JOIN placement_request r ON r.id = i.request
		WHERE i.due_at >= ? AND i.due_at < ? AND (i.answered_at IS NOT NULL OR i.ended_at IS NULL OR i.ended_at >= i.due_at) AND `,
		clock.Micros(q.from)-within, clock.Micros(q.until), clock.Micros(q.from), clock.Micros(q.until))
	if only := asks[q.params["ask"]]; only != "" {
		b.add(`r.ask = ? AND `, only)
	}
	switch q.forum.Kind {
	case mandate.Nation:
		b.add(`1 = 1`)
	case mandate.Wijkverband:
		b.within(`r.area`, q.forum, q.from, false)
	default:
		b.add(`r.region = ?`, q.forum.Region)
	}
	return b.counted(ctx, tx)
}
