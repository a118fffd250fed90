package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"eerstelijn/internal/access"
	"eerstelijn/internal/network"
)

const west = "/werk/netwerk/wijkverband/oevermonde-west"

// as is a visit by somebody of the invented people.
func (h *house) as(t testing.TB, role access.Role, ok func(network.Person) bool) *visitor {
	t.Helper()
	v := h.visit(t)
	if a := v.post("/demo/als/"+string(h.person(t, role, ok).ID), nil); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("signing in as %s answers %d", role, a.StatusCode)
	}
	return v
}

// filled reads what stands in the form of a page, as a browser would send it.
func (a *answer) filled(action string) url.Values {
	form := url.Values{}
	inside := `form[action="` + action + `"] `
	for _, in := range a.all(inside + "input[name]") {
		if kind := attr(in, "type"); (kind == "radio" || kind == "checkbox") && !has(in, "checked") {
			continue
		}
		form.Add(attr(in, "name"), attr(in, "value"))
	}
	for _, in := range a.all(inside + "textarea[name]") {
		if in.FirstChild != nil {
			form.Add(attr(in, "name"), in.FirstChild.Data)
		} else {
			form.Add(attr(in, "name"), "")
		}
	}
	for _, in := range a.all(inside + "select[name]") {
		for _, o := range a.all(inside + `select[name="` + attr(in, "name") + `"] option`) {
			if has(o, "selected") {
				form.Set(attr(in, "name"), attr(o, "value"))
			}
		}
	}
	return form
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func inWest(h *house) func(network.Person) bool {
	return func(p network.Person) bool {
		for _, w := range h.data.Wijkverbanden {
			if w.ID == p.Wijkverband && w.Slug == "oevermonde-west" {
				return true
			}
		}
		return false
	}
}

func inRegion(h *house, slug string) func(network.Person) bool {
	return func(p network.Person) bool {
		for _, r := range h.data.Regions {
			if r.ID == p.Region && r.Slug == slug {
				return true
			}
		}
		return false
	}
}

// Every page opens for whom it belongs to, with its form as it stands, and saving it as it stands
// changes nothing and is accepted.
func TestNetworkPages(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	coordinator, staff := h.as(t, access.Coordinator, inWest(h)), h.as(t, access.RESVStaff, inRegion(h, "rivierenzoom"))
	board, admin := h.as(t, access.RESVBoard, inRegion(h, "rivierenzoom")), h.as(t, access.ProviderAdmin, nil)
	contact := attr(coordinator.get(west).all(`a[href^="` + west + `/contact/"]`)[0], "href")
	region := "/werk/netwerk/regio/rivierenzoom"
	for _, c := range []struct {
		who  *visitor
		path string
		form bool
		says string
	}{
		{coordinator, "/werk/netwerk", false, "Oevermonde-West"},
		{staff, "/werk/netwerk", false, "Vandaag niemand voor"},
		{board, "/werk/netwerk", false, "Wat er veranderde"},
		{coordinator, west, false, "Wie is bereikbaar?"},
		{coordinator, west + "/gegevens", true, "laatste overleg"},
		{coordinator, contact, true, "Dat kiest iedereen zelf"},
		{coordinator, west + "/contact/nieuw?voor=farmacie", false, "Voor welke discipline?"},
		{coordinator, west + "/taak/wijk-2", true, "Waaruit blijkt dat?"},
		{coordinator, west + "/wijkverpleging", true, "Regel 1"},
		{coordinator, west + "/geschiedenis", false, "toegevoegd"},
		{board, west + "/geschiedenis?op=2026-11-03", false, "Zo was het"},
		{staff, west + "/wijken", true, "Oevermonde-Centrum"},
		{staff, west + "/stoppen", false, "aanspreekpunten minder"},
		{staff, region, false, "Vijf taken"},
		{staff, region + "/gegevens", true, "Rechtsvorm"},
		{staff, region + "/gebieden", true, "CBS-code"},
		{staff, region + "/taak/resv-5", true, "Waaruit blijkt dat?"},
		{staff, region + "/nieuw", false, "Voeg toe"},
		{board, region + "/geschiedenis", false, "Wijzigingen"},
		{admin, "/werk/netwerk", false, "Telefoon"},
		{admin, "/werk/netwerk/organisatie", true, "URA"},
	} {
		a := c.who.get(c.path)
		if a.StatusCode != http.StatusOK || !strings.Contains(a.text("main"), c.says) || len(a.all("h1")) != 1 {
			t.Errorf("%s: %d, without %q: %s", c.path, a.StatusCode, c.says, a.text("main"))
			continue
		}
		if primaries := len(a.all("main .nl-button--primary")); primaries > 1 {
			t.Errorf("%s has %d filled buttons", c.path, primaries)
		}
		if !c.form {
			continue
		}
		if saved := c.who.post(c.path, a.filled(c.path)); saved.StatusCode != http.StatusSeeOther {
			t.Errorf("%s saved as it stands answers %d: %s", c.path, saved.StatusCode, saved.text("main"))
		}
		if again := c.who.get(c.path).filled(c.path); again.Encode() != a.filled(c.path).Encode() {
			t.Errorf("%s saved as it stands has changed:\n%v\n%v", c.path, a.filled(c.path), again)
		}
	}
}

// What belongs to the neighbours is refused, on the page and on record.
func TestNeighboursAreRefused(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	coordinator := h.as(t, access.Coordinator, inWest(h))
	elsewhere := h.as(t, access.RESVStaff, inRegion(h, "duinrand"))
	zilverwaard, region := "/werk/netwerk/wijkverband/zilverwaard", "/werk/netwerk/regio/rivierenzoom"
	for _, c := range []struct {
		who  *visitor
		path string
	}{
		{coordinator, zilverwaard}, {coordinator, zilverwaard + "/gegevens"}, {coordinator, zilverwaard + "/geschiedenis"}, {coordinator, region},
		{coordinator, west + "/wijken"}, {coordinator, west + "/stoppen"}, {coordinator, "/werk/netwerk/organisatie"},
		{elsewhere, west}, {elsewhere, region}, {elsewhere, region + "/nieuw"}, {elsewhere, region + "/geschiedenis"},
		{h.as(t, access.RESVBoard, inRegion(h, "rivierenzoom")), region}, {h.visit(t), west}, {h.visit(t), "/werk/netwerk"},
	} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			if method == http.MethodPost && (c.path == zilverwaard || c.path == region || c.path == west || c.path == "/werk/netwerk") {
				continue
			}
			a := c.who.send(method, c.path, strings.NewReader("versie=1"), "application/x-www-form-urlencoded")
			if a.StatusCode != http.StatusForbidden && a.StatusCode != http.StatusSeeOther || strings.Contains(a.Header.Get("Location"), "bewaard") {
				t.Errorf("%s %s answers %d", method, c.path, a.StatusCode)
			}
		}
	}
}

