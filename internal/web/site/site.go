// Package site is what the page packages share: the frame around a page, rendering, errors as
// pages, and who is looking.
//
// A page package holds the handlers, view and styles of one page; it knows this package and ui, and
// no other page. Package web puts them at their paths.
package site

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/a-h/templ"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/finding/live"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/ui"
)

// Site holds the capabilities and the choices that pages use.
type Site struct {
	Network   *network.Service
	Directory *directory.Register
	Finder    *live.Finder
	Log       *slog.Logger
	// Demo says that everything shown is invented.
	Demo bool
	Now  clock.Clock
	// Helpline is the number that a citizen can always call, with the hours in which it answers.
	Helpline Helpline
	// SignedIn tells who is looking; a citizen who is not signed in otherwise.
	SignedIn func(r *http.Request) access.Actor
}

// Handler is a page's handler: an error it gives is shown as a page of its own.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Today is the present moment in Amsterdam.
func (s *Site) Today() time.Time { return s.Now().In(clock.Amsterdam) }

// Helpline is a number that every page of a citizen keeps in sight.
type Helpline struct {
	Number string
	Hours  hours.Hours
}

// Contact is the helpline as the frame shows it, with until when it answers today.
func (s *Site) Contact() ui.Contact {
	c := ui.Contact{Number: s.Helpline.Number, Dialable: !s.Demo}
	if !s.Helpline.Hours.Known() {
		return c
	}
	now := s.Today()
	open, changes, ok := s.Helpline.Hours.Next(now)
	switch {
	case !ok:
		c.Hours = "dag en nacht"
	case open:
		c.Hours = "vandaag tot " + ui.Time(changes)
	case changes.In(clock.Amsterdam).YearDay() == now.YearDay():
		c.Hours = "vandaag vanaf " + ui.Time(changes)
	default:
		c.Hours = ui.Weekday(changes) + " vanaf " + ui.Time(changes)
	}
	return c
}

// Frame gives the frame of a page: what every page has in common.
func (s *Site) Frame(r *http.Request, title string) ui.PageView {
	v := ui.PageView{
		Title: title, Lang: "nl", Current: r.URL.Path, Now: s.Today(), Demo: s.Demo, Contact: s.Contact(),
		Nav: []ui.Link{{Text: "Zoek hulp", Href: "/"}, {Text: "Wie bel ik nu?", Href: "/wie-nu"}, {Text: "Regio’s", Href: "/land"}},
	}
	if who := s.SignedIn(r); who.Role != access.Citizen {
		v.Person = who.Name
		if Works(who.Role) {
			v.Nav = append([]ui.Link{{Text: "Vandaag", Href: "/werk"}}, v.Nav...)
		}
	}
	if c, err := r.Cookie(ui.ReadingField); err == nil {
		v.Simple = c.Value == ui.ReadingSimple
	}
	// What was posted cannot be come back to without posting it again: no switch there.
	if r.Method == http.MethodGet {
		v.ReadingBack = r.URL.Path
	}
	if s.Demo {
		v.Tools = []ui.Link{{Text: "Kies een persoon", Href: "/demo"}}
	}
	return v
}

// Render writes a page. It is made whole first, so that a fault half-way shows an error page and
// never half a page.
func (s *Site) Render(w http.ResponseWriter, r *http.Request, status int, page templ.Component) error {
	var b bytes.Buffer
	if err := page.Render(r.Context(), &b); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if w.Header().Get("Cache-Control") == "" {
		w.Header().Set("Cache-Control", "no-store")
	}
	w.WriteHeader(status)
	_, err := b.WriteTo(w)
	return err
}

// Statuses of the kinds of error.
var statuses = map[fault.Kind]int{
	fault.Invalid: http.StatusUnprocessableEntity, fault.NotFound: http.StatusNotFound, fault.Conflict: http.StatusConflict,
	fault.Denied: http.StatusForbidden, fault.Unavailable: http.StatusServiceUnavailable, fault.Internal: http.StatusInternalServerError,
}

// Status gives the HTTP status of an error.
func Status(err error) int { return statuses[fault.KindOf(err)] }

// maxForm bounds a form of a page: the longest has a question of 200 characters and some choices.
const maxForm = 64 << 10

// Form reads a posted form. What is too large or not a form at all is Invalid; [TooLarge] tells them
// apart. Values are in r.PostForm: what stands in the address is not part of the form.
func Form(r *http.Request) error {
	r.Body = http.MaxBytesReader(nil, r.Body, maxForm)
	err := r.ParseForm()
	switch {
	case err == nil:
		return nil
	case TooLarge(err):
		return fault.New(fault.Invalid, "Dat is te veel tekst. Maak het korter.", "the form is too large").Because(err)
	default:
		// The error itself may repeat what somebody typed: it is not kept.
		return fault.New(fault.Invalid, "Dit formulier kunnen wij niet lezen.", "the form cannot be read")
	}
}

// TooLarge tells whether an error comes from a body beyond its bound.
func TooLarge(err error) bool {
	_, is := errors.AsType[*http.MaxBytesError](err)
	return is
}
