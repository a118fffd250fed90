package journal_test

import (
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/param"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// book is a journal with a clock that the test moves.
type book struct {
	*journal.Journal
	db *store.DB
	at *atomic.Int64
}

func onEach(t *testing.T, fn func(t *testing.T, b book)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB, clock.Clock) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fn(t, openBook(t, open))
		})
	}
}

func openBook(t testing.TB, open func(testing.TB, clock.Clock) *store.DB) book {
	at := &atomic.Int64{}
	at.Store(time.Date(2026, 11, 22, 9, 0, 0, 123_456_000, time.UTC).UnixMicro())
	db := open(t, func() time.Time { return time.UnixMicro(at.Load()) })
	return book{journal.New(db), db, at}
}

func (b book) save(t interface{ Fatal(...any) }, rs ...journal.Resource) (written int) {
	err := b.db.Write(context.Background(), func(ctx context.Context, tx *store.Tx) (err error) {
		added, err := b.SaveTx(ctx, tx, rs)
		written = len(added)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return written
}

func place(id, meta, name string) journal.Resource {
	return journal.Resource{Key: journal.Key{Type: "Location", ID: id}, Body: fmt.Appendf(nil, `{"resourceType":"Location","id":%q%s,"name":%q}`, id, meta, name)}
}

func TestVersions(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, b book) {
		ctx := t.Context()
		one := place("1", "", "Een")
		for i, want := range []int{1, 0, 0} {
			if n := b.save(t, one); n != want {
				t.Errorf("save %d wrote %d versions, want %d", i, n, want)
			}
		}
		v, err := b.Read(ctx, one.Key)
		if want := `{"resourceType":"Location","id":"1","meta":{"versionId":"1","lastUpdated":"2026-11-22T09:00:00.123Z"},"name":"Een"}`; err != nil || string(v.Body) != want {
			t.Errorf("%s, %v\nwant %s", v.Body, err, want)
		}
		// The clock goes back; moments do not.
		b.at.Add(-time.Hour.Microseconds())
		two := place("1", `,"meta":{"source":"x","profile":["p"]}`, "Twee")
		b.save(t, two)
		v, err = b.Read(ctx, one.Key)
		if want := `{"resourceType":"Location","id":"1","meta":{"versionId":"2","lastUpdated":"2026-11-22T09:00:00.124Z","source":"x","profile":["p"]},"name":"Twee"}`; err != nil || string(v.Body) != want {
			t.Errorf("%s, %v\nwant %s", v.Body, err, want)
		}
		if v, err := b.VRead(ctx, one.Key, 1); err != nil || v.Version != 1 || v.Seq != 1 {
			t.Errorf("%+v, %v", v, err)
		}
		for _, k := range []journal.Key{{Type: "Location", ID: "2"}, {Type: "Organization", ID: "1"}} {
			if _, err := b.Read(ctx, k); fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s: %v, want not found", k, err)
			}
		}
		if _, err := b.VRead(ctx, one.Key, 3); fault.KindOf(err) != fault.NotFound {
			t.Errorf("version 3: %v, want not found", err)
		}
		// What comes from elsewhere now is another version, though it says the same; and what is gone is one.
		two.Source = "elders"
		gone := journal.Resource{Key: one.Key, Source: "elders", Gone: true}
		never := journal.Resource{Key: journal.Key{Type: "Location", ID: "9"}, Gone: true}
		for _, c := range []struct {
			r    journal.Resource
			want int
		}{{two, 1}, {gone, 1}, {gone, 0}, {never, 0}, {two, 1}} {
			if n := b.save(t, c.r); n != c.want {
				t.Errorf("%+v wrote %d versions, want %d", c.r, n, c.want)
			}
		}
		page, _, more, err := b.History(ctx, journal.HistoryQuery{Type: "Location", ID: "1", Limit: 10})
		if err != nil || more || len(page) != 5 || !page[1].Gone || len(page[1].Body) != 0 || page[0].Gone {
			t.Errorf("history %+v, %v, %v", page, more, err)
		}
	})
}

func TestBadResourcesAreRefusedWhole(t *testing.T) {
	t.Parallel()
	b := openBook(t, storetest.SQLite)
	for name, rs := range map[string][]journal.Resource{
		"twice":      {place("1", "", "Een"), place("1", "", "Twee")},
		"no object":  {place("1", "", "Een"), {Key: journal.Key{Type: "Location", ID: "2"}, Body: []byte(`[]`)}},
		"no id":      {place("1", "", "Een"), {Key: journal.Key{Type: "Location", ID: "2"}, Body: []byte(`{"resourceType":"Location"}`)}},
		"meta is no": {place("1", "", "Een"), place("2", `,"meta":[]`, "Twee")},
		"not JSON":   {place("1", "", "Een"), {Key: journal.Key{Type: "Location", ID: "2"}, Body: []byte(`{"id":"2","x":`)}},
	} {
		err := b.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { _, err := b.SaveTx(ctx, tx, rs); return err })
		if err == nil {
			t.Errorf("%s: saved", name)
		}
	}
	if p, err := b.Progress(t.Context()); err != nil || p.Seq != 0 || p.LedgerSeq != -1 {
		t.Errorf("something was written: %+v, %v", p, err)
	}
}

