package bottleneck

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// What links and seals are for.
const (
	followAct = "bottleneck.Follow"
	// forReporters is the purpose under which addresses of reporters are sealed. The column is
	// bottleneck_reporter.email, as text, for whoever looks after the keys.
	forReporters keys.Purpose = "bottleneck"
)

const (
	followFor = 5 * 365 * 24 * time.Hour // how long a receipt's link works at most; it ends earlier with the report
	mostNews  = 10                       // links to news of one report that work at once, beside its receipt
	mostGiven = 3                        // reports that keep the same address on one day
)

// Report tells that something does not work. Anybody may, also without an account. It begins with the
// wijkverband of the place, or with the region where there is none.
//
// Invalid names each field that is wrong, and words that tell who it is about. A report with a key that was
// used before gives the receipt of that one.
func (s *Service) Report(ctx context.Context, actor access.Actor, r Report) (receipt Receipt, err error) {
	defer fault.Wrap(&err, "bottleneck.Report")
	r = r.clean()
	if err := r.check(); err != nil {
		return Receipt{}, err
	}
	for again := true; ; again = false {
		receipt, err = s.file(ctx, actor, r)
		// Of two with the same key at once, the second finds what the first made.
		if !again || r.Key == "" || !store.IsDuplicate(err) {
			return receipt, err
		}
	}
}

