package placement

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/check"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Draft prepares a request; nobody but the asker's organisation sees it. Invalid names each field that
// is wrong. A draft with an id that the organisation used before gives the request that stands;
// Conflict when another one did.
func (s *Service) Draft(ctx context.Context, actor access.Actor, d Draft) (made Request, err error) {
	defer fault.Wrap(&err, "placement.Draft")
	l, err := s.lists(ctx)
	if err != nil {
		return Request{}, err
	}
	d = d.clean()
	called := d.ID
	if called != "" && check.NotID(called) {
		return Request{}, fault.InvalidField("id", "Dit nummer klopt niet.", "expected a UUID")
	}
	d.ID = ""
	r := &stored{Request: Request{ID: cmp.Or(called, id.New[RequestID]()), State: StateDraft, Version: 1, Draft: d, Asker: actor.Person,
		Organization: network.OrganizationID(actor.Organization), Vulnerable: l.vulnerable(d.Groups)}}
	load := func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
		if called != "" {
			if err := notAnothers(ctx, tx, r); err != nil {
				return access.Subject{}, err
			}
		}
		return r.subject("placement.Draft"), nil
	}
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "placement.Draft", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		c := &change{stored: r, s: s, tx: tx, actor: actor, move: Move{Act: "Draft"}}
		if c.now, err = tx.Now(ctx); err != nil {
			return err
		}
		if err := c.fits(ctx, d, l); err != nil {
			return err
		}
		r.MadeAt = c.now
		r.NextAt, r.Turn = r.next(c.now), r.turn(c.now)
		made, err := insertRequest(ctx, tx.Tx, r)
		if err != nil {
			return err
		}
		if made {
			return c.record(ctx)
		}
		stands, err := find(ctx, tx.Tx, r.ID, false)
		if err != nil {
			return err
		}
		if stands.Organization != r.Organization {
			return taken()
		}
		r = stands
		r.Turn = r.turn(c.now)
		return nil
	})
	if err != nil {
		return Request{}, err
	}
	return r.Request, nil
}

// notAnothers refuses an id that another organisation's request has, before anything says that this act
// is about that request: what its owner reads in the ledger is not to hold strangers.
func notAnothers(ctx context.Context, tx *store.Tx, r *stored) error {
	var owner network.OrganizationID
	err := tx.QueryRow(ctx, `SELECT organization FROM placement_request WHERE id = $1`, r.ID).Scan(&owner)
	switch {
	case errors.Is(err, store.ErrNone):
		return nil
	case err == nil && owner != r.Organization:
		return taken()
	}
	return err
}

// taken says of an id no more than that it cannot be used.
func taken() error {
	return fault.New(fault.Conflict, "Deze aanvraag kan zo niet worden gemaakt. Begin opnieuw.", "this id cannot be used; leave it out or make another")
}

// ErrStale is in the error of a change that was made from a version that is not the newest any more.
var ErrStale = errors.New("placement: changed since")

// Change replaces what a draft says. Conflict when somebody changed it since version.
func (s *Service) Change(ctx context.Context, actor access.Actor, which RequestID, version int64, d Draft) (_ Request, err error) {
	defer fault.Wrap(&err, "placement.Change(%s)", which)
	l, err := s.lists(ctx)
	if err != nil {
		return Request{}, err
	}
	d = d.clean()
	return s.step(ctx, actor, "placement.Change", which, func(ctx context.Context, c *change) error {
		if c.Version != version {
			return fault.New(fault.Conflict, "Iemand anders heeft deze aanvraag intussen gewijzigd. Bekijk hem opnieuw.", "the draft was changed since you read it").Because(ErrStale)
		}
		if err := c.fits(ctx, d, l); err != nil {
			return err
		}
		c.Draft, c.Vulnerable = d, l.vulnerable(d.Groups)
		return updateDraft(ctx, c.tx.Tx, c.stored)
	})
}

// fits checks a draft, and finds the region that its area lies in.
func (c *change) fits(ctx context.Context, d Draft, l lists) error {
	if err := d.check(l, c.now); err != nil {
		return err
	}
	region, err := regionOf(ctx, c.tx.Tx, d.Area)
	if err != nil {
		return err
	}
	if region == "" {
		return fault.InvalidField("area", "Dit gebied hoort nog niet bij een regio.", "this area lies in no region yet")
	}
	c.Region = region
	return nil
}

