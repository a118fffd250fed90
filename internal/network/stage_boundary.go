package network

import (
	"context"
	"database/sql"
	"slices"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/check"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// StageBoundaries writes which areas belong to the boundaries of a kind into a batch of kind
// 'boundaries'. A row holds until the next row of its area begins, so a new table is brought in
// with its own date and leaves every earlier date as it was. A row that would change the past is a
// Conflict. Equal rows are not written again.
func (s *Service) StageBoundaries(ctx context.Context, b batch.ID, kind string, in []BoundaryRow) (_ batch.Counts, err error) {
	defer fault.Wrap(&err, "network.StageBoundaries(%d)", b)
	if err := s.importableKind(ctx, kind); err != nil {
		return batch.Counts{}, err
	}
	for i := range in {
		var c checks
		in[i].check(&c)
		if err := rowError(&c, i, in[i].Code); err != nil {
			return batch.Counts{}, err
		}
	}
	// History is decided in the order of time, whatever the order of the file.
	rows := slices.Clone(in)
	slices.SortStableFunc(rows, func(a, b BoundaryRow) int { return a.From.Compare(b.From) })
	known, names, err := s.memberships(ctx, kind)
	if err != nil {
		return batch.Counts{}, err
	}
	st := &stager{db: s.spine.DB(), batch: b}
	boundaries := st.sheet("boundary", `id, batch, kind, code, name`, 5)
	members := st.sheet("boundary_area", `kind, area, from_at, batch, boundary, until_at`, 6)
	type row struct {
		area AreaCode
		from int64
	}
	written, named := map[row]bool{}, map[BoundaryID]bool{}
	for _, r := range rows {
		m := membership{boundary: boundaryID(kind, r.Code), from: r.From, until: r.Until}
		if is, there := names[m.boundary]; !there || is != r.Name {
			if named[m.boundary] {
				return batch.Counts{}, fault.InvalidField("name", "Een code heeft in dit bestand twee namen: "+r.Code+".", "a code has two names in this file: "+r.Code)
			}
			names[m.boundary] = r.Name
			boundaries.add(m.boundary, b, kind, r.Code, r.Name)
		}
		named[m.boundary] = true
		v := admit(known[r.Area], m)
		switch v {
		case same:
			st.counts.Same++
			continue
		case refused:
			return batch.Counts{}, rewrites(r)
		case added:
			st.counts.Added++
		case closed:
			if written[row{r.Area, clock.Micros(r.From)}] {
				return batch.Counts{}, rewrites(r) // two rows of one file that differ in their end
			}
			st.counts.Changed++
		}
		known[r.Area] = join(known[r.Area], m, v)
		written[row{r.Area, clock.Micros(r.From)}] = true
		members.add(kind, r.Area, clock.Micros(r.From), b, m.boundary, ending(r.Until))
		if err := st.step(ctx, false); err != nil {
			return batch.Counts{}, err
		}
	}
	return st.counts, st.step(ctx, true)
}

func rewrites(r BoundaryRow) error {
	day := r.From.In(clock.Amsterdam).Format("2006-01-02")
	return fault.New(fault.Conflict,
		string(r.Area)+" hoort op "+day+" al ergens anders bij. Het verleden verandert niet: geef een latere begindatum.",
		string(r.Area)+" already belongs elsewhere on "+day+": the past is not rewritten, give a later from date")
}

// check trims the fields and says what is wrong with them.
func (r *BoundaryRow) check(c *checks) {
	c.name("name", &r.Name)
	if c.Text("code", &r.Code, shortText); r.Code == "" {
		r.Code = Slug(r.Name)
	}
	if r.Code == "" {
		c.Wrong("code", "Vul een code in.", "expected a code")
	}
	if f, ok := checkAreaCode("area", r.Area, Municipality, Wijk, Buurt); !ok {
		c.Add(f)
	}
	if r.From.IsZero() {
		c.Wrong("from", "Vul in vanaf welke dag dit geldt.", "expected the day from which this holds")
	}
	c.After("until", r.From, r.Until)
}

func (s *Service) importableKind(ctx context.Context, kind string) error {
	kinds, err := s.BoundaryKinds(ctx)
	if err != nil {
		return err
	}
	var c check.Fields
	var codes []string
	for _, k := range kinds {
		if k.Code != "regio" && k.Code != "wijkverband" { // these are kept by people
			codes = append(codes, k.Code)
		}
	}
	check.OneOf(&c, "kind", kind, codes...)
	return c.Err()
}

// memberships reads the visible history of every area in a kind, and the names of its boundaries.
func (s *Service) memberships(ctx context.Context, kind string) (known map[AreaCode][]membership, names map[BoundaryID]string, err error) {
	known, names = map[AreaCode][]membership{}, map[BoundaryID]string{}
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		err := pairs(ctx, tx, func(b BoundaryID, name string) { names[b] = name },
			`SELECT a.id, a.name FROM boundary a WHERE a.kind = $1 AND `+newest("boundary", "n.id = a.id"), kind)
		if err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `SELECT a.area, a.boundary, a.from_at, a.until_at FROM boundary_area a WHERE a.kind = $1 AND `+newestMembership+` ORDER BY a.area, a.from_at`, kind)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var area AreaCode
			var m membership
			var from int64
			var until sql.NullInt64
			if err := rows.Scan(&area, &m.boundary, &from, &until); err != nil {
				return err
			}
			m.from, m.until = clock.FromMicros(from), endOf(until)
			known[area] = append(known[area], m)
		}
		return rows.Err()
	})
	return known, names, err
}
