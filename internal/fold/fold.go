// Package fold gives text as it is looked up, so that names are found whatever their case and accents.
package fold

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// unfolded are letters that have no accent to take off but a plain spelling all the same.
var unfolded = strings.NewReplacer("ø", "o", "æ", "ae", "œ", "oe", "ß", "ss", "ł", "l", "đ", "d")

// AfterPrefix is larger than every folded text that begins with what it is put behind.
const AfterPrefix = "\U0010FFFF"

// Text gives small letters and digits without accents, and one space for everything in between. Other
// scripts keep their letters.
func Text(s string) string {
	var b strings.Builder
	gap := false
	// norm leaves alone what stands behind bytes that are no text, so these go first.
	plain := norm.NFKD.String(strings.ToValidUTF8(s, " "))
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
