package rest_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"eerstelijn/internal/fhir/rest"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

func TestAnswers(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		h.fill()
		for name, ask := range map[string]struct{ target, body, headers string }{
			"metadata":        {target: "/fhir/metadata"},
			"read":            {target: "/fhir/HealthcareService/s1"},
			"read-elements":   {target: "/fhir/Location/l1?_elements=name"},
			"read-summary":    {target: "/fhir/HealthcareService/s1?_summary=true"},
			"read-text":       {target: "/fhir/HealthcareService/s1?_summary=text"},
			"read-data":       {target: "/fhir/HealthcareService/s1?_summary=data"},
			"vread":           {target: "/fhir/Organization/o2/_history/1"},
			"gone":            {target: "/fhir/Organization/o3"},
			"gone-version":    {target: "/fhir/Organization/o3/_history/2"},
			"missing":         {target: "/fhir/Organization/o9"},
			"no-version":      {target: "/fhir/Organization/o1/_history/7"},
			"no-type":         {target: "/fhir/Patient/1"},
			"nowhere":         {target: "/fhir/a/b/c/d/e"},
			"search":          {target: "/fhir/Organization?identifier=http://fhir.nl/fhir/NamingSystem/ura|00001111"},
			"search-none":     {target: "/fhir/Endpoint?status=active"},
			"search-page":     {target: "/fhir/Organization?_count=1&_total=accurate"},
			"search-count":    {target: "/fhir/Organization?_summary=count"},
			"search-includes": {target: "/fhir/Organization?_id=o1&_revinclude=Location:organization&_include=Organization:partof"},
			"search-passed":   {target: "/fhir/Organization?name=resv&colour=red&name:exact="},
			"search-strict":   {target: "/fhir/Organization?name=resv&colour=red", headers: "Prefer: respond-async, handling=strict"},
			"search-wrong":    {target: "/fhir/Location?near=x&_count=-1&_sort=colour&_lastUpdated=yesterday&name:not=a&status="},
			"search-post":     {target: "/fhir/Organization/_search?_count=1", body: "name=de%20linde", headers: "Content-Type: application/x-www-form-urlencoded"},
			"search-json":     {target: "/fhir/Organization/_search", body: "{}", headers: "Content-Type: application/json"},
			"search-cursor":   {target: "/fhir/Organization?_cursor=AAAA"},
			"search-broken":   {target: "/fhir/Organization?name=%zz"},
			"history":         {target: "/fhir/Organization/_history?_count=4"},
			"history-one":     {target: "/fhir/Organization/o2/_history"},
			"history-wrong":   {target: "/fhir/Organization/_history?_since=2026&_sort=_lastUpdated&_count=x"},
			"history-missing": {target: "/fhir/Organization/o9/_history"},
			"xml":             {target: "/fhir/Organization/o1", headers: "Accept: application/fhir+xml"},
			"r3":              {target: "/fhir/Organization/o1", headers: "Accept: application/fhir+json; fhirVersion=3.0"},
			"write":           {target: "/fhir/Organization/o1", body: "{}", headers: "Content-Type: application/fhir+json"},
			"long":            {target: "/fhir/Organization?name=" + strings.Repeat("a", 9000)},
			"large":           {target: "/fhir/Organization/_search", body: "name=" + strings.Repeat("a", 70_000), headers: "Content-Type: application/x-www-form-urlencoded"},
			"own":             {target: "/fhir/CodeSystem/kleuren"},
			"own-search":      {target: "/fhir/CodeSystem?url=https://eerstelijn.example/fhir/CodeSystem/kleuren"},
			"own-missing":     {target: "/fhir/CodeSystem/geuren"},
		} {
			method := http.MethodGet
			if ask.body != "" {
				method = http.MethodPost
			}
			var headers []string
			if ask.headers != "" {
				headers = []string{ask.headers}
			}
			golden(t, name, h.request(method, ask.target, ask.body, headers...))
		}
		if h.logs.Len() > 0 {
			t.Errorf("something was logged of what was asked: %s", h.logs.String())
		}
	})
}

