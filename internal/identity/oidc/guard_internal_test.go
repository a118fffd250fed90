package oidc

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

type answering string

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusFound, Header: http.Header{"Location": {string(a)}}, Body: io.NopCloser(strings.NewReader("")), Request: r}, nil
}

// TestBrokenRedirectIsNotRepeated: the words of an error tell nothing that a provider echoes.
func TestBrokenRedirectIsNotRepeated(t *testing.T) {
	t.Parallel()
	for location, kept := range map[string]bool{"https://idp.example/%zz?code=hush": false, "https://idp.example/next": true} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://idp.example/token", nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := (guard{base: answering(location)}).RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if is := answer.Header.Get("Location") != ""; is != kept {
			t.Errorf("%s: kept %v", location, is)
		}
	}
}
