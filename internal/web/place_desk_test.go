package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"eerstelijn/internal/placement"
)

// TestPlaceForm: mistakes stand at their fields and cost no text; names are refused; a draft waits; sent
// twice it is one request.
func TestPlaceForm(t *testing.T) {
	t.Parallel()
	h := placing(t, demonstration(t))
	v := h.signed(t, asker)
	kinds := must(t, v.get(placePath+"/nieuw"), http.StatusOK)
	sound(t, "kinds", kinds)
	if len(kinds.all(".place__kinds a")) < 10 {
		t.Fatalf("few kinds: %s", kinds.text("main"))
	}
	for _, link := range kinds.all(".place__kinds a") {
		sound(t, attr(link, "href"), must(t, v.get(attr(link, "href")), http.StatusOK))
	}

	page := placePath + "/nieuw?soort=elv-laag"
	form := v.get(page).filledIn(askForm)
	form.Set("note", "Dit blijft staan.")
	form.Set("max_km", "ver")
	bad := must(t, v.post(placePath+"/nieuw", form), http.StatusUnprocessableEntity)
	sound(t, "empty", bad)
	for _, id := range []string{"urgency", "area", "direction", "max_km", "consent_with"} {
		if len(bad.all(`.notice--error a[href="#`+id+`"]`)) != 1 {
			t.Errorf("nothing is said of %s: %s", id, bad.text(".notice--error"))
		}
	}
	if kept := bad.filledIn(askForm); kept.Get("note") != "Dit blijft staan." || kept.Get("max_km") != "ver" {
		t.Error("a mistake loses text")
	}
	for _, note := range []string{"Mevrouw De Boer valt vaak.", "BSN 111222333", "Bel 06 12345678", "Geboren 3-4-1940"} {
		named := need(v.get(page).filledIn(askForm), placement.Soon)
		named.Set("note", note)
		if a := must(t, v.post(placePath+"/nieuw", named), http.StatusUnprocessableEntity); len(a.all(`.notice--error a[href="#note"]`)) == 0 {
			t.Errorf("%q is let through: %s", note, a.text(".notice--error"))
		}
	}

	form = need(v.get(page).filledIn(askForm), placement.Soon)
	form.Del("consent_with")
	form.Set("doe", "bewaar")
	draft := must(t, v.post(placePath+"/nieuw", form), http.StatusSeeOther).Header.Get("Location")
	if again := must(t, v.post(placePath+"/nieuw", form), http.StatusSeeOther).Header.Get("Location"); again != draft {
		t.Errorf("sent twice the form makes %s and %s", draft, again)
	}
	sound(t, "draft", must(t, v.get(draft), http.StatusOK))
	must(t, h.signed(t, deskWorker).get(draft), http.StatusForbidden)
	edit := must(t, v.get(draft+"/wijzig"), http.StatusOK)
	sound(t, "edit", edit)
	change := edit.filledIn(askForm)
	if change.Get("note") != "Valt vaak." || change.Get("needs.walking") != "aid" || change.Get("area") != "WK990101" {
		t.Errorf("the form of a draft holds %v", change)
	}
	if a := must(t, v.post(draft+"/wijzig", change), http.StatusUnprocessableEntity); !strings.Contains(a.text(".notice--error"), "besproken") {
		t.Errorf("without a talk: %s", a.text(".notice--error"))
	}
	change.Set("consent_with", "representative")
	for range 2 { // the second is a double click
		if to := must(t, v.post(draft+"/wijzig", change), http.StatusSeeOther).Header.Get("Location"); to != draft+"/kandidaten" {
			t.Errorf("it leads to %s", to)
		}
	}
	none := must(t, v.post(draft+"/kandidaten", url.Values{}), http.StatusUnprocessableEntity)
	sound(t, "nobody chosen", none)
	if !strings.Contains(none.text(".notice--error"), "minstens één") {
		t.Errorf("nobody chosen: %s", none.text("main"))
	}
}

