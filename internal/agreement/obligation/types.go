package obligation

import (
	"time"

	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/measure"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
)

// ID identifies what was weighed of one obligation, party and period.
type ID string

// Measure counts occasions; see package measure.
type Measure = measure.Measure

// Outcome says how it went with an obligation in a period.
type Outcome string

const (
	Kept      Outcome = "kept"
	NotKept   Outcome = "not-kept" // and not explained
	Explained Outcome = "explained"
	Unknown   Outcome = "unknown" // nothing happened that could be counted, or nobody attested
)

// fewOccasions is the number under which a share says little; it is shown, and said to be small.
const fewOccasions = 10

// Key names an obligation of a party in a period.
type Key struct {
	Agreement  agreement.ID
	Obligation string
	Party      network.OrganizationID
	From       time.Time
}

// Period is one obligation of one party in one period, as it was weighed and what was said of it since.
type Period struct {
	ID ID
	Key
	Until time.Time
	// What the text said at the time.
	Number int    // of the agreement
	Title  string // of the agreement
	Text   int    // version
	Forum  mandate.Forum
	Clause string
	What   string
	// How it was measured.
	Measure string
	Params  map[string]int
	Norm    int
	Cycle   Cycle

	N, Good   int // never altered once weighed
	WeighedAt time.Time
	Outcome   Outcome
	// Attested says that the party itself told how it went; N and Good are then 0.
	Attested    bool
	Explanation string    // its newest words; '' without
	ExplainedAt time.Time // zero: it said nothing
	// Due is until when an answer is asked; zero where none is.
	Due time.Time
	// Asked says that an answer is still asked.
	Asked bool
}

// Few says that the outcome rests on few occasions.
func (p *Period) Few() bool { return p.N > 0 && p.N < fewOccasions }

// Late says that the answer came after its time, or has not come when now is past it.
func (p *Period) Late(now time.Time) bool {
	if p.Due.IsZero() {
		return false
	}
	if p.Asked {
		return now.After(p.Due)
	}
	return p.ExplainedAt.After(p.Due)
}

// Query bounds [Service.Kept]. It names an agreement, a party or a region (which may be narrowed to a
// wijkverband); periods overlap [From, Until), of which a zero moment is no bound.
type Query struct {
	Agreement   agreement.ID
	Party       network.OrganizationID
	Region      network.RegionID
	Wijkverband network.WijkverbandID
	From, Until time.Time
	Limit       int // 0: 500
}

// Running is an obligation in the period that runs, with how it goes so far.
type Running struct {
	agreement.Term
	Cycle Cycle
	// Since and Ends are the period.
	Since, Ends time.Time
	// N and Good are counted until now; both 0 for what the party attests itself.
	N, Good int
	// Counts is false while the obligation does not bind for the whole period: it is not weighed yet.
	Counts bool
}

// Share of the occasions so far that were good, in percent; false when there were none.
func (r *Running) Share() (int, bool) { return share(r.N, r.Good) }

// Week is what somebody has to do, and how it goes.
type Week struct {
	At        time.Time
	ToExplain []Period // not kept, and not explained
	ToAttest  []Period // nobody has said how it went
	Running   []Running
}

// Share is a measure over all parties together.
type Share struct {
	From, Until time.Time
	N, Good     int
}

// Percent is the share of the occasions that were good; false when there were none.
func (s Share) Percent() (int, bool) { return share(s.N, s.Good) }

// Few says that the share rests on few occasions.
func (s Share) Few() bool { return s.N > 0 && s.N < fewOccasions }

// Effect compares as many whole days before an obligation bound as since, at most a year each. It says what
// went along with the agreement, not that the agreement caused it.
type Effect struct {
	Agreement  agreement.ID
	Obligation string
	Measure    string
	Parties    int // that are bound; each from its own beginning
	Since      time.Time
	Before     Share
	After      Share
	// Measured is false for what parties attest themselves: there is nothing to compare.
	Measured bool
}

// Tally is how many periods had which outcome.
type Tally struct{ Kept, NotKept, Explained, Unknown int }

// Total of the periods.
func (t Tally) Total() int { return t.Kept + t.NotKept + t.Explained + t.Unknown }

// Plus adds two tallies.
func (t Tally) Plus(o Tally) Tally {
	return Tally{t.Kept + o.Kept, t.NotKept + o.NotKept, t.Explained + o.Explained, t.Unknown + o.Unknown}
}

// Count is a number that everybody may see. Few says that it is not shown, because it or another one
// that would follow from it is small; N is then 0.
type Count struct {
	N   int
	Few bool
}

// Quarter holds the public counts of a region over the periods that ended in a calendar quarter, as they
// stood a month after it.
type Quarter struct {
	From, Until                       time.Time
	Total                             Count
	Kept, NotKept, Explained, Unknown Count // parts of Total
}

func share(n, good int) (int, bool) {
	if n == 0 {
		return 0, false
	}
	return good * 100 / n, true
}
