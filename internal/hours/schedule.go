package hours

import (
	"runtime"
	"slices"
	"sync"
	"weak"
)

// schedule is what Hours points at: the ordinary week and the exceptions in the order they apply.
type schedule struct {
	text   string // canonical OSM text; the key under which it is shared
	week   [7][]span
	rules  []rule
	spills bool // something runs through midnight: ask yesterday too
}

// maxRules bounds the work of one question; no real hours come near it.
const maxRules = 100

// interned shares schedules, so that equal hours are one pointer. The references are weak: hours that
// nobody holds any more go.
var interned sync.Map // canonical text → weak.Pointer[schedule]

// compile brings rules into canonical form and gives the shared Hours for it.
func compile(rules []rule) Hours {
	s := canonical(rules)
	for {
		v, found := interned.Load(s.text)
		if !found {
			mine := weak.Make(s)
			if v, found = interned.LoadOrStore(s.text, mine); !found {
				runtime.AddCleanup(s, func(text string) {
					interned.CompareAndDelete(text, mine)
				}, s.text)
				return Hours{s}
			}
		}
		if shared := v.(weak.Pointer[schedule]).Value(); shared != nil {
			return Hours{shared}
		}
		interned.CompareAndDelete(s.text, v)
	}
}

// canonical drops rules that a later one for the same days replaces, and folds the rules about
// weekdays alone that come first into one week.
func canonical(rules []rule) *schedule {
	s := &schedule{}
	var kept []rule
	for i, r := range rules {
		replaced := slices.ContainsFunc(rules[i+1:], func(later rule) bool {
			return !later.onTop &&
				(later.selector == r.selector || later.plain() && r.days&^later.days == 0)
		})
		if !replaced {
			kept = append(kept, r)
		}
	}
	for len(kept) > 0 && kept[0].plain() {
		r := kept[0]
		kept = kept[1:]
		for d := range s.week {
			switch {
			case !r.days.has(d):
			case r.onTop:
				s.week[d] = join(s.week[d], r.spans)
			default:
				s.week[d] = r.spans
			}
		}
	}
	for _, r := range kept {
		for d := range s.week {
			if r.plain() && !r.onTop && r.days.has(d) {
				s.week[d] = nil // never asked: this rule comes later and names the day every week
			}
		}
	}
	s.rules = slices.Clone(kept)
	if len(s.rules) > 0 && s.weekMask() == 0 {
		s.rules[0].onTop = false // on top of nothing
	}
	runsOver := func(sp span) bool { return sp.until > minutesPerDay }
	for _, spans := range s.week {
		s.spills = s.spills || slices.ContainsFunc(spans, runsOver)
	}
	for _, r := range s.rules {
		s.spills = s.spills || slices.ContainsFunc(r.spans, runsOver)
	}
	s.text = string(s.appendText(nil))
	return s
}

// weekMask gives the weekdays on which the ordinary week has hours.
func (s *schedule) weekMask() (mask weekdays) {
	for d, spans := range s.week {
		if len(spans) > 0 {
			mask |= 1 << d
		}
	}
	return mask
}

// group is a set of weekdays with the same hours.
type group struct {
	days  weekdays
	spans []span
}

// groups gives the ordinary week's open days by equal hours, Monday's first.
func (s *schedule) groups() []group {
	var gs []group
	for i := range 7 {
		d := (i + 1) % 7
		if len(s.week[d]) == 0 {
			continue
		}
		at := slices.IndexFunc(gs, func(g group) bool { return slices.Equal(g.spans, s.week[d]) })
		if at < 0 {
			at = len(gs)
			gs = append(gs, group{spans: s.week[d]})
		}
		gs[at].days |= 1 << d
	}
	return gs
}

// openOn tells whether hours that start on d cover the minute, counted from d's midnight. The last
// matching rule that is not on top of others decides, with those on top that come after it.
func (s *schedule) openOn(d *day, minute int32) bool {
	for i := len(s.rules) - 1; i >= 0; i-- {
		r := &s.rules[i]
		if !r.matches(d) {
			continue
		}
		if openIn(r.spans, minute) {
			return true
		}
		if !r.onTop {
			return false
		}
	}
	return openIn(s.week[d.weekday], minute)
}

// spansOn gives the hours that start on d, and the last rule that had a say, nil for the ordinary
// week.
func (s *schedule) spansOn(d *day) (spans []span, by *rule) {
	spans = s.week[d.weekday]
	for i := range s.rules {
		r := &s.rules[i]
		switch {
		case !r.matches(d):
			continue
		case r.onTop:
			spans = join(spans, r.spans)
		default:
			spans = r.spans
		}
		by = r
	}
	return spans, by
}
