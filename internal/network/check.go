package network

import (
	"fmt"
	"math"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/fold"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/id"
)

// checks collects what is wrong with an input, field by field.
type checks struct{ fields []fault.Field }

func (c *checks) wrong(field, nl, en string) {
	c.fields = append(c.fields, fault.Field{Name: field, Text: fault.Text{NL: nl, EN: en}})
}

// err gives an Invalid error when something is wrong.
func (c *checks) err() error { return fault.InvalidFields(c.fields...).OrNil() }

const (
	shortText = 200
	longText  = 4000
)

// text trims a text and checks that it is text of a sensible length.
func (c *checks) text(field string, s *string, most int) {
	*s = strings.TrimSpace(*s)
	switch {
	case !utf8.ValidString(*s) || strings.ContainsRune(*s, 0):
		c.wrong(field, "Dit is geen leesbare tekst.", "expected UTF-8 text")
	case utf8.RuneCountInString(*s) > most:
		c.wrong(field, fmt.Sprintf("Gebruik hooguit %d tekens.", most), fmt.Sprintf("expected at most %d characters", most))
	}
}

// name is a text that must say something.
func (c *checks) name(field string, s *string) {
	before := len(c.fields)
	c.text(field, s, shortText)
	if len(c.fields) == before && fold.Text(*s) == "" {
		c.wrong(field, "Vul een naam in.", "expected a name")
	}
}

func (c *checks) id(field, s string) {
	if _, err := id.Parse[string](s); err != nil {
		c.wrong(field, "Dit nummer klopt niet.", "expected a UUID")
	}
}

// number checks an identifier of eight digits; empty is allowed.
func (c *checks) number(field, what string, s *string) {
	*s = strings.TrimSpace(*s)
	if *s != "" && (len(*s) != 8 || !allDigits(*s)) {
		c.wrong(field, "Een "+what+"-nummer heeft acht cijfers.", "expected "+what+": 8 digits")
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
		c.wrong(field, "Vul een telefoonnummer in, zoals 010 123 45 67.", "expected a phone number such as 010 123 45 67")
	}
}

func (c *checks) email(field string, s *string) {
	*s = strings.TrimSpace(*s)
	if *s == "" {
		return
	}
	if a, err := mail.ParseAddress(*s); err != nil || a.Address != *s || len(*s) > shortText {
		c.wrong(field, "Vul een e-mailadres in, zoals naam@voorbeeld.nl.", "expected an e-mail address")
	}
}

func (c *checks) website(field string, s *string) {
	*s = strings.TrimSpace(*s)
	if *s == "" {
		return
	}
	u, err := url.Parse(*s)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || len(*s) > longText {
		c.wrong(field, "Vul een webadres in dat begint met https://.", "expected an address that begins with https://")
	}
}

// reach checks how somebody is reached. Hours may be typed the way people say them and are kept in
// their one spelling.
func (c *checks) reach(r *Reach, prefix string) {
	c.phone(prefix+"phone", &r.Phone)
	c.email(prefix+"email", &r.Email)
	c.text(prefix+"remarks", &r.Remarks, longText)
	if r.Hours = strings.TrimSpace(r.Hours); r.Hours == "" {
		return
	}
	h, err := hours.ParseDutch(r.Hours)
	switch {
	case err != nil:
		c.wrong(prefix+"hours", "Deze tijden begrijpen we niet. Schrijf bijvoorbeeld: ma-vr 8-17.", "expected opening hours such as Mo-Fr 08:00-17:00")
	case !h.Opens():
		c.wrong(prefix+"hours", "Met deze tijden is niemand ooit te bereiken.", "expected hours that open at least once")
	default:
		r.Hours = h.String()
	}
}

func (c *checks) year(field string, year int) {
	if year < 1995 || year > 2100 {
		c.wrong(field, "Geef een jaar tussen 1995 en 2100.", "expected a year between 1995 and 2100")
	}
}

func oneOf[T ~string](c *checks, field string, v T, allowed ...T) {
	if slices.Contains(allowed, v) {
		return
	}
	names := make([]string, len(allowed))
	for i, a := range allowed {
		names[i] = string(a)
	}
	list := strings.Join(names, ", ")
	c.wrong(field, "Kies een van: "+list+".", "expected one of: "+list)
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
