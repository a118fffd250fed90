// Package approve is the page where a second person agrees with a dangerous act, or does not.
package approve

import (
	"context"
	"net/http"

	"eerstelijn/internal/access"
	"eerstelijn/internal/approval"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// Path is where the page stands.
const Path = site.TogetherPath

// Page shows what waits for a second person.
type Page struct{ *site.Site }

// Mount puts the page and its form at their paths.
func (p Page) Mount(handle func(pattern string, page site.Handler)) {
	handle("GET "+Path, p.Get)
	handle("POST "+Path+"/{id}", p.Decide)
}

// What the buttons of a proposal say, and what the address says after it.
const (
	field = "besluit"
	yes   = "akkoord"
	no    = "nee"
)

// Get shows what waits.
func (p Page) Get(w http.ResponseWriter, r *http.Request) error {
	who := p.SignedIn(r)
	list, err := p.Approvals.List(r.Context(), who)
	if err != nil {
		return err
	}
	v := view{frame: p.Frame(r, "Akkoord met zijn tweeën")}
	v.frame.Work = true
	if done := site.Done(r); done == yes || done == no {
		v.done = done
	}
	names := map[string]string{who.Person: "uzelf"}
	for _, one := range list {
		x := proposal{Proposal: one, mine: one.Proposer == who.Person}
		if a, ok := access.ActOf(one.Act); ok {
			x.title = a.NL
		}
		if x.by, err = p.name(r.Context(), names, one.Proposer); err != nil {
			return err
		}
		if one.Subject.Type == "person" {
			if x.about, err = p.name(r.Context(), names, one.Subject.ID); err != nil {
				return err
			}
		}
		v.list = append(v.list, x)
	}
	return p.Render(w, r, http.StatusOK, page(v))
}

// name gives what somebody is called. Who may decide on a proposal must know who made it and whom it
// is about: that they may has been decided, and recorded, when the list was asked for.
func (p Page) name(ctx context.Context, known map[string]string, person string) (string, error) {
	if name, ok := known[person]; ok {
		return name, nil
	}
	found, err := p.Network.PersonForSignIn(ctx, network.PersonID(person))
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return "", err
	}
	if known[person] = found.Name; found.Name == "" {
		known[person] = "iemand die hier niet meer werkt"
	}
	return known[person], nil
}

// Decide agrees with a proposal, which does the act, or ends it.
func (p Page) Decide(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	which, err := id.Parse[approval.ID](r.PathValue("id"))
	if err != nil {
		return fault.Missing("Dit voorstel kennen wij niet.", "proposal not found")
	}
	said := r.PostForm.Get(field)
	switch said {
	case yes:
		err = p.Approvals.Approve(r.Context(), p.SignedIn(r), which)
	case no:
		err = p.Approvals.Reject(r.Context(), p.SignedIn(r), which)
	default:
		err = fault.InvalidField(field, "Kies akkoord of niet.", "expected "+yes+" or "+no)
	}
	if err != nil {
		return err
	}
	return site.Lead(w, r, Path, said)
}

type view struct {
	frame ui.PageView
	done  string
	list  []proposal
}

type proposal struct {
	approval.Proposal
	title string
	by    string
	about string // whom it is about, when it is about somebody
	mine  bool
}

func (x proposal) facts() []ui.Definition {
	facts := []ui.Definition{{Term: "Voorgesteld door", Text: x.by}}
	if x.about != "" {
		facts = append(facts, ui.Definition{Term: "Het gaat om", Text: x.about})
	}
	if x.Subject.Type == "key" && x.Subject.ID != "" {
		facts = append(facts, ui.Definition{Term: "Sleutel", Text: x.Subject.ID})
	}
	for _, f := range x.Facts {
		facts = append(facts, ui.Definition{Term: f.Term, Text: f.Text})
	}
	return append(facts,
		ui.Definition{Term: "Voorgesteld op", Text: ui.Moment(x.At)},
		ui.Definition{Term: "Beslissen kan tot", Text: ui.Moment(x.Until)})
}
