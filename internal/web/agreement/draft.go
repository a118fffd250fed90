package agreement

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/template"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// templateParam is the parameter that says with which template one begins.
const templateParam = "sjabloon"

// editing is the form of a text while it is made: what it changes, what was typed, what is wrong.
type editing struct {
	typed   typed
	which   agreement.ID // '' makes one
	amends  bool         // it makes a new version of an agreement that binds
	stands  *agreement.Agreement
	wrong   map[string]string
	problem string
	several []network.Organization // that a name may mean
}

// New shows the templates, and the form of the one that was chosen.
func (p Page) New(w http.ResponseWriter, r *http.Request) error {
	who := p.SignedIn(r)
	proposes, err := p.proposes(r.Context(), who)
	if err != nil {
		return err
	}
	if !proposes {
		return fault.New(fault.Denied, "U kunt hier geen afspraak voorstellen.", "agreement.Draft is not permitted")
	}
	code := r.URL.Query().Get(templateParam)
	if code == "" {
		return p.templates(w, r)
	}
	t, known := template.Find(code)
	if !known {
		return fault.Missing("Dit sjabloon kennen wij niet.", "no such template")
	}
	d := agreement.Draft{Kind: t.Kind, Subject: t.Subject, Title: t.Name, Template: t.Code}
	d.Clauses, d.Obligations, d.Programme = t.Clauses, t.Obligations, t.Programme
	b, err := p.book(r.Context())
	if err != nil {
		return err
	}
	forums, err := b.forums(who)
	if err != nil {
		return err
	}
	d.Forum = begin(forums, t.Level)
	return p.editor(w, r, http.StatusOK, editing{typed: typedOf(&d)})
}

// proposes tells whether somebody can propose an agreement anywhere.
func (p Page) proposes(ctx context.Context, who access.Actor) (bool, error) {
	about := access.Subject{Type: "agreement", Organization: who.Organization, Region: who.Region, Wijkverband: who.Wijkverband}
	if who.Role == access.National {
		board, err := p.board(ctx, mandate.Forum{Kind: mandate.Nation})
		if err != nil {
			return false, err
		}
		about.Region, about.Role, about.Desk = "", string(access.National), board
	}
	return p.Access.Decide(who, "agreement.Draft", about).Allowed, nil
}

// begin is the table that a template is usually agreed at, of those that somebody can propose at.
func begin(forums []mandate.Forum, level string) mandate.Forum {
	if i := slices.IndexFunc(forums, func(f mandate.Forum) bool { return f.Level() == level }); i >= 0 {
		return forums[i]
	}
	if len(forums) > 0 {
		return forums[0]
	}
	return mandate.Forum{}
}

// forums are the tables at which somebody can propose.
func (b *book) forums(who access.Actor) (list []mandate.Forum, err error) {
	if who.Role == access.National {
		return []mandate.Forum{{Kind: mandate.Nation}}, nil
	}
	region := network.RegionID(who.Region)
	if region == "" {
		return nil, nil
	}
	own := mandate.Forum{Kind: mandate.Wijkverband, Region: region, Wijkverband: network.WijkverbandID(who.Wijkverband)}
	if own.Wijkverband != "" {
		list = append(list, own)
	}
	list = append(list, mandate.Forum{Kind: mandate.RESV, Region: region}, mandate.Forum{Kind: mandate.Regiotafel, Region: region})
	teams, err := b.Network.Wijkverbanden(b.ctx, region)
	for _, t := range teams {
		if t.ID != own.Wijkverband {
			list = append(list, mandate.Forum{Kind: mandate.Wijkverband, Region: region, Wijkverband: t.ID})
		}
	}
	return list, err
}

// Edit shows the form of a draft, or of a new version of what holds already.
func (p Page) Edit(w http.ResponseWriter, r *http.Request) error {
	e, err := p.editingOf(r)
	if err != nil {
		return err
	}
	e.typed = typedOf(draftOf(e.stands))
	e.typed.Set(editName, strconv.FormatInt(e.stands.Edit, 10))
	return p.editor(w, r, http.StatusOK, e)
}

// editingOf reads the agreement whose text is changed.
func (p Page) editingOf(r *http.Request) (e editing, err error) {
	if e.which, err = which(r); err != nil {
		return e, err
	}
	a, err := p.Agreements.Get(r.Context(), p.SignedIn(r), e.which)
	if err != nil {
		return e, err
	}
	e.stands, e.amends = &a, a.State.Binds() && a.Proposed == nil
	return e, nil
}

// draftOf is the newest text of an agreement as a draft.
func draftOf(a *agreement.Agreement) *agreement.Draft {
	d := agreement.Draft{Kind: a.Kind, Forum: a.Forum, Subject: a.Subject, Title: a.Title, Parent: a.Parent, Template: a.Template, Body: a.Body, Open: a.Open, Grants: a.Grants}
	if a.Proposed != nil {
		d.Title, d.Body = a.Proposed.Title, a.Proposed.Body
	}
	for _, x := range a.Parties {
		if x.As == agreement.AsParty {
			d.Parties = append(d.Parties, x.Organization)
		}
	}
	return &d
}

