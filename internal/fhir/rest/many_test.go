package rest_test

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// A question with very many values is answered or refused with the parameter and the most allowed: never with a
// mistake of ours, in whatever form it is asked.
func TestManyValues(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		h.fill()
		var many []string // so many that a question walks along them
		for i := range 700 {
			many = append(many, `{"resourceType":"Organization","id":"m`+strconv.Itoa(i)+`","active":true,"name":"Praktijk","type":[{"coding":[{"system":"http://example.org/soort","code":"t`+strconv.Itoa(i%16)+`"}]}]}`)
		}
		h.save(many...)
		values := func(form string, n int) string {
			list := make([]string, n)
			for i := range list {
				list[i] = strings.ReplaceAll(form, "%d", strconv.Itoa(i))
			}
			return strings.Join(list, ",")
		}
		times := func(n int, parameter string) string { return strings.TrimSuffix(strings.Repeat(parameter+"&", n), "&") }
		const ids, days = "x%d", "ne2026"
		for _, c := range []struct {
			kind, query string
			status      int
			says        string
		}{
			{"Organization", "_id=" + values(ids, 100), 200, ""},
			{"Organization", "_id=" + values(ids, 101), 400, "at most 100 values"},
			{"Organization", "_id=" + values(ids, 2000), 400, "at most 100 values"},
			{"Organization", "name=" + values("naam%d", 101), 400, "at most 100 values"},
			{"Organization", "type:not=" + values(ids, 101), 400, "at most 100 values"},
			{"HealthcareService", "organization.name=" + values("naam%d", 101), 400, "at most 100 values"},
			{"HealthcareService", "organization=" + values(ids, 101), 400, "at most 100 values"},
			// Each within its bound, and together very many.
			{"Organization", times(27, "_lastUpdated="+values(days, 38)), 400, "at most 300 values in all"},
			{"Organization", "type=" + values("t%d", 16) + "&" + times(27, "_lastUpdated="+values(days, 38)), 400, "at most 300 values in all"},
			{"Organization", "type=" + values("t%d", 16) + "&" + times(5, "_lastUpdated="+values(days, 50)), 200, ""},
			{"Organization", "type=" + values("t%d", 16) + "&_lastUpdated=" + values("2026-11-22T09:30:00.%d00Z", 100) + "&_lastUpdated=" + values("2026-11-22T09:31:00.%d00Z", 100), 200, ""},
			{"Organization", "identifier=" + values(ids, 14) + "&" + times(20, "type=|"+values(ids, 14)), 200, ""},
			{"HealthcareService", times(3, "organization="+values(ids, 100)), 200, ""},
			{"HealthcareService", times(3, "organization:not="+values(ids, 100)), 400, ""}, // no such modifier
			{"HealthcareService", times(3, "specialty:not="+values(ids, 100)), 200, ""},
			{"HealthcareService", times(3, "organization.name="+values("naam%d", 100)), 200, ""},
			{"HealthcareService", times(4, "organization.name="+values("n%d", 100)), 400, "at most 300 values in all"},
		} {
			for _, post := range []bool{false, true} {
				for _, more := range []string{"", "&_summary=count", "&_sort=name", "&_sort=_lastUpdated"} {
					if c.kind == "HealthcareService" && more == "&_sort=name" {
						more = "&_sort=-_id"
					}
					var a *http.Response
					if post {
						a = h.request(http.MethodPost, "/fhir/"+c.kind+"/_search", c.query+more, "Content-Type: application/x-www-form-urlencoded")
					} else {
						a = h.get("/fhir/" + c.kind + "?" + c.query + more)
					}
					body, _ := io.ReadAll(a.Body)
					name, _, _ := strings.Cut(c.query, "=")
					if c.says != "" && strings.Count(c.query, "&") > 25 {
						name = "_lastUpdated"
					}
					tooLong := a.StatusCode == http.StatusRequestURITooLong && !post || a.StatusCode == 400 && strings.Contains(string(body), "too long")
					if !tooLong && (a.StatusCode != c.status || !strings.Contains(string(body), c.says) || c.status == 400 && !strings.Contains(string(body), name)) {
						t.Errorf("%.60s%s (post %t): %d %.600s", c.query, more, post, a.StatusCode, body)
					}
				}
			}
		}
		if strings.Contains(h.logs.String(), "ERROR") {
			t.Error(h.logs.String())
		}
	})
}
