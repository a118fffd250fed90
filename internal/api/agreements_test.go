package api

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// TestAgreementsOverTheAPI walks from a proposal to the proof of mandate.
func TestAgreementsOverTheAPI(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(testing.TB, clock.Clock) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := agreeing{placing: newPlacing(t, open(t, clock.Fixed(testNow)))}
			a.people(t)
			a.walk(t)
		})
	}
}

// agreeing is two providers of the invented region, each with a delegate.
type agreeing struct {
	placing
	parties   [3]network.OrganizationID
	delegates [3]access.Actor
	staff     access.Actor
}

func (a *agreeing) people(t *testing.T) {
	t.Helper()
	ctx, operator := t.Context(), access.Job("test")
	for i := range a.parties {
		org, err := a.house.network.SaveOrganization(ctx, operator, network.Organization{Kind: network.Provider, Name: fmt.Sprintf("Partij %d", i)})
		if err != nil {
			t.Fatal(err)
		}
		who, err := a.house.network.SavePerson(ctx, operator, network.Person{Name: fmt.Sprintf("Gemachtigde %d", i), Role: string(access.Professional), Organization: org, Region: a.region})
		if err == nil {
			_, err = a.house.cooperation.Mandates.Grant(ctx, operator, mandate.Mandate{Grantor: org, Delegate: who, Subjects: []string{"bridging"}, Evidence: "Vergadering",
				Forum: mandate.Forum{Kind: mandate.RESV, Region: a.region}})
		}
		if err != nil {
			t.Fatal(err)
		}
		a.parties[i] = org
		a.delegates[i] = access.Actor{Person: string(who), Role: access.Professional, Organization: string(org), Assurance: access.Substantial, Session: "s"}
	}
	a.staff = access.Actor{Person: "s", Role: access.RESVStaff, Organization: "r", Region: string(a.region), Assurance: access.Substantial, Session: "s"}
}

