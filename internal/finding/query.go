package finding

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/finding/words"
)

const (
	// MaxQuestion is how many characters a question may have.
	MaxQuestion = 200
	// DefaultLimit and MaxLimit are how many results a page has, and may have.
	DefaultLimit, MaxLimit = 20, 200
	// MaxRadiusM is the widest circle that can be asked for: no two places in the country lie
	// farther apart.
	MaxRadiusM = 500_000
	// MaxWaitDays is the longest wait that can be asked for.
	MaxWaitDays = 3650
	// ReachM is how far people go to something that is open now rather than wait for what is next door.
	ReachM = 20_000
)

// Query is what somebody looks for. What is left empty does not matter.
type Query struct {
	// Words is the question in the citizen's own words.
	Words string
	// Disciplines are codes of which one must fit.
	Disciplines []string
	Kind        string
	TargetGroup string
	// Language is asked of the service's own list: what is not known does not fit.
	Language string
	// Insurer must have a contract for certain; a service that did not say does not fit.
	Insurer string
	Mode    string
	// Near is the place to measure from, RadiusM the farthest distance; 0 is no limit.
	Near    *Point
	RadiusM int
	// Areas are codes of wijken of which one must fit.
	Areas  []string
	Region string
	// OpenAt keeps only what is open then for certain.
	OpenAt time.Time
	// Now is the present moment; zero asks the index's clock.
	Now time.Time
	// Accepting keeps only what has room now for certain. MaxWaitDays keeps what is known to have no longer
	// wait, and what has room now without saying how long people wait; 0 is no limit.
	Accepting   bool
	MaxWaitDays int
	DirectOnly  bool
	// Internal also shows what is not public. Callers decide who may ask for that.
	Internal bool
	// Limit is 0 for [DefaultLimit], at most [MaxLimit].
	Limit int
	// Cursor is [Page.Next] of the page before; the rest of the query must be the same.
	Cursor string
}

// Page is one page of results.
type Page struct {
	Items []Result
	// Next is the cursor of the next page, empty on the last.
	Next string
	// Total counts the services that fit, or is -1 where counting would cost more than finding.
	Total int
	// Understood tells what each word of the question was taken for.
	Understood []words.Match
	// Relaxed tells that no service fits all words and that LeftOut are the words that were dropped.
	Relaxed bool
	LeftOut []string
	// Suggestion is the question with its slips of the finger mended, or empty.
	Suggestion string
}

// Result is one service, at the location that stands first in the order.
type Result struct {
	Entry
	// DistanceM is -1 when no place was asked or the service's is not known.
	DistanceM int
	// OpenNow tells whether the service is open at the present moment, as far as is known.
	OpenNow bool
	// Room is how much room there is now; nil for a service that has no offers.
	Room    *Sight
	Reasons []Reason
}

func (q *Query) check() error {
	var wrong []fault.Field
	refuse := func(name, nl, en string) {
		wrong = append(wrong, fault.Field{Name: name, Text: fault.Text{NL: nl, EN: en}})
	}
	// Counting characters is left for what could be short enough, so that megabytes cost nothing.
	if len(q.Words) > MaxQuestion*utf8.UTFMax || utf8.RuneCountInString(q.Words) > MaxQuestion {
		refuse("q", "Gebruik hooguit 200 tekens.", "expected at most 200 characters")
	}
	if q.Near != nil && !(math.Abs(q.Near.Lat) <= 90 && math.Abs(q.Near.Lon) <= 180) {
		refuse("near", "Deze plek bestaat niet: geef eerst de breedte (-90 tot 90), dan de lengte (-180 tot 180).",
			"expected latitude (-90 to 90), longitude (-180 to 180)")
	}
	switch {
	case q.RadiusM < 0 || q.RadiusM > MaxRadiusM:
		refuse("radius", "Kies een afstand tussen 0 en 500.000 meter.", "expected 0 to 500000 metres")
	case q.RadiusM > 0 && q.Near == nil:
		refuse("radius", "Geef bij een afstand ook een plaats.", "expected near beside radius")
	}
	if q.MaxWaitDays < 0 || q.MaxWaitDays > MaxWaitDays {
		refuse("max_wait", "Kies een wachttijd van 1 tot en met 3650 dagen.", "expected 1 to 3650 days")
	}
	if q.Limit < 0 || q.Limit > MaxLimit {
		refuse("limit", "Kies een aantal tussen 1 en 200.", "expected 1 to 200")
	}
	return fault.InvalidFields(wrong...).OrNil()
}

// hash is the same for two queries that differ in nothing but limit, cursor and the present moment.
func (q *Query) hash() uint64 {
	h := fnv.New64a()
	put := func(parts ...string) {
		h.Write(binary.AppendUvarint(nil, uint64(len(parts))))
		for _, p := range parts {
			h.Write(binary.AppendUvarint(nil, uint64(len(p))))
			h.Write([]byte(p))
		}
	}
	put(strings.TrimSpace(q.Words), q.Kind, q.TargetGroup, q.Language, q.Insurer, q.Mode, q.Region)
	put(q.Disciplines...)
	put(q.Areas...)
	numbers := []uint64{uint64(q.RadiusM), 0, 0, 0, 0, uint64(q.MaxWaitDays)}
	if q.Near != nil {
		numbers[1], numbers[2] = math.Float64bits(q.Near.Lat), math.Float64bits(q.Near.Lon)
		numbers[3] = 1
	}
	if !q.OpenAt.IsZero() {
		numbers[4] = uint64(q.OpenAt.Unix())
	}
	for i, on := range [...]bool{q.DirectOnly, q.Internal, q.Accepting} {
		if on {
			numbers[3] |= 2 << i
		}
	}
	for _, n := range numbers {
		h.Write(binary.BigEndian.AppendUint64(nil, n))
	}
	return h.Sum64()
}
