package once_test

import (
	"context"
	"encoding/base64"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/once"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

var (
	start   = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	request = once.Request{Actor: "client:1", Route: "POST /a", Key: "k", Asked: "x"}
	answer  = once.Answer{Status: 201, Header: map[string]string{"ETag": `"1"`}, Body: `{"a":1}`}
)

func run(t *testing.T, test func(t *testing.T, k *once.Keeper, now *atomic.Int64)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB, func() time.Time) *store.DB{
		"sqlite":   func(t testing.TB, now func() time.Time) *store.DB { return storetest.SQLite(t, now) },
		"postgres": func(t testing.TB, now func() time.Time) *store.DB { return storetest.Postgres(t, now) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var now atomic.Int64
			now.Store(start.UnixMicro())
			test(t, once.New(open(t, func() time.Time { return time.UnixMicro(now.Load()) }), ring(t)), &now)
		})
	}
}

func ring(t *testing.T) *keys.Ring {
	t.Helper()
	file, err := keys.CreateFile(filepath.Join(t.TempDir(), "keys"), start)
	if err != nil {
		t.Fatal(err)
	}
	return keys.New(file)
}

// TestAnswersAreSealed: one may hold what opens something.
func TestAnswersAreSealed(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t, func() time.Time { return start })
	k := once.New(db, ring(t))
	secret := once.Answer{Status: 201, Header: map[string]string{"Location": "/melding/geheim"}, Body: `{"receipt":"geheim"}`}
	if _, err := k.Begin(t.Context(), request); err != nil {
		t.Fatal(err)
	}
	if err := k.End(t.Context(), request, secret); err != nil {
		t.Fatal(err)
	}
	var row string
	if err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, `SELECT answer FROM kept_answer`).Scan(&row)
	}); err != nil {
		t.Fatal(err)
	}
	if plain, err := base64.StdEncoding.DecodeString(row); err != nil || row == "" || strings.Contains(string(plain), "geheim") {
		t.Errorf("kept as %q, %v", row, err)
	}
	if again, err := k.Begin(t.Context(), request); err != nil || cmp.Diff(&secret, again) != "" {
		t.Errorf("%+v, %v", again, err)
	}
	// Whoever no longer has the key does not learn the answer, and the request is not done twice.
	if again, err := once.New(db, ring(t)).Begin(t.Context(), request); again != nil || fault.KindOf(err) != fault.Conflict {
		t.Errorf("with another key: %+v, %v", again, err)
	}
}

func TestTheSameRequestGetsTheFirstAnswer(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, k *once.Keeper, now *atomic.Int64) {
		ctx := t.Context()
		begin := func(r once.Request, want *once.Answer, kind fault.Kind) {
			t.Helper()
			got, err := k.Begin(ctx, r)
			if diff := cmp.Diff(want, got); diff != "" || (err == nil) != (kind == fault.Internal) || err != nil && fault.KindOf(err) != kind {
				t.Fatalf("%v\n%s", err, diff)
			}
		}
		begin(request, nil, fault.Internal)
		begin(request, nil, fault.Conflict)
		if err := k.End(ctx, request, answer); err != nil {
			t.Fatal(err)
		}
		begin(request, &answer, fault.Internal)
		other := request
		other.Asked = "y"
		begin(other, nil, fault.Invalid)
		for _, change := range []func(*once.Request){
			func(r *once.Request) { r.Actor = "client:2" }, func(r *once.Request) { r.Route = "POST /b" }, func(r *once.Request) { r.Key = "l" },
		} {
			fresh := request
			change(&fresh)
			begin(fresh, nil, fault.Internal)
			if err := k.GiveBack(ctx, fresh); err != nil {
				t.Fatal(err)
			}
			begin(fresh, nil, fault.Internal)
		}
		if err := k.GiveBack(ctx, request); err != nil { // an answer is not given back
			t.Fatal(err)
		}
		begin(request, &answer, fault.Internal)
		now.Add((24*time.Hour + time.Second).Microseconds())
		begin(request, nil, fault.Internal)
	})
}

// ★ Of many at once, one is done.
func TestOneOfManyIsDone(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, k *once.Keeper, _ *atomic.Int64) {
		var done atomic.Int32
		var group sync.WaitGroup
		for range 16 {
			group.Go(func() {
				a, err := k.Begin(context.Background(), request)
				switch {
				case err == nil && a == nil:
					done.Add(1)
					if err := k.End(context.Background(), request, answer); err != nil {
						t.Error(err)
					}
				case err != nil && fault.KindOf(err) != fault.Conflict:
					t.Error(err)
				}
			})
		}
		group.Wait()
		if done.Load() != 1 {
			t.Errorf("done %d times", done.Load())
		}
	})
}
