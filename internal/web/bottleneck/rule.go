package bottleneck

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"eerstelijn/internal/access"
	core "eerstelijn/internal/bottleneck"
	"eerstelijn/internal/bottleneck/signal"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// Names of the fields of a rule.
const (
	measureField    = "meting"
	normField       = "norm"
	disciplineField = "discipline"
	windowField     = "wanneer"
	kindField       = "soort"
	thresholdField  = "grens"
	weeksField      = "weken"
	ruleField       = "regel"
	versionField    = "versie"
	sourceField     = "bron"
	fromField       = "van"
	untilField      = "tot"
	doField         = "doe"
	doTry           = "probeer"
	doSave          = "bewaar"
	tryField        = "proef"

	// triedBack is how far back a rule is tried at first.
	triedBack = 26 * 7 * 24 * time.Hour
)

// ruleView is the rules in force, and one that is made, changed or tried.
type ruleView struct {
	frame   ui.PageView
	done    done
	problem string
	errors  []ui.FieldError
	rules   []ruleRow
	may     bool
	kinds   []ui.Link // what a new rule can look at

	tried bool
	trial string
	hits  ui.TableView

	form                                        bool
	formTitle, formSays                         string
	hidden                                      []ui.Hidden
	what, level, theme                          []ui.Choice
	threshold, weeks, name, source, from, until ui.Field
}

// ruleRow is a rule in the list.
type ruleRow struct {
	id, title, where, says, since, try, edit, version string
	mayEnd                                            bool
}

// measures are what a rule can look at: its name, what goes wrong, and out of what.
var measures = []struct {
	code          signal.Measure
	name, bad, of string
}{
	{signal.WaitAboveNorm, "Te lang wachten", "langer dan de norm wacht", "van wie wacht"},
	{signal.Declines, "Nee: geen plek", "‘geen plek’ als antwoord kreeg", "van de vragen om een plek"},
	{signal.Bridging, "Geen plek op tijd", "niet op tijd een plek had", "van de aanvragen"},
	{signal.NoContact, "Niemand bereikbaar", "niemand had om te bellen", "van de diensten"},
	{signal.Unanswered, "Gegevens niet bevestigd", "niet op tijd is bevestigd", "van het aanbod"},
	{signal.CoverageGap, "Wijkteam niet compleet", "niet compleet is", "van de wijkverbanden"},
}

var windows = map[signal.Window]string{signal.Night: "’s nachts", signal.Evening: "’s avonds", signal.Weekend: "in het weekend"}

// mayRule tells whether somebody lays down rules for their region, or for everywhere.
func (e eyes) mayRule(act string, region network.RegionID) bool {
	s := access.Subject{Type: "signal-rule", Region: string(region)}
	if region == "" {
		s.Desk = string(e.board)
	}
	return e.page.Access.Decide(e.Actor, "signal."+act, s).Allowed
}

// regionOf is where somebody's rules hold.
func regionOf(who access.Actor) network.RegionID {
	if who.Role == access.National {
		return ""
	}
	return network.RegionID(who.Region)
}

// Rules shows the rules, tries one of them on the past, or shows the form for one.
func (p Page) Rules(w http.ResponseWriter, r *http.Request) error {
	who, ask := p.SignedIn(r), r.URL.Query()
	if identity.SignedIn(who) && !site.Works(who.Role) {
		return fault.New(fault.Denied, "Deze pagina is voor wie in de eerste lijn werkt.", "the rules are for who works here")
	}
	all, err := p.Signals.Rules(r.Context(), signal.Query{Region: regionOf(who)})
	if err != nil {
		return err
	}
	by := func(id string) *signal.Rule {
		i := slices.IndexFunc(all, func(x signal.Rule) bool { return string(x.ID) == id })
		if i < 0 {
			return nil
		}
		return &all[i]
	}
	v := ruleView{}
	var rule *signal.Rule
	switch {
	case ask.Get(tryField) != "":
		if tried := by(ask.Get(tryField)); tried != nil {
			if err := p.try(r, who, &v, *tried, p.Now().Add(-triedBack), p.Now()); err != nil {
				return err
			}
		}
	case ask.Get(ruleField) != "":
		rule = by(ask.Get(ruleField))
	case ask.Get(measureField) != "":
		rule = &signal.Rule{Measure: signal.Measure(ask.Get(measureField)), Threshold: 20, Weeks: 4, Level: core.Region, Region: regionOf(who)}
	}
	return p.rules(w, r, http.StatusOK, &v, all, rule, nil)
}

