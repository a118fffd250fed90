package subscription

import (
	"context"
	"errors"
	"sync"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// happening is a change that may concern somebody.
type happening struct {
	seq     int64
	at      time.Time
	concern func(t *target) bool
}

// target is a subscription as changes are held against it.
type target struct {
	id           ID
	organization network.OrganizationID
	filter       filter
	from         int64
	events, was  int64
}

// stream is what a topic is about: a row of changes with growing numbers, which are visible in their order.
type stream struct {
	topic Topic
	head  func(ctx context.Context, tx *store.Tx) (int64, error)
	// after gives the next changes and the number up to which it looked.
	after func(ctx context.Context, tx *store.Tx, seq int64) (all []happening, upTo int64, err error)
}

// Rendering is what makes the versions that a topic is about, as far as following them needs it.
type Rendering interface {
	Reached() int64
	Wait(ctx context.Context, ledgerSeq int64) error
}

// Follower gives changes their numbers. Each node runs one.
type Follower struct {
	s         *Service
	feed      *ledger.Feed
	rendering Rendering
	streams   []*follower
}

// follower follows one topic. What it saw without a match it need not see again, so it remembers more than
// the row of progress says; only what is numbered must be written down.
type follower struct {
	*stream
	s       *Service
	working sync.Mutex
	seq     int64 // looked at up to here; under working
	kept    int64 // the same, as the database has it
}

const (
	// atOnce is how many entries of the ledger are looked at together.
	atOnce = 500
	// keptBehind is how many changes without a match may pass before that is written down.
	keptBehind = 2000
	// glance is how long a follower waits before it looks by itself: what other nodes write is heard of, yet
	// may be missed.
	glance = 5 * time.Second
)

// NewFollower makes a follower; it does nothing until [Follower.Run].
func NewFollower(s *Service, feed *ledger.Feed, r Rendering) *Follower {
	f := &Follower{s: s, feed: feed, rendering: r}
	for _, one := range s.streams() {
		f.streams = append(f.streams, &follower{stream: one, s: s})
	}
	return f
}

// Run follows the topics until ctx ends. What cannot be followed is logged and tried again.
func (f *Follower) Run(ctx context.Context) {
	var all sync.WaitGroup
	for _, one := range f.streams {
		all.Go(func() { f.follow(ctx, one) })
	}
	all.Wait()
}

func (f *Follower) follow(ctx context.Context, one *follower) {
	for ctx.Err() == nil {
		reached := f.rendering.Reached()
		more, err := one.step(ctx)
		if err != nil && ctx.Err() == nil {
			f.s.Log.Error("subscriptions", "topic", one.topic, "error", err)
		}
		if err == nil && more {
			continue
		}
		wait, cancel := context.WithTimeout(ctx, glance)
		if one.topic == TaskChanged {
			one.working.Lock()
			seq := one.seq
			one.working.Unlock()
			_, _ = f.feed.Wait(wait, seq)
		} else {
			_ = f.rendering.Wait(wait, reached+1)
		}
		cancel()
		if err != nil { // a database that does not answer is not asked again at once
			pause(ctx, time.Second)
		}
	}
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// Step numbers in every topic what happened since the last one. It tells whether there may be more to do at once.
func (f *Follower) Step(ctx context.Context) (more bool, err error) {
	defer fault.Wrap(&err, "subscription.Step")
	for _, one := range f.streams {
		again, problem := one.step(ctx)
		more, err = more || again, errors.Join(err, problem)
	}
	return more, err
}

func (f *follower) step(ctx context.Context) (more bool, err error) {
	f.working.Lock()
	defer f.working.Unlock()
	looked, found, err := f.look(ctx)
	if err != nil {
		return false, err
	}
	if !found {
		more, f.seq = looked > f.seq, looked
		if f.seq >= f.kept+keptBehind {
			return more, f.note(ctx)
		}
		return more, nil
	}
	return true, f.number(ctx)
}

// look reads ahead without holding anybody up: most changes concern nobody. Changes are read before
// subscriptions, so that whatever came after a subscription was made is held against it.
func (f *follower) look(ctx context.Context) (upTo int64, found bool, err error) {
	err = f.s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		kept, err := progressTx(ctx, tx, f.topic, false)
		if err != nil {
			return err
		}
		f.kept, f.seq = kept, max(f.seq, kept)
		head, err := f.head(ctx, tx)
		if err != nil {
			return err
		}
		if upTo = f.seq; head <= f.seq {
			return nil
		}
		var any bool
		if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM subscription WHERE topic = $1 AND state <> 'off')`, f.topic).Scan(&any); err != nil {
			return err
		}
		if !any {
			upTo = head
			return nil
		}
		all, last, err := f.after(ctx, tx, f.seq)
		if err != nil {
			return err
		}
		upTo = last
		targets, err := f.targets(ctx, tx)
		found = err == nil && len(match(all, targets)) > 0
		return err
	})
	return upTo, found, err
}

// note writes down how far the topic was looked at.
func (f *follower) note(ctx context.Context) error {
	err := f.s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE subscription_progress SET seq = $2 WHERE topic = $1 AND seq < $2`, f.topic, f.seq)
		return err
	})
	if err == nil {
		f.kept = max(f.kept, f.seq)
	}
	return err
}

