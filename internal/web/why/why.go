// Package why is the page 'waarom mag ik dit zien?': what somebody may do at all, in the sentences of
// the policies, and for one act on one thing whether they may and what each policy said.
//
// It tells of things that the visitor may know of anyway. Anything else, whether it exists or not,
// gets one and the same answer.
package why

import (
	"context"
	_ "embed"
	"net/http"

	"eerstelijn/internal/access"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/assets"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

//go:embed why.css
var style string

func init() { assets.AddStyle("why", style) }

// Page answers at [site.WhyPage].
type Page struct{ *site.Site }

// Get shows what the visitor may do at all; with an act and a thing in the address, why they may do
// that or not.
func (p Page) Get(w http.ResponseWriter, r *http.Request) error {
	who := p.SignedIn(r)
	q := r.URL.Query()
	if !q.Has("act") && !q.Has("type") && !q.Has("id") {
		return p.everything(w, r, who)
	}
	thing, err := p.thing(r.Context(), who, q.Get("type"), q.Get("id"))
	if err != nil {
		return err
	}
	e := p.Access.Explain(who, q.Get("act"), thing.Subject)
	if !e.Known {
		return unknown()
	}
	v := one{frame: p.Frame(r, "Waarom mag ik dit?"), e: e, thing: thing, who: p.facts(r.Context(), who)}
	return p.Render(w, r, http.StatusOK, onePage(v))
}

func (p Page) everything(w http.ResponseWriter, r *http.Request, who access.Actor) error {
	v := all{frame: p.Frame(r, "Wat mag ik hier?"), signedIn: who.Role != access.Citizen, who: p.facts(r.Context(), who)}
	for _, right := range p.Access.Rights(who) {
		if n := len(v.parts); n == 0 || v.parts[n-1].capability != right.Capability {
			v.parts = append(v.parts, part{capability: right.Capability})
		}
		last := &v.parts[len(v.parts)-1]
		last.rights = append(last.rights, right)
	}
	v.assurance = who.Assurance
	return p.Render(w, r, http.StatusOK, allPage(v))
}

// unknown is what everybody reads of what does not exist and of what they may not know of.
func unknown() error {
	return fault.Missing("Hierover kunnen wij niets zeggen. Het bestaat niet, of u mag er niet van weten.", "nothing to say about this")
}

// thing is what somebody asks about, with its name and page.
type thing struct {
	access.Subject
	name, href string
}

// thing reads what the visitor may know of: what is public, what they look after, and themselves.
func (p Page) thing(ctx context.Context, who access.Actor, kind, key string) (t thing, err error) {
	t.Subject = access.Subject{Type: kind, ID: key}
	if _, err := id.Parse[string](key); err != nil {
		return t, unknown()
	}
	switch kind {
	case "region":
		var g network.Region
		g, err = p.Network.RegionByID(ctx, network.RegionID(key))
		t.name, t.href, t.Region = g.Name, "/regio/"+g.Slug, key
	case "wijkverband":
		var team network.Wijkverband
		team, err = p.Network.WijkverbandByID(ctx, network.WijkverbandID(key))
		t.name, t.href, t.Region, t.Wijkverband = team.Name, "/wijk/"+team.Slug, string(team.Region), key
	case "organization":
		var o network.Organization
		o, err = p.Network.Organization(ctx, network.OrganizationID(key))
		t.name, t.Organization = o.Name, key
	case "service":
		var s directory.Service
		s, err = p.service(ctx, who, directory.ServiceID(key))
		t.name, t.href, t.Organization = s.Name, "/aanbod/"+key, string(s.Organization)
	case "person":
		if key != who.Person {
			return t, unknown()
		}
		t.name, t.Person, t.Role = "uzelf", who.Person, string(who.Role)
		t.Organization, t.Region, t.Wijkverband = who.Organization, who.Region, who.Wijkverband
	default:
		return t, unknown()
	}
	if kind := fault.KindOf(err); err != nil && (kind == fault.NotFound || kind == fault.Denied) {
		return t, unknown()
	}
	return t, err
}

// service gives a service that everybody may see, or that the visitor looks after.
func (p Page) service(ctx context.Context, who access.Actor, which directory.ServiceID) (directory.Service, error) {
	s, err := p.Directory.Service(ctx, which)
	if fault.KindOf(err) != fault.NotFound || who.Role != access.ProviderAdmin {
		return s, err
	}
	return p.Directory.Own(ctx, who, which)
}

// facts are what the policies weigh of the visitor, with names instead of numbers.
func (p Page) facts(ctx context.Context, who access.Actor) []ui.Definition {
	facts := []ui.Definition{{Term: "Uw rol", Text: who.Role.NL()}}
	if who.Role == access.Citizen {
		return append(facts, ui.Definition{Term: "Ingelogd", Text: "nee"})
	}
	// A place that is gone is left out: the policies weigh its number, and nobody reads that.
	if o, err := p.Network.Organization(ctx, network.OrganizationID(who.Organization)); who.Organization != "" && err == nil {
		facts = append(facts, ui.Definition{Term: "Uw organisatie", Text: o.Name})
	}
	if team, err := p.Network.WijkverbandByID(ctx, network.WijkverbandID(who.Wijkverband)); who.Wijkverband != "" && err == nil {
		facts = append(facts, ui.Definition{Term: "Uw wijkverband", Text: team.Name})
	}
	if g, err := p.Network.RegionByID(ctx, network.RegionID(who.Region)); who.Region != "" && err == nil {
		facts = append(facts, ui.Definition{Term: "Uw regio", Text: g.Name})
	}
	return append(facts, ui.Definition{Term: "Zekerheid van uw inlog", Text: who.Assurance.NL()})
}

type one struct {
	frame ui.PageView
	e     access.Explanation
	thing thing
	who   []ui.Definition
}

type all struct {
	frame     ui.PageView
	signedIn  bool
	who       []ui.Definition
	parts     []part
	assurance access.Assurance
}

type part struct {
	capability string
	rights     []access.Right
}

// mark says in a word whether a policy holds here.
func mark(s access.Spoken) string {
	switch {
	case s.Broken:
		return "kan niet worden gelezen"
	case s.Spoke && s.Forbids:
		return "ja, en verbiedt het"
	case s.Spoke:
		return "ja"
	}
	return "nee"
}

// weighed are the facts of the act, of the thing and of the visitor.
func (v one) weighed() []ui.Definition {
	thing := ui.Definition{Term: "Het gaat om", Text: v.thing.name}
	if v.thing.href != "" {
		thing.Body = link(v.thing.name, v.thing.href)
	}
	facts := []ui.Definition{{Term: "Handeling", Text: v.e.Act.NL}, thing}
	if v.e.Act.Least > access.NoAssurance {
		facts = append(facts, ui.Definition{Term: "Nodige zekerheid", Text: v.e.Act.Least.NL()})
	}
	if v.e.NeedsSecond {
		facts = append(facts, ui.Definition{Term: "Met zijn tweeën", Text: "ja, een ander moet akkoord gaan"})
	}
	return append(facts, v.who...)
}

// table is every policy that names the act; those that hold here come first.
func (v one) table() ui.TableView {
	t := ui.TableView{ID: "regels", Caption: "Eén regel die geldt, is genoeg. Een regel die verbiedt, gaat voor.", Columns: []ui.Column{{Title: "Regel"}, {Title: "Geldt hier?"}}}
	for _, spoke := range []bool{true, false} {
		for _, s := range v.e.Policies {
			if s.Spoke == spoke {
				t.Rows = append(t.Rows, []ui.Cell{{Text: s.NL}, {Text: mark(s)}})
			}
		}
	}
	return t
}
