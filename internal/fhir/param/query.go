package param

import "strings"

// Query is what a client asks of one type, ready to be answered.
type Query struct {
	Type *Type
	// All must hold.
	All  []Condition
	Sort Sort
	// Count is the number of matches on a page.
	Count int
	// After is where the page before ended; nil on the first.
	After *Position

	Summary  Summary
	Elements []string
	// Include are the resources to add to a page of matches.
	Include []Include
	// Total asks for the number of all matches.
	Total bool
	// Ignored are the parameters that were passed over, with why.
	Ignored []Ignored

	digest [8]byte
}

// Field is where the values of a condition stand.
type Field int

// The fields.
const (
	InIndex   Field = iota
	OnID            // the id of the resource
	OnUpdated       // the moment of its newest version
)

// Condition holds of a resource when one of its values matches one of Any; with Not, when none does.
type Condition struct {
	// Name is the parameter as it was asked, for messages.
	Name  string
	Field Field
	// Key names the values in the index.
	Key string
	Any []Match
	Not bool
	// Of is a condition on what a reference names, in place of Any; Target is the type of that.
	Of     *Condition
	Target *Type
}

// Match is one value or range of values that is asked.
type Match struct {
	// From is the value itself, or with To the first of a range that ends before To.
	From, To string
	// What of a range is meant: all of it, unless one of these is set.
	Has  string // what the folded text holds
	Ends string // how the value ends
	Span *Span  // a comparison of dates
	Near *Near
}

// Exact tells whether a match is one value.
func (m *Match) Exact() bool { return m.To == "" }

// Whole tells whether all values of the range match.
func (m *Match) Whole() bool { return m.Has == "" && m.Ends == "" && m.Span == nil && m.Near == nil }

// Holds tells whether a value matches.
func (m *Match) Holds(value string) bool {
	if m.Exact() {
		return value == m.From
	}
	if value < m.From || value >= m.To {
		return false
	}
	switch {
	case m.Has != "":
		folded, _, _ := strings.Cut(value, separator)
		return strings.Contains(folded, m.Has)
	case m.Ends != "":
		return strings.HasSuffix(value, m.Ends)
	case m.Span != nil:
		return m.Span.holds(value)
	case m.Near != nil:
		return m.Near.holds(value)
	}
	return true
}

// Sort is the order of the matches; the zero value is that in which they were first known.
type Sort struct {
	By   Order
	Down bool
}

// Order is what matches are put in order of.
type Order int

// The orders.
const (
	ByAge Order = iota // when they were first known: nothing ever changes place
	ByID
	ByUpdated
	ByName
)

// Summary is how much of each resource is given.
type Summary string

// The summaries of R4.
const (
	Full        Summary = ""
	SummaryTrue Summary = "true"
	SummaryText Summary = "text"
	SummaryData Summary = "data"
	CountOnly   Summary = "count"
)

// Include asks to add what a match refers to by a parameter, or with Reverse what refers to a match.
type Include struct {
	From    *Type
	Param   *Param
	Target  *Type // nil: of any type
	Reverse bool
}

// Ignored is a parameter that was passed over.
type Ignored struct {
	Name   string
	Reason Reason
}
