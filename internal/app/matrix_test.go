package app

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/api"
	"eerstelijn/internal/fhir/rest"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/identity/client"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/store"
)

// everybody is somebody in each role, with what they show to be known: nobody, the people of the
// demonstration, and a program with each scope.
func (h *house) everybody(t testing.TB) (all []visitor) {
	t.Helper()
	all = append(all, visitor{name: "nobody", actor: access.Anonymous("")})
	for _, name := range []string{
		"Jannie Kersenplukker", "Marloes Kersenplukker", "Saskia Veerstoep", "Maartje Sluiswachter", "Kees Bandijker", "Femke Hier", "Gerda Kleibakker", "Bilal Steenoven", "Tineke Wilgentak", "Joris Uiterdijk",
		"Esra Hoogwater", "Renske Zeedistel", "Pieter-Bas Lakerhout", "Vivian Overlaat", "Stijn Elzenaar", "Annelot Vloedlijn", "Siem Schaardijk", "Loubna Ooiwaarder",
	} {
		all = append(all, h.signIn(t, name))
	}
	all = append(all, h.machine(t, h.people["Gerda Kleibakker"]))
	for _, scope := range client.Scopes() {
		all = append(all, h.machine(t, h.people["Gerda Kleibakker"], scope))
	}
	return all
}

// may says what the table of acts says of somebody, a route and a thing.
func (w *world) may(v visitor, r access.Route, x thing) bool {
	// A program is known to the API and the FHIR face alone.
	if v.bearer != "" && !strings.Contains(r.Pattern, " /api/") && !strings.Contains(r.Pattern, " "+rest.Path) {
		v.actor = access.Anonymous("")
	}
	if len(r.Roles) > 0 && !slices.Contains(r.Roles, v.actor.Role) {
		return false
	}
	audience, acts := r.For, r.Acts
	if x.acts != nil {
		audience, acts = access.ForAct, x.acts
	}
	switch audience {
	case access.ForEveryone, access.ForRoles, access.ForHolder: // whoever it is has the link
		return true
	case access.ForSignedIn:
		return identity.SignedIn(v.actor)
	case access.ForAct:
		if x.also != nil && !x.also(v.actor) {
			return false
		}
		return slices.ContainsFunc(acts, func(a string) bool { return w.Spine.Policies().Right(v.actor, a, x.about(v.actor)).Allowed })
	}
	return false
}

func (w *world) ask(v visitor, pattern string, x thing) *httptest.ResponseRecorder {
	method, target := x.address(pattern)
	body := x.form.Encode()
	if strings.HasPrefix(target, "/api/") {
		body = x.body
	}
	if method == http.MethodGet {
		body = ""
	}
	if x.file != "" && method != http.MethodGet {
		body = x.file
	}
	r := v.known(request(method, target, body))
	if x.file != "" {
		r.Header.Set("Content-Type", x.kind)
	}
	if x.tag != "" {
		r.Header.Set("If-Match", x.tag)
	}
	if r.URL.Path == api.FeedPath {
		return w.overhear(r)
	}
	return w.serve(r)
}

// overhear serves a stream until its first piece has been sent.
func (h *house) overhear(r *http.Request) *httptest.ResponseRecorder {
	ctx, leave := context.WithCancel(r.Context())
	defer leave()
	first := stream{httptest.NewRecorder(), leave}
	h.handler.ServeHTTP(first, r.WithContext(ctx))
	return first.ResponseRecorder
}

// stream is the other side of an answer that goes on: it leaves after the first piece.
type stream struct {
	*httptest.ResponseRecorder
	leave func()
}

func (s stream) FlushError() error                { s.leave(); return nil }
func (s stream) SetReadDeadline(time.Time) error  { return nil }
func (s stream) SetWriteDeadline(time.Time) error { return nil }

// refused tells whether an answer is a refusal: to sign in first counts as one.
func refused(a *httptest.ResponseRecorder) bool {
	switch a.Code {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound:
		return true
	case http.StatusSeeOther:
		at := a.Header().Get("Location")
		return at == "/inloggen" || strings.HasPrefix(at, "/inloggen?") && at != "/inloggen?uit=1"
	}
	return false
}

// oneSided are addresses that everybody may ask, or of which nobody here has a thing of their own.
var oneSided = []string{"POST /aanbod/{id}/klopt-niet", "POST /werk/logboek/kopie/{id}", "POST /werk/account/passkey/{id}/weg", "POST /knelpunt", "POST /werk/knelpunten/melden"}

// grows are the tables that a refusal may add to, or that change by being asked.
var grows = []string{"ledger_entry", "ledger_subject", "ledger_name", "ledger_seal", "ledger_seq", "ledger_pending", "session", "passkey_question",
	"fhir_progress", "fhir_resource", "fhir_version", "fhir_index", "fhir_due", // what was done before is rendered a moment later
	"mandate_known",      // the moment from which on what is known of mandates is held
	"bottleneck_receipt", // a reporter who looks has seen what they were told
}

