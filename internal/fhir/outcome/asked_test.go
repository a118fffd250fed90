package outcome_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"eerstelijn/internal/fhir/outcome"
)

func TestStrict(t *testing.T) {
	t.Parallel()
	for prefer, want := range map[string]bool{
		"": false, "handling=strict": true, "return=minimal, handling=strict": true, "return=minimal; Handling=Strict": true, "handling=lenient": false, "return=strict": false, "nothandling=strict": false,
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Prefer", prefer)
		if got := outcome.Strict(r); got != want {
			t.Errorf("%q: %v", prefer, got)
		}
	}
}

func TestOnlyJSON(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		query, accept string
		want          bool
	}{
		{"", "", true}, {"", "*/*", true}, {"", "application/*", true}, {"", "application/fhir+json", true}, {"", "text/html, application/json;q=0.5", true},
		{"_format=json", "application/fhir+xml", true}, {"_format=application/fhir%2Bjson", "", true},
		{"", "application/fhir+xml", false}, {"", "text/*", false}, {"_format=xml", "", false}, {"_format=xml", "application/json", false},
	} {
		r := httptest.NewRequest(http.MethodGet, "/?"+c.query, nil)
		if c.accept != "" {
			r.Header.Set("Accept", c.accept)
		}
		err := outcome.OnlyJSON(r)
		if (err == nil) != c.want {
			t.Errorf("%q %q: %v", c.query, c.accept, err)
		}
		if err != nil {
			if status, code, _ := refused(t, err); status != 406 || code != "not-supported" {
				t.Errorf("%q %q: %d %s", c.query, c.accept, status, code)
			}
		}
	}
}

// TestNotHere: an address that knows other methods names them, and one that is not there does not.
func TestNotHere(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	for _, pattern := range []string{"GET /Task", "POST /Task", "POST /Task/_search", "GET /Task/{id}", "PUT /Task/{id}"} {
		mux.HandleFunc(pattern, func(http.ResponseWriter, *http.Request) { t.Error("an answer was made") })
	}
	mux.HandleFunc("/", func(http.ResponseWriter, *http.Request) { t.Error("an answer was made") })
	for path, want := range map[string]string{"/Task": "GET, POST", "/Task/a": "GET, PUT", "/Task/_search": "POST", "/Task/a/b": "", "/Nothing": ""} {
		w := httptest.NewRecorder()
		status, _, text := refused(t, outcome.NotHere(mux, w, httptest.NewRequest(http.MethodDelete, path, nil), "Anders.", "otherwise"))
		if got := strings.Join(w.Header().Values("Allow"), "|"); got != want || (status == 405) != (want != "") || (text == "otherwise") != (want != "") || status != 404 && status != 405 {
			t.Errorf("%s: %d %q %s", path, status, got, text)
		}
	}
}

func TestToken(t *testing.T) {
	t.Parallel()
	for status, code := range map[int]string{401: "login", 503: "transient"} {
		w := httptest.NewRecorder()
		outcome.Token(w, status, "the detail")
		if w.Code != status || !strings.Contains(w.Body.String(), `"code":"`+code+`"`) || !strings.Contains(w.Body.String(), "the detail") {
			t.Errorf("%d: %d %s", status, w.Code, w.Body)
		}
	}
}
