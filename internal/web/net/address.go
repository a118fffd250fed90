package net

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/endpoint"
	"eerstelijn/internal/web/ui"
)

// addressesPath is where an organisation looks after its digital addresses.
const addressesPath = root + "/adressen"

var addressCrumbs = append(slices.Clone(rootCrumbs), ui.Link{Text: "Digitale adressen", Href: addressesPath})

// address is a digital address as the list shows it.
type address struct {
	title, href string
	status      string
	how, what   string
	address     string
	time        string
}

type addressesView struct {
	frame ui.PageView
	lead  string
	saved bool
	list  []address
	off   []address
}

// ownAddresses opens the digital addresses of who is signed in.
func (p Page) ownAddresses(r *http.Request) (who access.Actor, own []endpoint.Endpoint, t endpoint.Tables, err error) {
	if who = p.SignedIn(r); who.Role != access.ProviderAdmin || who.Organization == "" {
		return who, nil, t, fault.New(fault.Denied, "Deze pagina is voor wie het aanbod van een organisatie beheert.", "no organisation is yours to edit")
	}
	if own, err = p.Endpoints.Own(r.Context(), who, network.OrganizationID(who.Organization)); err == nil {
		t, err = p.Endpoints.Tables(r.Context())
	}
	return who, own, t, err
}

// addresses lists the digital addresses of one's own organisation.
func (p Page) addresses(w http.ResponseWriter, r *http.Request) error {
	who, own, tables, err := p.ownAddresses(r)
	if err != nil {
		return err
	}
	o, err := p.Network.Organization(r.Context(), network.OrganizationID(who.Organization))
	if err != nil {
		return err
	}
	v := addressesView{frame: p.frame(r, "Digitale adressen", append(slices.Clone(rootCrumbs), ui.Link{Text: "Digitale adressen"})), lead: o.Name, saved: wasSaved(r)}
	for i := range own {
		a := p.showAddress(&own[i], &tables)
		if a.href = addressesPath + "/" + string(own[i].ID); own[i].Status == endpoint.Off {
			v.off = append(v.off, a)
		} else {
			v.list = append(v.list, a)
		}
	}
	return p.Render(w, r, http.StatusOK, addressesPage(v))
}

func (p Page) showAddress(e *endpoint.Endpoint, t *endpoint.Tables) address {
	a := address{title: e.Name, status: statusWord(e.Status), address: e.Address, how: e.Connection}
	if c, ok := t.Connection(e.Connection); ok {
		a.how = c.Name
	}
	if a.title == "" {
		a.title = a.how
	}
	var what []string
	for _, code := range e.Payloads {
		if c, ok := t.Payload(code); ok {
			what = append(what, c.Name)
		}
	}
	a.what = strings.Join(what, ", ")
	if now := p.Now(); e.Status == endpoint.Active && !e.Usable(now) {
		a.status = "Nog niet in gebruik"
		if !e.Until.IsZero() && !e.Until.After(now) {
			a.status = "Niet meer in gebruik"
		}
	}
	if !e.From.IsZero() {
		a.time = "vanaf " + ui.Date(e.From)
	}
	if !e.Until.IsZero() {
		a.time = strings.TrimSpace(a.time + " tot en met " + ui.Date(e.Until.Add(-1)))
	}
	a.time = ui.Capital(a.time)
	return a
}

// statuses are those of a digital address as people choose them.
var statuses = []ui.Option{
	{Value: string(endpoint.Active), Text: "In gebruik"}, {Value: string(endpoint.Suspended), Text: "Tijdelijk niet"},
	{Value: string(endpoint.Test), Text: "Om te proberen", Hint: "Nooit met gegevens van echte mensen."}, {Value: string(endpoint.Off), Text: "Uit", Hint: "Het adres blijft in de lijst staan, zodat anderen zien dat het niet meer werkt."},
}

func statusWord(s endpoint.Status) string { return optionText(statuses, string(s)) }

