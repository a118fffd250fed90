package meeting

import "time"

// How much a week of waiting, one more person with the same problem and a promise that was not kept
// count on an agenda. A bottleneck of one person gains the place of a fresh one of four people in
// six weeks, and what is overdue goes before what is not unless that concerns many more people.
const (
	perWeek    = 1
	perPerson  = 2
	forOverdue = 12
	mostWeeks  = 26 // after half a year older is not heavier: people decide then, not a number
)

// AgendaWeight says how far in front something goes on an agenda: by how long it has waited, by its own
// weight (how many people have the problem; below nothing counts as nothing), and by whether its next
// date has passed.
func AgendaWeight(age time.Duration, weight int, overdue bool) int {
	weeks := min(max(int(age/(7*24*time.Hour)), 0), mostWeeks)
	w := weeks*perWeek + min(max(weight, 0), 1_000_000)*perPerson
	if overdue {
		w += forOverdue
	}
	return w
}

// LooseEnds says what a meeting would be closed without: items that nothing was written under, and
// decisions from which nobody has anything to do. It stops nobody: an item may be left for the next time,
// and a decision may need no one.
func LooseEnds(m Meeting) (untouched, withoutTask []Item) {
	has := map[ItemID]bool{}
	for i := range m.Tasks {
		has[m.Tasks[i].Item] = true
	}
	for _, i := range m.Items {
		switch {
		case i.Minutes == "" && i.Decision == "" && !i.Done:
			untouched = append(untouched, i)
		case i.Decision != "" && !has[i.ID]:
			withoutTask = append(withoutTask, i)
		}
	}
	return untouched, withoutTask
}
