package directory_test

import (
	"slices"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/ledger"
)

// TestEveryMove takes each step from each state, by its act and along with Save.
func TestEveryMove(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		states := []directory.State{directory.Draft, directory.Shown, directory.Hidden}
		for _, from := range states {
			for _, to := range states {
				may := slices.ContainsFunc(directory.Moves, func(m directory.Move) bool { return m.From == from && m.To == to })
				want := fault.Conflict
				if may {
					want = done
				}
				fresh := func() directory.Service {
					s := practice()
					s.State = from
					s, err := h.Save(t.Context(), admin, s, 0)
					wants(t, err, done)
					return s
				}
				step := map[directory.State]func(directory.ServiceID) (directory.Service, error){
					directory.Shown:  func(id directory.ServiceID) (directory.Service, error) { return h.Show(t.Context(), admin, id) },
					directory.Hidden: func(id directory.ServiceID) (directory.Service, error) { return h.Hide(t.Context(), admin, id) },
				}[to]
				if step != nil {
					s := fresh()
					moved, err := step(s.ID)
					wants(t, err, want)
					if may && (moved.State != to || moved.Version != 2) {
						t.Errorf("%s to %s: %s, version %d", from, to, moved.State, moved.Version)
					}
				}
				s := fresh()
				s.State = to
				_, err := h.Save(t.Context(), admin, s, 1)
				if from == to {
					want = done
				}
				wants(t, err, want)
			}
		}
	})
}

func TestWhoMayShowHideAndUndo(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		s, err := h.Save(t.Context(), admin, practice(), 0)
		wants(t, err, done)
		s.Name = "Anders"
		_, err = h.Save(t.Context(), admin, s, 1)
		wants(t, err, done)
		weak := admin
		weak.Assurance = access.NoAssurance
		for name, try := range map[string]func(access.Actor) error{
			"directory.Show":       func(a access.Actor) error { _, err := h.Show(t.Context(), a, s.ID); return err },
			"directory.Hide":       func(a access.Actor) error { _, err := h.Hide(t.Context(), a, s.ID); return err },
			"directory.Undo":       func(a access.Actor) error { _, err := h.Undo(t.Context(), a, s.ID, 1, 2); return err },
			"directory.OwnHistory": func(a access.Actor) error { _, err := h.OwnHistory(t.Context(), a, s.ID); return err },
		} {
			for _, a := range []access.Actor{rival, visitor, weak, {Person: "p", Role: access.RESVStaff, Organization: string(ours), Assurance: access.High}} {
				if err := try(a); fault.KindOf(err) != fault.Denied {
					t.Errorf("%s by %s of %s: %v", name, a.Role, a.Organization, err)
				}
			}
			if e := h.last(t, name, 4); e.Outcome != ledger.Refused {
				t.Errorf("%s: ledger %+v", name, e)
			}
		}
		if n := count(t, h.db, `SELECT count(*) FROM service_version`); n != 2 {
			t.Errorf("%d versions: a refused act left one", n)
		}
	})
}

// TestUndoPutsBack: as a new version, whether it is shown left alone, and able to be undone itself.
func TestUndoPutsBack(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		first, err := h.Save(t.Context(), admin, practice(), 0)
		wants(t, err, done)
		second := first
		second.Name, second.Hours, second.Keywords = "Anders", "", nil
		second, err = h.Save(t.Context(), admin, second, 1)
		wants(t, err, done)
		_, err = h.Hide(t.Context(), admin, first.ID)
		wants(t, err, done)
		_, err = h.Undo(t.Context(), admin, first.ID, 1, 2)
		wants(t, err, fault.Conflict)
		_, err = h.Undo(t.Context(), admin, first.ID, 9, 3)
		wants(t, err, fault.NotFound)
		back, err := h.Undo(t.Context(), admin, first.ID, 1, 3)
		wants(t, err, done)
		if d := directory.Differences(first, back); back.Version != 4 || back.State != directory.Hidden || len(d) != 1 || d[0].Field != "state" {
			t.Errorf("version %d, %+v", back.Version, d)
		}
		again, err := h.Undo(t.Context(), admin, first.ID, 2, 4)
		wants(t, err, done)
		if d := directory.Differences(second, again); len(d) != 1 || d[0].Field != "state" {
			t.Errorf("the undo cannot be undone: %+v", d)
		}
		all, err := h.OwnHistory(t.Context(), admin, first.ID)
		// On PostgreSQL the ledger numbers an entry a moment after the act, and tells who it was from then on.
		for until := time.Now().Add(10 * time.Second); err == nil && len(all) == 5 && all[3].Person == "" && time.Now().Before(until); {
			all, err = h.OwnHistory(t.Context(), admin, first.ID)
		}
		wants(t, err, done)
		if len(all) != 5 {
			t.Fatalf("%d versions, want 5", len(all))
		}
		var fields []string
		for _, d := range all[3].Changed {
			fields = append(fields, d.Field)
		}
		if !slices.Equal(fields, []string{"name", "keywords", "hours"}) || all[4].Changed != nil || all[3].Person != admin.Person {
			t.Errorf("history tells %v by %q", fields, all[3].Person)
		}
	})
}

// TestHistoryNamesColleaguesAlone: what the program or somebody of elsewhere did is told without a person.
func TestHistoryNamesColleaguesAlone(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		s, err := h.Save(t.Context(), admin, practice(), 0)
		wants(t, err, done)
		s.Name = "Anders"
		_, err = h.Save(t.Context(), system, s, 1)
		wants(t, err, done)
		all, err := h.OwnHistory(t.Context(), admin, s.ID)
		wants(t, err, done)
		for all[1].Role == "" || all[0].Role == "" { // the entry gets its number a moment after the act
			all, err = h.OwnHistory(t.Context(), admin, s.ID)
			wants(t, err, done)
		}
		if all[0].Person != "" || all[0].Role != "system" || all[1].Person != admin.Person {
			t.Errorf("%q as %s, %q", all[0].Person, all[0].Role, all[1].Person)
		}
		shown, err := h.History(t.Context(), s.ID)
		wants(t, err, done)
		if len(shown) != 2 || shown[0].Person != "" || shown[1].Person != "" {
			t.Error("the public history names a person")
		}
	})
}
