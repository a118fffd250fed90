package app

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/identity"
)

func TestLimiterLetsThroughWhatItSays(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	l := newLimiter(Rates{Guess: Rate{PerSecond: 2, Burst: 3}, Read: Rate{PerSecond: 100, Burst: 100}}, func() time.Time { return now })
	let := func(who string) (n int) {
		for range 10 {
			if l.wait(boundGuess, who) == 0 {
				n++
			}
		}
		return n
	}
	if n := let("a"); n != 3 {
		t.Errorf("%d at once, want 3", n)
	}
	if n := let("b"); n != 3 {
		t.Errorf("another caller gets %d, want 3", n)
	}
	if l.wait(boundRead, "a") != 0 {
		t.Error("one bound counts for another")
	}
	if w := l.wait(boundGuess, "a"); w <= 0 || w > 500*time.Millisecond {
		t.Errorf("wait %v, want at most half a second", w)
	}
	now = now.Add(time.Second)
	if n := let("a"); n != 2 {
		t.Errorf("%d after a second, want 2", n)
	}
}

func TestLimiterForgetsAndStaysBounded(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	l := newLimiter(Rates{Read: Rate{PerSecond: 1, Burst: 1}}, func() time.Time { return now })
	for i := range mostCallers + 100 {
		l.wait(boundRead, strconv.Itoa(i))
	}
	if n := len(l.callers); n > mostCallers+1 {
		t.Errorf("%d callers are remembered", n)
	}
	if l.wait(boundRead, "yet another") == 0 {
		t.Error("beyond the bound newcomers do not share a bucket")
	}
	now = now.Add(forgetAfter + time.Second)
	l.wait(boundRead, "later")
	if n := len(l.callers); n != 1 {
		t.Errorf("%d callers are remembered after silence", n)
	}
}

func TestAddress(t *testing.T) {
	t.Parallel()
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	for _, c := range []struct{ remote, forwarded, want string }{
		{"192.0.2.7:1234", "", "192.0.2.7"},
		{"192.0.2.7:1234", "198.51.100.9", "192.0.2.7"}, // not our proxy: its word is nothing
		{"10.1.2.3:1234", "198.51.100.9", "198.51.100.9"},
		{"10.1.2.3:1234", "203.0.113.5, 198.51.100.9", "198.51.100.9"}, // the first is the caller's own claim
		{"10.1.2.3:1234", "198.51.100.9, 10.4.4.4", "198.51.100.9"},
		{"10.1.2.3:1234", "nonsense", "10.1.2.3"},
		{"10.1.2.3:1234", "", "10.1.2.3"},
		{"[2001:db8:1:2:3:4:5:6]:1234", "", "2001:db8:1:2::/64"},
		{"[::ffff:192.0.2.7]:1234", "", "192.0.2.7"},
		{"@", "", "unknown"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.remote
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := address(r, proxies); got != c.want {
			t.Errorf("%s forwarded for %q: %s, want %s", c.remote, c.forwarded, got, c.want)
		}
	}
}

func TestBounds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		method, path string
		want         byte
	}{
		{"GET", "/", boundRead}, {"POST", "/zoek", boundRead}, {"POST", "/werk/aanbod/x/klopt", boundWrite},
		{"GET", "/inzage/abc", boundGuess}, {"POST", "/oauth/token", boundGuess}, {"GET", "/inloggen", boundRead},
		{"PUT", "/api/v1/services/x", boundWrite}, {"POST", "/api/v1/services/search", boundRead},
	} {
		if got := boundOf(httptest.NewRequest(c.method, c.path, nil)); got != c.want {
			t.Errorf("%s %s: %c, want %c", c.method, c.path, got, c.want)
		}
	}
}

// TestReportsWithoutSignIn: an address reports little without signing in, on the page and through the API
// together. Another address, other questions and who is known are not held up by it.
func TestReportsWithoutSignIn(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	l := newLimiter(Rates{Report: Rate{PerSecond: 0.1, Burst: 10}, Person: Rate{PerSecond: 1, Burst: 1000}}, func() time.Time { return now })
	h := l.perPerson(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) }), []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")})
	ask := func(who access.Actor, method, path, from string) int {
		r := httptest.NewRequest(method, path, nil)
		r.RemoteAddr = "10.0.0.1:1"
		r.Header.Set("X-Forwarded-For", from)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r.WithContext(identity.WithActor(r.Context(), who)))
		return w.Code
	}
	nobody := access.Anonymous("")
	let := func(who access.Actor, from string) (n int) {
		for i := range 30 {
			if ask(who, http.MethodPost, []string{"/knelpunt", "/api/v1/bottlenecks"}[i%2], from) == http.StatusOK {
				n++
			}
		}
		return n
	}
	if n := let(nobody, "198.51.100.9"); n != 10 {
		t.Errorf("%d reports at once, want 10", n)
	}
	if n := let(nobody, "198.51.100.10"); n != 10 {
		t.Errorf("another address reports %d, want 10", n)
	}
	if n := let(access.Actor{Person: "p", Role: access.Professional, Assurance: access.High}, "198.51.100.9"); n != 30 {
		t.Errorf("who is signed in reports %d, want 30", n)
	}
	for _, path := range []string{"/knelpunt", "/api/v1/bottlenecks/counts"} {
		if code := ask(nobody, http.MethodGet, path, "198.51.100.9"); code != http.StatusOK {
			t.Errorf("reading %s: %d", path, code)
		}
	}
	now = now.Add(10 * time.Second)
	if n := let(nobody, "198.51.100.9"); n != 1 {
		t.Errorf("%d reports after ten seconds, want 1", n)
	}
}

// FuzzAddress: whatever a caller claims, an address is something short, and nothing breaks.
func FuzzAddress(f *testing.F) {
	f.Add("10.1.2.3:1", "198.51.100.9, 10.4.4.4")
	f.Add("[fe80::1%eth0]:1", ",,")
	f.Fuzz(func(t *testing.T, remote, forwarded string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = remote
		r.Header["X-Forwarded-For"] = []string{forwarded}
		if a := address(r, []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("::/0")}); a == "" || len(a) > 64 {
			t.Errorf("%q", a)
		}
	})
}