func (p Page) rules(w http.ResponseWriter, r *http.Request, status int, v *ruleView, all []signal.Rule, rule *signal.Rule, wrong map[string]string) error {
	who, err := p.eyes(r)
	if err != nil {
		return err
	}
	n, err := p.names(r.Context())
	if err != nil {
		return err
	}
	tables, err := p.Capacity.Tables(r.Context())
	if err != nil {
		return err
	}
	v.frame, v.done = p.frame(r, "Cijfers die zichzelf melden", ui.Link{Text: "Regels"}), doneOf(r)
	v.may = who.mayRule("SaveRule", regionOf(who.Actor))
	for i := range all {
		x := &all[i]
		row := ruleRow{id: string(x.ID), version: strconv.FormatInt(x.Version, 10), title: x.Title, where: "Overal", says: p.ruleSays(x, tables), since: ui.Capital(span(x.From, x.Until))}
		if x.Region != "" {
			name, err := n.region(x.Region)
			if err != nil {
				return err
			}
			row.where = "Alleen in " + name
		}
		if who.mayRule("DryRun", regionOf(who.Actor)) {
			row.try = rulesPath + "?" + tryField + "=" + string(x.ID) + "#proef"
		}
		if who.mayRule("SaveRule", x.Region) && x.Until.IsZero() {
			row.edit, row.mayEnd = rulesPath+"?"+ruleField+"="+string(x.ID)+"#maken", who.mayRule("EndRule", x.Region)
		}
		v.rules = append(v.rules, row)
	}
	if v.may {
		for _, m := range measures {
			v.kinds = append(v.kinds, ui.Link{Text: m.name, Href: rulesPath + "?" + measureField + "=" + string(m.code) + "#maken"})
		}
	}
	if rule != nil && who.mayRule("DryRun", rule.Region) {
		disciplines, err := p.Network.Disciplines(r.Context())
		if err != nil {
			return err
		}
		v.ruleForm(r, n, disciplines, tables, rule, wrong, p.Now())
	}
	for name, message := range wrong {
		if name == formField {
			v.problem = message
			continue
		}
		v.errors = append(v.errors, ui.FieldError{ID: name, Message: message})
	}
	return p.Render(w, r, status, rulePage(*v))
}

// ruleSays is a rule as one sentence.
func (p Page) ruleSays(x *signal.Rule, tables *capacity.Tables) string {
	for _, m := range measures {
		if m.code != x.Measure {
			continue
		}
		text := "Meldt zich als meer dan " + strconv.Itoa(x.Threshold) + "% " + m.of
		if x.Threshold == 0 {
			text = "Meldt zich als ook maar één " + m.of
		}
		switch {
		case x.Discipline != "":
			text += " (" + ui.Lower(p.Finder.Tables().DisciplineName(x.Discipline)) + ")"
		case x.Kind != "":
			if k, ok := tables.Kind(x.Kind); ok {
				text += " (" + ui.Lower(k.Name) + ")"
			}
		}
		if x.Window != "" {
			text += " " + windows[x.Window]
		}
		return text + " " + m.bad + ", " + ui.Amount(x.Weeks, "week", "weken") + " lang. Komt bij: " + ui.Lower(levels[x.Level]) + "."
	}
	return x.Title
}

