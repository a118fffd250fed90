package placement

import "time"

// How long things wait that no urgency speaks of.
const (
	draftDays  = 30 // for a draft to be opened
	placedDays = 30 // after the start, for somebody to close the request
	keptDays   = 7  // after the end, before words, answers and the person's details are erased
	lateAgain  = 24 * time.Hour
)

const day = 24 * time.Hour

// next is the moment after now at which something happens by itself: it stands in the row, and a request
// that has not ended always has one. What is due already comes at once, but for the reminder that care
// has not begun, which comes again each day.
func (r *stored) next(now time.Time) time.Time {
	var first time.Time
	at := func(t time.Time) {
		if !t.IsZero() && (first.IsZero() || t.Before(first)) {
			first = t
		}
	}
	switch r.State {
	case StateDraft:
		at(r.MadeAt.Add(draftDays * day))
	case StateOpen, StateBridging:
		for _, i := range r.Invitations {
			switch i.State {
			case Waiting:
				at(i.Until)
			case Offered:
				at(i.HeldUntil)
			}
		}
		if b := r.running(); r.State == StateBridging && b != nil {
			at(b.Until)
		} else {
			at(r.CommitBy)
		}
	case StateAccepted:
		late := now.Sub(r.startBy)
		if late < 0 {
			at(r.startBy)
		} else {
			at(r.startBy.Add(late.Truncate(lateAgain) + lateAgain))
		}
		if b := r.running(); b != nil {
			at(b.Until)
		}
	case StatePlaced:
		at(r.PlacedAt.Add(placedDays * day))
	default:
		if !r.erased {
			at(r.ClosedAt.Add(keptDays * day))
		}
	}
	return first
}

// desk has the turn, and who asks where there is none.
func (r *stored) desk() Turn {
	if r.Desk == "" {
		return TurnAsker
	}
	return TurnDesk
}

// turn is whose turn it is at a moment.
func (r *stored) turn(now time.Time) Turn {
	switch r.State {
	case StateDraft:
		return TurnAsker
	case StateOpen, StateBridging:
		waiting := false
		for _, i := range r.Invitations {
			if i.State == Offered && i.HeldUntil.After(now) {
				return TurnAsker
			}
			waiting = waiting || i.State == Waiting && i.Until.After(now)
		}
		switch {
		case waiting:
			return TurnProvider
		case r.State == StateBridging || !r.CommitBy.After(now):
			return r.desk()
		}
		return TurnAsker
	case StateAccepted:
		switch {
		case !r.startBy.After(now):
			return r.desk()
		case !r.HandedOver:
			return TurnAsker
		}
		return TurnProvider
	case StatePlaced:
		return TurnProvider
	}
	return TurnNobody
}
