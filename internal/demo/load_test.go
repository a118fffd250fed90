package demo_test

import (
	"slices"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/demo"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

var now = time.Date(2026, 11, 24, 10, 30, 0, 0, clock.Amsterdam)

func run(t *testing.T, test func(t *testing.T, h demo.House)) {
	t.Helper()
	storetest.RunAt(t, func() time.Time { return now }, func(t *testing.T, db *store.DB) { test(t, house(t, db)) })
}

func house(t testing.TB, db *store.DB) demo.House {
	t.Helper()
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	spine := act.New(db, policies, nil)
	return demo.House{DB: db, Network: network.New(spine), Directory: directory.New(spine)}
}

func TestLoadFillsTheHouse(t *testing.T) {
	t.Parallel()
	d := demo.Region(now)
	run(t, func(t *testing.T, h demo.House) {
		ctx := t.Context()
		if err := demo.Load(ctx, h, d); err != nil {
			t.Fatal(err)
		}
		var services []directory.Service
		if _, err := h.Directory.All(ctx, func(some []directory.Service) error {
			services = append(services, some...)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if len(services) != len(d.Services) {
			t.Errorf("%d services stand in the directory; want %d", len(services), len(d.Services))
		}
		people, err := h.Network.PeopleForSignIn(ctx)
		if err != nil || len(people) != len(d.People) {
			t.Errorf("%d people, %v; want %d", len(people), err, len(d.People))
		}
		place, err := h.Network.Place(ctx, "4073")
		if err != nil || place.Area != "WK990103" {
			t.Errorf("postcode 4073 is %+v, %v; want Oevermonde-Noord", place, err)
		}
		rows, err := h.Network.Country(ctx, now)
		if err != nil || len(rows) != 3 {
			t.Fatalf("the country has %d regions, %v; want 3", len(rows), err)
		}
	})
}

func TestCoverageShowsWhatWasMeant(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h demo.House) {
		ctx := t.Context()
		if err := demo.Load(ctx, h, demo.Region(now)); err != nil {
			t.Fatal(err)
		}
		// A Sunday too: what is manned does not depend on the day the demo is opened.
		for _, at := range []time.Time{now, now.AddDate(0, 0, 5)} {
			c, err := h.Network.Coverage(ctx, "rivierenzoom", at)
			if err != nil {
				t.Fatal(err)
			}
			manned, working := 0, 0
			for _, w := range c.Wijkverbanden {
				if w.Manned {
					manned++
				}
				if w.Working {
					working++
				}
			}
			if len(c.Wijkverbanden) != 8 || manned != 5 || working != 2 {
				t.Errorf("%s: %d wijkverbanden, %d manned, %d working; want 8, 5, 2: %+v", at.Weekday(), len(c.Wijkverbanden), manned, working, c.Wijkverbanden)
			}
			if c.Population != 96_000 || c.InWijkverband != 96_000-2_215 || c.Working != 11_240+18_930 {
				t.Errorf("%s: %d inhabitants, %d in a wijkverband, %d in a working one", at.Weekday(), c.Population, c.InWijkverband, c.Working)
			}
			if !slices.ContainsFunc(c.Gaps, func(g network.Gap) bool { return g.Area == "WK990204" && g.Wijkverband == "" }) {
				t.Errorf("Hoenderlaak is no gap: %+v", c.Gaps)
			}
		}
	})
}

func TestServicesPassTheDirectorysChecks(t *testing.T) {
	t.Parallel()
	h := house(t, storetest.SQLite(t, nil))
	tables, err := h.Directory.Tables(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range append(demo.Region(now).Services, slices.Collect(demo.National(nil, 3_000, 5))...) {
		if wrong := directory.Check(s, tables); len(wrong) > 0 {
			t.Errorf("%s: %v", s.Name, wrong)
		}
		if s.Discipline == "" || !fits(tables, s) {
			t.Errorf("%s: a %s is not offered by %s", s.Name, s.Kind, s.Discipline)
		}
	}
}

// fits tells whether a discipline usually offers a kind of service.
func fits(t *directory.Tables, s directory.Service) bool {
	k, ok := t.Kind(s.Kind)
	return ok && slices.Contains(k.Disciplines, s.Discipline)
}

func TestLoadingAgainChangesNothing(t *testing.T) {
	t.Parallel()
	h := house(t, storetest.SQLite(t, func() time.Time { return now }))
	ctx := t.Context()
	d := demo.Region(now)
	versions := func() (sum int64) {
		if _, err := h.Directory.All(ctx, func(some []directory.Service) error {
			for _, s := range some {
				sum += s.Version
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return sum
	}
	for range 2 {
		if err := demo.Load(ctx, h, d); err != nil {
			t.Fatal(err)
		}
		if got := versions(); got != int64(len(d.Services)) {
			t.Errorf("%d versions of %d services", got, len(d.Services))
		}
	}
}

func TestLoadNationalSpreadsServicesOverTheCountry(t *testing.T) {
	t.Parallel()
	h := house(t, storetest.SQLite(t, func() time.Time { return now }))
	const want = 5_000
	last := 0
	if err := demo.LoadNational(t.Context(), h, want, 1, func(done int) { last = done }); err != nil {
		t.Fatal(err)
	}
	count, nameless := 0, 0
	if _, err := h.Directory.All(t.Context(), func(some []directory.Service) error {
		count += len(some)
		for _, s := range some {
			if s.OrganizationName == "" {
				nameless++
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if count != want || last != want || nameless > 0 {
		t.Errorf("%d services, told %d, %d without the name of their organisation; want %d", count, last, nameless, want)
	}
}
