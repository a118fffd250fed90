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
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/finding/live"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/people"
	"eerstelijn/internal/web/site"
)

// Deps is what the pages stand on.
type Deps struct {
	Network   *network.Service
	Directory *directory.Register
	Finder    *live.Finder // loaded before the first request
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
	mux    *http.ServeMux
	picker *people.Picker // nil outside the demonstration
}

// New makes the handler of all pages and their assets.
func New(d Deps) (http.Handler, error) {
	if d.Network == nil || d.Directory == nil || d.Finder == nil || d.Log == nil {
		return nil, errors.New("web: Network, Directory, Finder and Log are needed")
	}
	if d.Now == nil {
		d.Now = clock.System
	}
	s := &server{mux: http.NewServeMux(), Site: &site.Site{
		Network: d.Network, Directory: d.Directory, Finder: d.Finder, Log: d.Log, Demo: d.Demo, Now: d.Now, Helpline: d.Helpline,
		SignedIn: func(*http.Request) access.Actor { return access.Anonymous("") },
	}}
	if d.Demo {
		s.picker = people.New(s.Site)
	}
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
func (s *server) handle(pattern string, page site.Handler) { s.mux.Handle(pattern, s.wrap(page)) }

// wrap makes a handler of a page's: with its session, and with a page for each error.
func (s *server) wrap(page site.Handler) http.Handler {
	var h http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := s.try(page, w, r); err != nil {
			s.fail(w, r, err)
		}
	})
	if s.picker != nil {
		h = s.picker.Around(h)
	}
	return h
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
