package app

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// Of many who ask at once a few are answered at a time, each within a bound; who goes away takes no turn.
func TestAFewAskAtATime(t *testing.T) {
	t.Parallel()
	began, end := make(chan struct{}), make(chan struct{})
	asked := inTurn(1, time.Minute, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, bounded := r.Context().Deadline(); !bounded {
			t.Error("an answer may take for ever")
		}
		began <- struct{}{}
		<-end
	}))
	ask := func(ctx context.Context) chan int {
		done := make(chan int, 1)
		go func() {
			w := httptest.NewRecorder()
			asked.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, "/fhir/Location", nil))
			done <- w.Code
		}()
		return done
	}
	first := ask(t.Context())
	<-began
	gone, leave := context.WithCancel(t.Context())
	left := ask(gone)
	leave()
	<-left
	second := ask(t.Context())
	select {
	case <-began:
		t.Fatal("two are asked at a time")
	case <-time.After(20 * time.Millisecond):
	}
	end <- struct{}{}
	if code := <-first; code != http.StatusOK {
		t.Errorf("the first: %d", code)
	}
	<-began
	end <- struct{}{}
	if code := <-second; code != http.StatusOK {
		t.Errorf("the second: %d", code)
	}
}
