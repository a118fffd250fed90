package api

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"eerstelijn/internal/demo"
)

// BenchmarkServices asks GET /services over loopback from many connections, and in the same run an
// empty handler that returns as many bytes. 'ratio' is the one's requests per second over the
// other's: at least 0.3 is promised.
func BenchmarkServices(b *testing.B) {
	for _, c := range []struct{ name, query string }{
		{"word+place+two", "q=fysio&near=%.4f,%.4f&language=tr&direct=true"},
		{"discipline+place+open", "discipline=huisartsenzorg&near=%.4f,%.4f&open_at=2026-11-24T09:30:00Z"},
		{"place", "near=%.4f,%.4f"},
	} {
		b.Run("services=120000/filter="+c.name, func(b *testing.B) {
			h := national.api(b, func(h *house) error {
				return demo.LoadNational(context.Background(), h.demo(), 120_000, 1, func(int) {})
			})
			targets := make([]string, 512)
			r := rand.New(rand.NewPCG(1, 1))
			size := 0
			for i := range targets {
				targets[i] = "/api/v1/services?" + fmt.Sprintf(c.query, 51.2+2*r.Float64(), 4.2+2.3*r.Float64())
				w := read(h, targets[i])
				if w.Code != http.StatusOK {
					b.Fatal(w.Code, w.Body)
				}
				size += w.Body.Len()
			}
			size /= len(targets)
			body := make([]byte, size)
			empty := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				w.Header().Set("Content-Length", strconv.Itoa(size))
				_, _ = w.Write(body)
			})
			ours, theirs := serve(b, h), serve(b, empty)
			// The two take turns, so that both meet the same machine.
			var took, worked [2]time.Duration
			var asked int
			for b.Loop() {
				const turn = 512
				asked += turn
				for i, address := range []string{ours, theirs} {
					before := cpuTime(b)
					took[i] += burst(b, address, targets, turn)
					worked[i] += cpuTime(b) - before
				}
			}
			b.ReportMetric(took[1].Seconds()/took[0].Seconds(), "ratio")
			b.ReportMetric(worked[1].Seconds()/worked[0].Seconds(), "cpu-ratio")
			b.ReportMetric(float64(asked)/took[0].Seconds(), "req/s")
			b.ReportMetric(float64(asked)/took[1].Seconds(), "empty-req/s")
			b.ReportMetric(float64(size), "bytes")
		})
	}
}

// cpuTime is what this process, both ends of the connections, has worked. On a machine that others
// use as well it says more than the time on the wall.
func cpuTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

const connections = 8

var browser = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections, DisableCompression: true}}

// burst sends n requests over all connections and gives the time until the last answer.
func burst(b *testing.B, address string, targets []string, n int) time.Duration {
	var wait sync.WaitGroup
	start := time.Now()
	for c := range connections {
		wait.Go(func() {
			for i := c; i < n; i += connections {
				resp, err := browser.Get(address + targets[i%len(targets)])
				if err != nil {
					b.Error(err)
					return
				}
				_, _ = io.Copy(io.Discard, resp.Body)
				_ = resp.Body.Close()
				if resp.StatusCode != http.StatusOK {
					b.Error(resp.Status)
				}
			}
		})
	}
	wait.Wait()
	return time.Since(start)
}

func serve(b *testing.B, h http.Handler) string {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	s := &http.Server{Handler: h, ReadHeaderTimeout: time.Minute}
	go func() { _ = s.Serve(l) }()
	b.Cleanup(func() { _ = s.Close() })
	return "http://" + l.Addr().String()
}
