package approval

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/store"
)

// mostPayload is the largest payload in bytes.
const mostPayload = 16 << 10

// Approvals keeps proposals and does what two people agreed on.
type Approvals struct {
	spine    *act.Spine
	policies *access.Policies
	people   People
	do       map[string]Executor
	tell     map[string]Teller
}

// New makes them; no act can be proposed before it is registered.
func New(spine *act.Spine, policies *access.Policies, people People) *Approvals {
	return &Approvals{spine: spine, policies: policies, people: people, do: map[string]Executor{}, tell: map[string]Teller{}}
}

// Register tells how an act is done once two people agree. It belongs to the wiring, before the first
// request; an act that needs no second person, or has a way already, is a mistake in the program.
func (s *Approvals) Register(act string, do Executor) {
	if a, ok := access.ActOf(act); !ok || !a.FourEyes {
		panic("approval: " + act + " is no act for two people")
	}
	if s.do[act] != nil {
		panic("approval: " + act + " is registered twice")
	}
	s.do[act] = do
}

// Tell says how the second person is shown what an act is about. It belongs to the wiring too.
func (s *Approvals) Tell(act string, tell Teller) { s.tell[act] = tell }

// Propose asks for a second person. Who proposes must hold the right to the act: Denied otherwise.
// payload becomes JSON; see [Proposal.Payload] and [Sayer]. Conflict when the same waits already.
func (s *Approvals) Propose(ctx context.Context, actor access.Actor, act string, subject access.Subject, payload any) (made Proposal, err error) {
	defer fault.Wrap(&err, "approval.Propose(%s)", act)
	if s.do[act] == nil {
		return made, fmt.Errorf("%s has no executor", act)
	}
	p := Proposal{ID: id.New[ID](), Act: act, Subject: subject, Proposer: actor.Person, State: Waiting}
	if p.Payload, err = json.Marshal(payload); err != nil {
		return made, err
	}
	if len(p.Payload) > mostPayload {
		return made, fault.InvalidField("payload", "Dit voorstel is te groot.", "expected at most 16 kB of JSON")
	}
	if says, ok := payload.(Sayer); ok {
		p.Says = says.Says()
	}
	err = s.spine.Do(ctx, s.attempt(actor, "approval.Propose", &p, func(context.Context, *store.Tx) error {
		return s.entitled(actor, p)
	}), func(ctx context.Context, tx *actTx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		p.At, p.Until = now, now.Add(Lasts)
		tx.About("act", p.Act)
		if err := insert(ctx, tx.Tx, p); err != nil {
			return err
		}
		return tx.Changed(map[string]any{"act": p.Act, "proposer": p.Proposer, "until": p.Until.UTC().Format(time.RFC3339)})
	})
	if err != nil {
		return Proposal{}, err
	}
	return p, nil
}

// Approve agrees and does the act, in one transaction. The second person is another one than the
// first and holds the right to the act: Denied otherwise. Conflict when it was decided, its time is over,
// or the first person left or lost the right meanwhile.
func (s *Approvals) Approve(ctx context.Context, actor access.Actor, proposal ID) (err error) {
	defer fault.Wrap(&err, "approval.Approve(%s)", proposal)
	p := Proposal{ID: proposal}
	return s.spine.Do(ctx, s.attempt(actor, "approval.Approve", &p, func(ctx context.Context, tx *store.Tx) error {
		if err := find(ctx, tx, &p); err != nil {
			return err
		}
		return s.entitled(actor, p)
	}), func(ctx context.Context, tx *actTx) error {
		do := s.do[p.Act]
		if do == nil {
			return fmt.Errorf("%s has no executor", p.Act)
		}
		if actor.Person == p.Proposer {
			return fault.New(fault.Denied, "U kunt uw eigen voorstel niet goedkeuren.", "somebody else must agree")
		}
		if err := s.stands(ctx, tx.Tx, p); err != nil {
			return err
		}
		p.Decider = actor.Person
		if err := decide(ctx, tx.Tx, &p, Done); err != nil {
			return err
		}
		if err := about(tx, p); err != nil {
			return err
		}
		return do(ctx, tx, p)
	})
}

