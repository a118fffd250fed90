package network

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// unfolded are letters that have no accent to take off but a plain spelling all the same.
var unfolded = strings.NewReplacer("ø", "o", "æ", "ae", "œ", "oe", "ß", "ss", "ł", "l", "đ", "d")

// fold gives a name as it is looked up: small letters and digits without accents, and one space
// for everything in between. Other scripts keep their letters.
func fold(name string) string {
	var b strings.Builder
	gap := false
	// norm leaves alone what stands behind bytes that are no text, so these go first.
	plain := norm.NFKD.String(strings.ToValidUTF8(name, " "))
	for _, r := range unfolded.Replace(strings.ToLower(plain)) {
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
	return b.String()
}

// afterPrefix is larger than every folded text that begins with what it is put behind.
const afterPrefix = "\U0010FFFF"

// Slug gives a name as part of an address: small letters a to z, digits and hyphens. It is empty
// for a name that has none of them.
func Slug(name string) string {
	var b strings.Builder
	for word := range strings.FieldsSeq(fold(name)) {
		plain := strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, word)
		if plain != "" && b.Len() > 0 {
			b.WriteByte('-')
		}
		b.WriteString(plain)
	}
	return b.String()
}
