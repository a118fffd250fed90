package feed_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"eerstelijn/internal/fhir/projection"
	"eerstelijn/internal/fhir/render"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// another makes a follower as that of another node, which knows nothing of what was told here.
func (h *house) another() *projection.Follower {
	d := h.deps
	return projection.New(d.Rendering.Domain, d.Store, d.Feed, d.Journal, d.Config, d.Now, d.Log)
}

// follow has a follower render all that is committed.
func (h *house) follow(t testing.TB, f *projection.Follower) {
	t.Helper()
	h.numbered(t)
	for head, more := h.head(t), true; more || f.Reached() < head; {
		var err error
		if more, err = f.Step(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// newest is the number of the newest version.
func (h *house) newest(t testing.TB) int64 {
	t.Helper()
	p, err := h.journal.Progress(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return p.Seq
}

// rename gives an organisation another name.
func (h *house) rename(t testing.TB, name string) {
	t.Helper()
	var o network.Organization
	err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
		o, err = h.network.EditOrganizationTx(ctx, tx, h.mine)
		return err
	})
	if err == nil {
		o.Name = name
		_, err = h.network.SaveOrganization(t.Context(), operator, o)
	}
	if err != nil {
		t.Error(err)
	}
}

// ★ What is new is in the journal with the act itself, while nobody follows; who follows later, on this node or
// on another, or renders everything, finds nothing to add.
func TestNewIsToldByItself(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		h.halt()
		before := h.newest(t)
		h.rename(t, "Praktijk Werf") // which nobody renders yet
		made := h.write("POST", "/fhir", both()).want(t, http.StatusOK)
		if strings.Count(made.text, `"etag":"W/\"1\""`) != 2 {
			t.Fatalf("it cannot be read yet: %s", made.text)
		}
		if now := h.newest(t); now != before+3 {
			t.Errorf("%d versions, want a service, a place and where they came from", now-before)
		}
		ref := made.parse(t)["entry"].([]any)[0].(map[string]any)["fullUrl"].(string)
		id := ref[strings.LastIndexByte(ref, '/')+1:]
		if v := h.served(t, "HealthcareService", id); !strings.Contains(string(v.Body), "Praktijk Werf") {
			t.Errorf("not as the organisation was called then: %s", v.Body)
		}
		for _, f := range []*projection.Follower{h.deps.Rendering, h.another()} {
			h.follow(t, f)
			if v := h.served(t, "HealthcareService", id); v.Version != 1 {
				t.Errorf("version %d: %s", v.Version, v.Body)
			}
		}
		h.rename(t, "Praktijk Kade")
		h.follow(t, h.deps.Rendering)
		if v := h.served(t, "HealthcareService", id); v.Version != 2 {
			t.Errorf("version %d after the name changed", v.Version)
		}
	})
}

// An organisation that was not public becomes so with its first service, which a follower sees to.
func TestFirstServiceOfAnOrganization(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		fresh, err := h.network.SaveOrganization(t.Context(), operator, network.Organization{Kind: network.Provider, Name: "Praktijk Sluis", Discipline: "huisartsenzorg"})
		if err != nil {
			t.Fatal(err)
		}
		h.ask(h.machine(fresh, "directory:write"), "POST", "/fhir", both()).want(t, http.StatusOK)
		h.served(t, "Organization", render.ID(fresh))
	})
}

// ★ While some make services, others change them and their organisation: in the end the journal tells what
// rendering everything tells.
func TestToldAsRendered(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		var all sync.WaitGroup
		for n := range 3 {
			all.Go(func() {
				for i := range 5 {
					name := fmt.Sprintf("Spreekuur %d-%d", n, i)
					h.write("POST", "/fhir", bundle(entry("POST", "HealthcareService", serviceURL, foreign("", name, placeURL)), entry("POST", "Location", placeURL, place("", "Dijk 2"))))
				}
			})
		}
		all.Go(func() {
			for i := range 5 {
				h.rename(t, fmt.Sprintf("Praktijk %d", i))
			}
		})
		all.Go(func() {
			for i := range 5 {
				s, err := h.directory.Service(t.Context(), h.service.ID)
				if err == nil {
					s.Description = fmt.Sprint("Voor ", i)
					_, err = h.directory.Save(t.Context(), operator, s, s.Version)
				}
				if err != nil {
					t.Error(err)
				}
			}
		})
		all.Wait()
		h.numbered(t)
		if err := h.deps.Rendering.Wait(t.Context(), h.head(t)); err != nil {
			t.Fatal(err)
		}
		h.halt()
		services, err := h.journal.IDs(t.Context(), "HealthcareService", "", 100)
		if err != nil || len(services) != 17 {
			t.Errorf("%d services, want 17: %v", len(services), err)
		}
		before := h.newest(t)
		if err := h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE fhir_progress SET ledger_seq = -1`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		h.follow(t, h.another())
		if now := h.newest(t); now != before {
			t.Errorf("rendering everything adds %d versions", now-before)
		}
	})
}

// What fails takes its resources back, and a follower is not misled by it.
func TestToldIsTakenBack(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		before := h.newest(t)
		h.write("POST", "/fhir", bundle(entry("POST", "Location", placeURL, place("", "Dijk 2")), entry("POST", "HealthcareService", "", foreign("", "Goed", placeURL)),
			entry("POST", "HealthcareService", "", strings.Replace(foreign("", "", placeURL), `"name":"",`, ``, 1)))).want(t, http.StatusUnprocessableEntity)
		if now := h.newest(t); now != before {
			t.Errorf("%d versions of what was not done", now-before)
		}
	})
}

// What is made beside what stands is left to a follower.
func TestNotPlain(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		h.halt()
		before := h.newest(t)
		err := h.deps.Rendering.Tell(t.Context(), func(told *projection.Telling) error {
			return h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				s := h.service
				s.Name = "Anders"
				told.Begin(network.Organization{ID: h.mine, Kind: network.Provider, Name: "Praktijk Kade"})
				told.Made(projection.Making{Service: s})
				added, err := told.SaveTx(ctx, tx)
				if len(added) > 0 {
					t.Errorf("%d versions of what stood", len(added))
				}
				return err
			})
		})
		if err != nil || h.newest(t) != before {
			t.Errorf("%d versions: %v", h.newest(t)-before, err)
		}
	})
}