// TestPlaceDesk: who coordinates asks the next three, takes a request on, writes to the next shift and
// arranges bridging.
func TestPlaceDesk(t *testing.T) {
	t.Parallel()
	h := placing(t, demonstration(t))
	v, desk := h.signed(t, asker), h.signed(t, deskWorker)
	sound(t, "empty desk", must(t, desk.get(placePath), http.StatusOK))
	path := v.asks("elv-laag", placement.Soon)
	back := url.Values{"terug": {placePath}}
	if to := must(t, desk.post(path+"/volgende", back), http.StatusSeeOther).Header.Get("Location"); !strings.HasPrefix(to, placePath+"?") {
		t.Errorf("it leads to %s", to)
	}
	if n := len(h.request(t, path).Invitations); n <= 3 {
		t.Errorf("%d were asked", n)
	}
	// Nobody is left: the request is shown as it stands.
	none := must(t, desk.post(path+"/volgende", back), http.StatusConflict)
	sound(t, "nobody left", none)
	if text := none.text("main"); !strings.Contains(text, "Er is niemand meer om te vragen.") || !strings.Contains(text, "Wie is gevraagd?") {
		t.Errorf("nobody is left: %s", text)
	}
	must(t, v.post(path+"/oppakken", back), http.StatusForbidden)
	must(t, desk.post(path+"/oppakken", back), http.StatusSeeOther)
	if text := desk.get(placePath).text("#aanvragen"); !strings.Contains(text, "Opgepakt door u") || strings.Contains(text, "Ik pak dit op") {
		t.Errorf("taken on: %s", text)
	}
	if text := v.get(path).text("main"); !strings.Contains(text, "Opgepakt door "+deskWorker) {
		t.Errorf("the asker reads: %s", text)
	}

	note := func(text string, status int) *answer {
		return must(t, desk.post(placePath+"/overdracht", url.Values{"tekst": {text}}), status)
	}
	sound(t, "no words", note(" ", http.StatusUnprocessableEntity))
	if a := note("Mevrouw De Boer wacht op een bed.", http.StatusUnprocessableEntity); !strings.Contains(a.text(".place__shift"), "Mevrouw De Boer wacht op een bed.") {
		t.Error("the text is gone")
	}
	note("Rustige nacht.", http.StatusSeeOther)
	if text := desk.get(placePath).text(".place__note"); !strings.Contains(text, "Rustige nacht.") {
		t.Errorf("the note: %s", text)
	}
	must(t, v.post(placePath+"/overdracht", url.Values{"tekst": {"Ik ben er niet van."}}), http.StatusForbidden)

	bridge := url.Values{"formulier": {"overbrugging"}, "wat": {"Elke dag wijkverpleging."}, "tot": {"ooit"}}
	bad := must(t, desk.post(path+"/overbrugging", bridge), http.StatusUnprocessableEntity)
	sound(t, "bridging", bad)
	if bad.filledIn(`form[action$="/overbrugging"]`).Get("wat") != "Elke dag wijkverpleging." {
		t.Error("the text is gone")
	}
	bridge.Set("wie", string(h.one(t, deskWorker).Organization))
	bridge.Set("tot", "2026-11-10")
	must(t, desk.post(path+"/overbrugging", bridge), http.StatusSeeOther)
	bridged := must(t, v.get(path), http.StatusOK)
	sound(t, "bridged", bridged)
	if text := bridged.text("main"); !strings.Contains(text, "Elke dag wijkverpleging.") || !strings.Contains(text, "dinsdag 10 november") {
		t.Errorf("bridged: %s", text)
	}
	must(t, desk.post(path+"/overbrugging-stopt", nil), http.StatusSeeOther)
	must(t, desk.post(path+"/intrekken", url.Values{"formulier": {"intrekken"}}), http.StatusUnprocessableEntity)
	must(t, desk.post(path+"/intrekken", url.Values{"reden": {"changed"}}), http.StatusSeeOther)
	sound(t, "withdrawn", must(t, v.get(path), http.StatusOK))
}

// TestPlaceByLink: who holds the link answers once; looking changes nothing.
func TestPlaceByLink(t *testing.T) {
	t.Parallel()
	h := placing(t, demonstration(t))
	path := h.signed(t, asker).asks("elv-laag", placement.Soon)
	i := of(t, h.request(t, path), true, h.one(t, provider).Organization)
	to, phone := h.answerLink(t, i), h.visit(t)
	for range 2 {
		page := must(t, phone.get(to), http.StatusOK)
		sound(t, "link", page)
		if text := page.text("main"); !strings.Contains(text, "Plek gevraagd") || !strings.Contains(text, "Ja, plek") || strings.Contains(page.body, asker) {
			t.Errorf("behind the link: %s", text)
		}
	}
	if r := h.request(t, path); r.Open() != 3 {
		t.Fatal("looking changed something")
	}
	bad := must(t, phone.post(to, url.Values{"antwoord": {"nee"}, "vrij": {"veel"}}), http.StatusUnprocessableEntity)
	sound(t, "no reason", bad)
	if text := bad.text("main"); !strings.Contains(text, "Kies waarom niet.") || bad.filledIn("main form").Get("vrij") != "veel" {
		t.Errorf("a no without a reason: %s", text)
	}
	done := must(t, phone.post(to, url.Values{"antwoord": {"nee"}, "reden": {"full"}}), http.StatusOK)
	sound(t, "answered", done)
	if text := done.text("main"); !strings.Contains(text, "U zei nee: wij hebben geen plek.") {
		t.Errorf("answered: %s", text)
	}
	again := must(t, phone.get(to), http.StatusOK)
	if text := again.text("main"); !strings.Contains(text, "U zei nee") || strings.Contains(text, "Oevermonde") {
		t.Errorf("behind a spent link: %s", text)
	}
	must(t, phone.get(to+"x"), http.StatusNotFound)
	if o, err := h.capacity.Offer(t.Context(), i.Offer); err != nil || o.Figure.Available != 0 {
		t.Errorf("the figure is %v %v, and they said full", o.Figure, err)
	}
}

