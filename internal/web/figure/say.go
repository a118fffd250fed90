package figure

import (
	_ "embed"
	"net/url"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/web/assets"
	"eerstelijn/internal/web/ui"
)

//go:embed figure.css
var css string

func init() { assets.AddStyle("figure", css) }

// Names of the fields of a figure.
const (
	PlacesField    = "plekken"
	AcceptingField = "neemt-aan"
	WaitField      = "wachten"
	WholeField     = "alles" // the long form: it says accepting and wait too
	BackField      = "terug"
	seenField      = "gezien"
	shownField     = "getoond"
)

const (
	// mostSeconds bounds what one update can have taken. Who leaves a page open did not work on it all
	// day, and a moment that somebody made up harms nothing but our count.
	mostSeconds = 600
	// mostBeside is that on a page where people read other things too.
	mostBeside = 15
)

// Buttons are the three that keep a figure.
type Buttons struct {
	Places   string // '2 bedden'
	Same     int
	Less     int
	More     int
	CanLess  bool
	CanMore  bool
	LessSays string // to who hears the page
	MoreSays string
	SameSays string
	Hidden   []ui.Hidden
}

// ButtonsOf makes the buttons for the figure as it stands; name tells which it is to who hears them.
func ButtonsOf(o *capacity.Offer, k capacity.Kind, name string, now time.Time) Buttons {
	n, step := o.Figure.Available, stepOf(o.Total)
	most := n + step
	if o.Total > 0 {
		most = min(most, max(n, o.Total))
	}
	b := Buttons{
		Places: Places(n, k), Same: n, Less: max(0, n-step), More: most, CanLess: n > 0, CanMore: most > n,
		Hidden: []ui.Hidden{{Name: seenField, Value: mark(o)}, {Name: shownField, Value: strconv.FormatInt(now.Unix(), 10)}},
	}
	b.LessSays = "Minder: " + Places(b.Less, k) + ", " + name
	b.MoreSays = "Meer: " + Places(b.More, k) + ", " + name
	b.SameSays = "Klopt nog: " + b.Places + ", " + name
	return b
}

// stepOf is by how much a button changes a figure: hours of help do not go one by one.
func stepOf(total int) int {
	switch {
	case total > 200:
		return 10
	case total > 50:
		return 5
	}
	return 1
}

// mark tells one figure of an offer from another.
func mark(o *capacity.Offer) string {
	if o.Figure.ObservedAt.IsZero() {
		return "0"
	}
	return strconv.FormatInt(o.Figure.ObservedAt.UnixMicro(), 10)
}

// spent is how long somebody had the figure before them.
func spent(form url.Values, now time.Time) int {
	shown, err := strconv.ParseInt(form.Get(shownField), 10, 64)
	if err != nil || shown <= 0 || shown > now.Unix() {
		return 0
	}
	most := int64(mostSeconds)
	if form.Get(BackField) != "" {
		most = mostBeside
	}
	return int(min(now.Unix()-shown, most))
}

// Said reads a figure that somebody gave. It gives false when the figure stands already: the button was
// pressed twice. When another figure came in between, it is a Conflict.
func Said(form url.Values, o *capacity.Offer, now time.Time) (report capacity.Report, news bool, err error) {
	report = capacity.Report{Offer: o.ID, Seconds: spent(form, now), WaitingDays: o.Figure.WaitingDays}
	n, err := strconv.Atoi(strings.TrimSpace(form.Get(PlacesField)))
	if err != nil || n < 0 {
		return report, false, fault.InvalidField(PlacesField, "Vul een heel getal in, bijvoorbeeld 2. Is er niets vrij? Vul 0 in.", "expected a whole number, 0 or more")
	}
	report.Available = n
	long := form.Get(WholeField) != ""
	if long {
		if err := whole(form, &report); err != nil {
			return report, false, err
		}
	} else {
		report.Accepting = kept(o.Figure, n)
	}
	if form.Get(seenField) == mark(o) {
		return report, true, nil
	}
	if n == o.Figure.Available && !o.Figure.ObservedAt.IsZero() && !long {
		return report, false, nil
	}
	return report, false, fault.New(fault.Conflict, "Het cijfer is intussen veranderd. Kijk wat er nu staat en kies opnieuw.", "the figure changed since the page was shown")
}

// kept is what a figure says about new people when only its number is told anew.
func kept(f capacity.Figure, n int) capacity.Accepting {
	if !f.ObservedAt.IsZero() && (n == f.Available || f.Accepting == capacity.Limited && n > 0) {
		return f.Accepting
	}
	return ""
}

// whole reads the long form.
func whole(form url.Values, report *capacity.Report) error {
	report.Accepting, report.WaitingDays = capacity.Accepting(form.Get(AcceptingField)), nil
	if report.Accepting != "" && Accepting(report.Accepting) == NotKnown {
		return fault.InvalidField(AcceptingField, "Kies of u nieuwe mensen aanneemt.", "expected open, limited or closed")
	}
	text := strings.TrimSpace(form.Get(WaitField))
	if text == "" {
		return nil
	}
	days, err := strconv.Atoi(text)
	if err != nil || days < 0 {
		return fault.InvalidField(WaitField, "Vul het aantal dagen in, bijvoorbeeld 14. Weet u het niet? Laat het leeg.", "expected a number of days")
	}
	report.WaitingDays = &days
	return nil
}
