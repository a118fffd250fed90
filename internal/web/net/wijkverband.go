package net

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// hub is the page from which a wijkverband or region is edited.
type hub struct {
	frame     ui.PageView
	title     string
	lead      string
	saved     bool
	href      string // of this page
	public    ui.Link
	contacts  []discipline
	tasks     []row
	data      []ui.Definition
	nursing   []row
	wijken    string
	teams     []team
	mayAssign bool
	begin     string          // address of the steps, while something is missing
	phase     []phasePart     // of a region: what shows how far it is
	signs     []sign          // of a wijkverband: why it works, or not
	tables    []ui.Link       // where people speak for others
	why       templ.Component // a link to why the visitor may change this
}

// discipline is one of those that a wijkverband has or misses a contact for.
type discipline struct {
	name    string
	add     string // address of the form for another contact
	core    bool
	missing bool // a core discipline that nobody answers for today
	people  []row
}

// row is something with a way to change it.
type row struct {
	code   string // of a task
	title  string
	lines  []string
	href   string
	action string // what the link says, for who hears it
	signs  []sign
}

func (p Page) open(r *http.Request) (access.Actor, network.Wijkverband, error) {
	who := p.SignedIn(r)
	w, err := p.Network.EditWijkverband(r.Context(), who, r.PathValue("slug"))
	return who, w, err
}

func wijkPath(w network.Wijkverband) string { return root + "/wijkverband/" + w.Slug }

func wijkCrumbs(w network.Wijkverband) []ui.Link {
	return append(slices.Clone(rootCrumbs), ui.Link{Text: w.Name, Href: wijkPath(w)})
}

// wijkverband is the page from which a wijkverband is edited.
func (p Page) wijkverband(w http.ResponseWriter, r *http.Request) error {
	who, is, err := p.open(r)
	if err != nil {
		return err
	}
	disciplines, err := p.Network.Disciplines(r.Context())
	if err != nil {
		return err
	}
	region, err := p.Network.RegionByID(r.Context(), is.Region)
	if err != nil {
		return err
	}
	coverage, err := p.Network.Coverage(r.Context(), region.Slug, p.Now())
	if err != nil {
		return err
	}
	tasks, err := p.Network.Tasks(r.Context())
	if err != nil {
		return err
	}
	v := hub{frame: p.frame(r, is.Name, append(slices.Clone(rootCrumbs), ui.Link{Text: is.Name})), title: is.Name, href: wijkPath(is),
		saved: wasSaved(r), public: ui.Link{Text: "Zo ziet iedereen de wijk", Href: "/wijk/" + is.Slug},
		mayAssign: who.Role == access.RESVStaff, why: site.Why("network.SaveWijkverband", "wijkverband", string(is.ID))}
	var status network.WijkverbandStatus
	for _, s := range coverage.Wijkverbanden {
		if s.ID == is.ID {
			status = s
		}
	}
	v.contacts, v.lead = contacts(is, disciplines, status.Missing)
	v.tasks = withSigns(taskRows(wijkPath(is), "wijkverband", tasks, is.Tasks), status.Tasks)
	v.signs = signsOf(status.Signs)
	if len(status.Missing) > 0 || len(is.Primary) == 0 {
		v.begin = startPath(is)
	}
	if p.Mandates != nil {
		v.tables = tableLinks(teamTable(region, is))
	}
	met := unknown
	if !is.LastMet.IsZero() {
		met = ui.Date(is.LastMet)
	}
	v.data = []ui.Definition{{Term: "Naam", Text: is.Name}, {Term: "Hoe vaak overleg", Text: orUnknown(is.MeetsEvery)}, {Term: "Laatste overleg", Text: met},
		{Term: "Er is een afspraak die geldt", Text: yesWord(is.HasAgreement)}, {Term: "Er is een knelpunt opgelost", Text: yesWord(is.SolvedBottleneck)},
		{Term: "Website", Text: orUnknown(is.Website)}}
	for _, n := range is.Nursing {
		v.nursing = append(v.nursing, row{title: n.PracticeName, lines: filled(n.TeamName, n.Model, phone(n.Phone))})
	}
	v.wijken = p.areaWords(is.Areas)
	return p.Render(w, r, http.StatusOK, wijkverbandPage(v))
}

