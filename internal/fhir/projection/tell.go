package projection

import (
	"context"
	"errors"
	"slices"
	"time"

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
	own     network.Organization
	made    chan Making
	done    chan *first
	entries []ledger.EntryID
	added   int
}

// first is what was rendered, and the resources of it as they are saved: behind them, where they came from.
type first struct {
	*batch
	rs []journal.Resource
}

// Making is a service that was made, and when, with the entry of the act.
type Making struct {
	directory.Service
	Entry ledger.EntryID
	At    time.Time
}

// Tell has do run a transaction that makes services with places that are new as well. Nothing else follows from
// them than they themselves, so that transaction can save it: who makes them finds them in the journal when
// it ends, and waits for no follower. None renders meanwhile: it would be outrun for ever where much is told. One
// that is at work for long is not waited for: then do gets nil, and what it makes goes the general way.
//
// On SQLite, where one writes at a time, the follower passes over the entries by which that was done. On
// PostgreSQL it looks again, for something that it followed may have been committed meanwhile; what says the
// same gives no second version.
func (f *Follower) Tell(ctx context.Context, do func(t *Telling) error) error {
	if !f.pauses(ctx) {
		return do(nil)
	}
	defer f.writing.RUnlock()
	t := &Telling{Follower: f}
	err := do(t)
	t.finish()
	if err != nil {
		t.takeBack()
		return err
	}
	f.versions.Add(int64(t.added))
	return nil
}

// aWhile is how long who tells waits for a follower at work.
const aWhile = 200 * time.Millisecond

// pauses has the follower render nothing until writing is unlocked; false when it is at work for longer than a while.
func (f *Follower) pauses(ctx context.Context) bool {
	for end := time.Now().Add(aWhile); !f.writing.TryRLock(); time.Sleep(time.Millisecond) {
		if ctx.Err() != nil || time.Now().After(end) {
			return false
		}
	}
	return true
}

// Begin begins with the services of one organisation, as it stands in the transaction: they are rendered while
// the transaction goes on. One that is tried again begins anew.
func (t *Telling) Begin(own network.Organization) {
	t.finish()
	t.takeBack()
	if !t.renders() {
		return
	}
	made, done := make(chan Making, 16), make(chan *first, 1)
	t.own, t.made, t.done = own, made, done
	go func() { done <- t.rendering(own, made) }()
}

// Made tells of a service that was made. They come in the order of their ids.
func (t *Telling) Made(m Making) {
	if t.made != nil {
		t.made <- m
	}
}

// finish gives what was rendered, once; nil when nothing is.
func (t *Telling) finish() *first {
	if t.made == nil {
		return nil
	}
	close(t.made)
	t.made = nil
	return <-t.done
}

// errStood says that some of what is told of is in the journal already.
var errStood = errors.New("projection: not new")

// SaveTx saves what is served of the services that were made. It gives the versions, or none when this is not so
// plain: the journal was never filled, the organisation is not public yet, something of it stands in the
// journal, or cannot be rendered. Then a follower sees to it, as to any other act.
func (t *Telling) SaveTx(ctx context.Context, tx *store.Tx) (added []journal.Version, err error) {
	b := t.finish()
	if b == nil || len(b.aside) > 0 {
		return nil, nil
	}
	p, err := t.journal.LockTx(ctx, tx)
	if err != nil || p.LedgerSeq == notYet {
		return nil, err
	}
	owner := journal.Key{Type: organization, ID: render.ID(t.own.ID)}
	public, err := t.journal.NewestTx(ctx, tx, []journal.Key{owner})
	if err != nil || len(public) == 0 {
		return nil, err
	}
	err = tx.Savepoint(ctx, func() error {
		added, err = t.journal.SaveTx(ctx, tx, b.rs)
		if err == nil && (len(added) < len(b.rs) || slices.ContainsFunc(added, func(v journal.Version) bool { return v.Version > 1 })) {
			return errStood
		}
		return err
	})
	if _, unfit := errors.AsType[*journal.UnfitError](err); unfit || errors.Is(err, errStood) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	t.added = len(added)
	if tx.Dialect() == store.SQLite {
		t.passOver(b.batch)
	}
	return added, nil
}

// rendering renders services of an organisation as they come, each place as the first that has it tells of it; see
// [gathering.settle].
func (f *Follower) rendering(own network.Organization, made <-chan Making) *first {
	g := f.begin()
	var origins []journal.Resource
	for m := range made {
		rendered := len(g.list)
		c := &ledger.Entry{ID: m.Entry, At: m.At, Organization: string(own.ID)}
		of := thing{Type: service, ID: string(m.ID)}
		_ = g.guarded(journal.Key{Type: service, ID: render.ID(m.ID)}, of, func() error { // it reads nothing, so that nothing fails
			for i := range m.Locations {
				if l := &m.Locations[i]; !g.has(journal.Key{Type: location, ID: render.ID(l.ID)}) {
					if err := g.add(g.render.Location(l, &m.Service, &own), c); err != nil {
						return err
					}
				}
			}
			if err := g.add(g.render.Service(&m.Service, &own), c); err != nil {
				return err
			}
			origins = append(origins, g.prepared(rendered, own)...)
			return nil
		})
	}
	g.inOrder()
	rs := make([]journal.Resource, len(g.list), len(g.list)+len(origins))
	for i := range g.list {
		rs[i] = g.list[i].Resource
	}
	return &first{g.batch, append(rs, origins...)}
}

// prepared prepares what was rendered from a place in the list on, and gives where its first versions come from.
func (g *gathering) prepared(from int, own network.Organization) []journal.Resource {
	part := g.list[from:]
	added := make([]journal.Version, len(part))
	for i := range part {
		added[i] = journal.Version{Key: part[i].Key, Version: 1}
		if err := part[i].Prepare(); err != nil {
			g.setAside(part[i].Key, part[i].of, err)
		}
	}
	origins, err := g.origins(part, added, map[network.OrganizationID]bool{own.ID: true})
	if err != nil {
		g.setAside(part[0].Key, part[0].of, err)
	}
	for i := range origins {
		if err := origins[i].Prepare(); err != nil {
			g.setAside(origins[i].Key, part[0].of, err)
		}
	}
	return origins
}

// renders tells whether the follower has read what it renders with.
func (f *Follower) renders() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.render != nil
}

// passOver has the follower pass over the entries for which a batch was rendered.
func (t *Telling) passOver(b *batch) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range b.list {
		e := b.list[i].cause.ID
		t.entries = append(t.entries, e)
		t.told[e] = true
	}
}

// takeBack forgets what a transaction told that did not come to be.
func (t *Telling) takeBack() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, e := range t.entries {
		delete(t.told, e)
	}
	t.entries, t.added = nil, 0
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