// Reject ends a proposal without doing it: the second person says no, or the first takes it back.
func (s *Approvals) Reject(ctx context.Context, actor access.Actor, proposal ID) (err error) {
	defer fault.Wrap(&err, "approval.Reject(%s)", proposal)
	p := Proposal{ID: proposal}
	return s.spine.Do(ctx, s.attempt(actor, "approval.Reject", &p, func(ctx context.Context, tx *store.Tx) error {
		if err := find(ctx, tx, &p); err != nil {
			return err
		}
		if actor.Person == p.Proposer {
			return nil
		}
		return s.entitled(actor, p)
	}), func(ctx context.Context, tx *actTx) error {
		p.Decider = actor.Person
		if err := decide(ctx, tx.Tx, &p, Rejected); err != nil {
			return err
		}
		return about(tx, p)
	})
}

// List gives what waits for a second person, with what they must know of it: what the actor proposed,
// and what they hold the right to decide, the oldest first.
func (s *Approvals) List(ctx context.Context, actor access.Actor) (waiting []Proposal, err error) {
	defer fault.Wrap(&err, "approval.List")
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "approval.List",
		Load: func(context.Context, *store.Tx) (access.Subject, error) {
			return access.Subject{Type: "approval", Region: actor.Region}, nil
		},
	}, func(ctx context.Context, tx *actTx) (err error) {
		waiting, err = s.list(ctx, tx.Tx, actor)
		for _, p := range waiting {
			tx.About("approval", string(p.ID))
		}
		tx.Found(len(waiting))
		return err
	})
	if err != nil {
		return nil, err
	}
	return waiting, nil
}

// actTx is act.Tx where a parameter called act hides the package.
type actTx = act.Tx

// attempt describes a proposal to the policies: as the thing that it is about, of the person who
// proposed it. check runs first; it may read the proposal and may refuse.
func (s *Approvals) attempt(actor access.Actor, name string, p *Proposal, check func(context.Context, *store.Tx) error) act.Attempt {
	return act.Attempt{Actor: actor, Act: name, Load: func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
		if err := check(ctx, tx); err != nil {
			return access.Subject{}, err
		}
		return access.Subject{
			Type: "approval", ID: string(p.ID), Organization: p.Subject.Organization, Region: p.Subject.Region,
			Wijkverband: p.Subject.Wijkverband, Person: p.Proposer, Role: p.Subject.Role,
		}, nil
	}}
}

// entitled refuses who does not hold the right to the act itself.
func (s *Approvals) entitled(actor access.Actor, p Proposal) error {
	d := s.policies.Right(actor, p.Act, p.Subject)
	if d.Allowed {
		return nil
	}
	words := make([]string, len(d.Reasons))
	for i, r := range d.Reasons {
		words[i] = r.NL
	}
	return fault.New(fault.Denied, "Dit mag u niet doen. "+strings.Join(words, " "), "you do not hold the right to this act").
		Because(access.Refusal{Act: p.Act, Reasons: d.Reasons})
}

// stands refuses a proposal of somebody who could no longer make it: two people must agree at the
// moment that it is done. How surely they had signed in was weighed when they proposed.
func (s *Approvals) stands(ctx context.Context, tx *store.Tx, p Proposal) error {
	first, there, err := s.people(ctx, tx, p.Proposer)
	if err != nil {
		return err
	}
	first.Assurance = access.High
	if !there || !s.policies.Right(first, p.Act, p.Subject).Allowed {
		return fault.New(fault.Conflict, "Wie dit voorstelde, mag het zelf niet meer. Wijs het voorstel af.", "whoever proposed this may no longer do so")
	}
	return nil
}

// about names in the ledger entry what was decided, and the first person; the second one is its actor.
func about(tx *act.Tx, p Proposal) error {
	tx.About("act", p.Act)
	tx.About("person", p.Proposer)
	if p.Subject.ID != "" {
		tx.About(p.Subject.Type, p.Subject.ID)
	}
	return tx.Changed(map[string]string{"act": p.Act, "proposer": p.Proposer, "decider": p.Decider, "state": string(p.State)})
}

// same tells two proposals apart by what would be done.
func (p Proposal) same() (string, error) {
	b, err := json.Marshal([]any{p.Act, p.Subject, p.Payload})
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), err
}
