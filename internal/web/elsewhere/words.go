package elsewhere

import (
	"time"

	"eerstelijn/internal/fhir/notified"
	"eerstelijn/internal/web/ui"
)

// doneWords say what was just done.
var doneWords = map[string]string{
	saidYes: "Uw ja is aangekomen. U ziet hier of u gekozen wordt.",
	saidNo:  "Uw nee is aangekomen.",

	"begonnen": "Uw melding is aangekomen.", "afgerond": "Uw melding is aangekomen.", "gaat-niet-door": "Uw melding is aangekomen. Wie het vraagt, zoekt verder.",
}

// titleOf says in a few words what is asked.
func titleOf(t *notified.Taken) string {
	if t.What == "" {
		return "Vraag om een plek of zorg"
	}
	return ui.Capital(t.What)
}

// urgencies are the priorities of FHIR as people say them.
var urgencies = map[string]string{"stat": "Crisis", "asap": "Zo snel mogelijk", "urgent": "Met spoed", "routine": "Gepland"}

// words for where a question stands: by the asking system's own code where that is one of ours, and else by the
// status that every system has.
var (
	businesses = map[string]string{
		"offered": "U zei ja. Nog niet zeker: de persoon kiest.", "chosen": "U bent gekozen. Wie het vraagt, geeft de gegevens door.",
		"started": "De zorg is begonnen.", "done": "Afgerond.", "refused": "U zei nee.", "timed-out": "De tijd is om. U hoeft niets meer te doen.",
		"withdrawn": "Ingetrokken. U hoeft niets meer te doen.", "lost": "Een ander is gekozen. U hoeft niets meer te doen.",
	}
	statuses = map[string]string{
		"accepted": "U zei ja.", "rejected": "U zei nee.", "cancelled": "Ingetrokken. U hoeft niets meer te doen.", "in-progress": "Begonnen.",
		"completed": "Afgerond.", "failed": "Niet doorgegaan.", "entered-in-error": "Dit was een vergissing. U hoeft niets meer te doen.",
	}
)

// stands says in a sentence where a question stands.
func stands(t *notified.Taken, now time.Time) string {
	if t.Waits(now) {
		return "Uw antwoord is nodig vóór " + before(t.Until, now) + "."
	}
	if t.State == "replaced" {
		return "Vervangen door een nieuwe vraag."
	}
	if t.Answering() && !t.Over() {
		return "Uw antwoord is nog onderweg."
	}
	if t.Told.Step == notified.FellThrough && t.Told.State == notified.There {
		return "U meldde dat het niet doorgaat. U hoeft niets meer te doen."
	}
	if says := businesses[t.Business]; says != "" {
		return says
	}
	switch says := statuses[t.Status]; {
	case says != "":
		return says
	case t.State != "open":
		return statuses["cancelled"]
	}
	return "De tijd om te antwoorden is voorbij."
}

// before writes until when, as people say it.
func before(t, now time.Time) string {
	if ui.SameDay(t, now) {
		return ui.Time(t)
	}
	return ui.OnDay(t, now) + ", " + ui.Time(t)
}

func factsOf(d *notified.Detail, now time.Time) (all []ui.Definition) {
	if name := urgencies[d.Priority]; name != "" {
		all = append(all, ui.Definition{Term: "Hoe snel", Text: name})
	}
	for _, f := range d.Facts {
		text := f.Text
		switch {
		case f.Day:
			text = ui.Capital(ui.OnDay(f.At, now))
		case !f.At.IsZero():
			text = ui.Capital(before(f.At, now))
		}
		all = append(all, ui.Definition{Term: ui.Capital(f.Term), Text: text})
	}
	return all
}
