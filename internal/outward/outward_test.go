package outward_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/outward"
)

// TestPublic: what may lead within our own walls is no public address, in whatever form it is written.
func TestPublic(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"93.184.216.34": true, "2a00:1450:400e:80c::200e": true,
		"127.0.0.1": false, "10.1.2.3": false, "192.168.1.1": false, "169.254.169.254": false, "100.64.0.1": false,
		"198.18.0.1": false, "198.19.255.255": false, "240.0.0.1": false, "255.255.255.255": false, "0.0.0.0": false, "224.0.0.1": false,
		"::1": false, "fe80::1": false, "fd00::1": false, "::ffff:10.0.0.1": false,
		"64:ff9b::a00:1": false, "64:ff9b:1::a00:1": false, "64:ff9b:1:a00:1::": false, "2002:a00:1::": false, "2001:0:a00:1::": false,
		"::a00:1": false, "::127.0.0.1": false, "fec0::1": false, "100::1": false, "fe80::1%eth0": false, "2a00::1%eth0": false,
		"0.1.2.3": false, "0.255.255.255": false, "1.0.0.1": true, "192.0.0.8": false, "192.0.0.192": false, "192.0.1.1": true,
	} {
		if got := outward.Public(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
}

// A name that leads to this machine is refused as its number is, unless it was configured; a redirect
// is an answer, not a way.
func TestClientStaysOutside(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		http.Redirect(w, r, "/elsewhere", http.StatusFound)
	}))
	defer site.Close()
	for _, address := range []string{site.URL, strings.Replace(site.URL, "127.0.0.1", "localhost", 1)} {
		if answer, err := outward.Client(time.Second).Get(address); err == nil {
			_ = answer.Body.Close()
			t.Errorf("%s was reached", address)
		}
	}
	if asked.Load() != 0 {
		t.Fatal("our own machine was asked")
	}
	answer, err := outward.Client(5*time.Second, netip.MustParsePrefix("127.0.0.0/8")).Get(site.URL)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusFound || asked.Load() != 1 {
		t.Errorf("%s after %d questions", answer.Status, asked.Load())
	}
}
