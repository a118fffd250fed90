package api

import (
	"context"
	"net/http"
	"reflect"
	"strconv"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/finding"
	"eerstelijn/internal/network"
)

// results is a page of services that fit.
type results struct {
	List[serviceResult]
	LeftOut    []string `json:"left_out,omitempty" doc:"Woorden die niet meetelden, omdat er anders niets past."`
	Suggestion string   `json:"suggestion,omitempty" doc:"De vraag met verbeterde tikfouten."`
}

// serviceResult is a service as lists show it.
type serviceResult struct {
	ID             string   `json:"id"`
	Name           string   `json:"name"`
	Organization   string   `json:"organization" doc:"Naam van de organisatie."`
	OrganizationID string   `json:"organization_id"`
	Discipline     string   `json:"discipline" doc:"Code uit /disciplines."`
	Kind           string   `json:"kind" doc:"Code uit /kinds."`
	Location       Location `json:"location"`
	DistanceM      *int     `json:"distance_m" doc:"Afstand tot de gevraagde plek; null zonder plek."`
	OpenNow        bool     `json:"open_now" doc:"Nu open, voor zover bekend."`
	Room
	Contact []contact `json:"contact" doc:"Hoe een burger het aanbod bereikt. Lijsten tonen de eerste manier, /services/{id} alle."`
	Reasons []reason  `json:"reasons" doc:"Waarom dit aanbod hier staat."`
}

// Room is how much room there is for citizens, and how long they wait. What a service offers that
// professionals give out, such as crisis beds, does not count in it; /offers has everything.
type Room struct {
	Wait      *wait  `json:"wait" doc:"Wachttijd; null als zij niet bekend is."`
	Accepting string `json:"accepting" enum:"yes,no,unknown" doc:"Heeft nu plek voor wie zelf belt. unknown: niet bekend, het cijfer is niet meer vers, of er gaat een gesprek vooraf."`
}

type wait struct {
	Days       int    `json:"days" doc:"Dagen: de helft van de mensen wacht hooguit zo lang."`
	AtLeast    bool   `json:"at_least,omitempty" doc:"true: nog te veel mensen wachten; het duurt langer dan days."`
	Source     string `json:"source" enum:"measured,reported" doc:"measured: gemeten aan plaatsingen, wie nog wacht telt mee. reported: zo zegt de aanbieder."`
	ObservedAt string `json:"observed_at" format:"date-time" doc:"Wanneer dat gemeten of gezegd is."`
	Confidence string `json:"confidence" enum:"high,medium,low" doc:"high: gemeten bij genoeg mensen. medium: bij weinig mensen, of vers opgegeven. low: al wat langer geleden opgegeven."`
}

// roomOf says what is seen of a service; nil is nothing.
func roomOf(s *finding.Sight) Room {
	if s == nil {
		return Room{Accepting: finding.Unknown.Accepting()}
	}
	r := Room{Accepting: s.Status.Accepting()}
	if s.WaitDays >= 0 {
		r.Wait = &wait{Days: s.WaitDays, AtLeast: s.WaitLonger, Source: s.WaitSource, ObservedAt: stamp(s.WaitAt), Confidence: s.WaitSure}
	}
	return r
}

// Schema says that it is known or null, which a tag cannot say of a struct.
func (wait) Schema(r huma.Registry) *huma.Schema {
	type Wait wait
	return &huma.Schema{AnyOf: []*huma.Schema{r.Schema(reflect.TypeFor[Wait](), true, "Wait"), {Type: "null"}}}
}

type Location struct {
	Lat     *float64 `json:"lat" doc:"Breedte; null als men bij u thuis komt of de plek niet bekend is."`
	Lon     *float64 `json:"lon" doc:"Lengte."`
	Address *string  `json:"address"`
	Area    *string  `json:"area" doc:"CBS-code van de wijk."`
}

type contact struct {
	Audience   string `json:"audience" enum:"citizen,mediation,municipality" doc:"Voor wie. Nummers voor zorgverleners staan hier niet."`
	Function   string `json:"function,omitempty"`
	Limited    bool   `json:"limited,omitempty" doc:"true: alleen voor wat function noemt, zoals een receptenlijn."`
	Phone      string `json:"phone,omitempty"`
	Email      string `json:"email,omitempty"`
	URL        string `json:"url,omitempty"`
	Hours      string `json:"hours,omitempty" doc:"Tijden (OSM opening_hours); zonder gelden die van het aanbod."`
	HoursDutch string `json:"hours_dutch,omitempty" doc:"De tijden in woorden."`
}

type reason struct {
	Code string `json:"code" doc:"Blijft gelijk: word, open, closed, distance, comes, direct, language, insurer, all-insurers, mode, target-group, overdue, room, wait."`
	Text string `json:"text" doc:"In gewoon Nederlands."`
}

// documented registers operations in the OpenAPI document and serves none of them.
type documented struct{ huma.API }

func (documented) Adapter() huma.Adapter { return silent{} }

type silent struct{ huma.Adapter }

func (silent) Handle(*huma.Operation, func(huma.Context)) {}

// serveServices adds the route that is asked most. huma documents it from the types that it reads
// and writes.
func (s *server) serveServices() {
	type input struct{ Search }
	huma.Register(documented{s.huma}, operation(http.MethodGet, "/services", "services", "Zorg en hulp zoeken"),
		func(context.Context, *input) (*output[encoded], error) { panic("api: served by getServices") })
	s.mux.HandleFunc("GET "+base+"/services", s.getServices)
}

var buffers = sync.Pool{New: func() any { return new([]byte) }}

// getServices answers GET /services.
func (s *server) getServices(w http.ResponseWriter, r *http.Request) {
	in, err := readSearch(r.URL.RawQuery)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	found, err := s.search(&in, request{r.Context(), s.Now()})
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	b := buffers.Get().(*[]byte)
	defer buffers.Put(b)
	*b = found.append((*b)[:0])
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Content-Length", strconv.Itoa(len(*b)))
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write(*b)
}

type searchInput struct{ Body Search }

// searchServices answers POST /services/search: a citizen's words stand in no address and no log.
func (s *server) searchServices(in *searchInput, r request) (encoded, error) {
	found, err := s.search(&in.Body, r)
	if err != nil {
		return nil, err
	}
	return found.append(nil), nil
}

func (s *server) search(in *Search, r request) (found, error) {
	q, err := s.query(in, r)
	if err != nil {
		return found{}, err
	}
	page, err := s.Finder.Search(q)
	if err != nil {
		return found{}, err
	}
	return found{page: page, finder: s.Finder, tables: s.Finder.Tables()}, nil
}

// nameOf gives the Dutch name of a code that a reason speaks of.
func nameOf(t *directory.Tables, code finding.ReasonCode, value string) string {
	switch code {
	case finding.ReasonWord:
		if name := t.DisciplineName(network.DisciplineCode(value)); name != value {
			return name
		}
		return t.KindName(value)
	case finding.ReasonTargetGroup:
		return t.TargetGroupName(value)
	case finding.ReasonLanguage:
		return t.LanguageName(value)
	}
	return value
}
