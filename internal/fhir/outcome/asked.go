package outcome

import (
	"net/http"
	"slices"
	"strings"
)

// Strict tells whether a request wants to hear of what is not known (RFC 7240, FHIR's handling).
func Strict(r *http.Request) bool {
	return slices.ContainsFunc(r.Header.Values("Prefer"), func(p string) bool {
		words := strings.FieldsFunc(strings.ToLower(p), func(c rune) bool { return c == ',' || c == ';' || c == ' ' })
		return slices.Contains(words, "handling=strict")
	})
}

// OnlyJSON refuses a request that takes no JSON.
func OnlyJSON(r *http.Request) error {
	format := r.URL.Query().Get("_format")
	accept := strings.Join(r.Header.Values("Accept"), ",")
	if format == "" && accept == "" || strings.Contains(format, "json") {
		return nil
	}
	if format == "" && slices.ContainsFunc([]string{"json", "*/*", "application/*"}, func(one string) bool { return strings.Contains(accept, one) }) {
		return nil
	}
	return Refuse(http.StatusNotAcceptable, "not-supported", "Wij geven alleen JSON (application/fhir+json, FHIR 4.0).", "only JSON is given: application/fhir+json, FHIR 4.0")
}

// NotHere names why an address of a face is not answered: there is nothing there, or not with this method, and
// then it says in Allow which methods there are. other is what people and programs read in that case.
func NotHere(mux *http.ServeMux, w http.ResponseWriter, r *http.Request, otherNL, otherEN string) error {
	var allowed []string
	probe := r.Clone(r.Context())
	for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPut} {
		probe.Method = m
		if _, pattern := mux.Handler(probe); strings.HasPrefix(pattern, m+" ") {
			allowed = append(allowed, m)
		}
	}
	if strings.HasSuffix(r.URL.Path, "/_search") { // which no id can be
		allowed = []string{http.MethodPost}
	}
	if len(allowed) == 0 {
		return Refuse(http.StatusNotFound, "not-found", "Dit adres is er niet.", "there is nothing at this address")
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	return Refuse(http.StatusMethodNotAllowed, "not-supported", otherNL, otherEN)
}

// Base is our own address, before the type of a resource. public is that under which people reach the site; empty
// is what the request came to.
func Base(r *http.Request, public, path string) string {
	if public != "" {
		return strings.TrimSuffix(public, "/") + path
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host + path
}
