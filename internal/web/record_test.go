package web_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// signedIn is somebody of the demonstration who signed in.
func (h *house) signedIn(t testing.TB, role access.Role) (*visitor, network.Person) {
	t.Helper()
	v, who := h.visit(t), h.person(t, role, nil)
	if a := v.post("/demo/als/"+string(who.ID), nil); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("signing in as %s: %s", role, a.Status)
	}
	return v, who
}

func TestAuditorFindsWhoWasRefused(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	coordinator, who := h.signedIn(t, access.Coordinator)
	if a := coordinator.get("/werk/logboek"); a.StatusCode != http.StatusForbidden || strings.Contains(a.body, "<table") {
		t.Fatalf("a coordinator reads the ledger: %s", a.Status)
	}
	if a := coordinator.get("/werk/logboek?handeling=&vanaf=fout"); a.StatusCode != http.StatusForbidden {
		t.Errorf("a wrong day opens the form to anybody: %s", a.Status)
	}
	auditor, _ := h.signedIn(t, access.Auditor)
	a := auditor.get("/werk/logboek?handeling=audit.Search&uitkomst=refused")
	rows := a.all("table tbody tr")
	if a.StatusCode != http.StatusOK || len(rows) != 1 || !strings.Contains(a.text("table tbody"), who.Name) || !strings.Contains(a.text("table"), "Geweigerd") {
		t.Fatalf("%s with %d rows: %s", a.Status, len(rows), a.text("table"))
	}
	link := attr(a.all("table a")[0], "href")
	if a = auditor.get(link); a.StatusCode != http.StatusOK || !strings.Contains(a.text("main"), "Niets geeft u dit recht") || !strings.Contains(a.text("main"), "nog geen zegel") {
		t.Errorf("%s: %s", a.Status, a.text("main"))
	}
	if _, err := h.sealer.Seal(t.Context()); err != nil {
		t.Fatal(err)
	}
	if a = auditor.get(link); !strings.Contains(a.text("main"), "Zojuist nagerekend") {
		t.Errorf("after the seal: %s", a.text("main"))
	}
	if err := h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE ledger_entry SET outcome = 'done' WHERE act = 'audit.Search' AND outcome = 'refused'`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if a = auditor.get(link); !strings.Contains(a.text("main"), "Dit klopt niet") {
		t.Errorf("after somebody altered it: %s", a.text("main"))
	}

	// Everything of this person, by POST.
	form := url.Values{"persoon": {string(who.ID)}}
	if a = auditor.post("/werk/logboek", form); a.StatusCode != http.StatusOK || len(a.all("table tbody tr")) == 0 || a.Header.Get("Location") != "" {
		t.Errorf("%s: %s", a.Status, a.text("table"))
	}
	form.Set("persoon", "Jan de Vries")
	if a = auditor.post("/werk/logboek", form); a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.text("main"), "geen naam") {
		t.Errorf("a name: %s", a.Status)
	}
	if a = auditor.get("/werk/logboek?vanaf=2026-02-31&handeling="); a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a day that does not exist: %s", a.Status)
	}
	for _, path := range []string{"/werk/logboek/0", "/werk/logboek/x", "/werk/logboek/999999"} {
		if a = auditor.get(path); a.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s", path, a.Status)
		}
	}
}

func TestOwnActsAndOwnThings(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	if a := h.visit(t).get("/werk/logboek/ik"); a.StatusCode == http.StatusOK {
		t.Errorf("nobody is signed in: %s", a.Status)
	}
	for _, role := range []access.Role{access.Patient, access.PlatformAdmin, access.Professional} {
		v, _ := h.signedIn(t, role)
		if a := v.get("/werk/logboek/ik"); a.StatusCode != http.StatusOK || !strings.Contains(a.text("table"), "Inloggen") {
			t.Errorf("%s: %s %s", role, a.Status, a.text("table"))
		}
		if a := v.post("/werk/logboek/over", url.Values{"soort": {"person"}, "nummer": {"x"}}); a.StatusCode != http.StatusForbidden {
			t.Errorf("%s takes what happened to anything: %s", role, a.Status)
		}
	}
	admin, _ := h.signedIn(t, access.ProviderAdmin)
	options := admin.get("/werk/logboek/ik").all("select[name=ding] option")
	if len(options) < 2 {
		t.Fatalf("%d things to choose from", len(options))
	}
	// The house's clock stands still; a file holds what came before its moment.
	if err := h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE ledger_entry SET at = at - 1`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	form := url.Values{"ding": {attr(options[1], "value")}, "vorm": {"csv"}}
	a := admin.post("/werk/logboek/over", form)
	rows, err := csv.NewReader(strings.NewReader(a.body)).ReadAll()
	if err != nil || len(rows) < 2 || rows[0][0] != "seq" || !strings.HasPrefix(a.Header.Get("Content-Disposition"), "attachment") {
		t.Fatalf("%s, %d rows, %v", a.Status, len(rows), err)
	}
	form.Set("vorm", "json")
	for line := range strings.Lines(admin.post("/werk/logboek/over", form).body) {
		var e map[string]any
		if err := json.Unmarshal([]byte(line), &e); err != nil || e["act"] == "" || len(e) != len(rows[0]) {
			t.Fatalf("%s: %v", line, err)
		}
	}
	form.Set("vorm", "xls")
	if a := admin.post("/werk/logboek/over", form); a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("another form: %s", a.Status)
	}
}

