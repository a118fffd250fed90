package simulate

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
)

// The goals of the platform.
const (
	GoalTrue   = 0.95
	GoalCommit = 10 * time.Minute
)

// row is one line of the table: what is measured, with the platform and without.
type row struct {
	what string
	of   func(t *Tally) string
	goal string
	met  func(t *Tally) bool // nil: no goal
}

var rows = []row{
	{what: "requests", of: func(t *Tally) string { return fmt.Sprint(t.Requests) }},
	{what: "  came to a place", of: func(t *Tally) string { return part(t.Found, t.Requests) }},
	{what: "  solved in another way, on record", of: func(t *Tally) string { return part(t.Elsewhere, t.Requests) }},
	{what: "  still looked for, bridged as agreed", of: func(t *Tally) string { return part(t.Bridging, t.Requests) }},
	{what: "  still looked for, by the desk alone", of: func(t *Tally) string { return part(t.Desk, t.Requests) }},
	{what: "  nobody knows what became of it", of: func(t *Tally) string { return part(t.Nobodys, t.Requests) }},
	{what: "  with an outcome at the end", of: func(t *Tally) string { return part(t.Found+t.Elsewhere+t.Bridging, t.Requests) }, goal: "100%", met: (*Tally).Complete},
	{what: "when there should have been a place", of: func(t *Tally) string { return due(t, t.Due.Place) }},
	{what: "  none, bridged as agreed", of: func(t *Tally) string { return due(t, t.Due.Bridging) }},
	{what: "  no longer needed, on record", of: func(t *Tally) string { return due(t, t.Due.Ended) }},
	{what: "  none, and the desk alone or nobody", of: func(t *Tally) string { return due(t, t.Due.None) }},
	{what: "  with an outcome then", of: func(t *Tally) string { with, of := t.Due.With(); return part(with, of) }, goal: "100%",
		met: func(t *Tally) bool { with, of := t.Due.With(); return with == of }},
	{what: "green that was true when asked", of: func(t *Tally) string { return among(t.True, t.Greens) }, goal: ">= 95%",
		met: func(t *Tally) bool { return t.Greens == 0 || Share(t.True, t.Greens) >= GoalTrue }},
	{what: "green that was true at random moments", of: func(t *Tally) string { return among(t.ShownTrue, t.Shown) }},
	{what: "room that was shown, for sure or perhaps", of: func(t *Tally) string { return among(t.RoomsSeen, t.Rooms) }},
	{what: "time to a yes, crisis (P50, P90)", of: waits("crisis"), goal: "P50 <= 10 min",
		met: func(t *Tally) bool { return Quantile(t.Waits["crisis"], 0.5) <= GoalCommit }},
	{what: "time to a yes, soon (P50, P90)", of: waits("soon")},
	{what: "time to a yes, planned (P50, P90)", of: waits("planned")},
	{what: "providers asked", of: func(t *Tally) string { return each(t.Asked, t.Requests) }},
	{what: "telephone calls", of: func(t *Tally) string { return each(t.Calls, t.Requests) }},
	{what: "answered no: full", of: func(t *Tally) string { return part(t.Refused[full], t.Asked) }},
	{what: "answered no: does not suit", of: func(t *Tally) string { return part(t.Refused[unfit], t.Asked) }},
	{what: "not answered in time", of: func(t *Tally) string { return part(t.Silent, t.Asked) }},
	{what: "yes that came after the choice", of: func(t *Tally) string { return fmt.Sprint(t.Late) }},
	{what: "agreed places that fell through", of: func(t *Tally) string { return fmt.Sprint(t.Fell) }},
	{what: "days with the desk alone", of: func(t *Tally) string { return days(t.ByDesk) }},
	{what: "days bridged as agreed", of: func(t *Tally) string { return days(t.Bridged) }},
	{what: "days late with nobody bridging", of: func(t *Tally) string { return days(t.Alone) }},
	{what: "hours spent on asking", of: func(t *Tally) string { return fmt.Sprintf("%.0f", t.AskerTime.Hours()) }},
	{what: "figures told", of: func(t *Tally) string { return fmt.Sprint(t.Figures) }},
	{what: "  minutes a month for each offer", of: func(t *Tally) string { return fmt.Sprintf("%.1f", t.MinutesAMonth()) }, goal: "<= 2",
		met: func(t *Tally) bool { return t.MinutesAMonth() <= 2 }},
	{what: "acts on record", of: func(t *Tally) string { return fmt.Sprint(t.Acts) }},
}

// Print writes what was assumed and what came of it, the platform beside the peer.
func Print(w io.Writer, s *Script, platform, peer *Tally) error {
	for _, line := range s.Assumptions() {
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintf(t, "\n\tplatform\twithout\tgoal\t\n")
	for _, r := range rows {
		verdict := ""
		if r.met != nil {
			if verdict = "met"; !r.met(platform) {
				verdict = "MISSED"
			}
		}
		_, _ = fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", r.what, r.of(platform), r.of(peer), r.goal, verdict)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\ntelephone calls saved: %d\n", peer.Calls-platform.Calls)
	return err
}

func part(n, of int) string {
	if of == 0 {
		return "none"
	}
	return fmt.Sprintf("%d (%.1f%%)", n, 100*Share(n, of))
}

// due writes a part of those whose moment came.
func due(t *Tally, n int) string {
	_, of := t.Due.With()
	return part(n, of)
}

func among(n, of int) string { return fmt.Sprintf("%d of %d (%.1f%%)", n, of, 100*Share(n, of)) }

func each(n, of int) string {
	if of == 0 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%d (%.1f each)", n, float64(n)/float64(of))
}

func days(d time.Duration) string { return fmt.Sprintf("%.0f", d.Hours()/24) }

func waits(urgency string) func(t *Tally) string {
	return func(t *Tally) string {
		w := t.Waits[urgency]
		if len(w) == 0 {
			return "none"
		}
		return short(Quantile(w, 0.5)) + ", " + short(Quantile(w, 0.9))
	}
}

func short(d time.Duration) string {
	s := words(d)
	return strings.NewReplacer(" minutes", " min", " hours", " h", " days", " d", " seconds", " s").Replace(s)
}
