package place

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/web/ui"
)

// Names of the fields of the forms on a request's page. The last part is the field as package placement
// names it in an error.
const (
	nameField  = "naam"
	birthField = "geboren"
	reachField = "bereik"
	wordsField = "begin"
	dayField   = "dag"
	whoField   = "wie"
	whatField  = "wat"
	paidField  = "betaald"
	untilField = "tot"
	formField  = "formulier"
)

// fieldOf gives the field of a page for a part that package placement finds fault with.
var fieldOf = map[string]string{
	"name": nameField, "birth": birthField, "reach": reachField, "words": wordsField,
	"at": dayField, "start": dayField, "reason": reasonField, "outcome": reasonField, "why": reasonField,
	"who": whoField, "organization": whoField, "what": whatField, "paid": paidField, "until": untilField,
}

// forms are those on a request's page: one is open when something is wrong with it.
type forms struct {
	open   string            // which one was not taken
	values map[string]string // what was typed in it
	wrong  map[string]string // what is wrong, by field
	now    string            // why an act does not fit what stands by now
	act    string            // that was not done

	started  startForm
	withdraw []placement.Reason
	fall     []placement.Reason
	end      []placement.Reason
	bridgers []ui.Option
}

// startForm asks on which day it began.
type startForm struct {
	action string
	back   string
	day    string
	wrong  string
	weight ui.Variant
}

func newStart(r placement.RequestID, now time.Time) startForm {
	return startForm{action: requestPath(r) + "/begonnen", day: now.Format(time.DateOnly), weight: ui.Primary}
}

// forms prepares those that who is looking may use.
func (b *book) forms(r *placement.Request, can rights, now time.Time) (forms, error) {
	f := forms{values: map[string]string{}, wrong: map[string]string{}, started: newStart(r.ID, now)}
	f.withdraw, f.fall, f.end = b.words.ReasonsFor("Withdraw"), b.words.ReasonsFor("FallThrough"), b.words.ReasonsFor("Close")
	if !can.bridge {
		return f, nil
	}
	var err error
	f.bridgers, err = b.bridgers(r)
	return f, err
}

// bridgers are who can bridge: those who were asked, who know the person, or with whom the region has
// an agreement.
func (b *book) bridgers(r *placement.Request) (options []ui.Option, err error) {
	rules, err := b.Placement.BridgingRules(b.ctx, r.Region)
	if err != nil {
		return nil, err
	}
	ids := []network.OrganizationID{r.Organization, r.Desk}
	for _, rule := range rules {
		ids = append(ids, rule.Organization)
	}
	ids = append(ids, r.Continuity...)
	for _, i := range r.Invitations {
		ids = append(ids, i.Organization)
	}
	seen := map[network.OrganizationID]bool{"": true}
	for _, id := range ids {
		if seen[id] {
			continue
		}
		seen[id] = true
		name, err := b.organization(id)
		if err != nil {
			return nil, err
		}
		options = append(options, ui.Option{Value: string(id), Text: name})
	}
	slices.SortStableFunc(options, func(x, y ui.Option) int { return strings.Compare(x.Text, y.Text) })
	return append([]ui.Option{{Text: "Kies"}}, options...), nil
}

// typedForms keeps what was typed in a form that was not taken.
func typedForms(r *http.Request, err error) *forms {
	f := &forms{open: r.PostForm.Get(formField), values: map[string]string{}, wrong: map[string]string{}}
	for name := range r.PostForm {
		f.values[name] = r.PostForm.Get(name)
	}
	safe := fault.Safe(err)
	for _, w := range safe.Fields {
		name, known := fieldOf[w.Name]
		if !known {
			name = formField
		}
		f.wrong[name] = w.NL
	}
	if len(f.wrong) == 0 {
		f.wrong[formField] = safe.Text.NL
	}
	return f
}

// take puts what was typed in the forms of a page.
func (f *forms) take(typed *forms) {
	f.open, f.values, f.wrong, f.now = typed.open, typed.values, typed.wrong, typed.now
	if f.open == "begonnen" {
		f.started.day, f.started.wrong = f.values[dayField], f.wrong[dayField]
	}
}

// of gives what was typed in a field of a form, and what is wrong with it.
func (f *forms) of(form, field string) (value, wrong string) {
	if f.open != form {
		return "", ""
	}
	return f.values[field], f.wrong[field]
}

func (f *forms) errors() (all []ui.FieldError) {
	for _, name := range []string{nameField, birthField, reachField, wordsField, dayField, reasonField, whoField, whatField, paidField, untilField} {
		if f.wrong[name] != "" {
			all = append(all, ui.FieldError{ID: f.open + "-" + name, Message: f.wrong[name]})
		}
	}
	if w := f.wrong[formField]; w != "" {
		all = append(all, ui.FieldError{ID: "inhoud", Message: w})
	}
	return all
}

// text is a field of a form with what was typed in it.
func (f *forms) text(form string, x ui.Field) ui.Field {
	x.ID, x.Autocomplete = form+"-"+x.Name, "off"
	x.Value, x.Error = f.of(form, x.Name)
	return x
}

// reasonView is a form that asks one reason.
type reasonView struct {
	form, action, label, hint, button string
	reasons                           []placement.Reason
	chosen, wrong                     string
	back                              string
	weight                            ui.Variant
}

func (v reasonView) choice() ui.Choice {
	c := ui.Choice{ID: v.form + "-" + reasonField, Name: reasonField, Label: v.label, Hint: v.hint, Error: v.wrong}
	for _, r := range v.reasons {
		c.Options = append(c.Options, ui.Option{Value: string(r.Code), Text: r.Name, Selected: string(r.Code) == v.chosen})
	}
	return c
}

func (v requestView) reason(form, label, button string, reasons []placement.Reason) reasonView {
	x := reasonView{form: form, action: requestPath(v.id) + "/" + form, label: label, button: button, reasons: reasons, weight: ui.Secondary}
	x.chosen, x.wrong = v.forms.of(form, reasonField)
	return x
}

// dayOf reads a day of a form: of today this very moment, of any other day its noon. ” is no day.
func dayOf(text string, now time.Time) (time.Time, error) {
	if text = strings.TrimSpace(text); text == "" {
		return time.Time{}, nil
	}
	d, err := time.ParseInLocation(time.DateOnly, text, clock.Amsterdam)
	if err != nil {
		return time.Time{}, fault.InvalidField("at", "Vul een dag in, zoals 2026-11-03.", "expected a day, such as 2026-11-03")
	}
	if day(d, now) == 0 {
		return now, nil
	}
	return d.Add(12 * time.Hour), nil
}
