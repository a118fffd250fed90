package outcome_test

import (
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/outcome"
	"eerstelijn/internal/fhir/r4"
)

// refused gives how an error is answered: the status, and the code and the words of its one issue.
func refused(t *testing.T, err error) (status int, code, text string) {
	t.Helper()
	no, ok := errors.AsType[*outcome.Refusal](err)
	if !ok || len(no.Issues) != 1 {
		t.Fatalf("%#v is no refusal of one thing", err)
	}
	if len(no.Issues[0].Details.TextElement.Extension) != 1 {
		t.Errorf("%q is not said in Dutch", no.Issues[0].Details.Text)
	}
	return no.Status, no.Issues[0].Code, no.Issues[0].Details.Text
}

// post is a request with a body of a media type.
func post(address, media string, body io.Reader) *http.Request {
	r := httptest.NewRequest(http.MethodPost, address, body)
	if media != "" {
		r.Header.Set("Content-Type", media)
	}
	return r
}

func TestReadBody(t *testing.T) {
	t.Parallel()
	const task = `{"resourceType":"Task"}`
	for _, media := range []string{"application/fhir+json", "application/json", "application/json+fhir", "application/fhir+json; charset=utf-8; fhirVersion=4.0", "Application/FHIR+JSON"} {
		r := post("/", media, strings.NewReader(task))
		if body, err := outcome.ReadBody(httptest.NewRecorder(), r, int64(len(task))); err != nil || string(body) != task {
			t.Errorf("%s: %q, %v", media, body, err)
		}
	}
	for name, c := range map[string]struct {
		media  string
		body   io.Reader
		most   int64
		status int
		code   string
		says   string
	}{
		"no type":          {"", strings.NewReader(task), 100, 415, "not-supported", "application/fhir+json"},
		"half a type":      {"application/", strings.NewReader(task), 100, 415, "not-supported", "application/fhir+json"},
		"XML":              {"application/fhir+xml", strings.NewReader("<Task/>"), 100, 415, "not-supported", "application/fhir+json"},
		"a form":           {"application/x-www-form-urlencoded", strings.NewReader("a=b"), 100, 415, "not-supported", "application/fhir+json"},
		"one too many":     {"application/fhir+json", strings.NewReader(task), int64(len(task)) - 1, 413, "too-long", "0 KiB"},
		"KiB":              {"application/fhir+json", strings.NewReader(`"` + strings.Repeat("x", 64<<10)), 64 << 10, 413, "too-long", "at most 64 KiB"},
		"MiB":              {"application/fhir+json", strings.NewReader(`"` + strings.Repeat("x", 1<<20)), 1 << 20, 413, "too-long", "at most 1 MiB"},
		"a line that ends": {"application/fhir+json", io.MultiReader(strings.NewReader(task), iotest.ErrReader(io.ErrUnexpectedEOF)), 100, 400, "incomplete", "whole"},
		"nothing":          {"application/fhir+json", strings.NewReader(""), 100, 400, "structure", "JSON"},
		"half":             {"application/fhir+json", strings.NewReader(task[:10]), 100, 400, "structure", "JSON"},
		"two":              {"application/fhir+json", strings.NewReader(task + task), 100, 400, "structure", "JSON"},
	} {
		body, err := outcome.ReadBody(httptest.NewRecorder(), post("/", c.media, c.body), c.most)
		if body != nil {
			t.Errorf("%s: %q is read", name, body)
		}
		if status, code, text := refused(t, err); status != c.status || code != c.code || !strings.Contains(text, c.says) {
			t.Errorf("%s: %d %s %q", name, status, code, text)
		}
	}
}

func TestResource(t *testing.T) {
	t.Parallel()
	r, err := outcome.Resource([]byte(`{"resourceType":"Task","id":"a"}`), "Task")
	if one, ok := r.(*r4.Task); err != nil || !ok || one.ID != "a" {
		t.Errorf("%#v, %v", r, err)
	}
	for body, want := range map[string]string{
		`{"resourceType":"Subscription"}`: "expected a Task", `{}`: "type of the resource is missing", `[]`: "", `null`: "", `{"resourceType":"Task","id":1}`: "",
	} {
		r, err := outcome.Resource([]byte(body), "Task")
		if err == nil || fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, %v", body, r, err)
		}
	}
}

