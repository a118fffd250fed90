package mandate

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Loss hears of it, in the same transaction, when a grantor may have lost whoever spoke for it at a table.
type Loss interface {
	LostTx(ctx context.Context, tx *act.Tx, grantor network.OrganizationID, forum Forum) error
}

// Service keeps who speaks for whom, and answers questions about it. Everybody may ask; who may change
// what stands in access/policies/mandate.cedar.
type Service struct {
	spine   *act.Spine
	network *network.Service
	losses  []Loss
}

// New makes the service. Whoever leaves, says the network, speaks for nobody from then on.
func New(spine *act.Spine, n *network.Service) *Service {
	s := &Service{spine: spine, network: n}
	n.OnLeave(s.LeaveTx)
	return s
}

// Tell adds who hears of a loss. It belongs to the wiring, before the first request.
func (s *Service) Tell(l Loss) { s.losses = append(s.losses, l) }

func (s *Service) lost(ctx context.Context, tx *act.Tx, grantor network.OrganizationID, forum Forum) error {
	for _, l := range s.losses {
		if err := l.LostTx(ctx, tx, grantor, forum); err != nil {
			return err
		}
	}
	return nil
}

// hold locks what is known here until the transaction ends. Whoever writes holds it, and so does whoever
// relies on a chain: of two that meet, the second sees what the first wrote. Agreements are
// locked after it, never before: a loss reaches them while it is held.
func hold(ctx context.Context, tx *store.Tx) error { return tx.Lock(ctx, "mandate_known", "all") }

// advance holds what is known here and moves it on: what this transaction writes is known from the moment
// it gives beside now. That is now too, but always later than everything written before: on PostgreSQL a
// transaction that waited began, by its own clock, before the one that it waited for ended.
func advance(ctx context.Context, tx *store.Tx) (now, known time.Time, err error) {
	if now, err = tx.Now(ctx); err != nil {
		return now, known, err
	}
	var at int64
	err = tx.QueryRow(ctx, `UPDATE mandate_known SET at = CASE WHEN at >= $1 THEN at + 1 ELSE $1 END WHERE id = 'all' RETURNING at`, clock.Micros(now)).Scan(&at)
	return now, clock.FromMicros(at), err
}

// HoldTx holds what is known here until the transaction ends, moves it on and gives that moment: for an act
// that is about to rest on mandates, signs as of then, and locks other rows after it. Nothing that is
// written later is known earlier. It decides nothing.
func (s *Service) HoldTx(ctx context.Context, tx *store.Tx) (time.Time, error) {
	_, known, err := advance(ctx, tx)
	return known, err
}

// view is what a question looks at: the facts that hold at a moment, as known at another.
type view struct{ at, known time.Time }

// look completes the moments of a question. What is known beyond the newest row is what is known now, so
// the view never names a moment at which somebody may still write.
func look(ctx context.Context, tx *store.Tx, at, known time.Time) (v view, err error) {
	var newest int64
	if err := tx.QueryRow(ctx, `SELECT at FROM mandate_known WHERE id = 'all'`).Scan(&newest); err != nil {
		return v, err
	}
	v = view{at: at, known: clock.FromMicros(newest)}
	if at.IsZero() {
		now, err := tx.Now(ctx)
		if err != nil {
			return v, err
		}
		// Not before what this very question knows: see advance for why that may be later than now.
		if v.at = now; v.known.After(now) {
			v.at = v.known
		}
	}
	if !known.IsZero() && known.Before(v.known) {
		v.known = known
	}
	// As the store keeps moments, so that the same view asks the same.
	v.at, v.known = v.at.UTC().Truncate(time.Microsecond), v.known.UTC().Truncate(time.Microsecond)
	return v, nil
}

// knownAt completes a condition on the rows of an alias: those that stood at the moment in a parameter.
func knownAt(alias, param string) string {
	return alias + `.known_from <= ` + param + ` AND (` + alias + `.known_until IS NULL OR ` + alias + `.known_until > ` + param + `)`
}

// closeRow lets the row of a thing that stands be known no longer than k.
func closeRow(ctx context.Context, tx *store.Tx, table, id string, k time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE `+table+` SET known_until = $2 WHERE id = $1 AND known_until IS NULL`, id, clock.Micros(k))
	return err
}

// args numbers the parameters of a statement while it is put together.
type args []any

func (a *args) add(v any) string {
	*a = append(*a, v)
	return access.Placeholder(len(*a))
}

// same adds a condition on a column, unless the value is empty.
func same[T ~string](a *args, where *string, column string, value T) {
	if value != "" {
		*where += ` AND ` + column + ` = ` + a.add(string(value))
	}
}

func bit(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

// end stores an end that may be open, and endOf reads it.
func end(t time.Time) sql.NullInt64 {
	return sql.NullInt64{Int64: clock.Micros(t), Valid: !t.IsZero()}
}

func endOf(us sql.NullInt64) time.Time {
	if !us.Valid {
		return time.Time{}
	}
	return clock.FromMicros(us.Int64)
}

// ErrStale marks the Conflict of who changes a thing that has changed since they looked.
var ErrStale = errors.New("mandate: changed since")

// stale is what somebody hears who changes a thing that has changed since they looked.
func stale(actor access.Actor, is, named int64) error {
	if is == named || named == 0 && actor.Role == access.System {
		return nil
	}
	return fault.New(fault.Conflict, "Iemand anders wijzigde dit intussen. Kijk eerst hoe het nu is.", "somebody else has changed this since: look at it first").Because(ErrStale)
}