// TestPlaceFollow: a citizen sees where it stands, as often as they like, and nothing that tells what or
// whom it is about.
func TestPlaceFollow(t *testing.T) {
	t.Parallel()
	h := placing(t, demonstration(t))
	v := h.signed(t, asker)
	path := v.asks("elv-laag", placement.Soon)
	must(t, h.signed(t, rival).post(path+"/link", nil), http.StatusForbidden)
	made := must(t, v.post(path+"/link", nil), http.StatusOK)
	sound(t, "made", made)
	to := attr(made.all(".place__link a")[0], "href")
	for range 2 {
		page := must(t, h.visit(t).get(to), http.StatusOK)
		sound(t, "follow", page)
		text := page.text("main")
		if !strings.Contains(text, "Er wordt een plek voor u gezocht.") || !strings.Contains(text, "antwoord van 3 aanbieders") {
			t.Errorf("it says: %s", text)
		}
		for _, word := range []string{"ELV", "verblijf", "Oevermonde-Centrum", "Kwetsbare", "Veerstoep"} {
			if strings.Contains(text, word) {
				t.Errorf("it tells %q: %s", word, text)
			}
		}
	}
	if a := h.visit(t).post(to, nil); a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("sending something answers %d", a.StatusCode)
	}
	must(t, h.visit(t).get(to), http.StatusOK)
}

// TestPlaceDenied: who has nothing to do with a request neither sees nor does anything to it.
func TestPlaceDenied(t *testing.T) {
	t.Parallel()
	h := placing(t, demonstration(t))
	path := h.signed(t, asker).asks("elv-laag", placement.Soon)
	question := placePath + "/vragen/" + string(of(t, h.request(t, path), true, h.one(t, provider).Organization).ID)
	for _, name := range []string{rival, insurer, elsewhere} {
		v := h.signed(t, name)
		for _, to := range []string{path, path + "/kandidaten", path + "/persoon", question} {
			must(t, v.get(to), http.StatusForbidden)
		}
		for _, to := range []string{"/kandidaten", "/volgende", "/oppakken", "/kies", "/intrekken", "/gegevens", "/begonnen", "/afronden", "/gaat-niet-door", "/overbrugging", "/overbrugging-stopt", "/link"} {
			form := url.Values{"aanbieder": {string(h.request(t, path).Invitations[0].Offer)}, "reden": {"changed"}, "tot": {"2026-11-10"}}
			must(t, v.post(path+to, form), http.StatusForbidden)
		}
		must(t, v.post(question+"/antwoord", url.Values{"antwoord": {"ja"}}), http.StatusForbidden)
	}
	v := h.signed(t, insurer)
	must(t, v.get(placePath), http.StatusForbidden)
	must(t, v.get(placePath+"/nieuw"), http.StatusForbidden)
	must(t, v.get(placePath+"/vragen"), http.StatusForbidden)
	must(t, v.get(path+"/iets"), http.StatusNotFound)
	must(t, h.signed(t, asker).get(placePath+"/geen-nummer"), http.StatusNotFound)

	for _, name := range []string{insurer, deskWorker, asker} {
		numbers := must(t, h.signed(t, name).get(placePath+"/cijfers"), http.StatusOK)
		sound(t, "numbers of "+name, numbers)
		if exact := !strings.Contains(numbers.text("main"), "Kleine aantallen laten wij weg"); exact != (name == deskWorker) {
			t.Errorf("%s sees small numbers: %v", name, exact)
		}
	}
}
