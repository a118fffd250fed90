package place

import (
	"net/http"
	"slices"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/finding"
	"eerstelijn/internal/finding/candidate"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// candidatesView is who can be asked, best first, and who is left out and why.
type candidatesView struct {
	frame   ui.PageView
	live    ui.LiveView
	id      placement.RequestID
	title   string
	where   string
	mark    mark
	due     deadline
	crisis  bool
	best    []possible
	rest    []possible // further down, folded away
	left    []possible
	problem string
}

// possible is one offer that could take the person.
type possible struct {
	offer    capacity.OfferID
	name, by string
	href     string
	far      string
	status   ui.StatusView
	chance   string
	reasons  []string
	picked   bool
	asked    string // it was asked before: what came of it
	can      bool   // can be asked from here
}

const (
	offerField = "aanbieder"
	// shown is how many candidates stand there before the rest is folded away.
	shown = 8
	// picked is how many of the best are chosen beforehand.
	picked = 3
)

// Candidates shows who can be asked.
func (p Page) Candidates(w http.ResponseWriter, r *http.Request) error {
	found, err := which(r)
	if err != nil {
		return err
	}
	return p.candidates(w, r, http.StatusOK, found, nil, "")
}

// candidates shows who can be asked; chosen is what somebody picked before something was wrong.
func (p Page) candidates(w http.ResponseWriter, r *http.Request, status int, found placement.RequestID, chosen []string, problem string) error {
	ctx, who, since := r.Context(), p.SignedIn(r), p.Board.Seq()
	request, err := p.Placement.Request(ctx, who, found)
	if err != nil {
		return err
	}
	if !request.State.Searching() {
		site.Redirect(w, r, requestPath(found))
		return nil
	}
	short, err := p.Placement.Candidates(ctx, who, found)
	if err != nil {
		return err
	}
	b, err := p.book(ctx)
	if err != nil {
		return err
	}
	now := p.Now()
	v := candidatesView{id: found, title: ui.Capital(b.kind(request.Kind)), where: b.area(request.Area), mark: b.mark(request.Urgency), due: b.due(&request, now),
		crisis: request.Urgency == placement.Crisis, problem: problem, live: ui.LiveView{Feed: "/api/v1/feed?region=" + string(request.Region), Since: since}}
	before := map[capacity.OfferID]placement.Invitation{}
	for _, i := range request.Invitations {
		before[i.Offer] = i
	}
	free := picked
	for _, c := range short.Ranked {
		x := newPossible(&c.Offer, c.DistanceM, c.Reasons)
		x.chance = chanceWords(c.Chance)
		x.remember(before)
		if x.picked = x.can && x.asked == "" && free > 0 && chosen == nil; x.picked {
			free--
		}
		x.picked = x.picked || slices.Contains(chosen, string(x.offer))
		if len(v.best) < shown || x.picked {
			v.best = append(v.best, x)
		} else {
			v.rest = append(v.rest, x)
		}
	}
	for _, c := range short.LeftOut {
		x := newPossible(&c.Offer, c.DistanceM, c.Why)
		x.remember(before)
		x.picked = slices.Contains(chosen, string(x.offer))
		v.left = append(v.left, x)
	}
	v.frame = p.frame(r, "Wie vraagt u?", append(rootCrumbs[:2:2], ui.Link{Text: v.title, Href: requestPath(found)}, ui.Link{Text: "Wie vraagt u?"})...)
	v.frame.Scripts = append(v.frame.Scripts, liveScript)
	return p.Render(w, r, status, candidatesPage(v))
}

func newPossible(o *candidate.Offer, metres int, reasons []candidate.Reason) possible {
	x := possible{offer: capacity.OfferID(o.ID), name: o.Name, by: o.OrganizationName, href: "/aanbod/" + o.Service,
		status: ui.StatusView{State: ui.State(o.Status)}, can: true}
	if x.by == x.name {
		x.by = ""
	}
	if metres >= 0 {
		x.far = finding.DutchDistance(metres)
	}
	for _, why := range reasons {
		if why.Code == candidate.Distance {
			continue // it stands beside the name
		}
		x.reasons = append(x.reasons, why.Dutch())
		if why.Code == candidate.Asked || why.Code == candidate.OtherKind {
			x.can = false
		}
	}
	return x
}

// remember says what came of an earlier question to the same offer.
func (x *possible) remember(before map[capacity.OfferID]placement.Invitation) {
	if i, ok := before[x.offer]; ok {
		x.asked, x.can = "Al gevraagd: "+ui.Lower(answers[i.State]), !i.State.Live()
	}
}

// chanceWords says how likely a yes in time is, as a count.
func chanceWords(chance float64) string {
	switch n := int(chance*10 + 0.5); {
	case n >= 9:
		return "Zegt bijna zeker ja"
	case n >= 6:
		return "Zegt waarschijnlijk ja"
	case n >= 3:
		return "Zegt misschien ja"
	}
	return "Kleine kans op ja"
}

// Invite asks those who were picked.
func (p Page) Invite(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	found, err := which(r)
	if err != nil {
		return err
	}
	chosen := r.PostForm[offerField]
	offers := make([]capacity.OfferID, len(chosen))
	for i, o := range chosen {
		offers[i] = capacity.OfferID(o)
	}
	if len(offers) == 0 {
		return p.candidates(w, r, http.StatusUnprocessableEntity, found, []string{}, "Kies minstens één aanbieder.")
	}
	_, err = p.Placement.Invite(r.Context(), p.SignedIn(r), found, offers)
	switch kind := fault.KindOf(err); {
	case err == nil:
		return site.Lead(w, r, requestPath(found), doneCascade)
	case kind == fault.Invalid || kind == fault.Conflict || kind == fault.NotFound:
		return p.candidates(w, r, site.Status(err), found, chosen, site.Said(err))
	}
	return err
}