// newAddress is the form of a digital address that is not there yet.
func (p Page) newAddress(w http.ResponseWriter, r *http.Request) error {
	who, _, tables, err := p.ownAddresses(r)
	if err != nil {
		return err
	}
	is := endpoint.Endpoint{Organization: network.OrganizationID(who.Organization), Status: endpoint.Active, MimeTypes: []string{"application/fhir+json"}}
	return answer(p, w, r, p.addressForm("Digitaal adres toevoegen", addressesPath+"/nieuw", who, is, &tables))
}

// oneAddress is the form of a digital address.
func (p Page) oneAddress(w http.ResponseWriter, r *http.Request) error {
	who, own, tables, err := p.ownAddresses(r)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(own, func(e endpoint.Endpoint) bool { return string(e.ID) == r.PathValue("id") })
	if i < 0 {
		return fault.Missing("Dit digitale adres kennen we niet.", "endpoint not found")
	}
	title := own[i].Name
	if title == "" {
		title = "Digitaal adres"
	}
	return answer(p, w, r, p.addressForm(title, addressesPath+"/"+string(own[i].ID), who, own[i], &tables))
}

func (p Page) addressForm(title, action string, who access.Actor, is endpoint.Endpoint, t *endpoint.Tables) form[endpoint.Endpoint] {
	type point = endpoint.Endpoint
	codes := func(list []endpoint.Code) (options []ui.Option) {
		for _, c := range list {
			options = append(options, ui.Option{Value: c.Code, Text: c.Name})
		}
		return options
	}
	of := func(kind kind, options []ui.Option) func(*input[point]) {
		return func(in *input[point]) { in.kind, in.options = kind, options }
	}
	return form[point]{
		title: title, lead: "Hier bereiken programma’s van anderen uw programma. Vraag uw leverancier wat er moet staan. Iedereen kan dit lezen: zet er geen wachtwoord of sleutel in.",
		action: action, back: addressesPath, crumbs: addressCrumbs, is: is, version: is.Version,
		inputs: []input[point]{
			text("address", "Adres", func(e *point) *string { return &e.Address }).hinted("Begin met https://").with(func(in *input[point]) { in.keys, in.most = "url", 1000 }),
			text("name", "Naam", func(e *point) *string { return &e.Name }).may().hinted("Zoals u het zelf noemt, bijvoorbeeld: Meldingen."),
			text("status", "Is dit adres in gebruik?", func(e *point) *endpoint.Status { return &e.Status }).with(of(radios, statuses)),
			text("connection", "Hoe werken programma’s hier?", func(e *point) *string { return &e.Connection }).with(of(choice, append([]ui.Option{{Text: "Kies"}}, codes(t.Connections)...))),
			list("payloads", "Waar is dit adres voor?", func(e *point) *[]string { return &e.Payloads }).with(of(checks, codes(t.Payloads))).with(func(in *input[point]) { in.optional, in.show, in.fold = false, nil, 9 }),
			list("mime_types", "Vormen van gegevens", func(e *point) *[]string { return &e.MimeTypes }).hinted("Elke vorm op een eigen regel, zoals application/fhir+json."),
			edge("from", "Vanaf", p.Today(), func(e *point) *time.Time { return &e.From }, itself, itself).hinted("Leeg: nu al."),
			through("until", "Tot en met", p.Today(), func(e *point) *time.Time { return &e.Until }).hinted("Leeg: er is geen einde bekend."),
		},
		save: func(ctx context.Context, e point, version int64) error {
			e.Version = version
			_, err := p.Endpoints.Save(ctx, who, e)
			if errors.Is(err, endpoint.ErrStale) { // what was typed stays in sight
				return fault.InvalidField("version", "Iemand anders wijzigde dit adres intussen. Open het opnieuw en doe uw wijziging daarop.", "somebody else has changed this since: open it again")
			}
			return err
		},
	}
}

func itself(t time.Time) time.Time { return t }
