package net

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/asof"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

type historyView struct {
	frame       ui.PageView
	title, href string
	op          ui.Field // the day that is looked at
	status      int
	then        []ui.Definition
	thenTitle   string
	changes     []change
}

// change is one line of the history.
type change struct {
	at      time.Time
	who     string
	what    string
	parts   string
	became  []string // what it then was, in words
	back    bool     // it can be put back
	fields  []ui.Hidden
	forWhom string // what the button says, for who hears it
}

// Names of the fields with which an earlier state is put back.
const (
	kindField, thingField, atField = "soort", "wat", "stand"
)

func (p Page) newHistory(r *http.Request, title, href string, crumbs []ui.Link) (historyView, time.Time) {
	day := asof.Of(r, asof.Field, p.Today())
	v := historyView{frame: p.frame(r, title, append(slices.Clone(crumbs), ui.Link{Text: "Geschiedenis"})), title: title, href: href, status: day.Status(),
		op: day.Input(asof.Field, "Hoe was het op deze dag?")}
	if day.Typed != "" && day.Wrong == "" {
		v.thenTitle = "Zo was het aan het eind van " + ui.Date(day.Moment(p.Today()))
	}
	return v, day.At
}

func (p Page) wijkverbandHistory(w http.ResponseWriter, r *http.Request) error {
	who, slug := p.SignedIn(r), r.PathValue("slug")
	if r.Method == http.MethodPost {
		edit, version, err := p.chosen(r, func() ([]network.Edit, error) {
			_, edits, err := p.Network.WijkverbandHistory(r.Context(), who, slug, time.Time{})
			return edits, err
		})
		if err != nil {
			return err
		}
		return p.putBack(w, r, who, edit, version, root+"/wijkverband/"+slug)
	}
	v, at := p.newHistory(r, "Geschiedenis", root+"/wijkverband/"+slug+"/geschiedenis", rootCrumbs)
	then, edits, err := p.Network.WijkverbandHistory(r.Context(), who, slug, at)
	if err != nil {
		return err
	}
	name := then.Name
	for _, e := range edits {
		if name == "" && e.Wijkverband != nil {
			name = e.Wijkverband.Name
		}
	}
	v.title = "Geschiedenis van " + name
	v.frame.Title = v.title
	if who.Role != access.RESVBoard && then.ID != "" {
		v.frame.Crumbs = slices.Insert(v.frame.Crumbs, len(v.frame.Crumbs)-1, ui.Link{Text: name, Href: root + "/wijkverband/" + slug})
	}
	if then.ID == "" {
		v.then = []ui.Definition{{Term: name, Text: "Het was er toen niet."}}
	} else {
		v.then = []ui.Definition{{Term: "Naam", Text: then.Name}, {Term: "Wijken", Text: p.areaWords(then.Areas)}, {Term: "Hoe vaak overleg", Text: orUnknown(then.MeetsEvery)}}
		for _, c := range then.Contacts {
			v.then = append(v.then, ui.Definition{Term: c.Function, Text: orUnknown(phone(c.Reach.Phone))})
		}
	}
	return p.showHistory(w, r, v, edits, who.Role != access.RESVBoard)
}

func (p Page) regionHistory(w http.ResponseWriter, r *http.Request) error {
	who := p.SignedIn(r)
	region, err := p.Network.Region(r.Context(), r.PathValue("slug"))
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		edit, version, err := p.chosen(r, func() ([]network.Edit, error) {
			_, edits, err := p.Network.RegionHistory(r.Context(), who, region.ID, time.Time{})
			return edits, err
		})
		if err != nil {
			return err
		}
		return p.putBack(w, r, who, edit, version, regionPath(region))
	}
	v, at := p.newHistory(r, "Geschiedenis van "+region.Name, regionPath(region)+"/geschiedenis", rootCrumbs)
	then, edits, err := p.Network.RegionHistory(r.Context(), who, region.ID, at)
	if err != nil {
		return err
	}
	v.then = []ui.Definition{{Term: "Naam", Text: then.Name}, {Term: "Gebied", Text: p.areaWords(then.Areas)}, {Term: "RESV of voorloper", Text: orUnknown(then.RESV.Name)},
		{Term: "Fase", Text: optionText(phases, string(then.RESV.Phase))}, {Term: "Rechtsvorm", Text: optionText(legalForms, string(then.RESV.LegalForm))}}
	return p.showHistory(w, r, v, edits, who.Role == access.RESVStaff)
}

