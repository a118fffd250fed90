package network

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// picture is everything a coverage is computed from, at one moment.
type picture struct {
	at     time.Time
	year   int
	region RegionID // '' for the country
	units  []unit
	bound  []string // digits of the municipalities in which regions hold areas
	core   []DisciplineCode
	states map[WijkverbandID]*state
	// Who holds which area: regions, and wijkverbanden for the areas they are primary to.
	regions map[AreaCode]RegionID
	primary map[AreaCode]WijkverbandID
}

// Coverage tells how a region is covered at a moment, by the areas of that year or the nearest
// before it. Every inhabitant counts once, by primary wijkverband. NotFound for an unknown region
// or one that did not exist then.
func (s *Service) Coverage(ctx context.Context, slug string, at time.Time) (c Coverage, err error) {
	defer fault.Wrap(&err, "network.Coverage")
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		k, err := answerAt(ctx, tx, at)
		if err != nil {
			return err
		}
		if known, ok := s.coverage.get(k, slug); ok {
			c = known
			c.At = at
			return nil
		}
		found, err := regionsTx(ctx, tx, at, "r.slug", slug)
		r, err := one(found, err, "Deze regio kennen we niet.", "region not found")
		if err != nil {
			return err
		}
		p, err := takePicture(ctx, tx, at, r.ID)
		if err != nil {
			return err
		}
		c = p.coverage(r)
		if err := p.complete(ctx, tx, r, &c); err != nil {
			return err
		}
		s.coverage.put(k, slug, c)
		return nil
	})
	return c, err
}

// Country gives a line per region, by name. Like coverage it is kept; see [kept].
func (s *Service) Country(ctx context.Context, at time.Time) (rows []CountryRow, err error) {
	defer fault.Wrap(&err, "network.Country")
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		k, err := answerAt(ctx, tx, at)
		if err != nil {
			return err
		}
		if known, ok := s.country.get(k, ""); ok {
			rows = known
			return nil
		}
		regions, err := regionsTx(ctx, tx, at, "", nil)
		if err != nil {
			return err
		}
		p, err := takePicture(ctx, tx, at, "")
		if err != nil {
			return err
		}
		rows = p.country(regions)
		s.country.put(k, "", rows)
		return nil
	})
	return slices.Clone(rows), err
}

// country computes the lines of all regions in one walk over the map.
func (p *picture) country(regions []Region) []CountryRow {
	rows, at := make([]CountryRow, len(regions)), make(map[RegionID]*CountryRow, len(regions))
	for i, r := range regions {
		rows[i] = CountryRow{ID: r.ID, Slug: r.Slug, Name: r.Name, Phase: r.RESV.Phase, Forerunner: r.RESV.Forerunner, Center: r.Center}
		at[r.ID] = &rows[i]
	}
	manned := make(map[WijkverbandID]bool, len(p.states))
	for _, s := range p.states {
		manned[s.ID] = len(s.missing(p.core)) == 0
		if row := at[s.Region]; row != nil {
			row.Wijkverbanden++
		}
	}
	for _, u := range p.units {
		region, ok := home(p.regions, u.code)
		row := at[region]
		if !ok || row == nil {
			continue
		}
		row.Population += u.population
		w, ok := home(p.primary, u.code)
		if !ok {
			continue
		}
		row.InWijkverband += u.population
		if manned[w] {
			row.Manned += u.population
		}
		if p.states[w].working(manned[w], p.at) {
			row.Working += u.population
		}
	}
	return rows
}

// coverage computes one region in full.
func (p *picture) coverage(r Region) Coverage {
	c := Coverage{Region: r.ID, Slug: r.Slug, Name: r.Name, At: p.at, Year: p.year}
	call := whomToCall(r)
	wijken := map[WijkverbandID][]unit{}
	for _, u := range p.units {
		if region, ok := home(p.regions, u.code); !ok || region != r.ID {
			// A wijkverband may be primary to a wijk that its region does not count as its own.
			continue
		}
		c.Population += u.population
		if w, ok := home(p.primary, u.code); ok {
			wijken[w] = append(wijken[w], u)
			c.InWijkverband += u.population
		} else {
			c.Gaps = append(c.Gaps, Gap{Area: u.code, AreaName: u.name, Missing: "no-wijkverband", Call: call})
		}
	}
	var of []*state
	for _, s := range p.states {
		if s.Region == r.ID || len(wijken[s.ID]) > 0 {
			of = append(of, s)
		}
	}
	slices.SortFunc(of, func(a, b *state) int {
		if d := strings.Compare(a.Name, b.Name); d != 0 {
			return d
		}
		return strings.Compare(a.Slug, b.Slug)
	})
	for _, s := range of {
		w := WijkverbandStatus{ID: s.ID, Slug: s.Slug, Name: s.Name, Missing: s.missing(p.core)}
		for _, u := range wijken[s.ID] {
			w.Population += u.population
		}
		w.Manned = len(w.Missing) == 0
		w.Working, w.Signs = s.working(w.Manned, p.at), s.signs(w.Manned, p.at)
		w.SizeRemark = sizeRemark(w.Population)
		if w.Manned {
			c.Manned += w.Population
		}
		if w.Working {
			c.Working += w.Population
		}
		c.Wijkverbanden = append(c.Wijkverbanden, w)
		c.Gaps = append(c.Gaps, s.gaps(w.Missing, wijken[s.ID], call)...)
	}
	return c
}

