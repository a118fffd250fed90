package hours

import "math/bits"

// days reads one item of a list of days and puts it with the pending ones.
func (p *dutchParser) days() *misread {
	t := p.peek()
	switch t.kind {
	case tokDays:
		return p.weekdays()
	case tokOrdinal:
		return p.ordinals()
	case tokNamed:
		p.pos++
		p.name(t.value)
		return nil
	case tokPublic:
		p.pos++
		p.put(selector{days: everyDay, public: true})
		return nil
	}
	return p.dates()
}

// put adds one selector that is no plain weekday.
func (p *dutchParser) put(s selector) {
	p.pending = append(p.pending, pendingDays{s, p.clause})
	p.list, p.fromDate, p.narrowed = false, -1, false
}

// name adds the holidays of a set of indexes.
func (p *dutchParser) name(set int) {
	for i := range holidays {
		if set>>i&1 == 1 {
			for _, s := range holidays[i].osm {
				p.put(s)
			}
		}
	}
}

// weekdays reads 'ma' and 'ma-vr'. Directly after dates they narrow these: 'juli ma-vr', 'juli op ma en wo'.
func (p *dutchParser) weekdays() *misread {
	set := weekdays(p.next().value)
	if k := p.peek().kind; (k == tokDash || k == tokTill) && p.tokens[p.pos+1].kind == tokDays {
		last := weekdays(p.tokens[p.pos+1].value)
		if bits.OnesCount8(uint8(set)) != 1 || bits.OnesCount8(uint8(last)) != 1 {
			return p.fail(p.peek(), "een reeks loopt van dag tot dag, zoals ma-vr", "a range runs from day to day, such as ma-vr")
		}
		p.pos += 2
		set = daysFrom(bits.TrailingZeros8(uint8(set)), bits.TrailingZeros8(uint8(last)))
	}
	if k := p.tokens[min(p.pos+1, len(p.tokens)-1)].kind; p.peek().kind == tokDash && (k == tokAnd || k == tokComma) {
		p.pos++ // 'zon- en feestdagen'
	}
	switch {
	case p.fromDate < 0 || p.list != p.narrowed:
		p.put(selector{days: set})
		return nil
	case !p.narrowed:
		for i := p.fromDate; i < len(p.pending); i++ {
			p.pending[i].days = set
		}
	default:
		for i := p.fromDate; i < len(p.pending); i++ {
			p.pending[i].days |= set
		}
	}
	p.list, p.narrowed = false, true
	return nil
}

// ordinals reads '2e donderdag van de maand', '1e en 3e di' and '1e en 2e kerstdag'.
func (p *dutchParser) ordinals() *misread {
	var nth uint8
	for {
		switch t := p.next(); t.kind {
		case tokOrdinal:
			if t.value < 0 {
				nth |= lastOfMonth
			} else {
				nth |= 1 << (t.value - 1)
			}
		case tokAnd, tokComma:
		case tokFeastStem:
			if nth&^0b11 != 0 {
				return p.fail(t, "deze feestdag heeft een eerste en een tweede dag", "this holiday has a first and a second day")
			}
			first := t.value
			set := 0
			if nth&1 != 0 {
				set |= first
			}
			if nth&2 != 0 {
				set |= first << 1
			}
			p.name(set)
			return nil
		case tokDays:
			if bits.OnesCount(uint(t.value)) != 1 {
				return p.fail(t, "verwacht één dag, zoals 2e donderdag", "expected one weekday, as in 2e donderdag")
			}
			p.put(selector{days: weekdays(t.value), nth: nth})
			return nil
		default:
			return p.fail(t, "verwacht een dag, zoals 2e donderdag of 1e kerstdag", "expected a day, such as 2e donderdag or 1e kerstdag")
		}
	}
}

