package net

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/web/asof"
	"eerstelijn/internal/web/ui"
)

// body is an organisation that speaks for a discipline in a region.
type body struct {
	name, href string
	lines      []string
	end        string // address where its recognition ends; "" for who may not
}

// spokenFor is a discipline with who speaks for it, and for how many.
type spokenFor struct {
	name      string
	organised string
	mandated  string
	lacks     bool // it has a body, and nobody with a mandate
	bodies    []body
}

type disciplinesView struct {
	frame     ui.PageView
	title     string
	region    string
	saved     bool
	days      asof.View
	recognise string
	list      []spokenFor
	none      []string // disciplines for which nobody speaks
}

// reader is somebody to whom who speaks for whom is open.
func (p Page) reader(r *http.Request) (access.Actor, error) {
	who := p.SignedIn(r)
	if !p.reads(who) {
		return who, fault.New(fault.Denied, "Deze pagina is voor wie in de eerste lijn werkt.", "this role does not see who speaks for whom")
	}
	return who, nil
}

// reads tells whether somebody may know who speaks for others, where they themselves work.
func (p Page) reads(who access.Actor) bool {
	return p.may(who, "mandate.Delegates", access.Subject{Type: "delegates", Organization: who.Organization, Region: who.Region})
}

// disciplinesPage shows who speaks for which discipline in a region, and how many providers take part.
func (p Page) disciplinesPage(w http.ResponseWriter, r *http.Request) error {
	who, err := p.reader(r)
	if err != nil {
		return err
	}
	ctx, d := r.Context(), p.days(r)
	region, err := p.Network.RegionAt(ctx, r.PathValue("slug"), d.op.Moment(p.Now()))
	if err != nil {
		return err
	}
	href := regionPath(region) + "/disciplines"
	v := disciplinesView{title: "Wie spreekt voor welke discipline?", region: region.Name, saved: wasSaved(r), days: d.ask(href)}
	v.frame = p.frame(r, v.title, append(slices.Clone(rootCrumbs), ui.Link{Text: region.Name + ": disciplines"}))
	mayEnd := !d.past() && p.may(who, "mandate.EndStanding", access.Subject{Type: "standing", Region: string(region.ID)})
	if !d.past() && p.may(who, "mandate.Recognise", access.Subject{Type: "standing", Region: string(region.ID)}) {
		v.recognise = regionPath(region) + "/erkenning"
	}
	coverage, err := p.Network.Coverage(ctx, region.Slug, d.op.Moment(p.Now()))
	if err != nil {
		return err
	}
	standings, err := p.Mandates.Standings(ctx, d.query(mandate.Query{Region: region.ID}))
	if err != nil {
		return err
	}
	disciplines, err := p.Network.Disciplines(ctx)
	if err != nil {
		return err
	}
	of, err := organizationsOf(ctx, p, standings, func(s *mandate.Standing) network.OrganizationID { return s.Body })
	if err != nil {
		return err
	}
	for _, c := range coverage.Disciplines {
		one := spokenFor{name: strings.Join(names(disciplines, []network.DisciplineCode{c.Code}), "")}
		for _, s := range standings {
			if s.Discipline != c.Code {
				continue
			}
			b := body{name: of[s.Body].Name, href: d.on(bodyPath(s.Body)), lines: []string{ui.Capital(spanWords(s.Span)), s.Evidence}}
			if mayEnd {
				b.end = root + "/erkenning/" + string(s.ID) + "/stoppen"
			}
			one.bodies = append(one.bodies, b)
		}
		if len(one.bodies) == 0 {
			v.none = append(v.none, one.name)
			continue
		}
		one.organised = organisedWords(c)
		has := c.Mandated != nil && *c.Mandated
		one.lacks, one.mandated = !has, map[bool]string{true: "Er is iemand met een mandaat bij de RESV.", false: "Nog niemand met een mandaat bij de RESV."}[has]
		v.list = append(v.list, one)
	}
	return p.Render(w, r, d.status(), disciplinesPageView(v))
}

// organisedWords say how many providers of a discipline are affiliated: counts, since a share hides how few
// they are.
func organisedWords(c network.DisciplineCoverage) string {
	if c.Organised == nil {
		return "Hoeveel aanbieders zijn aangesloten, is nog niet bekend."
	}
	return ui.Count(c.Affiliated) + " van de " + ui.Amount(c.Providers, "aanbieder is", "aanbieders zijn") + " aangesloten."
}

// member is a provider that belongs to a body.
type member struct {
	name, when string
	end        string
}

type bodyView struct {
	frame     ui.PageView
	title     string
	lead      string
	saved     bool
	days      asof.View
	add       string
	members   []member
	former    []member
	speaks    []spoke
	standings []string
}

