package app

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"eerstelijn/internal/fhir/peer"
)

// TestSignedAtThePage: an administrator chooses at the page that a record system gets our signature, as far as it
// says that it takes one; the keys that the site publishes check it, and somebody comes in.
func TestSignedAtThePage(t *testing.T) {
	t.Parallel()
	v := newWard(t)
	v.record.Launch()
	admin, one := v.signIn(t, "Siem Schaardijk"), "/beheer/dossiersystemen/"+v.system
	choose := func(proof string) *httptest.ResponseRecorder {
		form := url.Values{"doe": {"bewaar"}, "client_id": {"eerstelijn"}, "zekerheid": {"substantieel"}, "bewijs": {proof}}
		return v.serve(admin.known(request(http.MethodPost, one, form.Encode())))
	}
	if w := choose("handtekening"); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "onze handtekening niet aanneemt") || !strings.Contains(w.Body.String(), `value="handtekening" checked`) || !strings.Contains(w.Body.String(), "Publiek, met PKCE") {
		t.Errorf("what it does not take: %d %s", w.Code, w.Body)
	}
	v.record.Record.Document = func(d map[string]any) {
		d["capabilities"] = append(slices.Clone(d["capabilities"].([]string)), "client-confidential-asymmetric")
	}
	if w := choose("handtekening"); w.Code != http.StatusSeeOther {
		t.Fatalf("what it takes: %d %s", w.Code, w.Body)
	}
	page := v.serve(admin.known(request(http.MethodGet, one, ""))).Body.String()
	for _, want := range []string{"https://eerstelijn.example/.well-known/jwks.json", "client-confidential-asymmetric", `value="handtekening" checked`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %q", want)
		}
	}
	site := httptest.NewServer(v.handler)
	defer site.Close()
	v.record.RegisterSigning("eerstelijn", site.URL+peer.JWKSPath)
	if w := v.get(v.open()); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/werk/plaatsing/nieuw" {
		t.Errorf("coming in leads to %q: %d %s", w.Header().Get("Location"), w.Code, w.Body)
	}
	if w := choose("publiek"); w.Code != http.StatusSeeOther {
		t.Errorf("public again: %d", w.Code)
	}
	if w := v.get(v.open()); w.Header().Get("Location") == "/werk/plaatsing/nieuw" {
		t.Error("came in without the signature that it asks for")
	}
}
