package rest_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"eerstelijn/internal/fhir/param"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

func count(h *house) (n int, err error) {
	err = h.db.Read(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, `SELECT count(*) FROM ledger_entry`).Scan(&n)
	})
	return n, err
}

// TestWalkUnderWrites walks pages while resources come, change and go: what was there all the time is
// seen once.
func TestWalkUnderWrites(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		alive := map[string]int{} // id → what it says
		write := func(id string, says int) {
			alive[id] = says
			h.save(fmt.Sprintf(`{"resourceType":"Organization","id":"%s","name":"praktijk %d"}`, id, says))
		}
		for n := range 40 {
			write(fmt.Sprintf("o%03d", n), n)
		}
		fresh := 100
		rapid.Check(t, func(rt *rapid.T) {
			always := map[string]bool{}
			touched := map[string]bool{}
			for id := range alive {
				always[id] = true
			}
			sort := rapid.SampledFrom([]string{"", "_id", "-_id", "name", "-name", "_lastUpdated", "-_lastUpdated"}).Draw(rt, "sort")
			target := fmt.Sprintf("/fhir/Organization?name=praktijk&_count=%d", rapid.IntRange(4, 20).Draw(rt, "count"))
			if sort != "" {
				target += "&_sort=" + sort
			}
			seen := map[string]int{}
			for target != "" {
				b := h.ask(target)
				for _, e := range b.Entry {
					seen[e.Resource.ID]++
				}
				target = b.next()
				for range rapid.IntRange(0, 2).Draw(rt, "writes") {
					ids := make([]string, 0, len(alive))
					for id := range alive {
						ids = append(ids, id)
					}
					slices.Sort(ids)
					one := rapid.SampledFrom(ids).Draw(rt, "id")
					touched[one] = true
					switch rapid.IntRange(0, 2).Draw(rt, "what") {
					case 0:
						if len(alive) < 60 {
							write(fmt.Sprintf("o%03d", fresh), fresh)
							fresh++
						}
					case 1:
						write(one, alive[one]+1)
					case 2:
						if len(alive) > 20 {
							h.save("Organization/" + one)
							delete(alive, one)
							delete(always, one)
						}
					}
				}
				if len(seen) > 1000 {
					rt.Fatal("the walk has no end")
				}
			}
			steady := sort == "" || strings.HasSuffix(sort, "_id")
			for id := range always {
				// In another order a resource that changes changes place, and may be passed over or seen again.
				if n := seen[id]; n != 1 && (steady || !touched[id]) {
					rt.Fatalf("sorted by %q, %s was seen %d times", sort, id, n)
				}
			}
		})
	})
}

// TestHistoryWalk walks histories since any version, while versions are added: all versions, each once,
// and the next history goes on where the first stopped.
func TestHistoryWalk(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		says := 0
		write := func(n int) {
			says++
			h.save(fmt.Sprintf(`{"resourceType":"Organization","id":"o%d","name":"praktijk %d"}`, n, says), fmt.Sprintf(`{"resourceType":"Organization","id":"p%d","name":"praktijk %d"}`, n, says),
				fmt.Sprintf(`{"resourceType":"Location","id":"l%d","name":"plek %d"}`, n, says))
		}
		for n := range 12 {
			write(n % 5)
		}
		rapid.Check(t, func(rt *rapid.T) {
			all := h.ask("/fhir/Organization/_history?_count=1000")
			since := rapid.IntRange(0, len(all.Entry)-1).Draw(rt, "since")
			moment := all.Entry[since].Response.LastModified
			for since+1 < len(all.Entry) && all.Entry[since+1].Response.LastModified == moment {
				since++ // written in the same transaction: of the same moment, which counts
			}
			target := fmt.Sprintf("/fhir/Organization/_history?_since=%s&_count=%d&_sort=-_lastUpdated", url.QueryEscape(moment), rapid.IntRange(2, 20).Draw(rt, "count"))
			var got []string
			upTo := ""
			for target != "" {
				b := h.ask(target)
				for _, e := range b.Entry {
					got = append(got, e.Request.URL+" "+e.Response.Etag)
				}
				if upTo == "" {
					upTo = b.Meta.LastUpdated
				}
				if b.Meta.LastUpdated != upTo {
					rt.Fatalf("a later page is of %s, the first of %s", b.Meta.LastUpdated, upTo)
				}
				target = b.next()
				if len(all.Entry) < 150 && rapid.IntRange(0, 3).Draw(rt, "write") == 0 {
					write(rapid.IntRange(0, 5).Draw(rt, "n"))
				}
			}
			var want []string
			for _, e := range all.Entry[:since+1] {
				want = append(want, e.Request.URL+" "+e.Response.Etag)
			}
			if !slices.Equal(got, want) {
				rt.Fatalf("since %s\n got %v\nwant %v", moment, got, want)
			}
			later := h.ask("/fhir/Organization/_history?_count=1000&_since=" + url.QueryEscape(upTo))
			now := h.ask("/fhir/Organization/_history?_count=1000")
			if fresh := len(now.Entry) - len(all.Entry); len(later.Entry) < fresh {
				rt.Fatalf("%d versions came, the next history has %d", fresh, len(later.Entry))
			}
		})
	})
}

