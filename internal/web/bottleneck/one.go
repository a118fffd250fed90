package bottleneck

import (
	"net/http"
	"strconv"
	"time"

	core "eerstelijn/internal/bottleneck"
	"eerstelijn/internal/web/ui"
)

// oneView is one bottleneck with its whole way.
type oneView struct {
	frame   ui.PageView
	done    done
	problem string
	errors  []ui.FieldError

	href, title, what, number, level, state, where, owner, again string
	rule, example                                                bool
	due                                                          due
	parent                                                       ui.Link
	ending                                                       *endingView
	verdict                                                      verdictView
	answers                                                      []answerView
	acts                                                         []actView
	facts                                                        []ui.Definition
	join                                                         bool
	unnamed                                                      ui.Option
	reopen, reopening                                            bool // whoever reported may open it again
	why                                                          ui.Field
	trail                                                        []stop
	evidence                                                     ui.TableView
	merged, similar                                              []ui.Link
	merge                                                        bool
	pick                                                         ui.Choice
	reason                                                       ui.Field
	merging                                                      bool
	apart                                                        *apartView
	examples                                                     []exampleView
	events                                                       []happening
	notes                                                        []happening
}

// endingView is an ending that lies with the reporters, or what became of it.
type endingView struct {
	title, words, says string
	mine               bool // the reader is asked
}

// verdictView asks a reporter whether it is over.
type verdictView struct {
	yes, no, yesText, noText string
	why                      ui.Field
}

// answerView is what a level said, word for word.
type answerView struct{ from, when, words string }

// stop is a place where it lay.
type stop struct{ when, who, why string }

// happening is something that happened.
type happening struct {
	at                time.Time
	when, text, words string
}

// One shows a bottleneck.
func (p Page) One(w http.ResponseWriter, r *http.Request) error {
	return p.one(w, r, http.StatusOK, nil)
}

// one shows a bottleneck, with the form in which something is wrong.
func (p Page) one(w http.ResponseWriter, r *http.Request, status int, bad *badForm) error {
	ctx, now := r.Context(), p.Now()
	who, err := p.eyes(r)
	if err != nil {
		return err
	}
	found, err := which(r)
	if err != nil {
		return err
	}
	b, err := p.Bottlenecks.Get(ctx, who.Actor, found)
	if err != nil {
		return err
	}
	n, err := p.names(ctx)
	if err != nil {
		return err
	}
	// The title in the tab tells nothing: what somebody wrote stands on the page.
	v := oneView{frame: p.frame(r, ui.Capital(number(&b.Bottleneck)), ui.Link{Text: ui.Capital(number(&b.Bottleneck))}), done: doneOf(r), href: pathOf(b.ID),
		title: b.Title, what: b.What, number: number(&b.Bottleneck), level: levels[b.Level], state: states[b.State], rule: b.Origin == core.ByRule, example: b.Example, due: dueOf(&b.Bottleneck, now)}
	if v.where, err = n.where(b.Place); err != nil {
		return err
	}
	if b.State.Open() {
		v.owner = ui.Capital(owner(b.Owner)) + " is aan zet."
	}
	if b.Reopened > 0 {
		v.again = ui.Amount(b.Reopened, "keer heropend", "keer heropend")
	}
	if b.Parent != "" {
		v.parent = ui.Link{Text: "een ander knelpunt", Href: pathOf(b.Parent)}
		if above, err := p.Bottlenecks.Get(ctx, who.Actor, b.Parent); err == nil {
			v.parent.Text = above.Title
			b.Answers = append(b.Answers, above.Answers...)
		}
	}
	v.fill(n, &b)
	v.apart = apartOf(who, &b, now, bad)
	if v.examples, err = n.examples(who.Actor, b.Examples); err != nil {
		return err
	}
	v.join = !b.Mine && b.State.Open() && who.may("Join", &b.Bottleneck)
	v.unnamed = ui.Option{Value: "ja", Text: "Laat anderen mijn naam niet zien", Hint: "U krijgt wel bericht als er nieuws is."}
	v.acts = acts(who, &b, now, bad)
	v.reopens(who, &b, now, bad)
	v.ended(&b, bad)
	// A search in the ledger beside a look without a name would tell whose look it was.
	if !b.Quiet || who.may("Merge", &b.Bottleneck) {
		if err := p.alike(r, who, &b, &v, bad); err != nil {
			return err
		}
	}
	if bad != nil {
		v.errors, v.problem = bad.summary()
	}
	return p.Render(w, r, status, onePage(v))
}

