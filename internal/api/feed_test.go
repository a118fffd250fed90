package api

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/demo"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store/storetest"
	"eerstelijn/internal/watch"
)

// feeding is an API that is listened to over a real connection, with its feed running.
type feeding struct {
	*house
	server *httptest.Server
	api    *server
	hub    *watch.Hub
	offers []capacity.Offer
	region network.RegionID
}

// whoHeader names who asks, in the tests alone.
const whoHeader = "X-Test-Who"

func newFeeding(t *testing.T) *feeding {
	t.Helper()
	db := storetest.SQLite(t, clock.Fixed(testNow))
	f := &feeding{house: build(t, db)}
	if err := demo.Load(context.Background(), f.demo(), demo.Region(testNow)); err != nil {
		t.Fatal(err)
	}
	if err := f.load(t.Context()); err != nil {
		t.Fatal(err)
	}
	tables, err := f.capacity.Tables(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	f.hub = watch.New(f.board, tables.Kind, func(_ context.Context, who access.Actor, topic watch.Topic) error {
		if o, ok := topic.OfOrg(); ok && string(o) == who.Organization && who.Role == access.ProviderAdmin {
			return nil
		}
		return fault.New(fault.Denied, "Dit mag u niet volgen.", "you may not follow this")
	}, clock.Fixed(testNow))
	if err := f.hub.Start(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{}, 3)
	for _, run := range []func(context.Context){f.feed.Run, f.board.Run, f.hub.Run} {
		go func() { run(ctx); ended <- struct{}{} }()
	}
	f.api = New(Deps{Network: f.network, Directory: f.directory, Finder: f.finder, Capacity: f.capacity, Watch: f.hub, Audit: f.audit, Log: f.log, Now: clock.Fixed(testNow)}).(*server)
	f.server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if who := r.Header.Get(whoHeader); who != "" {
			r = r.WithContext(identity.WithActor(r.Context(), access.Actor{Person: "p-" + who, Role: access.ProviderAdmin, Organization: who, Assurance: access.Substantial, Session: "s-" + who}))
		}
		f.api.ServeHTTP(w, r)
	}))
	// An answer that ends would be cut off by these; the feed goes on.
	f.server.Config.WriteTimeout, f.server.Config.ReadTimeout = 300*time.Millisecond, 300*time.Millisecond
	f.server.Start()
	t.Cleanup(func() {
		f.hub.Close()
		f.server.Close()
		stop()
		for range 3 {
			<-ended
		}
	})
	for o := range f.board.All() {
		if o.Region != "" && (f.region == "" || o.Region == f.region) {
			f.region = o.Region
			f.offers = append(f.offers, o)
		}
	}
	if len(f.offers) < 3 {
		t.Fatal("the invented region has no offers")
	}
	return f
}

// event is one event as a browser reads it.
type event struct{ name, data, id string }

// listener reads events of one connection.
type listener struct {
	*bufio.Scanner
	answer *http.Response
	last   string
}

func (f *feeding) listen(t *testing.T, query string, headers ...string) *listener {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	t.Cleanup(stop)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, f.server.URL+FeedPath+"?"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := f.server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = answer.Body.Close() })
	l := &listener{Scanner: bufio.NewScanner(answer.Body), answer: answer}
	l.Buffer(nil, 1<<20)
	return l
}

// next gives the next event with a name; ” when the line ends.
func (l *listener) next(name string) (e event) {
	for l.Scan() {
		switch field, value, _ := strings.Cut(l.Text(), ": "); field {
		case "event":
			e.name = value
		case "data":
			e.data = value
		case "id":
			l.last = value
		case "":
			if e.id = l.last; e.name == name {
				return e
			}
			e = event{}
		}
	}
	return event{}
}

type roomFrame struct {
	Seq     int64
	All     bool
	Changed []struct{ Offer watch.Offer }
}

func (e event) room(t *testing.T) (f roomFrame) {
	t.Helper()
	if err := json.Unmarshal([]byte(e.data), &f); err != nil {
		t.Fatalf("%q: %v", e.data, err)
	}
	return f
}

