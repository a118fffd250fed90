package region

import (
	_ "embed"
	"net/http"

	"eerstelijn/internal/access"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/areamap"
	"eerstelijn/internal/web/assets"
	"eerstelijn/internal/web/mark"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

//go:embed region.css
var css string

func init() { assets.AddStyle("region", css) }

// Page is the page of a region.
type Page struct{ *site.Site }

// Get shows the region whose address name is the path value slug.
func (p Page) Get(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	region, err := p.Network.Region(r.Context(), slug)
	if err != nil {
		return err
	}
	f := facts{region: region, now: p.Today(), atlas: p.Finder.Atlas(), tables: p.Finder.Tables()}
	if f.coverage, err = p.Network.Coverage(r.Context(), slug, f.now); err != nil {
		return err
	}
	if f.wijkverbanden, err = p.Network.Wijkverbanden(r.Context(), region.ID); err != nil {
		return err
	}
	if f.tasks, err = p.Network.Tasks(r.Context()); err != nil {
		return err
	}
	if f.disciplines, err = p.Network.Disciplines(r.Context()); err != nil {
		return err
	}
	codes := make([]network.DisciplineCode, len(f.disciplines))
	for i, d := range f.disciplines {
		codes[i] = d.Code
	}
	if f.supply, err = areamap.Supply(p.Finder, areamap.Wijken(f.atlas, region.Areas), codes); err != nil {
		return err
	}
	v := newView(f)
	if err := p.room(r, &v, region.ID); err != nil {
		return err
	}
	if who := p.SignedIn(r); who.Role == access.RESVStaff && who.Region == string(region.ID) {
		v.edit = "/werk/netwerk/regio/" + region.Slug
	}
	v.frame = p.Frame(r, v.title)
	v.frame.Current = "/land"
	v.frame.Crumbs = []ui.Link{{Text: "Regio’s", Href: "/land"}, {Text: v.title}}
	v.frame.Source = areamap.Source(f.atlas)
	v.dialable = !p.Demo
	if len(v.drawn.Shapes) > 0 {
		v.frame.Scripts = []string{assets.MapScript}
	}
	if v.live.Feed != "" {
		v.frame.Scripts = append(v.frame.Scripts, assets.LiveScript)
	}
	return p.Render(w, r, http.StatusOK, page(v))
}

// room adds how much room there is in the region, of each kind.
func (p Page) room(r *http.Request, v *view, region network.RegionID) error {
	m, err := mark.New(r.Context(), p.Capacity, p.Now(), site.Works(p.SignedIn(r).Role))
	if err != nil || !m.Usable() || p.Board == nil {
		return err
	}
	since := p.Board.Seq()
	if v.room = m.Kinds("ruimte", "Plek en wachttijd in deze regio", p.Board.Region(region)); !v.room.Empty() {
		v.live = ui.LiveView{Feed: mark.Feed(region), Since: since}
	}
	return nil
}
