package param

import (
	"strings"
	"time"

	"eerstelijn/internal/fold"
)

// Span is a comparison with the time that a date says, by one of the prefixes of R4.
type Span struct {
	prefix      string
	first, last time.Time
	from, until string // the same as a value has them
}

var prefixes = []string{"eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"}

// newSpan reads a date with its prefix. What is about a date is within a tenth of the time between it
// and now.
func newSpan(s string, now time.Time) (*Span, bool) {
	sp := &Span{prefix: "eq"}
	for _, p := range prefixes {
		if rest, has := strings.CutPrefix(s, p); has {
			sp.prefix, s = p, rest
			break
		}
	}
	var ok bool
	if sp.first, sp.last, ok = readDate(s); !ok {
		return nil, false
	}
	if sp.prefix == "ap" {
		away := now.Sub(sp.first).Abs() / 10
		sp.first, sp.last = sp.first.Add(-away), sp.last.Add(away)
	}
	sp.from, sp.until = stamp(sp.first), stamp(sp.last)
	return sp, true
}

// match gives the range of values in which all that holds lies.
func (s *Span) match() Match {
	m := Match{To: fold.AfterPrefix, Span: s}
	switch s.prefix {
	case "eq":
		m.From, m.To = s.from, s.until+fold.AfterPrefix
	case "lt":
		m.To = s.from
	case "le", "ap":
		m.To = s.until + fold.AfterPrefix
	case "sa":
		m.From = s.until
	}
	return m
}

// holds compares as R4 §3.1.1.4.5 does: each date is a range, also one that says a day.
func (s *Span) holds(value string) bool {
	low, high, _ := strings.Cut(value, separator)
	within := low >= s.from && high <= s.until
	switch s.prefix {
	case "ne":
		return !within
	case "gt":
		return high > s.until
	case "lt":
		return low < s.from
	case "ge":
		return high > s.until || within
	case "le":
		return low < s.from || within
	case "sa":
		return low > s.until
	case "eb":
		return high < s.from
	case "ap":
		return low <= s.until && high >= s.from
	}
	return within
}

// Moments gives the moments for which a span holds: from first to last, or with outside all others.
// A zero moment is no bound.
func (s *Span) Moments() (first, last time.Time, outside bool) {
	switch s.prefix {
	case "ne":
		return s.first, s.last, true
	case "gt", "sa":
		return s.last.Add(time.Microsecond), time.Time{}, false
	case "lt", "eb":
		return time.Time{}, s.first.Add(-time.Microsecond), false
	case "ge":
		return s.first, time.Time{}, false
	case "le":
		return time.Time{}, s.last, false
	}
	return s.first, s.last, false
}
