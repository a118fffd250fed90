package audit_test

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/audit"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/ledger"
)

func TestAuditorFindsARefusalAndTheSearchIsOnRecord(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, h *house) {
		if err := h.save(t, admin, "s1"); err != nil {
			t.Fatal(err)
		}
		denied(t, "another's service", h.save(t, rival, "s1"))
		found := h.search(t, auditor, audit.Query{Outcome: "refused"})
		if len(found) != 1 || found[0].Person != "admin-2" || found[0].PersonName != "Marker Rivaal" || found[0].ActNL != "Aanbod wijzigen" {
			t.Fatalf("found %+v", found)
		}
		if e := h.last(t); e.Act != "audit.Search" || e.Found == nil || *e.Found != 1 || e.Sort != "R" || string(e.Change) != `{"outcome":"refused"}` {
			t.Errorf("the search left %+v", e)
		}
		if found := h.search(t, auditor, audit.Query{Person: "nobody-1"}); len(found) != 0 {
			t.Errorf("found %+v", found)
		}
		if e := h.last(t); e.Found == nil || *e.Found != 0 || len(e.Subjects) != 1 || e.Subjects[0] != (ledger.Subject{Type: "person", ID: "nobody-1"}) {
			t.Errorf("an empty search left %+v", e)
		}
	})
}

func TestSearchFilters(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, h *house) {
		for i := range 3 {
			_ = h.save(t, admin, fmt.Sprint("s", i))
			_ = h.save(t, rival, fmt.Sprint("s", i))
		}
		for name, c := range map[string]struct {
			q    audit.Query
			want int
		}{
			"person":       {audit.Query{Person: "admin-1", Act: "directory.Save"}, 3},
			"organization": {audit.Query{Organization: "org-2", Act: "directory.Save"}, 3},
			"region":       {audit.Query{Region: "region-1", Act: "directory.Save"}, 6},
			"subject":      {audit.Query{SubjectType: "service", SubjectID: "s1", Act: "directory.Save"}, 2},
			"kind":         {audit.Query{SubjectType: "service", Act: "directory.Save"}, 6},
			"period":       {audit.Query{Act: "directory.Save", Since: began.Add(3 * time.Second), Before: began.Add(5 * time.Second)}, 2},
			"outcome":      {audit.Query{Outcome: "done", Act: "directory.Save"}, 3},
		} {
			if got := h.search(t, auditor, c.q); len(got) != c.want {
				t.Errorf("%s: %d entries, want %d", name, len(got), c.want)
			}
		}
		for name, q := range map[string]audit.Query{
			"a name":          {Person: "Jan de Vries"},
			"a BSN":           {SubjectType: "person", SubjectID: "123456782"},
			"a token":         {Person: "Merkteken7oken-abcdefghijklmnopqrstuvwxyz01"},
			"an unknown act":  {Act: "directory.Burn"},
			"an outcome":      {Outcome: "perhaps"},
			"a thing no kind": {SubjectID: "s1"},
			"backwards":       {Since: began.Add(time.Hour), Before: began},
			"too many":        {Limit: 201},
			"a cursor":        {Cursor: "x"},
		} {
			before := h.number(t)
			if _, err := h.audit.Search(t.Context(), auditor, q); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %v", name, err)
			}
			if h.number(t) != before {
				t.Errorf("%s: what was typed reached the ledger", name)
			}
		}
	})
}

func TestPagesGiveEachEntryOnce(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, h *house) {
		for i := range 7 {
			_ = h.save(t, admin, fmt.Sprint("s", i))
		}
		h.now.Add(-int64(3 * time.Second / time.Microsecond)) // several at one moment
		for range 3 {
			_ = h.save(t, admin, "s1")
			h.now.Add(-int64(time.Second / time.Microsecond))
		}
		seen := map[ledger.EntryID]bool{}
		q := audit.Query{Act: "directory.Save", Limit: 3}
		var at time.Time
		for {
			p, err := h.audit.Search(t.Context(), auditor, q)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range p.Entries {
				if seen[e.ID] || !at.IsZero() && e.At.After(at) {
					t.Errorf("entry %s at %s comes twice or too late", e.ID, e.At)
				}
				seen[e.ID], at = true, e.At
			}
			if q.Cursor = p.Next; q.Cursor == "" {
				break
			}
			if _, err := h.audit.Search(t.Context(), auditor, audit.Query{Act: "directory.Confirm", Cursor: q.Cursor}); fault.KindOf(err) != fault.Invalid {
				t.Errorf("the cursor of another question: %v", err)
			}
		}
		if len(seen) != 10 {
			t.Errorf("saw %d of 10 entries", len(seen))
		}
	})
}

