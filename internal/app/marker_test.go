package app

import (
	"bytes"
	"fmt"
	"html"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/prometheus/common/expfmt"

	"eerstelijn/internal/access"
)

// What may show up nowhere: a BSN that passes its own test, a name, an address and a token.
const (
	markedBSN   = "123456782"
	markedName  = "Zebulon Merkteken"
	markedMail  = "zebulon.merkteken@geheim.example"
	markedToken = "Merkteken7oken-abcdefghijklmnopqrstuvwxyz01" // as long as that of a session
)

var markers = []string{markedBSN, markedName, markedMail, markedToken}

// marked finds a marker in a text, however it is written.
func marked(text string) (string, bool) {
	// No way of writing changes these letters; most texts hold none of them.
	if !strings.Contains(text, "erkteken") && !strings.Contains(text, "ebulon") && !strings.Contains(text, markedBSN) {
		return "", false
	}
	plain := html.UnescapeString(text)
	for _, is := range []string{plain, unescaped(plain)} {
		low := strings.ToLower(is)
		for _, m := range markers {
			if at := strings.Index(low, strings.ToLower(m)); at >= 0 {
				return is[max(0, at-120):min(len(is), at+80)], true
			}
		}
	}
	return "", false
}

func unescaped(s string) string {
	for _, m := range []string{"%40", "%20", "+"} {
		s = strings.ReplaceAll(s, m, map[string]string{"%40": "@", "%20": " ", "+": " "}[m])
	}
	return s
}

// keepers are the tables that hold what people write because that is what they are for, with the
// column: what was typed about a service, a wijkverband, a report, an invitation. No other row may hold it.
var keepers = map[string]bool{
	"service_version": true, "service_report": true, "organization": true, "region_version": true, "wijkverband_version": true,
	"contact": true, "endpoint": true, "task_state": true, "nursing_coordination": true, "network_edit": true, "invitation": true, "person": true,
	"passkey": true, "client": true,
	"wijkverband": true, // the name in its address, which is public
	// What is asked, as far as nothing in it is seen to tell who it is about; see TestNothingPersonalIsTaken.
	"placement_request": true, "placement_bridging": true, "desk_note": true,
	"bridging_rule": true, "organization_webhook": true,
	// What does not work, and what is said of it: those who told are in bottleneck_reporter, which is none of these.
	"bottleneck": true, "bottleneck_event": true, "bottleneck_ending": true, "bottleneck_stop": true, "signal_rule": true,
	"meeting": true, "meeting_item": true, "meeting_task": true,
	"mandate": true, "standing": true, "seat": true, "region_evidence": true,
	"agreement_text": true, "agreement_state": true, "agreement_objection": true, "agreement_consultation": true, "agreement_advice": true, "agreement_ending": true,
	"obligation_answer": true,
	"fhir_version":      true, "fhir_index": true, // what the public directory says, as FHIR
	"slot":          true, // where a time is booked
	"peer":          true, // the name and the addresses of a system elsewhere
	"notice_taken":  true, // what a system elsewhere says of itself and of what it asks, in codes
	"mirror_source": true, // the name of a directory that is followed
	"record_system": true, // the name of a record system from which people come in
	"subscription":  true, // what a program says it is for, and where it is told
}