// TestMatrix asks every role for every route of the pages and the API, with things of their own and of
// others: what the table in docs/toegang-routes.md permits is answered, all else is refused, and what
// is refused changes nothing.
func TestMatrix(t *testing.T) {
	t.Parallel()
	testMatrix(t, build(t, nil))
}

// TestMatrixOnPostgres is the same on the other database, where there is one.
func TestMatrixOnPostgres(t *testing.T) {
	t.Parallel()
	testMatrix(t, build(t, func(cfg *Config) {
		cfg.DB, cfg.Keys = postgres(t), filepath.Join(t.TempDir(), "keys")
		if _, err := keys.CreateFile(cfg.Keys, time.Now()); err != nil {
			t.Fatal(err)
		}
	}))
}

func testMatrix(t *testing.T, h *house) {
	w := h.fill(t)
	who := h.everybody(t)
	type ask struct {
		v visitor
		r access.Route
		x thing
	}
	var looks, refusals, writes []ask
	for _, r := range Routes() {
		if r.For == access.ForOperator {
			continue
		}
		permitted := map[bool]int{}
		for _, x := range w.things(r.Pattern) {
			for _, v := range who {
				one := ask{v, r, x}
				may := w.may(v, r, x)
				permitted[may]++
				switch {
				case !may:
					refusals = append(refusals, one)
				case !strings.HasPrefix(r.Pattern, "POST ") && !strings.HasPrefix(r.Pattern, "PUT "):
					looks = append(looks, one)
				default:
					writes = append(writes, one)
				}
			}
		}
		if r.For == access.ForAct && !slices.Contains(oneSided, r.Pattern) && (permitted[true] == 0 || permitted[false] == 0) {
			t.Errorf("%s is asked by %d who may and %d who may not: the test does not reach what it should", r.Pattern, permitted[true], permitted[false])
		}
	}
	t.Logf("%d looks, %d refusals, %d writes", len(looks), len(refusals), len(writes))
	check := func(one ask, want bool) {
		got := w.ask(one.v, one.r.Pattern, one.x)
		if sure := want && one.x.sure && slices.ContainsFunc(writes, func(w ask) bool { return w.r.Pattern == one.r.Pattern }); sure && got.Code >= 400 {
			t.Errorf("%s, %s, %s (%s): %d, where it can be done\n%.600s", one.r.Pattern, one.v.actor.Role, one.x.name, one.v.name, got.Code, got.Body)
		}
		// What is permitted and not there is Not Found.
		missing := one.r.For == access.ForEveryone || strings.Contains(one.x.name, "not there")
		switch {
		case got.Code >= 500, want && refused(got) && !(missing && got.Code == http.StatusNotFound), !want && !refused(got):
			t.Errorf("%s, %s, %s (%s): %d to %q, may %v", one.r.Pattern, one.v.actor.Role, one.x.name, one.v.name, got.Code, got.Header().Get("Location"), want)
		}
	}
	all := func(asks []ask, want bool) {
		var running sync.WaitGroup
		turn := make(chan struct{}, 16)
		for _, one := range asks {
			running.Go(func() {
				turn <- struct{}{}
				defer func() { <-turn }()
				check(one, want)
			})
		}
		running.Wait()
	}
	before, done := h.rows(t, grows...), h.writesDone(t)
	all(refusals, false)
	if now := h.writesDone(t); now != done {
		t.Errorf("the ledger has %d writes that were done, where %d were before anybody was refused", now, done)
	}
	for table, was := range h.rows(t, grows...) {
		if before[table] != was {
			t.Errorf("refusals changed %s:\n%s", table, firstDifference(before[table], was))
		}
	}
	all(looks, true)
	// What hides a thing or ends an account comes last: others are asked about it too.
	slices.SortStableFunc(writes, func(a, b ask) int { return cmp.Compare(ends(a.r.Pattern), ends(b.r.Pattern)) })
	for _, one := range writes {
		if one.v.cookie != nil { // an earlier write may have ended the session
			one.v = h.signIn(t, one.v.name)
		}
		if one.x.anew != nil { // and spent the link, or ended the thing
			one.x = one.x.anew()
		}
		check(one, true)
	}
	h.whole(t)
}

// writesDone counts the entries of acts that changed something.
func (h *house) writesDone(t testing.TB) (n int) {
	t.Helper()
	var looks []string
	for _, a := range access.Acts() {
		if a.Sort == access.Read {
			looks = append(looks, "'"+a.Name+"'")
		}
	}
	err := h.Store.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, `SELECT count(*) FROM ledger_entry WHERE outcome = 'done' AND act NOT IN (`+strings.Join(looks, ",")+`)`).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// ends orders routes by how final they are.
func ends(pattern string) int {
	return 1 + slices.IndexFunc([]string{"/herstel", "/vertrokken", "/stoppen", "/verberg"}, func(s string) bool { return strings.HasSuffix(pattern, s) })
}

func firstDifference(a, b string) string {
	was := strings.Split(a, "\n")
	for _, line := range strings.Split(b, "\n") {
		if !slices.Contains(was, line) {
			return line
		}
	}
	return fmt.Sprintf("%d bytes became %d", len(a), len(b))
}
