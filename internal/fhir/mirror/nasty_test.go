package mirror_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/mirror"
)

// TestWhatPasses are the things that a run survives by itself: the same content in the end.
func TestWhatPasses(t *testing.T) {
	t.Parallel()
	for name, make := range map[string]func(*nasty){
		"reordered":               func(n *nasty) { n.shuffle = true },
		"doubles":                 func(n *nasty) { n.double, n.shuffle = true, true },
		"no request":              func(n *nasty) { n.noRequest = true },
		"bare deletes":            func(n *nasty) { n.bareDelete, n.shuffle = true, true },
		"no versions":             func(n *nasty) { n.noVersion, n.shuffle, n.bareDelete = true, true, true },
		"no versions, no moments": func(n *nasty) { n.noVersion, n.noMoment, n.shuffle, n.bareDelete = true, true, true, true },
		"no stamps":               func(n *nasty) { n.noStamp = true },
		"fails now and then":      func(n *nasty) { n.fail = 0.15 },
		"stops in the middle":     func(n *nasty) { n.cut = 0.15 },
		"too busy now and then":   func(n *nasty) { n.limit = 0.15 },
		"one a page":              func(n *nasty) { n.pageSize = 1 },
		"all in one page":         func(n *nasty) { n.pageSize = 10_000 },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			once(t, func(t *testing.T, h *house) {
				f := newFake(t)
				f.set(make)
				country(f, 12)
				src := h.follow(t, f)
				h.run(t, src)
				h.equal(t, src, f)
				for i := range 4 {
					f.put("HealthcareService", "s-aa", service(fmt.Sprintf("Naam %d", i), "o-aa", "l-aa"))
				}
				f.remove("HealthcareService", "s-ba")
				f.put("HealthcareService", "s-ba", service("Terug", "o-ba", "l-ba"))
				f.put("HealthcareService", "s-ca", service("Even", "o-ca", "l-ca"))
				f.remove("HealthcareService", "s-ca")
				f.put("Organization", "o-da", organization("Ander", "12345678"))
				h.run(t, src)
				h.equal(t, src, f)
				if s := h.shown(t, src, "s-aa"); s.Name != "Naam 3" {
					t.Errorf("%+v", s)
				}
				h.shown(t, src, "s-ba")
				if s, there := h.entry(t, src, "s-ca"); !there || s.State != directory.Hidden {
					t.Errorf("%+v", s)
				}
				if s := h.shown(t, src, "s-da"); s.OrganizationName != "Ander" {
					t.Errorf("%+v", s)
				}
			})
		})
	}
}

// TestWhatStops are the things that end a run with words, keep what there was, and are over when the source
// behaves again.
func TestWhatStops(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		make func(*nasty)
		says string
	}{
		"loop":             {func(n *nasty) { n.loop = true }, "dezelfde pagina"},
		"elsewhere":        {func(n *nasty) { n.pageSize, n.away = 3, "https://169.254.169.254/latest" }, "ander adres"},
		"another scheme":   {func(n *nasty) { n.pageSize, n.away = 3, "file:///etc/passwd" }, "ander adres"},
		"huge":             {func(n *nasty) { n.huge = true }, "64 MB"},
		"a web page":       {func(n *nasty) { n.kind = "text/html" }, "geen FHIR"},
		"no bundle":        {func(n *nasty) { n.text = `{"resourceType":"OperationOutcome"}` }, "geen lijst"},
		"no JSON":          {func(n *nasty) { n.text = `<html>` }, "geen lijst"},
		"a list":           {func(n *nasty) { n.text = `[]` }, "geen lijst"},
		"no history":       {func(n *nasty) { n.horizon, n.forget = time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC), 400 }, "_history"},
		"shut":             {func(n *nasty) { n.status = 401 }, "token"},
		"gone":             {func(n *nasty) { n.status = 404 }, "adres"},
		"elsewhere by 302": {func(n *nasty) { n.status = 302 }, "302"},
		"broken":           {func(n *nasty) { n.status = 500 }, "500"},
		"never whole":      {func(n *nasty) { n.cut = 1 }, "brak af"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			once(t, func(t *testing.T, h *house) {
				f := newFake(t)
				country(f, 5)
				src := h.follow(t, f)
				h.run(t, src)
				f.put("HealthcareService", "s-aa", service("Later", "o-aa", "l-aa"))
				f.set(c.make)
				for range 2 { // following, and anew
					if err := h.Once(t.Context(), src); err == nil || !strings.Contains(fault.Safe(err).Text.NL, c.says) {
						t.Fatalf("%v; want %q", err, c.says)
					}
					st := h.source(t, src)
					if !strings.Contains(st.Problem.NL, c.says) || st.Tries == 0 || !st.Due.After(h.clock.now()) || st.Running {
						t.Errorf("%+v", st)
					}
					h.shown(t, src, "s-ba")
					if err := h.Fetch(t.Context(), admin, src, true); err != nil {
						t.Fatal(err)
					}
				}
				f.set(func(n *nasty) { *n = nasty{pageSize: 7} })
				h.run(t, src)
				h.equal(t, src, f)
				if st := h.source(t, src); st.Tries != 0 || st.Problem.NL != "" {
					t.Errorf("%+v", st)
				}
				if s := h.shown(t, src, "s-aa"); s.Name != "Later" {
					t.Errorf("%+v", s)
				}
			})
		})
	}
}

