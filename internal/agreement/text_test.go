package agreement_test

import (
	"testing"
	"time"

	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/agreementtest"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
)

func TestAnObjectionNamesAClauseAndStandsInTheWay(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		one, two := h.Parties[0], h.Parties[1]
		d := agreementtest.Text(h.RESV, "bridging", one, two)
		a := h.Offered(t, d)
		_, err := h.Object(ctx, one.Delegate, a.ID, one.Organization, "9", "Dit kan niet")
		wants(t, fault.Invalid, err)
		_, err = h.Object(ctx, one.Delegate, a.ID, one.Organization, "1", " ")
		wants(t, fault.Invalid, err)
		_, err = h.Object(ctx, one.Delegate, a.ID, two.Organization, "1", "Namens een ander")
		wants(t, fault.Denied, err)
		must[agreement.Agreement](t)(h.Object(ctx, one.Delegate, a.ID, one.Organization, "1", "Te ruim"))
		a = must[agreement.Agreement](t)(h.Object(ctx, one.Delegate, a.ID, one.Organization, "2", "Vier uur is te kort"))
		if len(a.Objections) != 2 || a.Clauses[0].Status != agreement.ClauseObjected {
			t.Fatalf("objections %v, clauses %v", a.Objections, a.Clauses)
		}
		for _, p := range []agreementtest.Party{one, two} {
			a = must[agreement.Agreement](t)(h.Sign(ctx, p.Delegate, a.ID, p.Organization, a.Version))
		}
		if a.State != agreement.StateConsent || len(a.Missing) != 2 {
			t.Fatalf("active with an objection: %s %v", a.State, a.Missing)
		}
		// The clause is changed: that settles one objection, and all signatures are asked anew.
		stale := a.Edit - 1
		d.Clauses[1].Text = "Wij antwoorden binnen acht uur."
		_, err = h.Change(ctx, h.Staff(), a.ID, stale, d)
		wants(t, fault.Conflict, err)
		a = must[agreement.Agreement](t)(h.Change(ctx, h.Staff(), a.ID, a.Edit, d))
		if a.State != agreement.StateDraft || a.Version != 2 || a.Parties[0].Signature != nil || a.Clauses[1].Status != agreement.ClauseChanged {
			t.Fatalf("changed: %s version %d %+v", a.State, a.Version, a.Clauses)
		}
		a = must[agreement.Agreement](t)(h.Offer(ctx, h.Staff(), a.ID))
		_, err = h.Sign(ctx, one.Delegate, a.ID, one.Organization, 1)
		wants(t, fault.Conflict, err)
		for _, p := range []agreementtest.Party{one, two} {
			a = must[agreement.Agreement](t)(h.Sign(ctx, p.Delegate, a.ID, p.Organization, a.Version))
		}
		var open agreement.Objection
		for _, o := range a.Objections {
			switch {
			case o.SettledAt.IsZero():
				open = o
			case o.How != agreement.SettledChanged || o.Clause != "2":
				t.Errorf("settled: %+v", o)
			}
		}
		if a.State != agreement.StateConsent || open.Clause != "1" {
			t.Fatalf("state %s with %+v open", a.State, open)
		}
		_, err = h.Settle(ctx, two.Delegate, open.ID, "Namens een ander")
		wants(t, fault.Denied, err)
		a = must[agreement.Agreement](t)(h.Settle(ctx, one.Delegate, open.ID, "Uitgelegd"))
		if a.State != agreement.StateActive || len(a.Missing) != 0 {
			t.Fatalf("settled: %s %v", a.State, a.Missing)
		}
		versions := must[[]agreement.Text](t)(h.Versions(ctx, two.Delegate, a.ID))
		if len(versions) != 2 || versions[0].State != agreement.TextDropped || versions[1].State != agreement.TextAgreed {
			t.Fatalf("versions %+v", versions)
		}
		red := agreement.Redline(versions[0].Body.Clauses, versions[1].Body.Clauses)
		if red[0].Op != agreement.Same || red[1].Op != agreement.Moved {
			t.Errorf("redline %+v", red)
		}
	})
}

