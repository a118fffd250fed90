package agreement_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/agreementtest"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network/mandate"
)

func TestActiveWhenAllSigned(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		one, two, three := h.Parties[0], h.Parties[1], h.Body
		a := h.Offered(t, agreementtest.Text(h.RESV, "bridging", one, two, three))
		if a.State != agreement.StateConsent || a.Number != 1 || len(a.Missing) != 3 {
			t.Fatalf("offered: %s, number %d, missing %v", a.State, a.Number, a.Missing)
		}
		// Nobody signs for another party, whatever their role; neither does the system.
		for name, who := range map[string]access.Actor{"another delegate": two.Delegate, "staff": h.Staff(), "the system": agreementtest.Operator, "national": h.National()} {
			if _, err := h.Sign(ctx, who, a.ID, one.Organization, a.Version); fault.KindOf(err) != fault.Denied {
				t.Errorf("%s signed: %v", name, err)
			}
		}
		_, err := h.Sign(ctx, one.Delegate, a.ID, one.Organization, a.Version+1)
		wants(t, fault.Conflict, err)
		for i, p := range []agreementtest.Party{one, two, three} {
			a = must[agreement.Agreement](t)(h.Sign(ctx, p.Delegate, a.ID, p.Organization, a.Version))
			if again := must[agreement.Agreement](t)(h.Sign(ctx, p.Delegate, a.ID, p.Organization, a.Version)); len(again.Missing) != len(a.Missing) {
				t.Errorf("signed twice: %v", again.Missing)
			}
			if want := 2 - i; len(a.Missing) != want {
				t.Errorf("after %d signatures %v is missing", i+1, a.Missing)
			}
		}
		if a.State != agreement.StateActive || len(a.Parties) != 3 {
			t.Fatalf("all signed: %s", a.State)
		}
		for _, p := range a.Parties {
			if p.Signature == nil || p.Since.IsZero() || p.Signature.Ledger == "" || agreement.Digest(p.Signature.Statement) != p.Signature.Digest {
				t.Errorf("party %s: %+v", p.Organization, p.Signature)
			}
		}
		if chain := a.Parties[2].Signature.Chain; len(chain.Links) != 2 || chain.Links[0].Kind != "standing" || chain.Links[1].Kind != "mandate" {
			t.Errorf("chain of a body: %+v", chain)
		}
	})
}

func TestAStrangerDoesNothing(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		one, two := h.Parties[0], h.Parties[1]
		d := agreementtest.Text(h.RESV, "bridging", one, two)
		_, err := h.Service.Draft(ctx, h.Stranger(), d)
		wants(t, fault.Denied, err)
		a := h.Active(t, d, one, two)
		outsider := h.Parties[2]
		for name, do := range map[string]func(who access.Actor) error{
			"Change":   func(who access.Actor) error { _, err := h.Change(ctx, who, a.ID, a.Edit, d); return err },
			"Offer":    func(who access.Actor) error { _, err := h.Offer(ctx, who, a.ID); return err },
			"Amend":    func(who access.Actor) error { _, err := h.Amend(ctx, who, a.ID, a.Edit, d, "Beter"); return err },
			"Review":   func(who access.Actor) error { _, err := h.Review(ctx, who, a.ID, "Kijk eens"); return err },
			"Resume":   func(who access.Actor) error { _, err := h.Resume(ctx, who, a.ID, "Goed zo"); return err },
			"End":      func(who access.Actor) error { _, err := h.End(ctx, who, a.ID, "Klaar", time.Time{}); return err },
			"Withdraw": func(who access.Actor) error { _, err := h.Withdraw(ctx, who, a.ID, "Toch niet"); return err },
			"Object": func(who access.Actor) error {
				_, err := h.Object(ctx, who, a.ID, one.Organization, "1", "Nee")
				return err
			},
			"Publish":  func(who access.Actor) error { _, err := h.Publish(ctx, who, a.ID, one.Organization, true); return err },
			"Get":      func(who access.Actor) error { _, err := h.Get(ctx, who, a.ID); return err },
			"At":       func(who access.Actor) error { _, err := h.At(ctx, who, a.ID, h.Now()); return err },
			"Versions": func(who access.Actor) error { _, err := h.Versions(ctx, who, a.ID); return err },
			"Bound":    func(who access.Actor) error { _, err := h.Bound(ctx, who, a.ID, time.Time{}); return err },
			"Consult": func(who access.Actor) error {
				_, err := h.Consult(ctx, who, a.ID, one.Organization, h.Now().Add(time.Hour), "Wat vindt u?")
				return err
			},
		} {
			for _, who := range []access.Actor{h.Stranger(), outsider.Delegate, access.Anonymous("")} {
				want := fault.Denied
				if who.Role == access.Citizen && slices.Contains([]string{"Get", "At", "Versions", "Bound"}, name) {
					want = fault.NotFound // that it is there is nothing to tell somebody unknown
				}
				if err := do(who); err == nil || fault.KindOf(err) != want {
					t.Errorf("%s by %s: %v", name, who.Role, err)
				}
			}
		}
		// Who is asked to sign reads it, and so does who looks after the region.
		for _, who := range []access.Actor{one.Delegate, h.Staff()} {
			if got, err := h.Get(ctx, who, a.ID); err != nil || got.State != agreement.StateActive {
				t.Errorf("%s reads: %v", who.Role, err)
			}
		}
	})
}

