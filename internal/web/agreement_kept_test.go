package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store/storetest"
	"eerstelijn/internal/web"
)

// hand is a clock that a test moves.
type hand struct{ us atomic.Int64 }

func newHand(at time.Time) *hand {
	h := &hand{}
	h.us.Store(at.UnixMicro())
	return h
}

func (h *hand) now() time.Time { return time.UnixMicro(h.us.Load()).In(now.Location()) }

// TestAgreementKept: two months on, what was promised is weighed; who did not keep it is asked why, the
// parties read the answer, and everybody else counts.
func TestAgreementKept(t *testing.T) {
	t.Parallel()
	hand := newHand(now)
	h := bound(t, fill(t, storetest.SQLite(t, hand.now), func(d *web.Deps) { d.Now = hand.now }))
	staff := h.signed(t, regional)
	path := staff.drafted(t, "sharing-capacity", h.one(t, rival).Organization, h.one(t, provider).Organization)
	must(t, staff.post(path+"/voorleggen", nil), http.StatusSeeOther)
	for _, name := range []string{rival, provider} {
		h.signed(t, name).signs(t, path)
	}
	hand.us.Store(now.AddDate(0, 2, 3).UnixMicro())
	if n, err := h.Obligations.Weigh(t.Context(), access.Job("test")); err != nil || n == 0 {
		t.Fatalf("%d weighed, %v", n, err)
	}
	bilal := h.signed(t, provider)
	list := must(t, bilal.get(agreedPath), http.StatusOK)
	sound(t, "overview", list)
	for _, want := range []string{"Wat doen we deze week?", "Tot nu toe", "Beloofd in het afgelopen jaar"} {
		if !strings.Contains(list.text("main"), want) {
			t.Errorf("%q is not on the overview: %s", want, list.text("main"))
		}
	}
	asked := list.all(`a[href*="/antwoord?"]`)
	if len(asked) == 0 {
		t.Fatalf("nothing is asked: %s", list.text("main"))
	}
	if links := must(t, bilal.get("/werk"), http.StatusOK).all(`#main a[href*="/antwoord?"], main a[href*="/antwoord?"]`); len(links) == 0 {
		t.Error("nothing is asked on the first page")
	}
	question := attr(asked[0], "href")
	sound(t, "question", must(t, bilal.get(question), http.StatusOK))
	empty := must(t, bilal.post(question, url.Values{"formulier": {"antwoord"}}), http.StatusUnprocessableEntity)
	sound(t, "no words", empty)
	why := "Er was geen nachtdienst door ziekte. Vanaf maandag neemt een collega het over."
	must(t, h.signed(t, rival).post(question, url.Values{"woorden": {why}}), http.StatusForbidden) // not for another party
	must(t, h.signed(t, regional).post(question, url.Values{"woorden": {why}}), http.StatusForbidden)
	must(t, bilal.post(question, url.Values{"formulier": {"antwoord"}, "woorden": {why}}), http.StatusSeeOther)
	for _, name := range []string{rival, regional, provider} {
		page := must(t, h.signed(t, name).get(path), http.StatusOK)
		sound(t, "kept", page)
		if text := page.text("main"); !strings.Contains(text, "Niet gehouden, uitgelegd") || !strings.Contains(text, why) {
			t.Errorf("%s reads: %s", name, text)
		}
	}
	region := "/regio/rivierenzoom"
	theirs := must(t, h.signed(t, regional).get(region), http.StatusOK)
	sound(t, "region", theirs)
	if text := theirs.text("main"); !strings.Contains(text, "Er geldt 1 afspraak.") || !strings.Contains(text, "Beloofd:") || !strings.Contains(text, "1 uitgelegd") {
		t.Errorf("who works for the region reads: %s", text)
	}
	if text := h.visit(t).get(region).text("main"); strings.Contains(text, "Beloofd:") || strings.Contains(text, why) || !strings.Contains(text, "Er geldt 1 afspraak.") {
		t.Errorf("everybody reads: %s", text)
	}
}

