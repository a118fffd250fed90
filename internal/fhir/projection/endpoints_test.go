package projection_test

import (
	"strings"
	"testing"

	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/endpoint"
)

func (h *house) address(t testing.TB, e endpoint.Endpoint) endpoint.Endpoint {
	t.Helper()
	saved, err := h.domain.Endpoints.Save(t.Context(), operator, e)
	if err != nil {
		t.Fatal(err)
	}
	return saved
}

func notified(of network.OrganizationID) endpoint.Endpoint {
	return endpoint.Endpoint{Organization: of, Status: endpoint.Active, Connection: "hl7-fhir-rest", Payloads: []string{endpoint.NotifiedPull}, Address: "https://fhir.kade.example/r4"}
}

// A digital address is served after its entry, its organisation refers to it, and what is off stays.
func TestEndpointFollowsItsEntry(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		h.settle(t, h.Follower)
		before := h.all(t)
		e := h.address(t, notified(h.practice))
		ref := `"endpoint":[{"reference":"Endpoint/` + string(e.ID) + `"}]`
		h.settle(t, h.Follower)
		v := h.read(t, "Endpoint", string(e.ID))
		for _, holds := range []string{`"status":"active"`, `"code":"Twiin-TA-notification"`, `"managingOrganization":{"reference":"Organization/` + string(h.practice) + `"}`, `"https://fhir.kade.example/r4"`} {
			if !strings.Contains(string(v.Body), holds) {
				t.Errorf("it lacks %s: %s", holds, v.Body)
			}
		}
		o := h.read(t, "Organization", string(h.practice))
		if !strings.Contains(string(o.Body), ref) {
			t.Errorf("its organisation does not refer to it: %s", o.Body)
		}
		for k, now := range h.all(t) {
			if was := before[k]; now.Version != was.Version && k != v.Key && k != o.Key && k.Type != "Provenance" {
				t.Errorf("%s changed too", k)
			}
		}
		e.Status = endpoint.Off
		h.address(t, e)
		h.settle(t, h.Follower)
		if v := h.read(t, "Endpoint", string(e.ID)); v.Version != 2 || v.Gone || !strings.Contains(string(v.Body), `"status":"off"`) {
			t.Errorf("version %d: %s", v.Version, v.Body)
		}
		if o := h.read(t, "Organization", string(h.practice)); strings.Contains(string(o.Body), `"endpoint"`) {
			t.Errorf("its organisation refers to what is off: %s", o.Body)
		}
	})
}

// A first rendering of everything tells of the same as following each entry, and makes an organisation public
// that has no more than a digital address.
func TestSweepRendersEndpoints(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		quiet, err := h.domain.Network.SaveOrganization(t.Context(), operator, network.Organization{Kind: network.Provider, Name: "Laboratorium"})
		if err != nil {
			t.Fatal(err)
		}
		ids := map[network.OrganizationID]endpoint.ID{}
		for _, o := range []network.OrganizationID{h.practice, quiet, h.gps} {
			ids[o] = h.address(t, notified(o)).ID
		}
		h.settle(t, h.Follower)
		for o, e := range ids {
			if v := h.read(t, "Organization", string(o)); v.Version != 1 || !strings.Contains(string(v.Body), `"Endpoint/`+string(e)+`"`) {
				t.Errorf("version %d: %s", v.Version, v.Body)
			}
			h.read(t, "Endpoint", string(e))
		}
		swept := h.all(t)
		for _, e := range ids {
			found, err := h.domain.Endpoints.Get(t.Context(), e)
			if err != nil {
				t.Fatal(err)
			}
			found.Status = endpoint.Suspended
			found = h.address(t, found)
			h.settle(t, h.Follower)
			found.Status = endpoint.Active
			h.address(t, found)
		}
		h.settle(t, h.Follower)
		for k, v := range h.all(t) {
			if k.Type != "Provenance" && said(v) != said(swept[k]) {
				t.Errorf("%s says\n%s\nand said in the sweep\n%s", k, said(v), said(swept[journal.Key{Type: k.Type, ID: k.ID}]))
			}
		}
	})
}
