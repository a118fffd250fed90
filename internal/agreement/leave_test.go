package agreement_test

import (
	"slices"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/agreementtest"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
)

// A new version cannot put a party out that was not asked: it is active when who drops out signed that.
func TestNobodyIsPutOutUnasked(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		one, two, three := h.Parties[0], h.Parties[1], h.Parties[2]
		a := h.Active(t, agreementtest.Text(h.RESV, "bridging", one, two, three), one, two, three)
		amend := func() {
			t.Helper()
			a = must[agreement.Agreement](t)(h.Amend(ctx, two.Delegate, a.ID, a.Edit, agreementtest.Text(h.RESV, "bridging", one, two), "Zonder drie"))
			a = must[agreement.Agreement](t)(h.Offer(ctx, h.Staff(), a.ID))
			for _, p := range []agreementtest.Party{one, two} {
				a = must[agreement.Agreement](t)(h.Sign(ctx, p.Delegate, a.ID, p.Organization, a.Proposed.Version))
			}
		}
		amend()
		if a.Version != 1 || len(a.Missing) != 1 || a.Missing[0].What != "signature" || a.Missing[0].Party != three.Organization {
			t.Fatalf("put out unasked: version %d, missing %v", a.Version, a.Missing)
		}
		if p := a.Proposed; !slices.Equal(p.Parties, []network.OrganizationID{one.Organization, two.Organization}) || !slices.Equal(p.Leaving, []network.OrganizationID{three.Organization}) {
			t.Errorf("the proposed version is between %v, without %v", p.Parties, p.Leaving)
		}
		before := h.Now()
		a = must[agreement.Agreement](t)(h.Sign(ctx, three.Delegate, a.ID, three.Organization, a.Proposed.Version))
		if a.Version != 2 || len(a.Parties) != 2 || a.State != agreement.StateActive {
			t.Fatalf("all signed: version %d, %d parties", a.Version, len(a.Parties))
		}
		if was := must[agreement.Agreement](t)(h.At(ctx, h.Staff(), a.ID, before)); len(was.Parties) != 3 {
			t.Errorf("before it signed there were %d parties", len(was.Parties))
		}
		listed := must[agreement.Page](t)(h.List(ctx, h.Staff(), agreement.Query{Party: three.Organization}))
		if len(listed.Items) != 0 {
			t.Errorf("it is still listed as a party")
		}
	})
}

func TestLeaving(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		one, two, three := h.Parties[0], h.Parties[1], h.Parties[2]
		a := h.Active(t, agreementtest.Text(h.RESV, "bridging", one, two, three), one, two, three)
		for name, who := range map[string]access.Actor{"staff": h.Staff(), "another party": one.Delegate, "national": h.National(), "the system": agreementtest.Operator} {
			if _, err := h.Leave(ctx, who, a.ID, three.Organization, "Weg"); fault.KindOf(err) != fault.Denied {
				t.Errorf("%s lets another leave: %v", name, err)
			}
		}
		// A next version that waits for the one who leaves waits no longer.
		a = must[agreement.Agreement](t)(h.Amend(ctx, two.Delegate, a.ID, a.Edit, agreementtest.Text(h.RESV, "bridging", one, two, three), "Beter"))
		a = must[agreement.Agreement](t)(h.Offer(ctx, h.Staff(), a.ID))
		a = must[agreement.Agreement](t)(h.Object(ctx, three.Delegate, a.ID, three.Organization, "2", "Te snel"))
		for _, p := range []agreementtest.Party{one, two} {
			a = must[agreement.Agreement](t)(h.Sign(ctx, p.Delegate, a.ID, p.Organization, a.Proposed.Version))
		}
		before := h.Now()
		h.Pass(time.Hour)
		a = must[agreement.Agreement](t)(h.Leave(ctx, three.Delegate, a.ID, three.Organization, "Wij redden het niet"))
		if a.State != agreement.StateActive || a.Version != 2 || len(a.Parties) != 2 {
			t.Fatalf("after leaving: %s, version %d, %d parties, missing %v", a.State, a.Version, len(a.Parties), a.Missing)
		}
		if was := must[agreement.Agreement](t)(h.At(ctx, h.Staff(), a.ID, before)); len(was.Parties) != 3 || was.Version != 1 {
			t.Errorf("an hour before: version %d, %d parties", was.Version, len(was.Parties))
		}
		_, err := h.Leave(ctx, three.Delegate, a.ID, three.Organization, "Nog eens")
		wants(t, fault.Invalid, err)
		// Of two, one that leaves ends it.
		a = must[agreement.Agreement](t)(h.Leave(ctx, two.Delegate, a.ID, two.Organization, "Wij ook niet"))
		if a.State != agreement.StateEnded {
			t.Errorf("alone: %s", a.State)
		}
	})
}

