package place

import (
	"slices"
	"time"

	"eerstelijn/internal/placement"
	"eerstelijn/internal/web/ui"
)

// steps are what happened, oldest first.
func (b *book) steps(r *placement.Request, now time.Time) (list []step, err error) {
	add := func(at time.Time, text string) {
		if !at.IsZero() {
			list = append(list, step{at: at, text: text})
		}
	}
	add(r.MadeAt, "Aanvraag gemaakt")
	add(r.OpenedAt, b.openedBy(r))
	for _, i := range r.Invitations {
		name, err := b.service(i.Service)
		if err != nil {
			return nil, err
		}
		add(i.SentAt, "Gevraagd: "+name)
		switch i.State {
		case placement.Waiting:
		case placement.Refused:
			text := name + " zei nee"
			if i.Reason != "" {
				text += ": " + ui.Lower(b.decline(i.Reason))
			}
			add(i.AnsweredAt, text)
		case placement.TimedOut:
			add(i.EndedAt, name+" antwoordde niet op tijd, of de tijd om te kiezen was om")
		case placement.TakenBack:
			text := "Niet meer nodig: " + name
			if i.Fell != "" {
				text = "De plek bij " + name + " ging niet door: " + ui.Lower(b.fell(i.Fell))
			}
			add(i.EndedAt, text)
		default:
			add(i.AnsweredAt, name+" zei ja")
		}
	}
	for _, x := range r.Bridging {
		name, err := b.organization(x.Who)
		if err != nil {
			return nil, err
		}
		add(x.From, "Overbrugging door "+name)
		add(x.Ended, "Overbrugging gestopt")
	}
	add(r.AcceptedAt, "Er is een plek")
	add(r.StartedAt, "Begonnen")
	add(r.ClosedAt, b.ended(r))
	slices.SortStableFunc(list, func(x, y step) int { return x.at.Compare(y.at) })
	for i := range list {
		list[i].when = at(list[i].at, now)
	}
	return list, nil
}

// openedBy says with whom it was talked over before anything was asked of others.
func (b *book) openedBy(r *placement.Request) string {
	switch r.Consent.With {
	case "person":
		return "Besproken met de persoon en verstuurd"
	case "representative":
		return "Besproken met wie voor de persoon beslist, en verstuurd"
	}
	if why, ok := b.words.Reason("Open", r.Consent.WhyNot); ok {
		return "Verstuurd zonder keuze van de persoon: " + ui.Lower(why.Name)
	}
	return "Verstuurd"
}

// ended says how it ended.
func (b *book) ended(r *placement.Request) string {
	for _, act := range []string{"Close", "Withdraw"} {
		if why, ok := b.words.Reason(act, r.Outcome); ok {
			return states[r.State] + ": " + ui.Lower(why.Name)
		}
	}
	return states[r.State]
}
