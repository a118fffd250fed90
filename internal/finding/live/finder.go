package live

import (
	"context"
	"log/slog"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"eerstelijn/internal/capacity/board"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/finding"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Finder answers from memory. It is safe for concurrent use once [Finder.Load] has returned.
type Finder struct {
	network   *network.Service
	directory *directory.Register
	db        *store.DB
	feed      *ledger.Feed
	now       clock.Clock
	log       *slog.Logger

	current  atomic.Pointer[picture]
	loading  sync.Mutex // one load or change at a time
	seq      int64      // the ledger entry up to which the picture is current; under loading
	followed time.Time  // when changes were last taken; of Run alone

	rooms *board.Board // nil: it shows no room
	// telling is held to tell the current index of room, and to make another one current.
	telling sync.Mutex
}

// picture is what a Finder knows at one moment. The index inside it changes by itself, copy on write;
// the rest is replaced as a whole.
type picture struct {
	index  *finding.Index
	roster *roster
	atlas  *network.Atlas
	tables *directory.Tables
	region map[network.AreaCode]network.RegionID // by municipality or wijk, as regions name them
}

// New makes a finder; it knows nothing until [Finder.Load].
func New(n *network.Service, d *directory.Register, db *store.DB, feed *ledger.Feed, now clock.Clock, log *slog.Logger) *Finder {
	f := &Finder{network: n, directory: d, db: db, feed: feed, now: now, log: log}
	f.current.Store(&picture{index: finding.New(now, func(func(finding.Entry) bool) {}), roster: newRoster()})
	return f
}

// Load reads the directory and the map from the database.
func (f *Finder) Load(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "live.Load")
	f.loading.Lock()
	defer f.loading.Unlock()
	return f.load(ctx)
}

func (f *Finder) load(ctx context.Context) error {
	p := &picture{roster: newRoster()}
	if err := f.readPlaces(ctx, p); err != nil {
		return err
	}
	// The index takes entries one by one while they are read, so that the directory is in memory once.
	entries := make(chan finding.Entry, 1024)
	built := make(chan struct{})
	go func() {
		defer close(built)
		p.index = finding.New(f.now, func(yield func(finding.Entry) bool) {
			for e := range entries {
				if !yield(e) {
					return
				}
			}
		})
	}()
	var adding sync.Mutex
	head, err := f.directory.All(ctx, func(services []directory.Service) error {
		for i := range services {
			for _, e := range p.entries(&services[i]) {
				entries <- e
			}
		}
		adding.Lock()
		defer adding.Unlock()
		for i := range services {
			p.roster.add(&services[i])
		}
		return nil
	})
	close(entries)
	<-built
	if err != nil {
		return err
	}
	f.show(p)
	f.seq = head
	// Reading the directory leaves more garbage than the index is large; a small machine needs it back.
	debug.FreeOSMemory()
	return nil
}

// readPlaces fills what rests on the network: the map, the tables, and which region a wijk is in.
func (f *Finder) readPlaces(ctx context.Context, p *picture) (err error) {
	if p.atlas, err = f.network.LoadAtlas(ctx); err != nil {
		return err
	}
	if p.tables, err = f.directory.Tables(ctx); err != nil {
		return err
	}
	regions, err := f.network.Regions(ctx)
	if err != nil {
		return err
	}
	p.region = map[network.AreaCode]network.RegionID{}
	for _, r := range regions {
		for _, a := range r.Areas {
			p.region[a] = r.ID
		}
	}
	return nil
}

// Run follows the feed until ctx ends: each change anywhere is in the index of this node shortly
// after its commit. A change that cannot be read is logged and tried again.
func (f *Finder) Run(ctx context.Context) {
	for ctx.Err() == nil {
		if err := f.step(ctx); err != nil && ctx.Err() == nil {
			f.log.Error("search index", "error", err)
			select {
			case <-time.After(time.Second):
			case <-ctx.Done():
			}
		}
	}
}

// beat is how soon after a change the next one is taken: those of a burst are taken together, for each time makes a new
// part of the index.
const beat = 200 * time.Millisecond

func (f *Finder) step(ctx context.Context) error {
	f.loading.Lock()
	seq := f.seq
	f.loading.Unlock()
	if _, err := f.feed.Wait(ctx, seq); err != nil {
		return err
	}
	select {
	case <-time.After(time.Until(f.followed.Add(beat))):
	case <-ctx.Done():
		return ctx.Err()
	}
	f.followed = time.Now()
	f.loading.Lock()
	defer f.loading.Unlock()
	return f.follow(ctx)
}