// fill tells what it is, where it has been and what was said.
func (v *oneView) fill(n *names, b *core.Look) {
	for _, a := range b.Answers {
		v.answers = append(v.answers, answerView{from: placed(a.Level, a.By), when: ui.Date(a.At), words: a.Words})
	}
	for _, t := range b.Trail {
		v.trail = append(v.trail, stop{when: ui.Capital(span(t.From, t.Until)), who: placed(t.Level, t.Owner), why: t.Why})
	}
	v.facts = []ui.Definition{{Term: "Waar", Text: v.where}}
	if name := n.theme(b.Theme); name != "" {
		v.facts = append(v.facts, ui.Definition{Term: "Waarover", Text: name})
	}
	if name := oftenName(b.HowOften); name != "" {
		v.facts = append(v.facts, ui.Definition{Term: "Hoe vaak", Text: name})
	}
	if who := n.groups(b.Suffers); who != "" {
		v.facts = append(v.facts, ui.Definition{Term: "Wie heeft er last van", Text: who})
	}
	v.facts = append(v.facts, ui.Definition{Term: "Gemeld", Text: reporters(&b.Bottleneck) + ", sinds " + ui.Date(b.MadeAt)})
	for _, x := range b.Reporters {
		text := x.Name
		if x.Request != "" {
			v.facts = append(v.facts, ui.Definition{Term: "Melder", Text: text + ", bij een aanvraag die werd afgewezen"})
			continue
		}
		v.facts = append(v.facts, ui.Definition{Term: "Melder", Text: text})
	}
	for i := range b.Parts {
		v.merged = append(v.merged, ui.Link{Text: b.Parts[i].Title, Href: pathOf(b.Parts[i].ID)})
	}
	for _, e := range b.Events {
		x := happening{at: e.At, when: ui.Date(e.At), text: events[e.Kind], words: e.Words}
		if e.Kind == core.EventNoted {
			v.notes = append(v.notes, x)
		} else {
			v.events = append(v.events, x)
		}
	}
	v.evidence = evidence(b.Evidence)
}

// groups names groups of people.
func (n *names) groups(codes []string) (all string) {
	for _, g := range n.Finder.Tables().TargetGroups {
		for _, c := range codes {
			if string(g.Code) != c {
				continue
			}
			if all != "" {
				all += ", "
			}
			all += g.Name
		}
	}
	return all
}

// evidence is the table of figures that speak for a bottleneck.
func evidence(all []core.Evidence) ui.TableView {
	t := ui.TableView{ID: "cijfers", Caption: "De cijfers bij dit knelpunt", Columns: []ui.Column{{Title: "Wat"}, {Title: "Van"}, {Title: "Tot"}, {Title: "Cijfer", Numeric: true}, {Title: "Norm", Numeric: true}, {Title: "Over hoeveel", Numeric: true}},
		Source: "Gemeten door het platform zelf."}
	for _, e := range all {
		t.Rows = append(t.Rows, []ui.Cell{{Text: e.Text}, {Text: ui.Date(e.From)}, {Text: ui.Date(e.Until)}, {Text: figure(e.Value)}, {Text: figure(e.Norm)}, {Text: ui.Count(e.N)}})
	}
	return t
}

// figure writes a share to one decimal at most, with a Dutch comma.
func figure(x float64) string {
	text := strconv.FormatFloat(x, 'f', 1, 64)
	for i := range len(text) {
		if text[i] == '.' {
			if text[i+1:] == "0" {
				return text[:i] + "%"
			}
			return text[:i] + "," + text[i+1:] + "%"
		}
	}
	return text + "%"
}

// ended tells of the ending that lies with the reporters, or of how it ended.
func (v *oneView) ended(b *core.Look, bad *badForm) {
	v.ending = endingOf(b.Ending)
	if v.ending == nil {
		return
	}
	v.ending.mine = b.Asked
	v.verdict = verdictOf(b.Ending, v.href+"/oordeel")
	bad.into("verdict", &v.verdict.why)
}

// apartView offers to undo a merge.
type apartView struct {
	pick   ui.Choice
	reason ui.Field
	open   bool
}

// apartOf offers who owns the whole to let what was merged lately go on by itself; nil where nothing can.
func apartOf(who eyes, b *core.Look, now time.Time, bad *badForm) *apartView {
	if !b.State.Open() || !who.may("Separate", &b.Bottleneck) {
		return nil
	}
	x := &apartView{pick: ui.Choice{Name: pickField, Label: "Wat hoort hier niet bij?"}, open: bad != nil && bad.act == "Separate",
		reason: ui.Field{ID: "Separate-" + wordsField, Name: wordsField, Label: "Waarom gaat het over iets anders?", Hint: everybodyReads, Rows: 2, MaxLength: mostWords, Autocomplete: "off"}}
	for i := range b.Parts {
		if part := &b.Parts[i]; part.Separable(now) {
			x.pick.Options = append(x.pick.Options, ui.Option{Value: string(part.ID), Text: part.Title, Hint: "samengevoegd op " + ui.Date(part.Since)})
		}
	}
	if len(x.pick.Options) == 0 {
		return nil
	}
	x.pick.Options[0].Selected = len(x.pick.Options) == 1
	bad.into("Separate", &x.reason)
	bad.choose("Separate", &x.pick)
	x.pick.ID = "Separate-" + pickField
	return x
}

