// Package today is where somebody who works in the network begins: who they are here, and what waits
// for them. For who looks after an organisation's entries that is: which of them are still right.
package today

import (
	"context"
	"net/http"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// mostOwn bounds the list of own services; one page of a directory query.
const mostOwn = 200

// Page is the workplace.
type Page struct{ *site.Site }

type view struct {
	frame     ui.PageView
	name      string
	role      string
	where     string
	admin     bool
	reports   []report  // somebody says that something is not right
	late      []report  // others in the region should have answered
	oversees  bool      // looks after the late ones
	asked     []service // somebody asks whether these are still right
	own       []service
	more      bool // there are more than the page shows
	confirmed string
	figures   *figures // nil for who keeps none
	places    *places  // nil for who neither asks for places nor gives them
	stuck     *stuck   // nil for who has nothing to do with bottlenecks
	agreed    *agreed  // nil for who has nothing to do with agreements
	ways      []ui.Link
}

// service is one entry to look after.
type service struct {
	id, name, kind string
	verifiedAt     time.Time
	verifyBy       time.Time
	overdue        bool
	askedAt        time.Time
}

// report is one that waits for an answer.
type report struct {
	name, organization, kind, href string
	due                            time.Time
	late                           bool
}

// Get shows the workplace of who is signed in.
func (p Page) Get(w http.ResponseWriter, r *http.Request) error {
	who := p.SignedIn(r)
	if !site.Works(who.Role) {
		return fault.New(fault.Denied, "Deze pagina is voor mensen die in de zorg of het sociaal domein werken. Meld u eerst aan.", "sign in first")
	}
	v := view{frame: p.Frame(r, "Vandaag"), name: who.Name, role: who.Role.NL(), admin: who.Role == access.ProviderAdmin && who.Organization != ""}
	v.frame.Work = true
	if err := p.place(r.Context(), who, &v); err != nil {
		return err
	}
	if v.admin {
		if err := p.services(r.Context(), who, r.URL.Query().Get("klopt"), &v); err != nil {
			return err
		}
	}
	if err := p.reports(r.Context(), who, &v); err != nil {
		return err
	}
	if err := p.places(r, who, &v); err != nil {
		return err
	}
	var err error
	if v.stuck, err = p.bottlenecks(r.Context(), who); err != nil {
		return err
	}
	if v.agreed, err = p.agreements(r.Context(), who); err != nil {
		return err
	}
	if v.figures, err = p.figures(r, who, p.Now()); err != nil {
		return err
	}
	return p.Render(w, r, http.StatusOK, page(v))
}

// Confirm says that an entry is still right. Whether this person may, is decided and recorded with it.
func (p Page) Confirm(w http.ResponseWriter, r *http.Request) error {
	which, err := id.Parse[directory.ServiceID](r.PathValue("id"))
	if err != nil {
		return fault.Missing("Dit aanbod bestaat niet (meer).", "service not found")
	}
	if _, err := p.Directory.Confirm(r.Context(), p.SignedIn(r), which); err != nil {
		return err
	}
	site.Redirect(w, r, "/werk?klopt="+string(which))
	return nil
}

// place tells where somebody works, and the pages that belong to it.
func (p Page) place(ctx context.Context, who access.Actor, v *view) error {
	if who.Organization != "" {
		o, err := p.Network.Organization(ctx, network.OrganizationID(who.Organization))
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
		v.where = o.Name
	}
	if who.Wijkverband != "" {
		team, err := p.Network.WijkverbandByID(ctx, network.WijkverbandID(who.Wijkverband))
		switch {
		case err == nil:
			v.ways = append(v.ways, ui.Link{Text: team.Name, Href: "/wijk/" + team.Slug})
		case fault.KindOf(err) != fault.NotFound:
			return err
		}
	}
	if who.Region != "" {
		region, err := p.Network.RegionByID(ctx, network.RegionID(who.Region))
		switch {
		case err == nil:
			v.ways = append(v.ways, ui.Link{Text: region.Name, Href: "/regio/" + region.Slug})
		case fault.KindOf(err) != fault.NotFound:
			return err
		}
	}
	for _, w := range ways {
		if len(w.whose) == 0 || slices.Contains(w.whose, who.Role) {
			v.ways = append(v.ways, ui.Link{Text: w.text, Href: w.href})
		}
	}
	return nil
}

// ways are the pages that somebody can go on to; without roles they are for everybody who works here.
var ways = []struct {
	text, href string
	whose      []access.Role
}{
	{"Beheer", "/beheer", []access.Role{access.PlatformAdmin}},
	{"Netwerk bijwerken", "/werk/netwerk", []access.Role{access.Coordinator, access.RESVStaff, access.RESVBoard, access.ProviderAdmin}},
	{"Mensen", "/werk/mensen", []access.Role{access.ProviderAdmin, access.Coordinator, access.RESVStaff, access.PlatformAdmin}},
	{"Logboek", "/werk/logboek", []access.Role{access.Auditor}},
	{"Akkoord met zijn tweeën", site.TogetherPath, []access.Role{access.PlatformAdmin, access.Auditor, access.RESVStaff, access.RESVBoard}},
	{"Zoek hulp voor iemand", site.SearchPath, nil},
	{"Wie bel ik nu?", "/wie-nu", nil},
	{"Alle regio’s", "/land", nil},
	{"Mijn eigen handelingen", "/werk/logboek/ik", nil},
	{"Wat mag ik, en waarom?", site.WhyPage, nil},
}

// services reads what waits and what there is. confirmed is the id of the entry just confirmed.
func (p Page) services(ctx context.Context, who access.Actor, confirmed string, v *view) error {
	t, now := p.Finder.Tables(), p.Now()
	one := func(s *directory.Service) service {
		return service{
			id: string(s.ID), name: s.Name, kind: t.KindName(s.Kind), verifiedAt: s.VerifiedAt, verifyBy: s.VerifyBy, overdue: s.Overdue(now),
		}
	}
	checks, err := p.Directory.Checks(ctx, who)
	if err != nil {
		return err
	}
	waits := map[directory.ServiceID]bool{}
	for i := range checks {
		s := one(&checks[i].Service)
		s.askedAt = checks[i].AskedAt
		waits[checks[i].Service.ID] = true
		v.asked = append(v.asked, s)
	}
	own, err := p.Directory.Services(ctx, directory.Query{Organization: network.OrganizationID(who.Organization), Limit: mostOwn})
	if err != nil {
		return err
	}
	v.more = own.Next != ""
	for i := range own.Services {
		s := &own.Services[i]
		if string(s.ID) == confirmed && !s.Overdue(now) && !waits[s.ID] {
			v.confirmed = s.Name
		}
		switch {
		case waits[s.ID]:
		case s.Overdue(now):
			v.asked = append(v.asked, one(s))
		default:
			v.own = append(v.own, one(s))
		}
	}
	return nil
}

// reports reads those that wait for who looks after an organisation's entries, and those that wait too
// long for who looks after the region.
func (p Page) reports(ctx context.Context, who access.Actor, v *view) error {
	one := func(m *directory.Report) report {
		return report{name: m.ServiceName, organization: m.OrganizationName, kind: m.KindName, due: m.DueAt, late: m.Late(p.Now())}
	}
	if v.admin {
		waiting, err := p.Directory.Reports(ctx, who)
		if err != nil {
			return err
		}
		for i := range waiting {
			m := one(&waiting[i])
			m.href = "/werk/melding/" + string(waiting[i].ID)
			v.reports = append(v.reports, m)
		}
	}
	if v.oversees = who.Role == access.RESVStaff && who.Region != ""; v.oversees {
		late, err := p.Directory.LateReports(ctx, who)
		if err != nil {
			return err
		}
		for i := range late {
			m := one(&late[i])
			if late[i].ServiceState == directory.Shown {
				m.href = "/aanbod/" + string(late[i].Service)
			}
			v.late = append(v.late, m)
		}
	}
	return nil
}
