package hours

import (
	"fmt"
	"slices"

	"eerstelijn/internal/fault"
)

// ParseDutch reads hours as people type them, such as 'ma-vr 8-17, do tot 20, niet op 2e pinksterdag',
// and OSM text. The order in which exceptions are given does not matter: what names fewer days wins.
// 'tot 20' keeps the usual opening time of those days; on a date it shortens the day, unless no usual
// day is that long. The error is fault.Invalid about the field openingstijden.
func ParseDutch(text string) (Hours, error) {
	const field = "openingstijden"
	if err := checkLength(field, text); err != nil {
		return Hours{}, err
	}
	if h, err := Parse(text); err == nil {
		return h, nil
	}
	p := &dutchParser{tokens: lex(text), but: -1, fromDate: -1}
	if p.peek().kind == tokUnsaid && p.tokens[1].kind == tokEnd {
		return Hours{}, nil
	}
	if bad := p.all(); bad != nil {
		const example = `"ma-vr 8-17, do tot 20, niet op feestdagen"`
		return Hours{}, fault.InvalidField(field,
			fmt.Sprintf("Dit begrijpen wij niet vanaf teken %d: %s. Schrijf bijvoorbeeld %s.", bad.at, bad.NL, example),
			fmt.Sprintf("not understood from character %d: %s; write for instance %s", bad.at, bad.EN, example))
	}
	slices.SortStableFunc(p.rules, func(a, b rule) int { return a.rank() - b.rank() })
	return compileChecked(field, p.rules)
}

// rank orders rules so that the one that names fewer days comes later and wins. Holidays and periods
// are alike: there the order in which they were given decides.
func (r *rule) rank() int {
	switch {
	case r.plain():
		return 0
	case r.dates.kind == anyDate && !r.public:
		return 1
	case r.public, r.dates.kind == eachYear && !r.dates.single():
		return 2
	case r.dates.kind != oneYear:
		return 3
	case !r.dates.single():
		return 4
	}
	return 5
}

// misread says where and why a text could not be read.
type misread struct {
	fault.Text
	at int
}

// dutchParser collects days until it hears what goes for them: times, 'gesloten', or the end of a
// clause that began with 'niet'.
type dutchParser struct {
	tokens []token
	pos    int
	rules  []rule

	pending []pendingDays
	clause  int  // commas since the first pending days
	not     bool // the clause began with 'niet op', 'gesloten op'
	but     int  // index in pending of the first day after 'behalve', -1 for none
	onTop   bool // 'ook'

	list     bool // a sign or word that makes a list came after the last days
	fromDate int  // index in pending of the dates that weekdays directly after them narrow, -1 for none
	narrowed bool // weekdays did
}

type pendingDays struct {
	selector
	clause int
}

func (p *dutchParser) peek() token { return p.tokens[p.pos] }

func (p *dutchParser) next() token {
	t := p.tokens[p.pos]
	if t.kind != tokEnd {
		p.pos++
	}
	return t
}

func (p *dutchParser) fail(t token, nl, en string) *misread {
	return &misread{fault.Text{NL: nl, EN: en}, t.at}
}

func (p *dutchParser) all() *misread {
	for {
		t := p.peek()
		var bad *misread
		switch t.kind {
		case tokFiller, tokOfMonth:
			p.pos++
		case tokComma:
			p.pos++
			p.list = true
			if len(p.pending) > 0 {
				p.clause++
			}
		case tokAnd:
			p.pos++
			p.list = true
		case tokSemicolon:
			p.pos++
			bad = p.endClause(t)
		case tokAlso:
			p.pos++
			p.onTop = true
		case tokExcept:
			bad = p.except()
		case tokClosed:
			bad = p.closed()
		case tokDays, tokOrdinal, tokNamed, tokPublic, tokMonth, tokFullDate:
			bad = p.days()
		case tokAlways:
			p.pos++
			bad = p.open(t, wholeDay)
		case tokTill, tokSince:
			bad = p.shifted()
		case tokNumber, tokBetween:
			if t.kind == tokNumber && p.dateAhead() {
				bad = p.days()
			} else {
				bad = p.times()
			}
		case tokEnd:
			if bad = p.endClause(t); bad == nil && len(p.rules) == 0 {
				bad = p.fail(t, "er staan geen dagen of tijden", "no days or times found")
			}
			if bad != nil {
				return bad
			}
			return nil
		default:
			bad = p.fail(t, "dit woord of teken kennen wij niet", "unknown word or sign")
		}
		if bad == nil && len(p.rules) > maxRules {
			bad = p.fail(t, "dit zijn te veel regels", "too many rules")
		}
		if bad != nil {
			return bad
		}
	}
}

