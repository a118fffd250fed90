package directory_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
)

// TestDisjointChangesOfTwoPeopleBothStand is the ordinary case of two colleagues at once.
func TestDisjointChangesOfTwoPeopleBothStand(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		s, err := h.Save(t.Context(), admin, practice(), 0)
		wants(t, err, done)
		first, second := s, s
		first.Hours = "Mo-Fr 08:30-17:00"
		second.Description = "Ook voor nieuwe bewoners."
		second.Keywords = append(slices.Clone(s.Keywords), "nieuw")
		_, err = h.Save(t.Context(), admin, first, 1)
		wants(t, err, done)
		_, err = h.Save(t.Context(), admin, second, 1, directory.Exactly())
		wants(t, err, fault.Conflict)
		if c, ok := errors.AsType[*directory.Conflicted](err); ok {
			t.Errorf("where nothing is merged there is nothing to choose: %+v", c)
		}
		joined, err := h.Save(t.Context(), admin, second, 1)
		wants(t, err, done)
		if joined.Version != 3 || joined.Hours != first.Hours || joined.Description != second.Description || !slices.Contains(joined.Keywords, "nieuw") {
			t.Errorf("joined %+v", joined)
		}
		read, err := h.Service(t.Context(), s.ID)
		wants(t, err, done)
		if diff := cmp.Diff(joined, read); diff != "" {
			t.Error(diff)
		}
	})
}

// TestConflictLetsChoose: what both changed is told with both, and what was chosen can be saved.
func TestConflictLetsChoose(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		s, err := h.Save(t.Context(), admin, practice(), 0)
		wants(t, err, done)
		first, second := s, s
		first.Name, first.Hours = "De Brug", "Mo-Fr 08:30-17:00"
		second.Name, second.Description = "Brugpraktijk", "Anders."
		_, err = h.Save(t.Context(), admin, first, 1)
		wants(t, err, done)
		_, err = h.Save(t.Context(), admin, second, 1)
		wants(t, err, fault.Conflict)
		c, ok := errors.AsType[*directory.Conflicted](err)
		if !ok || len(c.Conflicts) != 1 || c.Conflicts[0].Field != "name" || c.Conflicts[0].NL != "Naam" || c.Theirs.Version != 2 || c.Base.Version != 1 {
			t.Fatalf("%+v, %v", c, err)
		}
		if strings.Contains(err.Error(), "Brugpraktijk") {
			t.Error("the error repeats what was typed")
		}
		chosen := directory.Resolve(c.Base, c.Mine, c.Theirs, func(string) directory.Side { return directory.Mine })
		saved, err := h.Save(t.Context(), admin, chosen, c.Theirs.Version)
		wants(t, err, done)
		if saved.Name != "Brugpraktijk" || saved.Hours != first.Hours || saved.Description != "Anders." {
			t.Errorf("%+v", saved)
		}
	})
}

// TestMergedEntryIsChecked: each of two changes is right by itself, together they leave no place.
func TestMergedEntryIsChecked(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		s := practice()
		s.ServedAreas = append(s.ServedAreas, "WK036304")
		s, err := h.Save(t.Context(), admin, s, 0)
		wants(t, err, done)
		first, second := s, s
		first.Locations, second.ServedAreas = nil, nil
		_, err = h.Save(t.Context(), admin, first, 1)
		wants(t, err, done)
		_, err = h.Save(t.Context(), admin, second, 1)
		wants(t, err, fault.Invalid)
		if f := fault.Safe(err).Fields; len(f) != 1 || f[0].Name != "place" {
			t.Errorf("%+v", f)
		}
	})
}

// ★ TestNobodyLosesWork lets several people save at once what they made from one version: what was
// accepted stands at the end, and who was not accepted is told so and holds their own text.
func TestNobodyLosesWork(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		rapid.Check(t, func(t *rapid.T) {
			s := practice()
			s.Keywords = []string{"huisdokter", "spreekuur"}
			s, err := h.Save(context.Background(), admin, s, 0)
			if err != nil {
				t.Fatal(err)
			}
			// Everybody writes a mark of their own in one of a few places.
			places := []struct {
				name  string
				write func(s *directory.Service, mark string)
				holds func(s directory.Service, mark string) bool
			}{
				{"name", func(s *directory.Service, m string) { s.Name = m }, func(s directory.Service, m string) bool { return s.Name == m }},
				{"description", func(s *directory.Service, m string) { s.Description = m }, func(s directory.Service, m string) bool { return s.Description == m }},
				{"keyword", func(s *directory.Service, m string) { s.Keywords = append(slices.Clone(s.Keywords), m) },
					func(s directory.Service, m string) bool { return slices.Contains(s.Keywords, m) }},
				{"phone", func(s *directory.Service, m string) {
					s.Contacts = slices.Clone(s.Contacts)
					s.Contacts[0].URL = "https://" + m + ".example/"
				}, func(s directory.Service, m string) bool { return strings.Contains(s.Contacts[0].URL, m) }},
			}
			chosen := rapid.SliceOfN(rapid.IntRange(0, len(places)-1), 2, 6).Draw(t, "places")
			outcome := make([]error, len(chosen))
			var group sync.WaitGroup
			for i, p := range chosen {
				group.Go(func() {
					mine := s
					places[p].write(&mine, fmt.Sprint("van", i))
					_, outcome[i] = h.Save(context.Background(), admin, mine, 1)
				})
			}
			group.Wait()
			end, err := h.Service(context.Background(), s.ID)
			if err != nil {
				t.Fatal(err)
			}
			accepted := map[int]bool{}
			for i, p := range chosen {
				mark := fmt.Sprint("van", i)
				switch c, conflicted := errors.AsType[*directory.Conflicted](outcome[i]); {
				case outcome[i] == nil:
					accepted[p] = true
					if !places[p].holds(end, mark) {
						t.Fatalf("the %s of %s was accepted and is lost: %+v", places[p].name, mark, end)
					}
				case !conflicted:
					t.Fatal(outcome[i])
				case !places[p].holds(c.Mine, mark) || len(c.Conflicts) != 1:
					t.Fatalf("%s does not get its own text back: %+v", mark, c)
				}
			}
			for _, p := range chosen {
				if !accepted[p] {
					t.Fatalf("nobody's %s was accepted", places[p].name)
				}
			}
			if p := slices.Index(chosen, 2); p >= 0 && outcome[p] != nil {
				t.Fatalf("a keyword more is no conflict: %v", outcome[p])
			}
		})
	})
}