// contacts are the disciplines that must have somebody, and the others that do; lead says what lacks.
func contacts(w network.Wijkverband, all []network.Discipline, missing []network.DisciplineCode) (list []discipline, lead string) {
	for _, d := range all {
		one := discipline{name: d.Name, core: d.Core, add: wijkPath(w) + "/contact/nieuw?voor=" + string(d.Code), missing: d.Core && slices.Contains(missing, d.Code)}
		for _, c := range w.Contacts {
			if c.Discipline != d.Code {
				continue
			}
			lines := filled(phone(c.Reach.Phone), c.Reach.Email, times(c.Reach.Hours), c.Reach.Remarks)
			switch {
			case c.Name != "" && c.ShowName:
				lines = append(lines, c.Name+" (de naam is te zien)")
			case c.Name != "":
				lines = append(lines, c.Name+" (de naam is niet te zien)")
			}
			one.people = append(one.people, row{title: c.Function, lines: lines, href: wijkPath(w) + "/contact/" + string(c.ID), action: "Wijzig " + c.Function})
		}
		if one.core || len(one.people) > 0 {
			list = append(list, one)
		}
	}
	if len(missing) == 0 {
		return list, "Huisartsenzorg, wijkverpleging, apotheek en sociaal domein zijn vandaag bereikbaar."
	}
	return list, "Vandaag is niet bereikbaar: " + strings.ToLower(strings.Join(names(all, missing), ", ")) + "."
}

func taskRows(path, owner string, tasks []network.Task, is []network.TaskState) (rows []row) {
	for _, t := range tasks {
		if t.Owner != owner {
			continue
		}
		for _, s := range is {
			if s.Task == t.Code {
				rows = append(rows, row{code: t.Code, title: t.Name, lines: filled(optionText(states, s.State), s.Evidence), href: path + "/taak/" + t.Code, action: "Wijzig " + t.Name})
			}
		}
	}
	return rows
}

func filled(lines ...string) []string {
	return slices.DeleteFunc(lines, func(s string) bool { return s == "" })
}

func phone(number string) string {
	if number == "" {
		return ""
	}
	return ui.Phone(number)
}

func (p Page) areaName(code network.AreaCode) string {
	if atlas := p.Finder.Atlas(); atlas != nil {
		if a, ok := atlas.Area(code); ok {
			return a.Name
		}
	}
	return string(code)
}

func (p Page) areaWords(codes []network.AreaCode) string {
	words := make([]string, len(codes))
	for i, c := range codes {
		words[i] = p.areaName(c)
	}
	return strings.Join(words, ", ")
}

type wijk = network.Wijkverband

// saveWijk saves a wijkverband made from a version.
func (p Page) saveWijk(who access.Actor) func(context.Context, wijk, int64) error {
	return func(ctx context.Context, w wijk, version int64) error {
		w.Version = version
		_, err := p.Network.SaveWijkverband(ctx, who, w)
		return err
	}
}

func (p Page) wijkverbandData(w http.ResponseWriter, r *http.Request) error {
	who, is, err := p.open(r)
	if err != nil {
		return err
	}
	return answer(p, w, r, form[wijk]{
		title: "Gegevens", lead: is.Name, action: wijkPath(is) + "/gegevens", back: wijkPath(is), crumbs: wijkCrumbs(is), is: is, version: is.Version, save: p.saveWijk(who),
		inputs: []input[wijk]{
			text("name", "Naam", func(w *wijk) *string { return &w.Name }),
			text("meets_every", "Hoe vaak overlegt u?", func(w *wijk) *string { return &w.MeetsEvery }).may().hinted("Bijvoorbeeld: elke 6 weken, of maandelijks."),
			dated("last_met", "Wanneer was het laatste overleg?", p.Today(), func(w *wijk) *time.Time { return &w.LastMet }),
			yesNo("has_agreement", "Is er een afspraak die nu geldt?", func(w *wijk) *bool { return &w.HasAgreement }),
			yesNo("solved_bottleneck", "Heeft u een knelpunt opgelost?", func(w *wijk) *bool { return &w.SolvedBottleneck }),
			text("website", "Website", func(w *wijk) *string { return &w.Website }).may().hinted("Begin met https://").with(func(in *input[wijk]) { in.keys, in.most = "url", 4000 }),
		},
	})
}