// regionOf gives the region that an area lies in now; of a municipality that is divided, one of those
// that hold a part. ” is none.
func regionOf(ctx context.Context, tx *store.Tx, area network.AreaCode) (region network.RegionID, err error) {
	digits := string(area)[2:]
	err = tx.QueryRow(ctx, `SELECT region FROM region_area WHERE until_at IS NULL AND (area IN ($1, $2) OR $3 <> '' AND area LIKE $3)
		ORDER BY length(area) DESC, area, region LIMIT 1`, area, "GM"+digits[:4], parts(area)).Scan(&region)
	if errors.Is(err, store.ErrNone) {
		return "", nil
	}
	return region, err
}

// parts matches the wijken of a municipality; ” for a wijk.
func parts(area network.AreaCode) string {
	if len(area) != len("GM0000") {
		return ""
	}
	return "WK" + string(area)[2:] + "%"
}

func (s *Service) lists(ctx context.Context) (l lists, err error) {
	if l.own, err = s.Tables(ctx); err != nil {
		return l, err
	}
	if l.kinds, err = s.Capacity.Tables(ctx); err != nil {
		return l, err
	}
	l.register, err = s.Directory.Tables(ctx)
	return l, err
}

// vulnerable tells whether one of the groups goes first at equal urgency.
func (l lists) vulnerable(groups []string) bool {
	return slices.ContainsFunc(l.register.TargetGroups, func(g directory.TargetGroup) bool {
		return g.Vulnerable && slices.Contains(groups, g.Code)
	})
}

// How long ago the talk with the person may have been.
const talkHolds = 30 * day

// Open asks for a place from now on: the clocks run, and providers can be invited. It was talked over with
// the person first; in a crisis it is recorded why the person does not choose.
func (s *Service) Open(ctx context.Context, actor access.Actor, which RequestID, consent Consent) (_ Request, err error) {
	defer fault.Wrap(&err, "placement.Open(%s)", which)
	return s.step(ctx, actor, "placement.Open", which, func(ctx context.Context, c *change) error {
		if c.again {
			return nil
		}
		if err := consent.check(c.Urgency, c.tables, c.now); err != nil {
			return err
		}
		// Who runs the desk may be changing: whoever comes second sees what the first one wrote.
		if err := c.tx.Lock(ctx, "region", string(c.Region)); err != nil {
			return err
		}
		desk, err := deskOf(ctx, c.tx.Tx, c.Region)
		if err != nil {
			return err
		}
		consent.At = consent.At.UTC().Truncate(time.Microsecond)
		c.State, c.Consent, c.OpenedAt, c.Desk = StateOpen, consent, c.now, desk
		c.CommitBy = c.now.Add(c.clock.Commit)
		c.say("urgency", c.Urgency)
		c.say("kind", c.Kind)
		c.say("consent", clock.Micros(consent.At))
		return nil
	})
}

func (consent Consent) check(u Urgency, t *Tables, now time.Time) error {
	var c checker
	switch {
	case consent.At.IsZero():
		c.Wrong("consent_at", "Zeg wanneer u het met de persoon hebt besproken.", "expected when it was talked over with the person")
	case consent.At.After(now.Add(time.Minute)) || consent.At.Before(now.Add(-talkHolds)):
		c.Wrong("consent_at", "Kies een moment in de afgelopen 30 dagen.", "expected a moment in the last 30 days")
	}
	reasons := t.ReasonsFor("Open")
	_, known := t.Reason("Open", consent.WhyNot)
	switch {
	case u == Crisis && !known:
		codes := make([]string, len(reasons))
		for i, r := range reasons {
			codes[i] = string(r.Code)
		}
		c.Wrong("why_not", "Kies waarom de persoon niet zelf kiest.", fmt.Sprintf("in a crisis, expected why the person does not choose: one of %v", codes))
	case u != Crisis && consent.WhyNot != "":
		c.Wrong("why_not", "Alleen bij crisis kiest de persoon niet zelf.", "only in a crisis does the person not choose")
	}
	if consent.With != "person" && consent.With != "representative" && (u != Crisis || consent.With != "") {
		c.Wrong("consent_with", "Zeg met wie u het hebt besproken.", "expected person or representative")
	}
	return c.Err()
}
