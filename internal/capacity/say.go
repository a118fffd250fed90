package capacity

import (
	"context"
	"time"

	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// teller is who said something, as an observation keeps it. Who answered in a placement stands in the
// ledger alone.
type teller struct {
	source  Source
	via     string
	person  string
	seconds int
	least   bool // there may be more than was said
}

// SayTx notes what an answer in a placement tells of an offer, within that act: a 'full' makes it 0, a
// yes that names a figure says that figure, and a plain yes says again what stood. It locks the offer.
// Of an offer that has ended nothing needs to be known.
func (s *Service) SayTx(ctx context.Context, tx *act.Tx, r Report, by Source) (err error) {
	defer fault.Wrap(&err, "capacity.SayTx(%s)", r.Offer)
	o, err := s.find(ctx, tx.Tx, r.Offer, true)
	if err != nil || o.Ended {
		return err
	}
	now, err := o.now(ctx, tx.Tx)
	if err != nil {
		return err
	}
	if r.Available == o.Figure.Available { // what stood before the total was lowered is no mistake of who answers
		r.Available = o.available()
	}
	f, err := r.figure(&o, now)
	if err != nil {
		return err
	}
	tx.About("offer", string(r.Offer))
	f.Source = by
	_, err = o.say(ctx, tx, f, teller{source: by, via: "placement", seconds: r.Seconds, least: r.Least})
	return err
}

// GiveBackTx counts places as free again that were taken and are not needed after all, within the act
// that gives them back. It locks the offer. One that has ended, or was never told of, has none to count.
func (s *Service) GiveBackTx(ctx context.Context, tx *act.Tx, offer OfferID, places int) (err error) {
	defer fault.Wrap(&err, "capacity.GiveBackTx(%s)", offer)
	o, err := s.find(ctx, tx.Tx, offer, true)
	if err != nil || o.Ended || o.Figure.ObservedAt.IsZero() {
		return err
	}
	tx.About("offer", string(offer))
	return o.count(ctx, tx, places)
}

// count adds places that were given back to the figure, or takes off those that were taken. Nobody
// looked at the other places, so all else that was told stands as it was told, its age included: what
// was stale stays stale. An offer of which nothing was ever told has nothing to count.
func (o *stored) count(ctx context.Context, tx *act.Tx, places int) error {
	if o.Figure.ObservedAt.IsZero() {
		return nil
	}
	now, err := o.now(ctx, tx.Tx)
	if err != nil {
		return err
	}
	f := o.Figure
	f.Available, f.Source = min(max(0, f.Available+places), max(f.Available, o.most())), Derived
	f.ObservedAt = later(now, f.ObservedAt) // a clock that jumped back must not hide what was taken
	_, err = o.say(ctx, tx, f, teller{source: Derived, via: "placement"})
	return err
}

// most is how many places can be free.
func (o *Offer) most() int {
	if o.Total > 0 {
		return o.Total
	}
	return mostPlaces
}

// say adds an observation to an offer whose row is locked. It becomes the figure unless a later one
// was known already; moved says whether it did. o is left as the row then stands, with its holds.
func (o *stored) say(ctx context.Context, tx *act.Tx, f Figure, by teller) (moved bool, err error) {
	now, err := o.now(ctx, tx.Tx)
	if err != nil {
		return false, err
	}
	moved = !f.ObservedAt.Before(o.Figure.ObservedAt)
	move := ``
	if moved {
		if !by.least {
			o.learn(f)
		}
		o.Figure, move = f, moveFigure
	}
	o.number++
	args := []any{o.ID, clock.Micros(f.ObservedAt), o.number, clock.Micros(f.ToldAt), clock.Micros(now), f.Available, f.Accepting, nullInt(f.WaitingDays),
		micros(f.ValidUntil), by.source, by.via, by.person, by.seconds, o.Record.Changes, o.Record.Watched.Microseconds()}
	update := `UPDATE offer SET number = $3` + move + ` WHERE id = $1`
	if tx.Dialect() == store.Postgres { // one journey to the server instead of three
		o.Holds, err = store.All(ctx, tx.Tx, scanHeld, `WITH said AS (`+insertObservation+`), moved AS (`+update+`) `+holdsOfOffer, args[:13+2*oneIf(moved)]...)
		return moved, err
	}
	if _, err := tx.Exec(ctx, insertObservation, args[:13]...); err != nil {
		return false, err
	}
	if _, err := tx.Exec(ctx, update, args...); err != nil {
		return false, err
	}
	return moved, o.readHolds(ctx, tx.Tx)
}

const (
	insertObservation = `INSERT INTO observation (offer, observed_at, number, told_at, recorded_at, available, accepting, waiting_days, valid_until,
		source, via, by_person, seconds) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`
	// moveFigure has the parameters of insertObservation and two more.
	moveFigure = `, observed_at = $2, told_at = $4, available = $6, accepting = $7, waiting_days = $8, valid_until = $9, source = $10,
		went = $14, watched = $15, asked_times = 0`
)

// learn takes from two reports after each other how fast places go. What the platform counted off
// itself surprises nobody and is not in it.
func (o *stored) learn(next Figure) {
	between := next.ToldAt.Sub(o.Figure.ToldAt)
	if o.Figure.ObservedAt.IsZero() || between <= 0 {
		return
	}
	o.Record.Watched += between
	o.Record.Changes += max(0, o.Figure.Available-next.Available)
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}
