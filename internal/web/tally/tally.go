// Package tally shows everybody, of a wijk, a region or the country, what was reported as stuck, what was
// done about it, and whether whoever reported says that it helped. Small numbers are not shown, and neither
// is what would tell them: package bottleneck sees to that.
package tally

import (
	"context"
	_ "embed"
	"time"

	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/assets"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

//go:embed tally.css
var css string

func init() { assets.AddStyle("tally", css) }

// View is the part of a page; the zero one shows nothing.
type View struct {
	title  string
	steps  []step
	themes ui.TableView
	tell   string // where one reports
	source string
}

// step is one of the three: you told, we did, did it help.
type step struct {
	title  string
	number string // the figure that says most; '' where it may not be shown
	text   string
	lines  []string
}

// Shown tells whether there is anything to show.
func (v View) Shown() bool { return v.title != "" }

// Tell is the part of a wijk without a wijkverband: nothing is counted there, and who lives there reports to
// the region.
func Tell(s *site.Site, tell network.AreaCode) View {
	if s.Bottlenecks == nil {
		return View{}
	}
	return View{title: "Loopt er iets vast?", tell: tellPath(tell), source: "Uw melding gaat naar de regio. U leest binnen zes weken wat zij ermee doen."}
}

func tellPath(area network.AreaCode) string {
	if area == "" {
		return "/knelpunt"
	}
	return "/knelpunt?wijk=" + string(area)
}

// Of reads the counts of the year, as far as they are public: of a wijkverband, of a region, or of the country. tell is the wijk in
// which who comes from this page reports, ” to let them choose.
func Of(ctx context.Context, s *site.Site, region network.RegionID, team network.WijkverbandID, tell network.AreaCode) (View, error) {
	if s.Bottlenecks == nil {
		return View{}, nil
	}
	c, err := s.Bottlenecks.Counts(ctx, bottleneck.CountQuery{Region: region, Wijkverband: team})
	if err != nil {
		return View{}, err
	}
	themes, err := s.Bottlenecks.Themes(ctx)
	if err != nil {
		return View{}, err
	}
	v := View{title: "U meldde, wij deden, hielp het?", tell: tellPath(tell)}
	v.source = "Gemeld van " + ui.Date(c.From) + " tot en met " + ui.Date(c.Until.Add(-time.Second)) + ". Kleine aantallen tonen wij niet: dan zou te zien zijn wie het meldde."
	v.steps = steps(&c)
	names := map[string]string{}
	for _, t := range themes {
		names[t.Code] = t.Name
	}
	v.themes = ui.TableView{ID: "knelpunten-onderwerp", Caption: "Waar gaat het over?", Columns: []ui.Column{{Title: "Onderwerp"}, {Title: "Gemeld", Numeric: true}}}
	for _, t := range c.ByTheme {
		v.themes.Rows = append(v.themes.Rows, []ui.Cell{{Text: names[t.Theme]}, {Text: number(t.N)}})
	}
	return v, nil
}

const tooFew = "Te weinig om te tonen."

func steps(c *bottleneck.Counts) []step {
	told := step{title: "U meldde", text: tooFew}
	if !c.Reported.Few {
		told.number, told.text = ui.Count(c.Reported.N), "knelpunten"
		if c.Reported.N == 1 {
			told.text = "knelpunt"
		}
	}
	did := step{title: "Wij deden", text: tooFew}
	for _, x := range []struct {
		n     bottleneck.Count
		words string
	}{{c.Open, "nog open"}, {c.Accepted, "blijven zoals het is"}, {c.PassedUp, "hogerop gebracht"}} {
		if !x.n.Few {
			did.lines = append(did.lines, ui.Count(x.n.N)+" "+x.words)
		}
	}
	if !c.Solved.Few {
		did.number, did.text = ui.Count(c.Solved.N), "opgelost"
	} else if len(did.lines) > 0 {
		did.text = ""
	}
	helped := step{title: "Hielp het?", text: tooFew}
	if !c.Helped.Few && !c.Solved.Few {
		helped.number, helped.text = ui.Count(c.Helped.N)+" van de "+ui.Count(c.Solved.N), "keer zeiden alle melders: ja, dit is opgelost"
	}
	if !c.Solved.Few && c.Solved.N == 0 {
		helped.number, helped.text = "", "Nog niets is opgelost."
	}
	return []step{told, did, helped}
}

// number writes a count in a table.
func number(c bottleneck.Count) string {
	if c.Few {
		return "te weinig"
	}
	return ui.Count(c.N)
}
