package search

import (
	"context"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/finding"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/web/say"
	"eerstelijn/internal/web/site"
)

// asked is the form as somebody filled it in.
type asked struct {
	words, place, topic                string
	discipline, kind, target, language string
	insurer, mode                      string
	open                               string // '', openNow or openThen; then day and time
	day, time                          string
	direct                             bool
	room                               bool   // only what has room now
	wait                               string // the longest wait, in days
	radius                             string // kilometres
	// here is the place that a browser told, as "lat,lon"; it goes along to the next page.
	here   string
	cursor string
	at     string // the moment that 'nu' was on the first page
	shown  int    // how many results stood on the pages before
}

// fields in the order of the page; errors are told in this order.
var fields = []string{site.QuestionField, site.PlaceField, site.TopicField, "discipline", "kind", "wait", "open", "day", "time", "radius",
	"mode", "language", "target", "insurer"}

// read takes the form as it came; nothing in it is trusted yet.
func read(form url.Values) asked {
	get := func(name string) string { return strings.TrimSpace(strings.ToValidUTF8(form.Get(name), "")) }
	a := asked{
		words: get(site.QuestionField), place: get(site.PlaceField), topic: get(site.TopicField),
		discipline: get("discipline"), kind: get("kind"), target: get("target"), language: get("language"),
		insurer: get("insurer"), mode: get("mode"), open: get("open"), day: get("day"), time: get("time"),
		direct: get("direct") != "", room: get("room") != "", wait: get("wait"), radius: get("radius"), here: get("here"), cursor: get("cursor"), at: get("at"),
	}
	if n, err := strconv.Atoi(get("shown")); err == nil && n > 0 && n < 1_000_000 {
		a.shown = n
	}
	// A place that the browser just told goes before a typed one; a typed one before that of an
	// earlier page.
	switch lat, lon := get("lat"), get("lon"); {
	case lat != "" || lon != "":
		a.here, a.place = lat+","+lon, ""
	case a.place != "":
		a.here = ""
	}
	return a
}

// empty tells whether nothing was asked at all.
func (a *asked) empty() bool {
	return a.words == "" && a.topic == "" && a.discipline == "" && a.kind == "" && a.target == "" && a.place == "" && a.here == "" && a.insurer == "" && a.language == ""
}

// wrong holds what is wrong, by field.
type wrong map[string]string

func (w wrong) add(name, text string) {
	if w[name] == "" {
		w[name] = text
	}
}

// take puts the fields of an Invalid error in; any other error it gives back.
func (w wrong) take(err error) error {
	if fault.KindOf(err) != fault.Invalid {
		return err
	}
	safe := fault.Safe(err)
	for _, f := range safe.Fields {
		name := f.Name
		if name == "near" {
			name = site.PlaceField
		}
		if !slices.Contains(fields, name) {
			name = site.QuestionField
		}
		w.add(name, f.NL)
	}
	if len(safe.Fields) == 0 {
		w.add(site.QuestionField, safe.Text.NL)
	}
	return nil
}

// When it must be open.
const openNow, openThen = "nu", "moment"

const (
	radiusLimit = 100 // kilometres
	mostDays    = 60  // how far ahead a moment may lie
	longestWait = 365 // days
)

// query makes the question for the index; what cannot be right stands in wrong.
func (p Page) query(ctx context.Context, a *asked, w wrong) (finding.Query, error) {
	l := say.Of(ctx)
	q := finding.Query{Words: a.words, Cursor: a.cursor, Now: p.Now(), Limit: perPage}
	tables := p.Finder.Tables()
	if a.empty() {
		w.add(site.QuestionField, l.T("Schrijf waar u hulp bij zoekt, of kies een onderwerp."))
	}
	if err := p.near(ctx, a, &q, w); err != nil {
		return q, err
	}
	choose := l.T("Kies iets uit de lijst.")
	if a.topic != "" {
		if t, ok := topic(a.topic); ok {
			q.Disciplines = t.Disciplines
		} else {
			w.add(site.TopicField, choose)
		}
	}
	if a.discipline != "" {
		q.Disciplines = []string{a.discipline}
	}
	q.Kind, q.TargetGroup, q.Language, q.Mode, q.Insurer, q.DirectOnly = a.kind, a.target, a.language, a.mode, a.insurer, a.direct
	for _, c := range []struct {
		name, value string
		known       bool
	}{
		{"discipline", a.discipline, hasDiscipline(tables, a.discipline)},
		{"kind", a.kind, slices.ContainsFunc(tables.Kinds, func(k directory.Kind) bool { return k.Code == a.kind })},
		{"target", a.target, slices.ContainsFunc(tables.TargetGroups, func(g directory.TargetGroup) bool { return g.Code == a.target })},
		{"language", a.language, slices.ContainsFunc(tables.Languages, func(l directory.Language) bool { return l.Code == a.language })},
		{"mode", a.mode, site.ModeName(directory.Mode(a.mode)) != ""},
	} {
		if c.value != "" && !c.known {
			w.add(c.name, choose)
		}
	}
	p.moment(l, a, &q, w)
	q.Accepting = a.room
	if a.wait != "" {
		days, err := strconv.Atoi(a.wait)
		if err != nil || days < 1 || days > longestWait {
			w.add("wait", choose)
		} else {
			q.MaxWaitDays = days
		}
	}
	if a.radius != "" {
		km, err := strconv.Atoi(a.radius)
		switch {
		case err != nil || km < 1 || km > radiusLimit:
			w.add("radius", l.T("Kies een afstand van 1 tot 100 kilometer."))
		case q.Near == nil && w[site.PlaceField] == "":
			w.add(site.PlaceField, l.T("Vul bij een afstand ook een postcode of plaats in."))
		default:
			q.RadiusM = km * 1000
		}
	}
	return q, nil
}

