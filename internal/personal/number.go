package personal

import (
	"regexp"
	"strings"
)

var (
	// numbers are digits with at most a sign or space between them, as people write a number in parts.
	numbers = regexp.MustCompile(`\d+(?:[ ./-]\d+)*`)
	digits  = regexp.MustCompile(`\d+`)
	address = regexp.MustCompile(`[^\s@]+@[^\s@]+\.[^\s@]+`)
)

// HoldsBSN tells whether a text holds a citizen service number, in one piece or written in parts. One
// in eleven numbers of nine digits is one by chance.
func HoldsBSN(text string) bool {
	for _, n := range numbers.FindAllString(text, -1) {
		parts := digits.FindAllString(n, -1)
		if ValidBSN(strings.Join(parts, "")) {
			return true
		}
		for _, p := range parts {
			if ValidBSN(p) {
				return true
			}
		}
	}
	return false
}

// ValidBSN tells whether a text is a citizen service number: nine digits that pass the 11-test.
func ValidBSN(number string) bool {
	if len(number) != 9 || number == "000000000" {
		return false
	}
	sum := 0
	for i := range 9 {
		d := int(number[i]) - '0'
		if d < 0 || d > 9 {
			return false
		}
		if i == 8 { // the last digit counts with −1
			d = -d
		} else {
			d *= 9 - i
		}
		sum += d
	}
	return sum%11 == 0
}

// HoldsReach tells whether a text seems to hold an e-mail address or a telephone number: it may be
// what is wrong in an entry, or somebody's own.
func HoldsReach(text string) bool {
	if address.MatchString(text) {
		return true
	}
	for _, n := range numbers.FindAllString(text, -1) {
		if l := len(strings.Join(digits.FindAllString(n, -1), "")); l >= 10 && l <= 13 {
			return true
		}
	}
	return false
}