// TestAgreementForInsurers: an insurer reads counts of what was granted, and nothing of the text.
func TestAgreementForInsurers(t *testing.T) {
	t.Parallel()
	hand := newHand(now)
	h := bound(t, fill(t, storetest.SQLite(t, hand.now), func(d *web.Deps) { d.Now = hand.now }))
	staff := h.signed(t, regional)
	form := must(t, staff.get(agreedPath+"/nieuw?sjabloon="+nightCare), http.StatusOK).filledIn(editForm)
	form["parties"] = []string{string(h.one(t, rival).Organization), string(h.one(t, provider).Organization)}
	form.Set("grants", string(h.one(t, insurer).Organization))
	form.Set("doe", "bewaar")
	path, _, _ := strings.Cut(must(t, staff.post(agreedPath+"/nieuw", form), http.StatusSeeOther).Header.Get("Location"), "?")
	must(t, staff.post(path+"/voorleggen", nil), http.StatusSeeOther)
	for _, name := range []string{rival, provider} {
		h.signed(t, name).signs(t, path)
	}
	hand.us.Store(now.Add(time.Hour).UnixMicro())
	v := h.signed(t, insurer)
	must(t, v.get(path), http.StatusForbidden)
	page := must(t, v.get(agreedPath), http.StatusOK)
	sound(t, "insurer", page)
	if text := page.text("main"); !strings.Contains(text, "Wijkverpleging in avond, nacht en weekend") || len(page.all(`main a[href^="`+path+`"]`)) > 0 {
		t.Errorf("the insurer reads: %s", text)
	}
}

// TestAgreementOfAnInsurer: an insurer that is a party is asked to sign, and has its own part beside the counts.
func TestAgreementOfAnInsurer(t *testing.T) {
	t.Parallel()
	hand := newHand(now)
	h := bound(t, fill(t, storetest.SQLite(t, hand.now), func(d *web.Deps) { d.Now = hand.now }))
	pays := h.one(t, insurer)
	h.speaks(t, insurer, pays.Organization)
	staff, v := h.signed(t, regional), h.signed(t, insurer)
	path := staff.drafted(t, "sharing-capacity", pays.Organization, h.one(t, provider).Organization)
	if text := must(t, v.get(agreedPath), http.StatusOK).text("main"); strings.Contains(text, "Wacht op u") {
		t.Errorf("of a draft the insurer reads: %s", text)
	}
	must(t, staff.post(path+"/voorleggen", nil), http.StatusSeeOther)
	for _, page := range []string{"/werk", agreedPath} {
		asked := must(t, v.get(page), http.StatusOK)
		sound(t, "asked", asked)
		if text := asked.text("main"); !strings.Contains(text, "Lees en teken") {
			t.Errorf("%s does not ask the insurer: %s", page, text)
		}
	}
	v.signs(t, path)
	h.signed(t, provider).signs(t, path)
	hand.us.Store(now.Add(time.Minute).UnixMicro())
	holds := must(t, v.get(agreedPath), http.StatusOK)
	sound(t, "own agreement", holds)
	if text := holds.text("main"); !strings.Contains(text, "Wat doen we deze week?") || len(holds.all(`main a[href^="`+path+`"]`)) == 0 || !strings.Contains(text, "in aantallen") {
		t.Errorf("the insurer reads: %s", text)
	}
}

