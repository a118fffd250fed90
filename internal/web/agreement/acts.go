package agreement

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/site"
)

// action is one act, with what it reads from its form.
type action func(r *http.Request, who access.Actor, which agreement.ID) error

// step does one act and leads back with what was done. What was not taken stands on the page again, with
// what is wrong with it.
func (p Page) step(what string, do action) site.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := site.Form(r); err != nil {
			return err
		}
		found, err := which(r)
		if err != nil {
			return err
		}
		err = do(r, p.SignedIn(r), found)
		switch {
		case err == nil:
			return site.Lead(w, r, onePath(found), what)
		case again(err):
			return p.one(w, r, site.Status(err), found, typedIn(r, err))
		}
		return err
	}
}

// partyIn reads for whom somebody acts.
func partyIn(r *http.Request) (network.OrganizationID, error) {
	party := r.PostForm.Get(partyField)
	if party == "" {
		return "", fault.InvalidField("party", "Kies namens wie u dit doet.", "choose a party")
	}
	return network.OrganizationID(party), nil
}

// because makes an act of one that asks why.
func because(nl string, do func(ctx context.Context, who access.Actor, which agreement.ID, why string) (agreement.Agreement, error)) action {
	return func(r *http.Request, who access.Actor, which agreement.ID) error {
		why, err := needed(r, "why", nl)
		if err == nil {
			_, err = do(r.Context(), who, which, why)
		}
		return err
	}
}

func (p Page) offer(r *http.Request, who access.Actor, which agreement.ID) error {
	_, err := p.Agreements.Offer(r.Context(), who, which)
	return err
}

func (p Page) object(r *http.Request, who access.Actor, which agreement.ID) error {
	party, err := partyIn(r)
	if err != nil {
		return err
	}
	clause := r.PostForm.Get(clauseField)
	if clause == "" {
		return fault.InvalidField("clause", "Kies tegen welk artikel u bezwaar hebt.", "choose a clause")
	}
	text, err := needed(r, "words", "Schrijf wat er anders moet.")
	if err != nil {
		return err
	}
	_, err = p.Agreements.Object(r.Context(), who, which, party, clause, text)
	return err
}

func (p Page) settle(r *http.Request, who access.Actor, _ agreement.ID) error {
	_, err := p.Agreements.Settle(r.Context(), who, agreement.ObjectionID(r.PostForm.Get(whichField)), words(r, wordsField))
	return err
}

func (p Page) consult(r *http.Request, who access.Actor, which agreement.ID) error {
	party, err := partyIn(r)
	if err != nil {
		return err
	}
	question, err := needed(r, "question", "Schrijf wat u uw leden vraagt.")
	if err != nil {
		return err
	}
	until, err := dayIn(r.PostForm.Get(dayField), "until")
	if err == nil && until.IsZero() {
		err = fault.InvalidField("until", "Vul in tot en met welke dag leden kunnen antwoorden.", "expected a day")
	}
	if err != nil {
		return err
	}
	// Who may answer until a day may answer all that day.
	_, err = p.Agreements.Consult(r.Context(), who, which, party, until.AddDate(0, 0, 1), question)
	return err
}

func (p Page) leave(r *http.Request, who access.Actor, which agreement.ID) error {
	party, err := partyIn(r)
	if err != nil {
		return err
	}
	why, err := needed(r, "why", "Schrijf waarom u uit de afspraak stapt.")
	if err == nil {
		_, err = p.Agreements.Leave(r.Context(), who, which, party, why)
	}
	return err
}

func (p Page) end(r *http.Request, who access.Actor, which agreement.ID) error {
	why, err := needed(r, "why", "Schrijf waarom de afspraak mag stoppen.")
	if err != nil {
		return err
	}
	last, err := dayIn(r.PostForm.Get(dayField), "at")
	if err != nil {
		return err
	}
	at := time.Time{}
	if !last.IsZero() {
		at = last.AddDate(0, 0, 1)
	}
	_, err = p.Agreements.End(r.Context(), who, which, why, at)
	return err
}

func (p Page) publish(yes bool) action {
	return func(r *http.Request, who access.Actor, which agreement.ID) error {
		party, err := partyIn(r)
		if err == nil {
			_, err = p.Agreements.Publish(r.Context(), who, which, party, yes)
		}
		return err
	}
}

// versionIn reads which version of the text somebody had before them.
func versionIn(r *http.Request) (int, error) {
	n, err := strconv.Atoi(r.PostForm.Get(versionField))
	if err != nil || n < 1 {
		return 0, fault.New(fault.Invalid, "Dit formulier is niet compleet. Open het opnieuw.", "the form has no version")
	}
	return n, nil
}
