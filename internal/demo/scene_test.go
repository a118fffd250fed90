package demo_test

import (
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/demo"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// person gives somebody of the cast as they sign in.
func person(t testing.TB, d *demo.Data, name string) access.Actor {
	t.Helper()
	for _, p := range d.People {
		if p.Name == name {
			return access.Actor{Person: string(p.ID), Role: access.Role(p.Role), Organization: string(p.Organization), Region: string(p.Region), Wijkverband: string(p.Wijkverband),
				Assurance: access.Substantial, Via: access.ByPage}
		}
	}
	t.Fatalf("nobody is called %s", name)
	return access.Actor{}
}

// TestEverybodyHasSomethingToDo: in the middle of the morning each of those who ask, answer and coordinate finds work, in each urgency
// and each state.
func TestEverybodyHasSomethingToDo(t *testing.T) {
	t.Parallel()
	d := demo.Region(now)
	storetest.RunAt(t, fixed, func(t *testing.T, db *store.DB) {
		h, _ := whole(t, db, fixed)
		for range 2 { // loading again asks nothing again
			if err := demo.Load(t.Context(), h, d); err != nil {
				t.Fatal(err)
			}
		}
		hasWork(t, h, &d)
	})
}

func hasWork(t *testing.T, h demo.House, d *demo.Data) {
	t.Helper()
	ctx := t.Context()
	for name, least := range map[string]int{"Gerda Kleibakker": 2, "Bilal Steenoven": 3} {
		asked, err := h.Placement.Invited(ctx, person(t, d, name), placement.Window{})
		if err != nil {
			t.Fatal(err)
		}
		waiting := 0
		for _, a := range asked.Items {
			if a.Invitation.State == placement.Waiting && a.Invitation.Until.After(now) {
				waiting++
			}
		}
		if waiting < least {
			t.Errorf("%d questions wait for %s; want %d", waiting, name, least)
		}
	}
	for name, least := range map[string]int{"Hedwig Waardemaker": 4, "Saskia Veerstoep": 2, "Maartje Sluiswachter": 4, "Tarik Griendmans": 2} {
		own, err := h.Placement.Own(ctx, person(t, d, name), placement.Window{})
		if err != nil {
			t.Fatal(err)
		}
		if len(own.Items) < least {
			t.Errorf("%s asked %d things; want %d", name, len(own.Items), least)
		}
	}
	for _, name := range []string{"Kees Bandijker", "Esra Hoogwater"} {
		who := person(t, d, name)
		all, err := h.Placement.Desk(ctx, who, zoom(d), placement.Window{})
		if err != nil {
			t.Fatal(err)
		}
		states, urgencies, turns := map[placement.State]int{}, map[placement.Urgency]int{}, map[placement.Turn]int{}
		for _, r := range all.Items {
			states[r.State]++
			urgencies[r.Urgency]++
			turns[r.Turn]++
		}
		t.Logf("%s sees %v %v %v", name, states, urgencies, turns)
		if states[placement.StateOpen] < 5 || states[placement.StateBridging] < 1 || states[placement.StateAccepted] < 2 || len(urgencies) != 3 || len(turns) < 3 {
			t.Errorf("%s sees %v %v %v", name, states, urgencies, turns)
		}
		notes, err := h.Placement.Notes(ctx, who, zoom(d))
		if err != nil || len(notes) != 3 {
			t.Errorf("%s reads %d notes, %v; want 3", name, len(notes), err)
		}
	}
	rules, err := h.Placement.BridgingRules(ctx, zoom(d))
	if err != nil || len(rules) < 4 {
		t.Errorf("%d bridging rules, %v; want 4", len(rules), err)
	}
}
