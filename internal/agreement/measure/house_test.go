package measure_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"eerstelijn/internal/agreement/measure"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// begin is a Monday; the autumn change of the clock lies in the weeks after it.
var begin = time.Date(2026, 10, 5, 0, 0, 0, 0, clock.Amsterdam)

const (
	here, there = "region-here", "region-there"
	west        = "wijkverband-west" // in here, around the wijk WK990101
	body        = "body"             // member speaks through it from the first week on, other never
	member      = "member"
	other       = "other"
)

var (
	resv  = mandate.Forum{Kind: mandate.RESV, Region: here}
	table = mandate.Forum{Kind: mandate.Wijkverband, Region: here, Wijkverband: west}
	land  = mandate.Forum{Kind: mandate.Nation}
	fora  = []mandate.Forum{resv, table, land}
)

// house is two regions and a wijkverband, put down as they stand in the tables.
type house struct {
	*testing.T
	db   *store.DB
	rand *rand.Rand
	made int
}

func run(t *testing.T, test func(h *house)) {
	t.Helper()
	for seed := range uint64(2) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			storetest.RunAt(t, clock.Fixed(begin.AddDate(1, 0, 0)), func(t *testing.T, db *store.DB) {
				h := &house{T: t, db: db, rand: rand.New(rand.NewPCG(seed, 7))}
				h.furnish()
				test(h)
			})
		})
	}
}

func (h *house) furnish() {
	us := clock.Micros(begin)
	for _, r := range []string{here, there} {
		h.exec(`INSERT INTO region (id, slug, made_at) VALUES ($1, $1, 0)`, r)
	}
	h.exec(`INSERT INTO region_area (region, area, from_at) VALUES ('region-here', 'GM9901', 0), ('region-there', 'GM9902', 0)`)
	h.exec(`INSERT INTO wijkverband (id, slug, region, made_at) VALUES ($1, $1, $2, 0), ('wijkverband-east', 'wijkverband-east', $2, 0), ('wijkverband-far', 'wijkverband-far', 'region-there', 0)`, west, here)
	h.exec(`INSERT INTO wijkverband_area (wijkverband, area, from_at, is_primary) VALUES ($1, 'WK990101', 0, 1)`, west)
	h.exec(`INSERT INTO affiliation (id, version, known_from, provider, body, from_at) VALUES ('a', 1, $1, $2, $3, $1)`, us, member, body)
	h.exec(`INSERT INTO affiliation (id, version, known_from, known_until, provider, body, from_at) VALUES ('b', 1, 0, $1, $2, $3, 0)`, us, other, body) // was corrected away
}

func (h *house) exec(query string, args ...any) {
	h.Helper()
	if err := h.db.Write(h.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	}); err != nil {
		h.Fatal(err)
	}
}

// key makes an id.
func (h *house) key(kind string) string {
	h.made++
	return fmt.Sprintf("%s-%d-%d", kind, h.rand.Uint32(), h.made)
}

// when draws a moment in the six weeks that are looked at, or a little around them.
func (h *house) when() time.Time {
	return begin.Add(time.Duration(h.rand.Int64N(int64(44*24*time.Hour))) - 24*time.Hour).Truncate(time.Minute)
}

// span draws a time of whole days.
func (h *house) span() (from, until time.Time) {
	a := h.rand.IntN(40)
	from = begin.AddDate(0, 0, a)
	return from, from.AddDate(0, 0, 1+h.rand.IntN(42-a))
}

func (h *house) pick(of ...string) string { return of[h.rand.IntN(len(of))] }

func (h *house) chance(p float64) bool { return h.rand.Float64() < p }

// of asks a measure.
func (h *house) of(code, party string, f mandate.Forum, params map[string]int, from, until time.Time) (n, good int) {
	h.Helper()
	if err := h.db.Read(h.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
		n, good, err = measure.All()[code].Of(ctx, tx, network.OrganizationID(party), f, params, from, until)
		return err
	}); err != nil {
		h.Fatal(err)
	}
	return n, good
}

// speaks tells whether what an organisation does counts for a party in a time that begins then.
func speaks(party, organization string, from time.Time) bool {
	return party == organization || party == body && organization == member && !from.Before(begin)
}

// question is what a test asks of a measure, with what it counted itself.
type question struct {
	party       string
	forum       mandate.Forum
	params      map[string]int
	from, until time.Time
}

// compare asks a measure many questions beside a plain recount, and that each answer of a whole is the sum
// of its parts.
func (h *house) compare(code string, key string, most int, recount func(q question) (n, good int)) (asked []answer) {
	h.Helper()
	some := 0
	for range 60 {
		q := question{party: h.pick(body, member, other), forum: fora[h.rand.IntN(len(fora))], params: map[string]int{}}
		if key != "" {
			q.params[key] = 1 + h.rand.IntN(most)
		}
		q.from, q.until = h.span()
		n, good := h.of(code, q.party, q.forum, q.params, q.from, q.until)
		wantN, wantGood := recount(q)
		if n != wantN || good != wantGood {
			h.Fatalf("%s of %s at %v %v, %s to %s: %d of %d, want %d of %d", code, q.party, q.forum, q.params, q.from, q.until, good, n, wantGood, wantN)
		}
		if n > 0 && good > 0 && good < n {
			some++
		}
		asked = append(asked, answer{q, n, good})
	}
	if some < 5 {
		h.Errorf("%s: only %d questions had occasions of both kinds: the test tells little", code, some)
	}
	return asked
}

type answer struct {
	question
	n, good int
}

// again asks the same questions and wants the same answers, after something happened that was not known at
// their end.
func (h *house) again(code string, asked []answer, what string) {
	h.Helper()
	for _, a := range asked {
		if n, good := h.of(code, a.party, a.forum, a.params, a.from, a.until); n != a.n || good != a.good {
			h.Fatalf("%s after %s: %d of %d became %d of %d", code, what, a.good, a.n, good, n)
		}
	}
}
