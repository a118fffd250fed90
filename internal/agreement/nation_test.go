package agreement_test

import (
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/agreementtest"
	"eerstelijn/internal/network"
)

// What the vision leaves to the nation cannot become active below it without an active national parent:
// by its kind, by its subject, or by a clause.
func TestWhatIsForTheNation(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		one, two := h.Parties[0], h.Parties[1]
		for name, reserve := range map[string]func(d *agreement.Draft){
			"kind":    func(d *agreement.Draft) { d.Kind = "referral" },
			"subject": func(d *agreement.Draft) { d.Subject = "lead" },
			"clause":  func(d *agreement.Draft) { d.Clauses[1].NationalOnly = true },
		} {
			own := agreementtest.Text(h.RESV, "tasks", one, two)
			reserve(&own)
			a := h.Active(t, own, one, two)
			if a.State != agreement.StateConsent || len(a.Missing) != 1 || a.Missing[0].What != "national" {
				t.Fatalf("%s: %s %v", name, a.State, a.Missing)
			}
			// At the level of the nation itself it needs no other.
			national := agreementtest.Text(h.Nation, "tasks", one, two)
			reserve(&national)
			top := h.Offered(t, national)
			own.Parent = top.ID
			region := h.Active(t, own, one, two)
			below := agreementtest.Text(h.Wijk, "tasks", one, two)
			reserve(&below)
			below.Parent = region.ID
			wijk := h.Active(t, below, one, two)
			if region.State != agreement.StateConsent || wijk.State != agreement.StateConsent {
				t.Fatalf("%s: active while the national one is not: %s %s", name, region.State, wijk.State)
			}
			for _, p := range []agreementtest.Party{one, two} {
				top = must[agreement.Agreement](t)(h.Sign(ctx, p.Delegate, top.ID, p.Organization, top.Version))
			}
			if top.State != agreement.StateActive {
				t.Fatalf("%s: the national one is %s", name, top.State)
			}
			must[int](t)(h.Clocks(ctx))
			must[int](t)(h.Clocks(ctx)) // the wijk's may have been looked at before the region's
			stands := func() (r, w agreement.State) {
				t.Helper()
				return must[agreement.Agreement](t)(h.Get(ctx, h.Staff(), region.ID)).State, must[agreement.Agreement](t)(h.Get(ctx, h.Staff(), wijk.ID)).State
			}
			if r, w := stands(); r != agreement.StateActive || w != agreement.StateActive {
				t.Fatalf("%s: with a national parent the region's is %s and the wijk's %s", name, r, w)
			}
			h.Ended(t, top.ID, one, two)
			if r, w := stands(); r != agreement.StateReview || w != agreement.StateReview {
				t.Fatalf("%s: without it the region's is %s and the wijk's %s", name, r, w)
			}
		}
	})
}

