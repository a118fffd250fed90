package net

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/ui"
)

// contact is the form of somebody whom a wijkverband names for a discipline.
func (p Page) contact(w http.ResponseWriter, r *http.Request) error {
	who, is, err := p.open(r)
	if err != nil {
		return err
	}
	type contact = network.Contact
	c := contact{Discipline: network.DisciplineCode(r.URL.Query().Get("voor"))}
	path, back := wijkPath(is)+"/contact/"+r.PathValue("id"), wijkPath(is)
	action := path
	title, lead := "Aanspreekpunt toevoegen", is.Name
	var extra *also
	var inputs []input[contact]
	if r.PathValue("id") == "nieuw" {
		disciplines, err := p.Network.Disciplines(r.Context())
		if err != nil {
			return err
		}
		inputs = append(inputs, text("discipline", "Voor welke discipline?", func(c *contact) *network.DisciplineCode { return &c.Discipline }).
			with(func(in *input[contact]) { in.kind, in.options = choice, disciplineOptions("Kies", disciplines) }))
		if r.URL.Query().Has(whoField) {
			if lead, err = p.joined(r, who, is, disciplines, &c); err != nil {
				return err
			}
			action, back = path+"?"+url.Values{"voor": {string(c.Discipline)}, whoField: {string(c.Person)}}.Encode(), startPath(is)
		}
	} else {
		i := slices.IndexFunc(is.Contacts, func(c contact) bool { return string(c.ID) == r.PathValue("id") })
		if i < 0 {
			return fault.Missing("Dit aanspreekpunt is er niet (meer).", "contact not found")
		}
		c = is.Contacts[i]
		title = c.Function
		extra = &also{title: "Stopt dit aanspreekpunt?", text: "Dan staat het niet meer op de pagina van de wijk. In de geschiedenis blijft het te lezen.", button: "Laat stoppen", action: path + "/stoppen"}
		if c.Person != "" {
			inputs = append(inputs, whoInput(c))
		}
	}
	inputs = append(inputs, text("function", "Functie", func(c *contact) *string { return &c.Function }).hinted("Zo staat het op de pagina, bijvoorbeeld: Aanspreekpunt wijkverpleging."))
	inputs = append(inputs, reachInputs("", func(c *contact) *network.Reach { return &c.Reach })...)
	return answer(p, w, r, form[contact]{
		title: title, lead: lead, action: action, back: back, crumbs: wijkCrumbs(is), is: c, version: c.Version, inputs: inputs, also: extra,
		save: func(ctx context.Context, c contact, version int64) error {
			c.Version = version
			_, err := p.Network.SaveContact(ctx, who, is.ID, c)
			return err
		},
	})
}

// whoField says in an address who becomes a contact.
const whoField = "wie"

// joined begins a contact with somebody who takes part in the wijkverband, and how their organisation is
// reached.
func (p Page) joined(r *http.Request, who access.Actor, is wijk, disciplines []network.Discipline, c *network.Contact) (lead string, err error) {
	people, err := p.Network.People(r.Context(), who)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(people, func(x network.Colleague) bool {
		return string(x.ID) == r.URL.Query().Get(whoField) && x.Wijkverband == is.ID && x.Left.IsZero()
	})
	if i < 0 {
		return "", fault.Missing("Deze persoon hoort niet bij dit wijkverband.", "nobody of this wijkverband")
	}
	c.Person, c.Organization = people[i].ID, people[i].Organization
	c.Function = "Aanspreekpunt " + strings.ToLower(strings.Join(names(disciplines, []network.DisciplineCode{c.Discipline}), ""))
	of, err := p.organizations(r.Context(), c.Organization)
	c.Reach.Phone = of[c.Organization].Phone
	return people[i].Name + " wordt het aanspreekpunt. De naam is alleen te zien als deze persoon dat zelf kiest.", err
}

// whoInput lets somebody say that another person has taken over; whether the name is shown is the
// person's own choice, and only told here.
func whoInput(c network.Contact) input[network.Contact] {
	hint := "De naam is niet te zien. "
	if c.ShowName {
		hint = "De naam is te zien. "
	}
	return input[network.Contact]{name: "person", label: "Wie is het?", hint: hint + "Dat kiest iedereen zelf.", kind: radios,
		options: []ui.Option{{Value: string(c.Person), Text: c.Name}, {Value: "ander", Text: "Iemand anders"}},
		read: func(c *network.Contact) string {
			if c.Person == "" {
				return "ander"
			}
			return string(c.Person)
		},
		write: func(c *network.Contact, v string) string {
			if v == "ander" {
				c.Person, c.ShowName = "", false
			}
			return ""
		}}
}

func (p Page) endContact(w http.ResponseWriter, r *http.Request) error {
	who, is, err := p.open(r)
	if err != nil {
		return err
	}
	version, err := versionOf(r)
	if err != nil {
		return err
	}
	which, err := id.Parse[network.ContactID](r.PathValue("id"))
	if err != nil {
		return fault.Missing("Dit aanspreekpunt is er niet (meer).", "contact not found")
	}
	if err := p.Network.EndContact(r.Context(), who, is.ID, which, version); err != nil {
		return err
	}
	return saved(w, r, wijkPath(is))
}
