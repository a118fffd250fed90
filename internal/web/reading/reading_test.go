package reading

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

func post(t *testing.T, choice, back string) *http.Response {
	t.Helper()
	form := url.Values{ui.ReadingField: {choice}, ui.ReadingBackField: {back}}
	r := httptest.NewRequest(http.MethodPost, ui.ReadingPath, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	if err := (Page{Site: &site.Site{}}).Post(w, r); err != nil {
		t.Fatal(err)
	}
	return w.Result()
}

func TestChoiceIsRememberedAndForgotten(t *testing.T) {
	t.Parallel()
	on := post(t, ui.ReadingSimple, "/wie-nu")
	if c := on.Cookies()[0]; c.Value != ui.ReadingSimple || c.MaxAge <= 0 || !c.HttpOnly || on.Header.Get("Location") != "/wie-nu" {
		t.Errorf("cookie %v, to %q", c, on.Header.Get("Location"))
	}
	for _, choice := range []string{"gewoon", "", "<script>"} {
		if c := post(t, choice, "/").Cookies()[0]; c.Value != "" || c.MaxAge >= 0 {
			t.Errorf("%q left the cookie %v", choice, c)
		}
	}
}

// A choice never leads away from this site.
func TestBackStaysHere(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/": "/", "/regio/rivierenzoom": "/regio/rivierenzoom", "/aanbod/05aa47a2-7f3c-808f-92bb-5a0960a5adad": "/aanbod/05aa47a2-7f3c-808f-92bb-5a0960a5adad",
		"": "/", "//elders.example": "/", "https://elders.example": "/", "/\\elders.example": "/", "/a\r\nSet-Cookie: x": "/", "/%2f%2felders.example": "/", "/zoek?q=x": "/", "elders": "/",
	} {
		if got := post(t, ui.ReadingSimple, path).Header.Get("Location"); got != want {
			t.Errorf("%q leads to %q, want %q", path, got, want)
		}
	}
}