// reopens asks whoever reported it whether it is there again, for as long as they can say so.
func (v *oneView) reopens(who eyes, b *core.Look, now time.Time, bad *badForm) {
	v.reopen = b.Mine && b.State.Ended() && now.Before(b.Since.AddDate(0, 0, 365)) && !who.may("Reopen", &b.Bottleneck)
	v.why = ui.Field{ID: "Reopen-" + wordsField, Name: wordsField, Label: "Wat gaat er weer mis?", Hint: "Schrijf geen namen van patiënten.", Rows: 3, MaxLength: mostWords, Autocomplete: "off"}
	bad.into("Reopen", &v.why)
	v.reopening = bad != nil && bad.act == "Reopen"
}

// endingOf says what an ending proposes, and how far it is.
func endingOf(e *core.Ending) *endingView {
	if e == nil || e.Outcome == core.TakenBack {
		return nil
	}
	x := &endingView{title: "Is dit opgelost?", words: e.Words}
	if e.Kind == core.EndAccepted {
		x.title = "Kan dit zo blijven?"
	}
	switch e.Outcome {
	case core.Waiting:
		x.says = "Voorgesteld op " + ui.Date(e.ProposedAt) + ". " + strconv.Itoa(e.Yes) + " van de " + ui.Amount(e.Asked, "melder zei", "melders zeiden") + " ja."
		if e.Reminded > 0 {
			x.says += " Wie wij kunnen mailen, kreeg " + ui.Amount(e.Reminded, "herinnering", "herinneringen") + "."
		}
	case core.Objected:
		x.title = "Er was een voorstel om dit af te ronden"
		x.says = outcomes[e.Outcome]
	default:
		x.title = "Hoe is het afgelopen?"
		x.says = outcomes[e.Outcome] + " Afgerond op " + ui.Date(e.EndedAt) + "."
	}
	return x
}

// verdictOf makes the question to a reporter; action is where the answer goes, ” for the page's own address.
func verdictOf(e *core.Ending, action string) verdictView {
	x := verdictView{yes: action, no: action, yesText: "Ja, het is opgelost", noText: "Nee, nog niet",
		why: ui.Field{ID: "waarom-niet", Name: whyField, Label: "Wat gaat er nog niet goed?", Hint: "Schrijf geen namen van patiënten.", Rows: 3, MaxLength: mostWords, Autocomplete: "off"}}
	if e.Kind == core.EndAccepted {
		x.yesText, x.noText = "Ja, het kan zo blijven", "Nee, dit moet anders"
	}
	return x
}

// alike finds those that say nearly the same, for who works here.
func (p Page) alike(r *http.Request, who eyes, b *core.Look, v *oneView, bad *badForm) error {
	region := b.Place.Region
	if b.Level == core.Nation {
		region = ""
	}
	if !b.State.Open() || !who.reads("Similar", region) {
		return nil
	}
	found, err := p.Bottlenecks.Similar(r.Context(), who.Actor, region, b.Title+"\n"+b.What, b.ID)
	if err != nil {
		return err
	}
	v.pick = ui.Choice{Name: pickField, Label: "Welke gaan over hetzelfde?"}
	for _, m := range found {
		v.similar = append(v.similar, ui.Link{Text: m.Title, Href: pathOf(m.ID)})
		if m.State.Open() {
			v.pick.Options = append(v.pick.Options, ui.Option{Value: string(m.ID), Text: m.Title, Hint: levels[m.Level] + ", " + ui.Lower(states[m.State])})
		}
	}
	v.reason = ui.Field{ID: "Merge-" + wordsField, Name: wordsField, Label: "Waarom horen ze bij elkaar?", Value: "Dit gaat over hetzelfde.", Hint: everybodyReads, Rows: 2, MaxLength: mostWords, Autocomplete: "off"}
	bad.into("Merge", &v.reason)
	bad.choose("Merge", &v.pick)
	v.pick.ID = "Merge-" + pickField
	v.merging = bad != nil && bad.act == "Merge"
	v.merge = len(v.pick.Options) > 0 && who.may("Merge", &b.Bottleneck)
	return nil
}
