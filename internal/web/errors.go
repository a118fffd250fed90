package web

import (
	"net/http"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/web/say"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// failure is what an error page says.
type failure struct {
	frame  ui.PageView
	status int
	title  string
	text   string
	fields []string
	// search offers the question box: where somebody looked for something.
	search bool
	// again says that the same may work later.
	again  bool
	signIn bool // the person picker may help

	question, place ui.Field
}

var failureTitles = map[int]string{
	http.StatusForbidden:             say.Key("Dit mag u niet zien of doen"),
	http.StatusNotFound:              say.Key("Deze pagina is er niet"),
	http.StatusMethodNotAllowed:      say.Key("Dat kan op deze pagina niet"),
	http.StatusConflict:              say.Key("Dit is intussen veranderd"),
	http.StatusRequestEntityTooLarge: say.Key("Dat is te veel"),
	http.StatusUnprocessableEntity:   say.Key("Dit klopt nog niet"),
	http.StatusInternalServerError:   say.Key("Er ging iets mis bij ons"),
	http.StatusTooManyRequests:       say.Key("Dat ging te snel"),
	http.StatusServiceUnavailable:    say.Key("Dit lukt nu even niet"),
}

// fail shows an error as a page. Only what is not the visitor's to mend is logged, without what they
// sent: the pattern of the path, never the path.
func (s *server) fail(w http.ResponseWriter, r *http.Request, err error) {
	safe, status := fault.Safe(err), site.Status(err)
	if site.TooLarge(err) {
		status = http.StatusRequestEntityTooLarge
	}
	if status >= http.StatusInternalServerError {
		s.Log.Error("page", "route", r.Pattern, "status", status, "ref", safe.Ref, "trace", w.Header().Get("X-Trace-Id"), "error", err)
	}
	f := failure{status: status, text: say.T(r.Context(), safe.Text.NL)}
	for _, field := range safe.Fields {
		f.fields = append(f.fields, field.NL)
	}
	s.showFailure(w, r, f)
}

func (s *server) showFailure(w http.ResponseWriter, r *http.Request, f failure) {
	l := say.Of(r.Context())
	f.title = l.T(failureTitles[f.status])
	f.frame = s.Frame(r, f.title)
	f.frame.Current = ""
	f.search = f.status == http.StatusNotFound
	f.again = f.status >= http.StatusInternalServerError
	f.signIn = s.Demo && f.status == http.StatusForbidden
	f.question, f.place = site.Question(l, "", ""), s.Place(l, "", "")
	if f.status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "5")
	}
	if err := s.Render(w, r, f.status, failurePage(f)); err != nil {
		s.Log.Error("error page", "route", r.Pattern, "error", err)
	}
}

// unrouted gives a page for an address or a method that no route knows. The mux says which of the two,
// and redirects what is only spelled in another way.
func (s *server) unrouted(from http.Handler) http.Handler {
	return s.wrap(func(w http.ResponseWriter, r *http.Request) error {
		said := &silent{header: http.Header{}, status: http.StatusOK}
		from.ServeHTTP(said, r)
		switch {
		case said.status == http.StatusMethodNotAllowed:
			w.Header().Set("Allow", said.header.Get("Allow"))
			s.showFailure(w, r, failure{status: said.status, text: say.T(r.Context(), "Ga terug en gebruik de knoppen op de pagina.")})
		case said.header.Get("Location") != "":
			http.Redirect(w, r, said.header.Get("Location"), said.status)
		default:
			s.showFailure(w, r, failure{status: http.StatusNotFound, text: say.T(r.Context(), "Het adres klopt niet, of de pagina is weg. Zoek hier wat u nodig hebt.")})
		}
		return nil
	})
}

// silent is an answer that nobody hears: of the mux's own pages only the status and headers count.
type silent struct {
	header http.Header
	status int
}

func (s *silent) Header() http.Header         { return s.header }
func (s *silent) Write(p []byte) (int, error) { return len(p), nil }
func (s *silent) WriteHeader(status int)      { s.status = status }
