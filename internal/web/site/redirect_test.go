package site_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"eerstelijn/internal/web/site"
)

func TestRedirectStaysOnTheSite(t *testing.T) {
	t.Parallel()
	for to, want := range map[string]string{
		"/werk": "/werk", "/werk?gedaan=ja#klopt": "/werk?gedaan=ja#klopt", "/": "/",
		"": "/", "werk": "/", "//evil.example": "/", "/\\evil.example": "/", "https://evil.example/": "/", "/\t/evil.example": "/", "/a\r\nSet-Cookie: b=c": "/",
	} {
		w := httptest.NewRecorder()
		site.Redirect(w, httptest.NewRequest(http.MethodPost, "/werk/aanbod", nil), to)
		if got := w.Header().Get("Location"); got != want || w.Code != http.StatusSeeOther {
			t.Errorf("%q leads to %q with %d, want %q", to, got, w.Code, want)
		}
	}
}