// Two people open the same form. What they change beside each other both stays; what they both change
// is laid side by side, and the second chooses.
func TestTwoPeopleOnOneForm(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	first, second := h.as(t, access.Coordinator, inWest(h)), h.as(t, access.RESVStaff, inRegion(h, "rivierenzoom"))
	path := west + "/gegevens"
	one, other := first.get(path).filled(path), second.get(path).filled(path)
	one.Set("name", "Wijkverband West")
	one.Set("website", "https://west.example")
	if a := first.post(path, one); a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != west+"?bewaard=ja" {
		t.Fatalf("the first save answers %d %s", a.StatusCode, a.text("main"))
	}
	other.Set("meets_every", "elke 3 weken")
	other.Set("website", "https://oevermonde.example")
	a := second.post(path, other)
	if a.StatusCode != http.StatusConflict || !strings.Contains(a.text("main"), "de coördinator") {
		t.Fatalf("the second save answers %d: %s", a.StatusCode, a.text("main"))
	}
	sides := a.text(".net__sides")
	if len(a.all(".net__sides")) != 1 || !strings.Contains(sides, "https://west.example") || !strings.Contains(sides, "https://oevermonde.example") {
		t.Errorf("side by side stands %q", sides)
	}
	choice := a.filled(path)
	// Nothing chosen: it is asked again, with what was typed.
	b := second.post(path, choice)
	if b.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(b.text(".notice--error"), "Kies wat er moet staan") || b.filled(path).Get("website") != "https://oevermonde.example" {
		t.Errorf("without a choice it answers %d %q", b.StatusCode, b.text("main"))
	}
	choice.Set("website", "https://west.example")
	if a := second.post(path, choice); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("the choice answers %d: %s", a.StatusCode, a.text("main"))
	}
	stands := first.get(path).filled(path)
	if stands.Get("name") != "Wijkverband West" || stands.Get("meets_every") != "elke 3 weken" || stands.Get("website") != "https://west.example" {
		t.Errorf("afterwards it is %v", stands)
	}
	// The history tells both, and an earlier state goes back.
	history := first.get(west + "/geschiedenis")
	if text := history.text("main"); !strings.Contains(text, "Gewijzigd: naam, website") || !strings.Contains(text, "hoe vaak het overlegt") {
		t.Errorf("the history says %q", text)
	}
	forms := history.all(`form[method="post"][action="` + west + `/geschiedenis"]`)
	if len(forms) == 0 {
		t.Fatal("nothing can be put back")
	}
	back := url.Values{}
	for _, in := range history.all(`form[method="post"][action="` + west + `/geschiedenis"] input`) {
		if len(back) < 4 {
			back.Set(attr(in, "name"), attr(in, "value"))
		}
	}
	if a := first.post(west+"/geschiedenis", back); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("putting back answers %d: %s", a.StatusCode, a.text("main"))
	}
	between := second.get(path).filled(path)
	between.Set("meets_every", "elke 5 weken")
	if a := second.post(path, between); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("a change in between answers %d", a.StatusCode)
	}
	if again := first.post(west+"/geschiedenis", back); again.StatusCode != http.StatusConflict {
		t.Errorf("putting back what somebody has not seen answers %d", again.StatusCode)
	}
}

