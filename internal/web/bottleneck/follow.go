package bottleneck

import (
	"net/http"

	"github.com/a-h/templ"

	"eerstelijn/internal/access"
	core "eerstelijn/internal/bottleneck"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/web/say"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// FollowKind is what the link of a receipt shows and does: where a report stands, what was answered to it
// word for word, and, when an ending was proposed, a yes and a no. The link is not spent: whoever reported
// comes back with it. Nothing on the page tells who reported.
type FollowKind struct{ *site.Site }

// Title implements onelink.Titled; it stands in the history of a browser that others may use.
func (FollowKind) Title() string { return "Uw melding" }

const (
	// stopMail takes the address of a reporter away.
	stopMail     = "geen-mail"
	doneStopMail = "geen-mail"
)

type followView struct {
	fresh, quiet        bool
	title, state, owner string
	due                 due
	merged              string // what it was reported as, where it goes on as part of another one
	ending              *endingView
	verdict             verdictView
	answers             []answerView
	news                []happening
	reopen, open        bool
	again               ui.Field
	phone               string
	dials               bool
	thanks              done
	examples            []exampleView
}

// Show implements onelink.Kind.
func (k FollowKind) Show(r *http.Request, _ link.Link) (templ.Component, string, error) {
	f, err := k.Bottlenecks.Follow(r.Context(), r.PathValue("token"))
	if err != nil {
		return nil, "", err
	}
	contact := k.Contact(say.Dutch)
	v := followView{title: f.Title, state: states[f.State], due: dueOf(&f.Bottleneck, k.Now()), ending: endingOf(f.Ending), reopen: f.CanOpen, phone: contact.Number, dials: contact.Dialable,
		again: ui.Field{ID: "weer-" + whyField, Name: whyField, Label: "Wat gaat er weer mis?", Hint: "Schrijf geen namen van patiënten.", Rows: 3, MaxLength: mostWords, Autocomplete: "off"}}
	switch what := site.Done(r); what {
	case doneTold:
		v.fresh = true
	case doneJoined, doneConfirmed, doneObjected, doneReopened:
		v.thanks = dones[what]
	case doneStopMail:
		v.quiet = true
	}
	if f.State.Open() {
		v.owner = ui.Capital(owner(f.Owner)) + " is aan zet."
	}
	if f.Reported.ID != "" && f.Reported.ID != f.ID {
		v.merged = f.Reported.Title
	}
	if v.ending != nil {
		v.ending.mine, v.verdict = f.Asked, verdictOf(f.Ending, "")
	}
	for _, a := range f.Answers {
		v.answers = append(v.answers, answerView{from: placed(a.Level, a.By), when: ui.Date(a.At), words: a.Words})
	}
	for _, e := range f.Events {
		v.news = append(v.news, happening{at: e.At, when: ui.Date(e.At), text: events[e.Kind], words: e.Words})
	}
	n, err := Page(k).names(r.Context())
	if err != nil {
		return nil, "", err
	}
	// A link is read by whoever holds it: it leads to no page of who works here.
	if v.examples, err = n.examples(access.Anonymous(""), f.Examples); err != nil {
		return nil, "", err
	}
	// What was typed comes back where something was wrong with it.
	switch typed(r, verdictField) {
	case verdictNo:
		v.verdict.why.Value = typed(r, whyField)
	case verdictAgain:
		v.open, v.again.Value = true, typed(r, whyField)
	}
	return followBody(v), "", nil
}

// Do implements onelink.Kind.
func (k FollowKind) Do(w http.ResponseWriter, r *http.Request, _ link.Link, token string) error {
	ctx := r.Context()
	if typed(r, verdictField) == stopMail {
		if err := k.Bottlenecks.StopMail(ctx, token); err != nil {
			return err
		}
		return site.Lead(w, r, link.Path(token), doneStopMail)
	}
	who, which, err := k.Bottlenecks.Holder(ctx, token)
	if err != nil {
		return err
	}
	who = who.Through(ctx)
	what := doneConfirmed
	switch typed(r, verdictField) {
	case verdictYes:
		_, err = k.Bottlenecks.Confirm(ctx, who, which)
	case verdictNo:
		what = doneObjected
		_, err = k.Bottlenecks.Object(ctx, who, which, typed(r, whyField))
	case verdictAgain:
		what = doneReopened
		_, err = k.Bottlenecks.Reopen(ctx, who, which, typed(r, whyField), core.Decision{})
	default:
		return fault.New(fault.Invalid, "Kies ja of nee.", "choose yes or no")
	}
	if err != nil {
		return err
	}
	return site.Lead(w, r, link.Path(token), what)
}
