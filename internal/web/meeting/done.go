package meeting

import (
	"net/http"

	"eerstelijn/internal/web/site"
)

// done is what was done, as the next page says it.
type done struct{ title, text string }

// What can have been done.
const (
	donePlanned   = "gepland"
	doneMoved     = "verzet"
	doneStarted   = "begonnen"
	doneAttended  = "aanwezig"
	doneAdded     = "punt"
	doneMinuted   = "notulen"
	doneDecided   = "besluit"
	doneTask      = "taak"
	doneTaskReady = "taak-klaar"
	doneClosed    = "gesloten"
	doneCancelled = "vervalt"
)

var dones = map[string]done{
	donePlanned:   {"Gepland", "De open knelpunten staan al op de agenda."},
	doneMoved:     {"Verzet", "Vertel het aan wie erbij is."},
	doneStarted:   {"Het overleg is begonnen", "Bespreek de punten één voor één. Wat u vastlegt, staat meteen in het verslag."},
	doneAttended:  {"Bewaard", ""},
	doneAdded:     {"Het staat op de agenda", ""},
	doneMinuted:   {"Vastgelegd", "Het staat in het verslag."},
	doneDecided:   {"Vastgelegd", "Wie het meldde, kan lezen wat u besloot."},
	doneTask:      {"De taak staat erbij", ""},
	doneTaskReady: {"Klaar. Dank u", ""},
	doneClosed:    {"Het overleg is klaar", "Dit is het verslag. U kunt deze pagina printen."},
	doneCancelled: {"Het overleg gaat niet door", ""},
}

// doneOf reads what was done from the address; the zero done where nothing was.
func doneOf(r *http.Request) done { return dones[site.Done(r)] }
