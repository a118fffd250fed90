package demo

import (
	"slices"
	"testing"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/network"
)

// moments that the gaps are about.
var (
	morning = time.Date(2026, 11, 25, 10, 0, 0, 0, clock.Amsterdam)
	evening = time.Date(2026, 11, 24, 20, 0, 0, 0, clock.Amsterdam)
	night   = time.Date(2026, 11, 25, 3, 0, 0, 0, clock.Amsterdam)
	sunday  = time.Date(2026, 11, 29, 14, 0, 0, 0, clock.Amsterdam)
)

// answers tells whether somebody in a wijk can call for a discipline at a moment: a service that stands in the municipality
// or comes to the wijk, with a contact that is reachable then.
func answers(t *testing.T, d Data, area network.AreaCode, discipline network.DisciplineCode, at time.Time) bool {
	t.Helper()
	return slices.ContainsFunc(d.Services, func(s directory.Service) bool {
		if s.Discipline != discipline {
			return false
		}
		near := slices.Contains(s.ServedAreas, area)
		for _, l := range s.Locations {
			near = near || len(s.ServedAreas) == 0 && l.Area.Parent() == area.Parent()
		}
		return near && slices.ContainsFunc(s.Contacts, func(c directory.ContactPoint) bool {
			text := s.Hours
			if c.Hours != "" {
				text = c.Hours
			}
			h, err := hours.Parse(text)
			if err != nil {
				t.Fatal(err)
			}
			return c.Phone != "" && !c.Limited && h.OpenAt(at)
		})
	})
}

func TestGapsAreThereAndNoOthers(t *testing.T) {
	t.Parallel()
	d := Region(testNow)
	for _, a := range d.Areas {
		if a.Kind != network.Wijk || a.Code[:4] != "WK99" || a.Parent > "GM9909" {
			continue
		}
		for name, at := range map[string]time.Time{"morning": morning, "evening": evening, "night": night, "sunday": sunday} {
			for discipline, gap := range map[network.DisciplineCode]bool{
				"huisartsenzorg": false,
				"ggz":            false,
				"wijkverpleging": a.Name == "Oevermonde-West" && at == night,
				"farmacie":       a.Parent == "GM9903" && at != morning,
			} {
				if got := answers(t, d, a.Code, discipline, at); got == gap {
					t.Errorf("%s in %s at %s: somebody answers: %t; want %t", discipline, a.Name, name, got, !gap)
				}
			}
		}
	}
}

func TestWijkverbandenStandAtDifferentPoints(t *testing.T) {
	t.Parallel()
	d := Region(testNow)
	count := map[string]int{}
	primary := map[network.AreaCode]bool{}
	overlap := map[network.AreaCode]int{}
	for _, w := range d.Wijkverbanden {
		for _, a := range w.Primary {
			primary[a] = true
			if !slices.Contains(w.Areas, a) {
				t.Errorf("%s counts for %s but does not work there", w.Name, a)
			}
		}
		if w.Region != regionID("rivierenzoom") {
			continue
		}
		for _, a := range w.Areas {
			overlap[a]++
		}
		reached := 0
		for _, c := range w.Contacts {
			h, err := hours.Parse(c.Reach.Hours)
			if err != nil || !h.Opens() {
				t.Errorf("%s %s: hours %q: %v", w.Name, c.Function, c.Reach.Hours, err)
			}
			if slices.Contains(core, c.Discipline) && (c.Until.IsZero() || c.Until.After(testNow)) {
				reached++
			}
		}
		switch {
		case reached == 4 && w.MeetsEvery != "" && w.HasAgreement && w.SolvedBottleneck:
			count["working"]++
		case reached == 4:
			count["manned"]++
		case reached == 3:
			count["incomplete"]++
		default:
			count["begun"]++
		}
	}
	if count["working"] != 2 || count["manned"] != 3 || count["incomplete"] != 2 || count["begun"] != 1 {
		t.Errorf("wijkverbanden: %v", count)
	}
	if primary["WK990204"] {
		t.Error("Hoenderlaak belongs to a wijkverband; want none")
	}
	if overlap["WK990105"] != 2 {
		t.Errorf("Steurhaven is in %d wijkverbanden; want 2", overlap["WK990105"])
	}
	phases, states := map[network.Phase]bool{}, map[string]bool{}
	for _, r := range d.Regions {
		phases[r.RESV.Phase] = true
		for _, task := range r.RESV.Tasks {
			states[task.State] = true
		}
	}
	if len(phases) != 3 || len(states) != 3 {
		t.Errorf("phases %v, states %v; want three of each", phases, states)
	}
}
