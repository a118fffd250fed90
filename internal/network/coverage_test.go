package network_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

var core = []network.DisciplineCode{"huisartsenzorg", "wijkverpleging", "farmacie", "sociaal-domein"}

// coverage told the slow way, from what was saved: every wijk asks every region and wijkverband.
type world struct {
	regions []network.Region
	bands   []network.Wijkverband // with the contacts that were saved
}

// The answers of the naive walk below know three kinds of contact; noon is a Tuesday.
var reaches = []struct {
	network.Reach
	today bool
}{
	{network.Reach{Phone: "010 000 00 00"}, true},
	{network.Reach{Phone: "010 000 00 00", Hours: "Tu 09:00-09:30"}, true},
	{network.Reach{Phone: "010 000 00 00", Hours: "We-Mo 08:00-20:00"}, false},
	{network.Reach{Email: "a@voorbeeld.example"}, false},
}

func (w world) row(r network.Region, areas []network.Area, counts map[network.AreaCode]int) (row network.CountryRow, gaps int) {
	row = network.CountryRow{ID: r.ID, Slug: r.Slug, Name: r.Name, Phase: r.RESV.Phase, Forerunner: r.RESV.Forerunner, Center: r.Center}
	for _, b := range w.bands {
		if b.Region != r.ID {
			continue
		}
		row.Wijkverbanden++
		counted := false
		for _, a := range areas {
			counted = counted || a.Code.Kind() == network.Wijk && holds(r.Areas, a.Code) && holds(b.Primary, a.Code)
		}
		if !counted { // it has no wijk here, so what it lacks is told once
			gaps += len(missing(b))
		}
	}
	for _, a := range areas {
		if a.Code.Kind() != network.Wijk || !holds(r.Areas, a.Code) {
			continue
		}
		row.Population += counts[a.Code]
		found := false
		for _, b := range w.bands {
			if !holds(b.Primary, a.Code) {
				continue
			}
			found = true
			row.InWijkverband += counts[a.Code]
			gaps += len(missing(b))
			if len(missing(b)) == 0 {
				row.Manned += counts[a.Code]
				if b.HasAgreement && b.SolvedBottleneck && b.MeetsEvery == "wekelijks" && noon.Sub(b.LastMet) <= 10*24*time.Hour {
					row.Working += counts[a.Code]
				}
			}
		}
		if !found {
			gaps++
		}
	}
	return row, gaps
}

func holds(codes []network.AreaCode, wijk network.AreaCode) bool {
	for _, c := range codes {
		if c == wijk || c == "GM"+wijk[2:6] {
			return true
		}
	}
	return false
}

func missing(b network.Wijkverband) (none []network.DisciplineCode) {
	for _, d := range core {
		there := false
		for _, c := range b.Contacts {
			for _, r := range reaches {
				there = there || c.Discipline == d && c.Reach == r.Reach && r.today && (c.Until.IsZero() || c.Until.After(noon)) && !c.From.After(noon)
			}
		}
		if !there {
			none = append(none, d)
		}
	}
	return none
}

func TestCoverageAsANaiveReaderSeesIt(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *network.Service, db *store.DB) {
		const towns = 3
		bringCountry(t, s, towns, 2026)
		areas, figures := country(towns, 2026)
		counts := map[network.AreaCode]int{}
		for _, f := range figures {
			counts[f.Code] = *f.Population
		}
		var w world
		for i := range 3 {
			w.regions = append(w.regions, newRegion(t, s, fmt.Sprintf("Regio %d", i), network.AreaCode(fmt.Sprintf("GM900%d", i))))
		}
		dice := rand.New(rand.NewPCG(2026, 6))
		most := 0
		for step := range 80 {
			w.step(t, dice, s)
			for i, got := range must[[]network.CountryRow](t)(s.Country(t.Context(), noon)) {
				want, gaps := w.row(w.regions[i], areas, counts)
				if got != want {
					t.Fatalf("step %d, country:\n%+v, the naive reader sees\n%+v", step, got, want)
				}
				c := must[network.Coverage](t)(s.Coverage(t.Context(), want.Slug, noon))
				if c.Population != want.Population || c.InWijkverband != want.InWijkverband || c.Manned != want.Manned || c.Working != want.Working || c.Year != 2026 {
					t.Fatalf("step %d, region: %+v, the naive reader sees\n%+v", step, c, want)
				}
				if len(c.Gaps) != gaps {
					t.Fatalf("step %d: %d gaps, the naive reader sees %d: %+v", step, len(c.Gaps), gaps, c.Gaps)
				}
				for _, g := range c.Gaps {
					if g.Call != "Bureau "+want.Name+", 010 000 00 00" {
						t.Fatalf("whom to call: %q", g.Call)
					}
				}
				most = max(most, c.Working)
			}
		}
		if most == 0 {
			t.Error("nothing ever worked: the test saw too little")
		}
	})
}

