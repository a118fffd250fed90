package placement_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// crowd is many people who ask for few places, at once.
type crowd struct {
	*house
	nodes  []*placementtest.House // on one database
	offers []capacity.Offer
	places map[capacity.OfferID]int
	acts   atomic.Int64
	gone   atomic.Int64 // callers that went away
	won    atomic.Int64
}

// soaking says that the long tests are asked for.
func soaking() bool { return os.Getenv("EERSTELIJN_SOAK") != "" }

func TestACrowdOnSQLite(t *testing.T) {
	t.Parallel()
	c := &crowd{house: build(t, storetest.SQLite)}
	c.nodes = []*placementtest.House{c.House}
	n := 10_000
	if testing.Short() {
		n = 1_000
	}
	c.run(t, n)
}

// Two nodes share one database.
func TestACrowdOnPostgreSQL(t *testing.T) {
	t.Parallel()
	c := &crowd{house: build(t, storetest.Postgres)}
	c.nodes = []*placementtest.House{c.House, c.Again(t, store.Options{Clock: c.clock.now, Readers: 12})}
	n := 600
	if soaking() {
		n = 10_000
	}
	c.run(t, n)
}

const mostOpenAtOnce = 100

// run has n requests live their lives, while the clocks run beside, time jumps back and forth, and
// callers go away half-way.
func (c *crowd) run(t *testing.T, n int) {
	c.places = map[capacity.OfferID]int{}
	for k := range 40 {
		o := c.Offer(t, fmt.Sprint(k), k%4, mostOpenAtOnce)
		c.offers, c.places[o.ID] = append(c.offers, o), k%4
	}
	together(64, n, func(k int) {
		if t.Failed() {
			return
		}
		if err := c.life(k); !fair(err) {
			t.Errorf("request %d: %v", k, err)
		}
		if k%25 == 0 { // on each node in turn, beside all that the others do
			if _, err := c.nodes[k/25%len(c.nodes)].Expire(t.Context()); err != nil {
				t.Errorf("the clocks: %v", err)
			}
		}
		if k%(n/4) == n/8 {
			if err := c.sound(c.places, true); err != nil {
				t.Errorf("meanwhile: %v", err)
			}
		}
	})
	if err := c.sound(c.places, true); err != nil {
		t.Error(err)
	}
	if c.won.Load() == 0 || c.gone.Load() == 0 {
		t.Errorf("%d places given, %d callers gone: the crowd proves nothing", c.won.Load(), c.gone.Load())
	}
	t.Logf("%d requests, %d acts, %d places given, %d callers went away", n, c.acts.Load(), c.won.Load(), c.gone.Load())
	c.afterwards(t)
}

// fair tells whether an act ended in one of the ways that people can meet: done, refused because
// somebody else was there first, or given up because the caller went away.
func fair(err error) bool {
	return err == nil || fault.KindOf(err) == fault.Conflict || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// life is what happens with one request, by turns of chance. It gives the first surprise.
func (c *crowd) life(k int) error {
	rnd := rand.New(rand.NewPCG(uint64(k), 4))
	node := c.nodes[k%len(c.nodes)]
	// do runs one act; some callers go away before it is done.
	do := func(act func(ctx context.Context) error) error {
		ctx, leave := context.Background(), func() {}
		if rnd.IntN(20) == 0 {
			ctx, leave = context.WithTimeout(ctx, time.Duration(rnd.IntN(4000))*time.Microsecond)
		}
		defer leave()
		c.acts.Add(1)
		err := act(ctx)
		if ctx.Err() != nil {
			c.gone.Add(1)
		}
		return err
	}
	r, err := node.Service.Draft(context.Background(), asker, placementtest.Draft(urgencies[rnd.IntN(3)]))
	if err != nil {
		return err
	}
	if _, err := node.Open(context.Background(), asker, r.ID, placementtest.Consent(r.Urgency, monday)); err != nil {
		return err
	}
	for range 1 + rnd.IntN(2) {
		c.clock.set(monday.Add(time.Duration(300+rnd.IntN(60)) * time.Minute))
		var ids []capacity.OfferID
		for range 1 + rnd.IntN(3) {
			ids = append(ids, c.offers[rnd.IntN(len(c.offers))].ID)
		}
		if err := do(func(ctx context.Context) (err error) { r, err = node.Invite(ctx, asker, r.ID, ids); return err }); err != nil {
			return err
		}
		offered, err := c.answers(rnd, r.Invitations)
		if err != nil {
			return err
		}
		for _, i := range offered {
			if err := do(func(ctx context.Context) error { _, err := node.Choose(ctx, asker, r.ID, i); return err }); !fair(err) {
				return err
			} else if err == nil {
				c.won.Add(1)
			}
		}
	}
	// A few places stay taken; most come free again, or there would be none for whoever comes after.
	return do(func(ctx context.Context) error {
		switch {
		case k%400 == 0:
			_, err := node.Start(ctx, asker, r.ID, time.Time{})
			return err
		case k%10 == 1:
			_, err := node.FallThrough(ctx, asker, r.ID, "changed")
			return err
		}
		_, err := node.Withdraw(ctx, asker, r.ID, "changed")
		return err
	})
}

// answers has all providers answer at once, some of them twice, and gives the offers that came of it.
func (c *crowd) answers(rnd *rand.Rand, asked []placement.Invitation) (offered []placement.InvitationID, err error) {
	var all sync.WaitGroup
	var mu sync.Mutex
	for _, i := range asked {
		a := placement.Answer{Yes: rnd.IntN(3) > 0}
		if !a.Yes {
			a.Reason = "too-far"
		}
		for range 1 + rnd.IntN(5)/4 {
			by := c.nodes[rnd.IntN(len(c.nodes))]
			ctx, leave := context.WithCancel(context.Background())
			if rnd.IntN(20) == 0 {
				leave()
			}
			all.Go(func() {
				defer leave()
				c.acts.Add(1)
				got, wrong := by.Answer(ctx, placementtest.Of(i.Organization), i.ID, a)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case !fair(wrong):
					err = wrong
				case wrong == nil && got.State == placement.Offered:
					offered = append(offered, i.ID)
				}
			})
		}
	}
	all.Wait()
	return offered, err
}

// afterwards lets much time go by: every request ends, or somebody bridges it until a moment to come.
func (c *crowd) afterwards(t *testing.T) {
	t.Helper()
	for range 4 {
		c.clock.add(20 * 24 * time.Hour)
		if _, err := c.Expire(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.sound(c.places, true); err != nil {
		t.Error(err)
	}
	now := c.clock.now().UnixMicro()
	if n := c.count(t, `SELECT count(*) FROM placement_request WHERE next_at <= $1`, now); n != 0 {
		t.Errorf("%d requests are due and nothing happens", n)
	}
	if n := c.count(t, `SELECT count(*) FROM placement_request r WHERE r.state NOT IN ('closed', 'withdrawn', 'expired', 'accepted')
		AND NOT EXISTS (SELECT 1 FROM placement_bridging b WHERE b.request = r.id AND b.ended_at IS NULL AND b.until_at > $1)`, now); n != 0 {
		t.Errorf("%d requests have neither a place nor bridging", n)
	}
	if n := c.count(t, `SELECT count(*) FROM placement_invitation WHERE state IN ('open', 'offered')`); n != 0 {
		t.Errorf("%d questions never ended", n)
	}
}
