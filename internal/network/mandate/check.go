package mandate

import (
	"context"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/check"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/personal"
	"eerstelijn/internal/store"
)

// checks collects what is wrong with an input, field by field.
type checks struct{ check.Fields }

const (
	shortText = 200
	longText  = 2000
)

// words is a text that others read who need not know whom it is about. The date of a meeting may be in it.
func (c *checks) words(field string, s *string, most int) {
	c.Text(field, s, most)
	for _, f := range personal.Check(*s) {
		if f.Sure && f.Code != personal.Date {
			c.Wrong(field, f.NL, f.EN)
		}
	}
}

// reason is a text that must say something.
func (c *checks) reason(field string, s *string) {
	c.words(field, s, longText)
	if *s == "" {
		c.Wrong(field, "Schrijf in één zin waarom.", "expected a reason in one sentence")
	}
}

// span completes a span that may begin now, and checks that it ends after it began.
func (c *checks) span(s *Span, now time.Time) {
	if s.From.IsZero() {
		s.From = now
	}
	s.From = s.From.UTC().Truncate(time.Microsecond)
	if !s.Until.IsZero() {
		s.Until = s.Until.UTC().Truncate(time.Microsecond)
	}
	c.After("until", s.From, s.Until)
	c.moment("from", s.From)
	c.moment("until", s.Until)
}

// moment refuses a year that nobody means.
func (c *checks) moment(field string, t time.Time) {
	if !t.IsZero() && (t.Year() < 1900 || t.Year() > 2200) {
		c.Wrong(field, "Vul een datum in tussen 1900 en 2200.", "expected a moment between 1900 and 2200")
	}
}

// checkForum checks that there is such a table.
func (s *Service) checkForum(ctx context.Context, tx *store.Tx, c *checks, f Forum) error {
	needsRegion := f.Kind != Nation
	switch f.Kind {
	case RESV, Wijkverband, Regiotafel, ROAZ, Nation:
	default:
		c.Wrong("forum", "Kies een overleg: resv, wijkverband, regiotafel, roaz of nation.", "expected one of resv, wijkverband, regiotafel, roaz, nation")
		return nil
	}
	switch {
	case needsRegion && f.Region == "":
		c.Wrong("region", "Kies een regio.", "expected a region")
		return nil
	case !needsRegion && f.Region != "":
		c.Wrong("region", "Het landelijk overleg heeft geen regio.", "the nation's table has no region")
		return nil
	case (f.Kind == Wijkverband) != (f.Wijkverband != ""):
		c.Wrong("wijkverband", "Kies een wijkverband bij een overleg van een wijkverband, en anders niet.", "expected a wijkverband for a wijkverband's table, and else none")
		return nil
	case !needsRegion:
		return nil
	}
	there, err := s.network.RegionThereTx(ctx, tx, f.Region)
	if err == nil && !there {
		c.Wrong("region", "Deze regio kennen we niet.", "unknown region")
		return nil
	}
	if err == nil {
		there, err = s.network.WijkverbandInTx(ctx, tx, f.Wijkverband, f.Region)
	}
	if err == nil && !there {
		c.Wrong("wijkverband", "Dit wijkverband hoort niet bij deze regio.", "no wijkverband of this region")
	}
	return err
}

// checkOrganization gives an organisation, or notes that there is none.
func (s *Service) checkOrganization(ctx context.Context, tx *store.Tx, c *checks, field string, o network.OrganizationID) (network.Organization, error) {
	found, err := s.network.OrganizationTx(ctx, tx, o)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		c.Wrong(field, "Deze organisatie kennen we niet.", "unknown organization")
		return found, nil
	}
	return found, err
}

// checkPerson notes that somebody is not there, or has left.
func (s *Service) checkPerson(ctx context.Context, tx *store.Tx, c *checks, field string, p network.PersonID) error {
	_, there, err := s.network.AtWorkTx(ctx, tx, p)
	if err == nil && !there {
		c.Wrong(field, "Kies iemand die hier werkt.", "expected somebody who works here")
	}
	return err
}

// checkDiscipline notes that there is no such discipline.
func (s *Service) checkDiscipline(ctx context.Context, tx *store.Tx, c *checks, d network.DisciplineCode) error {
	var there bool
	err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM discipline WHERE code = $1)`, d).Scan(&there)
	if err == nil && !there {
		c.Wrong("discipline", "Kies een discipline.", "expected the code of a discipline")
	}
	return err
}

// onBehalf asks for evidence of who records something for an organisation that is not their own.
func (c *checks) onBehalf(actor access.Actor, of network.OrganizationID, evidence string) {
	if evidence == "" && (actor.Organization == "" || actor.Organization != string(of)) {
		c.Wrong("evidence", "Schrijf waar het besloten is, zoals: ledenvergadering van 12 maart 2026.", "expected where it was decided, since you record it for another organization")
	}
}

// notSelf refuses who records for an organisation that is not their own that they speak for it themselves:
// somebody else must write that down.
func (c *checks) notSelf(field string, actor access.Actor, of network.OrganizationID, who network.PersonID) {
	if who != "" && string(who) == actor.Person && actor.Organization != string(of) {
		c.Wrong(field, "Dit gaat over uzelf. Laat een collega of de organisatie zelf dit vastleggen.", "somebody else must record that you speak for an organization that is not your own")
	}
}

// newID takes the id that somebody chose, or makes one.
func newID[T ~string](c *checks, given T) T {
	if given == "" {
		return id.New[T]()
	}
	c.ID("id", string(given))
	return given
}
