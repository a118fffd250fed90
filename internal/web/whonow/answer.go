package whonow

import (
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/finding/live"
	"eerstelijn/internal/web/say"
	"eerstelijn/internal/web/ui"
)

// answer is who to call, as the page says it.
type answer struct {
	place  string
	when   string // "nu", "dinsdag 24 november om 20.30 uur"
	needs  []needView
	others []ui.Link
	// guessed says that the place is larger than one wijk.
	guessed bool
}

// needView is the answer for one need.
type needView struct {
	id     string
	name   string
	advice string // what goes before any number
	gap    string // '' when somebody of the wijk answers
	best   *call
	more   []call
}

// call is one number.
type call struct {
	number, function, name, href, until, far, why string
}

// mostMore is how many other numbers stand under the first: a person in a hurry reads no list.
const mostMore = 3

// advices are said whatever the number.
var advices = map[live.Need]string{
	live.NeedGP:     say.Key("Bel overdag eerst uw eigen huisarts."),
	live.NeedCrisis: say.Key("Denkt u aan zelfdoding? Bel 113 of 0800 0113. Dat is gratis."),
}

func (p Page) answer(l say.Language, q question, now time.Time) (*answer, error) {
	a := &answer{when: whenWords(l, q), guessed: q.spot.guessed}
	for _, need := range q.needs {
		found, err := p.Finder.WhoNow(need, q.spot.area, q.at)
		if err != nil {
			return nil, err
		}
		a.place = found.AreaName
		v := newNeedView(l, found, q.isNow)
		if v.best == nil && need != live.NeedGP {
			// Where nobody else is near, the GP or the post on duty is who a citizen can always call.
			doctor, err := p.Finder.WhoNow(live.NeedGP, q.spot.area, q.at)
			if err != nil {
				return nil, err
			}
			if len(doctor.First) > 0 {
				c := newCall(l, doctor.First[0], q.at)
				c.why = l.T("Zij weten wie u verder kan helpen als het niet kan wachten.")
				v.best = &c
			}
		}
		a.needs = append(a.needs, v)
	}
	for _, o := range q.spot.others {
		text := o.Name
		if o.MunicipalityName != "" {
			text = l.T("%s, gemeente %s", text, o.MunicipalityName)
		}
		a.others = append(a.others, ui.Link{Text: text, Href: keep(o.Area, q)})
	}
	return a, nil
}

func newNeedView(l say.Language, found live.WhoNow, isNow bool) needView {
	v := needView{id: string(found.Need), name: l.T(found.Need.Name()), advice: l.T(advices[found.Need])}
	list := found.First
	if found.Gap {
		list = found.Fallback
		v.gap = l.T("Voor uw wijk is dan niemand bereikbaar.")
		if isNow {
			v.gap = l.T("Voor uw wijk is nu niemand bereikbaar.")
		}
	}
	for i, one := range list {
		c := newCall(l, one, found.At)
		switch {
		case i == 0:
			v.best = &c
		case len(v.more) < mostMore:
			v.more = append(v.more, c)
		}
	}
	return v
}

func newCall(l say.Language, a live.Answer, at time.Time) call {
	c := call{number: a.Phone, function: a.Function, name: a.Name, href: "/aanbod/" + string(a.Service), until: untilWords(l, a.Until, at), why: l.T(a.Why)}
	if far := l.Distance(a.DistanceM); far != "" {
		c.far = l.T("Op %s van het midden van de wijk.", far)
	}
	return c
}

func whenWords(l say.Language, q question) string {
	if q.isNow {
		return l.T("nu, %s", l.Time(q.at))
	}
	return l.Weekday(q.at) + ", " + l.Time(q.at)
}

// untilWords says until when a number answers, seen from the moment that was asked.
func untilWords(l say.Language, until, at time.Time) string {
	if until.IsZero() {
		return l.T("Bereikbaar: dag en nacht.")
	}
	until, at = until.In(clock.Amsterdam), at.In(clock.Amsterdam)
	day := func(t time.Time) string { return t.Format(time.DateOnly) }
	switch day(until) {
	case day(at):
		return l.T("Bereikbaar tot %s.", l.Time(until))
	case day(at.AddDate(0, 0, 1)):
		if until.Hour() == 0 && until.Minute() == 0 {
			return l.T("Bereikbaar tot %s.", l.Midnight())
		}
		return l.T("Bereikbaar tot %s.", l.Weekday(until)+", "+l.Time(until))
	}
	return l.T("Bereikbaar tot %s.", l.Weekday(until)+", "+l.Time(until))
}
