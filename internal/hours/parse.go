package hours

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"eerstelijn/internal/fault"
)

// maxLength bounds what is read, in characters; the longest sensible hours are half as long.
const maxLength = 500

// Parse reads the subset of OSM's opening_hours that doc.go lists; "" gives unknown hours. Keywords may
// be in any case. The error is fault.Invalid about the field opening_hours.
func Parse(osm string) (Hours, error) {
	if err := checkLength("opening_hours", osm); err != nil {
		return Hours{}, err
	}
	p := &osmParser{src: foldDashes.Replace(osm)}
	if p.space(); p.pos == len(p.src) {
		return Hours{}, nil
	}
	if err := p.all(); err != nil {
		return Hours{}, err
	}
	return compileChecked("opening_hours", p.rules)
}

// compileChecked refuses hours whose canonical text would be too long to read back: 'Dec 1,2,3 off' is
// short for three rules.
func compileChecked(field string, rules []rule) (Hours, error) {
	h := compile(rules)
	if err := checkLength(field, h.s.text); err != nil {
		return Hours{}, err
	}
	return h, nil
}

var foldDashes = strings.NewReplacer("–", "-", "—", "-", "−", "-", "\u00a0", " ")

func checkLength(field, text string) error {
	if utf8.RuneCountInString(text) <= maxLength && utf8.ValidString(text) {
		return nil
	}
	return fault.InvalidField(field,
		fmt.Sprintf("Schrijf de openingstijden in hoogstens %d gewone tekens.", maxLength),
		fmt.Sprintf("expected at most %d characters of valid UTF-8", maxLength))
}

// osmParser reads from left to right with one position; every method skips the space after what it took.
type osmParser struct {
	src   string
	pos   int
	rules []rule
}

func (p *osmParser) fail(nl, en string) error {
	at := utf8.RuneCountInString(p.src[:p.pos]) + 1
	return fault.InvalidField("opening_hours",
		fmt.Sprintf("Dit klopt niet vanaf teken %d: %s.", at, nl),
		fmt.Sprintf("wrong from character %d: %s", at, en))
}

func (p *osmParser) space() {
	for p.pos < len(p.src) && strings.IndexByte(" \t\r\n", p.src[p.pos]) >= 0 {
		p.pos++
	}
}

// take skips the sign if it comes next.
func (p *osmParser) take(sign string) bool {
	if !strings.HasPrefix(p.src[p.pos:], sign) {
		return false
	}
	p.pos += len(sign)
	p.space()
	return true
}

// word gives the letters that come next, without taking them.
func (p *osmParser) word() string {
	end := p.pos
	for end < len(p.src) && (p.src[end]|0x20 >= 'a' && p.src[end]|0x20 <= 'z') {
		end++
	}
	return p.src[p.pos:end]
}

// takeWord takes one of the words, in any case, and gives its index or -1.
func (p *osmParser) takeWord(words ...string) int {
	w := p.word()
	if w == "" {
		return -1
	}
	for i, want := range words {
		if strings.EqualFold(w, want) {
			p.pos += len(w)
			p.space()
			return i
		}
	}
	return -1
}

// digits gives the length of the number that comes next and whether a time follows its first part.
func (p *osmParser) digits() (n int, clock bool) {
	rest := p.src[p.pos:]
	for n < len(rest) && rest[n] >= '0' && rest[n] <= '9' {
		n++
	}
	return n, n > 0 && n < len(rest)-1 && rest[n] == ':' && rest[n+1] >= '0' && rest[n+1] <= '9'
}

// number takes n digits.
func (p *osmParser) number(n int) int {
	v := 0
	for _, c := range p.src[p.pos : p.pos+n] {
		v = v*10 + int(c-'0')
	}
	p.pos += n
	p.space()
	return v
}

// all reads rules and the signs between them.
func (p *osmParser) all() error {
	onTop := false
	for {
		if err := p.rule(onTop); err != nil {
			return err
		}
		switch {
		case p.pos == len(p.src):
			return nil
		case strings.HasPrefix(p.src[p.pos:], "||"):
			return p.fail("'||' kan hier niet; gebruik ';'", "fallback rules (||) are not supported; use ';'")
		case p.take(";"):
			onTop = false
		case p.take(","):
			onTop = true
		case p.src[p.pos] == '"':
			return p.fail("een opmerking hoort niet bij de tijden", "comments are not supported")
		default:
			return p.fail("verwacht tijden als 08:00-17:00, 'off', ';' of het einde",
				"expected times such as 08:00-17:00, 'off', ';' or the end")
		}
		if p.pos == len(p.src) && !onTop {
			return nil
		}
	}
}

// rule reads one rule: dates, weekdays, times, each of them optional, but not all.
func (p *osmParser) rule(onTop bool) error {
	start := p.pos
	var spans []span
	selectors := []selector{{days: everyDay}}
	always := p.take("24/7")
	if !always {
		ranges, err := p.dateList()
		if err != nil {
			return err
		}
		p.take(":")
		if selectors, err = p.dayList(); err != nil {
			return err
		}
		p.take(":")
		if spans, err = p.times(); err != nil {
			return err
		}
		if selectors, err = p.within(ranges, selectors); err != nil {
			return err
		}
	}
	bare := p.pos == start
	switch modifier := p.takeWord("off", "closed", "open"); {
	case bare && (modifier < 0 || modifier == 2):
		return p.fail("verwacht een dag, een datum of een tijd, zoals Mo-Fr 08:00-17:00",
			"expected a day, a date or a time, such as Mo-Fr 08:00-17:00")
	case modifier == 0 || modifier == 1:
		if spans != nil {
			return p.fail("'off' geldt voor een hele dag; noem de tijden dat het wel open is",
				"'off' is for whole days; give the times that it is open")
		}
		onTop = false // closed on top of open hours can only mean closed
	case spans == nil:
		spans = wholeDay
	}
	for _, s := range selectors {
		p.rules = append(p.rules, rule{selector: s, onTop: onTop, spans: spans})
	}
	if len(p.rules) > maxRules {
		return p.fail("dit zijn te veel regels", fmt.Sprintf("more than %d rules", maxRules))
	}
	return nil
}