// What is wrong stands at its field and in the summary, and what was typed stays.
func TestNetworkFormErrors(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	coordinator, staff := h.as(t, access.Coordinator, inWest(h)), h.as(t, access.RESVStaff, inRegion(h, "rivierenzoom"))
	for _, c := range []struct {
		who                *visitor
		path, field, value string
		says               string
	}{
		{coordinator, west + "/gegevens", "meets_every", "soms", "elke 6 weken"},
		{coordinator, west + "/gegevens", "last_met", "gisteren", "Vul een dag in"},
		{coordinator, west + "/gegevens", "last_met", "2030-01-01", "moet nog komen"},
		{coordinator, west + "/gegevens", "website", "javascript:alert(1)", "https://"},
		{coordinator, west + "/contact/nieuw?voor=farmacie", "hours", "soms", "ma-vr 8-17"},
		{coordinator, west + "/contact/nieuw?voor=farmacie", "phone", "bel mij", "010 123 45 67"},
		{staff, "/werk/netwerk/regio/rivierenzoom/gebieden", "areas", "Oevermonde", "CBS-code"},
		{staff, west + "/wijken", "primary", "WK990101", "staat niet bij de gebieden"},
		{staff, "/werk/netwerk/regio/rivierenzoom/nieuw", "name", " ", "Vul een naam in"},
	} {
		action, _, _ := strings.Cut(c.path, "?")
		form := c.who.get(c.path).filled(action)
		form.Set(c.field, c.value)
		a := c.who.post(action, form)
		if a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.text(".notice--error"), c.says) {
			t.Errorf("%s with %s %q answers %d: %s", c.path, c.field, c.value, a.StatusCode, a.text(".notice--error"))
		}
		if got := a.filled(action).Get(c.field); c.field != "primary" && got != strings.TrimSpace(c.value) {
			t.Errorf("%s: %q became %q", c.path, c.value, got)
		}
	}
	if a := coordinator.post(west+"/gegevens", url.Values{"name": {"X"}}); a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a form without a version answers %d", a.StatusCode)
	}
}

