package param

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/fault"
)

// Options are what a question depends on besides its words.
type Options struct {
	// Strict refuses a parameter that is not known; otherwise it is passed over and reported.
	Strict bool
	// Base is our own address, so that a reference may be given with it.
	Base string
	// Now is the moment of the question.
	Now time.Time
}

// Bounds of one question, so that none costs more than others.
const (
	MaxCount      = 1000
	UsualCount    = 50
	mostValues    = 100 // in one parameter, between commas
	mostInAll     = 300 // in all parameters together: what is asked of each value becomes part of one statement, and a database takes so much of that
	mostParams    = 30
	mostElements  = 50
	longestQuery  = 8 << 10 // all names and values together
	longestCursor = 2 << 10
)

// parser gathers everything that is wrong, so that a client hears it at once.
type parser struct {
	Options
	query *Query
	wrong []fault.Field
	// chain stands before a name that is read as part of a chain.
	chain  string
	values int // so far
}

// Parse makes a query of the parameters of a request. Its error is a [fault.Error] that names each wrong
// parameter with what is expected; it never repeats a value.
func Parse(t *Type, values url.Values, opt Options) (*Query, error) {
	p := parser{Options: opt, query: &Query{Type: t, Count: UsualCount}}
	if size(values) > longestQuery {
		return nil, fault.InvalidField("query", "Deze vraag is te lang.", "the query is too long; ask fewer values at once")
	}
	names := make([]string, 0, len(values))
	total := 0
	for name, all := range values {
		names = append(names, name)
		total += len(all)
	}
	if total > mostParams {
		return nil, fault.InvalidField("query", "Dit zijn te veel parameters.", "the query has too many parameters")
	}
	slices.Sort(names)
	p.query.digest = digest(t, names, values)
	for _, name := range names {
		for _, value := range values[name] {
			p.one(name, value)
		}
	}
	if err := fault.InvalidFields(p.wrong...).OrNil(); err != nil {
		return nil, err
	}
	return p.query, nil
}

func size(values url.Values) (n int) {
	for name, all := range values {
		n += len(name)
		for _, v := range all {
			n += len(v)
		}
	}
	return n
}

func (p *parser) refuse(name, nl, en string) {
	p.wrong = append(p.wrong, fault.Field{Name: Shown(p.chain + name), Text: fault.Text{NL: nl, EN: en}})
}

// ignore passes a parameter over, or refuses it where that was asked.
func (p *parser) ignore(name string, why Reason) {
	if p.Strict {
		p.refuse(name, why.NL, why.EN)
		return
	}
	i := Ignored{Name: Shown(p.chain + name), Reason: why}
	if !slices.Contains(p.query.Ignored, i) {
		p.query.Ignored = append(p.query.Ignored, i)
	}
}

// Reason says why something was passed over.
type Reason = fault.Text

var (
	unknown = Reason{NL: "Deze parameter kennen wij hier niet.", EN: "unknown parameter for this type; see the CapabilityStatement"}
	empty   = Reason{NL: "Deze parameter is leeg.", EN: "the parameter is empty"}
)

// one reads one parameter.
func (p *parser) one(name, value string) {
	if set, ok := controls[name]; ok {
		set(p, name, value)
		return
	}
	c, ok := p.condition(p.query.Type, name, value)
	if ok {
		p.query.All = append(p.query.All, *c)
	}
}

// Shown gives a name that somebody sent as an answer may repeat it: a name, not a text.
func Shown(name string) string {
	if name == "" || len(name) > 80 {
		return "query"
	}
	for _, r := range name {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_-.:$", r)) {
			return "query"
		}
	}
	return name
}

// split cuts at each sep that has no backslash before it; escapes stay.
func split(s string, sep byte) (parts []string) {
	start := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case sep:
			parts = append(parts, s[start:i])
			start = i + 1
		}
	}
	return append(parts, s[start:])
}

// unescape takes away the backslashes that the standard puts before , | $ and itself.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