// TestHostileQueries sends what no client means: never an error of ours, and no memory for it.
func TestHostileQueries(t *testing.T) {
	t.Parallel()
	times := 2_000
	if n, err := strconv.Atoi(os.Getenv("EERSTELIJN_HOSTILE")); err == nil {
		times = n
	}
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		h.fill()
		r := rand.New(rand.NewPCG(7, 11))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		statuses := map[int]int{}
		for range times {
			target, body := hostile(r)
			method, headers := http.MethodGet, []string{}
			if body != "" {
				method, headers = http.MethodPost, []string{"Content-Type: application/x-www-form-urlencoded"}
			}
			if r.IntN(4) == 0 {
				headers = append(headers, "Prefer: handling=strict", "Accept: "+pick(r, nasty))
			}
			answer := h.request(method, target, body, headers...)
			statuses[answer.StatusCode]++
			if answer.StatusCode >= 500 || len(text(t, answer)) > 1<<20 {
				t.Fatalf("%s %q %q: %s\n%s", method, target, body, answer.Status, h.logs.String())
			}
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 64<<20 {
			t.Errorf("%d bytes are kept after %d questions", grown, times)
		}
		if statuses[200] < times/20 || statuses[400] < times/20 {
			t.Errorf("the questions are all of one kind: %v", statuses)
		}
	})
}

var nasty = []string{
	"", "a", "%", "\x00", "\xff\xfe", "'", "\"", ";", "--", "|", "||", "|||", ",", ",,,,", `\`, `\,`, "$", "*", "_", "%25", "1e309", "NaN", "-1", "0", "99999999999999999999",
	"9999-12-31T23:59:59Z", "0000", "0001-01-01", "10000", "ge2026", "ap1", "eb", "2026-02-31", "2026-11-22T09:30:00+14:00", "52.09|5.12|5|km", "90|180|500|km", "-90|-180|0|m", "0|179.99|400|km", "52|5|1e300|km",
	"Organization/o1", "https://eerstelijn.example/fhir/Organization/o1", "Organization/../o1", "urn:uuid:x", "true", "false", "Organization:partof", "Location:organization:Patient", "*", "Z3", "http://x|y", "ﷺ", "İ", "\U0010FFFF", "\x1f", "de linde",
	strings.Repeat("a,", 300), strings.Repeat("é", 2000), strings.Repeat(`\`, 3000), strings.Repeat("|", 500),
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

func hostile(r *rand.Rand) (target, body string) {
	path := pick(r, []string{"/fhir/", "/fhir/", "/fhir/", "/fhir//"}) + pick(r, []string{"Organization", "Location", "HealthcareService", "Basic", "Provenance", "OrganizationAffiliation", "Patient", "metadata", "$x"})
	path += pick(r, []string{"", "", "", "", "/_history", "/o1", "/o1/_history", "/o1/_history/" + pick(r, nasty), "/" + pick(r, nasty)})
	var names []string
	for _, t := range param.Types {
		for _, p := range t.Params {
			names = append(names, p.Name)
		}
	}
	names = append(names, "_count", "_elements", "_format", "_include", "_pretty", "_revinclude", "_sort", "_summary", "_total", "_cursor")
	names = append(names, "_id", "_lastUpdated", "_since", "_has:a:b:c", "organization.name", "location.near", "subject:HealthcareService.name", "target:Organization", "_filter", "")
	var parts []string
	for range r.IntN(5) {
		name := pick(r, names) + pick(r, []string{"", "", "", ":exact", ":contains", ":not", ":missing", ":", ":Patient", ".x", ".name:exact"})
		value := pick(r, nasty)
		if r.IntN(2) == 0 {
			value = pick(r, []string{"", "ge", "ne", "http://a|"}) + value + pick(r, []string{",", "|", ""}) + pick(r, nasty)
		}
		if r.IntN(8) > 0 {
			name, value = url.QueryEscape(name), url.QueryEscape(value)
		}
		parts = append(parts, name+"="+value)
	}
	query := strings.Join(parts, "&")
	if r.IntN(5) == 0 {
		return path + "/_search", query + "&"
	}
	return path + "?" + query, ""
}
