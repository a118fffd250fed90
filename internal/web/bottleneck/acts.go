package bottleneck

import (
	"net/http"
	"time"

	"eerstelijn/internal/access"
	core "eerstelijn/internal/bottleneck"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/web/site"
)

// action is one act, with what it reads from its form. It gives what was done where that is not said yet.
type action func(r *http.Request, who access.Actor, which core.ID) (what string, err error)

// step does one act and leads back with what was done. form is the one that it was sent from.
func (p Page) step(form, what string, act action) site.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := site.Form(r); err != nil {
			return err
		}
		found, err := which(r)
		if err != nil {
			return err
		}
		happened, err := act(r, p.SignedIn(r), found)
		if err != nil {
			if form == "Confirm" {
				form = "verdict"
			}
			bad := badOf(r, form, err)
			if bad == nil {
				return err
			}
			return p.one(w, r, site.Status(err), bad)
		}
		if happened == "" {
			happened = what
		}
		return site.Lead(w, r, pathOf(found), happened)
	}
}

func (p Page) discuss(r *http.Request, who access.Actor, which core.ID) (string, error) {
	_, err := p.Bottlenecks.Discuss(r.Context(), who, which, typed(r, wordsField), core.Decision{})
	return "", err
}

func (p Page) takeUp(r *http.Request, who access.Actor, which core.ID) (string, error) {
	next, err := dayOf(typed(r, whenField))
	if err == nil {
		_, err = p.Bottlenecks.TakeUp(r.Context(), who, which, core.Owner{}, next, typed(r, wordsField), core.Decision{})
	}
	return "", err
}

func (p Page) passUp(r *http.Request, who access.Actor, which core.ID) (string, error) {
	_, err := p.Bottlenecks.PassUp(r.Context(), who, which, typed(r, wordsField), core.Decision{})
	return "", err
}

func (p Page) answer(r *http.Request, who access.Actor, which core.ID) (string, error) {
	_, err := p.Bottlenecks.Answer(r.Context(), who, which, typed(r, wordsField), core.Decision{})
	return "", err
}

func (p Page) propose(r *http.Request, who access.Actor, which core.ID) (string, error) {
	kind := core.EndingKind(typed(r, endField))
	if kind != core.EndSolved && kind != core.EndAccepted {
		return "", fault.InvalidField(endField, "Kies hoe het afloopt.", "choose an ending")
	}
	_, err := p.Bottlenecks.Propose(r.Context(), who, which, kind, typed(r, wordsField), core.Decision{})
	return "", err
}

// verdict is the yes or no of a reporter who is signed in.
func (p Page) verdict(r *http.Request, who access.Actor, which core.ID) (string, error) {
	if typed(r, verdictField) == verdictNo {
		_, err := p.Bottlenecks.Object(r.Context(), who, which, typed(r, whyField))
		return doneObjected, err
	}
	_, err := p.Bottlenecks.Confirm(r.Context(), who, which)
	return doneConfirmed, err
}

func (p Page) reopen(r *http.Request, who access.Actor, which core.ID) (string, error) {
	_, err := p.Bottlenecks.Reopen(r.Context(), who, which, typed(r, wordsField), core.Decision{})
	return "", err
}

func (p Page) merge(r *http.Request, who access.Actor, which core.ID) (string, error) {
	var ids []core.ID
	for _, one := range r.PostForm[pickField] {
		ids = append(ids, core.ID(one))
	}
	if len(ids) == 0 {
		return "", fault.InvalidField(pickField, "Kies eerst welke knelpunten over hetzelfde gaan.", "choose what to merge")
	}
	_, err := p.Bottlenecks.Merge(r.Context(), who, ids, which, typed(r, wordsField), core.Decision{})
	return "", err
}

// separate is sent from the page of what it is part of: who owns that may not read each part by itself.
func (p Page) separate(r *http.Request, who access.Actor, _ core.ID) (string, error) {
	part, err := id.Parse[core.ID](typed(r, pickField))
	if err != nil {
		return "", fault.InvalidField(pickField, "Kies eerst wat apart verdergaat.", "choose what to separate")
	}
	_, err = p.Bottlenecks.Separate(r.Context(), who, part, typed(r, wordsField), core.Decision{})
	return "", err
}

func (p Page) assign(r *http.Request, who access.Actor, which core.ID) (string, error) {
	to, err := p.named(r, who, which)
	if err == nil {
		_, err = p.Bottlenecks.Assign(r.Context(), who, which, to, typed(r, wordsField), core.Decision{})
	}
	return "", err
}

func (p Page) postpone(r *http.Request, who access.Actor, which core.ID) (string, error) {
	next, err := dayOf(typed(r, whenField))
	if err == nil {
		_, err = p.Bottlenecks.Postpone(r.Context(), who, which, next, typed(r, wordsField), core.Decision{})
	}
	return "", err
}

// join leads to the receipt, as a report does.
func (p Page) join(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	found, err := which(r)
	if err != nil {
		return err
	}
	receipt, err := p.Bottlenecks.Join(r.Context(), p.SignedIn(r), found, core.Joining{Unnamed: typed(r, unnamedField) != ""})
	if err != nil {
		if bad := badOf(r, "Join", err); bad != nil {
			return p.one(w, r, site.Status(err), bad)
		}
		return err
	}
	return site.Lead(w, r, link.Path(receipt.Token), doneJoined)
}

func (p Page) note(r *http.Request, who access.Actor, which core.ID) (string, error) {
	_, err := p.Bottlenecks.Note(r.Context(), who, which, typed(r, wordsField), core.Decision{})
	return "", err
}

func (p Page) example(r *http.Request, who access.Actor, which core.ID) (string, error) {
	if typed(r, endField) != "" {
		_, err := p.Bottlenecks.Example(r.Context(), who, which, false)
		return doneNoExample, err
	}
	_, err := p.Bottlenecks.Example(r.Context(), who, which, true)
	return "", err
}

// dayOf reads a day. What is to be done on it at the latest is to be done before it ends.
func dayOf(text string) (time.Time, error) {
	day, err := time.ParseInLocation(time.DateOnly, text, clock.Amsterdam)
	if err != nil {
		return time.Time{}, fault.InvalidField(whenField, "Vul een dag in, zoals 2026-11-10.", "expected a day, such as 2026-11-10")
	}
	return day.AddDate(0, 0, 1), nil
}