// openBody finds the organisation of an address.
func (p Page) openBody(r *http.Request) (network.Organization, error) {
	which, err := id.Parse[network.OrganizationID](r.PathValue("id"))
	if err != nil {
		return network.Organization{}, fault.Missing("Deze organisatie kennen we niet.", "organization not found")
	}
	return p.Network.Organization(r.Context(), which)
}

// bodyPage shows who belongs to a body, for what it speaks and who does so in its name.
func (p Page) bodyPage(w http.ResponseWriter, r *http.Request) error {
	who, err := p.reader(r)
	if err != nil {
		return err
	}
	is, err := p.openBody(r)
	if err != nil {
		return err
	}
	ctx, d := r.Context(), p.days(r)
	v := bodyView{title: is.Name, saved: wasSaved(r), days: d.ask(bodyPath(is.ID))}
	v.frame = p.frame(r, is.Name, append(slices.Clone(rootCrumbs), ui.Link{Text: is.Name}))
	all, err := p.Mandates.Affiliations(ctx, d.query(mandate.Query{Body: is.ID, Ended: true}))
	if err != nil {
		return err
	}
	standings, err := p.Mandates.Standings(ctx, d.query(mandate.Query{Body: is.ID}))
	if err != nil {
		return err
	}
	if err := p.standingLines(ctx, standings, &v); err != nil {
		return err
	}
	here, err := p.affiliation(ctx, who, mandate.Affiliation{Body: is.ID})
	if err != nil {
		return err
	}
	of, err := organizationsOf(ctx, p, all, func(a *mandate.Affiliation) network.OrganizationID { return a.Provider })
	if err != nil {
		return err
	}
	at := d.op.Moment(p.Now())
	for _, a := range all {
		m := member{name: of[a.Provider].Name, when: ui.Capital(spanWords(a.Span))}
		subject := here
		subject.ID, subject.Organization = string(a.ID), string(a.Provider)
		if a.Until.IsZero() && !d.past() && p.may(who, "mandate.EndAffiliation", subject) {
			m.end = root + "/aansluiting/" + string(a.ID) + "/stoppen"
		}
		if a.Has(at) || a.From.After(at) {
			v.members = append(v.members, m)
		} else {
			v.former = append(v.former, m)
		}
	}
	v.lead = ui.Amount(len(v.members), "aanbieder is", "aanbieders zijn") + " aangesloten."
	if !d.past() && p.may(who, "mandate.Affiliate", here) {
		v.add = bodyPath(is.ID) + "/nieuw"
	}
	byName := func(a, b member) int { return strings.Compare(a.name+a.when, b.name+b.when) }
	slices.SortFunc(v.members, byName)
	slices.SortFunc(v.former, byName)
	if v.speaks, err = p.spokenBy(ctx, who, is.ID, d); err != nil {
		return err
	}
	return p.Render(w, r, d.status(), bodyPageView(v))
}

// standingLines say for which discipline a body speaks, and where.
func (p Page) standingLines(ctx context.Context, standings []mandate.Standing, v *bodyView) error {
	disciplines, err := p.Network.Disciplines(ctx)
	if err != nil {
		return err
	}
	for _, s := range standings {
		where := "heel Nederland"
		if s.Region != "" {
			region, err := p.Network.RegionByID(ctx, s.Region)
			if err != nil {
				return err
			}
			where = region.Name
		}
		v.standings = append(v.standings, strings.Join(names(disciplines, []network.DisciplineCode{s.Discipline}), "")+" in "+where+", "+spanWords(s.Span)+".")
	}
	return nil
}

// spokenBy are the mandates in force that an organisation gave: at every table for those who work for it,
// and for others where they work.
func (p Page) spokenBy(ctx context.Context, who access.Actor, of network.OrganizationID, d days) ([]spoke, error) {
	q := d.query(mandate.Query{Grantor: of})
	if string(of) != who.Organization {
		q.Region = network.RegionID(who.Region)
	}
	called, err := p.called(ctx, who, q)
	if err != nil {
		return nil, err
	}
	all, err := p.Mandates.Mandates(ctx, q)
	if err != nil {
		return nil, err
	}
	on, _, err := p.spokes(ctx, all, d, called)
	if err != nil {
		return nil, err
	}
	for i := range on {
		on[i].title, on[i].person = on[i].person, "" // the page is about the organisation
	}
	return on, nil
}

// allBodies are the organisations that may speak for a discipline somewhere, to choose from.
func (p Page) allBodies(ctx context.Context) ([]ui.Option, error) {
	all, err := p.Network.Organizations(ctx, network.OrganizationQuery{Kind: network.DisciplineBody})
	slices.SortFunc(all, func(a, b network.Organization) int { return strings.Compare(a.Name+string(a.ID), b.Name+string(b.ID)) })
	options := []ui.Option{{Text: "Kies"}}
	for _, b := range all {
		options = append(options, ui.Option{Value: string(b.ID), Text: b.Name})
	}
	return options, err
}

