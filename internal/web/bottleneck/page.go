package bottleneck

import (
	"context"
	_ "embed"
	"net/http"
	"strings"

	"eerstelijn/internal/access"
	core "eerstelijn/internal/bottleneck"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/assets"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

//go:embed bottleneck.css
var css string

func init() { assets.AddStyle("bottleneck", css) }

// Page is the pages on which bottlenecks are reported and dealt with.
type Page struct{ *site.Site }

// Where the pages stand. Meetings have MeetingPath, of package web/meeting.
const (
	PublicPath = "/knelpunt"
	Path       = "/werk/knelpunten"
	tellPath   = Path + "/melden"
	themePath  = Path + "/thema"
	// examplesPath has what was solved and can be learned from.
	examplesPath = Path + "/voorbeelden"
	rulesPath    = Path + "/regels"
	meetingPath  = Path + "/overleg"
)

func pathOf(b core.ID) string { return Path + "/" + string(b) }

func (p Page) frame(r *http.Request, title string, crumbs ...ui.Link) ui.PageView {
	f := p.Frame(r, title)
	f.Work, f.Current = true, Path
	f.Crumbs = append([]ui.Link{{Text: "Vandaag", Href: "/werk"}, {Text: "Knelpunten", Href: Path}}, crumbs...)
	if len(crumbs) == 0 {
		f.Crumbs[1].Href = ""
	}
	return f
}

// eyes is who is looking, and what the policies must know to say what they may do.
type eyes struct {
	access.Actor
	page  Page
	board network.OrganizationID // the nation's
}

// eyes reads which organisation is the nation's board, for who may work for it or reads along.
func (p Page) eyes(r *http.Request) (eyes, error) {
	e := eyes{Actor: p.SignedIn(r), page: p}
	if e.Role != access.National && e.Role != access.RESVStaff && e.Role != access.RESVBoard {
		return e, nil
	}
	var err error
	e.board, err = p.Bottlenecks.NationBoard(r.Context())
	return e, err
}

// may tells whether they may do an act of an owner to a bottleneck, so that a button stands there for who
// can use it. The act itself is weighed again, and recorded. What lies with a higher level is not the lower
// one's any more: the policies are told of its level alone.
func (e eyes) may(act string, b *core.Bottleneck) bool {
	s := access.Subject{Type: "bottleneck", ID: string(b.ID)}
	switch b.Level {
	case core.Wijk:
		s.Wijkverband = string(b.Place.Wijkverband)
	case core.Region:
		s.Region = string(b.Place.Region)
	case core.Nation:
		s.Desk = string(e.board)
	}
	if b.Owner.Kind == core.OwnedByOrganization {
		s.Organization = b.Owner.ID
	}
	return e.decide(act, s)
}

// reads tells whether they may do an act that looks at a board: that of a region, or without one the nation's.
func (e eyes) reads(act string, region network.RegionID) bool {
	s := access.Subject{Type: "board", ID: string(region), Region: string(region)}
	if region == "" {
		s.Desk = string(e.board)
	}
	return e.decide(act, s)
}

func (e eyes) decide(act string, s access.Subject) bool {
	return e.page.Access.Decide(e.Actor, "bottleneck."+act, s).Allowed
}

// names gives the names of the places and themes on one page. It lives as long as one answer.
type names struct {
	Page
	ctx     context.Context
	themes  map[string]core.Theme
	order   []core.Theme
	teams   map[network.WijkverbandID]string
	regions map[network.RegionID]string
}

func (p Page) names(ctx context.Context) (*names, error) {
	all, err := p.Bottlenecks.Themes(ctx)
	n := &names{Page: p, ctx: ctx, themes: map[string]core.Theme{}, order: all, teams: map[network.WijkverbandID]string{}, regions: map[network.RegionID]string{}}
	for _, t := range all {
		n.themes[t.Code] = t
	}
	return n, err
}

func (n *names) theme(code string) string {
	if t, ok := n.themes[code]; ok {
		return t.Name
	}
	return code
}

func (n *names) area(code network.AreaCode) string {
	if atlas := n.Finder.Atlas(); atlas != nil {
		if a, ok := atlas.Area(code); ok {
			return a.Name
		}
	}
	return ""
}

func (n *names) team(which network.WijkverbandID) (string, error) {
	if name, ok := n.teams[which]; ok || which == "" {
		return name, nil
	}
	found, err := n.Network.WijkverbandByID(n.ctx, which)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return "", err
	}
	n.teams[which] = found.Name
	return found.Name, nil
}

func (n *names) region(which network.RegionID) (string, error) {
	if name, ok := n.regions[which]; ok || which == "" {
		return name, nil
	}
	found, err := n.Network.RegionByID(n.ctx, which)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return "", err
	}
	n.regions[which] = found.Name
	return found.Name, nil
}

// where names the place of a bottleneck as finely as it is known.
func (n *names) where(p core.Place) (string, error) {
	if name := n.area(p.Area); name != "" {
		return name, nil
	}
	if p.Wijkverband != "" {
		return n.team(p.Wijkverband)
	}
	if p.Region != "" {
		return n.region(p.Region)
	}
	return "Heel Nederland", nil
}

// owner names who must see to it.
func owner(o core.Owner) string {
	name := o.Name
	if o.Kind == core.OwnedByNation && name == "" {
		name = nationBoard
	}
	if name == "" {
		name = "de eigenaar"
	}
	if o.PersonName != "" {
		name = o.PersonName + ", " + name
	}
	return name
}

// placed names an owner with its level, where the name alone does not tell.
func placed(level core.Level, o core.Owner) string {
	if level == core.Nation {
		return levels[level] + ": " + owner(o)
	}
	return ui.Capital(owner(o))
}

func typed(r *http.Request, name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
