package access

import (
	"strconv"
	"strings"
)

// Bound says which things an actor may act on, so that a list reads only those. A thing is within it
// when one of the properties is the same; an empty one matches nothing, and the zero Bound holds nothing.
type Bound struct {
	All                                       bool
	Organization, Region, Wijkverband, Person string
}

// Bound gives the things to which actor holds the right to act: the same that [Policies.Right] allows,
// one by one. What no Bound can say (a condition on two properties at once, a prohibition) it leaves
// out, so a list may show less than is allowed and never more.
func (p *Policies) Bound(actor Actor, act string) (b Bound) {
	known, ok := p.acts[act]
	// A link opens one thing and lists none.
	if !ok || actor.Only != "" || len(conditions(actor, known, Subject{})) > 0 {
		return b
	}
	for _, c := range p.reach(actor, act) {
		b.add(c)
	}
	return b
}

// add widens b with a way to be permitted, and tells whether b can say it.
func (b *Bound) add(c clause) bool {
	switch {
	case c.more || len(c.equal) > 1:
		return false
	case len(c.equal) == 0:
		*b = Bound{All: true}
		return true
	case b.All:
		return true
	}
	for name, value := range c.equal {
		field := b.field(name)
		if field == nil || value == "" || *field != "" && *field != value {
			return false
		}
		*field = value
	}
	return true
}

func (b *Bound) field(name string) *string {
	switch name {
	case "organization":
		return &b.Organization
	case "region":
		return &b.Region
	case "wijkverband":
		return &b.Wijkverband
	case "person":
		return &b.Person
	}
	return nil
}

// Has tells whether a thing is within the bound: what [Bound.Where] asks of a row.
func (b Bound) Has(s Subject) bool {
	same := func(mine, its string) bool { return mine != "" && mine == its }
	return b.All || same(b.Organization, s.Organization) || same(b.Region, s.Region) ||
		same(b.Wijkverband, s.Wijkverband) || same(b.Person, s.Person)
}

// Columns are the expressions in which a query has the properties of a thing. One that the rows do
// not have is empty: no row is within the bound by it.
type Columns struct{ Organization, Region, Wijkverband, Person string }

// Where writes the bound as a condition in SQL, in parentheses, and adds its values to args.
func (b Bound) Where(c Columns, args *[]any) string {
	if b.All {
		return `(1 = 1)`
	}
	var either []string
	for _, pair := range [][2]string{{c.Organization, b.Organization}, {c.Region, b.Region}, {c.Wijkverband, b.Wijkverband}, {c.Person, b.Person}} {
		if column, value := pair[0], pair[1]; column != "" && value != "" {
			*args = append(*args, value)
			either = append(either, column+` = `+Placeholder(len(*args)))
		}
	}
	if len(either) == 0 {
		return `(1 = 0)`
	}
	return `(` + strings.Join(either, ` OR `) + `)`
}

// Placeholder is the nth argument of a query.
func Placeholder(n int) string { return `$` + strconv.Itoa(n) }
