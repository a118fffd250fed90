package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/web/room"
	"eerstelijn/internal/web/site"
)

// inside are the pages for who is signed in. Nobody else sees more of them than that they exist.
var inside = []string{"/werk", "/beheer"}

// outside is what everybody may see of them: totals that tell of nobody.
var outside = []string{room.CalibrationPath}

// first lets somebody sign in who may do what they ask only then: a visitor of the pages inside, and
// whoever is refused something because nobody knows, or knows surely enough, who they are. A refusal
// has been recorded by then; what somebody else may not do stays a refusal.
func (s *server) first(page site.Handler) site.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		who := identity.SignedIn(s.SignedIn(r))
		if !who && (r.Method == http.MethodGet || r.Method == http.MethodHead) && isInside(r.URL.Path) {
			return s.signIn.First(w, r, access.NoAssurance)
		}
		err := page(w, r)
		if err == nil || fault.KindOf(err) != fault.Denied {
			return err
		}
		refusal, _ := errors.AsType[access.Refusal](err)
		switch need := refusal.Needs(); {
		case !who && r.URL.Path != site.SignInPath("", ""):
			return s.signIn.First(w, r, access.NoAssurance)
		case need > access.NoAssurance:
			return s.signIn.First(w, r, need)
		}
		return err
	}
}

func isInside(path string) bool {
	if slices.Contains(outside, path) {
		return false
	}
	for _, p := range inside {
		if path == p || strings.HasPrefix(path, p+"/") {
			return true
		}
	}
	return false
}
