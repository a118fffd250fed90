package param

import (
	"slices"
	"strconv"
	"strings"

	"eerstelijn/internal/fold"
)

// condition reads a parameter of a type; false when it was passed over or refused.
func (p *parser) condition(t *Type, name, value string) (*Condition, bool) {
	head, rest, chained := strings.Cut(name, ".")
	plainName, modifier, modified := strings.Cut(head, ":")
	def, known := t.Param(plainName)
	if i := slices.IndexFunc(Common, func(c Param) bool { return c.Name == plainName }); i >= 0 {
		def, known = &Common[i], true
	}
	switch {
	case !known || chained && def.Kind != Reference:
		p.ignore(name, unknown)
		return nil, false
	case modified && !allows(def, modifier):
		p.refuse(name, "Deze toevoeging past niet bij deze parameter.",
			"unsupported modifier; expected "+choice(def.Modifiers(), plainName+":"))
		return nil, false
	case value == "":
		p.ignore(name, empty)
		return nil, false
	case chained:
		return p.chained(def, modifier, name, rest, value)
	}
	c := &Condition{Name: Shown(p.chain + name), Key: def.key}
	switch def.Name {
	case "_id":
		c.Field = OnID
	case "_lastUpdated":
		c.Field = OnUpdated
	}
	if modifier == "missing" {
		c.Any = []Match{{To: fold.AfterPrefix}}
		c.Not = value == "true"
		if value != "true" && value != "false" {
			p.refuse(name, "Geef true of false.", "expected true or false")
			return nil, false
		}
		return c, true
	}
	c.Not = modifier == "not"
	alternatives := split(value, ',')
	most := strconv.Itoa(mostValues)
	if len(alternatives) > mostValues {
		p.refuse(name, "Geef hooguit "+most+" waarden in één parameter.", "expected at most "+most+" values in one parameter")
		return nil, false
	}
	if p.values += len(alternatives); p.values > mostInAll {
		most = strconv.Itoa(mostInAll)
		p.refuse(name, "Geef hooguit "+most+" waarden in alle parameters samen.", "expected at most "+most+" values in all parameters together")
		return nil, false
	}
	for _, one := range alternatives {
		if one == "" {
			continue
		}
		matches, ok := p.matches(def, modifier, one)
		if !ok {
			nl, en := expected(def, modifier)
			p.refuse(name, nl, en)
			return nil, false
		}
		c.Any = append(c.Any, matches...)
	}
	if len(c.Any) == 0 {
		p.ignore(name, empty)
		return nil, false
	}
	return c, true
}

func allows(def *Param, modifier string) bool {
	return def.key != "" && slices.Contains(def.Modifiers(), modifier)
}

func choice(list []string, before string) string {
	if len(list) == 0 {
		return "none"
	}
	return before + strings.Join(list, " or "+before)
}

// chained reads a condition on what a reference names.
func (p *parser) chained(def *Param, modifier, name, rest, value string) (*Condition, bool) {
	target := modifier
	if target == "" && len(def.Targets) == 1 {
		target = def.Targets[0]
	}
	t, ok := Find(target)
	if !ok || modifier == "missing" {
		p.refuse(name, "Zeg welk soort bron u bedoelt, zoals subject:HealthcareService.name.", "expected the type of what is referred to, such as subject:HealthcareService.name")
		return nil, false
	}
	if strings.Contains(rest, ".") {
		p.refuse(name, "Wij volgen één verwijzing, niet meer.", "expected a chain of one step")
		return nil, false
	}
	p.chain = strings.TrimSuffix(name, rest)
	of, ok := p.condition(t, rest, value)
	p.chain = ""
	if !ok {
		return nil, false
	}
	return &Condition{Name: of.Name, Key: def.key, Of: of, Target: t}, true
}

// matches reads one of the values between the commas of a parameter.
func (p *parser) matches(def *Param, modifier, s string) ([]Match, bool) {
	switch {
	case def.Name == "_id":
		id := plain(unescape(s))
		return []Match{{From: id}}, id != ""
	case def.Kind == Token:
		return tokenMatch(s)
	case def.Kind == String:
		return stringMatch(unescape(s), modifier)
	case def.Kind == Reference:
		return p.referenceMatch(def, modifier, unescape(s))
	case def.Kind == Date:
		span, ok := newSpan(unescape(s), p.Now)
		if !ok {
			return nil, false
		}
		return []Match{span.match()}, true
	default:
		near, ok := newNear(s)
		if !ok {
			return nil, false
		}
		return near.matches(), true
	}
}

// tokenMatch reads 'code', 'system|code', '|code' or 'system|'.
func tokenMatch(s string) ([]Match, bool) {
	parts := split(s, '|')
	for i := range parts {
		parts[i] = plain(unescape(parts[i]))
	}
	switch {
	case len(parts) == 1:
		begin := strings.ToLower(parts[0]) + separator
		return []Match{{From: begin, To: begin + fold.AfterPrefix}}, parts[0] != ""
	case len(parts) > 2 || parts[0] == "" && parts[1] == "":
		return nil, false
	case parts[1] == "":
		return []Match{{To: fold.AfterPrefix, Ends: separator + parts[0]}}, true
	}
	return []Match{{From: token(parts[0], parts[1])}}, true
}

func stringMatch(s, modifier string) ([]Match, bool) {
	folded := foldPart(s)
	switch {
	case folded == "":
		return nil, false
	case modifier == "exact":
		return []Match{{From: text(s)}}, true
	case modifier == "contains":
		return []Match{{To: fold.AfterPrefix, Has: folded}}, true
	}
	return []Match{{From: folded, To: folded + fold.AfterPrefix}}, true
}

// referenceMatch reads an id, 'Type/id' or an address. An id alone may be that of any type that the
// parameter can name, or of the one that its modifier says.
func (p *parser) referenceMatch(def *Param, modifier, s string) ([]Match, bool) {
	ref := relative(s, p.Base)
	if ref == "" {
		return nil, false
	}
	if strings.ContainsAny(ref, "/:") {
		if modifier != "" && !strings.HasPrefix(ref, modifier+"/") {
			return nil, false
		}
		return []Match{{From: ref}}, true
	}
	targets := def.Targets
	if modifier != "" {
		targets = []string{modifier}
	}
	var all []Match
	for _, target := range targets {
		all = append(all, Match{From: target + "/" + ref})
	}
	return all, true
}

// expected says what a value of a parameter looks like.
func expected(def *Param, modifier string) (nl, en string) {
	switch {
	case def.Name == "_id":
		return "Geef een of meer id's, met komma's.", "expected ids, separated by commas"
	case def.Kind == Token:
		return "Geef een code, of systeem|code.", "expected a code, or system|code, |code or system|"
	case def.Kind == String:
		return "Geef een naam of het begin ervan, met letters of cijfers.", "expected the beginning of a name, with a letter or digit"
	case def.Kind == Reference && modifier != "":
		return "Geef een id, of " + modifier + "/id.", "expected an id, or " + modifier + "/id"
	case def.Kind == Reference:
		return "Geef een id, of soort/id.", "expected an id, type/id or an address"
	case def.Kind == Date:
		return "Geef een datum als 2026-11-22, met zo nodig ge, gt, le of lt ervoor.",
			"expected a date such as 2026-11-22 or 2026-11-22T09:30:00Z, with one of " + strings.Join(prefixes, ", ") + " before it where needed"
	}
	return "Geef breedte|lengte|afstand|eenheid, zoals 52.09|5.12|5|km, tot 500 km.", "expected latitude|longitude|distance|unit, such as 52.09|5.12|5|km, with km or m, up to 500 km"
}