func TestARetryIsAskedForLater(t *testing.T) {
	t.Parallel()
	once(t, func(t *testing.T, h *house) {
		f := newFake(t)
		country(f, 3)
		src := h.follow(t, f)
		f.set(func(n *nasty) { n.status, n.retryAfter = http.StatusTooManyRequests, "7200" })
		if err := h.Once(t.Context(), src); err == nil {
			t.Fatal("fetched")
		}
		if st := h.source(t, src); st.Due.Sub(h.clock.now()) != 2*time.Hour || len(h.waited) != 0 || len(f.requests()) != 1 {
			t.Errorf("due in %s, waited %v, asked %d times", st.Due.Sub(h.clock.now()), h.waited, len(f.requests()))
		}
		f.set(func(n *nasty) { n.retryAfter = "7" })
		if err := h.Once(t.Context(), src); err == nil {
			t.Fatal("fetched")
		}
		if want := []time.Duration{7 * time.Second, 7 * time.Second, 7 * time.Second}; !slices.Equal(h.waited, want) {
			t.Errorf("waited %v", h.waited)
		}
	})
	for tries, want := range map[int]time.Duration{1: 30 * time.Second, 2: time.Minute, 5: 8 * time.Minute, 60: 6 * time.Hour} {
		if d := mirror.Backoff(tries, errKilled); d < want*9/10 || d > want*11/10 {
			t.Errorf("after %d failures: %s, want about %s", tries, d, want)
		}
	}
}

func TestAForgottenWatermarkLoadsAnew(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusGone, http.StatusBadRequest} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			t.Parallel()
			once(t, func(t *testing.T, h *house) {
				f := newFake(t)
				country(f, 12)
				src := h.follow(t, f)
				h.run(t, src)
				f.remove("HealthcareService", "s-ba")
				f.put("HealthcareService", "s-aa", service("Later", "o-aa", "l-aa"))
				f.set(func(n *nasty) { n.horizon, n.forget = f.at.Add(-time.Millisecond), status })
				h.run(t, src)
				h.equal(t, src, f)
				if s, there := h.entry(t, src, "s-ba"); !there || s.State != directory.Hidden {
					t.Errorf("what went while nobody remembered: %+v", s)
				}
			})
		})
	}
}

// TestWhatSearchForgetsIsAskedFor keeps a resource that slipped between two pages of a load.
func TestWhatSearchForgetsIsAskedFor(t *testing.T) {
	t.Parallel()
	once(t, func(t *testing.T, h *house) {
		f := newFake(t)
		country(f, 5)
		src := h.follow(t, f)
		h.run(t, src)
		f.set(func(n *nasty) { n.dropOnSearch = "s-ca" })
		if err := h.Fetch(t.Context(), admin, src, true); err != nil {
			t.Fatal(err)
		}
		h.run(t, src)
		h.equal(t, src, f)
		h.shown(t, src, "s-ca")
	})
}

