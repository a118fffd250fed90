package feed

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/outcome"
	"eerstelijn/internal/fhir/param"
	"eerstelijn/internal/fhir/projection"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/fhir/render"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/importer"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/endpoint"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

const (
	// maxBody bounds what is sent.
	maxBody = 1 << 20
	// maxEntries bounds a transaction.
	maxEntries = 500
)

// Deps is what the feed writes to, and answers from.
type Deps struct {
	Store     *store.DB
	Spine     *act.Spine
	Network   *network.Service
	Directory *directory.Register
	Endpoints *endpoint.Service
	Mandates  *mandate.Service
	Importer  *importer.Importer
	Journal   *journal.Journal
	Feed      *ledger.Feed
	// Rendering keeps the journal equal to the domain. Somebody runs it.
	Rendering *projection.Follower
	// Config is what the follower renders with.
	Config render.Config
	// Path is where the face stands: '/fhir'.
	Path string
	// Public is the address under which people reach the site; empty: what the request came to.
	Public string
	Log    *slog.Logger
	Now    clock.Clock
	// Times does transactions that publish when people can come, and leaves all others; nil: there are none.
	Times func(ctx context.Context, who access.Actor, base string, body []byte) (answer *r4.Bundle, taken bool, err error)
	// Patience is how long an answer waits for the journal; 0 means five seconds.
	Patience time.Duration
}

type feeder struct {
	Deps
	next http.Handler

	mu      sync.Mutex
	render  *render.Renderer
	foreign *importer.Foreign
	made    time.Time // of foreign
	reading sync.Mutex
}

// New makes the handler for what writes under [Deps.Path]; anything else goes on to next.
func New(d Deps, next http.Handler) http.Handler {
	if d.Now == nil {
		d.Now = clock.System
	}
	if d.Patience == 0 {
		d.Patience = 5 * time.Second
	}
	return &feeder{Deps: d, next: next}
}

// Types are those that can be written.
var Types = []string{"Endpoint", "HealthcareService", "Location", "Organization", "OrganizationAffiliation"}

// Access says for whom each address is.
func Access(path string) []access.Route {
	all := []string{"directory.Save", "endpoint.Save", "mandate.Affiliate", "mandate.EndAffiliation", "network.SaveOrganization"}
	return []access.Route{
		{Pattern: "POST " + path, For: access.ForAct, Acts: append([]string{"appointment.Publish"}, all...), Roles: []access.Role{access.Machine}}, // see [Deps.Times]
		{Pattern: "POST " + path + "/{type}", For: access.ForAct, Acts: all, Roles: []access.Role{access.Machine}},
		{Pattern: "PUT " + path + "/{type}/{id}", For: access.ForAct, Acts: all, Roles: []access.Role{access.Machine}},
	}
}

// ServeHTTP takes what writes.
func (f *feeder) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	parts := strings.Split(strings.Trim(strings.TrimPrefix(r.URL.Path, f.Path), "/"), "/")
	if parts[0] == "" {
		parts = nil
	}
	writes := r.Method == http.MethodPut || r.Method == http.MethodDelete || r.Method == http.MethodPatch ||
		r.Method == http.MethodPost && (len(parts) == 0 || len(parts) == 1 && !strings.HasPrefix(parts[0], "$"))
	if !writes {
		f.next.ServeHTTP(w, r)
		return
	}
	pattern := r.Method + " " + f.Path + []string{"", "/{type}", "/{type}/{id}"}[min(len(parts), 2)]
	defer func() { access.CallOf(r.Context()).Answers(pattern) }()
	if err := f.serve(w, r, parts); err != nil {
		outcome.Answer(w, r, f.Log, because(err, ""), nil)
	}
}