var postcode = regexp.MustCompile(`^([0-9]{4}) ?([A-Za-z]{2})?$`)

// near finds the place on the map.
func (p Page) near(ctx context.Context, a *asked, q *finding.Query, w wrong) error {
	l := say.Of(ctx)
	switch {
	case a.here != "":
		at, ok := coordinates(a.here)
		if !ok {
			a.here = ""
			w.add(site.PlaceField, l.T("Uw plek ligt niet in Nederland. Vul een postcode of plaats in."))
			return nil
		}
		q.Near = &finding.Point{Lat: at.Lat, Lon: at.Lon}
	case a.place == "":
	case a.place[0] >= '0' && a.place[0] <= '9':
		found := postcode.FindStringSubmatch(a.place)
		if found == nil {
			w.add(site.PlaceField, l.T("Vul 4 cijfers in, bijvoorbeeld 5611."))
			return nil
		}
		at, err := p.Network.Postcode(ctx, found[1])
		if fault.KindOf(err) == fault.NotFound {
			w.add(site.PlaceField, l.T("Deze postcode kennen wij niet.")+p.exists(l))
			return nil
		}
		if err != nil {
			return w.take(err)
		}
		q.Near = &finding.Point{Lat: at.Point.Lat, Lon: at.Point.Lon}
	default:
		at, err := p.Network.Place(ctx, a.place)
		if fault.KindOf(err) == fault.NotFound {
			w.add(site.PlaceField, l.T("Deze plaats kennen wij niet. Vul de 4 cijfers van uw postcode in.")+p.exists(l))
			return nil
		}
		if err != nil {
			return w.take(err)
		}
		q.Near = &finding.Point{Lat: at.Point.Lat, Lon: at.Point.Lon}
	}
	return nil
}

// exists helps a visitor of the demonstration, where the places of the real country do not exist.
func (p Page) exists(l say.Language) string {
	if name := p.SomePlace(); p.Demo && name != "" {
		return " " + l.T("In dit voorbeeld bestaat bijvoorbeeld %s.", name)
	}
	return ""
}

// coordinates reads "lat,lon" as a place in the Netherlands.
func coordinates(text string) (geo.Point, bool) {
	lat, lon, _ := strings.Cut(text, ",")
	y, errY := strconv.ParseFloat(lat, 64)
	x, errX := strconv.ParseFloat(lon, 64)
	at := geo.Point{Lat: y, Lon: x}
	return at, errX == nil && errY == nil && at.InNetherlands()
}

// moment reads when it must be open.
func (p Page) moment(l say.Language, a *asked, q *finding.Query, w wrong) {
	switch a.open {
	case "":
	case openNow:
		// The pages of one list speak of one moment.
		q.OpenAt = q.Now.Truncate(time.Minute)
		first, err := time.Parse(time.RFC3339, a.at)
		if err == nil && a.cursor != "" && q.OpenAt.Sub(first).Abs() < 24*time.Hour {
			q.OpenAt = first
		}
		a.at = q.OpenAt.Format(time.RFC3339)
	case openThen:
		today := p.Today()
		day, err := time.ParseInLocation(time.DateOnly, a.day, clock.Amsterdam)
		first := time.Date(today.Year(), today.Month(), today.Day(), 0, 0, 0, 0, clock.Amsterdam)
		if err != nil || day.Before(first) || day.After(first.AddDate(0, 0, mostDays)) {
			w.add("day", l.T("Kies een dag uit de lijst."))
			return
		}
		at, err := time.Parse("15:04", a.time)
		if err != nil {
			w.add("time", l.T("Vul een tijd in, bijvoorbeeld 19:30."))
			return
		}
		q.OpenAt = time.Date(day.Year(), day.Month(), day.Day(), at.Hour(), at.Minute(), 0, 0, clock.Amsterdam)
	default:
		w.add("open", l.T("Kies wanneer het open moet zijn."))
	}
}

func topic(code string) (site.Topic, bool) {
	for _, t := range site.Topics {
		if t.Code == code {
			return t, true
		}
	}
	return site.Topic{}, false
}
