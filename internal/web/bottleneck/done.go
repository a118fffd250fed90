package bottleneck

import (
	"net/http"

	"eerstelijn/internal/web/site"
)

// done is what was done, as the next page says it.
type done struct{ title, text string }

// What can have been done.
const (
	doneTold      = "gemeld"
	doneJoined    = "meegedaan"
	doneDiscussed = "besproken"
	doneTaken     = "opgepakt"
	donePassed    = "doorgegeven"
	doneAnswered  = "beantwoord"
	doneProposed  = "voorgesteld"
	doneConfirmed = "bevestigd"
	doneObjected  = "bezwaar"
	doneReopened  = "heropend"
	doneMerged    = "samengevoegd"
	doneBundled   = "gebundeld"
	doneAssigned  = "toegewezen"
	donePostponed = "uitgesteld"
	doneNoted     = "genoteerd"
	doneSeparated = "apart"
	doneExample   = "voorbeeld"
	doneNoExample = "geen-voorbeeld"
	doneRule      = "regel"
	doneRuleEnded = "regel-klaar"
)

var dones = map[string]done{
	doneJoined:    {"U doet mee", "Bewaar het adres van deze pagina. Hier leest u wat ermee gebeurt, en zegt u of het klaar is."},
	doneDiscussed: {"Het is in gesprek", "De melders weten het."},
	doneTaken:     {"Opgepakt", "De melders weten wie het oppakt en wanneer de volgende stap is."},
	donePassed:    {"Doorgegeven", "Het ligt nu een niveau hoger. De melders kregen bericht, met uw reden."},
	doneAnswered:  {"Het antwoord is verstuurd", "Iedereen die dit meldde, leest het woord voor woord."},
	doneProposed:  {"Voorgesteld", "De melders zeggen nu of het klaar is. Wie wij mailen, krijgt twee herinneringen. Zegt die niets, dan telt dat als ja."},
	doneConfirmed: {"Dank u", "U zei dat het klaar is."},
	doneObjected:  {"Dank u", "U zei dat het niet klaar is. Wie eraan werkt, leest waarom."},
	doneReopened:  {"Het knelpunt is weer open", "De melders weten het."},
	doneMerged:    {"Samengevoegd", "Alle melders blijven melder, en kregen bericht."},
	doneBundled:   {"Er is één knelpunt van gemaakt", "Alle melders blijven melder, en kregen bericht."},
	doneAssigned:  {"Bewaard", "Wie nu aan zet is, ziet het onder Vandaag."},
	donePostponed: {"Bewaard", "De volgende stap heeft een nieuwe datum. De reden staat erbij."},
	doneNoted:     {"Genoteerd", ""},
	doneSeparated: {"Het gaat weer apart verder", "Het ligt weer bij wie het eerst had, met de eigen melders. Zij kregen bericht."},
	doneExample:   {"Dank u", "Het staat nu bij Goede voorbeelden. Wie in de zorg werkt, kan het daar vinden, in het hele land."},
	doneNoExample: {"Bewaard", "Het staat niet meer bij Goede voorbeelden."},
	doneRule:      {"Bewaard", "De regel kijkt vanaf vandaag elke dag."},
	doneRuleEnded: {"De regel is gestopt", "Wat hij meldde, blijft staan."},
}

// doneOf reads what was done from the address; the zero done where nothing was.
func doneOf(r *http.Request) done { return dones[site.Done(r)] }