// Save takes the form: it adds what was asked for and shows the form again, or keeps the text.
func (p Page) Save(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	e := editing{}
	if r.PathValue("id") != "" {
		var err error
		if e, err = p.editingOf(r); err != nil {
			return err
		}
	}
	e.typed = typed{r.PostForm}
	e.wrong = map[string]string{}
	if err := p.addParty(r.Context(), &e); err != nil {
		return err
	}
	switch e.typed.Get(doName) {
	case doClause:
		e.typed.addClause()
		return p.editor(w, r, http.StatusOK, e)
	case doDuty:
		e.typed.addDuty()
		return p.editor(w, r, http.StatusOK, e)
	case doParty, doForum:
		return p.editor(w, r, formStatus(&e), e)
	}
	if len(e.wrong) > 0 {
		return p.editor(w, r, http.StatusUnprocessableEntity, e)
	}
	return p.keep(w, r, e)
}

func formStatus(e *editing) int {
	if len(e.wrong) > 0 {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// keep saves what was typed.
func (p Page) keep(w http.ResponseWriter, r *http.Request, e editing) error {
	who := p.SignedIn(r)
	d, at, wrong := e.typed.draft(network.RegionID(who.Region))
	if len(wrong) > 0 {
		e.wrong = wrong
		return p.editor(w, r, http.StatusUnprocessableEntity, e)
	}
	saved, what, err := p.save(r.Context(), who, &e, d)
	switch {
	case err == nil:
		return site.Lead(w, r, onePath(saved), what)
	case again(err):
		safe := fault.Safe(err)
		for _, f := range safe.Fields {
			e.wrong[typedField(f.Name, at)] = f.NL
		}
		if len(safe.Fields) == 0 {
			e.problem = safe.Text.NL
		}
		return p.editor(w, r, site.Status(err), e)
	}
	return err
}

func (p Page) save(ctx context.Context, who access.Actor, e *editing, d agreement.Draft) (agreement.ID, string, error) {
	if e.which == "" {
		made, err := p.Agreements.Draft(ctx, who, d)
		return made.ID, doneDraft, err
	}
	edit, err := strconv.ParseInt(e.typed.Get(editName), 10, 64)
	if err != nil {
		return "", "", fault.New(fault.Invalid, "Dit formulier is niet compleet. Open het opnieuw.", "the form has no edit")
	}
	if e.amends {
		_, err = p.Agreements.Amend(ctx, who, e.which, edit, d, plainLines(e.typed.Get(whyName)))
		return e.which, doneAmend, err
	}
	_, err = p.Agreements.Change(ctx, who, e.which, edit, d)
	return e.which, doneChange, err
}

// typedField gives the field of the form for a part of a draft: rows that were taken away are not in it.
func typedField(part string, at map[string]int) string {
	list, rest, ok := strings.Cut(part, "].")
	if !ok {
		return part
	}
	i, known := at[list+"]."]
	if !known {
		return part
	}
	name, _, _ := strings.Cut(list, "[")
	return row(name, i, rest)
}

// addParty adds the organisation that was named, or chosen of several of a name.
func (p Page) addParty(ctx context.Context, e *editing) error {
	name := strings.TrimSpace(e.typed.Get(otherName))
	if name == "" {
		return nil
	}
	found, err := p.Network.Organizations(ctx, network.OrganizationQuery{Name: name, Limit: 20})
	if err != nil {
		return err
	}
	same := slices.DeleteFunc(slices.Clone(found), func(o network.Organization) bool { return !strings.EqualFold(o.Name, name) })
	if len(same) > 0 {
		found = same
	}
	if chosen := slices.IndexFunc(found, func(o network.Organization) bool { return string(o.ID) == e.typed.Get(whichName) }); chosen >= 0 {
		found = found[chosen : chosen+1]
	}
	switch len(found) {
	case 0:
		e.wrong[otherName] = "Deze organisatie kennen we niet. Schrijf de naam zoals die op de sociale kaart staat."
	case 1:
		if !e.typed.has(partiesName, string(found[0].ID)) {
			e.typed.Add(partiesName, string(found[0].ID))
		}
		e.typed.Del(otherName)
	default:
		e.wrong[otherName] = "Er zijn meer organisaties met deze naam. Kies hieronder."
		e.several = found
	}
	return nil
}

// templates shows what one can begin with.
func (p Page) templates(w http.ResponseWriter, r *http.Request) error {
	v := templatesView{frame: p.frame(r, "Maak een afspraak", append(rootCrumbs[:2:2], ui.Link{Text: "Nieuw"})...)}
	for _, t := range template.All() {
		v.all = append(v.all, templateView{name: t.Name, plain: t.Plain, href: newPath + "?" + url.Values{templateParam: {t.Code}}.Encode(),
			level: levels[t.Level], clauses: len(t.Clauses), duties: len(t.Obligations), national: t.NationalFirst, source: t.Source})
	}
	return p.Render(w, r, http.StatusOK, templatesPage(v))
}

type templatesView struct {
	frame ui.PageView
	all   []templateView
}

type templateView struct {
	name, plain, href, level, source string
	clauses, duties                  int
	national                         bool // it needs a national agreement first
}
