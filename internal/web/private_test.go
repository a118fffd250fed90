package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// marker is what a citizen should not write and some will: a name and a citizen service number.
const marker = "Zwaantje-Marker 123456782"

// fieldsOf gives every field of every form of the pages, by where the form goes.
func (v *visitor) fieldsOf(paths ...string) map[string]map[string]bool {
	all := map[string]map[string]bool{}
	for _, path := range paths {
		a := v.get(path)
		for _, f := range a.all(`main form[method="post"]`) {
			action := attr(f, "action")
			if strings.HasPrefix(action, "/demo") {
				continue // presses a button for somebody; nothing is typed
			}
			if all[action] == nil {
				all[action] = map[string]bool{}
			}
			for n := range f.Descendants() {
				if name := attr(n, "name"); name != "" {
					all[action][name] = true
				}
			}
		}
	}
	return all
}

// TestNothingTypedIsTold writes the marker into every field and every query parameter there is, alone
// and beside a good question. It may come back in the page, and nowhere else.
func TestNothingTypedIsTold(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	v := h.visit(t)
	told := func(name string, a *answer) {
		t.Helper()
		if a.StatusCode >= 500 {
			t.Errorf("%s answers %d", name, a.StatusCode)
		}
		for _, part := range []string{"Zwaantje", "123456782"} {
			if strings.Contains(a.text("head"), part) {
				t.Errorf("%s: the title or head tells it", name)
			}
			for key, values := range a.Header {
				if strings.Contains(strings.Join(values, " "), part) {
					t.Errorf("%s: header %s tells it", name, key)
				}
			}
			for _, n := range a.all("[href], [action], [src]") {
				if strings.Contains(attr(n, "href")+attr(n, "action")+attr(n, "src"), part) {
					t.Errorf("%s: an address on the page tells it", name)
				}
			}
		}
	}
	forms := v.fieldsOf(h.public()...)
	forms["/zoek"]["cursor"], forms["/zoek"]["here"], forms["/zoek"]["shown"], forms["/zoek"]["at"] = true, true, true, true
	fields := 0
	for action, names := range forms {
		for name := range names {
			fields++
			told(action+" "+name, v.post(action, url.Values{name: {marker}}))
			told(action+" "+name, v.post(action, url.Values{name: {marker}, "q": {"huisarts " + marker}, "place": {h.data.Postcodes[0].PC4}}))
			told("GET "+action+" "+name, v.get(action+"?"+url.Values{name: {marker}}.Encode()))
		}
	}
	if fields < 20 {
		t.Errorf("only %d fields were tried", fields)
	}
	for _, path := range h.public() {
		told(path, v.get(path+"?"+url.Values{"q": {marker}, "klopt": {marker}}.Encode()))
	}
	told("path", v.get("/"+url.PathEscape(marker)))
	told("service", v.get("/aanbod/"+url.PathEscape(marker)))
	if strings.Contains(h.logs.String(), "Zwaantje") || strings.Contains(h.logs.String(), "123456782") {
		t.Errorf("the log tells it:\n%s", h.logs)
	}
}

// nasty values are what programs and people send.
var nasty = []string{
	"", " ", "\x00", "\xff\xfe", "'; DROP TABLE service; --", "<script>alert(1)</script>", "-1", "0", "99999999999999999999", "1e309", "NaN", "../../etc/passwd",
	"\u202e😀\u200b", "%s%n", "{{.}}", strings.Repeat("9", 300), strings.Repeat("woord ", 200), "0000-00-00", "25:99", "2026-02-30", ",", "52.1,5.1,9",
}

// TestAnyInput sends every nasty value in every field and query parameter: never our mistake.
func TestAnyInput(t *testing.T) {
	t.Parallel()
	storetest.RunAt(t, clock.Fixed(now), func(t *testing.T, db *store.DB) {
		h := fill(t, db, nil)
		v := h.visit(t)
		check := func(name, value string, a *answer) {
			t.Helper()
			if a.StatusCode >= 500 {
				t.Errorf("%s = %.30q answers %d", name, value, a.StatusCode)
			}
			if strings.Contains(a.body, "<script>alert") {
				t.Errorf("%s = %.30q comes back as code", name, value)
			}
		}
		forms := v.fieldsOf(h.public()...)
		forms["/zoek"]["cursor"], forms["/zoek"]["here"], forms["/zoek"]["shown"], forms["/zoek"]["at"] = true, true, true, true
		for _, value := range nasty {
			for action, names := range forms {
				for name := range names {
					check(action+" "+name, value, v.post(action, url.Values{name: {value}, "q": {"huisarts"}, "open": {"moment"}}))
					check(action+" "+name, value, v.post(action, url.Values{name: {value}, "open": {"nu"}}))
				}
			}
			for _, path := range []string{"/zoek", "/wie-nu", "/land", "/werk", "/demo", "/"} {
				for _, name := range []string{"q", "place", "need", "at", "klopt", "cursor", "area", "year"} {
					check(path+"?"+name, value, v.get(path+"?"+url.Values{name: {value}}.Encode()))
				}
			}
			for _, path := range []string{"/aanbod/", "/regio/", "/wijk/", "/assets/", "/"} {
				if value != "" {
					check(path, value, v.get(path+url.PathEscape(value)))
				}
			}
			check("sign in", value, v.post("/demo/als/"+url.PathEscape(value+"x"), nil))
			check("confirm", value, v.post("/werk/aanbod/"+url.PathEscape(value+"x")+"/klopt", nil))
		}
	})
}

func FuzzSearch(f *testing.F) {
	h := demonstration(f)
	pc4 := h.data.Postcodes[0].PC4
	f.Add("pijn in mijn knie", pc4, "nu", "", "", "5", "", "", "", "", uint8(0))
	f.Add("", "", "moment", "2026-11-04", "10:00", "", "", "52.1", "5.1", "", uint8(3))
	f.Add("huisarts", "Oevermonde", "x", "\x00", "99:99", "-5", "AAAA", "NaN", "", "52,5", uint8(255))
	f.Fuzz(func(t *testing.T, q, place, open, day, at, radius, cursor, lat, lon, here string, on uint8) {
		form := url.Values{"q": {q}, "place": {place}, "open": {open}, "day": {day}, "time": {at}, "at": {at}, "radius": {radius},
			"cursor": {cursor}, "lat": {lat}, "lon": {lon}, "here": {here}, "shown": {radius}, "language": {open}, "insurer": {open}}
		for i, name := range []string{"language", "insurer", "lat", "lon", "cursor", "place"} {
			if on&(1<<i) == 0 {
				form.Del(name)
			}
		}
		a := h.visit(t).post("/zoek", form)
		if a.StatusCode != http.StatusOK && a.StatusCode != http.StatusUnprocessableEntity && a.StatusCode != http.StatusRequestEntityTooLarge {
			t.Fatalf("answers %d", a.StatusCode)
		}
	})
}

func FuzzAddress(f *testing.F) {
	h := demonstration(f)
	for _, path := range h.public() {
		f.Add(path, "a=b")
	}
	f.Add("//", "%zz")
	f.Add("/aanbod/%00", ";")
	f.Fuzz(func(t *testing.T, path, query string) {
		r, err := http.NewRequest(http.MethodGet, "http://x/", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.URL.Path, r.URL.RawQuery = "/"+strings.TrimPrefix(path, "/"), query
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code >= 500 {
			t.Fatalf("answers %d", w.Code)
		}
	})
}
