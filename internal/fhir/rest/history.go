package rest

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/outcome"
	"eerstelijn/internal/fhir/param"
)

// usualHistory is the number of versions on a page when nobody says how many.
const usualHistory = 100

// historyOfType answers with all versions of all resources of a type, newest first.
func (c *call) historyOfType() error {
	t, err := c.served()
	if err != nil {
		return err
	}
	return c.history(journal.HistoryQuery{Type: t.Name}, t.Name+"/_history")
}

// historyOfOne answers with all versions of one resource.
func (c *call) historyOfOne() error {
	t, err := c.served()
	if err != nil {
		return err
	}
	key := journal.Key{Type: t.Name, ID: c.r.PathValue("id")}
	if !plainID.MatchString(key.ID) {
		return missing()
	}
	if _, err := c.Journal.Read(c.r.Context(), key); err != nil {
		return err
	}
	return c.history(journal.HistoryQuery{Type: key.Type, ID: key.ID}, key.String()+"/_history")
}

// history gives a page. All pages of one history carry the moment of the first: what is written while a
// client walks is newer than that, and it asks for it the next time.
func (c *call) history(q journal.HistoryQuery, path string) error {
	values, err := outcome.Query(c.r)
	if err != nil {
		return err
	}
	since := values.Get("_since")
	passed, at, err := c.historyQuery(values, &q)
	if err != nil {
		return err
	}
	page, upTo, more, err := c.Journal.History(c.r.Context(), q)
	if err != nil {
		return err
	}
	if at != nil {
		upTo = clock.FromMicros(at.upTo)
	}
	b := newBundle("history", upTo, len(page))
	used := used(nil, values, passed)
	b.link("self", c.address(path, used))
	if more {
		last := page[len(page)-1].Seq
		used.Set(param.CursorName, param.HistoryCursor(param.Position{Key: last, Value: strconv.FormatInt(clock.Micros(upTo), 10)}, q.Type, q.ID, since))
		b.link("next", c.address(path, used))
	}
	base := c.base()
	for i := range page {
		b.version(base, &page[i])
	}
	c.bundle(b.end())
	return nil
}

// within is where a page of history begins, and of which moment its first page was.
type within struct{ before, upTo int64 }

// historyQuery reads the parameters of a history. What is wrong is named all at once.
func (c *call) historyQuery(values url.Values, q *journal.HistoryQuery) (passed []param.Ignored, at *within, err error) {
	var wrong []fault.Field
	refuse := func(name, nl, en string) {
		wrong = append(wrong, fault.Field{Name: name, Text: fault.Text{NL: nl, EN: en}})
	}
	q.Limit = usualHistory
	for _, name := range slices.Sorted(maps.Keys(values)) {
		value := values.Get(name)
		switch name {
		case "_count":
			n, ok := param.ReadCount(value)
			if !ok || n == 0 {
				refuse(name, "Geef een getal van 1 tot en met 1000.", "expected a number from 1 to 1000")
				continue
			}
			q.Limit = n
		case "_since":
			t, err := time.Parse(time.RFC3339, strings.Replace(value, " ", "+", 1))
			if err != nil || t.Year() < 1 {
				refuse(name, "Geef een moment als 2026-11-22T09:30:00Z.", "expected an instant such as 2026-11-22T09:30:00.000Z")
				continue
			}
			q.Since = t
		case "_sort":
			if value != "-_lastUpdated" {
				refuse(name, "Een geschiedenis begint bij het nieuwste: -_lastUpdated.", "expected -_lastUpdated: a history is given newest first")
			}
		case param.CursorName:
			if at = readWithin(value, q.Type, q.ID, values.Get("_since")); at == nil {
				refuse(name, "Deze bladzijde hoort niet bij deze vraag. Begin opnieuw bij de eerste.", "expected the next link of the page before, of the same history")
				continue
			}
			q.BeforeSeq = at.before
		case "_format", "_pretty":
		default:
			passed = append(passed, param.Ignored{Name: param.Shown(name)})
			if c.strict {
				refuse(param.Shown(name), "Deze parameter kennen wij hier niet.", "unknown parameter for a history; expected _since, _count or _sort")
			}
		}
	}
	return passed, at, fault.InvalidFields(wrong...).OrNil()
}

func readWithin(cursor string, history ...string) *within {
	p, ok := param.ReadHistoryCursor(cursor, history...)
	if !ok || p.Key < 1 {
		return nil
	}
	upTo, err := strconv.ParseInt(p.Value, 10, 64)
	if err != nil || upTo < 0 {
		return nil
	}
	return &within{p.Key, upTo}
}