// step changes the world by one act, which may be refused.
func (w *world) step(t *testing.T, dice *rand.Rand, s *network.Service) {
	t.Helper()
	var codes []network.AreaCode
	for _, c := range []network.AreaCode{"GM9000", "GM9001", "WK900200", "WK900201", "WK900202", "WK900001", "WK900101"} {
		if dice.IntN(3) == 0 {
			codes = append(codes, c)
		}
	}
	refused := func(err error) bool {
		if k := fault.KindOf(err); err != nil && k != fault.Conflict && k != fault.Invalid {
			t.Fatal(err)
		}
		return err != nil
	}
	i := dice.IntN(len(w.regions))
	if dice.IntN(4) == 0 {
		r := w.regions[i]
		r.Areas = codes
		if saved, err := s.SaveRegion(t.Context(), operator, r); !refused(err) {
			w.regions[i] = saved
		}
		return
	}
	b := network.Wijkverband{Region: w.regions[i].ID, Name: fmt.Sprintf("Band %d", len(w.bands)), MeetsEvery: "wekelijks",
		LastMet: noon.AddDate(0, 0, -dice.IntN(15)), HasAgreement: dice.IntN(4) > 0, SolvedBottleneck: true, Areas: codes, Primary: codes}
	at := len(w.bands)
	if at > 0 && dice.IntN(2) == 0 { // an older one moves
		at = dice.IntN(at)
		b.ID, b.Region, b.Name = w.bands[at].ID, w.bands[at].Region, w.bands[at].Name
	}
	saved, err := s.SaveWijkverband(t.Context(), operator, b)
	if refused(err) {
		return
	}
	if at < len(w.bands) {
		saved.Contacts = w.bands[at].Contacts
		w.bands[at] = saved
		return
	}
	for _, d := range core {
		for range 1 + dice.IntN(2) {
			n := 0
			if dice.IntN(5) == 0 {
				n = dice.IntN(len(reaches))
			}
			c := network.Contact{Discipline: d, Function: "Aanspreekpunt", Reach: reaches[n].Reach, From: noon.Add(-time.Hour)}
			if dice.IntN(20) == 0 {
				c.Until = noon
			}
			if _, err := s.SaveContact(t.Context(), operator, saved.ID, c); err != nil {
				t.Fatal(err)
			}
			saved.Contacts = append(saved.Contacts, c)
		}
	}
	w.bands = append(w.bands, saved)
}

// Coverage in a year looks at the areas of that year, and so at its inhabitants.
func TestCoverageKeepsToTheYear(t *testing.T) {
	t.Parallel()
	onEachMoving(t, func(t *testing.T, s *network.Service, _ *store.DB, clock *hands) {
		clock.set(time.Date(2024, 6, 1, 12, 0, 0, 0, time.UTC))
		bringCountry(t, s, 1, 2024)
		r := newRegion(t, s, "Rivierenzoom", "GM9000")
		before := must[network.Coverage](t)(s.Coverage(t.Context(), r.Slug, clock.now()))
		then := clock.now()
		clock.set(noon)
		_, figures := country(1, 2026)
		areas, _ := country(1, 2026)
		double := 2 * *figures[0].Population
		figures[0].Population = &double
		bring(t, s, "areas", func(ctx context.Context, b batch.ID) (batch.Counts, error) { return s.StageAreas(ctx, b, areas) })
		bring(t, s, "figures", func(ctx context.Context, b batch.ID) (batch.Counts, error) {
			return s.StageFigures(ctx, b, 2026, figures)
		})
		after := must[network.Coverage](t)(s.Coverage(t.Context(), r.Slug, then))
		now := must[network.Coverage](t)(s.Coverage(t.Context(), r.Slug, noon))
		if after.Population != before.Population || after.Year != 2024 || now.Year != 2026 || now.Population != before.Population+double/2 {
			t.Errorf("2024 was %d, is %d now; 2026 is %d", before.Population, after.Population, now.Population)
		}
		if len(now.Gaps) != 4 || now.Gaps[0].Missing != "no-wijkverband" || now.Gaps[0].AreaName == "" || now.Gaps[0].Call != "Bureau Rivierenzoom, 010 000 00 00" {
			t.Errorf("gaps: %+v", now.Gaps)
		}
	})
}
