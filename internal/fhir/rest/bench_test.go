package rest_test

import (
	"fmt"
	"net/http/httptest"
	"testing"

	"eerstelijn/internal/store/storetest"
)

// BenchmarkFace asks over HTTP, without a network: what the face adds to what the journal does.
func BenchmarkFace(b *testing.B) {
	h := newHouse(b, storetest.SQLite(b, nil))
	for n := range 20 {
		var all []string
		for k := range 100 {
			all = append(all, fmt.Sprintf(`{"resourceType":"Organization","id":"o%[1]d","active":true,"identifier":[{"system":"http://example.org/id","value":"n%[1]d"}],"name":"Praktijk %[1]d","telecom":[{"system":"phone","value":"030 123 4567"}],"address":[{"line":["Plein 1"],"city":"Utrecht","postalCode":"3511 AA"}]}`, 100*n+k))
		}
		h.save(all...)
	}
	for _, ask := range []struct{ name, target string }{
		{"read", "/fhir/Organization/o77"},
		{"metadata", "/fhir/metadata"},
		{"search-one", "/fhir/Organization?identifier=http://example.org/id|n77"},
		{"search-page", "/fhir/Organization?active=true"},
		{"search-elements", "/fhir/Organization?active=true&_elements=name"},
		{"history-page", "/fhir/Organization/_history?_count=100"},
	} {
		b.Run(ask.name, func(b *testing.B) {
			b.ReportAllocs()
			r := httptest.NewRequest("GET", ask.target, nil)
			for b.Loop() {
				w := httptest.NewRecorder()
				h.face.ServeHTTP(w, r)
				if w.Code != 200 {
					b.Fatal(w.Body.String())
				}
			}
		})
	}
}
