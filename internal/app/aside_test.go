package app

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/store"
)

// TestSetAsideIsTold: operators and administrators read how much could not be rendered, and the site stays ready.
func TestSetAsideIsTold(t *testing.T) {
	t.Parallel()
	h := build(t, nil)
	beheer := h.signIn(t, "Siem Schaardijk")
	ask := func() (ready, page string) {
		w := h.serve(request(http.MethodGet, "/readyz", ""))
		if w.Code != http.StatusOK {
			t.Errorf("not ready: %d %s", w.Code, w.Body)
		}
		return w.Body.String(), h.serve(beheer.known(request(http.MethodGet, "/beheer", ""))).Body.String()
	}
	if ready, page := ask(); ready != "ok\n" || !strings.Contains(page, "Hoe het draait") || strings.Contains(page, "apart gezet omdat het niet lukt") {
		t.Errorf("nothing was set aside: %q\n%s", ready, page)
	}
	err := h.Store.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO fhir_due (type, id, at) VALUES ('aside:Organization', 'x', $1), ('aside:Location', 'y', $1), ('Organization', 'z', $1)`, clock.Micros(time.Now().Add(time.Hour)))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if ready, page := ask(); ready != "ok\nFHIR resources set aside: 2\n" || !strings.Contains(page, "2 FHIR-bronnen apart gezet omdat het niet lukt") {
		t.Errorf("two were set aside: %q\n%s", ready, page)
	}
}
