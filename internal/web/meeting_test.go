package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"eerstelijn/internal/bottleneck"
)

const meetingPath = stuckPath + "/overleg"

// planned plans a meeting by the page, and gives its address.
func (v *visitor) planned() string {
	v.t.Helper()
	form := v.get(meetingPath).filledIn(`form[action="` + meetingPath + `"]`)
	form.Set("dag", "2026-11-03")
	form.Set("tijd", "16:00")
	form.Set("waar", "Buurthuis")
	sent := v.post(meetingPath, form)
	path, _, _ := strings.Cut(sent.Header.Get("Location"), "?")
	if sent.StatusCode != http.StatusSeeOther || !strings.HasPrefix(path, meetingPath+"/") {
		v.t.Fatalf("the meeting is not planned: %d %s", sent.StatusCode, sent.text("main"))
	}
	return path
}

// TestMeeting: what stands open is on the agenda by itself; what is decided goes to the bottleneck and the
// minutes at once; a task gets somebody and a day; and closing it leaves the minutes on one page.
func TestMeeting(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	stuck := h.signed(t, nurse).told(noNight)
	h.signed(t, asker).told("De apotheek is om zes uur dicht")
	wijk := h.signed(t, coordinate)
	list := must(t, wijk.get(meetingPath), http.StatusOK)
	sound(t, "no meetings yet", list)
	form := list.filledIn(`form[action="` + meetingPath + `"]`)
	sound(t, "without a day", must(t, wijk.post(meetingPath, form), http.StatusUnprocessableEntity))
	path := wijk.planned()
	page := must(t, wijk.get(path), http.StatusOK)
	sound(t, "a planned meeting", page)
	if titles := page.text(".meeting__item h3"); !strings.Contains(titles, noNight) || !strings.Contains(titles, "apotheek") {
		t.Fatalf("the agenda is %s", titles)
	}
	later := page.filledIn(`form[action="` + path + `/verzet"]`)
	later.Set("tijd", "")
	sound(t, "without an hour", must(t, wijk.post(path+"/verzet", later), http.StatusUnprocessableEntity))
	later.Set("tijd", "17:00")
	must(t, wijk.post(path+"/verzet", later), http.StatusSeeOther)
	if text := wijk.get(path).text(".lead"); !strings.Contains(text, "17.00 uur") {
		t.Errorf("the meeting is not moved: %s", text)
	}
	must(t, wijk.post(path+"/punt", url.Values{"onderwerp": {""}}), http.StatusUnprocessableEntity)
	must(t, wijk.post(path+"/punt", url.Values{"onderwerp": {"Griepprik"}}), http.StatusSeeOther)
	must(t, wijk.post(path+"/begin", nil), http.StatusSeeOther)
	open := must(t, wijk.get(path), http.StatusOK)
	sound(t, "an open meeting", open)
	if n := len(open.all(".meeting__item--now")); n != 1 {
		t.Fatalf("%d items are talked about", n)
	}
	if boxes := open.filledIn(`form[action="` + path + `/aanwezig"]`); len(boxes) != 0 {
		t.Errorf("somebody is there before anybody said so: %v", boxes)
	}
	boxes := open.all(`input[name="wie"]`)
	if len(boxes) == 0 {
		t.Fatal("nobody is expected")
	}
	first := attr(boxes[0], "value")
	must(t, wijk.post(path+"/aanwezig", url.Values{"wie": {first}}), http.StatusSeeOther)

	decide := ""
	for _, f := range open.all(`form[action^="` + path + `/punt/"]`) {
		decide = attr(f, "action")
	}
	about := must(t, wijk.get(path), http.StatusOK).text(".meeting__item--now h3")
	decision := must(t, wijk.get(path), http.StatusOK).filledIn(`form[action="` + decide + `"]`)
	with := func(values url.Values) url.Values {
		for name, v := range decision {
			if values[name] == nil {
				values[name] = v
			}
		}
		return values
	}
	wrong := must(t, wijk.post(decide, with(url.Values{"notulen": {"Lang gepraat."}, "besluit": {"oppakken"}, "woorden": {"Wij maken een rooster."}, "volgende": {"ooit"}})), http.StatusUnprocessableEntity)
	sound(t, "a decision without a day", wrong)
	if !strings.Contains(wrong.text("textarea"), "Lang gepraat.") {
		t.Error("what was typed is gone")
	}
	named := url.Values{"notulen": {"Mevrouw Jansen belde."}, "besluit": {"oppakken"}, "woorden": {"Wij maken een rooster."}, "volgende": {"2026-12-01"}}
	warned := must(t, wijk.post(decide, with(named)), http.StatusUnprocessableEntity)
	sound(t, "a warning", warned)
	if len(warned.all(`input[name="gezien"]`)) != 1 || h.stuck(t, stuck).State == bottleneck.TakenUp {
		t.Error("a name in the minutes is not warned about before anything is done")
	}
	good := with(url.Values{"notulen": {"Lang gepraat."}, "besluit": {"oppakken"}, "woorden": {"Wij maken een rooster."}, "volgende": {"2026-12-01"}})
	must(t, wijk.post(decide, good), http.StatusSeeOther)
	must(t, wijk.post(decide, good), http.StatusSeeOther) // a second click
	taken := 0
	for _, x := range must(t, wijk.get(stuckPath), http.StatusOK).all("#kolom-taken-up") {
		_ = x
		taken++
	}
	board := wijk.get(stuckPath)
	if text := board.text(`section[aria-labelledby="kolom-taken-up"]`); taken != 1 || !strings.Contains(text, strings.TrimSpace(about[strings.Index(about, " ")+1:])) {
		t.Errorf("what was decided stands not on the board: %s", text)
	}
	after := must(t, wijk.get(path), http.StatusOK)
	if text := after.text(".meeting__agenda"); !strings.Contains(text, "Besluit: Wij pakken dit op. Wij maken een rooster.") || !strings.Contains(text, "Lang gepraat.") {
		t.Errorf("the minutes are %s", text)
	}
	if h.stuck(t, stuck).State == bottleneck.TakenUp && !strings.Contains(h.signed(t, nurse).get(stuck).text("main"), "Wij maken een rooster.") {
		t.Error("whoever reported does not read what was decided")
	}

	must(t, wijk.post(path+"/taak", url.Values{"taak": {"Maak een rooster"}, "voor": {first}, "voor-dag": {""}}), http.StatusUnprocessableEntity)
	must(t, wijk.post(path+"/taak", url.Values{"taak": {"Maak een rooster"}, "voor": {first}, "voor-dag": {"2026-11-20"}}), http.StatusSeeOther)
	tasked := must(t, wijk.get(path), http.StatusOK)
	sound(t, "with a task", tasked)
	if text := tasked.text(".meeting__tasks"); !strings.Contains(text, "Maak een rooster") || !strings.Contains(text, "20 november") {
		t.Errorf("the task is %s", text)
	}
	must(t, wijk.post(path+"/sluit", nil), http.StatusSeeOther)
	closed := must(t, wijk.get(path), http.StatusOK)
	sound(t, "a closed meeting", closed)
	if len(closed.all(".meeting__item--now")) != 0 || !strings.Contains(closed.text("main"), "Wij maken een rooster.") {
		t.Error("the minutes of a closed meeting do not stand")
	}
	sound(t, "meetings", must(t, wijk.get(meetingPath), http.StatusOK))
	for _, f := range closed.all(`form[action^="` + path + `/taak/"]`) {
		must(t, wijk.post(attr(f, "action"), nil), http.StatusSeeOther)
	}
	if text := must(t, wijk.get(path), http.StatusOK).text(".meeting__tasks"); !strings.Contains(text, "klaar op") {
		t.Errorf("the task is not done: %s", text)
	}
}

