// Package onelink is the page behind a one-time link. It shows what the link is for and changes nothing:
// programs that check mail open links too. One button acts.
//
// What is shown and done differs by act: each has a [Kind]. A link that does not open, whatever the
// reason, gets one and the same page; a [Remembering] kind alone says of a used one what became of it.
package onelink

import (
	"net/http"

	"github.com/a-h/templ"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// Kind is what links for one act show and do.
type Kind interface {
	// Show gives what stands on the page, and the words of its button; '' where the body has a form of
	// its own that posts to the page's address.
	Show(r *http.Request, l link.Link) (body templ.Component, button string, err error)
	// Do acts on what was posted, spends the token in the same transaction, and answers with a
	// redirect. An Invalid error is shown above the page; whatever Do gives, the link stays whole.
	Do(w http.ResponseWriter, r *http.Request, l link.Link, token string) error
}

// Titled is a [Kind] with a title of its own; it stands in histories, so it tells nothing about anybody.
type Titled interface{ Title() string }

// Remembering is a [Kind] that says what became of it to whoever opens a link that was used, or taps twice.
type Remembering interface {
	// Used gives what stands on the page: where it stands, and nothing of what the link showed before.
	Used(r *http.Request, l link.Link) (templ.Component, error)
}

// Scripted is a [Kind] that needs scripts, as package assets names them.
type Scripted interface{ Scripts() []string }

// Page is the page of a link.
type Page struct {
	*site.Site
	Links *link.Links
	Kinds map[string]Kind // by act
}

type view struct {
	frame   ui.PageView
	body    templ.Component
	button  string
	problem string
	fields  []string
}

// Get shows what the link is for.
func (p Page) Get(w http.ResponseWriter, r *http.Request) error {
	l, kind, err := p.find(r)
	if err != nil {
		return p.past(w, r, err)
	}
	return p.show(w, r, http.StatusOK, l, kind, nil)
}

// Post acts.
func (p Page) Post(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	l, kind, err := p.find(r)
	if err != nil {
		return p.past(w, r, err)
	}
	err = kind.Do(w, r, l, r.PathValue("token"))
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Unavailable:
		if err != nil {
			return p.show(w, r, site.Status(err), l, kind, fault.Safe(err))
		}
	case fault.NotFound, fault.Conflict:
		// Either the link was spent in between, or what somebody did took too long: looking again tells.
		if _, again := p.Links.Find(r.Context(), r.PathValue("token")); again == nil {
			return p.show(w, r, http.StatusConflict, l, kind, fault.Safe(err))
		}
		return p.past(w, r, err)
	}
	return err
}

func (p Page) find(r *http.Request) (link.Link, Kind, error) {
	l, err := p.Links.Find(r.Context(), r.PathValue("token"))
	if err != nil {
		return l, nil, err
	}
	kind, known := p.Kinds[l.Act]
	if !known {
		return l, nil, fault.Missing("Deze link is er niet.", "no page for this kind of link")
	}
	return l, kind, nil
}

func (p Page) show(w http.ResponseWriter, r *http.Request, status int, l link.Link, kind Kind, problem *fault.Error) error {
	body, button, err := kind.Show(r, l)
	if err != nil {
		return p.gone(w, r, err)
	}
	v := view{frame: p.frame(r, "Een link voor u"), body: body, button: button}
	if t, ok := kind.(Titled); ok {
		v.frame.Title = t.Title()
	}
	if s, ok := kind.(Scripted); ok {
		v.frame.Scripts = append(v.frame.Scripts, s.Scripts()...)
	}
	if problem != nil {
		v.problem = problem.Text.NL
		for _, f := range problem.Fields {
			v.fields = append(v.fields, f.NL)
		}
	}
	return p.Render(w, r, status, page(v))
}

// past answers to a link that does not open: one that was used may say what became of it.
func (p Page) past(w http.ResponseWriter, r *http.Request, err error) error {
	if kind := fault.KindOf(err); kind != fault.NotFound && kind != fault.Conflict {
		return err
	}
	used, missing := p.Links.FindUsed(r.Context(), r.PathValue("token"))
	if missing != nil {
		return p.gone(w, r, missing)
	}
	kind, remembers := p.Kinds[used.Act].(Remembering)
	if !remembers {
		return p.gone(w, r, err)
	}
	body, problem := kind.Used(r, used)
	if problem != nil {
		return p.gone(w, r, problem)
	}
	v := view{frame: p.frame(r, "Een link voor u"), body: body}
	if t, ok := kind.(Titled); ok {
		v.frame.Title = t.Title()
	}
	return p.Render(w, r, http.StatusOK, page(v))
}

// gone is the one page of every link that does not open; what is no answer to somebody's link is given back.
func (p Page) gone(w http.ResponseWriter, r *http.Request, err error) error {
	if kind := fault.KindOf(err); kind != fault.NotFound && kind != fault.Conflict {
		return err
	}
	return p.Render(w, r, http.StatusNotFound, gone(p.frame(r, "Deze link werkt niet meer")))
}

// frame keeps the address of the page, which holds the token, out of the page.
func (p Page) frame(r *http.Request, title string) ui.PageView {
	f := p.Frame(r, title)
	f.ReadingBack, f.Current = "", ""
	return f
}
