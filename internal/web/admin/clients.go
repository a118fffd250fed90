package admin

import (
	"net/http"
	"slices"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity/client"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

const clientsPath = Path + "/koppelingen"

// scopeNames are scopes as people read them.
var scopeNames = map[string]string{
	"affiliation:write": "Zeggen bij wie de eigen organisatie is aangesloten",
	"capacity:write":    "Zeggen hoeveel plek de eigen organisatie heeft",
	"directory:write":   "Het aanbod en de digitale adressen van de eigen organisatie bijhouden",
	"directory:report":  "Melden dat aanbod niet klopt",
	"placement:notify":  "Melden dat de eigen organisatie hier iets vraagt",
	"network:write":     "Het netwerk bijhouden",
	"ledger:read":       "Het logboek lezen",
}

// scopeName is a scope as people read it, with its code for who makes the program.
func scopeName(scope string) string {
	if name := scopeNames[scope]; name != "" {
		return name + " (" + scope + ")"
	}
	return scope
}

type clientsView struct {
	frame ui.PageView
	done  string
	list  []clientRow
}

type clientRow struct {
	client.Client
	organization string
}

// ListClients lists the programs of others.
func (p Page) ListClients(w http.ResponseWriter, r *http.Request) error {
	all, err := p.Clients.Clients(r.Context(), p.SignedIn(r))
	if err != nil {
		return err
	}
	v := clientsView{frame: p.frame(r, "Koppelingen"), done: justDone(r)}
	for _, c := range all {
		name, err := p.organization(r.Context(), c.Organization)
		if err != nil {
			return err
		}
		v.list = append(v.list, clientRow{c, name})
	}
	return p.Render(w, r, http.StatusOK, clientsPage(v))
}

func (v clientsView) rows() (rows [][]ui.Cell) {
	for _, c := range v.list {
		used := "nog niet"
		if !c.Used.IsZero() {
			used = ui.Moment(c.Used)
		}
		if c.Ended {
			used = "beëindigd op " + ui.Date(c.EndedAt)
		}
		rows = append(rows, []ui.Cell{{Text: c.Name, Href: clientsPath + "/" + string(c.ID)}, {Text: c.organization}, {Text: strings.Join(c.Scopes, ", ")}, {Text: used}})
	}
	return rows
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
	return p.newClient(w, r, http.StatusOK, newClientView{})
}

func (p Page) newClient(w http.ResponseWriter, r *http.Request, status int, v newClientView) error {
	v.frame = p.frame(r, "Koppeling toevoegen", ui.Link{Text: "Koppelingen", Href: clientsPath})
	return p.Render(w, r, status, newClientPage(v))
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
	if fault.KindOf(err) == fault.Invalid {
		v.errors = map[string]string{}
		for _, field := range fault.Safe(err).Fields {
			v.errors[field.Name] = field.NL
		}
		return p.newClient(w, r, http.StatusUnprocessableEntity, v)
	}
	if err != nil {
		return err
	}
	return done(w, r, clientsPath+"/"+string(made), "koppeling")
}

// organizationOf finds the one organisation that a URA, AGB or KvK number or a whole name means; ”
// when there is none or more than one.
func (p Page) organizationOf(r *http.Request, text string) (network.OrganizationID, error) {
	if text == "" {
		return "", nil
	}
	q := network.OrganizationQuery{Name: text, Limit: 2}
	if strings.Trim(text, "0123456789") == "" {
		q = network.OrganizationQuery{Number: text, Limit: 2}
	}
	found, err := p.Network.Organizations(r.Context(), q)
	if err != nil {
		return "", err
	}
	for _, o := range found {
		if len(found) == 1 || strings.EqualFold(o.Name, text) {
			return o.ID, nil
		}
	}
	return "", nil
}

// Names of the fields of the form, for the errors that the capability gives by its own names.
var clientFields = []struct{ field, input string }{
	{"name", "naam"}, {"organization", "organisatie"}, {"scopes", "rechten"}, {"jwks", "jwks"}, {"jwks_url", "jwks_url"},
}

func (v newClientView) summary() (all []ui.FieldError) {
	for _, f := range clientFields {
		if text := v.errors[f.field]; text != "" {
			all = append(all, ui.FieldError{ID: f.input, Message: text})
		}
	}
	return all
}

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
}

// Client shows one.
func (p Page) Client(w http.ResponseWriter, r *http.Request) error {
	all, err := p.Clients.Clients(r.Context(), p.SignedIn(r))
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(c client.Client) bool { return string(c.ID) == r.PathValue("id") })
	if i < 0 {
		return fault.Missing("Deze koppeling kennen wij niet.", "client not found")
	}
	v := clientView{frame: p.frame(r, all[i].Name, ui.Link{Text: "Koppelingen", Href: clientsPath}), done: justDone(r), client: all[i], tokenURL: p.Facts.Public + client.TokenPath}
	if v.organization, err = p.organization(r.Context(), all[i].Organization); err != nil {
		return err
	}
	return p.Render(w, r, http.StatusOK, clientPage(v))
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
	back := clientsPath + "/" + string(which)
	code, err := p.changeClient(r, who, which)
	if err != nil {
		return err
	}
	return done(w, r, back, code)
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

func usedText(c client.Client) string {
	if c.Used.IsZero() {
		return "Nog niet"
	}
	return ui.Moment(c.Used)
}
