package hours

import "slices"

// times reads '8-17', 'van 8.30 tot 12 en 13-17 uur', 'tussen 8 en 17' and gives them to the days before
// them, or else to those directly after them: '8-17 op werkdagen'.
func (p *dutchParser) times() *misread {
	start := p.peek()
	var spans []span
	for {
		s, bad := p.span()
		if bad != nil {
			return bad
		}
		spans = addSpan(spans, s)
		if !p.moreTimes() {
			break
		}
	}
	if len(p.pending) > 0 || p.not {
		return p.open(start, spans)
	}
	for p.daysAhead() {
		if p.peek().kind == tokAnd || p.peek().kind == tokFiller {
			p.list = p.list || p.next().kind == tokAnd
			continue
		}
		if bad := p.days(); bad != nil {
			return bad
		}
	}
	return p.open(start, spans)
}

// daysAhead tells whether days come next, before any comma.
func (p *dutchParser) daysAhead() bool {
	for i := p.pos; ; i++ {
		switch t := p.tokens[i]; t.kind {
		case tokFiller, tokAnd:
		case tokDays, tokOrdinal, tokNamed, tokPublic, tokMonth, tokFullDate:
			return true
		default:
			return false
		}
	}
}

// moreTimes takes the comma or 'en' after a span when another span follows.
func (p *dutchParser) moreTimes() bool {
	before, joined := p.pos, false
	for {
		switch t := p.peek(); {
		case t.kind == tokFiller:
			p.pos++
		case (t.kind == tokComma || t.kind == tokAnd) && !joined:
			joined = true
			p.pos++
		case joined && (t.kind == tokBetween || t.kind == tokNumber && !p.dateAhead()):
			return true
		default:
			p.pos = before
			return false
		}
	}
}

func (p *dutchParser) fillers() {
	for p.peek().kind == tokFiller {
		p.pos++
	}
}

func (p *dutchParser) span() (s span, bad *misread) {
	until := []kind{tokDash, tokTill}
	if p.peek().kind == tokBetween {
		p.pos++
		until = []kind{tokAnd}
	}
	p.fillers()
	from, bad := p.clock()
	if bad != nil {
		return s, bad
	}
	p.fillers()
	if t := p.peek(); !slices.Contains(until, t.kind) {
		return s, p.fail(t, "verwacht een eindtijd, zoals 8-17", "expected a closing time, as in 8-17")
	}
	p.pos++
	p.fillers()
	t := p.peek()
	to, bad := p.clock()
	if bad != nil {
		return s, bad
	}
	return p.between(t, from, to)
}

// between makes a span; a closing time before the opening time is on the next day.
func (p *dutchParser) between(t token, from, until uint16) (span, *misread) {
	switch {
	case from == until || from == minutesPerDay:
		return span{}, p.fail(t, "begin en eind kunnen niet gelijk zijn; schrijf 0-24 voor de hele dag",
			"opening and closing time cannot be equal; write 0-24 for the whole day")
	case until < from:
		until += minutesPerDay
	}
	return span{from, until}, nil
}

func (p *dutchParser) clock() (uint16, *misread) {
	t := p.next()
	minutes := t.value*60 + max(t.minute, 0)
	if t.kind != tokNumber || t.value > 24 || t.minute > 59 || minutes > minutesPerDay {
		return 0, p.fail(t, "verwacht een tijd, zoals 8.30", "expected a time, such as 8.30")
	}
	p.fillers()
	return uint16(minutes), nil
}

// shifted reads 'tot 20' and 'vanaf 10', which change one end of the usual hours, and 'vanaf 8 tot 17'.
func (p *dutchParser) shifted() *misread {
	start := p.next()
	p.fillers()
	if p.peek().kind == tokNumber && p.dateAhead() {
		return p.fail(start, "schrijf een periode als '20 juli t/m 15 augustus'", "write a period as '20 juli t/m 15 augustus'")
	}
	at := p.pos
	end, bad := p.clock()
	if bad != nil {
		return bad
	}
	if k := p.peek().kind; start.kind == tokSince && (k == tokTill || k == tokDash) {
		p.pos = at
		return p.times()
	}
	days, off, bad := p.forTimes(start)
	if bad != nil {
		return bad
	}
	for _, d := range days {
		if bad := p.shift(start, d.selector, end); bad != nil {
			return bad
		}
	}
	p.add(off, nil)
	p.reset()
	return nil
}

// shift gives the selected days their usual hours with another end. Days that are usually closed stay
// closed; a date that falls on a different weekday each year gets a rule per group of weekdays.
func (p *dutchParser) shift(t token, s selector, end uint16) *misread {
	var plain []rule
	for _, r := range p.rules {
		if r.plain() {
			plain = append(plain, r)
		}
	}
	usual := canonical(plain)
	only, fixed := s.weekday()
	within := s.days & usual.weekMask()
	if fixed {
		within &= only
	}
	if within == 0 || s.public {
		return p.fail(t, "noem hier een begintijd en een eindtijd", "expected both an opening and a closing time")
	}
	gs := usual.groups()
	shortens := s.dates.kind != anyDate && t.kind == tokTill && slices.ContainsFunc(gs, func(g group) bool {
		return g.days&within != 0 && g.spans[len(g.spans)-1].until > end
	})
	for _, g := range gs {
		if g.days&within == 0 || shortens && g.spans[len(g.spans)-1].until <= end {
			continue
		}
		spans := withEnd(g.spans, t.kind, end)
		if spans == nil {
			return p.fail(t, "dan zijn deze dagen al gesloten", "these days are closed by then")
		}
		each := s
		if !fixed {
			each.days = g.days & within
		}
		p.add([]pendingDays{{selector: each}}, spans)
	}
	return nil
}

// withEnd gives hours another closing time ('tot') or opening time ('vanaf'); nil when nothing is left.
func withEnd(spans []span, k kind, end uint16) []span {
	kept := slices.DeleteFunc(slices.Clone(spans), func(s span) bool {
		return k == tokTill && s.from >= end || k == tokSince && s.until <= end
	})
	if k == tokSince {
		if len(kept) == 0 || end >= minutesPerDay {
			return nil
		}
		kept[0].from = end
		return kept
	}
	if len(kept) == 0 {
		kept = slices.Clone(spans) // 'tot 2' after an evening: on the next day
	}
	last := &kept[len(kept)-1]
	if last.until = end; end <= last.from {
		last.until += minutesPerDay
	}
	return kept
}
