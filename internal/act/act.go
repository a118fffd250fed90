// Package act is the one way to write and to look at restricted things: decide, do, record, in one
// transaction.
//
// [Spine.Do] asks the policies, runs the writes and appends the ledger entry. When the policies refuse,
// the entry says so and nothing else is written; when the writes fail, all is taken back and the entry
// is written by itself: a refusal leaves a trace, and a half-done act does not exist. One act is one
// entry; a capability that
// needs another one's rows calls its …Tx methods inside its own act, and these add their subjects
// with [Tx.About].
//
// [Spine.Look] is the same for reading: the answer leaves only after the entry is on disk.
// [Spine.Together] does several acts of one actor as one: each with its entry, and all of them or none.
package act

import (
	"context"
	"encoding/json"
	"errors"
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
	names    *ledger.Names
	source   string
	meter    *ledger.Meter
	session  func(ctx context.Context, tx *store.Tx, session string) (bool, error)
}

// Option is a choice at the making of a spine.
type Option func(*Spine)

// WithNames lets entries refer to what people are called. Without it they hold ids alone.
func WithNames(n *ledger.Names) Option { return func(s *Spine) { s.names = n } }

// WithSource says which installation and version writes the entries.
func WithSource(installation, version string) Option {
	return func(s *Spine) { s.source = installation + " " + version }
}

// WithSession has each writing act ask, in its own transaction, whether the session it came with has
// not ended. A request whose body comes slowly would else do, after somebody's account was recovered,
// what a thief began before it. Without it sessions are not asked for.
func WithSession(alive func(ctx context.Context, tx *store.Tx, session string) (bool, error)) Option {
	return func(s *Spine) { s.session = alive }
}

// New makes the spine. kick is called after each commit and must not block; nil is allowed.
func New(db *store.DB, policies *access.Policies, kick func(), options ...Option) *Spine {
	if kick == nil {
		kick = func() {}
	}
	s := &Spine{db: db, policies: policies, kick: kick, meter: &ledger.Meter{}}
	for _, o := range options {
		o(s)
	}
	return s
}

// DB is the database the acts run on, for public reads.
func (s *Spine) DB() *store.DB { return s.db }

// Policies are those that the spine asks, for lists that are bounded by them.
func (s *Spine) Policies() *access.Policies { return s.policies }

// Meter counts the entries that this node wrote.
func (s *Spine) Meter() *ledger.Meter { return s.meter }

// Attempt is what somebody wants to do.
type Attempt struct {
	Actor access.Actor
	// Act is '<capability>.<Method>', as the policies name it.
	Act string
	// Opens says that the act itself makes the actor's session, so that there is none to ask for yet.
	Opens bool
	// Under says on what care is looked at; empty for anything else.
	Under ledger.Grounds
	// Load locks the root row of the thing acted on and describes it. It runs inside the
	// transaction, so what it says still holds when the rows are written. It must work on a thing
	// that does not exist yet too: describe what it will be, or give a fault.NotFound. It writes
	// nothing.
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

// Found sets how many things a look gave. A search says it also when it found nothing.
func (tx *Tx) Found(n int) {
	found := int64(n)
	tx.entry.Found = &found
}

// Do decides, writes and records. It gives what write gave, or a fault.Denied with the reasons.
// write may run more than once; see package store.
func (s *Spine) Do(ctx context.Context, a Attempt, write func(ctx context.Context, tx *Tx) error) error {
	if g := togetherIn(ctx); g != nil {
		if err := s.join(ctx, g, a, write); err != nil {
			return fmt.Errorf("%s: %w", a.Act, err)
		}
		return nil
	}
	defer s.kick()
	who, err := s.entry(ctx, a)
	if err != nil {
		return fmt.Errorf("%s: %w", a.Act, err)
	}
	var entry ledger.Entry
	var outcome error
	var undone bool
	err = s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		entry, undone = who, false
		var refused bool
		refused, outcome = s.protected(ctx, a, &Tx{Tx: tx, entry: &entry}, write)
		if undone = outcome != nil && !refused; undone {
			return outcome // takes back what write wrote
		}
		if entry.Outcome = ledger.Done; refused {
			entry.Outcome = ledger.Refused
		}
		_, err := ledger.Append(ctx, tx, entry)
		return err
	})
	if undone {
		// Nobody has been answered yet, so the entry stands before anybody knows. It is written also
		// when the caller has gone away.
		fail(&entry, outcome)
		err = s.db.Write(context.WithoutCancel(ctx), func(ctx context.Context, tx *store.Tx) error {
			_, err := ledger.Append(ctx, tx, entry)
			return err
		})
	}
	if err != nil {
		return fmt.Errorf("%s: %w", a.Act, err)
	}
	s.meter.Count(entry.Outcome)
	if outcome != nil {
		return fmt.Errorf("%s: %w", a.Act, outcome)
	}
	return nil
}

