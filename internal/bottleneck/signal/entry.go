package signal

import (
	"context"
	"database/sql"

	"github.com/go-json-experiment/json"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// version is one version of a service and the time in which it was the newest.
type version struct {
	service     directory.ServiceID
	state       directory.State
	discipline  network.DisciplineCode
	area        network.AreaCode
	verifyBy    int64
	from, until int64
	text        string
}

// versions gives the versions of services in the order in which they were written: of those that ever were of a
// discipline, or of all where none is named, and of a rule for one region those that ever named something in it. text is one
// more column.
func (c *counter) versions(ctx context.Context, tx *store.Tx, discipline network.DisciplineCode, text string) ([]version, error) {
	_, until := c.span()
	all, err := store.All(ctx, tx, func(row func(...any) error) (v version, err error) {
		return v, row(&v.service, &v.state, &v.discipline, &v.area, &v.verifyBy, &v.from, &v.text)
	}, `SELECT v.service, v.state, v.discipline, v.area, v.verify_by, v.written_at, `+text+` FROM service_version v
		WHERE v.written_at < $1 AND v.batch `+batch.Visible+` AND ($2 = '' OR v.service IN (SELECT d.service FROM service_version d WHERE d.discipline = $2))
			AND ($3 = '' OR EXISTS (SELECT 1 FROM service_area a JOIN region_area x ON x.area IN `+around("a.area")+` OR a.area IN `+around("x.area")+`
				WHERE a.service = v.service AND x.region = $3))
		ORDER BY v.service, v.version`, until, discipline, c.Region)
	for i := range all {
		all[i].until = endOf(sql.NullInt64{})
		if next := i + 1; next < len(all) && all[next].service == all[i].service {
			all[i].until = all[next].from
		}
	}
	return all, err
}

// unanswered counts the entries that were shown at the end of each week, and those that nobody had confirmed
// in time.
func (c *counter) unanswered(ctx context.Context, tx *store.Tx) error {
	versions, err := c.versions(ctx, tx, c.Discipline, `''`)
	if err != nil {
		return err
	}
	for _, v := range versions {
		if v.state != directory.Shown || c.Discipline != "" && v.discipline != c.Discipline {
			continue
		}
		for i, w := range c.weeks {
			end := clock.Micros(w.until)
			if end <= v.from || end > v.until {
				continue
			}
			if place, ok := c.atlas.of(v.area, end-1); ok {
				c.add(place, i, v.verifyBy < end)
			}
		}
	}
	return nil
}

// entry is one version of a service, with the numbers and areas that it named while it stood.
type entry struct {
	from, until int64
	hours       []hours.Hours
	areas       []network.AreaCode
}

// entryBody is what is read here of a version as the directory keeps it.
type entryBody struct {
	Hours       string                   `json:"hours"`
	Contacts    []directory.ContactPoint `json:"contacts"`
	Locations   []directory.Location     `json:"locations"`
	ServedAreas []network.AreaCode       `json:"servedAreas"`
}

// entries gives the versions of the services of the discipline that were shown, by the areas that they named.
func (c *counter) entries(ctx context.Context, tx *store.Tx, parsed parser) (map[network.AreaCode][]*entry, error) {
	out := map[network.AreaCode][]*entry{}
	versions, err := c.versions(ctx, tx, c.Discipline, `v.body`)
	if err != nil {
		return nil, err
	}
	for _, v := range versions {
		if v.state != directory.Shown || v.discipline != c.Discipline {
			continue
		}
		var b entryBody
		if err := json.Unmarshal([]byte(v.text), &b); err != nil {
			return nil, err
		}
		e := &entry{from: v.from, until: v.until, areas: b.ServedAreas}
		for _, p := range b.Contacts {
			if p.Phone == "" || p.Limited {
				continue
			}
			osm := p.Hours
			if osm == "" {
				osm = b.Hours
			}
			e.hours = append(e.hours, parsed.parse(osm))
		}
		if len(e.areas) == 0 {
			for _, l := range b.Locations {
				e.areas = append(e.areas, municipalityOf(l.Area))
			}
		}
		for _, a := range e.areas {
			out[a] = append(out[a], e)
		}
	}
	return out, nil
}

func municipalityOf(area network.AreaCode) network.AreaCode {
	for area.Parent() != "" {
		area = area.Parent()
	}
	return area
}
