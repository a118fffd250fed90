package simulate

import (
	"fmt"
	"strings"
	"time"

	"eerstelijn/internal/clock"
)

// urgency is how soon something must be there, and how people deal with that.
type urgency struct {
	code     string
	day      hours         // in which its requests come and its askers work
	patience time.Duration // mean time until it was solved in another way
	think    time.Duration // middle time until a provider answers, in hours of its work
	work     hours         // of whoever answers
	answer   time.Duration // after which a question that was not answered is over
	commit   time.Duration // within which there should be a place
	again    time.Duration // after which those who called everybody begin anew
	start    time.Duration // between the yes and the start
}

var urgencies = [3]*urgency{
	{code: "crisis", day: always, patience: 30 * time.Hour, think: 5 * time.Minute, work: always, answer: 10 * time.Minute, commit: time.Hour, again: time.Hour, start: 3 * time.Hour},
	{code: "soon", day: awake, patience: 6 * day, think: 40 * time.Minute, work: awake, answer: 4 * time.Hour, commit: 2 * day, again: 12 * time.Hour, start: day},
	{code: "planned", day: offices, patience: 25 * day, think: 5 * time.Hour, work: offices, answer: 2 * day, commit: 14 * day, again: 3 * day, start: 6 * day},
}

func urgencyOf(code string) *urgency {
	for _, u := range urgencies {
		if u.code == code {
			return u
		}
	}
	return urgencies[len(urgencies)-1]
}

// busy is how many requests an hour has, beside an average hour of the week; busiest the most of it.
func (u *urgency) busy(at time.Time) float64 {
	at = at.In(clock.Amsterdam)
	if !u.day.next(at).Equal(at) {
		return 0
	}
	switch {
	case u.day.weekdays:
		return 168.0 / 45
	case u.day != always:
		return 24.0 / 15
	case at.Hour() < 7:
		return 0.4
	case at.Hour() < 18:
		return 1.4
	}
	return 1
}

func (u *urgency) busiest() float64 {
	return max(u.busy(monday.Add(9*time.Hour)), u.busy(monday.Add(13*time.Hour)))
}

// monday is any.
var monday = time.Date(2026, 1, 5, 0, 0, 0, 0, clock.Amsterdam)

// What is assumed of people, the same with and without the platform.
const (
	betweenClosures = 60 * day         // a unit closes its doors six times a year
	closedFor       = 3 * day          // for about three days
	toldClosed      = 0.5              // the chance that its figure is set to nothing then
	silent          = 0.08             // the chance that a provider does not answer a question at all
	unsuited        = 0.12             // the chance that somebody does not fit there though there is room
	falls           = 0.02             // the chance that an agreed place falls through before the start
	choosing        = 10 * time.Minute // to decide with the person, once there is an offer
	calling         = 4 * time.Minute  // of the asker's time for each call
	asking          = 3 * time.Minute  // of the asker's time for each round of invitations
	updating        = 10 * time.Second // of a provider's time for a figure
	confirming      = 4 * time.Second  // of a provider's time for 'it still holds'
)

// Assumptions says what was assumed of people, for above a table.
func (s *Script) Assumptions() []string {
	var kept, mailed, kinds, bare []string
	for _, h := range habits {
		kept = append(kept, fmt.Sprintf("%.0f%% %s", 100*h.share, h.name))
		mailed = append(mailed, fmt.Sprintf("%.0f%%", 100*h.link))
	}
	for i := range profiles {
		if p := &profiles[i]; s.offers(p) {
			kinds = append(kinds, fmt.Sprintf("%s %.0f, %s, %.2f", p.kind, p.perYear, words(p.stay), p.filled))
			if p.bridge == nil {
				bare = append(bare, p.kind)
			}
		}
	}
	lines := []string{
		fmt.Sprintf("%d offers of %d places, %d requests in %d days; nothing here was measured on people, all of it is assumed:", len(s.units), s.places(), len(s.demands), s.days),
		"Requests a year of 100,000 inhabitants, mean stay, and who come by other ways in parts of the places: " + strings.Join(kinds, "; ") + ".",
		fmt.Sprintf("Figures are kept up %s; %.0f%% of them are one off. Beds for a crisis are told of at each shift as well. Some keep one place back. The platform's mail about a stale figure is answered by %s of them.",
			strings.Join(kept, ", "), 100*misread, strings.Join(mailed, ", ")),
		fmt.Sprintf("All begin with a figure. Who is asked answers in %s (crisis), %s (soon) or %s (planned) of its working hours, half of them sooner; %.0f%% never do; %.0f%% do not suit though there is room.",
			words(urgencies[0].think), words(urgencies[1].think), words(urgencies[2].think), 100*silent, 100*unsuited),
		fmt.Sprintf("The asker spends %s on a call and %s on a round of invitations; deciding with the person takes %s, in a crisis nothing.",
			words(calling), words(asking), words(choosing)),
		fmt.Sprintf("A unit closes about every %s for about %s; half of them tell so. %.0f%% of agreed places fall through.", words(betweenClosures), words(closedFor), 100*falls),
		"The region agreed who bridges the time until there is a place, but for " + strings.Join(bare, " and ") + ": there the desk looks on, and that counts as no outcome.",
		fmt.Sprintf("With the platform one asks %d at once: the best candidates, then by hand who has room again, whose figure is not known (counted as a call), and everybody.", atOnce),
		"Without the platform one asks by telephone, nearest first: whose newest figure says room, then who never said, and in later rounds everybody.",
		"On both sides the same people come, stay, close, answer and wait: the same seed draws them.",
	}
	return lines
}

func (s *Script) places() (n int) {
	for _, u := range s.units {
		n += u.total
	}
	return n
}

// words says a duration as people do.
func words(d time.Duration) string {
	switch {
	case d >= 2*day:
		return fmt.Sprintf("%.0f days", d.Hours()/24)
	case d >= 2*time.Hour:
		return fmt.Sprintf("%.0f hours", d.Hours())
	case d >= 2*time.Minute:
		return fmt.Sprintf("%.0f minutes", d.Minutes())
	}
	return fmt.Sprintf("%.0f seconds", d.Seconds())
}