// TestMarkersShowUpNowhere sends a marker through every field, parameter, header and path of every
// route: by hand, and through each form of each page as the person who sees that form. What was typed
// may come back in the field in which it was typed, and be kept where it belongs. It stands in no log,
// error, address, metric, mail or entry of the ledger.
func TestMarkersShowUpNowhere(t *testing.T) {
	t.Parallel()
	h := build(t, nil)
	w := h.fill(t)
	m := &marking{world: w, t: t, who: h.everybody(t)}
	m.routes()
	m.forms()
	m.bodies()
	t.Logf("%d requests, of which %d were done; %d forms", m.sent, m.done, m.found)
	if m.found < 40 || m.done < 200 {
		t.Error("the test does not reach what it should")
	}
	for _, action := range []string{"/werk/plaatsing/nieuw", "/werk/plaatsing/overdracht", "/gegevens", "/overbrugging", "/wijzig", "/antwoord",
		"/knelpunt", "/melden", "/regels", "/bespreken", "/oordeel", "/punt", "/taak", "/bezwaar", "/intrekken"} {
		if !slices.ContainsFunc(m.actions, func(a string) bool { return strings.HasSuffix(a, action) }) {
			t.Errorf("no form of %s was found", action)
		}
	}
	h.whole(t)
	if at, found := marked(h.said.text()); found {
		t.Errorf("the log holds %q", at)
	}
	var metrics bytes.Buffer
	families, err := h.metrics.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if _, err := expfmt.MetricFamilyToText(&metrics, f); err != nil {
			t.Fatal(err)
		}
	}
	if at, found := marked(metrics.String()); found {
		t.Errorf("a metric holds %q", at)
	}
	if !strings.Contains(metrics.String(), `route="GET /aanbod/{id}"`) {
		t.Error("the metrics do not name the route")
	}
	for table, rows := range h.rows(t) {
		if at, found := marked(rows); found && !keepers[table] {
			t.Errorf("a row of %s holds %q", table, at)
		}
	}
	letters, err := h.Accounts.Outbox.QueuedForDemo(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	reached := false
	for _, l := range letters {
		reached = reached || l.To == markedMail
		if at, found := marked(l.Subject + "\n" + l.Text); found {
			t.Errorf("a mail holds %q", at)
		}
	}
	if !reached {
		t.Error("no mail was sent to the marked address: the test does not reach what it should")
	}
}

type marking struct {
	*world
	t                 *testing.T
	who               []visitor
	sent, done, found int
	actions           []string
}

// routes sends every marker to every route as nobody and as somebody who may: in each part of the path,
// in the query, in the headers and in a form.
func (m *marking) routes() {
	routes := slices.DeleteFunc(Routes(), func(r access.Route) bool { return r.For == access.ForOperator })
	slices.SortStableFunc(routes, func(a, b access.Route) int { return ends(a.Pattern) - ends(b.Pattern) })
	for _, r := range routes {
		x := m.things(r.Pattern)[0]
		who := []visitor{m.who[0]}
		if at := slices.IndexFunc(m.who[1:], func(v visitor) bool { return m.may(v, r, x) }); at >= 0 {
			who = append(who, m.who[1+at])
		}
		for i, v := range who {
			v = m.again(v)
			for _, mark := range markers {
				within := x
				within.values = slices.Repeat([]string{url.PathEscape(mark)}, max(1, len(x.values)))
				method, target := within.address(r.Pattern)
				m.send(v, request(method, target, ""), mark)

				method, target = x.address(r.Pattern)
				query := url.Values{}
				for _, name := range []string{
					"q", "place", "topic", "naam", "rol", "na", "klopt", "gedaan", "verder", "persoon", "soort", "nummer", "handeling", "uitkomst",
					"regio", "vanaf", "tot", "op", "voor", "staat", "act", "type", "id", "area", "postcode", "need", "code", "state", "error", "cursor",
					"person", "organization", "region", "near", "iss", "session_state", "uit", "nodig", "wat", "bewaard", "p",
					"niveau", "thema", "klok", "wijk", "bekend", "grens", "proef", "regel", "meting", "aanvraag", "sjabloon", "versie", "tafel", "afspraak", "punt", "forum", "wijkverband", "party",
				} {
					query.Set(name, mark)
				}
				m.send(v, request(method, target+"?"+query.Encode(), ""), mark)
				for name := range query {
					if mark != markedBSN || method != http.MethodGet || i < len(who)-1 {
						break // all at once was asked above
					}
					m.send(v, request(method, target+"?"+url.Values{name: {mark}}.Encode(), ""), mark)
				}
				m.send(v, request(method, target, query.Encode()), mark)
				m.send(v, request(method, target, `{"`+mark+`":"`+mark+`"}`), mark)

				r := request(method, target, "")
				for _, name := range []string{"User-Agent", "Referer", "X-Forwarded-For", "Forwarded", "X-Request-Id", "Traceparent", "Accept-Language",
					"Accept", "If-Match", "If-None-Match", "Idempotency-Key", "From", "X-Forwarded-Host"} {
					r.Header.Set(name, mark)
				}
				r.AddCookie(&http.Cookie{Name: "taal", Value: mark})
				r.AddCookie(&http.Cookie{Name: "weergave", Value: mark})
				m.send(v, r, mark)
				r = request(method, target, "")
				r.Header.Set("Authorization", "Bearer "+markedToken)
				r.AddCookie(&http.Cookie{Name: "__Host-eerstelijn", Value: markedToken})
				r.AddCookie(&http.Cookie{Name: "__Host-eerstelijn-weg", Value: markedToken})
				m.send(visitor{}, r, mark)
			}
		}
	}
}

