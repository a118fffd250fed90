package net

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity/invitation"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// Start is the page on which a wijkverband is begun: what is done, what is missing, and one click to the
// next step. It stands apart because it invites people.
type Start struct {
	Page
	Invitations *invitation.Service
}

// Mount gives the handlers by their patterns.
func (p Start) Mount(handle func(pattern string, page site.Handler)) {
	path := root + "/wijkverband/{slug}/beginnen"
	handle("GET "+path, p.start)
	handle("GET "+path+"/{discipline}", p.invite)
	handle("POST "+path+"/{discipline}", p.invite)
}

func startPath(w wijk) string { return wijkPath(w) + "/beginnen" }

// stage is one step on the way to a wijkverband.
type stage struct {
	title string
	done  bool
	waits bool // somebody else is to act
	lines []string
	act   ui.Link
}

type startView struct {
	frame       ui.PageView
	title, lead string
	saved       bool
	stages      []stage
	first       int // the step with the filled button; -1 when all is done
	public      ui.Link
}

// start shows the steps.
func (p Start) start(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	who, is, err := p.open(r)
	if err != nil {
		return err
	}
	v := startView{title: "Stap voor stap: " + is.Name, saved: wasSaved(r), first: -1, public: ui.Link{Text: "Zo ziet iedereen de wijk", Href: "/wijk/" + is.Slug}}
	v.frame = p.frame(r, v.title, append(wijkCrumbs(is), ui.Link{Text: "Stap voor stap"}))
	v.stages = []stage{{title: "De naam", done: true, lines: []string{is.Name}, act: ui.Link{Text: "Wijzig", Href: wijkPath(is) + "/gegevens"}}, p.wijkenStage(who, is)}
	contacts, err := p.contactStages(ctx, who, is)
	if err != nil {
		return err
	}
	v.stages = append(v.stages, contacts...)
	rhythm := stage{title: "Hoe vaak u overlegt", done: is.MeetsEvery != "", lines: []string{is.MeetsEvery}, act: ui.Link{Text: "Wijzig", Href: wijkPath(is) + "/gegevens"}}
	if !rhythm.done {
		rhythm.lines, rhythm.act.Text = []string{"Bijvoorbeeld: elke 6 weken."}, "Zeg hoe vaak"
	}
	v.stages = append(v.stages, rhythm)
	todo := 0
	for i, s := range v.stages {
		if !s.done {
			todo++
		}
		if v.first < 0 && !s.done && !s.waits && s.act.Href != "" {
			v.first = i
		}
	}
	switch todo {
	case 0:
		v.lead = "Alles is klaar. Het wijkverband is bereikbaar."
	case 1:
		v.lead = "Nog één stap te gaan."
	default:
		v.lead = "Nog " + ui.Count(todo) + " stappen te gaan. Samen kosten ze ongeveer tien minuten."
	}
	return p.Render(w, r, http.StatusOK, startPage(v))
}

func (p Start) wijkenStage(who access.Actor, is wijk) stage {
	s := stage{title: "De wijken", done: len(is.Primary) > 0, lines: []string{p.areaWords(is.Areas)}}
	if !s.done {
		s.lines = []string{"Kies voor welke wijken dit het eerste wijkverband is. Dan tellen de inwoners mee."}
	}
	switch {
	case who.Role == access.RESVStaff:
		s.act = ui.Link{Text: "Kies de wijken", Href: wijkPath(is) + "/wijken"}
	case !s.done:
		s.lines, s.waits = append(s.lines, "De regio bepaalt dit. Vraag het daar."), true
	}
	return s
}

// contactStages are the core disciplines: who is reachable, who was invited, and for which nobody is.
func (p Start) contactStages(ctx context.Context, who access.Actor, is wijk) (list []stage, err error) {
	disciplines, err := p.Network.Disciplines(ctx)
	if err != nil {
		return nil, err
	}
	region, err := p.Network.RegionByID(ctx, is.Region)
	if err != nil {
		return nil, err
	}
	coverage, err := p.Network.Coverage(ctx, region.Slug, p.Now())
	if err != nil {
		return nil, err
	}
	var missing []network.DisciplineCode
	for _, s := range coverage.Wijkverbanden {
		if s.ID == is.ID {
			missing = s.Missing
		}
	}
	people, err := p.Network.People(ctx, who)
	if err != nil {
		return nil, err
	}
	people = slices.DeleteFunc(people, func(c network.Colleague) bool { return c.Wijkverband != is.ID || !c.Left.IsZero() })
	invited, err := p.Invitations.Invitations(ctx, who)
	if err != nil {
		return nil, err
	}
	invited = slices.DeleteFunc(invited, func(i invitation.Invitation) bool { return i.Wijkverband != is.ID || !p.Now().Before(i.Until) })
	for _, d := range disciplines {
		if d.Core {
			list = append(list, p.contactStage(is, d, slices.Contains(missing, d.Code), people, invited))
		}
	}
	return list, nil
}

