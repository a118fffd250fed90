package store

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/clock"
)

// runner is what a transaction runs on: a cached connection (SQLite) or a pgx transaction.
type runner interface {
	exec(ctx context.Context, query string, args ...any) (sql.Result, error)
	query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	queryRow(ctx context.Context, query string, args ...any) *sql.Row
}

// Tx is a running transaction. It belongs to one goroutine and ends with the function it was
// handed to.
type Tx struct {
	on      runner
	dialect Dialect
	clock   clock.Clock
	now     time.Time
}

// Dialect says which database this is.
func (tx *Tx) Dialect() Dialect { return tx.dialect }

// Now gives the moment of the transaction: the same at each call.
func (tx *Tx) Now(ctx context.Context) (time.Time, error) {
	if !tx.now.IsZero() {
		return tx.now, nil
	}
	if tx.clock != nil {
		tx.now = tx.clock().UTC().Truncate(time.Microsecond)
		return tx.now, nil
	}
	var us int64
	err := tx.QueryRow(ctx, `SELECT (EXTRACT(EPOCH FROM now()) * 1000000)::bigint`).Scan(&us)
	tx.now = clock.FromMicros(us)
	return tx.now, err
}

// KnowsNow says whether [Tx.Now] answers without asking the database.
func (tx *Tx) KnowsNow() bool { return tx.clock != nil || !tx.now.IsZero() }

// HasClock says whether [Tx.Now] is that of a clock of this program, and not that of the start of the transaction.
func (tx *Tx) HasClock() bool { return tx.clock != nil }

// Exec runs a statement that returns no rows.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return tx.on.exec(ctx, query, args...)
}

// Query runs a statement that returns rows; see also [All].
func (tx *Tx) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return tx.on.query(ctx, query, args...)
}

// QueryRow runs a statement that returns one row at most; see also [One].
func (tx *Tx) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	return tx.on.queryRow(ctx, query, args...)
}

// Lock holds the row id of table until the transaction ends. An act locks the root row of the
// thing it changes before it looks at it: under READ COMMITTED a ★ rule does not hold otherwise.
// SQLite has one writer, so there is nothing to lock. A row that is not there locks nothing.
func (tx *Tx) Lock(ctx context.Context, table, id string) error {
	if tx.dialect == SQLite {
		return nil
	}
	_, err := tx.Exec(ctx, `SELECT 1 FROM `+table+` WHERE id = $1 FOR UPDATE`, id)
	return err
}

// Savepoint runs fn so that its writes are taken back when it returns an error or panics, while the
// transaction goes on.
func (tx *Tx) Savepoint(ctx context.Context, fn func() error) error {
	return tx.named(ctx, "step", fn)
}

// errLost says that the database gave up the whole transaction, savepoints included.
var errLost = errors.New("store: the transaction was rolled back as a whole")

func (tx *Tx) named(ctx context.Context, name string, fn func() error) error {
	if _, err := tx.Exec(ctx, `SAVEPOINT `+name); err != nil {
		return err
	}
	err := runProtected(ctx, func(context.Context, *Tx) error { return fn() }, tx)
	if err != nil {
		if _, back := tx.Exec(ctx, `ROLLBACK TO SAVEPOINT `+name); back != nil {
			return errors.Join(err, errLost, back)
		}
	}
	if _, end := tx.Exec(ctx, `RELEASE SAVEPOINT `+name); end != nil {
		return errors.Join(err, errLost, end)
	}
	return err
}

// ErrNone says that [One] found no row; a capability turns it into a fault.NotFound with words.
var ErrNone = sql.ErrNoRows

// One reads the row that query gives, or [ErrNone].
func One[T any](ctx context.Context, tx *Tx, scan func(row func(...any) error) (T, error), query string, args ...any) (T, error) {
	return scan(tx.QueryRow(ctx, query, args...).Scan)
}

// All reads every row that query gives.
func All[T any](ctx context.Context, tx *Tx, scan func(row func(...any) error) (T, error), query string, args ...any) ([]T, error) {
	rows, err := tx.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []T
	for rows.Next() {
		v, err := scan(rows.Scan)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// Placeholders gives "($1,$2),($3,$4)" for rows of width columns: one statement for many rows.
func Placeholders(rows, width int) string {
	var b strings.Builder
	b.Grow(rows * width * 5)
	n := 0
	for r := range rows {
		if r > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('(')
		for c := range width {
			if c > 0 {
				b.WriteByte(',')
			}
			n++
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(n))
		}
		b.WriteByte(')')
	}
	return b.String()
}
