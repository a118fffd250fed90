package bottleneck

import (
	"context"
	netmail "net/mail"
	"slices"
	"strings"
	"unicode"

	"eerstelijn/internal/check"
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

type checker struct{ check.Fields }

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
		c.Wrong("title", "Schrijf in een paar woorden wat er niet goed gaat.", "expected a few words on what does not work")
	}
	c.Text("title", &r.Title, mostTitle)
	c.Text("what", &r.What, mostWhat)
	c.nobody("title", r.Title, r.SeenPersonal)
	c.nobody("what", r.What, r.SeenPersonal)
	if _, known := points[r.HowOften]; !known {
		c.Wrong("how_often", "Kies hoe vaak dit gebeurt.", "expected daily, weekly, monthly or once")
	}
	c.List("suffers", len(r.Suffers), mostGroups)
	if r.Wijkverband == "" {
		if k := r.Area.Kind(); k != network.Wijk && k != network.Municipality {
			c.Wrong("area", "Kies de wijk of de gemeente waar dit speelt.", "expected the code of a wijk or a municipality, such as WK036304 or GM0363")
		}
	} else if check.NotID(r.Wijkverband) {
		c.Wrong("wijkverband", "Kies een wijkverband uit de lijst.", "expected the id of a wijkverband")
	}
	if r.Request != "" && check.NotID(r.Request) {
		c.Wrong("request", "Deze aanvraag kennen wij niet.", "expected the id of a request for a place")
	}
	if r.Key != "" && check.NotID(r.Key) {
		c.Wrong("key", "Dit nummer klopt niet. Laat het weg.", "expected a UUID; it may be left out")
	}
	c.email(r.Email)
	return c.Err()
}

// nobody refuses what tells who a report is about.
func (c *checker) nobody(field, text string, seen bool) {
	for _, f := range personal.Check(text) {
		if f.Sure || !seen {
			c.Wrong(field, f.NL, f.EN)
		}
	}
}

func (c *checker) email(address string) {
	if address == "" {
		return
	}
	a, err := netmail.ParseAddress(address)
	if err != nil || a.Address != address || len(address) > mostEmail || strings.ContainsFunc(address, unicode.IsControl) {
		c.Wrong("email", "Dit is geen e-mailadres. Verwacht is bijvoorbeeld naam@voorbeeld.nl. U mag het ook leeg laten.", "not an e-mail address; it may be empty")
	}
}

// spoken checks what an owner says to everybody: nothing that surely tells who somebody is. A day to look
// forward to may stand in it.
func spoken(field, words string, needed bool) (string, error) {
	var c checker
	words = paragraphs(words)
	if needed && words == "" {
		c.Wrong(field, "Schrijf dit op: iedereen die meldde krijgt het te lezen.", "expected words: everybody who reported reads them")
	}
	c.Text(field, &words, mostWords)
	c.nobody(field, words, true)
	return words, c.Err()
}

// objection checks what a reporter says.
func objection(field, words string) (string, error) {
	var c checker
	words = paragraphs(words)
	if words == "" {
		c.Wrong(field, "Schrijf in een paar woorden waarom.", "expected a few words on why")
	}
	c.Text(field, &words, mostWords)
	c.nobody(field, words, true)
	return words, c.Err()
}

func (d Decision) check() error {
	if d.Meeting != "" && check.NotID(d.Meeting) {
		return fault.InvalidField("meeting", "Dit overleg kennen wij niet.", "expected the id of a meeting")
	}
	return nil
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
		c.Wrong("theme", "Kies een van de onderwerpen.", "expected a code of the themes")
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
			c.Wrong("suffers", "Hier staat een keuze die wij niet kennen.", "holds an unknown code of a target group")
			break
		}
		vulnerable = vulnerable || all[i].vulnerable
	}
	return vulnerable, c.Err()
}
