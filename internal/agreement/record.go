package agreement

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/store"
)

// Record is everything that is kept of an agreement, as it is kept: what a check compares.
type Record struct {
	ID         ID
	Number     int
	State      State
	Version    int
	Public     bool
	Texts      []TextRecord
	Signatures []Signature // the oldest first
	States     []StateRecord
	root       *stored
}

// TextRecord is a version with its parties.
type TextRecord struct {
	Text
	Parties []PartyRecord
	kept    *text
}

// PartyRecord is a party of a version.
type PartyRecord struct {
	Organization string
	As           string
	Since        time.Time
	Left         time.Time // zero: it did not step out
}

// StateRecord is a row of states.
type StateRecord struct {
	Edit        int64
	From, Until time.Time
	State       State
	Version     int
	Public      bool
	Act         string
}

// StateSubject is the type of the ledger's subject by which the entry of an act tells of each state that it
// led to, also where the act is one of another capability or on another agreement.
const StateSubject = "agreement-state"

// Told is the id of the ledger's subject that tells of a state: the agreement, edit, state, version, whether
// it is public and the moment, with the stroke between them.
func (s StateRecord) Told(which ID) string {
	return fmt.Sprintf("%s/%d/%s/%d/%d/%d", which, s.Edit, s.State, s.Version, bit(s.Public), clock.Micros(s.From))
}

// RecordTx reads everything that is kept of an agreement.
func (s *Service) RecordTx(ctx context.Context, tx *store.Tx, which ID) (r Record, err error) {
	r.root, err = store.One(ctx, tx, scanRoot, `SELECT `+rootColumns+` FROM agreement a WHERE a.id = $1`, which)
	if errors.Is(err, store.ErrNone) {
		return r, missing()
	}
	if err != nil {
		return r, err
	}
	r.ID, r.Number, r.State, r.Version, r.Public = r.root.ID, r.root.Number, r.root.State, r.root.Version, r.root.Public
	texts, err := store.All(ctx, tx, scanText, `SELECT `+textColumns+` FROM agreement_text WHERE agreement = $1 ORDER BY version`, which)
	if err != nil {
		return r, err
	}
	for _, t := range texts {
		if err := t.fill(ctx, tx, which); err != nil {
			return r, err
		}
		kept := TextRecord{Text: t.Text, kept: t}
		for _, p := range t.parties {
			kept.Parties = append(kept.Parties, PartyRecord{string(p.organization), p.as, p.since, p.left})
		}
		r.Texts = append(r.Texts, kept)
	}
	if r.Signatures, err = signatures(ctx, tx, `s.agreement = $1`, which); err != nil {
		return r, err
	}
	r.States, err = store.All(ctx, tx, func(row func(...any) error) (s StateRecord, err error) {
		var from int64
		var until sql.NullInt64
		err = row(&s.Edit, &from, &until, &s.State, &s.Version, &s.Public, &s.Act)
		s.From, s.Until = clock.FromMicros(from), endOf(until)
		return s, err
	}, `SELECT edit, from_at, until_at, state, version, public, act FROM agreement_state WHERE agreement = $1 ORDER BY edit`, which)
	return r, err
}

// Text gives the record of a version.
func (r *Record) Text(version int) (TextRecord, bool) {
	for _, t := range r.Texts {
		if t.Version == version {
			return t, true
		}
	}
	return TextRecord{}, false
}

// Statement makes anew, from what is kept, what a signature must have been given to. It is false when its
// text is not there.
func (r *Record) Statement(s *Signature) (Statement, bool) {
	t, there := r.Text(s.Version)
	if !there {
		return Statement{}, false
	}
	return r.root.statement(t.kept, s), true
}

// ViewTx gives an agreement as it was at a moment, to capabilities that rest on this one; zero is now. It
// decides nothing: see [Service.ReaderTx].
func (s *Service) ViewTx(ctx context.Context, tx *store.Tx, which ID, at time.Time) (Agreement, error) {
	return s.viewTx(ctx, tx, which, at)
}

// ByNumberTx gives the agreement with a short number.
func (s *Service) ByNumberTx(ctx context.Context, tx *store.Tx, number int) (which ID, err error) {
	err = tx.QueryRow(ctx, `SELECT id FROM agreement WHERE number = $1`, number).Scan(&which)
	if errors.Is(err, store.ErrNone) {
		err = missing()
	}
	return which, err
}
