package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"eerstelijn/internal/bottleneck"
)

const signalPath = stuckPath + "/regels"

// TestSignalRules: who works for the region tries a rule on the past, keeps it, changes it and stops it;
// others read what holds.
func TestSignalRules(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	region := h.signed(t, regionDesk)
	page := must(t, region.get(signalPath), http.StatusOK)
	sound(t, "the rules", page)
	for _, l := range page.all(`a[href^="` + signalPath + `?meting="]`) {
		form := must(t, region.get(leadsTo(l)), http.StatusOK)
		sound(t, attr(l, "href"), form)
	}
	tried := page.all(`a[href^="` + signalPath + `?proef="]`)
	if len(tried) == 0 {
		t.Fatal("no rule can be tried")
	}
	trial := must(t, region.get(leadsTo(tried[0])), http.StatusOK)
	sound(t, "a rule of all that is tried", trial)
	if text := trial.text("main"); !strings.Contains(text, "Er is niets verstuurd.") {
		t.Errorf("a trial does not say that nothing was sent: %s", text)
	}

	form := must(t, region.get(signalPath+"?meting=no-contact"), http.StatusOK).filledIn(`form[action="` + signalPath + `"]`)
	form.Set("discipline", "wijkverpleging")
	form.Set("wanneer", "night")
	form.Set("kort", "In de nacht is er hier niemand voor wijkverpleging")
	form.Set("thema", "avond-nacht-weekend")
	form.Set("bron", "Afgesproken in de regio")
	form.Set("grens", "veel")
	form.Set("doe", "probeer")
	wrong := must(t, region.post(signalPath, form), http.StatusUnprocessableEntity)
	sound(t, "a threshold that is no number", wrong)
	form.Set("grens", "20")
	sound(t, "a rule that is tried", must(t, region.post(signalPath, form), http.StatusOK))
	if text := region.get(signalPath).text("main"); strings.Contains(text, form.Get("kort")) {
		t.Error("a rule that was tried is kept")
	}
	form.Set("doe", "bewaar")
	must(t, region.post(signalPath, form), http.StatusSeeOther)
	kept := must(t, region.get(signalPath), http.StatusOK)
	if !strings.Contains(kept.text("main"), form.Get("kort")) {
		t.Fatal("the rule is not kept")
	}
	edits := kept.all(`a[href^="` + signalPath + `?regel="]`)
	if len(edits) != 1 {
		t.Fatalf("%d rules can be changed, want the region's own", len(edits))
	}
	change := must(t, region.get(leadsTo(edits[0])), http.StatusOK).filledIn(`form[action="` + signalPath + `"]`)
	change.Set("weken", "6")
	change.Set("doe", "bewaar")
	must(t, region.post(signalPath, change), http.StatusSeeOther)
	after := must(t, region.get(signalPath), http.StatusOK)
	if !strings.Contains(after.text("main"), "6 weken lang") {
		t.Error("the rule is not changed")
	}
	stop := after.filledIn(`form[action="` + signalPath + `/stopt"]`)
	for _, name := range []string{coordinate, nurse, insurer} {
		v := h.signed(t, name)
		others := must(t, v.get(signalPath), http.StatusOK)
		sound(t, "the rules for "+name, others)
		if len(others.all(`form[action="`+signalPath+`/stopt"]`)) != 0 {
			t.Errorf("%s is offered to stop a rule", name)
		}
		must(t, v.post(signalPath, change), http.StatusForbidden)
		must(t, v.post(signalPath+"/stopt", stop), http.StatusForbidden)
	}
	must(t, region.post(signalPath+"/stopt", stop), http.StatusSeeOther)
}

// leadsTo is where a link leads, as a browser asks for it: without the part that it scrolls to.
func leadsTo(link *html.Node) string {
	path, _, _ := strings.Cut(attr(link, "href"), "#")
	return path
}

// TestJoin: somebody else with the same problem joins, and is asked at the end as well.
func TestJoin(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	path := h.signed(t, nurse).told(noNight)
	other := h.signed(t, asker)
	if len(must(t, other.get(path), http.StatusOK).all(`form[action="`+path+`/meedoen"]`)) != 1 {
		t.Fatal("nobody is asked whether they suffer from it too")
	}
	must(t, other.does(path, "meedoen", nil), http.StatusSeeOther)
	must(t, other.does(path, "meedoen", nil), http.StatusSeeOther) // a second click
	if now := h.stuck(t, path); now.Bottleneck.Reporters != 2 {
		t.Errorf("%d reporters", now.Bottleneck.Reporters)
	}
	wijk := h.signed(t, coordinate)
	must(t, wijk.does(path, "afronden", url.Values{"woorden": {"Er is nu iemand."}, "einde": {"solved"}}), http.StatusSeeOther)
	must(t, h.signed(t, nurse).does(path, "oordeel", url.Values{"oordeel": {"ja"}}), http.StatusSeeOther)
	if now := h.stuck(t, path); now.State != bottleneck.Proposed {
		t.Errorf("it is %s after one yes of two", now.State)
	}
	sound(t, "half agreed", must(t, other.get(path), http.StatusOK))
	must(t, other.does(path, "oordeel", url.Values{"oordeel": {"nee"}, "waarom": {"Nog niet bij ons."}}), http.StatusSeeOther)
	if now := h.stuck(t, path); now.State != bottleneck.Discussing {
		t.Errorf("it is %s after a no", now.State)
	}
	must(t, h.signed(t, insurer).does(path, "oordeel", url.Values{"oordeel": {"ja"}}), http.StatusForbidden)
}
