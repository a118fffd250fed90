package meeting

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/personal"
)

const (
	mostTitle   = 200 // characters
	mostMinutes = 8000
	mostItems   = 100
	mostTasks   = 200
	mostPresent = 200
)

// ErrWarned is in the error of a text in which a name, a postcode or a date seems to stand, and nothing
// that surely tells who it is about: whoever has read that may send it again with SeenPersonal. Minutes
// have dates and say which organisation speaks, so these are no more than a warning here.
var ErrWarned = errors.New("meeting: may tell who it is about")

// checker collects what is wrong, and what is a warning.
type checker struct {
	fields, warned []fault.Field
	seen           bool
}

func (c *checker) wrong(field, nl, en string) {
	c.fields = append(c.fields, fault.Field{Name: field, Text: fault.Text{NL: nl, EN: en}})
}

// words trims a text and checks that it can be kept: how long it is, and whether it tells who it is about.
func (c *checker) words(field string, text *string, most int) {
	*text = strings.TrimSpace(strings.ReplaceAll(*text, "\r\n", "\n"))
	switch {
	case !utf8.ValidString(*text) || strings.ContainsRune(*text, 0):
		c.wrong(field, "Dit is geen leesbare tekst.", "expected UTF-8 text")
		return
	case utf8.RuneCountInString(*text) > most:
		c.wrong(field, fmt.Sprintf("Gebruik hooguit %d tekens.", most), fmt.Sprintf("expected at most %d characters", most))
		return
	}
	for _, f := range personal.Check(*text) {
		switch {
		case f.Code == personal.BSN || f.Code == personal.Reach:
			c.fields = append(c.fields, fault.Field{Name: field, Text: f.Text})
		case !c.seen:
			c.warned = append(c.warned, fault.Field{Name: field, Text: f.Text})
		}
	}
}

// title is a text that must say something, on one line.
func (c *checker) title(field string, text *string, nl, en string) {
	*text = strings.Join(strings.Fields(*text), " ")
	if c.words(field, text, mostTitle); *text == "" {
		c.wrong(field, nl, en)
	}
}

func (c *checker) id(field, id string) {
	if !isID(id) {
		c.wrong(field, "Dit nummer klopt niet.", "expected a UUID")
	}
}

func isID(id string) bool {
	_, err := uuid.Parse(id)
	return err == nil
}

// err gives what is wrong, and warnings with it; a mere warning is [ErrWarned].
func (c *checker) err() error {
	if len(c.fields) > 0 {
		return fault.InvalidFields(slices.Concat(c.fields, c.warned)...)
	}
	if len(c.warned) > 0 {
		return fault.InvalidFields(c.warned...).Because(ErrWarned)
	}
	return nil
}

// check says what is wrong with an item that is to be put on an agenda.
func (i *Item) check() error {
	c := checker{seen: i.SeenPersonal}
	c.title("title", &i.Title, "Zeg waar het over gaat.", "expected what it is about")
	switch i.Kind {
	case AboutTopic:
		if i.Ref != "" {
			c.wrong("ref", "Een gewoon onderwerp verwijst nergens naar.", "a topic refers to nothing")
		}
	case AboutBottleneck, AboutAgreement:
		c.id("ref", i.Ref)
	default:
		c.wrong("kind", "Kies waar het over gaat.", "expected bottleneck, agreement or topic")
	}
	if i.Weight < -1_000_000_000 || i.Weight > 1_000_000_000 {
		c.wrong("weight", "Dit gewicht is te groot.", "expected a number of at most nine digits")
	}
	return c.err()
}
