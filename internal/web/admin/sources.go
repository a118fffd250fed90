package admin

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/mirror"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

const sourcesPath = Path + "/bronnen"

// Sources are the pages of the directories of others that are followed.
type Sources struct{ Page }

// Sources gives the pages of the directories of others.
func (p Page) Sources() Sources { return Sources{p} }

// saidOfSources are the words for what was just done with a source.
var saidOfSources = map[string]string{
	"toegevoegd": "De gids wordt nu voor het eerst opgehaald.",
	"ophalen":    "De gids wordt zo opgehaald.",
	"anders":     "De gids wordt zo helemaal opnieuw opgehaald.",
	"stil":       "De gids staat stil. Wat er al was, blijft staan.",
	"verder":     "De gids wordt weer gevolgd.",
	"bewaard":    "Uw wijziging is bewaard.",
}

// tryFor bounds a try at a page: whoever looks must get an answer.
const tryFor = 40 * time.Second

type sourcesView struct {
	frame ui.PageView
	done  string
	list  []mirror.Source
}

// List shows all sources and how they go.
func (p Sources) List(w http.ResponseWriter, r *http.Request) error {
	all, err := p.Mirror.Sources(r.Context(), p.SignedIn(r))
	if err != nil {
		return err
	}
	return p.Render(w, r, http.StatusOK, sourcesPage(sourcesView{p.frame(r, "Gidsen van anderen"), saidOfSources[r.URL.Query().Get("gedaan")], all}))
}

func (v sourcesView) rows() (rows [][]ui.Cell) {
	for i := range v.list {
		s := &v.list[i]
		rows = append(rows, []ui.Cell{{Text: s.Name, Href: sourcesPath + "/" + string(s.ID)}, {Text: standOf(s)}, {Text: whenOr(s.Good, "nog nooit")}, {Text: ui.Count(s.Entries.Taken)}})
	}
	return rows
}

// standOf says in a few words how a source goes.
func standOf(s *mirror.Source) string {
	switch {
	case s.Paused:
		return "staat stil"
	case s.Running:
		return "wordt nu opgehaald"
	case s.Problem.NL != "":
		return "lukt niet"
	case s.Good.IsZero():
		return "wacht op de eerste keer"
	}
	return "goed"
}

func whenOr(at time.Time, none string) string {
	if at.IsZero() {
		return none
	}
	return ui.Moment(at)
}

type newSourceView struct {
	frame  ui.PageView
	in     mirror.New
	every  string // as typed
	errors map[string]string
}

// sourceFields are the fields of the form, for the errors that the capability gives by its own names.
var sourceFields = []struct{ field, input string }{{"name", "naam"}, {"base", "adres"}, {"every", "minuten"}, {"token", "token"}}

func (v newSourceView) summary() (all []ui.FieldError) {
	for _, f := range sourceFields {
		if text := v.errors[f.field]; text != "" {
			all = append(all, ui.FieldError{ID: f.input, Message: text})
		}
	}
	return all
}

// New asks for a new source.
func (p Sources) New(w http.ResponseWriter, r *http.Request) error {
	if err := forAdministrators(p.SignedIn(r)); err != nil {
		return err
	}
	return p.renderNew(w, r, http.StatusOK, newSourceView{every: "15"})
}

func (p Sources) renderNew(w http.ResponseWriter, r *http.Request, status int, v newSourceView) error {
	v.frame = p.frame(r, "Gids toevoegen", ui.Link{Text: "Gidsen van anderen", Href: sourcesPath})
	return p.Render(w, r, status, newSourcePage(v))
}

// Add begins to follow one.
func (p Sources) Add(w http.ResponseWriter, r *http.Request) error {
	who := p.SignedIn(r)
	if err := forAdministrators(who); err != nil {
		return err
	}
	if err := site.Form(r); err != nil {
		return err
	}
	f := r.PostForm
	v := newSourceView{every: strings.TrimSpace(f.Get("minuten")), in: mirror.New{Name: f.Get("naam"), Base: f.Get("adres"), Token: f.Get("token")}}
	every, ok := minutes(v.every)
	if !ok {
		v.errors = map[string]string{"every": wrongMinutes}
		return p.renderNew(w, r, http.StatusUnprocessableEntity, v)
	}
	v.in.Every = every
	made, err := p.Mirror.Add(r.Context(), who, v.in)
	switch fault.KindOf(err) {
	case fault.Invalid:
		v.errors = map[string]string{}
		for _, field := range fault.Safe(err).Fields {
			v.errors[field.Name] = field.NL
		}
	case fault.Conflict:
		v.errors = map[string]string{"base": fault.Safe(err).Text.NL}
	default:
		if err != nil {
			return err
		}
	}
	if len(v.errors) > 0 {
		v.in.Token = "" // a secret is not sent back
		return p.renderNew(w, r, http.StatusUnprocessableEntity, v)
	}
	return done(w, r, sourcesPath+"/"+string(made), "toegevoegd")
}

