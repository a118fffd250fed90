package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

const (
	agreedPath = "/werk/afspraken"
	nightCare  = "nursing-out-of-hours"
	editForm   = "form.agree__form"
)

// bound is a house in which two providers have somebody who speaks for them at the region's table.
func bound(t testing.TB, h *house) *house {
	t.Helper()
	for _, name := range []string{rival, provider} {
		h.speaks(t, name, h.one(t, name).Organization)
	}
	return h
}

// table is where the region agrees.
func (h *house) table(t testing.TB) mandate.Forum {
	return mandate.Forum{Kind: mandate.RESV, Region: h.one(t, regional).Region}
}

// speaks lets somebody bind an organisation at the region's table.
func (h *house) speaks(t testing.TB, name string, party network.OrganizationID) mandate.Mandate {
	t.Helper()
	m, err := h.Mandates.Grant(t.Context(), access.Job("test"), mandate.Mandate{Grantor: party, Delegate: h.one(t, name).ID, Forum: h.table(t),
		Subjects: []string{mandate.Every}, Evidence: "Besluit van het bestuur van 12 oktober 2026"})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// drafted fills in the form of a template as it stands, with parties, and gives the address of the draft.
func (v *visitor) drafted(t *testing.T, template string, parties ...network.OrganizationID) string {
	t.Helper()
	form := must(t, v.get(agreedPath+"/nieuw?sjabloon="+template), http.StatusOK).filledIn(editForm)
	for _, p := range parties {
		form.Add("parties", string(p))
	}
	form.Set("doe", "bewaar")
	made := must(t, v.post(agreedPath+"/nieuw", form), http.StatusSeeOther)
	path, _, _ := strings.Cut(made.Header.Get("Location"), "?")
	return path
}

// offered is an agreement that lies for consent between two providers.
func (h *house) offered(t *testing.T) (path string) {
	t.Helper()
	v := h.signed(t, regional)
	path = v.drafted(t, nightCare, h.one(t, rival).Organization, h.one(t, provider).Organization)
	must(t, v.post(path+"/voorleggen", nil), http.StatusSeeOther)
	return path
}

// signs reads the page and signs it.
func (v *visitor) signs(t *testing.T, path string) {
	t.Helper()
	page := must(t, v.get(path+"/teken"), http.StatusOK)
	sound(t, "sign", page)
	form := page.filledIn(editForm)
	form.Set("gelezen", "ja")
	must(t, v.post(path+"/teken", form), http.StatusSeeOther)
}

// active is an agreement that both providers signed.
func (h *house) active(t *testing.T) (path string) {
	t.Helper()
	path = h.offered(t)
	for _, name := range []string{rival, provider} {
		h.signed(t, name).signs(t, path)
	}
	return path
}

// stands gives an agreement as it is, by its address.
func (h *house) stands(t testing.TB, path string) agreement.Agreement {
	t.Helper()
	a, err := h.Agreements.Get(t.Context(), h.actor(t, regional), agreement.ID(path[strings.LastIndex(path, "/")+1:]))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestAgreementWholeWay walks from the template to the end: an objection, a change, signatures, a public
// page, a new version, a review and the end.
func TestAgreementWholeWay(t *testing.T) {
	t.Parallel()
	storetest.RunAt(t, clock.Fixed(now), func(t *testing.T, db *store.DB) {
		h := bound(t, fill(t, db, nil))
		staff, gerda, bilal := h.signed(t, regional), h.signed(t, rival), h.signed(t, provider)
		sound(t, "nothing yet", must(t, staff.get(agreedPath), http.StatusOK))
		templates := must(t, staff.get(agreedPath+"/nieuw"), http.StatusOK)
		sound(t, "templates", templates)
		if n := len(templates.all("article")); n < 10 {
			t.Errorf("%d templates", n)
		}
		path := staff.drafted(t, nightCare, h.one(t, rival).Organization, h.one(t, provider).Organization)
		draft := must(t, staff.get(path), http.StatusOK)
		sound(t, "draft", draft)
		if text := draft.text("main"); !strings.Contains(text, "Concept") || !strings.Contains(text, "Dit is een concept. Het bindt nog niemand.") {
			t.Errorf("a draft reads: %s", text)
		}
		must(t, gerda.get(path), http.StatusForbidden) // a draft is of those who make it
		must(t, gerda.post(path+"/voorleggen", nil), http.StatusForbidden)
		must(t, staff.post(path+"/voorleggen", nil), http.StatusSeeOther)

		today := must(t, gerda.get("/werk"), http.StatusOK)
		sound(t, "today", today)
		waits := must(t, gerda.get(agreedPath), http.StatusOK)
		sound(t, "waits", waits)
		for name, text := range map[string]string{"today": today.text("main"), "overview": waits.text("main")} {
			if !strings.Contains(text, "Lees en teken") {
				t.Errorf("%s asks no signature: %s", name, text)
			}
		}
		if len(staff.get(path).all(`a[href$="/teken"]`)) > 0 {
			t.Error("who has no mandate is led to sign")
		}
		must(t, staff.get(path+"/teken"), http.StatusSeeOther)

		// Not without having read, and not for another.
		form := gerda.get(path + "/teken").filledIn(editForm)
		bad := must(t, gerda.post(path+"/teken", form), http.StatusUnprocessableEntity)
		sound(t, "not ticked", bad)
		if len(bad.all(`.notice--error a[href="#teken-gelezen"]`)) != 1 {
			t.Errorf("nothing is said of the box: %s", bad.text(".notice--error"))
		}
		form.Set("gelezen", "ja")
		theirs := url.Values{"formulier": {"teken"}, "gelezen": {"ja"}, "versie": form["versie"], "partij": {string(h.one(t, provider).Organization)}}
		must(t, gerda.post(path+"/teken", theirs), http.StatusForbidden)
		must(t, staff.post(path+"/teken", theirs), http.StatusForbidden)
		gerda.signs(t, path)

		// Somebody objects; the text is changed and everybody is asked again.
		object := url.Values{"formulier": {"bezwaar"}, "partij": {string(h.one(t, provider).Organization)}, "artikel": {"6"}}
		wrong := must(t, bilal.post(path+"/bezwaar", object), http.StatusUnprocessableEntity)
		sound(t, "objection without words", wrong)
		object.Set("woorden", "Een uur lukt niet in de nacht.")
		object.Set("artikel", "99")
		if a := must(t, bilal.post(path+"/bezwaar", object), http.StatusUnprocessableEntity); len(a.all(`.notice--error a[href="#bezwaar-artikel"]`)) != 1 {
			t.Errorf("nothing is said of the clause: %s", a.text(".notice--error"))
		}
		object.Set("artikel", "6")
		must(t, bilal.post(path+"/bezwaar", object), http.StatusSeeOther)
		objected := must(t, staff.get(path), http.StatusOK)
		sound(t, "objected", objected)
		if text := objected.text("main"); !strings.Contains(text, "Hier is bezwaar tegen") || !strings.Contains(text, "Een uur lukt niet in de nacht.") {
			t.Errorf("an objection reads: %s", text)
		}
		edit := must(t, staff.get(path+"/wijzig"), http.StatusOK)
		sound(t, "edit", edit)
		typed := edit.filledIn(editForm)
		typed.Set("clauses[5].text", "Op een vraag antwoorden wij binnen vier uur.")
		typed.Set("doe", "bewaar")
		must(t, staff.post(path+"/wijzig", typed), http.StatusSeeOther)
		redline := must(t, staff.get(path+"/tekst"), http.StatusOK)
		sound(t, "redline", redline)
		if !strings.Contains(redline.text("ins"), "vier") || !strings.Contains(redline.text("del"), "een") {
			t.Errorf("what changed reads: %s / %s", redline.text("ins"), redline.text("del"))
		}
		must(t, staff.post(path+"/voorleggen", nil), http.StatusSeeOther)
		gerda.signs(t, path)
		bilal.signs(t, path)
		if a := h.stands(t, path); a.State != agreement.StateActive {
			t.Fatalf("all signed, and it is %s: %v", a.State, a.Missing)
		}
		holds := must(t, gerda.get(path), http.StatusOK)
		sound(t, "active", holds)
		if text := holds.text("main"); !strings.Contains(text, "Deze afspraak geldt.") || !strings.Contains(text, "Thuiszorg Rivierstroom") {
			t.Errorf("what holds reads: %s", text)
		}
		h.published(t, path, staff, gerda, bilal)
		h.renewed(t, path, staff, gerda, bilal)
	})
}

// published makes an agreement public and looks at it as everybody does.
func (h *house) published(t *testing.T, path string, staff, gerda, bilal *visitor) {
	t.Helper()
	public := strings.Replace(path, agreedPath, "/afspraak", 1)
	anybody := h.visit(t)
	must(t, anybody.get(public), http.StatusNotFound)
	must(t, anybody.get(public+"/bewijs"), http.StatusNotFound)
	must(t, staff.post(path+"/openbaar", url.Values{"partij": {string(h.one(t, rival).Organization)}}), http.StatusForbidden)
	for v, name := range map[*visitor]string{gerda: rival, bilal: provider} {
		must(t, v.post(path+"/openbaar", url.Values{"partij": {string(h.one(t, name).Organization)}}), http.StatusSeeOther)
	}
	for name, a := range map[string]*answer{"public": anybody.get(public), "public proof": anybody.get(public + "/bewijs")} {
		sound(t, name, must(t, a, http.StatusOK))
		for _, person := range []string{rival, provider, regional} {
			if strings.Contains(a.body, person) {
				t.Errorf("%s names %s", name, person)
			}
		}
	}
	proof := must(t, gerda.get(path+"/bewijs"), http.StatusOK)
	sound(t, "proof", proof)
	text := proof.text("main")
	for _, want := range []string{"Elke partij tekende met een geldig mandaat", "door u", "Mandaat voor alle onderwerpen", "Kenmerk van de tekst", "eerstelijn check agreement"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in the proof: %s", want, text)
		}
	}
	must(t, h.signed(t, neighbour).get(path+"/bewijs"), http.StatusOK) // it is public
}

// renewed proposes a new version, has the agreement looked at, and ends it.
func (h *house) renewed(t *testing.T, path string, staff, gerda, bilal *visitor) {
	t.Helper()
	typed := must(t, staff.get(path+"/wijzig"), http.StatusOK).filledIn(editForm)
	typed.Set("clauses[0].weg", "ja")
	typed.Set("doe", "bewaar")
	bad := must(t, staff.post(path+"/wijzig", typed), http.StatusUnprocessableEntity)
	sound(t, "amend without why", bad)
	if kept := bad.filledIn(editForm); kept.Get("clauses[0].weg") != "ja" {
		t.Error("a mistake loses what was chosen")
	}
	typed.Set("why", "Artikel 1 staat al in de statuten.")
	must(t, staff.post(path+"/wijzig", typed), http.StatusSeeOther)
	if a := h.stands(t, path); a.State != agreement.StateActive || a.Proposed == nil || len(a.Proposed.Body.Clauses) != len(a.Clauses)-1 {
		t.Fatalf("after a new version: %s, %+v", a.State, a.Proposed)
	}
	sound(t, "proposed", must(t, gerda.get(path), http.StatusOK))
	for _, page := range []string{"/werk", agreedPath} {
		if text := must(t, gerda.get(page), http.StatusOK).text("main"); strings.Contains(text, "Lees en teken") {
			t.Errorf("%s asks to sign what was not offered: %s", page, text)
		}
	}
	must(t, staff.post(path+"/voorleggen", nil), http.StatusSeeOther)
	for _, page := range []string{"/werk", agreedPath} {
		if text := must(t, gerda.get(page), http.StatusOK).text("main"); !strings.Contains(text, "Lees en teken") {
			t.Errorf("%s does not ask to sign the new version: %s", page, text)
		}
	}
	gerda.signs(t, path)
	must(t, staff.post(path+"/intrekken", url.Values{"woorden": {"Toch niet nodig."}}), http.StatusSeeOther)
	must(t, staff.post(path+"/herzien", url.Values{"formulier": {"herzien"}, "woorden": {"Er is een nieuwe richtlijn."}}), http.StatusSeeOther)
	review := must(t, gerda.get(path), http.StatusOK)
	sound(t, "review", review)
	if text := review.text("main"); !strings.Contains(text, "Wordt bekeken") || !strings.Contains(text, "Er is een nieuwe richtlijn.") {
		t.Errorf("under review: %s", text)
	}
	must(t, staff.post(path+"/hervatten", url.Values{"woorden": {"De richtlijn verandert niets."}}), http.StatusSeeOther)
	stops := url.Values{"formulier": {"beeindigen"}, "woorden": {"Er komt iets anders."}}
	must(t, staff.post(path+"/beeindigen", stops), http.StatusForbidden) // who keeps the table ends nothing
	must(t, gerda.post(path+"/beeindigen", url.Values{"formulier": {"beeindigen"}}), http.StatusUnprocessableEntity)
	must(t, gerda.post(path+"/beeindigen", stops), http.StatusSeeOther)
	waits := must(t, bilal.get(path), http.StatusOK)
	sound(t, "one wants it to end", waits)
	if text := waits.text("main"); !strings.Contains(text, "zegt dat de afspraak mag stoppen.") || !strings.Contains(text, "Stap uit de afspraak") || h.stands(t, path).State != agreement.StateActive {
		t.Errorf("while one waits for the other: %s", text)
	}
	must(t, bilal.post(path+"/beeindigen", stops), http.StatusSeeOther)
	if a := h.stands(t, path); a.State != agreement.StateEnded {
		t.Errorf("it is %s", a.State)
	}
	sound(t, "ended", must(t, gerda.get(path), http.StatusOK))
	sound(t, "list", must(t, gerda.get(agreedPath), http.StatusOK))
}

// TestAgreementLeave: a party steps out by its own delegate, and who signs a version without it does not read
// that it takes part.
func TestAgreementLeave(t *testing.T) {
	t.Parallel()
	h := bound(t, demonstration(t))
	path := h.active(t)
	gerda, bilal, staff := h.signed(t, rival), h.signed(t, provider), h.signed(t, regional)
	out := url.Values{"formulier": {"uitstappen"}, "partij": {string(h.one(t, rival).Organization)}, "woorden": {"Wij stoppen met nachtzorg."}}
	must(t, bilal.post(path+"/uitstappen", out), http.StatusForbidden) // for another party
	must(t, staff.post(path+"/uitstappen", out), http.StatusForbidden)
	must(t, gerda.post(path+"/uitstappen", url.Values{"formulier": {"uitstappen"}, "partij": out["partij"]}), http.StatusUnprocessableEntity)
	must(t, gerda.post(path+"/uitstappen", out), http.StatusSeeOther)
	if a := h.stands(t, path); a.State != agreement.StateEnded { // one party is left
		t.Errorf("it is %s", a.State)
	}
	sound(t, "left", must(t, gerda.get(path+"?gedaan=uitgestapt"), http.StatusOK))
}

// TestAgreementIsNotForAll: who has nothing to do with an agreement reads nothing of it, and does nothing.
func TestAgreementIsNotForAll(t *testing.T) {
	t.Parallel()
	h := bound(t, demonstration(t))
	path := h.active(t)
	for _, name := range []string{neighbour, elsewhere, insurer} {
		v := h.signed(t, name)
		for _, page := range []string{"", "/tekst", "/bewijs", "/teken", "/wijzig"} {
			must(t, v.get(path+page), http.StatusForbidden)
		}
		for _, act := range []string{"/voorleggen", "/teken", "/bezwaar", "/raadplegen", "/intrekken", "/herzien", "/hervatten", "/uitstappen", "/beeindigen", "/openbaar", "/wijzig"} {
			if a := v.post(path+act, url.Values{"woorden": {"Zomaar."}, "partij": {string(h.one(t, rival).Organization)}, "artikel": {"1"}, "versie": {"1"}, "gelezen": {"ja"},
				"dag": {"2026-11-20"}, "edit": {"1"}, "doe": {"bewaar"}}); a.StatusCode != http.StatusForbidden {
				t.Errorf("%s may %s: %d", name, act, a.StatusCode)
			}
		}
		if text := must(t, v.get(agreedPath), http.StatusOK).text("main"); strings.Contains(text, "Wijkverpleging in avond") {
			t.Errorf("%s reads of it: %s", name, text)
		}
	}
	must(t, h.visit(t).get(path), http.StatusSeeOther) // to where one signs in
	must(t, h.visit(t).get("/afspraak/geen-nummer"), http.StatusNotFound)
	for _, name := range []string{"Siem Schaardijk", "Loubna Ooiwaarder"} {
		sound(t, name, must(t, h.signed(t, name).get(agreedPath), http.StatusOK))
	}
}

// TestAgreementLosesAMandate: when somebody may no longer speak for a party, the page says so, and what they
// signed stays proven.
func TestAgreementLosesAMandate(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	h.speaks(t, rival, h.one(t, rival).Organization)
	lost := h.speaks(t, provider, h.one(t, provider).Organization)
	path := h.active(t)
	if err := h.Mandates.Revoke(t.Context(), access.Job("test"), lost.ID, now, "Het bestuur wisselt"); err != nil {
		t.Fatal(err)
	}
	page := must(t, h.signed(t, regional).get(path), http.StatusOK)
	sound(t, "lost", page)
	if text := page.text("main"); !strings.Contains(text, "Wordt bekeken") || !strings.Contains(text, "Niemand heeft nu een mandaat") && !strings.Contains(text, "niemand heeft nu een mandaat") {
		t.Errorf("after the loss: %s", text)
	}
	proof := must(t, h.signed(t, regional).get(path+"/bewijs"), http.StatusOK)
	if text := proof.text("main"); !strings.Contains(text, "Elke partij tekende met een geldig mandaat") {
		t.Errorf("the proof of the day of signing: %s", text)
	}
}

// TestAgreementThen: a page shows how it stood on a day, without anything to do.
func TestAgreementThen(t *testing.T) {
	t.Parallel()
	h := bound(t, demonstration(t))
	path := h.active(t)
	staff := h.signed(t, regional)
	yesterday := must(t, staff.get(path+"?op=2026-11-02"), http.StatusNotFound) // it was not there yet
	sound(t, "before", yesterday)
	sound(t, "no day", must(t, staff.get(path+"?op=gisteren"), http.StatusUnprocessableEntity))
	tree := must(t, staff.get(agreedPath+"/boom"), http.StatusOK)
	sound(t, "tree", tree)
	if text := tree.text(".agree__tree"); !strings.Contains(text, "Wijkverpleging in avond, nacht en weekend") || !strings.Contains(text, "Nog niet uitgevoerd in") {
		t.Errorf("the tree reads: %s", text)
	}
	sound(t, "tree then", must(t, staff.get(agreedPath+"/boom?op=2026-11-02"), http.StatusOK))
	if n := len(staff.get(agreedPath + "/boom?op=2026-11-02").all(".agree__tree li")); n > 0 {
		t.Errorf("%d agreements yesterday", n)
	}
}

// TestAgreementForm: adding to the text costs nothing that was typed, and a party is found by its name.
func TestAgreementForm(t *testing.T) {
	t.Parallel()
	h := bound(t, demonstration(t))
	v := h.signed(t, regional)
	page := must(t, v.get(agreedPath+"/nieuw?sjabloon="+nightCare), http.StatusOK)
	sound(t, "form", page)
	form := page.filledIn(editForm)
	form.Set("title", "Nachtzorg in de regio")
	clauses := len(page.all(`textarea[name^="clauses["]`))
	form.Set("doe", "artikel")
	more := must(t, v.post(agreedPath+"/nieuw", form), http.StatusOK)
	sound(t, "another clause", more)
	form = more.filledIn(editForm)
	if n := len(more.all(`textarea[name^="clauses["]`)); n != clauses+1 || form.Get("title") != "Nachtzorg in de regio" {
		t.Errorf("%d clauses, want %d; %s", n, clauses+1, form.Get("title"))
	}
	form.Set("doe", "belofte")
	form.Set("meting", "present-at-meetings")
	form.Set("andere", "Bestaat niet")
	bad := must(t, v.post(agreedPath+"/nieuw", form), http.StatusOK)
	sound(t, "another promise", bad)
	if !strings.Contains(bad.text("main"), "Deze organisatie kennen we niet") {
		t.Error("nothing is said of the name")
	}
	gp := h.one(t, asker).Organization
	found, err := h.net.Organization(t.Context(), gp)
	if err != nil {
		t.Fatal(err)
	}
	form = bad.filledIn(editForm)
	form.Set("andere", found.Name)
	form.Set("doe", "partij")
	with := must(t, v.post(agreedPath+"/nieuw", form), http.StatusOK)
	form = with.filledIn(editForm)
	if !slices.Contains(form["parties"], string(gp)) {
		t.Errorf("the parties are %v", form["parties"])
	}
	form.Set("obligations[0].norm", "veel")
	form.Set("doe", "bewaar")
	wrong := must(t, v.post(agreedPath+"/nieuw", form), http.StatusUnprocessableEntity)
	sound(t, "no number", wrong)
	if len(wrong.all(`.notice--error a[href="#obligations-0-norm"]`)) != 1 {
		t.Errorf("nothing is said of the number: %s", wrong.text(".notice--error"))
	}
	form.Set("obligations[0].norm", "80")
	// A number that stands twice, and a promise about a clause that was taken away, are said where they can be mended.
	for field, spoil := range map[string][2]string{"#clauses-2-heading": {"clauses[2].number", "1"}, "#obligations-0-clause": {"clauses[1].weg", "ja"}} {
		was := form.Get(spoil[0])
		form.Set(spoil[0], spoil[1])
		refused := must(t, v.post(agreedPath+"/nieuw", form), http.StatusUnprocessableEntity)
		if len(refused.all(`.notice--error a[href="`+field+`"]`)) != 1 {
			t.Errorf("nothing is said at %s: %s", field, refused.text(".notice--error"))
		}
		form.Set(spoil[0], was)
	}
	form.Set("clauses["+last(clauses)+"].heading", "Evaluatie")
	form.Set("clauses["+last(clauses)+"].text", "Na een jaar kijken wij samen terug.")
	form.Set("until", "2027-12-31")
	made := must(t, v.post(agreedPath+"/nieuw", form), http.StatusSeeOther)
	path, _, _ := strings.Cut(made.Header.Get("Location"), "?")
	a := h.stands(t, path)
	if a.Title != "Nachtzorg in de regio" || len(a.Clauses) != clauses+1 || len(a.Obligations) != 5 || a.Obligations[0].Norm != 80 ||
		!a.Until.Equal(time.Date(2028, 1, 1, 0, 0, 0, 0, clock.Amsterdam)) || len(a.Parties) != 1 {
		t.Errorf("kept: %+v", a)
	}
	must(t, h.signed(t, insurer).get(agreedPath+"/nieuw"), http.StatusForbidden)
}

func last(n int) string { return string(rune('0' + n)) }
