package mandate_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

func kinds(c mandate.Chain) (all []string) {
	for _, l := range c.Links {
		all = append(all, l.Kind)
	}
	return all
}

func TestChainOfABody(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		m := h.granted(t, h.gps, "bridging", "capacity")
		q := mandate.Ask{Party: h.gps, Signer: h.people[0], Forum: h.resv, Subject: "bridging"}
		if c := h.chain(t, q); c.Valid || c.Why != mandate.NoStanding || len(c.Links) != 0 {
			t.Errorf("without standing: %+v", c)
		}
		h.pass(time.Hour)
		s := h.recognised(t, h.gps, "huisartsenzorg")
		c := h.chain(t, q)
		if !c.Valid || c.Why != "" || !slices.Equal(kinds(c), []string{"standing", "mandate"}) || c.Links[1].ID != string(m.ID) || c.Links[0].ID != string(s.ID) {
			t.Errorf("with standing: %+v", c)
		}
		for why, ask := range map[string]func(q *mandate.Ask){
			mandate.NoSubject: func(q *mandate.Ask) { q.Subject = "referral" },
			mandate.NoForum:   func(q *mandate.Ask) { q.Forum = h.wijk },
			mandate.NoMandate: func(q *mandate.Ask) { q.Signer = h.people[1] },
			mandate.NotYet:    func(q *mandate.Ask) { q.At = noon.Add(-time.Hour) },
		} {
			other := q
			if ask(&other); h.chain(t, other).Why != why {
				t.Errorf("%s: got %q", why, h.chain(t, other).Why)
			}
		}
		// Each of a party that nobody gave a mandate, and of nobody.
		if c := h.chain(t, mandate.Ask{Party: h.pharmacists, Signer: h.people[0], Forum: h.resv, Subject: "bridging"}); c.Valid || c.Why != mandate.NoMandate {
			t.Errorf("another party: %+v", c)
		}
		if c := h.chain(t, mandate.Ask{Party: h.gps, Forum: h.resv, Subject: "bridging"}); c.Valid {
			t.Errorf("nobody signs: %+v", c)
		}
		h.pass(time.Hour)
		ok(t, h.EndStanding(t.Context(), operator, s.ID, time.Time{}, "Leden kozen een andere organisatie"))
		if got := h.chain(t, q); got.Valid || got.Why != mandate.NoStanding {
			t.Errorf("after the standing ended: %+v", got)
		}
		if !slices.Equal(h.lost, []mandate.Forum{h.resv}) {
			t.Errorf("told %v", h.lost)
		}
		q.At, q.Known = c.At, c.KnownAt
		if again := h.chain(t, q); !again.Same(c) {
			t.Errorf("as known then: %+v, want %+v", again, c)
		}
	})
}

func TestChainOfAProviderForItself(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		h.granted(t, h.practice, mandate.Every)
		q := mandate.Ask{Party: h.practice, Signer: h.people[0], Forum: h.resv, Subject: "reachability"}
		if c := h.chain(t, q); !c.Valid || !slices.Equal(kinds(c), []string{"mandate"}) {
			t.Errorf("own standing: %+v", c)
		}
		// What an organisation is may be corrected; that it spoke for itself then stays as it was.
		o := must[network.Organization](t)(h.network.Organization(t.Context(), h.practice))
		o.Kind = network.DisciplineBody
		_, err := h.network.SaveOrganization(t.Context(), operator, o)
		ok(t, err)
		if c := h.chain(t, q); !c.Valid {
			t.Errorf("after the kind was corrected: %+v", c)
		}
	})
}

// A signature in a party's own name is never somebody else's; who is bound through a body is another question.
func TestThroughABody(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		h.recognised(t, h.gps, "huisartsenzorg")
		h.granted(t, h.gps, mandate.Every)
		joined := must[mandate.Affiliation](t)(h.Affiliate(t.Context(), operator, mandate.Affiliation{Provider: h.practice, Body: h.gps, Span: mandate.Span{From: noon.Add(10 * day)}}))
		q := mandate.Ask{Party: h.practice, Signer: h.people[0], Forum: h.resv, Subject: "bridging", At: noon.Add(11 * day)}
		if c := h.chain(t, q); c.Valid || c.Why != mandate.NoMandate {
			t.Errorf("for a signature: %+v", c)
		}
		q.Through = true
		if c := h.chain(t, q); !c.Valid || !slices.Equal(kinds(c), []string{"affiliation", "standing", "mandate"}) || c.Links[0].ID != string(joined.ID) {
			t.Errorf("through the body: %+v", c)
		}
		if q.At = noon.Add(9 * day); h.chain(t, q).Valid {
			t.Error("bound before it joined")
		}
	})
}

