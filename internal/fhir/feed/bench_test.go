package feed_test

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"eerstelijn/internal/store/storetest"
)

// BenchmarkTransaction writes a hundred resources durably, and reads them from the journal.
func BenchmarkTransaction(b *testing.B) {
	h := build(b, storetest.SQLite)
	round := 0
	before := spent()
	for b.Loop() {
		round++
		var parts []string
		for i := range 50 {
			location := fmt.Sprintf("urn:uuid:0198a000-0000-7000-8000-%012d", i)
			parts = append(parts, entry("POST", "Location", location, place("", "Kade 2")), entry("POST", "HealthcareService", "", foreign("", fmt.Sprintf("Spreekuur %d-%d", round, i), location)))
		}
		h.write("POST", "/fhir", bundle(parts...)).want(b, 200)
	}
	b.ReportMetric(float64(spent()-before)/1e6/float64(100*round), "cpu-ms/resource")
	b.ReportMetric(100*float64(round)/b.Elapsed().Seconds(), "resources/s")
}

// spent is the processor time of this process: it means the same on a busy machine.
func spent() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
