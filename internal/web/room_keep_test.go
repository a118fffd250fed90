package web_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/cascadia"

	"eerstelijn/internal/access"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// TestFigureByButtons: one more is said once, however often the button is pressed; what another said in
// between is not overwritten unseen.
func TestFigureByButtons(t *testing.T) {
	t.Parallel()
	storetest.RunAt(t, clock.Fixed(now), func(t *testing.T, db *store.DB) {
		h := fill(t, db, nil)
		v, _, o := h.roomKeeper(t, fresh)
		path, n, before := roomPath+"/"+string(o.ID), o.Figure.Available, len(h.history(t, o.ID))
		shown := must(t, v.get(path), http.StatusOK)
		more := shown.press(t, "main form", button(n+1))
		for range 2 {
			if a := must(t, v.post(path, more), http.StatusSeeOther); a.Header.Get("Location") != path+"?gedaan=cijfer" {
				t.Errorf("leads to %s", a.Header.Get("Location"))
			}
		}
		list := h.history(t, o.ID)
		if len(list) != before+1 || list[0].Available != n+1 || list[0].Source != capacity.ByPerson {
			t.Fatalf("%d figures, newest %+v", len(list)-before, list[0])
		}
		done := must(t, v.get(path+"?gedaan=cijfer"), http.StatusOK)
		sound(t, "done", done)
		if !strings.Contains(done.text(".stepper__number"), strconv.Itoa(n+1)) || !strings.Contains(done.text("main"), "Genoteerd") {
			t.Errorf("shows %s", done.text("main"))
		}

		// Another page was open all the while, and knows the figure of before.
		less := must(t, v.post(path, shown.press(t, "main form", button(n-1))), http.StatusConflict)
		sound(t, "conflict", less)
		if !strings.Contains(less.text("[role=alert]"), "intussen veranderd") || !strings.Contains(less.text(".stepper__number"), strconv.Itoa(n+1)) {
			t.Errorf("%s", less.text("main"))
		}
		must(t, v.post(path, less.press(t, "main form", button(n))), http.StatusSeeOther)
		same := v.get(path)
		must(t, v.post(path, same.press(t, ".stepper + *, main form", button(n))), http.StatusSeeOther)
		if list = h.history(t, o.ID); len(list) != before+3 || list[0].Available != n {
			t.Errorf("%d figures, newest %d", len(list)-before, list[0].Available)
		}
	})
}

// TestFigureByForm: the long form says it all, and a mistake stands at its field and costs no text.
func TestFigureByForm(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	v, _, o := h.roomKeeper(t, fresh)
	path := roomPath + "/" + string(o.ID)
	form := must(t, v.get(path), http.StatusOK).filledIn("form.room__form")
	spent := h.minutes(t, v, o.Service)
	form.Set("plekken", strconv.Itoa(o.Total+1))
	form.Set("wachten", "21")
	form.Set("getoond", strconv.FormatInt(now.Add(-40*time.Second).Unix(), 10))
	bad := must(t, v.post(path, form), http.StatusUnprocessableEntity)
	sound(t, "too many", bad)
	if again := bad.filledIn("form.room__form"); again.Get("wachten") != "21" || again.Get("plekken") != form.Get("plekken") || !strings.Contains(bad.text(".field__error"), strconv.Itoa(o.Total)) {
		t.Errorf("%v: %s", again, bad.text("main"))
	}
	for field, value := range map[string]string{"plekken": "veel", "wachten": "lang", "neemt-aan": "misschien"} {
		wrong := must(t, v.get(path), http.StatusOK).filledIn("form.room__form")
		wrong.Set(field, value)
		a := must(t, v.post(path, wrong), http.StatusUnprocessableEntity)
		sound(t, field, a)
		if len(a.all(`.notice--error a[href="#`+field+`"]`)) != 1 {
			t.Errorf("%s: %s", field, a.text("main"))
		}
	}
	form.Set("plekken", "1")
	form.Set("neemt-aan", "limited")
	must(t, v.post(path, form), http.StatusSeeOther)
	is, err := h.capacity.Offer(t.Context(), o.ID)
	if err != nil || is.Figure.Available != 1 || is.Figure.Accepting != capacity.Limited || is.Figure.WaitingDays == nil || *is.Figure.WaitingDays != 21 {
		t.Errorf("%+v %v", is.Figure, err)
	}
	if took := h.minutes(t, v, o.Service) - spent; took < 0.5 || took > 0.9 {
		t.Errorf("40 seconds count for %.1f minutes", took)
	}
	if staff := h.minutes(t, h.visit(t).become(access.RESVStaff), o.Service); staff != h.minutes(t, v, o.Service) {
		t.Errorf("who looks after the region reads %.1f", staff)
	}
	for _, role := range []access.Role{access.TransferDesk, access.Insurer, access.Auditor, access.Coordinator} {
		must(t, h.visit(t).become(role).get(roomPath+"/tijd"), http.StatusForbidden)
	}
}

// minutes is how long keeping the figures of a service took this month, as the page says it.
func (h *house) minutes(t testing.TB, v *visitor, s directory.ServiceID) float64 {
	t.Helper()
	a := v.get(roomPath + "/tijd")
	for _, row := range a.all("#tijd tbody tr") {
		cells := cascadia.QueryAll(row, cascadia.MustCompile("th, td"))
		if len(cascadia.QueryAll(row, cascadia.MustCompile(`a[href="/aanbod/`+string(s)+`"]`))) == 0 {
			continue
		}
		n, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(words(cells[2])), ",", ".", 1), 64)
		if err != nil {
			t.Fatal(err)
		}
		if within := strings.Contains(words(cells[3]), "binnen"); within != (n <= 2) {
			t.Errorf("%.1f minutes are within the goal: %v", n, within)
		}
		return n
	}
	return 0
}

