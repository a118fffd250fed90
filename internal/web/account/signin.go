package account

import (
	"net/http"

	"github.com/a-h/templ"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/identity/passkey"
	"eerstelijn/internal/web/assets"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// Addresses at which a passkey signs in.
const (
	AskPath    = "/inloggen/passkey/begin"
	SignInPath = "/inloggen/passkey/klaar"
)

// SignIn signs people in with a passkey.
type SignIn struct {
	*site.Site
	Passkeys *passkey.Service
	Sessions *identity.Sessions
}

// Form is what stands on the page to sign in; nil where passkeys do not work.
func (s SignIn) Form() templ.Component {
	if !s.Passkeys.Works() {
		return nil
	}
	return signInForm()
}

// Ask puts the question to sign in, as JSON for the browser.
func (s SignIn) Ask(w http.ResponseWriter, r *http.Request) error {
	question, err := s.Passkeys.AskSignIn(r.Context())
	if err != nil {
		return err
	}
	return write(w, question)
}

// Done signs in with the browser's answer.
func (s SignIn) Done(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	in, err := s.Passkeys.SignIn(r.Context(), []byte(r.PostForm.Get(ui.PasskeyAnswer)))
	if err == nil {
		err = s.Sessions.Begin(r.Context(), in)
	}
	if kind := fault.KindOf(err); err != nil && (kind == fault.Denied || kind == fault.Invalid || kind == fault.Conflict) {
		s.Log.Warn("sign-in", "method", "passkey", "trace", access.CallOf(r.Context()).Trace, "error", err)
		return s.failed(w, r, fault.Safe(err))
	}
	if err != nil {
		return err
	}
	to := site.SafeReturn(r.PostForm.Get(ui.PasskeyBack))
	if to == "" {
		to = s.home(r, in)
	}
	site.Redirect(w, r, to)
	return nil
}

// home is where somebody lands who asked for nothing. Within this request nobody is signed in yet.
func (s SignIn) home(r *http.Request, in identity.SignIn) string {
	person, err := s.Network.PersonForSignIn(r.Context(), in.Person)
	if err != nil {
		return "/"
	}
	return site.Home(access.Role(person.Role))
}

func (s SignIn) failed(w http.ResponseWriter, r *http.Request, problem *fault.Error) error {
	frame := s.Frame(r, "Inloggen is niet gelukt")
	frame.Scripts = append(frame.Scripts, assets.PasskeyScript)
	text := problem.Text.NL
	if len(problem.Fields) > 0 {
		text = problem.Fields[0].NL
	}
	return s.Render(w, r, site.Status(problem), failedPage(frame, text, s.Form()))
}
