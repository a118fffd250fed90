package mirror_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"eerstelijn/internal/fhir/mirror"
)

// TestErrorsHoldNoAddress: what a source calls its pages may let anybody read them. However a run fails, also where
// the source repeats what it was asked, no error shows the path or the query.
func TestErrorsHoldNoAddress(t *testing.T) {
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
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	for name, address := range map[string]string{
		"nobody there":           gone.URL,
		"an error":               answering("HTTP/1.1 404 /geheim\r\nContent-Length: 0\r\n\r\n"),
		"no HTTP":                answering("/geheim\r\n\r\n"),
		"a redirect to anything": answering("HTTP/1.1 302 Found\r\nLocation: /geheim%zz\r\nContent-Length: 0\r\n\r\n"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			once(t, func(t *testing.T, h *house) {
				src, err := h.Add(t.Context(), admin, mirror.New{Name: "Gids van elders", Base: address + "/geheim/"})
				if err != nil {
					t.Fatal(err)
				}
				if err := h.Once(t.Context(), src); err == nil || strings.Contains(err.Error(), "geheim") {
					t.Errorf("it says %v", err)
				}
			})
		})
	}
}
