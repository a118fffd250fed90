package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// keeper signs in as who looks after an organisation with entries, and gives one that is not overdue.
func (h *house) keeper(t testing.TB, name string) (*visitor, directory.Service) {
	t.Helper()
	who := h.person(t, access.ProviderAdmin, func(p network.Person) bool { return p.Name == name })
	v := h.visit(t)
	v.post("/demo/als/"+string(who.ID), nil)
	for _, s := range h.data.Services {
		if s.Organization == who.Organization && s.State == directory.Shown && !s.Overdue(now) && s.Hours != "" && len(s.Contacts) > 0 {
			return v, s
		}
	}
	t.Fatal("nothing to look after")
	return nil, directory.Service{}
}

// filledIn gives what a form would send as it stands.
func (a *answer) filledIn(selector string) url.Values {
	values := url.Values{}
	for _, form := range a.all(selector) {
		for n := range form.Descendants() {
			name := attr(n, "name")
			switch {
			case name == "" || n.Type != html.ElementNode:
			case n.Data == "textarea":
				text := ""
				for c := range n.Descendants() {
					text += c.Data
				}
				values.Add(name, text)
			case n.Data == "select":
				for o := range n.Descendants() {
					if o.Data == "option" && hasAttr(o, "selected") {
						values.Add(name, attr(o, "value"))
					}
				}
			case attr(n, "type") == "checkbox" || attr(n, "type") == "radio":
				if hasAttr(n, "checked") {
					values.Add(name, attr(n, "value"))
				}
			case n.Data == "input":
				values.Add(name, attr(n, "value"))
			}
		}
	}
	return values
}