func TestTheTreeShowsWhoHasNot(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		one, two := h.Parties[0], h.Parties[1]
		east := must[network.Wijkverband](t)(h.Network.SaveWijkverband(ctx, agreementtest.Operator, network.Wijkverband{Region: h.Region, Name: "Oost"}))
		top := h.Active(t, agreementtest.Text(h.Nation, "bridging", one, two), one, two)
		before := h.Now()
		h.Pass(time.Hour)
		d := agreementtest.Text(h.RESV, "bridging", one, two)
		d.Parent = top.ID
		region := h.Active(t, d, one, two)
		d = agreementtest.Text(h.Wijk, "bridging", one, two)
		d.Parent = region.ID
		wijk := h.Active(t, d, one, two)
		loose := h.Active(t, agreementtest.Text(h.RESV, "data", one, two), one, two)

		tree := must[[]agreement.Node](t)(h.Tree(ctx, h.Staff(), "", h.Region, time.Time{}))
		if len(tree) != 2 || tree[1].ID != loose.ID || len(tree[1].Without) != 2 {
			t.Fatalf("tree of the region: %+v", tree)
		}
		// The region's staff sees that there is a national one, not what it says.
		national := tree[0]
		if !national.Hidden || national.ID != "" || national.Title != "" || national.Level != agreement.LevelNation || len(national.Without) != 0 {
			t.Errorf("the national one: %+v", national)
		}
		own := national.Children[0]
		if own.ID != region.ID || len(own.Children) != 1 || own.Children[0].ID != wijk.ID || len(own.Without) != 1 || own.Without[0].Wijkverband != east.ID || own.Without[0].Name != "Oost" {
			t.Errorf("the region's: %+v", own)
		}
		country := must[[]agreement.Node](t)(h.Tree(ctx, h.National(), "", "", time.Time{}))
		var without []network.RegionID
		for _, n := range country {
			if n.ID == top.ID {
				for _, p := range n.Without {
					without = append(without, p.Region)
				}
				if len(n.Children) != 1 || !n.Children[0].Hidden {
					t.Errorf("the nation sees %+v", n.Children)
				}
			}
		}
		if len(without) != 1 || without[0] != h.Other {
			t.Errorf("regions without: %v", without)
		}
		if was := must[[]agreement.Node](t)(h.Tree(ctx, h.National(), top.ID, "", before)); len(was) != 1 || len(was[0].Children) != 0 || len(was[0].Without) != 2 {
			t.Errorf("an hour before: %+v", was)
		}
		under := must[[]agreement.Node](t)(h.Tree(ctx, h.National(), top.ID, "", time.Time{}))
		if len(under) != 1 || len(under[0].Children) != 1 || len(under[0].Children[0].Children) != 1 || under[0].Children[0].Children[0].Level != agreement.LevelWijk {
			t.Errorf("all below the national one: %+v", under)
		}
		if open := must[[]agreement.Node](t)(h.Tree(ctx, access.Anonymous(""), top.ID, "", time.Time{})); len(open) != 1 || !open[0].Hidden {
			t.Errorf("everybody sees %+v", open)
		}
		counts := must[agreement.Counts](t)(h.Counts(ctx, agreement.CountQuery{Region: h.Region}))
		if counts.Active != 3 || counts.ByKind["bridging"] != 2 || counts.ByKind["data"] != 1 {
			t.Errorf("counts %+v", counts)
		}
	})
}

// The views that the network reads tell since when a wijkverband and a region have an agreement.
func TestViewsForCoverage(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		insurer := h.Party(t, "Verzekeraar", network.InsurerOrg)
		h.Active(t, agreementtest.Text(h.Wijk, "cooperation", h.Parties[0], h.Parties[1]), h.Parties[0], h.Parties[1])
		a := h.Active(t, agreementtest.Text(h.RESV, "contract", h.Body, insurer), h.Body, insurer)
		h.Pass(time.Hour)
		must[agreement.Agreement](t)(h.Review(ctx, h.Staff(), a.ID, "Kijken"))
		count := func(query string, args ...any) (n int) {
			t.Helper()
			if err := h.DB.Read(ctx, countInto(&n, query, args)); err != nil {
				t.Fatal(err)
			}
			return n
		}
		if n := count(`SELECT count(*) FROM wijkverband_agreement WHERE wijkverband = $1 AND until_at IS NULL`, h.Wijkverband); n != 1 {
			t.Errorf("%d of the wijkverband", n)
		}
		const of = `SELECT count(*) FROM region_agreement WHERE region = $1 AND kind = 'contract' AND insurer = $2`
		if n := count(of, h.Region, insurer.Organization); n != 1 {
			t.Errorf("%d with the insurer", n)
		}
		if n := count(of+` AND until_at IS NULL`, h.Region, insurer.Organization); n != 0 {
			t.Errorf("under review it still counts")
		}
		if n := count(`SELECT count(*) FROM region_agreement WHERE region = $1`, h.Other); n != 0 {
			t.Errorf("%d of another region", n)
		}
	})
}