// Nobody but an auditor searches; a machine sees its organisation's part, without names, and whoever
// manages the platform nothing.
func TestWhoSeesTheLedger(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, h *house) {
		_ = h.save(t, admin, "s1")
		_ = h.save(t, rival, "s1")
		weak, bare, elsewhere := auditor, program, program
		weak.Assurance, bare.Scopes, elsewhere.Organization = access.Low, "directory:write", ""
		for name, actor := range map[string]access.Actor{
			"platform": platform, "admin": admin, "citizen": access.Anonymous(""), "weak auditor": weak, "machine without the scope": bare, "machine of nobody": elsewhere,
			"staff": {Person: "staff-1", Role: access.RESVStaff, Region: "region-1", Assurance: access.High},
		} {
			_, err := h.audit.Search(t.Context(), actor, audit.Query{})
			denied(t, name, err)
			if e := h.last(t); e.Act != "audit.Search" || e.Outcome != ledger.Refused {
				t.Errorf("%s: the refusal left %+v", name, e)
			}
		}
		found := h.search(t, program, audit.Query{Act: "directory.Save"})
		if len(found) != 1 || found[0].Organization != "org-1" || found[0].PersonName != "" || found[0].Name != "" {
			t.Errorf("the machine found %+v", found)
		}
		h.number(t)
		if _, err := h.audit.Entry(t.Context(), program, 2); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a machine sees another organisation's entry: %v", err)
		}
		if _, err := h.audit.Entry(t.Context(), program, 1); err != nil {
			t.Error(err)
		}
	})
}

func TestEntryIsExplainedAndProven(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, h *house) {
		_ = h.save(t, admin, "s1")
		seq := h.number(t)
		e, err := h.audit.Entry(t.Context(), auditor, seq)
		if err != nil || e.Sealed || len(e.Policies) != 1 || e.Policies[0].Policy != "directory.own-services" || !strings.HasPrefix(e.Policies[0].NL, "U ") {
			t.Fatalf("%+v, %v", e, err)
		}
		if _, err := h.audit.Proof(t.Context(), auditor, seq); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a proof before the seal: %v", err)
		}
		h.number(t)
		if _, err := h.sealer.Seal(t.Context()); err != nil {
			t.Fatal(err)
		}
		if e, err = h.audit.Entry(t.Context(), auditor, seq); err != nil || !e.Sealed || !e.Proof.Holds() {
			t.Errorf("%+v, %v", e.Proof, err)
		}
		if p, err := h.audit.Proof(t.Context(), auditor, seq); err != nil || !p.Holds() {
			t.Errorf("%+v, %v", p, err)
		}
		if seals, err := h.audit.Seals(t.Context(), 0); err != nil || len(seals) != 1 {
			t.Errorf("%v, %v", seals, err)
		}
		if _, err := h.audit.Entry(t.Context(), auditor, 999); fault.KindOf(err) != fault.NotFound {
			t.Errorf("no entry: %v", err)
		}
		_, err = h.audit.Proof(t.Context(), platform, seq)
		denied(t, "a proof for the platform's administrator", err)
	})
}

// A forger who has the database alone seals with a key of their own: the auditor is not told that it holds.
func TestEntryUnderAForgersSealDoesNotHold(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, h *house) {
		_ = h.save(t, admin, "s1")
		seq := h.number(t)
		own, err := keys.CreateFile(filepath.Join(t.TempDir(), "own"), began)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ledger.NewSealer(h.db, keys.New(own), slog.New(slog.DiscardHandler)).Seal(t.Context()); err != nil {
			t.Fatal(err)
		}
		if e, err := h.audit.Entry(t.Context(), auditor, seq); err != nil || !e.Sealed || e.Proof.Holds() || !e.Proof.KeyUnknown() {
			t.Errorf("%+v, %v", e.Proof, err)
		}
		if p, err := h.audit.Proof(t.Context(), auditor, seq); err != nil || p.Holds() || !p.KeyUnknown() {
			t.Errorf("%+v, %v", p, err)
		}
	})
}

func TestOwnActsAreOnesOwn(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, h *house) {
		_ = h.save(t, admin, "s1")
		_ = h.save(t, rival, "s1")
		p, err := h.audit.Own(t.Context(), admin, "")
		if err != nil || len(p.Entries) != 1 || p.Entries[0].Person != "admin-1" {
			t.Fatalf("%+v, %v", p, err)
		}
		if _, err = h.audit.Own(t.Context(), platform, ""); err != nil {
			t.Errorf("everybody who is signed in sees their own: %v", err)
		}
		_, err = h.audit.Own(t.Context(), access.Anonymous(""), "")
		denied(t, "nobody", err)
	})
}
