package wijk

import (
	"context"
	_ "embed"
	"net/http"
	"slices"

	"eerstelijn/internal/access"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/finding/live"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/areamap"
	"eerstelijn/internal/web/asof"
	"eerstelijn/internal/web/assets"
	"eerstelijn/internal/web/mark"
	"eerstelijn/internal/web/promised"
	"eerstelijn/internal/web/say"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/tally"
	"eerstelijn/internal/web/ui"
)

//go:embed wijk.css
var css string

func init() { assets.AddStyle("wijk", css) }

// Page is the page of a wijk.
type Page struct{ *site.Site }

// Get shows the wijkverband whose address name is the path value slug. For the code of a wijk it leads
// to the wijkverband that counts there, or shows the page of a wijk without one.
func (p Page) Get(w http.ResponseWriter, r *http.Request) error {
	slug, day := r.PathValue("slug"), asof.Of(r, asof.Field, p.Today())
	if day.Past() {
		return p.then(w, r, slug, day)
	}
	if code := network.AreaCode(slug); code.Kind() != "" {
		return p.area(w, r, code)
	}
	team, err := p.Network.Wijkverband(r.Context(), slug)
	if err != nil {
		return err
	}
	f, err := p.facts(r.Context(), team.Region, team.Areas)
	if err != nil {
		return err
	}
	f.team = team
	v := teamView(f)
	v.day = day.Ask("/wijk/" + team.Slug)
	var tell network.AreaCode
	if len(team.Areas) > 0 {
		tell = team.Areas[0]
	}
	if v.tally, err = tally.Of(r.Context(), p.Site, team.Region, team.ID, tell); err != nil {
		return err
	}
	if v.agreed, err = promised.Of(r.Context(), p.Site, p.SignedIn(r), promised.Place{Region: team.Region, Wijkverband: team.ID}); err != nil {
		return err
	}
	if who := p.SignedIn(r); who.Role == access.Coordinator && who.Wijkverband == string(team.ID) || who.Role == access.RESVStaff && who.Region == string(team.Region) {
		v.edit = "/werk/netwerk/wijkverband/" + team.Slug
	}
	return p.show(w, r, v, f)
}

// room adds how much room there is in the wijken, of each kind.
func (p Page) room(r *http.Request, v *view, f facts) error {
	m, err := mark.New(r.Context(), p.Capacity, p.Now(), site.Works(p.SignedIn(r).Role))
	if err != nil || !m.Usable() || p.Board == nil || f.region.ID == "" {
		return err
	}
	since := p.Board.Seq()
	offers := slices.DeleteFunc(p.Board.Region(f.region.ID), func(o capacity.Offer) bool { return !serves(o.Area, f.areas) })
	if v.room = m.Kinds("ruimte", "Plek en wachttijd in deze wijk", offers); !v.room.Empty() {
		v.live = ui.LiveView{Feed: mark.Feed(f.region.ID), Since: since}
	}
	return nil
}

// serves tells whether what lies in an area, or is offered to a whole municipality, is for one of the
// wijken.
func serves(area network.AreaCode, wijken []network.AreaCode) bool {
	return slices.ContainsFunc(wijken, func(w network.AreaCode) bool { return area != "" && (w == area || w.Parent() == area) })
}

// area shows a CBS wijk.
func (p Page) area(w http.ResponseWriter, r *http.Request, code network.AreaCode) error {
	atlas := p.Finder.Atlas()
	missing := fault.Missing("Deze wijk kennen wij niet.", "area not found")
	if atlas == nil {
		return missing
	}
	area, ok := atlas.Area(code)
	if !ok || area.Kind == network.Municipality {
		return missing
	}
	team, err := p.Network.PrimaryWijkverband(r.Context(), code)
	switch {
	case err == nil:
		site.Redirect(w, r, "/wijk/"+team.Slug)
		return nil
	case fault.KindOf(err) != fault.NotFound:
		return err
	}
	f, err := p.facts(r.Context(), p.Finder.RegionOf(code), []network.AreaCode{code})
	if err != nil {
		return err
	}
	v := bareView(f, area)
	v.tally = tally.Tell(p.Site, area.Code)
	return p.show(w, r, v, f)
}

