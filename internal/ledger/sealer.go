package ledger

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"eerstelijn/internal/keys"
	"eerstelijn/internal/store"
)

// Publisher tells seals to a place outside the database, in order and at least once.
type Publisher interface {
	// Published names the last seal that the place has.
	Published(ctx context.Context) (Tip, error)
	Publish(ctx context.Context, seals []Seal) error
}

// Sealer puts new entries under seals and publishes these. Every node runs one: whoever writes the
// next number first has made that seal, and the others find nothing left to do.
//
// It goes on from what it can trust only. A genuine seal on top of a forged one would vouch for it, so
// when the seals in the database are not those that it knows, it seals and publishes nothing and says
// so each minute, until an operator has looked.
type Sealer struct {
	db    *store.DB
	ring  *keys.Ring
	log   *slog.Logger
	every time.Duration
	to    []Publisher

	anchor  *Anchor             // nil: none
	last    atomic.Pointer[Tip] // the newest seal that this node trusted; nil before it saw one
	refused atomic.Bool         // the last round found something wrong
	whole   atomic.Int64        // when this node last saw everything sealed, in microseconds
}

// sealEvery is how long an entry stands without a seal at most.
const sealEvery = time.Minute

// NewSealer makes a sealer; it does nothing until [Sealer.Run] or [Sealer.Seal].
func NewSealer(db *store.DB, ring *keys.Ring, log *slog.Logger, to ...Publisher) *Sealer {
	return &Sealer{db: db, ring: ring, log: log, every: sealEvery, to: to}
}

// Anchored makes the sealer remember the last seal outside the database. It is for the wiring.
func (s *Sealer) Anchored(a *Anchor) *Sealer {
	s.anchor = a
	return s
}

// Run seals at once, then each minute, and a last time when ctx ends.
func (s *Sealer) Run(ctx context.Context) {
	tick := time.NewTicker(s.every)
	defer tick.Stop()
	for {
		s.round(ctx)
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			s.round(last)
			return
		case <-tick.C:
		}
	}
}

// round seals and publishes; what fails is done in the next one.
func (s *Sealer) round(ctx context.Context) {
	wrong := false
	for _, step := range []struct {
		what string
		do   func() error
	}{
		{"ledger seal", func() error { _, err := s.Seal(ctx); return err }},
		{"ledger seal: telling it elsewhere", func() error { return s.Publish(ctx) }},
	} {
		err := step.do()
		if ctx.Err() != nil {
			return
		}
		if _, ok := errors.AsType[*Problem](err); ok {
			wrong = true
			s.log.Error("THE LEDGER MAY HAVE BEEN TAMPERED WITH: nothing is sealed until an operator has looked; run eerstelijn check ledger, and with --accept when a copy was put back on purpose",
				"doing", step.what, "error", err)
			break
		}
		if err != nil {
			s.log.Error(step.what, "error", err)
		}
	}
	s.refused.Store(wrong)
}

// Seal makes as many seals as there is work for, and says how many. A [Problem] says that the seals in
// the database are not those that it knows; it then makes none.
func (s *Sealer) Seal(ctx context.Context) (made int, err error) {
	for {
		more, err := s.one(ctx)
		if err != nil {
			return made, fmt.Errorf("ledger.Seal: %w", err)
		}
		if !more {
			return made, nil
		}
		made++
	}
}

// one makes one seal. The entries are read and hashed outside the writing transaction, which would
// otherwise keep everybody else waiting.
func (s *Sealer) one(ctx context.Context) (made bool, err error) {
	known, err := s.known()
	if err != nil {
		return false, err
	}
	var seal, former Seal
	var leaves []Hash
	var now time.Time
	err = s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		var wrong *Problem
		if former, wrong, err = s.former(ctx, tx, known); err != nil {
			return err
		}
		if wrong != nil {
			return wrong
		}
		if now, err = tx.Now(ctx); err != nil {
			return err
		}
		seal, leaves, made, err = nextSeal(ctx, tx, former, now)
		return err
	})
	if err != nil {
		return false, err
	}
	s.remember(former)
	if !made {
		s.whole.Store(now.UnixMicro())
		return false, nil
	}
	if err := seal.sign(s.ring); err != nil {
		return false, err
	}
	err = s.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error { return insertSeal(ctx, tx, seal, leaves) })
	if store.IsDuplicate(err) {
		return true, nil // another node made it just now: go on from there
	}
	if err != nil {
		return false, err
	}
	s.remember(seal)
	return true, nil
}

// known is what the seals in the database must fit. The file is read each time, before the database:
// another node may have raised it.
func (s *Sealer) known() (map[string]Tip, error) {
	known := map[string]Tip{}
	if m := s.last.Load(); m != nil {
		known[nodeKnows] = *m
	}
	if s.anchor == nil {
		return known, nil
	}
	m, err := s.anchor.Read()
	known[anchorKnows] = m
	return known, err
}

// remember keeps a seal that is trusted, in memory and beside the key file. Where that cannot be
// written sealing goes on: the file then names an older seal, which must still be there.
func (s *Sealer) remember(seal Seal) {
	m := seal.Tip()
	if former := s.last.Load(); m.Number == 0 || former != nil && former.Number >= m.Number {
		return
	}
	s.last.Store(&m)
	if s.anchor == nil {
		return
	}
	if err := s.anchor.raise(m); err != nil {
		s.log.Error("ledger seal: remembering it beside the key file", "error", err)
	}
}

// Publish tells every place what it does not have yet. A [Problem] says that what a place has is not
// what is in the database, or that what would be told cannot be trusted; that place is then told
// nothing.
func (s *Sealer) Publish(ctx context.Context) error {
	var failed []error
	for _, to := range s.to {
		for more := true; more; {
			var err error
			if more, err = s.tell(ctx, to); err != nil {
				failed = append(failed, err)
				break
			}
		}
	}
	return errors.Join(failed...)
}

// tell tells a place some of what it does not have, and whether there was any.
func (s *Sealer) tell(ctx context.Context, to Publisher) (more bool, err error) {
	tip, err := to.Published(ctx)
	if err != nil {
		return false, err
	}
	var seals []Seal
	trust := signers{ring: s.ring}
	err = s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		var at Seal
		if tip.Number > 0 {
			var p *Problem
			if at, p, err = tip.stands(ctx, tx, placeKnows); err != nil {
				return err
			} else if p != nil {
				return p
			}
		}
		if seals, err = Seals(ctx, tx, tip.Number, 100); err != nil {
			return err
		}
		for _, n := range seals {
			p, err := trust.next(n, at)
			if err != nil {
				return err
			} else if p != nil {
				return p
			}
			at = n
		}
		return nil
	})
	if err != nil || len(seals) == 0 {
		return false, err
	}
	return true, to.Publish(ctx, seals)
}
