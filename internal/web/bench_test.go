package web_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/demo"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/finding/live"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store/storetest"
	"eerstelijn/internal/web"
)

// BenchmarkPages gives the server's time for a page at national size, and the slowest of a hundred.
func BenchmarkPages(b *testing.B) {
	const services = 120_000
	db := storetest.SQLite(b, clock.Fixed(now))
	policies, err := access.Load()
	if err != nil {
		b.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	feed := ledger.NewFeed(db, log)
	spine := act.New(db, policies, feed.Kick)
	n, d := network.New(spine), directory.New(spine)
	if err := demo.LoadNational(b.Context(), demo.House{DB: db, Network: n, Directory: d}, services, 1, nil); err != nil {
		b.Fatal(err)
	}
	finder := live.New(n, d, db, feed, clock.Fixed(now), log)
	if err := finder.Load(b.Context()); err != nil {
		b.Fatal(err)
	}
	ring, err := keys.CreateFile(filepath.Join(b.TempDir(), "keys"), now)
	if err != nil {
		b.Fatal(err)
	}
	people := identity.New(spine, n, keys.New(ring))
	sessions := identity.NewSessions(people, "", log)
	handler, err := web.New(web.Deps{Identity: people, Sessions: sessions, Network: n, Directory: d, Finder: finder, Log: log, Demo: true, Now: clock.Fixed(now)})
	if err != nil {
		b.Fatal(err)
	}
	found, err := d.Services(b.Context(), directory.Query{Limit: 100})
	if err != nil {
		b.Fatal(err)
	}
	places := finder.Atlas().Areas(network.Municipality)
	question := func(i int) *http.Request {
		form := url.Values{"q": {[]string{"pijn in mijn knie", "huisarts", "schulden", "wijkverpleging"}[i%4]}, "place": {places[i%len(places)].Name}}
		r := httptest.NewRequest(http.MethodPost, "/zoek", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return r
	}
	for name, next := range map[string]func(i int) *http.Request{
		"home":    func(int) *http.Request { return httptest.NewRequest(http.MethodGet, "/", nil) },
		"results": question,
		"service": func(i int) *http.Request {
			return httptest.NewRequest(http.MethodGet, "/aanbod/"+string(found.Services[i%len(found.Services)].ID), nil)
		},
	} {
		b.Run(name, func(b *testing.B) {
			var took []time.Duration
			bytes := 0
			for i := 0; b.Loop(); i++ {
				w, r := httptest.NewRecorder(), next(i)
				start := time.Now()
				handler.ServeHTTP(w, r)
				took = append(took, time.Since(start))
				if w.Code != http.StatusOK {
					b.Fatalf("answers %d", w.Code)
				}
				bytes = max(bytes, w.Body.Len())
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
			b.ReportMetric(float64(bytes)/1000, "most-kB")
		})
	}
}
