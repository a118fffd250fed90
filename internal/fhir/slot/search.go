package slot

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/appointment"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/param"
)

func versionID(version int64) string { return strconv.FormatInt(version, 10) }

// atOnce is how many rows are read in one question.
const atOnce = 500

// Search gives a page: Slots in order of their start, Schedules in order of their id. Walking all pages gives
// each that was there all the time once.
func (f *Face) Search(ctx context.Context, q *param.Query) (page journal.Page, err error) {
	defer fault.Wrap(&err, "slot.Search(%s)", q.Type.Name)
	w := &walk{Face: f, q: q, now: f.Now()}
	if err := w.narrow(ctx); err != nil {
		return page, err
	}
	page = journal.Page{Total: -1}
	counting := q.Total || q.Summary == param.CountOnly
	if counting {
		all := &walk{Face: f, q: q, now: w.now, rows: w.rows, none: w.none, services: w.services}
		page.Total = 0
		if _, err := all.matches(ctx, func(journal.Version) bool { page.Total++; return true }); err != nil || q.Summary == param.CountOnly {
			return page, err
		}
	}
	if at := q.After; at != nil {
		if !plainID(at.Value) {
			return page, fault.InvalidField(param.CursorName, "Deze bladzijde hoort niet bij deze vraag. Begin opnieuw bij de eerste.", "expected the next link of the page before, of the same query")
		}
		w.key, w.value = at.Key, at.Value
	}
	whole, err := w.matches(ctx, func(v journal.Version) bool {
		if len(page.Matches) == q.Count {
			return false
		}
		page.Matches = append(page.Matches, v)
		w.lastKey, w.lastValue = w.key, w.value
		return true
	})
	if err != nil {
		return page, err
	}
	switch {
	case !whole:
		page.Next = q.Next(param.Position{Key: w.lastKey, Value: w.lastValue})
	case q.After == nil:
		page.Total = int64(len(page.Matches))
	}
	for i := range page.Matches {
		if page.Matches[i].At.After(page.UpTo) {
			page.UpTo = page.Matches[i].At
		}
	}
	page.Included, err = f.include(ctx, &page, q.Include)
	return page, err
}

// walk goes through rows in their order, from behind a place.
type walk struct {
	*Face
	q    *param.Query
	now  time.Time
	rows appointment.Query // what the database can be asked
	none bool              // nothing can match
	// services are those whose Schedule matches what is asked of it; nil: all.
	services map[directory.ServiceID]bool

	// The place is the start and id of a Slot, or the id of a Schedule; last is that of the last match.
	key, lastKey     int64
	value, lastValue string
}

// narrow finds what the database can be asked, so that a question about one service reads its rows alone.
func (w *walk) narrow(ctx context.Context) error {
	for i := range w.q.All {
		c := &w.q.All[i]
		switch {
		case c.Of != nil && w.q.Type.Name == slot:
			if err := w.scheduledAs(ctx, c.Of); err != nil {
				return err
			}
		case c.Of != nil:
			return fault.InvalidField(c.Name, "Wij volgen deze verwijzing hier niet.", "a chain is not followed here")
		case c.Not:
		case c.Field == param.OnID:
			ids := exact(c, "")
			if w.q.Type.Name == schedule {
				w.only(ids)
				continue
			}
			w.none = w.none || len(ids) == 0
			if len(w.rows.IDs) == 0 {
				for _, one := range ids {
					w.rows.IDs = append(w.rows.IDs, appointment.SlotID(one))
				}
			}
		case w.is(c, "schedule"):
			w.only(exact(c, schedule+"/"))
		case w.is(c, "actor"):
			if services := exact(c, "HealthcareService/"); len(services) == len(c.Any) {
				w.only(services)
			}
		case w.is(c, "start") && len(c.Any) == 1 && c.Any[0].Span != nil:
			first, last, outside := c.Any[0].Span.Moments()
			if outside {
				continue
			}
			if first.After(w.rows.From) {
				w.rows.From = first
			}
			if before := last.Add(time.Microsecond); !last.IsZero() && (w.rows.Before.IsZero() || before.Before(w.rows.Before)) {
				w.rows.Before = before
			}
		}
	}
	for s := range w.services {
		w.rows.Services = append(w.rows.Services, s)
	}
	slices.Sort(w.rows.Services)
	w.none = w.none || w.services != nil && len(w.services) == 0
	w.rows.Now, w.rows.Limit = w.now, atOnce
	return nil
}

// only leaves the services that are named, of those that were left.
func (w *walk) only(named []string) {
	left := map[directory.ServiceID]bool{}
	for _, one := range named {
		if s := directory.ServiceID(one); w.services == nil || w.services[s] {
			left[s] = true
		}
	}
	w.services = left
}

