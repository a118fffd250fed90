package agreement

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// AdviseKind is what links for the act agreement.Advise show and do: a member reads the text and says what
// it thinks, without signing in. See package onelink.
type AdviseKind struct {
	*site.Site
	Links *link.Links
}

// Title implements onelink.Titled.
func (AdviseKind) Title() string { return "Wat vindt u van deze afspraak?" }

// adviseView is the text with the question about it.
type adviseView struct {
	title, party, question, until string
	clauses                       []clauseView
	duties                        []dutyView
	programme                     []ui.Definition
	form                          adviseForm
}

// adviseForm is a yes or no with words.
type adviseForm struct {
	action string // '' is the page's own address
	form   string
	forms  forms
	hidden []ui.Hidden
}

// Show implements onelink.Kind.
func (k AdviseKind) Show(r *http.Request, l link.Link) (templ.Component, string, error) {
	v, err := k.view(r, l)
	if err != nil {
		return nil, "", err
	}
	// What was posted and not taken stands there again.
	if r.Method == http.MethodPost {
		_, wrong := advice(r)
		v.form.forms = typedIn(r, wrong)
	}
	return adviseBody(v), "", nil
}

func (k AdviseKind) view(r *http.Request, l link.Link) (v adviseView, err error) {
	asked, err := id.Parse[agreement.ConsultationID](l.SubjectID)
	if err != nil {
		return v, fault.Missing("Deze vraag kennen wij niet.", "consultation not found")
	}
	_, question, err := k.Agreements.Consulted(r.Context(), asked)
	if err != nil {
		return v, err
	}
	title, text, err := k.Agreements.ConsultedText(r.Context(), asked)
	if err != nil {
		return v, err
	}
	b, err := Page{k.Site}.book(r.Context())
	if err != nil {
		return v, err
	}
	v = adviseView{title: title, question: question.Question, until: ui.Date(lastDay(question.Until)), clauses: clauseViews(text.Body.Clauses),
		programme: b.programmeFacts(text.Body.Programme), form: adviseForm{form: adviseName}}
	if v.party, err = b.organization(question.Party); err != nil {
		return v, err
	}
	v.duties, err = b.duties(text.Body.Obligations)
	return v, err
}

// adviseName is the name of the form.
const adviseName = "advies"

// advice reads a yes or no with its words.
func advice(r *http.Request) (a agreement.Advice, err error) {
	said := r.PostForm.Get(answerField)
	a = agreement.Advice{Yes: said == "ja", Words: words(r, wordsField)}
	switch {
	case said != "ja" && said != "nee":
		err = fault.InvalidField("yes", "Kies ja of nee.", "choose yes or no")
	case !a.Yes && a.Words == "":
		err = fault.InvalidField("words", "Schrijf wat er anders moet.", "expected words")
	}
	return a, err
}

// Do implements onelink.Kind: it takes the advice and spends the link in one act.
func (k AdviseKind) Do(w http.ResponseWriter, r *http.Request, l link.Link, token string) error {
	a, err := advice(r)
	if err != nil {
		return err
	}
	spend := func(ctx context.Context, tx *act.Tx) error { return k.Links.UseTx(ctx, tx, token) }
	if err := k.Agreements.Advise(r.Context(), l.Actor().Through(r.Context()), agreement.ConsultationID(l.SubjectID), a, spend); err != nil {
		return err
	}
	f := k.Frame(r, k.Title())
	f.ReadingBack, f.Current = "", ""
	return k.Render(w, r, http.StatusOK, advisedPage(f))
}

// Used implements onelink.Remembering.
func (k AdviseKind) Used(*http.Request, link.Link) (templ.Component, error) {
	return advisedBody(), nil
}

// advise takes what a member says who is signed in.
func (p Page) advise(r *http.Request, who access.Actor, _ agreement.ID) error {
	a, err := advice(r)
	if err != nil {
		return err
	}
	return p.Agreements.Advise(r.Context(), who, agreement.ConsultationID(r.PostForm.Get(whichField)), a)
}

// isAsked tells whether somebody may answer a consultation: their organisation is a member of the party.
func (b *book) isAsked(who access.Actor, party network.OrganizationID) (bool, error) {
	about := access.Subject{Type: "consultation", Organization: who.Organization}
	if who.Organization == "" || !b.Access.Decide(who, "agreement.Advise", about).Allowed {
		return false, nil
	}
	held, err := b.Mandates.Affiliations(b.ctx, mandate.Query{Provider: network.OrganizationID(who.Organization), Body: party})
	return len(held) > 0, err
}

func (f *adviseForm) yesOrNo() ui.Choice {
	return f.forms.choice(f.form, ui.Choice{Name: answerField, Label: "Kunt u zich vinden in deze tekst?",
		Options: []ui.Option{{Value: "ja", Text: "Ja"}, {Value: "nee", Text: "Nee, er moet iets anders"}}})
}

func (f *adviseForm) said() ui.Field {
	return f.forms.text(f.form, ui.Field{Name: wordsField, Label: "Wat wilt u meegeven?", Hint: "Zegt u nee? Schrijf dan bij welk artikel, en wat er anders moet. Uw naam staat er niet bij.", Rows: 4, MaxLength: mostWords})
}
