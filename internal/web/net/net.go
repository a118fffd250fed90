package net

import (
	"context"
	_ "embed"
	"net/http"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/assets"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

//go:embed net.css
var css string

func init() { assets.AddStyle("net", css) }

// Page is the pages on which the network is kept.
type Page struct{ *site.Site }

// root is where these pages begin.
const root = "/werk/netwerk"

var rootCrumbs = []ui.Link{{Text: "Vandaag", Href: "/werk"}, {Text: "Netwerk", Href: root}}

// Mount gives the handlers by their patterns.
func (p Page) Mount(handle func(pattern string, page site.Handler)) {
	handle("GET "+root, p.overview)
	handle("GET "+root+"/organisatie", p.organization)
	handle("POST "+root+"/organisatie", p.organization)

	if p.Endpoints != nil {
		handle("GET "+addressesPath, p.addresses)
		for path, page := range map[string]site.Handler{"/nieuw": p.newAddress, "/{id}": p.oneAddress} {
			handle("GET "+addressesPath+path, page)
			handle("POST "+addressesPath+path, page)
		}
	}

	wijk := root + "/wijkverband/{slug}"
	handle("GET "+wijk, p.wijkverband)
	for path, page := range map[string]site.Handler{"/gegevens": p.wijkverbandData, "/wijken": p.wijken, "/wijkverpleging": p.nursing,
		"/contact/{id}": p.contact, "/taak/{task}": p.wijkverbandTask, "/geschiedenis": p.wijkverbandHistory, "/stoppen": p.end} {
		handle("GET "+wijk+path, page)
		handle("POST "+wijk+path, page)
	}
	handle("POST "+wijk+"/contact/{id}/stoppen", p.endContact)

	region := root + "/regio/{slug}"
	handle("GET "+region, p.region)
	for path, page := range map[string]site.Handler{"/gegevens": p.regionData, "/gebieden": p.regionAreas, "/taak/{task}": p.regionTask, "/bewijs/{code}": p.evidencePage,
		"/nieuw": p.newWijkverband, "/geschiedenis": p.regionHistory} {
		handle("GET "+region+path, page)
		handle("POST "+region+path, page)
	}
	p.mountMandates(handle)
}

// mountMandates gives the handlers of who speaks for whom.
func (p Page) mountMandates(handle func(pattern string, page site.Handler)) {
	table, mandate := root+"/tafel/{kind}/{slug}", root+"/mandaat/{id}"
	for path, page := range map[string]site.Handler{table: p.tablePage, mandate: p.mandatePage, root + "/regio/{slug}/disciplines": p.disciplinesPage, root + "/leden/{id}": p.bodyPage} {
		handle("GET "+path, p.spoken(page))
	}
	for path, page := range map[string]site.Handler{
		root + "/mandaat/nieuw": p.grantPage, mandate + "/intrekken": p.revokePage, mandate + "/verbeteren": p.correctPage, mandate + "/vervanger": p.substitutePage,
		table + "/zetel/{id}": p.seatPage, table + "/stemmen": p.votesPage, root + "/regio/{slug}/erkenning": p.recognisePage, root + "/erkenning/{id}/stoppen": p.endStandingPage,
		root + "/leden/{id}/nieuw": p.addMemberPage, root + "/aansluiten": p.joinPage, root + "/aansluiting/{id}/stoppen": p.leavePage,
	} {
		handle("GET "+path, p.spoken(page))
		handle("POST "+path, p.spoken(page))
	}
	handle("POST "+mandate+"/vervanger/{sub}/stoppen", p.spoken(p.endSubstitution))
	handle("POST "+table+"/zetel/{id}/opheffen", p.spoken(p.endSeat))
}

// answer shows a form or takes what was typed in it.
func answer[T any](p Page, w http.ResponseWriter, r *http.Request, f form[T]) error {
	if r.Method == http.MethodPost {
		return post(p, w, r, f)
	}
	return get(p, w, r, f)
}

func (p Page) render(w http.ResponseWriter, r *http.Request, status int, s sheet) error {
	s.frame = p.frame(r, s.title, s.frame.Crumbs)
	return p.Render(w, r, status, formPage(s))
}

func (p Page) frame(r *http.Request, title string, crumbs []ui.Link) ui.PageView {
	f := p.Frame(r, title)
	f.Work, f.Current, f.Crumbs = true, "/werk", crumbs
	return f
}

// team is a wijkverband as lists show it.
type team struct {
	name, href string
	lacks      []string // core disciplines that nobody answers for today
	working    bool
	edit       bool
}

type overviewView struct {
	frame  ui.PageView
	own    []ui.Link // the wijkverband, region or organisation that one edits
	saved  bool
	region string
	keeps  bool // looks after wijkverbanden, which are then told
	teams  []team
	ahead  []gapAhead
	voices
}

// overview shows what who is signed in keeps, what is missing there, and who speaks for whom.
func (p Page) overview(w http.ResponseWriter, r *http.Request) error {
	who := p.SignedIn(r)
	v := overviewView{frame: p.frame(r, "Netwerk", []ui.Link{rootCrumbs[0], {Text: "Netwerk"}}), saved: wasSaved(r)}
	switch who.Role {
	case access.Coordinator, access.RESVStaff, access.RESVBoard:
		if err := p.teams(r.Context(), who, &v); err != nil {
			return err
		}
		v.keeps = true
	case access.ProviderAdmin:
		o, err := p.Network.Organization(r.Context(), network.OrganizationID(who.Organization))
		if err != nil {
			return err
		}
		v.own = append(v.own, ui.Link{Text: "Telefoon, e-mail en website van " + o.Name, Href: root + "/organisatie"})
		if p.Endpoints != nil {
			v.own = append(v.own, ui.Link{Text: "Digitale adressen van " + o.Name, Href: addressesPath})
		}
	default:
		if p.Mandates == nil || !p.reads(who) {
			return fault.New(fault.Denied, "Deze pagina is voor wie in de eerste lijn werkt.", "nothing here is yours to edit")
		}
	}
	var err error
	if v.ahead, err = p.gapsAhead(r.Context(), who); err != nil {
		return err
	}
	if v.voices, err = p.voices(r.Context(), who); err != nil {
		return err
	}
	return p.Render(w, r, http.StatusOK, overviewPage(v))
}

// teams fills in the wijkverbanden that somebody has to do with: the coordinator's own, or all of the
// region.
func (p Page) teams(ctx context.Context, who access.Actor, v *overviewView) error {
	region, err := p.Network.RegionByID(ctx, network.RegionID(who.Region))
	if err != nil {
		return err
	}
	coverage, err := p.Network.Coverage(ctx, region.Slug, p.Now())
	if err != nil {
		return err
	}
	disciplines, err := p.Network.Disciplines(ctx)
	if err != nil {
		return err
	}
	v.region = region.Name
	switch who.Role {
	case access.RESVStaff:
		v.own = append(v.own, ui.Link{Text: region.Name + ": gegevens, taken en wijkverbanden", Href: root + "/regio/" + region.Slug})
	case access.RESVBoard:
		v.own = append(v.own, ui.Link{Text: "Wat er veranderde in " + region.Name, Href: root + "/regio/" + region.Slug + "/geschiedenis"})
	}
	for _, s := range coverage.Wijkverbanden {
		mine := string(s.ID) == who.Wijkverband
		if who.Role == access.Coordinator && !mine {
			continue
		}
		t := team{name: s.Name, href: root + "/wijkverband/" + s.Slug, lacks: names(disciplines, s.Missing), working: s.Working, edit: who.Role != access.RESVBoard}
		if !t.edit {
			t.href = "/wijk/" + s.Slug
		}
		v.teams = append(v.teams, t)
	}
	return nil
}

func names(disciplines []network.Discipline, codes []network.DisciplineCode) (list []string) {
	for _, c := range codes {
		for _, d := range disciplines {
			if d.Code == c {
				list = append(list, d.Name)
			}
		}
	}
	return list
}

// organization is the form for how one's own organisation is reached.
func (p Page) organization(w http.ResponseWriter, r *http.Request) error {
	who := p.SignedIn(r)
	if who.Role != access.ProviderAdmin || who.Organization == "" {
		return fault.New(fault.Denied, "Deze pagina is voor wie het aanbod van een organisatie beheert.", "no organisation is yours to edit")
	}
	o, err := p.Network.EditOrganization(r.Context(), who, network.OrganizationID(who.Organization))
	if err != nil {
		return err
	}
	type org = network.Organization
	return answer(p, w, r, form[org]{
		title: o.Name, lead: "Zo is uw organisatie te bereiken. Klopt de naam of een nummer (URA, AGB, KvK) niet? Vraag dan de beheerder van dit platform.",
		action: root + "/organisatie", back: root, crumbs: rootCrumbs, is: o, version: o.Version,
		inputs: []input[org]{
			text("phone", "Telefoon", func(o *org) *string { return &o.Phone }).may().with(func(in *input[org]) { in.keys = "tel" }),
			text("email", "E-mail", func(o *org) *string { return &o.Email }).may().with(func(in *input[org]) { in.keys = "email" }),
			text("website", "Website", func(o *org) *string { return &o.Website }).may().hinted("Begin met https://").with(func(in *input[org]) { in.keys, in.most = "url", 4000 }),
		},
		save: func(ctx context.Context, o org, version int64) error {
			o.Version = version
			_, err := p.Network.SaveOrganization(ctx, who, o)
			return err
		},
	})
}