// wijken is the form for where a wijkverband works, which the region decides.
func (p Page) wijken(w http.ResponseWriter, r *http.Request) error {
	who, is, err := p.open(r)
	if err != nil {
		return err
	}
	if who.Role != access.RESVStaff {
		return fault.New(fault.Denied, "In welke wijken een wijkverband werkt, bepaalt de regio. Vraag het daar.", "the region decides on areas")
	}
	region, err := p.Network.RegionByID(r.Context(), is.Region)
	if err != nil {
		return err
	}
	return answer(p, w, r, form[wijk]{
		title: "Wijken", lead: is.Name, action: wijkPath(is) + "/wijken", back: wijkPath(is), crumbs: wijkCrumbs(is), is: is, version: is.Version,
		inputs: p.wijkInputs(region, is), save: p.saveWijk(who),
	})
}

func (p Page) wijkverbandTask(w http.ResponseWriter, r *http.Request) error {
	who, is, err := p.open(r)
	if err != nil {
		return err
	}
	return p.task(w, r, who, network.TaskOwner{Wijkverband: is.ID}, is.Tasks, wijkPath(is), wijkCrumbs(is))
}

// task is the form for how far a task is, of a region or a wijkverband.
func (p Page) task(w http.ResponseWriter, r *http.Request, who access.Actor, of network.TaskOwner, is []network.TaskState, path string, crumbs []ui.Link) error {
	tasks, err := p.Network.Tasks(r.Context())
	if err != nil {
		return err
	}
	code := r.PathValue("task")
	i := slices.IndexFunc(is, func(t network.TaskState) bool { return t.Task == code })
	k := slices.IndexFunc(tasks, func(t network.Task) bool { return t.Code == code })
	if i < 0 || k < 0 {
		return fault.Missing("Deze taak kennen we niet.", "task not found")
	}
	return answer(p, w, r, form[network.TaskState]{
		title: tasks[k].Name, lead: tasks[k].Plain, action: path + "/taak/" + code, back: path, crumbs: crumbs, is: is[i], version: is[i].Version, inputs: taskForm(is[i]),
		save: func(ctx context.Context, t network.TaskState, version int64) error {
			t.Version = version
			return p.Network.SaveTask(ctx, who, of, t)
		},
	})
}

type endView struct {
	frame   ui.PageView
	name    string
	action  string
	back    string
	version int64
	wijken  string
	people  int
}

// end asks whether a wijkverband is to cease, and lets it.
func (p Page) end(w http.ResponseWriter, r *http.Request) error {
	who, is, err := p.open(r)
	if err != nil {
		return err
	}
	if who.Role != access.RESVStaff {
		return fault.New(fault.Denied, "Of een wijkverband stopt, bepaalt de regio.", "the region decides on that")
	}
	if r.Method == http.MethodPost {
		version, err := versionOf(r)
		if err != nil {
			return err
		}
		region, err := p.Network.RegionByID(r.Context(), is.Region)
		if err != nil {
			return err
		}
		if err := p.Network.EndWijkverband(r.Context(), who, is.ID, version); err != nil {
			return err
		}
		return saved(w, r, regionPath(region))
	}
	return p.Render(w, r, http.StatusOK, endPage(endView{
		frame: p.frame(r, "Laat stoppen", append(wijkCrumbs(is), ui.Link{Text: "Laat stoppen"})), name: is.Name, action: wijkPath(is) + "/stoppen", back: wijkPath(is),
		version: is.Version, wijken: p.areaWords(is.Primary), people: len(is.Contacts),
	}))
}
