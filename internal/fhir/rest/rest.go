package rest

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/outcome"
	"eerstelijn/internal/fhir/param"
	"eerstelijn/internal/fhir/r4"
)

// Path is where the face stands.
const Path = "/fhir"

// maxForm bounds the body of a search.
const maxForm = 64 << 10

// Deps is what the face answers from.
type Deps struct {
	Journal *journal.Journal
	// Own gives the definitions of our own of a kind (one of [Definitions]), each with its id.
	Own func(kind string) []json.RawMessage
	// Profiles gives the profiles that resources of a type claim, for the CapabilityStatement; may be nil.
	Profiles func(resourceType string) []string
	// Beside are the types that another face serves under [Path], for who is signed in, for the
	// CapabilityStatement.
	Beside []r4.CapabilityStatementRestResource
	// Writes are the types that another face lets programs write, for the CapabilityStatement.
	Writes []string
	// Live are the types that are rendered when they are read.
	Live []Live
	// Operations are those that stand beside this face, for the CapabilityStatement.
	Operations []Operation
	// Public is the address under which people reach the site; empty: what the request came to.
	Public string
	// Version and Built are of the program; a zero Built is what the binary says of itself.
	Version string
	Built   time.Time
	Log     *slog.Logger
	// Now is the present moment; nil is the real clock.
	Now clock.Clock
}

// Operation is a FHIR operation on the whole system, such as 'bulk-publish'.
type Operation struct{ Name, Definition string }

// Definitions are the kinds of resource that say what our own profiles, codes and parameters are. They are
// part of the program: they have no history.
var Definitions = []string{"StructureDefinition", "CodeSystem", "SearchParameter"}

type server struct {
	Deps
	mux *http.ServeMux
}

// New makes the handler for everything under [Path].
func New(d Deps) http.Handler {
	if d.Now == nil {
		d.Now = clock.System
	}
	if d.Own == nil {
		d.Own = func(string) []json.RawMessage { return nil }
	}
	if d.Built.IsZero() {
		d.Built = built(d.Now)
	}
	s := &server{Deps: d, mux: http.NewServeMux()}
	for pattern, answer := range map[string]func(*call) error{
		"GET /metadata":                   (*call).metadata,
		"GET /{type}":                     (*call).search,
		"POST /{type}/_search":            (*call).searchForm,
		"GET /{type}/_history":            (*call).historyOfType,
		"GET /{type}/{id}":                (*call).read,
		"GET /{type}/{id}/_history":       (*call).historyOfOne,
		"GET /{type}/{id}/_history/{vid}": (*call).readVersion,
	} {
		method, path, _ := strings.Cut(pattern, " ")
		s.mux.HandleFunc(method+" "+Path+path, func(w http.ResponseWriter, r *http.Request) {
			c := &call{server: s, w: w, r: r}
			if err := c.begin(); err != nil {
				c.refuse(err)
				return
			}
			if err := answer(c); err != nil {
				c.refuse(err)
			}
		})
	}
	s.mux.HandleFunc("/", s.nowhere)
	return s
}

// built gives the moment of the source that the binary was made from; one made outside a repository knows
// none, and says when it started.
func built(now clock.Clock) time.Time {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if t, err := time.Parse(time.RFC3339, s.Value); s.Key == "vcs.time" && err == nil {
				return t
			}
		}
	}
	return now()
}

// Access says for whom each address is: reading is for everyone.
func Access() (all []access.Route) {
	for _, path := range []string{"/metadata", "/{type}", "/{type}/_history", "/{type}/{id}", "/{type}/{id}/_history", "/{type}/{id}/_history/{vid}"} {
		all = append(all, access.Route{Pattern: "GET " + Path + path, For: access.ForEveryone})
	}
	return append(all, access.Route{Pattern: "POST " + Path + "/{type}/_search", For: access.ForEveryone})
}

// ServeHTTP answers with the headers that every answer has. Anybody's page may read what is public.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "ETag, Last-Modified, Location, X-Trace-Id")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Add("Vary", "Accept, Prefer")
	if err := outcome.TooLong(r); err != nil {
		c := call{server: s, w: w, r: r}
		c.refuse(err)
		return
	}
	if r.Method == http.MethodOptions {
		s.options(w, r)
		return
	}
	defer func() { access.CallOf(r.Context()).Answers(r.Pattern) }()
	s.mux.ServeHTTP(w, r)
}

// options answers a browser that asks whether another site's page may send a request.
func (s *server) options(w http.ResponseWriter, r *http.Request) {
	allowed := s.allowed(r)
	if len(allowed) == 0 {
		s.nowhere(w, r)
		return
	}
	h := w.Header()
	h.Set("Allow", strings.Join(allowed, ", "))
	h.Set("Access-Control-Allow-Methods", strings.Join(allowed, ", "))
	h.Set("Access-Control-Allow-Headers", "Accept, Content-Type, If-Modified-Since, If-None-Match, Prefer")
	h.Set("Access-Control-Max-Age", "86400")
	w.WriteHeader(http.StatusNoContent)
}

// allowed gives the methods that a path has.
func (s *server) allowed(r *http.Request) (methods []string) {
	probe := r.Clone(r.Context())
	for _, m := range []string{http.MethodGet, http.MethodPost} {
		probe.Method = m
		if _, pattern := s.mux.Handler(probe); strings.HasPrefix(pattern, m+" ") {
			methods = append(methods, m)
			if m == http.MethodGet {
				methods = append(methods, http.MethodHead)
			}
		}
	}
	if strings.HasSuffix(r.URL.Path, "/_search") { // which no id can be
		methods = slices.DeleteFunc(methods, func(m string) bool { return m != http.MethodPost })
	}
	if len(methods) > 0 {
		methods = append(methods, http.MethodOptions)
	}
	return methods
}

// nowhere answers for a path that is not there, or not with this method.
func (s *server) nowhere(w http.ResponseWriter, r *http.Request) {
	c := call{server: s, w: w, r: r}
	if allowed := s.allowed(r); len(allowed) > 0 {
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		c.refuse(outcome.Refuse(http.StatusMethodNotAllowed, "not-supported", "Dit kan hier niet. U kunt lezen en zoeken.", "this address knows other methods; see the Allow header"))
		return
	}
	c.refuse(outcome.Refuse(http.StatusNotFound, "not-found", "Dit adres is er niet.", "there is nothing at this address; see "+Path+"/metadata"))
}

// call is one request on its way to an answer.
type call struct {
	*server
	w http.ResponseWriter
	r *http.Request
	// media is the content type of the answer.
	media string
	// strict refuses what is not known; see RFC 7240.
	strict bool
}

// begin reads what every request may say.
func (c *call) begin() error {
	for part := range strings.SplitSeq(strings.Join(c.r.Header.Values("Prefer"), ","), ",") {
		for one := range strings.SplitSeq(part, ";") {
			switch strings.ToLower(strings.TrimSpace(one)) {
			case "handling=strict":
				c.strict = true
			case "handling=lenient":
				c.strict = false
			}
		}
	}
	return c.negotiate(c.r.URL.Query().Get("_format"))
}

// base is our own address, before the type of a resource.
func (c *call) base() string { return outcome.Base(c.r, c.Public, Path) }

// served gives the type of the address.
func (c *call) served() (*param.Type, error) {
	t, ok := param.Find(c.r.PathValue("type"))
	if _, apart := param.FindApart(c.r.PathValue("type")); !ok || apart {
		return nil, outcome.Refuse(http.StatusNotFound, "not-supported", "Dit soort bron geven wij niet.", "this resource type is not served; see "+Path+"/metadata")
	}
	return t, nil
}
