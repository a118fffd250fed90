package api

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"eerstelijn/internal/access"
)

// Every operation of the OpenAPI document says for whom it is, and nothing else is said but the files
// beside it.
func TestEveryOperationSaysForWhomItIs(t *testing.T) {
	t.Parallel()
	var document struct {
		Paths map[string]map[string]any
	}
	if err := json.Unmarshal(read(demoAPI(t), "/api/v1/openapi.json").Body.Bytes(), &document); err != nil {
		t.Fatal(err)
	}
	var there []string
	for path, methods := range document.Paths {
		for method := range methods {
			there = append(there, strings.ToUpper(method)+" "+path)
		}
	}
	if len(there) < 25 {
		t.Fatalf("the document has %d operations", len(there))
	}
	var said []string
	for _, r := range Access() {
		if slices.Contains(said, r.Pattern) {
			t.Errorf("%s stands in the list twice", r.Pattern)
		}
		said = append(said, r.Pattern)
		if (r.For == access.ForAct) != (len(r.Acts) > 0) {
			t.Errorf("%s does not say for whom it is", r.Pattern)
		}
		for _, a := range r.Acts {
			if _, known := access.ActOf(a); !known {
				t.Errorf("%s names the act %s, which is not there", r.Pattern, a)
			}
		}
		if path, file := strings.CutPrefix(r.Pattern, "GET "); !slices.Contains(there, r.Pattern) {
			if w := read(demoAPI(t), path); !file || w.Code != http.StatusOK {
				t.Errorf("%s stands in the list and is not there", r.Pattern)
			}
		}
	}
	for _, p := range there {
		if !slices.Contains(said, p) {
			t.Errorf("%s does not say for whom it is: add it to Access", p)
		}
	}
}
