package audit

import (
	"context"
	"errors"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/approval"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/store"
)

// Service reads the ledger.
type Service struct {
	spine     *act.Spine
	names     *ledger.Names
	ring      *keys.Ring
	approvals *approval.Approvals
	owners    map[string]Owner
}

// Owner says of whom a thing of some type is, by its id. It is NotFound for one that does not exist.
type Owner func(ctx context.Context, id string) (access.Subject, error)

// New makes the service and registers what needs two people.
func New(spine *act.Spine, names *ledger.Names, ring *keys.Ring, approvals *approval.Approvals) *Service {
	s := &Service{spine: spine, names: names, ring: ring, approvals: approvals, owners: map[string]Owner{}}
	approvals.Register(eraseAct, s.doErase)
	approvals.Register(exportAct, s.doExport)
	return s
}

// Owns tells who owns things of a type, so that an organisation's administrator can ask what happened
// to them. It belongs to the wiring.
func (s *Service) Owns(kind string, of Owner) { s.owners[kind] = of }

// Entry is an entry of the ledger for people.
type Entry struct {
	ledger.Entry
	PersonName string // empty when erased, or not for this reader
	ActNL      string // the act as people call it; its name when nobody listed it
}

// Page is a part of what was found, the newest first.
type Page struct {
	Entries []Entry
	Next    string // cursor for the next part; empty at the end
}

// Search gives the entries that q asks for. The auditor sees all of them, a machine those of its
// organisation. What was searched is itself on record: which person, thing and act, and how much was
// found.
func (s *Service) Search(ctx context.Context, actor access.Actor, q Query) (p Page, err error) {
	defer fault.Wrap(&err, "audit.Search")
	if err := q.check(); err != nil {
		return Page{}, err
	}
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "audit.Search", Load: part(actor)},
		func(ctx context.Context, tx *act.Tx) error {
			q.record(tx)
			bound := s.spine.Policies().Bound(actor, "audit.Search")
			if p, err = s.page(ctx, tx.Tx, q, bound, sees(actor)); err != nil {
				return err
			}
			tx.Found(len(p.Entries))
			return tx.Changed(q.asked())
		})
	if err != nil {
		return Page{}, err
	}
	return p, nil
}

// part is the part of the ledger that an actor asks for: their own organisation's, which for an
// auditor is only where they stand.
func part(actor access.Actor) func(context.Context, *store.Tx) (access.Subject, error) {
	return func(context.Context, *store.Tx) (access.Subject, error) {
		return access.Subject{Type: "ledger", Organization: actor.Organization}, nil
	}
}

// Explained is one entry with what can be said about it.
type Explained struct {
	Entry
	Known    bool // the act is listed
	Policies []access.Reason
	Proof    Proof // when Sealed
	Sealed   bool
}

// Proof is the proof of an entry, with what it is worth: computed anew just now.
type Proof struct {
	ledger.Proof
	Verdict Verdict
}

// Holds says that the entry is as it was sealed, and that the seal is ours.
func (p Proof) Holds() bool { return p.Verdict == ledger.Proven }

// KeyUnknown says that all fits, under a seal that is not ours as far as the keys here tell.
func (p Proof) KeyUnknown() bool { return p.Verdict == ledger.UnknownKey }

// Entry gives one entry and the proof that it was not changed since its seal.
func (s *Service) Entry(ctx context.Context, actor access.Actor, seq int64) (e Explained, err error) {
	defer fault.Wrap(&err, "audit.Entry(%d)", seq)
	err = s.one(ctx, actor, "audit.Entry", seq, func(ctx context.Context, tx *act.Tx, found ledger.Entry) error {
		shown, err := s.shown(ctx, tx.Tx, []ledger.Entry{found}, sees(actor))
		if err != nil {
			return err
		}
		e = Explained{Entry: shown[0], Policies: s.sentences(found)}
		_, e.Known = access.ActOf(found.Act)
		switch e.Proof, err = s.proof(ctx, tx.Tx, seq); {
		case err == nil:
			e.Sealed = true
		case fault.KindOf(err) != fault.Conflict:
			return err
		}
		return nil
	})
	if err != nil {
		return Explained{}, err
	}
	return e, nil
}

// Proof gives the proof of one entry, for software of a third party. It is a Conflict while no seal
// covers the entry.
func (s *Service) Proof(ctx context.Context, actor access.Actor, seq int64) (p Proof, err error) {
	defer fault.Wrap(&err, "audit.Proof(%d)", seq)
	err = s.one(ctx, actor, "audit.Proof", seq, func(ctx context.Context, tx *act.Tx, _ ledger.Entry) (err error) {
		p, err = s.proof(ctx, tx.Tx, seq)
		return err
	})
	if err != nil {
		return Proof{}, err
	}
	return p, nil
}

func (s *Service) proof(ctx context.Context, tx *store.Tx, seq int64) (p Proof, err error) {
	if p.Proof, err = ledger.ProofOf(ctx, tx, seq); err != nil {
		return Proof{}, err
	}
	p.Verdict, err = p.Proof.Verdict(s.ring)
	return p, err
}

