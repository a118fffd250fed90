package place

import (
	"context"
	"net/http"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// action is one act, with what it reads from its form.
type action func(r *http.Request, who access.Actor, which placement.RequestID) error

// step does one act and leads back with what was done, to the request or the list it was pressed in.
// name is the act's.
func (p Page) step(name, what string, act action) site.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := site.Form(r); err != nil {
			return err
		}
		found, err := which(r)
		if err != nil {
			return err
		}
		if err := act(r, p.SignedIn(r), found); err != nil {
			return p.refuse(w, r, name, found, err)
		}
		return site.Lead(w, r, back(r, found), what)
	}
}

// back is where a form leads: to the list or question that it stood on, or else to its request.
func back(r *http.Request, found placement.RequestID) string {
	if which, is := questionOf(r); is {
		return askedOf(which)
	}
	if r.PostForm.Get(backField) == Path {
		return Path
	}
	return requestPath(found)
}

// questionOf gives the question on whose page a form stood.
func questionOf(r *http.Request) (placement.InvitationID, bool) {
	which, err := id.Parse[placement.InvitationID](strings.TrimPrefix(r.PostForm.Get(backField), askedPath+"/"))
	return which, err == nil
}

// refuse shows the request again: with what was wrong with a form on it, or as it stands by now where
// somebody else was first. Any other error is a page.
func (p Page) refuse(w http.ResponseWriter, r *http.Request, name string, found placement.RequestID, err error) error {
	var typed *forms
	switch fault.KindOf(err) {
	case fault.Invalid:
		typed = typedForms(r, err)
	case fault.Conflict:
		typed = &forms{now: site.Said(err)}
	default:
		return err
	}
	typed.act = name
	// A provider has two of the forms on the page of the question.
	if which, is := questionOf(r); is && (name == "Start" || name == "FallThrough") {
		return p.question(w, r, site.Status(err), which, nil, typed)
	}
	return p.request(w, r, site.Status(err), found, typed)
}

func (p Page) cascade(r *http.Request, who access.Actor, which placement.RequestID) error {
	_, err := p.Placement.Cascade(r.Context(), who, which, mostCascade)
	return err
}

func (p Page) take(r *http.Request, who access.Actor, which placement.RequestID) error {
	_, err := p.Placement.Take(r.Context(), who, which)
	return err
}

func (p Page) choose(r *http.Request, who access.Actor, which placement.RequestID) error {
	_, err := p.Placement.Choose(r.Context(), who, which, placement.InvitationID(r.PostForm.Get("wie")))
	return err
}

// reasonOf reads the reason of an act; without one there is nothing to do.
func reasonOf(r *http.Request) (placement.ReasonCode, error) {
	code := placement.ReasonCode(r.PostForm.Get(reasonField))
	if code == "" {
		return "", fault.InvalidField("reason", "Kies een reden.", "choose a reason")
	}
	return code, nil
}

// because makes an act of one that asks for a reason.
func because(do func(ctx context.Context, who access.Actor, which placement.RequestID, why placement.ReasonCode) (placement.Request, error)) action {
	return func(r *http.Request, who access.Actor, which placement.RequestID) error {
		why, err := reasonOf(r)
		if err == nil {
			_, err = do(r.Context(), who, which, why)
		}
		return err
	}
}

func (p Page) start(r *http.Request, who access.Actor, which placement.RequestID) error {
	on, err := dayOf(r.PostForm.Get(dayField), p.Now())
	if err == nil {
		_, err = p.Placement.Start(r.Context(), who, which, on)
	}
	return err
}

func (p Page) handOver(r *http.Request, who access.Actor, which placement.RequestID) error {
	typed := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	_, err := p.Placement.HandOver(r.Context(), who, which, placement.Person{
		Name: typed(nameField), Birth: typed(birthField), Reach: typed(reachField), Words: typed(wordsField),
	})
	return err
}

func (p Page) bridge(r *http.Request, who access.Actor, which placement.RequestID) error {
	typed := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	b := placement.Bridging{Who: network.OrganizationID(typed(whoField)), What: typed(whatField), Paid: typed(paidField)}
	until, err := time.ParseInLocation(time.DateOnly, typed(untilField), clock.Amsterdam)
	if err != nil {
		return fault.InvalidField("until", "Vul een dag in, zoals 2026-11-10.", "expected a day, such as 2026-11-10")
	}
	// A plan that lasts until a day lasts until that day ends.
	b.Until = until.AddDate(0, 0, 1)
	_, err = p.Placement.Bridge(r.Context(), who, which, b)
	return err
}

func (p Page) endBridging(r *http.Request, who access.Actor, which placement.RequestID) error {
	_, err := p.Placement.EndBridging(r.Context(), who, which)
	return err
}

// personView shows who a request is about: the one page with something that identifies.
type personView struct {
	frame ui.PageView
	back  string
	facts []ui.Definition
}

// Person shows who a request is about, to its asker and to the chosen provider. It is a look that the
// ledger keeps.
func (p Page) Person(w http.ResponseWriter, r *http.Request) error {
	found, err := which(r)
	if err != nil {
		return err
	}
	person, err := p.Placement.ReadHandOver(r.Context(), p.SignedIn(r), found)
	if err != nil {
		return err
	}
	v := personView{frame: p.frame(r, "Gegevens bij een aanvraag", append(rootCrumbs[:2:2], ui.Link{Text: "Gegevens"})...), back: Path}
	for _, f := range []ui.Definition{
		{Term: "Naam", Text: person.Name}, {Term: "Geboren", Text: birthday(person.Birth)}, {Term: "Te bereiken", Text: person.Reach},
		{Term: "Om te beginnen", Text: person.Words},
	} {
		if f.Text != "" {
			v.facts = append(v.facts, f)
		}
	}
	return p.Render(w, r, http.StatusOK, personPage(v))
}

// birthday writes a day of birth as people do.
func birthday(text string) string {
	d, err := time.ParseInLocation(time.DateOnly, text, clock.Amsterdam)
	if err != nil {
		return text
	}
	return ui.Date(d)
}

// linkView shows a link for the person, once.
type linkView struct {
	frame   ui.PageView
	back    string
	address string
	path    string
}

// FollowLink makes a link with which the person sees where the request stands. It is shown and kept
// nowhere: who wants it again makes another.
func (p Page) FollowLink(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	found, err := which(r)
	if err != nil {
		return err
	}
	token, err := p.Placement.FollowLink(r.Context(), p.SignedIn(r), found)
	if err != nil {
		return err
	}
	v := linkView{frame: p.frame(r, "Link voor de persoon", append(rootCrumbs[:2:2], ui.Link{Text: "Aanvraag", Href: requestPath(found)}, ui.Link{Text: "Link"})...),
		back: requestPath(found), path: "/inzage/" + token}
	v.frame.Current = ""
	v.address = p.Address + v.path
	return p.Render(w, r, http.StatusOK, linkPage(v))
}