// scheduledAs leaves the services of whose Schedule something is so.
func (w *walk) scheduledAs(ctx context.Context, of *param.Condition) error {
	var named []string
	inner := &walk{Face: w.Face, q: &param.Query{Type: typeOf(schedule), All: []param.Condition{*of}}, now: w.now}
	if err := inner.narrow(ctx); err != nil {
		return err
	}
	_, err := inner.matches(ctx, func(v journal.Version) bool { named = append(named, v.ID); return true })
	w.only(named)
	return err
}

// is tells whether a condition is on a parameter.
func (w *walk) is(c *param.Condition, name string) bool {
	p, ok := w.q.Type.Param(name)
	return ok && c.Of == nil && c.Key == p.Key()
}

// plainID tells whether a text can be an id: nothing else is, and a database may refuse to look for it.
func plainID(s string) bool {
	return s != "" && len(s) <= 64 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.") == ""
}

// exact gives the values that a condition asks for, without what they begin with; those that begin otherwise
// are none of them.
func exact(c *param.Condition, prefix string) (values []string) {
	for i := range c.Any {
		if v, ok := strings.CutPrefix(c.Any[i].From, prefix); ok && c.Any[i].Exact() && plainID(v) {
			values = append(values, v)
		}
	}
	return values
}

// matches hands over what matches until give says no; whole says that it never did.
func (w *walk) matches(ctx context.Context, give func(journal.Version) bool) (whole bool, err error) {
	if w.none {
		return true, nil
	}
	for {
		page, places, err := w.part(ctx)
		if err != nil {
			return false, err
		}
		for i := range page {
			w.key, w.value = places[i].Key, places[i].Value
			holds, err := w.holds(&page[i])
			if err != nil {
				return false, err
			}
			if holds && !give(page[i]) {
				return false, nil
			}
		}
		if len(page) == 0 {
			return true, nil
		}
	}
}

// part reads the next rows from the place on, each with its place.
func (w *walk) part(ctx context.Context) (all []journal.Version, places []param.Position, err error) {
	if w.q.Type.Name == schedule {
		publishers, err := w.Appointments.Publishers(ctx, w.rows.Services, directory.ServiceID(w.value), atOnce)
		if err != nil {
			return nil, nil, err
		}
		all, err = w.scheduled(ctx, publishers)
		for i := range all {
			places = append(places, param.Position{Value: all[i].ID})
		}
		return all, places, err
	}
	ask := w.rows
	if w.value != "" {
		ask.AfterStart, ask.AfterID = clock.FromMicros(w.key), appointment.SlotID(w.value)
	}
	found, err := w.Appointments.Find(ctx, ask)
	if err != nil {
		return nil, nil, err
	}
	for i := range found {
		places = append(places, param.Position{Key: clock.Micros(found[i].Start), Value: string(found[i].ID)})
	}
	all, err = w.slots(ctx, found)
	return all, places, err
}

// holds tells whether a resource is as asked, apart from what narrow saw to by itself.
func (w *walk) holds(v *journal.Version) (bool, error) {
	for i := range w.q.All {
		c := &w.q.All[i]
		holds := true
		var err error
		switch {
		case c.Of != nil:
		case c.Field == param.OnID:
			holds = slices.ContainsFunc(c.Any, func(m param.Match) bool { return m.Holds(v.ID) }) != c.Not
		case c.Field == param.OnUpdated:
			holds = slices.ContainsFunc(c.Any, func(m param.Match) bool { return m.Span == nil || within(m.Span, v.At) }) != c.Not
		default:
			holds, err = c.HoldsIn(w.q.Type, v.Body)
		}
		if err != nil || !holds {
			return false, err
		}
	}
	return true, nil
}

func within(s *param.Span, at time.Time) bool {
	first, last, outside := s.Moments()
	in := !at.Before(first) && (last.IsZero() || !at.After(last))
	return in != outside
}

// include gives what the matches of a page refer to, each once.
func (f *Face) include(ctx context.Context, page *journal.Page, asked []param.Include) (all []journal.Version, err error) {
	wanted := map[journal.Key]bool{}
	for _, inc := range asked {
		for i := range page.Matches {
			refs, err := param.References(inc.Param, page.Matches[i].Body)
			if err != nil {
				return nil, err
			}
			for _, ref := range refs {
				kind, id, _ := strings.Cut(ref, "/")
				if inc.Target == nil || inc.Target.Name == kind {
					wanted[journal.Key{Type: kind, ID: id}] = true
				}
			}
		}
	}
	var services []directory.ServiceID
	var keys []journal.Key
	for k := range wanted {
		if k.Type == schedule {
			services = append(services, directory.ServiceID(k.ID))
		} else {
			keys = append(keys, k)
		}
	}
	for part := range slices.Chunk(services, atOnce) {
		some, err := f.schedules(ctx, part...)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	kept, err := f.Journal.Newest(ctx, keys)
	if err != nil {
		return nil, err
	}
	for _, v := range kept {
		if !v.Gone {
			all = append(all, v)
		}
	}
	slices.SortFunc(all, func(a, b journal.Version) int { return strings.Compare(a.String(), b.String()) })
	return all, nil
}
