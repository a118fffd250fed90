// Package roles shows who works here in which role, and changes it. Roles that reach far, such as
// administering the platform or reading the ledger, are given and taken by two people together.
//
// Start reading at [Service.SetRole].
package roles

import (
	"context"
	"encoding/json"
	"slices"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/approval"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Service shows and changes roles.
type Service struct {
	spine     *act.Spine
	network   *network.Service
	sessions  *identity.Service
	approvals *approval.Approvals
}

// New makes the service, and registers what two people do together.
func New(spine *act.Spine, n *network.Service, sessions *identity.Service, approvals *approval.Approvals) *Service {
	s := &Service{spine: spine, network: n, sessions: sessions, approvals: approvals}
	approvals.Register(setRole, s.agreed)
	return s
}

// Given are the roles that can be given, in the order in which people see them.
func Given() []access.Role {
	return []access.Role{access.Professional, access.TransferDesk, access.ProviderAdmin, access.Coordinator, access.RESVStaff,
		access.RESVBoard, access.Insurer, access.Municipality, access.National, access.PlatformAdmin, access.Auditor}
}

// mostPeople is the largest page of a list.
const mostPeople = 200

// People lists who works here, by name: names and roles alone.
func (s *Service) People(ctx context.Context, actor access.Actor, q network.AccountQuery) (people []network.Account, err error) {
	defer fault.Wrap(&err, "identity.People")
	if q.Limit <= 0 || q.Limit > mostPeople {
		q.Limit = mostPeople
	}
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "identity.People",
		Load: func(context.Context, *store.Tx) (access.Subject, error) { return access.Subject{Type: "person"}, nil },
	}, func(ctx context.Context, tx *act.Tx) (err error) {
		if people, err = s.network.AccountsTx(ctx, tx.Tx, q); err != nil {
			return err
		}
		return tx.Changed(map[string]any{"found": len(people), "role": q.Role})
	})
	return people, err
}

// Person gives one who works here; NotFound for anybody else, patients too.
func (s *Service) Person(ctx context.Context, actor access.Actor, who network.PersonID) (a network.Account, err error) {
	defer fault.Wrap(&err, "identity.Person(%s)", who)
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "identity.Person",
		Load: func(ctx context.Context, tx *store.Tx) (_ access.Subject, err error) {
			a, err = s.network.AccountTx(ctx, tx, who)
			return access.Subject{Type: "person", ID: string(who), Organization: string(a.Organization), Region: string(a.Region),
				Wijkverband: string(a.Wijkverband), Person: string(who), Role: string(a.Role)}, err
		},
	}, func(context.Context, *act.Tx) error { return nil })
	if err != nil {
		return network.Account{}, err
	}
	return a, nil
}

// setRole is the act of giving somebody another role.
const setRole = "identity.SetRole"

// change is what is proposed to a second person.
type change struct {
	From access.Role `json:"from"`
	To   access.Role `json:"to"`
}

// SetRole gives somebody another role and signs them out, so that they begin anew in it. A role that
// reaches far needs a second person: then nothing changes yet, and waits tells who must agree.
func (s *Service) SetRole(ctx context.Context, actor access.Actor, who network.PersonID, role access.Role) (waits *approval.Proposal, err error) {
	defer fault.Wrap(&err, "identity.SetRole(%s)", who)
	if !slices.Contains(Given(), role) {
		return nil, fault.InvalidField("role", "Kies een rol uit de lijst.", "expected a role of somebody who works here")
	}
	var subject access.Subject
	var c change
	load := func(ctx context.Context, tx *store.Tx) (_ access.Subject, err error) {
		if actor.Person == string(who) {
			return subject, errOwn
		}
		subject, c, err = s.describe(ctx, tx, who, role)
		return subject, err
	}
	// Whether one person may do it depends on the role of now; that somebody else changes it meanwhile is
	// seen again in the act.
	err = s.spine.DB().Write(ctx, func(ctx context.Context, tx *store.Tx) error { _, err := load(ctx, tx); return err })
	if a, _ := access.ActOf(setRole); err == nil && a.NeedsSecond(actor, subject) {
		p, err := s.approvals.Propose(ctx, actor, setRole, subject, c)
		return &p, err
	}
	return nil, s.spine.Do(ctx, act.Attempt{Actor: actor, Act: setRole, Load: load}, func(ctx context.Context, tx *act.Tx) error {
		return s.write(ctx, tx, who, c)
	})
}

// errOwn stands here and not among the policies: a list of proposals could not be bound by a
// prohibition.
var errOwn = fault.New(fault.Denied, "Uw eigen rol verandert u niet zelf.", "nobody changes their own role")

// Says implements [approval.Sayer].
func (c change) Says() string {
	return "Iemand krijgt een andere rol: van " + c.From.NL() + " naar " + c.To.NL() + "."
}

// describe says what changes. The role that the policies weigh is the one that reaches furthest of the
// old and the new: giving it and taking it are as dangerous.
func (s *Service) describe(ctx context.Context, tx *store.Tx, who network.PersonID, to access.Role) (access.Subject, change, error) {
	a, err := s.network.AccountTx(ctx, tx, who)
	if err != nil {
		return access.Subject{}, change{}, err
	}
	weighed := to
	if known, _ := access.ActOf(setRole); slices.Contains(known.FourEyesFor, a.Role) {
		weighed = a.Role
	}
	return access.Subject{
		Type: "person", ID: string(who), Organization: string(a.Organization), Region: string(a.Region),
		Wijkverband: string(a.Wijkverband), Person: string(who), Role: string(weighed),
	}, change{From: a.Role, To: to}, nil
}

func (s *Service) write(ctx context.Context, tx *act.Tx, who network.PersonID, c change) error {
	if c.From == c.To {
		return fault.New(fault.Conflict, "Deze persoon heeft die rol al.", "the person has this role already")
	}
	if err := s.network.SetRoleTx(ctx, tx, who, c.To); err != nil {
		return err
	}
	if err := s.sessions.EndPersonTx(ctx, tx, who); err != nil {
		return err
	}
	return tx.Changed(c)
}

// agreed does what two people agreed on, unless the role has changed since it was proposed.
func (s *Service) agreed(ctx context.Context, tx *act.Tx, p approval.Proposal) error {
	var proposed change
	if err := json.Unmarshal(p.Payload, &proposed); err != nil {
		return err
	}
	if p.Decider == p.Subject.ID {
		return errOwn
	}
	who := network.PersonID(p.Subject.ID)
	_, now, err := s.describe(ctx, tx.Tx, who, proposed.To)
	if err != nil {
		return err
	}
	if now.From != proposed.From {
		return fault.New(fault.Conflict, "De rol is intussen al veranderd. Doe een nieuw voorstel.", "the role has changed since it was proposed")
	}
	return s.write(ctx, tx, who, proposed)
}