func (f *feeder) serve(w http.ResponseWriter, r *http.Request, parts []string) error {
	who := identity.ActorOf(r.Context())
	switch {
	case r.Method == http.MethodDelete || r.Method == http.MethodPatch || r.Method == http.MethodPut && len(parts) != 2:
		w.Header().Set("Allow", allowed(parts))
		return outcome.Refuse(http.StatusMethodNotAllowed, "not-supported", "Dit kan hier niet. Wat stopt, krijgt active: false, en een Endpoint status: off.", "this is not done here; what ends gets active: false, and an Endpoint status: off")
	case !identity.SignedIn(who):
		return outcome.Refuse(http.StatusUnauthorized, "login", "Stuur een toegangsbewijs mee.", "send an access token as Authorization: Bearer")
	case who.Role != access.Machine || who.Organization == "":
		return outcome.Refuse(http.StatusForbidden, "forbidden", "Alleen een programma van een organisatie schrijft hier.", "only a program of an organisation writes here")
	}
	body, err := outcome.ReadBody(w, r, maxBody)
	if err != nil {
		return err
	}
	q := &request{feeder: f, who: who, base: outcome.Base(r, f.Public, f.Path), prefer: preferred(r)}
	if len(parts) == 0 && f.Times != nil {
		if answer, taken, err := f.Times(r.Context(), who, q.base, body); taken || err != nil {
			if err != nil {
				return err
			}
			return outcome.PrivateOf(w, http.StatusOK, answer)
		}
	}
	if len(parts) == 0 {
		return f.transaction(w, r, q, body)
	}
	return f.single(w, r, q, parts, body)
}

// allowed are the methods that an address has.
func allowed(parts []string) string {
	switch {
	case len(parts) == 0:
		return "POST"
	case !writable(parts[0]):
		return "GET, HEAD, OPTIONS"
	case len(parts) == 1:
		return "GET, HEAD, OPTIONS, POST"
	case len(parts) == 2:
		return "GET, HEAD, OPTIONS, PUT"
	}
	return "GET, HEAD, OPTIONS"
}

// single writes one resource.
func (f *feeder) single(w http.ResponseWriter, r *http.Request, q *request, parts []string, body []byte) error {
	one := write{kind: parts[0], method: r.Method, ifMatch: r.Header.Get("If-Match"), ifNoneExist: r.Header.Get("If-None-Exist"), ifNoneMatch: r.Header.Get("If-None-Match"), body: body}
	if len(parts) == 2 {
		one.id = parts[1]
	}
	if _, served := param.Find(one.kind); !served {
		return outcome.Refuse(http.StatusNotFound, "not-supported", "Dit soort bron kennen wij hier niet.", "this resource type is not known here")
	}
	if !writable(one.kind) {
		w.Header().Set("Allow", allowed(parts))
		return outcome.Refuse(http.StatusMethodNotAllowed, "not-supported", "Dit soort bron is hier alleen te lezen.", "this resource type is only read here")
	}
	done, err := f.write(r.Context(), q, []write{one})
	if err != nil {
		return err
	}
	d := &done[0]
	h := w.Header()
	if d.version > 0 {
		h.Set("ETag", etag(d.version))
		h.Set("Last-Modified", d.at.UTC().Format(http.TimeFormat))
		h.Set("Location", q.base+"/"+d.address())
	}
	if len(d.lost) > 0 {
		h.Set("Warning", `199 - "not kept as sent: `+strings.Join(d.lost, ", ")+`"`)
	}
	switch {
	case q.prefer == "minimal":
		w.WriteHeader(d.status)
	case q.prefer == "OperationOutcome" || d.kept == nil:
		return outcome.PrivateOf(w, d.status, d.outcome())
	default:
		outcome.Private(w, d.status, d.kept)
	}
	return nil
}

// preferred reads what the answer is to hold (RFC 7240); ” is our own choice.
func preferred(r *http.Request) string {
	for one := range strings.SplitSeq(strings.Join(r.Header.Values("Prefer"), ","), ",") {
		for p := range strings.SplitSeq(one, ";") {
			if of, ok := strings.CutPrefix(strings.TrimSpace(p), "return="); ok {
				return of
			}
		}
	}
	return ""
}
