package measure_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"eerstelijn/internal/agreement/measure"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/network/mandate"
)

// pattern is stated hours, with a plain reading of them by weekday and hour.
type pattern struct {
	text string
	open func(w time.Weekday, hour int) bool
}

func weekday(w time.Weekday) bool { return w != time.Saturday && w != time.Sunday }

var patterns = []pattern{
	{"24/7", func(time.Weekday, int) bool { return true }},
	{"Mo-Fr 08:00-17:00", func(w time.Weekday, hour int) bool { return weekday(w) && hour >= 8 && hour < 17 }},
	{"Mo-Su 17:00-23:00", func(_ time.Weekday, hour int) bool { return hour >= 17 && hour < 23 }},
	{"Mo-Su 23:00-08:00", func(_ time.Weekday, hour int) bool { return hour >= 23 || hour < 8 }},
	{"Sa-Su 00:00-24:00", func(w time.Weekday, _ int) bool { return !weekday(w) }},
	{"Mo-Fr 17:00-08:00", func(w time.Weekday, hour int) bool {
		return weekday(w) && hour >= 17 || hour < 8 && weekday((w+6)%7)
	}},
	{"Sa-Su 08:00-17:00", func(w time.Weekday, hour int) bool { return !weekday(w) && hour >= 8 && hour < 17 }},
	{"Mo-Th 20:00-24:00", func(w time.Weekday, hour int) bool { return w >= time.Monday && w <= time.Thursday && hour >= 20 }},
}

// number is somebody's number with the time in which it stood so.
type number struct {
	organization string
	from, until  time.Time
	near         func(f mandate.Forum) bool
	pattern
}

func (h *house) contact() number {
	n := number{organization: h.pick(body, member, other), from: h.when().Truncate(24 * time.Hour), pattern: patterns[h.rand.IntN(len(patterns))]}
	if h.chance(0.7) {
		n.until = n.from.Add(time.Duration(1+h.rand.IntN(30*24)) * time.Hour)
	}
	w := h.pick(west, "wijkverband-east", "wijkverband-far")
	n.near = func(f mandate.Forum) bool {
		switch f.Kind {
		case mandate.Nation:
			return true
		case mandate.Wijkverband:
			return w == west
		}
		return w != "wijkverband-far"
	}
	h.exec(`INSERT INTO contact (id, from_at, until_at, wijkverband, discipline, person, organization, function, phone, email, hours, remarks, show_name)
		VALUES ($1, $2, $3, $4, 'wijkverpleging', '', $5, 'f', '000', '', $6, '', 0)`, h.key("contact"), clock.Micros(n.from), moment(n.until), w, n.organization, n.text)
	return n
}

// service writes the history of a service and gives its numbers.
func (h *house) service() (all []number) {
	id := h.key("service")
	h.exec(`INSERT INTO service (id) VALUES ($1)`, id)
	at := h.when()
	for version := range 1 + h.rand.IntN(3) {
		area := h.pick("WK990101", "WK990102", "GM9901", "WK990201")
		state := h.pick("shown", "shown", "shown", "hidden")
		n := number{organization: h.pick(member, other), from: at, pattern: patterns[h.rand.IntN(len(patterns))]}
		n.near = func(f mandate.Forum) bool {
			switch f.Kind {
			case mandate.Nation:
				return true
			case mandate.Wijkverband:
				return area == "WK990101" || area == "GM9901"
			}
			return area != "WK990201"
		}
		contact := fmt.Sprintf(`{"phone":"000","hours":%q}`, n.text)
		entry := fmt.Sprintf(`{"contacts":[%s,{"phone":"111","hours":"24/7","limited":true},{"email":"e@e.example","hours":"24/7"}]}`, contact)
		if h.chance(0.5) {
			entry = fmt.Sprintf(`{"hours":%q,"contacts":[{"phone":"000"}]}`, n.text)
		}
		h.exec(`INSERT INTO service_version (service, version, batch, state, organization, discipline, kind, name, area, verify_by, source, source_key, written_at, written_by, body)
			VALUES ($1, $2, 0, $3, $4, 'wijkverpleging', 'wijkverpleging', 'n', $5, 0, 'people', '', $6, 'p', $7)`, id, version+1, state, n.organization, area, clock.Micros(at), entry)
		h.exec(`INSERT INTO service_area (area, service, version) VALUES ($1, $2, $3)`, area, id, version+1)
		if len(all) > 0 {
			all[len(all)-1].until = at
		}
		if state == "hidden" {
			n.pattern = pattern{"off", func(time.Weekday, int) bool { return false }}
		}
		all = append(all, n)
		at = at.Add(time.Duration(1+h.rand.IntN(20*24)) * time.Hour)
	}
	return all
}

// hours of a window by the clock on the wall: on which days it begins, and which hours it lasts.
var windows = map[int]struct {
	begins func(time.Weekday) bool
	from   int
	long   int
}{
	1: {func(time.Weekday) bool { return true }, 17, 6},
	2: {func(time.Weekday) bool { return true }, 23, 9},
	3: {func(w time.Weekday) bool { return !weekday(w) }, 8, 9},
}

func TestReachableIsTheWholeWindowByTheHoursOfThatMoment(t *testing.T) {
	t.Parallel()
	run(t, func(h *house) {
		var all []number
		for range 14 {
			all = append(all, h.contact())
		}
		for range 8 {
			all = append(all, h.service()...)
		}
		given := h.compare(measure.ContactReachable, "window", 3, func(q question) (n, good int) {
			mine := slices.DeleteFunc(slices.Clone(all), func(a number) bool { return !speaks(q.party, a.organization, q.from) || !a.near(q.forum) })
			w := windows[q.params["window"]]
			for day := q.from.AddDate(0, 0, -1); day.Before(q.until); day = day.AddDate(0, 0, 1) {
				if !w.begins(day.Weekday()) {
					continue
				}
				y, m, d := day.Date()
				end := time.Date(y, m, d, w.from+w.long, 0, 0, 0, clock.Amsterdam)
				if !end.After(q.from) || end.After(q.until) {
					continue
				}
				n++
				missed := false
				for at := time.Date(y, m, d, w.from, 0, 0, 0, clock.Amsterdam); at.Before(end); at = at.Add(15 * time.Minute) {
					missed = missed || !slices.ContainsFunc(mine, func(a number) bool {
						return !at.Before(a.from) && (a.until.IsZero() || at.Before(a.until)) && a.open(at.Weekday(), at.Hour())
					})
				}
				if !missed {
					good++
				}
			}
			return n, good
		})
		// A contact or service that changes later was what it was.
		h.exec(`UPDATE contact SET until_at = $1 WHERE until_at IS NULL`, clock.Micros(begin.AddDate(0, 6, 0)))
		h.exec(`INSERT INTO service_version (service, version, batch, state, organization, discipline, kind, name, area, verify_by, source, source_key, written_at, written_by, body)
			SELECT id, 99, 0, 'hidden', 'nobody', '', '', 'n', '', 0, 'people', '', $1, 'p', '{}' FROM service`, clock.Micros(begin.AddDate(0, 6, 0)))
		h.again(measure.ContactReachable, given, "later changes")
	})
}