func TestRevokedHalfway(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		one, two := h.Parties[0], h.Parties[1]
		a := h.Offered(t, agreementtest.Text(h.RESV, "bridging", one, two))
		a = must[agreement.Agreement](t)(h.Sign(ctx, one.Delegate, a.ID, one.Organization, a.Version))
		h.Pass(time.Hour)
		if err := h.Mandates.Revoke(ctx, agreementtest.Operator, one.Mandates[mandate.RESV], time.Time{}, "Nieuw bestuur"); err != nil {
			t.Fatal(err)
		}
		// The one who signed can speak for nobody any more: the last signature does not make it active.
		a = must[agreement.Agreement](t)(h.Sign(ctx, two.Delegate, a.ID, two.Organization, a.Version))
		if a.State != agreement.StateConsent || len(a.Missing) != 1 || a.Missing[0].What != "mandate" || a.Missing[0].Party != one.Organization {
			t.Fatalf("active without a mandate: %s %v", a.State, a.Missing)
		}
		h.Pass(time.Hour)
		again := h.Grant(t, one, h.RESV, "bridging")
		if n := must[int](t)(h.Clocks(ctx)); n != 1 {
			t.Errorf("the clocks moved %d", n)
		}
		if a = must[agreement.Agreement](t)(h.Get(ctx, h.Staff(), a.ID)); a.State != agreement.StateActive {
			t.Fatalf("with a mandate again: %s %v", a.State, a.Missing)
		}
		// A mandate for something else does not do.
		before := h.Now()
		h.Pass(time.Hour)
		h.Grant(t, one, h.RESV, "data")
		if err := h.Mandates.Revoke(ctx, agreementtest.Operator, again, time.Time{}, "Weer een ander bestuur"); err != nil {
			t.Fatal(err)
		}
		got := must[agreement.Agreement](t)(h.Get(ctx, h.Staff(), a.ID))
		if got.State != agreement.StateReview || got.Why == "" || len(got.Missing) != 1 {
			t.Fatalf("after the loss: %s %q %v", got.State, got.Why, got.Missing)
		}
		if was := must[agreement.Agreement](t)(h.At(ctx, h.Staff(), a.ID, before)); was.State != agreement.StateActive {
			t.Errorf("an hour before: %s", was.State)
		}
		_, err := h.Resume(ctx, h.Staff(), a.ID, "Door")
		wants(t, fault.Conflict, err)
		h.Grant(t, one, h.RESV, "bridging")
		if got = must[agreement.Agreement](t)(h.Resume(ctx, h.Staff(), a.ID, "Er is een nieuw mandaat")); got.State != agreement.StateActive {
			t.Errorf("resumed: %s", got.State)
		}
	})
}

