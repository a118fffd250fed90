package network

import (
	"strings"

	"eerstelijn/internal/fold"
)

// Slug gives a name as part of an address: small letters a to z, digits and hyphens. It is empty
// for a name that has none of them.
func Slug(name string) string {
	var b strings.Builder
	for word := range strings.FieldsSeq(fold.Text(name)) {
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
