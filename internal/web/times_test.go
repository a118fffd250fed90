package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/appointment"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/say"
)

const timesPath = "/werk/tijden/"

// speaking gives a service that says when people can come, whose times come from a source.
func (h *house) speaking(t testing.TB, source capacity.Source) directory.ServiceID {
	t.Helper()
	for o := range h.board.All() {
		if o.Kind != appointment.FirstAppointment {
			continue
		}
		if p, err := h.times.Of(t.Context(), o.Service); err == nil && p.Fresh(now) && p.Source == source {
			return o.Service
		}
	}
	t.Fatal("nobody says when people can come")
	return ""
}

// TestServiceShowsFreeTimes: the first few, where they are booked, and who said so; in every language.
func TestServiceShowsFreeTimes(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	web, phone := "/aanbod/"+string(h.speaking(t, capacity.BySystem)), "/aanbod/"+string(h.speaking(t, capacity.ByPerson))
	const section = `section[aria-labelledby="tijden"]`
	a := must(t, h.visit(t).get(web), http.StatusOK)
	sound(t, "free times on the web", a)
	if n := len(a.all(section + " li")); n != 5 {
		t.Errorf("%d times: %s", n, a.text(section))
	}
	if text := a.text(section); !strings.Contains(text, "website van de aanbieder") || !strings.Contains(text, "door het systeem van de aanbieder") || len(a.all(section+` a[href^="https"]`)) > 0 {
		t.Errorf("free times are told as %q", text)
	}
	b := must(t, h.visit(t).get(phone), http.StatusOK)
	if text := b.text(section); len(b.all(section+" li")) != 4 || !strings.Contains(text, "Bel om een van deze tijden") || !strings.Contains(text, "door de aanbieder") || strings.Count(text, "085") != 1 {
		t.Errorf("free times by phone are told as %q", text)
	}
	for _, l := range say.All[1:] {
		other := h.visit(t)
		other.post("/weergave", map[string][]string{say.Field: {l.Code}, "terug": {"/"}})
		if text := other.get(phone).text(section); text == "" || strings.Contains(text, "Bel ") || strings.Contains(text, "vrije tijden") {
			t.Errorf("%s: %q", l.Code, text)
		}
	}
}

