package room

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"eerstelijn/internal/web/assets"
	"eerstelijn/internal/web/figure"

	"eerstelijn/internal/appointment"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// mostOfPast bounds how many figures of the past one page reads, and latest how many it lists.
const (
	mostOfPast = 1000
	latest     = 30
)

type offerView struct {
	frame     ui.PageView
	row       row
	service   string // address of the service's page
	times     string // where its free times are kept; '' for who does not
	now       time.Time
	own, edit bool
	action    string
	taps      figure.Buttons
	places    ui.Field
	accepting ui.Choice
	wait      ui.Field
	summary   []ui.FieldError
	problem   string
	done      string
	facts     []ui.Definition
	held      []string
	past      drawn
	bare      bool // nothing to draw
	table     ui.TableView
	unfold    bool
	feed      string
	seq       int64
	firstTime bool
	unit      string
}

// doneWords are what a page says after something was done; the address carries their key.
var doneWords = map[string]string{
	"cijfer": "Genoteerd. Iedereen ziet dit nu.", "bewaard": "Opgeslagen.", "nieuw": "Opgeslagen. Geef nu het eerste cijfer.",
	"gestopt": "Deze capaciteit is gestopt. Niemand ziet haar meer.", "bestand": "Alle cijfers uit het bestand zijn opgeslagen.",
}

// Offer shows one offer: to its owner the buttons to keep it, to others what it tells.
func (p Page) Offer(w http.ResponseWriter, r *http.Request) error {
	if !site.Works(p.SignedIn(r).Role) {
		return fault.New(fault.Denied, "Deze pagina is voor mensen die in de zorg of het sociaal domein werken. Meld u eerst aan.", "sign in first")
	}
	o, err := p.which(r)
	if err != nil {
		return err
	}
	return p.offer(w, r, http.StatusOK, o, nil)
}

// offer shows an offer, after a mistake with what is wrong.
func (p Page) offer(w http.ResponseWriter, r *http.Request, status int, o capacity.Offer, wrong error) error {
	tables, err := p.Capacity.Tables(r.Context())
	if err != nil {
		return err
	}
	v := offerView{now: p.Now(), own: p.may(r, "capacity.Observe", &o), edit: p.may(r, "capacity.SaveOffer", &o), action: offerPath(o.ID), seq: p.Board.Seq(), feed: feedOf(o.Region, o.Kind)}
	if v.own {
		if o, err = p.own(r, o); err != nil {
			return err
		}
	}
	rows, err := p.rows(r, []capacity.Offer{o}, tables, v.now)
	if err != nil {
		return err
	}
	v.row = rows[0]
	k := v.row.kind
	v.frame = p.frame(r, v.row.name)
	if !v.own {
		v.frame.Scripts = append(v.frame.Scripts, assets.LiveScript)
	}
	v.service = "/aanbod/" + string(o.Service)
	if v.own && p.Appointments != nil && slices.Contains(appointment.Kinds, o.Kind) {
		v.times = TimesPath + "/" + string(o.Service)
	}
	v.taps = figure.ButtonsOf(&o, k, v.row.name, v.now)
	v.held = v.row.held
	v.firstTime = o.Figure.ObservedAt.IsZero()
	v.done = doneWords[site.Done(r)]
	v.unit = k.Unit
	v.form(r, &o, wrong)
	v.facts = factsOf(&o, k, v.edit)
	if err := p.past(r, &v, &o, k); err != nil {
		return err
	}
	return p.Render(w, r, status, offerPage(v))
}

// own reads an offer with what its owner alone sees.
func (p Page) own(r *http.Request, o capacity.Offer) (capacity.Offer, error) {
	all, err := p.Capacity.OwnOffers(r.Context(), p.SignedIn(r), o.Organization)
	if err != nil {
		return o, err
	}
	for i := range all {
		if all[i].ID == o.ID {
			return all[i], nil
		}
	}
	return o, nil
}

