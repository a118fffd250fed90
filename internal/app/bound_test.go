package app

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Who asks too much waits, by address and by person: one person from many addresses too, and others not.
func TestWhoAsksTooMuchWaits(t *testing.T) {
	t.Parallel()
	rates := wide
	rates.Person, rates.Guess = Rate{0.1, 20}, Rate{0.1, 5}
	h := build(t, func(c *Config) { c.Rates = rates })
	ask := func(v visitor, path, from string) *httptest.ResponseRecorder {
		r := v.known(request(http.MethodGet, path, ""))
		r.RemoteAddr = from
		return h.serve(r)
	}
	limited := func(a *httptest.ResponseRecorder) bool {
		seconds, err := strconv.Atoi(a.Header().Get("Retry-After"))
		return a.Code == http.StatusTooManyRequests && err == nil && seconds > 0 && a.Header().Get("Content-Security-Policy") != ""
	}
	gerda, esra := h.signIn(t, "Gerda Kleibakker"), h.signIn(t, "Esra Hoogwater")
	let := 0
	for i := range 40 {
		a := ask(gerda, "/werk/account", fmt.Sprintf("198.51.100.%d:1", i))
		switch {
		case a.Code == http.StatusOK:
			let++
		case !limited(a):
			t.Fatalf("request %d: %d %v", i, a.Code, a.Header())
		}
	}
	if let < 15 || let > 21 {
		t.Errorf("%d of 40 were let through, want 20", let)
	}
	if a := ask(gerda, "/api/v1/me/acts", "198.51.100.99:1"); !limited(a) || a.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("the API: %d %v", a.Code, a.Header())
	}
	if a := ask(esra, "/werk/account", "198.51.100.1:1"); a.Code != http.StatusOK {
		t.Errorf("somebody else: %d", a.Code)
	}
	let = 0
	for range 20 {
		if a := ask(visitor{}, "/inzage/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "203.0.113.5:1"); a.Code == http.StatusNotFound {
			let++
		} else if !limited(a) {
			t.Fatalf("guessing: %d %v", a.Code, a.Header())
		}
	}
	if let != 5 {
		t.Errorf("%d guesses were let through, want 5", let)
	}
	if a := ask(visitor{}, "/inzage/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "203.0.113.6:1"); a.Code != http.StatusNotFound {
		t.Errorf("from another address: %d", a.Code)
	}
}

// Behind https the browser is told to stay there and to take the session's cookie from nowhere else;
// on a machine of one's own neither would work.
func TestProtectionsFollowTheAddress(t *testing.T) {
	t.Parallel()
	for public, want := range map[string]struct{ hsts, cookie string }{
		"https://eerstelijn.example": {"max-age=63072000; includeSubDomains", "__Host-eerstelijn"},
		"http://127.0.0.1:8080":      {"", "eerstelijn"},
	} {
		h := build(t, func(c *Config) { c.Public = public })
		v := h.signIn(t, "Gerda Kleibakker")
		a := h.serve(v.known(request(http.MethodGet, "/werk", "")))
		if got := a.Header().Get("Strict-Transport-Security"); got != want.hsts || a.Code != http.StatusOK {
			t.Errorf("%s: %d, HSTS %q", public, a.Code, got)
		}
		secure := want.hsts != ""
		if v.cookie.Name != want.cookie || v.cookie.Secure != secure || !v.cookie.HttpOnly || v.cookie.SameSite != http.SameSiteLaxMode || v.cookie.Domain != "" {
			t.Errorf("%s: %v", public, v.cookie)
		}
		reading := h.serve(request(http.MethodPost, "/weergave", "leeswijze=eenvoudig&weergave=eenvoudig"))
		for _, c := range reading.Result().Cookies() {
			if c.Secure != secure {
				t.Errorf("%s: %v", public, c)
			}
		}
	}
}

