package country

import (
	"strconv"

	"eerstelijn/internal/web/areamap"
	"eerstelijn/internal/web/ui"
)

// file is the table of regions for a spreadsheet.
func file(f facts) *areamap.File {
	t := areamap.NewFile("regio", "adres", "fase", "voorloper", "inwoners", "in een wijk met wijkverband", "in een wijk met compleet team", "in een wijk met werkend team", "wijkverbanden", "stand", "bron")
	source := areamap.Source(f.atlas)
	for _, r := range f.rows {
		number := orEmpty(r.Population)
		t.Line(r.Name, "/regio/"+r.Slug, phaseName(r), map[bool]string{true: "ja", false: "nee"}[r.Forerunner],
			number(r.Population), number(r.InWijkverband), number(r.Manned), number(r.Working), strconv.Itoa(r.Wijkverbanden), ui.Moment(f.now), source)
	}
	return t
}

// cutFile is the table of another cut of the country.
func cutFile(f facts) *areamap.File {
	t := areamap.NewFile(f.cut.Code, "code", "inwoners", "in een wijk met wijkverband", "in een wijk met compleet team", "in een wijk met werkend team", "wijkverbanden", "stand", "bron")
	source := areamap.Source(f.atlas)
	for _, c := range f.cuts {
		number := orEmpty(c.Population)
		t.Line(c.Name, c.Code, number(c.Population), number(c.InWijkverband), number(c.Manned), number(c.Working), strconv.Itoa(c.Wijkverbanden), ui.Moment(f.now), source)
	}
	return t
}

// orEmpty writes numbers of people, and nothing where nobody was counted.
func orEmpty(population int) func(int) string {
	return func(n int) string {
		if population == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
}
