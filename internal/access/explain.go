package access

import "github.com/cedar-policy/cedar-go"

// Explanation is a decision with everything that weighed in it, for people who ask why.
type Explanation struct {
	Decision
	Act   Act
	Known bool // the act stands in the table
	// Policies are all that name the act, by id.
	Policies []Spoken
	// Missing is what stands in the way beside the policies, whether or not these permit.
	Missing []Reason
	// NeedsSecond says that the actor can only propose this: another person must agree.
	NeedsSecond bool
}

// Spoken is what one policy said of a question.
type Spoken struct {
	Reason
	Forbids bool // it can only refuse
	Spoke   bool // its conditions hold here
	Broken  bool // it could not be evaluated, which refuses
}

// Explain decides as [Policies.Decide] does and tells what each policy and condition said.
func (p *Policies) Explain(actor Actor, act string, subject Subject) Explanation {
	e := Explanation{Decision: p.Decide(actor, act, subject)}
	if e.Act, e.Known = p.acts[act]; !e.Known {
		return e
	}
	e.Missing = conditions(actor, e.Act, subject)
	e.NeedsSecond = e.Act.NeedsSecond(actor, subject)
	for _, r := range p.byAct[act] {
		e.Policies = append(e.Policies, r.ask(actor, act, subject))
	}
	return e
}

// ask weighs one policy alone.
func (r rule) ask(actor Actor, act string, subject Subject) Spoken {
	request, entities := describe(actor, act, subject, everyProperty)
	_, why := cedar.Authorize(rules{r}, entities, request)
	return Spoken{
		Reason:  Reason{Policy: string(r.id), NL: r.nl},
		Forbids: r.policy.Effect() == cedar.Forbid,
		Spoke:   len(why.Reasons) > 0,
		Broken:  len(why.Errors) > 0,
	}
}
