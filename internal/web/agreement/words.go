package agreement

import (
	"strings"
	"time"

	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/obligation"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/web/ui"
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

// day tells how many civil days t lies after now in the Netherlands.
func day(t, now time.Time) int {
	of := func(t time.Time) time.Time {
		y, m, d := t.In(clock.Amsterdam).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return int(of(t).Sub(of(now)) / (24 * time.Hour))
}

// onDay writes the day of a moment as people say it from where they stand.
func onDay(t, now time.Time) string {
	switch day(t, now) {
	case -1:
		return "gisteren"
	case 0:
		return "vandaag"
	case 1:
		return "morgen"
	}
	if t.In(clock.Amsterdam).Year() != now.In(clock.Amsterdam).Year() {
		return ui.Date(t)
	}
	return ui.Weekday(t)
}

// joined writes a list as people say it: 'a, b en c'.
func joined(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " en " + words[len(words)-1]
}

// monthOf writes the month of a day: 'november 2026'.
func monthOf(t time.Time) string {
	_, month, _ := strings.Cut(ui.Date(t), " ")
	return month
}

func yearOf(t time.Time) string { return t.In(clock.Amsterdam).Format("2006") }