// one looks at the entry with a number. For whoever may not see it, it is not there.
func (s *Service) one(ctx context.Context, actor access.Actor, name string, seq int64, read func(context.Context, *act.Tx, ledger.Entry) error) error {
	return s.spine.Look(ctx, act.Attempt{Actor: actor, Act: name, Load: part(actor)},
		func(ctx context.Context, tx *act.Tx) error {
			e, err := ledger.One(ctx, tx.Tx, seq)
			visible := s.spine.Policies().Bound(actor, name).Has(access.Subject{Organization: e.Organization, Region: e.Region, Person: e.Person})
			if errors.Is(err, store.ErrNone) || err == nil && !visible {
				return fault.Missing("Deze regel staat niet in het logboek.", "there is no such entry")
			}
			if err != nil {
				return err
			}
			tx.About("entry", string(e.ID))
			tx.Found(1)
			return read(ctx, tx, e)
		})
}

// sentences gives the policies that decided with their words of today: they may have been said
// otherwise at that time, which the entry's reason shows.
func (s *Service) sentences(e ledger.Entry) (all []access.Reason) {
	for _, spoken := range s.spine.Policies().Explain(access.Actor{}, e.Act, access.Subject{}).Policies {
		if containsWord(e.Policy, spoken.Policy) {
			all = append(all, spoken.Reason)
		}
	}
	return all
}

// Own gives somebody their own acts, the newest first.
func (s *Service) Own(ctx context.Context, actor access.Actor, cursor string) (p Page, err error) {
	defer fault.Wrap(&err, "audit.Own")
	q := Query{Person: actor.Person, Cursor: cursor, Limit: 50}
	if err := q.check(); err != nil {
		return Page{}, err
	}
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "audit.Own", Load: func(context.Context, *store.Tx) (access.Subject, error) {
		return access.Subject{Type: "person", ID: actor.Person, Person: actor.Person}, nil
	}}, func(ctx context.Context, tx *act.Tx) error {
		p, err = s.page(ctx, tx.Tx, q, s.spine.Policies().Bound(actor, "audit.Own"), ownActs)
		tx.Found(len(p.Entries))
		return err
	})
	if err != nil {
		return Page{}, err
	}
	return p, nil
}

// Seals gives the public roots after a number, at most 1000: they prove, and tell nothing about
// anybody, so everybody may read them.
func (s *Service) Seals(ctx context.Context, after int64) (seals []ledger.Seal, err error) {
	defer fault.Wrap(&err, "audit.Seals")
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		seals, err = ledger.Seals(ctx, tx, after, 1000)
		return err
	})
	return seals, err
}

// viewer makes of an entry what a reader sees, and says whether that includes the name.
type viewer func(e *ledger.Entry) (name bool)

// sees is how an actor sees the ledger.
func sees(actor access.Actor) viewer {
	switch actor.Role {
	case access.Auditor:
		return func(*ledger.Entry) bool { return true }
	case access.ProviderAdmin:
		// What people of another organisation did is told with their role and organisation.
		return func(e *ledger.Entry) bool {
			withoutRivals(e, actor.Organization)
			if e.Organization == actor.Organization {
				return true
			}
			e.Person, e.OnBehalfOf, e.Session, e.Origin, e.Trace, e.Change = "", "", "", "", "", nil
			return false
		}
	}
	return nobody(actor.Organization)
}

// nobody sees what was done without the names, as an organisation may see it.
func nobody(organization string) viewer {
	return func(e *ledger.Entry) bool {
		withoutRivals(e, organization)
		return false
	}
}

// ownActs sees one's own acts, for whichever organisation they were done.
func ownActs(e *ledger.Entry) bool {
	withoutRivals(e, e.Organization)
	return false
}

// shown makes entries ready for people.
func (s *Service) shown(ctx context.Context, tx *store.Tx, entries []ledger.Entry, sees viewer) ([]Entry, error) {
	named := make([]ledger.Entry, 0, len(entries))
	out := make([]Entry, len(entries))
	for i := range entries {
		if sees(&entries[i]) {
			named = append(named, entries[i])
		} else {
			entries[i].Name = ""
		}
	}
	names, err := s.names.Of(ctx, tx, named)
	if err != nil {
		return nil, err
	}
	for i, e := range entries {
		out[i] = Entry{Entry: e, PersonName: names[e.Name], ActNL: ActNL(e.Act)}
	}
	return out, nil
}

// ActNL is an act as people call it.
func ActNL(name string) string {
	if a, ok := access.ActOf(name); ok {
		return a.NL
	}
	return name
}

// exportLasts is how long somebody may take a copy that was agreed on.
const exportLasts = 24 * time.Hour

// Faces know the ledger by these alone.
type (
	Seal    = ledger.Seal
	Outcome = ledger.Outcome
	Subject = ledger.Subject
	Verdict = ledger.Verdict
)

// How an act ended.
const (
	Done    = ledger.Done
	Refused = ledger.Refused
	Failed  = ledger.Failed
)
