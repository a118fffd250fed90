package feed_test

import (
	"fmt"
	"testing"

	"eerstelijn/internal/store/storetest"
)

// BenchmarkTransaction writes a hundred resources durably, and reads them from the journal.
func BenchmarkTransaction(b *testing.B) {
	h := build(b, storetest.SQLite)
	round := 0
	for b.Loop() {
		round++
		var parts []string
		for i := range 50 {
			location := fmt.Sprintf("urn:uuid:0198a000-0000-7000-8000-%012d", i)
			parts = append(parts, entry("POST", "Location", location, place("", "Kade 2")), entry("POST", "HealthcareService", "", foreign("", fmt.Sprintf("Spreekuur %d-%d", round, i), location)))
		}
		h.write("POST", "/fhir", bundle(parts...)).want(b, 200)
	}
	b.ReportMetric(100*float64(round)/b.Elapsed().Seconds(), "resources/s")
}