func TestTheOldVersionBindsUntilTheNewOneIsSigned(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		one, two, three := h.Parties[0], h.Parties[1], h.Parties[2]
		d := agreementtest.Text(h.RESV, "bridging", one, two)
		d.Open = true
		a := h.Active(t, d, one, two)
		first := a.Obligations[0].ID
		// A third joins what is active.
		_, err := h.Accede(ctx, one.Delegate, a.ID, three.Organization, a.Version)
		wants(t, fault.Denied, err)
		a = must[agreement.Agreement](t)(h.Accede(ctx, three.Delegate, a.ID, three.Organization, a.Version))
		if len(a.Parties) != 3 || a.Parties[2].As != agreement.AsAcceded || a.Parties[2].Signature == nil || a.State != agreement.StateActive {
			t.Fatalf("acceded: %+v", a.Parties)
		}
		h.Pass(time.Hour)
		before := h.Now()
		d.Clauses[1].Text, d.Obligations[0].ID, d.Open = "Wij antwoorden binnen twee uur.", first, false
		_, err = h.Amend(ctx, h.Staff(), a.ID, a.Edit, d, " ")
		wants(t, fault.Invalid, err)
		a = must[agreement.Agreement](t)(h.Amend(ctx, two.Delegate, a.ID, a.Edit, d, "Sneller helpen"))
		if a.State != agreement.StateActive || a.Version != 1 || a.Proposed == nil || a.Proposed.Version != 2 {
			t.Fatalf("amended: %s version %d %+v", a.State, a.Version, a.Proposed)
		}
		_, err = h.Amend(ctx, h.Staff(), a.ID, a.Edit, d, "Nog een")
		wants(t, fault.Conflict, err)
		a = must[agreement.Agreement](t)(h.Offer(ctx, h.Staff(), a.ID))
		for _, p := range []agreementtest.Party{one, two} {
			a = must[agreement.Agreement](t)(h.Sign(ctx, p.Delegate, a.ID, p.Organization, 2))
		}
		// Who joined is a party like the others: the new version needs its signature too.
		if a.Version != 1 || a.Clauses[1].Text != "Wij antwoorden binnen vier uur." || len(a.Missing) != 1 || a.Missing[0].Party != three.Organization {
			t.Fatalf("before the last signature: version %d, missing %v", a.Version, a.Missing)
		}
		a = must[agreement.Agreement](t)(h.Sign(ctx, three.Delegate, a.ID, three.Organization, 2))
		if a.Version != 2 || a.Proposed != nil || a.Obligations[0].ID != first || a.Open || len(a.Parties) != 3 {
			t.Fatalf("after: version %d, obligation %s", a.Version, a.Obligations[0].ID)
		}
		_, err = h.Accede(ctx, h.Body.Delegate, a.ID, h.Body.Organization, 2)
		wants(t, fault.Conflict, err)
		was := must[agreement.Agreement](t)(h.At(ctx, h.Staff(), a.ID, before))
		if was.Version != 1 || was.Clauses[1].Text != "Wij antwoorden binnen vier uur." || was.Proposed != nil || was.Parties[0].Signature.Version != 1 {
			t.Errorf("as it was: %+v", was)
		}
	})
}

func TestWithdraw(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		one, two := h.Parties[0], h.Parties[1]
		d := agreementtest.Text(h.RESV, "bridging", one, two)
		a := h.Offered(t, d)
		must[agreement.Agreement](t)(h.Object(ctx, one.Delegate, a.ID, one.Organization, "1", "Nee"))
		_, err := h.Withdraw(ctx, h.Staff(), a.ID, "")
		wants(t, fault.Invalid, err)
		a = must[agreement.Agreement](t)(h.Withdraw(ctx, h.Staff(), a.ID, "Wij beginnen opnieuw"))
		if a.State != agreement.StateEnded || a.Why != "Wij beginnen opnieuw" || a.Objections[0].How != agreement.SettledDropped {
			t.Fatalf("withdrawn: %s %q %+v", a.State, a.Why, a.Objections)
		}
		_, err = h.Sign(ctx, one.Delegate, a.ID, one.Organization, a.Version)
		wants(t, fault.Conflict, err)
		// Of an agreement that binds, the proposal alone.
		b := h.Active(t, d, one, two)
		b = must[agreement.Agreement](t)(h.Amend(ctx, h.Staff(), b.ID, b.Edit, d, "Anders"))
		b = must[agreement.Agreement](t)(h.Withdraw(ctx, h.Staff(), b.ID, "Toch niet"))
		if b.State != agreement.StateActive || b.Proposed != nil {
			t.Errorf("a binding one: %s %+v", b.State, b.Proposed)
		}
	})
}

