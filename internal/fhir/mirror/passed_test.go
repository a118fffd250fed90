package mirror_test

import (
	"net/http"
	"strings"
	"testing"

	"eerstelijn/internal/fhir/mirror"
)

// ★ A resource that cannot be taken is named and passed over: the load ends, the rest comes in, and what was
// kept of it stays until it can be taken again.
func TestOneThatCannotBeTaken(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fields map[string]any
		hidden bool // search leaves it out, so that it is asked for apart
		broken int
		says   string
	}{
		"too large":                {map[string]any{"name": strings.Repeat("x", 600<<10)}, false, 0, "512 kB"},
		"too large, asked apart":   {map[string]any{"name": strings.Repeat("x", 600<<10)}, true, 0, "512 kB"},
		"unreadable":               {map[string]any{"meta": 7}, false, 0, "niet te lezen"},
		"unreadable, asked apart":  {map[string]any{"meta": 7}, true, 0, "niet te lezen"},
		"another, asked apart":     {map[string]any{"id": "l-zz"}, true, 0, "iets anders"},
		"never given, asked apart": {map[string]any{"name": "Plein"}, true, http.StatusInternalServerError, "geeft dit gegeven niet"},
		"forbidden words":          {map[string]any{"name": "Plein"}, true, http.StatusUnprocessableEntity, "geeft dit gegeven niet"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			once(t, func(t *testing.T, h *house) {
				f := newFake(t)
				country(f, 3)
				src := h.follow(t, f)
				h.run(t, src)
				was := h.mirrored(t, src, "Location")["l-ba"]
				f.put("Location", "l-ba", c.fields)
				f.put("HealthcareService", "s-aa", service("Nieuwe naam", "o-aa", "l-aa"))
				f.set(func(n *nasty) {
					n.broken = c.broken
					if c.hidden {
						n.dropOnSearch = "l-ba"
					}
				})
				if err := h.Fetch(t.Context(), admin, src, true); err != nil {
					t.Fatal(err)
				}
				h.run(t, src)
				s := h.source(t, src)
				var at mirror.Followed
				for _, one := range s.Followed {
					if at = one; one.Type == "Location" {
						break
					}
				}
				if !at.Loaded || at.Passed != 1 || at.Skipped == 0 || len(s.Passed) != 1 || s.Passed[0].Type != "Location" || s.Passed[0].ID != "l-ba" || !strings.Contains(s.Passed[0].Why.NL, c.says) {
					t.Errorf("%+v, passed over %+v", at, s.Passed)
				}
				if now := h.mirrored(t, src, "Location")["l-ba"]; now != was {
					t.Errorf("what was kept of it became %.200v", now)
				}
				if s := h.shown(t, src, "s-aa"); s.Name != "Nieuwe naam" {
					t.Errorf("the rest did not come in: %+v", s)
				}
				f.set(func(n *nasty) { n.broken, n.dropOnSearch = 0, "" })
				f.put("Location", "l-ba", location("Nieuwe straat 1"))
				h.run(t, src)
				if s := h.source(t, src); len(s.Passed) != 0 {
					t.Errorf("it can be taken again and is still named: %+v", s.Passed)
				}
				if name != "another, asked apart" {
					h.equal(t, src, f)
				}
			})
		})
	}
}

// ★ A source that gives none of its resources is not taken to have many bad ones.
func TestASourceThatGivesNothingApart(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		f := newFake(t)
		country(f, 40)
		src := h.follow(t, f)
		h.run(t, src)
		f.set(func(n *nasty) { n.text = `{"resourceType":"Bundle","entry":[]}` })
		handler := f.Config.Handler
		f.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.Count(r.URL.Path, "/") > 2 {
				w.WriteHeader(http.StatusInternalServerError)
				return
			}
			handler.ServeHTTP(w, r)
		})
		if err := h.Fetch(t.Context(), admin, src, true); err != nil {
			t.Fatal(err)
		}
		if err := h.Once(t.Context(), src); err == nil {
			t.Error("a run of a broken source is a good one")
		}
		if s := h.source(t, src); s.Followed[0].Live != 40 || len(s.Passed) > 20 || s.Tries != 1 {
			t.Errorf("%+v", s)
		}
	})
}
