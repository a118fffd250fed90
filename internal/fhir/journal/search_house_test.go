package journal_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"testing"
	"time"

	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/param"
	"eerstelijn/internal/store"
)

// house is a journal with resources that a test knows.
type house struct {
	t   testing.TB
	db  *store.DB
	j   *journal.Journal
	now map[journal.Key]doc
	at  map[journal.Key]time.Time // of the newest version, where a test wants to know
}

// doc is a resource as a test writes and reads it: by no code of the package.
type doc map[string]any

func newHouse(t testing.TB, db *store.DB) *house {
	h := &house{t: t, db: db, j: journal.New(db), now: map[journal.Key]doc{}, at: map[journal.Key]time.Time{}}
	if _, err := h.j.Index(context.Background()); err != nil {
		t.Fatal(err)
	}
	return h
}

func key(d doc) journal.Key {
	return journal.Key{Type: d["resourceType"].(string), ID: d["id"].(string)}
}

// save writes resources in one transaction; one with "gone" goes.
func (h *house) save(docs ...doc) {
	h.t.Helper()
	var rs []journal.Resource
	for _, d := range docs {
		r := journal.Resource{Key: key(d), Gone: d["gone"] == true}
		if !r.Gone {
			body, err := json.Marshal(d)
			if err != nil {
				h.t.Fatal(err)
			}
			r.Body = body
		}
		rs = append(rs, r)
	}
	err := h.db.Write(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		_, err := h.j.SaveTx(ctx, tx, rs)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	for _, d := range docs {
		if d["gone"] == true {
			delete(h.now, key(d))
		} else {
			h.now[key(d)] = d
		}
	}
}

// asked is the moment of every question in these tests.
var asked = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func parse(t testing.TB, kind, query string) (*param.Query, error) {
	t.Helper()
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	typ, ok := param.Find(kind)
	if !ok {
		t.Fatalf("no type %s", kind)
	}
	return param.Parse(typ, values, param.Options{Strict: true, Now: asked})
}

func (h *house) search(kind, query string) journal.Page {
	h.t.Helper()
	q, err := parse(h.t, kind, query)
	if err != nil {
		h.t.Fatalf("%s?%s: %v", kind, query, err)
	}
	page, err := h.j.Search(context.Background(), q)
	if err != nil {
		h.t.Fatalf("%s?%s: %v", kind, query, err)
	}
	return page
}

// walk gives the ids on all pages of a search, in order; between two pages it calls meanwhile.
func (h *house) walk(kind, query string, meanwhile func()) (ids []string) {
	h.t.Helper()
	cursor := ""
	for range 10_000 {
		page := h.search(kind, query+cursor)
		for _, v := range page.Matches {
			ids = append(ids, v.ID)
		}
		if page.Next == "" {
			return ids
		}
		cursor = "&_cursor=" + page.Next
		if meanwhile != nil {
			meanwhile()
		}
	}
	h.t.Fatalf("%s?%s has no end", kind, query)
	return nil
}

const (
	systemA = "http://example.org/a"
	systemB = "http://example.org/b|c" // with the sign that a question must escape
)

var (
	names  = []string{"Huisartsenpraktijk De Linde", "Huisarts Ünal", "de linde", "Fysio Linde & Co", "Thuiszorg 100%", "Ærø zorg", "HUISARTS UNAL", "Zorg_plus"}
	cities = []string{"Utrecht", "Den Haag", "'s-Hertogenbosch"}
	codes  = []string{"gp", "GP", "fysio", "wijk"}
)

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

func concept(r *rand.Rand) any {
	coding := doc{"code": pick(r, codes)}
	switch r.IntN(3) {
	case 0:
		coding["system"] = systemA
	case 1:
		coding["system"] = systemB
	}
	return doc{"coding": []any{coding}, "text": "tekst"}
}

func id(prefix string, n int) string { return fmt.Sprintf("%s-%03d", prefix, n) }

// town is how many resources of each kind there are.
const town = 60

// invent makes a resource of a kind.
func invent(r *rand.Rand, kind string, n int) doc {
	d := doc{"resourceType": kind, "id": id(kind, n)}
	some := func(name string, v func() any) {
		if r.IntN(4) > 0 {
			d[name] = v()
		}
	}
	ref := func(kind string) func() any {
		return func() any { return doc{"reference": kind + "/" + id(kind, r.IntN(town))} }
	}
	one := func() any { return pick(r, names) }
	concepts := func() any { return []any{concept(r), concept(r)} }
	some("identifier", func() any { return []any{doc{"system": systemA, "value": fmt.Sprint("X", r.IntN(20))}} })
	switch kind {
	case "Organization":
		some("name", one)
		some("alias", func() any { return []any{pick(r, names), pick(r, names)} })
		some("active", func() any { return r.IntN(2) == 0 })
		some("type", concepts)
		some("partOf", ref("Organization"))
		some("address", func() any { return []any{doc{"city": pick(r, cities)}} })
	case "Location":
		some("name", one)
		some("status", func() any { return pick(r, []string{"active", "suspended"}) })
		some("managingOrganization", ref("Organization"))
		some("position", func() any { return doc{"latitude": 52 + r.Float64(), "longitude": 5 + r.Float64()} })
	case "HealthcareService":
		some("name", one)
		some("active", func() any { return r.IntN(2) == 0 })
		some("providedBy", ref("Organization"))
		some("location", func() any { return []any{ref("Location")(), ref("Location")()} })
		some("type", concepts)
		some("specialty", concepts)
	case "OrganizationAffiliation":
		some("organization", ref("Organization"))
		some("participatingOrganization", ref("Organization"))
		some("period", func() any {
			p := doc{}
			if r.IntN(3) > 0 {
				p["start"] = fmt.Sprintf("202%d-0%d", r.IntN(3)+3, r.IntN(9)+1)
			}
			if r.IntN(3) > 0 {
				p["end"] = fmt.Sprintf("202%d-11-%d", r.IntN(3)+5, r.IntN(20)+10)
			}
			return p
		})
	}
	return d
}

var kinds = []string{"Organization", "Location", "HealthcareService", "OrganizationAffiliation"}

func (h *house) fill(r *rand.Rand) {
	for _, kind := range kinds {
		var all []doc
		for n := range town {
			all = append(all, invent(r, kind, n))
		}
		h.save(all...)
	}
}
