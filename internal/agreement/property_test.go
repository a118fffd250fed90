package agreement_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/agreementtest"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

// sound says what of the ★ rule does not hold. Of each time in which an agreement was active every party
// had signed the text of that time, before, by a chain that was valid at the moment of signing as was known
// then; and of an agreement that is active now every party has somebody who speaks for it, unless a
// mandate ended by itself since the clocks last ran. It looks at agreements with a number above after.
func sound(ctx context.Context, h *house, after int) error {
	return h.DB.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		type active struct {
			of      agreement.ID
			version int
			from    int64
			until   *int64
		}
		times, err := store.All(ctx, tx, func(row func(...any) error) (a active, err error) {
			return a, row(&a.of, &a.version, &a.from, &a.until)
		},
			`SELECT s.agreement, s.version, s.from_at, s.until_at FROM agreement_state s JOIN agreement a ON a.id = s.agreement WHERE s.state = 'active' AND a.number > $1 ORDER BY a.number, s.edit`, after)
		if err != nil {
			return err
		}
		for _, a := range times {
			r, err := h.RecordTx(ctx, tx, a.of)
			if err != nil {
				return err
			}
			text, there := r.Text(a.version)
			if !there || len(text.Parties) < 2 {
				return fmt.Errorf("agreement %d was active without parties", r.Number)
			}
			for _, p := range text.Parties {
				left := !p.Left.IsZero()
				if left && p.Left.UnixMicro() <= a.from {
					continue
				}
				var signed *agreement.Signature
				for i := range r.Signatures {
					if g := &r.Signatures[i]; g.Version == a.version && string(g.Party) == p.Organization {
						signed = g
					}
				}
				since := p.Since
				if p.As == agreement.AsLeaving {
					since, left = time.UnixMicro(a.from), true
				}
				if signed == nil || since.IsZero() || signed.At.After(since) {
					return fmt.Errorf("agreement %d was active without the signature of %s", r.Number, p.Organization)
				}
				chain, err := h.Mandates.ChainTx(ctx, tx, mandate.Ask{Signer: signed.Signer, Party: signed.Party, Forum: signed.Chain.Forum, Subject: signed.Chain.Subject, At: signed.At, Known: signed.At})
				if err != nil {
					return err
				}
				if !chain.Valid || !chain.Same(signed.Chain) {
					return fmt.Errorf("agreement %d: the chain of %s was %+v and is %+v", r.Number, signed.Party, signed.Chain, chain)
				}
				if a.until != nil || left {
					continue
				}
				covered, err := h.Mandates.CoveredTx(ctx, tx, signed.Party, chain.Forum, chain.Subject, time.Time{})
				if err != nil {
					return err
				}
				if !covered {
					return fmt.Errorf("agreement %d is active and nobody speaks for %s", r.Number, signed.Party)
				}
			}
		}
		var twice int
		err = tx.QueryRow(ctx, `SELECT count(*) FROM agreement_state a JOIN agreement_state b ON b.agreement = a.agreement AND b.edit > a.edit
			WHERE a.until_at IS NULL OR a.until_at > b.from_at`).Scan(&twice)
		if err == nil && twice > 0 {
			err = fmt.Errorf("%d states overlap", twice)
		}
		return err
	})
}

// world is what the property test does things to.
type world struct {
	*house
	t       *testing.T
	Parties []agreementtest.Party
	before  int // number of the last agreement of others
	all     []agreement.ID
	granted []mandate.ID
	asked   []question
	done    int
}

// question is something that was asked of the past, with its answer.
type question struct {
	of agreement.ID
	at time.Time
	as string
}

// do judges what an act gave: only answers that people can act on are right.
func (w *world) do(rt *rapid.T, err error) {
	switch fault.KindOf(err) {
	case fault.Conflict, fault.Invalid, fault.Denied:
	default:
		if err != nil {
			rt.Fatalf("%v", err)
		}
	}
	if w.done++; w.done%15 == 0 {
		w.judge(rt)
	}
}

func (w *world) judge(rt *rapid.T) {
	ctx := context.Background()
	if _, err := w.Clocks(ctx); err != nil {
		rt.Fatal(err)
	}
	if err := sound(ctx, w.house, w.before); err != nil {
		rt.Fatal(err)
	}
}

func (w *world) party(rt *rapid.T) agreementtest.Party {
	return rapid.SampledFrom(w.Parties).Draw(rt, "party")
}

func (w *world) some(rt *rapid.T) agreement.Agreement {
	if len(w.all) == 0 {
		rt.Skip("nothing yet")
	}
	return w.view(rt, rapid.SampledFrom(w.all).Draw(rt, "agreement"), time.Time{})
}

func (w *world) view(rt *rapid.T, of agreement.ID, at time.Time) (a agreement.Agreement) {
	err := w.DB.Read(context.Background(), func(ctx context.Context, tx *store.Tx) (err error) {
		a, err = w.ViewTx(ctx, tx, of, at)
		if fault.KindOf(err) == fault.NotFound {
			a, err = agreement.Agreement{}, nil
		}
		return err
	})
	if err != nil {
		rt.Fatal(err)
	}
	return a
}

