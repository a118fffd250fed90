package network

import (
	"fmt"
	"strings"

	"eerstelijn/internal/fault"
)

// digits is how many digits follow the two letters of a code of each kind.
var digits = map[AreaKind]int{Municipality: 4, Wijk: 6, Buurt: 8}

var letters = map[string]AreaKind{"GM": Municipality, "WK": Wijk, "BU": Buurt}

// Kind tells what a code stands for, "" when it is not a code.
func (c AreaCode) Kind() AreaKind {
	if len(c) < 2 {
		return ""
	}
	kind := letters[string(c[:2])]
	if kind == "" || len(c) != 2+digits[kind] || !allDigits(string(c[2:])) {
		return ""
	}
	return kind
}

// Parent gives the code of the area one level up, "" for a municipality.
func (c AreaCode) Parent() AreaCode {
	switch c.Kind() {
	case Wijk:
		return "GM" + c[2:6]
	case Buurt:
		return "WK" + c[2:8]
	}
	return ""
}

// Contains tells whether other is this area or lies within it, which the codes themselves say.
func (c AreaCode) Contains(other AreaCode) bool {
	return c.Kind() != "" && other.Kind() != "" && strings.HasPrefix(string(other[2:]), string(c[2:]))
}

// within gives the area and every area around it, smallest first.
func (c AreaCode) within() []AreaCode {
	var around []AreaCode
	for ; c != ""; c = c.Parent() {
		around = append(around, c)
	}
	return around
}

func checkAreaCode(field string, c AreaCode, kinds ...AreaKind) (fault.Field, bool) {
	for _, k := range kinds {
		if c.Kind() == k {
			return fault.Field{}, true
		}
	}
	var nl, en []string
	for _, k := range kinds {
		example := map[AreaKind]string{Municipality: "GM0363", Wijk: "WK036304", Buurt: "BU03630401"}[k]
		nl, en = append(nl, fmt.Sprintf("een %s zoals %s", k, example)), append(en, example)
	}
	return fault.Field{Name: field, Text: fault.Text{
		NL: "Geef de CBS-code van " + strings.Join(nl, " of ") + ".",
		EN: "expected a CBS area code such as " + strings.Join(en, " or "),
	}}, false
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
