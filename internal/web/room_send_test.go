package web_test

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// upload sends a file as a browser does.
func (v *visitor) upload(path, text string) *answer {
	v.t.Helper()
	return v.multipart(path, func(w *multipart.Writer) error {
		part, err := w.CreateFormFile("bestand", "cijfers.csv")
		if err == nil {
			_, err = part.Write([]byte(text))
		}
		return err
	})
}

func (v *visitor) multipart(path string, fill func(w *multipart.Writer) error) *answer {
	v.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if err := fill(w); err != nil {
		v.t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		v.t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, path, &b)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return v.do(r)
}

// TestFigureFile: down, up, seen before it counts, and all or nothing.
func TestFigureFile(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	v, _, o := h.roomKeeper(t, fresh)
	path := roomPath + "/bestand"
	file := must(t, v.get(path+".csv"), http.StatusOK)
	if kind := file.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/csv") || !strings.Contains(file.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("%s %s", kind, file.Header.Get("Content-Disposition"))
	}
	lines := strings.Split(strings.TrimSpace(file.body), "\n")
	if len(lines) < 2 || lines[0] != "offer;name;available;accepting;waiting_days;observed_at" {
		t.Fatalf("%q", lines)
	}
	// As it stands nothing changes but the moment.
	preview := must(t, v.upload(path, file.body), http.StatusOK)
	sound(t, "preview", preview)
	before := len(h.history(t, o.ID))
	if len(preview.all("#voorbeeld tbody tr")) != len(lines)-1 {
		t.Errorf("%s", preview.text("#voorbeeld"))
	}

	text := "offer;available;accepting\n" + string(o.ID) + ";" + strconv.Itoa(o.Figure.Available-1) + ";open\n"
	preview = must(t, v.upload(path, text), http.StatusOK)
	if !strings.Contains(preview.text(".lead"), "1 cijfer verandert") || len(h.history(t, o.ID)) != before {
		t.Errorf("%s", preview.text("main"))
	}
	sent := preview.filledIn("main form").Get("inhoud")
	confirm := func(text string) *answer {
		return v.multipart(path, func(w *multipart.Writer) error { return w.WriteField("inhoud", text) })
	}
	if a := must(t, confirm(sent), http.StatusSeeOther); !strings.Contains(a.Header.Get("Location"), "gedaan=bestand") {
		t.Errorf("leads to %s", a.Header.Get("Location"))
	}
	if list := h.history(t, o.ID); len(list) != before+1 || list[0].Available != o.Figure.Available-1 {
		t.Errorf("%d figures more, newest %d", len(list)-before, list[0].Available)
	}
	// One row is wrong: none is taken, and each wrong one is named.
	text += "x;1;open\n" + string(o.ID) + ";1;soms\n"
	for name, a := range map[string]*answer{"preview": v.upload(path, text), "confirmed": confirm(text)} {
		must(t, a, http.StatusUnprocessableEntity)
		sound(t, name, a)
		if rows := a.text("#kop-fout + ul"); !strings.Contains(rows, "Rij 2:") || !strings.Contains(rows, "Rij 3:") || strings.Contains(rows, "Rij 1:") {
			t.Errorf("%s: %s", name, rows)
		}
	}
	for name, a := range map[string]*answer{
		"no file": v.post(path, nil), "nothing in it": v.upload(path, ""), "an empty choice": v.multipart(path, func(*multipart.Writer) error { return nil }),
		"too large": v.upload(path, strings.Repeat("x", 600<<10)), "no text": v.upload(path, "\xff\xfe\x00"), "another's": v.upload(path, "offer;available\n01a2021c-57a7-7958-a0a2-dda95bcee43f;1\n"),
	} {
		must(t, a, http.StatusUnprocessableEntity)
		sound(t, name, a)
	}
	if list := h.history(t, o.ID); len(list) != before+1 {
		t.Errorf("%d figures came of files that were wrong", len(list)-before-1)
	}
}

