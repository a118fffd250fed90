package placement

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
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

type checker struct{ fields []fault.Field }

func (c *checker) bad(field, nl, en string) {
	c.fields = append(c.fields, fault.Field{Name: field, Text: fault.Text{NL: nl, EN: en}})
}

func (c *checker) err() error { return fault.InvalidFields(c.fields...).OrNil() }

func oneOf[T ~string](c *checker, field string, got T, all ...T) {
	if !slices.Contains(all, got) {
		texts := make([]string, len(all))
		for i, a := range all {
			texts[i] = string(a)
		}
		c.bad(field, "Maak hier een keuze.", "expected one of "+strings.Join(texts, ", "))
	}
}

// each checks a list of codes.
func (c *checker) each(field string, codes []string, known func(string) bool) {
	if len(codes) > mostCodes {
		c.bad(field, fmt.Sprintf("Kies er hier ten hoogste %d.", mostCodes), fmt.Sprintf("expected at most %d", mostCodes))
		return
	}
	for _, code := range codes {
		if !known(code) {
			c.bad(field, "Hier staat een keuze die wij niet kennen.", "holds an unknown code")
			return
		}
	}
}

var (
	areaForm    = regexp.MustCompile(`^(GM\d{4}|WK\d{6})$`)
	insurerForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)
)

// check says what is wrong with a draft. Whether its area lies in a region is asked within the act.
func (d *Draft) check(l lists, now time.Time) error {
	var c checker
	oneOf(&c, "ask", d.Ask, Care, Place, Advice)
	if _, ok := l.kinds.Kind(d.Kind); !ok {
		c.bad("kind", "Kies waar u een plek voor zoekt.", "expected a kind of capacity, such as elv-laag")
	}
	if _, ok := l.own.Urgency(d.Urgency); !ok {
		c.bad("urgency", "Kies hoe snel het moet.", "expected crisis, soon or planned")
	}
	oneOf(&c, "direction", d.Direction, In, Through, Out, Back)
	if !areaForm.MatchString(string(d.Area)) {
		c.bad("area", "Kies een wijk of een gemeente. Kleiner mag niet.", "expected the code of a wijk or a municipality, such as WK036304 or GM0363")
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
	if len(d.Continuity) > mostCodes || slices.ContainsFunc(d.Continuity, notID) {
		c.bad("continuity", "Kies organisaties uit de lijst.", "expected ids of organisations")
	}
	if d.Insurer != "" && !insurerForm.MatchString(d.Insurer) {
		c.bad("insurer", "Kies een verzekeraar uit de lijst.", "expected the code of an insurer")
	}
	if d.MaxKilometres < 0 || d.MaxKilometres > mostKM {
		c.bad("max_km", fmt.Sprintf("Kies een afstand van 0 tot %d kilometer.", mostKM), fmt.Sprintf("expected 0 to %d kilometres", mostKM))
	}
	if d.Places < 0 || d.Places > mostPlaces {
		c.bad("places", fmt.Sprintf("Kies een aantal van 1 tot %d.", mostPlaces), fmt.Sprintf("expected 1 to %d places", mostPlaces))
	}
	if !d.StartBy.IsZero() && (d.StartBy.Before(now.Add(-day)) || d.StartBy.After(now.Add(mostAhead))) {
		c.bad("start_by", "Kies een dag in het komende jaar.", "expected a day within a year from now")
	}
	c.needs(d, l.own)
	c.words("note", d.Note, mostNote)
	return c.err()
}

func notID[T ~string](id T) bool {
	_, err := uuid.Parse(string(id))
	return err != nil
}

// needs takes only what receivers of this kind declare to need, in its coded answers.
func (c *checker) needs(d *Draft, t *Tables) {
	items := t.ItemsFor(d.Kind)
	for code, answer := range d.Needs {
		i := slices.IndexFunc(items, func(i DataItem) bool { return i.Code == code })
		switch {
		case i < 0:
			c.bad("needs", "Hier staat iets wat niemand nodig heeft om te antwoorden.", "holds an item that receivers of this kind do not ask for")
			return
		case !slices.ContainsFunc(items[i].Answers, func(a DataAnswer) bool { return a.Code == answer }):
			c.bad("needs."+code, "Kies een van de antwoorden.", "expected one of the coded answers of "+code)
		}
	}
}

// words checks what somebody typed for others to read, of people who are not to be known.
func (c *checker) words(field, text string, most int) {
	if len([]rune(text)) > most {
		c.bad(field, fmt.Sprintf("Gebruik ten hoogste %d tekens.", most), fmt.Sprintf("expected at most %d characters", most))
	}
	if strings.ContainsRune(text, 0) {
		c.bad(field, "Hier staan tekens in die geen tekst zijn.", "holds characters that are not text")
	}
	for _, f := range personal.Check(text) {
		c.bad(field, f.NL, f.EN)
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