// send asks, and looks at the whole answer.
func (m *marking) send(v visitor, r *http.Request, what string) {
	m.t.Helper()
	at := r.URL.RequestURI()
	a := m.serve(v.known(r))
	if m.sent++; a.Code < 400 {
		m.done++
	}
	told := fmt.Sprintf("%s %s as %q with %q: %d", r.Method, r.URL.Path, v.name, what, a.Code)
	if a.Code >= 500 {
		m.t.Errorf("%s\n%s", told, a.Body)
	}
	for name, values := range a.Header() {
		for _, value := range values {
			// A wijkverband that was made has its name in its address, which is public.
			if name == "Location" && strings.HasSuffix(r.URL.Path, "/nieuw") && strings.HasPrefix(value, "/werk/netwerk/wijkverband/") {
				continue
			}
			// Who is sent away to sign in comes back to the address that they asked for themselves.
			if back, err := url.Parse(value); name == "Location" && err == nil && back.Path == "/inloggen" && back.Query().Get("terug") == at {
				continue
			}
			if found, is := marked(value); is {
				m.t.Errorf("%s: header %s holds %q (asked %s)", told, name, found, at)
			}
		}
	}
	body := a.Body.String()
	if _, is := marked(body); !is {
		return
	}
	switch kind := a.Header().Get("Content-Type"); {
	case strings.HasPrefix(kind, "text/html"):
		body = withoutFields(strings.ReplaceAll(body, html.EscapeString(at), ""))
	case strings.HasPrefix(kind, "application/json") && a.Code < 300 && (r.Method != http.MethodGet || strings.HasPrefix(r.URL.Path, "/api/")):
		return // what was written, or stands there to be read
	}
	// The links of a list of services keep the name that its form, sent by GET, asked for.
	services := r.URL.Path == "/werk/aanbod" && r.URL.Query().Has("naam")
	if m.shows(r, a) || services || a.Code == http.StatusSeeOther || a.Code == http.StatusTemporaryRedirect || a.Code == http.StatusMovedPermanently {
		return
	}
	if found, is := marked(body); is {
		m.t.Errorf("%s: the answer holds %q", told, found)
	}
}

// shows tells whether a page exists to show what people wrote: a service, a wijkverband, a list of people.
func (m *marking) shows(r *http.Request, a *httptest.ResponseRecorder) bool {
	if a.Code >= 300 && a.Code != http.StatusConflict && a.Code != http.StatusUnprocessableEntity {
		return false
	}
	for _, p := range []string{"/aanbod/", "/wijk/", "/regio/", "/werk", "/beheer", "/demo", "/zoek", "/wie-nu", "/melding/", "/inzage/", "/land", "/api/", "/knelpunt", "/afspraak/"} {
		if strings.HasPrefix(r.URL.Path, p) {
			// Written by earlier requests of this very test.
			return r.Method == http.MethodGet && a.Code == 200 && !strings.Contains(r.URL.RawQuery, "erkteken") && !strings.Contains(r.URL.RawQuery, markedBSN) ||
				r.Method == http.MethodPost && strings.HasPrefix(r.URL.Path, "/werk") || strings.HasPrefix(r.URL.Path, "/beheer") || r.URL.Path == "/wie-nu" || r.URL.Path == "/zoek" && a.Code == 200
		}
	}
	return false
}

