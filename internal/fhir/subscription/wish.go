package subscription

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/outward"
)

// Bounds of what a program can ask.
const (
	mostOwn       = 100 // subscriptions of one organisation that are not off
	mostReason    = 200
	mostEndpoint  = 500
	mostHeaders   = 5
	mostHeader    = 2000
	leastBeat     = time.Minute
	mostBeat      = 7 * 24 * time.Hour
	usualTimeout  = 10 * time.Second
	mostTimeout   = 20 * time.Second
	usualMessages = 20
	mostMessages  = 100
)

// Masked stands for the value of a header where it is shown: it is a secret.
const Masked = "***"

// ours are headers that messages have of themselves.
var ours = []string{"x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"}

// check fills in what is usual and says what is wrong.
func (s *Service) check(w *Wish, now time.Time) error {
	var fields []fault.Field
	bad := func(where, nl, en string) {
		fields = append(fields, fault.Field{Name: "Subscription." + where, Text: fault.Text{NL: nl, EN: en}})
	}
	w.Reason = strings.Join(strings.Fields(w.Reason), " ")
	if utf8.RuneCountInString(w.Reason) > mostReason || !utf8.ValidString(w.Reason) || strings.ContainsRune(w.Reason, 0) {
		bad("reason", "Geef een reden van hooguit 200 tekens.", "expected at most 200 characters")
	}
	if nl, en, wrong := s.wrongEndpoint(w.Endpoint); wrong {
		bad("channel.endpoint", nl, en)
	}
	if len(w.Headers) > mostHeaders {
		bad("channel.header", "Geef hooguit 5 kopregels.", "expected at most 5 headers")
	}
	for _, h := range w.Headers {
		if !headerOK(h) {
			bad("channel.header", "Een kopregel is Authorization of begint met X-, zoals 'Authorization: Bearer …'.", "expected 'Authorization: …' or 'X-Name: …', in visible ASCII")
			break
		}
	}
	if w.Heartbeat != 0 && (w.Heartbeat < leastBeat || w.Heartbeat > mostBeat) {
		bad("channel.extension", "Kies voor een levensteken 60 tot 604800 seconden.", "expected a heartbeat period of 60 to 604800 seconds")
	}
	if w.Timeout == 0 {
		w.Timeout = usualTimeout
	}
	if w.Timeout < time.Second || w.Timeout > mostTimeout {
		bad("channel.extension", "Kies voor de wachttijd 1 tot 20 seconden.", "expected a timeout of 1 to 20 seconds")
	}
	if w.Most == 0 {
		w.Most = usualMessages
	}
	if w.Most < 1 || w.Most > mostMessages {
		bad("channel.extension", "Kies 1 tot 100 gebeurtenissen in één bericht.", "expected a max count of 1 to 100")
	}
	if !w.End.IsZero() && !w.End.After(now) && !w.Off {
		bad("end", "Kies een moment dat nog komt.", "expected a moment that is still to come")
	}
	return fault.InvalidFields(fields...).OrNil()
}

// wrongEndpoint says what is wrong with an address. Whether its name leads outside is weighed again at each
// message, for it can lead elsewhere tomorrow.
func (s *Service) wrongEndpoint(address string) (nl, en string, wrong bool) {
	u, err := url.Parse(address)
	switch {
	case err != nil || len(address) > mostEndpoint || u.Hostname() == "" || u.User != nil || u.Fragment != "" || u.Opaque != "" ||
		strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r > '~' }):
		return "Geef een webadres dat begint met https://, zonder naam of wachtwoord erin.", "expected an address that begins with https://, of at most 500 characters, without a user name, password or fragment", true
	case s.Insecure && onThisMachine(u.Hostname()) && (u.Scheme == "http" || u.Scheme == "https"):
		return "", "", false
	case u.Scheme != "https":
		return "Het adres moet met https:// beginnen.", "expected an address that begins with https://", true
	case !outward.Named(u.Hostname(), s.also...):
		return "Dit adres ligt niet op het openbare internet.", "expected an address on the public internet", true
	}
	return "", "", false
}

func onThisMachine(host string) bool {
	at, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && at.IsLoopback()
}

// headerOK tells whether a header may be sent along.
func headerOK(h string) bool {
	name, value, ok := strings.Cut(h, ":")
	low := strings.ToLower(name)
	if !ok || len(h) > mostHeader || strings.TrimSpace(value) == "" || slices.Contains(ours, low) || strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r > '~' }) {
		return false
	}
	rest, custom := strings.CutPrefix(low, "x-")
	return low == "authorization" || custom && rest != "" && strings.Trim(rest, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// unmask gives back the secrets that were masked where the headers were shown.
func unmask(headers, kept []string) []string {
	out := slices.Clone(headers)
	for i, h := range out {
		name, value, _ := strings.Cut(h, ":")
		if strings.TrimSpace(value) != Masked {
			continue
		}
		for _, k := range kept {
			if was, _, _ := strings.Cut(k, ":"); strings.EqualFold(was, name) {
				out[i] = k
			}
		}
	}
	return out
}
