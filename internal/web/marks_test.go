package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/web/say"
)

// stated are the marks on a page, by offer, as the server wrote them.
func stated(a *answer) map[capacity.OfferID]string {
	all := map[capacity.OfferID]string{}
	for _, n := range a.all("main [data-offer]") {
		all[capacity.OfferID(attr(n, "data-offer"))] = attr(n, "data-state")
	}
	return all
}

// forProfessionals are words that tell a number of places or how often a yes came true.
var forProfessionals = regexp.MustCompile(`\d+ \S+ vrij|klopte \d|Laatste cijfer|Vol volgens`)

// What somebody finds says how much room there is, with its age and its source; a mark never says more
// than the figure does.
func TestSearchShowsRoom(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	for _, topic := range []string{"fysiotherapeut", "huisarts", "psycholoog", "huishoudelijke hulp"} {
		a := h.visit(t).ask("q", topic)
		marks := stated(a)
		if a.StatusCode != http.StatusOK || len(marks) == 0 {
			t.Fatalf("%s: %d, %d marks", topic, a.StatusCode, len(marks))
		}
		sound(t, "room in results", a)
		for id, state := range marks {
			o, ok := h.board.Offer(id)
			if want := string(o.Status(now)); !ok || state != want {
				t.Errorf("%s: a mark says %q, the figure %q", topic, state, want)
			}
			if fresh := o.Freshness(now); (fresh == capacity.Stale || fresh == capacity.Unknown) && state != "unknown" {
				t.Errorf("%s: a %s figure looks like %s", topic, fresh, state)
			}
			if told := len(a.all(`[data-offer="` + string(id) + `"] [data-figure=observed] time[datetime]`)); told != 1 && !o.Figure.ObservedAt.IsZero() {
				t.Errorf("%s: a figure without its time", topic)
			}
		}
		if text := a.text("main"); forProfessionals.MatchString(text) || strings.Contains(text, "%") {
			t.Errorf("%s: a citizen reads %q", topic, forProfessionals.FindString(text))
		}
		if len(a.all(`[data-live][data-since]`)) != 1 || len(a.all(`[data-live-list] form[method=post][data-live-more]`)) != 1 {
			t.Errorf("%s: nothing keeps the figures current", topic)
		}
	}
}

// Who looks for room now finds nothing else, over all pages; who cannot wait finds nothing that is known to
// take longer.
func TestSearchAsksForRoom(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	v := h.visit(t)
	all := v.ask("discipline", "psychologie")
	for _, c := range []struct {
		name, value string
		fits        func(o *capacity.Offer) bool
	}{
		{"room", "ja", func(o *capacity.Offer) bool {
			return o.Status(now) == capacity.StatusRoom || o.Status(now) == capacity.StatusLimited
		}},
		{"wait", "42", func(o *capacity.Offer) bool {
			w := o.Figure.WaitingDays
			return w != nil && *w <= 42 || o.Status(now) == capacity.StatusRoom || o.Status(now) == capacity.StatusLimited
		}},
	} {
		a := v.ask("discipline", "psychologie", c.name, c.value)
		marks := stated(a)
		if a.StatusCode != http.StatusOK || len(marks) == 0 || len(found(a)) != len(marks) {
			t.Fatalf("%s=%s: %d, %d results with %d marks", c.name, c.value, a.StatusCode, len(found(a)), len(marks))
		}
		for id := range marks {
			if o, _ := h.board.Offer(id); !c.fits(&o) {
				t.Errorf("%s=%s finds %s with a wait of %v", c.name, c.value, o.Status(now), o.Figure.WaitingDays)
			}
		}
		if len(found(a)) >= len(found(all)) && c.name == "room" {
			t.Errorf("%s leaves out nobody", c.name)
		}
		// The choice stays in the form, and is one of those that are on.
		if !strings.Contains(a.text("details.filters summary"), "2") {
			t.Errorf("the form does not say what is on: %q", a.text("details.filters summary"))
		}
	}
	for _, wrong := range []string{"0", "-7", "lang", "99999"} {
		a := v.ask("q", "fysio", "wait", wrong)
		if a.StatusCode != http.StatusUnprocessableEntity || len(a.all(`a[href="#wait"]`)) != 1 {
			t.Errorf("a wait of %q answers %d", wrong, a.StatusCode)
		}
	}
}

// The page of a service shows each kind; numbers are for who works here.
func TestServiceShowsRoom(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	citizen, professional := h.visit(t), h.as(t, access.Professional, nil)
	states := map[string]bool{}
	done := map[directory.ServiceID]bool{}
	for o := range h.board.All() {
		state := string(o.Status(now))
		if states[state] && (o.Wait == nil || len(states) > 20) || done[o.Service] {
			continue
		}
		states[state], done[o.Service] = true, true
		path := "/aanbod/" + string(o.Service)
		a := citizen.get(path)
		sound(t, "service with room", a)
		marks := stated(a)
		if len(marks) != len(h.board.Service(o.Service)) || marks[o.ID] != state {
			t.Errorf("%s: %d marks, one says %q and should say %q", path, len(marks), marks[o.ID], state)
		}
		room := a.text(`section[aria-labelledby="plek"]`)
		if forProfessionals.MatchString(room) || strings.Contains(room, "%") {
			t.Errorf("a citizen reads %q", room)
		}
		if room := professional.get(path).text(`section[aria-labelledby="plek"]`); (state == "room" || state == "limited") && !regexp.MustCompile(`\d+ \S+ vrij`).MatchString(room) {
			t.Errorf("a professional misses the number of places: %q", room)
		}
		for _, l := range say.All[1:] {
			other := h.visit(t)
			other.post("/weergave", map[string][]string{say.Field: {l.Code}, "terug": {"/"}})
			page := other.get(path)
			for _, dutch := range []string{"Bijgewerkt", "Plek en wachttijd", "Reken op", "De aanbieder", "Wachttijd"} {
				if strings.Contains(page.text(`section[aria-labelledby="plek"]`), dutch) {
					t.Errorf("%s: the room is told with %q", l.Code, dutch)
				}
			}
		}
	}
	for _, state := range []string{"room", "limited", "ageing", "waitlist", "assessment", "full", "unknown"} {
		if !states[state] {
			t.Errorf("the demonstration has no service that is %s", state)
		}
	}
}

// A region and a wijk tell by how many there is room, and never how many places to who does not work here.
func TestAreasShowRoom(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	citizen, professional := h.visit(t), h.as(t, access.Professional, nil)
	for _, path := range []string{"/regio/rivierenzoom", "/wijk/oevermonde-west"} {
		a := citizen.get(path)
		sound(t, "area with room", a)
		text := a.text("#plek")
		if !regexp.MustCompile(`Bij \d+ van de \d+ aanbieders`).MatchString(text) || !strings.Contains(text, "Cijfers van") || !strings.Contains(text, "Stand ") {
			t.Errorf("%s: %q", path, text)
		}
		if forProfessionals.MatchString(text) || strings.Contains(text, "%") {
			t.Errorf("%s: a citizen reads %q", path, forProfessionals.FindString(text))
		}
		if !forProfessionals.MatchString(professional.get(path).text("#plek")) {
			t.Errorf("%s: a professional misses the number of places", path)
		}
		if len(a.all(`[data-live]`)) != 1 || len(a.all(`#plek[data-live-refresh="offers"]`)) != 1 {
			t.Errorf("%s: nothing keeps the figures current", path)
		}
	}
}
