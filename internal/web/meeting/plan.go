package meeting

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	core "eerstelijn/internal/meeting"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// usualMinutes is how long a meeting takes at first.
const usualMinutes = 60

// whenForm asks when and where a meeting is held.
type whenForm struct{ day, hour, minutes, where ui.Field }

// whenOf makes the fields: with what was typed, or with what stands.
func whenOf(r *http.Request, wrong problems, stands core.Meeting) whenForm {
	fill := func(label, otherwise string, f ui.Field) ui.Field {
		f.Label, f.Error, f.Autocomplete, f.Value = label, wrong[f.Name], "off", otherwise
		if len(wrong) > 0 {
			f.Value = typed(r, f.Name)
		}
		return f
	}
	day, hour := "", "16:00"
	if at := stands.At.In(clock.Amsterdam); !stands.At.IsZero() {
		day, hour = at.Format(time.DateOnly), at.Format("15:04")
	}
	if stands.Minutes == 0 {
		stands.Minutes = usualMinutes
	}
	return whenForm{
		day:     fill("Op welke dag?", day, ui.Field{Name: dayField, Type: "date", Short: true}),
		hour:    fill("Hoe laat?", hour, ui.Field{Name: hourField, Type: "time", Short: true}),
		minutes: fill("Hoeveel minuten?", strconv.Itoa(stands.Minutes), ui.Field{Name: minutesField, Short: true, InputMode: "numeric", MaxLength: 3}),
		where:   fill("Waar?", stands.Where, ui.Field{Name: whereField, Optional: true, MaxLength: 200}),
	}
}

func (f whenForm) errors() (all []ui.FieldError) {
	for _, x := range []ui.Field{f.day, f.hour, f.minutes, f.where} {
		if x.Error != "" {
			all = append(all, ui.FieldError{ID: x.Name, Message: x.Error})
		}
	}
	return all
}

// typedWhen reads them into a meeting.
func typedWhen(r *http.Request, m *core.Meeting) error {
	at, err := time.ParseInLocation("2006-01-02 15:04", typed(r, dayField)+" "+typed(r, hourField), clock.Amsterdam)
	if err != nil {
		return fault.InvalidField(dayField, "Vul een dag en een tijd in, zoals 2026-11-10 en 16:00.", "expected a day and a time")
	}
	if m.Minutes, err = strconv.Atoi(typed(r, minutesField)); err != nil {
		return fault.InvalidField(minutesField, "Vul een heel getal in, zoals 60.", "expected a whole number")
	}
	m.At, m.Where = at, typed(r, whereField)
	return nil
}

// planForm makes the form to plan a meeting, for who may.
func (p Page) planForm(r *http.Request, who access.Actor, v *listView, wrong problems) error {
	forums := p.forums(r.Context(), who)
	if v.may = len(forums) > 0; !v.may {
		return nil
	}
	if v.id = typed(r, idField); v.id == "" {
		v.id = string(id.New[core.ID]())
	}
	v.forum = ui.Choice{Name: forumField, Label: "Welk overleg?"}
	for i, f := range forums {
		name, err := p.table(r.Context(), f)
		if err != nil {
			return err
		}
		chosen := typed(r, forumField)
		v.forum.Options = append(v.forum.Options, ui.Option{Value: string(f.Kind), Text: name, Selected: chosen == string(f.Kind) || chosen == "" && i == 0})
	}
	v.when = whenOf(r, wrong, core.Meeting{})
	v.errors = v.when.errors()
	return nil
}

// Plan plans a meeting and puts the open bottlenecks of its table on the agenda.
func (p Page) Plan(w http.ResponseWriter, r *http.Request) error {
	if err := site.Form(r); err != nil {
		return err
	}
	who := p.SignedIn(r)
	forums := p.forums(r.Context(), who)
	i := slices.IndexFunc(forums, func(f mandate.Forum) bool { return string(f.Kind) == typed(r, forumField) })
	if i < 0 {
		return fault.New(fault.Denied, "Voor dit overleg plant iemand anders.", "meeting.Plan is not permitted for this table")
	}
	m := core.Meeting{ID: core.ID(typed(r, idField)), Forum: forums[i]}
	err := typedWhen(r, &m)
	if err == nil {
		m, err = p.Meetings.Plan(r.Context(), who, m)
	}
	if err != nil {
		if wrong := (problems{}); wrong.take(err) {
			return p.list(w, r, site.Status(err), wrong)
		}
		return err
	}
	if err := p.fill(r.Context(), who, &m); err != nil {
		return err
	}
	return site.Lead(w, r, pathOf(m.ID), donePlanned)
}

// move changes when and where a meeting is held that has not begun.
func (p Page) move(r *http.Request, who access.Actor, which core.ID) (string, error) {
	m, err := p.Meetings.Meeting(r.Context(), who, which)
	if err != nil {
		return "", err
	}
	moved := core.Meeting{ID: m.ID, Forum: m.Forum, Version: version(r)}
	if err = typedWhen(r, &moved); err == nil {
		_, err = p.Meetings.Plan(r.Context(), who, moved)
	}
	return dayField, err
}