// A copy of everything waits for a second person.
func TestCopyOfEverythingIsProposed(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	auditor, _ := h.signedIn(t, access.Auditor)
	form := url.Values{"vanaf": {"2026-10-01"}, "tot": {"2026-10-31"}}
	a := auditor.post("/werk/logboek/kopie", form)
	if a.StatusCode != http.StatusSeeOther {
		t.Fatalf("%s: %s", a.Status, a.text("main"))
	}
	if a = auditor.get(a.Header.Get("Location")); !strings.Contains(a.text("main"), "tweede persoon") {
		t.Errorf("%s: %s", a.Status, a.text("main"))
	}
	staff, _ := h.signedIn(t, access.RESVStaff)
	if a := staff.post("/werk/logboek/kopie", form); a.StatusCode != http.StatusForbidden {
		t.Errorf("staff: %s", a.Status)
	}
	if a := auditor.post("/werk/logboek/kopie/0199a201-0000-7000-8000-000000000000", url.Values{"vorm": {"csv"}}); a.StatusCode != http.StatusNotFound {
		t.Errorf("a copy that nobody agreed on: %s", a.Status)
	}
}

// What everybody may read leaves no entry, and writes nothing at all.
func TestPublicReadsPayNothing(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	v := h.visit(t)
	service, region := string(h.data.Services[0].ID), h.data.Regions[0].Slug
	read := func() {
		for _, path := range []string{"/", "/wie-nu", "/land", "/regio/" + region, "/aanbod/" + service, "/privacy"} {
			if a := v.get(path); a.StatusCode != http.StatusOK {
				t.Fatalf("%s: %s", path, a.Status)
			}
		}
		if a := v.ask("q", "pijn in mijn knie"); a.StatusCode != http.StatusOK {
			t.Fatalf("a search: %s", a.Status)
		}
	}
	read() // the first visit may fill what is kept in memory
	before, log := h.mark(t), h.writes(t)
	read()
	if after := h.mark(t); after != before {
		t.Errorf("the ledger was %v and is %v", before, after)
	}
	if now := h.writes(t); now != log {
		t.Errorf("the database was written to: its log was %+v and is %+v", log, now)
	}
}

func (h *house) mark(t testing.TB) (m ledger.Mark) {
	t.Helper()
	if err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
		m, err = ledger.MarkOf(ctx, tx)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return m
}

// writes tells what SQLite's write-ahead log looks like: any write changes it.
func (h *house) writes(t testing.TB) (seen struct{ size, changed int64 }) {
	t.Helper()
	info, err := os.Stat(h.db.Address() + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	seen.size, seen.changed = info.Size(), info.ModTime().UnixNano()
	return seen
}
