package team

import (
	"context"
	"net/http"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity/invitation"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// Names of the fields of the form.
const (
	nameField         = "naam"
	emailField        = "email"
	roleField         = "rol"
	organizationField = "organisatie"
	wijkverbandField  = "wijkverband"
	disciplineField   = "discipline"
	regionField       = "regio"
)

// fieldNames are the form's names of what package invitation calls its fields.
var fieldNames = map[string]string{"name": nameField, "email": emailField, "role": roleField, "organization": organizationField,
	"wijkverband": wijkverbandField, "discipline": disciplineField, "region": regionField}

type inviteView struct {
	frame        ui.PageView
	errors       []ui.FieldError
	name, email  ui.Field
	role         ui.Choice
	organization ui.Field
	wijkverband  ui.Choice
	discipline   ui.Choice
	region       ui.Choice
	asksPlace    bool // the organisation is not always one's own
	fixed        string
}

// InviteForm shows the form.
func (p Page) InviteForm(w http.ResponseWriter, r *http.Request) error {
	return p.form(w, r, http.StatusOK, nil)
}

// mayGive are the roles that somebody may hand out, as access/policies/identity_account.cedar has them:
// what is not in the list is refused there all the same.
func (p Page) mayGive(who access.Actor) (roles []access.Role) {
	for _, role := range access.Roles() {
		s := access.Subject{Type: "invitation", Organization: who.Organization, Region: who.Region, Wijkverband: who.Wijkverband, Role: string(role)}
		if role.SignsIn() && p.Access.Right(who, "identity.Invite", s).Allowed {
			roles = append(roles, role)
		}
	}
	return roles
}

func (p Page) form(w http.ResponseWriter, r *http.Request, status int, problem *fault.Error) error {
	who := p.SignedIn(r)
	roles := p.mayGive(who)
	if len(roles) == 0 {
		return fault.New(fault.Denied, "U kunt niemand uitnodigen.", "this role invites nobody")
	}
	v := inviteView{frame: p.Frame(r, "Iemand uitnodigen"), asksPlace: who.Role != access.ProviderAdmin}
	v.frame.Work = true
	v.frame.Crumbs = []ui.Link{{Text: "Mensen", Href: Path}, {Text: "Iemand uitnodigen"}}
	said := messages(problem)
	value := func(name string) string { return r.PostForm.Get(name) }
	v.errors = summary(problem)
	v.name = ui.Field{Name: nameField, Label: "Naam", Hint: "Zoals collega’s de persoon kennen.", Value: value(nameField), Error: said[nameField], Autocomplete: "off", MaxLength: 200}
	v.email = ui.Field{Name: emailField, Label: "E-mailadres", Hint: "Daar gaat de link heen. Gebruik een adres van deze persoon alleen.", Type: "email", Value: value(emailField),
		Error: said[emailField], Autocomplete: "off", MaxLength: 200}
	v.role = ui.Choice{Name: roleField, Label: "Rol", Error: said[roleField]}
	for _, role := range roles {
		hint := ""
		if invitation.NeedsSecond(who, role) {
			hint = "Hiervoor moet iemand anders ook akkoord geven."
		}
		v.role.Options = append(v.role.Options, ui.Option{Value: string(role), Text: role.NL(), Hint: hint, Selected: value(roleField) == string(role)})
	}
	if len(roles) == 1 {
		v.role.Options[0].Selected = true
	}
	if err := p.places(r, who, value, said, &v); err != nil {
		return err
	}
	return p.Render(w, r, status, invitePage(v))
}

// places fills in what somebody may choose of where the other works.
func (p Page) places(r *http.Request, who access.Actor, value func(string) string, said map[string]string, v *inviteView) error {
	ctx := r.Context()
	if !v.asksPlace {
		o, err := p.Network.Organization(ctx, network.OrganizationID(who.Organization))
		v.fixed = o.Name
		if err != nil {
			return err
		}
	}
	v.organization = ui.Field{Name: organizationField, Label: "Organisatie", Hint: "De naam, zoals hij in de sociale kaart staat.", Value: value(organizationField),
		Error: said[organizationField], Optional: true, Autocomplete: "off", MaxLength: 200}
	disciplines, err := p.Network.Disciplines(ctx)
	if err != nil {
		return err
	}
	v.discipline = ui.Choice{Name: disciplineField, Label: "Vak", Optional: true, Error: said[disciplineField], Options: []ui.Option{{Text: "Geen"}}}
	for _, d := range disciplines {
		v.discipline.Options = append(v.discipline.Options, ui.Option{Value: string(d.Code), Text: d.Name, Selected: value(disciplineField) == string(d.Code)})
	}
	if who.Role == access.PlatformAdmin {
		regions, err := p.Network.Regions(ctx)
		if err != nil {
			return err
		}
		v.region = ui.Choice{Name: regionField, Label: "Regio", Optional: true, Error: said[regionField], Options: []ui.Option{{Text: "Geen"}}}
		for _, g := range regions {
			v.region.Options = append(v.region.Options, ui.Option{Value: string(g.ID), Text: g.Name, Selected: value(regionField) == string(g.ID)})
		}
	}
	if who.Role != access.RESVStaff {
		return nil
	}
	teams, err := p.Network.Wijkverbanden(ctx, network.RegionID(who.Region))
	v.wijkverband = ui.Choice{Name: wijkverbandField, Label: "Wijkverband", Optional: true, Error: said[wijkverbandField], Options: []ui.Option{{Text: "Geen"}}}
	for _, t := range teams {
		v.wijkverband.Options = append(v.wijkverband.Options, ui.Option{Value: string(t.ID), Text: t.Name, Selected: value(wijkverbandField) == string(t.ID)})
	}
	return err
}

// messages gives what is wrong by the form's field.
func messages(problem *fault.Error) map[string]string {
	said := map[string]string{}
	if problem != nil {
		for _, f := range problem.Fields {
			said[fieldNames[f.Name]] = f.NL
		}
	}
	return said
}

func summary(problem *fault.Error) (all []ui.FieldError) {
	if problem == nil {
		return nil
	}
	for _, f := range problem.Fields {
		all = append(all, ui.FieldError{ID: fieldNames[f.Name], Message: f.NL})
	}
	if len(all) == 0 {
		all = append(all, ui.FieldError{ID: nameField, Message: problem.Text.NL})
	}
	return all
}

// Invite sends an invitation, or has it wait for a second person.
func (p Page) Invite(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	who := p.SignedIn(r)
	in, err := p.invitee(r, who)
	what := "uitgenodigd"
	if err == nil {
		if invitation.NeedsSecond(who, in.Role) {
			what, err = "voorgesteld", p.propose(r.Context(), who, in)
		} else {
			_, err = p.Invitations.Invite(r.Context(), who, in)
		}
	}
	if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.Conflict || kind == fault.Unavailable) {
		return p.form(w, r, site.Status(err), fault.Safe(err))
	}
	if err != nil {
		return err
	}
	return p.back(w, r, what)
}

