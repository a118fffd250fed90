package network

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// Service answers questions about the network and changes it. Everybody may ask; what may be
// changed by whom stands in access/policies/network.cedar.
type Service struct {
	spine    *act.Spine
	country  kept[[]CountryRow]
	coverage kept[Coverage] // by slug
	cuts     kept[[]Cut]    // by kind of boundary
	leaving  []func(ctx context.Context, tx *act.Tx, who PersonID) error
}

// New makes the service.
func New(spine *act.Spine) *Service { return &Service{spine: spine} }

// read runs a public question on one moment of the database.
func (s *Service) read(ctx context.Context, fn func(ctx context.Context, tx *store.Tx) error) error {
	return s.spine.DB().Read(ctx, fn)
}

// list reads rows for a public question.
func list[T any](ctx context.Context, s *Service, scan func(row func(...any) error) (T, error), query string, args ...any) (out []T, err error) {
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		out, err = store.All(ctx, tx, scan, query, args...)
		return err
	})
	return out, err
}

// force completes a condition on dated rows: those in force at the moment in a parameter.
func force(alias, param string) string {
	return alias + `.from_at <= ` + param + ` AND (` + alias + `.until_at IS NULL OR ` + alias + `.until_at > ` + param + `)`
}

// args numbers the parameters of a statement while it is put together.
type args []any

func (a *args) add(v any) string {
	*a = append(*a, v)
	return param(len(*a))
}

// in gives "IN ($3,$4)" for values, and a condition that never holds for none.
func in[T any](a *args, values []T) string {
	if len(values) == 0 {
		return `IN (NULL)`
	}
	var b strings.Builder
	for i, v := range values {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(a.add(v))
	}
	return `IN (` + b.String() + `)`
}

// bit stores a yes or no as both databases can: 1 or 0.
func bit(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

// ending stores an end that may be open.
func ending(t time.Time) sql.NullInt64 {
	return sql.NullInt64{Int64: clock.Micros(t), Valid: !t.IsZero()}
}

func endOf(us sql.NullInt64) time.Time {
	if !us.Valid {
		return time.Time{}
	}
	return clock.FromMicros(us.Int64)
}

func one[T any](rows []T, err error, nl, en string) (T, error) {
	var none T
	if err != nil {
		return none, err
	}
	if len(rows) == 0 {
		return none, fault.Missing(nl, en)
	}
	return rows[0], nil
}
