package capacity

import "time"

// Status is what a reader sees of an offer: the states of 'room and doubt', by the names that the
// marks of the pages have.
type Status string

const (
	StatusRoom       Status = "room"
	StatusLimited    Status = "limited"
	StatusAgeing     Status = "ageing" // perhaps room
	StatusWaitlist   Status = "waitlist"
	StatusAssessment Status = "assessment" // a talk comes first
	StatusFull       Status = "full"
	StatusUnknown    Status = "unknown" // stale figures too
)

// Cautious is the confidence from which a figure counts as room in a region that has too few proofs
// to know better.
const Cautious = 0.85

// Status is what stands at a moment. A stale or unknown figure is unknown, whatever it said.
// Room stands only for a confidence at which 95 of 100 proved true; below it there is perhaps room.
func (o *Offer) Status(now time.Time) Status {
	fresh := o.Freshness(now)
	switch free := o.Free(now); {
	case fresh == Stale || fresh == Unknown:
		return StatusUnknown
	case o.Figure.Accepting == Closed:
		return StatusFull
	case free == 0 && (o.Figure.WaitingDays != nil && *o.Figure.WaitingDays > 0 || o.Wait != nil):
		return StatusWaitlist
	case free == 0:
		return StatusFull
	case o.Assessment:
		return StatusAssessment
	case fresh == Ageing:
		return StatusAgeing
	case free == 1 || o.Figure.Accepting == Limited:
		return StatusLimited
	case o.Confidence(now) < o.sure():
		return StatusAgeing
	}
	return StatusRoom
}

func (o *Offer) sure() float64 {
	if o.Sure > 0 {
		return o.Sure
	}
	return Cautious
}

// Matches says whether a placement may count on room here: a figure that is not stale, with a place
// that is promised to nobody, of somebody who takes people on.
func (o *Offer) Matches(now time.Time) bool {
	return o.fresh(now) && o.Figure.Accepting != Closed && o.Free(now) > 0
}

// Gravity is the status in the four words of Gravity's capacity codes; ” when it is not known.
func (s Status) Gravity() string {
	switch s {
	case StatusRoom, StatusLimited, StatusAgeing:
		return "has-capacity"
	case StatusWaitlist:
		return "waitlist"
	case StatusAssessment:
		return "assessment-first"
	case StatusFull:
		return "no-capacity"
	}
	return ""
}