func TestEndAndDates(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		one, two := h.Parties[0], h.Parties[1]
		d := agreementtest.Text(h.RESV, "bridging", one, two)
		day := 24 * time.Hour
		d.From, d.ReviewAt, d.Until = h.Now().Add(day), h.Now().Add(10*day), h.Now().Add(20*day)
		a := h.Active(t, d, one, two)
		state := func() agreement.State {
			t.Helper()
			must[int](t)(h.Clocks(ctx))
			return must[agreement.Agreement](t)(h.Get(ctx, h.Staff(), a.ID)).State
		}
		if a.State != agreement.StateConsent || len(a.Missing) != 1 || a.Missing[0].What != "from" || state() != agreement.StateConsent {
			t.Fatalf("before it begins: %s %v", a.State, a.Missing)
		}
		if h.Pass(2 * day); state() != agreement.StateActive {
			t.Fatal("it did not begin")
		}
		if h.Pass(9 * day); state() != agreement.StateReview {
			t.Fatal("nobody was told to look again")
		}
		if a = must[agreement.Agreement](t)(h.Resume(ctx, h.Staff(), a.ID, "Nog goed")); a.State != agreement.StateActive || state() != agreement.StateActive {
			t.Fatalf("resumed: %s", a.State)
		}
		if h.Pass(10 * day); state() != agreement.StateEnded {
			t.Fatal("it did not end")
		}
		b := h.Active(t, agreementtest.Text(h.RESV, "bridging", one, two), one, two)
		b = must[agreement.Agreement](t)(h.End(ctx, one.Delegate, b.ID, "Wij stoppen", time.Time{}))
		if b.State != agreement.StateActive || !b.EndsAt.IsZero() || b.Parties[0].Ending.IsZero() || !b.Parties[1].Ending.IsZero() {
			t.Fatalf("one of two ends it: %s %s %+v", b.State, b.EndsAt, b.Parties)
		}
		b = must[agreement.Agreement](t)(h.End(ctx, two.Delegate, b.ID, "Goed", h.Now().Add(5*day)))
		if b.State != agreement.StateActive || b.EndsAt.IsZero() {
			t.Fatalf("ends later: %s %s", b.State, b.EndsAt)
		}
		h.Pass(6 * day)
		must[int](t)(h.Clocks(ctx))
		if b = must[agreement.Agreement](t)(h.Get(ctx, h.Staff(), b.ID)); b.State != agreement.StateEnded {
			t.Errorf("after its end: %s", b.State)
		}
		_, err := h.Review(ctx, h.Staff(), b.ID, "Te laat")
		wants(t, fault.Conflict, err)
	})
}

func TestWhatIsWrongWithADraft(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		one, two := h.Parties[0], h.Parties[1]
		for field, spoil := range map[string]func(d *agreement.Draft){
			"title":                  func(d *agreement.Draft) { d.Title = " " },
			"kind":                   func(d *agreement.Draft) { d.Kind = "iets" },
			"subject":                func(d *agreement.Draft) { d.Subject = "iets" },
			"forum":                  func(d *agreement.Draft) { d.Forum.Wijkverband = "nergens" },
			"parties":                func(d *agreement.Draft) { d.Parties[1] = "onbekend" },
			"clauses[1].number":      func(d *agreement.Draft) { d.Clauses[1].Number = "1" },
			"clauses[0].text":        func(d *agreement.Draft) { d.Clauses[0].Text = "" },
			"obligations[0].clause":  func(d *agreement.Draft) { d.Obligations[0].Clause = "7" },
			"obligations[0].who":     func(d *agreement.Draft) { d.Obligations[0].Who = "iedereen" },
			"obligations[0].norm":    func(d *agreement.Draft) { d.Obligations[0].Norm = 101 },
			"obligations[0].period":  func(d *agreement.Draft) { d.Obligations[0].Period = "dag" },
			"obligations[0].measure": func(d *agreement.Draft) { d.Obligations[0].Measure = "geen" },
			"until":                  func(d *agreement.Draft) { d.From, d.Until = h.Now(), h.Now().Add(-time.Hour) },
			"parent":                 func(d *agreement.Draft) { d.Parent = "geen" },
			"grants":                 func(d *agreement.Draft) { d.Grants = []network.OrganizationID{one.Organization} },
		} {
			d := agreementtest.Text(h.RESV, "bridging", one, two)
			spoil(&d)
			who := h.Staff()
			if field == "forum" {
				who = agreementtest.Operator
			}
			_, err := h.Service.Draft(t.Context(), who, d)
			found := false
			for _, f := range fault.Safe(err).Fields {
				found = found || f.Name == field
			}
			if fault.KindOf(err) != fault.Invalid || !found {
				t.Errorf("%s: %v", field, err)
			}
		}
		d := agreementtest.Text(h.RESV, "bridging", one)
		a := must[agreement.Agreement](t)(h.Service.Draft(t.Context(), h.Staff(), d))
		_, err := h.Offer(t.Context(), h.Staff(), a.ID)
		wants(t, fault.Invalid, err)
	})
}

// The number of a clause is what objections, obligations and addresses name it by.
func TestNumbersOfClauses(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		for number, fine := range map[string]bool{"1": false, "3": true, " 3.2a ": true, "B.12": true, "": false, "Artikel 3": false, "3.": false, "3-2": false, "é": false, "3\n4": false, "123456789012345678901": false} {
			d := agreementtest.Text(h.RESV, "bridging", h.Parties[0], h.Parties[1])
			d.Clauses[1].Number, d.Obligations[0].Clause = number, "1"
			_, err := h.Service.Draft(t.Context(), h.Staff(), d)
			if fine != (err == nil) {
				t.Errorf("%q: %v", number, err)
			}
			if fields := fault.Safe(err).Fields; !fine && (len(fields) != 1 || fields[0].Name != "clauses[1].number") {
				t.Errorf("%q: %+v", number, fields)
			}
		}
	})
}
