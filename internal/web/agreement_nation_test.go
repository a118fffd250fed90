package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
)

// national works for the organisation that sees to the nation's table, once it is named.
const national = "Annelot Vloedlijn"

// TestAgreementOfTheNation: who sees to the nation's table proposes there, has it signed and put under review,
// and ends nothing that others agreed; who works for another national organisation reads none of it.
func TestAgreementOfTheNation(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	job, nation := access.Job("test"), mandate.Forum{Kind: mandate.Nation}
	board, nurse := h.one(t, national), h.one(t, rival)
	v := h.signed(t, national)
	sound(t, "nothing yet", must(t, v.get(agreedPath), http.StatusOK))
	must(t, v.get(agreedPath+"/nieuw"), http.StatusForbidden) // nobody sees to the nation's table
	if err := h.Bottlenecks.SaveBoard(t.Context(), job, board.Organization); err != nil {
		t.Fatal(err)
	}
	for _, p := range []network.Person{board, nurse} {
		if _, err := h.Mandates.Grant(t.Context(), job, mandate.Mandate{Grantor: p.Organization, Delegate: p.ID, Forum: nation, Subjects: []string{mandate.Every}, Evidence: "Besluit van het bestuur"}); err != nil {
			t.Fatal(err)
		}
	}
	sound(t, "templates", must(t, v.get(agreedPath+"/nieuw"), http.StatusOK))
	form := must(t, v.get(agreedPath+"/nieuw?sjabloon=data-exchange"), http.StatusOK)
	sound(t, "form", form)
	if tables := form.text(`select[name="forum"]`); strings.TrimSpace(tables) != "Nederland" {
		t.Errorf("it is agreed in %q", tables)
	}
	path := v.drafted(t, "data-exchange", board.Organization, nurse.Organization)
	sound(t, "draft", must(t, v.get(path), http.StatusOK))

	other, err := h.net.SaveOrganization(t.Context(), job, network.Organization{Kind: network.NationalOrg, Name: "Vereniging van Anderen"})
	if err != nil {
		t.Fatal(err)
	}
	person := network.Person{Name: "Marije Elders", Role: string(access.National), Organization: other}
	if person.ID, err = h.net.SavePerson(t.Context(), job, person); err != nil {
		t.Fatal(err)
	}
	elsewhere := h.entered(t, person)
	staff, gerda := h.signed(t, regional), h.signed(t, rival)
	for name, w := range map[string]*visitor{"another national party": elsewhere, "a region": staff} {
		for _, page := range []string{path, path + "/wijzig", path + "/bewijs"} {
			if a := w.get(page); a.StatusCode != http.StatusForbidden {
				t.Errorf("%s reads %s: %d", name, page, a.StatusCode)
			}
		}
		if a := w.post(path+"/voorleggen", nil); a.StatusCode != http.StatusForbidden {
			t.Errorf("%s offers it: %d", name, a.StatusCode)
		}
	}
	must(t, elsewhere.get(agreedPath+"/nieuw"), http.StatusForbidden)
	must(t, v.post(path+"/voorleggen", nil), http.StatusSeeOther)
	for name, w := range map[string]*visitor{national: v, rival: gerda} {
		if text := must(t, w.get(agreedPath), http.StatusOK).text("main"); !strings.Contains(text, "Lees en teken") {
			t.Errorf("%s is not asked to sign: %s", name, text)
		}
		w.signs(t, path)
	}
	holds := must(t, v.get(path), http.StatusOK)
	sound(t, "active", holds)
	if text := holds.text("main"); !strings.Contains(text, "Deze afspraak geldt.") || !strings.Contains(text, "Nederland") {
		t.Errorf("what holds reads: %s", text)
	}
	sound(t, "proof", must(t, v.get(path+"/bewijs"), http.StatusOK))
	tree := must(t, v.get(agreedPath+"/boom"), http.StatusOK)
	sound(t, "tree", tree)
	if text := tree.text(".agree__tree"); !strings.Contains(text, "Nog niet uitgevoerd in") {
		t.Errorf("no region lacks it: %s", text)
	}
	if text := must(t, elsewhere.get(agreedPath), http.StatusOK).text("main"); strings.Contains(text, holds.text("h1")) {
		t.Errorf("another national party lists it: %s", text)
	}
	// A mandate of its own party lets her say that it may end; it ends when the other says so too.
	stops := url.Values{"formulier": {"beeindigen"}, "woorden": {"Er komt een wet."}}
	must(t, staff.post(path+"/beeindigen", stops), http.StatusForbidden)
	must(t, v.post(path+"/beeindigen", stops), http.StatusSeeOther)
	must(t, v.post(path+"/herzien", url.Values{"formulier": {"herzien"}, "woorden": {"Eerst kijken."}}), http.StatusSeeOther)
	review := must(t, v.get(path), http.StatusOK)
	sound(t, "review", review)
	a, err := h.Agreements.Get(t.Context(), h.actor(t, national), agreement.ID(path[strings.LastIndex(path, "/")+1:]))
	if err != nil || a.State != agreement.StateReview {
		t.Errorf("it is %s, %v", a.State, err)
	}
	if to := must(t, h.visit(t).get("/demo/post"), http.StatusOK).text("main"); !strings.Contains(to, "Een afspraak wordt opnieuw bekeken") || !strings.Contains(to, "Er staat een afspraak klaar") {
		t.Errorf("nobody is told by mail: %s", to)
	}
}
