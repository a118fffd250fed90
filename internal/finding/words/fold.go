package words

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold gives s as words are compared: lower case, accents gone, ĳ and ÿ as ij, and one space for
// everything that is neither letter nor digit. An apostrophe inside a word and the full stops of an
// abbreviation vanish, so that baby's is one word and g.g.z. is ggz.
func Fold(s string) string {
	if folded, ok := foldASCII(s); ok {
		return folded
	}
	var b strings.Builder
	b.Grow(len(s))
	w := writer{b: &b}
	// norm.NFKD pulls accents off their letters; what is left of them is a mark, which is dropped.
	for _, r := range norm.NFKD.String(strings.Map(beforeNFKD, s)) {
		r = unicode.ToLower(r)
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == 'ß':
			w.letter('s')
			w.letter('s')
		case r == 'æ':
			w.letter('a')
			w.letter('e')
		case r == 'œ':
			w.letter('o')
			w.letter('e')
		case r == 'ø':
			w.letter('o')
		case r == ijMark:
			w.letter('i')
			w.letter('j')
		default:
			w.rune(r)
		}
	}
	return strings.TrimSuffix(b.String(), " ")
}

// ijMark stands for ÿ until the accents are off: decomposed, ÿ would become a plain y.
const ijMark = '\uE000'

func beforeNFKD(r rune) rune {
	switch r {
	case 'ÿ', 'Ÿ':
		return ijMark
	case ijMark, utf8.RuneError:
		return ' '
	}
	return r
}

func foldASCII(s string) (string, bool) {
	changed := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= utf8.RuneSelf:
			return "", false
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
		case c == ' ' && i > 0 && i < len(s)-1 && s[i-1] != ' ':
		default:
			changed = true
		}
	}
	if !changed {
		return s, true
	}
	var b strings.Builder
	b.Grow(len(s))
	w := writer{b: &b}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		w.rune(rune(c))
	}
	return strings.TrimSuffix(b.String(), " "), true
}

// writer collects folded runes. It holds a mark back until it knows what follows.
type writer struct {
	b *strings.Builder
	// run is the length of the word being written.
	run int
	// held is an apostrophe or full stop directly behind a letter.
	held bool
}

func (w *writer) rune(r rune) {
	switch {
	case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)):
		w.letter(r)
	case (r == '\'' || r == '’' || r == 'ʼ') && w.run > 0 && !w.held,
		r == '.' && w.run == 1 && !w.held:
		w.held = true
	default:
		w.gap()
	}
}

func (w *writer) letter(r rune) {
	if w.held {
		// The word goes on behind the mark; an abbreviation keeps run at 1, so that its next
		// full stop vanishes as well.
		w.held = false
		if w.run == 1 {
			w.run = 0
		}
	}
	w.b.WriteRune(r)
	w.run++
}

func (w *writer) gap() {
	w.held = false
	if w.run > 0 {
		w.b.WriteByte(' ')
	}
	w.run = 0
}

// Tokens gives the folded words of s, without those of one letter.
func Tokens(s string) []string { return AppendTokens(nil, s) }

// AppendTokens is [Tokens] into a slice that the caller brings. The words share memory with one
// another: clone what is kept long.
func AppendTokens(dst []string, s string) []string {
	for word := range strings.FieldsSeq(Fold(s)) {
		if len(word) > 1 {
			dst = append(dst, word)
		}
	}
	return dst
}

// Join gives the letters and digits of s as one folded word: maatschappelijk-werk becomes
// maatschappelijkwerk. Codes are compared this way, so that hyphens and spaces do not matter.
func Join(s string) string { return strings.ReplaceAll(Fold(s), " ", "") }
