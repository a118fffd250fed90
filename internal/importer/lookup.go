package importer

import (
	"context"
	"strings"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/network"
)

// lookup holds what services are checked against.
type lookup struct {
	network       *network.Service
	tables        *directory.Tables
	disciplines   []network.Discipline
	organizations []network.Organization
	words         dictionary
	areas         map[network.AreaCode]bool // none imported: empty, and every code goes
	atlas         *network.Atlas            // read when the first point asks for it
	postcodes     map[string]*network.Postcode
	hasPostcodes  bool
	hours         map[string]heard
}

// heard is what was made of a text of hours; many services have the same.
type heard struct {
	osm string
	err error
}

// keptHours bounds the texts of hours that are remembered.
const keptHours = 20_000

func (im *Importer) lookup(ctx context.Context) (l *lookup, err error) {
	l = &lookup{network: im.network, postcodes: map[string]*network.Postcode{}, hours: map[string]heard{}}
	if l.tables, err = im.directory.Tables(ctx); err != nil {
		return nil, err
	}
	if l.disciplines, err = im.network.Disciplines(ctx); err != nil {
		return nil, err
	}
	if l.organizations, err = im.network.Organizations(ctx, network.OrganizationQuery{}); err != nil {
		return nil, err
	}
	l.areas = map[network.AreaCode]bool{}
	municipalities, err := im.municipalities(ctx)
	if err != nil {
		return nil, err
	}
	for c := range municipalities {
		l.areas[c] = true
	}
	for _, kind := range []network.AreaKind{network.Wijk, network.Buurt} {
		codes, err := im.areaNames(ctx, kind)
		if err != nil {
			return nil, err
		}
		for c := range codes {
			l.areas[c] = true
		}
	}
	if l.hasPostcodes, err = im.anyPostcode(ctx); err != nil {
		return nil, err
	}
	l.words = newDictionary(l.tables, l.disciplines)
	return l, nil
}

// anyPostcode tells whether postcodes were ever imported: each has a woonplaats, and woonplaatsen
// go first among the places that begin with a letter.
func (im *Importer) anyPostcode(ctx context.Context) (bool, error) {
	for letter := 'a'; letter <= 'z'; letter++ {
		places, err := im.network.Places(ctx, string(letter), 50)
		if err != nil {
			return false, err
		}
		for _, p := range places {
			if p.Kind == "woonplaats" {
				return true, nil
			}
		}
	}
	return false, nil
}

func (l *lookup) areaExists(code network.AreaCode) bool {
	return len(l.areas) == 0 || code.Kind() == "" || l.areas[code]
}

// place completes a location: a point from its postcode, a wijk from its point.
func (l *lookup) place(ctx context.Context, loc *directory.Location, d *draft, bad *findings) error {
	var postcode *network.Postcode
	if pc4 := fourDigits(loc.Postcode); pc4 != "" && l.hasPostcodes {
		var err error
		if postcode, err = l.postcode(ctx, pc4); err != nil {
			return err
		}
		if postcode == nil {
			bad.add(d.line, d.column("locations[0].postcode"), "De postcode %s bestaat niet.", "postcode %s does not exist", pc4)
		}
	}
	if loc.Point == (geo.Point{}) && !l.hasPostcodes && loc.Postcode != "" && len(d.service.ServedAreas) == 0 {
		bad.add(d.line, d.column("locations[0].postcode"), "Er zijn geen coördinaten, en nog geen postcodes ingelezen. Lees eerst de postcodes in.",
			"there are no coordinates, and no postcodes yet; run 'import postcodes' first")
	}
	if loc.Point == (geo.Point{}) && postcode != nil {
		loc.Point = postcode.Point
		loc.Area = network.AreaCode(orText(string(loc.Area), string(postcode.Area)))
	}
	switch {
	case loc.Area != "" && !l.areaExists(loc.Area):
		bad.add(d.line, d.column("locations[0].area"), "Het gebied %s is niet bekend.", "area %s is not known", shown(string(loc.Area)))
	case loc.Area == "" && loc.Point != (geo.Point{}):
		if l.atlas == nil {
			var err error
			if l.atlas, err = l.network.LoadAtlas(ctx); err != nil {
				return err
			}
		}
		if code, ok := l.atlas.Locate(loc.Point); ok {
			loc.Area = code
		} else if postcode != nil {
			loc.Area = postcode.Area
		}
	}
	return nil
}

// fourDigits gives the digits of '1234 AB'; "" for what is no postcode, which the directory tells.
func fourDigits(postcode string) string {
	p := strings.TrimSpace(postcode)
	if len(p) < 4 || !digitsOnly(p[:4]) || len(p) > 4 && digitsOnly(p[4:5]) {
		return ""
	}
	return p[:4]
}

// postcode gives a postcode, nil when there is no such one.
func (l *lookup) postcode(ctx context.Context, pc4 string) (*network.Postcode, error) {
	if p, asked := l.postcodes[pc4]; asked {
		return p, nil
	}
	var found *network.Postcode
	p, err := l.network.Postcode(ctx, pc4)
	switch {
	case err == nil:
		found = &p
	case fault.KindOf(err) != fault.NotFound:
		return nil, err
	}
	l.postcodes[strings.Clone(pc4)] = found
	return found, nil
}

// opening reads hours as people say them, or as OSM text.
func (l *lookup) opening(text string) (osm string, err error) {
	if text == "" {
		return "", nil
	}
	if h, ok := l.hours[text]; ok {
		return h.osm, h.err
	}
	h, err := hours.ParseDutch(text)
	if err == nil && h.Known() && !h.Opens() {
		err = fault.InvalidField("hours", "Met deze tijden is het nooit open.", "with these hours it never opens")
	}
	if len(l.hours) >= keptHours {
		clear(l.hours)
	}
	l.hours[strings.Clone(text)] = heard{h.String(), err}
	return h.String(), err
}
