package projection_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/fhir/projection"
	"eerstelijn/internal/fhir/render"
	"eerstelijn/internal/id"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// told makes a service as somebody tells it, in a transaction that ends as asked.
func (h *house) told(t *testing.T, telling *projection.Telling, end error) (directory.Service, error) {
	t.Helper()
	s := h.services[0]
	s.ID, s.Name = id.New[directory.ServiceID](), "Avondspreekuur"
	s.Locations = []directory.Location{s.Locations[0]}
	s.Locations[0].ID = id.New[directory.LocationID]()
	return s, h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		telling.Begin(network.Organization{ID: h.practice, Kind: network.Provider, Name: "Praktijk Kade"})
		telling.Made(projection.Making{Service: s, Entry: id.New[ledger.EntryID](), At: h.now()})
		added, err := telling.SaveTx(ctx, tx)
		if err == nil && len(added) != 3 {
			t.Errorf("%d versions, want a service, its place and where they came from", len(added))
		}
		return errors.Join(err, end)
	})
}

// What a transaction told that failed is in no journal and passed over by nobody, also when it succeeds the second time.
func TestToldIsTakenBack(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		h.settle(t, h.Follower)
		before := len(h.all(t))
		fails := errors.New("the disk is full")
		if err := h.Tell(t.Context(), func(telling *projection.Telling) error {
			_, err := h.told(t, telling, fails)
			return err
		}); !errors.Is(err, fails) || h.Told() != 0 || len(h.all(t)) != before {
			t.Fatalf("%d passed over, %d new resources: %v", h.Told(), len(h.all(t))-before, err)
		}
		var s directory.Service
		if err := h.Tell(t.Context(), func(telling *projection.Telling) (err error) {
			if _, err := h.told(t, telling, fails); !errors.Is(err, fails) {
				t.Error(err)
			}
			s, err = h.told(t, telling, nil)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		want := 0 // PostgreSQL looks again
		if h.db.Dialect() == store.SQLite {
			want = 1
		}
		if h.Told() != want || len(h.all(t)) != before+3 {
			t.Errorf("%d passed over, want %d; %d new resources", h.Told(), want, len(h.all(t))-before)
		}
		h.read(t, "HealthcareService", render.ID(s.ID))
	})
}

// What is told and followed is remembered by nobody.
func TestToldIsForgotten(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		h.settle(t, h.Follower)
		if err := h.Tell(t.Context(), func(telling *projection.Telling) error {
			_, err := h.told(t, telling, nil)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		made := h.service(t, "Nog een", directory.Shown)
		if err := h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE fhir_progress SET ledger_seq = -1`) // everything is rendered again
			return err
		}); err != nil {
			t.Fatal(err)
		}
		h.settle(t, h.Follower)
		h.read(t, "HealthcareService", render.ID(made.ID))
		if h.Told() != 0 {
			t.Errorf("%d entries are still to be passed over", h.Told())
		}
	})
}

// Nobody waits long for a follower at work: what they make goes the general way.
func TestTellingWhileRendering(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		h.settle(t, h.Follower)
		entered, leave := make(chan struct{}), make(chan struct{})
		h.Between(func() { close(entered); <-leave })
		h.service(t, "Laat", directory.Shown)
		h.head(t) // which numbers it
		done := make(chan struct{})
		go func() { defer close(done); _, _ = h.Step(context.WithoutCancel(t.Context())) }()
		<-entered
		begun := time.Now()
		if err := h.Tell(t.Context(), func(telling *projection.Telling) error {
			if telling != nil {
				t.Error("it tells while the follower renders")
			}
			return nil
		}); err != nil {
			t.Error(err)
		}
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("it waited %s", took)
		}
		close(leave)
		<-done
	})
}
