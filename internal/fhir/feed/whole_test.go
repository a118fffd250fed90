package feed_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/fhir/feed"
	"eerstelijn/internal/fhir/projection"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// A transaction of parts of which some are wrong is done whole or not at all, and says which part is.
func TestAllOrNothing(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		other, round := string(h.served(t, "HealthcareService", string(h.others.ID)).Body), 0
		rapid.Check(t, func(rt *rapid.T) {
			round++
			var parts []string
			wrong := false
			for i := range rapid.IntRange(1, 6).Draw(rt, "parts") {
				location := fmt.Sprintf("urn:uuid:0198a000-0000-7000-8000-%012d", i)
				service := foreign("", fmt.Sprintf("Spreekuur %d", round), location)
				switch kind := rapid.IntRange(0, 9).Draw(rt, "kind"); kind {
				case 0:
					service, wrong = foreign("", strings.Repeat("lang", 100), location), true
				case 1:
					service, wrong = foreign("", "", location), true
				case 2:
					service, wrong = foreign("", "Nergens", "urn:uuid:00000000-0000-0000-0000-000000000000"), true
				case 3:
					wrong = true
					parts = append(parts, strings.Replace(entry("PUT", "HealthcareService/"+string(h.others.ID), "", other), `"request":{`, `"request":{"ifMatch":"W/\"1\"",`, 1))
				}
				parts = append(parts, entry("POST", "HealthcareService", "", service), entry("POST", "Location", location, place("", "Kade 2")))
			}
			versions, _, done := h.state(t)
			a := h.write("POST", "/fhir", bundle(parts...))
			now, _, doneNow := h.state(t)
			switch {
			case !wrong && (a.StatusCode != 200 || now-versions != int64(len(parts)/2) || doneNow-done != now-versions):
				rt.Fatalf("%d: %d versions and %d entries of %d parts: %s", a.StatusCode, now-versions, doneNow-done, len(parts), a.text)
			case wrong && (a.StatusCode < 400 || a.StatusCode >= 500 || now != versions || doneNow != done):
				rt.Fatalf("%d: %d versions and %d entries stand: %s", a.StatusCode, now-versions, doneNow-done, a.text)
			}
		})
	})
}

// What the database refuses halfway takes back what was written before it.
func TestFailureTakesAllBack(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		before, _, done := h.state(t)
		fail := `CREATE TRIGGER fails BEFORE INSERT ON service_version WHEN NEW.name = 'Stuk' BEGIN SELECT RAISE(ABORT, 'the disk says no'); END`
		if h.db.Dialect() == store.Postgres {
			fail = `ALTER TABLE service_version ADD CONSTRAINT fails CHECK (name <> 'Stuk')`
		}
		if err := h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { _, err := tx.Exec(ctx, fail); return err }); err != nil {
			t.Fatal(err)
		}
		location := "Location/" + string(h.service.Locations[0].ID)
		parts := []string{}
		for i := range 9 {
			id := fmt.Sprintf("0198a000-0000-7000-8000-%012d", i)
			name := "Heel"
			if i == 5 { // they are saved in the order of their ids
				name = "Stuk"
			}
			parts = append(parts, entry("PUT", "HealthcareService/"+id, "", foreign(id, name, location)))
		}
		if a := h.write("POST", "/fhir", bundle(parts...)); a.StatusCode != 500 {
			t.Errorf("status %d, want 500: %s", a.StatusCode, a.text)
		} else if strings.Contains(a.text, "disk") || strings.Contains(a.text, "constraint") {
			t.Errorf("the answer tells of our inside: %s", a.text)
		}
		if after, _, now := h.state(t); after != before || now != done {
			t.Errorf("%d versions and %d entries stand", after-before, now-done)
		}
	})
}

// Two programs write at once in opposite orders: none waits for ever, and of one resource one wins.
func TestAtOnce(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		location := "Location/" + string(h.service.Locations[0].ID)
		var all sync.WaitGroup
		statuses := make([]int, 8)
		for n := range statuses {
			all.Go(func() {
				var parts []string
				for i := range 10 {
					if n%2 == 1 {
						i = 9 - i
					}
					id := fmt.Sprintf("0198a000-0000-7000-8000-%012d", i)
					parts = append(parts, entry("PUT", "HealthcareService/"+id, "", foreign(id, fmt.Sprintf("Door %d", n), location)))
				}
				statuses[n] = h.write("POST", "/fhir", bundle(parts...)).StatusCode
			})
		}
		all.Wait()
		won := 0
		for _, s := range statuses {
			if s == 200 {
				won++
			} else if s != 409 && s != 412 && s != 428 {
				t.Errorf("status %d", s)
			}
		}
		if won != 1 {
			t.Errorf("%d of them made the same ten", won)
		}
	})
}

