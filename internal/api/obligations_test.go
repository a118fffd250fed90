package api

import (
	"fmt"
	"net/http"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/obligation"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// promising is an agreement of two providers, one measured and one attested, over the API.
type promising struct {
	placing
	made      agreement.Agreement
	parties   [2]network.OrganizationID
	delegates [2]access.Actor
	insurer   access.Actor
}

// newPromising makes the agreement and lets a whole week pass, in which nobody looked at the figures.
func newPromising(t *testing.T, db *store.DB, now *atomic.Int64) promising {
	t.Helper()
	p := promising{placing: newPlacing(t, db)}
	ctx, c, operator := t.Context(), p.house.cooperation, access.Job("test")
	forum := mandate.Forum{Kind: mandate.RESV, Region: p.region}
	for i := range p.parties {
		p.parties[i] = network.OrganizationID(p.nurses[i].Organization)
		who, err := p.house.network.SavePerson(ctx, operator, network.Person{Name: fmt.Sprintf("Gemachtigde %d", i), Role: string(access.Professional), Organization: p.parties[i], Region: p.region, Email: fmt.Sprintf("g%d@post.example", i)})
		if err != nil {
			t.Fatal(err)
		}
		p.delegates[i] = access.Actor{Person: string(who), Role: access.Professional, Organization: string(p.parties[i]), Assurance: access.Substantial, Session: "s"}
		if _, err := c.Mandates.Grant(ctx, operator, mandate.Mandate{Grantor: p.parties[i], Delegate: who, Forum: forum, Subjects: []string{"reachability"}, Evidence: "Vergadering"}); err != nil {
			t.Fatal(err)
		}
	}
	insurer, err := p.house.network.SaveOrganization(ctx, operator, network.Organization{Kind: network.InsurerOrg, Name: "Verzekeraar"})
	if err != nil {
		t.Fatal(err)
	}
	p.insurer = access.Actor{Person: "i", Role: access.Insurer, Organization: string(insurer), Assurance: access.Substantial, Session: "s"}
	staff := access.Actor{Person: "s", Role: access.RESVStaff, Region: string(p.region), Assurance: access.Substantial, Session: "s"}
	a, err := c.Agreements.Draft(ctx, staff, agreement.Draft{Kind: "reachability", Forum: forum, Title: "Nacht", Parties: p.parties[:], Grants: []network.OrganizationID{insurer},
		Body: agreement.Body{Clauses: []agreement.Clause{{Number: "1", Heading: "Nacht", Text: "Wij zijn elke nacht te bereiken."}},
			Obligations: []agreement.Obligation{
				{Clause: "1", Who: "each", What: "Cijfers elke dag bijhouden", Measure: "refresh-capacity", Params: map[string]int{"days": 1}, Norm: 100, Period: "week"},
				{Clause: "1", Who: "each", What: "Het rooster nakijken", Measure: "attested", Norm: 100, Period: "week"},
			}}})
	if err == nil {
		a, err = c.Agreements.Offer(ctx, staff, a.ID)
	}
	for i := range p.parties {
		if err == nil {
			a, err = c.Agreements.Sign(ctx, p.delegates[i], a.ID, p.parties[i], a.Version)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	p.made = a
	_, first := obligation.Weekly.Around(testNow)
	_, over := obligation.Weekly.Around(first)
	now.Store(over.Add(time.Hour).UnixMicro())
	if n, err := c.Obligations.Weigh(ctx, operator); err != nil || n != 4 {
		t.Fatalf("%d weighed, %v", n, err)
	}
	return p
}

// TestObligationsOverTheAPI: parties see what was weighed and answer for themselves; an insurer sees counts.
func TestObligationsOverTheAPI(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(testing.TB, clock.Clock) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := new(atomic.Int64)
			now.Store(testNow.UnixMicro())
			newPromising(t, open(t, func() time.Time { return time.UnixMicro(now.Load()) }), now).walk(t)
		})
	}
}

