package bottleneck

import (
	"context"
	"regexp"
	"strings"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/ui"
)

var postcode = regexp.MustCompile(`^([0-9]{4}) ?(?:[A-Za-z]{2})?$`)

// areaOf finds the wijk that somebody means by a postcode or by the name of a place. A municipality has
// several: those are then the choice.
func (p Page) areaOf(ctx context.Context, typed string) (network.AreaCode, []ui.Option, error) {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return "", nil, fault.InvalidField(placeField, "Vul een postcode of plaats in.", "expected a postcode or place")
	}
	if typed[0] >= '0' && typed[0] <= '9' {
		digits := postcode.FindStringSubmatch(typed)
		if digits == nil {
			return "", nil, fault.InvalidField(placeField, "Vul 4 cijfers in, bijvoorbeeld 5611.", "expected four digits")
		}
		at, err := p.Network.Postcode(ctx, digits[1])
		if fault.KindOf(err) == fault.NotFound && err != nil {
			return "", nil, fault.InvalidField(placeField, "Deze postcode kennen wij niet.", "unknown postcode")
		}
		return at.Area, nil, err
	}
	at, err := p.Network.Place(ctx, typed)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return "", nil, fault.InvalidField(placeField, "Deze plaats kennen wij niet. Vul de 4 cijfers van de postcode in.", "unknown place")
	}
	if err != nil {
		return "", nil, err
	}
	if at.Area.Kind() != network.Municipality {
		return at.Area, nil, nil
	}
	wijken := p.wijkenOf([]network.AreaCode{at.Area})
	if len(wijken) == 1 {
		return network.AreaCode(wijken[0].Value), nil, nil
	}
	return "", wijken, fault.InvalidField(wijkField, "Kies de wijk.", "choose a wijk")
}

// wijkenOf are the wijken of some municipalities, or the wijken themselves, as choices.
func (p Page) wijkenOf(areas []network.AreaCode) (all []ui.Option) {
	atlas := p.Finder.Atlas()
	if atlas == nil {
		return nil
	}
	for _, code := range areas {
		if code.Kind() == network.Municipality {
			for _, a := range atlas.Children(code) {
				all = append(all, ui.Option{Value: string(a.Code), Text: a.Name})
			}
			continue
		}
		if a, ok := atlas.Area(code); ok {
			all = append(all, ui.Option{Value: string(a.Code), Text: a.Name})
		}
	}
	return all
}
