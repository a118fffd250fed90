package bottleneck

import (
	"strconv"
	"time"

	core "eerstelijn/internal/bottleneck"
	"eerstelijn/internal/web/ui"
)

// nationBoard is who owns what lies with the nation, as long as no party was named.
const nationBoard = "het bestuurlijk overleg eerstelijnszorg"

// complaintsPhone is that of the Landelijk Meldpunt Zorg.
const complaintsPhone = "0900 243 70 70"

var levels = map[core.Level]string{core.Wijk: "Wijk", core.Region: "Regio", core.Nation: "Land"}

var states = map[core.State]string{
	core.Reported: "Gemeld", core.Discussing: "In gesprek", core.TakenUp: "Opgepakt", core.Proposed: "De melders zeggen of het klaar is",
	core.Solved: "Opgelost", core.Accepted: "Blijft zoals het is", core.Merged: "Samengevoegd",
}

// often are how often something is felt, in the order of the form.
var often = []struct {
	code core.HowOften
	name string
}{{core.Daily, "Elke dag"}, {core.Weekly, "Elke week"}, {core.Monthly, "Elke maand"}, {core.Once, "Eén keer"}}

func oftenName(code core.HowOften) string {
	for _, o := range often {
		if o.code == code {
			return o.name
		}
	}
	return ""
}

// number is the short number of a bottleneck as people say it.
func number(b *core.Bottleneck) string { return "nummer " + strconv.Itoa(b.Number) }

// due is by when something happens.
type due struct {
	words string
	at    time.Time
	late  bool
}

// dueOf says by when the owner does something.
func dueOf(b *core.Bottleneck, now time.Time) due {
	if !b.State.Open() || b.NextAt.IsZero() {
		return due{}
	}
	what := "Volgende stap uiterlijk "
	if b.State == core.Reported || b.State == core.Discussing {
		what = "Antwoord uiterlijk "
	}
	// It ends with a day: the moment itself belongs to the next one.
	d := due{at: b.NextAt, late: b.Overdue(now), words: what + ui.Date(b.NextAt.Add(-time.Second))}
	if d.late {
		d.words = "Te laat: " + ui.Lower(d.words)
	}
	return d
}

// reporters says of how many people a bottleneck is.
func reporters(b *core.Bottleneck) string {
	if b.Origin == core.ByRule && b.Reporters <= 1 {
		return "Gemeld door de cijfers"
	}
	return ui.Amount(b.Reporters, "melder", "melders")
}

// span is a time from one day to another, or until now.
func span(from, until time.Time) string {
	switch {
	case until.IsZero():
		return "sinds " + ui.Date(from)
	case ui.SameDay(from, until):
		return ui.Date(from)
	}
	return ui.Date(from) + " tot " + ui.Date(until)
}

// outcomes say what became of an ending, as everybody reads it.
var outcomes = map[core.Outcome]string{
	core.Agreed: "Alle melders zeiden ja.", core.Silence: "Niet alle melders antwoordden. Wie wij konden mailen, kreeg twee herinneringen.",
	core.Objected: "Een melder zei dat het niet klaar is. Daarom is het weer open.", core.TakenBack: "De eigenaar ging er toch mee verder.",
}

// events say what happened, as everybody reads it.
var events = map[core.EventKind]string{
	core.EventReported: "Gemeld", core.EventJoined: "Nog iemand heeft hier last van", core.EventDiscussed: "In gesprek gebracht", core.EventTakenUp: "Opgepakt",
	core.EventAssigned: "Toegewezen", core.EventPostponed: "Later", core.EventPassedUp: "Doorgegeven aan een hoger niveau", core.EventAnswered: "Beantwoord",
	core.EventNoted: "Notitie voor collega’s", core.EventProposed: "Voorgesteld om af te ronden", core.EventReminded: "Herinnering aan de melders",
	core.EventConfirmed: "Een melder zei: dit is klaar", core.EventObjected: "Een melder zei: dit is niet klaar", core.EventEnded: "Afgerond", core.EventReopened: "Weer geopend",
	core.EventMerged: "Samengevoegd met een ander knelpunt", core.EventTookIn: "Een ander knelpunt is hierbij gevoegd", core.EventLate: "De datum ging voorbij", core.EventExample: "Het is nu een goed voorbeeld",
	core.EventSeparated: "Toch apart gehouden",
}
