package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"eerstelijn/internal/access"
)

const addresses = "/werk/netwerk/adressen"

// An organisation adds a digital address, changes it and puts it off; professionals see it while it can be used.
func TestDigitalAddresses(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	gerda, service := h.keeper(t, "Gerda Kleibakker")
	list := gerda.get(addresses)
	if list.StatusCode != http.StatusOK || !strings.Contains(list.text("main"), "https://fhir.rivierstroom.example/meldingen") || !strings.Contains(list.text("main"), "Om te proberen") {
		t.Fatalf("%d: %s", list.StatusCode, list.text("main"))
	}
	if !strings.Contains(gerda.get("/werk/netwerk").text("main"), "Digitale adressen van") {
		t.Error("nothing leads there")
	}
	typed := url.Values{"versie": {"0"}, "address": {"http://anders.example"}, "name": {"Nieuw adres"}, "status": {"active"}, "connection": {""}, "payloads": {""}, "mime_types": {""}, "from": {""}, "until": {""}}
	wrong := gerda.post(addresses+"/nieuw", typed)
	for _, field := range []string{"#address-fout", "#connection-fout", "#payloads-fout"} {
		if len(wrong.all(field)) != 1 {
			t.Errorf("%s is not told: %d %s", field, wrong.StatusCode, wrong.text("main"))
		}
	}
	if got := wrong.filled(addresses + "/nieuw"); got.Get("address") != "http://anders.example" || got.Get("name") != "Nieuw adres" {
		t.Errorf("what was typed is gone: %v", got)
	}
	typed["address"], typed["connection"], typed["payloads"] = []string{"https://anders.example/fhir"}, []string{"hl7-fhir-rest"}, []string{"", "Request"}
	if a := gerda.post(addresses+"/nieuw", typed); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d: %s", a.StatusCode, a.text("main"))
	}
	if main := h.signed(t, "Saskia Veerstoep").get("/aanbod/" + string(service.ID)).text("main"); !strings.Contains(main, "https://anders.example/fhir") || strings.Contains(main, "proef.rivierstroom") {
		t.Errorf("a professional reads: %s", main)
	}
	if main := h.visit(t).get("/aanbod/" + string(service.ID)).text("main"); strings.Contains(main, "anders.example") {
		t.Errorf("a citizen reads what is for programs: %s", main)
	}
	var one string
	for _, a := range gerda.get(addresses).all(`main a[aria-label="Wijzig: Nieuw adres"]`) {
		one = attr(a, "href")
	}
	form := gerda.get(one).filled(one)
	if saved := gerda.post(one, form); saved.StatusCode != http.StatusSeeOther {
		t.Fatalf("saved as it stands answers %d: %s", saved.StatusCode, saved.text("main"))
	}
	if again := gerda.get(one).filled(one); again.Encode() != form.Encode() {
		t.Errorf("saved as it stands it has changed:\n%v\n%v", form, again)
	}
	off := gerda.get(one).filled(one)
	off.Set("status", "off")
	if a := gerda.post(one, off); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d: %s", a.StatusCode, a.text("main"))
	}
	if got := gerda.get(addresses).text("main details"); !strings.Contains(got, "Uit (1)") || !strings.Contains(got, "Nieuw adres") {
		t.Errorf("it is not among those that are off: %s", got)
	}
	form.Set("name", "Te laat")
	late := gerda.post(one, form)
	if late.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(late.text("main"), "Iemand anders wijzigde dit adres intussen") || late.filled(one).Get("name") != "Te laat" {
		t.Errorf("from an old form: %d %s", late.StatusCode, late.text("main"))
	}
	if main := h.signed(t, "Saskia Veerstoep").get("/aanbod/" + string(service.ID)).text("main"); strings.Contains(main, "https://anders.example/fhir") {
		t.Error("what is off is still shown")
	}
}

func TestDigitalAddressesOfOthersAreRefused(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	gerda, _ := h.keeper(t, "Gerda Kleibakker")
	one := attr(gerda.get(addresses).all(`main a[aria-label^="Wijzig"]`)[0], "href")
	form := gerda.get(one).filled(one)
	bilal, _ := h.keeper(t, "Bilal Steenoven")
	if a := bilal.get(one); a.StatusCode != http.StatusNotFound {
		t.Errorf("another organisation opens it: %d", a.StatusCode)
	}
	if a := bilal.post(one, form); a.StatusCode != http.StatusNotFound {
		t.Errorf("another organisation changes it: %d", a.StatusCode)
	}
	coordinator := h.as(t, access.Coordinator, inWest(h))
	for _, path := range []string{addresses, addresses + "/nieuw", one} {
		if a := coordinator.get(path); a.StatusCode != http.StatusForbidden {
			t.Errorf("a coordinator opens %s: %d", path, a.StatusCode)
		}
	}
	if a := coordinator.post(addresses+"/nieuw", form); a.StatusCode != http.StatusForbidden {
		t.Errorf("a coordinator adds one: %d", a.StatusCode)
	}
}
