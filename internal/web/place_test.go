package web_test

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

const placePath = "/werk/plaatsing"

// People of the invented region who ask, answer and coordinate.
const (
	asker      = "Hedwig Waardemaker"
	elsewhere  = "Tarik Griendmans" // asks for another practice
	deskWorker = "Kees Bandijker"
	provider   = "Bilal Steenoven" // Ouderenzorg De Veerstoep
	rival      = "Gerda Kleibakker"
	insurer    = "Vivian Overlaat"
)

// one gives somebody of the invented people by name.
func (h *house) one(t testing.TB, name string) network.Person {
	t.Helper()
	i := slices.IndexFunc(h.data.People, func(p network.Person) bool { return p.Name == name })
	if i < 0 {
		t.Fatalf("%s is nobody", name)
	}
	return h.data.People[i]
}

// signed signs in as somebody by name.
func (h *house) signed(t testing.TB, name string) *visitor {
	t.Helper()
	v := h.visit(t)
	v.post("/demo/als/"+string(h.one(t, name).ID), nil)
	return v
}

// actor is somebody as the capabilities know them.
func (h *house) actor(t testing.TB, name string) access.Actor {
	p := h.one(t, name)
	return access.Actor{Person: string(p.ID), Role: access.Role(p.Role), Organization: string(p.Organization), Region: string(p.Region), Assurance: access.Substantial, Via: access.ByPage}
}

// placing gives the region a desk.
func placing(t testing.TB, h *house) *house {
	t.Helper()
	desk := h.one(t, deskWorker)
	if err := h.placement.SaveDesk(t.Context(), access.Job("test"), desk.Region, desk.Organization); err != nil {
		t.Fatal(err)
	}
	return h
}

// need fills in the form for a request.
func need(form url.Values, urgency placement.Urgency) url.Values {
	for name, value := range map[string]string{"urgency": string(urgency), "direction": "in", "area": "WK990101", "needs.walking": "aid",
		"groups": "kwetsbare-ouderen", "note": "Valt vaak.", "consent_with": "person"} {
		form.Set(name, value)
	}
	if urgency == placement.Crisis {
		form.Set("why_not", "no-time")
	}
	return form
}

const askForm = "form.place__form"

// asks sends the form for a kind, and asks those who are chosen beforehand. It gives the address of the request.
func (v *visitor) asks(kind string, urgency placement.Urgency) string {
	v.t.Helper()
	form := v.get(placePath + "/nieuw?soort=" + kind).filledIn(askForm)
	sent := v.post(placePath+"/nieuw", need(form, urgency))
	list := sent.Header.Get("Location")
	if sent.StatusCode != http.StatusSeeOther || !strings.HasSuffix(list, "/kandidaten") {
		v.t.Fatalf("the form is not taken: %d %s", sent.StatusCode, sent.text("main"))
	}
	picked := v.get(list).filledIn("form#wie")
	if len(picked["aanbieder"]) != 3 {
		v.t.Fatalf("%d are chosen beforehand, want 3", len(picked["aanbieder"]))
	}
	asked := v.post(list, picked)
	if asked.StatusCode != http.StatusSeeOther {
		v.t.Fatalf("they are not asked: %d %s", asked.StatusCode, asked.text("main"))
	}
	path, _, _ := strings.Cut(asked.Header.Get("Location"), "?")
	return path
}

