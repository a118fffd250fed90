package bottleneck

import (
	"slices"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
)

// Party is a set of those who can do an act.
type Party uint8

const (
	TheOwner   Party = 1 << iota // who owns it, at its level
	AReporter                    // who reported it, or somebody whose report was merged into it
	Anybody                      // whoever signed in
	TheProgram                   // the clocks
)

// Move says when an act can be done, by whom, and to what it can lead.
type Move struct {
	Act string
	To  map[State][]State // by the state that it begins in
	By  Party
}

// stays is a row of acts that move nothing but what belongs to the bottleneck.
func stays(in ...State) map[State][]State {
	to := map[State][]State{}
	for _, s := range in {
		to[s] = []State{s}
	}
	return to
}

// leads is a row of acts that lead to one state.
func leads(to State, from ...State) map[State][]State {
	all := map[State][]State{}
	for _, s := range from {
		all[s] = []State{to}
	}
	return all
}

// Moves is the whole table: nothing else moves a bottleneck. The policies of package access say who each
// party is.
var Moves = []Move{
	{Act: "Discuss", By: TheOwner, To: leads(Discussing, Reported, Discussing, TakenUp, Proposed)},
	{Act: "TakeUp", By: TheOwner, To: leads(TakenUp, Reported, Discussing, TakenUp)},
	{Act: "PassUp", By: TheOwner, To: leads(Reported, Reported, Discussing, TakenUp)},
	{Act: "Answer", By: TheOwner, To: map[State][]State{Reported: {Discussing}, Discussing: {Discussing}, TakenUp: {TakenUp}, Proposed: {Proposed}}},
	{Act: "Propose", By: TheOwner, To: leads(Proposed, Reported, Discussing, TakenUp)},
	{Act: "Confirm", By: AReporter, To: map[State][]State{Proposed: {Proposed, Solved, Accepted}}},
	{Act: "Object", By: AReporter, To: leads(Discussing, Proposed)},
	{Act: "Reopen", By: TheOwner | AReporter, To: leads(Discussing, Solved, Accepted)},
	// Of a merge one stays as it is and the others go into it.
	{Act: "Merge", By: TheOwner, To: map[State][]State{Reported: {Reported, Merged}, Discussing: {Discussing, Merged}, TakenUp: {TakenUp, Merged}, Proposed: {Proposed, Merged}}},
	{Act: "Bundle", By: TheOwner, To: leads(Merged, Reported, Discussing, TakenUp, Proposed)},
	// What is separated lives again as it was; with it the last who did not answer an ending may leave.
	{Act: "Separate", By: TheOwner, To: map[State][]State{Reported: {Reported}, Discussing: {Discussing}, TakenUp: {TakenUp}, Proposed: {Proposed, Solved, Accepted},
		Merged: {Reported, Discussing, TakenUp}}},
	{Act: "Assign", By: TheOwner, To: stays(Reported, Discussing, TakenUp)},
	{Act: "Postpone", By: TheOwner, To: stays(Reported, Discussing, TakenUp)},
	{Act: "Join", By: Anybody, To: stays(Reported, Discussing, TakenUp, Proposed)},
	{Act: "Note", By: TheOwner, To: stays(Reported, Discussing, TakenUp, Proposed, Solved, Accepted)},
	{Act: "Example", By: TheOwner, To: stays(Solved)},
	// A rule that reported it says no when its figure is high again: while an ending is proposed it goes back to
	// what it was, and shortly after it was solved it is opened again.
	{Act: "Rise", By: TheProgram, To: map[State][]State{Proposed: {Reported, Discussing, TakenUp}, Solved: {Discussing}}},
	// The clocks: they remind, end what nobody answers, tell that a date has passed, pass up what a
	// wijkverband that is no more left behind, and take personal data away.
	{Act: "Clocks", By: TheProgram, To: map[State][]State{Reported: {Reported}, Discussing: {Discussing, Reported}, TakenUp: {TakenUp, Reported},
		Proposed: {Proposed, Solved, Accepted, Reported}, Solved: {Solved}, Accepted: {Accepted}, Merged: {Merged}}},
}

// MoveOf gives the row of an act.
func MoveOf(act string) (Move, bool) {
	i := slices.IndexFunc(Moves, func(m Move) bool { return m.Act == act })
	if i < 0 {
		return Move{}, false
	}
	return Moves[i], true
}

// stateWords say where a bottleneck stands, for an act that does not fit there.
var stateWords = map[State][2]string{
	Reported:   {"Dit knelpunt is gemeld en nog niet besproken.", "the bottleneck was reported and not discussed yet"},
	Discussing: {"Dit knelpunt wordt besproken.", "the bottleneck is under discussion"},
	TakenUp:    {"Dit knelpunt is opgepakt.", "the bottleneck was taken up"},
	Proposed:   {"Er ligt een voorstel bij de melders om dit knelpunt af te sluiten.", "an ending lies with the reporters"},
	Solved:     {"Dit knelpunt is opgelost.", "the bottleneck was solved"},
	Accepted:   {"Dit knelpunt is afgesloten: het blijft zoals het is.", "the bottleneck was accepted as it is"},
	Merged:     {"Dit knelpunt is samengevoegd met een ander.", "the bottleneck was merged into another one"},
}

// notNow refuses an act that does not fit the state.
func notNow(s State) error {
	w := stateWords[s]
	return fault.New(fault.Conflict, w[0], w[1])
}

// The clocks, as data.
const (
	week = 7 * 24 * time.Hour
	// remindAfter is how long reporters have to answer, before each of two reminders and after the last.
	remindAfter   = 2 * week
	mostReminders = 2
	// reopenFor is how long a reporter can say that it is not solved after all; what is personal goes then.
	reopenFor = 365 * 24 * time.Hour
	// separateFor is how long a merge can be undone.
	separateFor = 30 * 24 * time.Hour
	// risesFor is how long after it was solved a rule opens it again; later it opens another one.
	risesFor = 60 * 24 * time.Hour
	// repliesFor is how long a board shows what higher levels said.
	repliesFor = 90 * 24 * time.Hour
	// farthest is how far ahead a next date may lie.
	farthest = 365 * 24 * time.Hour
)

// answerWithin is how long a level has to answer.
var answerWithin = map[Level]time.Duration{Wijk: 6 * week, Region: 6 * week, Nation: 10 * week}

var ranks = map[Level]int{Wijk: 1, Region: 2, Nation: 3}

// above is the level to which one passes up; ” above the nation.
func (l Level) above() Level {
	switch l {
	case Wijk:
		return Region
	case Region:
		return Nation
	}
	return ""
}

// points is how much one reporter weighs by how often it is felt.
var points = map[HowOften]int{Daily: 7, Weekly: 4, Monthly: 2, Once: 1}

// Weigh says how heavy a bottleneck is: how often it is felt by how many, doubled where somebody of a
// vulnerable group suffers.
func Weigh(often HowOften, reporters int, vulnerable bool) int {
	w := points[often] * max(1, reporters)
	if vulnerable {
		w *= 2
	}
	return w
}

// due is when a time that begins now ends: at the end of its last day, so that no date tells the moment at
// which somebody reported.
func due(now time.Time, within time.Duration) time.Time {
	y, m, d := now.Add(within).In(clock.Amsterdam).Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, clock.Amsterdam)
}

// wake is the moment at which the clocks look at a bottleneck that has come in a state; zero: never.
func (b *stored) wake() time.Time {
	switch {
	case b.State.Open():
		return b.NextAt
	case b.State.Ended():
		return b.since.Add(reopenFor)
	}
	return time.Time{}
}
