package projection

import (
	"context"
	"errors"
	"strconv"
	"time"

	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/fhir/render"
	"eerstelijn/internal/id"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// The types of resources.
const (
	organization = "Organization"
	location     = "Location"
	service      = "HealthcareService"
	address      = "Endpoint"
	affiliation  = "OrganizationAffiliation"
	basic        = "Basic"
	provenance   = "Provenance"
)

// wijkverband is what is due of a wijkverband: its contact points begin and end.
const wijkverband = "wijkverband"

// made is a resource as it was rendered, and for what.
type made struct {
	journal.Resource
	cause cause
	of    thing
}

// batch is what was rendered, each resource once and in the order in which clients do best to read them.
type batch struct {
	list  []made
	at    map[journal.Key]int
	dues  map[journal.Key]time.Time
	about thing // what is being rendered
	aside map[journal.Key]aside
	told  map[journal.Key]bool // what was set aside and is known to be
}

func newBatch() *batch {
	return &batch{at: map[journal.Key]int{}, dues: map[journal.Key]time.Time{}, aside: map[journal.Key]aside{}, told: map[journal.Key]bool{}}
}

// add adds a resource; what was rendered before of the same thing gives way. One that cannot be written down
// is set aside.
func (b *batch) add(r r4.Resource, c cause) error {
	of, _ := r.Head()
	k := journal.Key{Type: r.FHIRType(), ID: *of}
	body, err := r4.Marshal(r)
	if err != nil {
		b.setAside(k, b.about, err)
		return nil
	}
	b.take(made{journal.Resource{Key: k, Body: body}, c, b.about})
	return nil
}

// take adds what was rendered already.
func (b *batch) take(m made) {
	if i, there := b.at[m.Key]; there {
		b.list[i] = m
		return
	}
	b.at[m.Key] = len(b.list)
	b.list = append(b.list, m)
}

// has tells whether a resource was rendered, or could not be.
func (b *batch) has(k journal.Key) bool {
	_, there := b.at[k]
	_, out := b.aside[k]
	return there || out
}

// due has something rendered again at a moment; zero takes such a moment back.
func (b *batch) due(k journal.Key, at time.Time) { b.dues[k] = at }

// postponed gives what is due as the journal takes it.
func (b *batch) postponed() (dues []journal.Due) {
	for k, at := range b.dues {
		dues = append(dues, journal.Due{Key: k, At: at})
	}
	return dues
}

// turn is how far the journal was when a follower began to read; it moves along with what it writes itself.
type turn struct{ journal.Progress }

// notYet is the ledger entry up to which everything is rendered before anything was.
const notYet = -1

// errMoved says that another node wrote meanwhile: what was read may be older than what it wrote.
var errMoved = errors.New("projection: another node wrote to the journal")

const (
	// mostAtOnce is the number of resources in one transaction. On SQLite everybody's writes wait for it; in
	// smaller ones the pages of the index are written more often than they change.
	mostAtOnce = 500
	// keptBehind is the number of entries that may pass without a resource before that is written down: an
	// entry that changes no resource costs no write.
	keptBehind = 2000
)

// write saves what gather renders, and notes that everything up to upTo is rendered. When another node
// writes meanwhile, it gathers again; on this node one writes at a time, so that nobody is outrun for ever. Without
// a turn nothing was read before.
func (f *Follower) write(ctx context.Context, t *turn, gather func(context.Context) (*batch, error), upTo int64) (err error) {
	f.writing.Lock()
	defer f.writing.Unlock()
	if t == nil {
		t = &turn{}
		if t.Progress, err = f.journal.Progress(ctx); err != nil {
			return err
		}
	}
	for {
		b, err := gather(ctx)
		if err == nil {
			err = f.prune(ctx, b)
		}
		if f.rendered != nil {
			f.rendered()
		}
		if err == nil {
			err = f.save(ctx, t, b, upTo)
		}
		if !errors.Is(err, errMoved) {
			return err
		}
		f.conflicts.Add(1)
		if t.Progress, err = f.journal.Progress(ctx); err != nil {
			return err
		}
	}
}

// prune leaves out what stands in the journal as it is. It is safe to do so before the lock: when somebody
// writes after it, nothing of this batch is written.
func (f *Follower) prune(ctx context.Context, b *batch) error {
	list := b.kept(b.list)
	rs := make([]journal.Resource, len(list))
	for i := range list {
		rs[i] = list[i].Resource
	}
	keys, err := f.journal.Differing(ctx, rs)
	if err != nil {
		return err
	}
	kept := make([]made, 0, len(keys))
	for _, k := range keys {
		m := b.list[b.at[k]]
		if err := m.Prepare(); err != nil {
			b.setAside(k, m.of, err)
			continue
		}
		kept = append(kept, m)
	}
	b.list = kept
	return nil
}

// save writes in transactions of a bounded size. The last one notes how far the ledger was followed: who is
// killed before it does the rest again.
func (f *Follower) save(ctx context.Context, t *turn, b *batch, upTo int64) error {
	f.later(ctx, b)
	list := b.list
	if len(list) == 0 && len(b.dues) == 0 && upTo < f.kept.Load()+keptBehind {
		return nil
	}
	known, err := f.known(ctx, list)
	if err != nil {
		return err
	}
	for {
		part := list[:min(len(list), mostAtOnce)]
		rest := list[len(part):]
		written := 0
		if err := f.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
			p, err := f.journal.LockTx(ctx, tx)
			if err != nil {
				return err
			}
			if p.Seq != t.Seq || p.LedgerSeq != t.LedgerSeq {
				return errMoved
			}
			rs := make([]journal.Resource, len(part))
			for i := range part {
				rs[i] = part[i].Resource
			}
			added, err := f.journal.SaveTx(ctx, tx, rs, func(added []journal.Version) ([]journal.Resource, error) {
				return f.origins(part, added, known)
			})
			if err != nil {
				return err
			}
			written = len(added)
			if len(rest) == 0 {
				if err := f.journal.PostponeTx(ctx, tx, b.postponed()); err != nil {
					return err
				}
				if err := f.journal.ReachTx(ctx, tx, upTo); err != nil {
					return err
				}
			}
			if f.saving != nil {
				return f.saving()
			}
			return nil
		}); err != nil {
			if !b.unfit(part, err) {
				return err
			}
			f.later(ctx, b)
			list = b.kept(list)
			continue
		}
		list = rest
		f.versions.Add(int64(written))
		t.Seq += int64(written)
		if len(list) == 0 {
			t.LedgerSeq = max(t.LedgerSeq, upTo)
			f.kept.Store(max(f.kept.Load(), upTo))
			return nil
		}
	}
}