// ruleForm is the form for a rule, with only what its measure asks.
func (v *ruleView) ruleForm(r *http.Request, n *names, disciplines []network.Discipline, tables *capacity.Tables, x *signal.Rule, wrong map[string]string, now time.Time) {
	v.form, v.formTitle = true, "Maak een regel"
	v.hidden = []ui.Hidden{{Name: measureField, Value: string(x.Measure)}}
	if x.ID != "" {
		v.formTitle = "Wijzig de regel"
		v.hidden = append(v.hidden, ui.Hidden{Name: ruleField, Value: string(x.ID)}, ui.Hidden{Name: versionField, Value: strconv.FormatInt(x.Version, 10)})
	}
	for _, m := range measures {
		if m.code == x.Measure {
			v.formSays = m.name + ": de regel kijkt welk deel " + m.of + " " + m.bad + "."
		}
	}
	choice := func(name, label string, options []ui.Option) ui.Choice {
		return ui.Choice{Name: name, Label: label, Error: wrong[name], Options: options}
	}
	switch x.Measure {
	case signal.WaitAboveNorm:
		var norms []ui.Option
		for _, o := range tables.Norms {
			norms = append(norms, ui.Option{Value: o.Code, Text: o.Name, Selected: o.Code == x.Norm})
		}
		v.what = append(v.what, choice(normField, "Welke norm?", norms))
	case signal.NoContact, signal.Unanswered:
		var options []ui.Option
		if x.Measure == signal.Unanswered {
			options = append(options, ui.Option{Text: "Alle disciplines"})
		}
		for _, d := range disciplines {
			options = append(options, ui.Option{Value: string(d.Code), Text: d.Name, Selected: d.Code == x.Discipline})
		}
		v.what = append(v.what, choice(disciplineField, "Welke discipline?", options))
		if x.Measure == signal.NoContact {
			var when []ui.Option
			for _, w := range []signal.Window{signal.Night, signal.Evening, signal.Weekend} {
				when = append(when, ui.Option{Value: string(w), Text: ui.Capital(windows[w]), Selected: w == x.Window})
			}
			v.what = append(v.what, choice(windowField, "Wanneer?", when))
		}
	case signal.Declines, signal.Bridging:
		options := []ui.Option{{Text: "Alle soorten"}}
		for _, k := range tables.Kinds {
			options = append(options, ui.Option{Value: string(k.Code), Text: k.Name, Selected: k.Code == x.Kind})
		}
		v.what = append(v.what, choice(kindField, "Welke soort plek of zorg?", options))
	}
	text := func(name, label, hint, value string, f ui.Field) ui.Field {
		f.Name, f.Label, f.Hint, f.Value, f.Error, f.Autocomplete = name, label, hint, value, wrong[name], "off"
		return f
	}
	v.threshold = text(thresholdField, "Bij meer dan hoeveel procent?", "", strconv.Itoa(x.Threshold), ui.Field{Short: true, InputMode: "numeric", MaxLength: 3})
	v.weeks = text(weeksField, "Hoeveel weken lang?", "", strconv.Itoa(x.Weeks), ui.Field{Short: true, InputMode: "numeric", MaxLength: 2})
	var where []ui.Option
	for _, l := range []core.Level{core.Wijk, core.Region, core.Nation} {
		where = append(where, ui.Option{Value: string(l), Text: levels[l], Selected: l == x.Level})
	}
	v.level = []ui.Choice{choice(levelField, "Bij wie komt het knelpunt?", where)}
	var about []ui.Option
	for _, t := range n.order {
		about = append(about, ui.Option{Value: t.Code, Text: t.Name, Selected: t.Code == x.Theme})
	}
	v.theme = []ui.Choice{choice(themeField, "Waar gaat het over?", about)}
	v.name = text(titleField, "Hoe heet het knelpunt dan?", "Bijvoorbeeld: ’s nachts is er geen wijkverpleging te bereiken.", x.Title, ui.Field{MaxLength: mostTitle})
	v.source = text(sourceField, "Waar komt de grens vandaan?", "Bijvoorbeeld: afspraak in het overleg van de regio.", x.Source, ui.Field{MaxLength: 200})
	day := func(name string, otherwise time.Time) string {
		if value := typed(r, name); r.PostForm != nil {
			return value
		}
		return otherwise.In(clock.Amsterdam).Format(time.DateOnly)
	}
	v.from = text(fromField, "Probeer uit vanaf", "", day(fromField, now.Add(-triedBack)), ui.Field{Type: "date", Short: true})
	v.until = text(untilField, "Tot en met", "", day(untilField, now), ui.Field{Type: "date", Short: true})
}

// try runs a rule over the past, and says what it would have done.
func (p Page) try(r *http.Request, who access.Actor, v *ruleView, x signal.Rule, from, until time.Time) error {
	if x.Region == "" {
		// A rule for everywhere is tried on one's own region; who works for the nation tries it everywhere.
		x.Region = regionOf(who)
	}
	hits, err := p.Signals.DryRun(r.Context(), who, x, from, until)
	if err != nil {
		return err
	}
	v.tried = true
	v.trial = "Van " + ui.Date(from) + " tot en met " + ui.Date(until) + " had ‘" + x.Title + "’ zich " + strconv.Itoa(len(hits)) + " keer gemeld. Er is niets verstuurd."
	v.hits = ui.TableView{ID: "gemeld", Caption: "Wanneer en waar", Columns: []ui.Column{{Title: "Waar"}, {Title: "Gemeld op"}, {Title: "Weer goed op"}, {Title: "Cijfer", Numeric: true}, {Title: "Over hoeveel", Numeric: true}},
		Empty: "Deze regel had niets gemeld. Zet de grens lager, of kijk verder terug.", Source: "Gemeten door het platform zelf, zoals het toen was."}
	for _, h := range hits {
		fell := "nog niet"
		if !h.FellAt.IsZero() {
			fell = ui.Date(h.FellAt)
		}
		v.hits.Rows = append(v.hits.Rows, []ui.Cell{{Text: h.Name}, {Text: ui.Date(h.At)}, {Text: fell}, {Text: figure(h.Value)}, {Text: ui.Count(h.N)}})
	}
	return nil
}

