package admin

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity/invitation"
	"eerstelijn/internal/identity/roles"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

const peoplePath = Path + "/mensen"

// perPage is how many people one page shows.
const perPage = 50

type peopleView struct {
	frame  ui.PageView
	done   string
	name   string // as somebody typed it to search
	role   access.Role
	people []person
	next   string // address of the next page
	invite bool
}

type person struct {
	id           network.PersonID
	name         string
	role         string
	organization string
	left         bool
}

// People lists who works here.
func (p Page) People(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	return p.people(w, r, network.AccountQuery{Role: access.Role(q.Get("rol")), After: network.PersonID(q.Get("na"))})
}

// FindPeople searches by name. It is posted: a name does not belong in an address.
func (p Page) FindPeople(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	return p.people(w, r, network.AccountQuery{Name: strings.TrimSpace(r.PostForm.Get("naam")), Role: access.Role(r.PostForm.Get("rol"))})
}

func (p Page) people(w http.ResponseWriter, r *http.Request, q network.AccountQuery) error {
	if !slices.Contains(roles.Given(), q.Role) {
		q.Role = ""
	}
	q.Limit = perPage + 1
	found, err := p.Roles.People(r.Context(), p.SignedIn(r), q)
	if err != nil {
		return err
	}
	v := peopleView{frame: p.frame(r, "Mensen en rollen"), done: justDone(r), name: q.Name, role: q.Role, invite: p.Invitations != nil}
	if len(found) > perPage {
		found = found[:perPage]
		if q.Name == "" { // whoever searches by name makes the name longer instead
			v.next = peoplePath + "?" + url.Values{"rol": {string(q.Role)}, "na": {string(found[perPage-1].ID)}}.Encode()
		}
	}
	for _, a := range found {
		where, err := p.organization(r.Context(), a.Organization)
		if err != nil {
			return err
		}
		v.people = append(v.people, person{a.ID, a.Name, a.Role.NL(), where, a.Left})
	}
	return p.Render(w, r, http.StatusOK, peoplePage(v))
}

func (v peopleView) roleChoice() ui.Choice {
	c := ui.Choice{Name: "rol", Label: "Rol", Optional: true, Options: []ui.Option{{Text: "Alle rollen", Selected: v.role == ""}}}
	for _, role := range roles.Given() {
		c.Options = append(c.Options, ui.Option{Value: string(role), Text: role.NL(), Selected: role == v.role})
	}
	return c
}

func (v peopleView) rows() (rows [][]ui.Cell) {
	for _, one := range v.people {
		role := one.role
		if one.left {
			role = "Vertrokken"
		}
		rows = append(rows, []ui.Cell{{Text: one.name, Href: peoplePath + "/" + string(one.id)}, {Text: role}, {Text: one.organization}})
	}
	return rows
}

type personView struct {
	frame   ui.PageView
	person  network.Account
	where   string
	errors  map[string]string // by field, or by none where it does not fit now
	chosen  access.Role
	self    bool
	recover bool
}

// Person shows one person's role, to change it.
func (p Page) Person(w http.ResponseWriter, r *http.Request) error {
	return p.person(w, r, http.StatusOK, nil, "")
}

func (p Page) person(w http.ResponseWriter, r *http.Request, status int, wrong map[string]string, chosen access.Role) error {
	who := p.SignedIn(r)
	which, err := id.Parse[network.PersonID](r.PathValue("id"))
	if err != nil {
		return fault.Missing("Deze persoon kennen wij niet.", "person not found")
	}
	a, err := p.Roles.Person(r.Context(), who, which)
	if err != nil {
		return err
	}
	if chosen == "" {
		chosen = a.Role
	}
	v := personView{frame: p.frame(r, "Rol wijzigen", ui.Link{Text: "Mensen en rollen", Href: peoplePath}), person: a, errors: wrong, chosen: chosen, self: who.Person == string(a.ID), recover: p.Invitations != nil}
	if v.where, err = p.organization(r.Context(), a.Organization); err != nil {
		return err
	}
	return p.Render(w, r, status, personPage(v))
}

func (v personView) roleChoice() ui.Choice {
	c := ui.Choice{Name: "rol", Label: "Rol", Error: v.errors["role"]}
	known, _ := access.ActOf("identity.SetRole")
	for _, role := range roles.Given() {
		o := ui.Option{Value: string(role), Text: role.NL(), Selected: role == v.chosen}
		if slices.Contains(known.FourEyesFor, role) {
			o.Hint = "Een tweede beheerder moet akkoord gaan."
		}
		c.Options = append(c.Options, o)
	}
	return c
}

var personFields = inputs{{"role", "rol"}}

// SetRole gives somebody another role, or proposes it.
func (p Page) SetRole(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	role := access.Role(r.PostForm.Get("rol"))
	waits, err := p.Roles.SetRole(r.Context(), p.SignedIn(r), network.PersonID(r.PathValue("id")), role)
	switch kind := fault.KindOf(err); {
	case err == nil && waits != nil:
		return site.Lead(w, r, peoplePath, "voorstel")
	case err == nil:
		return site.Lead(w, r, peoplePath, "rol")
	case kind == fault.Invalid, kind == fault.Conflict:
		return p.person(w, r, site.Status(err), map[string]string{"role": site.Said(err)}, role)
	default:
		return err
	}
}

// Recover helps somebody back in, or proposes it.
func (p Page) Recover(w http.ResponseWriter, r *http.Request) error {
	who, which := p.SignedIn(r), network.PersonID(r.PathValue("id"))
	a, err := p.Roles.Person(r.Context(), who, which)
	if err != nil {
		return err
	}
	if p.Invitations == nil {
		return fault.Missing("Hier loggen mensen niet in met een passkey.", "no passkeys here")
	}
	subject := account(a)
	code := "herstel"
	if known, _ := access.ActOf("identity.Recover"); known.NeedsSecond(who, subject) {
		code = "voorstel"
		_, err = p.Approvals.Propose(r.Context(), who, "identity.Recover", subject, invitation.ToAgreeOn{Person: which})
	} else {
		err = p.Invitations.Recover(r.Context(), who, which)
	}
	return p.personDone(w, r, code, err)
}

// EndPerson says that somebody has left, or proposes it.
func (p Page) EndPerson(w http.ResponseWriter, r *http.Request) error {
	who, which := p.SignedIn(r), network.PersonID(r.PathValue("id"))
	a, err := p.Roles.Person(r.Context(), who, which)
	if err != nil {
		return err
	}
	code := "vertrokken"
	if known, _ := access.ActOf("network.EndPerson"); known.NeedsSecond(who, account(a)) {
		code = "voorstel"
		_, err = p.Approvals.Propose(r.Context(), who, "network.EndPerson", account(a), network.ToLeave{})
	} else {
		err = p.Network.EndPerson(r.Context(), who, which)
	}
	return p.personDone(w, r, code, err)
}

// personDone leads on from what was done with somebody, or back to their page where it does not fit what stands.
func (p Page) personDone(w http.ResponseWriter, r *http.Request, code string, err error) error {
	switch {
	case fault.KindOf(err) == fault.Conflict:
		return p.person(w, r, site.Status(err), map[string]string{"": site.Said(err)}, "")
	case err != nil:
		return err
	}
	return site.Lead(w, r, peoplePath, code)
}

// account is what policies weigh of an account.
func account(a network.Account) access.Subject {
	return network.Person{ID: a.ID, Role: string(a.Role), Organization: a.Organization, Region: a.Region, Wijkverband: a.Wijkverband}.Account()
}