// ★ The index says of each resource what it is now, whatever it was before; made anew it says the same.
func TestIndexFollows(t *testing.T) {
	t.Parallel()
	b := openBook(t, storetest.SQLite)
	name := rapid.SampledFrom([]string{"Een", "Twee", "Drie", "Vier"})
	ctx := t.Context()
	rows := func(t *rapid.T) (found map[string]int) {
		found = map[string]int{}
		if err := b.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
			list, err := store.All(ctx, tx, func(row func(...any) error) (s [4]string, err error) {
				return s, row(&s[0], &s[1], &s[2], &s[3])
			}, `SELECT r.type, r.id, i.param, i.value FROM fhir_index i JOIN fhir_resource r ON r.pk = i.pk`)
			for _, r := range list {
				found[fmt.Sprintf("%q", r)]++
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return found
	}
	want := map[journal.Key]journal.Resource{}
	rapid.Check(t, func(t *rapid.T) {
		for range rapid.IntRange(1, 6).Draw(t, "saves") {
			id := rapid.StringMatching(`[a-e]`).Draw(t, "id")
			r := place(id, "", name.Draw(t, "name"))
			if r.Gone = rapid.IntRange(0, 5).Draw(t, "gone") == 0; r.Gone {
				r.Body = nil
			}
			b.save(t, r)
			want[r.Key] = r
		}
		expected := map[string]int{}
		for k, r := range want {
			if r.Gone {
				continue
			}
			list, err := param.Extract(k.Type, r.Body)
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range list {
				expected[fmt.Sprintf("%q", [4]string{k.Type, k.ID, row.Param, row.Value})]++
			}
		}
		check := func(when string) {
			if got := rows(t); fmt.Sprint(got) != fmt.Sprint(expected) {
				t.Fatalf("%s the index holds\n%v\nwant\n%v", when, got, expected)
			}
		}
		check("after saving")
		if err := b.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
			if _, err := tx.Exec(ctx, `UPDATE fhir_progress SET indexed = 'old'`); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, `INSERT INTO fhir_index (param, value, pk) SELECT 'old', 'old', max(pk) FROM fhir_resource WHERE pk IS NOT NULL HAVING max(pk) IS NOT NULL`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if made, err := b.Index(ctx); err != nil || !made {
			t.Fatal(made, err)
		}
		check("made anew")
		if made, err := b.Index(ctx); err != nil || made {
			t.Fatal("made twice", err)
		}
	})
}

// ★ Pages of history, whatever their size, give each version once, from the moment asked on.
func TestHistoryPages(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, b book) {
		ctx := t.Context()
		for i := range 40 {
			b.at.Add(int64(i%3) * 700)
			rs := []journal.Resource{place(fmt.Sprint(i%7), "", fmt.Sprint("Plek ", i))}
			if i%4 == 0 {
				rs = append(rs, journal.Resource{Key: journal.Key{Type: "Organization", ID: fmt.Sprint(i)}, Body: fmt.Appendf(nil, `{"resourceType":"Organization","id":"%d"}`, i)})
			}
			b.save(t, rs...)
		}
		all, upTo, _, err := b.History(ctx, journal.HistoryQuery{Limit: 1000})
		if err != nil || len(all) != 50 || !upTo.Equal(all[0].At) {
			t.Fatalf("%d versions up to %s, %v", len(all), upTo, err)
		}
		for _, kind := range []string{"", "Location", "Organization"} {
			for _, since := range []time.Time{{}, all[20].At, all[20].At.Add(time.Nanosecond), all[0].At.Add(time.Hour)} {
				for _, limit := range []int{1, 3, 100} {
					var got, want []int64
					for _, v := range all {
						if (kind == "" || v.Type == kind) && !v.At.Before(since) {
							want = append(want, v.Seq)
						}
					}
					for before := int64(0); ; {
						page, _, more, err := b.History(ctx, journal.HistoryQuery{Type: kind, Since: since, BeforeSeq: before, Limit: limit})
						if err != nil {
							t.Fatal(err)
						}
						for _, v := range page {
							got = append(got, v.Seq)
							before = v.Seq
							var body struct {
								Meta struct{ LastUpdated time.Time }
							}
							if err := json.Unmarshal(v.Body, &body); err != nil || !body.Meta.LastUpdated.Equal(v.At) {
								t.Fatalf("%s says it is of %s, and is of %s (%v)", v.Key, body.Meta.LastUpdated, v.At, err)
							}
						}
						if !more {
							break
						}
					}
					if fmt.Sprint(got) != fmt.Sprint(want) {
						t.Errorf("%s since %s by %d: %v, want %v", kind, since, limit, got, want)
					}
				}
			}
		}
	})
}

func TestDue(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, b book) {
		ctx, now := t.Context(), time.UnixMicro(b.at.Load()).UTC()
		k := func(id string) journal.Key { return journal.Key{Type: "Basic", ID: id} }
		put := func(dues ...journal.Due) {
			t.Helper()
			if err := b.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error { return b.PostponeTx(ctx, tx, dues) }); err != nil {
				t.Fatal(err)
			}
		}
		put(journal.Due{Key: k("a"), At: now.Add(time.Hour)}, journal.Due{Key: k("b"), At: now}, journal.Due{Key: k("c"), At: now.Add(-time.Hour)})
		put(journal.Due{Key: k("a"), At: now.Add(2 * time.Hour)}, journal.Due{Key: k("c")})
		keys, next, err := b.Due(ctx, now, 10)
		if err != nil || fmt.Sprint(keys) != "[Basic/b]" || !next.Equal(now.Add(2*time.Hour)) {
			t.Errorf("%v, next %s, %v", keys, next, err)
		}
		if keys, next, err = b.Due(ctx, now, 0); err != nil || len(keys) != 0 || !next.Equal(now) {
			t.Errorf("%v, next %s, %v", keys, next, err)
		}
	})
}