// Look is [Spine.Do] for reading restricted or personal things: what read found is handed out by its
// caller only when Look gives nil. read says with [Tx.Found] how much it found.
func (s *Spine) Look(ctx context.Context, a Attempt, read func(ctx context.Context, tx *Tx) error) error {
	return s.Do(ctx, a, read)
}

// entry is what is known before anything is decided.
func (s *Spine) entry(ctx context.Context, a Attempt) (e ledger.Entry, err error) {
	e = s.plain(a)
	if s.names != nil && a.Actor.Role != access.System {
		e.Name, err = s.names.Ref(ctx, a.Actor.Person, a.Actor.Name)
	}
	return e, err
}

// plain is entry without the name.
func (s *Spine) plain(a Attempt) ledger.Entry {
	known, _ := access.ActOf(a.Act)
	return ledger.Entry{
		Person: a.Actor.Person, Organization: a.Actor.Organization, Role: string(a.Actor.Role), OnBehalfOf: a.Actor.OnBehalfOf,
		Session: a.Actor.Session, Assurance: uint8(a.Actor.Assurance), Via: string(a.Actor.Via), Origin: a.Actor.Origin, Trace: a.Actor.Trace,
		Act: a.Act, Sort: string(known.Sort), Grounds: a.Under, Source: s.source,
	}
}

// protected is step with a panic turned into an error, as the database would do with it, so that it is
// recorded as well.
func (s *Spine) protected(ctx context.Context, a Attempt, tx *Tx, write func(ctx context.Context, tx *Tx) error) (refused bool, err error) {
	defer func() {
		if p := recover(); p != nil {
			refused, err = false, fmt.Errorf("panic: %v", p)
		}
	}()
	return s.step(ctx, a, tx, write)
}

// signedOut is the refusal of an act whose session ended while it was on its way.
var signedOut = access.Reason{Policy: "session", NL: "U bent intussen uitgelogd."}

// step says whether err is a refusal, before which nothing was written.
func (s *Spine) step(ctx context.Context, a Attempt, tx *Tx, write func(ctx context.Context, tx *Tx) error) (refused bool, err error) {
	if s.session != nil && a.Actor.Session != "" && !a.Opens && tx.entry.Sort != string(access.Read) {
		alive, err := s.session(ctx, tx.Tx, a.Actor.Session)
		if err != nil {
			return false, err
		}
		if !alive {
			tx.entry.Policy, tx.entry.Reason = signedOut.Policy, signedOut.NL
			return true, fault.New(fault.Denied, signedOut.NL, "you have been signed out meanwhile").
				Because(access.Refusal{Act: a.Act, Reasons: []access.Reason{signedOut}})
		}
	}
	subject, err := a.Load(ctx, tx.Tx)
	if err != nil {
		return false, err
	}
	if subject.ID != "" {
		tx.About(subject.Type, subject.ID)
	}
	tx.entry.Region = subject.Region
	d := s.policies.Decide(a.Actor, a.Act, subject)
	tx.entry.Policy, tx.entry.Reason = spoken(d.Reasons)
	if !d.Allowed {
		return true, fault.New(fault.Denied, "Dit mag u niet doen. "+tx.entry.Reason, "you may not do this").Because(access.Refusal{Act: a.Act, Reasons: d.Reasons})
	}
	return false, write(ctx, tx)
}

// fail makes e the entry of an act that was taken back. A refusal that came half-way counts as one,
// with the reasons of that refusal rather than those of the permit before it.
func fail(e *ledger.Entry, err error) {
	e.Change, e.Found, e.Outcome = nil, nil, ledger.Refused
	if fault.KindOf(err) != fault.Denied {
		e.Outcome, e.Reason = ledger.Failed, failure(err)
		return
	}
	if refusal, ok := errors.AsType[access.Refusal](err); ok {
		e.Policy, e.Reason = spoken(refusal.Reasons)
	}
}

// spoken gives the ids and the sentences of reasons, as an entry holds them.
func spoken(reasons []access.Reason) (ids, sentences string) {
	var i, w []string
	for _, r := range reasons {
		i, w = append(i, r.Policy), append(w, r.NL)
	}
	return strings.Join(i, " "), strings.Join(w, " ")
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
