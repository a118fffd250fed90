package mirror_test

import (
	"testing"
	"time"

	"eerstelijn/internal/directory"
)

func TestADirectoryIsFollowed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		f := newFake(t)
		country(f, 20)
		f.put("Endpoint", "e1", map[string]any{"status": "active"})
		src := h.follow(t, f)
		h.run(t, src)
		h.equal(t, src, f)
		s := h.shown(t, src, "s-aa")
		if s.Source != "Gids van elders" || s.SourceKey != "s-aa" || s.OrganizationName != "Praktijk aa" || s.Discipline != "fysiotherapie" || s.Locations[0].Street != "Dorpsstraat aa" {
			t.Errorf("%+v", s)
		}
		st := h.source(t, src)
		if st.Entries.Taken != 20 || st.Entries.Due != 0 || st.Good.IsZero() || !st.Followed[0].Loaded || st.Followed[0].Live != 20 || st.Problem.NL != "" {
			t.Errorf("%+v", st)
		}

		// One changes, one goes, one comes; a location moves under a service that stays as it is.
		f.put("HealthcareService", "s-aa", service("Fysiotherapie Nieuw", "o-aa", "l-aa"))
		f.remove("HealthcareService", "s-ba")
		f.put("Organization", "o-new", organization("Nieuwe praktijk", "12345678"))
		f.put("Location", "l-ca", location("Kerkplein 1"))
		h.run(t, src)
		h.equal(t, src, f)
		if s := h.shown(t, src, "s-aa"); s.Name != "Fysiotherapie Nieuw" {
			t.Errorf("%+v", s)
		}
		if s, there := h.entry(t, src, "s-ba"); !there || s.State != directory.Hidden {
			t.Errorf("what the source took away: %v %+v", there, s)
		}
		if s := h.shown(t, src, "s-ca"); s.Locations[0].Street != "Kerkplein 1" {
			t.Errorf("%+v", s)
		}

		// Nothing happens: no version is added.
		before := h.shown(t, src, "s-aa").Version
		h.run(t, src)
		if now := h.shown(t, src, "s-aa").Version; now != before {
			t.Errorf("version %d became %d although nothing changed", before, now)
		}

		// What is taken away comes back.
		f.put("HealthcareService", "s-ba", service("Fysiotherapie ba", "o-ba", "l-ba"))
		h.run(t, src)
		h.shown(t, src, "s-ba")
		if st := h.source(t, src); st.Due.Sub(h.clock.now()) > 20*time.Minute {
			t.Errorf("due %s", st.Due)
		}
	})
}