func (a *agreeing) walk(t *testing.T) {
	draft := func(text string) string {
		return fmt.Sprintf(`{"kind":"bridging","forum":"resv","region":"rivierenzoom","title":"Overbrugging","parties":[%q,%q],"open":true,"why":"Sneller","from":null,"until":null,"review_at":null,
			"clauses":[{"number":"1","text":%q}],"obligations":[{"clause":"1","who":"each","what":"Antwoorden","measure":"attested","norm":90,"period":"month"}]}`, a.parties[0], a.parties[1], text)
	}
	post := func(who access.Actor, operation, path, body string, status int) agreementBody {
		t.Helper()
		w := a.send(t, who, http.MethodPost, path, body)
		if w.Code != status {
			t.Fatalf("POST %s: %d, want %d: %s", path, w.Code, status, w.Body)
		}
		if status >= http.StatusBadRequest {
			return agreementBody{}
		}
		if status == http.StatusOK {
			a.documented(t, operation, w)
		}
		b := decode[agreementBody](t, w, status)
		if w.Header().Get("ETag") != versionTag(b.Edit) {
			t.Errorf("%s: ETag %s of edit %d", operation, w.Header().Get("ETag"), b.Edit)
		}
		return b
	}
	read := func(who access.Actor, operation, path string, status int) string {
		t.Helper()
		w := a.send(t, who, http.MethodGet, path, "")
		if w.Code != status {
			t.Fatalf("GET %s: %d, want %d: %s", path, w.Code, status, w.Body)
		}
		if status == http.StatusOK {
			a.documented(t, operation, w)
		}
		return w.Body.String()
	}
	everybody, one, two, three := access.Actor{}, a.delegates[0], a.delegates[1], a.delegates[2]
	read(everybody, "agreementKinds", "/agreement-kinds", http.StatusOK)
	post(everybody, "", "/agreements", draft("Vier uur."), http.StatusUnauthorized)
	post(a.staff, "", "/agreements", `{"kind":"iets","forum":"resv","region":"rivierenzoom","title":"","parties":[],"clauses":[],"from":null,"until":null,"review_at":null}`, http.StatusBadRequest)
	made := post(a.staff, "draftAgreement", "/agreements", draft("Vier uur."), http.StatusCreated)
	of := "/agreements/" + string(made.ID)
	read(everybody, "", of, http.StatusNotFound) // like one that is not there
	read(three, "", of, http.StatusForbidden)
	read(a.staff, "", "/agreements/weer", http.StatusBadRequest)

	w := a.send(t, a.staff, http.MethodPut, of, draft("Drie uur."))
	if w.Code != http.StatusPreconditionRequired {
		t.Errorf("without If-Match: %d", w.Code)
	}
	post(one, "", of+"/offer", `{"until":null}`, http.StatusForbidden)
	post(a.staff, "offerAgreement", of+"/offer", `{"until":null}`, http.StatusOK)
	step := func(who access.Actor, operation, act string, party network.OrganizationID, version, status int) agreementBody {
		t.Helper()
		return post(who, operation, of+"/"+act, fmt.Sprintf(`{"party":%q,"version":%d,"clause":"1","words":"Te snel","yes":true,"until":null}`, party, version), status)
	}
	step(one, "", "sign", a.parties[1], 1, http.StatusForbidden)
	step(one, "signAgreement", "sign", a.parties[0], 1, http.StatusOK)
	objected := step(two, "objectAgreement", "object", a.parties[1], 0, http.StatusOK)
	post(two, "settleObjection", of+"/settle", fmt.Sprintf(`{"objection":%q,"until":null}`, objected.Objections[0].ID), http.StatusOK)
	active := step(two, "signAgreement", "sign", a.parties[1], 1, http.StatusOK)
	if active.State != agreement.StateActive || len(active.Missing) != 0 {
		t.Fatalf("%s, missing %v", active.State, active.Missing)
	}
	step(three, "accedeAgreement", "accede", a.parties[2], 1, http.StatusOK)
	for i, who := range a.delegates {
		step(who, "publishAgreement", "publish", a.parties[i], 0, http.StatusOK)
	}
	// Everybody reads it now, and the proof in the shape that others rely on.
	read(everybody, "agreement", of, http.StatusOK)
	read(everybody, "agreementBound", of+"/bound", http.StatusOK)
	read(everybody, "agreementProof", of+"/proof", http.StatusOK)
	proof := decode[struct {
		Agreement  agreement.ID
		At         string
		Valid      bool
		Signatures []struct {
			Party, Signer string
			Chain         []struct{ Kind, ID, From string }
		}
	}](t, a.send(t, everybody, http.MethodGet, of+"/proof", ""), http.StatusOK)
	if !proof.Valid || proof.Agreement != made.ID || len(proof.Signatures) != 3 || proof.Signatures[0].Party != string(a.parties[0]) ||
		proof.Signatures[0].Signer != "" || proof.Signatures[0].Chain[0].Kind != "mandate" || proof.Signatures[0].Chain[0].From == "" {
		t.Errorf("proof %+v", proof)
	}
	// Who signed, and the words of what was decided, are for who may read the agreement itself.
	const decided = `"signer":"`
	open, own := a.send(t, everybody, http.MethodGet, of+"/proof", "").Body.String(), a.send(t, a.staff, http.MethodGet, of+"/proof", "").Body.String()
	if strings.Contains(open, decided+one.Person) || !strings.Contains(own, decided+one.Person) || !strings.Contains(own, `"statement":"{`) || strings.Contains(open, `"statement":"{`) {
		t.Errorf("everybody reads %s and staff %s", open, own)
	}
	if page := a.send(t, everybody, http.MethodGet, of, "").Body.String(); strings.Contains(page, one.Person) {
		t.Errorf("everybody reads who signed: %s", page)
	}
	tag := a.send(t, a.staff, http.MethodGet, of, "").Header().Get("ETag")
	if w := a.send(t, a.staff, http.MethodPost, of+"/amend", draft("Twee uur."), "If-Match", tag); w.Code != http.StatusOK {
		t.Fatalf("amend: %d %s", w.Code, w.Body)
	}
	if w := a.send(t, a.staff, http.MethodPut, of, draft("Een uur."), "If-Match", tag); w.Code != http.StatusPreconditionFailed {
		t.Errorf("with an old tag: %d", w.Code)
	}
	read(a.staff, "agreementVersions", of+"/versions", http.StatusOK)
	read(a.staff, "agreementRedline", of+"/redline", http.StatusOK)
	read(a.staff, "", of+"/redline?to=9", http.StatusBadRequest)
	red := decode[redlineBody](t, a.send(t, a.staff, http.MethodGet, of+"/redline", ""), http.StatusOK)
	if red.From != 1 || red.To != 2 || len(red.Clauses) != 1 || red.Clauses[0].Op != "changed" || len(red.Clauses[0].Text) != 3 {
		t.Errorf("redline %+v", red)
	}
	read(everybody, "agreements", "/agreements?region=rivierenzoom&binding=true", http.StatusOK)
	read(a.staff, "agreementTree", "/agreements/tree?region=rivierenzoom", http.StatusOK)
	read(everybody, "agreementTree", "/agreements/tree", http.StatusOK)
	counts := decode[agreementCounts](t, a.send(t, everybody, http.MethodGet, "/agreements/counts?region=rivierenzoom", ""), http.StatusOK)
	if counts.Active != 1 || counts.ByKind["bridging"] != 1 {
		t.Errorf("counts %+v", counts)
	}
	read(everybody, "", "/agreements?at=gisteren", http.StatusBadRequest)
	if left := step(three, "leaveAgreement", "leave", a.parties[2], 0, http.StatusOK); len(left.Parties) != 2 {
		t.Errorf("%d parties after leaving", len(left.Parties))
	}
	if post(one, "endAgreement", of+"/end", `{"words":"Klaar","until":null}`, http.StatusOK).State != agreement.StateActive {
		t.Error("one of two ended it")
	}
	if post(two, "endAgreement", of+"/end", `{"words":"Klaar","until":null}`, http.StatusOK).State != agreement.StateEnded {
		t.Error("it did not end")
	}
	post(one, "", of+"/review", `{"words":"Te laat","until":null}`, http.StatusConflict)
}
