package access

import "strings"

// capabilities are the parts of the platform as people call them.
var capabilities = map[string]string{
	"appointment":  "Vrije tijden",
	"approval":     "Met zijn tweeën beslissen",
	"agreement":    "Afspraken",
	"audit":        "Het logboek",
	"bottleneck":   "Knelpunten",
	"capacity":     "Plek en wachttijd",
	"custody":      "De sleutels",
	"directory":    "Het aanbod",
	"endpoint":     "Digitale adressen",
	"identity":     "Inloggen en accounts",
	"launch":       "Openen vanuit een dossiersysteem",
	"mandate":      "Mandaten",
	"meeting":      "Overleggen",
	"mirror":       "Gidsen van anderen",
	"network":      "Het netwerk",
	"notified":     "Vragen van elders",
	"obligation":   "Nakomen van afspraken",
	"peer":         "Andere systemen",
	"placement":    "Plaatsing",
	"signal":       "Signalen uit cijfers",
	"subscription": "Seintjes aan programma's",
	"upkeep":       "Hoe het platform draait",
}

// Capability is the part of the platform that an act belongs to, as its name says.
func (a Act) Capability() string {
	name, _, _ := strings.Cut(a.Name, ".")
	return name
}

// CapabilityNL is a part of the platform as people call it.
func CapabilityNL(name string) string {
	if nl, ok := capabilities[name]; ok {
		return nl
	}
	return name
}

// NL says to which things a right extends, as people read it: 'eigen regio, van zichzelf'.
func (r Reach) NL() string {
	if r.Anything {
		return narrowed("alles", r.Narrowed)
	}
	var own []string
	for _, x := range []struct {
		holds bool
		nl    string
	}{{r.Organization, "eigen organisatie"}, {r.Region, "eigen regio"}, {r.Wijkverband, "eigen wijkverband"}, {r.Person, "van zichzelf"}} {
		if x.holds {
			own = append(own, x.nl)
		}
	}
	switch {
	case len(own) > 0:
		return narrowed(strings.Join(own, ", "), r.Narrowed)
	case r.Narrowed:
		return "met voorwaarden"
	}
	return "nooit"
}

func narrowed(s string, more bool) string {
	if more {
		return s + ", met voorwaarden"
	}
	return s
}

// NL says what an act does to a thing, as people read it.
func (s Sort) NL() string {
	switch s {
	case Create:
		return "maken"
	case Read:
		return "bekijken"
	case Update:
		return "wijzigen"
	case Delete:
		return "weghalen"
	case Execute:
		return "doen"
	}
	return string(s)
}
