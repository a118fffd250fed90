package agreement_test

import (
	"context"
	"testing"

	"eerstelijn/internal/agreement/agreementtest"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

type house = agreementtest.House

// onEach runs a test on both databases, each in a house of its own.
func onEach(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	t.Parallel()
	for name, open := range map[string]func(testing.TB, clock.Clock) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fn(t, agreementtest.New(t, open))
		})
	}
}

func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// wants fails unless err is of a kind.
func wants(t testing.TB, kind fault.Kind, err error) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind {
		t.Errorf("got %v, want %v", err, kind)
	}
}

// countInto runs a query that gives one number.
func countInto(n *int, query string, args []any) func(context.Context, *store.Tx) error {
	return func(ctx context.Context, tx *store.Tx) error { return tx.QueryRow(ctx, query, args...).Scan(n) }
}

// mandatePerson is who signs for a party.
func mandatePerson(p agreementtest.Party) network.PersonID {
	return network.PersonID(p.Delegate.Person)
}
