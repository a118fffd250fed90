package assets

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// source is a copy of what is embedded, to leave things out of.
func source(t *testing.T) fstest.MapFS {
	t.Helper()
	m := fstest.MapFS{}
	err := fs.WalkDir(embedded, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := embedded.ReadFile(name)
		m[name] = &fstest.MapFile{Data: body}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// withoutBuild is the source as it is committed: nothing in dist but the placeholder.
func withoutBuild(t *testing.T) fstest.MapFS {
	m := source(t)
	maps.DeleteFunc(m, func(name string, _ *fstest.MapFile) bool {
		return strings.HasPrefix(name, "dist/") && name != "dist/.keep"
	})
	return m
}

// withBuild adds a small stand-in for what the bundler makes.
func withBuild(t *testing.T) fstest.MapFS {
	m := withoutBuild(t)
	m["dist/vendor.css"] = &fstest.MapFile{Data: []byte(`@layer vendor{.utrecht-x{color:red}}@font-face{src:url("./` + Font + `")}`)}
	m["dist/"+Font] = &fstest.MapFile{Data: []byte("woff2")}
	m["dist/vendor.css.LEGAL.txt"] = &fstest.MapFile{Data: []byte("EUPL-1.2")}
	return m
}

func mustBuild(t *testing.T, src fs.FS, pages map[string]string) *bundle {
	t.Helper()
	b, err := build(src, pages)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestWithoutBuildThePagesHaveOurOwnSheet(t *testing.T) {
	t.Parallel()
	b := mustBuild(t, withoutBuild(t), nil)
	for _, name := range []string{Stylesheet, Sign, NearScript, MapScript} {
		if b.byName[name] == nil {
			t.Errorf("%s is missing without the front-end build", name)
		}
	}
	if b.byName[Font] != nil {
		t.Error("the font is there without the front-end build")
	}
	if css := string(b.byName[Stylesheet].body); strings.Contains(css, "url(") {
		t.Error("the sheet asks for a file that is not there")
	}
}

func TestSheetsAreJoinedInTheOrderOfTheirLayers(t *testing.T) {
	t.Parallel()
	b := mustBuild(t, withBuild(t), map[string]string{
		"zoek":   "/* words */ .zoek { color: red; }",
		"aanbod": ".aanbod { color: red; }",
	})
	css := string(b.byName[Stylesheet].body)
	last := -1
	for _, part := range []string{
		"@layer base, vendor, app, page, print;", "--el-page:", ".utrecht-x", ".status__word", ".aanbod", ".zoek", "@media print",
	} {
		at := strings.Index(css, part)
		if at <= last {
			t.Errorf("%q stands at %d, want after %d", part, at, last)
		}
		last = at
	}
	if !strings.Contains(css, "@layer page{\n.zoek { color: red; }\n}") {
		t.Error("a page's rules do not lie in the layer page")
	}
	if want := `url("` + b.byName[Font].url + `")`; !strings.Contains(css, want) {
		t.Errorf("the font's address is not the hashed one, want %s", want)
	}
	if b.byName["vendor.css.LEGAL.txt"] != nil || b.byName[".keep"] != nil {
		t.Error("something is served that no page asks for")
	}
}

func TestAddressFollowsContent(t *testing.T) {
	t.Parallel()
	a := mustBuild(t, withoutBuild(t), nil).byName[Stylesheet].url
	same := mustBuild(t, withoutBuild(t), nil).byName[Stylesheet].url
	other := mustBuild(t, withoutBuild(t), map[string]string{"zoek": ".zoek{}"}).byName[Stylesheet].url
	if a != same {
		t.Errorf("the same content has two addresses: %s, %s", a, same)
	}
	if a == other {
		t.Errorf("other content has the same address %s", a)
	}
}

func TestOwnSheetsAreSound(t *testing.T) {
	t.Parallel()
	css := string(mustBuild(t, withoutBuild(t), nil).byName[Stylesheet].body)
	if strings.Count(css, "{") != strings.Count(css, "}") {
		t.Error("braces do not match")
	}
	defined := map[string]bool{"--notice": true, "--mark": true}
	for _, m := range regexp.MustCompile(`(?m)^(--[\w-]+):`).FindAllStringSubmatch(css, -1) {
		defined[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`var\((--[\w-]+)`).FindAllStringSubmatch(css, -1) {
		if !defined[m[1]] {
			t.Errorf("%s is read but nowhere given", m[1])
		}
	}
	if strings.Contains(css, "//") || strings.Contains(css, "@import") {
		t.Error("the sheet asks for something from elsewhere")
	}
	for _, physical := range []string{"margin-left", "margin-right", "padding-left", "padding-right", "text-align: left", "text-align: right", "float:"} {
		if strings.Contains(css, physical) {
			t.Errorf("%q does not mirror for languages written from right to left", physical)
		}
	}
}

func TestHandler(t *testing.T) {
	t.Parallel()
	h := Handler()
	get := func(method, target, encoding string) *http.Response {
		req := httptest.NewRequest(method, target, nil)
		req.Header.Set("Accept-Encoding", encoding)
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, req)
		return rec.Result()
	}
	body := func(res *http.Response) []byte {
		b, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}

	plain := get(http.MethodGet, URL(Stylesheet), "")
	packed := get(http.MethodGet, URL(Stylesheet), "br, gzip;q=0.8")
	if got := packed.Header.Get("Content-Encoding"); got != "gzip" {
		t.Fatalf("Content-Encoding = %q, want gzip", got)
	}
	if plain.Header.Get("Content-Encoding") != "" {
		t.Error("gzip to a client that did not ask")
	}
	zr, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := io.ReadAll(zr)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(unpacked, body(plain)) {
		t.Error("gzipped and plain answers differ")
	}
	for _, res := range []*http.Response{plain, packed} {
		if got := res.Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
			t.Errorf("Cache-Control = %q", got)
		}
		if got := res.Header.Get("Content-Type"); got != "text/css; charset=utf-8" {
			t.Errorf("Content-Type = %q", got)
		}
		if got := res.Header.Get("Vary"); got != "Accept-Encoding" {
			t.Errorf("Vary = %q", got)
		}
	}

	head := get(http.MethodHead, URL(NearScript), "")
	if head.StatusCode != http.StatusOK || len(body(head)) != 0 || head.Header.Get("Content-Length") == "0" {
		t.Errorf("HEAD = %d with length %s", head.StatusCode, head.Header.Get("Content-Length"))
	}
	for _, target := range []string{"/assets/app.css", "/assets/app.000000000000.css", "/assets/", "/assets/../doc.go", "/assets/css/base.css"} {
		if got := get(http.MethodGet, target, "").StatusCode; got != http.StatusNotFound {
			t.Errorf("GET %s = %d, want 404", target, got)
		}
	}
	if got := get(http.MethodPost, URL(Stylesheet), "").StatusCode; got != http.StatusMethodNotAllowed {
		t.Errorf("POST = %d, want 405", got)
	}
}

func TestAcceptsGzip(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]bool{
		"":                   false,
		"gzip":               true,
		"br, gzip":           true,
		"GZIP ; q=0.5":       true,
		"gzip;q=0":           false,
		"gzip;q=0.0, br":     false,
		"gzip;q=much":        false,
		"identity":           false,
		"x-gzip-ish, br;q=1": false,
	} {
		if got := acceptsGzip(header); got != want {
			t.Errorf("acceptsGzip(%q) = %v, want %v", header, got, want)
		}
	}
}

// TestAddStyleIsForInit shows that a sheet cannot be added once its address went out, nor twice.
func TestAddStyleIsForInit(t *testing.T) {
	t.Parallel()
	URL(Stylesheet)
	defer func() {
		if recover() == nil {
			t.Error("AddStyle after the first use was silent")
		}
	}()
	AddStyle("late", ".late{}")
}

// TestBudget holds everything a first visit fetches besides the page itself under 60 kB gzipped; a
// public page has 100 kB in all.
func TestBudget(t *testing.T) {
	t.Parallel()
	const budget = 60_000
	if URL(Font) == "" {
		t.Log("WITHOUT the front-end build: only our own files are weighed")
	}
	total := 0
	for _, name := range slices.Sorted(maps.Keys(loaded().byName)) {
		f := loaded().byName[name]
		size := len(f.body)
		if f.gzipped != nil {
			size = len(f.gzipped)
		}
		t.Logf("%6d bytes %s", size, path.Base(f.url))
		total += size
	}
	t.Logf("%6d bytes in all", total)
	if total > budget {
		t.Errorf("%d bytes gzipped, want at most %d", total, budget)
	}
}
