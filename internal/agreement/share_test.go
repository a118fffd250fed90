package agreement_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/agreementtest"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

// affiliate makes a provider a member of the house's body.
func affiliate(t *testing.T, h *house, provider network.OrganizationID) mandate.Affiliation {
	t.Helper()
	return must[mandate.Affiliation](t)(h.Mandates.Affiliate(t.Context(), agreementtest.Operator, mandate.Affiliation{Provider: provider, Body: h.Body.Organization}))
}

func TestMembersAreConsulted(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		one, member := h.Parties[0], h.Parties[1]
		affiliate(t, h, member.Organization)
		a := h.Offered(t, agreementtest.Text(h.RESV, "bridging", one, h.Body))
		until := time.Date(2026, 3, 6, 0, 0, 0, 0, clock.Amsterdam) // the fifth is the last day
		_, err := h.Consult(ctx, one.Delegate, a.ID, h.Body.Organization, until, "Wat vindt u?")
		wants(t, fault.Denied, err)
		_, err = h.Consult(ctx, h.Body.Delegate, a.ID, h.Body.Organization, h.Now().Add(-time.Hour), "Wat vindt u?")
		wants(t, fault.Invalid, err)
		a = must[agreement.Agreement](t)(h.Consult(ctx, h.Body.Delegate, a.ID, h.Body.Organization, until, "Kunnen wij dit waarmaken?"))
		asked := a.Consultations[0]
		if asked.Asked != 1 || !a.Parties[1].Consulting {
			t.Fatalf("asked %+v, parties %+v", asked, a.Parties)
		}
		sent := slices.DeleteFunc(must[[]string](t)(letters(ctx, h)), func(text string) bool { return !strings.Contains(text, "/inzage/") })
		if len(sent) != 1 || !strings.Contains(sent[0], "https://eerstelijn.example/inzage/") || !strings.Contains(sent[0], "tot en met 05-03-2026.") {
			t.Fatalf("letters %q", sent)
		}
		// A member reads what it is asked about, and says what it thinks; a stranger does neither.
		if _, err := h.Get(ctx, member.Delegate, a.ID); err != nil {
			t.Errorf("a member reads: %v", err)
		}
		wants(t, fault.Denied, h.Advise(ctx, h.Parties[2].Delegate, asked.ID, agreement.Advice{Yes: true}))
		wants(t, fault.Invalid, h.Advise(ctx, member.Delegate, asked.ID, agreement.Advice{}))
		if err := h.Advise(ctx, member.Delegate, asked.ID, agreement.Advice{Words: "Te snel voor ons"}); err != nil {
			t.Fatal(err)
		}
		token := tokenIn(sent[0])
		l := must[link.Link](t)(h.Links.Find(ctx, token))
		spend := func(ctx context.Context, tx *act.Tx) error { return h.Links.UseTx(ctx, tx, token) }
		if err := h.Advise(ctx, l.Actor(), asked.ID, agreement.Advice{Yes: true, Words: "Toch wel"}, spend); err != nil {
			t.Fatal(err)
		}
		wants(t, fault.Conflict, h.Advise(ctx, l.Actor(), asked.ID, agreement.Advice{Yes: true}, spend))
		if title, text, err := h.ConsultedText(ctx, asked.ID); err != nil || title != a.Title || text.Version != 1 {
			t.Errorf("the text: %q %d %v", title, text.Version, err)
		}
		for who, words := range map[*access.Actor]int{&h.Body.Delegate: 1, &one.Delegate: 0} {
			got := must[agreement.Agreement](t)(h.Get(ctx, *who, a.ID)).Consultations[0]
			if got.Yes != 1 || got.No != 0 || len(got.Advices) != words {
				t.Errorf("%s sees %+v", who.Name, got)
			}
		}
		h.Pass(100 * time.Hour)
		wants(t, fault.Conflict, h.Advise(ctx, member.Delegate, asked.ID, agreement.Advice{Yes: true}))
	})
}

// letters gives what waits to be sent.
func letters(ctx context.Context, h *house) (texts []string, err error) {
	sent, err := h.Outbox.QueuedForDemo(ctx)
	for _, m := range sent {
		texts = append(texts, m.Text)
	}
	return texts, err
}