// A region makes a wijkverband, and lets it stop; a coordinator adds a contact and lets it stop.
func TestMakingAndEnding(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	coordinator, staff := h.as(t, access.Coordinator, inWest(h)), h.as(t, access.RESVStaff, inRegion(h, "rivierenzoom"))
	made := staff.post("/werk/netwerk/regio/rivierenzoom/nieuw", url.Values{"versie": {"0"}, "name": {"Wijkverband Hoenderlaak"}, "meets_every": {""}, "areas": {"", "WK990204"}, "primary": {"", "WK990204"}})
	if made.StatusCode != http.StatusSeeOther {
		t.Fatalf("making one answers %d: %s", made.StatusCode, made.text("main"))
	}
	page := "/werk/netwerk/wijkverband/wijkverband-hoenderlaak"
	if a := staff.get(page); a.StatusCode != http.StatusOK || !strings.Contains(a.text("main"), "Nog niemand") {
		t.Fatalf("its page answers %d: %s", a.StatusCode, a.text("main"))
	}
	if a := staff.post(page+"/stoppen", staff.get(page+"/stoppen").filled(page+"/stoppen")); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("ending it answers %d: %s", a.StatusCode, a.text("main"))
	}
	if a := staff.get(page); a.StatusCode != http.StatusNotFound {
		t.Errorf("what has ended answers %d", a.StatusCode)
	}
	if a := staff.get(page + "/geschiedenis"); a.StatusCode != http.StatusOK || !strings.Contains(a.text("main"), "gestopt") {
		t.Errorf("its history answers %d: %s", a.StatusCode, a.text("main"))
	}

	form := coordinator.get(west + "/contact/nieuw?voor=dietetiek").filled(west + "/contact/nieuw")
	form.Set("function", "Aanspreekpunt diëtisten")
	form.Set("phone", "0990 12 34 56")
	form.Set("hours", "ma-vr 8-17")
	if a := coordinator.post(west+"/contact/nieuw", form); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("adding somebody answers %d: %s", a.StatusCode, a.text("main"))
	}
	hub := coordinator.get(west)
	link := ""
	for _, a := range hub.all("main a") {
		if attr(a, "aria-label") == "Wijzig Aanspreekpunt diëtisten" {
			link = attr(a, "href")
		}
	}
	if link == "" || !strings.Contains(hub.text("main"), "maandag t/m vrijdag 8.00–17.00 uur") {
		t.Fatalf("the new contact is not there: %s", hub.text("main"))
	}
	if public := h.visit(t).get("/wijk/oevermonde-west"); !strings.Contains(public.text("main"), "Aanspreekpunt diëtisten") || strings.Contains(public.text("main"), "Wijzig") {
		t.Errorf("everybody sees %s", public.text("main"))
	}
	if a := coordinator.post(link+"/stoppen", coordinator.get(link).filled(link+"/stoppen")); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("ending it answers %d: %s", a.StatusCode, a.text("main"))
	}
	if a := coordinator.get(west); strings.Contains(a.text("main"), "diëtisten") {
		t.Error("it is still there")
	}
	if a := coordinator.get("/wijk/oevermonde-west"); len(a.all(`a[href="`+west+`"]`)) != 1 {
		t.Error("the coordinator is not led from the wijk to editing it")
	}
}