func TestBounds(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		h.write("POST", "/fhir", `{"resourceType":"Bundle","x":"`+strings.Repeat("x", 1<<20)+`"}`).want(t, 413)
		h.write("POST", "/fhir", bundle(strings.Split(strings.Repeat(`{"request":{"method":"POST","url":"Location"},"resource":{}}|`, 500)+"{}", "|")...)).want(t, 413)
		h.write("POST", "/fhir", `{"resourceType":`).want(t, 400)
		h.write("POST", "/fhir", `{"resourceType":"Bundle","type":"batch"}`).want(t, 422)
		h.write("POST", "/fhir", bundle()).want(t, 200)
		h.write("POST", "/fhir", bundle(entry("DELETE", "Location/"+newLocation, "", "{}"))).want(t, 422)
		h.write("POST", "/fhir", "{}", "Content-Type: application/xml").want(t, 415)
		h.write("PUT", "/fhir/HealthcareService/een", foreign("een", "Nieuw", "Location/1")).want(t, 422)
		h.write("PUT", "/fhir/HealthcareService/"+newService, foreign(newLocation, "Nieuw", "Location/1")).want(t, 400)
		a := h.write("POST", "/fhir/HealthcareService", foreign("", "", "Location/"+string(h.service.Locations[0].ID))).want(t, 422)
		if !strings.Contains(a.text, `"HealthcareService.name"`) {
			t.Error(a.text)
		}
	})
}

// TestHostile sends bundles of which anything was changed. EERSTELIJN_SOAK sends ten times as many.
func TestHostile(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		rounds := 2000
		if os.Getenv("EERSTELIJN_SOAK") != "" {
			rounds = 20000
		}
		if h.db.Dialect() == store.Postgres {
			rounds /= 10 // what differs between the databases is not what is read
		}
		whole := string(h.served(t, "HealthcareService", string(h.service.ID)).Body)
		seeds := []string{
			both(),
			strings.ReplaceAll(both(), `"request":{`, `"request":{"ifNoneExist":"identifier=http://fhir.nl/fhir/NamingSystem/ura|12345678","ifMatch":"W/\"1\"",`),
			strings.Replace(both(), `"entry":[`, `"entry":[`+entry("POST", "Provenance", "", `{"resourceType":"Provenance","target":[{"reference":"`+serviceURL+`"}],"agent":[{"who":{"reference":"Organization/`+string(h.mine)+`"}}]}`)+",", 1),
			bundle(strings.Replace(entry("PUT", "HealthcareService/"+string(h.service.ID), "", whole), `"request":{`, `"request":{"ifMatch":"*",`, 1)),
			bundle(strings.Replace(entry("PUT", "Organization/"+string(h.mine), "", string(h.served(t, "Organization", string(h.mine)).Body)), `"request":{`, `"request":{"ifMatch":"*",`, 1)),
			bundle(entry("POST", "Endpoint", "", strings.Replace(reached("", string(h.mine), "https://fhir.kade.example/r4"), `"name"`, `"period":{"start":"2026-06-02","end":"2027-01-01T00:00:00Z"},"name"`, 1)),
				entry("POST", "OrganizationAffiliation", "", member("", h.mine, h.theirs, `"active":true,"period":{"start":"2026-06"},`))),
		}
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		random := rand.New(rand.NewPCG(1, 2))
		accepted := 0
		for i := range rounds {
			body := mutate(random, seeds[random.IntN(len(seeds))])
			versions, _, done := h.state(t)
			a := h.write("POST", "/fhir", body)
			if a.StatusCode >= 500 {
				t.Fatalf("round %d: %d %s\n%s", i, a.StatusCode, a.text, body)
			}
			now, _, doneNow := h.state(t)
			if a.StatusCode != 200 && (now != versions || doneNow != done) {
				t.Fatalf("round %d: %d, and %d versions stand\n%s", i, a.StatusCode, now-versions, body)
			}
			if a.StatusCode == 200 {
				accepted++
			}
			if i == rounds/10 {
				runtime.GC()
				runtime.ReadMemStats(&before)
			}
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 64<<20 {
			t.Errorf("the heap grew by %d MiB", grown>>20)
		}
		if accepted == 0 || accepted == rounds {
			t.Errorf("%d of %d were taken: they say nothing", accepted, rounds)
		}
	})
}

// mutate changes bytes, or the tree of a text.
func mutate(r *rand.Rand, text string) string {
	if r.IntN(4) == 0 {
		b := []byte(text)
		for range 1 + r.IntN(4) {
			at := r.IntN(len(b))
			switch r.IntN(3) {
			case 0:
				b[at] = byte(r.IntN(256))
			case 1:
				b = append(b[:at], b[min(len(b), at+r.IntN(8)):]...)
			default:
				b = append(b[:at:at], append([]byte(`"},[\u0000{`[:1+r.IntN(10)]), b[at:]...)...)
			}
		}
		return string(b)
	}
	var tree any
	if err := json.Unmarshal([]byte(text), &tree); err != nil {
		panic(err)
	}
	for range 1 + r.IntN(3) {
		tree = shake(r, tree)
	}
	b, err := json.Marshal(tree)
	if err != nil {
		panic(err)
	}
	return string(b)
}

