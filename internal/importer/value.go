package importer

import (
	"math"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/network"
)

// fold gives a name as columns and code words are compared: small letters and digits alone, without
// accents, so that 'Wijk-code', 'wijkcode' and 'WIJK_CODE' are one.
func fold(s string) string {
	if plain(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case unicode.IsLetter(r), unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKD.String(s))
}

func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// badCode tells what the code of a kind of area looks like.
func badCode(kind network.AreaKind, text string) fault.Text {
	nl, en := "BU en acht cijfers, zoals BU03630401", "BU and eight digits, such as BU03630401"
	switch kind {
	case network.Municipality:
		nl, en = "GM en vier cijfers, zoals GM0363", "GM and four digits, such as GM0363"
	case network.Wijk:
		nl, en = "WK en zes cijfers, zoals WK036304", "WK and six digits, such as WK036304"
	}
	return fault.Text{NL: "De code is " + shown(text) + ". Verwacht is " + nl + ".", EN: "the code is " + shown(text) + "; expected " + en}
}

// kinds are the levels of CBS areas with the letters of their codes and the names of their columns.
var kinds = map[network.AreaKind]struct {
	prefix string
	digits int
	code   []string
	name   []string
}{
	network.Municipality: {"GM", 4, []string{"gemeentecode", "gm_code", "gmcode"}, []string{"gemeentenaam", "gm_naam", "gemeente"}},
	network.Wijk:         {"WK", 6, []string{"wijkcode", "wk_code", "wkcode"}, []string{"wijknaam", "wk_naam", "wijk"}},
	network.Buurt:        {"BU", 8, []string{"buurtcode", "bu_code", "bucode"}, []string{"buurtnaam", "bu_naam", "buurt"}},
}

// Columns that hold the code or name of whatever kind of area the file is about.
var (
	anyCode = []string{"statcode", "gwb_code_10", "gwb_code", "codering", "wijkenenbuurten", "regios", "code"}
	anyName = []string{"statnaam", "regio", "naam", "name"}
)

// areaCode reads a CBS code of a kind. Digits alone are read as one when they are as many as the
// code has: older tables leave the letters out.
func areaCode(kind network.AreaKind, text string) (network.AreaCode, bool) {
	code := network.AreaCode(text)
	if k := kinds[kind]; len(text) == k.digits && digitsOnly(text) {
		code = network.AreaCode(k.prefix + text)
	}
	return code, code.Kind() == kind
}

func digitsOnly(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// noFigure are the marks with which CBS says that there is no figure. '-' is among them although CBS
// also writes it for 'nil': which of the two it means differs by table, and no figure is never read as 0.
var noFigure = map[string]bool{"": true, ".": true, "..": true, "-": true, "x": true, "X": true, "NA": true, "null": true}

// secret is the number below which CBS hides that there is no figure: -99995, -99997, -99999999.
const secret = -99990

// number reads a figure. present is false where the source gives none. A comma is the decimal mark
// wherever there is one: '1.234,5' and '1234.5' are the same number.
func number(text string) (value float64, present, ok bool) {
	text = strings.ReplaceAll(text, "\u00a0", "")
	if noFigure[text] {
		return 0, false, true
	}
	if strings.Contains(text, ",") {
		text = strings.Replace(strings.ReplaceAll(text, ".", ""), ",", ".", 1)
	}
	value, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(value) || math.IsInf(value, 0) || strings.ContainsAny(text, "xXpP_") {
		return 0, false, false
	}
	if value <= secret {
		return 0, false, true
	}
	return value, true, true
}

// point reads two coordinates. present is false where both are empty.
func point(f *findings, line int, latColumn, lat, lonColumn, lon string) (p geo.Point, present bool) {
	y, hasLat, okLat := number(lat)
	x, hasLon, okLon := number(lon)
	if !okLat || !okLon {
		column := latColumn
		if okLat {
			column = lonColumn
		}
		f.add(line, column, "Dit is geen getal. Verwacht zijn graden, zoals 52.09.", "not a number; expected degrees, such as 52.09")
		return p, false
	}
	if !hasLat && !hasLon {
		return p, false
	}
	p = geo.Point{Lat: y, Lon: x}
	both := latColumn + ", " + lonColumn
	switch {
	case hasLat != hasLon:
		f.add(line, both, "Eén van de twee coördinaten ontbreekt.", "one of the two coordinates is missing")
	case p.InNetherlands():
		return p, true
	case geo.Point{Lat: x, Lon: y}.InNetherlands():
		f.add(line, both, "Breedte en lengte staan andersom: hier staat breedte %v en lengte %v.", "latitude and longitude are swapped: latitude %v, longitude %v", y, x)
	case inRD(y, x) || inRD(x, y):
		f.add(line, both, "Dit zijn Rijksdriehoekscoördinaten. Verwacht zijn graden (WGS84), zoals 52.09 en 5.12.", "these are RD coordinates (EPSG:28992); expected degrees (WGS84), such as 52.09 and 5.12")
	default:
		f.add(line, both, "Deze plek ligt niet in Nederland: breedte %v en lengte %v.", "this place is not in the Netherlands: latitude %v, longitude %v", y, x)
	}
	return geo.Point{}, false
}

// inRD tells whether two numbers look like metres of the Dutch national grid.
func inRD(x, y float64) bool { return x > -7000 && x < 300_000 && y > 289_000 && y < 629_000 }

// webAddress completes 'www.voorbeeld.nl', as people write it.
func webAddress(text string) string {
	if text != "" && !strings.Contains(text, "://") && strings.Contains(text, ".") && !strings.ContainsAny(text, " @") {
		return "https://" + text
	}
	return text
}
