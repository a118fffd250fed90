package directory_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/network"
)

// edit is one thing that somebody does to an entry.
type edit struct {
	field string // what it touches: edits of different fields are disjoint
	do    func(*directory.Service)
}

// anEdit draws a change with a mark of its own, so that two people never make the same one by chance.
func anEdit(t *rapid.T, who string, base directory.Service) edit {
	mark := fmt.Sprintf("%s%d", who, rapid.IntRange(0, 9).Draw(t, "mark"))
	i := rapid.IntRange(0, 1).Draw(t, "item")
	return rapid.SampledFrom([]edit{
		{"name", func(s *directory.Service) { s.Name = mark }},
		{"description", func(s *directory.Service) { s.Description = mark }},
		{"discipline", func(s *directory.Service) { s.Discipline = network.DisciplineCode(mark) }},
		{"kind", func(s *directory.Service) { s.Kind = mark }},
		{"hours", func(s *directory.Service) { s.Hours = mark }},
		{"access", func(s *directory.Service) { s.Access = directory.Access(mark) }},
		{"state", func(s *directory.Service) { s.State = directory.State(mark) }},
		{"keywords+" + mark, func(s *directory.Service) { s.Keywords = append(slices.Clone(s.Keywords), mark) }},
		{fmt.Sprint("keywords-", i), func(s *directory.Service) { s.Keywords = gone(s.Keywords, base.Keywords[i]) }},
		{"languages+" + mark, func(s *directory.Service) { s.Languages = append([]string{mark}, s.Languages...) }},
		{"servedAreas+" + mark, func(s *directory.Service) {
			s.ServedAreas = append(slices.Clone(s.ServedAreas), network.AreaCode(mark))
		}},
		{fmt.Sprint("contacts", i), func(s *directory.Service) {
			s.Contacts = slices.Clone(s.Contacts)
			for k := range s.Contacts {
				if s.Contacts[k].Function == base.Contacts[i].Function {
					s.Contacts[k].Phone = mark
				}
			}
		}},
		{"contacts+" + mark, func(s *directory.Service) {
			s.Contacts = append(slices.Clone(s.Contacts), directory.ContactPoint{Function: mark})
		}},
		{"locations+" + mark, func(s *directory.Service) {
			s.Locations = append(slices.Clone(s.Locations), directory.Location{ID: directory.LocationID(mark), Point: geo.Point{Lat: 52, Lon: 5}})
		}},
		{"links0", func(s *directory.Service) { s.Links = []directory.Link{{Label: mark, URL: base.Links[0].URL}} }},
	}).Draw(t, "edit")
}

func gone(list []string, v string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == v })
}

// rich is an entry with something in each list.
func rich() directory.Service {
	s := practice()
	s.ID, s.Version, s.State = "s", 4, directory.Shown
	s.Keywords = []string{"huisdokter", "spreekuur", "prik"}
	s.ServedAreas, s.Partners = []network.AreaCode{"WK036304"}, []string{"Apotheek"}
	s.Contacts = append(s.Contacts, directory.ContactPoint{Audience: directory.ForProfessional, Function: "Overleglijn", Phone: "1"})
	return directory.Clean(s)
}

// TestNoChangeIsLostSilently lets two people do anything: each edit stands in what comes out, or its
// part is told as a conflict that shows both.
func TestNoChangeIsLostSilently(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		base := rich()
		mine, theirs := base, base
		touched := map[string]bool{}
		for _, e := range rapid.SliceOfN(rapid.Custom(func(t *rapid.T) edit { return anEdit(t, "mijn", base) }), 0, 5).Draw(t, "mine") {
			e.do(&mine)
			touched[e.field] = true
		}
		disjoint := true
		for _, e := range rapid.SliceOfN(rapid.Custom(func(t *rapid.T) edit { return anEdit(t, "hun", base) }), 0, 5).Draw(t, "theirs") {
			e.do(&theirs)
			disjoint = disjoint && !touched[e.field]
		}
		merged, conflicts := directory.Merge(base, mine, theirs)
		if disjoint && len(conflicts) > 0 {
			t.Fatalf("disjoint changes are in conflict: %+v", conflicts)
		}
		told := map[string]directory.Conflict{}
		for _, c := range conflicts {
			if c.NL == "" || told[c.Field].Field != "" || slices.Equal(c.Mine, c.Theirs) || slices.Equal(c.Mine, c.Base) || slices.Equal(c.Theirs, c.Base) {
				t.Fatalf("a conflict that is none: %+v", c)
			}
			told[c.Field] = c
		}
		// Each item that a side brought or took away is so in the outcome, or told.
		for _, side := range []struct {
			name string
			of   directory.Service
		}{{"mine", mine}, {"theirs", theirs}} {
			for _, d := range directory.Differences(base, side.of) {
				now := whole(merged, d.Field)
				for _, v := range d.After {
					if !slices.Contains(now, v) && !mentions(conflicts, d.Field, v) {
						t.Fatalf("%s brought %q to %s; it is lost: %v", side.name, v, d.Field, now)
					}
				}
				for _, v := range d.Before {
					if slices.Contains(now, v) && !slices.Contains(d.After, v) && !mentions(conflicts, d.Field, v) {
						t.Fatalf("%s took %q from %s; it is back: %v", side.name, v, d.Field, now)
					}
				}
			}
		}
		// Choosing one side everywhere loses nothing that the other did elsewhere.
		all := directory.Resolve(base, mine, theirs, func(string) directory.Side { return directory.Mine })
		if _, again := directory.Merge(theirs, all, theirs); len(again) > 0 {
			t.Fatalf("what was resolved is in conflict: %+v", again)
		}
		for _, d := range directory.Differences(base, mine) {
			now := whole(all, d.Field)
			for _, v := range d.After {
				if !slices.Contains(now, v) {
					t.Fatalf("mine was chosen and %q is not in %s: %v", v, d.Field, now)
				}
			}
		}
	})
}