// facts asks what is known of some wijken in a region; of no region where it is ”.
func (p Page) facts(ctx context.Context, region network.RegionID, areas []network.AreaCode) (f facts, err error) {
	f = facts{areas: areas, now: p.Today(), atlas: p.Finder.Atlas(), tables: p.Finder.Tables()}
	if region != "" {
		if f.region, err = p.Network.RegionByID(ctx, region); err != nil {
			return f, err
		}
		if f.coverage, err = p.Network.Coverage(ctx, f.region.Slug, f.now); err != nil {
			return f, err
		}
	}
	if f.tasks, err = p.Network.Tasks(ctx); err != nil {
		return f, err
	}
	if f.disciplines, err = p.Network.Disciplines(ctx); err != nil {
		return f, err
	}
	if f.figures, err = p.Network.Figures(ctx); err != nil {
		return f, err
	}
	if f.here, err = areamap.Figures(ctx, p.Network, f.atlas, areas); err != nil {
		return f, err
	}
	if f.around, err = areamap.Figures(ctx, p.Network, f.atlas, areamap.Wijken(f.atlas, f.region.Areas)); err != nil {
		return f, err
	}
	codes := make([]network.DisciplineCode, len(f.disciplines))
	for i, d := range f.disciplines {
		codes[i] = d.Code
	}
	if f.supply, err = areamap.Supply(p.Finder, areas, codes); err != nil {
		return f, err
	}
	return f, p.gaps(&f)
}

// gaps asks for the coming week.
func (p Page) gaps(f *facts) error {
	f.gaps = map[network.AreaCode][]live.GapLine{}
	for _, a := range f.areas {
		// From the beginning of today, so that a gap that has begun keeps its hour; two days more than a
		// week, so that the last one, which may begin next week on this day, keeps its end.
		y, m, d := f.now.Date()
		lines, err := p.Finder.Gaps(a, midnight(y, m, d), daysShown+2)
		if fault.KindOf(err) == fault.NotFound && err != nil {
			continue // the map of another year: its wijken are no longer there
		}
		if err != nil {
			return err
		}
		for i := range lines {
			if len(lines[i].Fallback) > 0 || lines[i].Need == live.NeedGP {
				continue
			}
			// Where nobody else is near, the GP or the post on duty is who a citizen can always call.
			doctor, err := p.Finder.WhoNow(live.NeedGP, a, lines[i].Spans[0].From)
			if err != nil {
				return err
			}
			lines[i].Fallback = doctor.First[:min(len(doctor.First), 1)]
		}
		f.gaps[a] = lines
	}
	return nil
}

func (p Page) show(w http.ResponseWriter, r *http.Request, v view, f facts) error {
	v.frame = p.frame(r, v.title, f.region)
	v.frame.Source = areamap.Source(f.atlas)
	v.dialable, v.helpline = !p.Demo, p.Contact(say.Dutch)
	if err := p.room(r, &v, f); err != nil {
		return err
	}
	if len(v.drawn.Shapes) > 0 {
		v.frame.Scripts = []string{assets.MapScript}
	}
	if v.live.Feed != "" {
		v.frame.Scripts = append(v.frame.Scripts, assets.LiveScript)
	}
	status := http.StatusOK
	for _, field := range v.day.Days {
		if field.Error != "" {
			status = http.StatusUnprocessableEntity
		}
	}
	return p.Render(w, r, status, page(v))
}

// frame is that of a wijk in a region; an empty one where it is in none.
func (p Page) frame(r *http.Request, title string, in network.Region) ui.PageView {
	f := p.Frame(r, title)
	f.Current = "/land"
	f.Crumbs = []ui.Link{{Text: "Regio’s", Href: "/land"}}
	if in.Slug != "" {
		f.Crumbs = append(f.Crumbs, ui.Link{Text: in.Name, Href: "/regio/" + in.Slug})
	}
	f.Crumbs = append(f.Crumbs, ui.Link{Text: title})
	return f
}
