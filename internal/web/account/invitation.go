package account

import (
	"net/http"

	"github.com/a-h/templ"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/identity/invitation"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/web/assets"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// Invitation is what stands behind the link of an invitation.
type Invitation struct {
	*site.Site
	Invitations *invitation.Service
	Links       *link.Links
	Sessions    *identity.Sessions
}

// Title implements onelink.Titled.
func (Invitation) Title() string { return "Een uitnodiging voor u" }

// Scripts implements onelink.Scripted.
func (Invitation) Scripts() []string { return []string{assets.PasskeyScript} }

type invitationView struct {
	invitation.Shown
	role    string
	keyName string
	ask     string
	works   bool
}

// Show says who invites for what.
func (i Invitation) Show(r *http.Request, l link.Link) (templ.Component, string, error) {
	shown, err := i.Invitations.Show(r.Context(), l)
	if err != nil {
		return nil, "", err
	}
	v := invitationView{Shown: shown, role: shown.Role.NL(), keyName: r.PostForm.Get(nameField), ask: r.URL.Path + "/passkey", works: i.Invitations.CanAccept()}
	if v.keyName == "" {
		v.keyName = "Mijn toestel"
	}
	return invitationBody(v), "", nil
}

// Ask puts the question to make a passkey for the account of a link.
func (i Invitation) Ask(w http.ResponseWriter, r *http.Request) error {
	l, err := i.Links.Find(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	if l.Act != "identity.Accept" {
		return fault.Missing("Deze link is er niet.", "this link is for something else")
	}
	question, err := i.Invitations.AskNew(r.Context(), l)
	if err != nil {
		return err
	}
	return write(w, question)
}

// Do accepts the invitation and signs in.
func (i Invitation) Do(w http.ResponseWriter, r *http.Request, l link.Link, token string) error {
	holder := l.Actor().Through(r.Context())
	in, err := i.Invitations.Accept(r.Context(), holder, token, r.PostForm.Get(nameField), []byte(r.PostForm.Get(ui.PasskeyAnswer)))
	if err != nil {
		return err
	}
	if err := i.Sessions.Begin(r.Context(), in); err != nil {
		i.Log.Error("sign-in", "method", "passkey", "trace", access.CallOf(r.Context()).Trace, "error", err)
		site.Redirect(w, r, "/inloggen")
		return nil
	}
	site.Redirect(w, r, Path+"?"+site.DoneField+"=welkom")
	return nil
}