// number gives the next changes their numbers. The row of progress is held meanwhile, so that nobody else
// numbers them, and moves on with them or not at all. Who numbered more than this follower saw is followed
// from there; who saw less numbered nothing of what was passed over here.
func (f *follower) number(ctx context.Context) error {
	var upTo int64
	err := f.s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		kept, err := progressTx(ctx, tx, f.topic, true)
		if err != nil {
			return err
		}
		all, last, err := f.after(ctx, tx, max(f.seq, kept))
		if err != nil {
			return err
		}
		targets, err := f.targets(ctx, tx)
		if err != nil {
			return err
		}
		upTo = last
		if err := write(ctx, tx, match(all, targets), targets); err != nil {
			return err
		}
		if err := f.s.at("numbering"); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE subscription_progress SET seq = $2 WHERE topic = $1`, f.topic, upTo)
		return err
	})
	if err != nil {
		return err
	}
	f.seq, f.kept = upTo, upTo
	return f.s.at("numbered")
}

// progressTx gives how far a topic was followed, and holds it where lock says so.
func progressTx(ctx context.Context, tx *store.Tx, t Topic, lock bool) (seq int64, err error) {
	query := `SELECT seq FROM subscription_progress WHERE topic = $1`
	if lock {
		query = `UPDATE subscription_progress SET seq = seq WHERE topic = $1 RETURNING seq`
	}
	err = tx.QueryRow(ctx, query, t).Scan(&seq)
	return seq, err
}

// targets gives the subscriptions of the topic that are not off.
func (f *follower) targets(ctx context.Context, tx *store.Tx) ([]*target, error) {
	rows, err := store.All(ctx, tx, scan, `SELECT `+columns+` FROM subscription WHERE topic = $1 AND state <> 'off' ORDER BY id`, f.topic)
	if err != nil {
		return nil, err
	}
	all := make([]*target, len(rows))
	for i := range rows {
		r := &rows[i]
		narrow, _, err := parseFilter(f.topic.of(), "", r.Filters)
		if err != nil {
			return nil, err
		}
		all[i] = &target{id: r.ID, organization: r.Organization, filter: narrow, from: r.from, events: r.Events, was: r.Events}
	}
	return all, nil
}

// hit is a change that concerns a subscription.
type hit struct {
	*target
	at time.Time
}

func match(all []happening, targets []*target) (hits []hit) {
	for i := range all {
		for _, t := range targets {
			if all[i].seq > t.from && all[i].concern(t) {
				hits = append(hits, hit{t, all[i].at})
			}
		}
	}
	return hits
}

// write gives each hit the next number of its subscription, and has it told.
func write(ctx context.Context, tx *store.Tx, hits []hit, targets []*target) error {
	for _, h := range hits {
		h.events++
		if _, err := tx.Exec(ctx, `INSERT INTO subscription_event (subscription, number, at) VALUES ($1, $2, $3)`, h.id, h.events, clock.Micros(h.at)); err != nil {
			return err
		}
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	for _, t := range targets {
		if t.events == t.was {
			continue
		}
		if _, err := tx.Exec(ctx, `UPDATE subscription SET events = $2 WHERE id = $1`, t.id, t.events); err != nil {
			return err
		}
		if err := jobs.Schedule(ctx, tx, Job, string(t.id), now, nil); err != nil {
			return err
		}
	}
	return nil
}
