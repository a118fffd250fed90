package app

import (
	"context"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/id"
	"eerstelijn/internal/store"
)

// TestWhatIsNotYoursLooksAbsent: what exists and may not be known gets the same answer, as soon, as what
// does not exist: one-time links, receipts, drafts, sessions, and things of others in one's own pages.
func TestWhatIsNotYoursLooksAbsent(t *testing.T) {
	t.Parallel()
	h := build(t, nil)
	w := h.fill(t)
	nobody, bilal := visitor{}, h.signIn(t, "Bilal Steenoven")
	// A link that was used, and a service that its keeper hid.
	if a := h.serve(request(http.MethodPost, "/inzage/"+w.toAsk, "")); a.Code != http.StatusSeeOther {
		t.Fatalf("the link answers %d", a.Code)
	}
	var hidden string
	err := h.Store.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, `SELECT service FROM service_version WHERE state = 'hidden' LIMIT 1`).Scan(&hidden)
	})
	if err != nil {
		t.Fatal(err)
	}
	fresh := func() string { return id.New[string]() }
	unknown := strings.Repeat("A", len(w.toAsk))
	for _, c := range []struct {
		name           string
		v              visitor
		method         string
		there, missing string
	}{
		{"a link that was used", nobody, "GET", "/inzage/" + w.toAsk, "/inzage/" + unknown},
		{"a link that was used, sent", nobody, "POST", "/inzage/" + w.toAsk, "/inzage/" + unknown},
		{"a hidden service", nobody, "GET", "/aanbod/" + hidden, "/aanbod/" + fresh()},
		{"a hidden service, by the API", nobody, "GET", "/api/v1/services/" + hidden, "/api/v1/services/" + fresh()},
		{"a report on a hidden service", nobody, "GET", "/aanbod/" + hidden + "/klopt-niet", "/aanbod/" + fresh() + "/klopt-niet"},
		{"a report of others", bilal, "GET", "/werk/melding/" + string(w.reports[0].ID), "/werk/melding/" + fresh()},
		{"a colleague elsewhere", bilal, "GET", "/werk/mensen/" + string(w.staff[0].ID), "/werk/mensen/" + fresh()},
	} {
		ask := func(path string) *httptest.ResponseRecorder {
			return h.serve(c.v.known(request(c.method, path, "")))
		}
		a, b := ask(c.there), ask(c.missing)
		if a.Code != b.Code || plainBody(a, c.there) != plainBody(b, c.missing) {
			t.Errorf("%s: %d and %d\n%.600s\n%.600s", c.name, a.Code, b.Code, plainBody(a, c.there), plainBody(b, c.missing))
		}
		if x, y := timed(func() { ask(c.there) }, func() { ask(c.missing) }); x > 4*y || y > 4*x {
			t.Errorf("%s: takes %v, and %v when it is not there", c.name, x, y)
		}
	}
}

// What is not public says the same as what is not there. It takes longer: who asked for it is recorded. That
// tells whoever has the id, which is chance, no more than that.
func TestAgreementsThatAreNotPublicLookAbsent(t *testing.T) {
	t.Parallel()
	h := build(t, nil)
	w := h.fill(t)
	for _, page := range []string{"", "/bewijs"} {
		there, missing := "/afspraak/"+string(w.agreed(binding).ID)+page, "/afspraak/"+id.New[string]()+page
		a, b := h.serve(request(http.MethodGet, there, "")), h.serve(request(http.MethodGet, missing, ""))
		if a.Code != http.StatusNotFound || a.Code != b.Code || plainBody(a, there) != plainBody(b, missing) {
			t.Errorf("%q: %d and %d\n%.600s\n%.600s", page, a.Code, b.Code, plainBody(a, there), plainBody(b, missing))
		}
		if a := h.serve(request(http.MethodGet, "/afspraak/"+string(w.agreed(published).ID)+page, "")); a.Code != http.StatusOK {
			t.Errorf("%q of a public one: %d", page, a.Code)
		}
	}
}

var (
	trace  = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)
	moment = regexp.MustCompile(`\d{1,2}[.:]\d{2}`)
)

// plainBody is an answer without what differs each time: the path that was asked, numbers of requests, the time.
func plainBody(a *httptest.ResponseRecorder, path string) string {
	text := strings.ReplaceAll(a.Body.String(), path, "PATH")
	return moment.ReplaceAllString(trace.ReplaceAllString(text, "ID"), "TIME") + a.Header().Get("Location")
}

// timed gives the medians of two things done in turn, so that what else the machine does weighs on both.
func timed(one, other func()) (a, b time.Duration) {
	const rounds = 60
	var as, bs []time.Duration
	for range rounds {
		start := time.Now()
		one()
		middle := time.Now()
		other()
		as, bs = append(as, middle.Sub(start)), append(bs, time.Since(middle))
	}
	slices.Sort(as)
	slices.Sort(bs)
	return as[rounds/2], bs[rounds/2]
}

// Nobody learns who has an account: a passkey of nobody, an assertion of an unknown program and a person
// who has left are answered as any other that proves nothing.
func TestSignInTellsNothing(t *testing.T) {
	t.Parallel()
	h := build(t, nil)
	w := h.fill(t)
	if err := h.Network.EndPerson(t.Context(), access.Job("test"), w.staff[0].ID); err != nil {
		t.Fatal(err)
	}
	sent := func(path, body string) *httptest.ResponseRecorder {
		return h.serve(request(http.MethodPost, path, body))
	}
	form := "grant_type=client_credentials&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion="
	a, b := sent("/oauth/token", form+"eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJ4In0.AA"), sent("/oauth/token", form+"x")
	if a.Code != http.StatusUnauthorized || a.Code != b.Code || a.Body.String() != b.Body.String() {
		t.Errorf("assertions: %d %s, %d %s", a.Code, a.Body, b.Code, b.Body)
	}
	a, b = sent("/inloggen/passkey/klaar", "antwoord=%7B%7D"), sent("/inloggen/passkey/klaar", "antwoord=x")
	if a.Code != b.Code || plainBody(a, "") != plainBody(b, "") {
		t.Errorf("passkeys: %d and %d", a.Code, b.Code)
	}
	// Whatever is wrong with the receipt of a report.
	if _, err := h.Directory.ReportOf(t.Context(), w.receipt); err != nil {
		t.Fatal(err)
	}
	a, b = h.serve(request(http.MethodGet, "/melding/"+id.New[string](), "")), h.serve(request(http.MethodGet, "/melding/x", ""))
	if a.Code != http.StatusNotFound || a.Code != b.Code {
		t.Errorf("receipts: %d and %d", a.Code, b.Code)
	}
}
