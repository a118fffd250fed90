// Package account is where somebody looks after their own account: who they are here, their passkeys and
// where they are signed in. It also holds what else passkeys need of pages: signing in with one, and the
// page on which an invitation is accepted.
package account

import (
	"net/http"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/identity/passkey"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/assets"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// Path is the page's address.
const Path = "/werk/account"

const (
	nameField = "naam"
)

// done are the notices that a redirect leads to.
var done = map[string]string{ // #nosec G101 -- notices about passkeys, no secrets
	"passkey": "Uw passkey is toegevoegd.",
	"weg":     "De passkey is weggehaald.",
	"uit":     "Daar bent u nu uitgelogd.",
	"welkom":  "Welkom. Uw account is klaar.",
}

// Page is the account of who is signed in.
type Page struct {
	*site.Site
	Identity *identity.Service
	Passkeys *passkey.Service
}

type view struct {
	frame    ui.PageView
	name     string
	role     string
	where    string
	done     string
	errors   []ui.FieldError
	keyName  string
	keys     []passkey.Passkey
	canAdd   bool
	weak     bool // signed in too weakly to add one
	sessions []identity.Session
	now      time.Time
}

// Get shows the account.
func (p Page) Get(w http.ResponseWriter, r *http.Request) error {
	return p.show(w, r, http.StatusOK, "", nil)
}

func (p Page) show(w http.ResponseWriter, r *http.Request, status int, keyName string, problem *fault.Error) error {
	who := p.SignedIn(r)
	if !identity.SignedIn(who) {
		return fault.New(fault.Denied, "Log eerst in.", "sign in first")
	}
	v := view{frame: p.Frame(r, "Mijn account"), name: who.Name, role: who.Role.NL(), done: done[site.Done(r)], keyName: keyName,
		canAdd: p.Passkeys.Works() && who.Assurance >= access.Substantial, weak: who.Assurance < access.Substantial, now: p.Now()}
	v.frame.Work, v.frame.ReadingBack = true, Path
	v.frame.Scripts = append(v.frame.Scripts, assets.PasskeyScript)
	if problem != nil {
		v.errors = wrong(problem)
	}
	var err error
	if who.Organization != "" {
		o, err := p.Network.Organization(r.Context(), network.OrganizationID(who.Organization))
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
		v.where = o.Name
	}
	if v.keys, err = p.Passkeys.Passkeys(r.Context(), who); err != nil {
		return err
	}
	if v.sessions, err = p.Identity.Sessions(r.Context(), who); err != nil {
		return err
	}
	return p.Render(w, r, status, page(v))
}

// wrong lists what is wrong, each with the field it is about.
func wrong(problem *fault.Error) (all []ui.FieldError) {
	for _, f := range problem.Fields {
		id := nameField
		if f.Name != "name" {
			id = formID
		}
		all = append(all, ui.FieldError{ID: id, Message: f.NL})
	}
	if len(all) == 0 {
		all = append(all, ui.FieldError{ID: formID, Message: problem.Text.NL})
	}
	return all
}

// Ask puts the question to make a passkey, as JSON for the browser.
func (p Page) Ask(w http.ResponseWriter, r *http.Request) error {
	who := p.SignedIn(r)
	if who.Assurance < access.Substantial {
		return fault.New(fault.Denied, "Log eerst in.", "sign in first")
	}
	question, err := p.Passkeys.AskNew(r.Context(), network.PersonID(who.Person), who.Name)
	if err != nil {
		return err
	}
	return write(w, question)
}

// Add keeps the passkey that the browser made.
func (p Page) Add(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	name := r.PostForm.Get(nameField)
	err := p.Passkeys.AddPasskey(r.Context(), p.SignedIn(r), name, []byte(r.PostForm.Get(ui.PasskeyAnswer)))
	switch kind := fault.KindOf(err); {
	case err != nil && (kind == fault.Invalid || kind == fault.Conflict):
		return p.show(w, r, site.Status(err), name, fault.Safe(err))
	case err != nil:
		return err
	}
	site.Redirect(w, r, Path+"?"+site.DoneField+"=passkey")
	return nil
}

// Remove takes a passkey away.
func (p Page) Remove(w http.ResponseWriter, r *http.Request) error {
	err := p.Passkeys.RemovePasskey(r.Context(), p.SignedIn(r), passkey.ID(r.PathValue("id")))
	if err != nil && fault.KindOf(err) == fault.Conflict {
		return p.show(w, r, http.StatusConflict, "", fault.Safe(err))
	}
	if err != nil {
		return err
	}
	site.Redirect(w, r, Path+"?"+site.DoneField+"=weg")
	return nil
}

// End signs out in one other place.
func (p Page) End(w http.ResponseWriter, r *http.Request) error {
	err := p.Identity.RevokeSession(r.Context(), p.SignedIn(r), identity.SessionID(r.PathValue("id")))
	// One that ended by itself in between is what was asked for.
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	site.Redirect(w, r, Path+"?"+site.DoneField+"=uit")
	return nil
}

// EndOthers signs out everywhere but here.
func (p Page) EndOthers(w http.ResponseWriter, r *http.Request) error {
	who := p.SignedIn(r)
	all, err := p.Identity.Sessions(r.Context(), who)
	if err != nil {
		return err
	}
	for _, s := range all {
		if s.Current {
			continue
		}
		if err := p.Identity.RevokeSession(r.Context(), who, s.ID); err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
	}
	site.Redirect(w, r, Path+"?"+site.DoneField+"=uit")
	return nil
}

// write answers a script with a question.
func write(w http.ResponseWriter, question passkey.Options) error {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_, err := w.Write(question) // #nosec G705 -- JSON, sent as JSON, with nosniff
	return err
}
