package network

import (
	"math"
	"net/mail"
	"net/url"
	"strings"

	"eerstelijn/internal/check"
	"eerstelijn/internal/fold"
	"eerstelijn/internal/hours"
)

// checks collects what is wrong with an input, field by field.
type checks struct{ check.Fields }

const (
	shortText = 200
	longText  = 4000
)

// name is a text that must say something.
func (c *checks) name(field string, s *string) {
	if c.Text(field, s, shortText) && fold.Text(*s) == "" {
		c.Wrong(field, "Vul een naam in.", "expected a name")
	}
}

// number checks an identifier of eight digits; empty is allowed.
func (c *checks) number(field, what string, s *string) {
	*s = strings.TrimSpace(*s)
	if *s != "" && (len(*s) != 8 || !allDigits(*s)) {
		c.Wrong(field, "Een "+what+"-nummer heeft acht cijfers.", "expected "+what+": 8 digits")
	}
}

func (c *checks) phone(field string, s *string) {
	*s = strings.TrimSpace(*s)
	if *s == "" {
		return
	}
	count := 0
	for i, r := range *s {
		switch {
		case r >= '0' && r <= '9':
			count++
		case r == '+' && i == 0, strings.ContainsRune(" -()", r):
		default:
			count = -100
		}
	}
	if count < 3 || count > 15 {
		c.Wrong(field, "Vul een telefoonnummer in, zoals 010 123 45 67.", "expected a phone number such as 010 123 45 67")
	}
}

func (c *checks) email(field string, s *string) {
	*s = strings.TrimSpace(*s)
	if *s == "" {
		return
	}
	if a, err := mail.ParseAddress(*s); err != nil || a.Address != *s || len(*s) > shortText {
		c.Wrong(field, "Vul een e-mailadres in, zoals naam@voorbeeld.nl.", "expected an e-mail address")
	}
}

func (c *checks) website(field string, s *string) {
	*s = strings.TrimSpace(*s)
	if *s == "" {
		return
	}
	u, err := url.Parse(*s)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || len(*s) > longText {
		c.Wrong(field, "Vul een webadres in dat begint met https://.", "expected an address that begins with https://")
	}
}

// reach checks how somebody is reached. Hours may be typed the way people say them and are kept in
// their one spelling.
func (c *checks) reach(r *Reach, prefix string) {
	c.phone(prefix+"phone", &r.Phone)
	c.email(prefix+"email", &r.Email)
	c.Text(prefix+"remarks", &r.Remarks, longText)
	if r.Hours = strings.TrimSpace(r.Hours); r.Hours == "" {
		return
	}
	h, err := hours.ParseDutch(r.Hours)
	switch {
	case err != nil:
		c.Wrong(prefix+"hours", "Deze tijden begrijpen we niet. Schrijf bijvoorbeeld: ma-vr 8-17.", "expected opening hours such as Mo-Fr 08:00-17:00")
	case !h.Opens():
		c.Wrong(prefix+"hours", "Met deze tijden is niemand ooit te bereiken.", "expected hours that open at least once")
	default:
		r.Hours = h.String()
	}
}

func (c *checks) year(field string, year int) {
	if year < 1995 || year > 2100 {
		c.Wrong(field, "Geef een jaar tussen 1995 en 2100.", "expected a year between 1995 and 2100")
	}
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
