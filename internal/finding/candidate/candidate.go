package candidate

import (
	"cmp"
	"slices"
	"strings"

	"eerstelijn/internal/finding"
)

// Need is what somebody needs, without anything that tells who. What is left empty does not matter.
type Need struct {
	Kind    string // of capacity; '' fits every offer
	Ask     string // "care", "place" or "advice"
	Urgency string // "crisis", "soon" or "planned"
	// Point is where to measure from, such as the middle of the wijk; nil is not known.
	Point *finding.Point
	// Area is the wijk or municipality of the person (CBS code), Region the id of its region.
	Area, Region string
	Languages    []string // of which one must be spoken
	Insurer      string
	MaxMetres    int // the farthest that is acceptable; 0 is no limit
	Groups       []string
	Mode         string
	// NoReferral tells that there is no letter of a doctor yet.
	NoReferral bool
	Continuity []string // ids of organisations that know the person
	Wishes     []string
	WithinDays int // the longest wait that is acceptable; 0: only what has room now
	Vulnerable bool
}

// Offer is what is known of one offer and its service at the moment of asking.
type Offer struct {
	ID, Service, Organization string // ids
	Name, OrganizationName    string
	Kind                      string
	Region                    string

	Status     finding.Status
	Free       int
	Confidence float64 // 0 to 1 that it has the room it says
	WaitDays   int     // -1 is not known

	// Yes, No and Late count its answers to earlier questions; Late came after their time or never.
	Yes, No, Late int
	// Open is how many questions it has open now, MostOpen how many it takes at once; 0 is no cap.
	Open, MostOpen int

	Point *finding.Point
	// Comes tells that it comes to the person. Serves are the wijken and municipalities it serves;
	// none is wherever its distance allows.
	Comes  bool
	Serves []string

	// What follows is not known where it is empty.
	Languages, Insurers, Modes, Groups []string
	AllInsurers                        bool
	HoursKnown, OpenNow                bool
	Direct                             bool     // no letter of a doctor is needed
	Features                           []string // codes of wishes that it can meet
}

// Candidate is an offer worth asking.
type Candidate struct {
	Offer
	DistanceM int     // -1 is not known
	Score     float64 // 0 to 1, the order of the list
	Chance    float64 // 0 to 1 of a yes in time
	Reasons   []Reason
}

// LeftOut is an offer that is not worth asking, with every reason why.
type LeftOut struct {
	Offer
	DistanceM int
	Why       []Reason
}

// Rank divides the offers, each into exactly one of two lists, and puts both in order. The order is
// total as long as ids differ: of two candidates the higher score, then the higher chance, the nearer
// and the lower id goes first; of those left out the one with the fewest reasons, the nearer and the
// lower id.
func Rank(n Need, offers []Offer) ([]Candidate, []LeftOut) {
	var in []Candidate
	var out []LeftOut
	for i := range offers {
		o := &offers[i]
		metres := distance(n.Point, o.Point)
		if why := n.against(o, metres); len(why) > 0 {
			out = append(out, LeftOut{Offer: *o, DistanceM: metres, Why: why})
			continue
		}
		in = append(in, n.weigh(o, metres))
	}
	slices.SortFunc(in, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.Chance, a.Chance),
			compareDistance(a.DistanceM, b.DistanceM), cmp.Compare(a.ID, b.ID))
	})
	slices.SortFunc(out, func(a, b LeftOut) int {
		return cmp.Or(cmp.Compare(len(a.Why), len(b.Why)), compareDistance(a.DistanceM, b.DistanceM), cmp.Compare(a.ID, b.ID))
	})
	return in, out
}

// compareDistance puts near before far, and both before what is not known.
func compareDistance(a, b int) int { return cmp.Compare(uint(a), uint(b)) }

// distance gives metres, -1 where either end is not known.
func distance(a, b *finding.Point) int {
	if a == nil || b == nil {
		return -1
	}
	return finding.Metres(*a, *b)
}

// against gives every reason to leave an offer out.
func (n *Need) against(o *Offer, metres int) (why []Reason) {
	no := func(r Reason) { why = append(why, r) }
	crisis := n.Urgency == Crisis
	if n.Kind != "" && o.Kind != n.Kind {
		no(Reason{Code: OtherKind})
	}
	switch o.Status {
	case finding.Room, finding.Limited, finding.Ageing, finding.Assessment:
		if o.Free <= 0 {
			no(Reason{Code: NoRoom})
		} else if !(o.Confidence > 0) {
			no(Reason{Code: NotKnown})
		}
	case finding.Waitlist:
		if o.WaitDays < 0 {
			no(Reason{Code: NoRoom})
		} else if crisis || o.WaitDays > n.WithinDays {
			no(Reason{Code: LongWait, Days: o.WaitDays})
		}
	case finding.Full:
		no(Reason{Code: NoRoom})
	default:
		no(Reason{Code: NotKnown})
	}
	if len(o.Serves) > 0 && n.Area != "" && !serves(o.Serves, n.Area) {
		no(Reason{Code: OtherArea})
	}
	if n.MaxMetres > 0 && metres > n.MaxMetres && !o.Comes {
		no(Reason{Code: TooFar, Metres: metres, Most: n.MaxMetres})
	}
	// Help in a crisis is paid for by every insurer, whatever the contracts.
	if n.Insurer != "" && !crisis && n.contract(o) == refused {
		no(Reason{Code: NoContract, Value: n.Insurer})
	}
	if len(n.Languages) > 0 && len(o.Languages) > 0 && !meet(n.Languages, o.Languages) {
		no(Reason{Code: OtherLanguage, Value: n.Languages[0]})
	}
	if len(n.Groups) > 0 && len(o.Groups) > 0 && !meet(n.Groups, o.Groups) {
		no(Reason{Code: OtherGroup})
	}
	if n.Mode != "" && len(o.Modes) > 0 && !slices.Contains(o.Modes, n.Mode) {
		no(Reason{Code: OtherMode})
	}
	if crisis && o.HoursKnown && !o.OpenNow {
		no(Reason{Code: ClosedNow})
	}
	if o.MostOpen > 0 && o.Open >= o.MostOpen {
		no(Reason{Code: Asked, Count: o.Open})
	}
	return why
}

// answer is yes, no or not known.
type answer int

const (
	unknown answer = iota
	yes
	refused
)

func (n *Need) contract(o *Offer) answer {
	switch {
	case o.AllInsurers, slices.Contains(o.Insurers, n.Insurer):
		return yes
	case len(o.Insurers) == 0:
		return unknown
	}
	return refused
}

// meet tells whether two lists have anything in common.
func meet(a, b []string) bool {
	return slices.ContainsFunc(a, func(v string) bool { return slices.Contains(b, v) })
}

// serves tells whether an area lies in those served, or holds one of them. A municipality's four
// digits begin the codes of its wijken.
func serves(served []string, area string) bool {
	const municipality = "GM"
	return slices.ContainsFunc(served, func(s string) bool {
		if s == area {
			return true
		}
		whole := strings.HasPrefix(s, municipality) || strings.HasPrefix(area, municipality)
		return whole && len(s) >= 6 && len(area) >= 6 && s[2:6] == area[2:6]
	})
}