// A session that somebody else planted is worth nothing after signing in, and the one of before ends.
func TestSessionIsNewAtSignIn(t *testing.T) {
	t.Parallel()
	h := build(t, nil)
	planted := &http.Cookie{Name: "__Host-eerstelijn", Value: strings.Repeat("A", 43)}
	before := h.signIn(t, "Gerda Kleibakker")
	for _, brought := range []*http.Cookie{planted, before.cookie} {
		r := request(http.MethodPost, "/demo/als/"+string(h.people["Esra Hoogwater"].ID), "")
		r.AddCookie(brought)
		given := h.serve(r).Result().Cookies()
		if len(given) != 1 || given[0].Value == brought.Value || len(given[0].Value) != 43 {
			t.Fatalf("given %v", given)
		}
		if a := h.serve(visitor{cookie: brought}.known(request(http.MethodGet, "/werk", ""))); !refused(a) {
			t.Errorf("the session of before answers %d", a.Code)
		}
		if a := h.serve(visitor{cookie: given[0]}.known(request(http.MethodGet, "/werk", ""))); a.Code != http.StatusOK {
			t.Errorf("the new session answers %d", a.Code)
		}
	}
}

// The metrics and the log name the pattern that answered, never the path.
func TestMetricNamesTheRoute(t *testing.T) {
	t.Parallel()
	h := build(t, nil)
	w := h.fill(t)
	id := string(w.services[0].ID)
	for _, path := range []string{"/aanbod/" + id, "/api/v1/services/" + id, "/assets/x.css", "/livez", "/.well-known/oauth-authorization-server", "/not/there/" + id} {
		h.serve(request(http.MethodGet, path, ""))
	}
	a := httptest.NewRecorder()
	h.opsHandler(h.metrics).ServeHTTP(a, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	for _, want := range []string{"GET /aanbod/{id}", "GET /api/v1/services/{id}", "/assets/", "GET /livez", "GET /.well-known/oauth-authorization-server", "none"} {
		if !strings.Contains(a.Body.String(), `eerstelijn_http_seconds_count{route="`+want+`"`) {
			t.Errorf("no metric of %s", want)
		}
		if !strings.Contains(h.said.text(), want) {
			t.Errorf("no line of %s in the log", want)
		}
	}
	if strings.Contains(a.Body.String()+h.said.text(), id) {
		t.Error("a metric or a line holds the path")
	}
}

// listen serves a house on this machine, with the bounds of the program; change may tighten them.
func (h *house) listen(t *testing.T, change func(*http.Server)) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := newServer(h.handler)
	if change != nil {
		change(s)
	}
	ended := make(chan struct{})
	go func() { defer close(ended); _ = s.Serve(l) }()
	t.Cleanup(func() { _ = s.Close(); <-ended })
	return l.Addr().String()
}

// raw sends bytes and gives all that comes back until the connection ends.
func raw(t *testing.T, address, text string) string {
	t.Helper()
	c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	_ = c.SetDeadline(time.Now().Add(20 * time.Second))
	_, _ = io.WriteString(c, text) // the server may have hung up before the end
	got, _ := io.ReadAll(bufio.NewReader(c))
	return string(got)
}

