package custody

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/approval"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/store"
)

// File is where the keys stand; [keys.File] is the one that comes with the program.
type File interface {
	Keys() []keys.Info
	RotateFrom(now, from time.Time) (id string, err error)
	Retire(id string) error
}

// Options are what the service stands on.
type Options struct {
	Spine     *act.Spine
	Approvals *approval.Approvals
	Ring      *keys.Ring
	File      File
	Now       clock.Clock // nil: the machine's
	// Stores are where sealed values are kept.
	Stores []keys.Rewrapper
	// Prints are where rows are found by a hash under a key: without it they would not be found again.
	Prints []Counter
}

// Service looks after the keys.
type Service struct{ Options }

// The acts, which are done by two people unless it is the program itself that asks.
const (
	rotateAct = "custody.Rotate"
	retireAct = "custody.Retire"
)

// New makes the service, and registers what two people do together.
func New(o Options) *Service {
	if o.Now == nil {
		o.Now = clock.System
	}
	s := &Service{o}
	// A file is no part of a transaction, which may run twice or be taken back: what is agreed becomes a
	// job that commits with it.
	o.Approvals.Register(rotateAct, func(ctx context.Context, tx *act.Tx, p approval.Proposal) error {
		return jobs.Schedule(ctx, tx.Tx, RotateJob, string(p.ID), s.Now(), nil)
	})
	o.Approvals.Register(retireAct, func(ctx context.Context, tx *act.Tx, p approval.Proposal) error {
		return jobs.Schedule(ctx, tx.Tx, RetireJob, p.Subject.ID, s.Now(), p.Subject.ID)
	})
	return s
}

// Key is a key with how many values each store holds under it, and how many rows are found by it.
type Key struct {
	keys.Info
	Under []Count
	Total int // of all these: it goes only at 0
	Stays int // of these, what the job cannot move
}

// Count is how many values a store holds.
type Count struct {
	Store string
	N     int
}

// Status is how the keys stand.
type Status struct {
	Keys []Key // newest first
	Left int   // values under another key than the current one: the job is not done with these
}

// Status tells which keys there are and what is sealed under each.
func (s *Service) Status(ctx context.Context, actor access.Actor) (st Status, err error) {
	defer fault.Wrap(&err, "custody.Status")
	err = s.Spine.Look(ctx, act.Attempt{Actor: actor, Act: "custody.Status", Load: about("")}, func(context.Context, *act.Tx) error { return nil })
	if err != nil {
		return st, err
	}
	return s.status(ctx)
}

func (s *Service) status(ctx context.Context) (st Status, err error) {
	for _, info := range s.File.Keys() {
		st.Keys = append(st.Keys, Key{Info: info})
	}
	for _, one := range s.Stores {
		if err := s.count(ctx, one, st.Keys); err != nil {
			return st, err
		}
	}
	for _, k := range st.Keys {
		if !k.Current {
			st.Left += k.Total
		}
	}
	for _, one := range s.Prints {
		if err := s.count(ctx, one, st.Keys); err != nil {
			return st, err
		}
		for i := range st.Keys {
			under := st.Keys[i].Under
			st.Keys[i].Stays += under[len(under)-1].N
		}
	}
	return st, nil
}

// count adds what a place has under each of the keys.
func (s *Service) count(ctx context.Context, one Counter, all []Key) error {
	under, err := one.Under(ctx, s.Ring.IDs())
	if err != nil {
		return fmt.Errorf("%s: %w", one.Name(), err)
	}
	for i := range all {
		k := &all[i]
		n := under[k.ID]
		k.Under, k.Total = append(k.Under, Count{one.Name(), n}), k.Total+n
	}
	return nil
}

func about(id string) func(context.Context, *store.Tx) (access.Subject, error) {
	return func(context.Context, *store.Tx) (access.Subject, error) {
		return access.Subject{Type: "key", ID: id}, nil
	}
}

// plan is what is proposed to a second person.
type plan struct {
	Text string `json:"text"`
}

// Says implements [approval.Sayer].
func (p plan) Says() string { return p.Text }

// Rotate makes a new key that counts after [keys.Spread]. A person proposes it, and waits tells that a
// second one must agree; for the program itself it is done at once.
func (s *Service) Rotate(ctx context.Context, actor access.Actor) (waits *approval.Proposal, err error) {
	defer fault.Wrap(&err, "custody.Rotate")
	if s.alone(actor, rotateAct) {
		err := s.Spine.Do(ctx, act.Attempt{Actor: actor, Act: rotateAct, Load: about("")}, func(ctx context.Context, tx *act.Tx) error {
			return jobs.Schedule(ctx, tx.Tx, RewrapJob, "", s.Now().Add(keys.Spread), nil)
		})
		if err != nil {
			return nil, err
		}
		return nil, s.rotate(ctx)
	}
	p, err := s.Approvals.Propose(ctx, actor, rotateAct, access.Subject{Type: "key"},
		plan{"Er komt een nieuwe sleutel. Alles wat versleuteld is gaat daarna onder de nieuwe."})
	return &p, err
}

