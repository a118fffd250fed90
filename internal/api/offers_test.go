package api

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
	"eerstelijn/internal/watch"
)

// roomy is [keeping] with an offer of the organisation's own, about which nothing has been said.
type roomy struct {
	keeping
	offer string
}

func newRoomy(t *testing.T, db *store.DB) roomy {
	t.Helper()
	k := newKeeping(t, db)
	k.machine.Scopes += " capacity:write"
	o := roomy{keeping: k}
	kinds := pageOf(t, k, base+"/capacity-kinds").Items
	for _, kind := range kinds {
		body := `{"service":"` + string(k.own.ID) + `","kind":"` + kind["code"].(string) + `","total":8}`
		w := k.send(t, k.admin, http.MethodPost, "/offers", body, "Idempotency-Key", "begin-"+kind["code"].(string))
		if w.Code == http.StatusConflict {
			continue // the invented region has one of this kind
		}
		if w.Code != http.StatusCreated {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		k.documented(t, "addOffer", w)
		again := k.send(t, k.admin, http.MethodPost, "/offers", body, "Idempotency-Key", "begin-"+kind["code"].(string))
		if again.Code != w.Code || again.Body.String() != w.Body.String() || again.Header().Get("Location") != w.Header().Get("Location") {
			t.Errorf("the same key answers %d %s, first %d %s", again.Code, again.Body, w.Code, w.Body)
		}
		o.offer = shown(t, w).ID
		if w.Header().Get("Location") != base+"/offers/"+o.offer {
			t.Errorf("Location %q", w.Header().Get("Location"))
		}
		return o
	}
	t.Fatal("no kind is free")
	return o
}

func shown(t testing.TB, w *httptest.ResponseRecorder) (o watch.Offer) {
	t.Helper()
	if err := json.Unmarshal(w.Body.Bytes(), &o); err != nil {
		t.Fatalf("%d %s: %v", w.Code, w.Body, err)
	}
	return o
}

// An offer's life: nothing known, said, confirmed, kept otherwise; and what was said is read back.
func TestOfferIsSaidAndReadBack(t *testing.T) {
	t.Parallel()
	storetest.RunAt(t, clock.Fixed(testNow), func(t *testing.T, db *store.DB) {
		k := newRoomy(t, db)
		path := "/offers/" + k.offer
		fresh := shown(t, k.send(t, access.Actor{}, http.MethodGet, path, ""))
		if fresh.Available != nil || fresh.State != "unknown" || fresh.Confidence != 0 || fresh.Total != 8 || fresh.ObservedAt != nil || fresh.Source != nil {
			t.Errorf("of which nothing was said: %+v", fresh)
		}
		if w := k.send(t, k.admin, http.MethodPost, path+"/confirm", ""); w.Code != http.StatusConflict {
			t.Errorf("confirming nothing: %d %s", w.Code, w.Body)
		}
		w := k.send(t, k.machine, http.MethodPost, path+"/observations", `{"available":5,"accepting":"open","waiting_days":3,"observed_at":"2026-11-24T09:30:00Z"}`)
		if w.Code != http.StatusCreated || w.Header().Get("Location") != base+path+"/observations" {
			t.Fatalf("%d %s %s", w.Code, w.Header().Get("Location"), w.Body)
		}
		k.documented(t, "observe", w)
		o := shown(t, k.send(t, access.Actor{}, http.MethodGet, path, ""))
		if o.Available == nil || *o.Available != 5 || o.State != "room" || o.Confidence <= 0 || *o.WaitingDays != 3 || *o.ObservedAt != "2026-11-24T09:30:00Z" || *o.Source != "system" {
			t.Errorf("what was said: %+v", o)
		}
		w = k.send(t, k.admin, http.MethodPost, path+"/confirm", "")
		if w.Code != http.StatusOK || *shown(t, w).Source != "person" || *shown(t, w).Available != 5 {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		k.documented(t, "confirmOffer", w)
		w = k.send(t, k.admin, http.MethodPut, path, `{"total":6,"assessment":true}`)
		if changed := shown(t, w); w.Code != http.StatusOK || changed.Total != 6 || changed.State != "assessment" {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		k.documented(t, "putOffer", w)
		said := pageOf(t, k, base+path+"/observations")
		if len(said.Items) != 2 || said.Items[0]["source"] != "person" || said.Items[1]["source"] != "system" || said.Items[1]["available"] != 5.0 {
			t.Errorf("what was said before: %v", said.Items)
		}
		if before := pageOf(t, k, base+path+"/observations?until=2026-11-24T09:30:00Z"); len(before.Items) != 0 {
			t.Errorf("before anything was said: %v", before.Items)
		}
		list := pageOf(t, k, base+"/offers?service="+string(k.own.ID)+"&limit=200")
		if !slices.ContainsFunc(list.Items, func(i map[string]any) bool { return i["id"] == k.offer && i["total"] == 6.0 }) {
			t.Errorf("the list of the service: %v", list.Items)
		}
	})
}

// ★ A figure that is older than it holds is nobody's room, in a list as on its own.
func TestStaleFigureIsNoRoom(t *testing.T) {
	t.Parallel()
	k := newRoomy(t, storetest.SQLite(t, clock.Fixed(testNow)))
	w := k.send(t, k.admin, http.MethodPost, "/offers/"+k.offer+"/observations", `{"available":5,"valid_until":"2026-11-24T09:30:01Z"}`)
	if o := shown(t, w); w.Code != http.StatusCreated || o.State == "unknown" {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	o, err := k.Handler.(*server).offer(&offerInput{k.offer}, request{t.Context(), testNow.Add(2 * time.Second)})
	if err != nil || o.Available != nil || o.State != "unknown" || o.Confidence != 0 || o.WaitingDays != nil {
		t.Errorf("%+v %v", o, err)
	}
}

// Who may not say it is told so, whichever way they try; nothing is changed by it.
func TestOthersMaySayNothing(t *testing.T) {
	t.Parallel()
	k := newRoomy(t, storetest.SQLite(t, clock.Fixed(testNow)))
	path := "/offers/" + k.offer
	unscoped := k.machine
	unscoped.Scopes = "directory:write"
	many := `{"organization_id":"` + k.admin.Organization + `","observations":[{"offer":"` + k.offer + `","available":1}]}`
	before := k.send(t, access.Actor{}, http.MethodGet, path, "").Body.String()
	for _, c := range []struct{ method, path, body string }{
		{"POST", "/offers", `{"service":"` + string(k.own.ID) + `","kind":"grz","total":1}`},
		{"PUT", path, `{"total":1}`},
		{"POST", path + "/observations", `{"available":1}`},
		{"POST", path + "/confirm", ""},
		{"POST", "/observations", many},
	} {
		for who, actor := range map[string]access.Actor{"nobody": {}, "another organisation": k.rival, "a program without the scope": unscoped} {
			want := http.StatusForbidden
			if who == "nobody" {
				want = http.StatusUnauthorized
			}
			if w := k.send(t, actor, c.method, c.path, c.body); w.Code != want {
				t.Errorf("%s %s by %s: %d %s", c.method, c.path, who, w.Code, w.Body)
			}
		}
	}
	if after := k.send(t, access.Actor{}, http.MethodGet, path, "").Body.String(); after != before {
		t.Errorf("it became %s", after)
	}
}

// Many figures are taken together or not at all; each one that is wrong is named where it stands.
func TestManyFiguresAreAllOrNone(t *testing.T) {
	t.Parallel()
	k := newRoomy(t, storetest.SQLite(t, clock.Fixed(testNow)))
	good := `{"offer":"` + k.offer + `","available":4}`
	w := k.send(t, k.machine, http.MethodPost, "/observations", `{"observations":[`+good+`,{"offer":"018f3b5e-0000-7000-8000-000000000000","available":1},{"offer":"`+k.offer+`","available":-1}]}`)
	if got := fieldsOf(t, w); w.Code != http.StatusBadRequest || !slices.Equal(got, []string{"observations[1].offer", "observations[2].offer"}) {
		t.Errorf("%d %v: %s", w.Code, got, w.Body)
	}
	if o := shown(t, k.send(t, access.Actor{}, http.MethodGet, "/offers/"+k.offer, "")); o.ObservedAt != nil {
		t.Errorf("half of it was kept: %+v", o)
	}
	w = k.send(t, k.machine, http.MethodPost, "/observations", `{"observations":[`+good+`]}`, "Idempotency-Key", "night-1")
	if w.Code != http.StatusOK || strings.TrimSpace(w.Body.String()) != `{"changed":1,"same":0}` {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	k.documented(t, "observeMany", w)
	again := k.send(t, k.machine, http.MethodPost, "/observations", `{"observations":[`+good+`]}`, "Idempotency-Key", "night-1")
	if again.Body.String() != w.Body.String() {
		t.Errorf("the same key answers %s", again.Body)
	}
	if said := pageOf(t, k, base+"/offers/"+k.offer+"/observations"); len(said.Items) != 1 {
		t.Errorf("said %d times", len(said.Items))
	}
}

func TestBadOffersAreNamed(t *testing.T) {
	t.Parallel()
	k := newRoomy(t, storetest.SQLite(t, clock.Fixed(testNow)))
	path := "/offers/" + k.offer
	for _, c := range []struct {
		method, path, body string
		status             int
		fields             string
	}{
		{"GET", "/offers?region=nergens", "", 400, "region"},
		{"GET", "/offers?kind=tovenarij", "", 400, "kind"},
		{"GET", "/offers?limit=201", "", 400, "limit"},
		{"GET", "/offers?cursor=onzin", "", 400, "cursor"},
		{"GET", "/offers?plek=1", "", 400, "plek"},
		{"GET", "/offers/geen-nummer", "", 400, "id"},
		{"GET", "/offers/018f3b5e-0000-7000-8000-000000000000", "", 404, ""},
		{"GET", path + "/observations?from=gisteren", "", 400, "from"},
		{"GET", path + "/observations?limit=0", "", 400, "limit"},
		{"POST", "/offers", `{"service":"x","kind":"grz","total":1}`, 400, "service"},
		{"POST", "/offers", `{"service":"018f3b5e-0000-7000-8000-000000000000","kind":"grz","total":1}`, 400, "service"},
		{"POST", "/offers", `{"service":"` + string(k.own.ID) + `","kind":"tovenarij","total":1}`, 400, "kind"},
		{"PUT", path, `{"total":-1}`, 400, "total"},
		{"PUT", path, `{"total":1,"live_minutes":5,"stale_minutes":1}`, 400, "rhythm"},
		{"PUT", path, `{}`, 400, "total"},
		{"POST", path + "/observations", `{}`, 400, "available"},
		{"POST", path + "/observations", `{"available":9}`, 400, "available"},
		{"POST", path + "/observations", `{"available":"veel"}`, 400, "available"},
		{"POST", path + "/observations", `{"available":1,"accepting":"soms"}`, 400, "accepting"},
		{"POST", path + "/observations", `{"available":1,"waiting_days":-1}`, 400, "waiting_days"},
		{"POST", path + "/observations", `{"available":1,"observed_at":"2031-01-01T00:00:00Z"}`, 400, "observed_at"},
		{"POST", path + "/observations", `{"available":1,"observed_at":"nu"}`, 400, "observed_at"},
		{"POST", path + "/observations", `{"available":1,"plek":2}`, 400, "plek"},
		{"POST", "/observations", `{"observations":[]}`, 400, "observations"},
		{"POST", "/observations", `{"observations":[{"available":1}]}`, 400, "observations[0].offer"},
		{"POST", "/observations", `{"observations":[{"offer":"x","available":1}]}`, 400, "observations[0].offer"},
		{"POST", "/observations", `{"observations":[{"offer":"` + k.offer + `","available":99}]}`, 400, "observations[0].available"},
	} {
		w := k.send(t, k.admin, c.method, c.path, c.body)
		if got := fieldsOf(t, w); w.Code != c.status || !slices.Equal(got, strings.Fields(c.fields)) {
			t.Errorf("%s %s %s: %d %v, want %d %s\n%s", c.method, c.path, c.body, w.Code, got, c.status, c.fields, w.Body)
		}
	}
}

// Pages of offers add up to the whole, and an unchanged list is not sent again.
func TestOffersInPages(t *testing.T) {
	t.Parallel()
	h := demoAPI(t)
	whole := pageOf(t, h, base+"/offers?region=rivierenzoom&limit=200")
	if len(whole.Items) < 10 || whole.Total == nil || *whole.Total < len(whole.Items) {
		t.Fatalf("%d offers in the invented region", len(whole.Items))
	}
	var got []any
	for next := ""; ; {
		p := pageOf(t, h, base+"/offers?region=rivierenzoom&limit=7"+next)
		for _, i := range p.Items {
			got = append(got, i["id"])
		}
		if p.Next == "" || len(got) >= len(whole.Items) {
			break
		}
		next = "&cursor=" + url.QueryEscape(p.Next)
	}
	for i, item := range whole.Items {
		if got[i] != item["id"] {
			t.Fatalf("offer %d is %v in pages and %v in the whole", i, got[i], item["id"])
		}
	}
	w := read(h, base+"/offers?region=rivierenzoom&limit=3")
	r := httptest.NewRequest(http.MethodGet, base+"/offers?region=rivierenzoom&limit=3", nil)
	r.Header.Set("If-None-Match", w.Header().Get("ETag"))
	same := httptest.NewRecorder()
	h.ServeHTTP(same, r)
	if same.Code != http.StatusNotModified || same.Body.Len() != 0 {
		t.Errorf("%d %s", same.Code, same.Body)
	}
}
