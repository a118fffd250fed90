package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/finding/live"
	"eerstelijn/internal/web/site"
)

// TestEachErrorHasAPage: each kind of error, and a panic, become a page with words for people; only our
// own mistakes are logged, and their cause is not shown.
func TestEachErrorHasAPage(t *testing.T) {
	t.Parallel()
	now := clock.Fixed(time.Date(2026, time.November, 3, 14, 42, 0, 0, clock.Amsterdam))
	for name, c := range map[string]struct {
		err    error // nil: the page panics
		status int
		says   string
		logged bool
	}{
		"invalid":     {fault.InvalidField("x", "Vul een dag in.", "expected a day"), 422, "Vul een dag in.", false},
		"not found":   {fault.Missing("Deze wijk bestaat niet.", "wijk not found"), 404, "Deze wijk bestaat niet.", false},
		"conflict":    {fault.New(fault.Conflict, "Iemand was u voor.", "taken"), 409, "Iemand was u voor.", false},
		"denied":      {fault.New(fault.Denied, "Dit is niet van u.", "not yours"), 403, "Dit is niet van u.", false},
		"unavailable": {fault.New(fault.Unavailable, "De database rust uit.", "resting"), 503, "De database rust uit.", true},
		"too late":    {fmt.Errorf("reading: %w", context.DeadlineExceeded), 503, "Dit duurt nu te lang.", true},
		"unknown":     {errors.New("disk on fire"), 500, "Noem dit nummer", true},
		"panic":       {nil, 500, "Noem dit nummer", true},
		"too large":   {fmt.Errorf("form: %w", &http.MaxBytesError{Limit: 1}), 413, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var logs bytes.Buffer
			log := slog.New(slog.NewTextHandler(&logs, nil))
			s := &server{mux: http.NewServeMux(), Site: &site.Site{
				Finder: live.New(nil, nil, nil, nil, now, log), Log: log, Now: now,
				SignedIn: func(*http.Request) access.Actor {
					return access.Actor{Person: "p", Role: access.Professional, Assurance: access.High}
				},
			}}
			s.handle("GET /x", func(http.ResponseWriter, *http.Request) error {
				if c.err == nil {
					panic("disk on fire")
				}
				return c.err
			})
			w := httptest.NewRecorder()
			s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/x", nil))
			if w.Code != c.status || !strings.Contains(w.Body.String(), c.says) || !strings.Contains(w.Body.String(), "<h1>"+failureTitles[c.status]) {
				t.Errorf("answers %d: %s", w.Code, w.Body)
			}
			if failureTitles[c.status] == "" {
				t.Errorf("status %d has no title", c.status)
			}
			if strings.Contains(w.Body.String(), "disk on fire") {
				t.Error("the page tells the cause")
			}
			if logged := logs.Len() > 0; logged != c.logged {
				t.Errorf("logged: %v, want %v: %s", logged, c.logged, &logs)
			}
			if retry := w.Header().Get("Retry-After") != ""; retry != (c.status == 503) {
				t.Errorf("Retry-After: %v", retry)
			}
		})
	}
}
