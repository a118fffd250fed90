package mirror_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/fhir/mirror"
	"eerstelijn/internal/store/storetest"
)

// BenchmarkFullLoad fetches a directory for the first time: as many organisations and locations as services.
func BenchmarkFullLoad(b *testing.B) {
	n := 2000
	if text := os.Getenv("EERSTELIJN_SERVICES"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { made(w, r, n) }))
	defer server.Close()
	for b.Loop() {
		b.StopTimer()
		clock := &movable{at: time.Date(2026, time.November, 3, 9, 0, 0, 0, time.UTC)}
		h := newHouse(b, storetest.SQLite(b, clock.now), clock)
		src, err := h.Add(b.Context(), admin, mirror.New{Name: "Gids", Base: server.URL + "/fhir"})
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if err := h.Once(b.Context(), src); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if st := h.source(b, src); st.Entries.Taken != n {
			b.Fatalf("%+v", st)
		}
		b.StartTimer()
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "services/s")
}

// made is a directory that needs no memory: its resources are made when they are asked for.
func made(w http.ResponseWriter, r *http.Request, n int) {
	w.Header().Set("Content-Type", "application/fhir+json")
	kind := strings.TrimPrefix(r.URL.Path, "/fhir/")
	from, _ := strconv.Atoi(r.URL.Query().Get("from"))
	to := min(from+500, n)
	form := map[string]string{
		"Organization": `{"resourceType":"Organization","id":"o%[1]d","meta":{"versionId":"1","lastUpdated":"2026-11-01T08:00:00Z"},"name":"Praktijk %[1]d","identifier":[{"system":"http://fhir.nl/fhir/NamingSystem/ura","value":"%08[1]d"}]}`,
		"Location":     `{"resourceType":"Location","id":"l%[1]d","meta":{"versionId":"1","lastUpdated":"2026-11-01T08:00:00Z"},"address":{"line":["Dorpsstraat %[1]d"],"city":"Oosterdorp","postalCode":"1234AB"},"position":{"longitude":5.05,"latitude":52.15}}`,
		"HealthcareService": `{"resourceType":"HealthcareService","id":"s%[1]d","meta":{"versionId":"1","lastUpdated":"2026-11-01T08:00:00Z"},"name":"Fysiotherapie %[1]d","active":true,"providedBy":{"reference":"Organization/o%[1]d"},
			"location":[{"reference":"Location/l%[1]d"}],"specialty":[{"coding":[{"system":"http://fhir.nl/fhir/NamingSystem/uzi-rolcode","code":"04.000"}]}],"telecom":[{"system":"phone","value":"010 123 45 67"}]}`,
	}[kind]
	if form == "" {
		to = from
	}
	_, _ = w.Write([]byte(`{"resourceType":"Bundle","meta":{"lastUpdated":"2026-11-01T08:00:00Z"},"entry":[`))
	for i := from; i < to; i++ {
		if i > from {
			_, _ = w.Write([]byte(","))
		}
		_, _ = fmt.Fprintf(w, `{"resource":`+form+`}`, i)
	}
	_, _ = w.Write([]byte(`]`))
	if form != "" && to < n {
		_, _ = fmt.Fprintf(w, `,"link":[{"relation":"next","url":"%s?from=%d"}]`, r.URL.Path, to)
	}
	_, _ = w.Write([]byte(`}`))
}