// form fills in the long form: what stands, or what was typed when something is wrong with it.
func (v *offerView) form(r *http.Request, o *capacity.Offer, wrong error) {
	typed := r.PostForm.Get(figure.WholeField) != ""
	is, a, wait := strconv.Itoa(o.Figure.Available), o.Figure.Accepting, ""
	if v.firstTime {
		is = ""
	}
	if d := o.Figure.WaitingDays; d != nil {
		wait = strconv.Itoa(*d)
	}
	if typed {
		is, a, wait = r.PostForm.Get(figure.PlacesField), capacity.Accepting(r.PostForm.Get(figure.AcceptingField)), r.PostForm.Get(figure.WaitField)
		v.unfold = true
	}
	v.places = ui.Field{ID: figure.PlacesField, Name: figure.PlacesField, Label: "Hoeveel is er vrij?", Hint: "In " + v.unit + ". Tel wat voor iemand wordt vastgehouden mee. Niets vrij? Vul 0 in.", Value: is, Short: true, InputMode: "numeric", Autocomplete: "off", MaxLength: 6}
	v.accepting = ui.Choice{ID: figure.AcceptingField, Name: figure.AcceptingField, Label: "Neemt u nieuwe mensen aan?"}
	for _, w := range figure.Answers {
		v.accepting.Options = append(v.accepting.Options, ui.Option{Value: string(w.Is), Text: w.Ask, Selected: w.Is == a})
	}
	v.wait = ui.Field{ID: figure.WaitField, Name: figure.WaitField, Label: "Wachttijd in dagen", Hint: "Hoelang wacht iemand die zich nu meldt? Bijvoorbeeld 14.", Optional: true, Value: wait, Short: true, InputMode: "numeric", Autocomplete: "off", MaxLength: 4}
	v.unfold = v.unfold || v.firstTime
	if wrong == nil {
		return
	}
	safe := fault.Safe(wrong)
	for _, f := range safe.Fields {
		at := fieldOf(f.Name)
		v.summary = append(v.summary, ui.FieldError{ID: at, Message: f.NL})
		switch at {
		case figure.AcceptingField:
			v.accepting.Error = f.NL
		case figure.WaitField:
			v.wait.Error = f.NL
		default:
			v.places.Error = f.NL
		}
		v.unfold = true
	}
	if len(safe.Fields) == 0 {
		v.problem = safe.Text.NL
	}
}

// fieldOf gives the field of the form for a part of a report.
func fieldOf(name string) string {
	switch name {
	case "accepting", figure.AcceptingField:
		return figure.AcceptingField
	case "waiting_days", figure.WaitField:
		return figure.WaitField
	}
	return figure.PlacesField
}

// factsOf are what the owner agreed about an offer; the cap is theirs alone.
func factsOf(o *capacity.Offer, k capacity.Kind, own bool) []ui.Definition {
	facts := []ui.Definition{
		{Term: "Soort", Text: k.Name},
		{Term: "In totaal", Text: figure.Places(o.Total, k)},
		{Term: "Neemt nieuwe mensen aan", Text: ui.Capital(figure.Accepting(o.Figure.Accepting))},
	}
	if text, source := figure.Wait(o); text != "" {
		facts = append(facts, ui.Definition{Term: "Wachttijd", Text: ui.Capital(text) + ". " + source})
	}
	if o.Assessment {
		facts = append(facts, ui.Definition{Term: "Eerst een gesprek", Text: "Ja, voor iemand kan beginnen"})
	}
	facts = append(facts, ui.Definition{Term: "Een cijfer geldt", Text: ui.Lasting(o.Rhythm.Live) + "; na " + ui.Lasting(o.Rhythm.Stale) + " is het verouderd"})
	if own {
		facts = append(facts, ui.Definition{Term: "Vragen tegelijk", Text: "Hooguit " + strconv.Itoa(o.MostInvitations)})
	}
	record := "Nog niet gebleken: er is nog niets gevraagd terwijl het cijfer plek gaf."
	if c := figure.Came(o.Record); c != "" {
		record = ui.Capital(c) + "."
	}
	return append(facts, ui.Definition{Term: "Plek volgens het cijfer", Text: record})
}

