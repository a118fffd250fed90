package directory

import (
	"fmt"
	"net/mail"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/network"
)

// text checks one line: its length, and that it holds nothing that cannot be shown or stored.
func (c *checker) text(field, s string, most int) { c.runes(field, s, most, unicode.IsControl) }

func (c *checker) paragraphs(field, s string, most int) {
	c.runes(field, s, most, func(r rune) bool { return unicode.IsControl(r) && r != '\n' })
}

func (c *checker) runes(field, s string, most int, refused func(rune) bool) {
	switch {
	case len(s) > most && utf8.RuneCountInString(s) > most:
		c.bad(field, fmt.Sprintf("Dit is te lang. Gebruik hooguit %d tekens.", most), fmt.Sprintf("too long; expected at most %d characters", most))
	case !utf8.ValidString(s) || strings.ContainsFunc(s, refused):
		c.bad(field, "Hier staan tekens in die niet te lezen zijn.", "holds characters that cannot be read; expected plain text in UTF-8")
	}
}

func (c *checker) list(field string, n, most int) {
	if n > most {
		c.bad(field, fmt.Sprintf("Dit zijn er te veel. Gebruik er hooguit %d.", most), fmt.Sprintf("too many; expected at most %d", most))
	}
}

func (c *checker) hours(field, text string) {
	if text == "" {
		return
	}
	if len(text) > mostHours {
		c.text(field, text, mostHours)
		return
	}
	h, err := hours.Parse(text)
	switch {
	case err != nil:
		words := fault.Text{NL: "Deze openingstijden zijn niet te lezen.", EN: "these opening hours cannot be read"}
		if safe := fault.Safe(err); safe.Kind == fault.Invalid {
			if words = safe.Text; len(safe.Fields) > 0 {
				words = safe.Fields[0].Text
			}
		}
		c.bad(field, words.NL, words.EN)
	case !h.Opens():
		c.bad(field, "Volgens deze tijden is het nooit open. Laat de tijden leeg als u ze niet weet.", "these hours never open; leave them empty when they are not known")
	}
}

// url checks a web address that people will click.
func (c *checker) url(field, text string) {
	if text == "" {
		return
	}
	u, err := url.Parse(text)
	if err != nil || len(text) > mostURL || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" || u.User != nil ||
		strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) }) || !utf8.ValidString(text) {
		c.bad(field, "Dit is geen webadres. Verwacht is een adres dat begint met https:// of http://.", "not a web address; expected one that starts with https:// or http://")
	}
}

// phoneForm accepts what people write: digits with space, dash, brackets, slash or dot between them,
// perhaps a + in front. 112 and 116117 are numbers; 15 digits is the most there can be (ITU E.164).
func phoneForm(s string) bool {
	digits := 0
	for i, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r == '+' && i == 0, strings.ContainsRune(" -()/.", r):
		default:
			return false
		}
	}
	return digits >= 3 && digits <= 15 && len(s) <= 30
}

func emailForm(s string) bool {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || a.Name != "" || len(s) > 254 || !utf8.ValidString(s) {
		return false
	}
	_, host, _ := strings.Cut(s, "@")
	return strings.Contains(host, ".") && !strings.ContainsFunc(s, unicode.IsControl)
}

// postcodeForm accepts 1234 and 1234 AB: no 0 in front, and not SA, SD or SS.
func postcodeForm(s string) bool {
	if len(s) != 4 && (len(s) != 7 || s[4] != ' ') {
		return false
	}
	for i := range 4 {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	if s[0] == '0' {
		return false
	}
	if len(s) == 4 {
		return true
	}
	letters := s[5:]
	return letters[0] >= 'A' && letters[0] <= 'Z' && letters[1] >= 'A' && letters[1] <= 'Z' &&
		letters != "SA" && letters != "SD" && letters != "SS"
}

var areaText = fault.Text{
	NL: "Dit is geen gebied. Verwacht is een code van het CBS, zoals GM0363, WK036304 of BU03630401.",
	EN: "not an area; expected a CBS code, such as GM0363, WK036304 or BU03630401",
}

func areaForm(a network.AreaCode) bool {
	if len(a) < 2 {
		return false
	}
	digits := a[2:]
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return false
		}
	}
	switch a[:2] {
	case "GM":
		return len(digits) == 4
	case "WK":
		return len(digits) == 6
	case "BU":
		return len(digits) == 8
	}
	return false
}

// PhoneForm tells whether a text can be a phone number as the directory takes it.
func PhoneForm(s string) bool { return phoneForm(s) }
