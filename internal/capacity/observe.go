package capacity

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Observe notes what somebody says of an offer and gives the offer as it then stands. An observation
// older than the newest is kept and moves nothing. What must happen together with it, such as
// spending a link, goes along as also.
func (s *Service) Observe(ctx context.Context, actor access.Actor, r Report, also ...func(context.Context, *act.Tx) error) (_ Offer, err error) {
	defer fault.Wrap(&err, "capacity.Observe(%s)", r.Offer)
	var o stored
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "capacity.Observe", Load: s.loading(r.Offer, &o)}, func(ctx context.Context, tx *act.Tx) error {
		return o.observe(ctx, tx, actor, r, also)
	})
	if err != nil {
		return Offer{}, err
	}
	return o.Offer, nil
}

// Confirm says that the figure still holds ('klopt nog'): the same figure, observed now.
func (s *Service) Confirm(ctx context.Context, actor access.Actor, offer OfferID, seconds int, also ...func(context.Context, *act.Tx) error) (_ Offer, err error) {
	defer fault.Wrap(&err, "capacity.Confirm(%s)", offer)
	var o stored
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "capacity.Confirm", Load: s.loading(offer, &o)}, func(ctx context.Context, tx *act.Tx) error {
		if o.Figure.ObservedAt.IsZero() {
			return fault.New(fault.Conflict, "Er is nog geen cijfer om te bevestigen. Vul eerst een cijfer in.", "there is no figure yet to confirm")
		}
		return o.observe(ctx, tx, actor, Report{Offer: offer, Available: o.available(), Accepting: o.Figure.Accepting,
			WaitingDays: o.Figure.WaitingDays, Seconds: seconds}, also)
	})
	if err != nil {
		return Offer{}, err
	}
	return o.Offer, nil
}

// observe adds what an actor reports to an offer whose row is locked.
func (o *stored) observe(ctx context.Context, tx *act.Tx, actor access.Actor, r Report, also []func(context.Context, *act.Tx) error) error {
	now, err := o.now(ctx, tx.Tx)
	if err != nil {
		return err
	}
	f, err := r.figure(o, now)
	if err != nil {
		return err
	}
	for _, do := range also {
		if err := do(ctx, tx); err != nil {
			return err
		}
	}
	by := tellerOf(actor, r)
	f.Source = by.source
	moved, err := o.say(ctx, tx, f, by)
	if err != nil {
		return err
	}
	return tx.Changed(change{Number: o.number, Available: f.Available, Accepting: f.Accepting, Moved: moved})
}

// change is what a ledger entry says of an observation.
type change struct {
	Number    int64     `json:"number"`
	Available int       `json:"available"`
	Accepting Accepting `json:"accepting"`
	Moved     bool      `json:"moved"` // false: a later one was known
}

func tellerOf(actor access.Actor, r Report) teller {
	by := teller{source: ByPerson, via: string(actor.Via), person: actor.Person, seconds: r.Seconds}
	if actor.Role == access.Machine || actor.Role == access.System {
		by.source, by.seconds = BySystem, 0
	}
	return by
}

// loading locks an offer that must be there and hands it out.
func (s *Service) loading(offer OfferID, into *stored) func(context.Context, *store.Tx) (access.Subject, error) {
	return func(ctx context.Context, tx *store.Tx) (_ access.Subject, err error) {
		if *into, err = s.find(ctx, tx, offer, true); err != nil {
			return access.Subject{}, err
		}
		return access.Subject{Type: "offer", ID: string(offer), Organization: string(into.Organization), Region: string(into.Region)}, nil
	}
}

// mostReports bounds the rows of one act: others wait while they are written.
const mostReports = 1000

// ObserveMany notes what an organisation says of several of its offers: all or, when a row is wrong,
// nothing. Each wrong row is named by its number, from 1.
func (s *Service) ObserveMany(ctx context.Context, actor access.Actor, organization network.OrganizationID, reports []Report) (taken Taken, err error) {
	defer fault.Wrap(&err, "capacity.ObserveMany(%s)", organization)
	if len(reports) > mostReports {
		return Taken{}, tooManyRows()
	}
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "capacity.ObserveMany", Load: ofOrganization(organization)}, func(ctx context.Context, tx *act.Tx) error {
		taken = Taken{}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		offers, err := s.lockAll(ctx, tx.Tx, organization, reports)
		if err != nil {
			return err
		}
		var wrong []fault.Field
		for i, r := range reports {
			o := offers[r.Offer]
			if o == nil || o.Ended {
				wrong = append(wrong, inRow(i, fault.Field{Name: "offer", Text: fault.Text{NL: "Deze capaciteit is niet van uw organisatie.", EN: "this offer is not of the organisation"}}))
				continue
			}
			if slices.ContainsFunc(reports[:i], func(e Report) bool { return e.Offer == r.Offer }) {
				wrong = append(wrong, inRow(i, fault.Field{Name: "offer", Text: fault.Text{NL: "Deze capaciteit staat er twee keer in.", EN: "this offer occurs twice"}}))
				continue
			}
			f, err := r.figure(o, now)
			if err != nil {
				safe := fault.Safe(err)
				if safe.Kind != fault.Invalid {
					return err
				}
				for _, field := range safe.Fields {
					wrong = append(wrong, inRow(i, field))
				}
				continue
			}
			if len(wrong) > 0 {
				continue // nothing will be kept: only look on for what else is wrong
			}
			before := o.Figure
			by := tellerOf(actor, r)
			f.Source = by.source
			moved, err := o.say(ctx, tx, f, by)
			if err != nil {
				return err
			}
			if taken.Same++; moved && before.says() != f.says() {
				taken.Same--
				taken.Changed++
			}
			tx.About("offer", string(o.ID))
		}
		if len(wrong) > 0 {
			return fault.InvalidFields(wrong...)
		}
		return tx.Changed(map[string]int{"changed": taken.Changed, "same": taken.Same})
	})
	if err != nil {
		return Taken{}, err
	}
	return taken, nil
}

// lockAll locks the offers of an organisation that reports are about, in the order of their ids, so
// that two files at once do not wait for each other.
func (s *Service) lockAll(ctx context.Context, tx *store.Tx, organization network.OrganizationID, reports []Report) (map[OfferID]*stored, error) {
	ids := make([]OfferID, len(reports))
	for i := range reports {
		ids[i] = reports[i].Offer
	}
	slices.Sort(ids)
	offers := make(map[OfferID]*stored, len(ids))
	for _, id := range slices.Compact(ids) {
		o, err := s.find(ctx, tx, id, true)
		if fault.KindOf(err) == fault.NotFound && err != nil {
			continue
		}
		if err != nil {
			return nil, err
		}
		if o.Organization == organization {
			offers[id] = &o
		}
	}
	return offers, nil
}

// says is the figure apart from when it was said, to compare.
func (f *Figure) says() [3]int {
	wait := -1
	if f.WaitingDays != nil {
		wait = *f.WaitingDays
	}
	return [3]int{f.Available, strings.Index("open limited closed", string(f.Accepting)), wait}
}

// inRow says in which row, from 1, a field is wrong.
func inRow(i int, f fault.Field) fault.Field {
	f.Name = fmt.Sprintf("row %d: %s", i+1, f.Name)
	f.NL = fmt.Sprintf("Rij %d: %s", i+1, f.NL)
	f.EN = fmt.Sprintf("row %d: %s", i+1, f.EN)
	return f
}

func tooManyRows() error {
	return fault.InvalidField("rows", fmt.Sprintf("Lever hooguit %d rijen tegelijk aan.", mostReports), fmt.Sprintf("expected at most %d rows at once", mostReports))
}
