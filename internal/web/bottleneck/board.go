package bottleneck

import (
	"net/http"
	"net/url"
	"time"

	"eerstelijn/internal/access"
	core "eerstelijn/internal/bottleneck"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/asof"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// Names of the parameters of the board.
const (
	levelField  = "niveau"
	themeField  = "thema"
	wijkverband = "wijkverband"
	clockField  = "klok"
	lookField   = "vorm"
	lookList    = "lijst"
	nextField   = "verder"

	clockLate  = "te-laat"
	clockEnded = "klaar"
	// mostCards bounds a board: what does not fit stands on the next page.
	mostCards = 200
)

// boardView is the board or the list.
type boardView struct {
	frame    ui.PageView
	done     done
	title    string
	lead     string
	then     asof.View // the day that is shown
	ways     []ui.Link
	looks    []look
	filtered bool
	list     bool
	empty    string
	total    int
	columns  []column
	rows     []card
	more     string
	replies  []replyView // what higher levels said to those of the board
	earlier  []replyView

	level, theme, wijk, clock ui.Choice
	day                       ui.Field
	kept                      map[string]string // what was asked and understood, for links to the same
}

// keep notes what the filter chose: what else stands in the address goes into no link.
func (v *boardView) keep(day asof.Day) {
	v.kept = map[string]string{}
	for _, c := range []ui.Choice{v.level, v.theme, v.wijk, v.clock} {
		for _, o := range c.Options {
			if o.Selected && o.Value != "" {
				v.kept[c.Name] = o.Value
			}
		}
	}
	if day.Past() {
		v.kept[asof.Field] = day.Typed
	}
}

// look is a way to see the same.
type look struct {
	text, href string
	here       bool
}

type column struct {
	id, title, empty string
	cards            []card
}

// card is one bottleneck among others.
type card struct {
	id, href, title, number, where, state, who, told string
	due                                              due
	rule, again, example                             bool
}

// columns are the states of what is open, from left to right.
var columnsOf = []struct {
	state        core.State
	title, empty string
}{
	{core.Reported, "Nieuw", "Niets nieuws."},
	{core.Discussing, "In gesprek", "Niets in gesprek."},
	{core.TakenUp, "Opgepakt", "Niets opgepakt."},
	{core.Proposed, "Is het klaar?", "Niets ligt bij de melders."},
}

// Board shows what stands open in one's own place, or as it was on a day.
func (p Page) Board(w http.ResponseWriter, r *http.Request) error {
	ctx, ask := r.Context(), r.URL.Query()
	who, err := p.eyes(r)
	if err != nil {
		return err
	}
	n, err := p.names(ctx)
	if err != nil {
		return err
	}
	q := query(who, ask)
	v := boardView{done: doneOf(r), title: "Wat loopt er vast?", list: ask.Get(lookField) == lookList || ask.Get(clockField) == clockEnded}
	v.form(r, n, q)
	day := asof.Of(r, asof.Field, p.Today())
	q.At, v.then = day.At, day.Ask(Path)
	v.day = day.Input(asof.Field, "Zoals het was op")
	v.day.Optional, v.day.Autocomplete = true, "off"
	v.keep(day)
	page, err := p.Bottlenecks.Board(ctx, who.Actor, q)
	if err != nil {
		return err
	}
	at := day.Moment(p.Today())
	if err := v.fill(n, page.Items, at); err != nil {
		return err
	}
	v.replied(page.Replies)
	v.total = page.Total
	v.frame = p.frame(r, "Knelpunten")
	if page.Next != "" {
		more := url.Values{}
		for name, value := range v.kept {
			more.Set(name, value)
		}
		if v.list {
			more.Set(lookField, lookList)
		}
		more.Set(nextField, page.Next)
		v.more = Path + "?" + more.Encode()
	}
	v.says(q, at)
	v.links(p, who, ask)
	return p.Render(w, r, day.Status(), boardPage(v))
}

// query reads what somebody wants to see. Everybody begins with all of their own region; who works for
// the nation begins with the nation.
func query(who eyes, ask url.Values) core.Query {
	q := core.Query{Region: network.RegionID(who.Region), Theme: ask.Get(themeField), Cursor: ask.Get(nextField), Limit: mostCards}
	switch level := core.Level(ask.Get(levelField)); level {
	case core.Wijk, core.Region, core.Nation:
		q.Level = level
	}
	if q.Level == core.Nation || who.Role == access.National {
		q.Region = ""
		if q.Level == "" {
			q.Level = core.Nation
		}
	}
	if q.Region != "" {
		q.Wijkverband = network.WijkverbandID(ask.Get(wijkverband))
	}
	switch ask.Get(clockField) {
	case clockLate:
		q.Overdue = true
	case clockEnded:
		q.State = "ended"
	}
	return q
}

// form fills in the filter with what was asked.
func (v *boardView) form(r *http.Request, n *names, q core.Query) {
	ask := r.URL.Query()
	choice := func(name, label string, all string) ui.Choice {
		return ui.Choice{Name: name, Label: label, Options: []ui.Option{{Text: all}}}
	}
	v.level = choice(levelField, "Waar ligt het?", "Overal")
	for _, l := range []core.Level{core.Wijk, core.Region, core.Nation} {
		v.level.Options = append(v.level.Options, ui.Option{Value: string(l), Text: levelPlace[l], Selected: q.Level == l})
	}
	v.theme = choice(themeField, "Waar gaat het over?", "Alles")
	for _, t := range n.order {
		v.theme.Options = append(v.theme.Options, ui.Option{Value: t.Code, Text: t.Name, Selected: q.Theme == t.Code})
	}
	v.clock = choice(clockField, "Wat staat er nog?", "Alles wat open staat")
	v.clock.Options = append(v.clock.Options, ui.Option{Value: clockLate, Text: "Wat te laat is", Selected: q.Overdue},
		ui.Option{Value: clockEnded, Text: "Wat klaar is", Selected: q.State != ""})
	if q.Region != "" {
		// A failure to read the wijken leaves the choice out: the board itself says what is wrong.
		if teams, err := n.Network.Wijkverbanden(r.Context(), q.Region); err == nil && len(teams) > 1 {
			v.wijk = choice(wijkverband, "In welke wijk?", "Alle wijken")
			for i := range teams {
				v.wijk.Options = append(v.wijk.Options, ui.Option{Value: string(teams[i].ID), Text: teams[i].Name, Selected: q.Wijkverband == teams[i].ID})
			}
		}
	}
	for _, name := range []string{levelField, themeField, wijkverband, clockField, asof.Field} {
		v.filtered = v.filtered || ask.Get(name) != ""
	}
}

var levelPlace = map[core.Level]string{core.Wijk: "In de wijk", core.Region: "Bij de regio", core.Nation: "Bij het land"}

// fill makes the cards.
func (v *boardView) fill(n *names, items []core.Bottleneck, at time.Time) error {
	for _, c := range columnsOf {
		v.columns = append(v.columns, column{id: string(c.state), title: c.title, empty: c.empty})
	}
	for i := range items {
		b := &items[i]
		x, err := n.card(b, at)
		if err != nil {
			return err
		}
		v.rows = append(v.rows, x)
		for j, c := range columnsOf {
			if c.state == b.State {
				v.columns[j].cards = append(v.columns[j].cards, x)
			}
		}
	}
	return nil
}

func (n *names) card(b *core.Bottleneck, at time.Time) (card, error) {
	where, err := n.where(b.Place)
	x := card{id: string(b.ID), href: pathOf(b.ID), title: b.Title, number: number(b), where: where, state: states[b.State], who: placed(b.Level, b.Owner),
		told: reporters(b), due: dueOf(b, at), rule: b.Origin == core.ByRule, again: b.Reopened > 0, example: b.Example}
	if name := n.theme(b.Theme); name != "" {
		x.where = ui.Dotted(x.where, ui.Lower(name))
	}
	if !b.State.Open() {
		x.who = "Sinds " + ui.Date(b.Since)
	}
	return x, err
}

// says sums the board up.
func (v *boardView) says(q core.Query, at time.Time) {
	late := 0
	for i := range v.rows {
		if v.rows[i].due.late {
			late++
		}
	}
	switch {
	case q.State != "":
		v.lead = ui.Amount(v.total, "knelpunt is", "knelpunten zijn") + " klaar."
		v.empty = "Nog niets is klaar"
	case v.total == 0:
		v.lead, v.empty = "Gecontroleerd om "+ui.Time(at)+".", "Niets loopt vast"
	case late == 0:
		v.lead = ui.Amount(v.total, "knelpunt staat", "knelpunten staan") + " open. Alles is op tijd."
	default:
		v.lead = ui.Amount(v.total, "knelpunt staat", "knelpunten staan") + " open. " + ui.Amount(late, "is", "zijn") + " te laat."
	}
}

// links leads on to what else there is, for who may see it, and to the other way of looking.
func (v *boardView) links(p Page, who eyes, ask url.Values) {
	if p.Meetings != nil && site.Works(who.Role) && who.Role != access.Auditor {
		v.ways = append(v.ways, ui.Link{Text: "Overleg", Href: meetingPath})
	}
	if who.reads("Rising", network.RegionID(who.Region)) {
		v.ways = append(v.ways, ui.Link{Text: "Wat speelt op meer plekken?", Href: themePath})
	}
	if who.decide("Examples", access.Subject{Type: "example"}) {
		v.ways = append(v.ways, ui.Link{Text: "Goede voorbeelden", Href: examplesPath})
	}
	if p.Signals != nil {
		v.ways = append(v.ways, ui.Link{Text: "Cijfers die zichzelf melden", Href: rulesPath})
	}
	at := func(list bool) string {
		to := url.Values{}
		for name, value := range v.kept {
			to.Set(name, value)
		}
		if list {
			to.Set(lookField, lookList)
		}
		if len(to) == 0 {
			return Path
		}
		return Path + "?" + to.Encode()
	}
	if ask.Get(clockField) != clockEnded {
		v.looks = []look{{"Bord", at(false), !v.list}, {"Lijst", at(true), v.list}}
	}
}