// within gives every pair of a date range and a day.
func (p *osmParser) within(ranges []dates, days []selector) ([]selector, error) {
	if len(ranges) == 0 {
		return days, nil
	}
	if len(ranges)*len(days) > maxRules {
		return nil, p.fail("dit zijn te veel datums", fmt.Sprintf("more than %d rules", maxRules))
	}
	var out []selector
	for _, r := range ranges {
		for _, s := range days {
			s.dates = r
			out = append(out, s)
		}
	}
	return out, nil
}

// dayList reads weekdays, nth weekdays and PH; without any of them it is every day. Plain weekdays
// become one selector, the others one each.
func (p *osmParser) dayList() ([]selector, error) {
	var plain weekdays
	var others []selector
	for {
		i := p.takeWord(append(weekdayCodes[:], "PH", "SH")...)
		switch {
		case i < 0 && plain == 0 && others == nil:
			return []selector{{days: everyDay}}, nil
		case i < 0:
			return nil, p.fail("verwacht een dag: Mo, Tu, We, Th, Fr, Sa, Su of PH", "expected a day: Mo, Tu, We, Th, Fr, Sa, Su or PH")
		case i == 8:
			return nil, p.fail("schoolvakanties (SH) kunnen niet; noem de datums", "school holidays (SH) are not supported; give dates")
		case i == 7:
			others = append(others, selector{days: everyDay, public: true})
		case p.take("["):
			nth, err := p.nth()
			if err != nil {
				return nil, err
			}
			others = append(others, selector{days: 1 << i, nth: nth})
		case p.take("-"):
			j := p.takeWord(weekdayCodes[:]...)
			if j < 0 {
				return nil, p.fail("verwacht de laatste dag van de reeks", "expected the last day of the range")
			}
			plain |= daysFrom(i, j)
		default:
			plain |= 1 << i
		}
		before := p.pos
		if !p.take(",") {
			break
		}
		if p.word() == "" { // the times of a day list never start with a comma
			p.pos = before
			return nil, p.fail("verwacht nog een dag na ','", "expected another day after ','")
		}
	}
	if plain != 0 {
		others = append([]selector{{days: plain}}, others...)
	}
	return others, nil
}

// daysFrom gives the weekdays from first through last, over the weekend if need be.
func daysFrom(first, last int) (days weekdays) {
	for d := first; ; d = (d + 1) % 7 {
		days |= 1 << d
		if d == last {
			return days
		}
	}
}

// nth reads the inside of Th[1,3], Th[1-2] and Th[-1].
func (p *osmParser) nth() (bits uint8, err error) {
	bad := func() (uint8, error) {
		return 0, p.fail("verwacht 1 tot en met 5, of -1 voor de laatste", "expected 1 to 5, or -1 for the last")
	}
	one := func() int {
		if n, _ := p.digits(); n == 1 {
			return p.number(1)
		}
		return 0
	}
	for {
		if p.take("-") {
			if one() != 1 {
				return bad()
			}
			bits |= lastOfMonth
		} else {
			first := one()
			last := first
			if p.take("-") {
				last = one()
			}
			if first < 1 || last > 5 || last < first {
				return bad()
			}
			for n := first; n <= last; n++ {
				bits |= 1 << (n - 1)
			}
		}
		if p.take("]") {
			return bits, nil
		}
		if !p.take(",") {
			return bad()
		}
	}
}

// times reads 08:00-12:00,13:00-17:00; none gives nil.
func (p *osmParser) times() (spans []span, err error) {
	for {
		if _, clock := p.digits(); !clock {
			return spans, nil
		}
		from, err := p.clock(minutesPerDay - 1)
		if err != nil {
			return nil, err
		}
		if !p.take("-") {
			return nil, p.fail("verwacht '-' en een eindtijd", "expected '-' and a closing time; open ends are not supported")
		}
		until, err := p.clock(2 * minutesPerDay)
		if err != nil {
			return nil, err
		}
		if until == from {
			return nil, p.fail("begin en eind zijn gelijk; schrijf 00:00-24:00 voor de hele dag",
				"opening and closing time are equal; write 00:00-24:00 for the whole day")
		}
		if until < from {
			until += minutesPerDay
		}
		spans = addSpan(spans, span{from, until})
		before := p.pos
		if !p.take(",") {
			return spans, nil
		}
		if _, clock := p.digits(); !clock {
			p.pos = before // a rule on top of this one follows
			return spans, nil
		}
	}
}

func (p *osmParser) clock(latest int) (uint16, error) {
	start := p.pos
	if n, clock := p.digits(); clock && n <= 2 {
		hour := p.number(n)
		p.pos++ // the colon
		if n, _ := p.digits(); n == 2 {
			minute := p.number(2)
			if t := hour*60 + minute; minute < 60 && t <= latest {
				return uint16(t), nil
			}
		}
	}
	p.pos = start
	return 0, p.fail("verwacht een tijd als 08:30", "expected a time such as 08:30")
}