func tokenIn(text string) string {
	_, rest, _ := strings.Cut(text, "/inzage/")
	token, _, _ := strings.Cut(rest, "\n")
	return token
}

func TestWhoIsBoundAndThroughWhom(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		one, member := h.Parties[0], h.Parties[1]
		a := h.Active(t, agreementtest.Text(h.RESV, "bridging", one, h.Body), one, h.Body)
		alone := h.Now()
		h.Pass(time.Hour)
		joined := affiliate(t, h, member.Organization)
		h.Pass(time.Hour)
		bound := must[[]agreement.Bond](t)(h.Bound(ctx, h.Staff(), a.ID, time.Time{}))
		if len(bound) != 3 || bound[2].Organization != member.Organization || bound[2].Through != h.Body.Organization || bound[2].Affiliation != joined.ID || bound[2].As != "member" {
			t.Fatalf("bound: %+v", bound)
		}
		if got := must[[]agreement.Bond](t)(h.Bound(ctx, h.Staff(), a.ID, alone)); len(got) != 2 {
			t.Errorf("before it joined: %+v", got)
		}
		then := h.Now()
		h.Pass(time.Hour)
		if err := h.Mandates.EndAffiliation(ctx, agreementtest.Operator, joined.ID, time.Time{}); err != nil {
			t.Fatal(err)
		}
		if got := must[[]agreement.Bond](t)(h.Bound(ctx, h.Staff(), a.ID, then)); len(got) != 3 {
			t.Errorf("when it was a member: %+v", got)
		}
		h.Pass(time.Hour)
		if got := must[[]agreement.Bond](t)(h.Bound(ctx, h.Staff(), a.ID, time.Time{})); len(got) != 2 {
			t.Errorf("after it left: %+v", got)
		}
	})
}

func TestPublicByAllParties(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		one, two, three := h.Parties[0], h.Parties[1], h.Parties[2]
		d := agreementtest.Text(h.RESV, "bridging", one, two)
		d.Open = true
		a := h.Active(t, d, one, two)
		anybody := access.Anonymous("")
		public := func() bool {
			t.Helper()
			page := must[agreement.Page](t)(h.List(ctx, anybody, agreement.Query{Region: h.Region}))
			_, err := h.Get(ctx, anybody, a.ID)
			if (err == nil) != (len(page.Items) == 1) {
				t.Errorf("reading one (%v) and the list (%d) differ", err, len(page.Items))
			}
			return err == nil
		}
		must[agreement.Agreement](t)(h.Publish(ctx, one.Delegate, a.ID, one.Organization, true))
		if public() {
			t.Error("public by one of two")
		}
		_, err := h.Publish(ctx, one.Delegate, a.ID, two.Organization, true)
		wants(t, fault.Denied, err)
		must[agreement.Agreement](t)(h.Publish(ctx, two.Delegate, a.ID, two.Organization, true))
		if !public() {
			t.Error("not public by both")
		}
		must[agreement.Agreement](t)(h.Amend(ctx, h.Staff(), a.ID, must[agreement.Agreement](t)(h.Get(ctx, h.Staff(), a.ID)).Edit, d, "Anders"))
		if got := must[agreement.Agreement](t)(h.Get(ctx, anybody, a.ID)); got.Proposed != nil || len(got.Missing) > 0 {
			t.Error("everybody sees what is still being decided")
		}
		if got := must[[]agreement.Text](t)(h.Versions(ctx, anybody, a.ID)); len(got) != 1 {
			t.Errorf("everybody sees %d versions", len(got))
		}
		if got := must[agreement.Agreement](t)(h.Get(ctx, h.Staff(), a.ID)); got.Proposed == nil {
			t.Error("its region sees no proposal")
		}
		// Who joins did not say so yet.
		must[agreement.Agreement](t)(h.Accede(ctx, three.Delegate, a.ID, three.Organization, a.Version))
		if public() {
			t.Error("public without the party that joined")
		}
		must[agreement.Agreement](t)(h.Publish(ctx, three.Delegate, a.ID, three.Organization, true))
		must[agreement.Agreement](t)(h.Publish(ctx, two.Delegate, a.ID, two.Organization, false))
		if public() {
			t.Error("public though one took it back")
		}
	})
}

