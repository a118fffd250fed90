package bottleneck

import (
	"net/http"
	"strings"
	"time"

	"eerstelijn/internal/access"
	core "eerstelijn/internal/bottleneck"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// themeView are the themes that several places report.
type themeView struct {
	frame   ui.PageView
	done    done
	lead    string
	problem string
	now     time.Time
	groups  []riseGroup
}

// riseGroup is what belongs one level up, to the region or to the nation.
type riseGroup struct {
	id, title, says, then, button string
	may                           bool
	rises                         []rise
}

// rise is one theme.
type rise struct {
	id, title, where string
	items            []ui.Link
	more             int
	open             bool
	hidden           []ui.Hidden
	name             ui.Field
}

// mostItems bounds how many bottlenecks stand with one theme.
const mostItems = 6

// Rising shows the themes that several wijken or regions report.
func (p Page) Rising(w http.ResponseWriter, r *http.Request) error {
	return p.rising(w, r, http.StatusOK, nil)
}

func (p Page) rising(w http.ResponseWriter, r *http.Request, status int, bad *badForm) error {
	who, err := p.eyes(r)
	if err != nil {
		return err
	}
	n, err := p.names(r.Context())
	if err != nil {
		return err
	}
	v := themeView{frame: p.frame(r, "Wat speelt op meer plekken?", ui.Link{Text: "Op meer plekken"}), done: doneOf(r), now: p.Now(),
		lead: "Melden drie wijken binnen drie maanden hetzelfde? Dan hoort het bij de regio. Doen drie regio’s dat, dan hoort het bij het land. U beslist: dit is een voorstel."}
	if bad != nil {
		v.problem = bad.now
	}
	if region := network.RegionID(who.Region); region != "" && who.reads("Rising", region) {
		g := riseGroup{id: string(core.Region), title: "Voor de regio", says: "Drie of meer wijken melden dit.", button: "Maak er een knelpunt van de regio van",
			then: "De meldingen van de wijken gaan erin op. Alle melders blijven melder en krijgen bericht.", may: who.may("Bundle", &core.Bottleneck{Level: core.Region, Place: core.Place{Region: region}})}
		if err := p.rises(r, n, who, core.Region, region, &g, bad); err != nil {
			return err
		}
		v.groups = append(v.groups, g)
	}
	if who.reads("Rising", "") && who.board != "" {
		g := riseGroup{id: string(core.Nation), title: "Voor het land", says: "Drie of meer regio’s melden dit.", button: "Maak er een landelijk knelpunt van",
			then: "De meldingen van de regio’s gaan erin op. Alle melders blijven melder en krijgen bericht.", may: who.may("Bundle", &core.Bottleneck{Level: core.Nation})}
		if err := p.rises(r, n, who, core.Nation, "", &g, bad); err != nil {
			return err
		}
		v.groups = append(v.groups, g)
	}
	if len(v.groups) == 0 && identity.SignedIn(who.Actor) && who.Role != access.Auditor {
		return fault.New(fault.Denied, "Deze pagina is voor wie in een regio of voor het land werkt.", "no board is theirs to read")
	}
	return p.Render(w, r, status, themePage(v))
}

// rises reads what rises towards a level.
func (p Page) rises(r *http.Request, n *names, who eyes, level core.Level, region network.RegionID, g *riseGroup, bad *badForm) error {
	found, err := p.Bottlenecks.Rising(r.Context(), who.Actor, level, region)
	if err != nil {
		return err
	}
	titles, err := p.titles(r, who, region)
	if err != nil {
		return err
	}
	for _, x := range found {
		one := rise{id: string(level) + "-" + x.Theme, title: n.theme(x.Theme), hidden: []ui.Hidden{{Name: levelField, Value: string(level)}, {Name: themeField, Value: x.Theme}}}
		var places []string
		for _, at := range x.Places {
			name, err := n.place(at, level)
			if err != nil {
				return err
			}
			if name != "" {
				places = append(places, name)
			}
		}
		one.where = "In " + strings.Join(places, ", ") + "."
		for _, which := range x.IDs {
			one.hidden = append(one.hidden, ui.Hidden{Name: pickField, Value: string(which)})
			if title, known := titles[which]; known && len(one.items) < mostItems {
				one.items = append(one.items, ui.Link{Text: title, Href: pathOf(which)})
			} else {
				one.more++
			}
		}
		one.name = ui.Field{ID: one.id + "-titel", Name: titleField, Label: "Hoe noemt u het?", Value: one.title, MaxLength: mostTitle, Autocomplete: "off"}
		if bad != nil && bad.act == one.id {
			one.open, one.name.Value, one.name.Error = true, typed(r, titleField), bad.wrong["title"]
		}
		g.rises = append(g.rises, one)
	}
	return nil
}

// titles gives what stands on the board of a region, by id. What rises to the nation lies with regions, and is
// theirs to read.
func (p Page) titles(r *http.Request, who eyes, region network.RegionID) (map[core.ID]string, error) {
	titles := map[core.ID]string{}
	if region == "" {
		return titles, nil
	}
	page, err := p.Bottlenecks.Board(r.Context(), who.Actor, core.Query{Region: region, Limit: 500})
	for i := range page.Items {
		titles[page.Items[i].ID] = page.Items[i].Title
	}
	return titles, err
}

// place names one of the places where a theme is reported: a wijkverband or area for the region, a region
// for the nation.
func (n *names) place(which string, level core.Level) (string, error) {
	if level == core.Nation {
		return n.region(network.RegionID(which))
	}
	if code := network.AreaCode(which); code.Kind() != "" {
		return n.area(code), nil
	}
	return n.team(network.WijkverbandID(which))
}

// Bundle makes one bottleneck, a level up, of those that report a theme.
func (p Page) Bundle(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	who, level := p.SignedIn(r), core.Level(typed(r, levelField))
	if level != core.Region && level != core.Nation {
		return fault.New(fault.Invalid, "Dit formulier is niet compleet. Open het opnieuw.", "unknown level")
	}
	place := core.Place{}
	if level == core.Region {
		place.Region = network.RegionID(who.Region)
	}
	var ids []core.ID
	for _, one := range r.PostForm[pickField] {
		ids = append(ids, core.ID(one))
	}
	theme := typed(r, themeField)
	made, err := p.Bottlenecks.Bundle(r.Context(), who, level, place, typed(r, titleField), theme, ids, bundleReason[level], core.Decision{})
	if err != nil {
		bad := badOf(r, string(level)+"-"+theme, err)
		if bad == nil {
			return err
		}
		return p.rising(w, r, site.Status(err), bad)
	}
	return site.Lead(w, r, pathOf(made.ID), doneBundled)
}

// bundleReason is what reporters read of why theirs went on in another.
var bundleReason = map[core.Level]string{
	core.Region: "Drie of meer wijken meldden hetzelfde. Daarom gaat het samen verder bij de regio.",
	core.Nation: "Drie of meer regio’s meldden hetzelfde. Daarom gaat het samen verder bij het land.",
}
