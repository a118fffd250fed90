package directory

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// FuzzDecode reads any stored text: an error or an entry that is written and read back the same.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"state":"shown","organization":"o","name":"n","discipline":"d","kind":"k","locations":[{"id":"l","point":{"Lat":52,"Lon":5}}],"contacts":[{"audience":"citizen"}]}`))
	f.Add([]byte(`{"keywords":[null],"links":[{}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var s Service
		if decode(text, &s) != nil {
			return
		}
		once, err := encode(&s)
		if err != nil {
			return // what cannot be written was never stored
		}
		var again Service
		if err := decode([]byte(once), &again); err != nil {
			t.Fatal(err)
		}
		twice, err := encode(&again)
		if err != nil || once != twice {
			t.Errorf("%v:\n%s", err, cmp.Diff(once, twice))
		}
	})
}
