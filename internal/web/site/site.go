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
	"eerstelijn/internal/appointment"
	"eerstelijn/internal/approval"
	"eerstelijn/internal/audit"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/capacity/board"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/notified"
	"eerstelijn/internal/finding/live"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/identity/launch"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/endpoint"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/number"
	"eerstelijn/internal/web/assets"
	"eerstelijn/internal/web/say"
	"eerstelijn/internal/web/ui"
)

// Site holds the capabilities and the choices that pages use.
type Site struct {
	Network *network.Service
	// Endpoints may be nil: then nobody has a digital address.
	Endpoints *endpoint.Service
	Directory *directory.Register
	Finder    *live.Finder
	Capacity  *capacity.Service
	// Appointments may be nil: then nobody says when people can come.
	Appointments *appointment.Service

	Board     *board.Board
	Placement *placement.Service
	Numbers   *number.Service
	// Notified tells systems elsewhere of what is asked, and shows what they ask; nil where there are none.
	Notified *notified.Service
	Cooperation
	// Launches lets people in from their record system; nil where nobody comes from one.
	Launches  *launch.Service
	Access    *access.Policies
	Approvals *approval.Approvals
	Audit     *audit.Service
	Log       *slog.Logger
	// Address is that of the site, for links that people pass on: 'https://eerstelijn.example'.
	Address string
	// Secure says that the site is reached by https, so that cookies travel by nothing else.
	Secure bool
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
func (s *Site) Contact(l say.Language) ui.Contact {
	c := ui.Contact{Number: s.Helpline.Number, Dialable: !s.Demo}
	if !s.Helpline.Hours.Known() {
		return c
	}
	now := s.Today()
	open, changes, ok := s.Helpline.Hours.Next(now)
	switch {
	case !ok:
		c.Hours = l.T("dag en nacht")
	case open:
		c.Hours = l.T("vandaag tot %s", l.Time(changes))
	case changes.In(clock.Amsterdam).YearDay() == now.YearDay():
		c.Hours = l.T("vandaag vanaf %s", l.Time(changes))
	default:
		c.Hours = l.T("%s vanaf %s", l.Weekday(changes), l.Time(changes))
	}
	return c
}

// Frame gives the frame of a page: what every page has in common.
func (s *Site) Frame(r *http.Request, title string) ui.PageView {
	l := say.Of(r.Context())
	v := ui.PageView{
		Title: title, Lang: l.Code, RTL: l.RTL, Current: r.URL.Path, Now: s.Today(), Demo: s.Demo, Contact: s.Contact(l),
		Nav: []ui.Link{{Text: l.T("Zoek hulp"), Href: "/"}, {Text: l.T("Wie bel ik nu?"), Href: "/wie-nu"}, {Text: l.T("Regio’s"), Href: "/land"}},
	}
	if who := s.SignedIn(r); who.Role != access.Citizen {
		v.Person, v.Account = who.Name, "/werk/account"
		if Works(who.Role) {
			work := []ui.Link{{Text: l.T("Vandaag"), Href: "/werk"}, {Text: l.T("Zoek plek"), Href: "/werk/capaciteit"}}
			if Places(who.Role) {
				work = append(work, ui.Link{Text: l.T("Plaatsing"), Href: "/werk/plaatsing"})
			}
			work = append(work, ui.Link{Text: l.T("Knelpunten"), Href: "/werk/knelpunten"}, ui.Link{Text: l.T("Afspraken"), Href: "/werk/afspraken"})
			v.Nav = append(work, v.Nav...)
		}
	}
	if c, err := r.Cookie(ui.ReadingField); err == nil {
		v.Simple = c.Value == ui.ReadingSimple
	}
	// What was posted cannot be come back to without posting it again: no switch there.
	if r.Method == http.MethodGet {
		v.ReadingBack = r.URL.Path
	}
	if say.Speaks(r.Context()) {
		v.Languages, v.Aloud = say.All, true
		v.Scripts = append(v.Scripts, assets.AloudScript)
	}
	if v.Person == "" && !s.Demo {
		v.Tools = []ui.Link{{Text: l.T("Inloggen"), Href: SignInPath("", "")}}
	}
	if s.Demo {
		v.Tools = []ui.Link{{Text: l.T("Kies een persoon"), Href: "/demo"}}
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
	fault.Limited: http.StatusTooManyRequests,
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