// disciplineOptions are disciplines to choose from; none is what choosing nothing is called.
func disciplineOptions(none string, all []network.Discipline) []ui.Option {
	options := []ui.Option{{Text: none}}
	for _, d := range all {
		options = append(options, ui.Option{Value: string(d.Code), Text: d.Name})
	}
	return options
}

// recognisePage is the form with which a region says who speaks for a discipline.
func (p Page) recognisePage(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), p.SignedIn(r)
	region, err := p.Network.Region(ctx, r.PathValue("slug"))
	if err != nil {
		return err
	}
	type standing = mandate.Standing
	is := standing{Region: region.ID}
	if !p.may(who, "mandate.Recognise", access.Subject{Type: "standing", Region: string(region.ID)}) {
		return fault.New(fault.Denied, "Wie voor een discipline spreekt, legt de regio vast.", "not this region's to change")
	}
	bodies, err := p.allBodies(ctx)
	if err != nil {
		return err
	}
	disciplines, err := p.Network.Disciplines(ctx)
	if err != nil {
		return err
	}
	back, today := regionPath(region)+"/disciplines", p.Today()
	return answer(p, w, r, form[standing]{
		title: "Organisatie erkennen", lead: "Een erkende organisatie spreekt in deze regio voor haar discipline. Haar mandaten gelden alleen zolang de erkenning geldt.",
		action: regionPath(region) + "/erkenning", back: back, crumbs: append(slices.Clone(rootCrumbs), ui.Link{Text: region.Name + ": disciplines", Href: back}), is: is, button: "Erken",
		inputs: []input[standing]{
			text("body", "Welke organisatie?", func(s *standing) *network.OrganizationID { return &s.Body }).
				hinted("Staat zij er niet bij? Vraag de beheerder van dit platform haar toe te voegen.").with(func(in *input[standing]) { in.kind, in.options = choice, bodies }),
			text("discipline", "Voor welke discipline?", func(s *standing) *network.DisciplineCode { return &s.Discipline }).with(func(in *input[standing]) { in.kind, in.options = choice, disciplineOptions("Kies", disciplines) }),
			since("from", "Vanaf welke dag?", today, func(s *standing) *time.Time { return &s.From }).hinted("Leeg: vanaf nu."),
			through("until", "Tot en met welke dag?", today, func(s *standing) *time.Time { return &s.Until }).hinted("Leeg: zonder einddatum."),
			text("evidence", "Waar is dit besloten?", func(s *standing) *string { return &s.Evidence }).hinted("Bijvoorbeeld: overleg van de RESV van 12 maart 2026.").with(func(in *input[standing]) { in.most = 2000 }),
		},
		save: func(ctx context.Context, s standing, _ int64) error {
			_, err := p.Mandates.Recognise(ctx, who, s)
			return err
		},
	})
}

// endStandingPage is the form with which a recognition ends.
func (p Page) endStandingPage(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), p.SignedIn(r)
	which, err := id.Parse[mandate.StandingID](r.PathValue("id"))
	if err != nil {
		return fault.Missing("Deze erkenning kennen we niet.", "standing not found")
	}
	found, err := p.Mandates.Standings(ctx, mandate.Query{ID: string(which), Ended: true})
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return fault.Missing("Deze erkenning kennen we niet.", "standing not found")
	}
	s := found[0]
	board, err := p.Mandates.NationBoard(ctx)
	if err != nil {
		return err
	}
	about := access.Subject{Type: "standing", ID: string(s.ID), Organization: string(s.Body), Region: string(s.Region)}
	if s.Region == "" { // the nation's own
		about.Desk = string(board)
	}
	if !p.may(who, "mandate.EndStanding", about) {
		return fault.New(fault.Denied, "Wie voor een discipline spreekt, legt de regio vast.", "not this region's to change")
	}
	of, err := p.organizations(ctx, s.Body)
	if err != nil {
		return err
	}
	back := bodyPath(s.Body)
	if s.Region != "" {
		region, err := p.Network.RegionByID(ctx, s.Region)
		if err != nil {
			return err
		}
		back = regionPath(region) + "/disciplines"
	}
	return answer(p, w, r, form[ending]{
		title: "Erkenning stopt", lead: of[s.Body].Name + " spreekt dan niet meer voor haar discipline. Haar mandaten hier gelden dan ook niet meer.",
		action: root + "/erkenning/" + string(s.ID) + "/stoppen", back: back, crumbs: rootCrumbs, button: "Laat de erkenning stoppen",
		inputs: endingInputs(p.Today(), "Waarom?"), version: s.Version,
		save: func(ctx context.Context, e ending, _ int64) error {
			return p.Mandates.EndStanding(ctx, who, s.ID, e.At, e.Why)
		},
	})
}
