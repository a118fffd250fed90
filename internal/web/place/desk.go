package place

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// deskView is the first page: the desk of a region for who works there, and otherwise what somebody's
// own organisation asked.
type deskView struct {
	frame    ui.PageView
	title    string
	lead     string
	cut      string // that there are more than stand here
	done     *done
	atDesk   bool
	mayAsk   bool
	answers  bool // the organisation is asked for places as well
	lists    []list
	note     *note
	notes    []note
	typed    string // a note that was not taken
	problem  string // what is wrong with it
	live     ui.LiveView
	topic    string // which news concerns this page
	numbered bool   // may see the numbers
	agrees   bool   // may lay down what the region agreed
}

// list is a part of the page: the open requests of one urgency, or those that have ended.
type list struct {
	id, title string
	items     []item
}

// item is one request as the lists show it.
type item struct {
	id         placement.RequestID
	title      string
	where      string // 'Oevermonde-West, gevraagd 9.12 uur'
	mark       mark
	vulnerable bool
	due        deadline
	mover      string
	turn       string
	ours       bool // it is the looker's turn
	asker      string
	taken      string
	cascade    int // how many more can be asked with one button
	take       bool
}

// note is what one shift told the next.
type note struct {
	by, text string
	at       string
}

// regionOf gives the region whose desk somebody works at; ” when at none.
func (p Page) regionOf(ctx context.Context, who access.Actor) (network.RegionID, error) {
	region := network.RegionID(who.Region)
	if region == "" {
		return "", nil
	}
	desk, err := p.Placement.DeskOf(ctx, region)
	if err != nil {
		return "", err
	}
	if !p.Access.Decide(who, "placement.Desk", deskSubject(region, desk)).Allowed {
		return "", nil
	}
	return region, nil
}

// Desk shows the open requests: those of the region at its desk, one's own elsewhere.
func (p Page) Desk(w http.ResponseWriter, r *http.Request) error {
	return p.desk(w, r, http.StatusOK, "", "")
}

func (p Page) desk(w http.ResponseWriter, r *http.Request, status int, typed, problem string) error {
	ctx, who := r.Context(), p.SignedIn(r)
	v := deskView{title: "Plaatsing", done: doneOf(r), mayAsk: p.mayAsk(who), answers: p.mayAnswer(who), typed: typed, problem: problem}
	region, err := p.regionOf(ctx, who)
	if err != nil {
		return err
	}
	if v.atDesk = region != ""; !v.atDesk && !v.mayAsk {
		if v.answers {
			site.Redirect(w, r, askedPath)
			return nil
		}
		return fault.New(fault.Denied, "Deze pagina is voor wie plekken vraagt, geeft of verdeelt.", "neither asks, answers nor works at a desk")
	}
	b, err := p.book(ctx)
	if err != nil {
		return err
	}
	v.live.Since = p.Board.Seq()
	var found placement.Page
	if v.atDesk {
		v.topic, v.live.Feed = "desk", "/api/v1/feed?"+url.Values{"region": {string(region)}, "desk": {"1"}}.Encode()
		found, err = p.Placement.Desk(ctx, who, region, placement.Window{})
		v.cut = cut(found.Next, "dringendste", found.Total)
	} else {
		v.topic, v.live.Feed = "org", "/api/v1/feed?invited=1"
		found, err = p.Placement.Own(ctx, who, placement.Window{})
		v.cut = cut(found.Next, "nieuwste", found.Total)
	}
	if err != nil {
		return err
	}
	if v.atDesk {
		named, err := p.Network.RegionByID(ctx, region)
		if err != nil {
			return err
		}
		v.title = "Plaatsing in " + regionTitle(named.Name)
		if err := v.readNotes(b, who, region); err != nil {
			return err
		}
	}
	if v.atDesk {
		if err := b.askers(found.Items); err != nil {
			return err
		}
	}
	if err := v.fill(b, who, found.Items, p.Now()); err != nil {
		return err
	}
	v.numbered, v.agrees = p.mayNumbers(who), p.mayRules(who)
	v.frame = p.frame(r, "Plaatsing", rootCrumbs[0], ui.Link{Text: "Plaatsing"})
	v.frame.Scripts = append(v.frame.Scripts, liveScript)
	return p.Render(w, r, status, deskPage(v))
}

