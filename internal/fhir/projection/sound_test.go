package projection_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

// acts does some acts of all sorts, chosen by r. What the domain refuses is fine.
func (h *house) acts(t testing.TB, r *rand.Rand, n int) {
	t.Helper()
	ctx, d := t.Context(), h.domain
	change := func(do func(*directory.Service)) {
		s, err := d.Directory.Own(ctx, h.owner(), h.services[r.IntN(len(h.services))].ID)
		if err != nil {
			t.Fatal(err)
		}
		do(&s)
		_, _ = d.Directory.Save(ctx, h.owner(), s, s.Version)
	}
	for range n {
		switch r.IntN(13) {
		case 0:
			h.services = append(h.services, h.service(t, fmt.Sprintf("Aanbod %d", r.IntN(100)), []directory.State{directory.Shown, directory.Draft}[r.IntN(2)]))
		case 1:
			change(func(s *directory.Service) { s.Description = fmt.Sprintf("Tekst %d", r.IntN(4)) })
		case 2:
			change(func(s *directory.Service) {
				s.State = []directory.State{directory.Shown, directory.Hidden}[r.IntN(2)]
			})
		case 3: // a place moves, goes, or is shared with another entry
			change(func(s *directory.Service) {
				other := h.services[r.IntN(len(h.services))].Locations[0]
				switch r.IntN(3) {
				case 0:
					s.Locations[0].Street = fmt.Sprintf("Kade %d", r.IntN(9))
				case 1:
					s.Locations = append(s.Locations[:0:0], other)
				case 2:
					other.ID, other.Street = "", fmt.Sprintf("Plein %d", r.IntN(3))
					s.Locations = append(s.Locations, other)
				}
			})
		case 4:
			_, _ = d.Network.SaveOrganization(ctx, operator, network.Organization{ID: h.practice, Kind: network.Provider, Name: fmt.Sprintf("Praktijk %d", r.IntN(4)), Discipline: "huisartsenzorg", URA: "12345678"})
		case 5:
			_, _ = d.Capacity.Observe(ctx, h.owner(), capacity.Report{Offer: h.offers[r.IntN(len(h.offers))].ID, Available: r.IntN(5)})
		case 6:
			if o, err := d.Capacity.SaveOffer(ctx, h.owner(), capacity.Offer{Service: h.services[r.IntN(len(h.services))].ID, Kind: "grz", Total: 3}); err == nil {
				h.offers = append(h.offers, o)
			}
		case 7:
			if len(h.offers) > 1 {
				_ = d.Capacity.EndOffer(ctx, h.owner(), h.offers[1+r.IntN(len(h.offers)-1)].ID)
			}
		case 8:
			if r.IntN(2) == 0 {
				_ = d.Mandates.EndAffiliation(ctx, operator, h.affiliation, h.now().Add(time.Duration(r.IntN(48))*time.Hour))
			} else if a, err := d.Mandates.Affiliate(ctx, operator, mandate.Affiliation{Provider: h.practice, Body: h.gps, Span: mandate.Span{From: h.now().Add(time.Duration(r.IntN(48)) * time.Hour)}}); err == nil {
				h.affiliation = a.ID
			}
		case 9:
			w, err := d.Network.WijkverbandByID(ctx, h.wijkverband)
			if err != nil {
				t.Fatal(err)
			}
			if len(w.Contacts) > 0 && r.IntN(2) == 0 {
				_ = d.Network.EndContact(ctx, h.staff(), h.wijkverband, w.Contacts[0].ID, 1)
			} else {
				_, _ = d.Network.SaveContact(ctx, operator, h.wijkverband, network.Contact{Discipline: "wijkverpleging", Person: h.person, Organization: h.team, Function: "Aanspreekpunt"})
			}
		case 10:
			_, _ = d.Network.SaveRegion(ctx, operator, network.Region{ID: h.region, Name: "Regio Een", RESV: network.RESV{Organization: h.gps, Forerunner: r.IntN(2) == 0}})
		case 11:
			_, _ = d.Directory.Confirm(ctx, h.owner(), h.services[r.IntN(len(h.services))].ID)
		case 12:
			h.pass(time.Duration(r.IntN(36)) * time.Hour)
		}
	}
}