// showHistory tells the changes. What is not the newest of a thing can be put back by who may edit.
func (p Page) showHistory(w http.ResponseWriter, r *http.Request, v historyView, edits []network.Edit, edit bool) error {
	tasks, err := p.Network.Tasks(r.Context())
	if err != nil {
		return err
	}
	newest := map[string]int64{}
	for _, e := range edits {
		newest[e.Kind+e.Thing] = max(newest[e.Kind+e.Thing], e.Version)
	}
	for _, e := range edits {
		c := p.tell(e, tasks)
		top := newest[e.Kind+e.Thing]
		if c.back = edit && (e.Version < top || e.Ended); c.back {
			c.fields = []ui.Hidden{{Name: kindField, Value: e.Kind}, {Name: thingField, Value: e.Thing},
				{Name: atField, Value: strconv.FormatInt(e.Version, 10)}, {Name: versionField, Value: strconv.FormatInt(top, 10)}}
		}
		v.changes = append(v.changes, c)
	}
	return p.Render(w, r, v.status, historyPage(v))
}

func (p Page) tell(e network.Edit, tasks []network.Task) change {
	c := change{at: e.At, who: e.Name, parts: partWords(e.Changed)}
	if c.who == "" {
		c.who = roleWords(e.Role)
	} else {
		c.who += " (" + roleWords(e.Role) + ")"
	}
	verb := "gewijzigd"
	switch {
	case e.Ended:
		verb, c.parts = "gestopt", ""
	case e.Version == 0:
		verb = "stond er al"
	case e.Version == 1 && e.Changed == nil && e.Kind == "task":
		verb = "ingevuld"
	case e.Version == 1 && e.Changed == nil:
		verb = "toegevoegd"
	}
	switch e.Kind {
	case "region":
		c.what = "Regio " + verb
		c.became = filled(e.Region.Name, e.Region.RESV.Name, optionText(phases, string(e.Region.RESV.Phase)))
	case "wijkverband":
		c.what = e.Wijkverband.Name + " " + verb
		c.became = filled(p.areaWords(e.Wijkverband.Areas), e.Wijkverband.MeetsEvery, e.Wijkverband.Website)
	case "contact":
		c.what = e.Contact.Function + " " + verb
		c.became = filled(phone(e.Contact.Reach.Phone), e.Contact.Reach.Email, times(e.Contact.Reach.Hours), e.Contact.Reach.Remarks)
	case "task":
		name := e.Task.Task
		for _, t := range tasks {
			if t.Code == name {
				name = t.Name
				break
			}
		}
		c.what = "Taak ‘" + name + "’ " + verb
		c.became = filled(optionText(states, e.Task.State), e.Task.Evidence)
	}
	c.forWhom = "Zet terug naar " + ui.Moment(e.At) + ": " + c.what
	return c
}

// chosen finds the state that somebody wants back, and the version they saw above it.
func (p Page) chosen(r *http.Request, read func() ([]network.Edit, error)) (network.Edit, int64, error) {
	version, err := versionOf(r)
	if err != nil {
		return network.Edit{}, 0, err
	}
	edits, err := read()
	if err != nil {
		return network.Edit{}, 0, err
	}
	at, _ := strconv.ParseInt(r.PostForm.Get(atField), 10, 64)
	for _, e := range edits {
		if e.Kind == r.PostForm.Get(kindField) && e.Thing == r.PostForm.Get(thingField) && e.Version == at {
			return e, version, nil
		}
	}
	return network.Edit{}, 0, fault.Missing("Deze stand is niet bewaard.", "version not found")
}

// putBack saves an earlier state over the version that was seen.
func (p Page) putBack(w http.ResponseWriter, r *http.Request, who access.Actor, e network.Edit, version int64, back string) (err error) {
	ctx := r.Context()
	switch e.Kind {
	case "region":
		err = p.saveRegion(who)(ctx, *e.Region, version)
	case "wijkverband":
		err = p.saveWijk(who)(ctx, *e.Wijkverband, version)
	case "contact":
		e.Contact.Version = version
		_, err = p.Network.SaveContact(ctx, who, network.WijkverbandID(e.Owner), *e.Contact)
	case "task":
		e.Task.Version = version
		of := network.TaskOwner{Wijkverband: network.WijkverbandID(e.Owner)}
		if e.OfRegion {
			of = network.TaskOwner{Region: network.RegionID(e.Owner)}
		}
		err = p.Network.SaveTask(ctx, who, of, *e.Task)
	}
	if err != nil {
		return err
	}
	return saved(w, r, back)
}

// versionOf reads a form that only says which version somebody saw.
func versionOf(r *http.Request) (int64, error) {
	if err := site.Form(r); err != nil {
		return 0, err
	}
	version, err := strconv.ParseInt(r.PostForm.Get(versionField), 10, 64)
	if err != nil || version < 0 {
		return 0, fault.New(fault.Invalid, "Dit formulier is niet compleet. Open het opnieuw.", "the form has no version")
	}
	return version, nil
}