func (p Start) contactStage(is wijk, d network.Discipline, missing bool, people []network.Colleague, invited []invitation.Invitation) stage {
	s := stage{title: "Iemand voor " + strings.ToLower(d.Name)}
	for _, c := range is.Contacts {
		if c.Discipline == d.Code {
			s.lines = append(s.lines, filled(c.Function, phone(c.Reach.Phone))...)
			s.act = ui.Link{Text: "Wijzig", Href: wijkPath(is) + "/contact/" + string(c.ID)}
		}
	}
	switch {
	case len(s.lines) > 0 && !missing:
		s.done = true
		return s
	case len(s.lines) > 0:
		s.lines, s.act.Text = append(s.lines, "Vandaag niet bereikbaar. Kloppen de tijden?"), "Kijk de tijden na"
		return s
	}
	for _, c := range people {
		if c.Discipline == d.Code && c.Role == string(access.Professional) {
			s.lines = []string{strings.Join(filled(c.Name, c.OrganizationName), ", ") + " doet mee."}
			s.act = ui.Link{Text: "Zet het nummer op de pagina", Href: wijkPath(is) + "/contact/nieuw?voor=" + string(d.Code) + "&wie=" + string(c.ID)}
			return s
		}
	}
	for _, i := range invited {
		if i.Discipline == d.Code {
			s.waits = true
			s.lines = []string{i.Name + " is uitgenodigd op " + ui.Date(i.Made) + " en heeft nog niet geantwoord.", "De link werkt tot en met " + ui.Date(i.Until) + "."}
			s.act = ui.Link{Text: "Nodig iemand anders uit", Href: startPath(is) + "/" + string(d.Code)}
			return s
		}
	}
	s.lines, s.act = []string{"Nog niemand."}, ui.Link{Text: "Nodig iemand uit", Href: startPath(is) + "/" + string(d.Code)}
	return s
}

// invite is the form with which somebody is asked to be the contact of a discipline.
func (p Start) invite(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	who, is, err := p.open(r)
	if err != nil {
		return err
	}
	d, err := p.Network.Discipline(ctx, network.DisciplineCode(r.PathValue("discipline")))
	if err != nil {
		return err
	}
	if !d.Core {
		return fault.Missing("Deze discipline nodigt u uit bij Mensen.", "not one of the core disciplines")
	}
	providers, err := p.parties(ctx, is, d.Code, func(network.NursingCoordination) (network.OrganizationID, string) { return "", "" })
	if err != nil {
		return err
	}
	type invitee = invitation.Invitee
	return answer(p.Page, w, r, form[invitee]{
		title: "Uitnodigen voor " + strings.ToLower(d.Name), lead: "Deze persoon krijgt een e-mail met een link. Die werkt één keer, een week lang.",
		action: startPath(is) + "/" + string(d.Code), back: startPath(is), crumbs: append(wijkCrumbs(is), ui.Link{Text: "Stap voor stap", Href: startPath(is)}),
		is: invitee{Role: access.Professional, Region: is.Region, Wijkverband: is.ID, Discipline: d.Code}, button: "Verstuur de uitnodiging",
		inputs: []input[invitee]{
			text("name", "Naam", func(i *invitee) *string { return &i.Name }).hinted("Zoals collega’s de persoon kennen."),
			text("email", "E-mailadres", func(i *invitee) *string { return &i.Email }).hinted("Een adres van deze persoon alleen.").with(func(in *input[invitee]) { in.keys = "email" }),
			text("organization", "Werkt bij", func(i *invitee) *network.OrganizationID { return &i.Organization }).may().with(func(in *input[invitee]) { in.kind, in.options = choice, providers }),
		},
		save: func(ctx context.Context, i invitee, _ int64) error {
			_, err := p.Invitations.Invite(ctx, who, i)
			return err
		},
	})
}
