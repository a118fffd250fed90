// Package asof is how a page asks for a day that has been, and says that it shows that day: the field, the
// reading of the address, and the notice above what was so then. Any page that looks back uses it, so that
// a day means the same everywhere: its last moment, so that what changed on it is seen.
package asof

import (
	"net/http"
	"net/url"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/web/ui"
)

// Names of the days in an address: how it was, and as far as was known.
const (
	Field = "op"
	Known = "bekend"
)

// Day is a day that somebody asks for.
type Day struct {
	// At is the day's last moment; zero is now.
	At    time.Time
	Typed string
	Wrong string // what is wrong with what was typed, in Dutch
}

// Of reads a day from an address. Today is now, and a day that has yet to come is wrong.
func Of(r *http.Request, name string, now time.Time) Day {
	d := Day{Typed: r.URL.Query().Get(name)}
	if d.Typed == "" {
		return d
	}
	on, err := time.ParseInLocation(time.DateOnly, d.Typed, now.Location())
	if err != nil || on.Year() < 2000 || on.After(now) {
		d.Wrong = "Vul een dag in die geweest is, zoals 2026-03-01."
		return d
	}
	if at := on.AddDate(0, 0, 1).Add(-time.Microsecond); !at.After(now) {
		d.At = at
	}
	return d
}

// Past tells whether another day than today is shown.
func (d Day) Past() bool { return !d.At.IsZero() }

// Moment is what is shown: the day's last moment, or now.
func (d Day) Moment(now time.Time) time.Time {
	if d.Past() {
		return d.At.In(now.Location())
	}
	return now
}

// Status is that of a page that shows the day.
func (d Day) Status() int {
	if d.Wrong != "" {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// Err is the fault of a day that cannot be shown, for a file that has no field to say it at.
func (d Day) Err() error {
	if d.Wrong == "" {
		return nil
	}
	return fault.InvalidField(Field, d.Wrong, "expected a day that has been, such as 2026-03-01")
}

// Input is the field that asks for the day.
func (d Day) Input(name, label string) ui.Field {
	return ui.Field{ID: name, Name: name, Label: label, Type: "date", Short: true, Value: d.Typed, Error: d.Wrong}
}

// On adds the day to an address within the site; today leaves it as it is.
func (d Day) On(href string) string {
	if !d.Past() {
		return href
	}
	return href + "?" + url.Values{Field: {d.Typed}}.Encode()
}

// View is the form that asks for a day.
type View struct {
	Action string // the page's own address
	Days   []ui.Field
	Keep   []ui.Hidden // what else stands in the address
	Past   string      // the day that is shown, in words; "" for today
	Now    string      // where today stands
}

// Ask makes the form of a page that asks for one day.
func (d Day) Ask(action string) View {
	v := View{Action: action, Days: []ui.Field{d.Input(Field, "Hoe was het op deze dag?")}, Now: action}
	if d.Past() {
		v.Past = ui.Date(d.At)
	}
	return v
}

func (v View) open() bool {
	if v.Past != "" {
		return true
	}
	for _, f := range v.Days {
		if f.Error != "" {
			return true
		}
	}
	return false
}