func (f *feeding) says(t *testing.T, o capacity.OfferID, available int) {
	t.Helper()
	was, err := f.capacity.Offer(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	who := access.Actor{Person: "p", Role: access.ProviderAdmin, Organization: string(was.Organization), Assurance: access.Substantial}
	if _, err := f.capacity.Observe(t.Context(), who, capacity.Report{Offer: o, Available: available}); err != nil {
		t.Fatal(err)
	}
}

// The feed goes on past the deadlines of an answer that ends, tells each change, and after a broken
// line everything since and nothing before.
func TestFeedGoesOnWhereTheLineBroke(t *testing.T) {
	t.Parallel()
	f := newFeeding(t)
	l := f.listen(t, "region="+string(f.region))
	if kind := l.answer.Header.Get("Content-Type"); l.answer.StatusCode != http.StatusOK || kind != "text/event-stream" || l.answer.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %s %v", l.answer.StatusCode, kind, l.answer.Header)
	}
	if first := l.next("offers").room(t); !first.All || len(first.Changed) != len(f.offers) {
		t.Fatalf("first %d of %d offers, all %v", len(first.Changed), len(f.offers), first.All)
	}
	// The connection is older than any deadline of the server once the heartbeat comes.
	if e := l.next("beat"); e.id == "" {
		t.Fatal("the line ended")
	}
	if e := l.next("beat"); e.id == "" {
		t.Fatal("the line ended before it was quiet for four seconds")
	}
	f.says(t, f.offers[0].ID, 1)
	e := l.next("offers")
	if got := e.room(t); got.All || len(got.Changed) != 1 || got.Changed[0].Offer.ID != string(f.offers[0].ID) || *got.Changed[0].Offer.Available != 1 {
		t.Fatalf("got %q", e.data)
	}
	_ = l.answer.Body.Close()
	f.says(t, f.offers[1].ID, 2)
	for _, again := range []*listener{
		f.listen(t, "region="+string(f.region), "Last-Event-ID", e.id),
		f.listen(t, "region="+string(f.region)+"&since="+e.id),
	} {
		if got := again.next("offers").room(t); got.All || len(got.Changed) != 1 || got.Changed[0].Offer.ID != string(f.offers[1].ID) {
			t.Errorf("after %s: %+v", e.id, got)
		}
	}
	old := f.listen(t, "region="+string(f.region)+"&since=1")
	if got := old.next("offers").room(t); !got.All && len(got.Changed) == 0 {
		t.Errorf("from before what is remembered: %+v", got)
	}
	kind := f.listen(t, "region="+string(f.region)+"&kind="+url.QueryEscape(string(f.offers[0].Kind)))
	for _, c := range kind.next("offers").room(t).Changed {
		if c.Offer.Kind != string(f.offers[0].Kind) {
			t.Errorf("asked %s, got %s", f.offers[0].Kind, c.Offer.Kind)
		}
	}
	f.hub.Close()
	if e := old.next("bye"); e.name != "bye" {
		t.Error("who watches is not told that the node stops")
	}
	if old.Scan() {
		t.Errorf("after the last: %q", old.Text())
	}
}

// A desk and an organisation are followed by who may, and told ids and kinds alone.
func TestFeedOfAnOrganisation(t *testing.T) {
	t.Parallel()
	f := newFeeding(t)
	own := string(f.offers[0].Organization)
	for _, c := range []struct {
		query, who string
		status     int
	}{
		{"invited=1", "", http.StatusForbidden},
		{"invited=true", own, http.StatusOK},
		{"region=" + string(f.region) + "&desk=1", "", http.StatusUnauthorized},
		{"region=" + string(f.region) + "&desk=1", own, http.StatusForbidden},
		{"region=" + string(f.region) + "&desk=1&invited=1", own, http.StatusForbidden},
	} {
		headers := []string{}
		if c.who != "" {
			headers = []string{whoHeader, c.who}
		}
		status := f.listen(t, c.query, headers...).answer.StatusCode
		if c.status == http.StatusForbidden && c.who == "" {
			c.status = http.StatusUnauthorized
		}
		if status != c.status {
			t.Errorf("%s by %q: %d, want %d", c.query, c.who, status, c.status)
		}
	}
}

