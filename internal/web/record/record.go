package record

import (
	"context"
	_ "embed"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/audit"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/assets"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

//go:embed record.css
var css string

func init() { assets.AddStyle("record", css) }

// Paths of the pages.
const (
	Path     = "/werk/logboek"
	OwnPath  = Path + "/ik"
	OverPath = Path + "/over"
	CopyPath = Path + "/kopie"
)

// Names of the fields.
const (
	actField     = "handeling"
	outcomeField = "uitkomst"
	regionField  = "regio"
	sinceField   = "vanaf"
	untilField   = "tot"
	cursorField  = "verder"
	personField  = "persoon"
	kindField    = "soort"
	thingField   = "nummer"
	formatField  = "vorm"
)

// Page is the ledger.
type Page struct{ *site.Site }

type searchView struct {
	frame    ui.PageView
	asked    bool
	errors   []ui.FieldError
	wrong    map[string]string // by field
	form     audit.Query
	since    string
	until    string
	acts     []ui.Option
	outcomes []ui.Option
	regions  []ui.Option
	table    ui.TableView
	pager    ui.PagerView
	hasMore  bool
	copies   []audit.Agreed
	proposed bool // a copy was just proposed
}

// Get shows the search, and what was found when something was asked.
func (p Page) Get(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	return p.search(w, r, q, audit.Query{}, q.Has(actField))
}

// Post searches for a person or a thing.
func (p Page) Post(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	f := r.PostForm
	return p.search(w, r, f, audit.Query{
		Person: strings.TrimSpace(f.Get(personField)), SubjectType: strings.TrimSpace(f.Get(kindField)), SubjectID: strings.TrimSpace(f.Get(thingField)),
	}, true)
}

func (p Page) search(w http.ResponseWriter, r *http.Request, f url.Values, q audit.Query, asked bool) error {
	actor := p.SignedIn(r)
	q.Act, q.Outcome, q.Region, q.Cursor = f.Get(actField), f.Get(outcomeField), f.Get(regionField), f.Get(cursorField)
	v := searchView{frame: p.Frame(r, "Logboek"), asked: asked, wrong: map[string]string{}, since: f.Get(sinceField), until: f.Get(untilField)}
	v.frame.Work = true
	v.proposed = f.Get("voorgesteld") != ""
	var err error
	if q.Since, err = day(v.since, 0); err != nil {
		v.fail("since", "Schrijf de dag als 31-12-2026.")
	}
	if q.Before, err = day(v.until, 1); err != nil {
		v.fail("before", "Schrijf de dag als 31-12-2026.")
	}
	v.form = q
	status := http.StatusOK
	var found audit.Page
	if len(v.errors) == 0 {
		found, err = p.Audit.Search(r.Context(), actor, q)
		if fields := fault.Safe(err).Fields; err != nil && fault.KindOf(err) == fault.Invalid {
			for _, f := range fields {
				v.fail(f.Name, f.NL)
			}
		} else if err != nil {
			return err
		}
	} else if !p.may(actor) { // nothing was asked of the ledger, so nothing was decided yet
		return fault.New(fault.Denied, "Dit mag u niet zien.", "you may not see this")
	}
	if len(v.errors) > 0 {
		status = http.StatusUnprocessableEntity
	}
	if err := p.choices(r.Context(), &v); err != nil {
		return err
	}
	if v.copies, err = p.Audit.AgreedFor(r.Context(), actor.Person); err != nil {
		return err
	}
	v.table = table("gevonden", "Gevonden handelingen, de nieuwste eerst", found.Entries, true)
	p.pager(&v, f, found.Next)
	return p.Render(w, r, status, search(v))
}

func (p Page) may(actor access.Actor) bool {
	return p.Access.Bound(actor, "audit.Search") != access.Bound{}
}

// fields gives the id of the field that a part of a query is typed in.
var fields = map[string]string{
	"since": sinceField, "before": untilField, "act": actField, "outcome": outcomeField, "region": regionField,
	"person": personField, "subject_type": kindField, "subject_id": thingField, "cursor": actField,
}

func (v *searchView) fail(name, message string) {
	id := fields[name]
	if id == "" {
		id = actField
	}
	v.wrong[id] = message
	v.errors = append(v.errors, ui.FieldError{ID: id, Message: message})
}

// day reads a day as people or a date field write it, and gives its beginning, or that of a day after.
func day(text string, after int) (time.Time, error) {
	if text = strings.TrimSpace(text); text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.DateOnly, "2-1-2006"} {
		if t, err := time.ParseInLocation(layout, text, clock.Amsterdam); err == nil && t.Year() >= 2000 && t.Year() < 3000 {
			return t.AddDate(0, 0, after), nil
		}
	}
	return time.Time{}, fault.InvalidField("day", "Schrijf de dag als 31-12-2026.", "expected a date")
}

