package bottleneck_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/store"
)

// owed are the events that leave a receipt for every reporter of the tree and every level of the trail.
var owed = []bottleneck.EventKind{bottleneck.EventPassedUp, bottleneck.EventAnswered, bottleneck.EventProposed, bottleneck.EventEnded,
	bottleneck.EventTookIn, bottleneck.EventReopened, bottleneck.EventSeparated}

type row struct {
	id, root, parent     bottleneck.ID
	state                bottleneck.State
	level                bottleneck.Level
	ownerKind            bottleneck.OwnerKind
	owner                string
	dated                bool
	reporters, now, gaps int
	stops                int
	stopOwner            string
}

// sound looks in the database whether the rules of the package hold for everything in it. It asks nothing of
// the package itself.
func (h *house) sound(ctx context.Context) error {
	return h.DB.Read(ctx, h.soundIn)
}

func (h *house) soundIn(ctx context.Context, tx *store.Tx) error {
	rows, err := store.All(ctx, tx, func(scan func(...any) error) (r row, err error) {
		return r, scan(&r.id, &r.root, &r.parent, &r.state, &r.level, &r.ownerKind, &r.owner, &r.dated, &r.reporters, &r.now, &r.gaps, &r.stops, &r.stopOwner)
	}, `SELECT b.id, b.root, b.parent, s.state, s.level, s.owner_kind, s.owner, CASE WHEN s.next_at IS NULL THEN 0 ELSE 1 END, s.reporters,
			(SELECT count(*) FROM bottleneck_state n WHERE n.bottleneck = b.id AND n.until_at IS NULL),
			(SELECT count(*) FROM bottleneck_state n WHERE n.bottleneck = b.id AND n.until_at IS NOT NULL AND n.until_at <>
				(SELECT f.from_at FROM bottleneck_state f WHERE f.bottleneck = b.id AND f.number > n.number ORDER BY f.number LIMIT 1)),
			(SELECT count(*) FROM bottleneck_stop t WHERE t.bottleneck = b.id AND t.until_at IS NULL),
			coalesce((SELECT t.level || ' ' || t.owner_kind || ' ' || t.owner FROM bottleneck_stop t WHERE t.bottleneck = b.id AND t.until_at IS NULL), '')
		FROM bottleneck b LEFT JOIN bottleneck_state s ON s.bottleneck = b.id AND s.until_at IS NULL`)
	if err != nil {
		return err
	}
	byID := map[bottleneck.ID]row{}
	for _, r := range rows {
		byID[r.id] = r
	}
	for _, r := range rows {
		if err := r.sound(byID); err != nil {
			return err
		}
		if err := told(ctx, tx, r); err != nil {
			return err
		}
		if r.state.Ended() {
			if err := agreed(ctx, tx, r.id); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r row) sound(all map[bottleneck.ID]row) error {
	bad := func(what string) error { return fmt.Errorf("%s: %s: %+v", r.id, what, r) }
	switch {
	case r.now != 1:
		return bad("it does not stand in one way")
	case r.gaps != 0:
		return bad("between two states it belonged to nobody")
	case r.state.Open() != r.dated:
		return bad("an open one has a next date, and no other has")
	case r.state.Open() && (r.level == "" || r.ownerKind == "" || r.owner == "" && r.ownerKind != bottleneck.OwnedByNation):
		return bad("it is open and nobody's")
	case r.state.Open() != (r.stops == 1) || r.stops > 1:
		return bad("an open one lies at one stop, and no other does")
	case r.state.Open() && r.stopOwner != fmt.Sprintf("%s %s %s", r.level, r.ownerKind, r.owner):
		return bad("the trail ends with another owner")
	case (r.state == bottleneck.Merged) != (r.parent != ""):
		return bad("what was merged has a parent, and nothing else has")
	}
	root := r
	for n := 0; root.parent != ""; n++ {
		if root = all[root.parent]; n > len(all) || root.id == "" {
			return bad("it was merged into nothing")
		}
	}
	if r.root != root.id {
		return bad("its root is another one")
	}
	return nil
}

// told walks through the events of a bottleneck: whoever was a reporter before one that is owed has a receipt
// of it, and so has every owner until then; and at the end nobody was lost.
func told(ctx context.Context, tx *store.Tx, r row) error {
	type event struct {
		number, at int64
		kind       bottleneck.EventKind
	}
	events, err := store.All(ctx, tx, func(scan func(...any) error) (e event, err error) { return e, scan(&e.number, &e.at, &e.kind) },
		`SELECT number, at, kind FROM bottleneck_event WHERE bottleneck = $1 ORDER BY number`, r.id)
	if err != nil {
		return err
	}
	members := map[string]bool{}
	for k, e := range events {
		if e.number != int64(k+1) {
			return fmt.Errorf("%s: event %d has number %d", r.id, k+1, e.number)
		}
		receipts, err := texts(ctx, tx, `SELECT CASE WHEN reporter <> '' THEN reporter ELSE owner_kind || ' ' || owner END FROM bottleneck_receipt
			WHERE bottleneck = $1 AND event = $2`, r.id, e.number)
		if err != nil {
			return err
		}
		if e.kind == bottleneck.EventSeparated {
			if members, err = stayed(ctx, tx, r.id, e.at, members, receipts); err != nil {
				return err
			}
		}
		if slices.Contains(owed, e.kind) {
			owners, err := texts(ctx, tx, `SELECT DISTINCT owner_kind || ' ' || owner FROM bottleneck_stop WHERE bottleneck = $1 AND from_at < $2`, r.id, e.at)
			if err != nil {
				return err
			}
			for _, must := range append(owners, slices.Collect(maps.Keys(members))...) {
				if !slices.Contains(receipts, must) {
					return fmt.Errorf("%s: %s has no receipt of event %d (%s)", r.id, must, e.number, e.kind)
				}
			}
		}
		reporters, err := texts(ctx, tx, `SELECT reporter FROM bottleneck_receipt WHERE bottleneck = $1 AND event = $2 AND reporter <> ''`, r.id, e.number)
		if err != nil {
			return err
		}
		for _, id := range reporters {
			members[id] = true
		}
	}
	if r.parent != "" {
		return nil
	}
	tree, err := texts(ctx, tx, `SELECT p.id FROM bottleneck_reporter p JOIN bottleneck b ON b.id = p.bottleneck WHERE b.root = $1`, r.id)
	if err != nil {
		return err
	}
	if len(tree) != r.reporters {
		return fmt.Errorf("%s: it counts %d reporters and has %d", r.id, r.reporters, len(tree))
	}
	for id := range members {
		if !slices.Contains(tree, id) {
			return fmt.Errorf("%s: reporter %s was lost", r.id, id)
		}
	}
	return nil
}

// stayed gives those of the members who are told of a separation. Whoever is not must have heard of their own
// elsewhere: they left with that.
func stayed(ctx context.Context, tx *store.Tx, which bottleneck.ID, at int64, members map[string]bool, receipts []string) (map[string]bool, error) {
	rest := map[string]bool{}
	for id := range members {
		if slices.Contains(receipts, id) {
			rest[id] = true
			continue
		}
		elsewhere, err := texts(ctx, tx, `SELECT t.bottleneck FROM bottleneck_receipt t JOIN bottleneck_event e ON e.bottleneck = t.bottleneck AND e.number = t.event
			WHERE t.reporter = $1 AND e.kind = 'separated' AND e.bottleneck <> $2 AND e.at <= $3`, id, which, at)
		if err != nil {
			return nil, err
		}
		if len(elsewhere) == 0 {
			return nil, fmt.Errorf("%s: reporter %s was lost when one was separated", which, id)
		}
	}
	return rest, nil
}

// agreed holds when each reporter who was told of the ending had said yes, or was reminded twice.
func agreed(ctx context.Context, tx *store.Tx, which bottleneck.ID) error {
	var how string
	var byRule, yes int
	err := tx.QueryRow(ctx, `SELECT outcome, by_rule, agreed FROM bottleneck_ending WHERE bottleneck = $1 ORDER BY number DESC LIMIT 1`, which).Scan(&how, &byRule, &yes)
	if err != nil {
		return err
	}
	silent, err := texts(ctx, tx, `SELECT t.reporter FROM bottleneck_receipt t JOIN bottleneck_event e ON e.bottleneck = t.bottleneck AND e.number = t.event
		WHERE t.bottleneck = $1 AND t.reporter <> '' AND e.number = (SELECT max(number) FROM bottleneck_event WHERE bottleneck = $1 AND kind = 'ended')
		AND NOT EXISTS (SELECT 1 FROM bottleneck_vote v WHERE v.bottleneck = $1 AND v.reporter = t.reporter
			AND v.number = (SELECT max(number) FROM bottleneck_ending WHERE bottleneck = $1))
		AND (SELECT count(*) FROM bottleneck_receipt m JOIN bottleneck_event n ON n.bottleneck = m.bottleneck AND n.number = m.event
			WHERE m.bottleneck = $1 AND m.reporter = t.reporter AND n.kind = 'reminded'
			AND n.number > (SELECT max(number) FROM bottleneck_event WHERE bottleneck = $1 AND kind = 'proposed')) < $2`, which, map[string]int{"yes": 1 << 30, "silence": 2}[how])
	switch {
	case err != nil:
		return err
	case how != "yes" && how != "silence":
		return fmt.Errorf("%s ended by %q", which, how)
	case len(silent) > 0:
		return fmt.Errorf("%s ended (%s) without %d reporters", which, how, len(silent))
	case how == "yes" && byRule == 1 && yes == 0:
		return fmt.Errorf("%s ended by a rule without its owner", which)
	}
	return nil
}

func texts(ctx context.Context, tx *store.Tx, query string, args ...any) ([]string, error) {
	return store.All(ctx, tx, func(row func(...any) error) (s string, err error) { return s, row(&s) }, query, args...)
}

// The check of the rules sees what it is for: each of these rows breaks one.
func TestTheCheckSeesWhatIsWrong(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		receipt := h.Reported(t, reporter(0, 1), tell(0, 0))
		h.clock.Add(day)
		must[bottleneck.Bottleneck](t)(h.Propose(t.Context(), coordinator(0, 0), receipt.ID, bottleneck.EndSolved, "Klaar.", none))
		h.clock.Add(day)
		must[bottleneck.Bottleneck](t)(h.Confirm(t.Context(), reporter(0, 1), receipt.ID))
		if err := h.sound(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, wrong := range []string{
			`DELETE FROM bottleneck_receipt WHERE reporter <> '' AND event = (SELECT max(number) FROM bottleneck_event WHERE kind = 'proposed')`,
			`DELETE FROM bottleneck_receipt WHERE owner_kind <> ''`,
			`DELETE FROM bottleneck_vote`,
			`UPDATE bottleneck_state SET from_at = from_at - 1 WHERE until_at IS NULL`,
			`UPDATE bottleneck_state SET reporters = 2 WHERE until_at IS NULL`,
			`UPDATE bottleneck_stop SET until_at = NULL`,
			`DELETE FROM bottleneck_state WHERE until_at IS NULL`,
		} {
			undo := errors.New("taken back")
			err := h.DB.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				if _, err := tx.Exec(ctx, wrong); err != nil {
					return err
				}
				if err := h.soundIn(ctx, tx); err == nil {
					t.Errorf("%s is not noticed", wrong)
				}
				return undo
			})
			if !errors.Is(err, undo) {
				t.Errorf("%s: %v", wrong, err)
			}
		}
	})
}
