package api

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// asked is an answer of the API to somebody.
func asked(t *testing.T, h http.Handler, who access.Actor, path string, into any) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r.WithContext(identity.WithActor(r.Context(), who)))
	if into != nil {
		if err := json.Unmarshal(w.Body.Bytes(), into); err != nil {
			t.Fatalf("%s: %d %s: %v", path, w.Code, w.Body, err)
		}
	}
	return w
}

// asDocumented holds an answer against the OpenAPI document.
func asDocumented(t *testing.T, h http.Handler, id string, w *httptest.ResponseRecorder) {
	t.Helper()
	s := h.(*server)
	op := operationOf(s, id)
	if op == nil || w.Code != http.StatusOK {
		t.Fatalf("%s: %d", id, w.Code)
	}
	conforms(t, s, id, op.Responses["200"].Content["application/json"].Schema, w.Body.Bytes())
}

func TestLedgerOverTheAPI(t *testing.T) {
	t.Parallel()
	house := build(t, storetest.SQLite(t, clock.Fixed(testNow)))
	h := house.api()
	auditor := access.Actor{Person: "auditor-1", Name: "Marker Toezicht", Role: access.Auditor, Assurance: access.Substantial, Via: access.ByAPI}
	admin := access.Actor{Person: "admin-1", Name: "Marker Beheer", Role: access.ProviderAdmin, Organization: "org-1", Assurance: access.Substantial}
	machine := access.Actor{Person: "client:1", Role: access.Machine, Organization: "org-1", Assurance: access.Substantial, Scopes: "ledger:read"}

	for who, status := range map[*access.Actor]int{&admin: http.StatusForbidden, {Person: "anonymous", Role: access.Citizen}: http.StatusUnauthorized} {
		if w := asked(t, h, *who, base+"/ledger", nil); w.Code != status {
			t.Errorf("%s: %d, want %d", who.Role, w.Code, status)
		}
	}
	var list List[ledgerEntry]
	w := asked(t, h, auditor, base+"/ledger?outcome=refused", &list)
	if w.Code != http.StatusOK || len(list.Items) != 2 || w.Header().Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %v: %s", w.Code, w.Header(), w.Body)
	}
	asDocumented(t, h, "ledger", w)
	var own List[ledgerEntry]
	w = asked(t, h, admin, base+"/me/acts", &own)
	asDocumented(t, h, "ownActs", w)
	if len(own.Items) != 1 || own.Items[0].Outcome != "refused" || own.Items[0].Name != "" {
		t.Errorf("own acts: %+v", own)
	}
	var part List[ledgerEntry]
	if asked(t, h, machine, base+"/ledger", &part); len(part.Items) != 2 || part.Items[0].Organization != "org-1" || part.Items[0].Name != "" {
		t.Errorf("a machine sees %+v", part)
	}
	if w := asked(t, h, auditor, base+"/ledger?person=Jan+de+Vries", nil); w.Code != http.StatusBadRequest {
		t.Errorf("a name: %d", w.Code)
	}

	if w := asked(t, h, auditor, base+"/ledger/1/proof", nil); w.Code != http.StatusConflict {
		t.Errorf("before the seal: %d", w.Code)
	}
	if _, err := house.sealer.Seal(t.Context()); err != nil {
		t.Fatal(err)
	}
	var p ledgerProof
	w = asked(t, h, auditor, base+"/ledger/1/proof", &p)
	asDocumented(t, h, "ledgerProof", w)
	var seals List[seal]
	asked(t, h, access.Anonymous(""), base+"/seals", &seals)
	if len(seals.Items) == 0 || seals.Items[0].Root != p.Seal.Root {
		t.Fatalf("seals %+v, proof %+v", seals, p)
	}
	// A third party has the root from the list and computes the rest.
	var root, leaf ledger.Hash
	path := ledger.Path{Index: p.Index, Size: p.Size, Hashes: make([]ledger.Hash, len(p.Path))}
	for i := range p.Path {
		if err := path.Hashes[i].UnmarshalText([]byte(p.Path[i])); err != nil {
			t.Fatal(err)
		}
	}
	if root.UnmarshalText([]byte(seals.Items[0].Root)) != nil || leaf.UnmarshalText([]byte(p.Leaf)) != nil || !ledger.Verify(root, leaf, path) || !p.Holds {
		t.Errorf("the proof does not hold: %+v", p)
	}
}

// The reference is a public page: it asks nothing that is on record.
func TestGuideLeavesNoEntry(t *testing.T) {
	t.Parallel()
	house := build(t, storetest.SQLite(t, clock.Fixed(testNow)))
	if err := house.finder.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	asked(t, house.api(), access.Anonymous(""), base+"/docs", nil)
	if err := house.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		head, err := ledger.Head(ctx, tx)
		if head != 0 {
			t.Errorf("%d entries", head)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}