func (p promising) walk(t *testing.T) {
	read := func(who access.Actor, operation, path string, status int) string {
		t.Helper()
		w := p.send(t, who, http.MethodGet, path, "")
		if w.Code != status {
			t.Fatalf("GET %s: %d, want %d: %s", path, w.Code, status, w.Body)
		}
		if status == http.StatusOK {
			p.documented(t, operation, w)
		}
		return w.Body.String()
	}
	everybody, mine := access.Actor{}, p.delegates[0]
	of := "/obligations?agreement=" + string(p.made.ID)
	read(everybody, "", of, http.StatusUnauthorized)
	read(p.insurer, "", of, http.StatusForbidden)
	read(mine, "", "/obligations", http.StatusBadRequest)
	read(mine, "", "/obligations?agreement=weer", http.StatusBadRequest)
	read(mine, "obligations", of+"&party="+string(p.parties[0])+"&from="+url.QueryEscape(stamp(testNow)), http.StatusOK)
	list := decode[List[obligationPeriod]](t, p.send(t, mine, http.MethodGet, of, ""), http.StatusOK).Items
	if len(list) != 4 {
		t.Fatalf("%d periods", len(list))
	}
	var missed, promised obligationPeriod
	for _, o := range list {
		switch {
		case o.Party != p.parties[0]:
		case o.Measure == "attested":
			promised = o
		default:
			missed = o
		}
	}
	if missed.Outcome != obligation.NotKept || missed.N < 7 || missed.Good != 0 || !missed.Asked || promised.Outcome != obligation.Unknown {
		t.Errorf("missed %+v, promised %+v", missed, promised)
	}
	week := decode[obligationWeek](t, p.send(t, mine, http.MethodGet, "/obligations/week", ""), http.StatusOK)
	read(mine, "obligationWeek", "/obligations/week", http.StatusOK)
	if len(week.ToExplain) != 1 || len(week.ToAttest) != 1 || len(week.Running) != 2 || !week.Running[0].Counts {
		t.Errorf("the week is %+v", week)
	}
	post := func(who access.Actor, operation, act, body string, o obligationPeriod, status int) obligationPeriod {
		t.Helper()
		path := fmt.Sprintf("/agreements/%s/obligations/%s/%s", o.Agreement, o.Obligation, act)
		w := p.send(t, who, http.MethodPost, path, fmt.Sprintf(`{"party":%q,"from":%q,%s}`, o.Party, o.From, body))
		if w.Code != status {
			t.Fatalf("POST %s: %d, want %d: %s", path, w.Code, status, w.Body)
		}
		if status != http.StatusOK {
			return obligationPeriod{}
		}
		p.documented(t, operation, w)
		return decode[obligationPeriod](t, w, status)
	}
	post(p.delegates[1], "", "explain", `"words":"Griep."`, missed, http.StatusForbidden)
	post(everybody, "", "explain", `"words":"Griep."`, missed, http.StatusUnauthorized)
	post(mine, "", "explain", `"words":""`, missed, http.StatusBadRequest)
	post(mine, "", "explain", `"words":"Griep."`, promised, http.StatusConflict)
	if o := post(mine, "explainObligation", "explain", `"words":"Griep."`, missed, http.StatusOK); o.Outcome != obligation.Explained || o.Asked || o.Explanation != "Griep." {
		t.Errorf("explained: %+v", o)
	}
	post(p.delegates[1], "", "attest", `"kept":true`, promised, http.StatusForbidden)
	post(mine, "", "attest", `"kept":false`, promised, http.StatusBadRequest)
	if o := post(mine, "attestObligation", "attest", `"kept":true`, promised, http.StatusOK); o.Outcome != obligation.Kept || !o.Attested {
		t.Errorf("attested: %+v", o)
	}
	read(mine, "obligationEffect", fmt.Sprintf("/agreements/%s/obligations/%s/effect", p.made.ID, missed.Obligation), http.StatusOK)
	read(mine, "", fmt.Sprintf("/agreements/%s/obligations/weer/effect", p.made.ID), http.StatusNotFound)
	read(p.insurer, "", fmt.Sprintf("/agreements/%s/obligations/%s/effect", p.made.ID, missed.Obligation), http.StatusForbidden)
	counts := fmt.Sprintf("/agreements/%s/obligations/counts", p.made.ID)
	read(mine, "", counts, http.StatusForbidden)
	tally := decode[obligationTally](t, p.send(t, p.insurer, http.MethodGet, counts, ""), http.StatusOK)
	read(p.insurer, "obligationCountsForInsurer", counts, http.StatusOK)
	if want := (obligationTally{Kept: 1, NotKept: 1, Explained: 1, Unknown: 1}); tally != want {
		t.Errorf("the insurer sees %+v, want %+v", tally, want)
	}
}
