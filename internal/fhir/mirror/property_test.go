package mirror_test

import (
	"fmt"
	"os"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/fhir/mirror"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// TestInTheEndItIsTheSame changes a directory in any way, is nasty in any way, and kills the program at any
// transaction: in the end both say the same, and on the way nothing is claimed that is not here.
func TestInTheEndItIsTheSame(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(testing.TB, *movable) *house{
		"sqlite":   func(t testing.TB, c *movable) *house { return newHouse(t, storetest.SQLite(t, c.now), c) },
		"postgres": func(t testing.TB, c *movable) *house { return newHouse(t, storetest.Postgres(t, c.now), c) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := &movable{at: time.Date(2026, time.November, 3, 9, 0, 0, 0, time.UTC)}
			h := open(t, clock)
			n, most, failed := 0, 40, false
			if h.db.Dialect() == store.Postgres {
				most = 10 // each statement is a journey
			}
			if os.Getenv("EERSTELIJN_SOAK") != "" {
				most = 900 // as many sources as there may be, and some to find the smallest failure with
			}
			rapid.Check(t, func(r *rapid.T) {
				if n++; n > most && !failed {
					return
				}
				defer func() { failed = failed || r.Failed() }()
				life(t, r, h, fmt.Sprintf("gids %d", n))
			})
		})
	}
}

func life(t *testing.T, r *rapid.T, h *house, name string) {
	f := newFake(t)
	defer f.Close()
	for _, id := range []string{"aa", "ba", "ca"} { // at a place of this life alone: the lives share a database
		f.put("Organization", "o-"+id, organization("Praktijk "+id, ""))
		f.put("Location", "l-"+id, location("Dorpsstraat "+id+" "+name))
		f.put("HealthcareService", "s-"+id, service("Fysiotherapie "+id, "o-"+id, "l-"+id))
	}
	src, err := h.Add(t.Context(), admin, mirror.New{Name: name, Base: f.URL + "/fhir"})
	if err != nil {
		r.Fatal(err)
	}
	ids := rapid.SampledFrom([]string{"aa", "ba", "ca", "da"})
	for range rapid.IntRange(1, 25).Draw(r, "steps") {
		id := ids.Draw(r, "id")
		switch rapid.IntRange(0, 11).Draw(r, "what") {
		case 0, 1:
			f.put("HealthcareService", "s-"+id, service(rapid.SampledFrom([]string{"Een", "Twee", "Drie"}).Draw(r, "name"), "o-"+ids.Draw(r, "of"), "l-"+ids.Draw(r, "at")))
		case 2:
			f.put("Organization", "o-"+id, organization("Praktijk "+id, rapid.SampledFrom([]string{"", "00000001", "00000002"}).Draw(r, "ura")))
		case 3:
			f.put("Location", "l-"+id, location(rapid.SampledFrom([]string{"Kerkplein 1", "Dorpsstraat 2"}).Draw(r, "street")+" "+name))
		case 4:
			f.remove(rapid.SampledFrom([]string{"HealthcareService", "Organization", "Location"}).Draw(r, "kind"), rapid.SampledFrom([]string{"s-", "o-", "l-"}).Draw(r, "prefix")+id)
		case 5:
			f.set(func(n *nasty) {
				*n = nasty{pageSize: rapid.SampledFrom([]int{1, 2, 7, 100}).Draw(r, "page"), shuffle: rapid.Bool().Draw(r, "shuffle"), double: rapid.Bool().Draw(r, "double"),
					noRequest: rapid.Bool().Draw(r, "no request"), bareDelete: rapid.Bool().Draw(r, "bare"), noVersion: rapid.Bool().Draw(r, "no version"), noMoment: rapid.Bool().Draw(r, "no moment"),
					fail: rapid.SampledFrom([]float64{0, 0.3}).Draw(r, "fail"), cut: rapid.SampledFrom([]float64{0, 0.3}).Draw(r, "cut"), limit: rapid.SampledFrom([]float64{0, 0.3}).Draw(r, "limit")}
			})
		case 6:
			f.set(func(n *nasty) {
				n.horizon, n.forget = f.at, rapid.SampledFrom([]int{400, 410}).Draw(r, "forget")
			})
		case 7:
			paused := rapid.Bool().Draw(r, "paused")
			if err := h.Set(t.Context(), admin, src, mirror.Change{Paused: &paused}); err != nil {
				r.Fatal(err)
			}
		case 8, 9:
			left := rapid.IntRange(0, 60).Draw(r, "dies after")
			h.Probe(func(string) error {
				if left--; left < 0 {
					return errKilled
				}
				return nil
			})
			_ = h.Once(t.Context(), src)
			h.start()
			h.clock.pass(4 * time.Minute) // who died is known to have died
		default:
			_ = h.Once(t.Context(), src) // it may be paused or the source may fail
		}
		claims(t, r, h, src, f)
	}
	f.set(func(n *nasty) { *n = nasty{pageSize: 100} })
	on := false
	if err := h.Set(t.Context(), admin, src, mirror.Change{Paused: &on}); err != nil {
		r.Fatal(err)
	}
	if err := h.Once(t.Context(), src); err != nil {
		r.Fatal(err)
	}
	claims(t, r, h, src, f)
	h.same(t, r, src, f)
	if _, err := h.Pause(t, src); err != nil {
		r.Fatal(err)
	}
}

