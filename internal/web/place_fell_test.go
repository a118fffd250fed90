package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"eerstelijn/internal/placement"
)

// TestPlaceFellThrough: why a place did not go ahead stands on the pages of who asked and of the desk, and on none of
// the provider's.
func TestPlaceFellThrough(t *testing.T) {
	t.Parallel()
	h := placing(t, demonstration(t))
	v, desk, bilal := h.signed(t, asker), h.signed(t, deskWorker), h.signed(t, provider)
	path := v.asks("elv-laag", placement.Crisis)
	i := of(t, h.request(t, path), true, h.one(t, provider).Organization)
	question := placePath + "/vragen/" + string(i.ID)
	must(t, bilal.post(question+"/antwoord", url.Values{"antwoord": {"ja"}}), http.StatusSeeOther)
	must(t, v.post(path+"/gaat-niet-door", url.Values{"reden": {"person-declined"}}), http.StatusSeeOther)

	const why = "De persoon wil hier niet heen"
	for name, who := range map[string]*visitor{"who asked": v, "the desk": desk} {
		page := must(t, who.get(path), http.StatusOK)
		sound(t, name, page)
		if text := page.text(".place__list"); !strings.Contains(text, "Ging niet door") || !strings.Contains(text, why) {
			t.Errorf("%s reads of who was asked: %s", name, text)
		}
		if text := page.text(".place__steps"); !strings.Contains(text, "ging niet door: de persoon wil hier niet heen") {
			t.Errorf("%s reads of what happened: %s", name, text)
		}
		if text := page.text(".place__stand"); !strings.Contains(text, "Een plek ging niet door: de persoon wil hier niet heen. Vraag anderen.") {
			t.Errorf("%s reads where it stands: %s", name, text)
		}
		list := must(t, who.get(placePath), http.StatusOK)
		sound(t, name+", list", list)
		if text := list.text("main"); !strings.Contains(text, "Een plek ging niet door: de persoon wil hier niet heen.") {
			t.Errorf("%s reads on the list: %s", name, text)
		}
	}
	for _, to := range []string{question, placePath + "/vragen", "/werk"} {
		page := must(t, bilal.get(to), http.StatusOK)
		if strings.Contains(strings.ToLower(page.body), strings.ToLower(why)) {
			t.Errorf("the provider reads why on %s: %s", to, page.text("main"))
		}
	}
	must(t, bilal.get(path), http.StatusForbidden)
	// It is not placed with another one, and the provider is not told that it is.
	if text := bilal.get(question).text("main"); !strings.Contains(text, "Deze vraag staat niet meer bij u open.") {
		t.Errorf("the provider reads: %s", text)
	}
	must(t, v.post(path+"/intrekken", url.Values{"reden": {"admitted"}}), http.StatusSeeOther)
	if text := bilal.get(question).text("main"); !strings.Contains(text, "Deze vraag is ingetrokken. Uw plek is weer vrij.") || strings.Contains(text, "ziekenhuis") {
		t.Errorf("the provider reads of the withdrawal: %s", text)
	}
}
