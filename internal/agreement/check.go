package agreement

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/agreement/measure"
	"eerstelijn/internal/check"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

// How much fits.
const (
	mostTitle   = 150
	mostNumber  = 20
	mostClauses = 100
	mostText    = 8000
	mostWords   = 2000
	mostParties = 200
)

// Attested is the measure of an obligation that parties tell about themselves.
const Attested = "attested"

var periods = []string{"week", "month", "quarter", "year"}

// reason gives the words of an act that needs them, or says that they are missing.
func reason(name, words string) (string, error) {
	var c check.Fields
	c.Needed(name, &words, mostWords)
	return words, c.Err()
}

// clean brings a draft into the form in which it is kept: trimmed, and with moments as they are stored. It
// changes nothing that its caller still holds.
func (d Draft) clean() Draft {
	d.Parties, d.Grants = slices.Clone(d.Parties), slices.Clone(d.Grants)
	d.Clauses, d.Obligations = slices.Clone(d.Clauses), slices.Clone(d.Obligations)
	d.Title = strings.TrimSpace(d.Title)
	for i := range d.Clauses {
		c := &d.Clauses[i]
		c.Number, c.Heading, c.Text, c.Status = strings.TrimSpace(c.Number), strings.TrimSpace(c.Heading), strings.TrimSpace(c.Text), ""
	}
	for i := range d.Obligations {
		o := &d.Obligations[i]
		o.Clause, o.What = strings.TrimSpace(o.Clause), strings.TrimSpace(o.What)
	}
	for _, t := range []*time.Time{&d.From, &d.Until, &d.ReviewAt} {
		if !t.IsZero() {
			*t = t.UTC().Truncate(time.Microsecond)
		}
	}
	return d
}

// check says what is wrong with a draft in itself.
func (d *Draft) check() *check.Fields {
	c := new(check.Fields)
	c.Needed("title", &d.Title, mostTitle)
	d.checkParties(c)
	d.checkClauses(c)
	for i := range d.Obligations {
		d.checkObligation(c, i)
	}
	if p := d.Programme; p != nil {
		p := *p // what its caller holds stays as it is
		for name, text := range map[string]*string{"need": &p.Need, "group": &p.Group, "guideline": &p.Guideline, "way_in": &p.WayIn, "lead": &p.Lead, "referral": &p.Referral} {
			c.Text("programme."+name, text, mostWords)
		}
		d.Programme = &p
	}
	c.After("until", d.From, d.Until)
	if !d.Until.IsZero() && d.ReviewAt.After(d.Until) {
		c.Wrong("review_at", "Opnieuw kijken kan alleen voor het einde.", "expected a moment before the end")
	}
	return c
}

func (d *Draft) checkParties(c *check.Fields) {
	for i, p := range d.Parties {
		if slices.Contains(d.Parties[:i], p) {
			c.Wrong("parties", "Deze partij staat er twee keer in.", "a party stands twice")
			break
		}
	}
	if len(d.Parties) > mostParties {
		c.Wrong("parties", fmt.Sprintf("Hooguit %d partijen.", mostParties), fmt.Sprintf("expected at most %d parties", mostParties))
	}
}

func (d *Draft) checkClauses(c *check.Fields) {
	if len(d.Clauses) > mostClauses {
		c.Wrong("clauses", fmt.Sprintf("Hooguit %d artikelen.", mostClauses), fmt.Sprintf("expected at most %d clauses", mostClauses))
		return
	}
	seen := map[string]bool{}
	for i := range d.Clauses {
		l, at := &d.Clauses[i], fmt.Sprintf("clauses[%d].", i)
		c.Needed(at+"number", &l.Number, mostNumber)
		if l.Number != "" && !numbers(l.Number) {
			c.Wrong(at+"number", "Gebruik cijfers en letters, met punten ertussen, zoals 3 of 3.2.", "expected digits and letters, with points between them, such as 3 or 3.2")
		}
		c.Text(at+"heading", &l.Heading, mostTitle)
		c.Needed(at+"text", &l.Text, mostText)
		if seen[l.Number] {
			c.Wrong(at+"number", "Dit nummer staat er twee keer in.", "this number stands twice")
		}
		seen[l.Number] = true
	}
}

// numbers tells whether a text numbers a clause: objections and obligations refer to it, and addresses lead to
// it.
func numbers(text string) bool {
	for part := range strings.SplitSeq(text, ".") {
		if part == "" || strings.ContainsFunc(part, func(r rune) bool { return !('0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z') }) {
			return false
		}
	}
	return true
}

