package measure

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

// line is a number that could be called from a moment until another (zero: still), by its stated hours.
type line struct {
	from, until time.Time
	hours       hours.Hours
}

func (l *line) open(at time.Time, m hours.Moment) bool {
	return !at.Before(l.from) && (l.until.IsZero() || at.Before(l.until)) && l.hours.OpenAtMoment(m)
}

// grain is how finely a stretch is looked at: people state hours in quarters.
const grain = 15 * time.Minute

// contactReachable counts the stretches of the window that ended in the time: good is one during the whole
// of which some number of the party was open by its stated hours, each as it stood at that moment.
func contactReachable(ctx context.Context, tx *store.Tx, q *question) (n, good int, err error) {
	lines, err := contactLines(ctx, tx, q)
	if err != nil {
		return 0, 0, err
	}
	more, err := serviceLines(ctx, tx, q)
	if err != nil {
		return 0, 0, err
	}
	lines = append(lines, more...)
	for _, s := range stretches(q.params["window"], q.from, q.until) {
		n++
		if covered(lines, s) {
			good++
		}
	}
	return n, good, nil
}

// covered tells whether at each moment of a stretch some line is open.
func covered(lines []line, s mandate.Span) bool {
	for at := s.From; at.Before(s.Until); at = at.Add(grain) {
		m := hours.At(at)
		if !slices.ContainsFunc(lines, func(l line) bool { return l.open(at, m) }) {
			return false
		}
	}
	return true
}

// stretches gives the evenings, nights or days of the weekend that ended in (from, until].
func stretches(window int, from, until time.Time) (all []mandate.Span) {
	for day := midnight(from).AddDate(0, 0, -1); !day.After(until); day = day.AddDate(0, 0, 1) {
		at := func(days, hour int) time.Time {
			return time.Date(day.Year(), day.Month(), day.Day()+days, hour, 0, 0, 0, clock.Amsterdam)
		}
		var s mandate.Span
		switch window {
		case evening:
			s = mandate.Span{From: at(0, 17), Until: at(0, 23)}
		case night:
			s = mandate.Span{From: at(0, 23), Until: at(1, 8)}
		case weekend:
			if w := day.Weekday(); w != time.Saturday && w != time.Sunday {
				continue
			}
			s = mandate.Span{From: at(0, 8), Until: at(0, 17)}
		}
		if s.Until.After(from) && !s.Until.After(until) {
			all = append(all, s)
		}
	}
	return all
}

// earliest is where a stretch that ends after from may have begun.
func earliest(from time.Time) int64 { return clock.Micros(from.AddDate(0, 0, -1)) }

// contactLines are the party's contacts of the forum's wijkverbanden.
func contactLines(ctx context.Context, tx *store.Tx, q *question) ([]line, error) {
	var b query
	b.add(`SELECT c.from_at, coalesce(c.until_at, 0), c.hours FROM contact c JOIN wijkverband w ON w.id = c.wijkverband WHERE c.organization IN `)
	b.in(q.who)
	b.add(` AND c.phone <> '' AND c.hours <> '' AND c.from_at < ? AND (c.until_at IS NULL OR c.until_at > ?)`, clock.Micros(q.until), earliest(q.from))
	switch q.forum.Kind {
	case mandate.Nation:
	case mandate.Wijkverband:
		b.add(` AND w.id = ?`, q.forum.Wijkverband)
	default:
		b.add(` AND w.region = ?`, q.forum.Region)
	}
	return store.All(ctx, tx, func(row func(...any) error) (l line, err error) {
		var from, until int64
		var text string
		if err = row(&from, &until, &text); err == nil {
			l = lineOf(from, until, text)
		}
		return l, err
	}, b.String(), b.args...)
}

// lineOf reads hours that were checked when they were saved; what cannot be read is never open.
func lineOf(from, until int64, text string) line {
	l := line{from: clock.FromMicros(from)}
	if until != 0 {
		l.until = clock.FromMicros(until)
	}
	l.hours, _ = hours.Parse(text)
	return l
}

// entry is what a version of a service says of its numbers.
type entry struct {
	Hours    string `json:"hours"`
	Contacts []struct {
		Phone   string `json:"phone"`
		Hours   string `json:"hours"` // '' = the service's own
		Limited bool   `json:"limited"`
	} `json:"contacts"`
}

// version is a row of a service's history.
type version struct {
	service string
	at      int64
	ours    bool // shown, of the party, and within the forum's reach
	body    string
}

// serviceLines are the numbers of the party's services. A number for one thing only answers nobody else.
func serviceLines(ctx context.Context, tx *store.Tx, q *question) (lines []line, err error) {
	var b query
	b.add(`SELECT v.service, v.written_at, CASE WHEN v.state = 'shown' AND v.organization IN `)
	b.in(q.who)
	if q.forum.Kind != mandate.Nation {
		b.add(` AND EXISTS (SELECT 1 FROM service_area a WHERE a.service = v.service AND a.version = v.version AND `)
		b.within(`a.area`, q.forum, q.from, true)
		b.add(`)`)
	}
	b.add(` THEN 1 ELSE 0 END, v.body FROM service_version v WHERE v.written_at < ? AND v.batch `+batch.Visible+`
		AND v.service IN (SELECT s.service FROM service_version s WHERE s.organization IN `, clock.Micros(q.until))
	b.in(q.who)
	b.add(`) ORDER BY v.service, v.version`)
	versions, err := store.All(ctx, tx, func(row func(...any) error) (v version, err error) {
		return v, row(&v.service, &v.at, &v.ours, &v.body)
	}, b.String(), b.args...)
	if err != nil {
		return nil, err
	}
	for i, v := range versions {
		var until int64
		if i+1 < len(versions) && versions[i+1].service == v.service {
			until = versions[i+1].at
		}
		if !v.ours || until != 0 && until <= earliest(q.from) {
			continue
		}
		var e entry
		if err := json.Unmarshal([]byte(v.body), &e); err != nil {
			return nil, err
		}
		for _, c := range e.Contacts {
			if c.Hours == "" {
				c.Hours = e.Hours
			}
			if c.Phone != "" && c.Hours != "" && !c.Limited {
				lines = append(lines, lineOf(v.at, until, c.Hours))
			}
		}
	}
	return lines, nil
}
