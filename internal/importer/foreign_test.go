package importer_test

import (
	"strings"
	"testing"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/importer"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

func TestForeignParts(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		h.twoWijken(t)
		f, err := h.Foreign(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		refs := importer.References([]byte(fhirService))
		if refs.Organization != "o1" || len(refs.Locations) != 1 || refs.Locations[0] != "l1" {
			t.Fatalf("%+v", refs)
		}
		if r := importer.References([]byte(`{"providedBy":{"reference":"#inside"},"location":[{"reference":"urn:uuid:1"}]}`)); r.Organization != "" || r.Locations != nil {
			t.Errorf("what it holds itself is no reference: %+v", r)
		}
		id := func(l string) directory.LocationID { return directory.LocationID("here-" + l) }
		whole := importer.ForeignParts{Service: []byte(fhirService), Organization: []byte(fhirOrganization), Locations: map[string][]byte{"l1": []byte(fhirPlace)}}
		read, err := f.Read(t.Context(), whole, id)
		s := read.Service
		if err != nil || len(read.Problems) != 0 || read.Party.AGB != "01234567" || s.Discipline != "fysiotherapie" || s.Kind == "" || s.Locations[0].ID != "here-l1" || s.Locations[0].Area == "" || len(s.Contacts) != 2 {
			t.Fatalf("%+v: %v", read, err)
		}
		// A location that is not there yet is left out; an organisation that is not there has no name.
		read, err = f.Read(t.Context(), importer.ForeignParts{Service: []byte(fhirService)}, id)
		if err != nil || len(read.Service.Locations) != 0 || read.Party.Name != "" {
			t.Errorf("%+v: %v", read, err)
		}
		for _, bad := range []string{``, `7`, `{}`, `{"resourceType":"HealthcareService","telecom":7}`} {
			if read, err := f.Read(t.Context(), importer.ForeignParts{Service: []byte(bad)}, id); err != nil || len(read.Problems) == 0 {
				t.Errorf("%q: %+v: %v", bad, read, err)
			}
			if p := f.Party([]byte(bad)); p.Name != "" {
				t.Errorf("%q: %+v", bad, p)
			}
		}
		o := f.Party([]byte(strings.Replace(fhirOrganization, `"name":"De Brug"`, `"name":" De  Brug ","telecom":[{"system":"phone","value":"geen"},{"system":"email","value":"post@brug.example"},{"system":"url","value":"x y"}]`, 1)))
		if o.Name != "De Brug" || o.KvK != "12345678" || o.Phone != "" || o.Email != "post@brug.example" || o.Website != "" {
			t.Errorf("what cannot be kept is left out: %+v", o)
		}
	})
}
