package param

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// separator stands between the parts of a value, and in none of them: it is a control character, which
// no part keeps. It sorts before everything a part holds.
const separator = "\x1f"

// afterPrefix is larger than every value that begins with what it is put behind.
const afterPrefix = "\U0010FFFF"

// longestPart bounds a part of a value, in bytes: PostgreSQL takes no more than 2,700 in a key.
const longestPart = 600

// plain gives a part of a value: text without control characters, and not too long.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == utf8.RuneError || r == utf8.MaxRune {
			return -1
		}
		return r
	}, s)
	if len(s) <= longestPart {
		return s
	}
	end := longestPart
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end]
}

// unfolded are letters that have no accent to take off but a plain spelling all the same.
var unfolded = strings.NewReplacer("ø", "o", "æ", "ae", "œ", "oe", "ß", "ss", "ł", "l", "đ", "d")

// fold gives a text as it is looked up, as the pages do: small letters and digits without accents, and
// one space for everything in between.
func fold(s string) string {
	var b strings.Builder
	gap := false
	// norm leaves alone what stands behind bytes that are no text, so these go first.
	decomposed := norm.NFKD.String(strings.ToValidUTF8(s, " "))
	for _, r := range unfolded.Replace(strings.ToLower(decomposed)) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteRune(r)
		default:
			gap = true
		}
	}
	return plain(b.String())
}

// Sorted gives a name as names are put in order, and as the index has it.
func Sorted(name string) string { return fold(name) }
