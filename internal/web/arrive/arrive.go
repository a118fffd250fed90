// Package arrive is where somebody comes in from the record system that they work in: the way there and
// back, and what they see when it does not work. None of it needs a script.
//
// A person who comes in sees no page of this package: the form for a request is the first thing they see,
// or the request that the record system asked for.
package arrive

import (
	"net/http"
	"net/url"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/identity/launch"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// Page is the way in.
type Page struct {
	*site.Site
	Sessions *identity.Sessions
}

// placePath is where places are asked for.
const placePath = "/werk/plaatsing"

// awayCookie holds what must be remembered while somebody is at their record system.
const awayCookie = "start"

// Mount puts the pages at their addresses.
func (p Page) Mount(handle func(pattern string, page site.Handler)) {
	handle("GET "+launch.Path, p.Go)
	handle("GET "+launch.Path+"/{system}/terug", p.Back)
}

// Go sends somebody who was sent here by a record system back to it, to say who they are.
func (p Page) Go(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	if framed(r) {
		return p.framed(w, r, q)
	}
	to, sealed, system, err := p.Launches.Start(r.Context(), q.Get("iss"), q.Get("launch"), p.Address)
	if err != nil {
		return p.refuse(w, r, system, view{}, err)
	}
	http.SetCookie(w, p.Cookie(awayCookie, sealed, launch.AwayTime))
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, to, http.StatusSeeOther) // #nosec G710 -- the address of a record system that an administrator entered
	return nil
}

// framed tells whether a browser asks for a page to show within another one. Browsers that do not tell are
// kept out of frames by the headers of every page.
func framed(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Dest") {
	case "iframe", "frame", "embed", "object":
		return true
	}
	return false
}

// framed offers to go on in a window of its own. It is the one page that others may show within theirs:
// it holds nothing but a link to itself, and asks nobody anything.
func (p Page) framed(w http.ResponseWriter, r *http.Request, q url.Values) error {
	h := w.Header()
	h.Del("X-Frame-Options")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors https:")
	h.Set("Cache-Control", "no-store")
	f := p.frame(r, "Open Eerstelijn in een eigen venster")
	f.Person, f.Account, f.Nav, f.Tools = "", "", nil, nil
	v := view{frame: f, here: launch.Path + "?" + url.Values{"iss": q["iss"], "launch": q["launch"]}.Encode()}
	return p.Render(w, r, http.StatusOK, framedPage(v))
}

func (p Page) frame(r *http.Request, title string) ui.PageView {
	f := p.Frame(r, title)
	f.ReadingBack = "" // it would lead back to an address that works once
	return f
}

// Back receives somebody whom a record system sends back.
func (p Page) Back(w http.ResponseWriter, r *http.Request) error {
	came, err := p.Launches.Finish(r.Context(), launch.SystemID(r.PathValue("system")), p.Take(w, r, awayCookie), r.URL.Query())
	if err == nil {
		err = p.Sessions.Begin(r.Context(), came.SignIn)
	}
	if err != nil {
		v := view{system: came.System.Name, unknown: identity.IsUnknown(err)}
		if v.unknown {
			var found error
			if v.organization, found = p.nameOf(r, came.System.Organization); found != nil {
				return found
			}
		}
		return p.refuse(w, r, came.System.ID, v, err)
	}
	to, err := p.landing(w, r, came)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	site.Redirect(w, r, to)
	return nil
}

// landing is where somebody begins: the request that the record system asked for, a new one with what the
// open record says, or their workplace when they ask for no places.
func (p Page) landing(w http.ResponseWriter, r *http.Request, came launch.Arrived) (string, error) {
	// What an earlier record gave goes, whatever comes now.
	http.SetCookie(w, p.Cookie(launch.CarryCookie, "", -time.Second))
	if _, err := id.Parse[placement.RequestID](came.Request); err == nil {
		return placePath + "/" + came.Request, nil
	}
	person, err := p.Network.PersonForSignIn(r.Context(), came.SignIn.Person)
	if err != nil {
		return "", err
	}
	if !p.asks(person) {
		return site.Home(access.Role(person.Role)), nil
	}
	to := placePath + "/nieuw"
	if came.Given.Empty() {
		return to, nil
	}
	sealed, handle, err := p.Launches.Carry(r.Context(), came)
	if err != nil {
		return "", err
	}
	http.SetCookie(w, p.Cookie(launch.CarryCookie, sealed, launch.CarryTime))
	return to + "?" + url.Values{launch.CarryField: {handle}}.Encode(), nil
}

// asks tells whether somebody may ask for a place, however sure we are of them: who came in with too little
// is asked for more on the way there.
func (p Page) asks(who network.Person) bool {
	actor := access.Actor{Person: string(who.ID), Role: access.Role(who.Role), Organization: string(who.Organization), Region: string(who.Region), Assurance: access.High}
	return who.Organization != "" && p.Access.Decide(actor, "placement.Draft", access.Subject{Type: "request", Organization: actor.Organization, Region: actor.Region}).Allowed
}

func (p Page) nameOf(r *http.Request, of network.OrganizationID) (string, error) {
	o, err := p.Network.Organization(r.Context(), of)
	if fault.KindOf(err) == fault.NotFound {
		return "", nil
	}
	return o.Name, err
}

// refuse says why somebody does not come in, and what they can do. system is one that is known, or ”.
func (p Page) refuse(w http.ResponseWriter, r *http.Request, system launch.SystemID, v view, err error) error {
	switch fault.KindOf(err) {
	case fault.Internal, fault.Limited:
		return err
	case fault.NotFound:
		v.noSystem = true
	}
	p.Log.Warn("launch", "system", string(system), "trace", access.CallOf(r.Context()).Trace, "error", err)
	v.frame, v.problem = p.frame(r, "Openen is niet gelukt"), fault.Safe(err).Text.NL
	w.Header().Set("Cache-Control", "no-store")
	return p.Render(w, r, site.Status(err), problemPage(v))
}

// view is what a page here shows.
type view struct {
	frame        ui.PageView
	here         string // this very launch, to open in a window of its own
	problem      string
	system       string // name of the record system, '' when it is not known
	noSystem     bool
	unknown      bool   // nobody here is known by this record system's name for them
	organization string // whose people work in it
}