// Who looks after a region or the nation ends nothing that binds, and neither does one of the parties.
func TestOnlyAllPartiesEnd(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		one, two, three := h.Parties[0], h.Parties[1], h.Parties[2]
		a := h.Active(t, agreementtest.Text(h.RESV, "bridging", one, two, three), one, two, three)
		top := h.Active(t, agreementtest.Text(h.Nation, "bridging", one, two), one, two)
		for which, keeper := range map[agreement.ID]access.Actor{a.ID: h.Staff(), top.ID: h.National()} {
			_, err := h.End(ctx, keeper, which, "Klaar", time.Time{})
			wants(t, fault.Denied, err)
		}
		for _, p := range []agreementtest.Party{one, two} {
			if a = must[agreement.Agreement](t)(h.End(ctx, p.Delegate, a.ID, "Klaar", time.Time{})); a.State != agreement.StateActive {
				t.Fatalf("two of three end it: %s", a.State)
			}
		}
		h.Pass(31 * 24 * time.Hour) // a yes lapses
		if a = must[agreement.Agreement](t)(h.End(ctx, three.Delegate, a.ID, "Klaar", time.Time{})); a.State != agreement.StateActive {
			t.Fatalf("ended by what was said long ago: %s", a.State)
		}
		if a = h.Ended(t, a.ID, one, two); a.State != agreement.StateEnded {
			t.Errorf("all said so: %s", a.State)
		}
	})
}

// An amended agreement that implements nothing of the nation any more takes what rests on it along.
func TestBelowIsSeenWhenItsParentTurnsAway(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		one, two := h.Parties[0], h.Parties[1]
		top := h.Active(t, agreementtest.Text(h.Nation, "referral", one, two), one, two)
		d := agreementtest.Text(h.RESV, "tasks", one, two)
		d.Parent = top.ID
		region := h.Active(t, d, one, two)
		below := agreementtest.Text(h.Wijk, "referral", one, two)
		below.Parent = region.ID
		wijk := h.Active(t, below, one, two)
		if wijk.State != agreement.StateActive {
			t.Fatalf("the wijk's is %s", wijk.State)
		}
		d.Parent = ""
		region = must[agreement.Agreement](t)(h.Amend(ctx, h.Staff(), region.ID, region.Edit, d, "Los"))
		region = must[agreement.Agreement](t)(h.Offer(ctx, h.Staff(), region.ID))
		for _, p := range []agreementtest.Party{one, two} {
			region = must[agreement.Agreement](t)(h.Sign(ctx, p.Delegate, region.ID, p.Organization, 2))
		}
		if w := must[agreement.Agreement](t)(h.Get(ctx, h.Staff(), wijk.ID)); region.Version != 2 || w.State != agreement.StateReview {
			t.Errorf("region version %d, the wijk's is %s", region.Version, w.State)
		}
	})
}

// Who works for some other national organisation looks after nothing of the nation, and who coordinates
// without an organisation of their own sees the list.
func TestWhoLooksAfterTheNation(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		top := h.Offered(t, agreementtest.Text(h.Nation, "bridging", h.Parties[0], h.Parties[1]))
		other := h.National()
		other.Organization = "een-andere"
		_, err := h.Get(ctx, other, top.ID)
		wants(t, fault.Denied, err)
		_, err = h.Service.Draft(ctx, other, agreementtest.Text(h.Nation, "data", h.Parties[0], h.Parties[1]))
		wants(t, fault.Denied, err)
		for who, want := range map[*access.Actor]int{new(h.National()): 1, &other: 0} {
			if p := must[agreement.Page](t)(h.List(ctx, *who, agreement.Query{Level: agreement.LevelNation})); len(p.Items) != want {
				t.Errorf("%s lists %d", who.Organization, len(p.Items))
			}
		}
		h.Active(t, agreementtest.Text(h.Wijk, "bridging", h.Parties[0], h.Parties[1]), h.Parties[0], h.Parties[1])
		for _, who := range []access.Actor{h.Coordinator(), h.Staff()} {
			who.Organization = ""
			if p := must[agreement.Page](t)(h.List(ctx, who, agreement.Query{})); len(p.Items) != 1 {
				t.Errorf("%s lists %d", who.Role, len(p.Items))
			}
			must[[]agreement.Node](t)(h.Tree(ctx, who, "", h.Region, time.Time{}))
		}
	})
}