// TestAgreementAsksMembers: members say what they think by a link or on the page, once each, and without
// their name.
func TestAgreementAsksMembers(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	h.speaks(t, rival, h.one(t, rival).Organization)
	job, at := access.Job("test"), h.table(t)
	i := slices.IndexFunc(h.data.Organizations, func(o network.Organization) bool {
		return o.Kind == network.DisciplineBody && o.Discipline == "huisartsenzorg"
	})
	body := h.data.Organizations[i]
	if _, err := h.Mandates.Recognise(t.Context(), job, mandate.Standing{Body: body.ID, Region: at.Region, Discipline: body.Discipline, Evidence: "Erkend door de regio"}); err != nil {
		t.Fatal(err)
	}
	h.speaks(t, asker, body.ID)
	member := h.one(t, elsewhere).Organization
	// Two members have an address to write to; the third reads it on the page.
	reached := slices.IndexFunc(h.data.Organizations, func(o network.Organization) bool {
		return o.Kind == network.Provider && o.Email != "" && o.ID != member && o.ID != h.one(t, rival).Organization
	})
	silent, err := h.net.SaveOrganization(t.Context(), job, network.Organization{Kind: network.Provider, Name: "Praktijk Zonder Post", Discipline: body.Discipline})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range []network.OrganizationID{member, h.data.Organizations[reached].ID, silent} {
		if _, err := h.Mandates.Affiliate(t.Context(), job, mandate.Affiliation{Provider: o, Body: body.ID, Span: mandate.Span{From: now.AddDate(-1, 0, 0)}}); err != nil {
			t.Fatal(err)
		}
	}
	staff := h.signed(t, regional)
	path := staff.drafted(t, nightCare, body.ID, h.one(t, rival).Organization)
	must(t, staff.post(path+"/voorleggen", nil), http.StatusSeeOther)
	doctor := h.signed(t, asker)
	ask := url.Values{"formulier": {"raadplegen"}, "partij": {string(body.ID)}, "woorden": {"Kunnen wij dit waarmaken?"}, "dag": {"gisteren"}}
	sound(t, "no day", must(t, doctor.post(path+"/raadplegen", ask), http.StatusUnprocessableEntity))
	const mailed = "Er gaat een mail met een link naar 2 leden van de 3. Wie geen mail krijgt, kan antwoorden na inloggen."
	if text := must(t, doctor.get(path), http.StatusOK).text("main"); !strings.Contains(text, mailed) {
		t.Errorf("before members are asked: %s", text)
	}
	ask.Set("dag", "2026-11-17")
	did := must(t, doctor.get(must(t, doctor.post(path+"/raadplegen", ask), http.StatusSeeOther).Header.Get("Location")), http.StatusOK)
	sound(t, "asked", did)
	if text := did.text(".notice"); !strings.Contains(text, mailed) {
		t.Errorf("once they are asked: %s", text)
	}

	colleague := h.signed(t, elsewhere)
	page := must(t, colleague.get(path), http.StatusOK)
	sound(t, "member", page)
	form := page.filledIn(`form[action$="/advies"]`)
	if form.Get("welke") == "" {
		t.Fatalf("a member is asked nothing: %s", page.text("main"))
	}
	form.Set("antwoord", "nee")
	sound(t, "no without words", must(t, colleague.post(path+"/advies", form), http.StatusUnprocessableEntity))
	must(t, h.signed(t, rival).post(path+"/advies", url.Values{"welke": form["welke"], "antwoord": {"ja"}}), http.StatusForbidden)
	form.Set("woorden", "Artikel 6 lukt in de nacht niet.")
	must(t, colleague.post(path+"/advies", form), http.StatusSeeOther)

	link := regexp.MustCompile(`/inzage/[A-Z2-7]{32}`).FindString(must(t, h.visit(t).get("/demo/post"), http.StatusOK).body)
	if link == "" {
		t.Fatal("no member got a link")
	}
	anybody := h.visit(t)
	shown := must(t, anybody.get(link), http.StatusOK)
	sound(t, "link", shown)
	if text := shown.text("main"); !strings.Contains(text, "Kunnen wij dit waarmaken?") || !strings.Contains(text, "Elke nacht") {
		t.Errorf("behind the link: %s", text)
	}
	sound(t, "nothing chosen", must(t, anybody.post(link, url.Values{"formulier": {"advies"}}), http.StatusUnprocessableEntity))
	thanks := must(t, anybody.post(link, url.Values{"formulier": {"advies"}, "antwoord": {"ja"}}), http.StatusOK)
	sound(t, "thanks", thanks)
	if text := must(t, anybody.get(link), http.StatusOK).text("main"); !strings.Contains(text, "Dank u voor uw antwoord") || strings.Contains(text, "Elke nacht") {
		t.Errorf("a used link: %s", text)
	}
	answers := must(t, doctor.get(path), http.StatusOK)
	sound(t, "answers", answers)
	if text := answers.text("main"); !strings.Contains(text, "1 lid zei ja, 1 nee, van 3 leden") || !strings.Contains(text, "Artikel 6 lukt in de nacht niet.") || strings.Contains(text, elsewhere) {
		t.Errorf("what members say: %s", text)
	}
	if a := h.stands(t, path); a.State != agreement.StateConsent {
		t.Errorf("advice decides: %s", a.State)
	}
}
