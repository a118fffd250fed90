package outward_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"eerstelijn/internal/outward"
)

// here reaches this machine, where these tests stand.
func here(within time.Duration) *http.Client {
	return outward.Client(within, netip.MustParsePrefix("127.0.0.0/8"))
}

// TestPost: what is sent arrives once and as it is, and only a status of success says that it was taken.
func TestPost(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var got []string
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		mu.Lock()
		got = append(got, strings.Join([]string{r.Method, r.URL.String(), r.Header.Get("Content-Type"), r.Header.Get("User-Agent"), r.Header.Get("X-Own"), string(body)}, " "))
		mu.Unlock()
		status, err := strconv.Atoi(r.URL.Query().Get("status"))
		if err != nil {
			t.Error(err)
		}
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(status)
	}))
	defer site.Close()
	header := http.Header{}
	header.Set("Content-Type", "application/json")
	header.Set("X-Own", "own")
	for status, want := range map[int]string{200: "", 202: "", 204: "", 299: "", 302: "answered with 302", 304: "answered with 304", 401: "answered with 401", 410: "answered with 410", 500: "answered with 500"} {
		said := ""
		if err := outward.Post(t.Context(), here(5*time.Second), site.URL+"/geheim?status="+strconv.Itoa(status), header, []byte(`{"a":1}`)); err != nil {
			said = err.Error()
		}
		if said != want {
			t.Errorf("%d: %q, want %q", status, said, want)
		}
		arrived := `POST /geheim?status=` + strconv.Itoa(status) + ` application/json Eerstelijn own {"a":1}`
		mu.Lock()
		if len(got) != 1 || got[0] != arrived {
			t.Errorf("%d: %q arrived, want %q once", status, got, arrived)
		}
		got = nil
		mu.Unlock()
	}
}

// TestHeaderOfItsOwn: what a receiver asked to be told goes before what every message says.
func TestHeaderOfItsOwn(t *testing.T) {
	t.Parallel()
	agent := make(chan string, 1)
	site := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { agent <- r.UserAgent() }))
	defer site.Close()
	if err := outward.Post(t.Context(), here(5*time.Second), site.URL, http.Header{"User-Agent": {"own"}}, nil); err != nil {
		t.Fatal(err)
	}
	if got := <-agent; got != "own" {
		t.Errorf("it is sent by %q", got)
	}
}

// A line that is used again is one line: the answer was read to its end.
func TestPostUsesItsLineAgain(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	lines := map[string]bool{}
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		lines[r.RemoteAddr] = true
		_, _ = io.WriteString(w, strings.Repeat("x", 10_000))
	}))
	defer site.Close()
	client := here(5 * time.Second)
	for range 3 {
		if err := outward.Post(t.Context(), client, site.URL, nil, nil); err != nil {
			t.Fatal(err)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	if len(lines) != 1 {
		t.Errorf("%d lines", len(lines))
	}
}

// TestErrorsHoldNoAddress: however a try fails, also where what came back repeats what was asked, neither the path
// nor the query is in the words.
func TestErrorsHoldNoAddress(t *testing.T) {
	t.Parallel()
	raw := func(answer string) string {
		site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			line, _, err := w.(http.Hijacker).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			_, _ = io.WriteString(line, answer)
			_ = line.Close()
		}))
		t.Cleanup(site.Close)
		return site.URL
	}
	hold := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-hold:
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(slow.Close)
	t.Cleanup(func() { close(hold) })
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	stopped, stop := context.WithCancel(t.Context())
	stop()
	const secret = "/geheim-a?token=geheim-b"
	for name, c := range map[string]struct {
		ctx     context.Context
		client  *http.Client
		address string
		want    string // within the words
		is      error
	}{
		"nobody there":           {t.Context(), here(5 * time.Second), gone.URL, "connect", nil},
		"inside":                 {t.Context(), outward.Client(5 * time.Second), slow.URL, "not a public address", nil},
		"no address":             {t.Context(), here(5 * time.Second), "http://[::1", "the address cannot be asked", nil},
		"no web":                 {t.Context(), here(5 * time.Second), "gopher://example.org", "unsupported protocol scheme", nil},
		"hangs up":               {t.Context(), here(5 * time.Second), raw(""), "EOF", nil},
		"too slow":               {t.Context(), here(50 * time.Millisecond), slow.URL, "", context.DeadlineExceeded},
		"stopped":                {stopped, here(5 * time.Second), slow.URL, "", context.Canceled},
		"no HTTP":                {t.Context(), here(5 * time.Second), raw(secret + "\r\n\r\n"), "the answer cannot be read", nil},
		"a redirect to anything": {t.Context(), here(5 * time.Second), raw("HTTP/1.1 302 Found\r\nLocation: /geheim-a%zz\r\nContent-Length: 0\r\n\r\n"), "the answer cannot be read", nil},
		"a redirect to no address": {t.Context(), here(5 * time.Second), raw("HTTP/1.1 302 Found\r\nLocation: http://[" + secret + "\r\nContent-Length: 0\r\n\r\n"),
			"the answer cannot be read", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := outward.Post(c.ctx, c.client, c.address+secret, nil, []byte("{}"))
			switch {
			case err == nil:
				t.Fatal("it was taken")
			case strings.Contains(err.Error(), "geheim"):
				t.Errorf("it says %q", err)
			case !strings.Contains(err.Error(), c.want):
				t.Errorf("it says %q, want %q", err, c.want)
			case c.is != nil && !errors.Is(err, c.is):
				t.Errorf("%v is not %v", err, c.is)
			}
		})
	}
}
