package search

import (
	"slices"
	"strconv"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/say"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// formView is the form with what was filled in.
type formView struct {
	question, place                                         ui.Field
	topic, discipline, kind, mode, language, target, radius ui.Choice
	wait                                                    ui.Choice
	insurer                                                 *ui.Choice // nil where no insurer is known
	open, day                                               ui.Choice
	time                                                    ui.Field
	direct, room                                            ui.Option
	hidden                                                  []ui.Hidden
	// filtered is how many filters are on; the box with filters is open when one is wrong.
	filtered int
	unfold   bool
}

// anchors are the ids of fields that are not named as their field.
var anchors = map[string]string{site.QuestionField: "vraag", site.PlaceField: "plaats"}

// summary gives the errors in the order of the page, each with the id of its field.
func (w wrong) summary() []ui.FieldError {
	var all []ui.FieldError
	for _, name := range fields {
		if text := w[name]; text != "" {
			anchor := anchors[name]
			if anchor == "" {
				anchor = name
			}
			all = append(all, ui.FieldError{ID: anchor, Message: text})
		}
	}
	return all
}

func (p Page) form(l say.Language, a asked, bad wrong) formView {
	t := p.Finder.Tables()
	place := p.Place(l, a.place, bad[site.PlaceField])
	if a.here != "" {
		place.Hint = l.T("Wij zoeken nu bij uw plek. Vul hier iets in om ergens anders te zoeken.")
	}
	f := formView{
		question: site.Question(l, a.words, bad[site.QuestionField]), place: place,
		topic:      choice("topic", l.T("Onderwerp"), l.T("Alle onderwerpen"), a.topic, bad),
		discipline: choice("discipline", l.T("Wie kan helpen"), l.T("Alle beroepen"), a.discipline, bad),
		kind:       choice("kind", l.T("Soort hulp"), l.T("Alle soorten"), a.kind, bad),
		mode:       choice("mode", l.T("Hoe krijgt u hulp"), l.T("Maakt niet uit"), a.mode, bad),
		language:   choice("language", l.T("Taal"), l.T("Alle talen"), a.language, bad),
		target:     choice("target", l.T("Voor wie"), l.T("Iedereen"), a.target, bad),
		radius:     choice("radius", l.T("Hoe ver weg"), l.T("Maakt niet uit"), a.radius, bad),
		open:       choice("open", l.T("Wanneer open"), l.T("Maakt niet uit"), a.open, bad),
		day:        choice("day", l.T("Op welke dag"), l.T("Kies een dag"), a.day, bad),
		time:       ui.Field{Name: "time", Label: l.T("Hoe laat"), Type: "time", Error: bad["time"], Value: a.time},
		wait:       choice("wait", l.T("Hoe lang wachten"), l.T("Maakt niet uit"), a.wait, bad),
		room:       ui.Option{Value: "ja", Text: l.T("Alleen hulp die nu plek heeft"), Selected: a.room},
		direct:     ui.Option{Value: "ja", Text: l.T("Alleen hulp zonder verwijsbrief"), Selected: a.direct},
	}
	if a.here != "" {
		f.hidden = []ui.Hidden{{Name: "here", Value: a.here}}
	}
	for _, topic := range site.Topics {
		f.topic.Options = add(f.topic.Options, topic.Code, l.T(topic.Name), a.topic)
	}
	for _, d := range disciplines(t) {
		f.discipline.Options = add(f.discipline.Options, string(d), l.T(t.DisciplineName(d)), a.discipline)
	}
	for _, k := range t.Kinds {
		f.kind.Options = add(f.kind.Options, k.Code, l.T(k.Name), a.kind)
	}
	for _, m := range site.Modes {
		f.mode.Options = add(f.mode.Options, string(m), l.T(site.ModeName(m)), a.mode)
	}
	for _, tongue := range t.Languages {
		f.language.Options = add(f.language.Options, tongue.Code, l.LanguageName(tongue.Code, tongue.Name), a.language)
	}
	for _, g := range t.TargetGroups {
		f.target.Options = add(f.target.Options, g.Code, l.T(g.Name), a.target)
	}
	for _, km := range []int{2, 5, 10, 25, 50} {
		f.radius.Options = add(f.radius.Options, strconv.Itoa(km), l.T("Tot %s kilometer", strconv.Itoa(km)), a.radius)
	}
	for _, weeks := range []int{1, 2, 4, 8, 12} {
		text := l.T("Hooguit 1 week")
		if weeks > 1 {
			text = l.T("Hooguit %s weken", strconv.Itoa(weeks))
		}
		f.wait.Options = add(f.wait.Options, strconv.Itoa(7*weeks), text, a.wait)
	}
	f.open.Options = add(f.open.Options, openNow, l.T("Nu open"), a.open)
	f.open.Options = add(f.open.Options, openThen, l.T("Op een dag en tijd die ik kies"), a.open)
	for i := range 14 {
		day := p.Today().AddDate(0, 0, i)
		f.day.Options = add(f.day.Options, day.Format("2006-01-02"), l.Weekday(day), a.day)
	}
	for _, on := range []string{a.topic, a.discipline, a.kind, a.mode, a.language, a.target, a.radius, a.open, a.wait, a.insurer} {
		if on != "" {
			f.filtered++
		}
	}
	for _, on := range []bool{a.direct, a.room} {
		if on {
			f.filtered++
		}
	}
	for name := range bad {
		f.unfold = f.unfold || anchors[name] == ""
	}
	return f
}

func choice(name, label, none, chosen string, bad wrong) ui.Choice {
	return ui.Choice{Name: name, Label: label, Error: bad[name], Options: []ui.Option{{Value: "", Text: none, Selected: chosen == ""}}}
}

func add(options []ui.Option, value, text, chosen string) []ui.Option {
	return append(options, ui.Option{Value: value, Text: text, Selected: value == chosen})
}

// disciplines are those that offer some kind of service, in the order of the kinds.
func disciplines(t *directory.Tables) []network.DisciplineCode {
	var all []network.DisciplineCode
	for _, k := range t.Kinds {
		for _, d := range k.Disciplines {
			if !slices.Contains(all, d) {
				all = append(all, d)
			}
		}
	}
	return all
}

func hasDiscipline(t *directory.Tables, code string) bool {
	return slices.Contains(disciplines(t), network.DisciplineCode(code))
}

// next gives the form's fields for the next page; for the first one shown is 0.
func (a asked) next(cursor string, shown int) []ui.Hidden {
	yes := func(on bool) string {
		if on {
			return "ja"
		}
		return ""
	}
	var all []ui.Hidden
	for _, h := range []ui.Hidden{
		{Name: site.QuestionField, Value: a.words}, {Name: site.PlaceField, Value: a.place}, {Name: site.TopicField, Value: a.topic},
		{Name: "discipline", Value: a.discipline}, {Name: "kind", Value: a.kind}, {Name: "target", Value: a.target},
		{Name: "language", Value: a.language}, {Name: "insurer", Value: a.insurer}, {Name: "mode", Value: a.mode},
		{Name: "open", Value: a.open}, {Name: "day", Value: a.day}, {Name: "time", Value: a.time}, {Name: "at", Value: a.at},
		{Name: "direct", Value: yes(a.direct)}, {Name: "room", Value: yes(a.room)}, {Name: "wait", Value: a.wait}, {Name: "radius", Value: a.radius}, {Name: "here", Value: a.here},
		{Name: "cursor", Value: cursor}, {Name: "shown", Value: strconv.Itoa(shown)},
	} {
		if h.Value != "" && h.Value != "0" {
			all = append(all, h)
		}
	}
	return all
}
