package admin

import (
	"context"
	"net/http"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/peer"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

const peersPath = Path + "/elders"

// Peers are the pages of the systems elsewhere that ours talks with.
type Peers struct{ Page }

// ElsewherePages gives the pages of systems elsewhere.
func (p Page) ElsewherePages() Peers { return Peers{p} }

// saidOfPeers are the words for what was just done with a system.
var saidOfPeers = map[string]string{
	"toegevoegd": "Het systeem is toegevoegd. Probeer nu of het antwoordt.",
	"stil":       "Het systeem staat stil. Wij vragen en melden daar niets.",
	"verder":     "Wij praten weer met dit systeem.",
}

// List shows all systems and how they go.
func (p Peers) List(w http.ResponseWriter, r *http.Request) error {
	all, err := p.Page.Peers.Peers(r.Context(), p.SignedIn(r))
	if err != nil {
		return err
	}
	v := listView{
		frame: p.frame(r, "Systemen elders"), done: saidOfPeers[site.Done(r)], add: ui.Link{Text: "Voeg een systeem toe", Href: peersPath + "/nieuw"},
		lead: "Met deze systemen vragen wij elkaar om plek en zorg. Elk systeem staat hier namens één organisatie.",
		table: ui.TableView{
			ID: "systemen", Caption: "Alle systemen", Empty: "Er zijn nog geen systemen elders.",
			Columns: []ui.Column{{Title: "Systeem"}, {Title: "Namens"}, {Title: "Stand"}, {Title: "Laatst goed antwoord"}},
		},
	}
	now := p.Now()
	for i := range all {
		one := &all[i]
		name, err := p.organization(r.Context(), one.Organization)
		if err != nil {
			return err
		}
		v.table.Rows = append(v.table.Rows, []ui.Cell{{Text: one.Name, Href: peersPath + "/" + string(one.ID)}, {Text: name}, {Text: standOfPeer(one, now)}, {Text: whenOr(one.Good, "nog nooit")}})
	}
	return p.Render(w, r, http.StatusOK, peersPage(v, p.jwks()))
}

// jwks is where our public keys stand.
func (p Peers) jwks() string { return strings.TrimSuffix(p.Facts.Public, "/") + peer.JWKSPath }

// standOfPeer says in a few words how a system goes.
func standOfPeer(p *peer.Peer, now time.Time) string {
	switch {
	case p.Paused:
		return "staat stil"
	case p.Problem.NL != "":
		return "lukt niet"
	case p.Tried.IsZero():
		return "nog niet gevraagd"
	case p.Silent(now):
		return "goed, maar geeft geen seintjes"
	}
	return "goed"
}

type newPeerView struct {
	frame  ui.PageView
	in     peer.New
	org    string // as typed
	uras   string // as typed
	errors map[string]string
}

var peerFields = inputs{{"name", "naam"}, {"organization", "organisatie"}, {"base", "adres"}, {"client", "nummer"}, {"notices", "meldingen"},
	{"token", "toegang"}, {"scope", "rechten"}, {"uras", "uras"}}

// New asks for a new system.
func (p Peers) New(w http.ResponseWriter, r *http.Request) error {
	if err := forAdministrators(p.SignedIn(r)); err != nil {
		return err
	}
	return p.renderNew(w, r, newPeerView{})
}

func (p Peers) renderNew(w http.ResponseWriter, r *http.Request, v newPeerView) error {
	v.frame = p.frame(r, "Systeem toevoegen", ui.Link{Text: "Systemen elders", Href: peersPath})
	return p.Render(w, r, formStatus(v.errors), newPeerPage(v))
}

// Add adds one.
func (p Peers) Add(w http.ResponseWriter, r *http.Request) error {
	who := p.SignedIn(r)
	if err := forAdministrators(who); err != nil {
		return err
	}
	if err := site.Form(r); err != nil {
		return err
	}
	f := r.PostForm
	v := newPeerView{org: strings.TrimSpace(f.Get("organisatie")), uras: f.Get("uras"), in: peer.New{Name: f.Get("naam"), Base: f.Get("adres"), Notices: f.Get("meldingen"),
		Token: f.Get("toegang"), Scope: f.Get("rechten"), Client: f.Get("nummer"), URAs: strings.Fields(f.Get("uras"))}}
	var err error
	if v.in.Organization, err = p.organizationOf(r, v.org); err != nil {
		return err
	}
	made, err := p.Page.Peers.Add(r.Context(), who, v.in)
	if v.errors = peerFields.refused(err, "name"); len(v.errors) > 0 {
		aboutOrganization(v.errors, v.org, v.in.Organization)
		return p.renderNew(w, r, v)
	}
	if err != nil {
		return err
	}
	return site.Lead(w, r, peersPath+"/"+string(made), "toegevoegd")
}

type peerView struct {
	frame        ui.PageView
	done         string
	peer         peer.Peer
	organization string
	jwks         string
	tried        *peer.Report
	now          time.Time
}

func (p Peers) find(ctx context.Context, who access.Actor, which peer.ID) (peer.Peer, error) {
	all, err := p.Page.Peers.Peers(ctx, who)
	if err != nil {
		return peer.Peer{}, err
	}
	for _, one := range all {
		if one.ID == which {
			return one, nil
		}
	}
	return peer.Peer{}, fault.Missing("Dit systeem kennen wij niet.", "peer not found")
}

func (p Peers) renderOne(w http.ResponseWriter, r *http.Request, one peer.Peer, tried *peer.Report) error {
	name, err := p.organization(r.Context(), one.Organization)
	if err != nil {
		return err
	}
	v := peerView{frame: p.frame(r, one.Name, ui.Link{Text: "Systemen elders", Href: peersPath}), done: saidOfPeers[site.Done(r)], peer: one, organization: name,
		jwks: p.jwks(), tried: tried, now: p.Now()}
	return p.Render(w, r, http.StatusOK, peerPage(v))
}

// Get shows one system.
func (p Peers) Get(w http.ResponseWriter, r *http.Request) error {
	one, err := p.find(r.Context(), p.SignedIn(r), peer.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	return p.renderOne(w, r, one, nil)
}

// Change lets a system rest or go on; the button says which.
func (p Peers) Change(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	code := r.PostForm.Get("doe")
	if code != "stil" && code != "verder" {
		return fault.New(fault.Invalid, "Kies wat u wilt wijzigen.", "expected what to change")
	}
	which := peer.ID(r.PathValue("id"))
	if err := p.Page.Peers.Set(r.Context(), p.SignedIn(r), which, code == "stil"); err != nil {
		return err
	}
	return site.Lead(w, r, peersPath+"/"+string(which), code)
}

// Try signs in there and reads something; it changes nothing.
func (p Peers) Try(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), tryFor)
	defer cancel()
	rep, err := p.Page.Peers.Try(ctx, p.SignedIn(r), peer.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	return p.renderOne(w, r, rep.Peer, &rep)
}

func (v peerView) items() []ui.Definition {
	or := func(text, none string) string {
		if text == "" {
			return none
		}
		return text
	}
	return []ui.Definition{
		{Term: "Stand", Text: ui.Capital(standOfPeer(&v.peer, v.now))}, {Term: "Namens", Text: v.organization}, {Term: "Adres", Text: v.peer.Base},
		{Term: "Adres voor meldingen", Text: or(v.peer.Notices, "Geen: wij melden daar niets")}, {Term: "Ons nummer daar (client_id)", Text: v.peer.Client},
		{Term: "Adres voor toegang", Text: or(v.peer.Token, "Zegt het systeem zelf")}, {Term: "Rechten die wij vragen", Text: or(v.peer.Scope, "Alles wat wij daar kregen")},
		{Term: "Spreekt voor", Text: or(strings.Join(v.peer.URAs, ", "), "Laten wij aan het systeem over")},
		{Term: "Seintjes als er iets verandert", Text: v.signals()},
		{Term: "Laatst goed antwoord", Text: whenOr(v.peer.Good, "Nog nooit")}, {Term: "Laatste poging", Text: whenOr(v.peer.Tried, "Nog geen")},
	}
}

// signals says whether the system tells us of changes. What is open is looked at each quarter of an hour anyway.
func (v peerView) signals() string {
	p := &v.peer
	switch {
	case p.Signals == peer.Refused:
		return "Dit systeem geeft geen seintjes. Wij kijken zelf elk kwartier."
	case p.Signals != peer.Asked:
		return "Vragen wij zodra er een vraag van dit systeem is."
	case p.Heard.IsZero():
		return "Gevraagd, nog niets gehoord. Wij kijken zelf elk kwartier."
	case p.Silent(v.now):
		return "Stil sinds " + ui.Moment(p.Heard) + ". Wij kijken zelf elk kwartier."
	}
	return "Goed. Laatst gehoord: " + ui.Moment(p.Heard) + "."
}

// Mount puts the pages at their addresses.
func (p Peers) Mount(handle func(pattern string, h site.Handler)) {
	handle("GET "+peersPath, p.List)
	handle("GET "+peersPath+"/nieuw", p.New)
	handle("POST "+peersPath+"/nieuw", p.Add)
	handle("GET "+peersPath+"/{id}", p.Get)
	handle("POST "+peersPath+"/{id}", p.Change)
	handle("POST "+peersPath+"/{id}/proef", p.Try)
}