// What is no HTTP, or could be read in two ways, is refused and ends the connection.
func TestMalformedRequests(t *testing.T) {
	t.Parallel()
	h := build(t, nil)
	address := h.listen(t, nil)
	const end = "Host: eerstelijn.example\r\nConnection: close\r\n"
	for name, c := range map[string]struct{ text, want string }{
		"a good one":            {"GET /livez HTTP/1.1\r\n" + end + "\r\n", "200"},
		"no host":               {"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", "400"},
		"two hosts":             {"GET / HTTP/1.1\r\nHost: a\r\n" + end + "\r\n", "400"},
		"no HTTP":               {"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", "400"},
		"a NUL in a header":     {"GET / HTTP/1.1\r\n" + end + "X: a\x00b\r\n\r\n", "400"},
		"a NUL in the address":  {"GET /?a=\x00b HTTP/1.1\r\n" + end + "\r\n", "400"},
		"a tab in the address":  {"GET /?a=\tb HTTP/1.1\r\n" + end + "\r\n", "400"},
		"a space in a name":     {"GET / HTTP/1.1\r\n" + end + "X y: z\r\n\r\n", "400"},
		"two lengths":           {"POST /zoek HTTP/1.1\r\n" + end + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", "400"},
		"a length and chunks":   {"POST /zoek HTTP/1.1\r\n" + end + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /beheer HTTP/1.1\r\n\r\n", "one answer"},
		"chunks of chunks":      {"POST /zoek HTTP/1.1\r\n" + end + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", "501"},
		"a header of 64 KB":     {"GET / HTTP/1.1\r\n" + end + "X: " + strings.Repeat("a", 64<<10) + "\r\n\r\n", "431"},
		"10,000 headers":        {"GET / HTTP/1.1\r\n" + end + strings.Repeat("X: y\r\n", 10_000) + "\r\n", "431"},
		"an address of 64 KB":   {"GET /" + strings.Repeat("a", 64<<10) + " HTTP/1.1\r\n" + end + "\r\n", "431"},
		"a method with a break": {"GET\t/ HTTP/1.1\r\n" + end + "\r\n", "400"},
		"a version of the past": {"GET /\r\n\r\n", "400"},
	} {
		got := raw(t, address, c.text)
		if c.want == "one answer" {
			if strings.Count(got, "HTTP/1.1 ") != 1 || strings.HasPrefix(got, "HTTP/1.1 5") {
				t.Errorf("%s: %.300q", name, got)
			}
			continue
		}
		if !strings.HasPrefix(got, "HTTP/1.1 "+c.want) && !strings.HasPrefix(got, "HTTP/1.0 "+c.want) {
			t.Errorf("%s: %.80q, want %s", name, got, c.want)
		}
	}
}

// Who sends nothing, or a header that never ends, is hung up on; the bounds are those of the program.
func TestSlowRequestsEnd(t *testing.T) {
	t.Parallel()
	h := build(t, nil)
	address := h.listen(t, func(s *http.Server) {
		if s.ReadHeaderTimeout <= 0 || s.ReadHeaderTimeout > 10*time.Second || s.ReadTimeout <= 0 || s.ReadTimeout > time.Minute || s.WriteTimeout <= 0 || s.IdleTimeout <= 0 || s.MaxHeaderBytes > 64<<10 {
			t.Errorf("the bounds are %v %v %v %v %d", s.ReadHeaderTimeout, s.ReadTimeout, s.WriteTimeout, s.IdleTimeout, s.MaxHeaderBytes)
		}
		s.ReadHeaderTimeout, s.ReadTimeout, s.IdleTimeout = 100*time.Millisecond, 200*time.Millisecond, 100*time.Millisecond
	})
	for name, text := range map[string]string{
		"nothing": "", "half a header": "GET / HTTP/1.1\r\nHost: eerstelijn.example\r\nX-Slow: ", "no body": "POST /zoek HTTP/1.1\r\nHost: eerstelijn.example\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nq=",
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 15*time.Second)
		done := make(chan string, 1)
		go func() { done <- raw(t, address, text) }()
		select {
		case got := <-done:
			if name != "no body" && strings.HasPrefix(got, "HTTP/1.1 2") || strings.HasPrefix(got, "HTTP/1.1 5") {
				t.Errorf("%s: %.100q", name, got)
			}
		case <-ctx.Done():
			t.Errorf("%s holds the connection", name)
		}
		cancel()
	}
}

// A body that is too large is refused and not read on.
func TestBodiesAreBounded(t *testing.T) {
	t.Parallel()
	h := build(t, nil)
	for path, kind := range map[string]string{"/zoek": "application/x-www-form-urlencoded", "/api/v1/services/search": "application/json", "/oauth/token": "application/x-www-form-urlencoded", "/inloggen/passkey/klaar": "application/x-www-form-urlencoded"} {
		r := httptest.NewRequest(http.MethodPost, path, io.LimitReader(letters{}, 100<<20))
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		read := &counted{Reader: r.Body}
		r.Body = io.NopCloser(read)
		a := h.serve(r)
		if a.Code < 400 || a.Code >= 500 || read.n > 2<<20 {
			t.Errorf("%s: %d after %d bytes", path, a.Code, read.n)
		}
	}
}

type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	return len(p), nil
}

type counted struct {
	io.Reader
	n int
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += n
	return n, err
}
