package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"eerstelijn/internal/placement"
)

// TestPlaceProvider: who was chosen reads who comes, says that it began, and can say that it does not go
// ahead after all.
func TestPlaceProvider(t *testing.T) {
	t.Parallel()
	h := placing(t, demonstration(t))
	v, bilal := h.signed(t, asker), h.signed(t, provider)
	path := v.asks("elv-laag", placement.Crisis)
	question := placePath + "/vragen/" + string(of(t, h.request(t, path), true, h.one(t, provider).Organization).ID)
	must(t, bilal.post(question+"/antwoord", url.Values{"antwoord": {"ja"}}), http.StatusSeeOther)
	chosen := must(t, bilal.get(question), http.StatusOK)
	sound(t, "chosen", chosen)
	if text := chosen.text("main"); !strings.Contains(text, "Deze persoon komt bij u. De gegevens volgen.") {
		t.Errorf("chosen: %s", text)
	}
	must(t, v.post(path+"/gegevens", url.Values{"naam": {"Teuntje Proefpersoon"}, "geboren": {"1941-03-08"}, "bereik": {"via de dochter"}}), http.StatusSeeOther)
	sound(t, "handed over", must(t, bilal.get(question), http.StatusOK))
	if text := must(t, bilal.get(path+"/persoon"), http.StatusOK).text("main"); !strings.Contains(text, "Teuntje Proefpersoon") {
		t.Errorf("the details: %s", text)
	}
	must(t, h.signed(t, rival).get(path+"/persoon"), http.StatusForbidden)

	began := url.Values{"formulier": {"begonnen"}, "terug": {question}, "dag": {"gauw"}}
	bad := must(t, bilal.post(path+"/begonnen", began), http.StatusUnprocessableEntity)
	sound(t, "no day", bad)
	if bad.filledIn(`form[action$="/begonnen"]`).Get("dag") != "gauw" || len(bad.all(".notice--error a")) == 0 {
		t.Errorf("no day: %s", bad.text("main"))
	}
	fell := url.Values{"formulier": {"gaat-niet-door"}, "terug": {question}}
	sound(t, "no reason", must(t, bilal.post(path+"/gaat-niet-door", fell), http.StatusUnprocessableEntity))
	began.Set("dag", "2026-11-03")
	if to := must(t, bilal.post(path+"/begonnen", began), http.StatusSeeOther).Header.Get("Location"); !strings.HasPrefix(to, question+"?") {
		t.Errorf("it leads to %s", to)
	}
	sound(t, "begun", must(t, bilal.get(question), http.StatusOK))
	sound(t, "list", must(t, bilal.get(placePath+"/vragen"), http.StatusOK))
	fell.Set("reden", "place-gone")
	late := must(t, bilal.post(path+"/gaat-niet-door", fell), http.StatusConflict)
	sound(t, "too late to fall through", late)
	if !strings.Contains(late.text("main"), "Dat kan nu niet") {
		t.Errorf("too late: %s", late.text("main"))
	}
}

// TestPlaceFull: a yes of whom the own figure says full comes with a new figure.
func TestPlaceFull(t *testing.T) {
	t.Parallel()
	h := placing(t, demonstration(t))
	v, bilal := h.signed(t, asker), h.signed(t, provider)
	form := v.get(placePath + "/nieuw?soort=elv-laag").filledIn(askForm)
	form.Set("insurer", "deltaborg")
	list := must(t, v.post(placePath+"/nieuw", need(form, placement.Soon)), http.StatusSeeOther).Header.Get("Location")
	full := ""
	for o := range h.board.All() {
		if o.Organization == h.one(t, provider).Organization && o.Kind == "elv-laag" && o.Free(now) == 0 {
			full = string(o.ID)
		}
	}
	page := must(t, v.get(list), http.StatusOK)
	if !strings.Contains(page.text("main"), "Nu geen plek") || len(page.all(`input[value="`+full+`"]`)) != 1 {
		t.Fatalf("who is full is not told why: %s", page.text("main"))
	}
	must(t, v.post(list, url.Values{"aanbieder": {full}}), http.StatusSeeOther)
	question := placePath + "/vragen/" + string(h.request(t, strings.TrimSuffix(list, "/kandidaten")).Invitations[0].ID)
	for _, at := range []string{placePath + "/vragen", "/werk"} {
		if len(bilal.get(at).all(`a[href="`+question+`#ja"]`)) != 1 {
			t.Errorf("%s: a yes does not ask for a figure", at)
		}
	}
	asked := must(t, bilal.get(question), http.StatusOK)
	sound(t, "full", asked)
	if text := asked.text("main"); !strings.Contains(text, "Deltaborg") || strings.Contains(text, "deltaborg") {
		t.Errorf("the insurer is not named as on the form: %s", text)
	}
	if !strings.Contains(asked.text("main"), "Uw cijfer zegt: vol. Hoeveel is er nu vrij?") {
		t.Errorf("full: %s", asked.text("main"))
	}
	none := must(t, bilal.post(question+"/antwoord", url.Values{"antwoord": {"ja"}}), http.StatusConflict)
	sound(t, "a yes without a figure", none)
	if len(none.all(`.notice--error a[href="#ja-vrij"]`)) != 1 {
		t.Errorf("without a figure: %s", none.text("main"))
	}
	zero := must(t, bilal.post(question+"/antwoord", url.Values{"antwoord": {"ja"}, "vrij": {"0"}}), http.StatusUnprocessableEntity)
	if zero.filledIn("main form").Get("vrij") == "" {
		t.Errorf("a zero: %s", zero.text("main"))
	}
	must(t, bilal.post(question+"/antwoord", url.Values{"antwoord": {"ja"}, "vrij": {"2"}}), http.StatusSeeOther)
	if text := bilal.get(question).text("main"); !strings.Contains(text, "Vastgehouden tot") {
		t.Errorf("with a figure: %s", text)
	}
}