func TestFeedTakesAnything(t *testing.T) {
	t.Parallel()
	f := newFeeding(t)
	for _, c := range []struct{ query, fields string }{
		{"", "region"},
		{"kind=grz", "region"},
		{"desk=1", "region"},
		{"region=nergens", "region"},
		{"region=" + string(f.region) + "&kind=tovenarij", "kind"},
		{"region=" + string(f.region) + "&since=-1", "since"},
		{"region=" + string(f.region) + "&since=vroeger&desk=misschien", "desk since"},
		{"region=a&region=b", "region"},
		{"regio=a", "regio"},
	} {
		w := read(f.api, FeedPath+"?"+c.query)
		got := fieldsOf(t, w)
		slices.Sort(got)
		if w.Code != http.StatusBadRequest || !slices.Equal(got, strings.Fields(c.fields)) {
			t.Errorf("%s: %d %v, want %s", c.query, w.Code, got, c.fields)
		}
	}
	for _, name := range feedParameters {
		for _, v := range values {
			if name == "region" && v == "" {
				continue
			}
			w := read(f.api, FeedPath+"?"+url.Values{name: {v}}.Encode())
			if p := refused(t, w); len(v) > 8 && strings.Contains(w.Body.String(), v) {
				t.Errorf("%s=%q is repeated: %v", name, v, p)
			}
		}
	}
	w := call(f.api, http.MethodHead, FeedPath+"?region="+string(f.region), "")
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "text/event-stream" {
		t.Errorf("HEAD: %d %v", w.Code, w.Header())
	}
	without := New(Deps{Network: f.network, Directory: f.directory, Finder: f.finder, Capacity: f.capacity, Log: f.log, Now: clock.Fixed(testNow)})
	if w := read(without, FeedPath+"?region="+string(f.region)); w.Code != http.StatusServiceUnavailable {
		t.Errorf("before there is a feed: %d", w.Code)
	}
}

// One address may hold many lines open, and not all.
func TestOpenLinesAreBounded(t *testing.T) {
	t.Parallel()
	f := newFeeding(t)
	f.api.streams.limit.address, f.api.streams.limit.node = 2, 3
	one := f.listen(t, "region="+string(f.region))
	one.next("beat")
	f.listen(t, "region="+string(f.region)).next("beat")
	third := f.listen(t, "region="+string(f.region))
	if third.answer.StatusCode != http.StatusTooManyRequests {
		t.Fatalf("the third: %d", third.answer.StatusCode)
	}
	if wait, err := strconv.Atoi(third.answer.Header.Get("Retry-After")); err != nil || wait < 1 {
		t.Errorf("Retry-After: %q", third.answer.Header.Get("Retry-After"))
	}
	own := string(f.offers[0].Organization)
	if l := f.listen(t, "region="+string(f.region), whoHeader, own); l.answer.StatusCode != http.StatusOK {
		t.Errorf("who is signed in counts for themselves: %d", l.answer.StatusCode)
	}
	if l := f.listen(t, "region="+string(f.region), whoHeader, "another"); l.answer.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("one more than the node holds: %d", l.answer.StatusCode)
	}
	_ = one.answer.Body.Close()
	for end := time.Now().Add(10 * time.Second); ; {
		l := f.listen(t, "region="+string(f.region))
		if l.answer.StatusCode == http.StatusOK {
			break
		}
		if time.Now().After(end) {
			t.Fatal("a line that closed still counts")
		}
	}
	if _, err := f.api.streams.enter(access.Actor{}); err == nil {
		t.Error("a fourth line was counted")
	} else if !errors.As(err, new(*fault.Error)) {
		t.Error(err)
	}
}
