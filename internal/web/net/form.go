package net

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// kind is how a part is asked for.
type kind int

const (
	line   kind = iota
	box         // several lines
	day         // a date
	radios      // one of a few
	choice      // one of many
	checks      // any of many; the value holds one on each line
)

// input asks for one part of a T.
type input[T any] struct {
	name     string // as package network names the part
	label    string
	hint     string
	kind     kind
	optional bool
	options  []ui.Option // of radios, choice and checks; Selected is filled in
	keys     string      // which keys a phone shows: "tel", "email", "url"
	most     int         // characters
	fold     int         // so many options of checks are shown, with those that are chosen; the others fold out
	heading  string      // above it, where a group of inputs begins
	read     func(*T) string
	// write takes what was typed; it gives what is wrong with it, in Dutch.
	write func(*T, string) (wrong string)
	// show is a value in words where two are laid side by side; nil shows it as it is typed.
	show func(string) string
}

// form is a page on which a T is changed.
type form[T any] struct {
	title, lead string
	action      string // address of the page itself
	back        string // address to go to when it is done
	crumbs      []ui.Link
	button      string // "" is Bewaar
	inputs      []input[T]
	// whole takes the place of inputs where two people's work is laid side by side; nil is inputs.
	whole   []input[T]
	is      T
	version int64
	// save saves a T made from a version.
	save func(ctx context.Context, t T, version int64) error
	// then gives the address to go to after saving, where that depends on what was saved; nil is back.
	then func() string
	also *also
}

// also is a second, quieter thing that can be done on a form's page.
type also struct{ title, text, button, action string }

// Names of the fields beside the parts.
const (
	versionField = "versie"
	ownPrefix    = "eigen." // what somebody typed, kept while they choose
)

// sheet is a form as the page shows it.
type sheet struct {
	frame       ui.PageView
	title, lead string
	action      string
	back        string
	button      string
	version     string
	asks        []ask
	errors      []ui.FieldError
	also        *also
	// since and who are filled while somebody has to choose between their own words and another's.
	since, who string
}

// ask is a part as the page asks for it: one of the four is filled.
type ask struct {
	heading string
	kind    kind
	field   ui.Field
	choice  ui.Choice
	more    ui.Choice // options that fold out
	hidden  []ui.Hidden
	clash   *clash
}

// clash lays two values of a part side by side.
type clash struct {
	name, label  string
	theirs, mine string // as the form sends them
	shown, typed string // as people read them
}

// get shows the form with what stands.
func get[T any](p Page, w http.ResponseWriter, r *http.Request, f form[T]) error {
	values := map[string]string{}
	for _, in := range f.inputs {
		values[in.name] = in.read(&f.is)
	}
	return p.render(w, r, http.StatusOK, f.sheet(values, nil))
}

// post saves what was typed. It shows the form again when something is wrong, and both sides when
// somebody else has changed the same since.
func post[T any](p Page, w http.ResponseWriter, r *http.Request, f form[T]) error {
	version, err := versionOf(r)
	if err != nil {
		return err
	}
	if len(f.whole) > 0 && r.PostForm.Has(f.whole[0].name) {
		f.inputs = f.whole
	}
	f.version = version
	mine, values, wrong := f.is, map[string]string{}, map[string]string{}
	for _, in := range f.inputs {
		value, sent := typed(r, in.name)
		if !sent {
			wrong[in.name] = "Kies wat er moet staan."
			value, _ = typed(r, ownPrefix+in.name)
		}
		if values[in.name] = value; sent {
			// What somebody left as it stands is not written anew: a page shows less than is kept.
			if value == in.read(&f.is) {
				continue
			}
			if problem := in.write(&mine, value); problem != "" {
				wrong[in.name] = problem
			}
		}
	}
	if len(wrong) > 0 {
		return p.render(w, r, http.StatusUnprocessableEntity, f.sheet(values, wrong))
	}
	err = f.save(r.Context(), mine, version)
	if stale, ok := errors.AsType[*network.Stale[T]](err); ok && f.asksAll(stale.Clashes) {
		return p.render(w, r, http.StatusConflict, f.sides(stale))
	}
	if broken, ok := errors.AsType[*fault.Error](err); ok && len(broken.Fields) > 0 && !errors.As(err, new(*network.Stale[T])) {
		for _, field := range broken.Fields {
			wrong[field.Name] = field.NL
		}
		return p.render(w, r, site.Status(err), f.sheet(values, wrong))
	}
	if err != nil {
		return err
	}
	if f.then != nil {
		f.back = f.then()
	}
	return saved(w, r, f.back)
}