// TestOnlyTheOwnerKeepsAFigure: nobody else, and each refusal is recorded.
func TestOnlyTheOwnerKeepsAFigure(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	_, owner, o := h.roomKeeper(t, fresh)
	stranger, _, _ := h.roomKeeper(t, func(x *capacity.Offer) bool { return x.Organization != owner.Organization })
	path, before := roomPath+"/"+string(o.ID), len(h.history(t, o.ID))
	page := must(t, stranger.get(path), http.StatusOK)
	sound(t, "a stranger's view", page)
	if len(page.all("main form[method=post]")) != 0 || len(page.all(`a[href$="/wijzig"]`)) != 0 {
		t.Error("a stranger is shown the buttons")
	}
	professional := h.as(t, access.Professional, func(p network.Person) bool { return p.Organization != "" && p.Organization != owner.Organization })
	for name, v := range map[string]*visitor{"stranger": stranger, "professional of another": professional, "insurer": h.visit(t).become(access.Insurer), "staff": h.visit(t).become(access.RESVStaff)} {
		for what, a := range map[string]*answer{
			"figure":    v.post(path, url.Values{"plekken": {"1"}, "gezien": {"0"}}),
			"nonsense":  v.post(path, url.Values{}),
			"form":      v.get(path + "/wijzig"),
			"change":    v.post(path+"/wijzig", url.Values{"totaal": {"5"}, "vragen": {"5"}}),
			"bad":       v.post(path+"/wijzig", url.Values{}),
			"stop":      v.post(path+"/stoppen", nil),
			"new":       v.post(roomPath+"/nieuw", url.Values{"aanbod": {string(o.Service)}, "soort": {"grz"}, "totaal": {"5"}, "vragen": {"5"}}),
			"by a file": v.upload(roomPath+"/bestand", "offer;available\n"+string(o.ID)+";1\n"),
		} {
			want := http.StatusForbidden
			if what == "by a file" && (name == "stranger" || name == "professional of another") {
				want = http.StatusUnprocessableEntity // they may send files: of their own
			}
			if a.StatusCode != want {
				t.Errorf("%s, %s: %d, want %d: %s", name, what, a.StatusCode, want, a.text("main"))
			}
		}
	}
	if got := len(h.history(t, o.ID)); got != before {
		t.Errorf("%d figures came in", got-before)
	}
}

func TestNewOfferOfRoom(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	v, who, o := h.roomKeeper(t, fresh)
	empty := must(t, v.get(roomPath+"/nieuw"), http.StatusOK)
	bad := must(t, v.post(roomPath+"/nieuw", empty.filledIn("form.room__form")), http.StatusUnprocessableEntity)
	sound(t, "empty", bad)
	if len(bad.all(".field__error")) != 3 || len(bad.all(".notice--error a")) != 3 {
		t.Errorf("%d mistakes: %s", len(bad.all(".field__error")), bad.text("main"))
	}
	form := url.Values{"aanbod": {string(o.Service)}, "soort": {string(o.Kind)}, "totaal": {"4"}, "vragen": {"3"}, "gesprek": {"ja"}}
	twice := must(t, v.post(roomPath+"/nieuw", form), http.StatusConflict)
	sound(t, "twice", twice)
	if !strings.Contains(twice.text(".field__error"), "staat al bij dit aanbod") {
		t.Errorf("%s", twice.text("main"))
	}
	form.Set("soort", "meekijkconsult")
	made := must(t, v.post(roomPath+"/nieuw", form), http.StatusSeeOther).Header.Get("Location")
	path, _, _ := strings.Cut(made, "?")
	first := must(t, v.get(made), http.StatusOK)
	sound(t, "first figure", first)
	if len(first.all(".stepper")) != 0 || !strings.Contains(first.text("main"), "nog geen cijfer") {
		t.Errorf("%s", first.text("main"))
	}
	figure := first.filledIn("form.room__form")
	figure.Set("plekken", "4")
	must(t, v.post(path, figure), http.StatusSeeOther)

	edit := must(t, v.get(path+"/wijzig"), http.StatusOK)
	sound(t, "edit", edit)
	changed := edit.filledIn("form.room__form")
	if changed.Get("totaal") != "4" || changed.Get("vragen") != "3" || changed.Get("gesprek") != "ja" {
		t.Errorf("%v", changed)
	}
	changed.Set("totaal", "6")
	changed.Del("gesprek")
	must(t, v.post(path+"/wijzig", changed), http.StatusSeeOther)
	changed.Set("vragen", "veel")
	if a := must(t, v.post(path+"/wijzig", changed), http.StatusUnprocessableEntity); len(a.all(`.notice--error a[href="#vragen"]`)) != 1 {
		t.Errorf("%s", a.text("main"))
	}
	is, err := h.capacity.Offer(t.Context(), capacity.OfferID(path[len(roomPath)+1:]))
	if err != nil || is.Total != 6 || is.Assessment || is.MostInvitations != 3 || is.Organization != who.Organization || is.Figure.Available != 4 {
		t.Errorf("%+v %v", is, err)
	}
	must(t, v.post(path+"/stoppen", nil), http.StatusSeeOther)
	must(t, v.get(path), http.StatusNotFound)
	sound(t, "ended", must(t, v.get(roomPath+"?eigen=ja&gedaan=gestopt"), http.StatusOK))
}
