package api

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// refused reads a problem and fails when it is none, or when it is our own mistake.
func refused(t testing.TB, w *httptest.ResponseRecorder) (p problem) {
	t.Helper()
	if w.Code < 400 || w.Code >= 500 {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	if kind := w.Header().Get("Content-Type"); kind != "application/problem+json" {
		t.Errorf("content type %q", kind)
	}
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	if p.Status != w.Code || p.Detail == "" || !strings.HasPrefix(p.Type, base+"/problems/") {
		t.Errorf("problem %+v", p)
	}
	return p
}

func fields(p problem) (names []string) {
	for _, f := range p.Errors {
		names = append(names, f.Field)
	}
	return names
}

func TestBadInputIsNamed(t *testing.T) {
	t.Parallel()
	h := demoAPI(t)
	for _, c := range []struct {
		request string
		status  int
		fields  string
	}{
		{"/services?limt=5", 400, "limt"},
		{"/services?limit=5&limit=6", 400, "limit"},
		{"/services?limit=0", 400, "limit"},
		{"/services?limit=201", 400, "limit"},
		{"/services?limit=x", 400, "limit"},
		{"/services?near=52.1", 400, "near"},
		{"/services?near=5.1,52.1", 400, "near"},
		{"/services?near=91,5", 400, "near"},
		{"/services?near=NaN,5", 400, "near"},
		{"/services?near=52,5&postcode=1234", 400, "near"},
		{"/services?radius=1000", 400, "radius"},
		{"/services?area=WK990101&radius=5", 400, "radius"},
		{"/services?near=52,5&radius=-1", 400, "radius"},
		{"/services?postcode=0001", 400, "postcode"},
		{"/services?postcode=12", 400, "postcode"},
		{"/services?area=XX1", 400, "area"},
		{"/services?discipline=tovenarij", 400, "discipline"},
		{"/services?kind=nep", 400, "kind"},
		{"/services?language=xx", 400, "language"},
		{"/services?mode=post", 400, "mode"},
		{"/services?target_group=reuzen", 400, "target_group"},
		{"/services?insurer=%3Cb%3E", 400, "insurer"},
		{"/services?direct=misschien", 400, "direct"},
		{"/services?open_at=morgen", 400, "open_at"},
		{"/services?open_at=0001-01-01T00:00:00Z", 400, "open_at"},
		{"/services?accepting=no", 400, "accepting"},
		{"/services?max_wait=0", 400, "max_wait"},
		{"/services?max_wait=3651", 400, "max_wait"},
		{"/services?max_wait=lang", 400, "max_wait"},
		{"/services?accepting=ja&max_wait=-1&limit=999", 400, "accepting max_wait limit"},
		{"/services?cursor=onzin", 400, "cursor"},
		{"/services?q=%zz", 400, "query"},
		{"/services?kind=nep&mode=post&limit=999", 400, "limit kind mode"},
		{"/services?q=" + strings.Repeat("a", 201), 400, "q"},
		{"/services/geen-nummer", 400, "id"},
		{"/services/018f3b5e-0000-7000-8000-000000000000", 404, ""},
		{`/services/search {"accepting":"ja","max_wait":0}`, 400, "accepting max_wait"},
		{`/services/search {"limit":"veel"}`, 400, "limit"},
		{`/services/search {"wachtwoord":"x"}`, 400, "wachtwoord"},
		{`/services/search {`, 400, "body"},
		{`/services/search []`, 400, "body"},
		{`/services/search {"q":"` + strings.Repeat("a", 10<<20) + `"}`, 413, ""},
		{"/who-now", 400, "need"},
		{"/who-now?need=tandarts&area=WK990101", 400, "need"},
		{"/who-now?need=huisarts", 400, "area"},
		{"/who-now?need=huisarts&area=WK990101&postcode=1234", 400, "area"},
		{"/who-now?need=huisarts&area=WK000000", 400, "area"},
		{"/who-now?need=huisarts&area=WK990101&at=nu", 400, "at"},
		{"/areas?kind=straat", 400, "kind"},
		{"/areas?year=1800", 400, "year"},
		{"/areas?year=jaar", 400, "year"},
		{"/areas?parent=x", 400, "parent"},
		{"/areas?region=nergens", 400, "region"},
		{"/areas?cursor=onzin", 400, "cursor"},
		{"/areas/x", 400, "code"},
		{"/areas/WK999999", 404, ""},
		{"/areas/GM9901?geometry=soms", 400, "geometry"},
		{"/regions?x=1", 400, "x"},
		{"/regions/nergens", 404, ""},
		{"/regions/nergens/coverage", 404, ""},
		{"/regions/rivierenzoom/coverage?at=straks", 400, "at"},
		{"/wijkverbanden/nergens", 404, ""},
		{"/problems/nieuw", 404, ""},
		{"/services/", 404, ""},
		{"/nergens", 404, ""},
		{"/regions {}", 405, ""},
	} {
		path, body, isPost := strings.Cut(c.request, " ")
		method := http.MethodGet
		if isPost {
			method = http.MethodPost
		}
		w := call(h, method, base+path, body)
		p := refused(t, w)
		got := fields(p)
		want := strings.Fields(c.fields)
		if w.Code != c.status || !slices.Equal(got, want) {
			t.Errorf("%.80s: status %d, fields %v; want %d, %v\n%s", c.request, w.Code, got, c.status, want, w.Body)
		}
		for _, f := range p.Errors {
			if f.Message == "" {
				t.Errorf("%.80s: nothing said of %s", c.request, f.Field)
			}
		}
	}
	if w := call(h, http.MethodPost, base+"/regions", ""); w.Header().Get("Allow") != "GET, HEAD" {
		t.Error("Allow:", w.Header())
	}
}

// values are put into every parameter.
var values = []string{
	"", "0", "-1", "99999999999999999999", "1e308", "NaN", "true", "jan de vries 0612345678", "' OR 1=1 --", "<script>", "\x00", "\xff\xfe",
	"../../etc/passwd", "52.1,5.1", "5.1,52.1,7", "1234", "GM9901", "WK990101", "2026-11-24T09:30:00Z", "9999-12-31T23:59:59Z",
	"AQAkphcVKzIuqRjq8TJYvA", strings.Repeat("é", 300), strings.Repeat(",", 500), "{}", "%", "😀",
}

// Every value in every parameter of every operation is answered or refused with a problem that does
// not repeat it.
func TestEveryParameterTakesAnything(t *testing.T) {
	t.Parallel()
	h := demoAPI(t).(*server)
	for _, op := range h.operations {
		if op.Metadata[unending] != nil {
			continue // TestFeedTakesAnything
		}
		for _, p := range op.Parameters {
			for _, v := range values {
				path, query := op.Path, url.Values{}
				if p.In == "path" {
					path = strings.Replace(path, "{"+p.Name+"}", url.PathEscape(v), 1)
				} else {
					query.Set(p.Name, v)
				}
				path = strings.NewReplacer("{slug}", "rivierenzoom", "{code}", "GM9901", "{id}", "018f3b5e-0000-7000-8000-000000000000", "{kind}", "invalid").Replace(path)
				if strings.Contains(path, "//") || strings.HasSuffix(path, "/") || strings.Contains(path, "/.") {
					continue // the mux redirects these
				}
				w := call(h, op.Method, path+"?"+query.Encode(), "")
				if w.Code < 400 {
					continue
				}
				refused(t, w)
				if len(v) > 8 && strings.Contains(w.Body.String(), v) {
					t.Errorf("%s=%q is repeated: %s", p.Name, v, w.Body)
				}
			}
		}
	}
}

// GET /services reads by hand what is documented by its type.
func TestEveryDocumentedParameterIsRead(t *testing.T) {
	t.Parallel()
	op := operationOf(demoAPI(t).(*server), "services")
	bits := map[uint32]string{}
	for _, name := range parameters(op) {
		var in Search
		bit, err := in.set(name, map[string]string{"direct": "true", "limit": "5", "radius": "5", "max_wait": "5"}[name])
		if err != nil || bits[bit] != "" {
			t.Errorf("%s: %v, same bit as %q", name, err, bits[bit])
		}
		bits[bit] = name
	}
	if len(bits) != 17 {
		t.Errorf("%d parameters are documented", len(bits))
	}
}

func FuzzServices(f *testing.F) {
	f.Add("q=fysio&near=51.9,5.4&limit=3", `{"q":"fysio","limit":3}`)
	f.Add("discipline=a,b&discipline=%2C&&=&q", `{"discipline":["fysiotherapie"],"near":"5,5"}`)
	f.Add("open_at=2026-11-24T09:30:00 01:00&cursor=AQ", `[1,{"q":{}}]`)
	h := demoAPI(f)
	f.Fuzz(func(t *testing.T, query, body string) {
		r := httptest.NewRequest(http.MethodGet, base+"/services", nil)
		r.URL.RawQuery = query
		get := httptest.NewRecorder()
		h.ServeHTTP(get, r)
		for _, w := range []*httptest.ResponseRecorder{get, call(h, http.MethodPost, base+"/services/search", body)} {
			if !json.Valid(w.Body.Bytes()) {
				t.Fatalf("not JSON: %q", w.Body)
			}
			if w.Code != http.StatusOK {
				refused(t, w)
			}
		}
	})
}

type page struct {
	Items []map[string]any
	Next  string
	Total *int
}

func pageOf(t *testing.T, h http.Handler, target string) (p page) {
	t.Helper()
	w := read(h, target)
	if w.Code != http.StatusOK {
		t.Fatal(target, w.Code, w.Body)
	}
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPagesAddUp(t *testing.T) {
	t.Parallel()
	h := demoAPI(t)
	for _, c := range []struct{ query, key, other string }{
		{"/services?near=51.9,5.4&discipline=fysiotherapie", "id", "/services?near=51.9,5.4"},
		{"/services?q=apotheek", "id", "/services?q=fysio"},
		{"/areas?kind=wijk", "code", "/areas?kind=gemeente"},
		{"/areas?region=rivierenzoom", "code", "/areas?region=veenkant"},
	} {
		whole := pageOf(t, h, base+c.query+"&limit=200")
		if whole.Next != "" || len(whole.Items) < 8 || whole.Total != nil && *whole.Total != len(whole.Items) {
			t.Fatal(c.query, len(whole.Items), whole.Next)
		}
		var got []any
		next := ""
		for {
			p := pageOf(t, h, base+c.query+"&limit=7"+next)
			for _, item := range p.Items {
				got = append(got, item[c.key])
			}
			if p.Next == "" {
				break
			}
			if len(p.Items) != 7 {
				t.Fatalf("%s: a page of %d", c.query, len(p.Items))
			}
			next = "&cursor=" + url.QueryEscape(p.Next)
		}
		var want []any
		for _, item := range whole.Items {
			want = append(want, item[c.key])
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: the pages say %v, the whole %v", c.query, got, want)
		}
		cursor := pageOf(t, h, base+c.query+"&limit=7").Next
		if p := refused(t, read(h, base+c.other+"&cursor="+url.QueryEscape(cursor))); !slices.Equal(fields(p), []string{"cursor"}) {
			t.Errorf("%s took the cursor of %s: %+v", c.other, c.query, p)
		}
	}
}

func TestWhatIsKnownIsNotSentAgain(t *testing.T) {
	t.Parallel()
	h := demoAPI(t)
	target := base + "/services/" + first(t, h, base+"/services?limit=1", "id")
	tag := read(h, target).Header().Get("ETag")
	for header, want := range map[string]int{tag: 304, `"x", ` + tag: 304, "*": 304, strings.TrimPrefix(tag, "W/"): 304, `W/"x"`: 200, "": 200} {
		r := httptest.NewRequest(http.MethodGet, target, nil)
		r.Header.Set("If-None-Match", header)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != want || w.Code == 304 && w.Body.Len() > 0 || w.Header().Get("ETag") != tag {
			t.Errorf("If-None-Match %s: %d, want %d", header, w.Code, want)
		}
	}
}

func TestAnybodysPageMayRead(t *testing.T) {
	t.Parallel()
	h := demoAPI(t)
	for target, want := range map[string]string{base + "/services": "GET, HEAD", base + "/services/search": "GET, HEAD, POST", base + "/regions/x": "GET, HEAD"} {
		w := call(h, http.MethodOptions, target, "")
		if got := w.Header(); w.Code != 204 || got.Get("Access-Control-Allow-Methods") != want || got.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s: %d %v", target, w.Code, got)
		}
	}
	for _, target := range []string{base + "/services", base + "/nergens"} {
		if got := read(h, target).Header(); got.Get("Access-Control-Allow-Origin") != "*" || got.Get("API-Version") != apiVersion {
			t.Errorf("%s: %v", target, got)
		}
	}
}

// A program that is starting says so, and does not fail.
func TestBeforeTheIndexIsLoaded(t *testing.T) {
	t.Parallel()
	h := build(t, nil).api()
	for _, target := range []string{"/services", "/services?area=GM9901", "/who-now?need=huisarts&area=WK990101"} {
		if w := read(h, base+target); w.Code != http.StatusServiceUnavailable || w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s", target, w.Code, w.Body)
		}
	}
}

