package agreement_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/agreementtest"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
)

// post gives to whom letters of a subject went since a number of letters, in order, with how many there are now.
func post(t *testing.T, h *house, since int, subject string) (to []string, now int) {
	t.Helper()
	sent, err := h.Outbox.QueuedForDemo(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range sent[:len(sent)-since] {
		if m.Subject != subject {
			t.Errorf("a letter about %q", m.Subject)
		}
		to = append(to, strings.TrimSuffix(m.To, "@post.example"))
	}
	slices.Sort(to)
	return to, len(sent)
}

const (
	ready    = "Er staat een afspraak klaar"
	reviewed = "Een afspraak wordt opnieuw bekeken"
)

// Who can sign for a party hears that a text is there, and nobody else: not who speaks about something else or
// somewhere else, spoke before, or merely works there.
func TestWhoCanSignHearsOfAnOffer(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		one, two := h.Parties[0], h.Parties[1]
		named := func(name string, party agreementtest.Party) agreementtest.Party {
			return agreementtest.Party{Organization: party.Organization, Delegate: h.Person(t, name, access.Professional, party.Organization)}
		}
		h.Grant(t, named("Over gegevens", one), h.RESV, "data")
		h.Grant(t, named("Aan de wijktafel", one), h.Wijk, mandate.Every)
		before := h.Grant(t, named("Vroeger", one), h.RESV, mandate.Every)
		if err := h.Mandates.Revoke(ctx, agreementtest.Operator, before, time.Time{}, "Ander werk"); err != nil {
			t.Fatal(err)
		}
		named("Collega", one)
		h.Person(t, "Beheert", access.ProviderAdmin, one.Organization)
		gone := named("Vertrokken", one)
		h.Grant(t, gone, h.RESV, mandate.Every)
		if err := h.Network.EndPerson(ctx, agreementtest.Operator, mandatePerson(gone)); err != nil {
			t.Fatal(err)
		}
		stands := named("Vervangt", two)
		if err := h.Mandates.Substitute(ctx, agreementtest.Operator, mandate.Substitution{Mandate: two.Mandates[mandate.RESV], Person: mandatePerson(stands)}); err != nil {
			t.Fatal(err)
		}
		// Of a party for which nobody can speak who administers it hears, or else the organisation itself.
		silent := h.PartyAt(t, "Zonder stem", network.Provider)
		h.Person(t, "Beheert Zonder stem", access.ProviderAdmin, silent.Organization)
		empty := h.PartyAt(t, "Zonder mensen", network.DisciplineBody)
		d := agreementtest.Text(h.RESV, "bridging", one, two, silent, empty)
		a := must[agreement.Agreement](t)(h.Service.Draft(ctx, one.Delegate, d))
		_, err := h.Offer(ctx, two.Delegate, a.ID)
		wants(t, fault.Denied, err)
		if to, _ := post(t, h, 0, ready); len(to) > 0 {
			t.Fatalf("of a draft %q hear", to)
		}
		must[agreement.Agreement](t)(h.Offer(ctx, h.Staff(), a.ID))
		to, n := post(t, h, 0, ready)
		if want := []string{"beheert.zonder.stem", "gemachtigde.van.praktijk.1", "gemachtigde.van.praktijk.2", "leden@voorbeeld.nl", "vervangt"}; !slices.Equal(to, want) {
			t.Errorf("%q hear, want %q", to, want)
		}
		for _, text := range must[[]string](t)(letters(ctx, h)) {
			if !strings.Contains(text, "\n\nhttps://eerstelijn.example/werk/afspraken/"+string(a.ID)+"\n\n") || strings.Contains(text, d.Title) || strings.Contains(text, "Praktijk") {
				t.Errorf("the letter reads %q", text)
			}
		}
		// Who offers it themselves is looking at it.
		mine := must[agreement.Agreement](t)(h.Service.Draft(ctx, one.Delegate, agreementtest.Text(h.RESV, "bridging", one, two)))
		must[agreement.Agreement](t)(h.Offer(ctx, one.Delegate, mine.ID))
		if to, _ := post(t, h, n, ready); !slices.Equal(to, []string{"gemachtigde.van.praktijk.2", "vervangt"}) {
			t.Errorf("of what one of them offers %q hear", to)
		}
	})
}

