package capacity

import (
	"fmt"
	"time"

	"eerstelijn/internal/fault"
)

// The bounds of what somebody may say.
const (
	mostPlaces  = 10_000
	mostDays    = 1_000           // of waiting
	mostSeconds = 600             // spent on one report
	mostAhead   = 5 * time.Minute // by which another's clock may run ahead
	mostValid   = 366 * 24 * time.Hour
)

// figure checks a report on an offer at a moment and gives what it says.
func (r *Report) figure(o *stored, now time.Time) (f Figure, err error) {
	var fields []fault.Field
	bad := func(name, nl, en string) {
		fields = append(fields, fault.Field{Name: name, Text: fault.Text{NL: nl, EN: en}})
	}
	if o.Ended {
		return f, fault.New(fault.Conflict, "Deze capaciteit wordt niet meer bijgehouden.", "this offer has ended")
	}
	if most := o.most(); r.Available < 0 || r.Available > most {
		bad("available", fmt.Sprintf("Vul een getal in van 0 tot en met %d.", most), fmt.Sprintf("expected a number from 0 to %d", most))
	}
	if r.WaitingDays != nil && (*r.WaitingDays < 0 || *r.WaitingDays > mostDays) {
		bad("waiting_days", fmt.Sprintf("Vul een aantal dagen in van 0 tot en met %d.", mostDays), fmt.Sprintf("expected a number of days from 0 to %d", mostDays))
	}
	switch r.Accepting {
	case "", Open, Limited, Closed:
	default:
		bad("accepting", "Kies of u mensen aanneemt: ja, beperkt of nee.", "expected open, limited or closed")
	}
	if r.Seconds < 0 || r.Seconds > mostSeconds {
		bad("seconds", fmt.Sprintf("Vul een aantal seconden in van 0 tot en met %d.", mostSeconds), fmt.Sprintf("expected a number of seconds from 0 to %d", mostSeconds))
	}
	observed := r.ObservedAt.UTC().Truncate(time.Microsecond)
	told := observed
	switch {
	case r.ObservedAt.IsZero():
		// What is said now comes after what was said before, also when a clock jumped back.
		observed, told = later(now, o.Figure.ObservedAt), now
	case observed.After(now.Add(mostAhead)):
		bad("observed_at", "Dit moment ligt in de toekomst.", "this moment is in the future")
	case observed.After(now):
		observed, told = now, now // else what somebody says in the next minutes would seem older
	case observed.Before(o.madeAt):
		bad("observed_at", "Dit moment ligt voor het begin van deze capaciteit.", "this moment is before the offer began")
	}
	valid := r.ValidUntil
	if !valid.IsZero() {
		valid = valid.UTC().Truncate(time.Microsecond)
		if !valid.After(observed) || valid.After(now.Add(mostValid)) {
			bad("valid_until", "Kies een moment na het moment van kijken en binnen een jaar.", "expected a moment after observed_at and within a year")
		}
	}
	if len(fields) > 0 {
		return f, fault.InvalidFields(fields...)
	}
	accepting := r.Accepting
	if accepting == "" {
		accepting = Closed
		if r.Available > 0 || r.WaitingDays != nil && *r.WaitingDays > 0 {
			accepting = Open
		}
	}
	return Figure{Available: r.Available, Accepting: accepting, WaitingDays: r.WaitingDays, ObservedAt: observed, ToldAt: told, ValidUntil: valid}, nil
}