var strange = []string{`null`, `true`, `-1`, `1e308`, `""`, `"\u0000"`, `"../.."`, `"Location/1"`, `"Location/\u0000"`, `"urn:uuid:1"`, `"` + strings.Repeat("a", 10000) + `"`,
	`"é\u202e"`, `[]`, `{}`, `{"reference":"#a"}`, `{"reference":"Organization/\u0000"}`, `[[[null]]]`, `"99999999999999999999"`, `"2026-13-45"`, `"identifier=\u0000|%00"`}

// odd gives a value that stands there seldom.
func odd(r *rand.Rand) (v any) {
	if err := json.Unmarshal([]byte(strange[r.IntN(len(strange))]), &v); err != nil {
		panic(err)
	}
	return v
}

func shake(r *rand.Rand, v any) any {
	switch v := v.(type) {
	case map[string]any:
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		if len(keys) == 0 {
			return odd(r)
		}
		k := keys[r.IntN(len(keys))]
		switch r.IntN(12) {
		case 0:
			delete(v, k)
		case 1:
			v[k] = odd(r)
		case 2:
			v[k+"x"] = v[k]
		default:
			v[k] = shake(r, v[k])
		}
		return v
	case []any:
		if len(v) == 0 || r.IntN(8) == 0 {
			return append(v, odd(r))
		}
		i := r.IntN(len(v))
		if r.IntN(8) == 0 {
			return append(v[:len(v):len(v)], again(v[i]))
		}
		v[i] = shake(r, v[i])
		return v
	}
	return odd(r)
}

// again copies a value, so that no two places hold one and the same.
func again(v any) (c any) {
	b, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	if err != nil {
		panic(err)
	}
	return c
}

// As long as the journal does not tell what stands, nothing is written over it.
func TestNothingIsWrittenBlindly(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		d := h.deps
		d.Patience = time.Millisecond
		d.Rendering = projection.New(d.Rendering.Domain, d.Store, d.Feed, d.Journal, d.Config, d.Now, d.Log) // and nobody runs it
		h.Handler = feed.New(d, nil)
		before, _, _ := h.state(t)
		a := h.write("POST", "/fhir/HealthcareService", foreign("", "Nieuw", "Location/"+string(h.service.Locations[0].ID))).want(t, 503)
		if after, _, _ := h.state(t); after != before || a.Header.Get("Retry-After") == "" {
			t.Errorf("%d versions were written", after-before)
		}
	})
}

// What is written stays written when the journal is slow: the answer says so, and gives no version.
func TestSlowJournal(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		h.halt()
		d := h.deps
		d.Patience, d.Log = time.Second, slog.New(slog.DiscardHandler)
		h.Handler = feed.New(d, nil)
		full := `CREATE TRIGGER full BEFORE INSERT ON fhir_version BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`
		if h.db.Dialect() == store.Postgres {
			full = `ALTER TABLE fhir_version ADD CONSTRAINT fails CHECK (seq < 0) NOT VALID`
		}
		if err := h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { _, err := tx.Exec(ctx, full); return err }); err != nil {
			t.Fatal(err)
		}
		before, _, _ := h.state(t)
		a := h.write("POST", "/fhir/HealthcareService", foreign("", "Nieuw", "Location/"+string(h.service.Locations[0].ID))).want(t, 201)
		if after, _, _ := h.state(t); after != before+1 || a.Header.Get("ETag") != "" || !strings.Contains(a.text, "this is saved") {
			t.Errorf("%d versions: %v %s", after-before, a.Header, a.text)
		}
	})
}

// An organisation that was changed since is not saved over, nor merged.
func TestOrganizationAtItsVersion(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		at := func(version int64) error {
			return h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { return h.network.AtVersionTx(ctx, tx, h.mine, version) })
		}
		var stands network.Organization
		if err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
			stands, err = h.network.EditOrganizationTx(ctx, tx, h.mine)
			return err
		}); err != nil || at(stands.Version) != nil {
			t.Fatal(err, stands)
		}
		changed := stands
		changed.Phone = "010 111 9999"
		if _, err := h.network.SaveOrganization(t.Context(), operator, changed); err != nil {
			t.Fatal(err)
		}
		if err := at(stands.Version); !errors.Is(err, network.ErrStale) {
			t.Errorf("%v, want %v", err, network.ErrStale)
		}
	})
}