// A new version is offered to those it drops too.
func TestWhoIsDroppedHearsOfTheNewVersion(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		one, two, three := h.Parties[0], h.Parties[1], h.Parties[2]
		a := h.Active(t, agreementtest.Text(h.RESV, "bridging", one, two, three), one, two, three)
		_, n := post(t, h, 0, ready)
		must[agreement.Agreement](t)(h.Amend(ctx, h.Staff(), a.ID, a.Edit, agreementtest.Text(h.RESV, "bridging", one, two), "Zonder drie"))
		if to, _ := post(t, h, n, ready); len(to) > 0 {
			t.Errorf("of what is being written %q hear", to)
		}
		must[agreement.Agreement](t)(h.Offer(ctx, h.Staff(), a.ID))
		if to, _ := post(t, h, n, ready); len(to) != 3 {
			t.Errorf("%q hear", to)
		}
	})
}

// Whoever lost its last mandate hears by who administers it, and the other parties by their delegates, in the
// transaction in which it was lost.
func TestWhoLostItsVoiceHearsOfTheReview(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		one, two := h.Parties[0], h.Parties[1]
		h.Person(t, "Beheert een", access.ProviderAdmin, one.Organization)
		h.Person(t, "Beheert drie", access.ProviderAdmin, h.Parties[2].Organization)
		a := h.Active(t, agreementtest.Text(h.RESV, "bridging", one, two), one, two)
		h.Offered(t, agreementtest.Text(h.RESV, "bridging", one, two)) // binds nobody: no review
		_, n := post(t, h, 0, ready)
		more := h.Grant(t, one, h.RESV, "bridging")
		h.Pass(time.Hour)
		revoke := func(m mandate.ID) {
			t.Helper()
			if err := h.Mandates.Revoke(ctx, agreementtest.Operator, m, time.Time{}, "Nieuw bestuur"); err != nil {
				t.Fatal(err)
			}
		}
		revoke(one.Mandates[mandate.RESV])
		if to, _ := post(t, h, n, reviewed); len(to) > 0 {
			t.Fatalf("while somebody can speak still %q hear", to)
		}
		revoke(more)
		lost := []string{"beheert.een", "gemachtigde.van.praktijk.2"}
		to, n := post(t, h, n, reviewed)
		if !slices.Equal(to, lost) {
			t.Errorf("%q hear, want %q", to, lost)
		}
		h.Grant(t, one, h.RESV, "bridging")
		must[agreement.Agreement](t)(h.Resume(ctx, h.Staff(), a.ID, "Er is weer een mandaat"))
		if to, _ := post(t, h, n, reviewed); len(to) > 0 {
			t.Errorf("that it goes on is told to %q", to)
		}
		must[agreement.Agreement](t)(h.Review(ctx, two.Delegate, a.ID, "Nog eens kijken"))
		if to, _ := post(t, h, n, reviewed); !slices.Equal(to, []string{"gemachtigde.van.praktijk.1"}) {
			t.Errorf("of a review that one of them asked for %q hear", to)
		}
	})
}

// What comes by a date is told by the clocks, once.
func TestTheClocksTellOfAReview(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		one, two := h.Parties[0], h.Parties[1]
		d := agreementtest.Text(h.RESV, "bridging", one, two)
		d.ReviewAt = h.Now().Add(24 * time.Hour)
		h.Active(t, d, one, two)
		_, n := post(t, h, 0, ready)
		h.Pass(25 * time.Hour)
		must[int](t)(h.Clocks(ctx))
		must[int](t)(h.Clocks(ctx))
		if to, _ := post(t, h, n, reviewed); !slices.Equal(to, []string{"gemachtigde.van.praktijk.1", "gemachtigde.van.praktijk.2"}) {
			t.Errorf("%q hear", to)
		}
	})
}

// An address to which no mail can go keeps nobody's mandate from ending.
func TestAnAddressThatIsNoneStopsNothing(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		one, two := h.Parties[0], h.Parties[1]
		a := h.Active(t, agreementtest.Text(h.RESV, "bridging", one, two), one, two)
		_, n := post(t, h, 0, ready)
		h.Exec(t, `UPDATE person SET email = 'geen adres' WHERE id = $1`, two.Delegate.Person)
		h.Pass(time.Hour)
		if err := h.Mandates.Revoke(t.Context(), agreementtest.Operator, one.Mandates[mandate.RESV], time.Time{}, "Nieuw bestuur"); err != nil {
			t.Fatal(err)
		}
		if got := must[agreement.Agreement](t)(h.Get(t.Context(), h.Staff(), a.ID)); got.State != agreement.StateReview {
			t.Errorf("it is %s", got.State)
		}
		if to, _ := post(t, h, n, reviewed); !slices.Equal(to, []string{"leden@voorbeeld.nl"}) {
			t.Errorf("%q hear", to)
		}
	})
}
