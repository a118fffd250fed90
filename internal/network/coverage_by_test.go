package network_test

import (
	"context"
	"fmt"
	"reflect"
	"testing"
	"time"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// manned gives a wijkverband contacts for each core discipline who answer today.
func manned(t testing.TB, s *network.Service, w network.WijkverbandID, from time.Time) {
	t.Helper()
	for _, d := range core {
		must[network.ContactID](t)(s.SaveContact(t.Context(), operator, w, network.Contact{Discipline: d, Function: "Aanspreekpunt", Reach: reaches[0].Reach, From: from}))
	}
}

// The country cut by any boundaries counts every inhabitant once, and as they lay on the day asked about.
func TestCoverageByAnyBoundary(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *network.Service, _ *store.DB) {
		ctx := t.Context()
		bringCountry(t, s, 3, 2026)
		// The region covers the first town and a wijk of the second; its wijkverband all of the first.
		r := newRegion(t, s, "Rivierenzoom", "GM9000", "WK900100")
		w := newWijkverband(t, s, network.Wijkverband{Region: r.ID, Name: "West", Areas: []network.AreaCode{"GM9000"}, Primary: []network.AreaCode{"GM9000"},
			MeetsEvery: "wekelijks", LastMet: noon.AddDate(0, 0, -1), HasAgreement: true, SolvedBottleneck: true})
		manned(t, s, w.ID, noon.Add(-time.Hour))
		year := noon.AddDate(-1, 0, 0)
		rows := func(from time.Time, towns ...string) (out []network.BoundaryRow) {
			for i, name := range towns {
				out = append(out, network.BoundaryRow{Name: name, Area: network.AreaCode(fmt.Sprintf("GM900%d", i)), From: from})
			}
			return out
		}
		for _, file := range [][]network.BoundaryRow{rows(year, "Oost", "Oost", "Zuid"), rows(noon.Add(-24*time.Hour), "Noord")} {
			bring(t, s, "boundaries", func(ctx context.Context, b batch.ID) (batch.Counts, error) {
				return s.StageBoundaries(ctx, b, "ggd", file)
			})
		}
		// A town of n has wijken of 1000·(n+1) + 0, 10, 20 and 30 people.
		const first, second, third, wijk = 4060, 8060, 12060, 2000
		type line struct {
			name                                              string
			bands, population, inWijkverband, manned, working int
		}
		cut := func(kind string, at time.Time) (out []line) {
			for _, c := range must[[]network.Cut](t)(s.CoverageBy(ctx, kind, at)) {
				out = append(out, line{c.Name, c.Wijkverbanden, c.Population, c.InWijkverband, c.Manned, c.Working})
			}
			return out
		}
		for _, c := range []struct {
			kind string
			at   time.Time
			want []line
		}{
			{"ggd", noon, []line{{"Noord", 1, first, first, first, first}, {"Oost", 0, second, 0, 0, 0}, {"Zuid", 0, third, 0, 0, 0}}},
			{"ggd", noon.Add(-25 * time.Hour), []line{{"Noord", 0, 0, 0, 0, 0}, {"Oost", 0, first + second, 0, 0, 0}, {"Zuid", 0, third, 0, 0, 0}}},
			{"regio", noon, []line{{"Rivierenzoom", 1, first + wijk, first, first, first}}},
			{"wijkverband", noon, []line{{"West", 1, first, first, first, first}}},
			{"zorgkantoor", noon, nil},
		} {
			if got := cut(c.kind, c.at); !reflect.DeepEqual(got, c.want) {
				t.Errorf("%s at %s:\ngot  %v\nwant %v", c.kind, c.at.Format(time.DateTime), got, c.want)
			}
		}
		if _, err := s.CoverageBy(ctx, "postduiven", noon); fault.KindOf(err) != fault.Invalid {
			t.Errorf("an unknown kind gives %v", err)
		}
		// The same as the country's own overview, region by region.
		country, cuts := must[[]network.CountryRow](t)(s.Country(ctx, noon)), must[[]network.Cut](t)(s.CoverageBy(ctx, "regio", noon))
		for i, c := range country {
			if k := cuts[i]; k.Population != c.Population || k.InWijkverband != c.InWijkverband || k.Manned != c.Manned || k.Working != c.Working {
				t.Errorf("%s: %+v and %+v", c.Name, c, k)
			}
		}
	})
}

// BenchmarkCoverageBy cuts a country of 54 regions by regions of another sort, each time at a moment that
// nobody asked about before.
func BenchmarkCoverageBy(b *testing.B) {
	s := nationwide(b, storetest.SQLite(b, nil))
	rows := []network.BoundaryRow{}
	towns := must[[]network.Area](b)(s.Areas(b.Context(), network.AreaQuery{Kind: network.Wijk}))
	for i, w := range towns {
		rows = append(rows, network.BoundaryRow{Name: fmt.Sprintf("Deel %d", i/100), Area: w.Code, From: time.Now().AddDate(-5, 0, 0)})
	}
	bring(b, s, "boundaries", func(ctx context.Context, id batch.ID) (batch.Counts, error) {
		return s.StageBoundaries(ctx, id, "roaz", rows)
	})
	at := time.Now()
	for b.Loop() {
		at = at.Add(time.Minute)
		cuts, err := s.CoverageBy(b.Context(), "roaz", at)
		if err != nil || len(cuts) < 30 || cuts[0].Population == 0 {
			b.Fatalf("%d lines, %v", len(cuts), err)
		}
	}
}

// BenchmarkCoverageAnyDate is one region's coverage, each time at another moment.
func BenchmarkCoverageAnyDate(b *testing.B) {
	s := nationwide(b, storetest.SQLite(b, nil))
	at := time.Now()
	for b.Loop() {
		at = at.Add(time.Minute)
		if _, err := s.Coverage(b.Context(), "regio-7", at); err != nil {
			b.Fatal(err)
		}
	}
}
