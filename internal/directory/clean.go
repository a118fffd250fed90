package directory

import (
	"strings"
	"unicode"

	"eerstelijn/internal/hours"
	"eerstelijn/internal/id"
)

// Clean writes an entry as it is kept: no space around or doubled within texts, no code twice,
// postcodes as '1234 AB', hours in their one spelling, an id for each location. It leaves alone what
// it does not understand: [Check] says what is wrong there.
func Clean(s Service) Service {
	s.Name, s.Description = line(s.Name), paragraphs(s.Description)
	s.Keywords, s.Partners = lines(s.Keywords), lines(s.Partners)
	s.TargetGroups, s.Languages, s.Insurers = codes(s.TargetGroups), codes(s.Languages), codes(s.Insurers)
	s.Accessibility, s.ServedAreas = codes(s.Accessibility), codes(s.ServedAreas)
	s.Costs, s.Modes = codes(s.Costs), codes(s.Modes)
	s.Hours = cleanHours(s.Hours)
	if s.State == "" {
		s.State = Shown
	}
	s.Locations = each(s.Locations, func(l *Location) {
		l.Name, l.Street, l.City, l.Postcode = line(l.Name), line(l.Street), line(l.City), cleanPostcode(l.Postcode)
		if l.ID == "" {
			l.ID = id.From[LocationID](string(s.ID), l.Name, l.Street, l.Postcode, l.City)
		}
	})
	s.Contacts = each(s.Contacts, func(c *ContactPoint) {
		c.Function, c.Phone, c.Email, c.URL = line(c.Function), line(c.Phone), line(c.Email), line(c.URL)
		c.Hours = cleanHours(c.Hours)
	})
	s.Links = each(s.Links, func(l *Link) { l.Label, l.URL = line(l.Label), line(l.URL) })
	return s
}

// each gives a changed copy of a list: the caller's own stays as it was. An empty list is nil, so that
// equal entries are stored alike.
func each[T any](list []T, change func(*T)) []T {
	if len(list) == 0 {
		return nil
	}
	out := make([]T, len(list))
	copy(out, list)
	for i := range out {
		change(&out[i])
	}
	return out
}

func line(s string) string {
	if !strings.ContainsFunc(s, unicode.IsSpace) {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

// paragraphs keeps line ends and drops the space at the ends of lines.
func paragraphs(s string) string {
	if !strings.ContainsAny(s, "\r\n\t") {
		return line(s)
	}
	rows := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for i := range rows {
		rows[i] = line(rows[i])
	}
	return strings.TrimSpace(strings.Join(rows, "\n"))
}

func lines(list []string) []string {
	return codes(each(list, func(s *string) { *s = line(*s) }))
}

// codes trims a list and drops what is empty or stands there twice.
func codes[T ~string](list []T) []T {
	var out []T
	for _, c := range list {
		c = T(strings.TrimSpace(string(c)))
		if c != "" && !has(out, c) {
			out = append(out, c)
		}
	}
	return out
}

func has[T comparable](list []T, v T) bool {
	for i := range list {
		if list[i] == v {
			return true
		}
	}
	return false
}

func cleanHours(text string) string {
	text = strings.TrimSpace(text)
	if h, err := hours.Parse(text); err == nil && h.Known() {
		return h.String()
	}
	return text
}

func cleanPostcode(p string) string {
	p = strings.ToUpper(strings.Join(strings.Fields(p), ""))
	if len(p) == 6 {
		return p[:4] + " " + p[4:]
	}
	return p
}
