package placement

import (
	"slices"

	"eerstelijn/internal/fault"
)

// Party is a side of a request.
type Party uint8

// The sides, which add up to a set.
const (
	Asker    Party = 1 << iota // the organisation that asks
	Provider                   // who was invited; after the choice only who was chosen
	Desk                       // who runs the desk of the region
	System                     // the clocks
)

// Move says when an act can be done, by whom, and to what it can lead.
type Move struct {
	Act   string
	To    map[State][]State // by the state that it begins in
	By    Party
	Again []State // where it was done already: doing it once more changes nothing
}

// stays is a row of acts that move nothing but the request's parts.
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

// Moves is the whole table: nothing else moves a request. The policies of package access say who each
// party is; By repeats here which of them they let through, and a test holds the two together.
var Moves = []Move{
	{Act: "Change", By: Asker, To: stays(StateDraft)},
	{Act: "Open", By: Asker, To: leads(StateOpen, StateDraft), Again: []State{StateOpen}},
	{Act: "Invite", By: Asker | Desk, To: stays(StateOpen, StateBridging)},
	{Act: "Cascade", By: Asker | Desk, To: stays(StateOpen, StateBridging)},
	{Act: "Answer", By: Provider, To: map[State][]State{StateOpen: {StateOpen, StateAccepted}, StateBridging: {StateBridging, StateAccepted}}},
	{Act: "Choose", By: Asker | Desk, To: leads(StateAccepted, StateOpen, StateBridging), Again: []State{StateAccepted, StatePlaced}},
	{Act: "Bridge", By: Asker | Desk, To: map[State][]State{StateOpen: {StateBridging}, StateBridging: {StateBridging}, StateAccepted: {StateAccepted}}},
	{Act: "EndBridging", By: Asker | Desk, To: leads(StateOpen, StateBridging)},
	{Act: "Take", By: Desk, To: stays(StateOpen, StateBridging, StateAccepted, StatePlaced)},
	{Act: "HandOver", By: Asker, To: stays(StateAccepted, StatePlaced)},
	{Act: "FallThrough", By: Asker | Provider | Desk, To: map[State][]State{StateAccepted: {StateOpen, StateBridging}}},
	{Act: "Start", By: Asker | Provider | Desk, To: leads(StatePlaced, StateAccepted), Again: []State{StatePlaced}},
	{Act: "Close", By: Asker | Provider | Desk, To: leads(StateClosed, StateAccepted, StatePlaced), Again: []State{StateClosed}},
	{Act: "Withdraw", By: Asker | Desk, To: leads(StateWithdrawn, StateDraft, StateOpen, StateBridging, StateAccepted), Again: []State{StateWithdrawn}},
	// The clocks; of what has ended they erase the words.
	{Act: "Expire", By: System, To: map[State][]State{
		StateDraft: {StateDraft, StateExpired}, StateOpen: {StateOpen, StateBridging}, StateBridging: {StateBridging}, StateAccepted: {StateAccepted},
		StatePlaced: {StatePlaced, StateClosed}, StateClosed: {StateClosed}, StateWithdrawn: {StateWithdrawn}, StateExpired: {StateExpired}}},
}

// MoveOf gives the row of an act.
func MoveOf(act string) (Move, bool) {
	i := slices.IndexFunc(Moves, func(m Move) bool { return m.Act == act })
	if i < 0 {
		return Move{}, false
	}
	return Moves[i], true
}

// AnswerMoves says in which states an invitation can come from each. An end is an end, but for the chosen
// one: a place can still fall through.
var AnswerMoves = map[InvitationState][]InvitationState{
	Waiting: {Offered, Chosen, Refused, TimedOut, TakenBack},
	Offered: {Chosen, Refused, TimedOut, TakenBack, Lost},
	Chosen:  {Refused, TakenBack},
}

// stateWords say where a request stands, for an act that does not fit there.
var stateWords = map[State][2]string{
	StateDraft:     {"Deze aanvraag is nog niet geopend.", "the request has not been opened yet"},
	StateOpen:      {"Deze aanvraag is al geopend.", "the request is open"},
	StateBridging:  {"Voor deze aanvraag wordt nog gezocht. Er is overbrugging.", "the request is still open, with bridging"},
	StateAccepted:  {"Deze vraag is al geplaatst.", "the request has been accepted already"},
	StatePlaced:    {"De zorg is al begonnen.", "the care has begun already"},
	StateClosed:    {"Deze aanvraag is afgesloten.", "the request is closed"},
	StateWithdrawn: {"Deze aanvraag is ingetrokken.", "the request was withdrawn"},
	StateExpired:   {"Deze aanvraag is niet op tijd geopend en daarom vervallen.", "the draft was not opened in time"},
}

// notNow refuses an act that does not fit the state.
func notNow(s State) error {
	w := stateWords[s]
	return fault.New(fault.Conflict, w[0], w[1])
}
