package place

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// Names of the fields of an answer.
const (
	answerField = "antwoord"
	reasonField = "reden"
	freeField   = "vrij"
	backField   = "terug"
)

// answerForm is a yes or a no: what was typed, and what is wrong with it by field.
type answerForm struct {
	action  string // '' is the page's own address
	asked   asked
	reasons []placement.Decline
	hold    time.Duration // how long a place is held when nothing else is said
	full    bool          // their own figure says that nothing is free: a yes needs a new one
	yes     bool          // what was typed is a yes
	reason  string
	free    string
	wrong   map[string]string
}

func (b *book) answerForm(a asked, q *placement.Asked) answerForm {
	f := answerForm{action: askedOf(a.id) + "/antwoord", asked: a, reasons: b.words.Declines}
	if u, ok := b.words.Urgency(q.Request.Urgency); ok {
		f.hold = u.Hold
	}
	f.full = b.full(&q.Invitation, &q.Request)
	return f
}

// full tells whether the provider's own figure leaves no room for what is asked.
func (b *book) full(i *placement.Invitation, r *placement.Request) bool {
	o, ok := b.Board.Offer(i.Offer)
	return ok && i.State == placement.Waiting && o.Freshness(b.Now()) != capacity.Stale && !o.Figure.ObservedAt.IsZero() && o.Free(b.Now()) < max(1, r.Places)
}

// answerOf reads what a form says; wrong is what is wrong with it, by field.
func answerOf(r *http.Request, f *answerForm) (said placement.Answer, ok bool) {
	f.reason, f.free, f.wrong = r.PostForm.Get(reasonField), strings.TrimSpace(r.PostForm.Get(freeField)), map[string]string{}
	if f.free != "" {
		n, err := strconv.Atoi(f.free)
		if err != nil || n < 0 || n > 9999 {
			f.wrong[freeField] = "Vul een heel getal in, bijvoorbeeld 0 of 2."
		} else {
			said.Available = &n
		}
	}
	switch r.PostForm.Get(answerField) {
	case doneYes:
		said.Yes, f.yes = true, true
	case doneNo:
		if said.Reason = placement.ReasonCode(f.reason); said.Reason == "" {
			f.wrong[reasonField] = "Kies waarom niet."
		}
	default:
		f.wrong[answerField] = "Kies ja of nee."
	}
	return said, len(f.wrong) == 0
}

// Answer says yes or no to a question.
func (p Page) Answer(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	which, err := invitation(r)
	if err != nil {
		return err
	}
	var f answerForm
	answer, ok := answerOf(r, &f)
	if !ok {
		return p.question(w, r, http.StatusUnprocessableEntity, which, &f, nil)
	}
	_, err = p.Placement.Answer(r.Context(), p.SignedIn(r), which, answer)
	switch {
	case err != nil && fault.KindOf(err) == fault.Conflict:
		return p.late(w, r, which, &f, site.Said(err))
	case f.take(err):
		return p.question(w, r, http.StatusUnprocessableEntity, which, &f, nil)
	case err != nil:
		return err
	}
	what := doneNo
	if answer.Yes {
		what = doneYes
	}
	if back := r.PostForm.Get(backField); back == "/werk" || back == askedPath {
		return site.Lead(w, r, back, what)
	}
	return site.Lead(w, r, askedOf(which), what)
}

// take puts what an error says of the fields beside them; it tells whether there is any.
func (f *answerForm) take(err error) bool {
	if err == nil || fault.KindOf(err) != fault.Invalid {
		return false
	}
	for _, wrong := range fault.Safe(err).Fields {
		name := reasonField
		if wrong.Name == "available" { // of a yes or a no: both have the field
			name = freeField
		}
		f.wrong[name] = wrong.NL
	}
	return len(f.wrong) > 0
}

// keep puts what was typed in the form of a page.
func (f *answerForm) keep(typed *answerForm) {
	f.yes, f.reason, f.free, f.wrong = typed.yes, typed.reason, typed.free, typed.wrong
}

// freeID is the field for how much is free, of the yes or of the no.
func (f *answerForm) freeID(yes bool) string {
	if yes {
		return doneYes + "-" + freeField
	}
	return doneNo + "-" + freeField
}

