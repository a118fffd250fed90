package web

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"unicode/utf8"

	"eerstelijn/internal/access"
	"eerstelijn/internal/appointment"
	"eerstelijn/internal/approval"
	"eerstelijn/internal/audit"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/capacity/board"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fhir/notified"
	"eerstelijn/internal/finding/live"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/identity/launch"
	"eerstelijn/internal/identity/oidc"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/endpoint"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/number"
	"eerstelijn/internal/web/admin"
	"eerstelijn/internal/web/arrive"
	"eerstelijn/internal/web/dossier"
	"eerstelijn/internal/web/others"
	"eerstelijn/internal/web/people"
	"eerstelijn/internal/web/say"
	"eerstelijn/internal/web/signin"
	"eerstelijn/internal/web/site"
)

// Deps is what the pages stand on.
type Deps struct {
	Network *network.Service
	// Endpoints may be nil: then nobody has a digital address.
	Endpoints *endpoint.Service
	Directory *directory.Register
	Finder    *live.Finder // loaded before the first request
	Capacity  *capacity.Service
	Board     *board.Board // loaded before the first request
	Placement *placement.Service
	Numbers   *number.Service
	Notified  *notified.Service // nil: nothing is asked elsewhere
	// Appointments may be nil: then nobody says when people can come.
	Appointments *appointment.Service

	site.Cooperation
	Identity *identity.Service
	Sessions *identity.Sessions // its Around stands around the handler
	Party    *oidc.Party        // nil where no provider of identity is configured
	// Address is that of the site: 'https://eerstelijn.example'.
	Address string
	// Launch lets people in from their record system; nil where nobody comes from one.
	Launch *launch.Service
	// Others are systems of others that the demonstration plays; nil outside it.
	Others *others.System
	// Admin is what the pages of the administrator stand on; without it there are none.
	Admin admin.Needs
	// Accounts are invitations, one-time links and passkeys; without them there are no such pages.
	Accounts  Accounts
	Access    *access.Policies
	Approvals *approval.Approvals
	Audit     *audit.Service
	Log       *slog.Logger
	// Demo opens the person picker and marks every page as invented.
	Demo bool
	// Now is nil for the machine's clock.
	Now clock.Clock
	// Helpline is the number that every page shows.
	Helpline site.Helpline
}

// server answers for all pages.
type server struct {
	*site.Site
	mux *http.ServeMux
	// patterns are those of mux, to hold against [Access].
	patterns []string
	picker   *people.Picker // nil outside the demonstration
	signIn   signin.Page
	arrive   arrive.Page
	played   *dossier.System // nil outside the demonstration
	others   *others.System  // likewise
	admin    admin.Page
}

// New makes the handler of all pages and their assets.
func New(d Deps) (http.Handler, error) {
	if d.Network == nil || d.Directory == nil || d.Finder == nil || d.Identity == nil || d.Sessions == nil || d.Log == nil {
		return nil, errors.New("web: Network, Directory, Finder, Identity, Sessions and Log are needed")
	}
	if d.Now == nil {
		d.Now = clock.System
	}
	s := &server{mux: http.NewServeMux(), Site: &site.Site{
		Access: d.Access, Approvals: d.Approvals, Audit: d.Audit,
		Capacity: d.Capacity, Appointments: d.Appointments, Board: d.Board, Placement: d.Placement, Numbers: d.Numbers, Notified: d.Notified, Cooperation: d.Cooperation,
		Network: d.Network, Endpoints: d.Endpoints, Directory: d.Directory, Finder: d.Finder, Log: d.Log, Demo: d.Demo, Address: d.Address, Secure: identity.OverTLS(d.Address), Now: d.Now, Helpline: d.Helpline,
		SignedIn: func(r *http.Request) access.Actor { return identity.ActorOf(r.Context()) },
	}}
	s.Site.Launches = d.Launch
	s.admin = admin.Page{Site: s.Site, Needs: d.Admin}
	s.arrive = arrive.Page{Site: s.Site, Sessions: d.Sessions}
	s.signIn = signin.Page{Site: s.Site, Sessions: d.Sessions, Party: d.Party, Address: d.Address}
	s.others = d.Others
	if d.Demo {
		s.picker = people.New(s.Site, d.Sessions)
		var err error
		if s.played, err = dossier.New(s.Site, launch.Path); err != nil {
			return nil, err
		}
	}
	s.accounts(d.Accounts, d.Identity, d.Sessions)
	s.routes()
	return s, nil
}

// ServeHTTP answers a request; an address or method that no route knows gets a page as well. So does an
// address that is no text: it names nothing here, and PostgreSQL refuses to look.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !utf8.ValidString(r.URL.Path) || strings.ContainsRune(r.URL.Path, 0) {
		s.unrouted(http.NotFoundHandler()).ServeHTTP(w, r)
		return
	}
	if h, pattern := s.mux.Handler(r); pattern == "" {
		s.unrouted(h).ServeHTTP(w, r)
		return
	}
	s.mux.ServeHTTP(w, r)
}

// handle puts a page at its path.
func (s *server) handle(pattern string, page site.Handler) { s.put(pattern, s.wrap(page)) }

// speak puts a page at its path that can be read in other languages than Dutch.
func (s *server) speak(pattern string, page site.Handler) {
	s.put(pattern, say.Around(s.wrap(page)))
}

// put puts a handler at its path, and tells the program around it which pattern answers: wrappers in
// between hand on a copy of the request, whose Pattern the outside never sees.
func (s *server) put(pattern string, h http.Handler) {
	s.patterns = append(s.patterns, pattern)
	s.mux.Handle(pattern, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		access.CallOf(r.Context()).Answers(pattern)
		h.ServeHTTP(w, r)
	}))
}

// wrap makes a handler of a page's, with a page for each error.
func (s *server) wrap(page site.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := s.try(s.first(page), w, r)
		if err != nil {
			s.fail(w, r, err)
		}
	})
}

// try turns a panic into an error. Pages are written whole, so nothing has been sent by then.
func (s *server) try(page site.Handler, w http.ResponseWriter, r *http.Request) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return page(w, r)
}
