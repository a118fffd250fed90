package agreement

import (
	"net/http"
	"strconv"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// signView is the whole text with what a signature means, and the button.
type signView struct {
	frame     ui.PageView
	forms     forms
	wrong     []ui.FieldError
	id        agreement.ID
	title     string
	joins     bool // who signs joins an agreement that holds already
	next      bool // what is signed is a new version of an agreement that holds
	clauses   []clauseView
	duties    []dutyView
	programme []ui.Definition
	facts     []ui.Definition
	parties   []string // those that the version binds
	leavers   []string // those that it drops
	options   []ui.Option
	because   []string // by what right, in words
	hidden    []ui.Hidden
	name      string // of who signs
}

// SignForm shows what there is to sign.
func (p Page) SignForm(w http.ResponseWriter, r *http.Request) error {
	found, err := which(r)
	if err != nil {
		return err
	}
	return p.signForm(w, r, http.StatusOK, found, forms{})
}

func (p Page) signForm(w http.ResponseWriter, r *http.Request, status int, found agreement.ID, typed forms) error {
	who := p.SignedIn(r)
	b, err := p.book(r.Context())
	if err != nil {
		return err
	}
	a, err := p.Agreements.Get(r.Context(), who, found)
	if err != nil {
		return err
	}
	can, err := b.rights(who, &a)
	if err != nil {
		return err
	}
	asked := can.sign
	v := signView{id: a.ID, title: a.Title, forms: typed, wrong: typed.errors(), name: who.Name, next: a.Proposed != nil}
	if len(asked) == 0 && len(can.accede) > 0 {
		asked, v.joins, v.next = can.accede, true, false
	}
	if len(asked) == 0 {
		return p.nothingToSign(w, r, status, &a, typed)
	}
	body, version := &a.Body, a.Version
	if v.next {
		body, version = &a.Proposed.Body, a.Proposed.Version
	}
	if err := v.text(b, &a, body); err != nil {
		return err
	}
	if v.because, err = b.rightTo(who, &a, asked); err != nil {
		return err
	}
	v.options = b.named(asked)
	v.hidden = []ui.Hidden{{Name: formField, Value: "teken"}, {Name: versionField, Value: strconv.Itoa(version)}}
	if v.joins {
		v.hidden = append(v.hidden, ui.Hidden{Name: whichField, Value: joinValue})
	}
	v.frame = p.frame(r, "Tekenen", below(&a, "Tekenen")...)
	return p.Render(w, r, status, signPage(v))
}

// joinValue says that a signature is one that joins.
const joinValue = "toetreden"

// text fills in what is signed.
func (v *signView) text(b *book, a *agreement.Agreement, body *agreement.Body) (err error) {
	v.clauses, v.programme = clauseViews(body.Clauses), b.programmeFacts(body.Programme)
	if v.duties, err = b.duties(body.Obligations); err != nil {
		return err
	}
	var parties, leavers []network.OrganizationID
	if v.next {
		parties, leavers = a.Proposed.Parties, a.Proposed.Leaving
	} else {
		for i := range a.Parties {
			if x := &a.Parties[i]; !v.joins || bound(a, x) {
				parties = append(parties, x.Organization)
			}
		}
	}
	if v.parties, err = b.names(parties); err != nil {
		return err
	}
	if v.leavers, err = b.names(leavers); err != nil {
		return err
	}
	shown := *a
	if shown.Body = *body; v.next {
		shown.Version = a.Proposed.Version
	}
	v.facts, err = b.facts(&shown)
	if body.From.IsZero() && !v.joins {
		v.facts = append(v.facts, ui.Definition{Term: "Vanaf", Text: "Zodra alle partijen hebben getekend."})
	}
	if body.Until.IsZero() {
		v.facts = append(v.facts, ui.Definition{Term: "Tot en met", Text: "Zonder einde, tot de partijen anders beslissen."})
	}
	return err
}

// rightTo says by what right somebody signs for each party.
func (b *book) rightTo(who access.Actor, a *agreement.Agreement, parties []network.OrganizationID) (list []string, err error) {
	for _, party := range parties {
		chain, err := b.Mandates.Chain(b.ctx, mandate.Ask{Signer: network.PersonID(who.Person), Party: party, Forum: a.Forum, Subject: a.Subject})
		if err != nil {
			return nil, err
		}
		for _, l := range chain.Links {
			list = append(list, l.Text)
		}
	}
	return list, nil
}

// nothingToSign leads who has nothing to sign to the agreement: after a second click it is signed already.
func (p Page) nothingToSign(w http.ResponseWriter, r *http.Request, status int, a *agreement.Agreement, typed forms) error {
	if status == http.StatusOK {
		site.Redirect(w, r, onePath(a.ID))
		return nil
	}
	return p.one(w, r, status, a.ID, typed)
}

// Sign signs, or joins. It says which version of the text was read: another one is not signed.
func (p Page) Sign(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	found, err := which(r)
	if err != nil {
		return err
	}
	what := doneSign
	if r.PostForm.Get(whichField) == joinValue {
		what = doneAccede
	}
	err = p.sign(r, found, what)
	switch {
	case err == nil:
		return site.Lead(w, r, onePath(found), what)
	case again(err):
		return p.signForm(w, r, site.Status(err), found, typedIn(r, err))
	}
	return err
}

func (p Page) sign(r *http.Request, found agreement.ID, what string) error {
	version, err := versionIn(r)
	if err != nil {
		return err
	}
	party, err := partyIn(r)
	if err != nil {
		return err
	}
	if r.PostForm.Get(readField) == "" {
		return fault.InvalidField("read", "Zet een vinkje als u de tekst hebt gelezen en namens deze partij tekent.", "the box was not ticked")
	}
	if what == doneAccede {
		_, err = p.Agreements.Accede(r.Context(), p.SignedIn(r), found, party, version)
		return err
	}
	_, err = p.Agreements.Sign(r.Context(), p.SignedIn(r), found, party, version)
	return err
}

func (v *signView) heading() string {
	if v.joins {
		return "Lees en treed toe"
	}
	return "Lees en teken"
}

// button says what is about to be done, and by whom.
func (v *signView) button() string {
	if v.joins {
		return "Treed toe"
	}
	return "Teken als " + v.name
}

// tick is the box that says that the text was read.
func (v *signView) tick() ui.Choice {
	return v.forms.choice("teken", ui.Choice{Name: readField, Label: "Voor u tekent",
		Options: []ui.Option{{Value: "ja", Text: "Ik heb de hele tekst gelezen en teken namens deze partij."}}})
}
