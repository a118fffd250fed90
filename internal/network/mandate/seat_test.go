package mandate_test

import (
	"testing"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
)

func (h *house) seats(t *testing.T, f mandate.Forum, days int) []mandate.Seat {
	t.Helper()
	return must[[]mandate.Seat](t)(h.Seats(t.Context(), f, noon.Add(time.Duration(days)*day)))
}

// The seat belongs to the role: holders follow each other, and without one it is vacant.
func TestASeatOutlivesItsHolders(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		z := must[mandate.Seat](t)(h.SaveSeat(t.Context(), operator, mandate.Seat{Forum: h.resv, Name: "Farmacie", Discipline: "farmacie", Holder: h.people[0],
			Organization: h.pharmacists, Span: mandate.Span{From: noon.Add(-10 * day), Until: noon.Add(20 * day)}}))
		next := z
		next.Holder, next.Span = h.people[1], mandate.Span{From: noon.Add(30 * day)}
		must[mandate.Seat](t)(h.SaveSeat(t.Context(), operator, next))
		sooner := next
		sooner.Version = 2
		sooner.Holder, sooner.From = h.people[2], noon.Add(5*day)
		must[mandate.Seat](t)(h.SaveSeat(t.Context(), operator, sooner))
		for d, want := range map[int]network.PersonID{-10: h.people[0], 4: h.people[0], 5: h.people[2], 40: h.people[2]} {
			if got := h.seats(t, h.resv, d); len(got) != 1 || got[0].Holder != want || got[0].ID != z.ID {
				t.Errorf("on day %d: %+v, want %s", d, got, want)
			}
		}
		if got := h.seats(t, h.resv, -11); len(got) != 0 {
			t.Errorf("before it was made: %+v", got)
		}
		named := actorOf(h)
		next.Version = 1
		_, err := h.SaveSeat(t.Context(), named, next)
		refused(t, fault.Conflict, err)
		ok(t, h.EndSeat(t.Context(), operator, z.ID, noon.Add(50*day)))
		if before, after := h.seats(t, h.resv, 49), h.seats(t, h.resv, 50); len(before) != 1 || len(after) != 0 {
			t.Errorf("around its end: %+v and %+v", before, after)
		}
	})
}

func TestAVacantSeatIsASeat(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		must[mandate.Seat](t)(h.SaveSeat(t.Context(), operator, mandate.Seat{Forum: h.wijk, Name: "Voorzitter", Holder: h.people[0], Span: mandate.Span{Until: noon.Add(day)}}))
		if got := h.seats(t, h.wijk, 2); len(got) != 1 || got[0].Holder != "" || got[0].Name != "Voorzitter" || !got[0].From.Equal(noon.Add(day)) {
			t.Errorf("after its holder left: %+v", got)
		}
	})
}

func TestVotesAreEqualUnlessAllAgree(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		for d, weight := range map[network.DisciplineCode]int{"huisartsenzorg": 3, "farmacie": 2} {
			must[mandate.Seat](t)(h.SaveSeat(ctx, operator, mandate.Seat{Forum: h.resv, Name: string(d), Discipline: d, Weight: weight}))
		}
		count := func(days int) (equal bool, votes int) {
			at := noon.Add(time.Duration(days) * day)
			for _, z := range must[[]mandate.Seat](t)(h.Seats(ctx, h.resv, at)) {
				votes += z.Votes
			}
			return must[mandate.Votes](t)(h.Votes(ctx, h.resv, at)).Equal, votes
		}
		if equal, votes := count(0); !equal || votes != 2 {
			t.Errorf("at first: equal %v, %d votes", equal, votes)
		}
		refused(t, fault.Invalid, h.SetVotes(ctx, operator, mandate.Votes{Forum: h.resv, AgreedBy: []network.DisciplineCode{"farmacie"}}))
		ok(t, h.SetVotes(ctx, operator, mandate.Votes{Forum: h.resv, Since: noon.Add(day), AgreedBy: []network.DisciplineCode{"farmacie", "huisartsenzorg"}}))
		if equal, votes := count(0); !equal || votes != 2 {
			t.Errorf("before it began: equal %v, %d votes", equal, votes)
		}
		if equal, votes := count(2); equal || votes != 5 {
			t.Errorf("as all agreed: equal %v, %d votes", equal, votes)
		}
		// Who joins later did not agree.
		must[mandate.Seat](t)(h.SaveSeat(ctx, operator, mandate.Seat{Forum: h.resv, Name: "Wijkverpleging", Discipline: "wijkverpleging", Span: mandate.Span{From: noon.Add(3 * day)}}))
		if equal, votes := count(4); !equal || votes != 3 {
			t.Errorf("after another joined: equal %v, %d votes", equal, votes)
		}
	})
}