func TestRevokeAndTell(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		h.recognised(t, h.gps, "huisartsenzorg")
		m := h.granted(t, h.gps, "bridging")
		q := mandate.Ask{Party: h.gps, Signer: h.people[0], Forum: h.resv, Subject: "bridging"}
		before := h.chain(t, q)
		h.pass(5 * day)
		refused(t, fault.Invalid, h.Revoke(t.Context(), operator, m.ID, time.Time{}, " "))
		refused(t, fault.Invalid, h.Revoke(t.Context(), operator, m.ID, noon.Add(-day), "Te vroeg"))
		refused(t, fault.NotFound, h.Revoke(t.Context(), operator, mandate.ID(h.practice), time.Time{}, "Onbekend"))
		if len(h.lost) != 0 {
			t.Fatalf("heard of a loss that did not happen: %v", h.lost)
		}
		// Two days ago, and nobody wrote it down until now.
		ok(t, h.Revoke(t.Context(), operator, m.ID, noon.Add(3*day), "Nieuw bestuur"))
		if !slices.Equal(h.lost, []mandate.Forum{h.resv}) {
			t.Errorf("told %v", h.lost)
		}
		refused(t, fault.Conflict, h.Revoke(t.Context(), operator, m.ID, time.Time{}, "Nog eens"))
		if c := h.chain(t, q); c.Valid || c.Why != mandate.Revoked {
			t.Errorf("now: %+v", c)
		}
		q.At = noon.Add(4 * day)
		if c := h.chain(t, q); c.Valid {
			t.Errorf("yesterday, as known now: %+v", c)
		}
		if q.Known = before.KnownAt; !h.chain(t, q).Valid {
			t.Error("yesterday, as known then: no force")
		}
		if all := must[[]mandate.Mandate](t)(h.Mandates(t.Context(), mandate.Query{Region: h.region})); len(all) != 0 {
			t.Errorf("still in force: %v", all)
		}
		all := must[[]mandate.Mandate](t)(h.Mandates(t.Context(), mandate.Query{Region: h.region, Ended: true}))
		if len(all) != 1 || all[0].RevokedWhy != "Nieuw bestuur" || all[0].Version != 2 {
			t.Errorf("ended ones: %+v", all)
		}
	})
}

func TestCorrectKeepsWhatWasKnown(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		m := h.granted(t, h.practice, "bridging")
		q := mandate.Ask{Party: h.practice, Signer: h.people[0], Forum: h.resv, Subject: "bridging"}
		before := h.chain(t, q)
		h.pass(day)
		m.Subjects = []string{"capacity"}
		stale := m
		ok(t, h.Correct(t.Context(), operator, m, "Verkeerd onderwerp overgenomen"))
		stale.Version = 7
		refused(t, fault.Conflict, h.Correct(t.Context(), operator, stale, "Van een oud scherm"))
		other := m
		other.Version, other.Grantor = 2, h.pharmacy
		refused(t, fault.Invalid, h.Correct(t.Context(), operator, other, "Een ander"))
		if c := h.chain(t, q); c.Valid || c.Why != mandate.NoSubject {
			t.Errorf("now: %+v", c)
		}
		q.At, q.Known = before.At, before.KnownAt
		if c := h.chain(t, q); !c.Same(before) {
			t.Errorf("as known then: %+v, want %+v", c, before)
		}
	})
}

func TestSubstitution(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		m := h.granted(t, h.practice, "bridging")
		week := mandate.Span{From: noon.Add(day), Until: noon.Add(8 * day)}
		refused(t, fault.Invalid, h.Substitute(t.Context(), operator, mandate.Substitution{Mandate: m.ID, Person: h.people[0], Span: week}))
		ok(t, h.Substitute(t.Context(), operator, mandate.Substitution{Mandate: m.ID, Person: h.people[1], Span: week}))
		q := mandate.Ask{Party: h.practice, Signer: h.people[1], Forum: h.resv, Subject: "bridging"}
		for d, want := range map[int]bool{0: false, 1: true, 7: true, 8: false} {
			q.At = noon.Add(time.Duration(d) * day)
			if c := h.chain(t, q); c.Valid != want || want && !slices.Equal(kinds(c), []string{"mandate", "substitution"}) {
				t.Errorf("on day %d: %+v", d, c)
			}
			for person, lists := range []bool{true, want, false} {
				if all := must[[]mandate.Mandate](t)(h.Mandates(t.Context(), mandate.Query{Delegate: h.people[person], At: q.At})); (len(all) == 1) != lists {
					t.Errorf("on day %d person %d acts by %+v", d, person, all)
				}
			}
		}
		// It reaches no further than the mandate.
		h.pass(2 * day)
		stand := must[[]mandate.Substitution](t)(h.Substitutions(t.Context(), mandate.Query{ID: string(m.ID)}))
		if len(stand) != 1 {
			t.Fatalf("%d stand in", len(stand))
		}
		ok(t, h.Revoke(t.Context(), operator, m.ID, time.Time{}, "Gestopt"))
		if q.At = noon.Add(3 * day); h.chain(t, q).Valid {
			t.Error("stands in for a mandate that was revoked")
		}
		ok(t, h.EndSubstitution(t.Context(), operator, stand[0].ID, time.Time{}))
		refused(t, fault.Invalid, h.EndSubstitution(t.Context(), operator, stand[0].ID, time.Time{}))
	})
}

