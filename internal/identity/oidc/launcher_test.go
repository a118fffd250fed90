package oidc_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/identity/oidc"
)

// TestErrorsHoldNoPatient: what is read of an open record is asked at an address that names it. However that fails,
// also where the record system repeats what it was asked, no error shows that name or the token.
func TestErrorsHoldNoPatient(t *testing.T) {
	t.Parallel()
	answering := func(answer string) string {
		site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			line, _, err := w.(http.Hijacker).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			_, _ = io.WriteString(line, answer)
			_ = line.Close()
		}))
		t.Cleanup(site.Close)
		return site.URL
	}
	const open = "Patient/geheim-a?_elements=geheim-b"
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	l := oidc.NewLaunches(oidc.Deps{Now: func() time.Time { return noon }, Rules: oidc.Rules{Insecure: true}}, nil)
	for name, c := range map[string]struct{ base, want string }{
		"nobody there":           {gone.URL, "connect"},
		"no address":             {"http://[::1", "cannot be asked"},
		"without TLS":            {"http://dossier.example", "without TLS"},
		"an error":               {answering("HTTP/1.1 403 /" + open + "\r\nContent-Length: 0\r\n\r\n"), "403"},
		"no JSON":                {answering("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n/" + open), "no JSON"},
		"no HTTP":                {answering("/" + open + "\r\n\r\n"), "cannot be read"},
		"a redirect":             {answering("HTTP/1.1 302 Found\r\nLocation: /" + open + "\r\nContent-Length: 0\r\n\r\n"), "302"},
		"a redirect to anything": {answering("HTTP/1.1 302 Found\r\nLocation: /Patient/geheim-a%zz\r\nContent-Length: 0\r\n\r\n"), "302"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var into map[string]any
			err := l.Read(t.Context(), oidc.Launcher{ID: "x", Base: c.base}, open, "geheim-c", 1<<10, &into)
			switch {
			case err == nil:
				t.Fatal("it is read")
			case strings.Contains(err.Error(), "geheim"):
				t.Errorf("it says %q", err)
			case !strings.Contains(err.Error(), c.want):
				t.Errorf("it says %q, want %q", err, c.want)
			}
		})
	}
}
