package meeting

import (
	"net/http"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	core "eerstelijn/internal/meeting"
	"eerstelijn/internal/web/site"
)

// action is one act at a meeting; form is the form on the page that it is sent from.
type action func(r *http.Request, who access.Actor, which core.ID) (form string, err error)

// step does one act and leads back with what was done.
func (p Page) step(what string, act action) site.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := site.Form(r); err != nil {
			return err
		}
		found, err := which(r)
		if err != nil {
			return err
		}
		if form, err := act(r, p.SignedIn(r), found); err != nil {
			return p.refuse(w, r, form, err)
		}
		return site.Lead(w, r, pathOf(found), what)
	}
}

// refuse shows the meeting again with what is wrong with a form. Any other error is a page.
func (p Page) refuse(w http.ResponseWriter, r *http.Request, form string, err error) error {
	wrong := problems{}
	if !wrong.take(err) {
		return err
	}
	return p.one(w, r, site.Status(err), form, wrong)
}

// start begins the meeting; what came up since it was planned is put on the agenda first.
func (p Page) start(r *http.Request, who access.Actor, which core.ID) (string, error) {
	m, err := p.Meetings.Meeting(r.Context(), who, which)
	if err != nil {
		return "", err
	}
	if m.State == core.Open {
		return "", nil // a second click
	}
	if !p.may(r.Context(), who, "Start", &m) {
		// The act itself says why not, and records who tried; nothing is put on the agenda before that.
		_, err := p.Meetings.Start(r.Context(), who, which)
		return "", err
	}
	if err := p.fill(r.Context(), who, &m); err != nil {
		return "", err
	}
	_, err = p.Meetings.Start(r.Context(), who, which)
	return "", err
}

func (p Page) attend(r *http.Request, who access.Actor, which core.ID) (string, error) {
	m, err := p.Meetings.Meeting(r.Context(), who, which)
	if err != nil {
		return "", err
	}
	return presentField, p.Meetings.Attend(r.Context(), who, which, chosen(&m, slices.Clone(r.PostForm[presentField])))
}

func (p Page) add(r *http.Request, who access.Actor, which core.ID) (string, error) {
	title := typed(r, topicField)
	if title == "" {
		return topicField, fault.InvalidField(topicField, "Zeg waar het over gaat.", "expected a title")
	}
	_, err := p.Meetings.Propose(r.Context(), who, which, core.Item{Kind: core.AboutTopic, Title: title, SeenPersonal: typed(r, seenField) != ""})
	return topicField, err
}

func (p Page) addTask(r *http.Request, who access.Actor, which core.ID) (string, error) {
	m, err := p.Meetings.Meeting(r.Context(), who, which)
	if err != nil {
		return "", err
	}
	t := core.Task{What: typed(r, whatField), SeenPersonal: typed(r, seenField) != "", Item: core.ItemID(typed(r, itemField))}
	if t.By, err = dayOf(typed(r, byField)); err != nil {
		return whatField, fault.InvalidField(byField, "Vul een dag in, zoals 2026-11-10.", "expected a day, such as 2026-11-10")
	}
	for _, x := range chosen(&m, []string{typed(r, whoField)}) {
		t.Owner, t.Organization = x.Person, x.Organization
	}
	_, err = p.Meetings.AddTask(r.Context(), who, which, t)
	return whatField, err
}

// DoneTask says that a task is done, and leads back to the list or meeting where it was pressed.
func (p Page) DoneTask(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	found, err := which(r)
	if err != nil {
		return err
	}
	done, err := id.Parse[core.TaskID](r.PathValue("task"))
	if err != nil {
		return fault.Missing("Deze taak bestaat niet (meer).", "no such task")
	}
	if err := p.Meetings.DoneTask(r.Context(), p.SignedIn(r), done); err != nil {
		return err
	}
	back := pathOf(found)
	if typed(r, backField) == Path {
		back = Path
	}
	return site.Lead(w, r, back, doneTaskReady)
}

func (p Page) closes(r *http.Request, who access.Actor, which core.ID) (string, error) {
	_, err := p.Meetings.Close(r.Context(), who, which)
	return "", err
}

func (p Page) cancel(r *http.Request, who access.Actor, which core.ID) (string, error) {
	return reasonField, p.Meetings.Cancel(r.Context(), who, which, typed(r, reasonField))
}

// dayOf reads a day; what is to be done by a day is to be done before that day ends.
func dayOf(text string) (time.Time, error) {
	d, err := time.ParseInLocation(time.DateOnly, text, clock.Amsterdam)
	return d.AddDate(0, 0, 1), err
}
