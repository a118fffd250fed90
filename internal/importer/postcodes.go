package importer

import (
	"context"
	"strings"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
)

// Postcodes brings in where the four-digit postcodes lie. One without coordinates is left out with a
// warning: CBS draws some of them nowhere. One without a place (woonplaats), such as a new estate,
// gets the name of its municipality, with a warning too.
func (im *Importer) Postcodes(ctx context.Context, path string, run Run) (res Result, err error) {
	defer fault.Wrap(&err, "importer.Postcodes")
	src, err := openSource(ctx, path)
	if err != nil {
		return res, err
	}
	wijken, err := im.areaNames(ctx, network.Wijk)
	if err != nil {
		return res, err
	}
	municipalities, err := im.municipalities(ctx)
	if err != nil {
		return res, err
	}
	rows, err := readPostcodes(ctx, src, postcodeAreas{wijken, municipalities}, &res)
	if err != nil {
		return res, err
	}
	if run.DryRun {
		res.DryRun = true
		res.Counts, err = compare(ctx, run, "postcodes", rows, func(p network.Postcode) (had, same bool, err error) {
			was, err := im.network.Postcode(ctx, p.PC4)
			return err == nil, was == p, missing(err)
		})
		return res, err
	}
	file := network.File{Kind: "postcodes", Source: src.name, Checksum: src.checksum()}
	res.Counts, err = im.network.Import(ctx, run.actor(), file, func(ctx context.Context, b batch.ID) (batch.Counts, error) {
		return stageAll(run, "postcodes", rows, func(part []network.Postcode) (batch.Counts, error) { return im.network.StagePostcodes(ctx, b, part) })
	})
	return res, err
}

// postcodeColumns are the columns of a table of postcodes.
type postcodeColumns struct{ pc4, lat, lon, area, place, municipality int }

// postcodeAreas are the names of the areas in which postcodes lie.
type postcodeAreas struct{ wijken, municipalities map[network.AreaCode]string }

func readPostcodes(ctx context.Context, src *source, areas postcodeAreas, res *Result) (rows []network.Postcode, err error) {
	var bad findings
	t, err := openTable(src, &bad)
	if err != nil || t == nil {
		return nil, orElse(err, bad.err(src.name))
	}
	defer t.close()
	c := postcodeColumns{
		pc4: t.column("postcode4", "pc4", "postcode", "pc4_code"), lat: t.column("lat", "latitude", "breedtegraad"), lon: t.column("lon", "lng", "longitude", "lengtegraad"),
		area: t.column("wijkcode", "wk_code"), place: t.column("plaats", "woonplaats", "place"), municipality: t.column("gemeentecode", "gm_code"),
	}
	for _, need := range []struct {
		at   int
		name string
	}{{c.pc4, "postcode4"}, {c.lat, "lat"}, {c.lon, "lon"}, {c.place, "plaats"}} {
		if need.at < 0 {
			bad.add(1, need.name, "Deze kolom is er niet. Wel: %s.", "there is no such column; there are: %s", t.names())
		}
	}
	if bad.total > 0 {
		return nil, bad.err(src.name)
	}
	lines := map[string]int{}
	for {
		r, more := t.next(&bad)
		if !more {
			break
		}
		if err := checkContext(ctx, r.line); err != nil {
			return nil, err
		}
		if p, ok := c.row(r, t, lines, areas, &bad, res); ok {
			rows = append(rows, p)
		}
	}
	if bad.total == 0 && len(rows) == 0 {
		bad.add(0, "", "Er staan geen postcodes in.", "there are no postcodes in it")
	}
	return rows, bad.err(src.name)
}

// row reads one postcode; false when it is wrong or lies nowhere.
func (c postcodeColumns) row(r row, t *table, lines map[string]int, areas postcodeAreas, bad *findings, res *Result) (p network.Postcode, ok bool) {
	before := bad.total
	p = network.Postcode{PC4: strings.Clone(r.cell(c.pc4)), Place: strings.Clone(r.cell(c.place))}
	if len(p.PC4) != 4 || !digitsOnly(p.PC4) || p.PC4[0] == '0' {
		bad.add(r.line, t.name(c.pc4), "Verwacht zijn vier cijfers, van 1000 tot 9999, niet %s.", "expected four digits, from 1000 to 9999, not %s", shown(p.PC4))
	} else if line, double := lines[p.PC4]; double {
		bad.add(r.line, t.name(c.pc4), "De postcode %s staat er al, op regel %d.", "postcode %s stands there already, on line %d", p.PC4, line)
	} else {
		lines[p.PC4] = r.line
	}
	if text := r.cell(c.area); text != "" && text != "NA" {
		if p.Area, ok = areaCode(network.Wijk, text); !ok {
			bad.put(Problem{Line: r.line, Column: t.name(c.area), Text: badCode(network.Wijk, text)})
		} else if _, known := areas.wijken[p.Area]; len(areas.wijken) > 0 && !known {
			bad.add(r.line, t.name(c.area), "De wijk %s is niet bekend.", "wijk %s is not known", p.Area)
		}
		p.Area = network.AreaCode(strings.Clone(string(p.Area)))
	}
	p.Municipality = p.Area.Parent()
	if text := r.cell(c.municipality); text != "" && text != "NA" {
		if p.Municipality, ok = areaCode(network.Municipality, padded(text)); !ok {
			bad.put(Problem{Line: r.line, Column: t.name(c.municipality), Text: badCode(network.Municipality, text)})
		}
		p.Municipality = network.AreaCode(strings.Clone(string(p.Municipality)))
	}
	var present bool
	p.Point, present = point(bad, r.line, t.name(c.lat), r.cell(c.lat), t.name(c.lon), r.cell(c.lon))
	if bad.total > before {
		return p, false
	}
	if !present {
		res.warn(Problem{Line: r.line, Column: t.name(c.lat), Text: words("De postcode %s heeft geen plek op de kaart en is overgeslagen.", "postcode %s has no coordinates and is left out", p.PC4)})
		return p, false
	}
	if p.Municipality == "" {
		bad.add(r.line, t.name(c.municipality), "De gemeente en de wijk ontbreken.", "the municipality and the wijk are missing")
		return p, false
	}
	if p.Place == "" {
		if p.Place = orText(areas.municipalities[p.Municipality], areas.wijken[p.Area]); p.Place == "" {
			bad.add(r.line, t.name(c.place), "De plaats ontbreekt.", "the place is missing")
			return p, false
		}
		res.warn(Problem{Line: r.line, Column: t.name(c.place), Text: words("De postcode %s heeft geen plaats en krijgt de naam %s.", "postcode %s has no place; it gets the name %s", p.PC4, p.Place)})
	}
	return p, true
}
