package app

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// TestWhoStaysUnnamedIsNotTold reports without a name, by the page of who works here, and lets the wijkverband
// and the region do all that they do. The reporter says yes at the end. Nothing that anybody can read about
// the bottleneck tells who it was: no page, no answer of the API, no mail but their own, no line of the log.
// In the ledger no entry of that person is about it, and the address that they gave stands sealed.
func TestWhoStaysUnnamedIsNotTold(t *testing.T) {
	t.Parallel()
	h := build(t, nil)
	w := h.fill(t)
	p := h.hire(t, network.Person{Name: markedName, Role: "professional", Discipline: "wijkverpleging", Organization: w.people["Saskia Veerstoep"].Organization, Region: w.regions[0].ID})
	v := h.signIn(t, markedName)
	form := url.Values{"kort": {"In de nacht neemt niemand op"}, "wat": {"Wij bellen en er komt niemand."}, "vaak": {"weekly"}, "wijk": {string(w.teams[0].Primary[0])}, "naamloos": {"ja"}, "email": {markedMail}, "kenmerk": {id.New[string]()}}
	a := h.serve(v.known(request(http.MethodPost, "/werk/knelpunten/melden", form.Encode())))
	receipt, _, _ := strings.Cut(a.Header().Get("Location"), "?")
	if a.Code != http.StatusSeeOther || !strings.HasPrefix(receipt, "/inzage/") {
		// The page of the bottleneck itself would be a look under their name, just after the report.
		t.Fatalf("whoever reports unnamed is led to %q (%d)", receipt, a.Code)
	}
	// As a browser does.
	h.serve(v.known(request(http.MethodGet, receipt, "")))
	var which, level string
	one := func(query string, args []any, into ...any) {
		t.Helper()
		err := h.Store.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error { return tx.QueryRow(ctx, query, args...).Scan(into...) })
		if err != nil {
			t.Fatal(err)
		}
	}
	one(`SELECT b.id, s.level FROM bottleneck b JOIN bottleneck_state s ON s.bottleneck = b.id AND s.until_at IS NULL WHERE b.title = $1`, []any{form.Get("kort")}, &which, &level)
	step := func(who, path string, form url.Values) {
		t.Helper()
		a := h.serve(h.signIn(t, who).known(request(http.MethodPost, "/werk/knelpunten/"+which+path, form.Encode())))
		if a.Code != http.StatusSeeOther {
			t.Fatalf("%s by %s: %d\n%.400s", path, who, a.Code, a.Body)
		}
	}
	said := url.Values{"woorden": {"Wij kijken wie er kan."}, "dag": {time.Now().AddDate(0, 0, 14).Format(time.DateOnly)}}
	if level != "wijk" {
		t.Fatalf("it lies at level %s", level)
	}
	for _, path := range []string{"/bespreken", "/doorgeven"} {
		step("Tineke Wilgentak", path, said)
	}
	for _, path := range []string{"/oppakken", "/antwoord"} {
		step("Esra Hoogwater", path, said)
	}
	step("Esra Hoogwater", "/afronden", url.Values{"einde": {"solved"}, "woorden": {"Er is nu iemand."}})
	yes := h.serve(v.known(request(http.MethodPost, receipt, url.Values{"oordeel": {"ja"}}.Encode())))
	if yes.Code != http.StatusSeeOther {
		t.Fatalf("the yes of the reporter: %d\n%.400s", yes.Code, yes.Body)
	}
	var state string
	one(`SELECT state FROM bottleneck_state WHERE bottleneck = $1 AND until_at IS NULL`, []any{which}, &state)
	if state != "solved" {
		t.Errorf("after the only yes it is %s", state)
	}

	tell := func(where, text string) {
		t.Helper()
		for _, mark := range []string{markedName, markedMail, string(p.ID)} {
			if strings.Contains(text, mark) {
				t.Errorf("%s tells %s", where, mark)
			}
		}
	}
	read := 0
	for _, who := range h.everybody(t) {
		for _, path := range []string{"/werk/knelpunten", "/werk/knelpunten?klok=klaar", "/werk/knelpunten/" + which, "/werk/knelpunten/overleg", "/api/v1/bottlenecks/" + which,
			"/api/v1/bottlenecks?state=ended&region=" + w.regions[0].Slug, "/api/v1/bottlenecks/own", receipt} {
			a := h.serve(who.known(request(http.MethodGet, path, "")))
			tell(path+" as "+who.name, a.Body.String())
			if a.Code == http.StatusOK {
				read++
			}
		}
	}
	if read < 30 {
		t.Errorf("only %d pages were read: the test does not reach what it should", read)
	}
	tell("the log", h.said.text())
	var n int
	one(`SELECT count(*) FROM ledger_entry e JOIN ledger_subject s ON s.entry = e.id WHERE s.subject_id = $1 AND e.person = $2`, []any{which, string(p.ID)}, &n)
	if n != 0 {
		t.Errorf("%d entries of the reporter are about what they reported", n)
	}
	one(`SELECT count(*) FROM ledger_entry e JOIN ledger_subject s ON s.entry = e.id WHERE s.subject_id = $1 AND e.act = 'bottleneck.Report'`, []any{which}, &n)
	if n != 1 {
		t.Errorf("%d entries say that it was reported", n)
	}
	for table, rows := range h.rows(t) {
		if strings.Contains(rows, markedMail) || table != "person" && table != "network_edit" && !strings.HasPrefix(table, "ledger_") && strings.Contains(rows, markedName) {
			t.Errorf("a row of %s tells who it was", table)
		}
	}
	letters, err := h.Accounts.Outbox.QueuedForDemo(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range letters {
		tell("a mail", l.Subject+"\n"+l.Text)
		if l.To != markedMail && strings.Contains(l.Text, receipt) {
			t.Error("somebody else was mailed the receipt")
		}
	}
}
