package hours

import (
	"strings"
	"unicode"
)

// kind is what a word of Dutch hours means.
type kind uint8

const (
	tokUnknown   kind = iota
	tokFiller         // says nothing: op, uur, open
	tokNumber         // value 8 or 830: hour, or hour and minute
	tokFullDate       // 24-12-2026
	tokDays           // value: weekdays
	tokOrdinal        // 2e; value 1..5, or -1 for 'laatste'
	tokOfMonth        // van de maand
	tokMonth          // value 1..12
	tokNamed          // one or more holidays; value: bits in holidays
	tokFeastStem      // kerstdag, paasdag, pinksterdag: value: the first day's index in holidays
	tokPublic         // feestdagen
	tokClosed         // gesloten, dicht
	tokExcept         // niet, behalve
	tokAlways         // dag en nacht
	tokUnsaid         // niet bekend
	tokComma
	tokSemicolon
	tokDash    // also t/m
	tokTill    // tot
	tokSince   // vanaf
	tokAnd     // en, &, /
	tokBetween // tussen
	tokAlso    // ook
	tokEnd
)

// token is a word, number or sign with its meaning.
type token struct {
	kind   kind
	value  int
	minute int // of a number: -1 when it has none
	date   dates
	text   string
	at     int // in characters from the start, the first being 1
}

const workdays = everyDay &^ (1<<0 | 1<<6)

// meaning holds a word's tokens; texts of several words are joined by one space.
var meaning = func() map[string]token {
	m := map[string]token{}
	put := func(k kind, value int, texts ...string) {
		for _, t := range texts {
			m[t] = token{kind: k, value: value}
		}
	}
	for d, names := range [7][]string{
		{"zo", "zon", "zondag"}, {"ma", "maa", "maandag"}, {"di", "din", "dinsdag"}, {"wo", "woe", "woensdag"},
		{"do", "don", "donderdag"}, {"vr", "vrij", "vrijdag"}, {"za", "zat", "zaterdag"},
	} {
		put(tokDays, 1<<d, names...)
		put(tokDays, 1<<d, names[2]+"s", names[2]+"en")
	}
	put(tokDays, int(workdays), "werkdag", "werkdagen", "doordeweeks", "door de week", "weekdagen")
	put(tokDays, 1<<0|1<<6, "weekend", "weekeinde", "weekenden", "weekends")
	put(tokDays, int(everyDay), "elke dag", "iedere dag", "alle dagen", "dagelijks", "hele week",
		"7 dagen per week", "7 dagen in de week", "zeven dagen per week")
	for i, names := range [12][]string{
		{"jan", "januari"}, {"feb", "febr", "februari"}, {"mrt", "maart"}, {"apr", "april"}, {"mei"}, {"jun", "juni"},
		{"jul", "juli"}, {"aug", "augustus"}, {"sep", "sept", "september"}, {"okt", "oktober"}, {"nov", "november"},
		{"dec", "december"},
	} {
		put(tokMonth, i+1, names...)
	}
	for i, names := range [5][]string{
		{"eerste", "1e", "1ste"}, {"tweede", "2e", "2de"}, {"derde", "3e", "3de"}, {"vierde", "4e", "4de"}, {"vijfde", "5e", "5de"},
	} {
		put(tokOrdinal, i+1, names...)
	}
	put(tokOrdinal, -1, "laatste")
	put(tokOfMonth, 0, "van de maand", "van elke maand", "van iedere maand", "in de maand", "per maand")
	for i, h := range holidays {
		put(tokNamed, 1<<i, strings.ToLower(h.name))
	}
	bits := func(names ...string) (b int) {
		for _, n := range names {
			b |= m[n].value
		}
		return b
	}
	put(tokNamed, bits("nieuwjaarsdag"), "nieuwjaar")
	put(tokNamed, bits("hemelvaartsdag"), "hemelvaart")
	put(tokNamed, bits("sinterklaasavond"), "sinterklaas", "pakjesavond")
	put(tokNamed, bits("oudejaarsdag"), "oudjaarsdag", "oudjaar", "oudejaar")
	put(tokNamed, bits("eerste paasdag", "tweede paasdag"), "pasen", "paasdagen")
	put(tokNamed, bits("eerste pinksterdag", "tweede pinksterdag"), "pinksteren", "pinksterdagen")
	put(tokNamed, bits("eerste kerstdag", "tweede kerstdag"), "kerst", "kerstmis", "kerstdagen")
	put(tokNamed, bits("tweede paasdag"), "paasmaandag")
	put(tokNamed, bits("tweede pinksterdag"), "pinkstermaandag")
	put(tokFeastStem, bits("eerste paasdag"), "paasdag")
	put(tokFeastStem, bits("eerste pinksterdag"), "pinksterdag")
	put(tokFeastStem, bits("eerste kerstdag"), "kerstdag")
	put(tokPublic, 0, "feestdag", "feestdagen")
	put(tokClosed, 0, "gesloten", "dicht", "afwezig")
	put(tokExcept, 0, "niet", "behalve", "uitgezonderd", "geen", "met uitzondering van", "uitgesloten")
	put(tokAlways, 0, "24/7", "dag en nacht", "24 uur per dag", "24 uur",
		"24 uur per dag , 7 dagen per week", "24 uur per dag , zeven dagen per week", "hele dag", "altijd", "hele etmaal")
	put(tokUnsaid, 0, "niet bekend", "onbekend", "openingstijden niet bekend")
	put(tokDash, 0, "t/m", "tm", "tot en met")
	put(tokTill, 0, "tot")
	put(tokSince, 0, "vanaf")
	put(tokBetween, 0, "tussen")
	put(tokAnd, 0, "en", "&", "/", "+", "plus")
	put(tokAlso, 0, "ook")
	put(tokComma, 0, ",")
	put(tokSemicolon, 0, ";")
	put(tokDash, 0, "-")
	put(tokFiller, 0, "van", "op", "om", "de", "het", "een", "in", "met", "tijdens", "uur", "u", "open", "geopend", "bereikbaar",
		"aanwezig", "beide", "alle", "elke", "iedere", "officiële", "officiele", "erkende", "nationale", ":", "(", ")", ".",
		"we", "wij", "zijn", "is", "openingstijden", "alleen")
	return m
}()

