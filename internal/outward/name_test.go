package outward_test

import (
	"net/netip"
	"testing"

	"eerstelijn/internal/outward"
)

// TestNamed: a name that only a network of its own knows, and a number of one, are not of the outside.
func TestNamed(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]bool{
		"ontvanger.example": true, "ontvanger.example.": true, "93.184.216.34": true, "[2a00:1450:400e:80c::200e]": true,
		"": false, "localhost": false, "intranet": false, "printer.local": false, "x.LAN": false, "a.internal.": false, "router.home.arpa": false, "a.localhost": false,
		"127.0.0.1": false, "10.0.0.1": false, "[::1]": false, "[fd00::1]": false, "169.254.169.254": false,
	} {
		if got := outward.Named(host); got != want {
			t.Errorf("%q: %v", host, got)
		}
	}
	if !outward.Named("127.0.0.1", netip.MustParsePrefix("127.0.0.0/8")) {
		t.Error("what is allowed besides is refused")
	}
}