// reset starts a new clause.
func (p *dutchParser) reset() {
	p.pending, p.clause, p.not, p.but, p.onTop = nil, 0, false, -1, false
	p.list, p.fromDate, p.narrowed = false, -1, false
}

func (p *dutchParser) add(days []pendingDays, spans []span) {
	for _, d := range days {
		p.rules = append(p.rules, rule{selector: d.selector, onTop: p.onTop && len(spans) > 0, spans: spans})
	}
}

// endClause handles days that nothing was said of: closed after 'niet', else a mistake.
func (p *dutchParser) endClause(t token) *misread {
	if p.not && len(p.pending) > 0 {
		p.add(p.pending, nil)
	} else if p.not || len(p.pending) > 0 {
		return p.fail(t, "bij deze dagen horen tijden, of 'gesloten'", "these days need times, or 'gesloten'")
	}
	p.reset()
	return nil
}

// except handles 'niet', which comes before its days, after them ('zo niet') or amid ('elke dag behalve
// zo 9-17').
func (p *dutchParser) except() *misread {
	t := p.next()
	switch {
	case p.not && len(p.pending) == 0:
		return nil // 'behalve niet op'
	case p.not:
		if bad := p.endClause(t); bad != nil {
			return bad
		}
		p.not = true
	case len(p.pending) == 0:
		p.not = true
	default:
		if k := p.peek().kind; k == tokEnd || k == tokComma || k == tokSemicolon {
			p.add(p.pending, nil)
			p.reset()
			return nil
		}
		if p.but >= 0 {
			return p.fail(t, "noem hier eerst tijden", "expected times first")
		}
		p.but, p.list, p.fromDate = len(p.pending), true, -1
	}
	return nil
}

// closed handles 'gesloten', after its days or before them.
func (p *dutchParser) closed() *misread {
	t := p.next()
	switch {
	case len(p.pending) > 0 && p.but < 0:
		p.add(p.pending, nil)
		p.reset()
	case len(p.pending) > 0:
		return p.fail(t, "noem hier tijden", "expected times")
	case p.peek().kind == tokEnd && len(p.rules) == 0:
		p.rules = []rule{{selector: selector{days: everyDay}}}
		p.reset()
	default:
		p.not = true
	}
	return nil
}

// open gives spans to the pending days, and closes those that 'niet' or 'behalve' set apart.
func (p *dutchParser) open(t token, spans []span) *misread {
	days, off, bad := p.forTimes(t)
	if bad != nil {
		return bad
	}
	p.add(days, spans)
	p.add(off, nil)
	p.reset()
	return nil
}

// forTimes divides the pending days over those that times go for and those that are closed.
func (p *dutchParser) forTimes(t token) (days, off []pendingDays, bad *misread) {
	switch {
	case p.but >= 0:
		days, off = p.pending[:p.but], p.pending[p.but:]
		if len(off) == 0 {
			return nil, nil, p.fail(t, "verwacht een dag na 'behalve'", "expected a day after 'behalve'")
		}
	case !p.not:
		days = p.pending
	case p.clause == 1 && p.pending[len(p.pending)-1].clause == 1:
		// 'niet op feestdagen, za 10-14': the times go for what came after the comma.
		i := slices.IndexFunc(p.pending, func(d pendingDays) bool { return d.clause == 1 })
		days, off = p.pending[i:], p.pending[:i]
	case p.clause == 0:
		return nil, nil, p.fail(t, "bij 'niet' en 'gesloten' horen geen tijden", "days that are closed take no times")
	default:
		return nil, nil, p.fail(t, "zet een puntkomma voor de dagen waarvoor deze tijden gelden", "put a semicolon before the days of these times")
	}
	if len(days) == 0 {
		if slices.ContainsFunc(p.rules, func(r rule) bool { return r.plain() || len(r.spans) > 0 }) {
			return nil, nil, p.fail(t, "noem eerst de dagen waarvoor deze tijden gelden", "expected days before these times")
		}
		days = []pendingDays{{selector: selector{days: everyDay}}}
	}
	return days, off, nil
}
