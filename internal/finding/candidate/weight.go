package candidate

import (
	"math"
	"slices"

	"eerstelijn/internal/finding"
)

// The urgencies that weigh differently; anything else weighs as planned.
const (
	Crisis  = "crisis"
	Soon    = "soon"
	Planned = "planned"
)

// weights say how much each part counts; they add up to one.
type weights struct{ chance, travel, fit, continuity, wishes float64 }

// weightsOf gives the weights of an urgency. They were not measured: they say what people said
// matters, and a region that knows better changes this table.
//
// In a crisis a quick yes is worth more than all else together: each no costs ten minutes that the
// person does not have. When it can wait for days, a second question costs little, and what is right
// for the person weighs as much. Planned care may take a no: then fit and who already knows the
// person count most, since they decide whether it lasts.
var weightsOf = map[string]weights{
	Crisis:  {chance: 0.55, travel: 0.20, fit: 0.15, continuity: 0.07, wishes: 0.03},
	Soon:    {chance: 0.40, travel: 0.20, fit: 0.20, continuity: 0.12, wishes: 0.08},
	Planned: {chance: 0.25, travel: 0.20, fit: 0.25, continuity: 0.15, wishes: 0.15},
}

// forVulnerable moves a tenth from chance to continuity and nearness: people in the most vulnerable
// position lose most by strange faces and a long way.
const forVulnerable = 0.05

func (n *Need) weights() weights {
	w, ok := weightsOf[n.Urgency]
	if !ok {
		w = weightsOf[Planned]
	}
	if n.Vulnerable {
		w.chance -= 2 * forVulnerable
		w.continuity += forVulnerable
		w.travel += forVulnerable
	}
	return w
}

const (
	// halfwayM is the distance that counts half as much as next door: what a family visits by bicycle.
	halfwayM = 10_000
	// unknownTravel is what a distance counts that is not known: as 30 km, far but not hopeless.
	unknownTravel = 0.25

	// priorYes of priorAnswers is what an offer without a history is taken for: most questions that a
	// list like this one sends get a yes in time, and a handful of answers says more than this does.
	priorYes, priorAnswers = 3.0, 5.0

	// queueing is the part of the questions an offer has open that will take a place there. Several
	// are asked at once and one gets the person, so most of those questions come to nothing.
	queueing = 0.5

	// talkFirst is how often a talk that comes first ends in a place; waiting in time is as good as
	// room where the wait is right, which a reported wait is not always.
	talkFirst, waitInTime = 0.6, 0.6
)

// weigh scores an offer that was not left out.
func (n *Need) weigh(o *Offer, metres int) Candidate {
	w := n.weights()
	c := Candidate{Offer: *o, DistanceM: metres, Chance: n.chance(o)}
	wished := 0
	for _, wish := range n.Wishes {
		if slices.Contains(o.Features, wish) {
			wished++
		}
	}
	met := 1.0
	if len(n.Wishes) > 0 {
		met = float64(wished) / float64(len(n.Wishes))
	}
	knows := slices.Contains(n.Continuity, o.Organization)
	fit, fits := n.fit(o)
	c.Score = w.chance*c.Chance + w.travel*travel(o, metres) + w.fit*fit + w.wishes*met
	if knows {
		c.Score += w.continuity
	}
	c.Reasons = append(c.Reasons, room(o)...)
	if knows {
		c.Reasons = append(c.Reasons, Reason{Code: Knows})
	}
	switch {
	case o.Comes:
		c.Reasons = append(c.Reasons, Reason{Code: Comes})
	case metres >= 0:
		c.Reasons = append(c.Reasons, Reason{Code: Distance, Metres: metres})
	case n.Point != nil:
		c.Reasons = append(c.Reasons, Reason{Code: DistanceUnknown})
	}
	c.Reasons = append(c.Reasons, fits...)
	if len(n.Wishes) > 0 {
		c.Reasons = append(c.Reasons, Reason{Code: Wishes, Count: wished, Of: len(n.Wishes)})
	}
	return c
}

