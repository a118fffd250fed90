package measure

import (
	"context"
	"fmt"
	"slices"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

// Codes of the measures. An obligation that none of them can count is attested by the party itself.
const (
	AnswerPlacements  = "answer-placements"
	RefreshCapacity   = "refresh-capacity"
	ContactReachable  = "contact-reachable"
	AnswerBottlenecks = "answer-bottlenecks"
	PresentAtMeetings = "present-at-meetings"

	Attested = "attested"
)

// Measure counts what one party did at one forum: of n occasions that ended in [from, until), good were as
// the parameters ask. Without occasions n is 0 and nothing is known.
type Measure interface {
	Of(ctx context.Context, tx *store.Tx, party network.OrganizationID, forum mandate.Forum, params map[string]int, from, until time.Time) (n, good int, err error)
}

// All are the measures by code.
func All() map[string]Measure {
	all := make(map[string]Measure, len(kinds))
	for i := range kinds {
		all[kinds[i].Code] = counter{&kinds[i]}
	}
	return all
}

// Kind describes a measure to those who choose it.
type Kind struct {
	Code  string
	Name  string // Dutch
	Plain string // what is counted, in plain Dutch, and what is not
	// One and Many name what n counts: 'vraag', 'vragen'.
	One, Many string
	Params    []Param
	Norm      int // usual share that must be good, in percent
	count     func(ctx context.Context, tx *store.Tx, q *question) (n, good int, err error)
}

// Param is a number that those who sign choose.
type Param struct {
	Key, Name, Unit    string
	Least, Most, Usual int
	// Choices name the values where they are no amounts.
	Choices []Choice
	// Optional says that it may be left out, which means the usual value.
	Optional bool
}

// Choice is one value of a [Param] that has names.
type Choice struct {
	Value int
	Name  string
}

// Kinds are all measures, in the order in which people choose.
func Kinds() []Kind { return slices.Clone(kinds) }

// Find gives a measure's description.
func Find(code string) (Kind, bool) {
	i := slices.IndexFunc(kinds, func(k Kind) bool { return k.Code == code })
	if i < 0 {
		return Kind{}, false
	}
	return kinds[i], true
}

// Check tells whether a measure exists and its parameters are those it asks for. It is Invalid about the
// fields 'measure' and 'params'.
func Check(code string, params map[string]int) error {
	if code == Attested {
		if len(params) > 0 {
			return fault.InvalidField("params", "Wat een partij zelf verklaart, heeft geen getallen.", "an attested obligation has no parameters")
		}
		return nil
	}
	k, known := Find(code)
	if !known {
		return fault.InvalidField("measure", "Kies een maat uit de lijst, of 'verklaart de partij zelf'.", "expected the code of a measure, or 'attested'")
	}
	for key := range params {
		if !slices.ContainsFunc(k.Params, func(p Param) bool { return p.Key == key }) {
			return fault.InvalidField("params", "Deze maat heeft dit getal niet.", "the measure has no such parameter")
		}
	}
	for _, p := range k.Params {
		if v, given := params[p.Key]; !given && !p.Optional || given && (v < p.Least || v > p.Most) {
			return fault.InvalidField("params", fmt.Sprintf("Vul bij '%s' een getal in van %d tot en met %d.", p.Name, p.Least, p.Most),
				fmt.Sprintf("expected %s from %d to %d", p.Key, p.Least, p.Most))
		}
	}
	return nil
}

// question is what a measure is asked, taken apart.
type question struct {
	who         []network.OrganizationID // the party, and the members for which it speaks
	forum       mandate.Forum
	params      map[string]int
	from, until time.Time
}

type counter struct{ kind *Kind }

// Of asks the measure, for the party and its members of that time.
func (c counter) Of(ctx context.Context, tx *store.Tx, party network.OrganizationID, forum mandate.Forum, params map[string]int, from, until time.Time) (n, good int, err error) {
	defer fault.Wrap(&err, "measure.Of(%s)", c.kind.Code)
	if err := Check(c.kind.Code, params); err != nil {
		return 0, 0, err
	}
	if !from.Before(until) {
		return 0, 0, nil
	}
	q := &question{forum: forum, params: params, from: from, until: until}
	if q.who, err = members(ctx, tx, party, from, until); err != nil {
		return 0, 0, err
	}
	return c.kind.count(ctx, tx, q)
}