func TestConditionalRead(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t, nil))
	h.fill()
	first := h.get("/fhir/Organization/o2")
	if tag := first.Header.Get("ETag"); tag != `W/"2"` {
		t.Errorf("ETag %s", tag)
	}
	for header, want := range map[string]int{
		`If-None-Match: W/"2"`:        http.StatusNotModified,
		`If-None-Match: "2"`:          http.StatusNotModified,
		`If-None-Match: W/"1", W/"2"`: http.StatusNotModified,
		`If-None-Match: *`:            http.StatusNotModified,
		`If-None-Match: W/"1"`:        http.StatusOK,
		"If-Modified-Since: " + first.Header.Get("Last-Modified"): http.StatusNotModified,
		"If-Modified-Since: Sun, 01 Jan 2023 00:00:00 GMT":        http.StatusOK,
		"If-Modified-Since: gisteren":                             http.StatusOK,
	} {
		r := h.get("/fhir/Organization/o2", header)
		if r.StatusCode != want {
			t.Errorf("%s: %s", header, r.Status)
		}
		if body := text(t, r); (body == "") != (want == http.StatusNotModified) {
			t.Errorf("%s: body %q", header, body)
		}
	}
	page := h.get("/fhir/Organization?name=resv")
	if r := h.get("/fhir/Organization?name=resv", "If-None-Match: "+page.Header.Get("ETag")); r.StatusCode != http.StatusNotModified {
		t.Errorf("the same page again: %s", r.Status)
	}
	h.save(`{"resourceType":"Organization","id":"o4","name":"RESV Twente"}`)
	if r := h.get("/fhir/Organization?name=resv", "If-None-Match: "+page.Header.Get("ETag")); r.StatusCode != http.StatusOK {
		t.Errorf("a changed page: %s", r.Status)
	}
}

func TestMethods(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t, nil))
	h.fill()
	for _, c := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{http.MethodHead, "/fhir/Organization/o1", 200, ""},
		{http.MethodHead, "/fhir/Organization", 200, ""},
		{http.MethodOptions, "/fhir/Organization", 204, "GET, HEAD, OPTIONS"},
		{http.MethodOptions, "/fhir/Organization/_search", 204, "POST, OPTIONS"},
		{http.MethodOptions, "/fhir/a/b/c/d", 404, ""},
		{http.MethodPut, "/fhir/Organization/o1", 405, "GET, HEAD, OPTIONS"},
		{http.MethodDelete, "/fhir/Organization/o1", 405, "GET, HEAD, OPTIONS"},
		{http.MethodPatch, "/fhir/Organization/_search", 405, "POST, OPTIONS"},
		{http.MethodPost, "/fhir/Organization", 405, "GET, HEAD, OPTIONS"},
		{http.MethodPost, "/fhir/metadata", 405, "GET, HEAD, OPTIONS"},
		{http.MethodPost, "/fhir", 404, ""},
	} {
		r := h.request(c.method, c.path, "")
		if r.StatusCode != c.status || r.Header.Get("Allow") != c.allow {
			t.Errorf("%s %s: %s, Allow %q", c.method, c.path, r.Status, r.Header.Get("Allow"))
		}
		if r.Header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s %s: another site's page may not read it", c.method, c.path)
		}
	}
}

func TestNegotiation(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t, nil))
	h.fill()
	const fhir, plain = "application/fhir+json; charset=utf-8", "application/json; charset=utf-8"
	for _, c := range []struct{ accept, format, want string }{
		{"", "", fhir},
		{"*/*", "", fhir},
		{"application/json", "", plain},
		{"application/json, application/fhir+json", "", fhir},
		{"application/fhir+json;q=0.5, application/json", "", plain},
		{"application/fhir+json; fhirVersion=4.0", "", fhir},
		{"text/html, */*;q=0.1", "", fhir},
		{"application/fhir+xml", "json", fhir},
		{"application/fhir+xml, application/fhir+json;q=0.2", "", fhir},
		{"", "application/fhir+json", fhir},
		{"", "application/json", plain},
		{"application/fhir+json;q=0", "", ""},
		{"text/html", "", ""},
		{"application/json", "xml", ""},
	} {
		target := "/fhir/Organization/o1"
		if c.format != "" {
			target += "?_format=" + c.format
		}
		var headers []string
		if c.accept != "" {
			headers = []string{"Accept: " + c.accept}
		}
		r := h.get(target, headers...)
		if c.want == "" && r.StatusCode != http.StatusNotAcceptable {
			t.Errorf("%+v: %s", c, r.Status)
		}
		if c.want != "" && r.Header.Get("Content-Type") != c.want {
			t.Errorf("%+v: %s", c, r.Header.Get("Content-Type"))
		}
	}
}