// savedField says, in the address of a page, that something was saved just before.
const savedField = "bewaard"

// saved leads on to a page that says so.
func saved(w http.ResponseWriter, r *http.Request, path string) error {
	site.Redirect(w, r, path+"?"+savedField+"=ja")
	return nil
}

func wasSaved(r *http.Request) bool { return r.URL.Query().Has(savedField) }

// typed gives what was typed in a field, with the line ends of a form made plain.
func typed(r *http.Request, name string) (string, bool) {
	values, sent := r.PostForm[name]
	values = slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == "" })
	return strings.TrimSpace(strings.ReplaceAll(strings.Join(values, "\n"), "\r\n", "\n")), sent
}

// asksAll tells whether each part is one that this form lays side by side.
func (f form[T]) asksAll(parts []string) bool {
	for _, name := range parts {
		if !slices.ContainsFunc(f.parts(), func(in input[T]) bool { return in.name == name }) {
			return false
		}
	}
	return true
}

func (f form[T]) parts() []input[T] {
	if len(f.whole) > 0 {
		return f.whole
	}
	return f.inputs
}

func (f form[T]) bare() sheet {
	s := sheet{title: f.title, lead: f.lead, action: f.action, back: f.back, button: f.button, version: strconv.FormatInt(f.version, 10), also: f.also}
	s.frame.Crumbs = append(slices.Clone(f.crumbs), ui.Link{Text: f.title})
	if s.button == "" {
		s.button = "Bewaar"
	}
	return s
}

// sheet is the form with values, and what is wrong with them by name.
func (f form[T]) sheet(values, wrong map[string]string) sheet {
	s := f.bare()
	for _, in := range f.inputs {
		problem := wrong[in.name]
		if problem != "" {
			s.errors = append(s.errors, ui.FieldError{ID: in.id(), Message: strings.TrimSuffix(in.label, "?") + ": " + problem})
			delete(wrong, in.name)
		}
		s.asks = append(s.asks, in.ask(values[in.name], problem))
	}
	// What is wrong with a part that this form does not ask for still has to be said.
	for _, problem := range wrong {
		s.errors = append(s.errors, ui.FieldError{ID: "inhoud", Message: problem})
	}
	return s
}

// sides is the form with both values of each part that two people changed; the other parts go along as
// they were put together.
func (f form[T]) sides(stale *network.Stale[T]) sheet {
	f.version = stale.Version
	s := f.bare()
	s.also = nil
	s.since, s.who = ui.Moment(stale.At), roleWords(stale.Role)
	for _, in := range f.parts() {
		if !slices.Contains(stale.Clashes, in.name) {
			s.asks = append(s.asks, ask{hidden: []ui.Hidden{{Name: in.name, Value: in.read(&stale.Merged)}}})
			continue
		}
		theirs, mine := in.read(&stale.Theirs), in.read(&stale.Mine)
		s.asks = append(s.asks, ask{clash: &clash{name: in.name, label: in.label, theirs: theirs, mine: mine, shown: in.words(theirs), typed: in.words(mine)}})
	}
	return s
}

func (in input[T]) id() string { return strings.ReplaceAll(in.name, ".", "-") }

func (in input[T]) words(value string) string {
	if in.show != nil {
		value = in.show(value)
	} else if len(in.options) > 0 {
		value = optionText(in.options, value)
	}
	if value == "" {
		return "(leeg)"
	}
	return value
}

func optionText(options []ui.Option, value string) string {
	var words []string
	for _, v := range strings.Split(value, "\n") {
		for _, o := range options {
			if o.Value == v {
				words = append(words, o.Text)
			}
		}
	}
	return strings.Join(words, ", ")
}