// choices fills the lists of the form.
func (p Page) choices(ctx context.Context, v *searchView) error {
	v.acts = []ui.Option{{Text: "Alle handelingen"}}
	for _, a := range access.Acts() {
		v.acts = append(v.acts, ui.Option{Value: a.Name, Text: a.NL, Selected: a.Name == v.form.Act})
	}
	slices.SortStableFunc(v.acts[1:], func(a, b ui.Option) int { return strings.Compare(strings.ToLower(a.Text), strings.ToLower(b.Text)) })
	v.outcomes = []ui.Option{{Text: "Alle"}}
	for _, o := range outcomes {
		v.outcomes = append(v.outcomes, ui.Option{Value: string(o.outcome), Text: o.nl, Selected: string(o.outcome) == v.form.Outcome})
	}
	regions, err := p.Network.Regions(ctx)
	if err != nil {
		return err
	}
	v.regions = []ui.Option{{Text: "Alle regio’s"}}
	for _, region := range regions {
		v.regions = append(v.regions, ui.Option{Value: string(region.ID), Text: region.Name, Selected: string(region.ID) == v.form.Region})
	}
	return nil
}

// pager leads to the rest: by address, or by POST when a person or thing was asked for.
func (p Page) pager(v *searchView, f url.Values, next string) {
	if v.hasMore = next != ""; !v.hasMore {
		return
	}
	names := []string{actField, outcomeField, regionField, sinceField, untilField}
	if v.form.Person != "" || v.form.SubjectType != "" {
		v.pager = ui.PagerView{Action: Path, Label: "Meer handelingen"}
		for _, name := range append(names, personField, kindField, thingField) {
			if value := f.Get(name); value != "" {
				v.pager.Next = append(v.pager.Next, ui.Hidden{Name: name, Value: value})
			}
		}
		v.pager.Next = append(v.pager.Next, ui.Hidden{Name: cursorField, Value: next})
		return
	}
	to := url.Values{cursorField: {next}}
	for _, name := range names {
		to.Set(name, f.Get(name))
	}
	v.pager = ui.PagerView{NextHref: Path + "?" + to.Encode(), Label: "Meer handelingen"}
}

type entryView struct {
	frame  ui.PageView
	title  string
	facts  []ui.Definition
	traces []ui.Definition
	about  []subjectView
	person string // id, to ask for everything of this person
	change string
	entry  audit.Explained
}

type subjectView struct{ kind, id string }

// Entry explains one entry.
func (p Page) Entry(w http.ResponseWriter, r *http.Request) error {
	seq, err := strconv.ParseInt(r.PathValue("seq"), 10, 64)
	if err != nil || seq < 1 {
		return fault.Missing("Deze regel staat niet in het logboek.", "there is no such entry")
	}
	e, err := p.Audit.Entry(r.Context(), p.SignedIn(r), seq)
	if err != nil {
		return err
	}
	v := entryView{frame: p.Frame(r, "Regel "+strconv.FormatInt(seq, 10)), title: e.ActNL, entry: e, person: e.Person}
	v.frame.Work = true
	v.facts, v.traces = p.facts(r.Context(), e)
	for _, s := range e.Subjects {
		v.about = append(v.about, subjectView{s.Type, s.ID})
	}
	if c := string(e.Change); c != "{}" {
		v.change = c
	}
	return p.Render(w, r, http.StatusOK, entry(v))
}

type ownView struct {
	frame  ui.PageView
	table  ui.TableView
	pager  ui.PagerView
	more   bool
	things []ui.Option // of the organisation whose administrator looks
}

// Own shows somebody their own acts.
func (p Page) Own(w http.ResponseWriter, r *http.Request) error {
	actor := p.SignedIn(r)
	found, err := p.Audit.Own(r.Context(), actor, r.URL.Query().Get(cursorField))
	if err != nil {
		return err
	}
	v := ownView{frame: p.Frame(r, "Mijn eigen handelingen"), table: table("eigen", "Uw handelingen, de nieuwste eerst", found.Entries, false)}
	v.frame.Work = site.Works(actor.Role)
	if v.more = found.Next != ""; v.more {
		v.pager = ui.PagerView{NextHref: OwnPath + "?" + url.Values{cursorField: {found.Next}}.Encode(), Label: "Meer handelingen"}
	}
	if actor.Role == access.ProviderAdmin && actor.Organization != "" {
		if v.things, err = p.things(r.Context(), network.OrganizationID(actor.Organization)); err != nil {
			return err
		}
	}
	return p.Render(w, r, http.StatusOK, own(v))
}
