package obligation_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/agreementtest"
	"eerstelijn/internal/agreement/obligation"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/mail"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// nights is three providers that agree to be reachable at night, with real mandates and signatures, and the
// numbers that two of them state.
type nights struct {
	*agreementtest.House
	*testing.T
	obligations *obligation.Service
	made        agreement.Agreement
	parties     []agreementtest.Party
}

func atNight(t *testing.T, test func(n *nights)) {
	t.Parallel()
	for name, open := range map[string]func(testing.TB, clock.Clock) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := agreementtest.New(t, open)
			n := &nights{House: h, T: t, parties: h.Parties[:3]}
			n.obligations = obligation.New(obligation.Deps{Spine: h.Spine, Agreements: h.Service, Mandates: h.Mandates, Network: h.Network, Outbox: h.Outbox})
			n.obligations.At("https://eerstelijn.example")
			d := agreementtest.Text(h.RESV, "reachability", n.parties...)
			d.Obligations = []agreement.Obligation{{Clause: "1", Who: "each", What: "Elke nacht bereikbaar zijn", Measure: "contact-reachable",
				Params: map[string]int{"window": 2}, Norm: 100, Period: "week"}}
			n.made = h.Active(t, d, n.parties...)
			test(n)
		})
	}
}

// states writes down a number that a provider states for the night.
func (n *nights) states(p agreementtest.Party, from, until time.Time) {
	n.Helper()
	var end any
	if !until.IsZero() {
		end = clock.Micros(until)
	}
	n.Exec(n.T, `INSERT INTO contact (id, from_at, until_at, wijkverband, discipline, person, organization, function, phone, email, hours, remarks, show_name)
		VALUES ($1, $2, $3, $4, 'wijkverpleging', '', $5, 'Nachtdienst', '000', '', 'Mo-Su 23:00-08:00', '', 0)`,
		fmt.Sprint(p.Organization, from.Unix()), clock.Micros(from), end, n.Wijkverband, p.Organization)
}

// to lets time pass until a moment, and does what the job does each half hour.
func (n *nights) to(at time.Time) {
	n.Helper()
	n.Pass(at.Sub(n.Now()))
	if _, err := n.obligations.Weigh(n.Context(), access.Job("obligation")); err != nil {
		n.Fatal(err)
	}
	if _, err := n.obligations.Remind(n.Context(), access.Job("obligation")); err != nil {
		n.Fatal(err)
	}
}

// week is the first moment of the nth whole week of the agreement.
func (n *nights) week(nth int) time.Time {
	_, first := obligation.Weekly.Around(n.made.Parties[len(n.made.Parties)-1].Since)
	return first.In(clock.Amsterdam).AddDate(0, 0, 7*nth)
}

func (n *nights) outcomes(p agreementtest.Party) (all []string) {
	n.Helper()
	found, err := n.obligations.Kept(n.Context(), n.Staff(), obligation.Query{Agreement: n.made.ID, Party: p.Organization})
	if err != nil {
		n.Fatal(err)
	}
	for _, k := range slices.Backward(found) {
		all = append(all, fmt.Sprintf("%s %d/%d", k.Outcome, k.Good, k.N))
	}
	return all
}

func (n *nights) wants(p agreementtest.Party, want ...string) {
	n.Helper()
	if got := n.outcomes(p); !slices.Equal(got, want) {
		n.Errorf("got %q, want %q", got, want)
	}
}

func TestAgreedMeasuredMissedExplainedKept(t *testing.T) {
	atNight(t, func(n *nights) {
		one, two := n.parties[0], n.parties[1]
		missed := n.week(2).Add(70 * time.Hour) // in the third week the rota of one falls out for two nights
		n.states(one, n.week(0).AddDate(0, 0, -1), missed)
		n.states(one, missed.Add(48*time.Hour), time.Time{})
		n.states(two, n.week(0).AddDate(0, 0, -1), time.Time{})
		for week := range 5 {
			n.to(n.week(week + 1).Add(time.Hour))
		}
		n.wants(one, "kept 7/7", "kept 7/7", "not-kept 5/7", "kept 7/7", "kept 7/7")
		n.wants(two, "kept 7/7", "kept 7/7", "kept 7/7", "kept 7/7", "kept 7/7")
		w, err := n.obligations.Week(n.Context(), one.Delegate)
		if err != nil || len(w.ToExplain) != 1 || len(w.Running) != 1 || w.Running[0].N != 0 {
			t.Fatalf("the delegate's week is %+v, %v", w, err)
		}
		which := w.ToExplain[0].Key
		if _, err := n.obligations.Explain(n.Context(), two.Delegate, which, "Er was griep."); fault.KindOf(err) != fault.Denied {
			t.Errorf("another party explained it: %v", err)
		}
		if _, err := n.obligations.Explain(n.Context(), one.Delegate, which, "Twee mensen waren ziek. Het rooster is nu dubbel."); err != nil {
			t.Fatal(err)
		}
		n.wants(one, "kept 7/7", "kept 7/7", "explained 5/7", "kept 7/7", "kept 7/7")
		letters, err := n.Outbox.QueuedForDemo(n.Context())
		if err != nil || !slices.ContainsFunc(letters, func(l mail.Queued) bool { return l.Subject == "Wij vragen uw antwoord over een afspraak" }) {
			t.Errorf("nobody was asked: %d letters, %v", len(letters), err)
		}
		e, err := n.obligations.Effect(n.Context(), two.Delegate, n.made.ID, which.Obligation)
		if err != nil || e.Parties != 3 || e.Before.N != e.After.N || e.After.Good <= e.Before.Good || e.Before.Good != 0 {
			t.Errorf("the effect is %+v, %v", e, err)
		}
		if _, err := n.obligations.Kept(n.Context(), n.Stranger(), obligation.Query{Agreement: n.made.ID}); fault.KindOf(err) != fault.Denied {
			t.Errorf("staff of another region sees it: %v", err)
		}
	})
}

