package meeting

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/clock"
	core "eerstelijn/internal/meeting"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/web/ui"
)

// mostItems bounds what is put on an agenda by itself: more than a meeting gets to.
const mostItems = 100

// board gives the open bottlenecks that a table owns, by id. Those of the nation are for the organisation that
// is its board alone.
func (p Page) board(ctx context.Context, who access.Actor, f mandate.Forum) (map[string]*bottleneck.Bottleneck, error) {
	if f.Kind == mandate.Nation {
		if o, err := p.Bottlenecks.NationBoard(ctx); err != nil || string(o) != who.Organization {
			return nil, err
		}
	}
	q := bottleneck.Query{Level: bottleneck.Level(f.Level()), Region: f.Region, Wijkverband: f.Wijkverband, Limit: mostItems}
	page, err := p.Bottlenecks.Board(ctx, who, q)
	if err != nil {
		return nil, err
	}
	open := map[string]*bottleneck.Bottleneck{}
	for i := range page.Items {
		open[string(page.Items[i].ID)] = &page.Items[i]
	}
	return open, nil
}

// fill puts the open bottlenecks of a table on the agenda, the old, heavy and late ones first. What lies with
// the reporters needs no meeting, and what stands there already stays as it is.
func (p Page) fill(ctx context.Context, who access.Actor, m *core.Meeting) error {
	if p.Bottlenecks == nil {
		return nil
	}
	open, err := p.board(ctx, who, m.Forum)
	if err != nil {
		return err
	}
	var items []core.Item
	for ref, b := range open {
		if b.State == bottleneck.Proposed || slices.ContainsFunc(m.Items, func(x core.Item) bool { return x.Ref == ref }) {
			continue
		}
		items = append(items, core.Item{Kind: core.AboutBottleneck, Ref: ref, Title: b.Title, Weight: p.weight(b)})
	}
	if len(items) == 0 {
		return nil
	}
	slices.SortFunc(items, func(a, b core.Item) int {
		if a.Weight != b.Weight {
			return b.Weight - a.Weight
		}
		if a.Ref < b.Ref {
			return -1
		}
		return 1
	})
	_, err = p.Meetings.Propose(ctx, who, m.ID, items...)
	return err
}

func (p Page) weight(b *bottleneck.Bottleneck) int {
	now := p.Now()
	return core.AgendaWeight(now.Sub(b.MadeAt), b.Weight, b.Overdue(now))
}

// items are the agenda as the page shows it. The one in the address is talked about, or else the first that
// was not.
func (p Page) items(r *http.Request, who access.Actor, m *core.Meeting, v *oneView, about string, wrong problems) ([]item, error) {
	open := map[string]*bottleneck.Bottleneck{}
	if (v.open || v.mayAdd) && p.Bottlenecks != nil {
		var err error
		if open, err = p.board(r.Context(), who, m.Forum); err != nil {
			return nil, err
		}
	}
	now, list := p.Now(), make([]item, len(m.Items))
	current := -1
	for i := range m.Items {
		x := &m.Items[i]
		y := item{id: string(x.ID), number: i + 1, title: x.Title, done: x.Done, minutes: x.Minutes, decision: x.Decision, version: strconv.FormatInt(x.Version, 10), here: v.href + "?" + talkParameter + "=" + string(x.ID) + "#punt-" + string(x.ID)}
		switch x.Kind {
		case core.AboutBottleneck:
			y.href = boardPath + "/" + x.Ref
		case core.AboutAgreement:
			y.href = "/werk/afspraken/" + x.Ref
		}
		if b := open[x.Ref]; b != nil {
			y.what, y.late = b.What, b.Overdue(now)
			y.why = ui.Capital(age(now.Sub(b.MadeAt))) + ", " + ui.Amount(b.Reporters, "melder", "melders")
		}
		if x.Carried != "" {
			y.why = "Van de vorige keer. " + y.why
		}
		if v.open && (about == y.id || about == "" && r.URL.Query().Get(talkParameter) == y.id) {
			current = i
		}
		list[i] = y
	}
	if v.open && current < 0 && about == "" {
		current = slices.IndexFunc(m.Items, func(x core.Item) bool { return !x.Done && x.Decision == "" && x.Minutes == "" })
	}
	if current >= 0 {
		p.talk(r, who, m, v, &list[current], open[m.Items[current].Ref], about, wrong)
	}
	return list, nil
}

// age says how long something has waited, in days and then in weeks.
func age(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d < day:
		return "vandaag gemeld"
	case d < 14*day:
		return ui.Amount(int(d/day), "dag", "dagen") + " oud"
	}
	return ui.Amount(int(d/(7*day)), "week", "weken") + " oud"
}

// talk makes the form of the item that is talked about.
func (p Page) talk(r *http.Request, who access.Actor, m *core.Meeting, v *oneView, x *item, b *bottleneck.Bottleneck, about string, wrong problems) {
	sent := about == x.id
	x.now, x.warned = true, sent && wrong[seenField] != ""
	text := func(name, label, hint string, rows int) ui.Field {
		f := ui.Field{Name: name, Label: label, Hint: hint, Rows: rows, MaxLength: 2000, Optional: true, Autocomplete: "off"}
		if sent {
			f.Value, f.Error = typed(r, name), wrong[name]
			if f.Error != "" {
				v.errors = append(v.errors, ui.FieldError{ID: name, Message: f.Error})
			}
		}
		return f
	}
	x.note = text(noteField, "Wat is er gezegd?", "Voor het verslag. Schrijf geen namen van patiënten.", 4)
	if !sent {
		x.note.Value = x.minutes
	}
	x.words = text(wordsField, "Wat is het besluit?", "Besluit u iets over het knelpunt? Dan lezen alle melders dit, woord voor woord.", 3)
	if b == nil {
		if x.words.Hint = ""; !sent {
			x.words.Value = x.decision
		}
		return
	}
	x.choices = ui.Choice{Name: decideField, Label: "Wat doet u met dit knelpunt?"}
	if sent {
		x.choices.Error = wrong[decideField]
	}
	for _, d := range decisions {
		if move, known := bottleneck.MoveOf(d.act); d.act != "" && (!known || len(move.To[b.State]) == 0 || d.act == "PassUp" && b.Level == bottleneck.Nation) {
			continue
		}
		o := ui.Option{Value: d.code, Text: d.name(b.Level), Hint: d.hint, Selected: sent && typed(r, decideField) == d.code || !sent && d.act == ""}
		x.choices.Options = append(x.choices.Options, o)
	}
	x.next = text(nextField, "Wanneer is uiterlijk de volgende stap?", "Alleen als u het oppakt of later terugkomt.", 0)
	x.next.Type, x.next.Short = "date", true
	if x.next.Value == "" && !sent {
		x.next.Value = p.Now().AddDate(0, 0, 28).In(clock.Amsterdam).Format(time.DateOnly)
	}
}