// Retire takes an older key away for good. Conflict while anything is still sealed under it or found by
// it.
func (s *Service) Retire(ctx context.Context, actor access.Actor, id string) (waits *approval.Proposal, err error) {
	defer fault.Wrap(&err, "custody.Retire(%s)", id)
	if s.alone(actor, retireAct) {
		err := s.Spine.Do(ctx, act.Attempt{Actor: actor, Act: retireAct, Load: about(id)}, func(ctx context.Context, tx *act.Tx) error {
			return s.empty(ctx, id)
		})
		if err != nil {
			return nil, err
		}
		return nil, s.File.Retire(id)
	}
	if err := s.empty(ctx, id); err != nil {
		return nil, err
	}
	p, err := s.Approvals.Propose(ctx, actor, retireAct, access.Subject{Type: "key", ID: id},
		plan{"Een oude sleutel gaat voorgoed weg."})
	return &p, err
}

// alone tells whether an act needs no second person when this actor does it.
func (s *Service) alone(actor access.Actor, name string) bool {
	a, _ := access.ActOf(name)
	return !a.NeedsSecond(actor, access.Subject{Type: "key"})
}

// empty refuses to retire a key that does not exist, is in use, or under which something is sealed.
func (s *Service) empty(ctx context.Context, id string) error {
	st, err := s.status(ctx)
	if err != nil {
		return err
	}
	used := false // the current key was passed
	for _, k := range st.Keys {
		switch {
		case k.ID == id && !used:
			return fault.InvalidField("id", "Deze sleutel wordt gebruikt. Maak eerst een nieuwe en wacht tot die geldt.",
				"this key is in use: rotate first, and wait until the new one counts")
		case k.ID == id && k.Stays > 0 && k.Stays == k.Total:
			return fault.New(fault.Conflict, fmt.Sprintf("Er zijn nog %d nummers waarmee mensen inloggen onder deze sleutel. Elk gaat naar de nieuwe als die persoon inlogt. Zonder deze sleutel zijn die mensen voor ons onbekend, ook wie vertrokken is.", k.Stays),
				fmt.Sprintf("%d logins are found by this key; each moves when its owner signs in. Without the key these people would be strangers, also those who left", k.Stays))
		case k.ID == id && k.Total > 0:
			return fault.New(fault.Conflict, fmt.Sprintf("Er staan nog %d gegevens onder deze sleutel. Wacht tot ze onder de nieuwe staan.", k.Total),
				fmt.Sprintf("%d values are still sealed under this key; the running program puts them under the current one", k.Total))
		case k.ID == id:
			return nil
		}
		used = used || k.Current
	}
	return fault.Missing("Deze sleutel is er niet.", "there is no such key")
}

// Kinds of jobs.
const (
	RotateJob = "custody.rotate"
	RetireJob = "custody.retire"
	RewrapJob = "custody.rewrap"
)

// Handle registers the jobs.
func (s *Service) Handle(r *jobs.Runner) {
	r.Handle(RotateJob, func(ctx context.Context, _ jobs.Job) error { return s.rotate(ctx) })
	r.Handle(RetireJob, func(ctx context.Context, j jobs.Job) error {
		var id string
		if err := json.Unmarshal(j.Payload, &id); err != nil {
			return err
		}
		if err := s.empty(ctx, id); fault.KindOf(err) == fault.NotFound {
			return nil // done before
		} else if err != nil {
			return err
		}
		return s.File.Retire(id)
	})
	r.Handle(RewrapJob, s.Rewrap)
}

// rotate makes the key, and puts the re-wrapping ready for when it counts.
func (s *Service) rotate(ctx context.Context) error {
	now := s.Now()
	if _, err := s.File.RotateFrom(now, now.Add(keys.Spread)); err != nil {
		return err
	}
	return s.schedule(ctx, now.Add(keys.Spread))
}

// ScheduleRewrap puts the job ready, for the start of a program: keys may have changed while none ran.
func (s *Service) ScheduleRewrap(ctx context.Context) error { return s.schedule(ctx, s.Now()) }

func (s *Service) schedule(ctx context.Context, at time.Time) error {
	return s.Spine.DB().Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		return jobs.Schedule(ctx, tx, RewrapJob, "", at, nil)
	})
}

const (
	atOnce = 200              // values in one transaction: others write in between
	budget = 20 * time.Second // of one run, well within a job's lease
)

// Rewrap puts values under the current key, some at a time, and comes back until none is left.
func (s *Service) Rewrap(ctx context.Context, _ jobs.Job) error {
	begun := s.Now()
	for _, one := range s.Stores {
		for {
			n, err := one.Rewrap(ctx, s.Ring, atOnce)
			if err != nil {
				return fmt.Errorf("%s: %w", one.Name(), err)
			}
			if n == 0 {
				break
			}
			if s.Now().Sub(begun) > budget {
				return s.schedule(ctx, s.Now())
			}
		}
	}
	return nil
}