// phraseLength gives, for the first word of a phrase, the most words that such a phrase has.
var phraseLength = func() map[string]int {
	m := map[string]int{}
	for text := range meaning {
		words := strings.Fields(text)
		m[words[0]] = max(m[words[0]], len(words))
	}
	return m
}()

// lex takes text apart and gives each word its meaning; the last token is end.
func lex(text string) []token {
	raw := split(strings.Map(fold, text))
	var out []token
	for i := 0; i < len(raw); {
		n := min(phraseLength[raw[i].text], len(raw)-i)
		for ; n > 1; n-- {
			words := make([]string, n)
			for j, t := range raw[i : i+n] {
				words[j] = t.text
			}
			if m, ok := meaning[strings.Join(words, " ")]; ok && !joinsTime(out, raw[i:i+n]) {
				raw[i].kind, raw[i].value = m.kind, m.value
				break
			}
		}
		if n <= 1 {
			n = 1
			if m, ok := meaning[raw[i].text]; ok {
				raw[i].kind, raw[i].value = m.kind, m.value
			}
		}
		out = append(out, raw[i])
		i += n
	}
	return append(out, token{kind: tokEnd, at: len([]rune(text)) + 1})
}

// joinsTime tells whether '24 uur' is a closing time rather than the whole day: after 'tot', '-' or 'en'.
func joinsTime(before, phrase []token) bool {
	if len(before) == 0 || len(phrase) != 2 || phrase[0].kind != tokNumber {
		return false
	}
	k := before[len(before)-1].kind
	return k == tokTill || k == tokDash || k == tokAnd
}

