package live_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/capacity/board"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/demo"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/finding"
	"eerstelijn/internal/finding/live"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// node is one running program on a database.
type node struct {
	net    *network.Service
	dir    *directory.Register
	room   *capacity.Service
	finder *live.Finder
}

func start(t *testing.T, db *store.DB) node {
	t.Helper()
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	feed := ledger.NewFeed(db, log)
	spine := act.New(db, policies, feed.Kick)
	n := node{net: network.New(spine), dir: directory.New(spine)}
	n.room = capacity.New(spine, n.net, n.dir)
	n.finder = live.New(n.net, n.dir, db, feed, clock.System, log)
	b := board.New(n.room, db, feed, log)
	n.finder.Follow(b)
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	t.Cleanup(func() { cancel(); wg.Wait() })
	if err := errors.Join(b.Load(t.Context()), n.finder.Load(t.Context())); err != nil {
		t.Fatal(err)
	}
	wg.Go(func() { b.Run(ctx) })
	wg.Go(func() { feed.Run(ctx) })
	wg.Go(func() { n.finder.Run(ctx) })
	return n
}

// soon waits until something is so.
func soon(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !is(); <-time.After(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within 20 seconds: %s", what)
		}
	}
}

func (n node) finds(words string) int {
	p, err := n.finder.Search(finding.Query{Words: words})
	if err != nil || p.Relaxed {
		return 0
	}
	return len(p.Items)
}

// What one node writes is found on another soon, whatever it is: a whole import, an entry that gets
// another name, an entry that is taken away.
func TestEveryNodeFollowsTheDirectory(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		here, there := start(t, db), start(t, db)
		soon := func(what string, is func() bool) { soon(t, what, is) }
		data := demo.Region(time.Now())
		if err := demo.Load(t.Context(), demo.House{DB: db, Network: here.net, Directory: here.dir}, data); err != nil {
			t.Fatal(err)
		}
		soon("the import", func() bool {
			return there.finder.Len() >= len(data.Services) && there.finder.Len() == here.finder.Len()
		})
		soon("regions of wijken", func() bool {
			return there.finder.RegionOf(data.Wijkverbanden[0].Areas[0]) == data.Wijkverbanden[0].Region
		})

		s, err := here.dir.Service(t.Context(), data.Services[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		owner := access.Actor{Person: "p", Role: access.ProviderAdmin, Organization: string(s.Organization), Assurance: access.Substantial}
		s.Name = "Zonnestraalpraktijk"
		if s, err = here.dir.Save(t.Context(), owner, s, s.Version); err != nil {
			t.Fatal(err)
		}
		soon("the new name", func() bool { return there.finds("zonnestraalpraktijk") == 1 })
		page, err := there.finder.Search(finding.Query{Words: "zonnestraalpraktijk"})
		if err != nil || len(page.Items) == 0 {
			t.Fatalf("%d found, %v", len(page.Items), err)
		}
		if c := live.CardOf(&page.Items[0].Entry); len(s.Contacts) > 0 && c.Phone != s.Contacts[0].Phone && !c.Reachable() {
			t.Errorf("its card is %+v", c)
		}
		s.State = directory.Hidden
		if _, err = here.dir.Save(t.Context(), owner, s, s.Version); err != nil {
			t.Fatal(err)
		}
		soon("that it is gone", func() bool { return there.finds("zonnestraalpraktijk") == 0 })

		late := start(t, db)
		if late.finder.Len() != there.finder.Len() {
			t.Errorf("a node that starts now holds %d entries, one that followed holds %d", late.finder.Len(), there.finder.Len())
		}
	})
}

// In the invented region every question of every wijk at every hour of a week is answered, or has
// somebody to fall back on, and the gaps that are there on purpose are found.
func TestDemoAnswersWhoNow(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t, nil)
	n := start(t, db)
	from := time.Date(2026, 11, 2, 0, 0, 0, 0, clock.Amsterdam)
	data := demo.Region(from)
	if err := demo.Load(t.Context(), demo.House{DB: db, Network: n.net, Directory: n.dir}, data); err != nil {
		t.Fatal(err)
	}
	if err := n.finder.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	nights := 0
	for _, w := range data.Wijkverbanden {
		for _, a := range w.Areas {
			for _, need := range live.Needs {
				for h := range 7 * 24 {
					who, err := n.finder.WhoNow(need, a, from.Add(time.Duration(h)*time.Hour))
					if err != nil {
						t.Fatal(err)
					}
					if who.Gap != (len(who.First) == 0) {
						t.Fatalf("%s %s: gap %v with %d answers", a, need, who.Gap, len(who.First))
					}
					if len(who.First)+len(who.Fallback) == 0 && need != live.NeedNursing && need != live.NeedPharmacy {
						t.Errorf("%s, %s at hour %d: nobody at all", a, need, h)
					}
				}
			}
			gaps, err := n.finder.Gaps(a, from, 7)
			if err != nil {
				t.Fatal(err)
			}
			for _, g := range gaps {
				if g.Need == live.NeedNursing && len(g.Spans) >= 7 {
					nights++
				}
			}
		}
	}
	if nights == 0 {
		t.Error("no wijk lacks district nursing at night, though the invented region should have one")
	}
	if _, err := n.finder.WhoNow(live.NeedGP, "WK000000", from); err == nil {
		t.Error("a wijk that does not exist was answered")
	}
}
