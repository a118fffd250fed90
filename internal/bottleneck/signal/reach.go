package signal

import (
	"context"
	"database/sql"
	"time"

	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// windows are the moments at which each window is tried, as hours of a day.
var windows = map[Window]struct {
	name string // after 'van de 7 keer'
	hour int
	days func(time.Weekday) bool
}{
	Night:   {"in de nacht", 3, everyDay},
	Evening: {"in de avond", 20, everyDay},
	Weekend: {"in het weekend", 14, func(d time.Weekday) bool { return d == time.Saturday || d == time.Sunday }},
}

func everyDay(time.Weekday) bool { return true }

// moments are when a window is tried in a week.
func (w week) moments(of Window) (all []time.Time) {
	for _, d := range w.days() {
		if windows[of].days(d.Weekday()) {
			all = append(all, time.Date(d.Year(), d.Month(), d.Day(), windows[of].hour, 0, 0, 0, clock.Amsterdam))
		}
	}
	return all
}

// phone is a telephone number that stood somewhere for a time. Hours that are not known never count as
// reachable.
type phone struct {
	from, until int64
	hours       hours.Hours
}

// answers tells whether the number stood there and was answered at a moment.
func (p phone) answers(at time.Time) bool {
	us := clock.Micros(at)
	return p.from <= us && us < p.until && p.hours.OpenAt(at)
}

// contacts counts, for each wijkverband that there was, the times at which nobody of the discipline could be
// called: no contact of the wijkverband, and nobody in the directory who says to come in one of its wijken.
// A service that names no wijken counts for the municipality in which it stands.
func (c *counter) contacts(ctx context.Context, tx *store.Tx) error {
	parsed := parser{}
	phones, err := c.named(ctx, tx, parsed)
	if err != nil {
		return err
	}
	entries, err := c.entries(ctx, tx, parsed)
	if err != nil {
		return err
	}
	wijken, err := c.wijken(ctx, tx)
	if err != nil {
		return err
	}
	for _, v := range wijken {
		for i, w := range c.weeks {
			for _, at := range w.moments(c.Window) {
				us := clock.Micros(at)
				if us < v.from || us >= v.until {
					continue
				}
				place := bottleneck.Place{Region: v.place.Region}
				if c.Level == bottleneck.Wijk {
					place.Wijkverband = v.place.Wijkverband
				}
				c.add(place, i, !anyAnswers(phones[v.place.Wijkverband], at) && !v.servedBy(entries, at))
			}
		}
	}
	return nil
}

func anyAnswers(phones []phone, at time.Time) bool {
	for _, p := range phones {
		if p.answers(at) {
			return true
		}
	}
	return false
}

// parser reads opening hours, remembering equal texts: a country has many numbers and few different hours.
type parser map[string]hours.Hours

func (p parser) parse(osm string) hours.Hours {
	h, known := p[osm]
	if !known {
		h, _ = hours.Parse(osm) // what cannot be read is not known
		p[osm] = h
	}
	return h
}

// named gives the numbers of the contacts of each wijkverband for the discipline.
func (c *counter) named(ctx context.Context, tx *store.Tx, parsed parser) (map[network.WijkverbandID][]phone, error) {
	out := map[network.WijkverbandID][]phone{}
	first, last := c.span()
	_, err := store.All(ctx, tx, func(row func(...any) error) (p phone, err error) {
		var of network.WijkverbandID
		var osm string
		var until sql.NullInt64
		if err := row(&of, &p.from, &until, &osm); err != nil {
			return p, err
		}
		p.until, p.hours = endOf(until), parsed.parse(osm)
		out[of] = append(out[of], p)
		return p, nil
	}, `SELECT c.wijkverband, c.from_at, c.until_at, c.hours FROM contact c JOIN wijkverband w ON w.id = c.wijkverband
		WHERE c.discipline = $1 AND c.phone <> '' AND c.from_at < $3 AND (c.until_at IS NULL OR c.until_at > $2) AND ($4 = '' OR w.region = $4)`,
		c.Discipline, first, last, c.Region)
	return out, err
}

// wijk is a wijkverband for as long as it was called and lay as it did.
type wijk struct {
	place       bottleneck.Place
	from, until int64
	areas       []network.AreaCode
}

// wijken gives the wijkverbanden with their areas. The areas are those of now: which wijken a wijkverband
// has hardly changes, and a neighbour's number is no worse an answer.
func (c *counter) wijken(ctx context.Context, tx *store.Tx) ([]*wijk, error) {
	first, last := c.span()
	byID := map[network.WijkverbandID]*wijk{}
	all, err := store.All(ctx, tx, func(row func(...any) error) (*wijk, error) {
		v := &wijk{}
		var until sql.NullInt64
		err := row(&v.place.Wijkverband, &v.place.Region, &v.from, &until)
		v.until = endOf(until)
		byID[v.place.Wijkverband] = v
		return v, err
	}, `SELECT w.id, w.region, min(v.from_at), CASE WHEN count(*) = count(v.until_at) THEN max(v.until_at) END
		FROM wijkverband w JOIN wijkverband_version v ON v.wijkverband = w.id
		WHERE v.from_at < $2 AND (v.until_at IS NULL OR v.until_at > $1) AND ($3 = '' OR w.region = $3) GROUP BY w.id, w.region ORDER BY w.id`, first, last, c.Region)
	if err != nil {
		return nil, err
	}
	_, err = store.All(ctx, tx, func(row func(...any) error) (_ struct{}, err error) {
		var of network.WijkverbandID
		var area network.AreaCode
		if err := row(&of, &area); err != nil {
			return struct{}{}, err
		}
		if v := byID[of]; v != nil {
			v.areas = append(v.areas, area)
		}
		return struct{}{}, nil
	}, `SELECT DISTINCT x.wijkverband, x.area FROM wijkverband_area x JOIN wijkverband w ON w.id = x.wijkverband
		WHERE x.from_at < $2 AND (x.until_at IS NULL OR x.until_at > $1) AND ($3 = '' OR w.region = $3)`, first, last, c.Region)
	return all, err
}

// servedBy tells whether an entry for one of the wijken, or for what lies around them, was answered.
func (v *wijk) servedBy(entries map[network.AreaCode][]*entry, at time.Time) bool {
	us := clock.Micros(at)
	for _, area := range v.areas {
		for ; area != ""; area = area.Parent() {
			for _, e := range entries[area] {
				if us < e.from || us >= e.until {
					continue
				}
				for _, h := range e.hours {
					if h.OpenAt(at) {
						return true
					}
				}
			}
		}
	}
	return false
}
