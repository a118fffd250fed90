package place

import (
	"net/http"

	"github.com/a-h/templ"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// FollowKind is what links for the act placement.Follow show: a citizen sees where it stands. Nothing on
// the page tells whom or what it is about, and the link is never spent.
type FollowKind struct{ *site.Site }

// Title implements onelink.Titled; it stands in the history of a browser that others may use.
func (FollowKind) Title() string { return "Waar staat het?" }

type followView struct {
	says    string
	steps   []followStep
	until   string
	next    string
	bridged bool
	bare    bool // nobody gives help until there is a place
	ended   bool
	updated string
	name    string
	phone   string
	dials   bool
}

// followStep is one of the few steps that everybody's request takes.
type followStep struct {
	text      string
	done, now bool
}

// Show implements onelink.Kind.
func (k FollowKind) Show(r *http.Request, _ link.Link) (templ.Component, string, error) {
	progress, err := k.Placement.Follow(r.Context(), r.PathValue("token"))
	if err != nil {
		return nil, "", err
	}
	return followBody(newFollow(&progress, k)), "", nil
}

// Do implements onelink.Kind: there is nothing to do.
func (FollowKind) Do(http.ResponseWriter, *http.Request, link.Link, string) error {
	return fault.New(fault.Invalid, "Op deze pagina is niets te versturen.", "nothing is done by this link")
}

func newFollow(p *placement.Progress, k FollowKind) followView {
	now := k.Now()
	v := followView{says: p.Says, bridged: p.Bridged, bare: p.State == placement.StateBridging && !p.Bridged, ended: p.State.Ended(), updated: at(p.UpdatedAt, now), name: p.CallName, phone: p.CallPhone, dials: !k.Demo}
	if v.phone == "" {
		v.phone, v.name = k.Helpline.Number, "de hulplijn"
	}
	if p.Until.After(now) {
		v.until = at(p.Until, now)
	}
	stage := map[placement.State]int{placement.StateDraft: 0, placement.StateOpen: 1, placement.StateBridging: 1, placement.StateAccepted: 2,
		placement.StatePlaced: 3, placement.StateClosed: 4}[p.State]
	if p.State == placement.StateOpen && p.Offered > 0 {
		stage = 2
	}
	if p.State != placement.StateWithdrawn && p.State != placement.StateExpired {
		for i, text := range []string{"Wij weten wat nodig is", "Wij vragen wie kan helpen", "Er is een keuze of een plek", "Het is begonnen"} {
			v.steps = append(v.steps, followStep{text: text, done: i < stage, now: i == stage})
		}
	}
	switch {
	case p.State.Searching() && p.Offered > 0, p.State == placement.StateAccepted:
		v.next = "Hebt u nog niets gehoord? Bel dan het nummer hieronder."
	case p.State.Searching() && p.Waiting > 0:
		v.next = "Wij wachten op antwoord van " + ui.Amount(p.Waiting, "aanbieder", "aanbieders") + "."
	case p.State.Searching():
		v.next = "Wij zoeken verder."
	}
	return v
}
