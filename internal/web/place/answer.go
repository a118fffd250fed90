package place

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"eerstelijn/internal/act"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/web/site"
)

// AnswerKind is what links for the act placement.Answer show and do: a provider answers without signing
// in. See package onelink.
type AnswerKind struct {
	*site.Site
	Links *link.Links
}

// Title implements onelink.Titled.
func (AnswerKind) Title() string { return "Kunt u helpen?" }

// Show implements onelink.Kind: the question with a yes and a no, or what became of it.
func (k AnswerKind) Show(r *http.Request, l link.Link) (templ.Component, string, error) {
	v, err := k.view(r, l)
	if err != nil {
		return nil, "", err
	}
	// What was posted and not taken stands there again.
	if r.Method == http.MethodPost {
		answerOf(r, &v)
	}
	return answerBody(v), "", nil
}

// Used implements onelink.Remembering: it says where the question stands, and shows no longer what it was.
func (k AnswerKind) Used(r *http.Request, l link.Link) (templ.Component, error) {
	q, err := k.Placement.AskedBy(r.Context(), l)
	if err != nil {
		return nil, err
	}
	b, err := Page{k.Site}.book(r.Context())
	if err != nil {
		return nil, err
	}
	return usedBody(b.stands(&q.Invitation, &q.Request, k.Now())), nil
}

func (k AnswerKind) view(r *http.Request, l link.Link) (answerForm, error) {
	q, err := k.Placement.AskedBy(r.Context(), l)
	if err != nil {
		return answerForm{}, err
	}
	b, err := Page{k.Site}.book(r.Context())
	if err != nil {
		return answerForm{}, err
	}
	a, err := b.asked(&q, k.Now())
	if err != nil {
		return answerForm{}, err
	}
	f := b.answerForm(a, &q)
	f.action = ""
	return f, nil
}

// Do implements onelink.Kind: it answers and spends the link in one act. What came of it is said at
// once, because the link does not open a second time.
func (k AnswerKind) Do(w http.ResponseWriter, r *http.Request, l link.Link, token string) error {
	which, err := id.Parse[placement.InvitationID](l.SubjectID)
	if err != nil {
		return fault.Missing("Deze vraag kennen wij niet.", "invitation not found")
	}
	var f answerForm
	answer, ok := answerOf(r, &f)
	if !ok {
		return f.fault()
	}
	spend := func(ctx context.Context, tx *act.Tx) error { return k.Links.UseTx(ctx, tx, token) }
	_, err = k.Placement.Answer(r.Context(), l.Actor().Through(r.Context()), which, answer, spend)
	if err != nil && fault.KindOf(err) != fault.Conflict {
		return err
	}
	if err != nil {
		// Who taps twice reads what the first tap did.
		if _, first := k.Links.FindUsed(r.Context(), token); first == nil {
			return err
		}
	}
	v := answeredView{frame: k.Frame(r, k.Title())}
	v.frame.ReadingBack, v.frame.Current = "", ""
	q, again := k.Placement.AskedBy(r.Context(), l)
	switch {
	case again != nil:
		return again
	case err != nil && q.Invitation.State == placement.Waiting:
		return err // it can still be answered: the page of the link says what stood in the way
	case err != nil:
		v.title, v.says = "Dank u voor uw antwoord", site.Said(err)
		return k.Render(w, r, http.StatusConflict, answeredPage(v))
	}
	b, err := Page{k.Site}.book(r.Context())
	if err != nil {
		return err
	}
	a, err := b.asked(&q, k.Now())
	if err != nil {
		return err
	}
	v.title, v.says = "Dank u", a.says
	return k.Render(w, r, http.StatusOK, answeredPage(v))
}