func TestAServerThatWasSetBack(t *testing.T) {
	t.Parallel()
	once(t, func(t *testing.T, h *house) {
		f := newFake(t)
		country(f, 3)
		day := len(f.versions)
		f.put("HealthcareService", "s-aa", service("Verdwenen wijziging", "o-aa", "l-aa"))
		f.put("HealthcareService", "s-za", service("Verdwenen", "o-aa", "l-aa"))
		src := h.follow(t, f)
		h.run(t, src)
		f.versions = f.versions[:day]
		if err := h.Fetch(t.Context(), admin, src, true); err != nil {
			t.Fatal(err)
		}
		h.run(t, src)
		h.equal(t, src, f)
		if s := h.shown(t, src, "s-aa"); s.Name != "Fysiotherapie aa" {
			t.Errorf("%+v", s)
		}
	})
}

func TestMoreThanIsAllowed(t *testing.T) {
	t.Parallel()
	once(t, func(t *testing.T, h *house) {
		f := newFake(t)
		country(f, 12)
		src, err := h.Add(t.Context(), admin, mirror.New{Name: "Klein", Base: f.URL + "/fhir", Most: 10})
		if err != nil {
			t.Fatal(err)
		}
		if err := h.Once(t.Context(), src); err == nil || !strings.Contains(fault.Safe(err).Text.NL, "meer gegevens") {
			t.Fatal(err)
		}
		if n := len(h.mirrored(t, src, "Organization")); n > 10 {
			t.Errorf("%d are kept", n)
		}
	})
}

// TestWhatCannotBeKept reads past entries that are no resource, and says how many.
func TestWhatCannotBeKept(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		f := newFake(t)
		src := h.follow(t, f)
		f.set(func(n *nasty) {
			n.text = `{"entry":[{"resource":{"resourceType":"Organization","id":"../x"}},{"resource":7},{"resource":null},{"request":"x"},{"request":{"method":"DELETE","url":"Organization/"}},
				{"resource":{"resourceType":"Patient","id":"p"}},{"search":{"mode":"outcome"},"resource":{"resourceType":"OperationOutcome"}},5,
				{"resource":{"resourceType":"Organization","id":"big","name":"` + strings.Repeat("x", 600<<10) + `"}},
				{"resource":{"resourceType":"Organization","id":"ok","name":"Goed","meta":{"versionId":"a b\u0000","lastUpdated":"gisteren"}}}],"meta":{"lastUpdated":"\u0000"},"link":"x","resourceType":"Bundle"}`
		})
		if err := h.Once(t.Context(), src); err != nil {
			t.Fatal(err)
		}
		kept := h.mirrored(t, src, "Organization")
		if st := h.source(t, src); len(kept) != 1 || st.Followed[0].Skipped < 8 {
			t.Errorf("kept %v; %+v", kept, st.Followed)
		}
	})
}

func TestASourceThatNeverAnswers(t *testing.T) {
	t.Parallel()
	once(t, func(t *testing.T, h *house) {
		f := newFake(t)
		src := h.follow(t, f)
		hang := make(chan struct{})
		f.Config.Handler = http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-r.Context().Done():
			case <-hang:
			}
		})
		defer close(hang)
		h.HTTP.Timeout = 50 * time.Millisecond
		if err := h.Once(t.Context(), src); fault.KindOf(err) != fault.Unavailable || !strings.Contains(fault.Safe(err).Text.NL, "niet te bereiken") {
			t.Errorf("%v", err)
		}
		stopped, stop := context.WithCancel(t.Context())
		time.AfterFunc(20*time.Millisecond, stop)
		if err := h.Once(stopped, src); err == nil {
			t.Error("fetched")
		}
		if st := h.source(t, src); st.Running || st.Tries != 1 {
			t.Errorf("who is stopped leaves the source free and counts no failure: %+v", st)
		}
	})
}
