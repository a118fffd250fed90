package demo_test

import (
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/demo"
	"eerstelijn/internal/directory"
)

// TestKeepersHaveWork: the people who look after entries find drafts, something hidden, and reports.
func TestKeepersHaveWork(t *testing.T) {
	t.Parallel()
	d := demo.Region(now)
	run(t, func(t *testing.T, h demo.House) {
		for range 2 { // loading again adds nothing
			if err := demo.Load(t.Context(), h, d); err != nil {
				t.Fatal(err)
			}
		}
		for name, want := range map[string][4]int{"Gerda Kleibakker": {2, 1, 2, 1}, "Bilal Steenoven": {1, 1, 2, 1}} {
			var who access.Actor
			for _, p := range d.People {
				if p.Name == name {
					who = access.Actor{Person: string(p.ID), Role: access.Role(p.Role), Organization: string(p.Organization), Region: string(p.Region), Assurance: access.Substantial}
				}
			}
			own, err := h.Directory.OwnServices(t.Context(), who, directory.OwnQuery{})
			if err != nil {
				t.Fatal(err)
			}
			waiting, err := h.Directory.Reports(t.Context(), who)
			if err != nil {
				t.Fatal(err)
			}
			late := 0
			for i := range waiting {
				if waiting[i].Late(now) {
					late++
				}
			}
			if got := [4]int{own.Count[directory.Draft], own.Count[directory.Hidden], len(waiting), late}; got != want {
				t.Errorf("%s has %v drafts, hidden, reports, late; want %v", name, got, want)
			}
			who.Role = access.RESVStaff
			if all, err := h.Directory.LateReports(t.Context(), who); err != nil || len(all) != 2 {
				t.Errorf("the region sees %d late reports, %v; want 2", len(all), err)
			}
		}
	})
}
