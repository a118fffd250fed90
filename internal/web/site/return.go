package site

import (
	"net/url"
	"path"
	"strings"

	"eerstelijn/internal/access"
)

// ReturnField is the parameter that says where somebody wanted to go before they had to sign in.
const ReturnField = "terug"

// maxReturn bounds such an address: ours are far shorter.
const maxReturn = 500

// SafeReturn gives an address to lead somebody back to when it is a page of this site, and ”
// otherwise. Browsers drop tabs and line ends from an address, take a backslash for a slash, and read
// two slashes at its start as another site: what holds any of these is refused, and so is whatever is
// not written in its one plain spelling. Pages to sign in or out lead back to nothing.
func SafeReturn(to string) string {
	if to == "" || len(to) > maxReturn || to[0] != '/' {
		return ""
	}
	for _, c := range []byte(to) {
		if c <= ' ' || c >= 0x7f || strings.IndexByte(`\"<>^{|}`+"`", c) >= 0 {
			return ""
		}
	}
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" || u.Fragment != "" {
		return ""
	}
	plain := path.Clean(u.Path)
	if u.Path != plain && u.Path != plain+"/" || u.EscapedPath() != (&url.URL{Path: u.Path}).EscapedPath() || strings.ContainsAny(u.Path, "\\\x00\t\r\n") {
		return ""
	}
	for _, door := range []string{"/inloggen", "/uitloggen", "/demo", "/api", "/oauth", "/inzage", "/launch"} {
		if plain == door || strings.HasPrefix(plain, door+"/") {
			return ""
		}
	}
	return to
}

// Home is where somebody lands who signs in and asked for nothing.
func Home(role access.Role) string {
	if Works(role) {
		return "/werk"
	}
	return "/"
}

// SignInPath leads to where one signs in and comes back to a page; need is empty, or 'hoog' for what
// asks for a stronger means.
func SignInPath(back, need string) string {
	q := url.Values{}
	if need != "" {
		q.Set("nodig", need)
	}
	if back = SafeReturn(back); back != "" {
		q.Set(ReturnField, back)
	}
	if len(q) == 0 {
		return "/inloggen"
	}
	return "/inloggen?" + q.Encode()
}

// TogetherPath is where a second person agrees with what one may not do alone.
const TogetherPath = "/werk/akkoord"