// forms opens every page as everybody, and sends each form that is found there, filled with markers:
// all fields at once, and each by itself.
func (m *marking) forms() {
	// [marking.routes] hid a service, and with it all that is asked of it.
	if _, err := m.Directory.Show(m.t.Context(), m.tellers[0], m.services[0].ID); err != nil {
		m.t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, r := range Routes() {
		if !strings.HasPrefix(r.Pattern, "GET /") || strings.HasPrefix(r.Pattern, "GET /api/") || r.For == access.ForOperator {
			continue
		}
		for _, x := range m.things(r.Pattern) {
			if x.anew != nil { // as it is before earlier forms were sent
				x = x.anew()
			}
			for _, v := range m.who {
				if v.bearer != "" || !m.may(v, r, x) {
					continue
				}
				v = m.again(v)
				_, target := x.address(r.Pattern)
				page := m.serve(v.known(request(http.MethodGet, target, "")))
				for _, f := range formsOf(target, page.Body.String()) {
					names := slices.Sorted(maps.Keys(f.free))
					key := v.name + r.Pattern + regexp.MustCompile(`[0-9a-f-]{36}`).ReplaceAllString(f.action, "*") + strings.Join(names, ",")
					if seen[key] || len(names) == 0 {
						continue
					}
					seen[key] = true
					m.found++
					m.actions = append(m.actions, f.action)
					m.fill(v, f, names)
				}
			}
		}
	}
}

func (m *marking) again(v visitor) visitor {
	if v.cookie == nil {
		return v
	}
	return m.signIn(m.t, v.name)
}

// fill sends a form with markers in one field, and in all of them.
func (m *marking) fill(v visitor, f form, names []string) {
	for _, mark := range markers {
		all := maps.Clone(f.fixed)
		for _, name := range names {
			one := maps.Clone(f.fixed)
			one.Set(name, mark)
			m.send(v, request(http.MethodPost, f.action, one.Encode()), name+"="+mark)
			all.Set(name, fitting(mark, f.free[name]))
		}
		m.send(v, request(http.MethodPost, f.action, all.Encode()), "all="+mark)
	}
}

// fitting gives a marker that a field of a type takes.
func fitting(mark, kind string) string {
	if kind == "email" {
		return markedMail
	}
	return mark
}

// bodies sends what the API gave back with markers in its texts, one by one and all at once, and asks
// for a search and a report.
func (m *marking) bodies() {
	for _, r := range Routes() {
		if !strings.Contains(r.Pattern, " /api/") || strings.HasPrefix(r.Pattern, "GET ") {
			continue
		}
		for _, x := range m.things(r.Pattern) {
			at := slices.IndexFunc(m.who, func(v visitor) bool { return m.may(v, r, x) })
			if at < 0 || x.body == "" {
				continue
			}
			method, target := x.address(r.Pattern)
			v := m.again(m.who[at])
			for _, mark := range markers {
				for n := -1; n < 60; n++ {
					var body any
					if err := json.Unmarshal([]byte(x.body), &body); err != nil {
						m.t.Fatal(err)
					}
					count := 0
					body = replaced(body, n, &count, mark)
					text, err := json.Marshal(body)
					if err != nil {
						m.t.Fatal(err)
					}
					r := request(method, target, string(text))
					r.Header.Set("If-Match", x.tag)
					m.send(v, r, fmt.Sprintf("text %d=%s", n, mark))
					if n >= count {
						break
					}
				}
			}
		}
	}
}

// replaced puts a marker in the n-th text of a document, or in all of them when n is negative.
func replaced(v any, n int, count *int, mark string) any {
	switch x := v.(type) {
	case string:
		if *count++; n < 0 || *count-1 == n {
			return mark
		}
	case []any:
		for i := range x {
			x[i] = replaced(x[i], n, count, mark)
		}
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(x)) {
			x[k] = replaced(x[k], n, count, mark)
		}
	}
	return v
}
