package endpoint

import (
	"fmt"
	"mime"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"eerstelijn/internal/check"
)

const (
	mostName    = 200
	mostAddress = 1000
	mostMime    = 20
)

// clean gives an address as it is kept: trimmed, its payloads once and in the order of the table, moments to
// the microsecond.
func (t *Tables) clean(e Endpoint) Endpoint {
	e.Name, e.Address = strings.TrimSpace(e.Name), strings.TrimSpace(e.Address)
	given := e.Payloads
	e.Payloads = nil
	for _, p := range t.Payloads {
		if slices.Contains(given, p.Code) {
			e.Payloads = append(e.Payloads, p.Code)
		}
	}
	for _, code := range given {
		if _, known := t.Payload(code); !known {
			e.Payloads = append(e.Payloads, code)
		}
	}
	var types []string
	for _, m := range e.MimeTypes {
		if m = strings.Join(strings.Fields(m), " "); m != "" && !slices.Contains(types, m) {
			types = append(types, m)
		}
	}
	e.MimeTypes = types
	e.From, e.Until = micro(e.From), micro(e.Until)
	return e
}

// check says what is wrong with an address that is clean.
func (t *Tables) check(e *Endpoint) error {
	var c check.Fields
	if !slices.Contains(Statuses, e.Status) {
		c.Wrong("status", "Kies of dit adres in gebruik is.", "expected one of: active, suspended, test, off")
	}
	if c.Text("name", &e.Name, mostName) && strings.ContainsFunc(e.Name, unicode.IsControl) {
		c.Wrong("name", "Dit is geen leesbare tekst.", "expected one line of UTF-8 text")
	}
	if _, known := t.Connection(e.Connection); !known {
		c.Wrong("connection", "Kies hoe programma’s hier werken.", "expected one of: "+codes(t.Connections))
	}
	if len(e.Payloads) == 0 {
		c.Wrong("payloads", "Kies waar dit adres voor is.", "expected one payload type at least")
	}
	for _, p := range e.Payloads {
		if _, known := t.Payload(p); !known {
			c.Wrong("payloads", "Een van deze soorten gegevens kennen wij niet.", "expected any of: "+codes(t.Payloads))
			break
		}
	}
	if len(e.MimeTypes) > mostMime || slices.ContainsFunc(e.MimeTypes, notMime) {
		c.Wrong("mime_types", fmt.Sprintf("Schrijf elke vorm op een eigen regel, zoals application/fhir+json; hooguit %d.", mostMime),
			fmt.Sprintf("expected at most %d media types such as application/fhir+json", mostMime))
	}
	if !reachable(e.Address) {
		c.Wrong("address", "Vul een webadres in dat begint met https://, zonder naam of wachtwoord erin.",
			fmt.Sprintf("expected an address that begins with https://, of at most %d characters, without a user name, password or fragment", mostAddress))
	}
	c.After("until", e.From, e.Until)
	return c.Err()
}

func codes(list []Code) string {
	names := make([]string, len(list))
	for i, c := range list {
		names[i] = c.Code
	}
	return strings.Join(names, ", ")
}

func notMime(text string) bool {
	kind, _, err := mime.ParseMediaType(text)
	return err != nil || !strings.Contains(kind, "/") || len(text) > mostName || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' })
}

// reachable tells whether a program can be sent to an address: TLS, but for trials on this very machine.
// Whether the address leads outside is weighed by whoever goes there, since a name may change its mind.
func reachable(address string) bool {
	u, err := url.Parse(address)
	if err != nil || len(address) > mostAddress || u.Hostname() == "" || u.User != nil || strings.Contains(address, "#") ||
		strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname())
}

func loopback(host string) bool {
	at, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && at.IsLoopback()
}
