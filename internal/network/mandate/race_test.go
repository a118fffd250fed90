package mandate_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

// undone is a Loss that takes away what a party did when nobody can speak for it any more.
type undone struct{ *house }

func (u undone) LostTx(ctx context.Context, tx *act.Tx, grantor network.OrganizationID, f mandate.Forum) error {
	covered, err := u.CoveredTx(ctx, tx.Tx, grantor, f, "bridging", time.Time{})
	if err == nil && !covered {
		_, err = tx.Exec(ctx, `DELETE FROM signed WHERE party = $1`, grantor)
	}
	return err
}

// Who relies on a chain and who takes the mandate back at the same moment see each other: nothing stands on
// a mandate that is gone, whoever was first.
func TestNothingStandsOnAMandateThatIsGone(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.Tell(undone{h})
		ok(t, h.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, `CREATE TABLE signed (party TEXT NOT NULL)`)
			return err
		}))
		policies, err := access.Load()
		ok(t, err)
		spine := act.New(h.db, policies, nil)
		sign := func(party network.OrganizationID) error {
			return spine.Do(ctx, act.Attempt{Actor: operator, Act: "mandate.Grant",
				Load: func(context.Context, *store.Tx) (access.Subject, error) { return access.Subject{Type: "test"}, nil },
			}, func(ctx context.Context, tx *act.Tx) error {
				c, err := h.ChainTx(ctx, tx.Tx, mandate.Ask{Party: party, Signer: h.people[0], Forum: h.resv, Subject: "bridging"})
				if err != nil || !c.Valid {
					return err
				}
				_, err = tx.Exec(ctx, `INSERT INTO signed (party) VALUES ($1)`, party)
				return err
			})
		}
		for range 25 {
			party := h.organization(t, network.Provider, "Praktijk", "huisartsenzorg")
			m := h.granted(t, party, "bridging")
			var both sync.WaitGroup
			for range 3 {
				both.Go(func() {
					if err := sign(party); err != nil {
						t.Error(err)
					}
				})
			}
			both.Go(func() {
				if err := h.Revoke(ctx, operator, m.ID, time.Time{}, "Anders besloten"); err != nil {
					t.Error(err)
				}
			})
			both.Wait()
			var left int
			ok(t, h.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
				return tx.QueryRow(ctx, `SELECT count(*) FROM signed WHERE party = $1`, party).Scan(&left)
			}))
			if left != 0 {
				t.Fatalf("%d signatures stand on a mandate that is gone", left)
			}
		}
	})
}

// A change over a version that somebody else has changed is told, and done by one of two.
func TestOneOfTwoEditorsIsTold(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		m := h.granted(t, h.practice, "bridging")
		staff := actorOf(h)
		results := make(chan error, 4)
		for range cap(results) {
			go func() {
				mine := m
				mine.Subjects = []string{"capacity"}
				results <- h.Correct(context.Background(), staff, mine, "Beter")
			}()
		}
		done := 0
		for range cap(results) {
			if err := <-results; err == nil {
				done++
			} else if fault.KindOf(err) != fault.Conflict {
				t.Error(err)
			}
		}
		if done != 1 {
			t.Errorf("%d of 4 were done", done)
		}
	})
}

// Who leaves while others give them something speaks for nobody, whoever was first.
func TestWhoLeavesKeepsNothing(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		given := h.granted(t, h.practice, "data")
		for range 25 {
			who := must[network.PersonID](t)(h.network.SavePerson(ctx, operator, network.Person{Name: "Eva", Role: string(access.Professional)}))
			var all sync.WaitGroup
			for _, give := range []func() error{
				func() error {
					_, err := h.Grant(ctx, operator, mandate.Mandate{Grantor: h.practice, Delegate: who, Forum: h.resv, Subjects: []string{"bridging"}, Evidence: "Besluit"})
					return err
				},
				func() error { return h.Substitute(ctx, operator, mandate.Substitution{Mandate: given.ID, Person: who}) },
				func() error {
					_, err := h.SaveSeat(ctx, operator, mandate.Seat{Forum: h.resv, Name: "Lid", Holder: who})
					return err
				},
			} {
				all.Go(func() {
					if err := give(); err != nil && fault.KindOf(err) != fault.Invalid {
						t.Error(err)
					}
				})
			}
			all.Go(func() {
				if err := h.network.EndPerson(ctx, operator, who); err != nil {
					t.Error(err)
				}
			})
			all.Wait()
			var left int
			ok(t, h.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
				return tx.QueryRow(ctx, `SELECT (SELECT count(*) FROM mandate WHERE delegate = $1 AND known_until IS NULL AND revoked_at IS NULL)
					+ (SELECT count(*) FROM substitution WHERE person = $1 AND known_until IS NULL AND until_at IS NULL)
					+ (SELECT count(*) FROM seat WHERE holder = $1 AND known_until IS NULL AND until_at IS NULL)`, who).Scan(&left)
			}))
			if left != 0 {
				t.Fatalf("who left keeps %d things", left)
			}
		}
	})
}

func TestHeldIsKnownBeforeWhatComesLater(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		m := h.granted(t, h.practice, "bridging")
		var held time.Time
		ok(t, h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
			held, err = h.HoldTx(ctx, tx)
			return err
		}))
		ok(t, h.Revoke(t.Context(), operator, m.ID, time.Time{}, "Anders besloten"))
		q := mandate.Ask{Party: h.practice, Signer: h.people[0], Forum: h.resv, Subject: "bridging", At: held, Known: held}
		if c := h.chain(t, q); !c.Valid || !c.KnownAt.Equal(held) {
			t.Errorf("as held: %+v", c)
		}
	})
}
