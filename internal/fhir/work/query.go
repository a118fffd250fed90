package work

import (
	"encoding/base64"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/placement"
)

const (
	usualCount = 50
	mostCount  = 200
	mostValues = 20 // of one parameter
	mostIDs    = 20 // each is a look of its own
	pageParam  = "_page"
)

// known are the parameters of each type, with whether a search can find by them; the others say how.
var known = map[string]map[string]bool{
	"Task": {"_id": true, "status": true, "owner": true, "requester": true, "based-on": true, "focus": true, "_lastUpdated": true,
		"_count": false, "_format": false, "_pretty": false, pageParam: false},
	"ServiceRequest": {"_id": true, "status": true, "requester": true, "_lastUpdated": true, "_count": false, "_format": false, "_pretty": false, pageParam: false},
}

// query is a search that was read.
type query struct {
	kind    string
	filters map[string][][]string // by parameter: all must hold, each by one of its values
	since   []span
	count   int
	from    place
	ignored []string
	said    url.Values // what was understood, for the links
}

// place is where a page of a search goes on: in which list, from which part, behind which entry.
type place struct {
	list  byte
	after string
	last  string
}

func (p place) String() string {
	return base64.RawURLEncoding.EncodeToString([]byte(string(rune(p.list)) + "\n" + p.after + "\n" + p.last))
}

func parsePlace(text string) (p place, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	parts := strings.Split(string(raw), "\n")
	if err != nil || len(text) > 600 || len(parts) != 3 || len(parts[0]) != 1 || !slices.ContainsFunc(lists, func(l list) bool { return l.name == parts[0][0] }) {
		return p, bad(pageParam, "Deze bladzijde hoort niet bij deze vraag. Begin opnieuw bij de eerste.", "expected the link 'next' of the page before")
	}
	return place{parts[0][0], parts[1], parts[2]}, nil
}

func bad(parameter, nl, en string) error { return fault.InvalidField(shown(parameter), nl, en) }

// parseQuery reads a search. What is not known is passed over and told, or refused where strict.
func parseQuery(kind, base string, values url.Values, strict bool) (q query, err error) {
	q = query{kind: kind, filters: map[string][][]string{}, count: usualCount, said: url.Values{}}
	for name, all := range values {
		finds, is := known[kind][name]
		bare, _, modified := strings.Cut(name, ":")
		_, base2 := known[kind][bare]
		switch {
		case modified && base2:
			return q, bad(bare, "Deze parameter kent hier geen toevoeging na de dubbele punt.", "no modifier is known for this parameter")
		case !is && strict:
			return q, bad(name, "Deze parameter kennen wij hier niet.", "unknown parameter for this type; see the guide")
		case !is:
			q.ignored = append(q.ignored, shown(name))
			continue
		case len(all) > mostValues:
			return q, bad(name, "Deze parameter staat er te vaak.", "expected the parameter at most 20 times")
		}
		if finds {
			err = q.filter(name, base, all)
		} else {
			err = q.how(name, all)
		}
		if err != nil {
			return q, err
		}
	}
	slices.Sort(q.ignored)
	return q, nil
}

// shown says back which parameter it is, as an OperationOutcome has it, where its name can be one.
func shown(name string) string {
	if name == "" || len(name) > 40 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.") != "" {
		return "http"
	}
	return "http." + name
}

// how reads what says how to answer.
func (q *query) how(name string, all []string) (err error) {
	switch value := all[len(all)-1]; name {
	case "_count":
		n, failed := strconv.Atoi(value)
		if failed != nil || n < 1 {
			return bad(name, "Vul een aantal van 1 tot 200 in.", "expected a number from 1 to 200")
		}
		q.count = min(n, mostCount)
		q.said.Set(name, strconv.Itoa(q.count))
	case pageParam:
		q.from, err = parsePlace(value)
	}
	return err
}

// filter reads what a search finds by.
func (q *query) filter(name, base string, all []string) error {
	for _, one := range all {
		if name == "_lastUpdated" {
			s, ok := parseSpan(one)
			if !ok {
				return bad(name, "Vul een datum of moment in, zoals ge2026-11-22.", "expected a date or moment, such as ge2026-11-22T09:00:00Z")
			}
			q.since = append(q.since, s)
			q.said.Add(name, one)
			continue
		}
		values := strings.Split(one, ",")
		if len(values) > mostValues {
			return bad(name, "Noem ten hoogste 20 waarden.", "expected at most 20 values")
		}
		for i, v := range values {
			clean, ok := valueOf(name, base, v)
			if !ok {
				return bad(name, "Deze waarde kan hier niet.", "expected an id, a reference such as Organization/{id}, or a code")
			}
			values[i] = clean
		}
		q.filters[name] = append(q.filters[name], values)
		q.said.Add(name, strings.Join(values, ","))
	}
	return nil
}

