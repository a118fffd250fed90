package admin

import (
	"errors"
	"maps"
	"testing"

	"eerstelijn/internal/fault"
)

// A form comes back only with words at its own fields; all else is an error as it is anywhere.
func TestWhatBringsAFormBack(t *testing.T) {
	t.Parallel()
	form := inputs{{"name", "naam"}, {"base", "adres"}}
	name, other := fault.InvalidField("name", "Geef een naam.", "expected a name"), fault.InvalidField("most", "Te veel.", "too many")
	for what, c := range map[string]struct {
		err  error
		want map[string]string
	}{
		"nothing":           {nil, nil},
		"a field":           {name, map[string]string{"name": "Geef een naam."}},
		"a clash":           {fault.New(fault.Conflict, "Staat er al.", "there already"), map[string]string{"base": "Staat er al."}},
		"no field":          {fault.New(fault.Invalid, "Kies iets.", "choose"), nil},
		"a field elsewhere": {fault.InvalidFields(append(name.Fields, other.Fields...)...), nil},
		"not allowed":       {fault.New(fault.Denied, "Nee.", "no"), nil},
		"something else":    {errors.New("broken"), nil},
	} {
		if got := form.refused(c.err, "base"); !maps.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", what, got, c.want)
		}
	}
	all := form.summary(map[string]string{"base": "b", "name": "a", "x": "y"})
	if len(all) != 2 || all[0].ID != "naam" || all[1].ID != "adres" || all[1].Message != "b" {
		t.Errorf("%v", all)
	}
}