func TestGuideStandsByItself(t *testing.T) {
	t.Parallel()
	h := demoAPI(t).(*server)
	w := read(h, base+"/docs")
	if w.Code != http.StatusOK {
		t.Fatal(w.Code, w.Body)
	}
	doc, err := html.Parse(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.Data == "script" || n.Data == "style" {
			t.Errorf("<%s> in the page", n.Data)
		}
		for _, a := range n.Attr {
			switch {
			case a.Key == "id":
				ids[a.Val] = true
			case a.Key == "style" || strings.HasPrefix(a.Key, "on"):
				t.Errorf("%s in <%s>", a.Key, n.Data)
			case a.Key == "href" || a.Key == "src":
				if !strings.HasPrefix(a.Val, "/") && !strings.HasPrefix(a.Val, "#") {
					t.Errorf("the page leads away: %s", a.Val)
				}
				if strings.HasPrefix(a.Val, base) && read(h, a.Val).Code != http.StatusOK {
					t.Errorf("%s does not answer", a.Val)
				}
			}
		}
	}
	text := read(h, base+"/docs").Body.String()
	for _, op := range h.operations {
		if !ids[op.OperationID] {
			t.Errorf("%s is not in the page", op.OperationID)
		}
	}
	public := 0
	for _, op := range h.operations {
		// An id that does not exist is enough to be told to sign in first.
		at := strings.NewReplacer("{", "", "}", "").Replace(op.Path)
		if op.OperationID == "searchServices" || op.Method == http.MethodGet && op.Metadata[unending] == nil && read(h, at).Code != http.StatusUnauthorized && op.OperationID != "entry" && op.Metadata[onRecord] == nil {
			public++
		}
	}
	if n := len(regexp.MustCompile(`Antwoord \(200\)`).FindAllString(text, -1)); n != public || n < 15 {
		t.Errorf("%d of %d examples succeed", n, public)
	}
}
