package meeting

import (
	"context"
	"net/http"
	"slices"
	"time"

	"eerstelijn/internal/access"
	core "eerstelijn/internal/meeting"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/ui"
)

// How far the list looks back and ahead.
const (
	backward = 365 * 24 * time.Hour
	ahead    = 365 * 24 * time.Hour
)

type listView struct {
	frame    ui.PageView
	done     done
	lead     string
	problem  string
	errors   []ui.FieldError
	may      bool
	planning bool

	forum ui.Choice
	when  whenForm
	id    string // what the meeting will be called: sent twice it is planned once

	coming, past []row
	tasks        []task
}

// row is a meeting in a list.
type row struct{ title, href, says string }

// task is one with who does it and by when.
type task struct {
	id, what, who, by, href, back string
	late, mine                    bool
}

// List shows the meetings of one's own tables, and the tasks that stand open.
func (p Page) List(w http.ResponseWriter, r *http.Request) error {
	return p.list(w, r, http.StatusOK, problems{})
}

func (p Page) list(w http.ResponseWriter, r *http.Request, status int, wrong problems) error {
	ctx, who, now := r.Context(), p.SignedIn(r), p.Now()
	all, err := p.Meetings.Meetings(ctx, who, core.Query{From: now.Add(-backward), Until: now.Add(ahead), Limit: 200})
	if err != nil {
		return err
	}
	v := listView{frame: p.frame(r, "Overleg", ui.Link{Text: "Overleg"}), done: doneOf(r), planning: len(wrong) > 0, problem: wrong[formField],
		lead: "Bespreek wat vastloopt, besluit, en leg het vast terwijl u praat."}
	for i := range all {
		m := &all[i]
		name, err := p.table(ctx, m.Forum)
		if err != nil {
			return err
		}
		x := row{title: name + ", " + ui.Date(m.At), href: pathOf(m.ID), says: says(m, now)}
		if m.State == core.Planned || m.State == core.Open {
			v.coming = append(v.coming, x)
		} else {
			v.past = append(v.past, x)
		}
	}
	slices.Reverse(v.past)
	if v.tasks, err = p.openTasks(ctx, who); err != nil {
		return err
	}
	if err := p.planForm(r, who, &v, wrong); err != nil {
		return err
	}
	return p.Render(w, r, status, listPage(v))
}

// says tells of a meeting what one wants to know before opening it.
func says(m *core.Meeting, now time.Time) string {
	switch m.State {
	case core.Open:
		return "Bezig, sinds " + ui.Time(m.StartedAt)
	case core.Closed:
		return ui.Amount(m.Counts.Decisions, "besluit", "besluiten") + ", " + ui.Amount(m.Counts.Tasks, "taak", "taken")
	case core.Cancelled:
		return "Ging niet door"
	}
	text := ui.Capital(moment(m.At))
	if m.At.Before(now) {
		text = "Nog niet begonnen. Gepland: " + moment(m.At)
	}
	if m.Where != "" {
		text += ", " + m.Where
	}
	return text + ". " + ui.Amount(m.Counts.Items, "punt", "punten") + " op de agenda"
}

// openTasks are somebody's own, and those of the tables that they hold meetings at.
func (p Page) openTasks(ctx context.Context, who access.Actor) ([]task, error) {
	asks := []core.TaskQuery{{Person: network.PersonID(who.Person), Open: true}}
	for _, f := range p.forums(ctx, who) {
		asks = append(asks, core.TaskQuery{Forum: f, Open: true})
	}
	var all []core.Task
	for _, q := range asks {
		found, err := p.Meetings.Tasks(ctx, who, q)
		if err != nil {
			return nil, err
		}
		for _, t := range found {
			if !slices.ContainsFunc(all, func(o core.Task) bool { return o.ID == t.ID }) {
				all = append(all, t)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b core.Task) int { return a.By.Compare(b.By) })
	return p.tasks(ctx, who, all, Path), nil
}

// tasks makes rows of tasks; back is where a button among them leads.
func (p Page) tasks(ctx context.Context, who access.Actor, all []core.Task, back string) []task {
	now := p.Now()
	list := make([]task, len(all))
	for i := range all {
		t := &all[i]
		x := task{id: string(t.ID), what: t.What, who: t.Name, late: t.Late(now), back: back, href: pathOf(t.Meeting) + "/taak/" + string(t.ID)}
		if x.who == "" {
			x.who = t.OrganizationName
		}
		x.by = "uiterlijk " + ui.Weekday(t.By.Add(-time.Second))
		if !t.Done.IsZero() {
			x.by = "klaar op " + ui.Date(t.Done)
		}
		s := p.subject(ctx, who, t.Forum)
		s.Type, s.Person, s.Organization = "task", string(t.Owner), string(t.Organization)
		x.mine = t.Done.IsZero() && p.Access.Decide(who, "meeting.DoneTask", s).Allowed
		list[i] = x
	}
	return list
}
