package act

import (
	"context"
	"errors"

	"eerstelijn/internal/access"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/store"
)

// together is acts that stand or fall as one.
type together struct {
	tx      *store.Tx
	actor   access.Actor
	name    ledger.NameID
	entries []ledger.EntryID
	failed  *ledger.Entry // of the first act that was not done
	why     error
}

type togetherKey struct{}

func togetherIn(ctx context.Context) *together {
	g, _ := ctx.Value(togetherKey{}).(*together)
	return g
}

// Entries gives the ledger entries so far of what is done together in ctx, in order.
func Entries(ctx context.Context) []ledger.EntryID {
	if g := togetherIn(ctx); g != nil {
		return g.entries
	}
	return nil
}

var errSomebodyElse = errors.New("act: what is done together is done by one actor")

// Together does several acts of one actor as one: each is decided on and gets its own entry, and all of
// them are done in one transaction, or none. do does the acts, with the context that it is given: a
// [Spine.Do] under that context joins the transaction. One that is refused or fails takes back what the
// others did, also when do goes on; of such a whole only the act that stopped it is on record.
//
// do runs again where the transaction is tried again, so it must begin afresh each time, and it must not
// ask for a write of its own, which would wait for this one for ever. It gives the entries in order.
func (s *Spine) Together(ctx context.Context, actor access.Actor, do func(ctx context.Context, tx *store.Tx) error) (entries []ledger.EntryID, err error) {
	defer s.kick()
	who, err := s.entry(ctx, Attempt{Actor: actor}) // a name that is not known yet is a write: it comes first
	if err != nil {
		return nil, err
	}
	var g *together
	err = s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		g = &together{tx: tx, actor: actor, name: who.Name}
		if err := do(context.WithValue(ctx, togetherKey{}, g), tx); err != nil {
			return err
		}
		return g.why
	})
	if g != nil && g.failed != nil {
		if err := s.db.Write(context.WithoutCancel(ctx), func(ctx context.Context, tx *store.Tx) error {
			_, err := ledger.Append(ctx, tx, *g.failed)
			return err
		}); err != nil {
			return nil, err
		}
		s.meter.Count(g.failed.Outcome)
	}
	if err != nil {
		return nil, err
	}
	for range g.entries {
		s.meter.Count(ledger.Done)
	}
	return g.entries, nil
}

// join does an act among those that stand or fall together.
func (s *Spine) join(ctx context.Context, g *together, a Attempt, write func(ctx context.Context, tx *Tx) error) error {
	if g.why != nil {
		return g.why
	}
	if a.Actor != g.actor {
		g.why = errSomebodyElse
		return g.why
	}
	entry := s.plain(a)
	entry.Name = g.name
	if _, err := s.protected(ctx, a, &Tx{Tx: g.tx, entry: &entry}, write); err != nil {
		fail(&entry, err)
		g.failed, g.why = &entry, err
		return err
	}
	entry.Outcome = ledger.Done
	id, err := ledger.Append(ctx, g.tx, entry)
	if err != nil {
		g.why = err
		return err
	}
	g.entries = append(g.entries, id)
	return nil
}