// quiet lets time pass in which nothing happens, so that nothing is held back any more.
func (h *house) quiet(t testing.TB) {
	t.Helper()
	h.settle(t, h.Follower)
	h.pass(2 * time.Minute)
	h.settle(t, h.Follower)
}

// forget empties the journal.
func (h *house) forget(t testing.TB) {
	t.Helper()
	if err := h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		for _, table := range []string{"fhir_index", "fhir_due", "fhir_version", "fhir_resource"} {
			if _, err := tx.Exec(ctx, `DELETE FROM `+table); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, `UPDATE fhir_progress SET ledger_seq = -1, seq = 0`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// fresh says that everything a fresh rendering gives stands in the journal as it is, and that what stands there
// besides is not in use. It empties the journal.
func (h *house) fresh(t testing.TB) {
	t.Helper()
	had := h.all(t)
	h.forget(t)
	h.settle(t, h.follower())
	is := h.all(t)
	for k, v := range is {
		if k.Type != "Provenance" && said(had[k]) != said(v) {
			t.Errorf("%s says\n%s\nand by a fresh rendering\n%s", k, said(had[k]), said(v))
		}
	}
	for k, v := range had {
		if _, there := is[k]; there || k.Type == "Provenance" || k.Type == "Organization" {
			continue // an organisation was public once, and remains one
		}
		body := string(v.Body)
		if !strings.Contains(body, `"active":false`) && !strings.Contains(body, `"status":"inactive"`) && !strings.Contains(body, `"code":"ended"`) {
			t.Errorf("%s is in use, and not public: %s", k, body)
		}
	}
}

// gapless says that versions are numbered without a gap, as a whole and of each resource, in the order of
// their moments.
func (h *house) gapless(t testing.TB) {
	t.Helper()
	page, _, _, err := h.journal.History(t.Context(), journal.HistoryQuery{Limit: 100_000})
	if err != nil {
		t.Fatal(err)
	}
	of := map[journal.Key]int64{}
	last := map[journal.Key]string{}
	for i := len(page) - 1; i >= 0; i-- {
		v := page[i]
		if n := int64(len(page) - i); v.Seq != n || v.Version != of[v.Key]+1 {
			t.Fatalf("%s version %d is number %d, want %d, %d", v.Key, v.Version, v.Seq, of[v.Key]+1, n)
		}
		if i < len(page)-1 && v.At.Before(page[i+1].At) {
			t.Fatalf("%s is of before what came before it", v.Key)
		}
		of[v.Key]++
		if last[v.Key] == said(v) {
			t.Errorf("%s says the same twice after each other", v.Key)
		}
		last[v.Key] = said(v)
	}
}

// ★ After whatever happened the journal is what a fresh rendering gives.
func TestJournalEqualsAFreshRendering(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			onEach(t, func(t *testing.T, h *house) {
				r := rand.New(rand.NewPCG(seed, 7))
				for range 8 {
					h.acts(t, r, 1+r.IntN(12))
					h.settle(t, h.Follower)
				}
				h.quiet(t)
				h.gapless(t)
				h.fresh(t)
			})
		})
	}
}

// ★ A follower that is killed anywhere leaves nothing out and says nothing twice.
func TestKilledAnywhere(t *testing.T) {
	t.Parallel()
	killed := errors.New("killed")
	onEach(t, func(t *testing.T, h *house) {
		r := rand.New(rand.NewPCG(3, 3))
		deaths := 0
		for round := range 12 {
			h.acts(t, r, 6)
			if round == 6 {
				h.forget(t) // and in the midst of a first rendering
			}
			for head := h.head(t); ; {
				f := h.follower()
				f.FailSaving(func() error {
					if r.IntN(2) == 0 {
						deaths++
						return killed
					}
					return nil
				})
				var err error
				for more := true; err == nil && (more || f.Reached() < head); {
					more, err = f.Step(t.Context())
				}
				if err == nil {
					break
				}
				if !errors.Is(err, killed) {
					t.Fatal(err)
				}
			}
			h.gapless(t)
		}
		if deaths < 5 {
			t.Errorf("killed %d times: this proves little", deaths)
		}
		h.quiet(t)
		h.fresh(t)
	})
}

