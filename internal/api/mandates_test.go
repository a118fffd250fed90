package api

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// TestMandatesOverTheAPI: a region's staff writes down who speaks for whom, everybody reads it as it is, was
// and was known, and who the people are is for who works in the first line.
func TestMandatesOverTheAPI(t *testing.T) {
	t.Parallel()
	storetest.RunAt(t, clock.Fixed(testNow), func(t *testing.T, db *store.DB) {
		p := newPlacing(t, db)
		ctx := t.Context()
		staff := access.Actor{Person: "s", Role: access.RESVStaff, Region: string(p.region), Assurance: access.Substantial, Session: "s"}
		elsewhere := staff
		elsewhere.Region = "01900000-0000-7000-8000-000000000001"
		everybody := access.Actor{}
		bodies, err := p.house.network.Organizations(ctx, network.OrganizationQuery{Kind: network.DisciplineBody, Discipline: "huisartsenzorg", Limit: 1})
		if err != nil || len(bodies) == 0 {
			t.Fatal(err, len(bodies))
		}
		providers, err := p.house.network.Organizations(ctx, network.OrganizationQuery{Kind: network.Provider, Limit: 1})
		if err != nil || len(providers) == 0 {
			t.Fatal(err, len(providers))
		}
		people, err := p.house.network.PeopleForSignIn(ctx)
		if err != nil || len(people) < 2 {
			t.Fatal(err, len(people))
		}
		body, provider := bodies[0].ID, providers[0].ID
		send := func(who access.Actor, id, method, path, content string, status int, more ...string) string {
			t.Helper()
			w := p.send(t, who, method, path, content, more...)
			if w.Code != status {
				t.Fatalf("%s %s: %d, want %d: %s", method, path, w.Code, status, w.Body)
			}
			if status < 300 {
				p.documented(t, id, w)
			}
			return w.Body.String()
		}
		recognised := fmt.Sprintf(`{"body":%q,"region":"rivierenzoom","discipline":"huisartsenzorg","evidence":"Vergadering van 1 juni","from":"2026-01-01T00:00:00Z","until":null}`, body)
		send(elsewhere, "", http.MethodPost, "/standings", recognised, http.StatusForbidden)
		send(everybody, "", http.MethodPost, "/standings", recognised, http.StatusUnauthorized)
		send(staff, "recognise", http.MethodPost, "/standings", recognised, http.StatusCreated)
		joined := fmt.Sprintf(`{"provider":%q,"body":%q,"from":"2026-02-01T00:00:00Z","until":null}`, provider, body)
		send(staff, "affiliate", http.MethodPost, "/affiliations", joined, http.StatusCreated)
		send(staff, "", http.MethodPost, "/affiliations", joined, http.StatusConflict)

		given := fmt.Sprintf(`{"grantor":%q,"delegate":%q,"forum":"resv","region":"rivierenzoom","subjects":["bridging"],"evidence":"Ledenvergadering","from":"2026-03-01T00:00:00Z","until":"2028-03-01T00:00:00Z"}`, body, people[0].ID)
		send(elsewhere, "", http.MethodPost, "/mandates", given, http.StatusForbidden)
		send(staff, "", http.MethodPost, "/mandates", strings.Replace(given, "bridging", "weer", 1), http.StatusBadRequest)
		send(staff, "", http.MethodPost, "/mandates", strings.Replace(given, "rivierenzoom", "nergens", 1), http.StatusBadRequest)
		w := p.send(t, staff, http.MethodPost, "/mandates", given)
		m := decode[shownMandate](t, w, http.StatusCreated)
		p.documented(t, "grantMandate", w)
		if m.Region != "rivierenzoom" || m.Version != 1 || m.Delegate != people[0].ID {
			t.Errorf("granted %+v", m)
		}

		list := func(who access.Actor, query string) []shownMandate {
			t.Helper()
			return decode[List[shownMandate]](t, p.send(t, who, http.MethodGet, "/mandates?region=rivierenzoom"+query, ""), http.StatusOK).Items
		}
		if seen := list(everybody, ""); len(seen) != 1 || seen[0].Delegate != "" || seen[0].Evidence != "" || seen[0].Grantor != body {
			t.Errorf("everybody sees %+v", seen)
		}
		if seen := list(staff, ""); len(seen) != 1 || seen[0].Delegate != people[0].ID || seen[0].Evidence == "" {
			t.Errorf("staff sees %+v", seen)
		}
		if seen := list(everybody, "&at=2026-02-01T00:00:00Z"); len(seen) != 0 {
			t.Errorf("before it began: %+v", seen)
		}
		names := "/delegates?forum=resv&region=rivierenzoom"
		send(everybody, "", http.MethodGet, names, "", http.StatusUnauthorized)
		if out := send(staff, "delegates", http.MethodGet, names, "", http.StatusOK); !strings.Contains(out, people[0].Name) {
			t.Errorf("names: %s", out)
		}

		one := "/mandates/" + string(m.ID)
		better := strings.Replace(given, `"subjects":["bridging"]`, `"subjects":["bridging","capacity"],"why":"Eén onderwerp vergeten"`, 1)
		send(staff, "", http.MethodPut, one, better, http.StatusPreconditionRequired)
		send(elsewhere, "", http.MethodPut, one, better, http.StatusForbidden, "If-Match", `"1"`)
		send(staff, "correctMandate", http.MethodPut, one, better, http.StatusOK, "If-Match", `"1"`)
		send(staff, "", http.MethodPut, one, better, http.StatusPreconditionFailed, "If-Match", `"1"`)
		send(staff, "substitute", http.MethodPost, one+"/substitutes", fmt.Sprintf(`{"person":%q,"from":null,"until":null}`, people[1].ID), http.StatusCreated)
		send(elsewhere, "", http.MethodPost, one+"/revoke", `{"at":null,"why":"Anders"}`, http.StatusForbidden)
		send(staff, "", http.MethodPost, one+"/revoke", `{"at":null}`, http.StatusBadRequest)
		if out := send(staff, "revokeMandate", http.MethodPost, one+"/revoke", `{"at":null,"why":"Anders besloten"}`, http.StatusOK); strings.Contains(out, `"revoked_at":null`) {
			t.Errorf("revoked: %s", out)
		}
		if seen := list(everybody, ""); len(seen) != 0 {
			t.Errorf("after it was revoked: %+v", seen)
		}
		if seen := list(everybody, "&ended=true"); len(seen) != 1 || seen[0].Version != 3 {
			t.Errorf("with what ended: %+v", seen)
		}

		seated := `{"forum":"resv","region":"rivierenzoom","name":"Huisartsenzorg","discipline":"huisartsenzorg","weight":3,"holder":"` + string(people[0].ID) + `","from":null,"until":null}`
		send(elsewhere, "", http.MethodPost, "/seats", seated, http.StatusForbidden)
		w = p.send(t, staff, http.MethodPost, "/seats", seated)
		z := decode[seat](t, w, http.StatusCreated)
		p.documented(t, "addSeat", w)
		table := "?forum=resv&region=rivierenzoom"
		if out := send(everybody, "seats", http.MethodGet, "/seats"+table, "", http.StatusOK); strings.Contains(out, string(people[0].ID)) || !strings.Contains(out, `"votes":1`) {
			t.Errorf("everybody sees %s", out)
		}
		unequal := `{"forum":"resv","region":"rivierenzoom","equal":false,"since":null,"agreed_by":[]}`
		send(staff, "", http.MethodPut, "/votes", unequal, http.StatusBadRequest)
		send(staff, "putVotes", http.MethodPut, "/votes", strings.Replace(unequal, "[]", `["huisartsenzorg"]`, 1), http.StatusOK)
		if out := send(everybody, "seats", http.MethodGet, "/seats"+table, "", http.StatusOK); !strings.Contains(out, `"votes":3`) {
			t.Errorf("after all agreed: %s", out)
		}
		send(staff, "putSeat", http.MethodPut, "/seats/"+string(z.ID), seated, http.StatusOK, "If-Match", `"1"`)
		send(staff, "endSeat", http.MethodPost, "/seats/"+string(z.ID)+"/end", `{"at":null}`, http.StatusOK)

		attested := `{"there":true,"words":"Vastgesteld op 1 juni 2026."}`
		send(elsewhere, "", http.MethodPut, "/regions/rivierenzoom/evidence/plan", attested, http.StatusForbidden)
		if out := send(staff, "putEvidence", http.MethodPut, "/regions/rivierenzoom/evidence/plan", attested, http.StatusOK); !strings.Contains(out, `"there":true`) {
			t.Errorf("attested: %s", out)
		}
	})
}

func TestCoverageAsAFile(t *testing.T) {
	t.Parallel()
	h := demoAPI(t)
	w := read(h, base+"/coverage?boundary=regio&format=csv")
	lines := strings.Split(strings.TrimSpace(w.Body.String()), "\n")
	if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/csv") || len(lines) < 2 || !strings.HasPrefix(lines[0], "code,naam,inwoners") {
		t.Fatalf("%d %s: %s", w.Code, w.Header().Get("Content-Type"), w.Body)
	}
	items := decode[List[cut]](t, read(h, base+"/coverage?boundary=regio"), http.StatusOK).Items
	if len(items) != len(lines)-1 {
		t.Errorf("%d lines in the file, %d in JSON", len(lines)-1, len(items))
	}
	if w := read(h, base+"/coverage?boundary=postduiven"); w.Code != http.StatusBadRequest {
		t.Errorf("an unknown kind: %d", w.Code)
	}
}
