package demo

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// realColumn gives the values of columns of a file of real open data, or skips.
func realColumn(t *testing.T, name string, comma rune, columns ...string) map[string]bool {
	t.Helper()
	dir := os.Getenv("EERSTELIJN_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		t.Skipf("NOT CHECKED against real data: %v (set EERSTELIJN_DATA)", err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma = comma
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]bool{}
	for i, title := range rows[0] {
		for _, c := range columns {
			if strings.TrimPrefix(title, "\ufeff") == c {
				for _, row := range rows[1:] {
					values[strings.ToLower(row[i])] = true
				}
			}
		}
	}
	if len(values) < 50 {
		t.Fatalf("%s has %d values in %v", name, len(values), columns)
	}
	return values
}

func TestPlacesExistNowhere(t *testing.T) {
	t.Parallel()
	d := Region(testNow)
	for _, file := range []struct {
		name    string
		comma   rune
		columns []string
	}{
		{"wijk_2022.csv", ',', []string{"wijknaam", "gemeentenaam", "wijkcode", "gemeentecode"}},
		{"woonplaats_gemeente_corop.csv", ',', []string{"Woonplaats", "Gemeente", "COROP-gebied"}},
		{"gemeente_regio_2022.csv", ',', []string{"gemeentenaam", "corop", "ggd_regio", "zorgkantoorregio"}},
		{"gemeentewijzigingen_tot_2018.csv", ';', []string{"Oude", "Nieuwe", "Huidige code"}},
		{"pc4_2021.csv", ',', []string{"postcode4", "plaats"}},
	} {
		t.Run(file.name, func(t *testing.T) {
			t.Parallel()
			found := realColumn(t, file.name, file.comma, file.columns...)
			check := func(what string) {
				t.Helper()
				if found[strings.ToLower(what)] {
					t.Errorf("%q exists", what)
				}
			}
			for _, a := range d.Areas {
				check(a.Name)
				check(string(a.Code))
			}
			for _, p := range d.Postcodes {
				check(p.PC4)
				check(p.Place)
			}
			for _, r := range d.Regions {
				check(strings.TrimPrefix(r.Name, "Regio "))
			}
		})
	}
}

func TestHospitalsExistNowhere(t *testing.T) {
	t.Parallel()
	found := realColumn(t, "ziekenhuizen_eurostat_NL_2019.csv", ',', "hospital_name", "site_name")
	for _, o := range Region(testNow).Organizations {
		for name := range found {
			if strings.HasPrefix(o.Name, "Ziekenhuis") && name != "" && strings.Contains(strings.ToLower(o.Name), name) {
				t.Errorf("%q could be %q", o.Name, name)
			}
		}
	}
}
