package access

import (
	"slices"
	"strings"

	"github.com/cedar-policy/cedar-go"
)

// Refusals that no policy speaks. The last four are conditions that hold beside the policies.
var (
	nothingPermits = Reason{Policy: "default", NL: "Niets geeft u dit recht."}
	policyBroken   = Reason{Policy: "error", NL: "Een regel kon niet worden gelezen. Daarom mag het niet."}
	tooUnsure      = Reason{Policy: "assurance", NL: "Hiervoor moet u sterker inloggen."}
	outOfScope     = Reason{Policy: "scope", NL: "Dit recht is niet aan u gegeven toen u toegang kreeg."}
	otherThing     = Reason{Policy: "only", NL: "Uw link is voor iets anders bedoeld."}
	needsSecond    = Reason{Policy: "four-eyes", NL: "Hiervoor moet ook een tweede persoon akkoord geven."}
)

// Decide says whether actor may do act to subject, and why. An act that is not in the table is
// refused to everybody, and one that needs a second person is refused to each of them alone: package
// approval asks for their [Policies.Right].
func (p *Policies) Decide(actor Actor, act string, subject Subject) Decision {
	d := p.Right(actor, act, subject)
	if d.Allowed && p.acts[act].NeedsSecond(actor, subject) {
		return Decision{Reasons: []Reason{needsSecond}}
	}
	return d
}

// Right is [Policies.Decide] of somebody who does not do it alone: it says whether they hold the
// right to act, when a second person agrees.
func (p *Policies) Right(actor Actor, act string, subject Subject) Decision {
	known, ok := p.acts[act]
	if !ok {
		return Decision{Reasons: []Reason{nothingPermits}}
	}
	d := p.weigh(actor, act, subject)
	if !d.Allowed {
		return d
	}
	// The conditions come after the policies because of what people read: somebody who would not be
	// allowed anyway is not sent away to sign in more strongly.
	if missing := conditions(actor, known, subject); len(missing) > 0 {
		return Decision{Reasons: missing}
	}
	return d
}

// weigh asks the policies alone.
func (p *Policies) weigh(actor Actor, act string, subject Subject) Decision {
	rs := p.byAct[act]
	if len(rs) == 0 {
		return Decision{Reasons: []Reason{nothingPermits}}
	}
	request, entities := describe(actor, act, subject, p.reads[act])
	ok, why := cedar.Authorize(rs, entities, request)
	if len(why.Errors) > 0 {
		return Decision{Reasons: []Reason{policyBroken}}
	}
	d := Decision{Allowed: bool(ok)}
	for _, r := range why.Reasons {
		d.Reasons = append(d.Reasons, Reason{Policy: string(r.PolicyID), NL: rs.sentence(r.PolicyID)})
	}
	if len(d.Reasons) == 0 {
		d.Reasons = []Reason{nothingPermits}
	}
	return d
}

func (rs rules) sentence(id cedar.PolicyID) string {
	for _, r := range rs {
		if r.id == id {
			return r.nl
		}
	}
	return ""
}

// conditions gives what stands in the way of actor beside the policies.
func conditions(actor Actor, act Act, subject Subject) (missing []Reason) {
	if actor.Assurance < act.Least {
		missing = append(missing, tooUnsure)
	}
	if !actor.given(act) {
		missing = append(missing, outOfScope)
	}
	if actor.elsewhere(subject) {
		missing = append(missing, otherThing)
	}
	return missing
}

// given tells whether the act is within what a machine or the holder of a link was given; nobody else
// is bound so.
func (a Actor) given(act Act) bool {
	want := act.Name
	switch a.Role {
	case Machine:
		want = act.Scope
	case Holder:
	default:
		return true
	}
	return want != "" && slices.Contains(strings.Fields(a.Scopes), want)
}

// elsewhere tells whether the actor is bound to one thing, and subject is another one. A link is
// always bound: one that names no thing opens nothing.
func (a Actor) elsewhere(subject Subject) bool {
	if a.Only == "" {
		return a.Role == Holder
	}
	return a.Only != subject.ID
}

// NeedsSecond tells whether actor can only propose this act to subject. The program itself is not
// bound: whoever runs its command line holds the keys and the rows in hand, and no rule in here stops them.
func (a Act) NeedsSecond(actor Actor, subject Subject) bool {
	return a.FourEyes && actor.Role != System &&
		(len(a.FourEyesFor) == 0 || slices.Contains(a.FourEyesFor, Role(subject.Role)) || slices.Contains(a.FourEyesBy, actor.Role))
}