// TestDecisionThatWasCutOff: when the act was done and the minutes were not written, sending the form again
// writes the minutes and does not do the act a second time. What only goes into the minutes says so.
func TestDecisionThatWasCutOff(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	h.signed(t, nurse).told(noNight)
	wijk := h.signed(t, coordinate)
	path := wijk.planned()
	must(t, wijk.post(path+"/begin", nil), http.StatusSeeOther)
	open := must(t, wijk.get(path), http.StatusOK)
	decide := attr(open.all(`form[action^="` + path + `/punt/"]`)[0], "action")
	form := open.filledIn(`form[action="` + decide + `"]`)
	for name, value := range map[string]string{"notulen": "Lang gepraat.", "besluit": "oppakken", "woorden": "Wij maken een rooster.", "volgende": "2026-12-01"} {
		form.Set(name, value)
	}
	stuck := attr(open.all(`.meeting__item--now a[href^="` + stuckPath + `/"]`)[0], "href")
	meeting := bottleneck.Decision{Meeting: path[strings.LastIndex(path, "/")+1:]}
	found := h.stuck(t, stuck)
	who := h.actor(t, coordinate)
	who.Wijkverband = string(found.Place.Wijkverband)
	if _, err := h.Bottlenecks.TakeUp(t.Context(), who, found.ID, bottleneck.Owner{}, found.NextAt, "Wij maken een rooster.", meeting); err != nil {
		t.Fatal(err)
	}
	sent := must(t, wijk.post(decide, form), http.StatusSeeOther)
	if next := sent.Header.Get("Location"); !strings.HasSuffix(next, "gedaan=besluit") {
		t.Errorf("a decision leads to %s", next)
	}
	taken := 0
	for _, e := range h.stuck(t, stuck).Events {
		if e.Kind == bottleneck.EventTakenUp {
			taken++
		}
	}
	if taken != 1 {
		t.Errorf("it is taken up %d times", taken)
	}
	if text := must(t, wijk.get(path), http.StatusOK).text(".meeting__agenda"); !strings.Contains(text, "Besluit: Wij pakken dit op. Wij maken een rooster.") {
		t.Errorf("the minutes are %s", text)
	}
	form = wijk.get(path + "?punt=" + decide[strings.LastIndex(decide, "/")+1:]).filledIn(`form[action="` + decide + `"]`)
	form.Set("besluit", "niets")
	sent = must(t, wijk.post(decide, form), http.StatusSeeOther)
	if next := sent.Header.Get("Location"); !strings.HasSuffix(next, "gedaan=notulen") {
		t.Errorf("minutes alone lead to %s", next)
	}
}

// TestMeetingIsTheTables: nobody but who holds it plans, opens or decides.
func TestMeetingIsTheTables(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	h.signed(t, nurse).told(noNight)
	path := h.signed(t, coordinate).planned()
	for _, name := range []string{otherTeam, otherPlace, insurer} {
		v := h.signed(t, name)
		must(t, v.get(path), http.StatusForbidden)
		must(t, v.post(path+"/begin", nil), http.StatusForbidden)
		must(t, v.post(path+"/sluit", nil), http.StatusForbidden)
	}
	must(t, h.signed(t, nurse).post(meetingPath, url.Values{"tafel": {"wijkverband"}, "dag": {"2026-11-10"}, "tijd": {"16:00"}}), http.StatusForbidden)
	must(t, h.signed(t, coordinate).post(meetingPath, url.Values{"tafel": {"resv"}, "dag": {"2026-11-10"}, "tijd": {"16:00"}}), http.StatusForbidden)
	region := must(t, h.signed(t, regionDesk).get(meetingPath), http.StatusOK)
	sound(t, "the meetings of the region", region)
	if len(region.all(`input[name="tafel"]`)) == 0 {
		t.Error("the region cannot plan a meeting")
	}
}
