package projection

import (
	"context"
	"errors"
	"slices"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/render"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Telling is a transaction that makes services, and saves itself what is served of them: see [Follower.Tell].
type Telling struct {
	*Follower
	entries []ledger.EntryID
}

// Making is a service that is being made, with the entry of the act.
type Making struct {
	directory.Service
	Entry ledger.EntryID
}

// Tell has do run a transaction that makes services with places that are new as well. Nothing else follows from
// them than they themselves, so that transaction can save it, with [Telling.SaveTx]: who makes them finds
// them in the journal when it ends, and waits for no follower. No follower renders meanwhile, which could
// miss them.
//
// On SQLite, where one writes at a time, the follower passes over the entries by which that was done. On
// PostgreSQL it looks again, for something that it followed may have been committed meanwhile; what says the
// same gives no second version.
func (f *Follower) Tell(do func(t *Telling) error) error {
	f.writing.RLock()
	defer f.writing.RUnlock()
	t := &Telling{Follower: f}
	err := do(t)
	if err != nil {
		t.takeBack()
	}
	return err
}

// errStood says that some of what is told of is in the journal already.
var errStood = errors.New("projection: not new")

// SaveTx saves what is served of services of one organisation that tx made. It gives the versions, or none when
// this is not so plain: the journal was never filled, the organisation is not public yet, something of
// it stands in the journal, or cannot be rendered. Then a follower sees to it, as to any other act.
func (t *Telling) SaveTx(ctx context.Context, tx *store.Tx, own network.Organization, made []Making) (added []journal.Version, err error) {
	t.takeBack() // of a transaction that is tried again
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	p, err := t.journal.LockTx(ctx, tx)
	if err != nil || p.LedgerSeq == notYet || !t.renders() {
		return nil, err
	}
	owner := journal.Key{Type: organization, ID: render.ID(own.ID)}
	public, err := t.journal.NewestTx(ctx, tx, []journal.Key{owner})
	if err != nil || len(public) == 0 {
		return nil, err
	}
	causes := make(map[directory.ServiceID]cause, len(made))
	for i := range made {
		causes[made[i].ID] = &ledger.Entry{ID: made[i].Entry, At: now, Organization: string(own.ID)}
	}
	b, err := t.rendering(ctx, own, made, func(s directory.ServiceID) cause { return causes[s] })
	if err != nil || len(b.aside) > 0 {
		return nil, err
	}
	rs := make([]journal.Resource, len(b.list))
	for i := range b.list {
		rs[i] = b.list[i].Resource
	}
	err = tx.Savepoint(ctx, func() error {
		added, err = t.journal.SaveTx(ctx, tx, rs, func(added []journal.Version) ([]journal.Resource, error) {
			if len(added) < len(rs) || slices.ContainsFunc(added, func(v journal.Version) bool { return v.Version > 1 }) {
				return nil, errStood
			}
			return t.origins(b.list, added, map[network.OrganizationID]bool{own.ID: true})
		})
		return err
	})
	if _, unfit := errors.AsType[*journal.UnfitError](err); unfit || errors.Is(err, errStood) {
		return nil, nil
	}
	if err == nil && tx.Dialect() == store.SQLite {
		t.passOver(made)
	}
	return added, err
}

// rendering renders services that are made, with their places.
func (f *Follower) rendering(ctx context.Context, own network.Organization, made []Making, c func(directory.ServiceID) cause) (*batch, error) {
	g := f.begin()
	g.organizations[own.ID] = &own
	services := make([]directory.Service, len(made))
	touched := map[string]directory.ServiceID{}
	for i := range made {
		s := &made[i].Service
		services[i] = *s
		for j := range s.Locations {
			touched[render.ID(s.Locations[j].ID)] = s.ID
		}
		k := journal.Key{Type: service, ID: render.ID(s.ID)}
		if err := g.guarded(k, k, func() error { return g.add(g.render.Service(s, &own), c(s.ID)) }); err != nil {
			return nil, err
		}
	}
	if err := g.settle(ctx, services, touched, c); err != nil {
		return nil, err
	}
	g.inOrder()
	for i := range g.list {
		if err := g.list[i].Prepare(); err != nil {
			g.setAside(g.list[i].Key, g.list[i].of, err)
		}
	}
	return g.batch, nil
}

// renders tells whether the follower has read what it renders with.
func (f *Follower) renders() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.render != nil
}

// passOver has the follower pass over the entries by which services were made.
func (t *Telling) passOver(made []Making) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range made {
		t.entries = append(t.entries, made[i].Entry)
		t.told[made[i].Entry] = true
	}
}

// takeBack forgets what a transaction told that did not come to be.
func (t *Telling) takeBack() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, e := range t.entries {
		delete(t.told, e)
	}
	t.entries = nil
}

// untold gives the entries of which nobody saved yet what follows from them.
func (f *Follower) untold(entries []ledger.Entry) []ledger.Entry {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(entries), func(e ledger.Entry) bool { return f.told[e.ID] })
}

// passed forgets entries that were followed.
func (f *Follower) passed(entries []ledger.Entry) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range entries {
		delete(f.told, entries[i].ID)
	}
}

// forgetTold forgets all: entries may have been followed elsewhere. Who looks at one again finds nothing to do.
func (f *Follower) forgetTold() {
	f.mu.Lock()
	defer f.mu.Unlock()
	clear(f.told)
}
