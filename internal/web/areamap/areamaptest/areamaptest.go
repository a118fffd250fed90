// Package areamaptest gives tests of the pages about areas a site to stand on: the invented region in
// a database of its own, and a way to ask a page and look at what it answers.
package areamaptest

import (
	"bytes"
	"compress/gzip"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/capacity/board"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/demo"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/finding/live"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store/storetest"
	"eerstelijn/internal/web/assets"
	"eerstelijn/internal/web/site"
)

// Now is a Tuesday morning, Night the night after it.
var (
	Now   = time.Date(2026, 11, 24, 10, 30, 0, 0, clock.Amsterdam)
	Night = time.Date(2026, 11, 25, 3, 0, 0, 0, clock.Amsterdam)
)

// Site is a site with what change makes of the invented region; nil changes nothing.
func Site(t testing.TB, now time.Time, change func(*demo.Data)) *site.Site {
	t.Helper()
	data := demo.Region(now)
	if change != nil {
		change(&data)
	}
	s, house := empty(t, now)
	if err := demo.Load(t.Context(), house, data); err != nil {
		t.Fatal(err)
	}
	load(t, s)
	return s
}

// Empty is a site without a map, a region or a service.
func Empty(t testing.TB) *site.Site {
	t.Helper()
	s, _ := empty(t, Now)
	load(t, s)
	return s
}

func load(t testing.TB, s *site.Site) {
	t.Helper()
	if err := errors.Join(s.Board.Load(t.Context()), s.Finder.Load(t.Context())); err != nil {
		t.Fatal(err)
	}
}

func empty(t testing.TB, now time.Time) (*site.Site, demo.House) {
	t.Helper()
	db := storetest.SQLite(t, clock.Fixed(now))
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	spine := act.New(db, policies, func() {})
	house := demo.House{DB: db, Network: network.New(spine), Directory: directory.New(spine)}
	house.Capacity = capacity.New(spine, house.Network, house.Directory)
	open, err := hours.Parse("Mo-Fr 08:00-17:00")
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	rooms := board.New(house.Capacity, db, nil, log)
	finder := live.New(house.Network, house.Directory, db, nil, clock.Fixed(now), log)
	finder.Follow(rooms)
	return &site.Site{
		Network: house.Network, Directory: house.Directory, Log: log, Demo: true, Now: clock.Fixed(now),
		Finder: finder, Capacity: house.Capacity, Board: rooms,
		Helpline: site.Helpline{Number: "0990 10 20 30", Hours: open},
		SignedIn: func(*http.Request) access.Actor { return access.Anonymous("test") },
	}, house
}

// Answer is what a page said.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
	t      testing.TB
	doc    *html.Node
}

// Get asks a page for an address; path values stand in pairs of name and value.
func Get(t testing.TB, page site.Handler, address string, values ...string) *Answer {
	t.Helper()
	return ask(t, page, httptest.NewRequest(http.MethodGet, address, http.NoBody), values)
}

// Post sends a form.
func Post(t testing.TB, page site.Handler, address string, form url.Values) *Answer {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return ask(t, page, r, nil)
}

func ask(t testing.TB, page site.Handler, r *http.Request, values []string) *Answer {
	t.Helper()
	for i := 0; i+1 < len(values); i += 2 {
		r.SetPathValue(values[i], values[i+1])
	}
	w := httptest.NewRecorder()
	if err := page(w, r); err != nil {
		return &Answer{Status: site.Status(err), Header: w.Header(), Body: []byte(err.Error()), t: t}
	}
	return &Answer{Status: w.Code, Header: w.Header(), Body: w.Body.Bytes(), t: t}
}

// Texts gives the text of each element that a selector finds, with single spaces.
func (a *Answer) Texts(selector string) []string {
	a.t.Helper()
	var texts []string
	for _, n := range a.All(selector) {
		texts = append(texts, text(n))
	}
	return texts
}

// Text gives the text of the first element that a selector finds; without one the test ends.
func (a *Answer) Text(selector string) string {
	a.t.Helper()
	texts := a.Texts(selector)
	if len(texts) == 0 {
		a.t.Fatalf("status %d: nothing is %q in:\n%.2000s", a.Status, selector, a.Body)
	}
	return texts[0]
}

// All gives the elements that a selector finds.
func (a *Answer) All(selector string) []*html.Node {
	a.t.Helper()
	if a.doc == nil {
		doc, err := html.Parse(bytes.NewReader(a.Body))
		if err != nil {
			a.t.Fatal(err)
		}
		a.doc = doc
	}
	s, err := cascadia.ParseGroup(selector)
	if err != nil {
		a.t.Fatal(err)
	}
	return cascadia.QueryAll(a.doc, s)
}

// Attr gives an attribute of an element, "" when it has none.
func Attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// Gzipped is the size of the page on the wire, without what it loads.
func (a *Answer) Gzipped() int {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(a.Body)
	_ = w.Close()
	return b.Len()
}

// Keep writes the page with its assets to the folder that EERSTELIJN_PAGES names, to look at; nothing
// without one.
func (a *Answer) Keep(name string) {
	a.t.Helper()
	folder := os.Getenv("EERSTELIJN_PAGES")
	if folder == "" {
		return
	}
	page := string(a.Body)
	for _, asset := range []string{assets.Stylesheet, assets.Font, assets.Sign, assets.NearScript, assets.MapScript} {
		address := assets.URL(asset)
		if address == "" {
			continue
		}
		w := httptest.NewRecorder()
		assets.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, http.NoBody))
		write(a.t, filepath.Join(folder, address), w.Body.Bytes())
	}
	write(a.t, filepath.Join(folder, name+".html"), []byte(strings.ReplaceAll(page, `"`+assets.Prefix, `".`+assets.Prefix)))
}

func write(t testing.TB, file string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
}
