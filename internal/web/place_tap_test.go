package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"eerstelijn/internal/placement"
)

// TestPlaceTapTwice: a second tap on a link that was answered by, or opening it later, says where the
// question stands, and shows no longer what was asked.
func TestPlaceTapTwice(t *testing.T) {
	t.Parallel()
	h := placing(t, demonstration(t))
	v := h.signed(t, asker)
	i := of(t, h.request(t, v.asks("elv-laag", placement.Soon)), true, h.one(t, provider).Organization)
	path, nobody := h.answerLink(t, i), h.visit(t)
	if text := must(t, nobody.get(path), http.StatusOK).text("main"); !strings.Contains(text, "Wat is gevraagd?") {
		t.Fatalf("the link shows %s", text)
	}
	must(t, nobody.post(path, url.Values{"antwoord": {"ja"}}), http.StatusOK)
	for name, page := range map[string]*answer{"again": nobody.post(path, url.Values{"antwoord": {"ja"}}), "later": nobody.get(path)} {
		text := must(t, page, http.StatusOK).text("main")
		if !strings.Contains(text, "U zei ja.") || strings.Contains(text, "gevraagd") || strings.Contains(text, "Waar") {
			t.Errorf("%s: %s", name, text)
		}
	}
	must(t, nobody.get("/inzage/"+strings.Repeat("x", 20)), http.StatusNotFound)
}