// complete adds what tells how far the region and its wijkverbanden are: disciplines, evidence and tasks.
func (p *picture) complete(ctx context.Context, tx *store.Tx, r Region, c *Coverage) (err error) {
	if c.Disciplines, err = p.disciplines(ctx, tx); err != nil {
		return err
	}
	shown, err := p.proof(ctx, tx)
	if err != nil {
		return err
	}
	c.Phase, c.Evidence, c.Tasks = r.RESV.Phase, shown.phases(c.Disciplines), shown.tasks(r.RESV.Tasks, c)
	owners, tasks := make([]string, len(c.Wijkverbanden)), map[string][]TaskState{}
	for i, w := range c.Wijkverbanden {
		owners[i] = string(w.ID)
	}
	err = eachTask(ctx, tx, clock.Micros(p.at), "wijkverband", owners, func(owner string, t TaskState) { tasks[owner] = append(tasks[owner], t) })
	for i := range c.Wijkverbanden {
		w := &c.Wijkverbanden[i]
		w.Tasks = taskSigns(tasks[string(w.ID)], w.Signs)
	}
	return err
}

// gaps lists what is missing, per wijk; once, without a wijk, for a wijkverband that has none.
func (s *state) gaps(missing []DisciplineCode, wijken []unit, call string) []Gap {
	if len(wijken) == 0 {
		wijken = []unit{{}}
	}
	var gaps []Gap
	for _, u := range wijken {
		for _, d := range missing {
			why := "no-contact"
			if s.contacts[d] == notToday {
				why = "not-reachable-today"
			}
			gaps = append(gaps, Gap{Wijkverband: s.ID, Slug: s.Slug, Area: u.code, AreaName: u.name, Discipline: d, Missing: why, Call: call})
		}
	}
	return gaps
}

// whomToCall names the region's own desk: 'Regiobureau Rivierenzoom, 010 000 00 00'.
func whomToCall(r Region) string {
	name := r.RESV.Name
	if name == "" {
		name = r.Name
	}
	for _, how := range []string{r.RESV.Contact.Phone, r.RESV.Contact.Email, r.RESV.Website} {
		if how != "" {
			return name + ", " + how
		}
	}
	return name
}

// takePicture reads what coverage needs, of one region or ("") of the country.
func takePicture(ctx context.Context, tx *store.Tx, at time.Time, region RegionID) (p *picture, err error) {
	p = &picture{at: at, region: region, states: map[WijkverbandID]*state{}, regions: map[AreaCode]RegionID{}, primary: map[AreaCode]WijkverbandID{}}
	p.core, err = store.All(ctx, tx, func(row func(...any) error) (d DisciplineCode, err error) { return d, row(&d) },
		`SELECT code FROM discipline WHERE core = 1 ORDER BY position`)
	for _, read := range []func(context.Context, *store.Tx) error{p.readClaims, p.readUnits, p.readStates, p.readSigns, p.readContacts} {
		if err == nil {
			err = read(ctx, tx)
		}
	}
	return p, err
}

// readClaims reads which region holds which areas, and which wijkverband is primary to which.
func (p *picture) readClaims(ctx context.Context, tx *store.Tx) error {
	a := args{clock.Micros(p.at)}
	of := ""
	if p.region != "" {
		of = ` AND region = ` + a.add(p.region)
	}
	err := pairs(ctx, tx, func(c AreaCode, r RegionID) {
		p.regions[c] = r
		p.bound = append(p.bound, string(c[2:6]))
	}, `SELECT area, region FROM region_area x WHERE `+force("x", "$1")+of, a...)
	if err != nil {
		return err
	}
	slices.Sort(p.bound)
	p.bound = slices.Compact(p.bound)
	a = args{clock.Micros(p.at)}
	return pairs(ctx, tx, func(c AreaCode, w WijkverbandID) { p.primary[c] = w },
		`SELECT area, wijkverband FROM wijkverband_area x WHERE is_primary = 1 AND `+force("x", "$1")+p.near(&a, "area"), a...)
}

