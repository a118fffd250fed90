package network

import (
	"context"
	"slices"
	"strconv"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fold"
	"eerstelijn/internal/geo"
)

// StageAreas writes areas into a batch of kind 'areas'. Kind and parent follow from the code and may be
// left empty; an empty centre is a point well inside the shape. Population and figures are not read: see [Service.StageFigures]. What is visible
// for the same code and year already is not written again; a file adds and replaces areas, it
// removes none. Invalid names the first row that cannot be.
func (s *Service) StageAreas(ctx context.Context, b batch.ID, areas []Area) (_ batch.Counts, err error) {
	defer fault.Wrap(&err, "network.StageAreas(%d)", b)
	seen := map[string]bool{}
	var years []int
	for i := range areas {
		var c checks
		areas[i].check(&c)
		c.twice("code", seen, areaKey(areas[i].Code, areas[i].Year))
		if err := rowError(&c, i, string(areas[i].Code)); err != nil {
			return batch.Counts{}, err
		}
		if !slices.Contains(years, areas[i].Year) {
			years = append(years, areas[i].Year)
		}
	}
	var a args
	visible, err := s.visibleDigests(ctx, `SELECT a.code || ' ' || CAST(a.year AS TEXT), a.digest FROM area a WHERE a.year `+in(&a, years)+` AND `+newestArea, a...)
	if err != nil {
		return batch.Counts{}, err
	}
	st := &stager{db: s.spine.DB(), batch: b}
	rows := st.sheet("area", `code, year, batch, kind, name, folded, parent, lat, lon, digest`, 10)
	shapes := st.sheet("area_shape", `batch, code, year, min_lat, min_lon, max_lat, max_lon, wkb`, 8)
	var d digester
	for _, x := range areas {
		var wkb []byte
		if len(x.Geometry) > 0 {
			wkb = geo.EncodeWKB(x.Geometry)
		}
		digest := d.text(string(x.Kind)).text(x.Name).text(string(x.Parent)).number(x.Center.Lat).number(x.Center.Lon).text(string(wkb)).sum()
		if !st.differs(visible, areaKey(x.Code, x.Year), digest) {
			continue
		}
		rows.add(x.Code, x.Year, b, x.Kind, x.Name, fold.Text(x.Name), x.Parent, x.Center.Lat, x.Center.Lon, digest)
		if wkb != nil {
			box := x.Geometry.Bound()
			shapes.add(b, x.Code, x.Year, box.Min.Lat(), box.Min.Lon(), box.Max.Lat(), box.Max.Lon(), wkb)
		}
		if err := st.step(ctx, false); err != nil {
			return batch.Counts{}, err
		}
	}
	return st.counts, st.step(ctx, true)
}

func areaKey(c AreaCode, year int) string { return string(c) + " " + strconv.Itoa(year) }

// check fills in what follows from the rest and says what is wrong.
func (a *Area) check(c *checks) {
	kind := a.Code.Kind()
	if kind == "" {
		f, _ := checkAreaCode("code", a.Code, Municipality, Wijk, Buurt)
		c.Add(f)
		return
	}
	if a.Kind == "" {
		a.Kind = kind
	}
	if a.Parent == "" {
		a.Parent = a.Code.Parent()
	}
	if a.Kind != kind {
		c.Wrong("kind", "De soort past niet bij de code.", "the kind does not fit the code, which says "+string(kind))
	}
	if a.Parent != a.Code.Parent() {
		c.Wrong("parent", "Het gebied erboven past niet bij de code.", "the parent does not fit the code, which says "+string(a.Code.Parent()))
	}
	c.year("year", a.Year)
	c.name("name", &a.Name)
	if a.Center == (geo.Point{}) {
		if p, ok := geo.InnerPoint(a.Geometry); ok {
			a.Center = p
		}
	}
	if !a.Center.InNetherlands() {
		c.Wrong("geometry", "Dit gebied ligt niet in Nederland, of heeft geen vlak.", "expected a polygon or centre within the Netherlands, in degrees")
	}
}