// whole is all that an entry says in a part.
func whole(s directory.Service, field string) directory.Value {
	for _, d := range directory.Differences(directory.Service{}, s) {
		if d.Field == field {
			return d.After
		}
	}
	return nil
}

func mentions(conflicts []directory.Conflict, field, v string) bool {
	return slices.ContainsFunc(conflicts, func(c directory.Conflict) bool {
		return (c.Field == field || len(c.Field) > len(field) && c.Field[:len(field)] == field) &&
			(slices.Contains(c.Base, v) || slices.Contains(c.Mine, v) || slices.Contains(c.Theirs, v))
	})
}

func TestMergeOfOneSide(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		base := rich()
		changed := base
		for range rapid.IntRange(0, 5).Draw(t, "n") {
			anEdit(t, "mijn", base).do(&changed)
		}
		for name, c := range map[string][3]directory.Service{
			"with itself": {changed, changed, changed}, "mine alone": {base, changed, base},
			"theirs alone": {base, base, changed}, "the same on both sides": {base, changed, changed},
		} {
			merged, conflicts := directory.Merge(c[0], c[1], c[2])
			if diff := cmp.Diff(changed, merged); diff != "" || len(conflicts) > 0 {
				t.Fatalf("%s: %v\n%s", name, conflicts, diff)
			}
		}
	})
}

// TestEveryFieldIsMerged changes each field of an entry there is: a new one cannot be forgotten.
func TestEveryFieldIsMerged(t *testing.T) {
	t.Parallel()
	kept := []string{"ID", "Version", "OrganizationName", "VerifiedAt", "VerifyBy"}
	for i := range reflect.TypeFor[directory.Service]().NumField() {
		name := reflect.TypeFor[directory.Service]().Field(i).Name
		if slices.Contains(kept, name) {
			continue
		}
		mine := rich()
		switch f := reflect.ValueOf(&mine).Elem().Field(i); f.Kind() {
		case reflect.String:
			f.SetString("anders")
		case reflect.Slice:
			f.Set(reflect.MakeSlice(f.Type(), 0, 0))
		default:
			t.Fatalf("%s: a kind of field that this test does not know", name)
		}
		merged, _ := directory.Merge(rich(), mine, rich())
		if len(directory.Differences(rich(), mine)) != 1 || len(directory.Differences(merged, mine)) != 0 {
			t.Errorf("a change of %s is lost: %+v", name, merged)
		}
	}
}

// TestOrderCounts: the first location and the first contact are those that lists show.
func TestOrderCounts(t *testing.T) {
	t.Parallel()
	base, mine, theirs := rich(), rich(), rich()
	mine.Keywords = []string{"prik", "spreekuur", "huisdokter"}
	theirs.Keywords = append(slices.Clone(theirs.Keywords), "griep")
	merged, conflicts := directory.Merge(base, mine, theirs)
	if len(conflicts) != 0 || !slices.Equal(merged.Keywords, []string{"prik", "spreekuur", "huisdokter", "griep"}) {
		t.Errorf("%v, %v", merged.Keywords, conflicts)
	}
	theirs.Keywords = []string{"spreekuur", "huisdokter", "prik"}
	_, conflicts = directory.Merge(base, mine, theirs)
	if len(conflicts) != 1 || conflicts[0].Field != "keywords.order" || conflicts[0].NL != "Zoekwoorden: de volgorde" {
		t.Errorf("two orders: %+v", conflicts)
	}
	got := directory.Resolve(base, mine, theirs, func(string) directory.Side { return directory.Mine })
	if !slices.Equal(got.Keywords, mine.Keywords) {
		t.Errorf("%v", got.Keywords)
	}
}

// TestConflictSpeaksDutch: it is shown to the two people as it is.
func TestConflictSpeaksDutch(t *testing.T) {
	t.Parallel()
	base, mine, theirs := rich(), rich(), rich()
	mine.Hours, theirs.Hours = "Mo-Fr 09:00-17:00", ""
	mine.Contacts = slices.Clone(mine.Contacts)
	mine.Contacts[0].Phone = "0800 22 22"
	theirs.Contacts = theirs.Contacts[1:]
	_, conflicts := directory.Merge(base, mine, theirs)
	want := []directory.Conflict{
		{Field: "hours", NL: "Openingstijden", Base: directory.Value{"maandag t/m vrijdag 8.00–17.00 uur"}, Mine: directory.Value{"maandag t/m vrijdag 9.00–17.00 uur"}},
		{Field: "contacts[citizen Balie]", NL: "Contact", Base: directory.Value{"Balie (voor inwoners), 0800 123 45 67"}, Mine: directory.Value{"Balie (voor inwoners), 0800 22 22"}},
	}
	if diff := cmp.Diff(want, conflicts); diff != "" {
		t.Error(diff)
	}
}