// claims checks that a type that is followed up to a moment has everything that happened before it.
func claims(t *testing.T, r *rapid.T, h *house, src mirror.SourceID, f *fake) {
	for _, followed := range h.followed(t, src) {
		since, err := time.Parse(time.RFC3339Nano, followed.Since)
		if err != nil || !followed.Loaded {
			continue
		}
		kept := h.mirrored(t, src, followed.Type)
		f.mu.Lock()
		versions := f.versions
		f.mu.Unlock()
		last := map[string]version{}
		for _, v := range versions {
			if v.kind == followed.Type && v.at.Before(since) {
				last[v.id] = v
			}
		}
		newest := f.now(followed.Type)
		for id, v := range last {
			if newest[id].number != v.number {
				continue // what it says now came after the moment, and may be here already
			}
			if k, there := kept[id]; v.gone && there && !k.gone || !v.gone && k.body != v.body {
				r.Fatalf("%s is followed up to %s, and %s of %s is not here: %+v", followed.Type, followed.Since, id, v.at, k)
			}
		}
	}
}

// same checks that both say the same: the resources byte for byte, and our directory about each service.
func (h *house) same(t *testing.T, r *rapid.T, src mirror.SourceID, f *fake) {
	for _, kind := range mirror.Types {
		kept := h.mirrored(t, src, kind)
		for id, v := range f.now(kind) {
			if k, there := kept[id]; !there && !v.gone || there && (k.gone != v.gone || !v.gone && k.body != v.body) {
				r.Fatalf("%s/%s: kept %+v, there %+v", kind, id, k, v)
			}
		}
	}
	organizations := h.mirrored(t, src, "Organization")
	for id, v := range f.now("HealthcareService") {
		e, there := h.entry(t, src, id)
		var says struct {
			Name     string
			Provided struct{ Reference string } `json:"providedBy"`
			Location []struct{ Reference string }
		}
		decode(v.body, &says)
		o, met := organizations[trim(says.Provided.Reference)] // one that went before we came was never there for us
		l, placed := f.now("Location")[trim(first(says.Location))]
		switch {
		case v.gone || met && o.gone:
			if there && e.State != directory.Hidden {
				r.Fatalf("%s went and is still shown: %s %+v\n%+v", id, says, e, h.source(t, src))
			}
		case !met || !placed || l.gone:
			// It waits, and what was told before it waited stays.
		case !there || e.State != directory.Shown || e.Name != says.Name || e.Locations[0].Street == "":
			r.Fatalf("%s says %+v, we say %+v (%v)\n%+v", id, says, e, there, h.source(t, src))
		}
	}
}
