package assets

import (
	"net/http"
	"strconv"
	"strings"
)

// forever is a year, the longest that caches keep to. An address changes with its content, so
// nothing served here ever becomes stale.
const forever = "public, max-age=31536000, immutable"

// Handler serves everything under [Prefix]; mount it there. An address with another hash is not
// found: an old page in an open tab then shows without it, rather than with the wrong rules.
func Handler() http.Handler {
	b := loaded()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "Dit adres is er alleen om te lezen. / This address is read-only.", http.StatusMethodNotAllowed)
			return
		}
		f, ok := b.byURL[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", f.mime)
		h.Set("Cache-Control", forever)
		h.Set("X-Content-Type-Options", "nosniff")
		body := f.body
		if f.gzipped != nil {
			h.Set("Vary", "Accept-Encoding")
			if acceptsGzip(r.Header.Get("Accept-Encoding")) {
				h.Set("Content-Encoding", "gzip")
				body = f.gzipped
			}
		}
		h.Set("Content-Length", strconv.Itoa(len(body)))
		if r.Method == http.MethodGet {
			// A client that left needs no answer, and there is nobody else to tell.
			_, _ = w.Write(body)
		}
	})
}

// acceptsGzip reads an Accept-Encoding header; "gzip;q=0" is a refusal.
func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		coding, params, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			continue
		}
		q, isQ := strings.CutPrefix(strings.ReplaceAll(params, " ", ""), "q=")
		if !isQ {
			return true
		}
		weight, err := strconv.ParseFloat(q, 64)
		return err == nil && weight > 0
	}
	return false
}