func hasAttr(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

const formOf = "form.offer__form"

func must(t *testing.T, a *answer, status int) *answer {
	t.Helper()
	if a.StatusCode != status {
		t.Fatalf("%s answers %d, want %d: %s", a.Header.Get("Location"), a.StatusCode, status, a.text("main"))
	}
	return a
}

// TestEveryFormSavesAsItStands: sending the form of each own entry unchanged changes nothing in it.
func TestEveryFormSavesAsItStands(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	v, first := h.keeper(t, "Gerda Kleibakker")
	n := 0
	for _, s := range h.data.Services {
		if s.Organization != first.Organization || s.State != directory.Shown {
			continue
		}
		n++
		path := "/werk/aanbod/" + string(s.ID)
		page := must(t, v.get(path), http.StatusOK)
		sound(t, path, page)
		must(t, v.post(path, page.filledIn(formOf)), http.StatusSeeOther)
		history := must(t, v.get(path+"/geschiedenis"), http.StatusOK)
		sound(t, path+"/geschiedenis", history)
		if changes := history.text(".offer__changes"); changes != "" {
			t.Errorf("%s: nothing was changed, and yet: %s", s.Name, changes)
		}
	}
	if n < 5 {
		t.Errorf("only %d forms", n)
	}
}

// TestEditReadsHoursBack: hours are read back before they are saved, and mistakes cost nobody their text.
func TestEditReadsHoursBack(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	v, s := h.keeper(t, "Gerda Kleibakker")
	path := "/werk/aanbod/" + string(s.ID)
	form := must(t, v.get(path), http.StatusOK).filledIn(formOf)
	form.Set("hours", "ma-vr 8-17, do tot 20")
	back := must(t, v.post(path, form), http.StatusOK)
	sound(t, "read back", back)
	if days := len(back.all(".offer__days tbody tr")); days != 14 || !strings.Contains(back.text(".notice"), "t/m") && !strings.Contains(back.text(".notice"), "vrijdag") {
		t.Errorf("%d days are read back: %s", days, back.text(".notice"))
	}
	if again := must(t, v.get(path), http.StatusOK).filledIn(formOf); again.Get("hours") == form.Get("hours") {
		t.Error("it was saved before it was read back")
	}
	must(t, v.post(path, back.filledIn(formOf)), http.StatusSeeOther)
	if text := v.get("/aanbod/" + string(s.ID)).text("main"); !strings.Contains(text, "donderdag") || !strings.Contains(text, "20.00") {
		t.Errorf("the page does not show the hours: %s", text)
	}
	form = v.get(path).filledIn(formOf)
	form.Set("name", "")
	form.Set("hours", "als het regent")
	form.Set("contacts[0].phone", "bel maar")
	form.Set("description", "Dit moet blijven staan.")
	bad := must(t, v.post(path, form), http.StatusUnprocessableEntity)
	sound(t, "mistakes", bad)
	if bad.filledIn(formOf).Get("description") != "Dit moet blijven staan." || len(bad.all(".notice--error a")) == 0 {
		t.Errorf("a mistake loses text: %s", bad.text("main"))
	}
	form.Set("hours", "ma-vr 8-17, do tot 20")
	if bad = must(t, v.post(path, form), http.StatusUnprocessableEntity); len(bad.all(".field__error")) != 2 {
		t.Errorf("%d mistakes at fields, want the name and the phone: %s", len(bad.all(".field__error")), bad.text(".field__error"))
	}
}

// TestTwoPeopleEditAtOnce: what does not touch is joined; what does is chosen side by side.
func TestTwoPeopleEditAtOnce(t *testing.T) {
	t.Parallel()
	storetest.RunAt(t, clock.Fixed(now), func(t *testing.T, db *store.DB) {
		h := fill(t, db, nil)
		one, s := h.keeper(t, "Gerda Kleibakker")
		two, _ := h.keeper(t, "Gerda Kleibakker")
		path := "/werk/aanbod/" + string(s.ID)
		first, second := one.get(path).filledIn(formOf), two.get(path).filledIn(formOf)
		first.Set("description", "Van de een.")
		first.Set("keywords", "eerste")
		second.Set("description", "Van de ander.")
		second.Set("partners", "Buurthuis")
		must(t, one.post(path, first), http.StatusSeeOther)
		choice := must(t, two.post(path, second), http.StatusConflict)
		sound(t, "choice", choice)
		text := choice.text("main")
		if len(choice.all(".offer__choice")) != 1 || !strings.Contains(text, "Van de een.") || !strings.Contains(text, "Van de ander.") || !strings.Contains(text, "Omschrijving") {
			t.Fatalf("the choice: %s", text)
		}
		// Meanwhile the first saves once more: the choice is asked anew, and nothing is lost.
		third := one.get(path).filledIn(formOf)
		third.Set("description", "Van de een, opnieuw.")
		must(t, one.post(path, third), http.StatusSeeOther)
		choice = must(t, two.post(path, choice.filledIn("main form")), http.StatusConflict)
		if !strings.Contains(choice.text("main"), "Van de een, opnieuw.") || !strings.Contains(choice.text("main"), "Van de ander.") {
			t.Fatalf("the second choice: %s", choice.text("main"))
		}
		saved := must(t, two.post(path, choice.filledIn("main form")), http.StatusSeeOther)
		if !strings.HasSuffix(saved.Header.Get("Location"), "gedaan=samengevoegd") {
			t.Errorf("leads to %s", saved.Header.Get("Location"))
		}
		end := two.get(path).filledIn(formOf)
		if end.Get("description") != "Van de ander." || end.Get("keywords") != "eerste" || end.Get("partners") != "Buurthuis" {
			t.Errorf("%q, %q, %q", end.Get("description"), end.Get("keywords"), end.Get("partners"))
		}
		// And back to what the other wrote.
		history := two.get(path + "/geschiedenis")
		undo := history.all(`form[action$="/terug"]`)
		if len(undo) < 3 {
			t.Fatalf("%d versions to put back", len(undo))
		}
		must(t, two.post(path+"/terug", url.Values{"version": {"4"}, "terug": {"3"}}), http.StatusSeeOther)
		if end = two.get(path).filledIn(formOf); end.Get("description") != "Van de een, opnieuw." {
			t.Errorf("put back: %q", end.Get("description"))
		}
		must(t, two.post(path+"/terug", url.Values{"version": {"4"}, "terug": {"1"}}), http.StatusConflict)
	})
}

// TestNewOffer makes a draft, shows it, hides it.
func TestNewOffer(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	v, _ := h.keeper(t, "Gerda Kleibakker")
	empty := must(t, v.get("/werk/aanbod/nieuw"), http.StatusOK)
	sound(t, "new", empty)
	bad := must(t, v.post("/werk/aanbod/nieuw", url.Values{"doe": {"concept"}}), http.StatusUnprocessableEntity)
	sound(t, "empty", bad)
	place := h.data.Postcodes[0]
	form := url.Values{"name": {"Voetenspreekuur"}, "kind": {"wijkverpleging"}, "discipline": {"wijkverpleging"}, "doe": {"concept"}, "languages": {"nl"},
		"locations[0].street": {"Brugstraat 1"}, "locations[0].postcode": {place.PC4 + " ab"}, "locations[0].city": {place.Place},
		"contacts[0].audience": {"citizen"}, "contacts[0].phone": {"0990 12 34 56"}}
	wrong := url.Values{}
	for k, val := range form {
		wrong[k] = val
	}
	wrong.Set("locations[0].postcode", "0000")
	if a := must(t, v.post("/werk/aanbod/nieuw", wrong), http.StatusUnprocessableEntity); !strings.Contains(a.text(".field__error"), "postcode") {
		t.Errorf("a postcode that is not there: %s", a.text(".field__error"))
	}
	made := must(t, v.post("/werk/aanbod/nieuw", form), http.StatusSeeOther).Header.Get("Location")
	path, _, _ := strings.Cut(made, "?")
	id := path[strings.LastIndex(path, "/")+1:]
	must(t, v.get("/aanbod/"+id), http.StatusNotFound)
	sound(t, "preview", must(t, v.get(path+"/voorbeeld"), http.StatusOK))
	must(t, v.post(path+"/toon", nil), http.StatusSeeOther)
	must(t, v.get("/aanbod/"+id), http.StatusOK)
	must(t, v.post(path+"/verberg", nil), http.StatusSeeOther)
	must(t, v.get("/aanbod/"+id), http.StatusNotFound)
	list := must(t, v.get("/werk/aanbod?naam=voetenspreekuur&staat=hidden"), http.StatusOK)
	sound(t, "list", list)
	if len(list.all(".offer__list li")) != 1 {
		t.Errorf("the list: %s", list.text("main"))
	}
	// Others find nothing of it.
	other, _ := h.keeper(t, "Bilal Steenoven")
	for _, p := range []string{path, path + "/voorbeeld", path + "/geschiedenis"} {
		must(t, other.get(p), http.StatusNotFound)
	}
	must(t, other.post(path+"/toon", nil), http.StatusNotFound)
	for _, p := range []string{"/werk/aanbod", "/werk/aanbod/nieuw"} {
		if a := h.visit(t).get(p); a.StatusCode < 400 && a.StatusCode != http.StatusSeeOther {
			t.Errorf("%s is open to anybody: %d", p, a.StatusCode)
		}
	}
}
