package api

import (
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/go-json-experiment/json"

	"eerstelijn/internal/access"
	"eerstelijn/internal/appointment"
	"eerstelijn/internal/audit"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/mirror"
	"eerstelijn/internal/fhir/notified"
	"eerstelijn/internal/fhir/peer"
	"eerstelijn/internal/fhir/subscription"
	"eerstelijn/internal/finding/live"
	"eerstelijn/internal/identity/launch"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/endpoint"
	"eerstelijn/internal/once"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/notice"
	"eerstelijn/internal/placement/number"
	"eerstelijn/internal/watch"
)

const (
	base = "/api/v1"
	// apiVersion is the version of the interface, not of the program; it goes up with what it promises.
	apiVersion = "1.0.0"
)

// Deps is what the API answers from.
type Deps struct {
	Network   *network.Service
	Endpoints *endpoint.Service
	Directory *directory.Register
	Finder    *live.Finder
	Capacity  *capacity.Service
	// Appointments are the free times of services.
	Appointments *appointment.Service

	Watch     *watch.Hub // nil: nobody can follow what changes
	Placement *placement.Service
	Numbers   *number.Service
	Notices   *notice.Service
	Cooperation
	Audit *audit.Service
	// Mirror follows directories of others.
	Mirror *mirror.Service
	// Peers are the systems of others that ours talks with.
	Peers *peer.Service
	// Notified is what systems of others ask of organisations here.
	Notified *notified.Service
	// Launches are the record systems from which people open this site.
	Launches *launch.Service
	// Hearing tells programs that something changed.
	Hearing *subscription.Service
	// Address is where this site is found.
	Address string
	Once    *once.Keeper // nil: an Idempotency-Key is passed over
	Log     *slog.Logger
	// Version of the program, shown in the reference.
	Version string
	// Now is the present moment; nil is the real clock.
	Now clock.Clock
}

type server struct {
	Deps
	mux  *http.ServeMux
	huma huma.API
	// operations are the documented ones, in the order in which routes adds them.
	operations []*huma.Operation
	// disciplines are the codes of the discipline table, which only a new program changes; nil until asked.
	disciplines atomic.Pointer[map[string]bool]
	guide       guide
	streams     *streams
}

// New makes the handler for everything under /api/.
func New(d Deps) http.Handler {
	if d.Now == nil {
		d.Now = clock.System
	}
	s := &server{Deps: d, mux: http.NewServeMux(), streams: newStreams()}
	s.huma = huma.NewAPI(s.config(), adapter{Adapter: humago.NewAdapter(s.mux, ""), server: s})
	s.routes()
	return s
}

func (s *server) routes() {
	s.serveServices()
	post(s, "/services/search", "searchServices", "Zorg en hulp zoeken, met de vraag in het bericht", s.searchServices)
	get(s, "/services/{id}", "service", "Eén zorgaanbod, met tijden en contact", s.service)
	write(s, http.MethodGet, "/services/{id}/entry", "entry", "Uw eigen aanbod, zoals u het schrijft", s.ownService)
	creating(s, "/services", "addService", "Nieuw aanbod", s.addService)
	write(s, http.MethodPut, "/services/{id}", "putService", "Aanbod wijzigen", s.putService)
	write(s, http.MethodPost, "/services/{id}/confirm", "confirmService", "Zeggen dat aanbod nog klopt", s.confirmService)
	creating(s, "/services/{id}/reports", "reportService", "Melden dat iets niet klopt", s.reportService)
	get(s, "/who-now", "whoNow", "Wie is nu bereikbaar in een wijk", s.whoNow)
	get(s, "/areas", "areas", "Gemeenten, wijken en buurten", s.areas)
	get(s, "/areas/{code}", "area", "Eén gebied, met cijfers en grens", s.area)
	get(s, "/regions", "regions", "De regio's", s.regions)
	get(s, "/regions/{slug}", "region", "Eén regio", s.region)
	get(s, "/regions/{slug}/coverage", "coverage", "Hoe ver een regio is", s.coverage)
	get(s, "/wijkverbanden/{slug}", "wijkverband", "Eén wijkverband", s.wijkverband)
	s.offerRoutes()
	s.slotRoutes()
	s.networkWrites()
	s.endpointRoutes()
	s.placementRoutes()
	s.elsewhereRequestRoutes()
	s.mandateRoutes()
	s.obligationRoutes()
	s.bottleneckRoutes()
	s.meetingRoutes()
	s.signalRoutes()
	s.serveCoverage()
	s.agreementRoutes()
	s.contractRoutes()
	s.elsewhereRoutes()
	s.ledgerRoutes()
	get(s, "/disciplines", "disciplines", "De beroepen en domeinen", s.disciplineList)
	get(s, "/kinds", "kinds", "De soorten aanbod", s.kindList)
	get(s, "/problems", "problems", "De soorten fouten", s.problemList)
	get(s, "/problems/{kind}", "problem", "Eén soort fout", s.problemKind)
	s.serveGuide()
	s.mux.HandleFunc("/", s.nowhere)
}

