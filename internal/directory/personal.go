package directory

import (
	"regexp"
	"strings"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
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
		if network.ValidBSN(strings.Join(parts, "")) {
			return true
		}
		for _, p := range parts {
			if network.ValidBSN(p) {
				return true
			}
		}
	}
	return false
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

// words checks what somebody wrote for others to read.
func (c *checker) words(field, text string) {
	c.paragraphs(field, text, mostWords)
	if HoldsBSN(text) {
		c.bad(field, "Hier staat een burgerservicenummer in. Haal het weg: schrijf geen namen of nummers van uzelf of van iemand anders.",
			"holds a citizen service number; leave it out")
	}
}

func (c *checker) err() error { return fault.InvalidFields(c.fields...).OrNil() }
