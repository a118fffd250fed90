package ui

import "eerstelijn/internal/web/say"

// State is how much room there is and how sure that is. The fill of a mark says what, its edge says
// how sure: a dashed edge is doubt.
type State string

const (
	Room       State = "room"       // live, and above the confidence at which 95 % proved true
	Limited    State = "limited"    // little room
	Ageing     State = "ageing"     // there was room, but the word grows old
	Waitlist   State = "waitlist"   // give the wait in Advice
	Assessment State = "assessment" // a talk comes first
	Full       State = "full"
	Unknown    State = "unknown" // never told, or too old to say
)

// StatusView is the room of one service.
type StatusView struct {
	State State

	// Advice takes the place of the standard one: "Reken op 3 tot 7 weken."
	Advice string

	// Detail is for professionals: "2 plekken; klopte 19 van de 20 keer". Citizens see no counts of
	// places and no percentages.
	Detail string
}

type stateWords struct{ word, advice string }

var states = map[State]stateWords{
	Room:       {say.Key("Plek."), say.Key("Bel om af te spreken.")},
	Limited:    {say.Key("Weinig plek."), say.Key("Bel eerst.")},
	Ageing:     {say.Key("Misschien plek."), say.Key("Bel eerst.")},
	Waitlist:   {say.Key("Wachtlijst."), say.Key("Vraag hoelang u moet wachten.")},
	Assessment: {say.Key("Eerst een gesprek."), say.Key("Bel voor een afspraak.")},
	Full:       {say.Key("Nu geen plek."), say.Key("Bekijk andere hulp.")},
	Unknown:    {say.Key("Niet bekend."), say.Key("Bel even.")},
}

// known turns anything that is not a state into Unknown: what is not understood never looks like
// room.
func (v StatusView) known() State {
	if _, ok := states[v.State]; ok {
		return v.State
	}
	return Unknown
}

func (v StatusView) word() string { return states[v.known()].word }

func (v StatusView) advice() string {
	if v.Advice != "" {
		return v.Advice
	}
	return states[v.known()].advice
}
