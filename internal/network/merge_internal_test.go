package network

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/geo"
)

// ★ Of what two people change beside each other nothing is lost: what one of them changed is there, and
// what both changed is named for somebody to choose.
func TestMergeLosesNobodysWork(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		base := drawn(t, "base", nil)
		theirs, mine := drawn(t, "theirs", &base), drawn(t, "mine", &base)
		known := &base
		if rapid.Bool().Draw(t, "no base") {
			known = nil
		}
		merged, clashes := merge(regionFields, known, theirs, mine)
		for _, f := range regionFields {
			was, is, wish, got := f.text(&base), f.text(&theirs), f.text(&mine), f.text(&merged)
			clash := slices.Contains(clashes, f.name)
			switch {
			case is == wish:
				if clash || got != wish {
					t.Fatalf("%s: both say %q, merged %q, clash %v", f.name, wish, got, clash)
				}
			case known == nil, was != is && was != wish:
				if !clash || got != wish {
					t.Fatalf("%s: %q, %q and %q give %q, clash %v", f.name, was, is, wish, got, clash)
				}
			case was == wish:
				if clash || got != is {
					t.Fatalf("%s: their change is lost: %q", f.name, got)
				}
			default:
				if clash || got != wish {
					t.Fatalf("%s: my change is lost: %q", f.name, got)
				}
			}
		}
		// The other way around the same parts clash, and what does not clash comes out the same.
		turned, again := merge(regionFields, known, mine, theirs)
		if !slices.Equal(again, clashes) {
			t.Fatalf("one way %v clash, the other %v", clashes, again)
		}
		for _, name := range differs(regionFields, &merged, &turned) {
			if !slices.Contains(clashes, name) {
				t.Fatalf("%s depends on who saves first", name)
			}
		}
	})
}

// drawn makes a region that differs from another in some parts.
func drawn(t *rapid.T, label string, from *Region) Region {
	word := rapid.SampledFrom([]string{"", "a", "b", "c"})
	list := func(name string) []string { return rapid.SliceOfN(word, 0, 3).Draw(t, label+name) }
	r := Region{
		Name: word.Draw(t, label), Zorgkantoor: word.Draw(t, label), PreferredInsurers: list(" insurers"),
		Center: geo.Point{Lat: float64(rapid.IntRange(0, 2).Draw(t, label))},
		RESV:   RESV{Forerunner: rapid.Bool().Draw(t, label), Contact: Reach{Phone: word.Draw(t, label)}},
	}
	if from == nil {
		return r
	}
	for i := range regionFields {
		if rapid.Bool().Draw(t, label+" keeps") {
			regionFields[i].copy(&r, from)
		}
	}
	return r
}

// Every part of a thing that people save is compared and merged: a new one that is forgotten would be
// lost without a word.
func TestEveryPartIsMerged(t *testing.T) {
	t.Parallel()
	every(t, regionFields, "ID", "Slug", "Version", "RESV.Tasks")
	every(t, wijkverbandFields, "ID", "Slug", "Region", "Version", "Contacts", "Tasks")
	every(t, contactFields, "ID", "Name", "From", "Version")
	every(t, taskFields, "Task", "Version")
	every(t, organizationFields, "ID", "Version")
	every(t, personFields, "ID", "Version")
}

func every[T any](t *testing.T, fields []field[T], apart ...string) {
	t.Helper()
	var walk func(path string, at func(*T) reflect.Value)
	walk = func(path string, at func(*T) reflect.Value) {
		if slices.Contains(apart, path) {
			return
		}
		var from, to T
		v := at(&from)
		switch v.Interface().(type) {
		case time.Time:
			v.Set(reflect.ValueOf(time.UnixMicro(7)))
		case geo.Point:
			v.Set(reflect.ValueOf(geo.Point{Lat: 1}))
		default:
			switch v.Kind() {
			case reflect.String:
				v.SetString("x")
			case reflect.Bool:
				v.SetBool(true)
			case reflect.Slice:
				v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			case reflect.Struct:
				for i := range v.NumField() {
					name := v.Type().Field(i).Name
					if path != "" {
						name = path + "." + name
					}
					walk(name, func(t *T) reflect.Value { return at(t).Field(i) })
				}
				return
			default:
				t.Fatalf("%T.%s: a kind of part this test does not know", from, path)
			}
		}
		changed := differs(fields, &from, &to)
		if len(changed) != 1 {
			t.Errorf("%T.%s is %d parts, want one: %v", from, path, len(changed), changed)
		}
		for _, f := range fields {
			f.copy(&to, &from)
		}
		if left := differs(fields, &from, &to); len(left) > 0 || !reflect.DeepEqual(at(&from).Interface(), at(&to).Interface()) {
			t.Errorf("%T.%s is not copied", from, path)
		}
	}
	walk("", func(t *T) reflect.Value { return reflect.ValueOf(t).Elem() })
}
