package directory

import (
	"eerstelijn/internal/fault"
	"eerstelijn/internal/personal"
)

// words checks what somebody wrote for others to read.
func (c *checker) words(field, text string) {
	c.paragraphs(field, text, mostWords)
	if personal.HoldsBSN(text) {
		c.bad(field, "Hier staat een burgerservicenummer in. Haal het weg: schrijf geen namen of nummers van uzelf of van iemand anders.",
			"holds a citizen service number; leave it out")
	}
}

func (c *checker) err() error { return fault.InvalidFields(c.fields...).OrNil() }