func (s *server) config() huma.Config {
	format := huma.Format{
		Marshal:   func(w io.Writer, v any) error { return json.MarshalWrite(w, v, json.Deterministic(true)) },
		Unmarshal: func(data []byte, v any) error { return json.Unmarshal(data, v) },
	}
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: "Eerstelijn API", Version: apiVersion,
				Description: "Zorg en hulp in de buurt, de kaart van het land en de regio's. Lezen is openbaar: een sleutel is niet nodig. " +
					"Tijden zijn in UTC (RFC 3339), afstanden in meters. Wat niet bekend is, is null of staat er niet; het is nooit nul.",
				License: &huma.License{Name: "EUPL-1.2", Identifier: "EUPL-1.2"},
			},
			Servers: []*huma.Server{{URL: "/"}},
			OnAddOperation: []huma.AddOpFunc{func(_ *huma.OpenAPI, op *huma.Operation) {
				s.operations = append(s.operations, op)
			}},
		},
		Formats:       map[string]huma.Format{"application/json": format, "json": format},
		DefaultFormat: "application/json",
	}
}

// get adds a public read.
func get[I, B any](s *server, path, id, summary string, answer func(in *I, r request) (B, error)) {
	huma.Register(s.huma, operation(http.MethodGet, path, id, summary), handler(s, answer))
}

// post adds a public read whose question stands in the body.
func post[I, B any](s *server, path, id, summary string, answer func(in *I, r request) (B, error)) {
	op := operation(http.MethodPost, path, id, summary)
	op.MaxBodyBytes = maxBody
	huma.Register(s.huma, op, handler(s, answer))
}

// maxBody is far more than a question needs.
const maxBody = 64 << 10

func operation(method, path, id, summary string) huma.Operation {
	return huma.Operation{Method: method, Path: base + path, OperationID: id, Summary: summary}
}

// adapter puts around every operation what huma leaves to others.
type adapter struct {
	huma.Adapter
	server *server
}

// Handle adds an operation to the mux.
func (a adapter) Handle(op *huma.Operation, handle func(huma.Context)) {
	known := parameters(op)
	var serve http.HandlerFunc = func(w http.ResponseWriter, r *http.Request) {
		if err := checkQuery(r.URL.RawQuery, known); err != nil {
			a.server.refuse(w, r, err)
			return
		}
		handle(humago.NewContext(op, r, w))
	}
	if op.Method == http.MethodGet || op.Method == http.MethodPut {
		serve = tagged(serve)
	}
	if op.Metadata[onceOnly] != nil {
		serve = a.server.once(serve)
	}
	a.server.mux.HandleFunc(op.Method+" "+op.Path, serve)
}

// ServeHTTP answers with the headers that every answer has. Anybody's page may read what is public.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("API-Version", apiVersion)
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "API-Version, ETag, X-Trace-Id")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
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
	// Another site's page may ask, and not edit: who edits is a program, or signed in here.
	asks := slices.DeleteFunc(slices.Clone(allowed), func(m string) bool {
		return m == http.MethodPut || m == http.MethodPost && r.URL.Path != base+"/services/search"
	})
	h.Set("Access-Control-Allow-Methods", strings.Join(asks, ", "))
	h.Set("Access-Control-Allow-Headers", "Content-Type, If-None-Match")
	h.Set("Access-Control-Max-Age", "86400")
	w.WriteHeader(http.StatusNoContent)
}

// allowed gives the methods that a path has.
func (s *server) allowed(r *http.Request) (methods []string) {
	probe := r.Clone(r.Context())
	for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPut} {
		probe.Method = m
		if _, pattern := s.mux.Handler(probe); strings.HasPrefix(pattern, m+" ") {
			methods = append(methods, m)
			if m == http.MethodGet {
				methods = append(methods, http.MethodHead)
			}
		}
	}
	return methods
}

// nowhere answers for a path that is not there, or not with this method.
func (s *server) nowhere(w http.ResponseWriter, r *http.Request) {
	if allowed := s.allowed(r); len(allowed) > 0 {
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		writeProblem(w, problemOf(http.StatusMethodNotAllowed, "This path knows other methods; see the Allow header."))
		return
	}
	s.refuse(w, r, fault.Missing("Deze bladzijde is er niet.", "there is nothing at this path; see "+base+"/openapi.json"))
}
