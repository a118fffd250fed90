// Package outward asks addresses that somebody else named. Whoever may name an address must not make the
// platform ask questions within its own walls, so that only public ones are reached: the address is
// weighed when the line is made, after names were looked up, and no redirect is followed.
package outward

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"syscall"
	"time"
)

// Client makes a client that reaches public addresses and those in also, each within a time.
func Client(within time.Duration, also ...netip.Prefix) *http.Client {
	dialer := &net.Dialer{Timeout: within, Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil || !Reaches(at.Addr(), also...) {
			return errors.New("outward: not a public address")
		}
		return nil
	}}
	return &http.Client{
		Timeout: within,
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSHandshakeTimeout: within, ResponseHeaderTimeout: within, MaxResponseHeaderBytes: 32 << 10,
			TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12}, ForceAttemptHTTP2: true, IdleConnTimeout: time.Minute,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// inner are addresses that are global in form and yet may lead within our own walls, or nowhere.
var inner = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),     // this network
	netip.MustParsePrefix("100.64.0.0/10"), // behind a provider's NAT
	netip.MustParsePrefix("192.0.0.0/24"),  // between a network and its own devices
	netip.MustParsePrefix("198.18.0.0/15"), // measuring within a network
	netip.MustParsePrefix("240.0.0.0/4"),   // reserved, in use inside some networks
	netip.MustParsePrefix("2001::/23"),     // for protocols, among them IPv4 through a tunnel (Teredo)
	netip.MustParsePrefix("2002::/16"),     // an IPv4 address, through a tunnel
}

// world is where IPv6 addresses are given out. Whatever lies outside it is local, reserved, or an IPv4 address
// in another form, which the machine may translate back.
var world = netip.MustParsePrefix("2000::/3")

// Public tells whether an address leads outside, in whatever form it is written.
func Public(a netip.Addr) bool {
	a = a.Unmap()
	return a.IsGlobalUnicast() && !a.IsPrivate() && (a.Is4() || world.Contains(a)) && !inAny(inner, a)
}

// Reaches tells whether an address leads outside or is one of those that are allowed besides.
func Reaches(a netip.Addr, also ...netip.Prefix) bool { return Public(a) || inAny(also, a.Unmap()) }

func inAny(all []netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(all, func(p netip.Prefix) bool { return p.Contains(a) })
}
