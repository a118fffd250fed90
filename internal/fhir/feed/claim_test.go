package feed_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/fhir/feed"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// ★ However many requests with one condition come at once, one thing is made, and all hear of it.
func TestConditionalCreateAtOnce(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		location, random := "Location/"+string(h.service.Locations[0].ID), rand.New(rand.NewPCG(4, 1))
		for round := range 12 {
			conditions, backwards := 1+random.IntN(3), random.Uint32()
			before, _, _ := h.state(t)
			answers := make([]answer, 2+random.IntN(5))
			var all sync.WaitGroup
			for n := range answers {
				all.Go(func() {
					var parts []string
					for c := range conditions {
						if backwards>>n&1 == 1 {
							c = conditions - 1 - c
						}
						parts = append(parts, strings.Replace(entry("POST", "HealthcareService", "", foreign("", fmt.Sprintf("Spreekuur %d", c), location)), `"request":{`,
							fmt.Sprintf(`"request":{"ifNoneExist":"identifier=https://pakket.example/nummer|%d-%d",`, round, c), 1))
					}
					for range 20 { // others write at the same place: a client tries again, which is what a condition is for
						if answers[n] = h.write("POST", "/fhir", bundle(parts...)); answers[n].StatusCode != http.StatusConflict {
							return
						}
					}
				})
			}
			all.Wait()
			made := map[string]bool{}
			created := 0
			for _, a := range answers {
				created += strings.Count(a.want(t, http.StatusOK).text, "201 Created")
				for _, e := range a.parse(t)["entry"].([]any) {
					made[e.(map[string]any)["fullUrl"].(string)] = true
				}
			}
			if after, _, _ := h.state(t); after-before != int64(conditions) || created != conditions || len(made) != conditions {
				t.Fatalf("%d services made, %d told of as made, %d different, want %d", after-before, created, len(made), conditions)
			}
		}
	})
}

// head is the number of the newest entry.
func (h *house) head(t testing.TB) (head int64) {
	t.Helper()
	if err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) { head, err = ledger.Head(ctx, tx); return err }); err != nil {
		t.Fatal(err)
	}
	return head
}

// What was made under a condition is found under it later, by its organisation alone.
func TestConditionalCreateAgain(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		const condition = "If-None-Exist: identifier=https://pakket.example/nummer|7"
		body := func(name string, s directory.Service) string {
			return foreign("", name, "Location/"+string(s.Locations[0].ID))
		}
		first := h.write("POST", "/fhir/HealthcareService", body("Eerst", h.service), condition).want(t, http.StatusCreated).parse(t)["id"]
		again := h.write("POST", "/fhir/HealthcareService", body("Daarna", h.service), condition).want(t, http.StatusOK).parse(t)
		if again["id"] != first || again["name"] != "Eerst" {
			t.Errorf("%v, want %v", again, first)
		}
		other := h.ask(h.machine(h.theirs, "directory:write"), "POST", "/fhir/HealthcareService", body("Van een ander", h.others), condition).want(t, http.StatusCreated)
		if other.parse(t)["id"] == first {
			t.Error("another organisation was given what is not its own")
		}
		twice := strings.Replace(entry("POST", "HealthcareService", "", body("Dubbel", h.service)), `"request":{`, `"request":{"ifNoneExist":"identifier=https://pakket.example/nummer|8",`, 1)
		h.write("POST", "/fhir", bundle(twice, twice)).want(t, http.StatusBadRequest)
	})
}

