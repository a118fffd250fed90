// Package signin holds the pages to sign in and out: the choice between providers of identity, the way
// there and back, and what somebody sees whose session ended while they were typing. None of it needs
// a script.
package signin

import (
	"encoding/base64"
	"net/http"

	"github.com/a-h/templ"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/identity/oidc"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// Page is the choice of how to sign in.
type Page struct {
	*site.Site
	Sessions *identity.Sessions
	// Party is nil where no provider is configured.
	Party *oidc.Party
	// Address is that of the site: 'https://eerstelijn.example'.
	Address string
	// Passkey is a way to sign in that stands beside the providers; nil shows none. Scripts are what
	// it needs.
	Passkey templ.Component
	Scripts []string
}

// Addresses of these pages.
const (
	Path    = "/inloggen"
	OutPath = ui.SignOutPath
	outDone = "uit"
)

// needs are the words that an address uses for how sure we must be.
var needs = map[string]access.Assurance{"midden": access.Substantial, "hoog": access.High}

// Need is the word for a level, ” for one that nothing special is asked for.
func Need(least access.Assurance) string {
	for word, level := range needs {
		if level == least {
			return word
		}
	}
	return ""
}

// group are the providers of one kind, as buttons.
type group struct {
	title, text string
	links       []ui.Link
}

type view struct {
	frame   ui.PageView
	problem string // why signing in did not work
	need    bool
	weak    bool // a stronger means is asked for and none here reaches it
	out     bool // just signed out
	outAt   ui.Link
	who     string // who is signed in
	back    string
	demo    string // where the person picker is
	groups  []group
	only    bool // there is one way: its button is the page's
	passkey templ.Component
	nothing bool
}

// Get shows the ways to sign in.
func (p Page) Get(w http.ResponseWriter, r *http.Request) error {
	return p.show(w, r, http.StatusOK, r.URL.Query().Get(site.ReturnField), needs[r.URL.Query().Get("nodig")], "")
}

func (p Page) show(w http.ResponseWriter, r *http.Request, status int, back string, need access.Assurance, problem string) error {
	v := view{frame: p.Frame(r, "Inloggen"), problem: problem, need: need > 0, back: site.SafeReturn(back), passkey: p.Passkey}
	v.frame.ReadingBack = "" // it would forget where somebody wanted to go
	v.frame.Scripts = append(v.frame.Scripts, p.Scripts...)
	if who := p.SignedIn(r); identity.SignedIn(who) {
		v.who = who.Name
		if v.back == "" {
			v.back = site.Home(who.Role)
		}
	}
	v.out = v.who == "" && r.URL.Query().Get(outDone) != ""
	if v.out {
		v.outAt = p.outAt(r)
	}
	if p.Demo {
		v.demo = address("/demo", v.back, 0)
	}
	v.groups = p.groups(v.back, need)
	if need > access.Substantial {
		v.passkey = nil // a passkey makes us substantially sure, no more
	}
	ways := 0
	for _, g := range v.groups {
		ways += len(g.links)
	}
	v.only = ways == 1 && v.passkey == nil && v.who == "" && v.problem == ""
	v.nothing = ways == 0 && v.passkey == nil && !p.Demo
	v.weak = v.nothing && v.need
	w.Header().Set("Cache-Control", "no-store")
	return p.Render(w, r, status, page(v))
}

// address leads to a page that comes back to another.
func address(path, back string, need access.Assurance) string {
	u := site.SignInPath(back, Need(need))
	return path + u[len(Path):]
}

func (p Page) groups(back string, need access.Assurance) (all []group) {
	if p.Party == nil {
		return nil
	}
	issuers := p.Party.Issuers()
	for _, g := range []struct {
		kind        oidc.Kind
		title, text string
	}{
		{oidc.Employer, "Met uw werkgever", "U gebruikt het account van uw werk."},
		{oidc.Healthcare, "Met een inlogmiddel voor de zorg", "U gebruikt uw pas of app voor de zorg."},
		{oidc.Citizens, "Als inwoner", "U regelt iets voor uzelf of voor iemand anders."},
	} {
		one := group{title: g.title, text: g.text}
		for _, i := range issuers {
			if i.Kind == g.kind && (need == 0 || i.Reaches(need)) {
				one.links = append(one.links, ui.Link{Text: i.Name, Href: address(Path+"/"+i.ID, back, need)})
			}
		}
		if len(one.links) > 0 {
			all = append(all, one)
		}
	}
	return all
}

var errNoParty = fault.Missing("Deze manier van inloggen is er niet.", "no provider of identity is configured")

// Go sends somebody to a provider.
func (p Page) Go(w http.ResponseWriter, r *http.Request) error {
	if p.Party == nil {
		return errNoParty
	}
	back, need := site.SafeReturn(r.URL.Query().Get(site.ReturnField)), needs[r.URL.Query().Get("nodig")]
	to, sealed, err := p.Party.Start(r.Context(), r.PathValue("issuer"), oidc.Ask{Site: p.Address, Back: back, Need: need})
	if fault.KindOf(err) == fault.Unavailable {
		p.Log.Warn("sign-in", "issuer", r.PathValue("issuer"), "error", err)
		return p.show(w, r, http.StatusServiceUnavailable, back, need, fault.Safe(err).Text.NL)
	}
	if err != nil {
		return err
	}
	http.SetCookie(w, p.Cookie(awayCookie, sealed, oidc.AwayTime))
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, to, http.StatusSeeOther) // #nosec G710 -- the address of a provider, as the operator configured it
	return nil
}

// Back receives somebody whom a provider sends back.
func (p Page) Back(w http.ResponseWriter, r *http.Request) error {
	if p.Party == nil {
		return errNoParty
	}
	sealed := p.Take(w, r, awayCookie)
	came, err := p.Party.Finish(r.Context(), r.PathValue("issuer"), sealed, r.URL.Query())
	if err == nil {
		err = p.Sessions.Begin(r.Context(), came.SignIn)
	}
	if kind := fault.KindOf(err); err != nil && (kind == fault.Denied || kind == fault.Invalid || kind == fault.Unavailable) {
		p.Log.Warn("sign-in", "issuer", r.PathValue("issuer"), "trace", access.CallOf(r.Context()).Trace, "error", err)
		return p.show(w, r, site.Status(err), "", 0, fault.Safe(err).Text.NL)
	}
	if err != nil {
		return err
	}
	to := site.SafeReturn(came.To)
	if to == "" {
		to = p.home(r, came.SignIn)
	}
	w.Header().Set("Cache-Control", "no-store")
	site.Redirect(w, r, to)
	return nil
}

// home is where somebody lands who asked for nothing. Within this request nobody is signed in yet.
func (p Page) home(r *http.Request, in identity.SignIn) string {
	person, err := p.Network.PersonForSignIn(r.Context(), in.Person)
	if err != nil {
		return "/"
	}
	return site.Home(access.Role(person.Role))
}

// Names of the cookies that hold sealed texts for a short while.
const (
	awayCookie = "weg" // while somebody is at a provider
	outCookie  = "uit" // to sign out there as well
)

// decode reads what a session kept for a provider.
func decode(text string) []byte {
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return nil
	}
	return b
}
