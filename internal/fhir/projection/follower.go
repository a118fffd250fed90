package projection

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/render"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/endpoint"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

// Domain is what is rendered.
type Domain struct {
	Network   *network.Service
	Directory *directory.Register
	Capacity  *capacity.Service
	Mandates  *mandate.Service
	Endpoints *endpoint.Service
}

// Tables reads the code tables that resources are rendered with.
func (d *Domain) Tables(ctx context.Context) (t render.Tables, err error) {
	if t.Disciplines, err = d.Network.Disciplines(ctx); err != nil {
		return t, err
	}
	if t.Directory, err = d.Directory.Tables(ctx); err != nil {
		return t, err
	}
	if t.Capacity, err = d.Capacity.Tables(ctx); err != nil {
		return t, err
	}
	t.Endpoints, err = d.Endpoints.Tables(ctx)
	return t, err
}

// Follower keeps the journal equal to the domain. Each node runs one.
type Follower struct {
	Domain
	db      *store.DB
	feed    *ledger.Feed
	journal *journal.Journal
	config  render.Config
	clock   clock.Clock
	log     *slog.Logger

	stepping sync.Mutex       // one step at a time
	render   *render.Renderer // set once, also under mu
	seq      int64            // the ledger entry up to which everything is rendered; under stepping
	kept     atomic.Int64     // the same, as the database has it
	next     time.Time        // when something is due without an entry; zero: nothing
	// writing has one batch at a time rendered and saved, and none while somebody tells; see [Follower.Tell].
	writing sync.RWMutex
	most    int // see mostImported

	mu      sync.Mutex
	told    map[ledger.EntryID]bool // entries whose transaction saved what follows from them; see [Follower.Tell]
	reached int64
	moved   chan struct{} // closed and replaced whenever reached rises

	rendered func()       // called between rendering and saving; tests let another node go first
	saving   func() error // called in each transaction before it commits; tests make it fail

	versions, sweeps, conflicts, failures, asides atomic.Int64
}

// New makes a follower; it does nothing until [Follower.Run].
func New(d Domain, db *store.DB, feed *ledger.Feed, j *journal.Journal, c render.Config, now clock.Clock, log *slog.Logger) *Follower {
	f := &Follower{Domain: d, db: db, feed: feed, journal: j, config: c, clock: now, log: log, most: mostImported, seq: notYet, reached: notYet, moved: make(chan struct{}), told: map[ledger.EntryID]bool{}}
	f.kept.Store(notYet)
	return f
}

// idle is how long a follower waits for an entry before it looks at what is due.
const idle = time.Minute

// Run follows the feed until ctx ends. What cannot be rendered is logged and tried again.
func (f *Follower) Run(ctx context.Context) {
	for ctx.Err() == nil {
		more, err := f.Step(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			f.failures.Add(1)
			f.log.Error("FHIR resources", "error", err)
			f.pause(ctx, time.Second)
		case err == nil && !more:
			f.rest(ctx)
		}
	}
}

func (f *Follower) pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// rest waits for the next entry or the next thing that is due.
func (f *Follower) rest(ctx context.Context) {
	f.stepping.Lock()
	seq, wait := f.seq, idle
	if !f.next.IsZero() {
		wait = max(time.Millisecond, min(wait, f.next.Sub(f.clock())))
	}
	f.stepping.Unlock()
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	if _, err := f.feed.Wait(ctx, seq); err != nil && !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, context.Canceled) {
		f.log.Error("FHIR resources", "error", err)
	}
}

// atOnce is the number of ledger entries that are taken together.
const atOnce = 500

// Step renders what the next entries of the ledger are about, and what is due. It tells whether there may
// be more to do at once.
func (f *Follower) Step(ctx context.Context) (more bool, err error) {
	defer fault.Wrap(&err, "projection.Step")
	f.stepping.Lock()
	defer f.stepping.Unlock()
	if err := f.ready(ctx); err != nil {
		return false, err
	}
	p, err := f.journal.Progress(ctx)
	if err != nil {
		return false, err
	}
	f.kept.Store(p.LedgerSeq)
	if p.LedgerSeq == notYet {
		f.forgetTold()
		return true, f.sweep(ctx, p, notYet)
	}
	if p.LedgerSeq > f.seq { // another node wrote it
		f.forgetTold()
		f.reach(p.LedgerSeq)
	}
	var entries []ledger.Entry
	if err := f.db.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		entries, err = ledger.After(ctx, tx, f.seq, atOnce)
		return err
	}); err != nil {
		return false, err
	}
	upTo := f.seq
	if len(entries) > 0 {
		upTo = entries[len(entries)-1].Seq
	}
	w := newWork()
	w.take(f.untold(entries))
	known, err := f.imported(ctx, w, entries)
	if err != nil {
		return false, err
	}
	// A gap is entries that were kept long enough: what they told is not known.
	if !known || len(entries) > 0 && entries[0].Seq != f.seq+1 {
		f.forgetTold()
		return true, f.sweep(ctx, p, upTo)
	}
	due, _, err := f.journal.Due(ctx, f.clock(), atOnce)
	if err != nil {
		return false, err
	}
	w.takeDue(due)
	if !w.empty() || upTo >= f.kept.Load()+keptBehind { // else nobody who tells need wait for it
		if err := f.write(ctx, nil, func(ctx context.Context) (*batch, error) { return f.gather(ctx, w) }, upTo); err != nil {
			return false, err
		}
	}
	if _, f.next, err = f.journal.Due(ctx, time.Time{}, 0); err != nil {
		return false, err
	}
	f.reach(upTo)
	f.passed(entries)
	return len(entries) == atOnce || len(due) == atOnce, nil
}

// ready reads the code tables, which only migrations change, and sees to the index.
func (f *Follower) ready(ctx context.Context) (err error) {
	if f.render != nil {
		return nil
	}
	if _, err := f.journal.Index(ctx); err != nil {
		return err
	}
	t, err := f.Tables(ctx)
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.render = render.New(f.config, t)
	return nil
}

// reach tells those who wait how far the journal is.
func (f *Follower) reach(seq int64) {
	f.seq = seq
	f.mu.Lock()
	defer f.mu.Unlock()
	if seq > f.reached {
		f.reached = seq
		close(f.moved)
		f.moved = make(chan struct{})
	}
}

// Reached is the ledger entry up to which the journal is known to be equal to the domain; -1 before
// the first rendering is done.
func (f *Follower) Reached() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.reached
}

// Wait returns when everything up to a ledger entry is in the journal, whichever node wrote it. With 0 it
// waits for the first rendering of all.
func (f *Follower) Wait(ctx context.Context, ledgerSeq int64) error {
	for {
		f.mu.Lock()
		reached, moved := f.reached, f.moved
		f.mu.Unlock()
		if reached >= ledgerSeq {
			return nil
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
