package network

import (
	"fmt"
	"slices"

	"eerstelijn/internal/fault"
)

// claim says that an area belongs to a holder: a region, or the wijkverband it is primary to.
type claim struct {
	area   AreaCode
	holder string
}

// clash finds the first of areas that may not go to holder because another one holds it, a part of
// it or something around it. This is the whole rule behind 'an area belongs to at most one region'
// and 'each area has at most one primary wijkverband'; the callers hold the lock while they ask.
func clash(claims []claim, holder string, areas []AreaCode) (area AreaCode, by claim, found bool) {
	for _, a := range areas {
		for _, c := range claims {
			if c.holder != holder && (c.area.Contains(a) || a.Contains(c.area)) {
				return a, c, true
			}
		}
	}
	return "", claim{}, false
}

// areas checks a list of areas by itself: known forms, and none inside another.
func (c *checks) areas(field string, areas []AreaCode) {
	for i, a := range areas {
		if f, ok := checkAreaCode(field, a, Municipality, Wijk); !ok {
			c.Add(f)
			return
		}
		for _, b := range areas[:i] {
			if a.Contains(b) || b.Contains(a) {
				c.Wrong(field, fmt.Sprintf("%s en %s overlappen elkaar. Noem elk gebied één keer.", b, a), fmt.Sprintf("%s and %s overlap: name each area once", b, a))
				return
			}
		}
	}
}

func taken(field string, a AreaCode, by, nl, en string) error {
	e := fault.InvalidField(field, fmt.Sprintf("%s hoort al bij %s %s.", a, nl, by), fmt.Sprintf("%s already belongs to %s %s", a, en, by))
	e.Kind, e.Text = fault.Conflict, e.Fields[0].Text
	return e
}

// compare gives what must end and what must begin to come from one set of areas to another.
func compare[T comparable](is, want []T) (end, begin []T) {
	for _, a := range is {
		if !slices.Contains(want, a) {
			end = append(end, a)
		}
	}
	for _, a := range want {
		if !slices.Contains(is, a) {
			begin = append(begin, a)
		}
	}
	return end, begin
}
