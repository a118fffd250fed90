// Package elsewhere is the pages of what other systems ask of somebody's organisation: a list, and one question
// with its answer. What is asked is read in the other system when the page is opened, and not kept here.
package elsewhere

import (
	"context"
	"net/http"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/notified"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// Path is where the list stands.
const Path = "/werk/van-elders"

// Page is the pages of what is asked elsewhere.
type Page struct{ *site.Site }

// Names of the fields of an answer.
const (
	answerField  = "antwoord"
	reasonField  = "reden"
	versionField = "versie"

	saidYes = "ja"
	saidNo  = "nee"
)

func pathOf(which notified.TakenID) string { return Path + "/" + string(which) }

func (p Page) frame(r *http.Request, title string, crumbs ...ui.Link) ui.PageView {
	f := p.Frame(r, title)
	f.Work, f.Current = true, "/werk/plaatsing"
	f.Crumbs = append([]ui.Link{{Text: "Vandaag", Href: "/werk"}, {Text: "Plaatsing", Href: "/werk/plaatsing"}}, crumbs...)
	return f
}

// row is one question in the list.
type row struct {
	href, title, from string
	says              string
	waits             bool
	problem           string
	until             time.Time
	late, refused     string // what was told and is not there: on its way, or not taken
	again             string // until when that is tried, or what to do about it
	passed            string // what was not taken, and nobody needs to mind
}

type listView struct {
	frame   ui.PageView
	astray  []row // what was told is not there
	waiting []row
	running []row // yes was said, and it is not over
	others  []row
}

// List shows what is asked of one's organisation elsewhere.
func (p Page) List(w http.ResponseWriter, r *http.Request) error {
	all, err := p.Notified.Asked(r.Context(), p.SignedIn(r))
	if err != nil {
		return err
	}
	tables, err := p.Placement.Tables(r.Context())
	if err != nil {
		return err
	}
	v := listView{frame: p.frame(r, "Vragen van elders", ui.Link{Text: "Vragen van elders"})}
	names := map[network.OrganizationID]string{}
	now := p.Now()
	for i := range all {
		from, err := p.party(r.Context(), all[i].Sender, names)
		if err != nil {
			return err
		}
		one := row{href: pathOf(all[i].ID), title: titleOf(&all[i]), from: from, says: stands(&all[i], now), waits: all[i].Waits(now), until: all[i].Until, problem: all[i].Problem.NL}
		astray := one.told(&all[i], tables, now)
		switch {
		case one.waits:
			v.waiting = append(v.waiting, one)
		case astray:
			v.astray = append(v.astray, one)
		case !all[i].Over() && all[i].Status != "" && all[i].Status != "requested": // also when the notification is cancelled
			v.running = append(v.running, one)
		default:
			v.others = append(v.others, one)
		}
	}
	return p.Render(w, r, http.StatusOK, listPage(v))
}

// told fills in what was told and is not there; true: somebody must know.
func (r *row) told(t *notified.Taken, tables *placement.Tables, now time.Time) bool {
	astray, said := t.Astray(now), toldWords(&t.Told, tables, now)
	switch {
	case t.Told.State == notified.Waiting:
		r.late, r.again = said, triedWords(t, now)
	case astray && answered(&t.Told):
		r.refused, r.again = said, t.Told.Problem.NL
	case astray:
		r.refused, r.again = said, "Klopt dat nog? Bel dan wie het vraagt."
	case t.Told.State == notified.Refused && t.Told.Step != notified.Begun && !answered(&t.Told): // those stand there by now
		r.passed = said + " Dat is niet aangenomen. " + t.Told.Problem.NL
	}
	return astray
}

// party names who asks.
func (p Page) party(ctx context.Context, o network.OrganizationID, known map[network.OrganizationID]string) (string, error) {
	if name, ok := known[o]; ok {
		return name, nil
	}
	found, err := p.Network.Organization(ctx, o)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return "", err
	}
	name := found.Name
	if name == "" {
		name = "Een organisatie die hier niet meer bekend is"
	}
	known[o] = name
	return name, nil
}