// unfit sets aside the one resource that a transaction failed on; false when it failed on something else.
func (b *batch) unfit(part []made, err error) bool {
	bad, ok := errors.AsType[*journal.UnfitError](err)
	if !ok {
		return false
	}
	for i := range part {
		if part[i].Key == bad.Key {
			b.setAside(bad.Key, part[i].of, err)
			return true
		}
	}
	return false
}

// known gives the organisations that brought about what was rendered and that are public.
func (f *Follower) known(ctx context.Context, list []made) (map[network.OrganizationID]bool, error) {
	asked := map[network.OrganizationID]bool{}
	var keys []journal.Key
	for i := range list {
		m := &list[i]
		if m.cause != nil && m.cause.Organization != "" {
			asked[network.OrganizationID(m.cause.Organization)] = true
		}
	}
	for o := range asked {
		keys = append(keys, journal.Key{Type: organization, ID: render.ID(o)})
	}
	found, err := f.journal.Newest(ctx, keys)
	if err != nil {
		return nil, err
	}
	for o := range asked {
		_, asked[o] = found[journal.Key{Type: organization, ID: render.ID(o)}]
	}
	for i := range list {
		if list[i].Type == organization {
			asked[network.OrganizationID(list[i].ID)] = true
		}
	}
	return asked, nil
}

// origins says where versions came from: one Provenance for all that an entry brought about in this
// transaction. A figure of capacity says itself where it came from, and comes too often to be told of twice.
func (f *Follower) origins(part []made, added []journal.Version, known map[network.OrganizationID]bool) (more []journal.Resource, err error) {
	by := make(map[journal.Key]cause, len(part))
	for i := range part {
		by[part[i].Key] = part[i].cause
	}
	targets := map[cause][]render.Target{}
	var order []cause
	for _, v := range added {
		if v.Type == basic {
			continue
		}
		c := by[v.Key]
		if targets[c] == nil {
			order = append(order, c)
		}
		targets[c] = append(targets[c], render.Target{Type: v.Type, ID: v.ID, Version: v.Version})
	}
	for _, c := range order {
		of := targets[c]
		p := f.render.Provenance(originID(c, of[0]), of, recorded(c, added[0].At), author(c, known))
		body, err := r4.Marshal(p)
		if err != nil {
			return nil, err
		}
		more = append(more, journal.Resource{Key: journal.Key{Type: provenance, ID: p.ID}, Body: body})
	}
	return more, nil
}

// originID is made from what is told of, so that doing it again makes the same.
func originID(c cause, first render.Target) string {
	entry := ""
	if c != nil {
		entry = string(c.ID)
	}
	return id.From[string]("provenance", entry, first.Type, first.ID, strconv.FormatInt(first.Version, 10))
}

func recorded(c cause, now time.Time) time.Time {
	if c == nil {
		return now
	}
	return c.At
}

// author is the organisation that did something, ” when the platform did, or one that is not public.
func author(c *ledger.Entry, known map[network.OrganizationID]bool) network.OrganizationID {
	if c == nil || !known[network.OrganizationID(c.Organization)] {
		return ""
	}
	return network.OrganizationID(c.Organization)
}