const wrongMinutes = "Geef een aantal minuten van 1 tot 10.080 (7 dagen)."

func minutes(text string) (time.Duration, bool) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 7*24*60 {
		return 0, false
	}
	return time.Duration(n) * time.Minute, true
}

type sourceView struct {
	frame   ui.PageView
	done    string
	source  mirror.Source
	problem string // of the field for minutes
}

// Get shows one source.
func (p Sources) Get(w http.ResponseWriter, r *http.Request) error {
	return p.renderOne(w, r, http.StatusOK, "")
}

func (p Sources) renderOne(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	all, err := p.Mirror.Sources(r.Context(), p.SignedIn(r))
	if err != nil {
		return err
	}
	for _, s := range all {
		if string(s.ID) == r.PathValue("id") {
			frame := p.frame(r, s.Name, ui.Link{Text: "Gidsen van anderen", Href: sourcesPath})
			return p.Render(w, r, status, sourcePage(sourceView{frame, saidOfSources[r.URL.Query().Get("gedaan")], s, problem}))
		}
	}
	return fault.Missing("Deze gids volgen we niet.", "source not found")
}

// Change lets a source be fetched, rest or go on, or changes how often; the button says which.
func (p Sources) Change(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	who, which := p.SignedIn(r), mirror.SourceID(r.PathValue("id"))
	back := sourcesPath + "/" + string(which)
	rest := func(paused bool) error { return p.Mirror.Set(r.Context(), who, which, mirror.Change{Paused: &paused}) }
	var err error
	code := ""
	switch r.PostForm.Get("doe") {
	case "ophalen":
		code, err = "ophalen", p.Mirror.Fetch(r.Context(), who, which, false)
	case "opnieuw":
		code, err = "anders", p.Mirror.Fetch(r.Context(), who, which, true)
	case "stil":
		code, err = "stil", rest(true)
	case "verder":
		code, err = "verder", rest(false)
	case "bewaar":
		every, ok := minutes(strings.TrimSpace(r.PostForm.Get("minuten")))
		if !ok {
			return p.renderOne(w, r, http.StatusUnprocessableEntity, wrongMinutes)
		}
		code, err = "bewaard", p.Mirror.Set(r.Context(), who, which, mirror.Change{Every: &every})
	case "token":
		token := strings.TrimSpace(r.PostForm.Get("token"))
		code, err = "bewaard", p.Mirror.Set(r.Context(), who, which, mirror.Change{Token: &token})
	default:
		err = fault.New(fault.Invalid, "Kies wat u wilt wijzigen.", "expected what to change")
	}
	if err != nil {
		return err
	}
	return done(w, r, back, code)
}

type trialView struct {
	frame  ui.PageView
	report mirror.Report
}

// Try shows what fetching would change, and changes nothing.
func (p Sources) Try(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), tryFor)
	defer cancel()
	id := r.PathValue("id")
	rep, err := p.Mirror.Try(ctx, p.SignedIn(r), mirror.SourceID(id))
	if err != nil && ctx.Err() != nil && r.Context().Err() == nil {
		return fault.New(fault.Unavailable, "Deze proef duurt te lang voor een pagina. Op de server kan het wel: eerstelijn sync run --dry-run.",
			"this takes too long for a page; use: eerstelijn sync run --dry-run").Because(err)
	}
	if err != nil {
		return err
	}
	v := trialView{p.frame(r, "Proef", ui.Link{Text: "Gidsen van anderen", Href: sourcesPath}, ui.Link{Text: rep.Source.Name, Href: sourcesPath + "/" + id}), rep}
	return p.Render(w, r, http.StatusOK, trialPage(v))
}

// Mount puts the pages at their addresses.
func (p Sources) Mount(handle func(pattern string, h site.Handler)) {
	handle("GET "+sourcesPath, p.List)
	handle("GET "+sourcesPath+"/nieuw", p.New)
	handle("POST "+sourcesPath+"/nieuw", p.Add)
	handle("GET "+sourcesPath+"/{id}", p.Get)
	handle("POST "+sourcesPath+"/{id}", p.Change)
	handle("POST "+sourcesPath+"/{id}/proef", p.Try)
}