// follow applies the next entries of the ledger.
func (f *Finder) follow(ctx context.Context) error {
	const atOnce = 500
	var entries []ledger.Entry
	if err := f.db.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		entries, err = ledger.After(ctx, tx, f.seq, atOnce)
		return err
	}); err != nil {
		return err
	}
	changed := map[directory.ServiceID]bool{}
	var reload, places bool
	for _, e := range entries {
		if e.Outcome != ledger.Done {
			continue
		}
		switch e.Act {
		case "directory.Import", "network.ImportAreas", "network.SaveOrganization":
			reload = true // many services may show something else now
		case "network.SaveRegion", "network.ImportFigures", "network.ImportBoundaries", "network.ImportPostcodes":
			places = true
		}
		for _, s := range e.Subjects {
			if s.Type == "service" {
				changed[directory.ServiceID(s.ID)] = true
			}
		}
	}
	switch {
	case reload:
		return f.load(ctx)
	case places:
		p := *f.current.Load()
		if err := f.readPlaces(ctx, &p); err != nil {
			return err
		}
		f.current.Store(&p)
	}
	if len(changed) > 0 {
		if err := f.apply(ctx, changed); err != nil {
			return err
		}
	}
	if len(entries) > 0 {
		f.seq = entries[len(entries)-1].Seq
	}
	return nil
}

func (f *Finder) apply(ctx context.Context, changed map[directory.ServiceID]bool) error {
	ids := make([]directory.ServiceID, 0, len(changed))
	for id := range changed {
		ids = append(ids, id)
	}
	shown, gone, err := f.directory.Changed(ctx, ids)
	if err != nil {
		return err
	}
	p := *f.current.Load()
	p.roster = p.roster.without(changed)
	changes := make([]finding.Change, 0, len(ids))
	for i := range shown {
		p.roster.add(&shown[i])
		changes = append(changes, finding.Change{Service: string(shown[i].ID), Entries: p.entries(&shown[i])})
	}
	for _, id := range gone {
		changes = append(changes, finding.Change{Service: string(id)})
	}
	p.index.Apply(changes)
	f.current.Store(&p)
	return nil
}

// Search finds services; see [finding.Index.Search]. An area that is asked also finds what serves the
// whole of the municipality it lies in.
func (f *Finder) Search(q finding.Query) (finding.Page, error) {
	var around []string
	for _, a := range q.Areas {
		parent := string(network.AreaCode(a).Parent())
		if parent != "" && !slices.Contains(q.Areas, parent) && !slices.Contains(around, parent) {
			around = append(around, parent)
		}
	}
	if len(around) > 0 {
		q.Areas = append(slices.Clip(q.Areas), around...)
	}
	return f.current.Load().index.Search(q)
}

// Len is the number of entries in the index.
func (f *Finder) Len() int { return f.current.Load().index.Len() }

// Atlas is the map of the newest year. It is nil before [Finder.Load].
func (f *Finder) Atlas() *network.Atlas { return f.current.Load().atlas }

// Tables are the code tables of the directory, with their Dutch words. They are nil before [Finder.Load].
func (f *Finder) Tables() *directory.Tables { return f.current.Load().tables }

// RegionOf gives the region a wijk lies in, ” when it lies in none.
func (f *Finder) RegionOf(area network.AreaCode) network.RegionID {
	return f.current.Load().regionOf(area)
}

func (p *picture) regionOf(area network.AreaCode) network.RegionID {
	for a := area; a != ""; a = a.Parent() {
		if r, ok := p.region[a]; ok {
			return r
		}
	}
	return ""
}

// WhoNow says who is reachable for a need in a wijk at a moment. An area that is not on the map is
// NotFound.
func (f *Finder) WhoNow(need Need, area network.AreaCode, at time.Time) (WhoNow, error) {
	p := f.current.Load()
	where, name, err := p.place(area)
	if err != nil {
		return WhoNow{}, err
	}
	w := WhoNow{Need: need, Area: area, AreaName: name, At: at}
	w.First, w.Fallback = p.roster.ask(need, where, at, directory.ForCitizen)
	w.Gap = len(w.First) == 0
	return w, nil
}

// Gaps lists when, within the days that follow from, a wijk has nobody of its own to call, with who
// answers then instead.
func (f *Finder) Gaps(area network.AreaCode, from time.Time, days int) ([]GapLine, error) {
	p := f.current.Load()
	where, _, err := p.place(area)
	if err != nil {
		return nil, err
	}
	var lines []GapLine
	for _, need := range Needs {
		spans := p.roster.gaps(need, where, from, days)
		if len(spans) == 0 {
			continue
		}
		_, fallback := p.roster.ask(need, where, spans[0].From, directory.ForCitizen)
		lines = append(lines, GapLine{Need: need, Spans: spans, Fallback: fallback})
	}
	return lines, nil
}

func (p *picture) place(area network.AreaCode) (place, string, error) {
	if p.atlas != nil {
		if a, ok := p.atlas.Area(area); ok {
			return place{code: a.Code, parent: a.Parent, center: a.Center}, a.Name, nil
		}
	}
	return place{}, "", fault.Missing("Deze wijk kennen wij niet.", "area not found")
}