func TestRepresentsAndCovered(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		h.granted(t, h.practice, "bridging")
		h.granted(t, h.gps, "bridging") // has no standing
		var whom []network.OrganizationID
		var on, off bool
		ok(t, h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
			if whom, err = h.Represents(ctx, tx, h.people[0], h.resv, time.Time{}); err != nil {
				return err
			}
			if on, err = h.CoveredTx(ctx, tx, h.practice, h.resv, "bridging", time.Time{}); err != nil {
				return err
			}
			off, err = h.CoveredTx(ctx, tx, h.gps, h.resv, "bridging", time.Time{})
			return err
		}))
		if !slices.Equal(whom, []network.OrganizationID{h.practice}) || !on || off {
			t.Errorf("represents %v, covered %v and %v", whom, on, off)
		}
	})
}

func TestWhoLeavesSpeaksForNobody(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		m := h.granted(t, h.practice, "bridging")
		other := must[mandate.Mandate](t)(h.Grant(t.Context(), operator, mandate.Mandate{Grantor: h.pharmacy, Delegate: h.people[1], Forum: h.resv, Subjects: []string{"capacity"}, Evidence: "Besluit"}))
		ok(t, h.Substitute(t.Context(), operator, mandate.Substitution{Mandate: other.ID, Person: h.people[0]}))
		seat := must[mandate.Seat](t)(h.SaveSeat(t.Context(), operator, mandate.Seat{Forum: h.resv, Name: "Huisartsenzorg", Discipline: "huisartsenzorg", Holder: h.people[0], Organization: h.practice}))
		h.pass(day)
		ok(t, h.network.EndPerson(t.Context(), operator, h.people[0]))
		if !slices.Equal(h.lost, []mandate.Forum{h.resv}) {
			t.Errorf("told %v", h.lost)
		}
		for party, subject := range map[network.OrganizationID]string{h.practice: "bridging", h.pharmacy: "capacity"} {
			if c := h.chain(t, mandate.Ask{Party: party, Signer: h.people[0], Forum: h.resv, Subject: subject}); c.Valid {
				t.Errorf("still binds: %+v", c)
			}
		}
		seats := must[[]mandate.Seat](t)(h.Seats(t.Context(), h.resv, time.Time{}))
		if len(seats) != 1 || seats[0].ID != seat.ID || seats[0].Holder != "" || seats[0].Organization != h.practice {
			t.Errorf("seats: %+v", seats)
		}
		all := must[[]mandate.Mandate](t)(h.Mandates(t.Context(), mandate.Query{ID: string(m.ID), Ended: true}))
		if len(all) != 1 || all[0].RevokedAt.IsZero() {
			t.Errorf("mandate: %+v", all)
		}
		_, err := h.Grant(t.Context(), operator, mandate.Mandate{Grantor: h.practice, Delegate: h.people[0], Forum: h.resv, Subjects: []string{"data"}, Evidence: "Besluit"})
		refused(t, fault.Invalid, err)
	})
}

// On PostgreSQL a transaction that waited began, by its own clock, before the one that it waited for. What
// that one wrote counts for it all the same.
func TestNowIsNotBeforeWhatIsKnown(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		m := h.granted(t, h.practice, "bridging")
		h.pass(time.Hour)
		ok(t, h.Revoke(t.Context(), operator, m.ID, time.Time{}, "Gestopt"))
		h.pass(-time.Minute)
		c := h.chain(t, mandate.Ask{Party: h.practice, Signer: h.people[0], Forum: h.resv, Subject: "bridging"})
		if c.Valid || c.Why != mandate.Revoked || c.At.Before(c.KnownAt) {
			t.Errorf("%+v", c)
		}
		// Nothing is known beyond what stands: a question that names a later moment gets the answer of now, and
		// says as of when that is.
		ahead := h.chain(t, mandate.Ask{Party: h.practice, Signer: h.people[0], Forum: h.resv, Subject: "bridging", Known: h.now().Add(30 * day)})
		if !ahead.KnownAt.Equal(c.KnownAt) {
			t.Errorf("known at %s, want %s", ahead.KnownAt, c.KnownAt)
		}
		// What is written down now is known after it.
		must[mandate.Mandate](t)(h.Grant(t.Context(), operator, mandate.Mandate{Grantor: h.pharmacy, Delegate: h.people[1], Forum: h.resv, Subjects: []string{"data"}, Evidence: "Besluit"}))
		if later := h.chain(t, mandate.Ask{Party: h.pharmacy, Signer: h.people[1], Forum: h.resv, Subject: "data"}); !later.Valid || !later.KnownAt.After(c.KnownAt) {
			t.Errorf("%+v", later)
		}
	})
}

// A mandate that moves to another table is lost at the one and may be at the other.
func TestCorrectTellsBothTables(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		m := h.granted(t, h.practice, "bridging")
		m.Forum = h.wijk
		ok(t, h.Correct(t.Context(), operator, m, "Verkeerd overleg"))
		if !slices.Contains(h.lost, h.resv) || !slices.Contains(h.lost, h.wijk) {
			t.Errorf("told %v", h.lost)
		}
	})
}
