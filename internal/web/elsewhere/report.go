package elsewhere

import (
	"net/http"
	"strings"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/notified"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// What the provider that was chosen tells: that it began, is done, or does not come about.

// Names of the fields of what is told.
const (
	stepField = "stap"
	dayField  = "dag"
)

// steps are what the forms tell, as they stand in an address.
var steps = map[string]notified.Step{saidYes: notified.Yes, saidNo: notified.No, "begonnen": notified.Begun, "afgerond": notified.Done, "gaat-niet-door": notified.FellThrough}

func reportPath(which notified.TakenID) string { return pathOf(which) + "/voortgang" }

// typed is a form that was not taken; what was filled in stays as it was.
type typed struct {
	step  string // '' of the answer
	now   string // why it cannot be now
	field string // what is wrong with the one field
}

func (t typed) of(step string) string {
	if t.step != step {
		return ""
	}
	return t.field
}

// progressView is what can be told of a question, and what was told.
type progressView struct {
	id                  notified.TakenID
	begins, ends, falls bool
	day                 ui.Field
	outcome, why        ui.Choice
	fell                bool // its form is open
	waiting, refused    string
	problem             string
	again               string // until when what waits is tried
}

func (v *progressView) errors() (all []ui.FieldError) {
	for id, message := range map[string]string{v.day.ID: v.day.Error, v.outcome.ID: v.outcome.Error, v.why.ID: v.why.Error} {
		if message != "" { // of one form at most
			all = append(all, ui.FieldError{ID: id, Message: message})
		}
	}
	return all
}

func progressOf(r *http.Request, d *notified.Detail, tables *placement.Tables, wrong typed, now time.Time) progressView {
	v := progressView{id: d.ID, falls: d.Can(notified.FellThrough) == nil, fell: wrong.step == "gaat-niet-door"}
	v.begins, v.ends = d.Can(notified.Begun) == nil, d.Can(notified.Done) == nil
	v.day = ui.Field{ID: "begonnen-" + dayField, Name: dayField, Label: "Op welke dag?", Type: "date", Short: true, Autocomplete: "off",
		Value: now.In(clock.Amsterdam).Format(time.DateOnly), Error: wrong.of("begonnen")}
	if wrong.step == "begonnen" {
		v.day.Value = r.PostForm.Get(dayField)
	}
	v.outcome = reasons(r, "afgerond", "Hoe liep het af?", tables.ReasonsFor("Close"), wrong)
	v.why = reasons(r, "gaat-niet-door", "Waarom gaat het niet door?", tables.ReasonsFor("FallThrough"), wrong)
	switch said := toldWords(&d.Told, tables, now); {
	case d.Told.State == notified.Waiting:
		v.waiting, v.problem, v.again = said, d.Told.Problem.NL, triedWords(&d.Taken, now)
	case d.Told.State == notified.Refused && !(answered(&d.Told) && d.Stands()):
		v.refused, v.problem = said, d.Told.Problem.NL
	}
	return v
}

func reasons(r *http.Request, step, label string, all []placement.Reason, wrong typed) ui.Choice {
	c := ui.Choice{ID: step + "-" + reasonField, Name: reasonField, Label: label, Error: wrong.of(step)}
	for _, one := range all {
		c.Options = append(c.Options, ui.Option{Value: string(one.Code), Text: one.Name, Selected: wrong.step == step && r.PostForm.Get(reasonField) == string(one.Code)})
	}
	return c
}

// answered tells whether a yes or a no was told last.
func answered(t *notified.Told) bool { return t.Step == notified.Yes || t.Step == notified.No }

// toldWords says what was told: 'U meldde: begonnen, maandag 23 november.'.
func toldWords(t *notified.Told, tables *placement.Tables, now time.Time) string {
	because := func(act string) string {
		row, _ := tables.Reason(act, t.Reason)
		return ui.Lower(row.Name) + "."
	}
	switch t.Step {
	case notified.Yes:
		return "U antwoordde: ja, dit kan."
	case notified.No:
		why, _ := tables.Decline(t.Reason)
		return "U antwoordde: nee; " + ui.Lower(why.Name) + "."
	case notified.Begun:
		if day, err := time.ParseInLocation(time.DateOnly, t.Day, clock.Amsterdam); err == nil {
			return "U meldde: begonnen, " + ui.OnDay(day, now) + "."
		}
		return "U meldde: begonnen."
	case notified.Done:
		return "U meldde: afgerond; " + because("Close")
	case notified.FellThrough:
		return "U meldde: het gaat niet door; " + because("FallThrough")
	}
	return ""
}

// triedWords says that what was told is kept, and until when it is tried again.
func triedWords(t *notified.Taken, now time.Time) string {
	return "Wij bewaren dit en proberen het opnieuw, tot " + before(t.TriedUntil(), now) + ". Heeft het haast? Bel dan wie het vraagt."
}

// lead goes to the question after something was told. Only what is there by now is said to have arrived; of anything
// else the page says how it stands.
func lead(w http.ResponseWriter, r *http.Request, t *notified.Taken, done string) error {
	if t.Told.State != notified.There || t.Told.Step != steps[done] {
		site.Redirect(w, r, pathOf(t.ID))
		return nil
	}
	return site.Lead(w, r, pathOf(t.ID), done)
}

// Report tells the other system how it goes on.
func (p Page) Report(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	found, err := which(r)
	if err != nil {
		return err
	}
	step := r.PostForm.Get(stepField)
	said := notified.Report{Step: steps[step], Day: strings.TrimSpace(r.PostForm.Get(dayField)), Reason: placement.ReasonCode(r.PostForm.Get(reasonField))}
	if said.Step == "" {
		return p.question(w, r, http.StatusUnprocessableEntity, found, typed{now: "Kies wat u wilt melden."})
	}
	t, err := p.Notified.Report(r.Context(), p.SignedIn(r), found, said)
	switch fault.KindOf(err) {
	case fault.Invalid:
		return p.question(w, r, http.StatusUnprocessableEntity, found, typed{step: step, field: site.Said(err)})
	case fault.Conflict:
		return p.question(w, r, http.StatusConflict, found, typed{step: step, now: site.Said(err)})
	}
	if err != nil {
		return err
	}
	return lead(w, r, &t, step)
}
