// Package team is where somebody who manages accounts looks after the people of their own organisation,
// wijkverband or region: who works here, who is invited, and who needs help to get back in.
package team

import (
	"net/http"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity/invitation"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// Addresses of these pages.
const (
	Path       = "/werk/mensen"
	InvitePath = "/werk/mensen/nieuw"
)

var done = map[string]string{
	"uitgenodigd": "De uitnodiging is verstuurd. De link werkt een week.",
	"voorgesteld": "De uitnodiging staat klaar. Iemand anders moet eerst akkoord geven.",
	"ingetrokken": "De uitnodiging is ingetrokken. De link werkt niet meer.",
	"hersteld":    "Er is een nieuwe link verstuurd. De oude passkeys werken niet meer.",
	"gevraagd":    "Uw verzoek staat klaar. Iemand anders moet eerst akkoord geven.",
	"vertrokken":  "Deze persoon kan niet meer inloggen.",
	"al-beslist":  "Dat was al gedaan.",
}

// Page shows and changes who works somewhere.
type Page struct {
	*site.Site
	Invitations *invitation.Service
}

type view struct {
	frame       ui.PageView
	title, lead string
	done        string
	platform    bool // looks after accounts, not after people
	people      []person
	open        []open
}

type person struct {
	id, name, role, where string
	left                  time.Time
}

type open struct {
	id, name, role string
	made, until    time.Time
	expired        bool
	proposed       bool
	recovery       bool
}

// Get lists who works here and who is invited.
func (p Page) Get(w http.ResponseWriter, r *http.Request) error {
	who := p.SignedIn(r)
	v := view{frame: p.Frame(r, "Mensen"), done: done[site.Done(r)], platform: who.Role == access.PlatformAdmin}
	v.frame.Work = true
	v.title, v.lead = heading(who.Role)
	invitations, err := p.Invitations.Invitations(r.Context(), who)
	if err != nil {
		return err
	}
	for _, i := range invitations {
		v.open = append(v.open, open{id: string(i.ID), name: i.Name, role: i.Role.NL(), made: i.Made, until: i.Until, expired: !p.Now().Before(i.Until),
			proposed: i.Proposed, recovery: i.Kind == invitation.ToRecover})
	}
	if !v.platform {
		all, err := p.Network.People(r.Context(), who)
		if err != nil {
			return err
		}
		for _, c := range all {
			v.people = append(v.people, person{id: string(c.ID), name: c.Name, role: access.Role(c.Role).NL(), where: where(c), left: c.Left})
		}
	}
	return p.Render(w, r, http.StatusOK, page(v))
}

// heading says whose people these are.
func heading(role access.Role) (title, lead string) {
	switch role {
	case access.ProviderAdmin:
		return "Mensen van onze organisatie", "Wie hier werkt en kan inloggen, en wie is uitgenodigd."
	case access.Coordinator:
		return "Mensen van ons wijkverband", "Wie hier werkt en kan inloggen, en wie is uitgenodigd."
	case access.PlatformAdmin:
		return "Uitnodigingen", "Wie is uitgenodigd en nog niet heeft meegedaan."
	}
	return "Mensen van onze regio", "Wie hier werkt en kan inloggen, en wie is uitgenodigd."
}

func where(c network.Colleague) string {
	switch {
	case c.OrganizationName != "" && c.WijkverbandName != "":
		return c.OrganizationName + ", " + c.WijkverbandName
	case c.OrganizationName != "":
		return c.OrganizationName
	}
	return c.WijkverbandName
}

type oneView struct {
	frame   ui.PageView
	person  person
	email   string
	problem string
}

// One shows somebody, and what can be done for them.
func (p Page) One(w http.ResponseWriter, r *http.Request) error {
	return p.one(w, r, http.StatusOK, "")
}

func (p Page) one(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	all, err := p.Network.People(r.Context(), p.SignedIn(r))
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(c network.Colleague) bool { return string(c.ID) == r.PathValue("id") })
	if at < 0 {
		return fault.Missing("Deze persoon staat niet in uw lijst.", "person not found")
	}
	c := all[at]
	v := oneView{frame: p.Frame(r, "Mensen"), email: c.Email, problem: problem,
		person: person{id: string(c.ID), name: c.Name, role: access.Role(c.Role).NL(), where: where(c), left: c.Left}}
	v.frame.Work = true
	v.frame.Crumbs = []ui.Link{{Text: "Mensen", Href: Path}, {Text: "Eén persoon"}}
	return p.Render(w, r, status, onePage(v))
}

// Recover sends somebody a link to make a new passkey.
func (p Page) Recover(w http.ResponseWriter, r *http.Request) error {
	who, target := p.SignedIn(r), network.PersonID(r.PathValue("id"))
	second, err := p.needsSecond(r, who, target, "identity.Recover")
	if err == nil && second != nil {
		_, err = p.Approvals.Propose(r.Context(), who, "identity.Recover", second.Account(), invitation.ToAgreeOn{Person: target})
		if err == nil {
			return p.back(w, r, "gevraagd")
		}
	} else if err == nil {
		err = p.Invitations.Recover(r.Context(), who, target)
	}
	if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.Conflict || kind == fault.Unavailable) {
		safe := fault.Safe(err)
		text := safe.Text.NL
		if len(safe.Fields) > 0 {
			text = safe.Fields[0].NL
		}
		return p.one(w, r, site.Status(err), text)
	}
	if err != nil {
		return err
	}
	return p.back(w, r, "hersteld")
}

// needsSecond gives a person of the list to whose account two people do an act together, nothing for all others.
func (p Page) needsSecond(r *http.Request, who access.Actor, target network.PersonID, act string) (*network.Person, error) {
	if who.Role == access.PlatformAdmin {
		return nil, nil // sees nobody's name here; the administrator's own pages propose
	}
	all, err := p.Network.People(r.Context(), who)
	known, _ := access.ActOf(act)
	for _, c := range all {
		if c.ID == target && known.NeedsSecond(who, c.Account()) {
			return &c.Person, err
		}
	}
	return nil, err
}

// Left says that somebody has left.
func (p Page) Left(w http.ResponseWriter, r *http.Request) error {
	who, target := p.SignedIn(r), network.PersonID(r.PathValue("id"))
	second, err := p.needsSecond(r, who, target, "network.EndPerson")
	if err == nil && second != nil {
		if _, err = p.Approvals.Propose(r.Context(), who, "network.EndPerson", second.Account(), network.ToLeave{}); err == nil {
			return p.back(w, r, "gevraagd")
		}
	} else if err == nil {
		err = p.Network.EndPerson(r.Context(), who, target)
	}
	if err != nil && fault.KindOf(err) == fault.Conflict {
		return p.back(w, r, "al-beslist")
	}
	if err != nil {
		return err
	}
	return p.back(w, r, "vertrokken")
}

// Withdraw takes an invitation back.
func (p Page) Withdraw(w http.ResponseWriter, r *http.Request) error {
	err := p.Invitations.Withdraw(r.Context(), p.SignedIn(r), invitation.ID(r.PathValue("id")))
	if err != nil && fault.KindOf(err) == fault.Conflict {
		return p.back(w, r, "al-beslist")
	}
	if err != nil {
		return err
	}
	return p.back(w, r, "ingetrokken")
}

func (p Page) back(w http.ResponseWriter, r *http.Request, what string) error {
	site.Redirect(w, r, Path+"?"+site.DoneField+"="+what)
	return nil
}