// near bounds a question to the municipalities of the region the picture is of; that of the country
// has no bound.
func (p *picture) near(a *args, column string) string {
	if p.region == "" {
		return ""
	}
	return ` AND substr(` + column + `, 3, 4) ` + in(a, p.bound)
}

// readStates reads the wijkverbanden of the region, and those primary to some wijk of it.
func (p *picture) readStates(ctx context.Context, tx *store.Tx) error {
	a := args{clock.Micros(p.at)}
	of := ""
	if p.region != "" {
		of = ` AND (w.region = ` + a.add(p.region) + ` OR w.id ` + in(&a, slices.Compact(slices.Sorted(maps.Values(p.primary)))) + `)`
	}
	states, err := store.All(ctx, tx, func(row func(...any) error) (*state, error) {
		s := state{contacts: map[DisciplineCode]reachability{}}
		var met sql.NullInt64
		err := row(&s.ID, &s.Slug, &s.Region, &s.Name, &s.meetsEvery, &met, &s.agreement, &s.bottleneck)
		s.lastMet = endOf(met)
		return &s, err
	}, `SELECT w.id, w.slug, w.region, v.name, v.meets_every, v.last_met_at, v.agreement, v.bottleneck
		FROM wijkverband w JOIN wijkverband_version v ON v.wijkverband = w.id WHERE `+force("v", "$1")+of, a...)
	for _, s := range states {
		p.states[s.ID] = s
	}
	maps.DeleteFunc(p.primary, func(_ AreaCode, w WijkverbandID) bool { return p.states[w] == nil })
	return err
}

// readUnits reads the wijken, and the municipalities without any, of the year of the picture: that of
// its moment, else the nearest before, else the first there is.
func (p *picture) readUnits(ctx context.Context, tx *store.Tx) error {
	years, err := yearsTx(ctx, tx, Wijk)
	if err == nil && len(years) == 0 {
		years, err = yearsTx(ctx, tx, Municipality)
	}
	if err != nil || len(years) == 0 {
		return err
	}
	p.year = years[len(years)-1]
	for _, y := range years {
		if y <= p.at.In(clock.Amsterdam).Year() {
			p.year = y
			break
		}
	}
	// The newest row of each code comes last; taking it here is three times as fast as asking the
	// database for it, and the country's overview is asked often.
	a := args{p.year}
	near := p.near(&a, "code")
	population := map[AreaCode]int{}
	rows, err := tx.Query(ctx, `SELECT code, population FROM area_count WHERE year = $1 AND code >= 'GM' AND batch `+batch.Visible+near+` ORDER BY code, batch`, a...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var code AreaCode
		var n sql.NullInt64
		if err := rows.Scan(&code, &n); err != nil {
			return err
		}
		population[code] = int(n.Int64)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	// Wijken come first, so that a municipality knows whether it has any.
	split := map[AreaCode]bool{}
	return pairs(ctx, tx, func(code AreaCode, name string) {
		if last := len(p.units) - 1; last >= 0 && p.units[last].code == code {
			p.units[last].name = name
			return
		}
		split[code.Parent()] = true
		if !split[code] {
			p.units = append(p.units, unit{code, name, population[code]})
		}
	}, `SELECT code, name FROM area WHERE year = $1 AND kind IN ('gemeente', 'wijk') AND batch `+batch.Visible+near+` ORDER BY kind DESC, code, batch`, a...)
}

// readContacts finds out which core disciplines answer today in each wijkverband.
func (p *picture) readContacts(ctx context.Context, tx *store.Tx) error {
	a := args{clock.Micros(p.at)}
	query := `SELECT x.wijkverband, x.discipline, x.hours, x.phone FROM contact x WHERE ` + force("x", "$1") + ` AND x.discipline ` + in(&a, p.core)
	if p.region != "" {
		query += ` AND x.wijkverband ` + in(&a, slices.Sorted(maps.Keys(p.states)))
	}
	rows, err := tx.Query(ctx, query, a...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	civil := dayOf(p.at)
	for rows.Next() {
		var w WijkverbandID
		var d DisciplineCode
		var osm, phone string
		if err := rows.Scan(&w, &d, &osm, &phone); err != nil {
			return err
		}
		s := p.states[w]
		switch {
		case s == nil:
		case civil.reachable(osm, phone):
			s.contacts[d] = today
		case s.contacts[d] == noContact:
			s.contacts[d] = notToday
		}
	}
	return rows.Err()
}
