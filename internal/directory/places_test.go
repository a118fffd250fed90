package directory_test

import (
	"testing"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/id"
)

// A location's id is public, and what is served under it follows from the services that have it. Nobody makes
// that of another organisation theirs by typing its id.
func TestNobodyTakesTheLocationOfAnother(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		ours, err := h.Save(t.Context(), admin, practice(), 0)
		wants(t, err, done)
		place := ours.Locations[0].ID
		s := practice()
		s.Organization, s.Locations[0].ID = theirs, place
		taken, err := h.Save(t.Context(), rival, s, 0)
		wants(t, err, done)
		if got := taken.Locations[0].ID; got == place || got == "" {
			t.Errorf("the location of a rival has the id %q", got)
		}
		taken.Locations[0].ID = place
		again, err := h.Save(t.Context(), rival, taken, taken.Version)
		wants(t, err, done)
		if again.Locations[0].ID == place {
			t.Error("a change takes it all the same")
		}
		kept, err := h.Save(t.Context(), admin, ours, ours.Version)
		wants(t, err, done)
		if kept.Locations[0].ID != place {
			t.Error("an entry lost the id of its own location")
		}
		s = practice()
		s.Locations[0].ID = id.New[directory.LocationID]()
		named, err := h.Save(t.Context(), admin, s, 0, directory.NamingPlaces())
		wants(t, err, done)
		if named.Locations[0].ID != s.Locations[0].ID {
			t.Error("who sees to it that an id is free could not give it")
		}
	})
}
