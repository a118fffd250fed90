package signin

import (
	"net/http"
	"strings"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity/oidc"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// outTime is how long the page after signing out offers to sign out at the provider as well.
const outTime = 10 * time.Minute

// Out ends the session. Signing out at the provider too is a second step, by a link: a browser that
// keeps forms within this site (form-action) would not follow there.
func (p Page) Out(w http.ResponseWriter, r *http.Request) error {
	method, hint := p.Sessions.Method(r.Context()), p.Sessions.Value(r.Context(), oidc.HintKey)
	if err := p.Sessions.End(r.Context()); err != nil {
		return err
	}
	if issuer, ok := strings.CutPrefix(method, "oidc:"); ok {
		http.SetCookie(w, p.Cookie(outCookie, issuer+"."+hint, outTime))
	}
	to := Path + "?" + outDone + "=1"
	if p.Demo && method == "demo" {
		to = "/demo"
	}
	site.Redirect(w, r, to)
	return nil
}

// outAt is the link to sign out at the provider as well; empty where there is none to sign out at.
func (p Page) outAt(r *http.Request) ui.Link {
	kept := p.Kept(r, outCookie)
	if kept == "" || p.Party == nil {
		return ui.Link{}
	}
	issuer, _, _ := strings.Cut(kept, ".")
	for _, i := range p.Party.Issuers() {
		if i.ID == issuer {
			return ui.Link{Text: "Ook uitloggen bij " + i.Name, Href: Path + "/" + i.ID + "/uit"}
		}
	}
	return ui.Link{}
}

// OutThere sends somebody who has signed out here to their provider, to sign out there too.
func (p Page) OutThere(w http.ResponseWriter, r *http.Request) error {
	if p.Party == nil {
		return errNoParty
	}
	issuer, hint, _ := strings.Cut(p.Take(w, r, outCookie), ".")
	if issuer != r.PathValue("issuer") {
		site.Redirect(w, r, Path)
		return nil
	}
	to, err := p.Party.SignOutURL(r.Context(), issuer, p.Address, Path, decode(hint))
	if err != nil {
		return err
	}
	if to == "" {
		to = Path
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, to, http.StatusSeeOther) // #nosec G710 -- the address of a provider, as the operator configured it
	return nil
}

// Message takes a provider's word that somebody signed out there. It answers as the specification of
// back-channel logout asks, to a program and not to a person.
func (p Page) Message(w http.ResponseWriter, r *http.Request) error {
	if p.Party == nil {
		return errNoParty
	}
	w.Header().Set("Cache-Control", "no-store")
	err := site.Form(r)
	if err == nil {
		err = p.Party.Logout(r.Context(), r.PathValue("issuer"), r.PostForm.Get("logout_token"))
	}
	if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.Conflict) {
		p.Log.Warn("back-channel logout", "issuer", r.PathValue("issuer"), "error", err)
		w.WriteHeader(http.StatusBadRequest)
		return nil
	}
	return err
}
