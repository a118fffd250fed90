package web_test

import (
	"net/http"
	"strings"
	"testing"

	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/network"
)

// TestThemeRises: what three wijken report is proposed to the region, which makes one of it.
func TestThemeRises(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	v := h.signed(t, nurse)
	for _, area := range []string{westArea, "WK990101", "WK990103"} {
		form := tells(v.get(stuckPath+"/melden").filledIn("main form"), "’s Nachts geen wijkverpleging in "+area)
		form.Set("wijk", area)
		form.Set("thema", "avond-nacht-weekend")
		must(t, v.post(stuckPath+"/melden", form), http.StatusSeeOther)
	}
	region := h.signed(t, regionDesk)
	page := must(t, region.get(stuckPath+"/thema"), http.StatusOK)
	sound(t, "the themes", page)
	if !strings.Contains(page.text("main"), "Avond, nacht en weekend") {
		t.Fatalf("the theme does not rise: %s", page.text("main"))
	}
	form := page.filledIn(`form[action="` + stuckPath + `/thema"]`)
	reader := must(t, h.signed(t, coordinate).get(stuckPath+"/thema"), http.StatusOK)
	sound(t, "the themes for a coordinator", reader)
	if len(reader.all(`form[action="`+stuckPath+`/thema"]`)) != 0 {
		t.Error("a coordinator is offered to make one for the region")
	}
	must(t, h.signed(t, coordinate).post(stuckPath+"/thema", form), http.StatusForbidden)
	made := must(t, region.post(stuckPath+"/thema", form), http.StatusSeeOther)
	path, _, _ := strings.Cut(made.Header.Get("Location"), "?")
	whole := h.stuck(t, path)
	if whole.Level != bottleneck.Region || len(whole.Parts) != 3 || whole.Place.Region != network.RegionID(h.one(t, regionDesk).Region) {
		t.Errorf("made at %s of %d parts", whole.Level, len(whole.Parts))
	}
	sound(t, "the bundle", must(t, region.get(path), http.StatusOK))
}