func TestValues(t *testing.T) {
	t.Parallel()
	const media = "application/x-www-form-urlencoded"
	form := func(address, body string) *http.Request { return post(address, media, strings.NewReader(body)) }
	get := httptest.NewRequest(http.MethodGet, "/?a=1&b=2", strings.NewReader("a=3"))
	get.Header.Set("Content-Type", media)
	for name, c := range map[string]struct {
		r    *http.Request
		want url.Values
	}{
		"an address":         {get, url.Values{"a": {"1"}, "b": {"2"}}},
		"nothing":            {httptest.NewRequest(http.MethodGet, "/", nil), url.Values{}},
		"a form":             {form("/_search", "a=1&a=2"), url.Values{"a": {"1", "2"}}},
		"an address, a form": {form("/_search?a=1&b=2", "a=3&c=4"), url.Values{"a": {"1", "3"}, "b": {"2"}, "c": {"4"}}},
		"an empty form":      {form("/_search?a=1", ""), url.Values{"a": {"1"}}},
		"with a charset":     {post("/_search", media+"; charset=UTF-8", strings.NewReader("a=1")), url.Values{"a": {"1"}}},
	} {
		for range 2 { // a second look finds the same
			got, err := outcome.Values(httptest.NewRecorder(), c.r, 10)
			if err != nil || !reflect.DeepEqual(got, c.want) {
				t.Errorf("%s: %v, %v", name, got, err)
			}
		}
	}
	bad := httptest.NewRequest(http.MethodGet, "/", nil)
	bad.URL.RawQuery = "a=%zz"
	for name, c := range map[string]struct {
		r      *http.Request
		status int
		code   string
		says   string
	}{
		"an address that is none": {bad, 400, "invalid", "name=value"},
		"no type":                 {post("/_search", "", strings.NewReader("a=1")), 415, "not-supported", media},
		"nothing of no type":      {post("/_search", "", nil), 415, "not-supported", media},
		"JSON":                    {post("/_search", "application/fhir+json", strings.NewReader("{}")), 415, "not-supported", media},
		"another form":            {post("/_search", "multipart/form-data; boundary=x", strings.NewReader("--x--")), 415, "not-supported", media},
		"a form that is none":     {form("/_search", "a=%zz"), 400, "invalid", "form"},
		"one too many":            {form("/_search", "a=123456789"), 413, "too-long", "at most"},
	} {
		got, err := outcome.Values(httptest.NewRecorder(), c.r, 10)
		if got != nil {
			t.Errorf("%s: %v is read", name, got)
		}
		if status, code, text := refused(t, err); status != c.status || code != c.code || !strings.Contains(text, c.says) {
			t.Errorf("%s: %d %s %q", name, status, code, text)
		}
	}
}

func TestTooLong(t *testing.T) {
	t.Parallel()
	address := func(n int) *http.Request {
		return httptest.NewRequest(http.MethodGet, "/abc?"+strings.Repeat("a", n-len("/abc")), nil)
	}
	if err := outcome.TooLong(address(8 << 10)); err != nil {
		t.Error(err)
	}
	if status, code, _ := refused(t, outcome.TooLong(address(8<<10+1))); status != 414 || code != "too-long" {
		t.Errorf("%d %s", status, code)
	}
}

func TestBase(t *testing.T) {
	t.Parallel()
	plain, sealed := httptest.NewRequest(http.MethodGet, "http://here.example/fhir/Task", nil), httptest.NewRequest(http.MethodGet, "https://here.example/fhir/Task", nil)
	for want, got := range map[string]string{
		"https://eerstelijn.example/fhir":   outcome.Base(plain, "https://eerstelijn.example/", "/fhir"),
		"https://eerstelijn.example/a/fhir": outcome.Base(plain, "https://eerstelijn.example/a", "/fhir"),
		"http://here.example/fhir":          outcome.Base(plain, "", "/fhir"),
		"https://here.example/fhir":         outcome.Base(sealed, "", "/fhir"),
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// FuzzReadBody: what is read is what was sent, and one JSON value; anything else is refused in words.
func FuzzReadBody(f *testing.F) {
	for _, seed := range []string{`{}`, `{"a":1}`, ``, `{`, `[1,2`, "\xef\xbb\xbf{}", strings.Repeat(" ", 100)} {
		f.Add("application/json", seed)
	}
	f.Add("text/plain", "{}")
	f.Fuzz(func(t *testing.T, media, sent string) {
		body, err := outcome.ReadBody(httptest.NewRecorder(), post("/", media, strings.NewReader(sent)), 50)
		if err == nil && (string(body) != sent || len(sent) > 50) {
			t.Errorf("%q is read as %q", sent, body)
		}
		if err != nil {
			status, _, _ := refused(t, err)
			if known := map[int]bool{400: true, 413: true, 415: true}; !known[status] {
				t.Errorf("%q: %d, want one of %v", sent, status, slices.Collect(maps.Keys(known)))
			}
		}
	})
}
