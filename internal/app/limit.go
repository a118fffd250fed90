package app

import (
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"eerstelijn/internal/fhir/rest"
	"eerstelijn/internal/identity"
)

// Rate is how much one caller may ask: so many requests at once, and so many a second after that.
type Rate struct {
	PerSecond float64
	Burst     int
}

// Rates are the bounds by what is asked. A practice or a hospital stands behind one address, so the
// bounds of an address are wide; those of a person are what a person can do.
type Rates struct {
	Read   Rate // pages and public questions, by address
	Write  Rate // forms and changes, by address
	Report Rate // bottlenecks reported by nobody who is known, by address: each is read by people
	Guess  Rate // tokens and one-time links, by address: what could be tried over and over
	Person Rate // everything, by person who is signed in
}

// UsualRates hold when an operator chooses none.
var UsualRates = Rates{
	Read:   Rate{PerSecond: 100, Burst: 400},
	Write:  Rate{PerSecond: 10, Burst: 60},
	Report: Rate{PerSecond: 0.1, Burst: 10},
	Guess:  Rate{PerSecond: 1, Burst: 30},
	Person: Rate{PerSecond: 30, Burst: 150},
}

// limiter counts what callers ask, in bounded memory.
type limiter struct {
	rates Rates
	now   func() time.Time

	mu      sync.Mutex
	callers map[caller]*bucket
	swept   time.Time
}

// caller is one address or person, for one of the bounds.
type caller struct {
	bound byte
	who   string
}

type bucket struct {
	*rate.Limiter
	used time.Time
}

const (
	// mostCallers bounds the memory; it is some tens of megabytes at most.
	mostCallers = 200_000
	// forgetAfter is how long a silent caller is remembered: longer than any bucket takes to fill.
	forgetAfter = 5 * time.Minute
)

func newLimiter(r Rates, now func() time.Time) *limiter {
	if r == (Rates{}) {
		r = UsualRates
	}
	return &limiter{rates: r, now: now, callers: map[caller]*bucket{}}
}

// wait says how long somebody must wait before asking again; 0 is: go on.
func (l *limiter) wait(bound byte, who string) time.Duration {
	r := l.of(bound)
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	key := caller{bound, who}
	b := l.callers[key]
	if b == nil {
		if len(l.callers) >= mostCallers || now.Sub(l.swept) > forgetAfter {
			l.forget(now)
		}
		if len(l.callers) >= mostCallers {
			// More callers than anybody has: the new ones share one bucket until others fall silent.
			key.who = ""
			b = l.callers[key]
		}
	}
	if b == nil {
		b = &bucket{Limiter: rate.NewLimiter(rate.Limit(r.PerSecond), r.Burst)}
		l.callers[key] = b
	}
	b.used = now
	if b.AllowN(now, 1) {
		return 0
	}
	missing := 1 - b.TokensAt(now)
	return time.Duration(missing / r.PerSecond * float64(time.Second))
}

func (l *limiter) forget(now time.Time) {
	l.swept = now
	for key, b := range l.callers {
		if now.Sub(b.used) > forgetAfter {
			delete(l.callers, key)
		}
	}
}

// The bounds.
const (
	boundRead   byte = 'r'
	boundWrite  byte = 'w'
	boundReport byte = 'm'
	boundGuess  byte = 'g'
	boundPerson byte = 'p'
)

func (l *limiter) of(bound byte) Rate {
	switch bound {
	case boundWrite:
		return l.rates.Write
	case boundReport:
		return l.rates.Report
	case boundGuess:
		return l.rates.Guess
	case boundPerson:
		return l.rates.Person
	}
	return l.rates.Read
}

// guessable are the paths below which something secret could be found by trying. Signing in is not one
// of them: the secret is asked elsewhere, and a hospital signs in behind one address at eight o'clock.
var guessable = []string{"/oauth/", "/inzage/", "/melding/"}

func boundOf(r *http.Request) byte {
	for _, p := range guessable {
		if strings.HasPrefix(r.URL.Path, p) {
			return boundGuess
		}
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead || asks(r.URL.Path) {
		return boundRead
	}
	return boundWrite
}

// asks tells whether something is only asked at a path: by POST, so that words stay out of addresses.
func asks(path string) bool {
	return path == "/zoek" || path == "/wie-nu" || path == "/api/v1/services/search" || strings.HasPrefix(path, rest.Path+"/") && strings.HasSuffix(path, "/_search")
}

// reports tells whether a bottleneck is reported: the one thing that anybody may write without signing in,
// and that others must then answer.
func reports(r *http.Request) bool {
	return r.Method == http.MethodPost && (r.URL.Path == "/knelpunt" || r.URL.Path == "/api/v1/bottlenecks")
}

// perPerson bounds what somebody who is known may ask, from however many addresses: a person who is
// signed in, or a program with a token. Who is not known may report little from one address.
func (l *limiter) perPerson(next http.Handler, proxies []netip.Prefix) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var wait time.Duration
		switch who := identity.ActorOf(r.Context()); {
		case identity.SignedIn(who):
			wait = l.wait(boundPerson, who.Person)
		case reports(r):
			wait = l.wait(boundReport, address(r, proxies))
		}
		if wait > 0 {
			tooSoon(w, r, wait)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// tooSoon answers who asks too much.
func tooSoon(w http.ResponseWriter, r *http.Request, wait time.Duration) {
	seconds := max(1, int((wait+time.Second-1)/time.Second))
	w.Header().Set("Retry-After", strconv.Itoa(seconds))
	w.Header().Set("Cache-Control", "no-store")
	if strings.HasPrefix(r.URL.Path, "/api/") || strings.HasPrefix(r.URL.Path, "/oauth/") {
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusTooManyRequests)
		_, _ = w.Write([]byte(`{"type":"/api/v1/problems/limited","title":"Too many requests","status":429,"detail":"too many requests in a short time; wait as Retry-After says"}`))
		return
	}
	if strings.HasPrefix(r.URL.Path, rest.Path+"/") {
		rest.TooMany(w)
		return
	}
	plain(w, http.StatusTooManyRequests, "Er kwamen te veel vragen tegelijk. Wacht even en probeer het dan opnieuw. Levensgevaar? Bel 112.")
}

// address is where a request comes from. Behind a proxy that the operator named it is the last
// address that this proxy did not add itself; anybody else's word for it is worth nothing. Of an
// IPv6 address only the network counts: one connection has them all.
func address(r *http.Request, proxies []netip.Prefix) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	a, err := netip.ParseAddr(host)
	if err != nil {
		return "unknown"
	}
	a = a.Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && within(a, proxies); i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		a = next.Unmap()
	}
	if a.Is6() {
		if p, err := a.WithZone("").Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}

func within(a netip.Addr, networks []netip.Prefix) bool {
	for _, p := range networks {
		if p.Contains(a) {
			return true
		}
	}
	return false
}