// referred says which type a parameter refers to.
var referred = map[string]string{"owner": "Organization", "requester": "Organization", "based-on": "ServiceRequest", "focus": "ServiceRequest"}

// valueOf reads one value: a code with or without its system, an id, or a reference to one.
func valueOf(name, base, v string) (string, bool) {
	if name == "status" {
		if _, code, found := strings.Cut(v, "|"); found {
			v = code
		}
		return v, isID(v)
	}
	if to, is := referred[name]; is {
		v = strings.TrimPrefix(v, base+"/")
		v = strings.TrimPrefix(v, to+"/")
	}
	return v, isID(v)
}

// isID tells whether a text can be an id of FHIR, which is also the form of all codes here.
func isID(s string) bool {
	return s != "" && len(s) <= 64 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.") == ""
}

// finds tells whether a search finds an entry.
func (q *query) finds(e *entry) bool {
	at, is := e.says()
	for name, all := range q.filters {
		for _, values := range all {
			if !slices.Contains(values, is[name]) {
				return false
			}
		}
	}
	return !slices.ContainsFunc(q.since, func(s span) bool { return !s.holds(at) })
}

// says gives what an entry is found by.
func (e *entry) says() (at time.Time, by map[string]string) {
	if e.task == nil {
		return requestChanged(e.request), map[string]string{"_id": e.id(), "status": requestStatus(e.request.State), "requester": string(e.request.Organization)}
	}
	status, _ := e.task.status()
	request := string(e.task.request.ID)
	return e.task.changed(), map[string]string{"_id": e.id(), "status": status, "owner": string(e.task.owner()),
		"requester": string(e.task.request.Organization), "based-on": request, "focus": request}
}

// one gives the only value of a parameter that is asked for once.
func (q *query) one(name string) (string, bool) {
	if all := q.filters[name]; len(all) == 1 && len(all[0]) == 1 {
		return all[0][0], true
	}
	return "", false
}

// names tells which values a search asks for by id; ok is false when it does not.
func (q *query) names() (ids []string, ok bool, err error) {
	all := q.filters["_id"]
	if len(all) == 0 {
		return nil, false, nil
	}
	ids = slices.Compact(slices.Sorted(slices.Values(all[0])))
	if len(ids) > mostIDs {
		return nil, true, bad("_id", "Noem ten hoogste 20 nummers.", "expected at most 20 ids")
	}
	return ids, true, nil
}

// span is a comparison with the time that a date says; a day without a time is a day in the Netherlands.
type span struct {
	prefix      string
	first, last time.Time
}

var spanForms = []struct {
	layout string
	next   func(time.Time) time.Time
}{
	{"2006", func(t time.Time) time.Time { return t.AddDate(1, 0, 0) }},
	{"2006-01", func(t time.Time) time.Time { return t.AddDate(0, 1, 0) }},
	{time.DateOnly, func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }},
	{time.RFC3339, func(t time.Time) time.Time {
		if t.Nanosecond() == 0 {
			return t.Add(time.Second)
		}
		return t.Add(time.Millisecond)
	}},
}

func parseSpan(text string) (s span, ok bool) {
	s.prefix = "eq"
	for _, p := range []string{"eq", "ne", "gt", "lt", "ge", "le", "sa", "eb"} {
		if rest, has := strings.CutPrefix(text, p); has {
			s.prefix, text = p, rest
			break
		}
	}
	for _, f := range spanForms {
		if t, err := time.ParseInLocation(f.layout, text, clock.Amsterdam); err == nil && t.Year() > 0 && t.Year() < 9999 {
			s.first, s.last = t.UTC(), f.next(t).Add(-time.Microsecond).UTC()
			return s, true
		}
	}
	return s, false
}

// holds compares a moment, as precisely as it is told.
func (s span) holds(at time.Time) bool {
	at = at.Truncate(time.Millisecond)
	switch s.prefix {
	case "eq":
		return !at.Before(s.first) && !at.After(s.last)
	case "ne":
		return at.Before(s.first) || at.After(s.last)
	case "gt", "sa":
		return at.After(s.last)
	case "ge":
		return !at.Before(s.first)
	case "lt", "eb":
		return at.Before(s.first)
	}
	return !at.After(s.last)
}

// window is the part of a list from a place on.
func (p place) window() placement.Window { return placement.Window{After: p.after, Limit: partOfList} }
