package hours

// dateList reads dates and date ranges in front of a rule; none gives nil.
func (p *osmParser) dateList() ([]dates, error) {
	var list []dates
	month := 0 // of the last date, for 'Dec 25,26'
	for {
		r, found, err := p.dateRange(month)
		if err != nil {
			return nil, err
		}
		if !found {
			if list != nil {
				return nil, p.fail("verwacht nog een datum na ','", "expected another date after ','")
			}
			return nil, nil
		}
		list = append(list, r)
		month = 0
		if r.kind == eachYear {
			month, _ = unpackMonthDay(int16(r.to))
		}
		if !p.take(",") {
			return list, nil
		}
	}
}

// dateRange reads one date or range. In a list, a bare day belongs to the month before it.
func (p *osmParser) dateRange(month int) (r dates, found bool, err error) {
	if p.takeWord("easter") == 0 {
		r, err = p.easter()
		return r, true, err
	}
	year, err := p.year()
	if err != nil {
		return r, false, err
	}
	first, last, ok, err := p.monthDay(year, month)
	if err != nil {
		return r, false, err
	}
	if !ok {
		if year != 0 {
			return r, false, p.fail("verwacht een maand na het jaar, zoals 2026 Dec 24", "expected a month after the year, such as 2026 Dec 24")
		}
		return r, false, nil
	}
	lastYear, dash := year, p.take("-")
	if dash {
		inMonth, _ := unpackMonthDay(first)
		if lastYear, err = p.year(); err != nil {
			return r, false, err
		}
		if lastYear != 0 && year == 0 {
			return r, false, p.fail("noem het jaar ook bij de eerste datum", "give the year of the first date too")
		}
		if lastYear == 0 {
			lastYear = year
		} else {
			inMonth = 0
		}
		if _, last, ok, err = p.monthDay(lastYear, inMonth); err != nil {
			return r, false, err
		} else if !ok {
			return r, false, p.fail("verwacht de laatste datum van de reeks", "expected the last date of the range")
		}
	}
	r = makeRange(year, first, lastYear, last)
	if r.kind == oneYear && r.to < r.from {
		return r, false, p.fail("de laatste datum ligt voor de eerste", "the last date is before the first")
	}
	return r, true, nil
}

// makeRange gives the range between two dates; year 0 means each year.
func makeRange(year int, first int16, lastYear int, last int16) dates {
	if year == 0 {
		return dates{kind: eachYear, from: int32(first), to: int32(last)}
	}
	return dates{kind: oneYear, from: dateKey(int32(year), first), to: dateKey(int32(lastYear), last)}
}

// easter reads what follows the word: nothing, or '+1 day', '-2 days'.
func (p *osmParser) easter() (dates, error) {
	sign := 0
	if p.take("+") {
		sign = 1
	} else if p.take("-") {
		sign = -1
	}
	if sign == 0 {
		return easter(0), nil
	}
	if n, _ := p.digits(); n >= 1 && n <= 2 {
		offset := p.number(n)
		if p.takeWord("day", "days") >= 0 {
			// The eighty days before and after the earliest and latest Easter stay within the year.
			if offset <= maxEasterOffset {
				return easter(sign * offset), nil
			}
		}
	}
	return dates{}, p.fail("verwacht een aantal dagen vanaf Pasen, zoals easter +1 day", "expected a number of days from Easter, such as easter +1 day")
}

// maxEasterOffset keeps 'easter -n days' within the year that Easter is in: it falls on 22 March at
// the earliest, the 81st day.
const maxEasterOffset = 80

// year reads four digits, if they come next; 0 for none.
func (p *osmParser) year() (int, error) {
	if n, clock := p.digits(); n != 4 || clock {
		return 0, nil
	}
	at := p.pos
	year := p.number(4)
	if year < firstYear || year > lastYear {
		p.pos = at
		return 0, p.fail("verwacht een jaar van deze tijd", "expected a year of our time")
	}
	return year, nil
}

// monthDay reads 'Dec 24', 'Dec' (all of it) or, when month is given, '24'.
func (p *osmParser) monthDay(year, month int) (first, last int16, ok bool, err error) {
	named := false
	if m := p.takeWord(monthCodes[1:]...); m >= 0 {
		month, named = m+1, true
	}
	n, clock := p.digits()
	switch {
	case month == 0, !named && (n == 0 || n > 2 || clock):
		return 0, 0, false, nil
	case named && (n == 0 || n > 2 || clock):
		return monthDay(month, 1), monthDay(month, monthLength(year, month)), true, nil
	}
	at := p.pos
	day := p.number(n)
	if day < 1 || day > monthLength(year, month) {
		p.pos = at
		return 0, 0, false, p.fail("deze dag bestaat niet in die maand", "that month has no such day")
	}
	return monthDay(month, day), monthDay(month, day), true, nil
}
