package audit_test

import (
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/audit"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/ledger"
)

func all(t *testing.T, x *audit.Export) (out []audit.Entry) {
	t.Helper()
	if err := x.Each(t.Context(), func(part []audit.Entry) error { out = append(out, part...); return nil }); err != nil {
		t.Fatal(err)
	}
	if len(out) != x.Count {
		t.Errorf("%d entries, %d were on record", len(out), x.Count)
	}
	return out
}

func TestExportOfOneThing(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, h *house) {
		for range 205 { // more than a part
			_ = h.save(t, admin, "s1")
		}
		_ = h.save(t, rival, "s1")
		_ = h.save(t, admin, "s2")
		h.now.Add(1)
		x, err := h.audit.OnSubject(t.Context(), admin, "service", "s1")
		if err != nil {
			t.Fatal(err)
		}
		_ = h.save(t, admin, "s1") // after the look: not in it
		got := all(t, x)
		if len(got) != 206 {
			t.Fatalf("%d entries", len(got))
		}
		for _, e := range got {
			own := e.Organization == "org-1"
			if own != (e.PersonName == "Marker Beheer") || own != (e.Person != "") {
				t.Errorf("an administrator sees %+v", e)
			}
		}
		_, err = h.audit.OnSubject(t.Context(), rival, "service", "s1")
		denied(t, "another's service", err)
		_, err = h.audit.OnSubject(t.Context(), admin, "service", "gone")
		denied(t, "a service of nobody", err)
		_, err = h.audit.OnSubject(t.Context(), platform, "service", "s1")
		denied(t, "platform", err)
		h.now.Add(1)
		if x, err := h.audit.OnSubject(t.Context(), auditor, "service", "gone"); err != nil || x.Count != 1 { // the refused look above
			t.Errorf("auditor: %+v, %v", x, err)
		}
	})
}

// A copy of everything and the erasing of a name take two people.
func TestTwoPeopleAreNeeded(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, h *house) {
		_ = h.save(t, admin, "s1")
		h.now.Add(int64(time.Hour / time.Microsecond))
		p, err := h.audit.ExportAll(t.Context(), auditor, began, began.Add(time.Minute))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.audit.Take(t.Context(), auditor, string(p.ID)); fault.KindOf(err) != fault.NotFound {
			t.Errorf("before anybody agreed: %v", err)
		}
		denied(t, "agreeing with oneself", h.approvals.Approve(t.Context(), auditor, p.ID))
		if err := h.approvals.Approve(t.Context(), second, p.ID); err != nil {
			t.Fatal(err)
		}
		_, err = h.audit.Take(t.Context(), second, string(p.ID))
		denied(t, "the second person takes it", err)
		x, err := h.audit.Take(t.Context(), auditor, string(p.ID))
		if err != nil {
			t.Fatal(err)
		}
		if got := all(t, x); len(got) != 1 || got[0].Act != "directory.Save" || got[0].PersonName == "" {
			t.Errorf("the copy holds %+v", got)
		}
		if ready, err := h.audit.AgreedFor(t.Context(), "auditor-1"); err != nil || len(ready) != 1 {
			t.Errorf("ready: %v, %v", ready, err)
		}
		h.now.Add(int64(25 * time.Hour / time.Microsecond))
		if _, err := h.audit.Take(t.Context(), auditor, string(p.ID)); fault.KindOf(err) != fault.NotFound {
			t.Errorf("after a day: %v", err)
		}

		waits, err := h.audit.Erase(t.Context(), auditor, "admin-1")
		if err != nil || waits == nil {
			t.Fatal(waits, err)
		}
		if found := h.search(t, auditor, audit.Query{Person: "admin-1"}); found[0].PersonName == "" {
			t.Error("erased before anybody agreed")
		}
		if err := h.approvals.Approve(t.Context(), second, waits.ID); err != nil {
			t.Fatal(err)
		}
		if e := h.last(t); !strings.Contains(string(e.Change), "names") && e.Act != "approval.Approve" {
			t.Errorf("the erasing left %+v", e)
		}
		if found := h.search(t, auditor, audit.Query{Person: "admin-1"}); len(found) != 1 || found[0].PersonName != "" {
			t.Errorf("after erasing: %+v", found)
		}
		_, err = h.audit.Erase(t.Context(), platform, "admin-2")
		denied(t, "platform", err)
		if waits, err := h.audit.Erase(t.Context(), access.Job("operator"), "auditor-2"); err != nil || waits != nil {
			t.Errorf("the system: %v, %v", waits, err)
		}
	})
}

func TestOldLooksAreRemovedOnRecord(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, h *house) {
		h.search(t, auditor, audit.Query{})
		_ = h.save(t, admin, "s1")
		h.number(t)
		if _, err := h.sealer.Seal(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := h.audit.ScheduleExpire(t.Context()); err != nil {
			t.Fatal(err)
		}
		before := h.number(t)
		if err := h.audit.RunExpire(t.Context(), jobs.Job{}); err != nil {
			t.Fatal(err)
		}
		if h.number(t) != before {
			t.Error("a day on which nothing was due left an entry")
		}
		h.now.Store(began.AddDate(5, 0, 2).UnixMicro())
		if err := h.audit.RunExpire(t.Context(), jobs.Job{}); err != nil {
			t.Fatal(err)
		}
		if e := h.last(t); e.Act != "audit.Expire" || e.Outcome != ledger.Done || string(e.Change) != `{"removed":1}` || e.Person != "system:retention" {
			t.Errorf("it left %+v", e)
		}
		if found := h.search(t, auditor, audit.Query{}); len(found) != 2 {
			t.Errorf("found %d entries, want the act and the removal", len(found))
		}
		_, err := h.audit.Expire(t.Context(), auditor)
		if err != nil { // nothing is due, so nothing was asked
			t.Error(err)
		}
	})
}