// ★ The id of a place that nobody has any more stays that of the organisation whose it was.
func TestPlaceKeepsItsOwner(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		left := string(h.service.Locations[0].ID)
		moved := h.service
		moved.Locations = []directory.Location{{Street: "Plein 4", Postcode: "1234 AB", City: "Brugdam", Point: h.service.Locations[0].Point}}
		if _, err := h.directory.Save(t.Context(), operator, moved, moved.Version); err != nil {
			t.Fatal(err)
		}
		h.numbered(t)
		if err := h.deps.Rendering.Wait(t.Context(), h.head(t)); err != nil {
			t.Fatal(err)
		}
		take := func(service string) string {
			return bundle(strings.Replace(entry("PUT", "Location/"+left, "", place(left, "Gekaapt 1")), `"request":{`, `"request":{"ifMatch":"*",`, 1),
				entry("PUT", "HealthcareService/"+service, "", foreign(service, "Spreekuur", "Location/"+left)))
		}
		before, _, _ := h.state(t)
		a := h.ask(h.machine(h.theirs, "directory:write"), "POST", "/fhir", take(newService)).want(t, http.StatusForbidden)
		if after, _, _ := h.state(t); after != before || !strings.Contains(a.text, "Bundle.entry[0].resource") {
			t.Errorf("%d versions were written: %s", after-before, a.text)
		}
		h.write("POST", "/fhir", take(newService)).want(t, http.StatusOK)
	})
}

// ★ Of two organisations that choose the same id for a place at once, one gets it.
func TestPlaceIsChosenOnce(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		for round := range 5 {
			id := fmt.Sprintf("0198a000-0000-7000-8000-00000000a%03d", round)
			var all sync.WaitGroup
			statuses := make([]int, 2)
			for n, who := range []network.OrganizationID{h.mine, h.theirs} {
				all.Go(func() {
					service := fmt.Sprintf("0198a000-0000-7000-8000-0000000%d%04d", n+1, round)
					statuses[n] = h.ask(h.machine(who, "directory:write"), "POST", "/fhir",
						bundle(entry("PUT", "Location/"+id, "", place(id, "Kade 1")), entry("PUT", "HealthcareService/"+service, "", foreign(service, "Spreekuur", "Location/"+id)))).StatusCode
				})
			}
			all.Wait()
			if statuses[0] == statuses[1] || statuses[0] != 200 && statuses[1] != 200 {
				t.Errorf("statuses %v", statuses)
			}
		}
	})
}

// ★ A write does not wait for a follower that is busy with what is nobody's of the writer.
func TestWritesWhileTheFollowerIsBusy(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		h.halt()
		h.deps.Patience = 10 * time.Second
		h.Handler = feed.New(h.deps, http.NotFoundHandler())
		s := h.others
		s.Description = "Anders."
		if _, err := h.directory.Save(t.Context(), operator, s, s.Version); err != nil { // which nobody renders
			t.Fatal(err)
		}
		made := h.write("POST", "/fhir", both()).want(t, http.StatusOK)
		if strings.Count(made.text, `"etag":"W/\"1\""`) != 2 {
			t.Errorf("it cannot be read yet: %s", made.text)
		}
		path, id := "/fhir/HealthcareService/", string(h.service.ID)
		body := string(h.served(t, "HealthcareService", id).Body)
		a := h.write("PUT", path+id, strings.Replace(body, "Voor iedereen.", "Voor velen.", 1), `If-Match: W/"1"`).want(t, http.StatusOK)
		if !strings.Contains(a.text, "Voor velen.") {
			t.Error(a.text)
		}
		h.write("PUT", path+id, body, `If-Match: W/"1"`).want(t, http.StatusPreconditionFailed)
		if v := h.served(t, "HealthcareService", string(h.others.ID)); v.Version != 1 {
			t.Errorf("another's was rendered: version %d", v.Version)
		}
		var authors int
		if err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			return tx.QueryRow(ctx, `SELECT count(*) FROM fhir_version WHERE type = 'Provenance' AND body LIKE $1 AND body LIKE $2`, "%HealthcareService/"+id+"/_history/2%", "%Organization/"+string(h.mine)+"%").Scan(&authors)
		}); err != nil || authors != 1 {
			t.Errorf("%d times told who did it: %v", authors, err)
		}
	})
}
