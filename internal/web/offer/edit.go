package offer

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// editView is the form with what was typed and what is wrong with it.
type editView struct {
	Page
	typed
	frame   ui.PageView
	title   string
	action  string
	fresh   bool
	state   directory.State
	id      directory.ServiceID
	errors  map[string]string
	summary []ui.FieldError
	done    string
	// reread shows how the hours were read, before they are saved.
	reread   bool
	week     string // in words
	calendar []dayView
	reports  []reportView
}

type dayView struct{ day, open, note string }

// New shows an empty form.
func (p Page) New(w http.ResponseWriter, r *http.Request) error {
	who := p.SignedIn(r)
	if _, err := p.Directory.OwnServices(r.Context(), who, directory.OwnQuery{Limit: 1}); err != nil {
		return err // who may not have a list may not add to it
	}
	f := typed{"languages": {"nl"}}
	return p.Render(w, r, http.StatusOK, editPage(p.form(r, f, directory.Service{}, nil)))
}

// Edit shows the form of an entry.
func (p Page) Edit(w http.ResponseWriter, r *http.Request) error {
	s, err := which(r)
	if err != nil {
		return err
	}
	who := p.SignedIn(r)
	own, err := p.Directory.Own(r.Context(), who, s)
	if err != nil {
		return err
	}
	v := p.form(r, p.write(&own), own, nil)
	v.done = doneWords[site.Done(r)]
	if v.reports, err = p.reports(r.Context(), who, s); err != nil {
		return err
	}
	return p.Render(w, r, http.StatusOK, editPage(v))
}

// form makes the view of a form; bad is what is wrong with it.
func (p Page) form(r *http.Request, f typed, base directory.Service, bad wrong) editView {
	v := editView{Page: p, typed: f, title: base.Name, action: entryPath(base.ID), state: base.State, id: base.ID, errors: map[string]string{}}
	if base.ID == "" {
		v.fresh, v.title, v.action = true, "Nieuw aanbod", Path+"/nieuw"
	}
	v.frame = p.frame(r, v.title)
	for _, e := range bad {
		name := anchorOf(e.Name)
		if v.errors[name] == "" {
			v.errors[name] = e.NL
			v.summary = append(v.summary, ui.FieldError{ID: fieldID(name), Message: e.NL})
		}
	}
	return v
}

// anchorOf gives the field of the form at which a mistake is shown.
func anchorOf(name string) string {
	list, rest, isRow := strings.Cut(name, "[")
	switch {
	case name == "place":
		return part("locations", 0, "postcode")
	case !isRow:
		return name
	case rowFields[list] == nil: // one code of a list
		return list
	case !strings.Contains(rest, "."):
		return name + "." + rowFields[list][0]
	case strings.HasSuffix(name, ".point"), strings.HasSuffix(name, ".area"), strings.HasSuffix(name, ".id"):
		return list + "[" + rest[:strings.Index(rest, ".")] + ".postcode"
	}
	return name
}

// fieldID is the id of a field: its name without signs that addresses do not carry well.
func fieldID(name string) string {
	return "f-" + strings.NewReplacer("[", "-", "].", "-", "]", "").Replace(name)
}

// Save saves a new or changed entry. A change of the hours is read back first.
func (p Page) Save(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	who, f := p.SignedIn(r), typed(r.PostForm)
	base := directory.Service{Organization: network.OrganizationID(who.Organization), State: directory.Draft}
	if r.PathValue("id") != "" {
		s, err := which(r)
		if err != nil {
			return err
		}
		version, ok := f.version()
		if !ok {
			return fault.New(fault.Invalid, "Dit formulier is niet volledig. Open het opnieuw.", "the form lacks its version")
		}
		if base, err = p.Directory.Own(r.Context(), who, s, version); err != nil {
			return err
		}
	}
	mine, bad, err := p.read(r.Context(), f, base)
	if err != nil {
		return err
	}
	if base.ID == "" && f.get("doe") == "tonen" {
		mine.State = directory.Shown
	}
	if len(bad) > 0 {
		return p.again(w, r, f, base, bad)
	}
	if mine.Hours != "" && mine.Hours != f.get("read") {
		v := p.form(r, f, base, nil)
		v.reread = true
		v.week, v.calendar = p.readBack(mine.Hours)
		f.set("read", mine.Hours)
		if v.reports, err = p.reports(r.Context(), who, base.ID); err != nil {
			return err
		}
		return p.Render(w, r, http.StatusOK, editPage(v))
	}
	return p.save(w, r, f, base, mine)
}

// save hands an entry to the directory, and shows what stands in the way.
func (p Page) save(w http.ResponseWriter, r *http.Request, f typed, base, mine directory.Service) error {
	who, expected := p.SignedIn(r), base.Version
	if then, ok := f.number("theirs"); ok { // a choice was made between two changes
		theirs, err := p.Directory.Own(r.Context(), who, base.ID, then)
		if err != nil {
			return err
		}
		mine, expected = f.chosen(base, mine, theirs), then
	}
	var options []directory.SaveOption
	for _, m := range f.all("melding") {
		options = append(options, directory.Answering(directory.ReportID(m)))
	}
	saved, err := p.Directory.Save(r.Context(), who, mine, expected, options...)
	if c, ok := errors.AsType[*directory.Conflicted](err); ok {
		if expected != base.Version {
			// Somebody was faster once more: what was chosen goes on as this person's.
			again := p.write(&c.Mine)
			again.set("version", strconv.FormatInt(expected, 10))
			again["melding"] = f.all("melding")
			f = again
		}
		return p.choose(w, r, f, c)
	}
	if fault.KindOf(err) == fault.Invalid && err != nil {
		if fields := fault.Safe(err).Fields; len(fields) > 0 {
			return p.again(w, r, f, base, fields)
		}
	}
	if err != nil {
		return err
	}
	what := "bewaard"
	if base.Version != 0 && saved.Version != base.Version+1 {
		what = "samengevoegd"
	}
	return done(w, r, saved.ID, what)
}

// again shows the form with what is wrong.
func (p Page) again(w http.ResponseWriter, r *http.Request, f typed, base directory.Service, bad wrong) error {
	v := p.form(r, f, base, bad)
	var err error
	if base.ID != "" {
		if v.reports, err = p.reports(r.Context(), p.SignedIn(r), base.ID); err != nil {
			return err
		}
	}
	return p.Render(w, r, http.StatusUnprocessableEntity, editPage(v))
}

// readBackDays is how far ahead hours are read back.
const readBackDays = 14

func (p Page) readBack(osm string) (week string, calendar []dayView) {
	h, err := hours.Parse(osm)
	if err != nil {
		return "", nil
	}
	for _, d := range h.Days(p.Today(), readBackDays) {
		var spans []string
		for _, s := range d.Spans {
			spans = append(spans, clockTime(s.From, d.Date)+" – "+clockTime(s.Until, d.Date))
		}
		open := strings.Join(spans, " en ")
		if open == "" {
			open = "Gesloten"
		}
		note := d.Note
		if note == "" {
			note = d.Holiday
		}
		calendar = append(calendar, dayView{day: ui.Weekday(d.Date), open: open, note: note})
	}
	return h.Dutch(), calendar
}

// clockTime writes a time of a day; its last moment is 24.00.
func clockTime(t, day time.Time) string {
	text := strings.TrimSuffix(ui.Time(t), " uur")
	switch next := day.AddDate(0, 0, 1); {
	case t.Equal(next):
		return "24.00"
	case t.After(next):
		return text + " (de volgende dag)"
	}
	return text
}
