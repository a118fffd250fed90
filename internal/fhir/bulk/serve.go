package bulk

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"eerstelijn/internal/access"
)

// partFor is how long a reader may take over one part of a file.
const partFor = 30 * time.Second

// What is said of a file.
const (
	ndjson  = "application/fhir+ndjson"
	forEver = "public, max-age=31536000, immutable"
)

// Access says for whom the addresses are: everything is public.
func Access(under string) []access.Route {
	return []access.Route{
		{Pattern: "GET " + under + "/" + Operation, For: access.ForEveryone},
		{Pattern: "GET " + under + "/" + Operation + "/{file}", For: access.ForEveryone},
	}
}

// Handler serves the manifest and the files below a path, such as '/fhir'; next answers for files that
// are not there.
func (p *Publisher) Handler(under string, log *slog.Logger, next http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+under+"/"+Operation, func(w http.ResponseWriter, r *http.Request) {
		m, err := p.manifest(r.Context(), p.Base+"/"+Operation)
		var text []byte
		if err == nil {
			text, err = m.json()
		}
		if err != nil {
			failed(w, r, log, err)
			return
		}
		h := w.Header()
		h.Set("Content-Type", "application/json")
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Cache-Control", "public, max-age=60")
		h.Set("Last-Modified", m.TransactionTime.UTC().Format(http.TimeFormat))
		if same(w, r, m.tag()) {
			return
		}
		_, _ = w.Write(text)
	})
	mux.HandleFunc("GET "+under+"/"+Operation+"/{file}", func(w http.ResponseWriter, r *http.Request) {
		if resourceType, is := p.moving(r.PathValue("file")); is {
			if err := p.serveMoving(w, r, resourceType); err != nil {
				tell(r, log, err)
				panic(http.ErrAbortHandler)
			}
			return
		}
		resourceType, seq, ok := named(r.PathValue("file"))
		at, err := p.Journal.Progress(r.Context())
		if err != nil {
			failed(w, r, log, err)
			return
		}
		if !ok || seq > at.Seq {
			next.ServeHTTP(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", ndjson)
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Cache-Control", forEver)
		if same(w, r, fmt.Sprintf(`"%s.%d"`, resourceType, seq)) || r.Method == http.MethodHead {
			return
		}
		// The server's own deadline is for one answer of a page's size; here each part has one.
		line := http.NewResponseController(w)
		going := func() { _ = line.SetWriteDeadline(time.Now().Add(partFor)) }
		if err := p.write(r.Context(), w, resourceType, seq, going); err != nil {
			tell(r, log, err)
			panic(http.ErrAbortHandler) // half a file must not look whole
		}
	})
	return mux
}

// same sets the tag of what is served, and answers who has it already.
func same(w http.ResponseWriter, r *http.Request, tag string) bool {
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") != tag {
		return false
	}
	w.WriteHeader(http.StatusNotModified)
	return true
}

func failed(w http.ResponseWriter, r *http.Request, log *slog.Logger, err error) {
	tell(r, log, err)
	w.Header().Set("Content-Type", "application/fhir+json")
	w.WriteHeader(http.StatusInternalServerError)
	_, _ = w.Write([]byte(`{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"exception"}]}`))
}

func tell(r *http.Request, log *slog.Logger, err error) {
	if !errors.Is(err, context.Canceled) {
		log.Error("bulk", "trace", access.CallOf(r.Context()).Trace, "error", err)
	}
}