func regionTitle(name string) string {
	if strings.HasPrefix(strings.ToLower(name), "regio ") {
		return name
	}
	return "regio " + name
}

// fill divides requests over the lists, in the order in which they came.
func (v *deskView) fill(b *book, who access.Actor, requests []placement.Request, now time.Time) error {
	at := map[placement.Urgency]int{}
	for _, u := range b.words.Urgencies {
		at[u.Code] = len(v.lists)
		v.lists = append(v.lists, list{id: "lijst-" + string(u.Code), title: u.Name})
	}
	drafts, agreed := list{id: "concepten", title: "Concepten"}, list{id: "geplaatst", title: "Er is een plek"}
	begun, past := list{id: "begonnen", title: "Begonnen"}, list{id: "klaar", title: "Afgerond"}
	open, ours, late := 0, 0, 0
	for i := range requests {
		r := &requests[i]
		it, err := b.item(who, r, now, v.atDesk)
		if err != nil {
			return err
		}
		switch {
		case r.State == placement.StateDraft:
			drafts.items = append(drafts.items, it)
		case r.State.Ended():
			past.items = append(past.items, it)
		case r.State == placement.StatePlaced:
			begun.items = append(begun.items, it)
		case !r.State.Searching():
			agreed.items = append(agreed.items, it)
		default:
			open++
			if it.due.late {
				late++
			}
			if k, ok := at[r.Urgency]; ok {
				v.lists[k].items = append(v.lists[k].items, it)
			}
		}
		if it.ours {
			ours++
		}
	}
	v.lists = append(v.lists, agreed, drafts, begun, past)
	v.lead = summary(open, ours, late)
	return nil
}

// summary sums up the page in a line or two.
func summary(open, ours, late int) string {
	if open+ours == 0 {
		return "Er staat niets open."
	}
	text := ui.Amount(open, "aanvraag zoekt", "aanvragen zoeken") + " een plek."
	switch {
	case ours == 1:
		text += " Bij één bent u aan zet."
	case ours > 1:
		text += " Bij " + few(ours) + " bent u aan zet."
	}
	if late > 0 {
		text += " " + ui.Capital(few(late)) + map[bool]string{true: " is", false: " zijn"}[late == 1] + " te laat."
	}
	return text
}

// mostCascade is how many are asked with one button.
const mostCascade = 3

func (b *book) item(who access.Actor, r *placement.Request, now time.Time, atDesk bool) (item, error) {
	it := item{id: r.ID, title: ui.Capital(b.kind(r.Kind)), where: b.area(r.Area), mark: b.mark(r.Urgency), vulnerable: r.Vulnerable}
	if !r.OpenedAt.IsZero() {
		it.where += ", gevraagd " + since(r.OpenedAt, now)
	}
	it.due = b.due(r, now)
	it.turn, it.ours = b.turn(who, r, now)
	it.mover = mover(r, it.ours)
	var err error
	if atDesk {
		if it.asker, err = b.organization(r.Organization); err != nil {
			return it, err
		}
	}
	if it.taken, err = b.person(who, r.DeskPerson); err != nil {
		return it, err
	}
	if r.State.Searching() && b.may(who, "Cascade", r) {
		it.cascade = mostCascade
	}
	it.take = r.State.Searching() && r.DeskPerson != who.Person && b.may(who, "Take", r)
	return it, nil
}

// due is the clock of a request.
func (b *book) due(r *placement.Request, now time.Time) deadline {
	switch {
	case r.State.Searching():
		return due("Plek nodig", r.CommitBy, now)
	case r.State == placement.StateAccepted:
		return due("Begin", r.NextAt, now)
	}
	return deadline{}
}

