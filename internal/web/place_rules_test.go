package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
)

const (
	regional  = "Esra Hoogwater"   // works for the region
	neighbour = "Renske Zeedistel" // works for another region
	rulesPath = placePath + "/regels"
)

// TestPlaceRules: who works for the region says who coordinates and who bridges; a mistake costs no text.
func TestPlaceRules(t *testing.T) {
	t.Parallel()
	h := placing(t, demonstration(t))
	v := h.signed(t, regional)
	if link := must(t, v.get(placePath), http.StatusOK).all(`a[href="` + rulesPath + `"]`); len(link) != 1 {
		t.Error("nothing leads there")
	}
	sound(t, "nothing agreed", must(t, v.get(rulesPath), http.StatusOK))
	provides := func(o network.OrganizationID) string {
		found, err := h.net.Organization(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		return found.Name
	}
	help := provides(h.one(t, provider).Organization)
	region := h.one(t, regional).Region

	must(t, v.post(rulesPath+"/coordinatie", url.Values{"organisatie": {help}}), http.StatusSeeOther)
	if desk, err := h.placement.DeskOf(t.Context(), region); err != nil || desk != h.one(t, provider).Organization {
		t.Errorf("the desk is %s, %v", desk, err)
	}
	if text := must(t, v.get(rulesPath), http.StatusOK).text("main"); !strings.Contains(text, help+" ziet alle aanvragen") {
		t.Errorf("the desk: %s", text)
	}

	form := url.Values{"soort": {"elv-laag"}, "spoed": {"soon"}, "organisatie": {"Bestaat niet"}, "wat": {"Elke dag wijkverpleging."}, "dagen": {"vier"}, "betaald": {"Zorgverzekeraar"}}
	bad := must(t, v.post(rulesPath+"/regel", form), http.StatusUnprocessableEntity)
	sound(t, "nobody of that name", bad)
	if kept := bad.filledIn(`form[action$="/regel"]`); kept.Get("wat") != "Elke dag wijkverpleging." || kept.Get("soort") != "elv-laag" || kept.Get("spoed") != "soon" {
		t.Errorf("a mistake loses text: %v", kept)
	}
	form.Set("organisatie", help)
	if a := must(t, v.post(rulesPath+"/regel", form), http.StatusUnprocessableEntity); len(a.all(`.notice--error a[href="#regel-dagen"]`)) != 1 {
		t.Errorf("nothing is said of the days: %s", a.text(".notice--error"))
	}
	for _, days := range []string{"4", "6", "6"} {
		form.Set("dagen", days)
		must(t, v.post(rulesPath+"/regel", form), http.StatusSeeOther)
	}
	rules, err := h.placement.BridgingRules(t.Context(), region)
	if err != nil || len(rules) != 1 || rules[0].Days != 6 || rules[0].Kind != "elv-laag" || rules[0].Urgency != placement.Soon {
		t.Fatalf("%+v, %v", rules, err)
	}
	page := must(t, v.get(rulesPath), http.StatusOK)
	sound(t, "a rule", page)
	address, _, _ := strings.Cut(attr(page.all(".place__acts a")[0], "href"), "#")
	change := must(t, v.get(address), http.StatusOK)
	sound(t, "change", change)
	if f := change.filledIn(`form[action$="/regel"]`); f.Get("organisatie") != help || f.Get("dagen") != "6" || f.Get("betaald") != "Zorgverzekeraar" {
		t.Errorf("the form of a rule holds %v", f)
	}

	for _, name := range []string{asker, provider, deskWorker, insurer} {
		other := h.signed(t, name)
		must(t, other.get(rulesPath), http.StatusForbidden)
		for _, to := range []string{"/coordinatie", "/regel", "/stopt"} {
			must(t, other.post(rulesPath+to, form), http.StatusForbidden)
		}
		if links := other.get(placePath).all(`a[href="` + rulesPath + `"]`); len(links) > 0 {
			t.Errorf("%s is led to what is not theirs", name)
		}
	}
	other := h.signed(t, neighbour)
	if text := must(t, other.get(rulesPath), http.StatusOK).text("main"); strings.Contains(text, help) {
		t.Errorf("of another region: %s", text)
	}
	must(t, other.post(rulesPath+"/stopt", form), http.StatusSeeOther) // their own region has no such rule
	if rules, _ := h.placement.BridgingRules(t.Context(), region); len(rules) != 1 {
		t.Fatal("another region ended the rule")
	}
	for range 2 { // the second is a double click
		must(t, v.post(rulesPath+"/stopt", form), http.StatusSeeOther)
	}
	if rules, _ := h.placement.BridgingRules(t.Context(), region); len(rules) != 0 {
		t.Errorf("left: %+v", rules)
	}
}

// TestPlaceRulesOfOneName: of several organisations of a name one is chosen.
func TestPlaceRulesOfOneName(t *testing.T) {
	t.Parallel()
	h := placing(t, demonstration(t))
	v := h.signed(t, regional)
	a := must(t, v.post(rulesPath+"/coordinatie", url.Values{"organisatie": {"Huisarts"}}), http.StatusUnprocessableEntity)
	sound(t, "several", a)
	several := a.all(`input[name="wie"]`)
	if len(several) < 2 {
		t.Fatalf("to choose from: %s", a.text("main"))
	}
	chosen := attr(several[1], "value")
	must(t, v.post(rulesPath+"/coordinatie", url.Values{"organisatie": {"Huisarts"}, "wie": {chosen}}), http.StatusSeeOther)
	if desk, err := h.placement.DeskOf(t.Context(), h.one(t, regional).Region); err != nil || string(desk) != chosen {
		t.Errorf("the desk is %s, %v", desk, err)
	}
	must(t, v.post(rulesPath+"/coordinatie", url.Values{"organisatie": {"Huisarts"}, "wie": {"iemand anders"}}), http.StatusUnprocessableEntity)
}

// TestAgeAfterAPlaceIsGiven: when the platform counts a place off, nobody looked: the age on the pages stays
// that of the last look.
func TestAgeAfterAPlaceIsGiven(t *testing.T) {
	t.Parallel()
	h := placing(t, demonstration(t))
	path := h.signed(t, asker).asks("elv-laag", placement.Crisis)
	i := of(t, h.request(t, path), true, h.one(t, provider).Organization)
	before, err := h.capacity.Offer(t.Context(), i.Offer)
	if err != nil || !before.Figure.ToldAt.Before(now.Add(-time.Minute)) {
		t.Fatalf("%+v, %v", before.Figure, err)
	}
	h.answers(t, i, placement.Answer{Yes: true})
	after, err := h.capacity.Offer(t.Context(), i.Offer)
	if err != nil || after.Figure.ToldAt.Equal(after.Figure.ObservedAt) {
		t.Fatalf("nothing was counted off: %+v, %v", after.Figure, err)
	}
	want := after.Figure.ToldAt.In(now.Location()).Format("T15:04")
	for _, name := range []string{provider, rival} {
		page := must(t, h.signed(t, name).get("/werk/capaciteit/"+string(i.Offer)), http.StatusOK)
		if told := page.all("main time"); len(told) == 0 || !strings.Contains(attr(told[0], "datetime"), want) {
			t.Errorf("%s reads another age than %s: %s", name, want, page.text("main"))
		}
	}
}

// TestPlaceBridged: who bridges reads what is theirs to do, and who does not reads nothing of it.
func TestPlaceBridged(t *testing.T) {
	t.Parallel()
	h := placing(t, demonstration(t))
	path := h.signed(t, asker).asks("elv-laag", placement.Soon)
	bridge := url.Values{"formulier": {"overbrugging"}, "wie": {string(h.one(t, rival).Organization)}, "wat": {"Elke dag wijkverpleging."}, "tot": {"2026-11-10"}}
	must(t, h.signed(t, rival).get(path), http.StatusForbidden)
	must(t, h.signed(t, deskWorker).post(path+"/overbrugging", bridge), http.StatusSeeOther)
	page := must(t, h.signed(t, rival).get(placePath+"/vragen"), http.StatusOK)
	sound(t, "bridged", page)
	if text := page.text("main"); !strings.Contains(text, "U overbrugt (1)") || !strings.Contains(text, "Elke dag wijkverpleging.") || !strings.Contains(text, "tot en met dinsdag 10 november") {
		t.Errorf("who bridges reads: %s", text)
	}
	sound(t, "what is bridged", must(t, h.signed(t, rival).get(path), http.StatusOK))
	if text := h.signed(t, provider).get(placePath + "/vragen").text("main"); strings.Contains(text, "U overbrugt") {
		t.Errorf("who does not bridge reads: %s", text)
	}
}
