package agreement

import (
	"slices"

	"eerstelijn/internal/fault"
)

// Levels, from the nation down.
const (
	LevelNation = "nation"
	LevelRegion = "region"
	LevelWijk   = "wijk"
)

var levels = [...]string{LevelNation, LevelRegion, LevelWijk}

// rank orders levels from the nation down: a parent's is lower than its child's, and who holds several
// agreements holds the higher ones first.
func rank(level string) int { return slices.Index(levels[:], level) }

// Move is what an act does to the state of an agreement.
type Move struct {
	Act string
	// To gives for each state in which the act can be done the states that it may lead to.
	To map[State][]State
}

var always = map[State][]State{
	StateDraft: {StateDraft}, StateConsent: {StateConsent}, StateActive: {StateActive}, StateReview: {StateReview},
}

// moves is the whole table. What becomes active does so by [Ready], whatever the act.
var moves = []Move{
	{"Change", map[State][]State{StateDraft: {StateDraft}, StateConsent: {StateDraft}, StateActive: {StateActive}, StateReview: {StateReview}}},
	{"Offer", map[State][]State{StateDraft: {StateConsent}, StateActive: {StateActive}, StateReview: {StateReview}}},
	{"Sign", map[State][]State{StateConsent: {StateConsent, StateActive}, StateActive: {StateActive}, StateReview: {StateReview, StateActive}}},
	{"Object", map[State][]State{StateConsent: {StateConsent}, StateActive: {StateActive}, StateReview: {StateReview}}},
	{"Settle", map[State][]State{StateDraft: {StateDraft}, StateConsent: {StateConsent, StateActive}, StateActive: {StateActive}, StateReview: {StateReview, StateActive}}},
	{"Consult", map[State][]State{StateConsent: {StateConsent}, StateActive: {StateActive}, StateReview: {StateReview}}},
	{"Advise", map[State][]State{StateConsent: {StateConsent}, StateActive: {StateActive}, StateReview: {StateReview}}},
	{"Accede", map[State][]State{StateActive: {StateActive}}},
	{"Amend", map[State][]State{StateActive: {StateActive}, StateReview: {StateReview}}},
	{"Review", map[State][]State{StateActive: {StateReview}}},
	{"Resume", map[State][]State{StateReview: {StateActive}}},
	{"End", map[State][]State{StateActive: {StateActive, StateEnded}, StateReview: {StateReview, StateEnded}}},
	{"Leave", map[State][]State{StateActive: {StateActive, StateEnded}, StateReview: {StateReview, StateActive, StateEnded}}},
	{"Publish", always},
	{"Withdraw", map[State][]State{StateDraft: {StateEnded}, StateConsent: {StateEnded}, StateActive: {StateActive}, StateReview: {StateReview}}},
	{"LostTx", map[State][]State{StateDraft: {StateDraft}, StateConsent: {StateConsent}, StateActive: {StateActive, StateReview}, StateReview: {StateReview}}},
	{"Clocks", map[State][]State{StateConsent: {StateConsent, StateActive}, StateActive: {StateActive, StateReview, StateEnded}, StateReview: {StateReview, StateActive, StateEnded}}},
}

// MoveOf gives the move of an act.
func MoveOf(act string) (Move, bool) {
	i := slices.IndexFunc(moves, func(m Move) bool { return m.Act == act })
	if i < 0 {
		return Move{}, false
	}
	return moves[i], true
}

// notNow is the refusal of an act that the state does not allow.
func notNow(state State) error {
	nl := map[State]string{
		StateDraft:   "Deze afspraak is nog een voorstel. Dit kan nog niet.",
		StateConsent: "Over deze afspraak wordt nog beslist. Dit kan nu niet.",
		StateActive:  "Deze afspraak geldt al. Dit kan nu niet.",
		StateReview:  "Deze afspraak wordt opnieuw bekeken. Dit kan nu niet.",
		StateEnded:   "Deze afspraak is beëindigd. Er kan niets meer aan veranderen.",
	}[state]
	return fault.New(fault.Conflict, nl, "not possible while the agreement is "+string(state))
}
