package meeting

import (
	"errors"
	"slices"
	"strings"

	"eerstelijn/internal/check"
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
	check.Fields
	warned check.Fields
	seen   bool
}

// words trims a text and checks that it can be kept: how long it is, and whether it tells who it is about.
func (c *checker) words(field string, text *string, most int) {
	*text = strings.ReplaceAll(*text, "\r\n", "\n")
	if !c.Text(field, text, most) {
		return
	}
	for _, f := range personal.Check(*text) {
		switch {
		case f.Code == personal.BSN || f.Code == personal.Reach:
			c.Wrong(field, f.NL, f.EN)
		case !c.seen:
			c.warned.Wrong(field, f.NL, f.EN)
		}
	}
}

// title is a text that must say something, on one line.
func (c *checker) title(field string, text *string, nl, en string) {
	*text = strings.Join(strings.Fields(*text), " ")
	if c.words(field, text, mostTitle); *text == "" {
		c.Wrong(field, nl, en)
	}
}

// Err gives what is wrong, and warnings with it; a mere warning is [ErrWarned].
func (c *checker) Err() error {
	if len(c.Fields) == 0 && len(c.warned) > 0 {
		return fault.InvalidFields(c.warned...).Because(ErrWarned)
	}
	return slices.Concat(c.Fields, c.warned).Err()
}

// check says what is wrong with an item that is to be put on an agenda.
func (i *Item) check() error {
	c := checker{seen: i.SeenPersonal}
	c.title("title", &i.Title, "Zeg waar het over gaat.", "expected what it is about")
	switch i.Kind {
	case AboutTopic:
		if i.Ref != "" {
			c.Wrong("ref", "Een gewoon onderwerp verwijst nergens naar.", "a topic refers to nothing")
		}
	case AboutBottleneck, AboutAgreement:
		c.ID("ref", i.Ref)
	default:
		c.Wrong("kind", "Kies waar het over gaat.", "expected bottleneck, agreement or topic")
	}
	if i.Weight < -1_000_000_000 || i.Weight > 1_000_000_000 {
		c.Wrong("weight", "Dit gewicht is te groot.", "expected a number of at most nine digits")
	}
	return c.Err()
}