func (p Page) propose(ctx context.Context, who access.Actor, in invitation.Invitee) error {
	i, err := p.Invitations.Prepare(ctx, who, in)
	if err != nil {
		return err
	}
	subject, payload := i.Proposal()
	_, err = p.Approvals.Propose(ctx, who, "identity.Invite", subject, payload)
	return err
}

// invitee reads the form. A place that the form does not ask for is one's own.
func (p Page) invitee(r *http.Request, who access.Actor) (in invitation.Invitee, err error) {
	get := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	in = invitation.Invitee{Name: get(nameField), Email: get(emailField), Role: access.Role(get(roleField)), Region: network.RegionID(who.Region),
		Discipline: network.DisciplineCode(get(disciplineField))}
	switch who.Role {
	case access.ProviderAdmin:
		in.Organization = network.OrganizationID(who.Organization)
		return in, nil
	case access.Coordinator:
		in.Wijkverband = network.WijkverbandID(who.Wijkverband)
	case access.RESVStaff:
		in.Wijkverband = network.WijkverbandID(get(wijkverbandField))
	case access.PlatformAdmin:
		in.Region = network.RegionID(get(regionField))
	}
	in.Organization, err = p.organization(r.Context(), get(organizationField))
	return in, err
}

// organization finds the one organisation of a name.
func (p Page) organization(ctx context.Context, name string) (network.OrganizationID, error) {
	if name == "" {
		return "", nil
	}
	found, err := p.Network.Organizations(ctx, network.OrganizationQuery{Name: name, Limit: 20})
	if err != nil {
		return "", err
	}
	var same []network.Organization
	for _, o := range found {
		if strings.EqualFold(o.Name, name) {
			same = append(same, o)
		}
	}
	if len(same) == 0 {
		same = found
	}
	switch len(same) {
	case 1:
		return same[0].ID, nil
	case 0:
		return "", fault.InvalidField("organization", "Deze organisatie kennen we niet.", "unknown organization")
	}
	return "", fault.InvalidField("organization", "Er zijn meer organisaties met deze naam. Schrijf de hele naam.", "several organizations have this name")
}
