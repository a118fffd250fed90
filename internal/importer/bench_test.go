package importer_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/importer"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// manyServices writes a CSV file of n services of n/6 organisations, as wide as real ones are.
func manyServices(t testing.TB, n int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "aanbod.csv")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriter(f)
	_, _ = w.WriteString("key,name,organization,agb,discipline,description,keywords,target_groups,access,costs,languages,modes,street,postcode,city,lat,lon,hours,phone,email,website\n")
	disciplines := []string{"huisartsenzorg", "fysiotherapie", "wijkverpleging", "farmacie", "sociaal-domein", "logopedie", "psychologie"}
	times := []string{"ma-vr 8-17", "ma-vr 8-17, do tot 20", "ma-do 8.30-12.30 en 13-17", "24/7", "ma, wo, vr 9-13", "dag en nacht"}
	for i := range n {
		_, _ = fmt.Fprintf(w, "s%d,Praktijk voor zorg nummer %d,Organisatie %d,%08d,%s,\"Hier krijgt u hulp bij klachten, ook zonder afspraak. U kunt bellen of langskomen.\",zorg|hulp,ouderen,verwijzing,eigen risico,nl|en,op locatie,Dorpsstraat %d,1234 AB,Oosterdorp,%.5f,%.5f,\"%s\",010 %03d %04d,balie%d@voorbeeld.example,https://voorbeeld.example/%d\n",
			i, i, i/6, 1_000_000+i/6, disciplines[i%len(disciplines)], i%200, 52.1+float64(i%997)/10000, 5.0+float64(i%1999)/10000, times[i%len(times)], i%1000, i%10000, i, i)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// BenchmarkServices120k brings in services at national size while somebody else writes, and tells
// how long the import took and how much processor time (the generation of the file left out), how long
// the longest of the other's acts took, and the memory used.
func BenchmarkServices120k(b *testing.B) {
	for _, kind := range []string{"sqlite", "postgres"} {
		b.Run(kind, func(b *testing.B) {
			const n = 120_000
			path := manyServices(b, n)
			var first, again, busy time.Duration
			var other waited
			for b.Loop() {
				b.StopTimer()
				var db *store.DB
				if kind == "sqlite" {
					db = storetest.SQLite(b, nil)
				} else {
					db = storetest.Postgres(b, nil)
				}
				h := newHouse(b, db)
				h.twoWijken(b)
				b.StartTimer()
				begun, used := time.Now(), processorTime(b)
				w := h.writeMeanwhile(b, func() {
					res, err := h.Services(b.Context(), path, importer.ServiceFile{}, importer.Run{})
					want(b, "first", res, err, n, 0, 0)
				})
				first, busy = first+time.Since(begun), busy+processorTime(b)-used
				other.longest, other.acts = max(other.longest, w.longest), other.acts+w.acts
				begun = time.Now()
				res, err := h.Services(b.Context(), path, importer.ServiceFile{}, importer.Run{})
				again += time.Since(begun)
				want(b, "again", res, err, 0, 0, n)
			}
			b.ReportMetric(first.Seconds()/float64(b.N), "s/first")
			b.ReportMetric(busy.Seconds()/float64(b.N), "cpu-s/first")
			b.ReportMetric(again.Seconds()/float64(b.N), "s/again")
			b.ReportMetric(float64(other.longest.Microseconds())/1000, "ms-longest-act")
			b.ReportMetric(float64(other.acts)/float64(b.N), "acts")
			b.ReportMetric(peakMB(b), "MB-peak")
		})
	}
}

type waited struct {
	longest time.Duration
	acts    int
}

// writeMeanwhile lets somebody write one act after the other while work is done.
func (h *house) writeMeanwhile(t testing.TB, work func()) waited {
	t.Helper()
	stop, done := make(chan struct{}), make(chan waited)
	go func() {
		var w waited
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				done <- w
				return
			case <-tick.C:
				begun := time.Now()
				_, err := h.network.SaveOrganization(context.Background(), access.Job("test"), network.Organization{
					ID: "0190c0de-0000-7000-8000-000000000001", Kind: network.Provider, Name: fmt.Sprint("Ander werk ", w.acts)})
				if err != nil {
					t.Errorf("an act beside the import: %v", err)
				}
				w.longest = max(w.longest, time.Since(begun))
				w.acts++
			}
		}
	}()
	work()
	close(stop)
	return <-done
}

// processorTime gives what this process used; on a busy machine it says more than the clock.
func processorTime(t testing.TB) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// peakMB gives the most memory this process had, as the system counts it.
func peakMB(t testing.TB) float64 {
	t.Helper()
	if runtime.GOOS != "linux" {
		return 0
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		var kb float64
		if n, _ := fmt.Sscanf(line, "VmHWM: %f kB", &kb); n == 1 {
			return kb / 1024
		}
	}
	return 0
}
