package ledger_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"eerstelijn/internal/ledger"
)

// TestErrorsHoldNoAddress: an operator may have put a secret in the address that hears of seals. However telling
// it fails, also where it answers with what it was asked, no error shows the path or the query.
func TestErrorsHoldNoAddress(t *testing.T) {
	t.Parallel()
	const secret = "/geheim-a?token=geheim-b"
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	for name, address := range map[string]string{
		"nobody there":           gone.URL,
		"an error":               answering(t, "HTTP/1.1 500 "+secret+"\r\nContent-Length: 0\r\n\r\n"),
		"no HTTP":                answering(t, secret+"\r\n\r\n"),
		"a redirect":             answering(t, "HTTP/1.1 302 Found\r\nLocation: "+secret+"\r\nContent-Length: 0\r\n\r\n"),
		"a redirect to anything": answering(t, "HTTP/1.1 302 Found\r\nLocation: /geheim-a%zz\r\nContent-Length: 0\r\n\r\n"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			to, err := ledger.ToURL(nil, address+secret)
			if err != nil {
				t.Fatal(err)
			}
			if err := to.Publish(t.Context(), []ledger.Seal{{Number: 1}}); err == nil || strings.Contains(err.Error(), "geheim") {
				t.Errorf("it says %v", err)
			}
		})
	}
}

// answering gives the address of a server that answers the same to whatever it is asked, word for word.
func answering(t *testing.T, answer string) string {
	t.Helper()
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
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
