package placement_test

import (
	"context"
	"fmt"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/store"
)

// The rules that hold whatever happens at once, each as a question that must find nothing.
var rules = []struct{ name, query string }{
	{"an invitation has two holds, or one that is not known", `SELECT count(*) FROM offer_hold h WHERE
		(SELECT count(*) FROM placement_invitation i WHERE i.hold = h.id AND i.id = h.holder AND i.offer = h.offer) <> 1`},
	{"a hold did not end as its invitation did", `SELECT count(*) FROM placement_invitation i JOIN offer_hold h ON h.id = i.hold WHERE
		i.state = 'chosen' AND h.how <> 'taken' OR i.state = 'lost' AND h.how NOT IN ('released', 'expired')
		OR i.state = 'offered' AND h.how NOT IN ('', 'expired') OR i.state NOT IN ('offered', 'chosen', 'lost') AND h.how = ''`},
	{"a request has another winner than it says", `SELECT count(*) FROM placement_request r WHERE
		(r.state IN ('accepted', 'placed', 'closed')) <> EXISTS (SELECT 1 FROM placement_invitation i WHERE i.request = r.id AND i.state = 'chosen' AND i.id = r.chosen)`},
	{"a request that is not searched for still asks", `SELECT count(*) FROM placement_request r JOIN placement_invitation i ON i.request = r.id
		WHERE r.state NOT IN ('open', 'bridging') AND i.state IN ('open', 'offered')`},
	{"a request is bridged by nobody", `SELECT count(*) FROM placement_request r WHERE r.state = 'bridging' AND
		NOT EXISTS (SELECT 1 FROM placement_bridging b WHERE b.request = r.id AND b.ended_at IS NULL)`},
	{"something bridges what has begun or ended", `SELECT count(*) FROM placement_request r JOIN placement_bridging b ON b.request = r.id
		WHERE b.ended_at IS NULL AND r.state NOT IN ('bridging', 'accepted')`},
	{"a request is stuck", `SELECT count(*) FROM placement_request WHERE next_at IS NULL AND NOT (closed_at IS NOT NULL AND erased = 1)`},
	{"a step is missing", `SELECT count(*) FROM placement_request r WHERE r.version <> (SELECT count(*) FROM placement_step s WHERE s.request = r.id)`},
	{"steps do not join", `SELECT count(*) FROM placement_step s JOIN placement_step n ON n.request = s.request AND n.number = s.number + 1 WHERE s.to_state <> n.from_state`},
}

// promised counts, by offer, the holds that have not ended, the people who were given a place, and the
// places of its figure. A hold that has not been ended counts whatever the time is, so that a clock that
// jumps shows nothing else.
const promised = `SELECT o.id, (SELECT count(*) FROM offer_hold h WHERE h.offer = o.id AND h.ended_at IS NULL),
	(SELECT count(*) FROM placement_invitation i WHERE i.offer = o.id AND i.state = 'chosen'), o.available FROM offer o`

// sound says which of the rules is broken; places are what each provider said it has. Where nobody says
// 'full', what is left is exactly what was not given.
func (h *house) sound(places map[capacity.OfferID]int, exact bool) error {
	return h.DB.Read(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		for _, r := range rules {
			var n int
			if err := tx.QueryRow(ctx, r.query).Scan(&n); err != nil {
				return err
			}
			if n != 0 {
				return fmt.Errorf("%s (%d times)", r.name, n)
			}
		}
		type count struct {
			offer             capacity.OfferID
			held, given, left int
		}
		all, err := store.All(ctx, tx, func(row func(...any) error) (c count, err error) { return c, row(&c.offer, &c.held, &c.given, &c.left) }, promised)
		if err != nil {
			return err
		}
		for _, c := range all {
			had, known := places[c.offer]
			switch {
			case !known:
			case c.held+c.given > had:
				return fmt.Errorf("%d places are held and %d given of the %d there are", c.held, c.given, had)
			case c.left+c.given > had, exact && c.left+c.given != had:
				return fmt.Errorf("%d places are left and %d given of the %d there are", c.left, c.given, had)
			}
		}
		return nil
	})
}
