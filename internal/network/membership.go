package network

import (
	"cmp"
	"slices"
	"time"
)

// membership is one row of the history of an area within a kind of boundary: it belongs to boundary
// from a moment until the next row begins, or until its own end.
type membership struct {
	boundary    BoundaryID
	from, until time.Time // until zero: no end known
}

// verdict on a row that a file brings.
type verdict int

const (
	same verdict = iota
	added
	closed // a row without end is given one
	refused
)

// admit decides whether a row may join an area's history. This is the rule that a reorganisation
// never rewrites the past: a row may begin after all that is known, fill a time of which nothing was
// known, or end what had no end; no moment before its own change gets another answer.
func admit(history []membership, m membership) verdict {
	if i := slices.IndexFunc(history, func(h membership) bool { return h.from.Equal(m.from) }); i >= 0 {
		h := history[i]
		switch {
		case h.boundary != m.boundary:
			return refused
		case h.until.Equal(m.until), effectiveEnd(history, i).Equal(m.until) && !m.until.IsZero():
			return same // also when a later row has ended it at that very moment
		case h.until.IsZero() && m.until.IsZero():
			return same
		case h.until.IsZero() && i == len(history)-1:
			return closed
		case m.until.IsZero() && i < len(history)-1:
			return same // a later row says when it ended
		}
		return refused
	}
	// What begins before a known row must end when that begins, or earlier.
	for i, h := range history {
		if h.from.After(m.from) {
			if m.until.IsZero() || m.until.After(h.from) {
				return refused
			}
			if i > 0 && overlaps(history, i-1, m) {
				return refused
			}
			return added
		}
	}
	return added
}

// effectiveEnd is when row i stops being in force: its own end or the next row's beginning.
func effectiveEnd(history []membership, i int) time.Time {
	end := history[i].until
	if i+1 < len(history) && (end.IsZero() || history[i+1].from.Before(end)) {
		end = history[i+1].from
	}
	return end
}

func overlaps(history []membership, i int, m membership) bool {
	end := effectiveEnd(history, i)
	return end.IsZero() || end.After(m.from)
}

// join puts an admitted row into a history.
func join(history []membership, m membership, v verdict) []membership {
	switch v {
	case added:
		history = append(slices.Clone(history), m)
		slices.SortFunc(history, func(a, b membership) int { return cmp.Compare(a.from.UnixMicro(), b.from.UnixMicro()) })
	case closed:
		history = slices.Clone(history)
		history[slices.IndexFunc(history, func(h membership) bool { return h.from.Equal(m.from) })].until = m.until
	}
	return history
}
