package subscription

import (
	"context"
	"errors"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// ErrStale is in the error of a change that was made from a version that is not the newest any more.
var ErrStale = errors.New("subscription: changed since")

// reading are the scopes with one of which a program reads Tasks: who may not read them is not told of them.
var reading = []string{"placement:ask", "placement:answer"}

// Manage is the scope of our own with which a program keeps subscriptions.
const Manage = "subscription:manage"

// of describes a subscription to the policies, and holds its row where lock says so.
func of(which ID, into *stored, lock bool) func(context.Context, *store.Tx) (access.Subject, error) {
	return func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
		if _, err := id.Parse[ID](string(which)); err != nil {
			return access.Subject{}, missing()
		}
		if lock {
			if err := tx.Lock(ctx, "subscription", string(which)); err != nil {
				return access.Subject{}, err
			}
		}
		r, err := find(ctx, tx, which)
		if err != nil {
			return access.Subject{}, err
		}
		*into = r
		return access.Subject{Type: "subscription", ID: string(which), Organization: string(r.Organization)}, nil
	}
}

// own describes the subscriptions of the actor's organisation.
func own(actor access.Actor) func(context.Context, *store.Tx) (access.Subject, error) {
	return func(context.Context, *store.Tx) (access.Subject, error) {
		return access.Subject{Type: "subscription", Organization: actor.Organization}, nil
	}
}

// mayHear refuses who may not read what a topic is about.
func (s *Service) mayHear(ctx context.Context, tx *store.Tx, person string, t Topic) error {
	ok, err := s.hears(ctx, tx, person, t)
	if err != nil || ok {
		return err
	}
	return fault.New(fault.Denied, "Uw programma mag taken niet lezen. Vraag de beheerder om het recht placement:ask of placement:answer.",
		"this client may not read Tasks: it needs placement:ask or placement:answer")
}

// hears tells whether a program is there and may read what a topic is about.
func (s *Service) hears(ctx context.Context, tx *store.Tx, person string, t Topic) (bool, error) {
	scopes, there, err := s.Clients.ScopesTx(ctx, tx, person)
	if err != nil || !there || !slices.Contains(scopes, Manage) {
		return false, err
	}
	return t != TaskChanged || slices.ContainsFunc(reading, func(one string) bool { return slices.Contains(scopes, one) }), nil
}

