package app

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/obligation"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

// signed is how far an agreement is.
type signed int

const (
	drafted signed = iota
	submitted
	objected  // by Gerda
	consulted // the members of the body are asked
	binding
	reviewed
	published // all parties say that everybody may read it
)

// bound is who agrees: two providers that speak for themselves, and a body of which the first is a member.
type bound struct {
	resv    mandate.Forum
	parties [2]network.OrganizationID
	body    network.OrganizationID
	signers [2]access.Actor // for the parties; the first also for the body
	other   network.Person  // who is given mandates that are taken back
	standIn network.Person
	weighed map[agreement.ID]obligation.Key
	bodies  int
}

// bind gives the parties those who speak for them.
func (w *world) bind(t testing.TB) {
	t.Helper()
	ctx := t.Context()
	gerda, bilal := w.people["Gerda Kleibakker"], w.people["Bilal Steenoven"]
	w.bound = bound{resv: mandate.Forum{Kind: mandate.RESV, Region: w.regions[0].ID}, parties: [2]network.OrganizationID{gerda.Organization, bilal.Organization},
		signers: [2]access.Actor{actorOf(gerda), actorOf(bilal)}, weighed: map[agreement.ID]obligation.Key{}}
	w.bound.other = w.hire(t, network.Person{Name: "Dirk Hier", Role: "professional", Discipline: "wijkverpleging", Organization: gerda.Organization, Region: w.regions[0].ID, Email: "dirk@mensen.example"})
	w.bound.standIn = w.hire(t, network.Person{Name: "Evert Hier", Role: "professional", Discipline: "wijkverpleging", Organization: gerda.Organization, Region: w.regions[0].ID, Email: "evert@mensen.example"})
	w.bound.body = w.newBody(w.regions[0].ID)
	_, err := w.Mandates.Affiliate(ctx, operator, mandate.Affiliation{Provider: gerda.Organization, Body: w.bound.body})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []mandate.Mandate{{Grantor: gerda.Organization, Delegate: gerda.ID}, {Grantor: bilal.Organization, Delegate: bilal.ID}, {Grantor: w.bound.body, Delegate: gerda.ID}} {
		m.Forum, m.Subjects, m.Evidence = w.bound.resv, []string{mandate.Every}, "Ledenvergadering"
		if _, err := w.Mandates.Grant(ctx, operator, m); err != nil {
			t.Fatal(err)
		}
	}
}

// newBody makes an organisation that may speak for a discipline in a region; without one in the nation.
func (w *world) newBody(region network.RegionID) network.OrganizationID {
	w.t.Helper()
	body := w.bareBody()
	must[mandate.Standing](w)(w.Mandates.Recognise(w.t.Context(), operator, mandate.Standing{Body: body, Region: region, Discipline: "wijkverpleging", Evidence: "Overleg van de RESV"}))
	return body
}

// bareBody makes one that may not yet.
func (w *world) bareBody() network.OrganizationID {
	w.t.Helper()
	w.bound.bodies++
	return must[network.OrganizationID](w)(w.Network.SaveOrganization(w.t.Context(), operator, network.Organization{
		Kind: network.DisciplineBody, Name: fmt.Sprintf("Wijkverpleging Samen %d", w.bound.bodies), Discipline: "wijkverpleging",
	}))
}

// proposal is what the parties are asked to agree.
func (w *world) proposal(parties ...network.OrganizationID) agreement.Draft {
	return agreement.Draft{
		Kind: "bridging", Forum: w.bound.resv, Title: "Zorg tot er plek is", Parties: parties, Open: true, Grants: []network.OrganizationID{w.people["Vivian Overlaat"].Organization},
		Body: agreement.Body{
			Clauses: []agreement.Clause{{Number: "1", Heading: "Wie", Text: "Wij helpen elkaar als er geen plek is."}, {Number: "2", Heading: "Hoe snel", Text: "Wij antwoorden binnen vier uur."}},
			Obligations: []agreement.Obligation{
				{Clause: "2", Who: "each", What: "Antwoorden binnen vier uur", Measure: "answer-placements", Params: map[string]int{"hours": 4}, Norm: 90, Period: "week"},
				{Clause: "1", Who: "each", What: "Helpen als er geen plek is", Measure: agreement.Attested, Norm: 100, Period: "week"},
			},
		},
	}
}

// agreed gives an agreement as far as is asked: the same each time.
func (w *world) agreed(how signed) agreement.Agreement {
	return hold(w, fmt.Sprint("agreed ", how), func() agreement.Agreement { return w.agree(how) })
}

// agree makes an agreement of the region and brings it as far as is asked.
func (w *world) agree(how signed) agreement.Agreement {
	w.t.Helper()
	ctx, keeper, b := w.t.Context(), actorOf(w.people["Esra Hoogwater"]), &w.bound
	parties := b.parties[:]
	if how == consulted {
		parties = []network.OrganizationID{b.body, b.parties[1]}
	}
	step := must[agreement.Agreement](w)
	a := step(w.Agreements.Draft(ctx, keeper, w.proposal(parties...)))
	if how >= submitted {
		a = step(w.Agreements.Offer(ctx, keeper, a.ID))
	}
	if how == objected {
		a = step(w.Agreements.Object(ctx, b.signers[0], a.ID, parties[0], "2", "Vier uur is te kort."))
	}
	if how == consulted {
		a = step(w.Agreements.Consult(ctx, b.signers[0], a.ID, b.body, time.Now().AddDate(0, 0, 14), "Kunnen wij dit?"))
	}
	if how >= binding {
		for i, party := range parties {
			a = step(w.Agreements.Sign(ctx, b.signers[i], a.ID, party, a.Version))
		}
		if a.State != agreement.StateActive {
			w.t.Fatalf("what all signed is %s: %v", a.State, a.Missing)
		}
	}
	if how == reviewed {
		a = step(w.Agreements.Review(ctx, keeper, a.ID, "De nacht is nog niet geregeld."))
	}
	if how == published {
		for i, party := range parties {
			a = step(w.Agreements.Publish(ctx, b.signers[i], a.ID, party, true))
		}
	}
	return a
}

