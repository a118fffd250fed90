package api

import (
	"fmt"
	"net/http"
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

const (
	deskOf  = "/regions/rivierenzoom/desk"
	rulesOf = "/regions/rivierenzoom/bridging-rules"
)

// TestARegionLaysDownItsRules: who works for the region says who runs the desk and who bridges; sent twice,
// a rule stands once; ended, the one before it does not come back.
func TestARegionLaysDownItsRules(t *testing.T) {
	t.Parallel()
	storetest.RunAt(t, clock.Fixed(testNow), func(t *testing.T, db *store.DB) {
		p := newPlacing(t, db)
		staff := access.Actor{Person: "s", Role: access.RESVStaff, Region: string(p.region), Assurance: access.Substantial}
		to := func(path, body string, status int) {
			t.Helper()
			if w := p.send(t, staff, http.MethodPut, path, body); w.Code != status {
				t.Errorf("%s %s: %d, want %d: %s", path, body, w.Code, status, w.Body)
			}
		}
		body := fmt.Sprintf(`{"organization":%q}`, p.offers[1].Organization)
		w := p.send(t, staff, http.MethodPut, deskOf, body)
		decode[desk](t, w, http.StatusOK)
		p.documented(t, "putDesk", w)
		if got := decode[desk](t, p.send(t, access.Actor{}, http.MethodGet, deskOf, ""), http.StatusOK); got.Organization != p.offers[1].Organization {
			t.Errorf("the desk is %q", got.Organization)
		}
		to(deskOf, `{"organization":"iemand"}`, http.StatusBadRequest)
		to("/regions/nergens/desk", body, http.StatusNotFound)

		before := decode[List[bridgingRule]](t, p.send(t, access.Actor{}, http.MethodGet, rulesOf, ""), http.StatusOK).Items
		rule := func(days int) string {
			return fmt.Sprintf(`{"kind":"elv-laag","urgency":"soon","organization":%q,"what":"Elke dag wijkverpleging.","days":%d,"paid":"Zorgverzekeraar"}`, p.offers[0].Organization, days)
		}
		for _, days := range []int{4, 6, 6} {
			w := p.send(t, staff, http.MethodPut, rulesOf, rule(days))
			if saved := decode[bridgingRule](t, w, http.StatusOK); saved.Days != days || saved.Organization != p.offers[0].Organization {
				t.Errorf("%+v", saved)
			}
			p.documented(t, "putBridgingRule", w)
		}
		after := decode[List[bridgingRule]](t, p.send(t, access.Actor{}, http.MethodGet, rulesOf, ""), http.StatusOK).Items
		if len(after) != len(before)+1 {
			t.Errorf("%d rules, before %d", len(after), len(before))
		}
		for name, bad := range map[string]string{
			"no days": rule(0), "a kind": `{"kind":"bedden","urgency":"","organization":"` + string(p.offers[0].Organization) + `","what":"Zorg.","days":2}`,
			"an organisation": `{"kind":"","urgency":"","organization":"iemand","what":"Zorg.","days":2}`,
		} {
			if w := p.send(t, staff, http.MethodPut, rulesOf, bad); w.Code != http.StatusBadRequest {
				t.Errorf("%s: %d %s", name, w.Code, w.Body)
			}
		}

		const end = `{"kind":"elv-laag","urgency":"soon"}`
		stranger := access.Actor{Person: "o", Role: access.RESVStaff, Region: "01900000-0000-7000-8000-000000000001", Assurance: access.Substantial}
		for name, c := range map[string]struct {
			who          access.Actor
			method, path string
			body         string
			status       int
		}{
			"nobody names a desk":         {access.Actor{}, http.MethodPut, deskOf, body, http.StatusUnauthorized},
			"another region names a desk": {stranger, http.MethodPut, deskOf, body, http.StatusForbidden},
			"an asker names a desk":       {p.asker, http.MethodPut, deskOf, body, http.StatusForbidden},
			"who bridges makes a rule":    {p.nurses[0], http.MethodPut, rulesOf, rule(9), http.StatusForbidden},
			"a program makes a rule":      {p.machine, http.MethodPut, rulesOf, rule(9), http.StatusForbidden},
			"another region ends a rule":  {stranger, http.MethodPost, rulesOf + "/end", end, http.StatusForbidden},
			"who bridges ends a rule":     {p.nurses[0], http.MethodPost, rulesOf + "/end", end, http.StatusForbidden},
			"a rule that is not there":    {staff, http.MethodPost, rulesOf + "/end", `{"kind":"","urgency":"planned"}`, http.StatusNotFound},
			"a region that is not there":  {staff, http.MethodPost, "/regions/nergens/bridging-rules/end", end, http.StatusNotFound},
			"the rules of no region":      {staff, http.MethodGet, "/regions/nergens/bridging-rules", "", http.StatusNotFound},
		} {
			if w := p.send(t, c.who, c.method, c.path, c.body); w.Code != c.status {
				t.Errorf("%s: %d, want %d: %s", name, w.Code, c.status, w.Body)
			}
		}
		w = p.send(t, staff, http.MethodPost, rulesOf+"/end", end)
		if left := decode[List[bridgingRule]](t, w, http.StatusOK).Items; len(left) != len(before) {
			t.Errorf("%d rules are left, want %d", len(left), len(before))
		}
		p.documented(t, "endBridgingRule", w)
		if w := p.send(t, staff, http.MethodPost, rulesOf+"/end", end); w.Code != http.StatusNotFound {
			t.Errorf("ended twice: %d", w.Code)
		}
	})
}
