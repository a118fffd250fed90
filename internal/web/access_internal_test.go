package web

import (
	"net/http"
	"slices"
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fhir/mirror"
	"eerstelijn/internal/fhir/notified"
	"eerstelijn/internal/fhir/peer"
	"eerstelijn/internal/fhir/subscription"
	"eerstelijn/internal/identity/client"
	"eerstelijn/internal/identity/launch"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/identity/passkey"
	"eerstelijn/internal/network/endpoint"
	"eerstelijn/internal/web/admin"
	"eerstelijn/internal/web/dossier"
	"eerstelijn/internal/web/others"
	"eerstelijn/internal/web/people"
	"eerstelijn/internal/web/signin"
	"eerstelijn/internal/web/site"
)

// Every page says for whom it is, once, and nothing else is said.
func TestEveryPageSaysForWhomItIs(t *testing.T) {
	t.Parallel()
	here := &site.Site{Demo: true, Notified: &notified.Service{}, Launches: &launch.Service{}, Endpoints: &endpoint.Service{}}
	s := &server{mux: http.NewServeMux(), Site: here, signIn: signin.Page{Site: here}, picker: people.New(here, nil), played: &dossier.System{}, others: &others.System{},
		admin: admin.Page{Site: here, Needs: admin.Needs{Clients: &client.Service{}, Mirror: &mirror.Service{}, Peers: &peer.Service{}, Hearing: &subscription.Service{}}}}
	s.accounts(Accounts{Links: &link.Links{}, Passkeys: &passkey.Service{}}, nil, nil)
	s.routes()
	said := map[string]bool{}
	for _, r := range Access() {
		if said[r.Pattern] {
			t.Errorf("%s stands in the list twice", r.Pattern)
		}
		if said[r.Pattern] = true; !slices.Contains(s.patterns, r.Pattern) {
			t.Errorf("%s stands in the list and is no page", r.Pattern)
		}
		if (r.For == access.ForAct) != (len(r.Acts) > 0) || (r.For == access.ForRoles) && len(r.Roles) == 0 {
			t.Errorf("%s does not say for whom it is", r.Pattern)
		}
		for _, a := range r.Acts {
			if _, known := access.ActOf(a); !known {
				t.Errorf("%s names the act %s, which is not there", r.Pattern, a)
			}
		}
	}
	for _, p := range s.patterns {
		if !said[p] {
			t.Errorf("%s does not say for whom it is: add it to Access", p)
		}
	}
}
