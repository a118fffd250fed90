package app

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A token that lets nobody in is told of in the words of each face.
func TestBadTokenOnEachFace(t *testing.T) {
	t.Parallel()
	h := build(t, nil)
	for path, want := range map[string]string{"/fhir/Organization": "OperationOutcome", "/fhir/Task": "OperationOutcome", "/api/v1/regions": "problem"} {
		for _, header := range []string{"Bearer geenbewijs", "Basic eDp5", "Bearer"} {
			r := httptest.NewRequest(http.MethodGet, path, nil)
			r.Header.Set("Authorization", header)
			w := httptest.NewRecorder()
			h.handler.ServeHTTP(w, r)
			var body struct {
				ResourceType string
				Issue        []struct{ Code string }
			}
			if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
				t.Fatalf("%s: %d %s: %v", path, w.Code, w.Body, err)
			}
			fhir := body.ResourceType == "OperationOutcome" && len(body.Issue) == 1 && body.Issue[0].Code == "login" && strings.HasPrefix(w.Header().Get("Content-Type"), "application/fhir+json")
			if w.Code != http.StatusUnauthorized || !strings.HasPrefix(w.Header().Get("WWW-Authenticate"), "Bearer ") || fhir != (want == "OperationOutcome") {
				t.Errorf("%s with %q: %d %v %s", path, header, w.Code, w.Header(), w.Body)
			}
		}
	}
}
