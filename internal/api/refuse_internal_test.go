package api

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity"
)

// TestNobodyIsAskedToSignIn: who is nobody yet is told how to become somebody; who is somebody, that
// they may not.
func TestNobodyIsAskedToSignIn(t *testing.T) {
	t.Parallel()
	s := &server{Deps: Deps{Log: slog.New(slog.DiscardHandler)}}
	somebody := identity.WithActor(context.Background(), access.Actor{Person: "p", Role: access.Professional, Assurance: access.Low})
	for _, c := range []struct {
		ctx       context.Context
		status    int
		challenge string
	}{
		{context.Background(), http.StatusUnauthorized, `Bearer realm="eerstelijn"`},
		{somebody, http.StatusForbidden, ""},
	} {
		w := httptest.NewRecorder()
		s.refuse(w, httptest.NewRequestWithContext(c.ctx, http.MethodPost, base+"/services", nil), fault.New(fault.Denied, "Nee.", "no"))
		if w.Code != c.status || w.Header().Get("WWW-Authenticate") != c.challenge || w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%d, %q, %s", w.Code, w.Header().Get("WWW-Authenticate"), w.Body)
		}
	}
}
