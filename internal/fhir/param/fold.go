package param

import (
	"strings"
	"unicode/utf8"

	"eerstelijn/internal/fold"
)

// separator stands between the parts of a value, and in none of them: it is a control character, which
// no part keeps. It sorts before everything a part holds.
const separator = "\x1f"

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

// foldPart gives a text as it is looked up, as the pages do.
func foldPart(s string) string { return plain(fold.Text(s)) }

// Sorted gives a name as names are put in order, and as the index has it.
func Sorted(name string) string { return foldPart(name) }
