// Package act is the one way to write and to look at restricted things: decide, do, record, in one
// transaction.
//
// [Spine.Do] asks the policies, runs the writes in a savepoint and appends the ledger entry. When
// the policies refuse or the writes fail, the savepoint goes back and the entry still commits: a
// refusal leaves a trace, and a half-done act does not exist. One act is one entry; a capability that
// needs another one's rows calls its …Tx methods inside its own act, and these add their subjects
// with [Tx.About].
//
// [Spine.Look] is the same for reading: the answer leaves only after the entry is on disk.
package act

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/store"
)

// Spine holds what every act needs.
type Spine struct {
	db       *store.DB
	policies *access.Policies
	kick     func() // tells the feed that the ledger grew
}

// New makes the spine. kick is called after each commit and must not block; nil is allowed.
func New(db *store.DB, policies *access.Policies, kick func()) *Spine {
	if kick == nil {
		kick = func() {}
	}
	return &Spine{db: db, policies: policies, kick: kick}
}

// DB is the database the acts run on, for public reads.
func (s *Spine) DB() *store.DB { return s.db }

// Attempt is what somebody wants to do.
type Attempt struct {
	Actor access.Actor
	// Act is '<capability>.<Method>', as the policies name it.
	Act string
	// Load locks the root row of the thing acted on and describes it. It runs inside the
	// transaction, so what it says still holds when the rows are written. It must work on a thing
	// that does not exist yet too: describe what it will be, or give a fault.NotFound.
	Load func(ctx context.Context, tx *store.Tx) (access.Subject, error)
}

// Tx is a transaction that also collects what the ledger entry will say.
type Tx struct {
	*store.Tx
	entry *ledger.Entry
}

// About adds a thing that the act concerns.
func (tx *Tx) About(kind, id string) {
	tx.entry.Subjects = append(tx.entry.Subjects, ledger.Subject{Type: kind, ID: id})
}

// Changed sets what the entry says of the change: ids, codes and counts, never personal values.
func (tx *Tx) Changed(change any) error {
	b, err := json.Marshal(change)
	tx.entry.Change = b
	return err
}

// Do decides, writes and records. It gives what write gave, or a fault.Denied with the reasons.
// write may run more than once; see package store.
func (s *Spine) Do(ctx context.Context, a Attempt, write func(ctx context.Context, tx *Tx) error) error {
	defer s.kick()
	var outcome error
	err := s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		entry := ledger.Entry{
			Person: a.Actor.Person, PersonName: a.Actor.Name, Organization: a.Actor.Organization,
			Role: string(a.Actor.Role), OnBehalfOf: a.Actor.OnBehalfOf, Trace: a.Actor.Trace, Act: a.Act,
		}
		outcome = tx.Savepoint(ctx, func() error {
			return s.step(ctx, a, &Tx{Tx: tx, entry: &entry}, write)
		})
		switch {
		case outcome == nil:
			entry.Outcome = ledger.Done
		case fault.KindOf(outcome) == fault.Denied:
			entry.Outcome, entry.Change = ledger.Refused, nil
		default:
			entry.Outcome, entry.Change = ledger.Failed, nil
			entry.Reason = failure(outcome)
		}
		_, err := ledger.Append(ctx, tx, entry)
		return err
	})
	if err != nil {
		return fmt.Errorf("%s: %w", a.Act, err)
	}
	if outcome != nil {
		return fmt.Errorf("%s: %w", a.Act, outcome)
	}
	return nil
}

// Look is [Spine.Do] for reading restricted or personal things: what read found is handed out by its
// caller only when Look gives nil.
func (s *Spine) Look(ctx context.Context, a Attempt, read func(ctx context.Context, tx *Tx) error) error {
	return s.Do(ctx, a, read)
}

func (s *Spine) step(ctx context.Context, a Attempt, tx *Tx, write func(ctx context.Context, tx *Tx) error) error {
	subject, err := a.Load(ctx, tx.Tx)
	if err != nil {
		return err
	}
	if subject.ID != "" {
		tx.About(subject.Type, subject.ID)
	}
	tx.entry.Region = subject.Region
	d := s.policies.Decide(a.Actor, a.Act, subject)
	var ids, words []string
	for _, r := range d.Reasons {
		ids, words = append(ids, r.Policy), append(words, r.NL)
	}
	tx.entry.Policy, tx.entry.Reason = strings.Join(ids, " "), strings.Join(words, " ")
	if !d.Allowed {
		return fault.New(fault.Denied, "Dit mag u niet doen. "+tx.entry.Reason, "you may not do this")
	}
	return write(ctx, tx)
}

// failure says in the ledger what went wrong: the kind and the fields, never a driver's text, which
// may quote what somebody typed.
func failure(err error) string {
	safe := fault.Safe(err)
	parts := []string{safe.Kind.String()}
	if safe.Kind != fault.Internal && safe.Text.NL != "" {
		parts = append(parts, safe.Text.NL)
	}
	for _, f := range safe.Fields {
		parts = append(parts, f.Name+": "+f.NL)
	}
	return strings.Join(parts, "; ")
}
