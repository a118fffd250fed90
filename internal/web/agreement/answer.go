package agreement

import (
	"net/http"
	"slices"

	"eerstelijn/internal/agreement/measure"
	"eerstelijn/internal/agreement/obligation"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/promised"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// answerView asks how a promise went: why it was not kept, or whether it was.
type answerView struct {
	frame   ui.PageView
	forms   forms
	wrong   []ui.FieldError
	action  string
	back    string
	title   string
	what    string
	period  periodView
	attests bool
	words   string
	kept    bool // what was attested before
	said    bool
}

// Answer shows the form.
func (p Page) Answer(w http.ResponseWriter, r *http.Request) error {
	return p.answer(w, r, http.StatusOK, forms{})
}

func (p Page) answer(w http.ResponseWriter, r *http.Request, status int, typed forms) error {
	one, err := p.periodOf(r)
	if err != nil {
		return err
	}
	b, err := p.book(r.Context())
	if err != nil {
		return err
	}
	v := answerView{forms: typed, wrong: typed.errors(), action: promised.AnswerPath(one.Key), back: onePath(one.Agreement), title: one.Title, what: one.What,
		attests: one.Measure == measure.Attested, words: one.Explanation, said: one.Attested, kept: one.Outcome == obligation.Kept}
	if v.period, err = b.period(&one, nil); err != nil {
		return err
	}
	v.frame = p.frame(r, "Hoe ging het?", append(rootCrumbs[:2:2], ui.Link{Text: one.Title, Href: v.back}, ui.Link{Text: "Hoe ging het?"})...)
	return p.Render(w, r, status, answerPage(v))
}

// periodOf finds the period that the address names.
func (p Page) periodOf(r *http.Request) (one obligation.Period, err error) {
	found, err := which(r)
	if err != nil {
		return one, err
	}
	q := r.URL.Query()
	from, err := dayIn(q.Get(promised.FromParam), "from")
	if err != nil || from.IsZero() {
		return one, missing()
	}
	all, err := p.Obligations.Kept(r.Context(), p.SignedIn(r), obligation.Query{Agreement: found, From: from, Until: from.AddDate(0, 0, 1)})
	if err != nil {
		return one, err
	}
	key := obligation.Key{Agreement: found, Obligation: q.Get(promised.DutyParam), Party: network.OrganizationID(q.Get(promised.PartyParam)), From: from}
	i := slices.IndexFunc(all, func(x obligation.Period) bool {
		return x.Obligation == key.Obligation && x.Party == key.Party && x.From.Equal(key.From)
	})
	if i < 0 || !answerable(&all[i]) {
		return one, fault.Missing("Hier hoeft u niets te zeggen.", "no such period, or nothing to say of it")
	}
	return all[i], nil
}

// Tell takes what a party says of a period.
func (p Page) Tell(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	one, err := p.periodOf(r)
	if err != nil {
		return err
	}
	what := doneExplain
	if one.Measure == measure.Attested {
		what, err = doneAttest, p.attest(r, one.Key)
	} else {
		err = p.explain(r, one.Key)
	}
	switch {
	case err == nil:
		return site.Lead(w, r, onePath(one.Agreement), what)
	case again(err):
		return p.answer(w, r, site.Status(err), typedIn(r, err))
	}
	return err
}

func (p Page) explain(r *http.Request, k obligation.Key) error {
	why, err := needed(r, "words", "Schrijf waarom het niet lukte.")
	if err == nil {
		_, err = p.Obligations.Explain(r.Context(), p.SignedIn(r), k, why)
	}
	return err
}

func (p Page) attest(r *http.Request, k obligation.Key) error {
	said := r.PostForm.Get(answerField)
	if said != "ja" && said != "nee" {
		return fault.InvalidField("kept", "Kies of het gelukt is.", "choose yes or no")
	}
	why := words(r, wordsField)
	if said == "nee" && why == "" {
		return fault.InvalidField("words", "Schrijf waarom het niet lukte.", "expected words")
	}
	_, err := p.Obligations.Attest(r.Context(), p.SignedIn(r), k, said == "ja", why)
	return err
}

// attested is the choice of who says it themselves.
func (v *answerView) attested() ui.Choice {
	return v.forms.choice("antwoord", ui.Choice{Name: answerField, Label: "Is het gelukt?", Options: []ui.Option{
		{Value: "ja", Text: "Ja, het is gelukt", Selected: v.said && v.kept}, {Value: "nee", Text: "Nee, niet helemaal", Selected: v.said && !v.kept}}})
}