func TestIncludes(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t, nil))
	h.fill()
	for target, want := range map[string][2]string{
		"/fhir/HealthcareService?_include=HealthcareService:organization&_include=HealthcareService:location": {"HealthcareService/s1 HealthcareService/s2", "Organization/o1 Organization/o2 Location/l1 Location/l2"},
		"/fhir/HealthcareService?location.near=52.09|5.12|5|km":                                               {"HealthcareService/s1", ""},
		"/fhir/HealthcareService?organization.name=resv":                                                      {"HealthcareService/s2", ""},
		"/fhir/HealthcareService?organization=https://eerstelijn.example/fhir/Organization/o1":                {"HealthcareService/s1", ""},
		"/fhir/Organization?_include=Organization:partof":                                                     {"Organization/o1 Organization/o2", ""}, // o1 is a match already
		"/fhir/Organization?name=resv&_include=Organization:partof&_revinclude=Location:organization":         {"Organization/o2", "Organization/o1 Location/l2"},
		"/fhir/Organization?_id=o1&_revinclude=HealthcareService:organization:Organization":                   {"Organization/o1", "HealthcareService/s1"},
	} {
		b := h.ask(target)
		if got := [2]string{strings.Join(b.ids("match"), " "), strings.Join(b.ids("include"), " ")}; got != want {
			t.Errorf("%s:\n got %q\nwant %q", target, got, want)
		}
	}
	b := h.ask("/fhir/Organization?_include=Organization:colour")
	if len(b.ids("outcome")) != 1 || b.Entry[len(b.Entry)-1].Resource.Issue[0].Expression[0] != "http._include" {
		t.Errorf("an _include that is not known must be reported: %+v", b.Entry)
	}
	// The link of a page to itself says what was done, and the next page does the same.
	const done = "_include=" + "Organization%3Apartof"
	for _, link := range []string{linked(b.Link, "self"), linked(h.ask("/fhir/Organization?_count=1&_include=Organization:colour&_include=Organization:partof&_revinclude=x").Link, "self"),
		linked(h.ask("/fhir/Organization?_count=1&_include=Organization:colour&_include=Organization:partof&_revinclude=x").Link, "next")} {
		if strings.Contains(link, "colour") || strings.Contains(link, "_revinclude") || strings.Contains(link, "_count=1") != strings.Contains(link, done) || link == "" {
			t.Errorf("what was not done stands in %q", link)
		}
	}
}

// TestRoutes holds the list of routes against what answers.
func TestRoutes(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t, nil))
	h.fill()
	fill := strings.NewReplacer("{type}", "Organization", "{id}", "o1", "{vid}", "1")
	var seen []string
	for _, route := range rest.Access() {
		method, path, _ := strings.Cut(route.Pattern, " ")
		seen = append(seen, path)
		r := h.request(method, fill.Replace(path), "", "Content-Type: application/x-www-form-urlencoded")
		if r.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", route.Pattern, r.Status)
		}
	}
	if !slices.Contains(seen, "/fhir/metadata") {
		t.Error("the list is empty")
	}
	n, err := count(h)
	if err != nil || n != 0 {
		t.Errorf("reading wrote %d entries in the ledger (%v)", n, err)
	}
}

// linked gives the address of a link of a page.
func linked(links []struct{ Relation, URL string }, relation string) string {
	for _, l := range links {
		if l.Relation == relation {
			return l.URL
		}
	}
	return ""
}