// fold brings the many dashes, spaces and line ends to one of each.
func fold(r rune) rune {
	switch r {
	case '–', '—', '−':
		return '-'
	case '\n':
		return ';'
	case '•', '·', '|':
		return ';'
	}
	if unicode.IsSpace(r) {
		return ' '
	}
	return unicode.ToLower(r)
}

// split cuts text into words, numbers and signs.
func split(text string) []token {
	var out []token
	rs := []rune(text)
	for i := 0; i < len(rs); {
		start := i
		t := token{minute: -1, at: i + 1}
		switch r := rs[i]; {
		case r == ' ':
			i++
			continue
		case digit(r):
			i = readNumber(rs, i, &t)
		case hasPrefix(rs[i:], "t/m"):
			i += 3
		case unicode.IsLetter(r):
			for i < len(rs) && unicode.IsLetter(rs[i]) {
				i++
			}
		default:
			i++
		}
		t.text = string(rs[start:i])
		// 'ma. 8-17' abbreviates, 'open. Zondag' ends a sentence; a closing point says nothing.
		if t.text == "." && len(out) > 0 && len(out[len(out)-1].text) > 4 && i < len(rs) {
			t.text = ";"
		}
		out = append(out, t)
	}
	return out
}

func digit(r rune) bool { return r >= '0' && r <= '9' }

func hasPrefix(rs []rune, s string) bool {
	return len(rs) >= len(s) && string(rs[:len(s)]) == s
}

// readNumber reads 8, 8.30, 8:30, 8u30, 2e, 24/7, 24-12-2026 and 2026-12-24 and gives where it ends.
func readNumber(rs []rune, i int, t *token) int {
	if hasPrefix(rs[i:], "24/7") && (i+4 == len(rs) || !digit(rs[i+4])) {
		return i + 4
	}
	if end, ok := readFullDate(rs, i, t); ok {
		return end
	}
	read := func() (v, n int) {
		for ; i < len(rs) && digit(rs[i]); i++ {
			if n++; n < 6 {
				v = v*10 + int(rs[i]-'0')
			}
		}
		return v, n
	}
	t.kind = tokNumber
	t.value, _ = read()
	if i+2 < len(rs) && strings.ContainsRune(".:uh", rs[i]) && digit(rs[i+1]) && digit(rs[i+2]) &&
		(i+3 == len(rs) || !digit(rs[i+3])) {
		i++
		t.minute, _ = read()
		return i
	}
	for _, suffix := range []string{"ste", "de", "e"} {
		if hasPrefix(rs[i:], suffix) && (i+len(suffix) == len(rs) || !unicode.IsLetter(rs[i+len(suffix)])) {
			t.kind = tokUnknown
			return i + len(suffix)
		}
	}
	return i
}

// readFullDate reads 24-12-2026 and 2026-12-24.
func readFullDate(rs []rune, i int, t *token) (end int, ok bool) {
	var part, width [3]int
	for n := range part {
		if n > 0 {
			if i == len(rs) || rs[i] != '-' {
				return 0, false
			}
			i++
		}
		for ; i < len(rs) && digit(rs[i]) && width[n] < 5; i++ {
			part[n] = part[n]*10 + int(rs[i]-'0')
			width[n]++
		}
		if width[n] == 0 {
			return 0, false
		}
	}
	if width[0] == 4 {
		part[0], part[2] = part[2], part[0]
		width[0], width[2] = width[2], width[0]
	}
	day, month, year := part[0], part[1], part[2]
	if width[0] > 2 || width[1] > 2 || width[2] != 4 || !validDate(year, month, day) {
		return 0, false
	}
	md := monthDay(month, day)
	t.kind, t.date = tokFullDate, makeRange(year, md, year, md)
	return i, true
}

// validDate checks a date; year 0 stands for any year.
func validDate(year, month, day int) bool {
	return (year == 0 || year >= firstYear && year <= lastYear) &&
		month >= 1 && month <= 12 && day >= 1 && day <= monthLength(year, month)
}
