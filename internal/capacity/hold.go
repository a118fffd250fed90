package capacity

import (
	"context"
	"errors"
	"fmt"
	"time"

	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/store"
)

// LockTx holds an offer's row until the transaction ends and gives the offer as it stands. An ended
// one is NotFound.
func (s *Service) LockTx(ctx context.Context, tx *store.Tx, id OfferID) (_ Offer, err error) {
	defer fault.Wrap(&err, "capacity.LockTx(%s)", id)
	o, err := s.find(ctx, tx, id, true)
	if err == nil && o.Ended {
		err = missing()
	}
	if err == nil {
		err = o.readHolds(ctx, tx)
	}
	return o.Offer, err
}

// HoldTx promises places until a moment, within the act of whoever gives them out; holder is what
// they are for, such as an invitation. o comes from [Service.LockTx] in this transaction. Fewer free
// places than asked is a Conflict, whatever the age of the figure: the provider is asked anyway, and
// promises are kept apart from doubt.
func (s *Service) HoldTx(ctx context.Context, tx *act.Tx, o *Offer, places int, until time.Time, holder string) (_ HoldID, err error) {
	defer fault.Wrap(&err, "capacity.HoldTx(%s)", o.ID)
	now, err := tx.Now(ctx)
	if err != nil {
		return "", err
	}
	until = until.UTC().Truncate(time.Microsecond)
	if places < 1 || !until.After(now) {
		return "", fault.New(fault.Invalid, "Deze plek kan niet worden vastgehouden.", "a hold needs at least one place and a moment that is to come")
	}
	if o.Free(now) < places {
		return "", fault.New(fault.Conflict, "Er is geen plek meer vrij.", "no place is free any more")
	}
	// Those whose moment passed are ended for good here: a clock that jumps back would else revive
	// them beside the new one.
	if _, err := tx.Exec(ctx, `UPDATE offer_hold SET ended_at = $1, how = 'expired' WHERE offer = $2 AND ended_at IS NULL AND until_at <= $1`,
		clock.Micros(now), o.ID); err != nil {
		return "", err
	}
	hold := id.New[HoldID]()
	if _, err := tx.Exec(ctx, `INSERT INTO offer_hold (id, offer, places, holder, made_at, until_at, how) VALUES ($1, $2, $3, $4, $5, $6, '')`,
		hold, o.ID, places, holder, clock.Micros(now), clock.Micros(until)); err != nil {
		return "", err
	}
	standing := make([]Held, 0, len(o.Holds)+1)
	for _, h := range o.Holds {
		if h.Until.After(now) {
			standing = append(standing, h)
		}
	}
	o.Holds = append(standing, Held{Places: places, Until: until})
	tx.About("offer", string(o.ID))
	return hold, nil
}

// EndHoldTx ends a hold, once: ended says that it is this call that did so. One whose moment has
// passed has ended as expired, whatever is asked; one that is to expire before its moment goes on.
// A taken place is counted off the figure. The offer's row is locked here: who ends several does so
// in the order of their offers.
func (s *Service) EndHoldTx(ctx context.Context, tx *act.Tx, hold HoldID, end HoldEnd) (ended bool, err error) {
	defer fault.Wrap(&err, "capacity.EndHoldTx(%s)", hold)
	var offer OfferID
	err = tx.QueryRow(ctx, `SELECT offer FROM offer_hold WHERE id = $1`, hold).Scan(&offer)
	if errors.Is(err, store.ErrNone) {
		return false, fault.Missing("Deze plek wordt niet vastgehouden.", "hold not found")
	}
	if err != nil {
		return false, err
	}
	o, err := s.find(ctx, tx.Tx, offer, true)
	if err != nil {
		return false, err
	}
	now, err := o.now(ctx, tx.Tx)
	if err != nil {
		return false, err
	}
	var places int
	var until int64
	err = tx.QueryRow(ctx, `SELECT places, until_at FROM offer_hold WHERE id = $1 AND ended_at IS NULL`, hold).Scan(&places, &until)
	if errors.Is(err, store.ErrNone) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	how, passed := end, until <= clock.Micros(now)
	switch {
	case end != HoldTaken && end != HoldReleased && end != HoldExpired:
		return false, fmt.Errorf("unknown end of a hold: %q", end)
	case passed:
		how = HoldExpired
	case end == HoldExpired:
		return false, nil
	}
	if _, err := tx.Exec(ctx, `UPDATE offer_hold SET ended_at = $1, how = $2 WHERE id = $3`, clock.Micros(now), how, hold); err != nil {
		return false, err
	}
	tx.About("offer", string(offer))
	if how == HoldTaken {
		if err := o.count(ctx, tx, -places); err != nil {
			return false, err
		}
	}
	return how == end, nil
}
