package admin

import (
	"net/http"
	"slices"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity/client"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

const clientsPath = Path + "/koppelingen"

// scopeNames are scopes as people read them.
var scopeNames = map[string]string{
	"affiliation:write":   "Zeggen bij wie de eigen organisatie is aangesloten",
	"agreement:read":      "Afspraken lezen, en of ze worden nagekomen",
	"bottleneck:report":   "Een knelpunt melden",
	"capacity:write":      "Zeggen hoeveel plek de eigen organisatie heeft",
	"directory:write":     "Het aanbod en de digitale adressen van de eigen organisatie bijhouden",
	"directory:report":    "Melden dat aanbod niet klopt",
	"placement:answer":    "Antwoorden als de eigen organisatie om een plek wordt gevraagd",
	"placement:ask":       "Voor de eigen organisatie om een plek vragen",
	"placement:person":    "De gegevens lezen van de mens voor wie een plek wordt gevraagd",
	"placement:read":      "Cijfers over plaatsingen lezen",
	"subscription:manage": "Een seintje vragen als er iets verandert",
	"placement:notify":    "Melden dat de eigen organisatie hier iets vraagt",
	"network:write":       "Het netwerk bijhouden",
	"ledger:read":         "Het logboek lezen",
}

// scopeName is a scope as people read it, with its code for who makes the program.
func scopeName(scope string) string {
	if name := scopeNames[scope]; name != "" {
		return name + " (" + scope + ")"
	}
	return scope
}

// ListClients lists the programs of others.
func (p Page) ListClients(w http.ResponseWriter, r *http.Request) error {
	all, err := p.Clients.Clients(r.Context(), p.SignedIn(r))
	if err != nil {
		return err
	}
	v := listView{
		frame: p.frame(r, "Koppelingen"), done: justDone(r), add: ui.Link{Text: "Voeg een koppeling toe", Href: clientsPath + "/nieuw"},
		lead: "Een koppeling is een programma van een ander, dat namens een organisatie gegevens bijhoudt of leest.",
		table: ui.TableView{
			ID: "koppelingen", Caption: "Alle koppelingen", Empty: "Er zijn nog geen koppelingen.",
			Columns: []ui.Column{{Title: "Programma"}, {Title: "Organisatie"}, {Title: "Rechten", Numeric: true}, {Title: "Laatst gebruikt"}},
		},
	}
	for i := range all {
		c := &all[i]
		name, err := p.organization(r.Context(), c.Organization)
		if err != nil {
			return err
		}
		used := whenOr(c.Used, "nog niet")
		if c.Ended {
			used = "beëindigd op " + ui.Date(c.EndedAt)
		}
		v.table.Rows = append(v.table.Rows, []ui.Cell{{Text: c.Name, Href: clientsPath + "/" + string(c.ID)}, {Text: name}, {Text: ui.Count(len(c.Scopes))}, {Text: used}})
	}
	return p.Render(w, r, http.StatusOK, listPage(v))
}

type newClientView struct {
	frame  ui.PageView
	in     client.Client
	org    string // as typed
	errors map[string]string
}

// NewClient asks for a new one.
func (p Page) NewClient(w http.ResponseWriter, r *http.Request) error {
	if err := forAdministrators(p.SignedIn(r)); err != nil {
		return err
	}
	return p.newClient(w, r, newClientView{})
}

func (p Page) newClient(w http.ResponseWriter, r *http.Request, v newClientView) error {
	v.frame = p.frame(r, "Koppeling toevoegen", ui.Link{Text: "Koppelingen", Href: clientsPath})
	return p.Render(w, r, formStatus(v.errors), newClientPage(v))
}

// AddClient adds one.
func (p Page) AddClient(w http.ResponseWriter, r *http.Request) error {
	who := p.SignedIn(r)
	if err := forAdministrators(who); err != nil {
		return err
	}
	if err := site.Form(r); err != nil {
		return err
	}
	f := r.PostForm
	v := newClientView{org: strings.TrimSpace(f.Get("organisatie")), in: client.Client{
		Name: f.Get("naam"), Scopes: f["rechten"], JWKS: f.Get("jwks"), JWKSURL: f.Get("jwks_url"),
	}}
	var err error
	if v.in.Organization, err = p.organizationOf(r, v.org); err != nil {
		return err
	}
	made, err := p.Clients.AddClient(r.Context(), who, v.in)
	if v.errors = clientFields.refused(err, "name"); len(v.errors) > 0 {
		aboutOrganization(v.errors, v.org, v.in.Organization)
		return p.newClient(w, r, v)
	}
	if err != nil {
		return err
	}
	return site.Lead(w, r, clientsPath+"/"+string(made), "koppeling")
}

var clientFields = inputs{{"name", "naam"}, {"organization", "organisatie"}, {"scopes", "rechten"}, {"jwks_url", "jwks_url"}, {"jwks", "jwks"}}

func (v newClientView) scopes() ui.Choice { return scopeChoice(v.in.Scopes, v.errors["scopes"]) }

func scopeChoice(chosen []string, problem string) ui.Choice {
	c := ui.Choice{Name: "rechten", Label: "Wat mag dit programma?", Error: problem, Optional: true}
	for _, s := range client.Scopes() {
		if !client.Guarded(s) || slices.Contains(chosen, s) {
			c.Options = append(c.Options, ui.Option{Value: s, Text: scopeName(s), Selected: slices.Contains(chosen, s)})
		}
	}
	return c
}

type clientView struct {
	frame        ui.PageView
	done         string
	client       client.Client
	organization string
	tokenURL     string
	errors       map[string]string
}

// Client shows one.
func (p Page) Client(w http.ResponseWriter, r *http.Request) error {
	return p.client(w, r, http.StatusOK, nil)
}

// client shows one; wrong is why a change was not taken, by field, or by none where it does not fit now.
func (p Page) client(w http.ResponseWriter, r *http.Request, status int, wrong map[string]string) error {
	all, err := p.Clients.Clients(r.Context(), p.SignedIn(r))
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(c client.Client) bool { return string(c.ID) == r.PathValue("id") })
	if i < 0 {
		return fault.Missing("Deze koppeling kennen wij niet.", "client not found")
	}
	v := clientView{frame: p.frame(r, all[i].Name, ui.Link{Text: "Koppelingen", Href: clientsPath}), done: justDone(r), client: all[i], tokenURL: p.Facts.Public + client.TokenPath, errors: wrong}
	if v.organization, err = p.organization(r.Context(), all[i].Organization); err != nil {
		return err
	}
	return p.Render(w, r, status, clientPage(v))
}