// lastWeek gives a period of an active agreement in which its first party did not keep, or has yet to attest,
// what it promised. It is written as the weighing of a week would: the agreement itself began today.
func (w *world) lastWeek(a agreement.Agreement, attests bool) obligation.Key {
	w.t.Helper()
	o := a.Obligations[0]
	if attests {
		o = a.Obligations[1]
	}
	from, until := obligation.Weekly.Around(time.Now().AddDate(0, 0, -7))
	key := obligation.Key{Agreement: a.ID, Obligation: o.ID, Party: w.bound.parties[0], From: from}
	return hold(w, "week of "+o.ID, func() obligation.Key {
		err := w.Store.Write(w.t.Context(), func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO obligation_term (agreement, version, obligation, number, title, subject, forum, region, wijkverband, clause, what, measure, params, norm, cycle)
				VALUES (`+marks(15)+`)`, a.ID, a.Version, o.ID, a.Number, a.Title, a.Subject, string(a.Forum.Kind), string(a.Forum.Region), "", o.Clause, o.What, o.Measure, `{}`, o.Norm, o.Period)
			if err != nil {
				return err
			}
			n, outcome := 10, "not-kept"
			if attests {
				n, outcome = 0, "unknown"
			}
			_, err = tx.Exec(ctx, `INSERT INTO obligation_period (id, agreement, version, obligation, party, from_at, until_at, n, good, outcome, weighed_at, due_at) VALUES (`+marks(12)+`)`,
				id.New[string](), a.ID, a.Version, o.ID, key.Party, from.UnixMicro(), until.UnixMicro(), n, 0, outcome, until.Add(time.Hour).UnixMicro(), until.AddDate(0, 0, 21).UnixMicro())
			return err
		})
		if err != nil {
			w.t.Fatal(err)
		}
		return key
	})
}

// marks gives "$1, $2" for n parameters.
func marks(n int) (all string) {
	for i := range n {
		if i > 0 {
			all += ", "
		}
		all += access.Placeholder(i + 1)
	}
	return all
}

// speaksFor are the people who can speak for one of some parties at the table of the region.
func (w *world) speaksFor(parties ...network.OrganizationID) map[string]bool {
	all := map[string]bool{}
	for _, party := range parties {
		for who := range hold(w, "speaks for "+string(party), func() map[string]bool {
			ctx, all := w.t.Context(), map[string]bool{}
			for _, m := range must[[]mandate.Mandate](w)(w.Mandates.Mandates(ctx, mandate.Query{Forum: w.bound.resv, Grantor: party})) {
				all[string(m.Delegate)] = true
				for _, s := range must[[]mandate.Substitution](w)(w.Mandates.Substitutions(ctx, mandate.Query{ID: string(m.ID)})) {
					all[string(s.Person)] = true
				}
			}
			return all
		}) {
			all[who] = true
		}
	}
	return all
}

// ofAgreement is an agreement of the region as the policies see it.
func (w *world) ofAgreement(more access.Subject) access.Subject {
	more.Type, more.Region = "agreement", string(w.regions[0].ID)
	return more
}

// byKeeper is an agreement to those who look after it.
func (w *world) byKeeper() func(access.Actor) access.Subject {
	return about(w.ofAgreement(access.Subject{}))
}

// byProposer adds the organisation that proposed it.
func (w *world) byProposer() func(access.Actor) access.Subject {
	return about(w.ofAgreement(access.Subject{Organization: string(w.people["Esra Hoogwater"].Organization)}))
}

// bySpeaker is an agreement to those who speak for one of some parties.
func (w *world) bySpeaker(parties ...network.OrganizationID) func(access.Actor) access.Subject {
	speaks := w.speaksFor(parties...)
	return func(a access.Actor) access.Subject {
		s := w.ofAgreement(access.Subject{})
		if speaks[a.Person] {
			s.Person = a.Person
		}
		return s
	}
}

// byReaderOf is an agreement to those who want to read it.
func (w *world) byReaderOf(a *agreement.Agreement) func(access.Actor) access.Subject {
	var parties []network.OrganizationID
	for _, p := range a.Parties {
		if a.State != agreement.StateDraft {
			parties = append(parties, p.Organization)
		}
	}
	speaks := w.speaksFor(parties...)
	return func(v access.Actor) access.Subject {
		s := w.ofAgreement(access.Subject{})
		of := network.OrganizationID(v.Organization)
		switch {
		case v.Organization == string(a.By) && of != "":
			s.Organization = v.Organization
			return s
		case slices.Contains(parties, of), slices.Contains(parties, w.bound.body) && of == w.bound.parties[0]: // a member
			s.Organization = v.Organization
		}
		if speaks[v.Person] {
			s.Person = v.Person
		}
		return s
	}
}