// What a list shows is what may be read one by one.
func TestTheListHoldsWhatMayBeRead(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		one, two, three := h.Parties[0], h.Parties[1], h.Parties[2]
		affiliate(t, h, three.Organization)
		var all []agreement.ID
		add := func(a agreement.Agreement) { all = append(all, a.ID) }
		add(h.Active(t, agreementtest.Text(h.RESV, "bridging", one, two), one, two))
		add(h.Offered(t, agreementtest.Text(h.Wijk, "bridging", one, h.Body)))
		add(h.Offered(t, agreementtest.Text(h.Nation, "bridging", two, h.Body)))
		add(must[agreement.Agreement](t)(h.Service.Draft(ctx, h.Staff(), agreementtest.Text(h.RESV, "bridging", one, two))))
		add(must[agreement.Agreement](t)(h.Service.Draft(ctx, two.Delegate, agreementtest.Text(h.Wijk, "programme", one, two))))
		other := agreementtest.Text(mandate.Forum{Kind: mandate.RESV, Region: h.Other}, "bridging", one, two)
		add(must[agreement.Agreement](t)(h.Service.Draft(ctx, h.Stranger(), other)))
		// Somebody who speaks for a party and works elsewhere.
		elsewhere := h.Person(t, "Elders", access.Professional, h.Organization(t, "Elders", network.Provider))
		must[mandate.Mandate](t)(h.Mandates.Grant(ctx, agreementtest.Operator, mandate.Mandate{Grantor: two.Organization, Delegate: network.PersonID(elsewhere.Person), Forum: h.Nation, Subjects: []string{"bridging"}, Evidence: "Besluit"}))
		// And somebody with a mandate of a body that nobody recognised: it speaks for nobody.
		unknown := h.Organization(t, "Niet erkend", network.DisciplineBody)
		loose := h.Person(t, "Los", access.Professional, h.Organization(t, "Ergens", network.Provider))
		must[mandate.Mandate](t)(h.Mandates.Grant(ctx, agreementtest.Operator, mandate.Mandate{Grantor: unknown, Delegate: network.PersonID(loose.Person), Forum: h.RESV, Subjects: []string{"*"}, Evidence: "Besluit"}))
		add(h.Offered(t, agreement.Draft{Kind: "data", Forum: h.RESV, Title: "Met een onbekende", Parties: []network.OrganizationID{unknown, one.Organization},
			Body: agreement.Body{Clauses: []agreement.Clause{{Number: "1", Text: "Wij delen gegevens."}}}}))
		seen := 0
		for _, who := range []access.Actor{loose, one.Delegate, two.Delegate, three.Delegate, h.Body.Delegate, elsewhere, h.Staff(), h.Coordinator(), h.National(), h.Stranger(), access.Anonymous("")} {
			page := must[agreement.Page](t)(h.List(ctx, who, agreement.Query{}))
			var listed []agreement.ID
			for _, m := range page.Items {
				listed = append(listed, m.ID)
			}
			for i, which := range all {
				_, err := h.Get(ctx, who, which)
				if (err == nil) != slices.Contains(listed, which) {
					t.Errorf("%s %s: agreement %d reads %v, listed %t", who.Role, who.Name, i+1, err, slices.Contains(listed, which))
				}
			}
			seen += len(listed)
		}
		if seen < 10 {
			t.Errorf("only %d seen in all: this proves nothing", seen)
		}
		// In parts, the whole.
		var again []int
		q := agreement.Query{Limit: 2, Region: h.Region}
		for {
			page := must[agreement.Page](t)(h.List(ctx, h.Staff(), q))
			for _, m := range page.Items {
				again = append(again, m.Number)
			}
			if page.Total != 5 {
				t.Errorf("total %d", page.Total)
			}
			if q.After = page.Next; q.After == "" {
				break
			}
		}
		if !slices.Equal(again, []int{7, 5, 4, 2, 1}) {
			t.Errorf("pages %v", again)
		}
		if got := must[agreement.Page](t)(h.List(ctx, h.Staff(), agreement.Query{Region: h.Region, At: agreementtest.Began})); len(got.Items) != 0 {
			t.Errorf("before there was anything: %v", got.Items)
		}
		if got := must[agreement.Page](t)(h.List(ctx, h.Staff(), agreement.Query{Party: one.Organization, Binding: true})); len(got.Items) != 1 || len(got.Items[0].Parties) != 2 {
			t.Errorf("what binds a party: %+v", got.Items)
		}
		_, err := h.List(ctx, h.Staff(), agreement.Query{After: "x"})
		wants(t, fault.Invalid, err)
	})
}