// ★ Several nodes follow at once: what one reads before another writes is never written after it.
func TestSeveralFollowersAtOnce(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		for range 3 {
			f := h.follower()
			running.Go(func() { f.Run(ctx) })
		}
		h.acts(t, rand.New(rand.NewPCG(11, 1)), 60)
		h.settle(t, h.Follower)
		stop()
		running.Wait()
		h.quiet(t)
		h.gapless(t)
		h.fresh(t)
	})
}

// ★ A node that was slow to write writes nothing that is older than what another wrote meanwhile, in a step
// and in a sweep.
func TestSlowNodeDoesNotGoBack(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		text := func(s string) {
			t.Helper()
			found, err := h.domain.Directory.Own(t.Context(), h.owner(), h.services[0].ID)
			if err != nil {
				t.Fatal(err)
			}
			found.Description = s
			if _, err := h.domain.Directory.Save(t.Context(), h.owner(), found, found.Version); err != nil {
				t.Fatal(err)
			}
		}
		for _, first := range []bool{true, false} {
			slow, n := h.follower(), 0
			slow.Between(func() {
				n++
				text(fmt.Sprintf("Tekst %t %d", first, n))
				if n <= 3 {
					h.settle(t, h.Follower)
				}
			})
			text("Begin")
			if first {
				h.forget(t)
			}
			h.head(t)
			if _, err := slow.Step(t.Context()); err != nil {
				t.Fatal(err)
			}
			if n < 2 {
				t.Errorf("the slow node rendered %d times: nobody came between", n)
			}
			h.settle(t, h.Follower)
			h.gapless(t)
			if v := h.read(t, "HealthcareService", string(h.services[0].ID)); !strings.Contains(string(v.Body), fmt.Sprintf("Tekst %t %d", first, n)) {
				t.Errorf("after %d changes: %s", n, v.Body)
			}
			page, _, _, err := h.journal.History(t.Context(), journal.HistoryQuery{Type: "HealthcareService", ID: string(h.services[0].ID), Limit: 100})
			if err != nil {
				t.Fatal(err)
			}
			texts := map[string]int{}
			for _, v := range page {
				_, rest, _ := strings.Cut(string(v.Body), `"comment":"`)
				said, _, _ := strings.Cut(rest, `"`)
				if texts[said]++; texts[said] > 1 && said != "Begin" {
					t.Errorf("it said %q again", said)
				}
			}
		}
	})
}

// ★ Who asks again and again what changed since the moment the last answer was good up to has everything,
// and the same question about the past always has the same answer.
func TestWindowsCoverHistory(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		r := rand.New(rand.NewPCG(5, 5))
		copied := map[string]journal.Version{} // by key and version
		var since time.Time
		first := map[string]string{} // what windows said, by their bounds
		for range 10 {
			h.acts(t, r, 5)
			h.settle(t, h.Follower)
			var before int64
			var upTo time.Time
			for {
				page, at, more, err := h.journal.History(t.Context(), journal.HistoryQuery{Since: since, BeforeSeq: before, Limit: 7})
				if err != nil {
					t.Fatal(err)
				}
				if upTo.IsZero() {
					upTo = at
				}
				for _, v := range page {
					copied[fmt.Sprint(v.Key, v.Version)] = v
					before = v.Seq
				}
				if !more {
					since = upTo
					break
				}
			}
			first[since.Format(time.RFC3339Nano)] = h.window(t, since)
		}
		page, _, _, err := h.journal.History(t.Context(), journal.HistoryQuery{Limit: 100_000})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range page {
			if c, ok := copied[fmt.Sprint(v.Key, v.Version)]; !ok || string(c.Body) != string(v.Body) {
				t.Errorf("%s version %d is not in the copy as it is", v.Key, v.Version)
			}
		}
		for until, said := range first {
			at, err := time.Parse(time.RFC3339Nano, until)
			if err != nil {
				t.Fatal(err)
			}
			if now := h.window(t, at); now != said {
				t.Errorf("history up to %s was\n%s\nand is\n%s", until, said, now)
			}
		}
	})
}

// window writes the history up to a moment.
func (h *house) window(t testing.TB, upTo time.Time) string {
	t.Helper()
	page, _, _, err := h.journal.History(t.Context(), journal.HistoryQuery{Limit: 100_000})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, v := range page {
		if !v.At.After(upTo) {
			fmt.Fprintf(&b, "%d %s\n", v.Seq, v.Body)
		}
	}
	return b.String()
}
