package api

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/network"
	"eerstelijn/internal/watch"
)

// unending marks an operation whose answer does not end, so that nobody waits for it.
const unending = "unending"

// FeedPath is the address of the feed: what stands around the API lets its answer through as it comes.
const FeedPath = base + "/feed"

const (
	// A practice stands behind one address, and so does a hospital: those who are signed in there count
	// for themselves.
	mostPerAddress = 500
	mostPerPerson  = 20
	// mostPerNode bounds the memory: some 40 kB for each.
	mostPerNode = 20_000
	// writeWait is how long a piece may take to leave: then the line is taken for broken.
	writeWait = 10 * time.Second
	piece     = 16 << 10
)

type feedInput struct {
	Region    string `query:"region" doc:"Slug of id van een regio." example:"rivierenzoom"`
	Kind      string `query:"kind" doc:"Alleen deze soort; code uit /capacity-kinds."`
	Desk      bool   `query:"desk" doc:"Ook: er is iets nieuws voor het coördinatiepunt van de regio. Voor wie dat mag zien."`
	Invited   bool   `query:"invited" doc:"Ook: er is iets nieuws voor uw organisatie. Voor wie dat mag zien."`
	Since     int64  `query:"since" minimum:"0" doc:"Nummer tot waar u alles hebt; Last-Event-ID gaat voor. Zonder krijgt u eerst alles van de regio."`
	LastEvent string `header:"Last-Event-ID" doc:"Het laatste nummer dat u kreeg: niets raakt kwijt."`
}

const feedText = `Server-sent events. De gebeurtenis "offers" heeft {seq, changed:[{offer, steps}], gone:[id]}: offer zoals in /offers, steps wat de status wordt als er niets meer gezegd wordt ('moment status moment status …'), all:true als dit alles van de regio is. ` +
	`"desk" en "org" hebben {seq, changed:[{kind, id}]}: vraag opnieuw op wat u ervan mag zien. "beat" komt elke 4 seconden als er niets is; hoort u langer niets, dan is de lijn weg. Na "bye" verbindt u opnieuw, met het laatste nummer in Last-Event-ID. Na "ended" hebt u geen recht meer. Hooguit vier per seconde.`

// serveFeed adds the route that does not end. huma documents it and serves none of it.
func (s *server) serveFeed() {
	op := operation(http.MethodGet, "/feed", "feed", "Wat er verandert, zodra het verandert")
	op.Description = feedText
	op.Metadata = map[string]any{unending: true}
	op.Responses = map[string]*huma.Response{"200": {
		Description: "Gebeurtenissen, zolang de verbinding duurt.",
		Content:     map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeString}}},
	}}
	huma.Register(documented{s.huma}, op, func(context.Context, *feedInput) (*struct{}, error) { panic("api: served by feed") })
	s.mux.HandleFunc("GET "+FeedPath, s.feed)
}

var feedParameters = []string{"region", "kind", "desk", "invited", "since"}

// feed answers GET /feed.
func (s *server) feed(w http.ResponseWriter, r *http.Request) {
	watcher, err := s.watcher(r)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	if r.Method == http.MethodHead {
		streamHeaders(w.Header())
		return
	}
	leave, err := s.streams.enter(watcher.Actor)
	if err != nil {
		w.Header().Set("Retry-After", "30")
		s.refuse(w, r, err)
		return
	}
	defer leave()
	l := &line{w: w, control: http.NewResponseController(w)}
	if err := s.Watch.Watch(r.Context(), watcher, l.send); err != nil && !l.begun {
		s.refuse(w, r, err)
	}
}

