package agreement

import (
	"net/http"
	"strings"
	"time"

	"eerstelijn/internal/web/site"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/web/ui"
)

// Names of the fields of the forms beside the text itself.
const (
	formField    = "formulier"
	partyField   = "partij"
	versionField = "versie"
	clauseField  = "artikel"
	wordsField   = "woorden"
	dayField     = "dag"
	answerField  = "antwoord"
	readField    = "gelezen"
	whichField   = "welke"
)

// fieldOf gives the field of a form for a part that the capabilities find fault with.
var fieldOf = map[string]string{
	"party": partyField, "clause": clauseField, "words": wordsField, "why": wordsField, "question": wordsField, "answer": wordsField,
	"at": dayField, "until": dayField, "kept": answerField, "yes": answerField, "read": readField,
}

// forms is what was typed in one of the forms of a page, and what is wrong with it by field.
type forms struct {
	open   string
	values map[string]string
	wrong  map[string]string
	now    string // why an act does not fit what stands by now
}

// typedIn keeps what was typed in a form that was not taken, and what is wrong with it.
func typedIn(r *http.Request, err error) forms {
	f := forms{open: r.PostForm.Get(formField), values: map[string]string{}, wrong: map[string]string{}}
	for name := range r.PostForm {
		f.values[name] = r.PostForm.Get(name)
	}
	if fault.KindOf(err) == fault.Conflict {
		f.now = site.Said(err)
		return f
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

// again tells whether a form is shown again: something in it is wrong, or it does not fit what stands by now.
func again(err error) bool {
	kind := fault.KindOf(err)
	return err != nil && (kind == fault.Invalid || kind == fault.Conflict)
}

// of gives what was typed in a field of a form, and what is wrong with it.
func (f *forms) of(form, field string) (value, wrong string) {
	if f.open != form {
		return "", ""
	}
	return f.values[field], f.wrong[field]
}

// text is a field of a form with what was typed in it.
func (f *forms) text(form string, x ui.Field) ui.Field {
	x.ID, x.Autocomplete = form+"-"+x.Name, "off"
	if value, wrong := f.of(form, x.Name); f.open == form {
		x.Value, x.Error = value, wrong
	}
	return x
}

// choice is a choice of a form with what was chosen.
func (f *forms) choice(form string, c ui.Choice) ui.Choice {
	c.ID = form + "-" + c.Name
	value, wrong := f.of(form, c.Name)
	c.Error = wrong
	if value != "" {
		options := make([]ui.Option, len(c.Options))
		for i, o := range c.Options {
			o.Selected = o.Value == value
			options[i] = o
		}
		c.Options = options
	}
	return c
}

// isOpen tells whether something is wrong with a form.
func (f *forms) isOpen(form string) bool { return f.open == form && len(f.wrong) > 0 }

func (f *forms) errors() (all []ui.FieldError) {
	for _, name := range []string{partyField, clauseField, answerField, wordsField, dayField, readField} {
		if f.wrong[name] != "" {
			all = append(all, ui.FieldError{ID: f.open + "-" + name, Message: f.wrong[name]})
		}
	}
	if w := f.wrong[formField]; w != "" {
		all = append(all, ui.FieldError{ID: "inhoud", Message: w})
	}
	return all
}

// words reads what somebody wrote, with the line ends of a form made plain.
func words(r *http.Request, name string) string {
	return strings.TrimSpace(strings.ReplaceAll(r.PostForm.Get(name), "\r\n", "\n"))
}

// needed is the words of a field that may not be empty. part is as the capabilities name it.
func needed(r *http.Request, part, nl string) (string, error) {
	text := words(r, fieldOf[part])
	if text == "" {
		return "", fault.InvalidField(part, nl, "expected words")
	}
	return text, nil
}

// dayIn reads a day of a form, as the beginning of it; nothing typed is no day.
func dayIn(text, part string) (time.Time, error) {
	if text = strings.TrimSpace(text); text == "" {
		return time.Time{}, nil
	}
	d, err := time.ParseInLocation(time.DateOnly, text, clock.Amsterdam)
	if err != nil || d.Year() < 2000 || d.Year() > 2200 {
		return time.Time{}, fault.InvalidField(part, "Vul een dag in, zoals 2027-01-31.", "expected a day, such as 2027-01-31")
	}
	return d, nil
}

// dayText writes a day as a form does.
func dayText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(clock.Amsterdam).Format(time.DateOnly)
}
