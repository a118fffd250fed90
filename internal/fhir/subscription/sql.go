package subscription

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/store"
)

// forHeaders is what the headers of programs are sealed for: they hold their secrets.
const forHeaders keys.Purpose = "subscriptions"

// stored is a subscription with what only its row knows.
type stored struct {
	Subscription
	sealed   []byte // its headers
	from     int64
	greeted  bool
	failures int
	next     time.Time
	holder   string
	held     time.Time
}

const columns = `id, organization, client, topic, filters, reason, endpoint, headers, heartbeat, timeout, most, end_at, state, problem, version,
	made_at, changed_at, from_seq, events, told, greeted, failures, failing_at, next_at, spoke_at, holder, held_until`

func scan(row func(...any) error) (r stored, err error) {
	var filters string
	var heartbeat, timeout, made, changed, greeted, next, held int64
	var end, failing, spoke sql.NullInt64
	err = row(&r.ID, &r.Organization, &r.Client, &r.Topic, &filters, &r.Reason, &r.Endpoint, &r.sealed, &heartbeat, &timeout, &r.Most, &end, &r.State, &r.Problem,
		&r.Version, &made, &changed, &r.from, &r.Events, &r.Told, &greeted, &r.failures, &failing, &next, &spoke, &r.holder, &held)
	if filters != "" {
		r.Filters = strings.Split(filters, "\n")
	}
	r.Heartbeat, r.Timeout = time.Duration(heartbeat)*time.Second, time.Duration(timeout)*time.Second
	r.Made, r.Changed, r.next, r.held = clock.FromMicros(made), clock.FromMicros(changed), clock.FromMicros(next), clock.FromMicros(held)
	r.End, r.Failing, r.Spoke = moment(end), moment(failing), moment(spoke)
	r.greeted, r.Off = greeted == 1, r.State == Off
	return r, err
}

func moment(us sql.NullInt64) time.Time {
	if !us.Valid {
		return time.Time{}
	}
	return clock.FromMicros(us.Int64)
}

// micros stores a moment that may be none.
func micros(t time.Time) sql.NullInt64 {
	return sql.NullInt64{Int64: clock.Micros(t), Valid: !t.IsZero()}
}

func missing() error {
	return fault.Missing("Dit abonnement bestaat niet.", "subscription not found")
}

func find(ctx context.Context, tx *store.Tx, which ID) (stored, error) {
	r, err := store.One(ctx, tx, scan, `SELECT `+columns+` FROM subscription WHERE id = $1`, which)
	if errors.Is(err, store.ErrNone) {
		return r, missing()
	}
	return r, err
}

func insert(ctx context.Context, tx *store.Tx, r *stored) error {
	_, err := tx.Exec(ctx, `INSERT INTO subscription (`+columns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 0, 0, 0, 0, NULL, 0, NULL, '', 0)`,
		r.ID, r.Organization, r.Client, r.Topic, strings.Join(r.Filters, "\n"), r.Reason, r.Endpoint, r.sealed, int64(r.Heartbeat/time.Second), int64(r.Timeout/time.Second),
		r.Most, micros(r.End), r.State, r.Problem, r.Version, clock.Micros(r.Made), clock.Micros(r.Changed), r.from)
	return err
}

// rewrite writes what a program changes. Whoever tells it now loses hold of it, and its failures are forgotten.
func rewrite(ctx context.Context, tx *store.Tx, r *stored) error {
	_, err := tx.Exec(ctx, `UPDATE subscription SET reason = $2, endpoint = $3, headers = $4, heartbeat = $5, timeout = $6, most = $7, end_at = $8, state = $9, problem = $10,
			version = $11, changed_at = $12, from_seq = $13, client = $14, greeted = 0, failures = 0, failing_at = NULL, next_at = 0, holder = '', held_until = 0 WHERE id = $1`,
		r.ID, r.Reason, r.Endpoint, r.sealed, int64(r.Heartbeat/time.Second), int64(r.Timeout/time.Second), r.Most, micros(r.End), r.State, r.Problem,
		r.Version, clock.Micros(r.Changed), r.from, r.Client)
	return err
}

// eventsTx gives events by their numbers, both bounds counted.
func eventsTx(ctx context.Context, tx *store.Tx, which ID, from, to int64, most int) ([]Event, error) {
	return store.All(ctx, tx, func(row func(...any) error) (e Event, err error) {
		var at int64
		err = row(&e.Number, &at)
		e.At = clock.FromMicros(at)
		return e, err
	}, `SELECT number, at FROM subscription_event WHERE subscription = $1 AND number BETWEEN $2 AND $3 ORDER BY number LIMIT $4`, which, from, to, most)
}

// seal closes headers; none stays none.
func (s *Service) seal(ctx context.Context, which ID, headers []string) ([]byte, error) {
	if len(headers) == 0 {
		return []byte{}, nil
	}
	return s.Keys.Seal(ctx, forHeaders, []byte(strings.Join(headers, "\n")), string(which))
}

// headers opens what is sent along.
func (s *Service) headers(ctx context.Context, r *stored) ([]string, error) {
	if len(r.sealed) == 0 {
		return nil, nil
	}
	plain, err := s.Keys.Open(ctx, forHeaders, r.sealed, string(r.ID))
	if err != nil {
		return nil, err
	}
	return strings.Split(string(plain), "\n"), nil
}
