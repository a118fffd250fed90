package agreement

import (
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/obligation"
)

// sign is a state or an outcome as the page shows it: a shape and a word.
type sign struct {
	look look
	word string
}

// look is one of the shapes.
type look int

const (
	plain look = iota
	good
	bad
	waits
	told
	doubt
)

// states say where an agreement stands.
var states = map[agreement.State]sign{
	agreement.StateDraft:   {plain, "Concept"},
	agreement.StateConsent: {waits, "Ligt voor akkoord"},
	agreement.StateActive:  {good, "Geldt"},
	agreement.StateReview:  {bad, "Wordt bekeken"},
	agreement.StateEnded:   {plain, "Afgelopen"},
}

// stateLeads say the same in a sentence.
var stateLeads = map[agreement.State]string{
	agreement.StateDraft:   "Dit is een concept. Het bindt nog niemand.",
	agreement.StateConsent: "Deze tekst ligt voor akkoord. Hij geldt als alle partijen hebben getekend.",
	agreement.StateActive:  "Deze afspraak geldt.",
	agreement.StateReview:  "Deze afspraak wordt bekeken. Zij bindt nog, maar er moet iets gebeuren.",
	agreement.StateEnded:   "Deze afspraak is afgelopen.",
}

// outcomes say how a promise went in a period.
var outcomes = map[obligation.Outcome]sign{
	obligation.Kept:      {good, "Gehouden"},
	obligation.NotKept:   {bad, "Niet gehouden"},
	obligation.Explained: {told, "Niet gehouden, uitgelegd"},
	obligation.Unknown:   {doubt, "Onbekend"},
}

// clauseMarks say what stands against a clause; one that is agreed needs no word.
var clauseMarks = map[string]sign{
	agreement.ClauseObjected: {bad, "Hier is bezwaar tegen"},
	agreement.ClauseChanged:  {told, "Veranderd sinds de vorige versie"},
}

// levels say how far an agreement reaches.
var levels = map[string]string{"wijk": "Wijk", "region": "Regio", "nation": "Land"}

// periods say how often a promise is weighed.
var periods = map[string]string{"week": "Elke week bekeken.", "month": "Elke maand bekeken.", "quarter": "Elk kwartaal bekeken.", "year": "Elk jaar bekeken."}