// Add begins a subscription; its handshake is due at once. Invalid names the elements that are wrong.
func (s *Service) Add(ctx context.Context, actor access.Actor, w Wish) (made Subscription, err error) {
	defer fault.Wrap(&err, "subscription.Add")
	r := stored{Subscription: Subscription{ID: id.New[ID](), Organization: network.OrganizationID(actor.Organization), Client: actor.Person, State: Requested, Version: 1}}
	err = s.Spine.Do(ctx, act.Attempt{Actor: actor, Act: "subscription.Add", Load: own(actor)}, func(ctx context.Context, tx *act.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if err := s.check(&w, now); err != nil {
			return err
		}
		if err := s.mayHear(ctx, tx.Tx, actor.Person, w.Topic); err != nil {
			return err
		}
		var count int
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM subscription WHERE organization = $1 AND state <> 'off'`, r.Organization).Scan(&count); err != nil {
			return err
		}
		if count >= mostOwn {
			return fault.New(fault.Conflict, "Uw organisatie heeft al 100 abonnementen. Zet er eerst een uit.", "the organisation has 100 subscriptions already; put one off first")
		}
		r.Wish, r.Made, r.Changed = w, now, now
		if w.Off {
			r.State, r.Problem = Off, ByProgram
		}
		if r.sealed, err = s.seal(ctx, r.ID, w.Headers); err != nil {
			return err
		}
		if r.from, err = s.headTx(ctx, tx.Tx, w.Topic); err != nil {
			return err
		}
		if err := insert(ctx, tx.Tx, &r); err != nil {
			return err
		}
		tx.About("subscription", string(r.ID))
		if err := tx.Changed(map[string]any{"topic": w.Topic, "state": r.State}); err != nil || w.Off {
			return err
		}
		return jobs.Schedule(ctx, tx.Tx, Job, string(r.ID), now, nil)
	})
	if err != nil {
		return Subscription{}, err
	}
	return r.Subscription, nil
}

// Change replaces what a program asks, but for the topic and its filters: its numbers are of these. It greets
// the address anew, or stops. Conflict when somebody changed it since version.
func (s *Service) Change(ctx context.Context, actor access.Actor, which ID, version int64, w Wish) (_ Subscription, err error) {
	defer fault.Wrap(&err, "subscription.Change(%s)", which)
	var r stored
	err = s.Spine.Do(ctx, act.Attempt{Actor: actor, Act: "subscription.Change", Load: of(which, &r, true)}, func(ctx context.Context, tx *act.Tx) error {
		if r.Version != version {
			return fault.New(fault.Conflict, "Dit abonnement is intussen veranderd. Lees het opnieuw.", "the subscription was changed since you read it").Because(ErrStale)
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if w.Topic != r.Topic || !slices.Equal(w.Filters, r.Filters) {
			return fault.InvalidField("Subscription.criteria", "Het onderwerp en de filters kunnen niet veranderen. Maak een nieuw abonnement.", "the topic and its filters cannot change; make another subscription")
		}
		kept, err := s.headers(ctx, &r)
		if err != nil {
			return err
		}
		w.Headers = unmask(w.Headers, kept)
		if err := s.check(&w, now); err != nil {
			return err
		}
		was := r.State
		r.Wish, r.Client, r.State, r.Problem = w, actor.Person, Requested, NoProblem
		if w.Off {
			r.State, r.Problem = Off, ByProgram
		} else if err := s.mayHear(ctx, tx.Tx, actor.Person, r.Topic); err != nil {
			return err
		}
		if was == Off { // what came while it was off has no number
			if r.from, err = s.headTx(ctx, tx.Tx, r.Topic); err != nil {
				return err
			}
		}
		if r.sealed, err = s.seal(ctx, r.ID, w.Headers); err != nil {
			return err
		}
		r.Version, r.Changed, r.Failing = r.Version+1, now, time.Time{}
		if err := rewrite(ctx, tx.Tx, &r); err != nil {
			return err
		}
		if err := tx.Changed(map[string]any{"from": was, "to": r.State}); err != nil || w.Off {
			return err
		}
		return jobs.Schedule(ctx, tx.Tx, Job, string(r.ID), now, nil)
	})
	if err != nil {
		return Subscription{}, err
	}
	return r.Subscription, nil
}

// Get gives a subscription to a program of its organisation; its headers are masked.
func (s *Service) Get(ctx context.Context, actor access.Actor, which ID) (_ Subscription, err error) {
	defer fault.Wrap(&err, "subscription.Get(%s)", which)
	var r stored
	err = s.Spine.Look(ctx, act.Attempt{Actor: actor, Act: "subscription.Get", Load: of(which, &r, false)}, func(ctx context.Context, tx *act.Tx) error {
		tx.Found(1)
		return s.show(ctx, &r)
	})
	if err != nil {
		return Subscription{}, err
	}
	return r.Subscription, nil
}

// Events gives what a subscription was told or will be, by its numbers: from and to are counted, and 0 is no
// bound. At most [MostEvents] are given, the first of them.
func (s *Service) Events(ctx context.Context, actor access.Actor, which ID, from, to int64) (_ Subscription, all []Event, err error) {
	defer fault.Wrap(&err, "subscription.Events(%s)", which)
	if to == 0 {
		to = 1<<62 - 1
	}
	var r stored
	err = s.Spine.Look(ctx, act.Attempt{Actor: actor, Act: "subscription.Events", Load: of(which, &r, false)}, func(ctx context.Context, tx *act.Tx) error {
		if err := s.show(ctx, &r); err != nil {
			return err
		}
		all, err = eventsTx(ctx, tx.Tx, which, from, to, MostEvents)
		tx.Found(len(all))
		return err
	})
	if err != nil {
		return Subscription{}, nil, err
	}
	return r.Subscription, all, nil
}

// MostEvents is how many events one question gives.
const MostEvents = 1000

// show gives the headers as they are shown.
func (s *Service) show(ctx context.Context, r *stored) error {
	plain, err := s.headers(ctx, r)
	r.Headers = masked(plain)
	return err
}

// Own gives the subscriptions of the actor's organisation, those that run first.
func (s *Service) Own(ctx context.Context, actor access.Actor) (all []Subscription, err error) {
	defer fault.Wrap(&err, "subscription.Own")
	err = s.Spine.Look(ctx, act.Attempt{Actor: actor, Act: "subscription.Own", Load: own(actor)}, func(ctx context.Context, tx *act.Tx) error {
		rows, err := list(ctx, tx.Tx, `organization = $1`, actor.Organization)
		for i := range rows {
			if err := s.show(ctx, &rows[i]); err != nil {
				return err
			}
			all = append(all, rows[i].Subscription)
		}
		tx.Found(len(all))
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// All gives every subscription, without headers and those that run first, to who looks after the platform.
func (s *Service) All(ctx context.Context, actor access.Actor) (all []Subscription, err error) {
	defer fault.Wrap(&err, "subscription.All")
	err = s.Spine.Look(ctx, act.Attempt{Actor: actor, Act: "subscription.All",
		Load: func(context.Context, *store.Tx) (access.Subject, error) {
			return access.Subject{Type: "subscription"}, nil
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		rows, err := list(ctx, tx.Tx, `$1 = ''`, "")
		for i := range rows {
			all = append(all, rows[i].Subscription)
		}
		tx.Found(len(all))
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// mostListed bounds a list: an organisation has few, and old ones that are off are of no use.
const mostListed = 2000

func list(ctx context.Context, tx *store.Tx, where string, arg any) ([]stored, error) {
	return store.All(ctx, tx, scan, `SELECT `+columns+` FROM subscription WHERE `+where+` ORDER BY CASE WHEN state = 'off' THEN 1 ELSE 0 END, id LIMIT $2`, arg, mostListed)
}

// Stop puts a subscription off, by who looks after the platform. Its program can ask for it again.
func (s *Service) Stop(ctx context.Context, actor access.Actor, which ID) (err error) {
	defer fault.Wrap(&err, "subscription.Stop(%s)", which)
	var r stored
	return s.Spine.Do(ctx, act.Attempt{Actor: actor, Act: "subscription.Stop", Load: of(which, &r, true)}, func(ctx context.Context, tx *act.Tx) error {
		if r.State == Off {
			return tx.Changed(map[string]any{"from": Off, "to": Off})
		}
		if err := turn(ctx, tx.Tx, &r, Off, ByOperator); err != nil {
			return err
		}
		return tx.Changed(map[string]any{"from": r.State, "to": Off})
	})
}
