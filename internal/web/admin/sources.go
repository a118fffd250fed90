package admin

import (
	"context"
	"net/http"
	"slices"
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

// List shows all sources and how they go.
func (p Sources) List(w http.ResponseWriter, r *http.Request) error {
	all, err := p.Mirror.Sources(r.Context(), p.SignedIn(r))
	if err != nil {
		return err
	}
	v := listView{
		frame: p.frame(r, "Gidsen van anderen"), done: saidOfSources[site.Done(r)], add: ui.Link{Text: "Voeg een gids toe", Href: sourcesPath + "/nieuw"},
		lead: "Wij halen het aanbod uit deze gidsen vanzelf op. Bij elk aanbod staat uit welke gids het komt. Wat mensen hier zelf bijhouden, gaat voor.",
		table: ui.TableView{
			ID: "gidsen", Caption: "Alle gidsen", Empty: "Er worden nog geen gidsen gevolgd.",
			Columns: []ui.Column{{Title: "Gids"}, {Title: "Stand"}, {Title: "Laatst goed opgehaald"}, {Title: "Aanbod", Numeric: true}},
		},
	}
	for i := range all {
		s := &all[i]
		v.table.Rows = append(v.table.Rows, []ui.Cell{{Text: s.Name, Href: sourcesPath + "/" + string(s.ID)}, {Text: standOf(s)}, {Text: whenOr(s.Good, "nog nooit")}, {Text: ui.Count(s.Entries.Taken)}})
	}
	return p.Render(w, r, http.StatusOK, listPage(v))
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

var sourceFields = inputs{{"name", "naam"}, {"base", "adres"}, {"every", "minuten"}, {"token", "token"}}

// New asks for a new source.
func (p Sources) New(w http.ResponseWriter, r *http.Request) error {
	if err := forAdministrators(p.SignedIn(r)); err != nil {
		return err
	}
	return p.renderNew(w, r, newSourceView{every: "15"})
}

func (p Sources) renderNew(w http.ResponseWriter, r *http.Request, v newSourceView) error {
	v.frame = p.frame(r, "Gids toevoegen", ui.Link{Text: "Gidsen van anderen", Href: sourcesPath})
	return p.Render(w, r, formStatus(v.errors), newSourcePage(v))
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
	v.in.Every = minutes(v.every)
	made, err := p.Mirror.Add(r.Context(), who, v.in)
	if v.errors = refusedSource(err, "base"); len(v.errors) > 0 {
		v.in.Token = "" // a secret is not sent back
		return p.renderNew(w, r, v)
	}
	if err != nil {
		return err
	}
	return site.Lead(w, r, sourcesPath+"/"+string(made), "toegevoegd")
}

func inMinutes(every time.Duration) string { return strconv.Itoa(int(every / time.Minute)) }

// minutes reads a number of minutes; what is not one becomes a time that no source takes, so that it is
// refused together with whatever else is wrong.
func minutes(text string) time.Duration {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 7*24*60 {
		return -time.Minute
	}
	return time.Duration(n) * time.Minute
}

// refusedSource is [inputs.refused], with what the form asks for instead of a length of time.
func refusedSource(err error, clash string) map[string]string {
	wrong := sourceFields.refused(err, clash)
	if wrong["every"] != "" {
		wrong["every"] = "Geef een aantal minuten van 1 tot 10.080 (7 dagen)."
	}
	return wrong
}

type sourceView struct {
	frame  ui.PageView
	done   string
	source mirror.Source
	every  string // in minutes, as typed or as it is
	errors map[string]string
}

// Get shows one source.
func (p Sources) Get(w http.ResponseWriter, r *http.Request) error {
	return p.renderOne(w, r, http.StatusOK, nil)
}

// renderOne shows one; wrong is why a change was not taken, by field, or by none where it does not fit now.
func (p Sources) renderOne(w http.ResponseWriter, r *http.Request, status int, wrong map[string]string) error {
	all, err := p.Mirror.Sources(r.Context(), p.SignedIn(r))
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(s mirror.Source) bool { return string(s.ID) == r.PathValue("id") })
	if i < 0 {
		return fault.Missing("Deze gids volgen we niet.", "source not found")
	}
	v := sourceView{p.frame(r, all[i].Name, ui.Link{Text: "Gidsen van anderen", Href: sourcesPath}), saidOfSources[site.Done(r)], all[i], inMinutes(all[i].Every), wrong}
	if wrong["every"] != "" {
		v.every = r.PostForm.Get("minuten")
	}
	return p.Render(w, r, status, sourcePage(v))
}

// Change lets a source be fetched, rest or go on, or changes how often; the button says which.
func (p Sources) Change(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	who, which := p.SignedIn(r), mirror.SourceID(r.PathValue("id"))
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
		every := minutes(strings.TrimSpace(r.PostForm.Get("minuten")))
		code, err = "bewaard", p.Mirror.Set(r.Context(), who, which, mirror.Change{Every: &every})
	case "token":
		token := strings.TrimSpace(r.PostForm.Get("token"))
		code, err = "bewaard", p.Mirror.Set(r.Context(), who, which, mirror.Change{Token: &token})
	default:
		err = fault.New(fault.Invalid, "Kies wat u wilt wijzigen.", "expected what to change")
	}
	if wrong := refusedSource(err, ""); len(wrong) > 0 {
		return p.renderOne(w, r, site.Status(err), wrong)
	}
	if err != nil {
		return err
	}
	return site.Lead(w, r, sourcesPath+"/"+string(which), code)
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
		err = fault.New(fault.Unavailable, "Deze proef duurt te lang voor een pagina. Op de server kan het wel: eerstelijn sync run --dry-run.",
			"this takes too long for a page; use: eerstelijn sync run --dry-run").Because(err)
	}
	if fault.KindOf(err) == fault.Unavailable {
		return p.renderOne(w, r, site.Status(err), map[string]string{"": site.Said(err)})
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
