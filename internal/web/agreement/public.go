package agreement

import (
	"net/http"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/web/ui"
)

// publicView is what everybody may read of an agreement that its parties made public: the text and who
// take part, no names of people, and no explanations.
type publicView struct {
	frame     ui.PageView
	title     string
	state     sign
	where     string
	lead      string
	parties   []string
	clauses   []clauseView
	duties    []dutyView
	programme []ui.Definition
	facts     []ui.Definition
	proof     string
	bonds     []bondView
}

// publicCrumbs lead to a public page.
func publicCrumbs(name string) []ui.Link {
	return []ui.Link{{Text: "Regio’s", Href: "/land"}, {Text: name}}
}

// Public shows a public agreement to anybody.
func (p Page) Public(w http.ResponseWriter, r *http.Request) error {
	found, err := which(r)
	if err != nil {
		return err
	}
	anybody := access.Anonymous("")
	a, err := p.Agreements.Get(r.Context(), anybody, found)
	if err != nil {
		return hidden(err)
	}
	b, err := p.book(r.Context())
	if err != nil {
		return err
	}
	v := publicView{title: a.Title, state: states[a.State], lead: stateLeads[a.State], proof: PublicPath + "/" + string(found) + "/bewijs",
		clauses: clauseViews(a.Clauses), programme: b.programmeFacts(a.Programme)}
	if v.where, err = b.forum(a.Forum); err != nil {
		return err
	}
	for _, x := range a.Parties {
		name, err := b.organization(x.Organization)
		if err != nil {
			return err
		}
		v.parties = append(v.parties, name)
	}
	if v.duties, err = b.duties(a.Obligations); err != nil {
		return err
	}
	if v.facts, err = b.facts(&a); err != nil {
		return err
	}
	if a.State.Binds() {
		bound, err := p.Agreements.Bound(r.Context(), anybody, found, time.Time{})
		if err != nil {
			return err
		}
		if v.bonds, err = b.bonds(bound); err != nil {
			return err
		}
	}
	v.frame = p.Frame(r, a.Title)
	v.frame.Current, v.frame.Crumbs = "/land", publicCrumbs("Afspraak")
	return p.Render(w, r, http.StatusOK, publicPage(v))
}

// hidden is the answer to who asks for what is not public: the same as for what is not there.
func hidden(err error) error {
	if kind := fault.KindOf(err); kind == fault.Denied || kind == fault.NotFound && err != nil {
		return missing()
	}
	return err
}

// PublicProof shows by which mandate the parties of a public agreement signed.
func (p Page) PublicProof(w http.ResponseWriter, r *http.Request) error {
	found, err := which(r)
	if err != nil {
		return err
	}
	anybody := access.Anonymous("")
	v, err := p.proof(r, found, anybody, false)
	if err != nil {
		return hidden(err)
	}
	v.back = PublicPath + "/" + string(found)
	v.frame = p.Frame(r, "Bewijs van mandaat")
	v.frame.Current = "/land"
	v.frame.Crumbs = append(publicCrumbs("")[:1:1], ui.Link{Text: v.title, Href: v.back}, ui.Link{Text: "Bewijs"})
	return p.Render(w, r, http.StatusOK, proofPage(v))
}