// guarded are the scopes that two people can still give.
func (v clientView) guarded() (all []string) {
	for _, s := range client.Scopes() {
		if client.Guarded(s) && !slices.Contains(v.client.Scopes, s) {
			all = append(all, s)
		}
	}
	return all
}

// ChangeClient sets scopes, proposes a guarded one, or ends a client; the button says which.
func (p Page) ChangeClient(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	which, who := client.ID(r.PathValue("id")), p.SignedIn(r)
	code, err := p.changeClient(r, who, which)
	if wrong := clientFields.refused(err, ""); len(wrong) > 0 {
		return p.client(w, r, site.Status(err), wrong)
	}
	if err != nil {
		return err
	}
	return site.Lead(w, r, clientsPath+"/"+string(which), code)
}

func (p Page) changeClient(r *http.Request, who access.Actor, which client.ID) (code string, err error) {
	switch r.PostForm.Get("doe") {
	case "rechten":
		return "rechten", p.Clients.SetClientScopes(r.Context(), who, which, r.PostForm["rechten"])
	case "voorstel":
		_, err := p.Clients.GrantClientScope(r.Context(), who, which, r.PostForm.Get("recht"))
		return "voorstel", err
	case "einde":
		return "beeindigd", p.Clients.EndClient(r.Context(), who, which)
	default:
		return "", fault.New(fault.Invalid, "Kies wat u wilt wijzigen.", "expected what to change")
	}
}

func keysText(c client.Client) string {
	if c.JWKSURL != "" {
		return "Van " + c.JWKSURL
	}
	return "Hier bewaard"
}
