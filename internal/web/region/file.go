package region

import (
	"net/http"
	"strconv"
	"time"

	"eerstelijn/internal/network"
	"eerstelijn/internal/web/areamap"
	"eerstelijn/internal/web/asof"
	"eerstelijn/internal/web/ui"
)

// filePath is where the tables of a region stand as a file, below the page.
const filePath = "/dekking.csv"

// File gives the coverage of a region as a file for a spreadsheet, today or as it was on a day: first its
// wijkverbanden and the wijken without, then its disciplines.
func (p Page) File(w http.ResponseWriter, r *http.Request) error {
	day := asof.Of(r, asof.Field, p.Today())
	if err := day.Err(); err != nil {
		return err
	}
	f, err := p.facts(r.Context(), r.PathValue("slug"), day)
	if err != nil {
		return err
	}
	t := areamap.NewFile("soort", "naam", "adres", "stand van het team", "inwoners", "ontbreekt", "aanbieders", "aangesloten", "mandaat", "stand", "bron")
	stand, source := ui.Moment(f.now), areamap.Source(f.atlas)
	for _, s := range f.coverage.Wijkverbanden {
		lacks := ""
		for i, d := range s.Missing {
			if i > 0 {
				lacks += ", "
			}
			lacks += f.tables.DisciplineName(d)
		}
		t.Line("wijkverband", s.Name, "/wijk/"+s.Slug, stateWords[stateOf(s)], known(s.Population), lacks, "", "", "", stand, source)
	}
	for _, g := range f.coverage.Gaps {
		if g.Wijkverband == "" {
			t.Line("wijk", g.AreaName, "/wijk/"+string(g.Area), stateWords[none], "", "", "", "", "", stand, source)
		}
	}
	for _, d := range f.coverage.Disciplines {
		t.Line("discipline", f.tables.DisciplineName(d.Code), "", "", "", "", known(d.Providers), affiliates(d), mandated(d), stand, source)
	}
	return t.Write(w, "dekking-"+f.region.Slug+"-"+f.now.Format(time.DateOnly)+".csv")
}

// known writes a number; none is what a source without figures gives, and is an empty cell.
func known(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func affiliates(d network.DisciplineCoverage) string {
	if d.Organised == nil {
		return ""
	}
	return strconv.Itoa(d.Affiliated)
}

func mandated(d network.DisciplineCoverage) string {
	if d.Mandated == nil {
		return ""
	}
	return map[bool]string{true: "ja", false: "nee"}[*d.Mandated]
}