// request gives a request as it stands, by its address.
func (h *house) request(t testing.TB, path string) placement.Request {
	t.Helper()
	r, err := h.placement.Request(t.Context(), h.actor(t, deskWorker), placement.RequestID(path[strings.LastIndex(path, "/")+1:]))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// of gives the invitation of an organisation.
func of(t testing.TB, r placement.Request, ours bool, organization network.OrganizationID) placement.Invitation {
	t.Helper()
	for _, i := range r.Invitations {
		if (i.Organization == organization) == ours {
			return i
		}
	}
	t.Fatal("no such invitation")
	return placement.Invitation{}
}

// answers answers as somebody of the organisation that was asked.
func (h *house) answers(t testing.TB, i placement.Invitation, a placement.Answer) {
	t.Helper()
	who := access.Actor{Person: "p", Role: access.ProviderAdmin, Organization: string(i.Organization), Assurance: access.Substantial}
	if _, err := h.placement.Answer(t.Context(), who, i.ID, a); err != nil {
		t.Fatal(err)
	}
}

// answerLink makes the link that is mailed with a question.
func (h *house) answerLink(t testing.TB, i placement.Invitation) (path string) {
	t.Helper()
	desk := h.one(t, deskWorker)
	load := func(context.Context, *store.Tx) (access.Subject, error) {
		return access.Subject{Type: "region", ID: string(desk.Region), Region: string(desk.Region), Desk: string(desk.Organization)}, nil
	}
	err := h.spine.Do(t.Context(), act.Attempt{Actor: h.actor(t, deskWorker), Act: "placement.Note", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		token, err := h.accounts.Links.MakeTx(ctx, tx, link.Link{Act: "placement.Answer", SubjectType: "invitation", SubjectID: string(i.ID),
			Organization: string(i.Organization), Until: now.Add(time.Hour)})
		path = "/inzage/" + token
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// TestPlaceWholeWay walks from the question to the end: two say yes, one is chosen, the other is too late.
func TestPlaceWholeWay(t *testing.T) {
	t.Parallel()
	storetest.RunAt(t, clock.Fixed(now), func(t *testing.T, db *store.DB) {
		h := placing(t, fill(t, db, nil))
		v, desk, bilal := h.signed(t, asker), h.signed(t, deskWorker), h.signed(t, provider)
		path := v.asks("elv-laag", placement.Soon)
		r := h.request(t, path)
		ours := of(t, r, true, h.one(t, provider).Organization)
		theirs := of(t, r, false, h.one(t, provider).Organization)
		for name, a := range map[string]*answer{"request": v.get(path), "desk": desk.get(placePath), "desk's view": desk.get(path), "own": v.get(placePath),
			"candidates": v.get(path + "/kandidaten"), "questions": bilal.get(placePath + "/vragen"), "today": bilal.get("/werk"), "asker's today": v.get("/werk")} {
			sound(t, name, must(t, a, http.StatusOK))
		}
		if text := bilal.get("/werk").text("#plekken"); !strings.Contains(text, "Plek gevraagd: kort verblijf met lichte zorg") || !strings.Contains(text, "Antwoord vóór 18.42 uur") || !strings.Contains(text, "Ja, plek") {
			t.Errorf("the first page asks: %s", text)
		}
		question := placePath + "/vragen/" + string(ours.ID)
		sound(t, "question", must(t, bilal.get(question), http.StatusOK))
		must(t, bilal.post(question+"/antwoord", url.Values{"antwoord": {"ja"}, "terug": {"/werk"}}), http.StatusSeeOther)
		must(t, bilal.post(question+"/antwoord", url.Values{"antwoord": {"ja"}}), http.StatusSeeOther) // a second click
		if text := bilal.get(question).text("main"); !strings.Contains(text, "Vastgehouden tot morgen 14.42 uur. Nog niet zeker") {
			t.Errorf("after a yes: %s", text)
		}
		h.answers(t, theirs, placement.Answer{Yes: true})

		sound(t, "choice", must(t, v.get(path), http.StatusOK))
		if n := len(v.get(path).all(`form[action$="/kies"]`)); n != 2 {
			t.Fatalf("%d places to choose from, want 2", n)
		}
		choose := url.Values{"wie": {string(theirs.ID)}}
		must(t, h.signed(t, elsewhere).post(path+"/kies", choose), http.StatusForbidden)
		must(t, v.post(path+"/kies", choose), http.StatusSeeOther)
		must(t, v.post(path+"/kies", choose), http.StatusSeeOther)
		if text := bilal.get(question).text("main"); !strings.Contains(text, "Deze vraag is al geplaatst. Uw plek is weer vrij.") {
			t.Errorf("who was not chosen reads: %s", text)
		}
		late := must(t, bilal.post(question+"/antwoord", url.Values{"antwoord": {"ja"}}), http.StatusConflict)
		sound(t, "late", late)
		if text := late.text("main"); !strings.Contains(text, "Deze vraag is al geplaatst. Uw plek is weer vrij.") || len(late.all(".notice--error")) > 0 {
			t.Errorf("a late yes is answered: %s", text)
		}

		bad := must(t, v.post(path+"/gegevens", url.Values{"formulier": {"gegevens"}, "naam": {"Teuntje Proefpersoon"}, "geboren": {"gisteren"}}), http.StatusUnprocessableEntity)
		sound(t, "hand-over", bad)
		if bad.filledIn(`form[action$="/gegevens"]`).Get("naam") != "Teuntje Proefpersoon" || len(bad.all(".notice--error a")) == 0 {
			t.Errorf("a mistake loses text: %s", bad.text("main"))
		}
		person := url.Values{"formulier": {"gegevens"}, "naam": {"Teuntje Proefpersoon"}, "geboren": {"1941-03-08"}, "bereik": {"via de dochter"}}
		must(t, v.post(path+"/gegevens", person), http.StatusSeeOther)
		seen := must(t, v.get(path+"/persoon"), http.StatusOK)
		sound(t, "person", seen)
		if text := seen.text("main"); !strings.Contains(text, "Teuntje Proefpersoon") || !strings.Contains(text, "8 maart 1941") || strings.Contains(seen.text("title"), "Teuntje") {
			t.Errorf("the details: %s", text)
		}
		for _, name := range []string{provider, rival, elsewhere, insurer, deskWorker} {
			must(t, h.signed(t, name).get(path+"/persoon"), http.StatusForbidden)
		}
		if text := v.get(path).body + desk.get(path).body + desk.get(placePath).body; strings.Contains(text, "Teuntje") {
			t.Error("a name stands where it does not belong")
		}
		must(t, v.post(path+"/begonnen", url.Values{"formulier": {"begonnen"}, "dag": {"2026-11-03"}}), http.StatusSeeOther)
		sound(t, "placed", must(t, v.get(path), http.StatusOK))
		sound(t, "no outcome", must(t, v.post(path+"/afronden", url.Values{"formulier": {"afronden"}}), http.StatusUnprocessableEntity))
		must(t, v.post(path+"/afronden", url.Values{"formulier": {"afronden"}, "reden": {"helped"}}), http.StatusSeeOther)
		if text := v.get(path).text("main"); !strings.Contains(text, "Afgerond: de persoon is geholpen") {
			t.Errorf("the end: %s", text)
		}
	})
}

// TestPlaceCrisis: the first yes is the place, and whoever says yes after it is thanked.
func TestPlaceCrisis(t *testing.T) {
	t.Parallel()
	h := placing(t, demonstration(t))
	v, bilal := h.signed(t, asker), h.signed(t, provider)
	form := v.get(placePath + "/nieuw?soort=elv-laag").filledIn(askForm)
	need(form, placement.Crisis).Del("why_not")
	bad := must(t, v.post(placePath+"/nieuw", form), http.StatusUnprocessableEntity)
	if !strings.Contains(bad.text(".notice--error"), "waarom de persoon niet zelf kiest") {
		t.Errorf("in a crisis: %s", bad.text(".notice--error"))
	}
	path := v.asks("elv-laag", placement.Crisis)
	r := h.request(t, path)
	ours := of(t, r, true, h.one(t, provider).Organization)
	if text := bilal.get(placePath + "/vragen/" + string(ours.ID)).text("main"); !strings.Contains(text, "Dit is een crisis") {
		t.Errorf("the question: %s", text)
	}
	h.answers(t, of(t, r, false, h.one(t, provider).Organization), placement.Answer{Yes: true})
	late := must(t, bilal.post(placePath+"/vragen/"+string(ours.ID)+"/antwoord", url.Values{"antwoord": {"ja"}}), http.StatusConflict)
	if text := late.text("main"); !strings.Contains(text, "al geplaatst") {
		t.Errorf("a late yes is answered: %s", text)
	}
	if text := v.get(path).text("main"); !strings.Contains(text, "Er is een plek") {
		t.Errorf("after the first yes: %s", text)
	}
}
