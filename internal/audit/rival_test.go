package audit_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/audit"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/store"
)

// asker asks org-1 and org-2 for a place, as placements do: one entry is about everybody whom it concerns.
var asker = access.Actor{Person: "asker-1", Name: "Marker Vrager", Role: access.TransferDesk, Organization: "org-3", Region: "region-1", Assurance: access.Substantial}

// placed is an act on a request in which two providers compete.
func (h *house) placed(t *testing.T, name string, by access.Actor) {
	t.Helper()
	h.now.Add(int64(time.Second / time.Microsecond))
	err := h.spine.Do(t.Context(), act.Attempt{Actor: by, Act: name, Load: func(context.Context, *store.Tx) (access.Subject, error) {
		return access.Subject{Type: "request", ID: "r1", Organization: by.Organization, Region: "region-1"}, nil
	}}, func(_ context.Context, tx *act.Tx) error {
		for _, o := range []string{"org-1", "org-2", "org-3"} {
			tx.About("organization", o)
		}
		for _, i := range []string{"1", "2"} {
			tx.About("invitation", "invitation-"+i)
			tx.About("offer", "offer-"+i)
		}
		return tx.Changed(map[string]string{"bridging": "org-2"})
	})
	if err != nil {
		t.Fatal(name, err)
	}
}

// An organisation that was asked reads what happened, and not who else was asked or who answered.
func TestWhoElseWasAskedIsNotTold(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, h *house) {
		h.placed(t, "placement.Invite", asker)
		h.placed(t, "placement.Answer", rival)
		h.placed(t, "placement.Answer", admin)
		h.now.Add(1)
		about := func(own string, subjects []ledger.Subject) {
			t.Helper()
			for _, s := range subjects {
				if s.Type == "invitation" || s.Type == "offer" || s.Type == "organization" && s.ID != own {
					t.Errorf("%s reads of %s", own, s)
				}
			}
			if !slices.Contains(subjects, ledger.Subject{Type: "request", ID: "r1"}) {
				t.Errorf("%s does not read which request it was: %v", own, subjects)
			}
		}
		x, err := h.audit.OnSubject(t.Context(), admin, "organization", "org-1")
		if err != nil {
			t.Fatal(err)
		}
		got := all(t, x)
		if len(got) != 3 {
			t.Fatalf("%d entries", len(got))
		}
		for i, want := range []struct{ act, by string }{{"placement.Answer", "org-1"}, {"placement.Answer", ""}, {"placement.Invite", "org-3"}} {
			e := got[i]
			if e.Act != want.act || e.Organization != want.by || (e.Change != nil) != (want.by == "org-1") {
				t.Errorf("entry %d: %+v", i, e)
			}
			about("org-1", e.Subjects)
		}

		// Nor is it told to its programs, and to its people among their own acts.
		for _, e := range h.search(t, program, audit.Query{Act: "placement.Answer"}) {
			about("org-1", e.Subjects)
		}
		p, err := h.audit.Own(t.Context(), admin, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range p.Entries {
			if e.Act == "placement.Answer" {
				about("org-1", e.Subjects)
			}
		}

		// Who asked knows whom; the auditor knows all.
		h.now.Add(1)
		owner := admin
		owner.Person, owner.Organization = "admin-3", "org-3"
		if x, err = h.audit.OnSubject(t.Context(), owner, "organization", "org-3"); err != nil {
			t.Fatal(err)
		}
		for _, e := range all(t, x) {
			switch e.Act {
			case "placement.Invite":
				if len(e.Subjects) != 8 {
					t.Errorf("the asker reads of its own act: %v", e.Subjects)
				}
			case "placement.Answer":
				about("org-3", e.Subjects)
			}
		}
		for _, e := range h.search(t, auditor, audit.Query{Act: "placement.Answer"}) {
			if len(e.Subjects) != 8 || e.Organization == "" {
				t.Errorf("the auditor reads %+v", e)
			}
		}
	})
}
