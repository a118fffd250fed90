package bottleneck

import (
	"context"
	"fmt"
	netmail "net/mail"
	"slices"
	"strings"
	"unicode"

	"github.com/google/uuid"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/personal"
	"eerstelijn/internal/store"
)

const (
	mostTitle  = 120 // characters
	mostWhat   = 2000
	mostWords  = 2000
	mostGroups = 20
	mostEmail  = 200
	shortTitle = 80 // of one that is made from the first words
	mostMerged = 50 // at once
)

type checker struct{ fields []fault.Field }

func (c *checker) bad(field, nl, en string) {
	c.fields = append(c.fields, fault.Field{Name: field, Text: fault.Text{NL: nl, EN: en}})
}

func (c *checker) err() error { return fault.InvalidFields(c.fields...).OrNil() }

// text checks the length and the signs of what somebody typed.
func (c *checker) text(field, text string, most int) {
	if len([]rune(text)) > most {
		c.bad(field, fmt.Sprintf("Gebruik ten hoogste %d tekens.", most), fmt.Sprintf("expected at most %d characters", most))
	}
	if strings.ContainsRune(text, 0) {
		c.bad(field, "Hier staan tekens in die geen tekst zijn.", "holds characters that are not text")
	}
}

// Check gives what in a report seems to tell who it is about. What is [personal.Finding.Sure] is always
// refused; of the rest the sender is warned once, and may go on with [Report.SeenPersonal].
func Check(r Report) []personal.Finding { return personal.Check(r.Title + "\n" + r.What) }

// clean writes a report as it is kept.
func (r Report) clean() Report {
	r.Title, r.What, r.Email = line(r.Title), paragraphs(r.What), strings.TrimSpace(r.Email)
	if r.Title == "" {
		r.Title = firstWords(r.What)
	}
	if r.Theme == "" {
		r.Theme = "anders"
	}
	var groups []string
	for _, g := range r.Suffers {
		if g = strings.TrimSpace(g); g != "" && !slices.Contains(groups, g) {
			groups = append(groups, g)
		}
	}
	r.Suffers = groups
	return r
}

// firstWords makes a title of the first words of a text.
func firstWords(text string) string {
	text = line(text)
	if i := strings.IndexAny(text, ".!?"); i > 0 {
		text = text[:i]
	}
	if all := []rune(text); len(all) > shortTitle {
		text = string(all[:shortTitle])
		if i := strings.LastIndexByte(text, ' '); i > shortTitle/2 {
			text = text[:i]
		}
		text += "…"
	}
	return text
}

func line(s string) string { return strings.Join(strings.Fields(s), " ") }

func paragraphs(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
}

// check says what is wrong with a report that was cleaned, as far as that can be said without asking.
func (r *Report) check() error {
	var c checker
	if len([]rune(r.Title)) < 3 {
		c.bad("title", "Schrijf in een paar woorden wat er niet goed gaat.", "expected a few words on what does not work")
	}
	c.text("title", r.Title, mostTitle)
	c.text("what", r.What, mostWhat)
	c.nobody("title", r.Title, r.SeenPersonal)
	c.nobody("what", r.What, r.SeenPersonal)
	if _, known := points[r.HowOften]; !known {
		c.bad("how_often", "Kies hoe vaak dit gebeurt.", "expected daily, weekly, monthly or once")
	}
	if len(r.Suffers) > mostGroups {
		c.bad("suffers", fmt.Sprintf("Kies er hier ten hoogste %d.", mostGroups), fmt.Sprintf("expected at most %d", mostGroups))
	}
	if r.Wijkverband == "" {
		if k := r.Area.Kind(); k != network.Wijk && k != network.Municipality {
			c.bad("area", "Kies de wijk of de gemeente waar dit speelt.", "expected the code of a wijk or a municipality, such as WK036304 or GM0363")
		}
	} else if notID(string(r.Wijkverband)) {
		c.bad("wijkverband", "Kies een wijkverband uit de lijst.", "expected the id of a wijkverband")
	}
	if r.Request != "" && notID(r.Request) {
		c.bad("request", "Deze aanvraag kennen wij niet.", "expected the id of a request for a place")
	}
	if r.Key != "" && notID(r.Key) {
		c.bad("key", "Dit nummer klopt niet. Laat het weg.", "expected a UUID; it may be left out")
	}
	c.email(r.Email)
	return c.err()
}

// nobody refuses what tells who a report is about.
func (c *checker) nobody(field, text string, seen bool) {
	for _, f := range personal.Check(text) {
		if f.Sure || !seen {
			c.bad(field, f.NL, f.EN)
		}
	}
}

func (c *checker) email(address string) {
	if address == "" {
		return
	}
	a, err := netmail.ParseAddress(address)
	if err != nil || a.Address != address || len(address) > mostEmail || strings.ContainsFunc(address, unicode.IsControl) {
		c.bad("email", "Dit is geen e-mailadres. Verwacht is bijvoorbeeld naam@voorbeeld.nl. U mag het ook leeg laten.", "not an e-mail address; it may be empty")
	}
}

// spoken checks what an owner says to everybody: nothing that surely tells who somebody is. A day to look
// forward to may stand in it.
func spoken(field, words string, needed bool) (string, error) {
	var c checker
	words = paragraphs(words)
	if needed && words == "" {
		c.bad(field, "Schrijf dit op: iedereen die meldde krijgt het te lezen.", "expected words: everybody who reported reads them")
	}
	c.text(field, words, mostWords)
	c.nobody(field, words, true)
	return words, c.err()
}

// objection checks what a reporter says.
func objection(field, words string) (string, error) {
	var c checker
	words = paragraphs(words)
	if words == "" {
		c.bad(field, "Schrijf in een paar woorden waarom.", "expected a few words on why")
	}
	c.text(field, words, mostWords)
	c.nobody(field, words, true)
	return words, c.err()
}

func (d Decision) check() error {
	if d.Meeting != "" && notID(d.Meeting) {
		return fault.InvalidField("meeting", "Dit overleg kennen wij niet.", "expected the id of a meeting")
	}
	return nil
}

func notID(id string) bool {
	_, err := uuid.Parse(id)
	return err != nil || len(id) != 36
}

// codes checks a theme and target groups against their tables, and tells whether one of the groups is
// vulnerable.
func codes(ctx context.Context, tx *store.Tx, theme string, groups []string) (vulnerable bool, err error) {
	var c checker
	var known bool
	if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM bottleneck_theme WHERE code = $1)`, theme).Scan(&known); err != nil {
		return false, err
	}
	if !known {
		c.bad("theme", "Kies een van de onderwerpen.", "expected a code of the themes")
	}
	type group struct {
		code       string
		vulnerable bool
	}
	all, err := store.All(ctx, tx, func(row func(...any) error) (g group, err error) { return g, row(&g.code, &g.vulnerable) },
		`SELECT code, vulnerable FROM target_group`)
	if err != nil {
		return false, err
	}
	for _, code := range groups {
		i := slices.IndexFunc(all, func(g group) bool { return g.code == code })
		if i < 0 {
			c.bad("suffers", "Hier staat een keuze die wij niet kennen.", "holds an unknown code of a target group")
			break
		}
		vulnerable = vulnerable || all[i].vulnerable
	}
	return vulnerable, c.err()
}
