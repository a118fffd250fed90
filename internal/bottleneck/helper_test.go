package bottleneck_test

import (
	"context"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/bottleneck/bottlenecktest"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

var (
	reporter    = bottlenecktest.Reporter
	coordinator = bottlenecktest.Coordinator
	staff       = bottlenecktest.Staff
	national    = bottlenecktest.National
	tell        = bottlenecktest.Tell
	citizen     = access.Anonymous("trace")
)

const (
	day  = 24 * time.Hour
	week = 7 * day
)

type house struct {
	*bottlenecktest.House
	clock *bottlenecktest.Wall
}

// onEach runs a test on both databases, each in a house of its own.
func onEach(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	t.Parallel()
	for name, open := range map[string]func(testing.TB, clock.Clock) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := bottlenecktest.NewWall()
			fn(t, &house{bottlenecktest.New(t, open(t, w.Now)), w})
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
func wants(t testing.TB, err error, kind fault.Kind) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind {
		t.Errorf("got %v, want %v", err, kind)
	}
}

// field fails unless err is Invalid and names a field.
func field(t testing.TB, err error, name string) {
	t.Helper()
	wants(t, err, fault.Invalid)
	for _, f := range fault.Safe(err).Fields {
		if f.Name == name {
			return
		}
	}
	t.Errorf("%v does not name %s", err, name)
}

var none bottleneck.Decision

// look reads a bottleneck as staff of its region does.
func (h *house) look(t testing.TB, who access.Actor, which bottleneck.ID) bottleneck.Look {
	t.Helper()
	return must[bottleneck.Look](t)(h.Get(t.Context(), who, which))
}

// follow reads what a reporter's link opens.
func (h *house) follow(t testing.TB, token string) bottleneck.Followed {
	t.Helper()
	return must[bottleneck.Followed](t)(h.Follow(t.Context(), token))
}

// byLink gives who holds a receipt's link.
func (h *house) byLink(t testing.TB, token string) (access.Actor, bottleneck.ID) {
	t.Helper()
	who, which, err := h.Holder(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	return who, which
}

// ticks lets the clocks do what is due.
func (h *house) ticks(t testing.TB) int {
	t.Helper()
	return must[int](t)(h.Clocks(t.Context()))
}

// count asks the database.
func (h *house) count(t testing.TB, query string, args ...any) (n int) {
	t.Helper()
	if err := h.DB.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error { return tx.QueryRow(ctx, query, args...).Scan(&n) }); err != nil {
		t.Fatal(err)
	}
	return n
}

// within runs something within an act of somebody else.
func (h *house) within(t testing.TB, fn func(ctx context.Context, tx *act.Tx) error) error {
	t.Helper()
	return h.Spine.Do(t.Context(), act.Attempt{Actor: access.Job("test"), Act: "bottleneck.Clocks", Load: func(context.Context, *store.Tx) (access.Subject, error) {
		return access.Subject{Type: "rule"}, nil
	}}, fn)
}

// kinds are those of events, in their order.
func kinds(events []bottleneck.Event) (all []bottleneck.EventKind) {
	for _, e := range events {
		all = append(all, e.Kind)
	}
	return all
}

// ended ends a wijkverband at a moment.
func ended(which network.WijkverbandID, at time.Time) func(context.Context, *store.Tx) error {
	return func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE wijkverband_version SET until_at = $1 WHERE wijkverband = $2 AND until_at IS NULL`, at.UnixMicro(), which)
		return err
	}
}

// empty takes every bottleneck away.
func (h *house) empty(t testing.TB) {
	t.Helper()
	err := h.DB.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		for _, table := range []string{"vote", "ending", "receipt", "reporter", "event", "stop", "state"} {
			if _, err := tx.Exec(ctx, `DELETE FROM bottleneck_`+table); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, `DELETE FROM bottleneck`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
