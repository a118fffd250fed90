package outward

import (
	"net/netip"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Fault is what is wrong with an address that somebody typed.
type Fault int

// What can be wrong with an address; Fine is nothing.
const (
	Fine       Fault = iota
	Unreadable       // it is no plain address: no host, or a query, a name of somebody, text that is none
	Own              // it is our own
	Unsealed         // it does not begin with https
	Inside           // it lies within a private network
)

// mostAddress bounds an address that somebody types, in bytes.
const mostAddress = 500

// Weigh tells what is wrong with the address of a system that is to be called. self is our own address, or
// empty; this machine may stand in it, also without TLS, when here is true.
func Weigh(address, self string, here bool) Fault {
	u, err := url.Parse(address)
	if err != nil || len(address) > mostAddress || !utf8.ValidString(address) || strings.ContainsFunc(address, unicode.IsControl) ||
		u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Opaque != "" {
		return Unreadable
	}
	if own, err := url.Parse(self); self != "" && err == nil && strings.EqualFold(own.Host, u.Host) {
		return Own
	}
	local := u.Hostname() == "localhost"
	at, err := netip.ParseAddr(u.Hostname())
	if err == nil {
		local = at.IsLoopback()
	}
	switch {
	case here && local && (u.Scheme == "http" || u.Scheme == "https"):
		return Fine
	case u.Scheme != "https":
		return Unsealed
	case local, err == nil && !Public(at):
		return Inside
	}
	return Fine
}