// turn says whose turn it is and what is waited for.
func (b *book) turn(who access.Actor, r *placement.Request, now time.Time) (says string, ours bool) {
	asker, desk := who.Organization == string(r.Organization), b.atDesk(who, r)
	waiting, offered, refused := 0, 0, 0
	var fell placement.ReasonCode // of the last place that did
	var next time.Time
	for _, i := range r.Invitations {
		switch i.State {
		case placement.Waiting:
			waiting++
			if next.IsZero() || i.Until.Before(next) {
				next = i.Until
			}
		case placement.Offered:
			offered++
		case placement.Refused, placement.TimedOut:
			refused++
		case placement.TakenBack:
			fell = cmp.Or(i.Fell, fell)
		}
	}
	ours = r.Turn == placement.TurnAsker && asker || r.Turn == placement.TurnDesk && desk
	switch {
	case r.State == placement.StateDraft:
		return "Nog niet verstuurd.", ours
	case r.State == placement.StatePlaced:
		return "Begonnen " + ui.OnDay(r.StartedAt, now) + ".", false
	case r.State.Ended():
		return states[r.State] + " " + ui.OnDay(r.ClosedAt, now) + ".", false
	case r.State == placement.StateAccepted && r.Turn == placement.TurnDesk:
		return "Nog niet gemeld dat het begonnen is. Vraag het na.", ours
	case r.State == placement.StateAccepted && r.HandedOver:
		return "De gegevens zijn doorgegeven. De aanbieder begint.", ours
	case r.State == placement.StateAccepted:
		return "Geef de gegevens door.", ours
	case offered > 0:
		return ui.Amount(offered, "aanbieder heeft", "aanbieders hebben") + " plek. Kies er één.", ours
	case waiting > 0:
		return ui.Amount(waiting, "aanbieder is", "aanbieders zijn") + " gevraagd. Antwoord vóór " + at(next, now) + ".", ours
	case fell != "":
		return "Een plek ging niet door: " + ui.Lower(b.fell(fell)) + ". Vraag anderen.", ours
	case refused > 0:
		return "Niemand heeft plek. Vraag anderen.", ours
	}
	return "Er is nog niemand gevraagd.", ours
}

// mover says before that whose turn it is, where the sentence does not say it by itself.
func mover(r *placement.Request, ours bool) string {
	switch {
	case ours:
		return "Aan u:"
	case r.Turn == placement.TurnAsker:
		return "Aan de aanvrager:"
	case r.Turn == placement.TurnDesk:
		return "Aan het coördinatiepunt:"
	}
	return ""
}

// readNotes reads what the shifts told each other.
func (v *deskView) readNotes(b *book, who access.Actor, region network.RegionID) error {
	notes, err := b.Placement.Notes(b.ctx, who, region)
	if err != nil {
		return err
	}
	for i, n := range notes {
		by, err := b.person(who, n.Person)
		if err != nil {
			return err
		}
		one := note{by: by, text: n.Text, at: at(n.At, b.Now())}
		if i == 0 {
			v.note = &one
		} else {
			v.notes = append(v.notes, one)
		}
	}
	return nil
}

// noteField holds what a shift tells the next; mostNote is how long package placement lets it be.
const (
	noteField = "tekst"
	mostNote  = 1000
)

// empty tells whether there is nothing to show.
func (v *deskView) empty() bool {
	return !slices.ContainsFunc(v.lists, func(l list) bool { return len(l.items) > 0 })
}

// nothing says what an empty page is for.
func (v *deskView) nothing() string {
	if v.atDesk {
		return "Vraagt iemand in de regio een plek, dan ziet u dat hier meteen."
	}
	return "Vraagt u een plek, dan ziet u hier waar het staat."
}

// Note writes what a shift tells the next.
func (p Page) Note(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	who, text := p.SignedIn(r), strings.TrimSpace(r.PostForm.Get(noteField))
	if region, err := p.regionOf(r.Context(), who); err != nil || region == "" {
		return cmp.Or(err, refused("placement.Note"))
	}
	if text == "" {
		return p.desk(w, r, http.StatusUnprocessableEntity, "", "Schrijf wat de volgende moet weten.")
	}
	_, err := p.Placement.Note(r.Context(), who, network.RegionID(who.Region), text)
	if fault.KindOf(err) == fault.Invalid && err != nil {
		return p.desk(w, r, http.StatusUnprocessableEntity, text, site.Said(err))
	}
	if err != nil {
		return err
	}
	return site.Lead(w, r, Path, doneNote)
}
