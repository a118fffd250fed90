package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// speaking gives a service of which somebody filled in a few free times.
func speaking(t testing.TB, h http.Handler) string {
	t.Helper()
	var page struct {
		Items []struct{ ID string }
	}
	if w := read(h, base+"/services?discipline=fysiotherapie&limit=50"); json.Unmarshal(w.Body.Bytes(), &page) != nil {
		t.Fatal(w.Body)
	}
	for _, s := range page.Items {
		if got := slotsOf(t, read(h, base+"/services/"+s.ID+"/slots")); got.Fresh && got.Source == "person" && len(got.Times) > 0 {
			return s.ID
		}
	}
	t.Fatal("nobody says when people can come")
	return ""
}

func slotsOf(t testing.TB, w *httptest.ResponseRecorder) (out slotsShown) {
	t.Helper()
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil || w.Code != http.StatusOK {
		t.Fatalf("%d %s: %v", w.Code, w.Body, err)
	}
	return out
}

// TestTimesArePutAndRead puts the times of a service, twice the same and then others, and reads them as anybody.
func TestTimesArePutAndRead(t *testing.T) {
	t.Parallel()
	storetest.RunAt(t, clock.Fixed(testNow), func(t *testing.T, db *store.DB) {
		k := newKeeping(t, db)
		k.machine.Scopes += " capacity:write"
		path := "/services/" + string(k.own.ID) + "/slots"
		none := slotsOf(t, k.send(t, access.Actor{}, http.MethodGet, path, ""))
		if none.PublishedAt != nil || none.Fresh || none.Times == nil || len(none.Times) > 0 {
			t.Errorf("of which nothing was said: %+v", none)
		}
		body := `{"good_for_minutes":60,"times":[{"start":"2026-11-30T10:00:00+01:00","end":"2026-11-30T10:30:00+01:00","link":"https://agenda.example/2"},
			{"start":"2026-11-30T09:00:00Z","end":"2026-11-30T09:30:00Z","free":3,"phone":"0800 1234"},{"start":"2026-11-30T08:00:00Z","end":"2026-11-30T08:30:00Z","free":0,"kind":"meekijkconsult"}]}`
		var last string
		for range 2 {
			w := k.send(t, k.machine, http.MethodPut, path, body)
			k.documented(t, "putSlots", w)
			put := slotsOf(t, w)
			if put.Source != "system" || !put.Fresh || len(put.Times) != 3 || *put.Times[0].Free != 0 || put.Times[0].Kind != "meekijkconsult" || put.Times[1].Start != "2026-11-30T09:00:00Z" {
				t.Fatalf("%+v", put)
			}
			got := k.send(t, access.Actor{}, http.MethodGet, path, "")
			k.documented(t, "slots", got)
			if last != "" && got.Body.String() != last || !strings.Contains(got.Body.String(), "https://agenda.example/2") {
				t.Errorf("read %s, before %s", got.Body, last)
			}
			last = got.Body.String()
		}
		if got := slotsOf(t, k.send(t, k.admin, http.MethodPut, path, `{"times":[]}`)); got.Source != "person" || !got.Fresh || len(got.Times) > 0 {
			t.Errorf("no times are %+v", got)
		}
		for name, c := range map[string]struct {
			who  access.Actor
			body string
			want int
		}{
			"nobody":             {access.Actor{}, body, http.StatusUnauthorized},
			"a rival":            {k.rival, body, http.StatusForbidden},
			"without that right": {access.Actor{Person: "client:1", Role: access.Machine, Organization: k.machine.Organization, Assurance: access.Substantial, Scopes: "directory:write"}, body, http.StatusForbidden},
		} {
			if w := k.send(t, c.who, http.MethodPut, path, c.body); w.Code != c.want {
				t.Errorf("%s: %d %s", name, w.Code, w.Body)
			}
		}
		if w := k.send(t, k.admin, http.MethodPut, "/services/0198f8f0-0000-7000-8000-000000000000/slots", body); w.Code != http.StatusNotFound {
			t.Errorf("of a service that is not there: %d %s", w.Code, w.Body)
		}
		if w := k.send(t, access.Actor{}, http.MethodGet, "/services/x/slots", ""); w.Code != http.StatusBadRequest && w.Code != http.StatusNotFound && w.Code != http.StatusUnprocessableEntity {
			t.Errorf("of no id: %d", w.Code)
		}
	})
}

// TestBadTimesAreNamed: each mistake by the name of its field, and never a 500.
func TestBadTimesAreNamed(t *testing.T) {
	t.Parallel()
	k := newKeeping(t, storetest.SQLite(t, clock.Fixed(testNow)))
	path := "/services/" + string(k.own.ID) + "/slots"
	one := func(more string) string {
		return `{"times":[{"start":"2026-11-30T09:00:00Z","end":"2026-11-30T09:30:00Z"` + more + `}]}`
	}
	many := slices.Repeat([]string{`{"start":"2026-11-30T09:00:00Z","end":"2026-11-30T09:30:00Z"}`}, 2001)
	for body, field := range map[string]string{
		`{"times":[{"start":"morgen","end":"2026-11-30T09:30:00Z"}]}`:               "times[0].start",
		`{"times":[{"start":"2026-11-30T09:00:00Z","end":"2026-11-30T09:00:00Z"}]}`: "times[0].end",
		`{"times":[{"start":"2027-11-30T09:00:00Z","end":"2027-11-30T09:30:00Z"}]}`: "times[0].start",
		one(`,"link":"http://x.example"`):                                           "times[0].link",
		one(`,"phone":"bel"`):                                                       "times[0].phone",
		one(`},{"start":"2026-11-30T09:00:00Z","end":"2026-11-30T09:30:00Z"`):       "times[1]",
		one(`,"free":101`):                            "times[0].free",
		one(`,"kind":"grz"`):                          "times[0].kind",
		`{"good_for_minutes":999999999,"times":[]}`:   "good_for_minutes",
		`{"times":[` + strings.Join(many, ",") + `]}`: "times",
		`{}`: "times",
	} {
		w := k.send(t, k.admin, http.MethodPut, path, body)
		if w.Code < 400 || w.Code >= 500 {
			t.Errorf("%.120s: %d %s", body, w.Code, w.Body)
			continue
		}
		if !slices.ContainsFunc(fieldsOf(t, w), func(name string) bool {
			return strings.HasSuffix(name, field)
		}) {
			t.Errorf("%.120s names %v, want %s", body, fieldsOf(t, w), field)
		}
	}
	var most []string
	for i := range 2000 {
		most = append(most, fmt.Sprintf(`{"start":"2026-12-%02dT%02d:%02d:00Z","end":"2026-12-%02dT23:59:00Z","link":"https://agenda.example/%s"}`, 1+i/72, 6+i/12%6, i%12*5, 1+i/72, strings.Repeat("x", 200)))
	}
	if w := k.send(t, k.admin, http.MethodPut, path, `{"times":[`+strings.Join(most, ",")+`]}`); w.Code != http.StatusOK {
		t.Errorf("as many as there may be: %d %.300s", w.Code, w.Body)
	}
}
