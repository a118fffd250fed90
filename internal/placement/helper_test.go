package placement_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// monday is when the tests begin.
var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

var (
	asker    = placementtest.Asker
	desk     = placementtest.Desk
	staff    = placementtest.Staff
	stranger = placementtest.Stranger
)

// wall is a clock that a test moves, forth and back.
type wall struct{ at atomic.Int64 }

func newWall() *wall {
	w := &wall{}
	w.at.Store(monday.UnixMicro())
	return w
}

func (w *wall) now() time.Time      { return time.UnixMicro(w.at.Load()).UTC() }
func (w *wall) add(d time.Duration) { w.at.Add(d.Microseconds()) }
func (w *wall) set(t time.Time)     { w.at.Store(t.UnixMicro()) }

type house struct {
	*placementtest.House
	clock *wall
}

// onEach runs a test on both databases, each in a house of its own.
func onEach(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	t.Parallel()
	for name, open := range map[string]func(testing.TB, clock.Clock) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fn(t, build(t, open))
		})
	}
}

func build(t testing.TB, open func(testing.TB, clock.Clock) *store.DB) *house {
	t.Helper()
	w := newWall()
	return &house{placementtest.New(t, open(t, w.now)), w}
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

// invite asks the owners of offers, and gives the invitations in their order.
func (h *house) invite(t testing.TB, r placement.RequestID, offers ...capacity.Offer) []placement.Invitation {
	t.Helper()
	ids := make([]capacity.OfferID, len(offers))
	for i, o := range offers {
		ids[i] = o.ID
	}
	got := must[placement.Request](t)(h.Invite(t.Context(), asker, r, ids))
	out := make([]placement.Invitation, len(offers))
	for k, o := range offers {
		for _, i := range got.Invitations {
			if i.Offer == o.ID && i.State == placement.Waiting {
				out[k] = i
			}
		}
		if out[k].ID == "" {
			t.Fatalf("offer %d was not asked", k)
		}
	}
	return out
}

func yes() placement.Answer { return placement.Answer{Yes: true} }

func no(reason placement.ReasonCode) placement.Answer { return placement.Answer{Reason: reason} }

func (h *house) answer(t testing.TB, i placement.Invitation, a placement.Answer) placement.Invitation {
	t.Helper()
	return must[placement.Invitation](t)(h.Answer(t.Context(), placementtest.Of(i.Organization), i.ID, a))
}

// now reads a request as its asker sees it.
func (h *house) now(t testing.TB, r placement.RequestID) placement.Request {
	t.Helper()
	return must[placement.Request](t)(h.Request(t.Context(), asker, r))
}

// free gives how many places of an offer are free now.
func (h *house) free(t testing.TB, o capacity.Offer) int {
	t.Helper()
	got := must[capacity.Offer](t)(h.Capacity.Offer(t.Context(), o.ID))
	return got.Free(h.clock.now())
}

// count asks the database.
func (h *house) count(t testing.TB, query string, args ...any) (n int) {
	t.Helper()
	if err := h.DB.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error { return tx.QueryRow(ctx, query, args...).Scan(&n) }); err != nil {
		t.Fatal(err)
	}
	return n
}

// ears remembers who was told what.
type ears struct {
	mu      sync.Mutex
	invited []placement.Invitation
	told    []placement.Told
}

func (e *ears) InvitedTx(_ context.Context, _ *act.Tx, i placement.Invitation, _ placement.Request) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.invited = append(e.invited, i)
	return nil
}

func (e *ears) ToldTx(_ context.Context, _ *act.Tx, t placement.Told) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.told = append(e.told, t)
	return nil
}

// heard tells whether somebody was told.
func (e *ears) heard(to access.Actor, n placement.News) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, t := range e.told {
		if string(t.To) == to.Organization && t.News == n {
			return true
		}
	}
	return false
}

func offers(all ...capacity.Offer) []capacity.OfferID {
	ids := make([]capacity.OfferID, len(all))
	for i, o := range all {
		ids[i] = o.ID
	}
	return ids
}
