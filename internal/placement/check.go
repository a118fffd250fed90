package placement

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/check"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/personal"
)

const (
	mostNote   = 500 // characters
	mostCodes  = 20  // in one list
	mostKM     = 400
	mostPlaces = 60
	mostAhead  = 365 * day
)

// lists are the code tables that a draft is checked against.
type lists struct {
	own      *Tables
	kinds    *capacity.Tables
	register *directory.Tables
}

type checker struct{ check.Fields }

// each checks a list of codes.
func (c *checker) each(field string, codes []string, known func(string) bool) {
	if c.List(field, len(codes), mostCodes) && slices.ContainsFunc(codes, func(code string) bool { return !known(code) }) {
		c.Wrong(field, "Hier staat een keuze die wij niet kennen.", "holds an unknown code")
	}
}

var (
	areaForm    = regexp.MustCompile(`^(GM\d{4}|WK\d{6})$`)
	insurerForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)
)

// check says what is wrong with a draft. Whether its area lies in a region is asked within the act.
func (d *Draft) check(l lists, now time.Time) error {
	var c checker
	check.OneOf(&c.Fields, "ask", d.Ask, Care, Place, Advice)
	if _, ok := l.kinds.Kind(d.Kind); !ok {
		c.Wrong("kind", "Kies waar u een plek voor zoekt.", "expected a kind of capacity, such as elv-laag")
	}
	if _, ok := l.own.Urgency(d.Urgency); !ok {
		c.Wrong("urgency", "Kies hoe snel het moet.", "expected crisis, soon or planned")
	}
	check.OneOf(&c.Fields, "direction", d.Direction, In, Through, Out, Back)
	if !areaForm.MatchString(string(d.Area)) {
		c.Wrong("area", "Kies een wijk of een gemeente. Kleiner mag niet.", "expected the code of a wijk or a municipality, such as WK036304 or GM0363")
	}
	c.each("groups", d.Groups, func(code string) bool {
		return slices.ContainsFunc(l.register.TargetGroups, func(g directory.TargetGroup) bool { return g.Code == code })
	})
	c.each("languages", d.Languages, func(code string) bool {
		return slices.ContainsFunc(l.register.Languages, func(g directory.Language) bool { return g.Code == code })
	})
	c.each("wishes", d.Wishes, func(code string) bool {
		return slices.ContainsFunc(l.own.Wishes, func(w Wish) bool { return w.Code == code })
	})
	if len(d.Continuity) > mostCodes || slices.ContainsFunc(d.Continuity, check.NotID) {
		c.Wrong("continuity", "Kies organisaties uit de lijst.", "expected ids of organisations")
	}
	if d.Insurer != "" && !insurerForm.MatchString(d.Insurer) {
		c.Wrong("insurer", "Kies een verzekeraar uit de lijst.", "expected the code of an insurer")
	}
	if d.MaxKilometres < 0 || d.MaxKilometres > mostKM {
		c.Wrong("max_km", fmt.Sprintf("Kies een afstand van 0 tot %d kilometer.", mostKM), fmt.Sprintf("expected 0 to %d kilometres", mostKM))
	}
	if d.Places < 0 || d.Places > mostPlaces {
		c.Wrong("places", fmt.Sprintf("Kies een aantal van 1 tot %d.", mostPlaces), fmt.Sprintf("expected 1 to %d places", mostPlaces))
	}
	if !d.StartBy.IsZero() && (d.StartBy.Before(now.Add(-day)) || d.StartBy.After(now.Add(mostAhead))) {
		c.Wrong("start_by", "Kies een dag in het komende jaar.", "expected a day within a year from now")
	}
	c.needs(d, l.own)
	c.words("note", &d.Note, mostNote)
	return c.Err()
}

// needs takes only what receivers of this kind declare to need, in its coded answers.
func (c *checker) needs(d *Draft, t *Tables) {
	items := t.ItemsFor(d.Kind)
	for code, answer := range d.Needs {
		i := slices.IndexFunc(items, func(i DataItem) bool { return i.Code == code })
		switch {
		case i < 0:
			c.Wrong("needs", "Hier staat iets wat niemand nodig heeft om te antwoorden.", "holds an item that receivers of this kind do not ask for")
			return
		case !slices.ContainsFunc(items[i].Answers, func(a DataAnswer) bool { return a.Code == answer }):
			c.Wrong("needs."+code, "Kies een van de antwoorden.", "expected one of the coded answers of "+code)
		}
	}
}

// words checks what somebody typed for others to read, of people who are not to be known.
func (c *checker) words(field string, text *string, most int) {
	c.Text(field, text, most)
	for _, f := range personal.Check(*text) {
		c.Wrong(field, f.NL, f.EN)
	}
}

// clean writes a draft as it is kept: no space around, no code twice, no empty answers.
func (d Draft) clean() Draft {
	d.Note = strings.TrimSpace(strings.ReplaceAll(d.Note, "\r\n", "\n"))
	d.Insurer = strings.TrimSpace(d.Insurer)
	d.Groups, d.Languages, d.Wishes, d.Continuity = once(d.Groups), once(d.Languages), once(d.Wishes), once(d.Continuity)
	needs := map[string]string{}
	for k, v := range d.Needs {
		if v != "" {
			needs[k] = v
		}
	}
	if d.Needs = needs; len(needs) == 0 {
		d.Needs = nil
	}
	if !d.StartBy.IsZero() {
		d.StartBy = d.StartBy.UTC().Truncate(time.Microsecond)
	}
	return d
}

// once gives a list of its own, in its order, each code once.
func once[T ~string](list []T) []T {
	var out []T
	for _, v := range list {
		if v = T(strings.TrimSpace(string(v))); v != "" && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}
