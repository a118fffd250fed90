package whonow

import (
	_ "embed"
	"net/http"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/web/assets"
	"eerstelijn/internal/web/say"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

//go:embed whonow.css
var css string

func init() { assets.AddStyle("whonow", css) }

// Path is where the page stands.
const Path = "/wie-nu"

// Page is the page.
type Page struct{ *site.Site }

// Get shows the form, and the answer when the address names a wijk by its code.
func (p Page) Get(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	return p.show(w, r, input{Area: query.Get("area"), Need: query.Get("need"), At: query.Get("at")})
}

// Post answers for the place that was filled in, on the same address.
func (p Page) Post(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	form := r.PostForm
	return p.show(w, r, input{
		Place: form.Get(site.PlaceField), Lat: form.Get("lat"), Lon: form.Get("lon"),
		Need: form.Get("need"), Day: form.Get("day"), Time: form.Get("time"),
	})
}

func (p Page) show(w http.ResponseWriter, r *http.Request, in input) error {
	now, l := p.Today(), say.Of(r.Context())
	q, wrong := in.read(l, now)
	if wrong.place == "" {
		var problem *fault.Error
		var err error
		q.spot, problem, err = p.find(r.Context(), in)
		if err != nil {
			return err
		}
		if problem != nil {
			wrong.place = l.T(problem.Text.NL)
		}
	}
	v := view{frame: p.Frame(r, l.T("Wie bel ik nu?")), form: p.form(l, in, wrong), now: now, helpline: p.Contact(l), dialable: !p.Demo}
	v.frame.Current = Path
	v.frame.Scripts = append(v.frame.Scripts, assets.NearScript)
	v.errors = wrong.list()
	status := http.StatusOK
	switch {
	case len(v.errors) > 0:
		status = http.StatusUnprocessableEntity
	case q.spot.area != "":
		answer, err := p.answer(l, q, now)
		if err != nil {
			return err
		}
		v.answer = answer
	default:
		v.asked = r.Method == http.MethodPost
	}
	return p.Render(w, r, status, page(v))
}

// view is what the page shows.
type view struct {
	frame    ui.PageView
	errors   []ui.FieldError
	form     form
	now      time.Time
	asked    bool // somebody pressed the button without a place
	answer   *answer
	helpline ui.Contact
	dialable bool
}
