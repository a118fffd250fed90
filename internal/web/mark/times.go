package mark

import (
	"time"

	"eerstelijn/internal/appointment"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/web/ui"
)

// mostTimes is how many free times a page shows: who wants another one finds them where they are booked.
const mostTimes = 5

// TimesView is when people can come to a service, for one kind of appointment.
type TimesView struct {
	Kind  string // in words
	times []timeView
	phone string // of all times that are shown; '' where they have none, or several
	web   bool   // some are booked on a page of the provider
	real  bool   // false: everything is invented, and leads nowhere
	old   bool   // what was said is too old to show
	told  time.Time
	today bool
	by    string
}

type timeView struct {
	at    time.Time
	link  string
	phone string
}

// Times makes the view of what a service published of one kind; nil when it never spoke of that kind. real says
// that links lead somewhere.
func (m Maker) Times(p *appointment.Publication, kind capacity.KindCode, real bool) *TimesView {
	v := &TimesView{Kind: m.KindName(kind), real: real, old: !p.Fresh(m.Now), told: p.At, today: ui.SameDay(p.At, m.Now), by: m.by(p.Source)}
	spoken := len(p.Slots) == 0 && kind == appointment.FirstAppointment // there is no time at all
	for _, s := range p.Slots {
		spoken = spoken || s.Kind == kind
	}
	if p.Number == 0 || !spoken {
		return nil
	}
	for _, s := range p.Ahead(m.Now) {
		if s.Kind != kind || s.Free == 0 {
			continue
		}
		if len(v.times) == mostTimes {
			break
		}
		v.times = append(v.times, timeView{s.Start, s.Link, s.Phone})
		v.web = v.web || s.Link != ""
	}
	if len(v.times) > 0 {
		v.phone = v.times[0].phone
	}
	for _, one := range v.times {
		if one.phone != v.phone {
			v.phone = ""
		}
	}
	return v
}

// When writes the moment of a time, as people say it: "maandag 23 november, 9.15 uur".
func (m Maker) When(t time.Time) string { return m.Language.Weekday(t) + ", " + m.Language.Time(t) }
