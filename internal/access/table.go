package access

import "github.com/cedar-policy/cedar-go"

// Row is one act with everything that decides on it: the source of the table in the documentation
// and of the test that asks every role for every route.
type Row struct {
	Act      Act
	Policies []Sentence
	Reach    map[Role]Reach // for every role, also those that never may
}

// Sentence is a policy as a reader of the table sees it.
type Sentence struct {
	Reason
	Forbids bool
	Roles   []Role // those to whom it can ever speak
}

// Reach says to which things a role's right extends.
type Reach struct {
	// Anything: every thing; the others then say nothing more.
	Anything bool
	// Of the actor's own organisation, region or wijkverband, or the actor's own.
	Organization, Region, Wijkverband, Person bool
	// Narrowed: only to things with further properties, as the sentences say.
	Narrowed bool
}

// Ever tells whether the role may at all.
func (r Reach) Ever() bool { return r != Reach{} }

// Sample is somebody in a role who passes every condition beside the policies: signed in as strongly
// as can be, given every scope and act, and with everything a role can belong to. Its properties all differ.
func Sample(role Role) Actor {
	a := Actor{
		Person: "own-person", Name: role.NL(), Role: role, Organization: "own-organization", Region: "own-region",
		Wijkverband: "own-wijkverband", Assurance: High,
	}
	if role == Machine || role == Holder {
		for _, act := range acts {
			a.Scopes += act.Name + " " + act.Scope + " "
		}
	}
	return a
}

// Table gives every act, by name.
func (p *Policies) Table() []Row {
	var table []Row
	for _, act := range p.sorted() {
		row := Row{Act: act, Reach: map[Role]Reach{}}
		for _, r := range p.byAct[act.Name] {
			row.Policies = append(row.Policies, Sentence{
				Reason: Reason{Policy: string(r.id), NL: r.nl}, Forbids: r.policy.Effect() == cedar.Forbid, Roles: r.speaksTo(act.Name),
			})
		}
		for _, role := range Roles() {
			row.Reach[role] = p.reachOf(role, act)
		}
		table = append(table, row)
	}
	return table
}

// reachOf sums up the ways in which a role is permitted an act.
func (p *Policies) reachOf(role Role, act Act) (r Reach) {
	who := Sample(role)
	if !who.given(act) {
		return r
	}
	permits, forbids, _ := p.byAct[act.Name].ways(who, act.Name)
	for _, c := range permits {
		var b Bound
		switch said := b.add(c); {
		case b.All:
			r.Anything = true
		case said && b == Bound{Organization: who.Organization}:
			r.Organization = true
		case said && b == Bound{Region: who.Region}:
			r.Region = true
		case said && b == Bound{Wijkverband: who.Wijkverband}:
			r.Wijkverband = true
		case said && b == Bound{Person: who.Person}:
			r.Person = true
		default:
			r.Narrowed = true
		}
	}
	r.Narrowed = r.Narrowed || r.Ever() && len(forbids) > 0
	return r
}

// speaksTo gives the roles to whom a policy can ever speak of an act.
func (r rule) speaksTo(act string) (to []Role) {
	for _, role := range Roles() {
		permits, forbids, _ := rules{r}.ways(Sample(role), act)
		if len(permits)+len(forbids) > 0 {
			to = append(to, role)
		}
	}
	return to
}