// chance is that of a yes in time: that there is room, times that it is not promised to somebody who
// asked before, times how often this offer said yes in time so far.
func (n *Need) chance(o *Offer) float64 {
	answers := float64(max(0, o.Yes) + max(0, o.No) + max(0, o.Late))
	says := (float64(max(0, o.Yes)) + priorYes) / (answers + priorAnswers)
	sure := 0.0
	if o.Confidence > 0 { // which NaN is not
		sure = min(o.Confidence, 1)
	}
	before := 1 + queueing*float64(max(0, o.Open))
	left := min(1, float64(o.Free)/before)
	switch o.Status {
	case finding.Assessment:
		return talkFirst * sure * left * says
	case finding.Waitlist:
		return waitInTime * says / before
	}
	return sure * left * says
}

func travel(o *Offer, metres int) float64 {
	switch {
	case o.Comes:
		return 1
	case metres < 0:
		return unknownTravel
	}
	return 1 / (1 + float64(metres)/halfwayM)
}

// The parts of fit that are not sure cost this much each. What is known to be wrong was left out.
const (
	doubtLanguage, doubtContract, doubtMode = 0.25, 0.2, 0.1
	needsReferral, fromElsewhere            = 0.2, 0.15
	// noGroup is the cost of being for everybody where another is for this very group.
	noGroup = 0.1
)

// fit is 1 less what is in doubt, with what is certain and what is in doubt as reasons.
func (n *Need) fit(o *Offer) (fit float64, reasons []Reason) {
	fit = 1
	say := func(cost float64, r Reason) { fit, reasons = fit-cost, append(reasons, r) }
	if len(n.Groups) > 0 {
		if len(o.Groups) > 0 {
			say(0, Reason{Code: ForGroup})
		} else {
			fit -= noGroup
		}
	}
	if len(n.Languages) > 0 {
		if i := slices.IndexFunc(n.Languages, func(l string) bool { return slices.Contains(o.Languages, l) }); i >= 0 {
			say(0, Reason{Code: Language, Value: n.Languages[i]})
		} else {
			say(doubtLanguage, Reason{Code: LanguageUnknown})
		}
	}
	if n.Insurer != "" {
		switch contract := n.contract(o); {
		case contract == yes && o.AllInsurers:
			say(0, Reason{Code: AllInsurers})
		case contract == yes:
			say(0, Reason{Code: Contract, Value: n.Insurer})
		case n.Urgency != Crisis:
			say(doubtContract, Reason{Code: ContractUnknown})
		}
	}
	if n.Mode != "" && len(o.Modes) == 0 {
		say(doubtMode, Reason{Code: ModeUnknown})
	}
	if n.NoReferral && !o.Direct {
		say(needsReferral, Reason{Code: Referral})
	}
	if n.Region != "" && o.Region != "" && n.Region != o.Region {
		say(fromElsewhere, Reason{Code: OtherRegion})
	}
	return math.Max(fit, 0), reasons
}

// toldAnswers is how many answers of an offer there must be before others read how many were a yes: of a
// few it would say what somebody answered, and nothing of how they answer.
const toldAnswers = 10

// room says what there is, and what answers there were.
func room(o *Offer) (reasons []Reason) {
	switch o.Status {
	case finding.Assessment:
		reasons = append(reasons, Reason{Code: Talk})
	case finding.Waitlist:
		reasons = append(reasons, Reason{Code: WaitInTime, Days: o.WaitDays})
	case finding.Ageing:
		reasons = append(reasons, Reason{Code: OldRoom, Count: o.Free})
	default:
		reasons = append(reasons, Reason{Code: HasRoom, Count: o.Free})
	}
	if n := max(0, o.Yes) + max(0, o.No) + max(0, o.Late); n >= toldAnswers {
		reasons = append(reasons, Reason{Code: Answers, Count: max(0, o.Yes), Of: n})
	}
	if o.Open > 0 {
		reasons = append(reasons, Reason{Code: Busy, Count: o.Open})
	}
	return reasons
}
