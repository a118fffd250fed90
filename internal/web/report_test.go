package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/network"
)

// TestReportAndAnswer: a citizen says what is wrong and reads the answer; the owner answers from the list.
func TestReportAndAnswer(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	owner, s := h.keeper(t, "Bilal Steenoven")
	citizen := h.visit(t)
	page := "/aanbod/" + string(s.ID)
	if len(citizen.get(page).all(`a[href="`+page+`/klopt-niet"]`)) != 1 {
		t.Fatal("the page does not lead to the form")
	}
	path := page + "/klopt-niet"
	sound(t, path, must(t, citizen.get(path), http.StatusOK))
	bad := must(t, citizen.post(path, url.Values{"words": {"Ik ben 123456782"}}), http.StatusUnprocessableEntity)
	sound(t, "a BSN", bad)
	if len(bad.all(".field__error")) != 2 {
		t.Errorf("%s", bad.text(".field__error"))
	}
	words := url.Values{"kind": {"contact"}, "words": {"Het nummer is nu 0990 12 34 56."}}
	warned := must(t, citizen.post(path, words), http.StatusOK)
	sound(t, "warned", warned)
	if !strings.Contains(warned.text("main"), "nog niet verstuurd") {
		t.Errorf("no warning: %s", warned.text("main"))
	}
	sent := must(t, citizen.post(path, warned.filledIn("main form")), http.StatusSeeOther).Header.Get("Location")
	if !strings.HasPrefix(sent, "/melding/") || citizen.get(sent).Header.Get("Referrer-Policy") != "no-referrer" {
		t.Fatalf("leads to %s", sent)
	}
	receipt := must(t, h.visit(t).get(sent), http.StatusOK)
	sound(t, "receipt", receipt)
	if strings.Contains(receipt.text("main"), "0990 12 34 56") || !strings.Contains(receipt.text("main"), s.Name) {
		t.Errorf("the receipt: %s", receipt.text("main"))
	}
	sound(t, "the same again", must(t, citizen.post(path, warned.filledIn("main form")), http.StatusConflict))
	must(t, citizen.get("/melding/018f3b5e-0000-7000-8000-000000000000"), http.StatusNotFound)

	work := must(t, owner.get("/werk"), http.StatusOK)
	sound(t, "/werk", work)
	at := ""
	for _, n := range work.all(`a[href^="/werk/melding/"]`) {
		if one := owner.get(attr(n, "href")); strings.Contains(one.text("main"), "0990 12 34 56") {
			at = attr(n, "href")
			sound(t, "report", one)
		}
	}
	if at == "" {
		t.Fatal("the owner does not find it")
	}
	must(t, owner.post(at+"/bezig", nil), http.StatusSeeOther)
	if !strings.Contains(h.visit(t).get(sent).text(".report__step--reached"), "kijkt ernaar") {
		t.Error("the receipt does not tell that somebody looks")
	}
	sound(t, "no answer", must(t, owner.post(at, url.Values{}), http.StatusUnprocessableEntity))
	other, _ := h.keeper(t, "Gerda Kleibakker")
	must(t, other.get(at), http.StatusNotFound)
	must(t, other.post(at, url.Values{"answer": {"right"}}), http.StatusForbidden)
	must(t, owner.post(at, url.Values{"answer": {"right"}, "reply": {"Wij hebben gebeld: het klopt."}}), http.StatusSeeOther)
	if text := h.visit(t).get(sent).text("main"); !strings.Contains(text, "het klopt zoals het er staat") || !strings.Contains(text, "Wij hebben gebeld") {
		t.Errorf("the answer: %s", text)
	}
}

// TestChangeSolvesAReport: the owner ticks what a change solves.
func TestChangeSolvesAReport(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	owner, s := h.keeper(t, "Gerda Kleibakker")
	sent := must(t, h.visit(t).post("/aanbod/"+string(s.ID)+"/klopt-niet", url.Values{"kind": {"offer"}}), http.StatusSeeOther).Header.Get("Location")
	path := "/werk/aanbod/" + string(s.ID)
	page := owner.get(path)
	form := page.filledIn(formOf)
	boxes := page.all(`input[name="melding"]`)
	if len(boxes) == 0 {
		t.Fatal("the form does not name the report")
	}
	for _, b := range boxes {
		form.Add("melding", attr(b, "value"))
	}
	form.Set("description", "Aangepast.")
	must(t, owner.post(path, form), http.StatusSeeOther)
	if text := h.visit(t).get(sent).text("main"); !strings.Contains(text, "heeft het aangepast") {
		t.Errorf("the receipt: %s", text)
	}
}

// TestRegionSeesWhatWaitsTooLong, and nobody else does.
func TestRegionSeesWhatWaitsTooLong(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	staff := h.person(t, access.RESVStaff, func(p network.Person) bool { return p.Name == "Esra Hoogwater" })
	v := h.visit(t)
	v.post("/demo/als/"+string(staff.ID), nil)
	page := must(t, v.get("/werk"), http.StatusOK)
	sound(t, "/werk of the region", page)
	if !strings.Contains(page.text("main"), "Meldingen die te lang wachten (2)") {
		t.Errorf("%s", page.text("main"))
	}
	other := h.person(t, access.RESVStaff, func(p network.Person) bool { return p.Name == "Renske Zeedistel" })
	v.post("/demo/als/"+string(other.ID), nil)
	if text := v.get("/werk").text("main"); !strings.Contains(text, "te lang wachten (0)") {
		t.Errorf("%s", text)
	}
}