// tapLink makes the link that is mailed for a figure.
func (h *house) tapLink(t testing.TB, o capacity.Offer) (path string) {
	t.Helper()
	of := func(context.Context, *store.Tx) (access.Subject, error) {
		return access.Subject{Type: "organization", ID: string(o.Organization), Organization: string(o.Organization)}, nil
	}
	err := h.spine.Do(t.Context(), act.Attempt{Actor: access.Job("capacity"), Act: "capacity.AskForFigure", Load: of}, func(ctx context.Context, tx *act.Tx) error {
		token, err := h.accounts.Links.MakeTx(ctx, tx, link.Link{Act: "capacity.Observe", SubjectType: "offer", SubjectID: string(o.ID), Organization: string(o.Organization), Region: string(o.Region), Until: now.Add(time.Hour)})
		path = "/inzage/" + token
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// TestFigureByLink: looking changes nothing, one tap does it all, and a second one nothing.
func TestFigureByLink(t *testing.T) {
	t.Parallel()
	storetest.RunAt(t, clock.Fixed(now), func(t *testing.T, db *store.DB) {
		h := fill(t, db, nil)
		_, _, o := h.roomKeeper(t, fresh)
		path, before, n := h.tapLink(t, o), len(h.history(t, o.ID)), o.Figure.Available
		v := h.visit(t)
		for range 2 {
			a := must(t, v.get(path), http.StatusOK)
			sound(t, "link", a)
			if a.text("h1") != "Klopt dit nog?" || strings.Contains(a.body, path) {
				t.Errorf("%s", a.text("main"))
			}
		}
		if bad := must(t, v.post(path, url.Values{"plekken": {"veel"}}), http.StatusUnprocessableEntity); !strings.Contains(bad.text("[role=alert]"), "heel getal") {
			t.Errorf("%s", bad.text("main"))
		}
		stale := v.get(path).press(t, "main form", button(n+1))
		stale.Set("gezien", "1")
		sound(t, "changed since", must(t, v.post(path, stale), http.StatusConflict))
		tap := v.get(path).press(t, "main form", button(n+1))
		if a := must(t, v.post(path, tap), http.StatusSeeOther); !strings.HasPrefix(a.Header.Get("Location"), "/aanbod/"+string(o.Service)) {
			t.Errorf("leads to %s", a.Header.Get("Location"))
		}
		must(t, v.post(path, tap), http.StatusNotFound)
		must(t, v.get(path), http.StatusNotFound)
		list := h.history(t, o.ID)
		if len(list) != before+1 || list[0].Available != n+1 || list[0].Source != capacity.ByPerson {
			t.Errorf("%d figures, newest %+v", len(list)-before, list[0])
		}
	})
}

// TestLinkOfWhatEnded opens nothing, and neither does one of an offer without a figure fail.
func TestLinkOfWhatEnded(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	v, _, o := h.roomKeeper(t, fresh)
	path := h.tapLink(t, o)
	must(t, v.post(roomPath+"/"+string(o.ID)+"/stoppen", nil), http.StatusSeeOther)
	must(t, h.visit(t).get(path), http.StatusNotFound)
	_, _, never := h.roomKeeper(t, func(o *capacity.Offer) bool { return o.Figure.ObservedAt.IsZero() })
	path = h.tapLink(t, never)
	page := must(t, h.visit(t).get(path), http.StatusOK)
	sound(t, "never told", page)
	form := page.filledIn("main form")
	form.Set("plekken", "2")
	must(t, h.visit(t).post(path, form), http.StatusSeeOther)
	if list := h.history(t, never.ID); len(list) != 1 || list[0].Available != 2 {
		t.Errorf("%+v", list)
	}
}

// TestTodayAsksForFigures: those that grow old, the oldest first, and a tap there comes back there.
func TestTodayAsksForFigures(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	old := func(o *capacity.Offer) bool {
		return o.Freshness(now) == capacity.Stale && o.Figure.Available < o.Total
	}
	v, who, o := h.roomKeeper(t, old)
	today := must(t, v.get("/werk"), http.StatusOK)
	sound(t, "today", today)
	asked := today.all(`form[action^="/werk/capaciteit/"]`)
	if len(asked) == 0 || len(asked) > 5 {
		t.Fatalf("%d are asked", len(asked))
	}
	var last time.Time
	for _, f := range asked {
		a, ok := h.board.Offer(capacity.OfferID(strings.TrimPrefix(attr(f, "action"), roomPath+"/")))
		if !ok || a.Organization != who.Organization || a.Freshness(now) == capacity.Live || a.Figure.ObservedAt.Before(last) {
			t.Errorf("%s: %v", attr(f, "action"), a.Figure.ObservedAt)
		}
		last = a.Figure.ObservedAt
	}
	path := roomPath + "/" + string(o.ID)
	form := today.press(t, `form[action="`+path+`"]`, button(o.Figure.Available))
	a := must(t, v.post(path, form), http.StatusSeeOther)
	if a.Header.Get("Location") != "/werk?cijfer="+string(o.ID)+"#cijfers" {
		t.Fatalf("leads to %s", a.Header.Get("Location"))
	}
	after := must(t, v.get("/werk?cijfer="+string(o.ID)), http.StatusOK)
	sound(t, "noted", after)
	if !strings.Contains(after.text(".notice"), "Genoteerd") || len(after.all(`form[action="`+path+`"]`)) != 0 {
		t.Errorf("%s", after.text("main"))
	}
	if text := h.visit(t).become(access.Insurer).get("/werk").text("main"); strings.Contains(text, "Onze plekken") || strings.Contains(text, "Klopt dit nog?") {
		t.Error("an insurer is asked for figures")
	}
}
