package demo

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/network"
)

const sample = 5_000

func TestNationalIsTheSameEachTime(t *testing.T) {
	t.Parallel()
	first := slices.Collect(National(nil, sample, 1))
	if len(first) != sample {
		t.Fatalf("%d services; want %d", len(first), sample)
	}
	if !reflect.DeepEqual(first, slices.Collect(National(nil, sample, 1))) {
		t.Error("two runs differ")
	}
	if !reflect.DeepEqual(first[:100], slices.Collect(National(nil, 100, 1))) {
		t.Error("fewer are not the first of more")
	}
	if reflect.DeepEqual(first, slices.Collect(National(nil, sample, 2))) {
		t.Error("another seed gives the same")
	}
}

func TestNationalIsBelievable(t *testing.T) {
	t.Parallel()
	ids, phones, texts := map[string]bool{}, map[string]bool{}, map[string]bool{}
	disciplines, areas := map[network.DisciplineCode]int{}, map[network.AreaCode]int{}
	once := func(seen map[string]bool, key string) {
		t.Helper()
		if seen[key] {
			t.Errorf("%q stands twice", key)
		}
		seen[key] = true
	}
	for s := range National(nil, sample, 1) {
		once(ids, string(s.ID))
		for _, l := range s.Locations {
			once(ids, string(l.ID))
			areas[l.Area]++
			if !l.Point.InNetherlands() {
				t.Errorf("%s stands at %v", s.Name, l.Point)
			}
		}
		for _, c := range s.Contacts {
			if c.Phone != "" {
				once(phones, c.Phone)
			}
		}
		if len(s.Locations) == 0 && len(s.ServedAreas) == 0 {
			t.Errorf("%s is nowhere", s.Name)
		}
		if h, err := hours.Parse(s.Hours); err != nil || !h.Opens() {
			t.Errorf("%s: %q: %v", s.Name, s.Hours, err)
		}
		texts[s.Hours] = true
		disciplines[s.Discipline]++
	}
	if len(disciplines) != 24 || disciplines["fysiotherapie"] < 3*disciplines["optometrie"] {
		t.Errorf("disciplines: %v", disciplines)
	}
	if len(texts) < 150 || len(areas) < 1000 {
		t.Errorf("%d different hours in %d wijken", len(texts), len(areas))
	}
	parties := map[network.OrganizationID]bool{}
	for o := range NationalOrganizations(nil, sample, 1) {
		if parties[o.ID] || o.Name == "" {
			t.Errorf("organisation %q (%s) stands twice or has no name", o.Name, o.ID)
		}
		parties[o.ID] = true
	}
	for s := range National(nil, sample, 1) {
		if !parties[s.Organization] {
			t.Fatalf("the organisation of %s is missing", s.Name)
		}
	}
}

func TestCountryIsOfNationalSize(t *testing.T) {
	t.Parallel()
	wijken, people := 0, 0
	seen := map[network.AreaCode]bool{}
	for _, a := range Country() {
		if seen[a.Code] || len(a.Geometry) == 0 || !a.Center.InNetherlands() || a.Code.Kind() != a.Kind || a.Code.Parent() != a.Parent {
			t.Fatalf("%+v stands twice or is not an area", a)
		}
		seen[a.Code] = true
		if a.Kind == network.Wijk {
			wijken++
			people += *a.Population
		}
	}
	if wijken < 3_000 || wijken > 3_600 || people < 14_000_000 || people > 21_000_000 {
		t.Errorf("%d wijken with %d inhabitants", wijken, people)
	}
}

func BenchmarkNational(b *testing.B) {
	b.ReportAllocs()
	n := 0
	for n < b.N {
		for range National(nil, min(b.N-n, 120_000), 1) {
			n++
		}
	}
}

// Both sorts of data are what the directory would keep: nothing in it has to be cleaned.
func TestServicesAreClean(t *testing.T) {
	t.Parallel()
	for _, s := range append(Region(testNow).Services, slices.Collect(National(nil, sample, 1))...) {
		if c := directory.Clean(s); !reflect.DeepEqual(c, s) {
			t.Fatalf("%s is not clean:\n%+v\n%+v", s.Name, s, c)
		}
	}
}

// Every wijk of the country is in one region and has one wijkverband of its own; the same areas give
// the same network, and loading it breaks no rule.
func TestNationalNetworkCoversTheCountryOnce(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	areas := Country()
	d := NationalNetwork(areas, now)
	if len(d.Regions) != nationalRegions || len(d.Wijkverbanden) < 900 {
		t.Fatalf("%d regions, %d wijkverbanden", len(d.Regions), len(d.Wijkverbanden))
	}
	primary := map[network.AreaCode]int{}
	for _, w := range d.Wijkverbanden {
		for _, a := range w.Primary {
			primary[a]++
		}
	}
	for _, a := range areas {
		if a.Kind == network.Wijk && primary[a.Code] != 1 {
			t.Fatalf("%s is the primary wijk of %d wijkverbanden", a.Code, primary[a.Code])
		}
	}
	if !reflect.DeepEqual(d, NationalNetwork(Country(), now)) {
		t.Error("a second run gives another network")
	}
}