// past reads the figures of the last weeks.
func (p Page) past(r *http.Request, v *offerView, o *capacity.Offer, k capacity.Kind) error {
	from := v.now.AddDate(0, 0, -7*weeksOfPast)
	list, err := p.Capacity.History(r.Context(), o.ID, from, v.now, mostOfPast)
	if err != nil {
		return err
	}
	slices.SortStableFunc(list, func(a, b capacity.Observation) int { return a.ObservedAt.Compare(b.ObservedAt) })
	c := chart{title: "Hoeveel er vrij was, in " + k.Unit, from: from, until: v.now}
	v.table = ui.TableView{ID: "verloop-cijfers", Caption: "De laatste cijfers", Empty: "Er zijn nog geen cijfers.",
		Columns: []ui.Column{{Title: "Moment"}, {Title: "Vrij", Numeric: true}, {Title: "Neemt aan"}, {Title: "Wie"}}}
	if len(list) > 0 {
		free := series{name: "vrij", steps: true, runs: [][]point{nil}}
		for i := range list {
			free.runs[0] = append(free.runs[0], point{list[i].ObservedAt, float64(list[i].Available)})
		}
		if f := o.Freshness(v.now); f != capacity.Stale {
			free.runs[0] = append(free.runs[0], point{v.now, float64(o.Figure.Available)})
		}
		c.lines = []series{free}
		if o.Total > 0 {
			c.lines = append(c.lines, series{name: "totaal", runs: [][]point{{{from, float64(o.Total)}, {v.now, float64(o.Total)}}}})
		}
	}
	for i := len(list) - 1; i >= 0 && len(v.table.Rows) < latest; i-- {
		l := &list[i]
		v.table.Rows = append(v.table.Rows, []ui.Cell{{Text: figure.Told(l.ObservedAt, v.now)}, {Text: ui.Count(l.Available)}, {Text: ui.Capital(figure.Accepting(l.Accepting))}, {Text: ui.Capital(figure.SourceOf(l.Source))}})
	}
	if len(list) > latest {
		v.table.Source = "U ziet de laatste " + strconv.Itoa(latest) + " van " + ui.Count(len(list)) + " cijfers."
	}
	v.past, v.bare = c.draw(), c.empty()
	return nil
}

// Say takes a figure from its owner.
func (p Page) Say(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	o, err := p.which(r)
	if err != nil {
		return err
	}
	report, news, err := figure.Said(r.PostForm, &o, p.Now())
	if !p.may(r, "capacity.Observe", &o) {
		// Whatever they typed, the refusal is what they hear, and it is recorded.
		report, news, err = capacity.Report{Offer: o.ID}, true, nil
	}
	if err == nil && news {
		_, err = p.Capacity.Observe(r.Context(), p.SignedIn(r), report)
	}
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict:
		return p.offer(w, r, site.Status(err), o, err)
	}
	if err != nil {
		return err
	}
	site.Redirect(w, r, backTo(r, o.ID))
	return nil
}

// backTo is where a figure was given: the screen of the offer, or the first page of the workplace.
func backTo(r *http.Request, o capacity.OfferID) string {
	if r.PostForm.Get(figure.BackField) == todayPath {
		return todayPath + "?cijfer=" + string(o) + "#cijfers"
	}
	return offerPath(o) + "?gedaan=cijfer"
}

const todayPath = "/werk"

// feedOf is where the figures of a region come from as they change, of one kind or of all.
func feedOf(region network.RegionID, kind capacity.KindCode) string {
	q := url.Values{"region": {string(region)}}
	if kind != "" {
		q.Set("kind", string(kind))
	}
	return "/api/v1/feed?" + q.Encode()
}