func (d *Draft) checkObligation(c *check.Fields, i int) {
	o, at := &d.Obligations[i], fmt.Sprintf("obligations[%d].", i)
	c.Needed(at+"what", &o.What, mostWords)
	if !slices.ContainsFunc(d.Clauses, func(l Clause) bool { return l.Number == o.Clause }) {
		c.Wrong(at+"clause", "Kies een artikel dat in de tekst staat.", "expected the number of a clause")
	}
	if o.Who != "each" && !slices.Contains(d.Parties, network.OrganizationID(o.Who)) {
		c.Wrong(at+"who", "Kies elke partij, of een van de partijen.", "expected each, or the id of a party")
	}
	if !slices.Contains(periods, o.Period) {
		c.Wrong(at+"period", "Kies week, maand, kwartaal of jaar.", "expected one of week, month, quarter, year")
	}
	if o.Norm < 1 || o.Norm > 100 {
		c.Wrong(at+"norm", "Kies een deel van 1 tot 100 procent.", "expected a percentage from 1 to 100")
	}
	if o.Measure == Attested {
		if len(o.Params) > 0 {
			c.Wrong(at+"params", "Hier hoort geen maat bij.", "expected no parameters")
		}
		return
	}
	if err := measure.Check(o.Measure, o.Params); err != nil {
		safe := fault.Safe(err)
		if len(safe.Fields) == 0 {
			c.Wrong(at+"measure", safe.Text.NL, safe.Text.EN)
		}
		for _, f := range safe.Fields {
			c.Wrong(at+f.Name, f.NL, f.EN)
		}
	}
}

// fits says what is wrong with a draft in its place: its kind, table, subject, parties and parent.
func (s *Service) fits(ctx context.Context, tx *store.Tx, d *Draft, c *check.Fields) error {
	kinds, err := kindsTx(ctx, tx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(kinds, func(k KindRow) bool { return k.Code == d.Kind })
	if i < 0 {
		c.Wrong("kind", "Kies een soort afspraak.", "unknown kind")
	} else if d.Subject == "" {
		d.Subject = kinds[i].Subject
	}
	if i >= 0 {
		var known bool
		if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM mandate_subject WHERE code = $1)`, d.Subject).Scan(&known); err != nil {
			return err
		}
		if !known {
			c.Wrong("subject", "Dit onderwerp kennen we niet.", "unknown subject")
		}
	}
	if err := checkForum(ctx, tx, d.Forum, c); err != nil {
		return err
	}
	for name, all := range map[string][]network.OrganizationID{"parties": d.Parties, "grants": d.Grants} {
		for _, p := range all {
			var kind network.OrganizationKind
			err := tx.QueryRow(ctx, `SELECT coalesce(max(kind), '') FROM organization WHERE id = $1`, p).Scan(&kind)
			switch {
			case err != nil:
				return err
			case kind == "":
				c.Wrong(name, "Een van deze organisaties kennen we niet.", "unknown organisation")
			case name == "grants" && kind != network.InsurerOrg:
				c.Wrong(name, "Kies alleen zorgverzekeraars.", "expected insurers alone")
			}
		}
	}
	return s.checkParent(ctx, tx, d, c)
}

// checkForum says whether a table is there.
func checkForum(ctx context.Context, tx *store.Tx, f mandate.Forum, c *check.Fields) error {
	var there bool
	var err error
	switch f.Kind {
	case mandate.Nation:
		there = f.Region == "" && f.Wijkverband == ""
	case mandate.Wijkverband:
		err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM wijkverband WHERE id = $1 AND region = $2)`, f.Wijkverband, f.Region).Scan(&there)
	case mandate.RESV, mandate.Regiotafel, mandate.ROAZ:
		err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM region WHERE id = $1)`, f.Region).Scan(&there)
		there = there && f.Wijkverband == ""
	}
	if err == nil && !there {
		c.Wrong("forum", "Kies het overleg waarin u dit afspreekt.", "expected a table that is there")
	}
	return err
}

// checkParent says whether a draft can implement what it names: an agreement of a higher level, in the
// same region.
func (s *Service) checkParent(ctx context.Context, tx *store.Tx, d *Draft, c *check.Fields) error {
	if d.Parent == "" {
		return nil
	}
	var level string
	var region network.RegionID
	err := tx.QueryRow(ctx, `SELECT level, region FROM agreement WHERE id = $1`, d.Parent).Scan(&level, &region)
	switch {
	case errors.Is(err, store.ErrNone):
		c.Wrong("parent", "De afspraak die u uitwerkt, bestaat niet.", "the agreement that this one implements is not there")
	case err != nil:
		return err
	case rank(level) >= rank(d.Forum.Level()):
		c.Wrong("parent", "U kunt alleen een afspraak van een hoger niveau uitwerken.", "expected an agreement of a higher level")
	case region != "" && region != d.Forum.Region:
		c.Wrong("parent", "Die afspraak is van een andere regio.", "expected an agreement of the same region, or of the nation")
	}
	return nil
}

// number gives obligations their ids: what was an obligation before keeps it, so that it can be followed
// over versions.
func (d *Draft) number(before []Obligation) {
	taken := map[string]bool{}
	for i := range d.Obligations {
		o := &d.Obligations[i]
		known := slices.ContainsFunc(before, func(b Obligation) bool { return b.ID == o.ID })
		if o.ID == "" || !known || taken[o.ID] {
			o.ID = id.New[string]()
		}
		taken[o.ID] = true
	}
}