// SaveRule tries a rule, or keeps it.
func (p Page) SaveRule(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	who := p.SignedIn(r)
	all, err := p.Signals.Rules(r.Context(), signal.Query{Region: regionOf(who)})
	if err != nil {
		return err
	}
	wrong := map[string]string{}
	x := p.typedRule(r, who, all, wrong)
	var v ruleView
	if len(wrong) == 0 && typed(r, doField) == doSave {
		if _, err = p.Signals.SaveRule(r.Context(), who, x); err == nil {
			return site.Lead(w, r, rulesPath, doneRule)
		}
	} else if len(wrong) == 0 {
		from, problem := time.ParseInLocation(time.DateOnly, typed(r, fromField), clock.Amsterdam)
		until, also := time.ParseInLocation(time.DateOnly, typed(r, untilField), clock.Amsterdam)
		switch {
		case problem != nil:
			wrong[fromField] = "Vul een dag in, zoals 2026-03-01."
		case also != nil:
			wrong[untilField] = "Vul een dag in, zoals 2026-03-01."
		default:
			err = p.try(r, who, &v, x, from, until)
		}
	}
	if err != nil {
		if kind := fault.KindOf(err); kind != fault.Invalid && kind != fault.Conflict {
			return err
		}
		safe := fault.Safe(err)
		for _, f := range safe.Fields {
			wrong[rulePart(f.Name)] = f.NL
		}
		if len(safe.Fields) == 0 {
			wrong[formField] = safe.Text.NL
		}
	}
	status := http.StatusOK
	if len(wrong) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return p.rules(w, r, status, &v, all, &x, wrong)
}

// typedRule is what stands in the form. A rule that is changed keeps where it holds and since when.
func (p Page) typedRule(r *http.Request, who access.Actor, all []signal.Rule, wrong map[string]string) signal.Rule {
	x := signal.Rule{Region: regionOf(who)}
	if i := slices.IndexFunc(all, func(o signal.Rule) bool { return o.ID != "" && string(o.ID) == typed(r, ruleField) }); i >= 0 {
		x = all[i]
		x.Version, _ = strconv.ParseInt(typed(r, versionField), 10, 64)
	}
	x.Measure, x.Norm, x.Discipline = signal.Measure(typed(r, measureField)), typed(r, normField), network.DisciplineCode(typed(r, disciplineField))
	x.Window, x.Kind = signal.Window(typed(r, windowField)), capacity.KindCode(typed(r, kindField))
	x.Level, x.Theme, x.Title, x.Source = core.Level(typed(r, levelField)), typed(r, themeField), typed(r, titleField), typed(r, sourceField)
	whole := func(name string) int {
		n, err := strconv.Atoi(typed(r, name))
		if err != nil {
			wrong[name] = "Vul een heel getal in."
		}
		return n
	}
	x.Threshold, x.Weeks = whole(thresholdField), whole(weeksField)
	return x
}

// rulePart gives the field of the form for a part that package signal finds fault with.
func rulePart(part string) string {
	if name, known := map[string]string{"norm": normField, "discipline": disciplineField, "window": windowField, "kind": kindField, "threshold": thresholdField, "weeks": weeksField,
		"level": levelField, "theme": themeField, "title": titleField, "source": sourceField, "from": fromField, "until": untilField}[part]; known {
		return name
	}
	return formField
}

// EndRule stops a rule. What it reported stays.
func (p Page) EndRule(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	version, err := strconv.ParseInt(typed(r, versionField), 10, 64)
	if err != nil {
		return fault.New(fault.Invalid, "Dit formulier is niet compleet. Open het opnieuw.", "the form has no version")
	}
	if err := p.Signals.EndRule(r.Context(), p.SignedIn(r), signal.RuleID(typed(r, ruleField)), version); err != nil {
		return err
	}
	return site.Lead(w, r, rulesPath, doneRuleEnded)
}