// TestSearchShowsTheFirstFreeTime on the card of a service that says it, and on no other.
func TestSearchShowsTheFirstFreeTime(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	s := h.speaking(t, capacity.BySystem)
	service, err := h.directory.Service(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	a := must(t, h.visit(t).ask("q", service.Name), http.StatusOK)
	shown := 0
	for _, card := range a.all(".results li, main li") {
		if text := words(card); strings.Contains(text, "Eerste vrije tijd:") {
			shown++
		}
	}
	if shown == 0 {
		t.Errorf("no card tells it: %s", a.text("main"))
	}
}

// TestTimesAreFilledIn: who keeps the room of a service fills in its times, sees what stood there, and empties it.
func TestTimesAreFilledIn(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	s := h.speaking(t, capacity.ByPerson)
	service, err := h.directory.Service(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	v := h.as(t, access.Professional, func(p network.Person) bool { return p.Organization == service.Organization })
	path := timesPath + string(s)
	form := must(t, v.get(path), http.StatusOK)
	sound(t, "the times of a service", form)
	typed := form.filledIn("form.room__form")
	if typed.Get("dag-4") == "" || typed.Get("dag-5") != "" || typed.Get("telefoon") != "085 555 01 20" || !strings.Contains(form.text("main"), "Laatst doorgegeven") {
		t.Fatalf("the form holds %v", typed)
	}
	day := now.AddDate(0, 0, 3).Format("2006-01-02")
	typed.Set("dag-5", day)
	typed.Set("tijd-5", "07:05")
	typed.Set("minuten-5", "20")
	typed.Set("plekken-5", "2")
	must(t, v.post(path, typed), http.StatusSeeOther)
	p, err := h.times.Of(t.Context(), s)
	if err != nil || len(p.Slots) != 5 || p.Source != capacity.ByPerson || p.Number != 2 {
		t.Fatalf("%+v %v", p, err)
	}
	wrong := must(t, v.post(path, url.Values{"dag-1": {day}, "tijd-1": {"25:99"}, "minuten-1": {"lang"}, "dag-2": {day}, "tijd-2": {"10:00"}, "minuten-2": {"30"}}), http.StatusUnprocessableEntity)
	sound(t, "times that are wrong", wrong)
	if len(wrong.all(".notice--error a")) != 2 || len(wrong.all(`#minuten-1[aria-invalid="true"]`)) != 1 {
		t.Errorf("mistakes: %s", wrong.text("main"))
	}
	bad := must(t, v.post(path, url.Values{"dag-2": {day}, "tijd-2": {"10:00"}, "minuten-2": {"30"}, "plekken-2": {"1000"}, "link": {"http://onveilig.example"}}), http.StatusUnprocessableEntity)
	if text := bad.text(".notice--error"); !strings.Contains(text, "Tijd 2: ") || !strings.Contains(text, "https://") || len(bad.all(`#link[aria-invalid="true"]`)) != 1 {
		t.Errorf("mistakes: %s", text)
	}
	must(t, v.post(path, url.Values{}), http.StatusSeeOther)
	if p, err = h.times.Of(t.Context(), s); err != nil || len(p.Slots) != 0 || p.Number != 3 {
		t.Errorf("%+v %v", p, err)
	}
	if text := h.visit(t).get("/aanbod/" + string(s)).text(`section[aria-labelledby="tijden"]`); !strings.Contains(text, "Er zijn nu geen vrije tijden") {
		t.Errorf("no times are told as %q", text)
	}
}

// TestTimesOfAProgram are told and not shown in a form that could not hold them.
func TestTimesOfAProgram(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	s := h.speaking(t, capacity.ByPerson)
	service, err := h.directory.Service(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	agenda := access.Actor{Person: "client:1", Role: access.Machine, Organization: string(service.Organization), Scopes: "capacity:write", Assurance: access.Substantial, Via: access.ByAPI}
	var sent appointment.Sent
	for i := range 30 {
		start := now.Add(time.Duration(i+1) * time.Hour)
		sent.Slots = append(sent.Slots, appointment.Slot{Start: start, End: start.Add(time.Hour), Free: 1})
	}
	if _, err := h.times.Publish(t.Context(), agenda, s, sent); err != nil {
		t.Fatal(err)
	}
	v := h.as(t, access.Professional, func(p network.Person) bool { return p.Organization == service.Organization })
	page := must(t, v.get(timesPath+string(s)), http.StatusOK)
	sound(t, "the times of a program", page)
	if typed := page.filledIn("form.room__form"); typed.Get("dag-1") != "" || !strings.Contains(page.text("main"), "Uw programma houdt de tijden bij") {
		t.Errorf("%v: %s", typed, page.text("main"))
	}
}

// TestOnlyTheOwnerKeepsTimes: nobody else sees the form or gets through it.
func TestOnlyTheOwnerKeepsTimes(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	s := h.speaking(t, capacity.ByPerson)
	service, err := h.directory.Service(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	for name, v := range map[string]*visitor{
		"another's": h.as(t, access.Professional, func(p network.Person) bool { return p.Organization != "" && p.Organization != service.Organization }),
		"staff":     h.visit(t).become(access.RESVStaff), "insurer": h.visit(t).become(access.Insurer),
	} {
		must(t, v.get(timesPath+string(s)), http.StatusForbidden)
		must(t, v.post(timesPath+string(s), url.Values{}), http.StatusForbidden)
		t.Log(name)
	}
	if p, err := h.times.Of(t.Context(), s); err != nil || p.Number != 1 {
		t.Errorf("%+v %v", p, err)
	}
	for _, none := range []string{"x", "0198f8f0-0000-7000-8000-000000000000"} {
		must(t, h.visit(t).become(access.ProviderAdmin).get(timesPath+none), http.StatusNotFound)
	}
}