// questionView is one question, with its answer.
type questionView struct {
	frame   ui.PageView
	done    string
	wrong   string // why what was sent was not taken
	id      notified.TakenID
	title   string
	from    string
	system  string
	says    string
	waits   bool
	back    bool // yes was said, and can be taken back
	no      bool // a no was sent, and not taken
	live    bool
	problem string
	version string
	facts   []ui.Definition
	reasons ui.Choice
	next    progressView
}

func (v *questionView) summary() []ui.FieldError {
	if v.reasons.Error != "" {
		return []ui.FieldError{{ID: reasonField, Message: v.reasons.Error}}
	}
	return v.next.errors()
}

func which(r *http.Request) (notified.TakenID, error) {
	found, err := id.Parse[notified.TakenID](r.PathValue("id"))
	if err != nil {
		return "", fault.Missing("Deze vraag kennen wij niet.", "notification not found")
	}
	return found, nil
}

// Question shows one question as it stands in the other system at this moment.
func (p Page) Question(w http.ResponseWriter, r *http.Request) error {
	found, err := which(r)
	if err != nil {
		return err
	}
	return p.question(w, r, http.StatusOK, found, typed{})
}

func (p Page) question(w http.ResponseWriter, r *http.Request, status int, found notified.TakenID, wrong typed) error {
	d, err := p.Notified.Question(r.Context(), p.SignedIn(r), found)
	if err != nil {
		return err
	}
	tables, err := p.Placement.Tables(r.Context())
	if err != nil {
		return err
	}
	v := questionView{done: doneWords[site.Done(r)], wrong: wrong.now, id: d.ID, title: titleOf(&d.Taken), system: d.System, says: stands(&d.Taken, p.Now()),
		waits: d.Waits(p.Now()), live: d.Live, no: r.PostForm.Get(answerField) == saidNo, problem: d.Problem.NL, version: d.Version, facts: factsOf(&d, p.Now()),
		back: back(&d), next: progressOf(r, &d, tables, wrong, p.Now())}
	if v.from, err = p.party(r.Context(), d.Sender, map[network.OrganizationID]string{}); err != nil {
		return err
	}
	v.reasons = ui.Choice{ID: reasonField, Name: reasonField, Label: "Waarom niet?", Hint: "Wie het vraagt, leest dit.", Error: wrong.of("")}
	for _, d := range tables.Declines {
		v.reasons.Options = append(v.reasons.Options, ui.Option{Value: string(d.Code), Text: d.Name, Selected: r.PostForm.Get(reasonField) == string(d.Code)})
	}
	v.frame = p.frame(r, v.title, ui.Link{Text: "Vragen van elders", Href: Path}, ui.Link{Text: v.title})
	return p.Render(w, r, status, questionPage(v))
}

// back tells whether a yes can be taken back: nobody chose yet, or it is still on its way, also to what cannot be read.
func back(d *notified.Detail) bool {
	if d.Answering() {
		return d.Told.Step == notified.Yes && !d.Over()
	}
	return d.Live && d.State == "open" && d.Status == "accepted" && d.Business == "offered"
}

// Answer says yes or no to the other system.
func (p Page) Answer(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	found, err := which(r)
	if err != nil {
		return err
	}
	said := notified.Answer{Version: r.PostForm.Get(versionField)}
	switch r.PostForm.Get(answerField) {
	case saidYes:
		said.Yes = true
	case saidNo:
		said.Reason = placement.ReasonCode(r.PostForm.Get(reasonField))
	default:
		return p.question(w, r, http.StatusUnprocessableEntity, found, typed{now: "Kies ja of nee."})
	}
	t, err := p.Notified.Answer(r.Context(), p.SignedIn(r), found, said)
	switch fault.KindOf(err) {
	case fault.Invalid:
		return p.question(w, r, http.StatusUnprocessableEntity, found, typed{field: site.Said(err)})
	case fault.Conflict:
		return p.question(w, r, http.StatusConflict, found, typed{now: site.Said(err)})
	}
	if err != nil {
		return err
	}
	return lead(w, r, &t, r.PostForm.Get(answerField))
}

// Mount puts the pages at their addresses.
func (p Page) Mount(handle func(pattern string, h site.Handler)) {
	handle("GET "+Path, p.List)
	handle("GET "+Path+"/{id}", p.Question)
	handle("POST "+Path+"/{id}", p.Answer)
	handle("POST "+Path+"/{id}/voortgang", p.Report)
}