func TestAMandateThatEndsByItself(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		one, two := h.Parties[0], h.Parties[1]
		m := one.Mandates[mandate.RESV]
		if err := h.Mandates.Revoke(ctx, agreementtest.Operator, m, h.Now().Add(10*24*time.Hour), "Loopt af"); err != nil {
			t.Fatal(err)
		}
		a := h.Active(t, agreementtest.Text(h.RESV, "bridging", one, two), one, two)
		// And one that is taken away from a day to come when it is active already.
		if err := h.Mandates.Revoke(ctx, agreementtest.Operator, two.Mandates[mandate.RESV], h.Now().Add(20*24*time.Hour), "Ook deze"); err != nil {
			t.Fatal(err)
		}
		h.Pass(9 * 24 * time.Hour)
		must[int](t)(h.Clocks(ctx))
		if got := must[agreement.Agreement](t)(h.Get(ctx, h.Staff(), a.ID)); got.State != agreement.StateActive {
			t.Fatalf("too early: %s", got.State)
		}
		h.Pass(2 * 24 * time.Hour)
		if n := must[int](t)(h.Clocks(ctx)); n != 1 {
			t.Errorf("moved %d", n)
		}
		if got := must[agreement.Agreement](t)(h.Get(ctx, h.Staff(), a.ID)); got.State != agreement.StateReview {
			t.Fatalf("after the mandate ended: %s", got.State)
		}
		h.Grant(t, one, h.RESV, mandate.Every)
		must[agreement.Agreement](t)(h.Resume(ctx, h.Staff(), a.ID, "Nieuw mandaat"))
		h.Pass(10 * 24 * time.Hour)
		must[int](t)(h.Clocks(ctx))
		if got := must[agreement.Agreement](t)(h.Get(ctx, h.Staff(), a.ID)); got.State != agreement.StateReview {
			t.Fatalf("after the second one ended: %s", got.State)
		}
	})
}

// To everybody an agreement that is not public is answered like one that is not there, and leaves as much behind.
func TestWhatIsNotPublicIsNotThere(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx, anybody := t.Context(), access.Anonymous("")
		one, two := h.Parties[0], h.Parties[1]
		draft := must[agreement.Agreement](t)(h.Service.Draft(ctx, h.Staff(), agreementtest.Text(h.RESV, "bridging", one, two)))
		active := h.Active(t, agreementtest.Text(h.RESV, "bridging", one, two), one, two)
		var before, after int
		entries := func(n *int) {
			t.Helper()
			if err := h.DB.Read(ctx, countInto(n, `SELECT count(*) FROM ledger_entry`, nil)); err != nil {
				t.Fatal(err)
			}
		}
		for name, ask := range map[string]func(which agreement.ID) error{
			"Get":      func(which agreement.ID) error { _, err := h.Get(ctx, anybody, which); return err },
			"At":       func(which agreement.ID) error { _, err := h.At(ctx, anybody, which, h.Now()); return err },
			"Versions": func(which agreement.ID) error { _, err := h.Versions(ctx, anybody, which); return err },
			"Bound":    func(which agreement.ID) error { _, err := h.Bound(ctx, anybody, which, time.Time{}); return err },
		} {
			entries(&before)
			nothing := fault.Safe(ask("01900000-0000-7000-8000-000000000000"))
			if nothing.Kind != fault.NotFound {
				t.Fatalf("%s of what is not there: %+v", name, nothing)
			}
			for _, which := range []agreement.ID{draft.ID, active.ID} {
				if got := fault.Safe(ask(which)); !reflect.DeepEqual(got, nothing) {
					t.Errorf("%s: %+v, of what is not there %+v", name, got, nothing)
				}
			}
			if entries(&after); after != before {
				t.Errorf("%s wrote %d entries", name, after-before)
			}
		}
	})
}