// newest is the version that parties are asked to sign.
func newest(a agreement.Agreement) int {
	if a.Proposed != nil {
		return a.Proposed.Version
	}
	return a.Version
}

// answer is an agreement as the past has it, in words that can be compared.
func (w *world) answer(rt *rapid.T, of agreement.ID, at time.Time) string {
	a := w.view(rt, of, at)
	a.Edit = 0 // counts what happened since
	return fmt.Sprintf("%+v", cmp.Diff(agreement.Agreement{}, a))
}

func (w *world) actions() map[string]func(*rapid.T) {
	ctx := context.Background()
	text := func(rt *rapid.T) agreement.Draft {
		d := agreementtest.Text(w.RESV, rapid.SampledFrom([]agreement.Kind{"bridging", "data", "referral"}).Draw(rt, "kind"), w.Parties[:2+rapid.IntRange(0, 1).Draw(rt, "third")]...)
		d.Clauses[1].Text = rapid.SampledFrom([]string{"Binnen twee uur.", "Binnen vier uur."}).Draw(rt, "text")
		d.Open = rapid.Bool().Draw(rt, "open")
		return d
	}
	return map[string]func(*rapid.T){
		"draft": func(rt *rapid.T) {
			a, err := w.Service.Draft(ctx, w.Staff(), text(rt))
			if err == nil {
				_, err = w.Offer(ctx, w.Staff(), a.ID)
				w.all = append(w.all, a.ID)
			}
			w.do(rt, err)
		},
		"sign": func(rt *rapid.T) {
			a, p := w.some(rt), w.party(rt)
			_, err := w.Sign(ctx, p.Delegate, a.ID, p.Organization, newest(a))
			w.do(rt, err)
		},
		"all sign": func(rt *rapid.T) {
			a := w.some(rt)
			for _, p := range w.Parties {
				_, err := w.Sign(ctx, p.Delegate, a.ID, p.Organization, newest(a))
				w.do(rt, err)
			}
		},
		"accede": func(rt *rapid.T) {
			a, p := w.some(rt), w.party(rt)
			_, err := w.Accede(ctx, p.Delegate, a.ID, p.Organization, a.Version)
			w.do(rt, err)
		},
		"object": func(rt *rapid.T) {
			a, p := w.some(rt), w.party(rt)
			_, err := w.Object(ctx, p.Delegate, a.ID, p.Organization, "2", "Te snel")
			w.do(rt, err)
		},
		"settle": func(rt *rapid.T) {
			for _, o := range w.some(rt).Objections {
				for _, p := range w.Parties {
					if p.Organization == o.Party {
						_, err := w.Settle(ctx, p.Delegate, o.ID, "Goed")
						w.do(rt, err)
					}
				}
			}
		},
		"change": func(rt *rapid.T) {
			a := w.some(rt)
			_, err := w.Change(ctx, w.Staff(), a.ID, a.Edit, text(rt))
			w.do(rt, err)
		},
		"amend": func(rt *rapid.T) {
			a := w.some(rt)
			_, err := w.Amend(ctx, w.Staff(), a.ID, a.Edit, text(rt), "Beter")
			w.do(rt, err)
		},
		"leave": func(rt *rapid.T) {
			a, p := w.some(rt), w.party(rt)
			_, err := w.Leave(ctx, p.Delegate, a.ID, p.Organization, "Wij stoppen")
			w.do(rt, err)
		},
		"offer":  func(rt *rapid.T) { _, err := w.Offer(ctx, w.Staff(), w.some(rt).ID); w.do(rt, err) },
		"review": func(rt *rapid.T) { _, err := w.Review(ctx, w.Staff(), w.some(rt).ID, "Kijk"); w.do(rt, err) },
		"resume": func(rt *rapid.T) { _, err := w.Resume(ctx, w.Staff(), w.some(rt).ID, "Door"); w.do(rt, err) },
		"grant": func(rt *rapid.T) {
			p := w.party(rt)
			m := mandate.Mandate{Grantor: p.Organization, Forum: w.RESV, Evidence: "Besluit", Subjects: []string{rapid.SampledFrom([]string{"bridging", "data", "*"}).Draw(rt, "subject")}}
			m.Delegate = mandatePerson(p)
			if rapid.Bool().Draw(rt, "past") {
				m.From = w.Now().Add(-48 * time.Hour)
			}
			if rapid.Bool().Draw(rt, "ends") {
				m.Until = w.Now().Add(36 * time.Hour)
			}
			made, err := w.Mandates.Grant(ctx, agreementtest.Operator, m)
			if err == nil {
				w.granted = append(w.granted, made.ID)
			}
			w.do(rt, err)
		},
		"revoke": func(rt *rapid.T) {
			if len(w.granted) == 0 {
				rt.Skip("no mandates")
			}
			at := time.Time{}
			switch rapid.IntRange(0, 2).Draw(rt, "when") {
			case 1:
				at = w.Now().Add(-24 * time.Hour)
			case 2:
				at = w.Now().Add(24 * time.Hour)
			}
			w.do(rt, w.Mandates.Revoke(ctx, agreementtest.Operator, rapid.SampledFrom(w.granted).Draw(rt, "mandate"), at, "Ander bestuur"))
		},
		"correct": func(rt *rapid.T) {
			if len(w.granted) == 0 {
				rt.Skip("no mandates")
			}
			which := rapid.SampledFrom(w.granted).Draw(rt, "mandate")
			found, err := w.Mandates.Mandates(ctx, mandate.Query{ID: string(which), Ended: true})
			if err != nil || len(found) == 0 {
				rt.Skip("it is not there")
			}
			m := found[0]
			m.Subjects = []string{rapid.SampledFrom([]string{"bridging", "data", "programme"}).Draw(rt, "subject")}
			w.do(rt, w.Mandates.Correct(ctx, agreementtest.Operator, m, "Verkeerd ingevuld"))
		},
		"time passes": func(rt *rapid.T) {
			w.Pass(time.Duration(rapid.IntRange(1, 30).Draw(rt, "hours")) * time.Hour)
			w.do(rt, nil)
		},
		"ask the past": func(rt *rapid.T) {
			a := w.some(rt)
			at := w.Now().Add(-time.Duration(rapid.IntRange(1, 3000).Draw(rt, "minutes")) * time.Minute)
			w.asked = append(w.asked, question{a.ID, at, w.answer(rt, a.ID, at)})
		},
	}
}

