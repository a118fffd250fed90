package outcome_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/outcome"
	"eerstelijn/internal/fhir/r4"
)

// Private answers are kept by nobody, however they are made.
func TestPrivate(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer func(w http.ResponseWriter)
		status int
		body   string
	}{
		"a body": {func(w http.ResponseWriter) { outcome.Private(w, 201, []byte(`{"resourceType":"Task"}`)) }, 201, `{"resourceType":"Task"}`},
		"a resource": {func(w http.ResponseWriter) {
			if err := outcome.PrivateOf(w, 200, &r4.Bundle{Type: "searchset"}); err != nil {
				t.Error(err)
			}
		}, 200, `{"resourceType":"Bundle","type":"searchset"}`},
		"issues": {func(w http.ResponseWriter) {
			outcome.Write(w, 403, outcome.Issue("error", "forbidden", "", fault.Text{EN: "no"}))
		}, 403,
			`{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"forbidden","details":{"text":"no"}}]}`},
	} {
		w := httptest.NewRecorder()
		c.answer(w)
		if w.Code != c.status || w.Body.String() != c.body || w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Content-Type") != "application/fhir+json; charset=utf-8" {
			t.Errorf("%s: %d %v %s", name, w.Code, w.Header(), w.Body)
		}
	}
	w := httptest.NewRecorder()
	if err := outcome.PrivateOf(w, 200, &r4.Bundle{Entry: []r4.BundleEntry{{Resource: json.RawMessage("{")}}}); err == nil || w.Body.Len() != 0 || len(w.Header()) != 0 {
		t.Errorf("%v, and %v %s was written", err, w.Header(), w.Body)
	}
}

// TestAnswer: each error has its status, its issues with the names that the sender knows, and the header that goes
// with the status.
func TestAnswer(t *testing.T) {
	t.Parallel()
	cause := errors.New("geheim")
	for name, c := range map[string]struct {
		err    error
		status int
		code   string
		where  string // of the first issue
		header string // name and value of one; '' is that none of them is there
		logged bool
	}{
		"a field":           {fault.InvalidField("name", "Vul in.", "fill in"), 400, "invalid", "http.name", "", false},
		"nothing there":     {fault.Missing("Weg.", "gone"), 404, "not-found", "http.", "", false},
		"denied":            {fault.New(fault.Denied, "Nee.", "no"), 403, "forbidden", "http.", "", false},
		"too often":         {fault.New(fault.Limited, "Te vaak.", "too often"), 429, "throttled", "http.", "", false},
		"not now":           {fault.New(fault.Unavailable, "Later.", "later"), 503, "transient", "http.", "Retry-After: 5", false},
		"went away":         {fmt.Errorf("x: %w", context.Canceled), 503, "transient", "http.", "", false},
		"ours":              {cause, 500, "exception", "http.", "", true},
		"refused":           {outcome.Refuse(412, "conflict", "Oud.", "stale"), 412, "conflict", "", "", false},
		"refused, wrapped":  {fmt.Errorf("x: %w", outcome.RefuseAt(422, "business-rule", "Task.status", "Nee.", "no")), 422, "business-rule", "Task.status", "", false},
		"nobody":            {outcome.Refuse(401, "login", "Wie?", "who?"), 401, "login", "", `WWW-Authenticate: Bearer realm="eerstelijn"`, false},
		"refused for now":   {outcome.Refuse(503, "transient", "Later.", "later"), 503, "transient", "", "Retry-After: 5", false},
		"refused for cause": {&outcome.Refusal{Status: 500, Issues: []r4.OperationOutcomeIssue{outcome.Issue("error", "exception", "", fault.Text{EN: "ours"})}, Cause: cause}, 500, "exception", "", "", true},
	} {
		var log bytes.Buffer
		w := httptest.NewRecorder()
		outcome.Answer(w, httptest.NewRequest(http.MethodGet, "/", nil), slog.New(slog.NewTextHandler(&log, nil)), c.err, func(field string) string { return "http." + field })
		var got r4.OperationOutcome
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || len(got.Issue) != 1 {
			t.Fatalf("%s: %s %v", name, w.Body, err)
		}
		if where := strings.Join(got.Issue[0].Expression, " "); w.Code != c.status || got.Issue[0].Code != c.code || where != c.where {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
		header := ""
		for _, one := range []string{"Retry-After", "WWW-Authenticate"} {
			if value := w.Header().Get(one); value != "" {
				header += one + ": " + value
			}
		}
		if header != c.header {
			t.Errorf("%s: %q, want %q", name, header, c.header)
		}
		if strings.Contains(log.String(), "geheim") != c.logged || strings.Contains(w.Body.String(), "geheim") {
			t.Errorf("%s is logged as %q and answered with %s", name, log.String(), w.Body)
		}
	}
}

// A mistake of ours is found again by the number that the answer names.
func TestReferenceIsLogged(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	w := httptest.NewRecorder()
	outcome.Answer(w, httptest.NewRequest(http.MethodGet, "/", nil), slog.New(slog.NewTextHandler(&log, nil)), errors.New("x"), nil)
	_, rest, _ := strings.Cut(log.String(), " ref=")
	ref, _, _ := strings.Cut(rest, " ")
	if len(ref) != 8 || !strings.Contains(w.Body.String(), ref) {
		t.Errorf("%q in the log, and %s", ref, w.Body)
	}
}

// TestFrom: a refusal is answered as it is; the fields of another error keep their names where nobody has others.
func TestFrom(t *testing.T) {
	t.Parallel()
	own := outcome.Refuse(409, "conflict", "Nee.", "no")
	if got := outcome.From(fmt.Errorf("x: %w", own), nil); got != own {
		t.Errorf("%#v", got)
	}
	invalid := fault.InvalidFields(fault.Field{Name: "a", Text: fault.Text{EN: "one"}}, fault.Field{Name: "b", Text: fault.Text{EN: "two"}})
	got := outcome.From(invalid, nil)
	if got.Status != 400 || len(got.Issues) != 2 || got.Issues[0].Expression[0] != "a" || got.Issues[1].Expression[0] != "b" || got.Error() != "one" || !errors.Is(got, invalid) {
		t.Errorf("%#v", got)
	}
}