func (s *Service) file(ctx context.Context, actor access.Actor, r Report) (receipt Receipt, err error) {
	b := &stored{Bottleneck: Bottleneck{ID: ID(uuid.NewString()), Title: r.Title, What: r.What, Theme: r.Theme, HowOften: r.HowOften, Suffers: r.Suffers,
		State: Reported, Reporters: 1, Origin: ByPerson}}
	who := reporter{id: uuid.NewString(), unnamed: r.Unnamed, request: r.Request}
	who.of(actor)
	subject := access.Subject{Type: "bottleneck", ID: string(b.ID)}
	as := actor
	if r.Unnamed {
		as = s.unnamed(actor, "bottleneck.Report", who.id, subject)
	}
	load := func(ctx context.Context, tx *store.Tx) (access.Subject, error) { return subject, nil }
	err = s.spine.Do(ctx, act.Attempt{Actor: as, Act: "bottleneck.Report", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		before, err := s.sent(ctx, tx, r.Key, &who)
		if err != nil || before != "" {
			receipt.ID = before
			return s.again(ctx, tx, err, &receipt, &who)
		}
		vulnerable, err := codes(ctx, tx.Tx, r.Theme, r.Suffers)
		if err != nil {
			return err
		}
		if b.Place, err = placeOf(ctx, tx.Tx, r.Wijkverband, r.Area); err != nil {
			return err
		}
		if b.Level = Wijk; b.Place.Wijkverband == "" {
			b.Level = Region
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		b.Owner, b.NextAt, b.Weight = b.body(b.Level), due(now, answerWithin[b.Level]), Weigh(r.HowOften, 1, vulnerable)
		c := &change{stored: b, s: s, tx: tx, actor: as, now: now, at: now}
		if err := insert(ctx, tx.Tx, b, now); err != nil {
			return err
		}
		if receipt, err = c.admit(ctx, who, r.Email, EventReported); err != nil {
			return err
		}
		if err := c.counted(ctx); err != nil {
			return err
		}
		tx.About("region", string(b.Place.Region))
		return tx.Changed(map[string]any{"to": b.State, "level": b.Level, "theme": b.Theme})
	})
	if err != nil {
		return Receipt{}, err
	}
	return receipt, nil
}

// reporter is who reported or joined.
type reporter struct {
	id, person, organization, request, print string
	unnamed                                  bool
}

// of fills in who somebody is, as far as may be kept.
func (r *reporter) of(actor access.Actor) {
	if !somebody(actor) {
		r.request = ""
		return
	}
	r.person = actor.Person
	if r.unnamed {
		r.request = ""
		return
	}
	r.organization = actor.Organization
}

// sent gives the bottleneck that was reported under a key before; ” for none. Somebody else's key is refused.
func (s *Service) sent(ctx context.Context, tx *act.Tx, key string, who *reporter) (before ID, err error) {
	if key == "" {
		return "", nil
	}
	prints, err := s.Keys.Fingerprints(keys.ForLinks, "bottleneck "+strings.ToLower(key))
	if err != nil {
		return "", err
	}
	if who.print, err = s.Keys.Fingerprint(keys.ForLinks, "bottleneck "+strings.ToLower(key)); err != nil {
		return "", err
	}
	for _, print := range prints {
		var id, person string
		err := tx.QueryRow(ctx, `SELECT id, bottleneck, person FROM bottleneck_reporter WHERE key_print = $1`, print).Scan(&id, &before, &person)
		switch {
		case errors.Is(err, store.ErrNone):
			continue
		case err != nil:
			return "", err
		case person != who.person:
			return "", fault.New(fault.Conflict, "Deze melding kan zo niet worden gemaakt. Begin opnieuw.", "this key cannot be used; leave it out or make another")
		}
		who.id = id
		return before, nil
	}
	return "", nil
}

// again gives the receipt of a report that was sent before: its first link is with its sender, and here is
// another one.
func (s *Service) again(ctx context.Context, tx *act.Tx, err error, receipt *Receipt, who *reporter) error {
	if err != nil {
		return err
	}
	if err := tx.QueryRow(ctx, `SELECT number FROM bottleneck WHERE id = $1`, receipt.ID).Scan(&receipt.Number); err != nil {
		return err
	}
	receipt.Token, err = s.newsTx(ctx, tx, who.id)
	return err
}

// placeOf finds where something is felt: the wijkverband that was named, or the one that counts for the
// area; and the region around it.
func placeOf(ctx context.Context, tx *store.Tx, w network.WijkverbandID, area network.AreaCode) (p Place, err error) {
	p = Place{Wijkverband: w, Area: area}
	if w != "" {
		err := tx.QueryRow(ctx, `SELECT w.region FROM wijkverband w JOIN wijkverband_version v ON v.wijkverband = w.id AND v.until_at IS NULL WHERE w.id = $1`, w).Scan(&p.Region)
		if errors.Is(err, store.ErrNone) {
			return p, fault.InvalidField("wijkverband", "Dit wijkverband kennen we niet.", "no such wijkverband")
		}
		return p, err
	}
	around := []any{area}
	marks := []string{"$1"}
	for a := area.Parent(); a != ""; a = a.Parent() {
		around = append(around, a)
		marks = append(marks, "$"+strconv.Itoa(len(around)))
	}
	in := ` IN (` + strings.Join(marks, ", ") + `)`
	err = tx.QueryRow(ctx, `SELECT w.id, w.region FROM wijkverband_area a JOIN wijkverband w ON w.id = a.wijkverband
		WHERE a.until_at IS NULL AND a.is_primary = 1 AND a.area`+in+` ORDER BY length(a.area) DESC, w.id LIMIT 1`, around...).Scan(&p.Wijkverband, &p.Region)
	if !errors.Is(err, store.ErrNone) {
		return p, err
	}
	// Of a municipality that is divided, one of the regions that hold a part.
	around = append(around, string(area))
	whole := "$" + strconv.Itoa(len(around))
	if area.Kind() == network.Municipality {
		around[len(around)-1] = "WK" + string(area)[2:] + "%"
	}
	err = tx.QueryRow(ctx, `SELECT region FROM region_area WHERE until_at IS NULL AND (area`+in+` OR area LIKE `+whole+`) ORDER BY length(area) DESC, area, region LIMIT 1`, around...).Scan(&p.Region)
	if errors.Is(err, store.ErrNone) {
		return p, fault.InvalidField("area", "Dit gebied hoort nog niet bij een regio.", "this area lies in no region yet")
	}
	return p, err
}

// admit adds a reporter with a link to follow, and says so.
func (c *change) admit(ctx context.Context, who reporter, email string, kind EventKind) (Receipt, error) {
	email, err := c.sealed(ctx, who.id, email)
	if err != nil {
		return Receipt{}, err
	}
	_, err = c.tx.Exec(ctx, `INSERT INTO bottleneck_reporter (id, bottleneck, person, organization, unnamed, rule, email, no_mail, request, key_print, joined_at)
		VALUES ($1, $2, $3, $4, $5, '', $6, 0, $7, $8, $9)`,
		who.id, c.ID, who.person, who.organization, bit(who.unnamed), email, who.request, who.print, clock.Micros(c.now))
	if err != nil {
		return Receipt{}, err
	}
	if err := c.say(ctx, kind, "", Owner{}, ""); err != nil {
		return Receipt{}, err
	}
	if err := c.hand(ctx, who.id); err != nil {
		return Receipt{}, err
	}
	token, err := c.s.linkTx(ctx, c.tx, who.id)
	return Receipt{ID: c.ID, Token: token, Number: c.Number}, err
}

// counted keeps the number of the last event of a bottleneck that was just made.
func (c *change) counted(ctx context.Context) error {
	_, err := c.tx.Exec(ctx, `UPDATE bottleneck SET events = $1 WHERE id = $2`, c.events, c.ID)
	return err
}

// newsLinks are the links of a report that came with its mails; they are counted apart from its receipt.
const newsLinks = "/news"

// newsTx makes a link by which a reporter follows beside their receipt, which keeps working; when many do,
// the oldest of these stops.
func (s *Service) newsTx(ctx context.Context, tx *act.Tx, reporter string) (string, error) {
	if err := s.Links.KeepTx(ctx, tx, followAct, reporter+newsLinks, mostNews-1); err != nil {
		return "", err
	}
	return s.linkTx(ctx, tx, reporter+newsLinks)
}

// linkTx makes a link by which a reporter follows.
func (s *Service) linkTx(ctx context.Context, tx *act.Tx, of string) (string, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return "", err
	}
	// The id is chance, as everything about a reporter.
	return s.Links.MakeTx(ctx, tx, link.Link{ID: link.ID(uuid.NewString()), Act: followAct, SubjectType: "report", SubjectID: of, Until: now.Add(followFor)})
}