// A mandate that is revoked half-way puts the agreement under review. It still binds, so it is still weighed;
// who had the mandate does not speak any more.
func TestARevokedMandateEndsNoObligation(t *testing.T) {
	atNight(t, func(n *nights) {
		one := n.parties[0]
		n.to(n.week(1).Add(time.Hour))
		if err := n.Mandates.Revoke(n.Context(), agreementtest.Operator, one.Mandates[mandate.RESV], time.Time{}, "De vergadering besloot anders."); err != nil {
			t.Fatal(err)
		}
		a, err := n.Get(n.Context(), n.Staff(), n.made.ID)
		if err != nil || a.State != agreement.StateReview {
			t.Fatalf("the agreement is %s, %v", a.State, err)
		}
		n.to(n.week(2).Add(time.Hour))
		n.wants(one, "not-kept 0/7", "not-kept 0/7")
		k := obligation.Key{Agreement: n.made.ID, Obligation: a.Obligations[0].ID, Party: one.Organization, From: n.week(1)}
		if _, err := n.obligations.Explain(n.Context(), one.Delegate, k, "Wij hadden niemand."); fault.KindOf(err) != fault.Denied {
			t.Errorf("without a mandate the delegate explained it: %v", err)
		}
		admin := access.Actor{Person: "admin", Role: access.ProviderAdmin, Organization: string(one.Organization), Assurance: access.Substantial}
		if p, err := n.obligations.Explain(n.Context(), admin, k, "Wij hadden niemand."); err != nil || p.Outcome != obligation.Explained {
			t.Errorf("who administers the party: %+v, %v", p, err)
		}
		for _, p := range n.parties[1:] { // the last one who leaves ends it for the other
			if _, err := n.Leave(n.Context(), p.Delegate, n.made.ID, p.Organization, "Wij stoppen."); err != nil {
				t.Fatal(err)
			}
		}
		n.to(n.week(5).Add(time.Hour))
		n.wants(one, "not-kept 0/7", "explained 0/7") // the week in which it ended is not whole
	})
}

// A member of a body sees what the body promised for it, and insurers what was granted.
func TestMembersAndInsurersOfABody(t *testing.T) {
	atNight(t, func(n *nights) {
		insurer := n.Organization(t, "Verzekeraar", network.InsurerOrg)
		d := agreementtest.Text(n.RESV, "reachability", n.Body, n.parties[0])
		d.Obligations[0].Measure, d.Obligations[0].Params = "contact-reachable", map[string]int{"window": 2}
		d.Obligations[0].Period, d.Grants = "week", []network.OrganizationID{insurer}
		a := n.Active(t, d, n.Body, n.parties[0])
		member := n.Organization(t, "Lid", network.Provider)
		if _, err := n.Mandates.Affiliate(t.Context(), agreementtest.Operator, mandate.Affiliation{Provider: member, Body: n.Body.Organization}); err != nil {
			t.Fatal(err)
		}
		n.states(agreementtest.Party{Organization: member}, n.week(0).AddDate(0, 0, -1), time.Time{})
		n.to(n.week(1).Add(time.Hour))
		works := access.Actor{Person: "works", Role: access.Professional, Organization: string(member), Assurance: access.Substantial}
		found, err := n.obligations.Kept(t.Context(), works, obligation.Query{Agreement: a.ID, Party: n.Body.Organization})
		if err != nil || len(found) != 1 || found[0].Good != 7 {
			t.Errorf("a member sees %+v, %v", found, err)
		}
		pays := access.Actor{Person: "pays", Role: access.Insurer, Organization: string(insurer), Assurance: access.Substantial}
		if tally, err := n.obligations.ForInsurer(t.Context(), pays, a.ID); err != nil || tally != (obligation.Tally{Kept: 1, NotKept: 1}) {
			t.Errorf("the insurer sees %+v, %v", tally, err)
		}
		if _, err := n.obligations.ForInsurer(t.Context(), pays, n.made.ID); fault.KindOf(err) != fault.Denied {
			t.Errorf("the insurer sees what was not granted: %v", err)
		}
		if _, err := n.obligations.Kept(t.Context(), pays, obligation.Query{Agreement: a.ID}); fault.KindOf(err) != fault.Denied {
			t.Errorf("the insurer sees more than counts: %v", err)
		}
	})
}
