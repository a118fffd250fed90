package place

import (
	"net/http"

	"eerstelijn/internal/web/assets"
	"eerstelijn/internal/web/site"
)

const liveScript = assets.LiveScript

// done is what was done, as the next page says it.
type done struct{ title, text string }

// What can have been done.
const (
	doneNote      = "overdracht"
	doneTake      = "opgepakt"
	doneCascade   = "gevraagd"
	doneChoose    = "gekozen"
	doneWithdraw  = "ingetrokken"
	doneHandOver  = "doorgegeven"
	doneStart     = "begonnen"
	doneClose     = "afgerond"
	doneFell      = "ging-niet-door"
	doneBridge    = "overbrugging"
	doneEndBridge = "overbrugging-klaar"
	doneDesk      = "coordinatie"
	doneRule      = "regel"
	doneEndRule   = "regel-klaar"
	doneYes       = "ja"
	doneNo        = "nee"
)

var dones = map[string]done{
	doneNote:      {"Genoteerd", "De volgende dienst leest dit bovenaan."},
	doneTake:      {"U pakt dit op", "Collega’s zien dat u ermee bezig bent."},
	doneCascade:   {"Gevraagd", "De aanbieders kregen bericht. Hun antwoord verschijnt hier vanzelf."},
	doneChoose:    {"Er is een plek", "De gekozen aanbieder en de anderen weten het."},
	doneWithdraw:  {"Ingetrokken", "Wie gevraagd was, weet dat het niet meer nodig is."},
	doneHandOver:  {"Doorgegeven", "Alleen de gekozen aanbieder en uw organisatie kunnen de gegevens lezen."},
	doneStart:     {"Genoteerd", "De plek of zorg is begonnen."},
	doneClose:     {"Afgerond", "De aanvraag is klaar."},
	doneFell:      {"Er wordt weer gezocht", "De plek ging niet door. Vraag anderen, of wacht op wie al gevraagd is."},
	doneBridge:    {"Overbrugging geregeld", "Wie overbrugt, weet het."},
	doneEndBridge: {"Overbrugging gestopt", ""},
	doneDesk:      {"Bewaard", "Wat open staat, ligt nu bij dit coördinatiepunt."},
	doneRule:      {"Bewaard", "De regel geldt voor wat vanaf nu wordt overbrugd."},
	doneEndRule:   {"De regel is gestopt", "Wat al loopt, gaat door."},
	doneYes:       {"U zei ja", "Wij houden u op de hoogte."},
	doneNo:        {"U zei nee", "Dank u. U hoeft niets meer te doen."},
}

func doneOf(r *http.Request) *done {
	if d, ok := dones[site.Done(r)]; ok {
		return &d
	}
	return nil
}
