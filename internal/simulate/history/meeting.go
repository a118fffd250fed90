package history

import (
	"context"
	"time"

	"eerstelijn/internal/store"
)

// meetings writes those of a table, so many a year, with what was decided and who came.
func (w *writer) meetings(at place, parties []party, year int) {
	for n := range year * w.size.Years {
		id, begun := key("meeting", at.region, at.wijkverband, n), w.at(float64(n)/float64(year*w.size.Years))
		ended := begun.Add(time.Hour)
		w.put("meeting", "id, version, forum_kind, region, wijkverband, at, minutes, place, state, made_at, made_by, started_at, ended_at, why",
			id, 1, at.forum, at.region, at.wijkverband, w.us(begun), 60, "Wijkcentrum", "closed", w.us(begun), "system:history", w.us(begun), ended.UnixMicro(), "")
		for i := range 3 {
			w.put("meeting_item", "id, meeting, version, kind, ref, title, weight, minutes, decision, done, carried, made_at, made_by, dropped_at",
				key("item", id, i), id, 1, "topic", "", "Rondje langs de velden", 10-i, "Wij hebben dit besproken.", "Wij gaan ermee door.", 1, "", w.us(begun), "system:history", nil)
		}
		for _, p := range parties {
			row := []any{id, p.organization, string(p.discipline), p.person, ""}
			w.put("meeting_expected", "meeting, organization, discipline, person, seat", row...)
			if w.IntN(5) > 0 {
				w.put("meeting_present", "meeting, organization, discipline, person, seat", row...)
			}
		}
	}
}

// finish sets the counters on which the acts go on. On PostgreSQL it has the rows counted, as the server itself
// does after a while; nothing does that on SQLite.
func (w *writer) finish(ctx context.Context) error {
	return w.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		after := []string{
			`UPDATE agreement_number SET last = (SELECT max(number) FROM agreement) WHERE id = 'all'`,
			`UPDATE mandate_known SET at = (SELECT max(known_from) FROM mandate) WHERE id = 'all'`,
		}
		if tx.Dialect() == store.Postgres {
			after = append(after, `ANALYZE`)
		}
		for _, q := range after {
			if _, err := tx.Exec(ctx, q); err != nil {
				return err
			}
		}
		return nil
	})
}