// An insurer sees of which agreements it may see counts, and not what they say.
func TestWhatIsGrantedToAnInsurer(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		one, two := h.Parties[0], h.Parties[1]
		insurer, other := h.Organization(t, "Verzekeraar", network.InsurerOrg), h.Organization(t, "Andere", network.InsurerOrg)
		d := agreementtest.Text(h.RESV, "bridging", one, two)
		h.Active(t, d, one, two)
		d.Grants = []network.OrganizationID{insurer}
		a := h.Active(t, d, one, two)
		h.Offered(t, d) // binds nobody yet
		for org, want := range map[network.OrganizationID]int{insurer: 1, other: 0} {
			who := h.Person(t, "Inkoper", access.Insurer, org)
			page := must[agreement.Page](t)(h.List(ctx, who, agreement.Query{Granted: true}))
			if len(page.Items) != want || want == 1 && (page.Items[0].ID != a.ID || page.Items[0].Parties != nil) {
				t.Errorf("%s sees %+v", org, page.Items)
			}
			_, err := h.Get(ctx, who, a.ID)
			wants(t, fault.Denied, err)
			var granted bool
			err = h.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
				granted, err = h.GrantedTx(ctx, tx, a.ID, org, time.Time{})
				return err
			})
			if err != nil || granted != (want == 1) {
				t.Errorf("granted to %s: %t %v", org, granted, err)
			}
		}
	})
}

func TestTerms(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		one, two, three := h.Parties[0], h.Parties[1], h.Parties[2]
		d := agreementtest.Text(h.RESV, "bridging", one, two)
		d.Open = true
		d.Obligations = append(d.Obligations, agreement.Obligation{Clause: "1", Who: string(two.Organization), What: "De lijst bijhouden", Measure: agreement.Attested, Norm: 100, Period: "week"})
		began := h.Now()
		a := h.Active(t, d, one, two)
		h.Pass(time.Hour)
		must[agreement.Agreement](t)(h.Review(ctx, h.Staff(), a.ID, "Even kijken"))
		h.Pass(time.Hour)
		joinedAfter := h.Now()
		a = must[agreement.Agreement](t)(h.Resume(ctx, h.Staff(), a.ID, "Goed"))
		must[agreement.Agreement](t)(h.Accede(ctx, three.Delegate, a.ID, three.Organization, a.Version))
		h.Pass(time.Hour)
		ended := h.Now()
		h.Ended(t, a.ID, one, two, three)
		h.Offered(t, d) // binds nobody
		terms := func(from, until time.Time) (out []agreement.Term) {
			t.Helper()
			err := h.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
				out, err = h.TermsTx(ctx, tx, "", from, until)
				return err
			})
			return must[[]agreement.Term](t)(out, err)
		}
		all := terms(began, ended.Add(time.Hour))
		if len(all) != 4 {
			t.Fatalf("terms %+v", all)
		}
		for _, m := range all {
			joined := m.Party == three.Organization
			if m.Until.Before(ended) || m.From.Before(began) || joined != m.From.After(joinedAfter) || m.Text != 1 || m.Obligation.ID == "" {
				t.Errorf("term %+v", m)
			}
		}
		if got := terms(began, joinedAfter); len(got) != 3 {
			t.Errorf("before the third joined: %d", len(got))
		}
		if got := terms(ended.Add(time.Hour), ended.Add(2*time.Hour)); len(got) != 0 {
			t.Errorf("after the end: %+v", got)
		}
		var own []agreement.Term
		err := h.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
			own, err = h.TermsOfTx(ctx, tx, two.Organization, joinedAfter)
			return err
		})
		if err != nil || len(own) != 2 {
			t.Errorf("of one party: %+v %v", own, err)
		}
	})
}