// dateAhead tells whether the number that comes next is a day of a month: '24 dec', '24-26 dec',
// '24 en 25 dec'.
func (p *dutchParser) dateAhead() bool {
	i := p.pos
	if k := p.tokens[i+1].kind; (k == tokDash || k == tokAnd) && p.tokens[i+2].kind == tokNumber {
		i += 2
	}
	return p.tokens[p.pos].minute < 0 && p.tokens[i].minute < 0 && p.tokens[i+1].kind == tokMonth
}

// civilDate is a date of which the year, and while reading the day and month, can be open (0).
type civilDate struct{ year, month, day int }

// dates reads a date, a few of one month, or a range, with or without a year.
func (p *dutchParser) dates() *misread {
	t := p.peek()
	if n := len(p.pending); n > 0 && p.pending[n-1].plain() && !p.list && p.but != n {
		return p.fail(t, "noem de dag of de datum, niet allebei", "give the weekday or the date, not both")
	}
	first, whole, bad := p.date()
	if bad != nil {
		return bad
	}
	if p.peek().kind == tokAnd && first.month == 0 { // 24 en 25 dec
		p.pos++
		second, _, bad := p.date()
		if bad != nil {
			return bad
		}
		one := second
		one.day = first.day
		if bad := p.putDates(t, one, one); bad != nil {
			return bad
		}
		p.list = true
		return p.putDates(t, second, second)
	}
	last := first
	if whole {
		last.day = monthLength(first.year, first.month)
	}
	if p.peek().kind == tokDash {
		p.pos++
		p.fillers()
		if last, whole, bad = p.date(); bad != nil {
			return bad
		}
		if whole {
			last.day = monthLength(last.year, last.month)
		}
		if first.month == 0 { // 24-26 dec
			first.year, first.month = last.year, last.month
		}
	}
	return p.putDates(t, first, last)
}

// date reads '24 dec 2026', '24 dec', 'dec', '24-12-2026', or the '24' of '24-26 dec'. Of a whole month
// the day is the first.
func (p *dutchParser) date() (d civilDate, whole bool, bad *misread) {
	t := p.next()
	switch {
	case t.kind == tokFullDate:
		month, day := unpackMonthDay(int16(t.date.from & 511))
		return civilDate{int(t.date.from >> 9), month, day}, false, nil
	case t.kind == tokNumber && t.minute < 0:
		d.day = t.value
		if p.peek().kind != tokMonth {
			return d, false, nil
		}
		d.month = p.next().value
	case t.kind == tokMonth:
		d.month, d.day, whole = t.value, 1, true
	default:
		return d, false, p.fail(t, "verwacht een datum, zoals 24 dec", "expected a date, such as 24 dec")
	}
	if y := p.peek(); y.kind == tokNumber && y.minute < 0 && y.value >= firstYear && y.value <= lastYear {
		p.pos++
		d.year = y.value
	}
	return d, whole, nil
}

// putDates adds a range. A year that one end lacks comes from the other.
func (p *dutchParser) putDates(t token, first, last civilDate) *misread {
	from, until := monthDay(first.month, first.day), monthDay(last.month, last.day)
	switch {
	case first.year == 0 && last.year != 0:
		first.year = last.year
		if until < from {
			first.year--
		}
	case first.year != 0 && last.year == 0:
		last.year = first.year
		if until < from {
			last.year++
		}
	}
	if !validDate(first.year, first.month, first.day) || !validDate(last.year, last.month, last.day) {
		return p.fail(t, "deze datum bestaat niet", "no such date")
	}
	r := makeRange(first.year, from, last.year, until)
	if r.kind == oneYear && r.to < r.from {
		return p.fail(t, "de laatste datum ligt voor de eerste", "the last date is before the first")
	}
	start := p.fromDate
	goesOn := start >= 0 && !p.narrowed && p.list && p.pending[start].clause == p.clause
	p.put(selector{dates: r, days: everyDay})
	if p.fromDate = start; !goesOn {
		p.fromDate = len(p.pending) - 1
	}
	return nil
}