// watcher reads what somebody wants to follow.
func (s *server) watcher(r *http.Request) (v watch.Watcher, err error) {
	if err := checkQuery(r.URL.RawQuery, feedParameters); err != nil {
		return v, err
	}
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return v, fault.InvalidField("query", "Deze vraag is niet leesbaar.", "expected name=value pairs joined by &, percent-encoded")
	}
	var bad []fault.Field
	truth := func(name string) (is bool) {
		if text := values.Get(name); text != "" {
			if is, err = strconv.ParseBool(text); err != nil {
				bad = append(bad, fault.Field{Name: name, Text: fault.Text{NL: "Geef true of false.", EN: "expected true or false"}})
			}
		}
		return is
	}
	number := func(name, text string) (n int64) {
		if text != "" {
			if n, err = strconv.ParseInt(text, 10, 64); err != nil || n < 0 {
				bad = append(bad, fault.Field{Name: name, Text: fault.Text{NL: "Geef een nummer dat u eerder kreeg.", EN: "expected a number that the feed gave before"}})
			}
		}
		return n
	}
	desk, invited := truth("desk"), truth("invited")
	v.After = number("since", values.Get("since"))
	if last := r.Header.Get("Last-Event-ID"); last != "" {
		v.After = number("Last-Event-ID", last)
	}
	if err := fault.InvalidFields(bad...).OrNil(); err != nil {
		return v, err
	}
	if s.Watch == nil {
		return v, starting()
	}
	asked := request{r.Context(), s.Now()}
	v.Actor = asked.actor()
	region, err := s.regionOf(asked, values.Get("region"))
	if err != nil {
		return v, err
	}
	kind, err := s.capacityKind(asked, values.Get("kind"))
	if err != nil {
		return v, err
	}
	if region == "" && (!invited || desk || kind != "") {
		return v, fault.InvalidField("region", "Kies een regio.", "expected a region; see "+base+"/regions")
	}
	if region != "" {
		v.Topics = append(v.Topics, watch.Room(region, kind))
	}
	if desk {
		v.Topics = append(v.Topics, watch.Desk(region))
	}
	if invited {
		if v.Actor.Organization == "" {
			return v, fault.New(fault.Denied, "U werkt hier niet voor een organisatie.", "you do not act for an organisation")
		}
		v.Topics = append(v.Topics, watch.Org(network.OrganizationID(v.Actor.Organization)))
	}
	return v, nil
}

// line is an answer that goes on.
type line struct {
	w       http.ResponseWriter
	control *http.ResponseController
	begun   bool
	number  []byte
}

func streamHeaders(h http.Header) {
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // a proxy in front passes it on as it comes
}

// send puts events on the line; the last carries the number. The server's own deadlines are those of
// an answer that ends: each piece that is sent gets a new one, and the other side need not send any more.
func (l *line) send(id int64, events ...[]byte) error {
	if !l.begun {
		l.begun = true
		streamHeaders(l.w.Header())
		if err := l.control.SetReadDeadline(time.Time{}); err != nil {
			return err
		}
		l.w.WriteHeader(http.StatusOK)
	}
	for i, event := range events {
		if err := l.control.SetWriteDeadline(time.Now().Add(writeWait)); err != nil {
			return err
		}
		if i == len(events)-1 {
			l.number = append(strconv.AppendInt(append(l.number[:0], "id: "...), id, 10), '\n')
			if _, err := l.w.Write(l.number); err != nil {
				return err
			}
		}
		for len(event) > piece {
			if _, err := l.w.Write(event[:piece]); err != nil {
				return err
			}
			event = event[piece:]
			if err := l.control.SetWriteDeadline(time.Now().Add(writeWait)); err != nil {
				return err
			}
		}
		if _, err := l.w.Write(event); err != nil {
			return err
		}
	}
	return l.control.Flush()
}

// streams counts the open lines, by whoever holds them.
type streams struct {
	mu    sync.Mutex
	all   int
	by    map[string]int
	limit struct{ node, address, person int }
}

func newStreams() *streams {
	s := &streams{by: map[string]int{}}
	s.limit.node, s.limit.address, s.limit.person = mostPerNode, mostPerAddress, mostPerPerson
	return s
}

// enter counts a line, or refuses one too many.
func (s *streams) enter(who access.Actor) (leave func(), err error) {
	key, most := "person "+who.Person, s.limit.person
	if !identity.SignedIn(who) {
		key, most = "address "+who.Origin, s.limit.address
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.by[key] >= most:
		return nil, fault.New(fault.Limited, "U volgt dit al in te veel vensters tegelijk. Sluit er een paar.", "too many open feeds; close one, or wait as Retry-After says")
	case s.all >= s.limit.node:
		return nil, fault.New(fault.Unavailable, "Nu volgen te veel mensen tegelijk. Probeer het zo opnieuw.", "too many open feeds here; try again as Retry-After says")
	}
	s.all++
	s.by[key]++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.all--
		if s.by[key]--; s.by[key] == 0 {
			delete(s.by, key)
		}
	}, nil
}
