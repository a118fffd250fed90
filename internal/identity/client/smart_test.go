package client_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"eerstelijn/internal/access"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/identity/client"
)

// ★ A token with scopes of SMART is worth nothing at the API, and at the FHIR face what its scopes say of
// the scopes that its client has at that moment.
func TestSmartScopesStandForOurs(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	p := h.added(jose.ES384, "placement:answer", "directory:write")
	a := h.ask(p.sign(t, h.claims(p)), url.Values{"scope": {"system/Task.rs system/Organization.r system/Task.rs"}})
	if a.status != http.StatusOK || a.scope != "system/Organization.r system/Task.rs" {
		t.Fatalf("%d %s", a.status, a.body)
	}
	if _, who := h.enter("Bearer " + a.token); who.Scopes != "" || who.Role != access.Machine {
		t.Errorf("at the API: %+v", who)
	}
	at := func(resource string, p client.Permission) (scopes string) {
		h.clients.Around(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			scopes = client.For(r.Context(), identity.ActorOf(r.Context()), resource, p).Scopes
		})).ServeHTTP(nothing{}, request(t, "/fhir/Task", a.token))
		return scopes
	}
	for _, c := range []struct {
		resource string
		does     client.Permission
		want     string
	}{
		{"Task", client.Read, "placement:answer"}, {"Task", client.Search, "placement:answer"}, {"Task", client.Update, ""},
		{"ServiceRequest", client.Read, ""}, {"Organization", client.Read, ""}, {"Patient", client.Read, ""},
	} {
		if got := at(c.resource, c.does); got != c.want {
			t.Errorf("%s %c: %q, want %q", c.resource, c.does, got, c.want)
		}
	}
	if err := h.clients.SetClientScopes(t.Context(), admin, p.id, []string{"directory:write"}); err != nil {
		t.Fatal(err)
	}
	if got := at("Task", client.Read); got != "" {
		t.Errorf("a scope that was taken away still counts: %q", got)
	}

	// Somebody who is no program is who they are.
	nurse := access.Actor{Person: "nurse", Role: access.Professional, Assurance: access.Substantial}
	if got := client.For(t.Context(), nurse, "Task", client.Update); got != nurse {
		t.Errorf("%+v", got)
	}
	// Each scope that is offered can be asked.
	all := h.added(jose.EdDSA, "placement:ask", "placement:answer", "subscription:manage", "capacity:write")
	offered := smartForm.FindAllString(h.send(h.endpoint, request(t, client.SmartPath, "")).body, -1)
	if len(offered) < 9 || !slices.Contains(offered, "system/HealthcareService.rs") {
		t.Fatalf("%v", offered)
	}
	if a := h.ask(all.sign(t, h.claims(all)), url.Values{"scope": {strings.Join(offered, " ")}}); a.status != http.StatusOK {
		t.Errorf("%d %s", a.status, a.body)
	}
}

// nothing is an answer that nobody reads.
type nothing struct{}

func (nothing) Header() http.Header         { return http.Header{} }
func (nothing) Write(p []byte) (int, error) { return len(p), nil }
func (nothing) WriteHeader(int)             {}

var smartForm = regexp.MustCompile(`system/[A-Za-z]+\.[a-z]+`)

func request(t testing.TB, path, token string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	return r
}
