package capacity

import (
	"context"
	"errors"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Asked is a question to an organisation whether its figures still hold ('klopt dit nog?').
type Asked struct {
	Organization network.OrganizationID
	Name, Email  string
	Offers       []AskedOffer
}

// AskedOffer is an offer in question. A link for the act capacity.Observe with it as the one subject
// lets its owner answer in one tap.
type AskedOffer struct {
	Offer
	KindName    string
	Unit        string // as the figure is counted
	ServiceName string
}

// Post is how capacity writes to people; it is called within the act, so that nothing is sent of an
// act that fails.
type Post interface {
	AskFiguresTx(ctx context.Context, tx *act.Tx, q Asked) error
}

// SetPost says how to write to people; without it nobody is written to. It is for the start of the
// program, before anything is asked.
func (s *Service) SetPost(p Post) { s.post = p }

const (
	askAtOnce = 20  // offers in one question
	askRun    = 400 // offers in one run of the job
)

// dueWhere picks offers o of kinds k whose figure is stale, or that never had one for as long, and
// whose owner was not asked within the rhythm. Nobody is asked more than once a day, and after each
// question without an answer the next one waits twice as long, at most 32 times.
const dueWhere = `o.ended_at IS NULL
	AND (o.valid_until <= $1 OR coalesce(o.told_at, o.made_at) + coalesce(o.stale_seconds, k.stale_seconds) * 1000000 <= $1)
	AND (o.asked_at IS NULL OR o.asked_at + CASE WHEN coalesce(o.stale_seconds, k.stale_seconds) > 86400 THEN coalesce(o.stale_seconds, k.stale_seconds) ELSE 86400 END
		* 1000000 * (1 << CAST(CASE WHEN o.asked_times > 5 THEN 5 ELSE o.asked_times END AS INTEGER)) <= $1)`

// due is an offer whose owner is to be asked.
type due struct {
	offer        OfferID
	organization network.OrganizationID
}

// Ask asks the owners of stale figures whether these still hold, and gives about how many it asked;
// more says that there may be others.
func (s *Service) Ask(ctx context.Context) (asked int, more bool, err error) {
	defer fault.Wrap(&err, "capacity.Ask")
	behind := s.catchUp(ctx) // who is asked is who offers it now
	defer func() { err = errors.Join(err, behind) }()
	var all []due
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		all, err = store.All(ctx, tx, func(row func(...any) error) (d due, err error) {
			return d, row(&d.offer, &d.organization)
		}, `SELECT o.id, o.organization FROM offer o JOIN capacity_kind k ON k.code = o.kind WHERE `+dueWhere+` ORDER BY o.organization, o.id LIMIT $2`,
			clock.Micros(now), askRun)
		return err
	})
	if err != nil {
		return 0, false, err
	}
	more = len(all) == askRun
	for len(all) > 0 {
		n := 1
		for n < len(all) && n < askAtOnce && all[n].organization == all[0].organization {
			n++
		}
		got, problem := s.ask(ctx, all[0].organization, all[:n])
		if problem == nil {
			asked += got
		}
		err = errors.Join(err, problem) // the others are asked all the same
		all = all[n:]
	}
	return asked, more && asked > 0, err
}

// ask puts one organisation the question about some of its offers: one act.
func (s *Service) ask(ctx context.Context, o network.OrganizationID, offers []due) (asked int, err error) {
	err = s.spine.Do(ctx, act.Attempt{Actor: access.Job("capacity"), Act: "capacity.AskForFigure", Load: ofOrganization(o)}, func(ctx context.Context, tx *act.Tx) error {
		asked = 0
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		q := Asked{Organization: o}
		for _, d := range offers {
			is, err := s.find(ctx, tx.Tx, d.offer, true)
			if err != nil {
				return err
			}
			if is.Ended || is.Organization != o {
				continue
			}
			// A figure may have come, or another node may have asked, since it was found.
			res, err := tx.Exec(ctx, `UPDATE offer SET asked_at = $1, asked_times = asked_times + 1 WHERE id = $2
				AND EXISTS (SELECT 1 FROM offer o JOIN capacity_kind k ON k.code = o.kind WHERE o.id = $2 AND `+dueWhere+`)`, clock.Micros(now), d.offer)
			if err != nil {
				return err
			}
			if n, err := res.RowsAffected(); err != nil {
				return err
			} else if n == 0 {
				continue
			}
			asked++
			tx.About("offer", string(d.offer))
			q.Offers = append(q.Offers, AskedOffer{Offer: is.Offer})
		}
		if err := s.writeTo(ctx, tx, q); err != nil {
			return err
		}
		return tx.Changed(map[string]int{"asked": asked})
	})
	return asked, err
}

func (s *Service) writeTo(ctx context.Context, tx *act.Tx, q Asked) error {
	if s.post == nil || len(q.Offers) == 0 {
		return nil
	}
	organization, err := s.network.OrganizationTx(ctx, tx.Tx, q.Organization)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return nil
	}
	if err != nil {
		return err
	}
	q.Name, q.Email = organization.Name, organization.Email
	t, err := s.tablesTx(ctx, tx.Tx)
	if err != nil {
		return err
	}
	for i := range q.Offers {
		o := &q.Offers[i]
		kind, _ := t.Kind(o.Kind)
		if o.KindName, o.Unit = kind.Name, kind.Unit; o.Figure.Available == 1 {
			o.Unit = kind.UnitOne
		}
		if err := tx.QueryRow(ctx, `SELECT `+serviceName+` FROM offer o WHERE o.id = $1`, o.ID).Scan(&o.ServiceName); err != nil {
			return err
		}
	}
	return s.post.AskFiguresTx(ctx, tx, q)
}
