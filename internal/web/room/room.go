package room

import (
	"context"
	_ "embed"
	"net/http"

	"eerstelijn/internal/access"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/assets"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

//go:embed room.css
var css string

func init() { assets.AddStyle("room", css) }

// Where the pages stand.
const (
	Path            = "/werk/capaciteit"
	NewPath         = Path + "/nieuw"
	FilePath        = Path + "/bestand"
	TemplatePath    = Path + "/bestand.csv"
	CalibrationPath = Path + "/betrouwbaarheid"
	BurdenPath      = Path + "/tijd"
)

// Page is all pages about room.
type Page struct{ *site.Site }

// Mount puts the pages at their paths.
func (p Page) Mount(handle func(pattern string, page site.Handler)) {
	handle("GET "+Path, p.List)
	handle("GET "+NewPath, p.New)
	handle("POST "+NewPath, p.Add)
	handle("GET "+Path+"/{offer}", p.Offer)
	handle("POST "+Path+"/{offer}", p.Say)
	handle("GET "+Path+"/{offer}/wijzig", p.Edit)
	handle("POST "+Path+"/{offer}/wijzig", p.Save)
	handle("POST "+Path+"/{offer}/stoppen", p.End)
	handle("GET "+FilePath, p.File)
	handle("POST "+FilePath, p.TakeFile)
	handle("GET "+TemplatePath, p.Template)
	handle("GET "+CalibrationPath, p.Calibration)
	handle("GET "+BurdenPath, p.Burden)
	handle("GET "+TimesPath+"/{service}", p.Times)
	handle("POST "+TimesPath+"/{service}", p.SaveTimes)
}

func offerPath(o capacity.OfferID) string { return Path + "/" + string(o) }

// frame is that of a page below the list; the list itself has no title to come back to.
func (p Page) frame(r *http.Request, title string) ui.PageView {
	f := p.Frame(r, title)
	f.Work, f.Current = true, Path
	f.Crumbs = []ui.Link{{Text: "Vandaag", Href: "/werk"}}
	if title != listTitle {
		f.Crumbs = append(f.Crumbs, ui.Link{Text: listTitle, Href: Path})
	}
	f.Crumbs = append(f.Crumbs, ui.Link{Text: title})
	return f
}

// which reads the offer of the address.
func (p Page) which(r *http.Request) (capacity.Offer, error) {
	o, err := id.Parse[capacity.OfferID](r.PathValue("offer"))
	if err != nil {
		return capacity.Offer{}, fault.Missing("Deze capaciteit bestaat niet (meer).", "offer not found")
	}
	return p.Capacity.Offer(r.Context(), o)
}

// may tells whether who is signed in holds a right over an offer; a page then shows what goes with it.
func (p Page) may(r *http.Request, act string, o *capacity.Offer) bool {
	return p.Access.Right(p.SignedIn(r), act, access.Subject{
		Type: "offer", ID: string(o.ID), Organization: string(o.Organization), Region: string(o.Region),
	}).Allowed
}

// named is what services are called.
type named map[directory.ServiceID]directory.Service

// names reads the services of some offers; one that nobody may see any more is left out.
func (p Page) names(ctx context.Context, offers []capacity.Offer) (named, error) {
	ids := make([]directory.ServiceID, 0, len(offers))
	seen := map[directory.ServiceID]bool{}
	for i := range offers {
		if s := offers[i].Service; !seen[s] {
			seen[s] = true
			ids = append(ids, s)
		}
	}
	shown, _, err := p.Directory.Changed(ctx, ids)
	if err != nil {
		return nil, err
	}
	all := make(named, len(shown))
	for i := range shown {
		all[shown[i].ID] = shown[i]
	}
	return all, nil
}

// of names an offer: its service and what is counted.
func (n named) of(o *capacity.Offer, kind capacity.Kind) (service, what string) {
	if s, ok := n[o.Service]; ok {
		return s.Name, kind.Name
	}
	return "Aanbod dat niet te zien is", kind.Name
}

// areaName names a wijk or a municipality of the map; ” for one that is not on it.
func (p Page) areaName(code network.AreaCode) string {
	if atlas := p.Finder.Atlas(); atlas != nil {
		if a, ok := atlas.Area(code); ok {
			return a.Name
		}
	}
	return ""
}

// regionOf gives the region that a page is about: the one asked for by its name in the address, else
// that of who is looking, else the first there is. Without any region it is empty.
func (p Page) regionOf(r *http.Request) (here network.Region, all []network.Region, err error) {
	all, err = p.Network.Regions(r.Context())
	if err != nil || len(all) == 0 {
		return network.Region{}, nil, err
	}
	slug, own := r.URL.Query().Get("regio"), network.RegionID(p.SignedIn(r).Region)
	here = all[0]
	for i := range all {
		if all[i].ID == own {
			here = all[i]
		}
	}
	for i := range all {
		if all[i].Slug == slug {
			return all[i], all, nil
		}
	}
	if slug != "" {
		return here, all, fault.Missing("Deze regio bestaat niet.", "region not found")
	}
	return here, all, nil
}

// regionField asks for a region; it is left out where there is one alone.
func regionField(here network.Region, all []network.Region) ui.Choice {
	c := ui.Choice{ID: "regio", Name: "regio", Label: "Regio"}
	for i := range all {
		c.Options = append(c.Options, ui.Option{Value: all[i].Slug, Text: all[i].Name, Selected: all[i].ID == here.ID})
	}
	return c
}
