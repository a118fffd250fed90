package region

import (
	"context"
	_ "embed"
	"net/http"

	"eerstelijn/internal/access"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/areamap"
	"eerstelijn/internal/web/asof"
	"eerstelijn/internal/web/assets"
	"eerstelijn/internal/web/mark"
	"eerstelijn/internal/web/promised"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/tally"
	"eerstelijn/internal/web/ui"
)

//go:embed region.css
var css string

func init() { assets.AddStyle("region", css) }

// Page is the page of a region.
type Page struct{ *site.Site }

// Get shows the region whose address name is the path value slug, today or as it was on a day.
func (p Page) Get(w http.ResponseWriter, r *http.Request) error {
	slug, day := r.PathValue("slug"), asof.Of(r, asof.Field, p.Today())
	f, err := p.facts(r.Context(), slug, day)
	if err != nil {
		return err
	}
	v := newView(f)
	v.day = day.Ask("/regio/" + f.region.Slug)
	v.file = day.On("/regio/" + f.region.Slug + filePath)
	if !f.past {
		if err := p.room(r, &v, f.region.ID); err != nil {
			return err
		}
		if v.tally, err = tally.Of(r.Context(), p.Site, f.region.ID, "", ""); err != nil {
			return err
		}
		if v.agreed, err = promised.Of(r.Context(), p.Site, p.SignedIn(r), promised.Place{Region: f.region.ID}); err != nil {
			return err
		}
		if who := p.SignedIn(r); who.Role == access.RESVStaff && who.Region == string(f.region.ID) {
			v.edit = "/werk/netwerk/regio/" + f.region.Slug
		}
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
	return p.Render(w, r, day.Status(), page(v))
}

// facts asks what is known of a region, on a day.
func (p Page) facts(ctx context.Context, slug string, day asof.Day) (f facts, err error) {
	f = facts{now: day.Moment(p.Today()), past: day.Past(), atlas: p.Finder.Atlas(), tables: p.Finder.Tables()}
	if f.region, err = p.region(ctx, slug, day); err != nil {
		return f, err
	}
	if f.coverage, err = p.Network.Coverage(ctx, slug, f.now); err != nil {
		return f, err
	}
	if f.wijkverbanden, err = p.Network.WijkverbandenAt(ctx, f.region.ID, f.now); err != nil {
		return f, err
	}
	if f.tasks, err = p.Network.Tasks(ctx); err != nil {
		return f, err
	}
	if f.disciplines, err = p.Network.Disciplines(ctx); err != nil || f.past {
		return f, err
	}
	codes := make([]network.DisciplineCode, len(f.disciplines))
	for i, d := range f.disciplines {
		codes[i] = d.Code
	}
	f.supply, err = areamap.Supply(p.Finder, areamap.Wijken(f.atlas, f.region.Areas), codes)
	return f, err
}

// region gives the region of an address. Before the days that are kept a region that there is was not
// there yet, and says so.
func (p Page) region(ctx context.Context, slug string, day asof.Day) (network.Region, error) {
	if day.Past() {
		return p.Network.RegionAt(ctx, slug, day.At)
	}
	return p.Network.Region(ctx, slug)
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