func (in input[T]) ask(value, wrong string) ask {
	a := ask{heading: in.heading, kind: in.kind}
	switch in.kind {
	case radios, choice, checks:
		chosen := strings.Split(value, "\n")
		a.choice = ui.Choice{ID: in.id(), Name: in.name, Label: in.label, Hint: in.hint, Error: wrong, Optional: in.optional, Options: slices.Clone(in.options)}
		for i, o := range a.choice.Options {
			a.choice.Options[i].Selected = slices.Contains(chosen, o.Value)
		}
		if in.fold > 0 {
			a.choice.Options, a.more = folded(a.choice, in.fold)
		}
	default:
		a.field = ui.Field{ID: in.id(), Name: in.name, Label: in.label, Hint: in.hint, Error: wrong, Value: value, Optional: in.optional,
			InputMode: in.keys, Autocomplete: "off", MaxLength: in.most}
		switch in.kind {
		case box:
			a.field.Rows = 4
		case day:
			a.field.Type, a.field.Short = "date", true
		}
	}
	return a
}

// text makes an input of a text.
func text[T any, S ~string](name, label string, at func(*T) *S) input[T] {
	return input[T]{name: name, label: label, most: 200, read: func(t *T) string { return string(*at(t)) },
		write: func(t *T, v string) string { *at(t) = S(v); return "" }}
}

// yesNo makes an input of something that is so or not.
func yesNo[T any](name, label string, at func(*T) *bool) input[T] {
	return input[T]{name: name, label: label, kind: radios, options: []ui.Option{{Value: "ja", Text: "Ja"}, {Value: "nee", Text: "Nee"}},
		read: func(t *T) string {
			if *at(t) {
				return "ja"
			}
			return "nee"
		},
		write: func(t *T, v string) string { *at(t) = v == "ja"; return "" }}
}

// list makes an input of a list with a name on each line.
func list[T any, S ~string](name, label string, at func(*T) *[]S) input[T] {
	return input[T]{name: name, label: label, kind: box, optional: true,
		read: func(t *T) string {
			lines := make([]string, len(*at(t)))
			for i, s := range *at(t) {
				lines[i] = string(s)
			}
			return strings.Join(lines, "\n")
		},
		write: func(t *T, v string) string {
			*at(t) = nil
			for _, one := range strings.Split(v, "\n") {
				if one = strings.TrimSpace(one); one != "" {
					*at(t) = append(*at(t), S(one))
				}
			}
			return ""
		},
		show: func(v string) string { return strings.ReplaceAll(v, "\n", ", ") },
	}
}

// dated makes an input of a day of which the hour does not matter; now bounds it.
func dated[T any](name, label string, now time.Time, at func(*T) *time.Time) input[T] {
	in := edge(name, label, now, at, func(d time.Time) time.Time {
		// Noon, so that it is this day in every zone; today's noon may still have to come.
		if noon := d.Add(12 * time.Hour); !noon.After(now) || d.After(now) {
			return noon
		}
		return now
	}, func(t time.Time) time.Time { return t })
	in.show = func(v string) string {
		if d, err := time.ParseInLocation(time.DateOnly, v, now.Location()); err == nil {
			return ui.Date(d)
		}
		return v
	}
	return in
}

// with changes an input a little.
func (in input[T]) with(change func(*input[T])) input[T] {
	change(&in)
	return in
}

func (in input[T]) may() input[T]               { in.optional = true; return in }
func (in input[T]) hinted(hint string) input[T] { in.hint = hint; return in }

// folded gives of many options the first few and those that are chosen, and the others apart.
func folded(c ui.Choice, few int) (shown []ui.Option, more ui.Choice) {
	more = ui.Choice{ID: c.ID + "-meer", Name: c.Name, Label: "Meer"}
	for i, o := range c.Options {
		if i < few || o.Selected {
			shown = append(shown, o)
		} else {
			more.Options = append(more.Options, o)
		}
	}
	return shown, more
}