// freeOf gives what was typed there, and what is wrong with it.
func (f *answerForm) freeOf(yes bool) (value, wrong string) {
	if f.yes != yes {
		return "", ""
	}
	return f.free, f.wrong[freeField]
}

func (f *answerForm) errors() (all []ui.FieldError) {
	for _, name := range []string{answerField, reasonField, freeField} {
		if f.wrong[name] == "" {
			continue
		}
		at := name
		if name == freeField {
			at = f.freeID(f.yes)
		}
		all = append(all, ui.FieldError{ID: at, Message: f.wrong[name]})
	}
	return all
}

// fault is what is wrong, for the page of a link.
func (f *answerForm) fault() error {
	var fields []fault.Field
	for _, e := range f.errors() {
		fields = append(fields, fault.Field{Name: e.ID, Text: fault.Text{NL: e.Message, EN: "the answer is not complete"}})
	}
	return fault.InvalidFields(fields...).OrNil()
}

// late answers a yes or no that no longer counts: calmly, when another was first. While the question still
// waits something else stands in the way, mostly a figure that says full: it is asked anew.
func (p Page) late(w http.ResponseWriter, r *http.Request, which placement.InvitationID, f *answerForm, says string) error {
	q, err := p.Placement.Invitation(r.Context(), p.SignedIn(r), which)
	if err != nil {
		return err
	}
	if q.Invitation.State == placement.Waiting && q.Invitation.Until.After(p.Now()) {
		f.wrong[freeField] = says + " Vul in hoeveel er nu vrij is."
		return p.question(w, r, http.StatusConflict, which, f, nil)
	}
	v := answeredView{frame: p.frame(r, "Vraag aan ons", append(rootCrumbs[:2:2], ui.Link{Text: "Vragen aan ons", Href: askedPath}, ui.Link{Text: "Vraag"})...),
		title: "Dank u voor uw antwoord", says: says, back: askedPath}
	return p.Render(w, r, http.StatusConflict, answeredPage(v))
}

// answeredView is the calm end of an answer.
type answeredView struct {
	frame       ui.PageView
	title, says string
	back        string // '' for who came by a link
}

// yesMeans says what a yes does.
func yesMeans(f answerForm) string {
	if f.asked.crisis {
		return "Dit is een crisis. Zegt u als eerste ja, dan is de plek meteen voor deze persoon."
	}
	return "Zegt u ja, dan houden wij de plek " + ui.Lasting(f.hold) + " vast. De persoon kiest. U hoort het meteen."
}

func (f answerForm) options() []ui.Option {
	list := make([]ui.Option, len(f.reasons))
	for i, d := range f.reasons {
		list[i] = ui.Option{Value: string(d.Code), Text: d.Name, Selected: string(d.Code) == f.reason}
	}
	return list
}

// fallen asks why the place does not go ahead after all.
func (v *questionView) fallen() reasonView {
	x := reasonView{form: "gaat-niet-door", action: requestPath(v.asked.request) + "/gaat-niet-door", label: "Waarom gaat het niet door?",
		button: "Het gaat niet door", reasons: v.forms.fall, back: askedOf(v.asked.id), weight: ui.Secondary}
	x.chosen, x.wrong = v.forms.of(x.form, reasonField)
	return x
}

// canYou asks what the yes answers.
func canYou(a asked) string {
	switch a.ask {
	case placement.Place:
		return "Hebt u plek?"
	case placement.Advice:
		return "Kunt u meekijken?"
	}
	return "Kunt u helpen?"
}

func yesWords(a asked) string {
	switch a.ask {
	case placement.Place:
		return "Ja, plek"
	case placement.Advice:
		return "Ja, ik kijk mee"
	}
	return "Ja, dat kan"
}

// freeText asks how much is free, beside a yes or a no.
func (f answerForm) freeText(yes bool, label, hint string) ui.Field {
	x := ui.Field{ID: f.freeID(yes), Name: freeField, Label: label, Hint: hint, Optional: !yes, Short: true, InputMode: "numeric", Autocomplete: "off"}
	x.Value, x.Error = f.freeOf(yes)
	return x
}

func (f answerForm) freeWrong(yes bool) bool {
	_, wrong := f.freeOf(yes)
	return wrong != ""
}