func TestCitizensSpeakAtTheRegiotafelUnlessTheyHaveASeat(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		table := mandate.Forum{Kind: mandate.Regiotafel, Region: h.region}
		must[mandate.Seat](t)(h.SaveSeat(t.Context(), operator, mandate.Seat{Forum: table, Name: "Inwoners", Citizens: true}))
		must[mandate.Seat](t)(h.SaveSeat(t.Context(), operator, mandate.Seat{Forum: h.resv, Name: "Huisartsenzorg", Discipline: "huisartsenzorg"}))
		v := must[mandate.Voice](t)(h.Citizens(t.Context(), h.region, time.Time{}))
		if v.Own || len(v.Seats) != 1 || v.Seats[0].Forum != table {
			t.Errorf("by default: %+v", v)
		}
		must[mandate.Seat](t)(h.SaveSeat(t.Context(), operator, mandate.Seat{Forum: h.resv, Name: "Burgerberaad", Citizens: true}))
		v = must[mandate.Voice](t)(h.Citizens(t.Context(), h.region, time.Time{}))
		if !v.Own || len(v.Seats) != 1 || v.Seats[0].Name != "Burgerberaad" {
			t.Errorf("with a seat: %+v", v)
		}
	})
}

func TestEndsSoon(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		until := func(days int) mandate.Span { return mandate.Span{Until: noon.Add(time.Duration(days) * day)} }
		grant := func(grantor network.OrganizationID, f mandate.Forum, s mandate.Span) mandate.Mandate {
			return must[mandate.Mandate](t)(h.Grant(ctx, operator, mandate.Mandate{Grantor: grantor, Delegate: h.people[0], Forum: f, Subjects: []string{"bridging"}, Span: s, Evidence: "Besluit"}))
		}
		soon := grant(h.practice, h.resv, until(10))
		grant(h.pharmacy, h.resv, until(10))
		grant(h.pharmacy, h.resv, mandate.Span{From: noon.Add(9 * day)}) // stands ready
		grant(h.gps, h.resv, until(40))
		revoked := grant(h.pharmacists, h.wijk, mandate.Span{})
		ok(t, h.Revoke(ctx, operator, revoked.ID, noon.Add(20*day), "Stopt"))
		seat := must[mandate.Seat](t)(h.SaveSeat(ctx, operator, mandate.Seat{Forum: h.wijk, Name: "Voorzitter", Holder: h.people[1], Span: until(5)}))
		contact := must[network.ContactID](t)(h.network.SaveContact(ctx, operator, h.wijkverband, network.Contact{Discipline: "farmacie", Function: "Aanspreekpunt apotheek",
			Reach: network.Reach{Phone: "010 123 45 67"}, Until: noon.Add(3 * day)}))
		got := func(w network.WijkverbandID) (ids []string) {
			for _, e := range must[[]mandate.Ending](t)(h.EndsSoon(ctx, h.region, w, 30*day)) {
				ids = append(ids, e.Kind+" "+e.ID)
			}
			return ids
		}
		same := func(got, want []string) {
			t.Helper()
			if len(got) != len(want) {
				t.Fatalf("got %v, want %v", got, want)
			}
			for i := range got {
				if got[i] != want[i] {
					t.Errorf("got %v, want %v", got, want)
				}
			}
		}
		same(got(""), []string{"contact " + string(contact), "seat " + string(seat.ID), "mandate " + string(soon.ID), "mandate " + string(revoked.ID)})
		same(got(h.wijkverband), []string{"contact " + string(contact), "seat " + string(seat.ID), "mandate " + string(revoked.ID)})
		if all := must[[]mandate.Ending](t)(h.EndsSoon(ctx, h.other, "", 30*day)); len(all) != 0 {
			t.Errorf("in another region: %+v", all)
		}
	})
}
