package today

import (
	"net/http"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/web/assets"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// Where places are asked and answered.
const (
	placePath    = "/werk/plaatsing"
	questionPath = placePath + "/vragen/"
)

// places is what waits for somebody in placements.
type places struct {
	live  ui.LiveView
	tasks []task
	asks  bool   // may ask for a place
	desk  string // what stands open at the desk that they work at; '' at none
	noted string // what was just answered
	cut   bool   // there was more than was read, so that something to do can be missing
}

// task is one thing to do, with the moment before which.
type task struct {
	title, text, href string
	by                time.Time // zero: no hurry
	due               string
	late              bool
	yes, answer       string // a question: what the yes says, and where the answer goes
	id                string
	full              bool // the own figure says full: a yes needs a new one, on the question's page
}

// places reads what waits: questions to the own organisation, own requests at which one is oneself to move,
// and the desk.
func (p Page) places(r *http.Request, who access.Actor, v *view) (err error) {
	if p.Placement == nil || who.Organization == "" {
		return nil
	}
	ours := access.Subject{Type: "organization", ID: who.Organization, Organization: who.Organization}
	may := func(act string) bool { return p.Access.Decide(who, "placement."+act, ours).Allowed }
	x := &places{asks: may("Draft"), noted: answered[site.Done(r)], live: ui.LiveView{Feed: "/api/v1/feed?invited=1", Since: p.Board.Seq()}}
	answers := may("Invited")
	if !x.asks && !answers {
		return nil
	}
	kinds, err := p.Capacity.Tables(r.Context())
	if err != nil {
		return err
	}
	if answers {
		if err := p.questions(r, who, kinds, x); err != nil {
			return err
		}
	}
	if x.asks {
		if err := p.requests(r, who, kinds, x); err != nil {
			return err
		}
	}
	if err := p.deskTasks(r, who, x); err != nil {
		return err
	}
	// The earliest deadline first; what has none comes last.
	slices.SortStableFunc(x.tasks, func(a, b task) int {
		if a.by.IsZero() != b.by.IsZero() {
			if a.by.IsZero() {
				return 1
			}
			return -1
		}
		return a.by.Compare(b.by)
	})
	v.places = x
	v.frame.Scripts = append(v.frame.Scripts, assets.LiveScript)
	return nil
}

// answered says what was just answered on this page.
var answered = map[string]string{"ja": "U zei ja. Wij houden u op de hoogte.", "nee": "U zei nee. U hoeft niets meer te doen."}

// wants says what is asked, and what a yes to it says.
var wants = map[placement.Ask][2]string{
	placement.Place: {"Plek", "Ja, plek"}, placement.Care: {"Zorg", "Ja, dat kan"}, placement.Advice: {"Advies", "Ja, ik kijk mee"},
}

func (p Page) questions(r *http.Request, who access.Actor, kinds *capacity.Tables, x *places) error {
	all, err := p.Placement.Invited(r.Context(), who, placement.Window{})
	if err != nil {
		return err
	}
	now := p.Now()
	x.cut = x.cut || all.Next != ""
	for _, q := range all.Items {
		i := q.Invitation
		if i.State != placement.Waiting || !i.Until.After(now) {
			continue
		}
		words := wants[q.Request.Ask]
		t := task{id: string(i.ID), title: words[0] + " gevraagd: " + kindName(kinds, q.Request.Kind), text: p.areaName(q.Request.Area), href: questionPath + string(i.ID),
			yes: words[1], answer: questionPath + string(i.ID) + "/antwoord"}
		t.before("Antwoord", i.Until, now)
		if o, ok := p.Board.Offer(i.Offer); ok {
			t.full = o.Freshness(now) != capacity.Stale && !o.Figure.ObservedAt.IsZero() && o.Free(now) < max(1, q.Request.Places)
		}
		x.tasks = append(x.tasks, t)
	}
	return nil
}

func (p Page) requests(r *http.Request, who access.Actor, kinds *capacity.Tables, x *places) error {
	all, err := p.Placement.Own(r.Context(), who, placement.Window{})
	if err != nil {
		return err
	}
	now := p.Now()
	x.cut = x.cut || all.Next != ""
	for i := range all.Items {
		one := &all.Items[i]
		if one.Turn != placement.TurnAsker || one.Asker != who.Person {
			continue
		}
		t := task{id: string(one.ID), title: "Uw aanvraag: " + kindName(kinds, one.Kind), href: placePath + "/" + string(one.ID)}
		offered, held := 0, time.Time{}
		for _, i := range one.Invitations {
			if i.State == placement.Offered && i.HeldUntil.After(now) {
				if offered++; held.IsZero() || i.HeldUntil.Before(held) {
					held = i.HeldUntil
				}
			}
		}
		switch {
		case one.State == placement.StateDraft:
			t.text = "Nog niet verstuurd."
		case offered > 0:
			t.text = "Er is plek. Kies er één."
			t.before("Kies", held, now)
		case one.State == placement.StateAccepted:
			t.text = "Er is een plek. Geef de gegevens door."
			t.before("Begin", one.NextAt, now)
		default:
			t.text = "Vraag aanbieders."
			t.before("Plek nodig", one.CommitBy, now)
		}
		x.tasks = append(x.tasks, t)
	}
	return nil
}

// deskTasks sums up the desk for who works there.
func (p Page) deskTasks(r *http.Request, who access.Actor, x *places) error {
	region := network.RegionID(who.Region)
	if region == "" {
		return nil
	}
	desk, err := p.Placement.DeskOf(r.Context(), region)
	if err != nil {
		return err
	}
	if !p.Access.Decide(who, "placement.Desk", access.Subject{Type: "region", ID: who.Region, Region: who.Region, Desk: string(desk)}).Allowed {
		return nil
	}
	all, err := p.Placement.Desk(r.Context(), who, region, placement.Window{})
	if err != nil {
		return err
	}
	open, ours := 0, 0
	for i := range all.Items {
		if all.Items[i].State.Searching() {
			open++
		}
		if all.Items[i].Turn == placement.TurnDesk {
			ours++
		}
	}
	x.desk = ui.Amount(open, "aanvraag zoekt", "aanvragen zoeken") + " een plek."
	if ours > 0 {
		x.desk += " Bij " + ui.Count(ours) + " is het coördinatiepunt aan zet."
	}
	if all.Next != "" {
		x.desk += " Alleen de dringendste van alle " + ui.Count(all.Total) + " aanvragen zijn geteld."
	}
	return nil
}

// before gives a task its deadline.
func (t *task) before(what string, by, now time.Time) {
	if by.IsZero() {
		return
	}
	t.by, t.late = by, !by.After(now)
	said := ui.Weekday(by) + ", " + ui.Time(by)
	if ui.SameDay(by, now) {
		said = ui.Time(by)
	}
	t.due = what + " vóór " + said + "."
}

func kindName(kinds *capacity.Tables, code capacity.KindCode) string {
	k, ok := kinds.Kind(code)
	if !ok {
		return string(code)
	}
	return ui.Lower(k.Name)
}

func (p Page) areaName(code network.AreaCode) string {
	if atlas := p.Finder.Atlas(); atlas != nil {
		if a, ok := atlas.Area(code); ok {
			return a.Name
		}
	}
	return string(code)
}
