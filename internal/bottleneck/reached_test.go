package bottleneck_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/bottleneck/bottlenecktest"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// employ gives somebody an account with an address.
func (h *house) employ(t testing.TB, who access.Actor, email string) {
	t.Helper()
	err := h.DB.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO person (id, name, role, organization, discipline, region, wijkverband, email) VALUES ($1, $2, $3, $4, '', $5, '', $6)`,
			who.Person, who.Name, who.Role, who.Organization, who.Region, email)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Who is signed in is mailed at the address of their account, also unnamed; what they did not answer counts
// as yes. Of who could not be reached the ending says so.
func TestSilenceOfWhomWasReached(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		known, secret := reporter(0, 1), reporter(0, 2)
		h.employ(t, known, "known@post.example")
		h.employ(t, secret, "secret@post.example")
		for name, x := range map[string]struct {
			by                access.Actor
			unnamed           bool
			email, yes, notIn string
		}{
			"with an account": {known, false, "known@post.example", "twee herinneringen", "bereiken"},
			"unnamed":         {secret, true, "secret@post.example", "twee herinneringen", "bereiken"},
			"not reached":     {citizen, false, "", "konden wij bereiken", "twee herinneringen"},
		} {
			r := tell(0, 0)
			r.Unnamed = x.unnamed
			id := h.Reported(t, x.by, r).ID
			must[bottleneck.Bottleneck](t)(h.Propose(ctx, coordinator(0, 0), id, bottleneck.EndSolved, "Klaar.", none))
			for range 3 {
				h.Work(t)
				if to := must[[]string](t)(h.mailedTo(ctx)); x.by != citizen && (len(to) == 0 || to[0] != x.email) {
					t.Errorf("%s: mailed %v", name, to)
				}
				h.clock.Add(2*week + day)
				h.ticks(t)
			}
			l := h.look(t, coordinator(0, 0), id)
			last := l.Events[len(l.Events)-1]
			if l.State != bottleneck.Solved || !strings.Contains(last.Words, x.yes) || strings.Contains(last.Words, x.notIn) {
				t.Errorf("%s: %s with %q", name, l.State, last.Words)
			}
		}
		h.Work(t)
		if n := h.count(t, `SELECT count(*) FROM bottleneck_receipt WHERE mailed_at IS NOT NULL`); n != 2*5 { // received, proposed, two reminders, ended
			t.Errorf("%d mails", n)
		}
		if n := h.count(t, `SELECT count(*) FROM ledger_entry WHERE change LIKE '%post.example%'`); n != 0 {
			t.Errorf("%d entries hold an address", n)
		}
	})
}

func (h *house) mailedTo(ctx context.Context) (to []string, err error) {
	all, err := h.Outbox.QueuedForDemo(ctx)
	for _, m := range all {
		to = append(to, m.To)
	}
	return to, err
}

// Who wants no mail gets none at their account either.
func TestNoMoreMail(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		who := reporter(0, 1)
		h.employ(t, who, "known@post.example")
		receipt := h.Reported(t, who, tell(0, 0))
		if err := h.StopMail(t.Context(), receipt.Token); err != nil {
			t.Fatal(err)
		}
		h.Work(t)
		if to := must[[]string](t)(h.mailedTo(t.Context())); len(to) != 0 {
			t.Errorf("mailed %v", to)
		}
	})
}

// However many mails come, the receipt itself keeps working; of the links in mails the oldest stop.
func TestTheReceiptKeepsWorking(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		r := tell(0, 0)
		r.Email = "jan@mensen.example"
		receipt := h.Reported(t, citizen, r)
		for n := range 14 {
			must[bottleneck.Bottleneck](t)(h.Answer(t.Context(), coordinator(0, 0), receipt.ID, fmt.Sprintf("Stap %s.", strings.Repeat("x", n)), none))
			h.Work(t)
		}
		if f := h.follow(t, receipt.Token); len(f.Answers) != 14 {
			t.Errorf("%d answers", len(f.Answers))
		}
		all, err := h.Outbox.QueuedForDemo(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		works := 0
		for _, m := range all {
			_, token, _ := strings.Cut(m.Text, "/inzage/")
			if _, err := h.Follow(t.Context(), strings.Fields(token)[0]); err == nil {
				works++
			}
		}
		if len(all) != 15 || works != 10 {
			t.Errorf("of %d links in mails %d work", len(all), works)
		}
	})
}

// Whoever reported reads what their link would show, whatever their role and place; others of the same role
// are refused. It knows no notes and nobody's name.
func TestReadingAsReporter(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		person := func(name string, role access.Role) access.Actor {
			return bottlenecktest.Person(name, role, bottlenecktest.PracticeOrg, "", "")
		}
		for n, who := range []access.Actor{person("patient", access.Patient), person("insurer", access.Insurer), person("municipality", access.Municipality), reporter(1, 1)} {
			r := tell(0, 0)
			r.Unnamed = n%2 == 1
			receipt := h.Reported(t, who, r)
			must[bottleneck.Bottleneck](t)(h.Note(ctx, coordinator(0, 0), receipt.ID, "Voor collega’s.", none))
			must[bottleneck.Bottleneck](t)(h.Propose(ctx, coordinator(0, 0), receipt.ID, bottleneck.EndSolved, "Klaar.", none))
			l := h.look(t, who, receipt.ID)
			if !l.Mine || !l.Asked || l.Quiet != r.Unnamed || len(l.Parts)+len(l.Reporters) != 0 || slices.Contains(kinds(l.Events), bottleneck.EventNoted) ||
				l.Ending == nil || l.Ending.Words != "Klaar." || l.Owner.PersonName != "" {
				t.Errorf("%s reads %+v", who.Role, l)
			}
			other := who
			other.Person = "p-another"
			_, err := h.Get(ctx, other, receipt.ID)
			wants(t, err, fault.Denied)
			must[bottleneck.Bottleneck](t)(h.Confirm(ctx, who, receipt.ID))
		}
	})
}

// Whoever stays unnamed and may read the board all the same leaves no look under their own name.
func TestALookOfWhoStaysUnnamed(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		secret := reporter(0, 7)
		r := tell(0, 0)
		r.Unnamed = true
		receipt := h.Reported(t, secret, r)
		if l := h.look(t, secret, receipt.ID); !l.Mine || !l.Quiet {
			t.Errorf("%+v", l)
		}
		h.look(t, reporter(0, 8), receipt.ID)
		for who, want := range map[string]int{secret.Person: 0, reporter(0, 8).Person: 1} {
			if n := h.count(t, `SELECT count(*) FROM ledger_entry e JOIN ledger_subject s ON s.entry = e.id WHERE s.subject_id = $1 AND e.person = $2`, receipt.ID, who); n != want {
				t.Errorf("%d entries of %s", n, who)
			}
		}
	})
}

// A party that was named keeps it, or gives it to one of its own people; only who may assign hands it on.
func TestAPartyHandsNothingOn(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id := h.Reported(t, citizen, bottleneck.Report{Title: "Geen nachtzorg", HowOften: bottleneck.Daily, Area: bottlenecktest.Loose(0)}).ID
		must[bottleneck.Bottleneck](t)(h.PassUp(ctx, staff(0), id, "Landelijk.", none))
		party := bottleneck.Owner{Kind: bottleneck.OwnedByOrganization, ID: string(bottlenecktest.PartyOrg)}
		must[bottleneck.Bottleneck](t)(h.Assign(ctx, national, id, party, "Zij weten dit.", none))
		colleague := bottlenecktest.Person("colleague", access.National, bottlenecktest.PartyOrg, "", "")
		h.employ(t, colleague, "")
		h.employ(t, reporter(0, 1), "")
		take := func(who access.Actor, to bottleneck.Owner) (bottleneck.Bottleneck, error) {
			return h.TakeUp(ctx, who, id, to, h.clock.Now().Add(week), "Wij doen dit.", none)
		}
		practice := bottleneck.Owner{Kind: bottleneck.OwnedByOrganization, ID: string(bottlenecktest.PracticeOrg)}
		for name, to := range map[string]bottleneck.Owner{
			"another organisation": practice, "back to the nation": {Kind: bottleneck.OwnedByNation},
			"a person of another": {Person: "p-reporter-0-1"}, "nobody's person": {Person: "p-gone"},
		} {
			if _, err := take(bottlenecktest.Party, to); fault.KindOf(err) != fault.Denied {
				t.Errorf("%s: %v", name, err)
			}
		}
		own := party
		own.Person = "p-colleague"
		if b := must[bottleneck.Bottleneck](t)(take(bottlenecktest.Party, own)); b.Owner.Person != own.Person {
			t.Errorf("%+v", b.Owner)
		}
		if b := must[bottleneck.Bottleneck](t)(take(national, practice)); b.Owner.ID != practice.ID {
			t.Errorf("%+v", b.Owner)
		}
	})
}

// What goes to everybody who reported tells who nobody is.
func TestWordsOfAnOwner(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		id := h.Reported(t, citizen, tell(0, 0)).ID
		for _, words := range []string{"Bel 06 12 34 56 78.", "Mail naar jan@mensen.example.", "Zij is geboren op 3-4-1941."} {
			_, err := h.Answer(t.Context(), coordinator(0, 0), id, words, none)
			field(t, err, "words")
		}
		must[bottleneck.Bottleneck](t)(h.Answer(t.Context(), coordinator(0, 0), id, "Vanaf 1 mei is er iemand. De huisartsenpost in Oevermonde helpt.", none))
	})
}
