package access

import "slices"

// Right is a sentence of the policies that can permit an actor something, with the acts it does so
// for.
type Right struct {
	NL         string
	Capability string
	Acts       []Permitted
}

// Permitted is an act that a policy permits somebody.
type Permitted struct {
	Act
	// Second says that another person must agree: always, or for some of the roles that it is about.
	Second bool
	// SecondForSome narrows Second to those roles.
	SecondForSome bool
}

// second tells whether a way to be permitted an act can meet what needs a second person.
func (c clause) second(actor Actor, act Act) bool {
	role, named := c.equal["role"]
	if !named && len(act.FourEyesFor) > 0 {
		role = string(act.FourEyesFor[0])
	}
	return act.NeedsSecond(actor, Subject{Role: role})
}

// Rights gives what somebody may do at all, as the sentences of the policies say it: for every act
// that is within what they were given, each policy that permits it to them on some thing. Prohibitions
// and the thing itself are weighed when they act.
func (p *Policies) Rights(actor Actor) (rights []Right) {
	for _, row := range p.sorted() {
		if !actor.given(row) {
			continue
		}
		for _, r := range p.byAct[row.Name] {
			permits, _, sound := rules{r}.ways(actor, row.Name)
			if !sound || len(permits) == 0 {
				continue
			}
			i := slices.IndexFunc(rights, func(x Right) bool { return x.NL == r.nl && x.Capability == row.Capability() })
			if i < 0 {
				i = len(rights)
				rights = append(rights, Right{NL: r.nl, Capability: row.Capability()})
			}
			second := slices.ContainsFunc(permits, func(c clause) bool { return c.second(actor, row) })
			rights[i].Acts = append(rights[i].Acts, Permitted{row, second, second && !row.NeedsSecond(actor, Subject{})})
		}
	}
	return rights
}

// sorted are the acts by name.
func (p *Policies) sorted() []Act {
	all := make([]Act, 0, len(p.acts))
	for _, a := range p.acts {
		all = append(all, a)
	}
	return sorted(all)
}
