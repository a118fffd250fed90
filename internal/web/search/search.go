package search

import (
	"context"
	"net/http"

	"eerstelijn/internal/appointment"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/finding"
	"eerstelijn/internal/web/assets"
	"eerstelijn/internal/web/mark"
	"eerstelijn/internal/web/say"
	"eerstelijn/internal/web/site"
)

// perPage is how many results a page has.
const perPage = finding.DefaultLimit

// Page finds services.
type Page struct{ *site.Site }

// Get shows the empty form. It reads nothing from the address.
func (p Page) Get(w http.ResponseWriter, r *http.Request) error {
	return p.show(w, r, http.StatusOK, asked{}, nil, nil)
}

// Post answers a question. A question that cannot be right is shown again as it was typed, with what
// is wrong beside each field.
func (p Page) Post(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	a, bad := read(r.PostForm), wrong{}
	since := int64(0)
	if p.Board != nil {
		since = p.Board.Seq()
	}
	q, err := p.query(r.Context(), &a, bad)
	if err != nil {
		return err
	}
	var found finding.Page
	if len(bad) == 0 {
		if found, err = p.Finder.Search(q); err != nil {
			if err := bad.take(err); err != nil {
				return err
			}
		}
	}
	if len(bad) > 0 {
		return p.show(w, r, http.StatusUnprocessableEntity, a, bad, nil)
	}
	ids := make([]directory.ServiceID, len(found.Items))
	for i := range found.Items {
		ids[i] = directory.ServiceID(found.Items[i].Service)
	}
	// What a card shows beyond the index is read for these few alone. What was hidden in between is
	// not there any more and is left out.
	details, _, err := p.Directory.Changed(r.Context(), ids)
	if err != nil {
		return err
	}
	marks, err := mark.New(r.Context(), p.Capacity, p.Now(), site.Works(p.SignedIn(r).Role))
	if err != nil {
		return err
	}
	answer := p.answer(marks, &a, &q, found, details, since)
	if err := p.times(r.Context(), marks, answer, details); err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, a, nil, answer)
}

// times adds to each result the first time at which somebody can come.
func (p Page) times(ctx context.Context, m mark.Maker, out *answer, details []directory.Service) error {
	if p.Appointments == nil || len(details) == 0 {
		return nil
	}
	ids := make([]directory.ServiceID, len(details))
	for i := range details {
		ids[i] = details[i].ID
	}
	first, err := p.Appointments.First(ctx, m.Now, appointment.FirstAppointment, 1, ids...)
	if err != nil {
		return err
	}
	for i := range out.results {
		r := &out.results[i]
		if slots := first[r.service]; len(slots) > 0 {
			r.first = m.When(slots[0].Start)
		}
	}
	return nil
}

func (p Page) show(w http.ResponseWriter, r *http.Request, status int, a asked, bad wrong, found *answer) error {
	l := say.Of(r.Context())
	title := l.T("Zoek hulp")
	if found != nil && len(found.results) > 0 {
		title = l.T("Gevonden hulp")
	}
	v := view{frame: p.Frame(r, title), title: title, form: p.form(l, a, bad), errors: bad.summary(), answer: found}
	if found != nil || len(bad) > 0 {
		v.aids, v.shy = care(a.words)
	}
	v.frame.Current = "/" // its item in the menu
	v.frame.Scripts = append(v.frame.Scripts, assets.NearScript, assets.MapScript)
	if found != nil && found.live.Feed != "" {
		v.frame.Scripts = append(v.frame.Scripts, assets.LiveScript)
	}
	return p.Render(w, r, status, page(v))
}
