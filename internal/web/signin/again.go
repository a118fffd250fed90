package signin

import (
	"mime"
	"net/http"
	"slices"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// field is one value that was posted.
type field struct{ name, value string }

type againView struct {
	frame  ui.PageView
	weaker bool // signed in, but not strongly enough
	signIn string
	action string // where to send it again; '' when it could not be kept
	fields []field
}

// Bounds of what the page after an expired session carries along: any form of ours, and no file.
const (
	maxAgainFields = 300
	maxAgainBytes  = 64 << 10
)

// First leads to where one signs in, and back to what was asked for; need is how sure we must be, or 0.
// What was typed in a form is not lost: the answer holds it, to be sent again after signing in in
// another tab. It goes nowhere else: not into an address, and not into the database.
func (p Page) First(w http.ResponseWriter, r *http.Request, need access.Assurance) error {
	w.Header().Set("Cache-Control", "no-store")
	here := r.URL.RequestURI()
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		site.Redirect(w, r, site.SignInPath(here, Need(need)))
		return nil
	}
	v := againView{frame: p.Frame(r, "Log in om verder te gaan"), weaker: identity.SignedIn(p.SignedIn(r)), signIn: site.SignInPath("", Need(need))}
	v.frame.Current = ""
	if v.action = site.SafeReturn(here); v.action != "" {
		var kept bool
		if v.fields, kept = typed(r); !kept {
			v.action = ""
		}
	}
	status := http.StatusForbidden
	if !v.weaker {
		status = http.StatusUnauthorized
		w.Header().Set("WWW-Authenticate", `Session realm="eerstelijn"`)
	}
	return p.Render(w, r, status, again(v))
}

// typed gives what a form held, and whether it can be carried along: no file, and no more than a form has.
func typed(r *http.Request) (all []field, kept bool) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, false
	}
	if r.PostForm == nil && site.Form(r) != nil {
		return nil, false
	}
	size := 0
	for name, values := range r.PostForm {
		for _, v := range values {
			size += len(name) + len(v)
			all = append(all, field{name, v})
		}
	}
	if len(all) > maxAgainFields || size > maxAgainBytes {
		return nil, false
	}
	// Values of one name keep their order.
	slices.SortStableFunc(all, func(a, b field) int { return strings.Compare(a.name, b.name) })
	return all, true
}