// mostOnServer is how many runs a server gets: each is some ten times slower there, and the draws are the same.
const mostOnServer = 40

// Whatever happens, in whatever order: no agreement is active without a valid chain of every party, and
// what was asked of the past is answered the same in the end.
func TestWhateverHappensTheRulesHold(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		defer func() {
			for _, state := range []agreement.State{agreement.StateActive, agreement.StateReview} {
				var n int
				query := `SELECT count(*) FROM agreement_state WHERE state = $1`
				if err := h.DB.Read(context.Background(), countInto(&n, query, []any{state})); err != nil || n < 5 {
					t.Errorf("only %d times %s: the draw proves nothing (%v)", n, state, err)
				}
			}
		}()
		n, runs := 0, 0
		rapid.Check(t, func(rt *rapid.T) {
			if runs++; runs > mostOnServer && h.DB.Dialect() == store.Postgres {
				return
			}
			w := &world{house: h, t: t}
			if err := h.DB.Read(context.Background(), countInto(&w.before, `SELECT coalesce(max(number), 0) FROM agreement`, nil)); err != nil {
				rt.Fatal(err)
			}
			for range 3 {
				n++
				p := h.PartyAt(t, fmt.Sprintf("Partij %d", n), network.Provider, h.RESV)
				w.Parties = append(w.Parties, p)
				w.granted = append(w.granted, p.Mandates[mandate.RESV])
			}
			rt.Repeat(w.actions())
			w.judge(rt)
			for _, q := range w.asked {
				if again := w.answer(rt, q.of, q.at); again != q.as {
					rt.Fatalf("of %s the past now says\n%s\nand said\n%s", q.at, again, q.as)
				}
			}
		})
	})
}

// Signing and the loss of a mandate meet, many times: whichever comes first, nothing is active that has
// nobody to speak for a party.
func TestSigningAndLossAtOnce(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		two := h.Parties[1]
		became := map[agreement.State]int{}
		for round := range 16 {
			one := h.PartyAt(t, fmt.Sprintf("Partij %d", round), network.Provider, h.RESV)
			three := h.PartyAt(t, fmt.Sprintf("Derde %d", round), network.Provider, h.RESV)
			d := agreementtest.Text(h.RESV, "bridging", one, two)
			d.Open = true
			a := h.Offered(t, d)
			must[agreement.Agreement](t)(h.Sign(ctx, one.Delegate, a.ID, one.Organization, a.Version))
			atOnce(t,
				func() error {
					_, err := h.Sign(ctx, two.Delegate, a.ID, two.Organization, a.Version)
					return err
				},
				func() error {
					if round%2 == 1 { // of the others it is only who joins
						return nil
					}
					return h.Mandates.Revoke(ctx, agreementtest.Operator, one.Mandates[mandate.RESV], time.Time{}, "Ander bestuur")
				})
			atOnce(t,
				func() error {
					_, err := h.Accede(ctx, three.Delegate, a.ID, three.Organization, a.Version)
					return err
				},
				func() error {
					return h.Mandates.Revoke(ctx, agreementtest.Operator, three.Mandates[mandate.RESV], time.Time{}, "Ander bestuur")
				})
			if err := sound(ctx, h, 0); err != nil {
				t.Fatal(err)
			}
			became[must[agreement.Agreement](t)(h.Get(ctx, h.Staff(), a.ID)).State]++
		}
		t.Log(became)
	})
}

// atOnce does things at one moment; each may be too late.
func atOnce(t *testing.T, all ...func() error) {
	t.Helper()
	var together sync.WaitGroup
	start := make(chan struct{})
	for _, do := range all {
		together.Go(func() {
			<-start
			if err := do(); err != nil && fault.KindOf(err) != fault.Denied && fault.KindOf(err) != fault.Conflict {
				t.Error(err)
			}
		})
	}
	close(start)
	together.Wait()
}
