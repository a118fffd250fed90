package ledger

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"eerstelijn/internal/keys"
	"eerstelijn/internal/store"
)

// Publisher tells seals to a place outside the database, in order and at least once.
type Publisher interface {
	// Published is the number of the last seal that the place has.
	Published(ctx context.Context) (int64, error)
	Publish(ctx context.Context, seals []Seal) error
}

// Sealer puts new entries under seals and publishes these. Every node runs one: whoever writes the
// next number first has made that seal, and the others find nothing left to do.
type Sealer struct {
	db    *store.DB
	ring  *keys.Ring
	log   *slog.Logger
	every time.Duration
	to    []Publisher

	whole atomic.Int64 // when this node last saw everything sealed, in microseconds
}

// sealEvery is how long an entry stands without a seal at most.
const sealEvery = time.Minute

// NewSealer makes a sealer; it does nothing until [Sealer.Run] or [Sealer.Seal].
func NewSealer(db *store.DB, ring *keys.Ring, log *slog.Logger, to ...Publisher) *Sealer {
	return &Sealer{db: db, ring: ring, log: log, every: sealEvery, to: to}
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
	if _, err := s.Seal(ctx); err != nil && ctx.Err() == nil {
		s.log.Error("ledger seal", "error", err)
	}
	if err := s.Publish(ctx); err != nil && ctx.Err() == nil {
		s.log.Error("ledger seal: telling it elsewhere", "error", err)
	}
}

// Seal makes as many seals as there is work for, and says how many.
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
	var seal Seal
	var leaves []Hash
	var now time.Time
	err = s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		former, err := lastSeal(ctx, tx)
		if err != nil {
			return err
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
	return err == nil, err
}

// Publish tells every place what it does not have yet.
func (s *Sealer) Publish(ctx context.Context) error {
	for _, to := range s.to {
		for {
			after, err := to.Published(ctx)
			if err != nil {
				return err
			}
			var seals []Seal
			if err := s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
				seals, err = Seals(ctx, tx, after, 100)
				return err
			}); err != nil {
				return err
			}
			if len(seals) == 0 {
				break
			}
			if err := to.Publish(ctx, seals); err != nil {
				return err
			}
		}
	}
	return nil
}
