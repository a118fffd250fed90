package outward

import (
	"net/netip"
	"strings"
)

// walled are the ends of names that are given out within a network alone.
var walled = []string{".local", ".localhost", ".internal", ".home.arpa", ".lan"}

// Named tells whether a host as somebody writes it can be one of the outside, or is one of those that are
// allowed besides. Where a name leads is weighed at each call, for it can lead elsewhere tomorrow.
func Named(host string, also ...netip.Prefix) bool {
	if at, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return Reaches(at, also...)
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	for _, end := range walled {
		if strings.HasSuffix(host, end) {
			return false
		}
	}
	return strings.Contains(host, ".")
}
