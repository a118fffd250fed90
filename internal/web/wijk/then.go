package wijk

import (
	"net/http"
	"slices"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/areamap"
	"eerstelijn/internal/web/asof"
	"eerstelijn/internal/web/assets"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// thenView is a wijk as it was on a day. Who was to be reached then, and how, is nobody's to call any more:
// it shows for which disciplines there was somebody, and no names or numbers.
type thenView struct {
	frame ui.PageView
	title string
	lead  string
	day   asof.View
	team  ui.TableView
	signs ui.TableView
	about []ui.Definition
	drawn ui.MapView
}

// then shows a wijkverband as it was on a day, or that a wijk had none.
func (p Page) then(w http.ResponseWriter, r *http.Request, slug string, day asof.Day) error {
	ctx := r.Context()
	f := facts{now: day.Moment(p.Today()), atlas: p.Finder.Atlas(), tables: p.Finder.Tables()}
	var err error
	if code := network.AreaCode(slug); code.Kind() != "" {
		team, found, err := p.teamOf(r, code, day)
		if err != nil {
			return err
		}
		if found {
			site.Redirect(w, r, day.On("/wijk/"+team.Slug))
			return nil
		}
		return p.bareThen(w, r, code, day)
	}
	if f.team, err = p.Network.WijkverbandAt(ctx, slug, f.now); err != nil {
		return err
	}
	f.areas = f.team.Areas
	now, err := p.Network.RegionByID(ctx, f.team.Region)
	if err != nil {
		return err
	}
	if f.region, err = p.Network.RegionAt(ctx, now.Slug, f.now); err != nil {
		return err
	}
	if f.coverage, err = p.Network.Coverage(ctx, f.region.Slug, f.now); err != nil {
		return err
	}
	if f.disciplines, err = p.Network.Disciplines(ctx); err != nil {
		return err
	}
	v := thenView{title: f.team.Name, day: day.Ask("/wijk/" + slug), team: teamThen(f), signs: signs(f), about: about(f), drawn: drawn(f)}
	v.lead = teamLeadThen(len(statusOf(f).Missing))
	v.frame = p.frame(r, v.title, f.region)
	v.frame.Source = areamap.Source(f.atlas)
	if len(v.drawn.Shapes) > 0 {
		v.frame.Scripts = []string{assets.MapScript}
	}
	return p.Render(w, r, http.StatusOK, thenPage(v))
}

// teamOf finds the wijkverband that counted for a wijk on a day.
func (p Page) teamOf(r *http.Request, code network.AreaCode, day asof.Day) (network.Wijkverband, bool, error) {
	regions, err := p.Network.RegionsAt(r.Context(), day.At)
	if err != nil {
		return network.Wijkverband{}, false, err
	}
	holds := func(areas []network.AreaCode) bool {
		return slices.ContainsFunc(areas, func(a network.AreaCode) bool { return a.Contains(code) })
	}
	for _, region := range regions {
		if !holds(region.Areas) {
			continue
		}
		teams, err := p.Network.WijkverbandenAt(r.Context(), region.ID, day.At)
		if err != nil {
			return network.Wijkverband{}, false, err
		}
		for _, t := range teams {
			if holds(t.Primary) {
				return t, true, nil
			}
		}
	}
	return network.Wijkverband{}, false, nil
}

// bareThen is a wijk that had no wijkverband on a day.
func (p Page) bareThen(w http.ResponseWriter, r *http.Request, code network.AreaCode, day asof.Day) error {
	atlas := p.Finder.Atlas()
	missing := fault.Missing("Deze wijk kennen wij niet.", "area not found")
	if atlas == nil {
		return missing
	}
	area, ok := atlas.Area(code)
	if !ok || area.Kind == network.Municipality {
		return missing
	}
	v := thenView{title: area.Name, lead: "Deze wijk had toen nog geen wijkverband.", day: day.Ask("/wijk/" + string(code))}
	v.frame = p.frame(r, v.title, network.Region{})
	return p.Render(w, r, http.StatusOK, thenPage(v))
}

// statusOf is what coverage says of the team.
func statusOf(f facts) network.WijkverbandStatus {
	for _, w := range f.coverage.Wijkverbanden {
		if w.ID == f.team.ID {
			return w
		}
	}
	return network.WijkverbandStatus{}
}

func teamLeadThen(missing int) string {
	if missing == 0 {
		return "Het team van deze wijk was toen compleet."
	}
	return "Het team van deze wijk was toen niet compleet."
}

// teamThen says for which core disciplines somebody was reachable on the day.
func teamThen(f facts) ui.TableView {
	t := ui.TableView{ID: "team", Caption: "Was er iemand bereikbaar?", Columns: []ui.Column{{Title: "Discipline"}, {Title: "Die dag"}}}
	for _, d := range f.disciplines {
		if !d.Core {
			continue
		}
		words := "Ja"
		if lacks(f, d.Code) {
			words = "Niemand"
			if slices.ContainsFunc(f.team.Contacts, func(c network.Contact) bool { return c.Discipline == d.Code }) {
				words = "Niet bereikbaar op die dag"
			}
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: d.Name}, {Text: words}})
	}
	return t
}

// signs say whether the team works as it should, and who knows.
func signs(f facts) ui.TableView {
	t := ui.TableView{ID: "werkt", Caption: "Werkt het team zoals bedoeld?", Columns: []ui.Column{{Title: "Wat"}, {Title: "Is het zo?"}},
		Source: "Een team werkt als dit alles zo is."}
	for _, s := range statusOf(f).Signs {
		words := "Nog niet te zien"
		switch {
		case s.There && s.Measured:
			words = "Ja, gezien door het platform"
		case s.There:
			words = "Ja, volgens het wijkverband"
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: s.Text}, {Text: words}})
	}
	return t
}
