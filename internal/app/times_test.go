package app

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/directory"
)

// entriesOf gives the resources of a Bundle.
func entriesOf(t testing.TB, w *httptest.ResponseRecorder) (all []map[string]any) {
	t.Helper()
	var b struct {
		Entry []struct{ Resource map[string]any }
	}
	if err := json.Unmarshal(w.Body.Bytes(), &b); err != nil || w.Code != http.StatusOK {
		t.Fatalf("%d %s: %v", w.Code, w.Body, err)
	}
	for _, e := range b.Entry {
		all = append(all, e.Resource)
	}
	return all
}

// TestTimesInFHIR: a provider's system publishes the times of its service, anybody finds them, and a whole copy
// has them; nobody else writes them, and they have no history.
func TestTimesInFHIR(t *testing.T) {
	t.Parallel()
	h := build(t, nil)
	bilal := h.people["Bilal Steenoven"]
	own, err := h.Directory.Services(t.Context(), directory.Query{Organization: bilal.Organization, Limit: 1})
	if err != nil || len(own.Services) == 0 {
		t.Fatal(err)
	}
	s := string(own.Services[0].ID)
	get := func(path string) *httptest.ResponseRecorder { return h.serve(request(http.MethodGet, path, "")) }
	send := func(v visitor, method, path, body string) *httptest.ResponseRecorder {
		r := v.known(request(method, path, body))
		r.Header.Set("Content-Type", fhirContent)
		return h.serve(r)
	}
	start := time.Now().Add(24 * time.Hour).UTC().Truncate(time.Hour)
	body := fmt.Sprintf(`{"resourceType":"Bundle","type":"transaction","entry":[
		{"request":{"method":"PUT","url":"Schedule/%s"},"resource":{"resourceType":"Schedule","id":"%s","actor":[{"reference":"HealthcareService/%s"}]}},
		{"request":{"method":"POST","url":"Slot"},"resource":{"resourceType":"Slot","schedule":{"reference":"Schedule/%s"},"status":"free","start":%q,"end":%q}}]}`,
		s, s, s, s, start.Format(time.RFC3339), start.Add(time.Hour).Format(time.RFC3339))
	before := len(entriesOf(t, get("/fhir/Schedule")))
	if before != 3 {
		t.Errorf("the demonstration has %d schedules, want 3", before)
	}
	program := h.machine(t, bilal, "capacity:write")
	done := send(program, http.MethodPost, "/fhir", body)
	if answered := entriesOf(t, done); len(answered) != 2 || !strings.Contains(done.Body.String(), "201 Created") {
		t.Fatalf("%s", done.Body)
	}
	found := entriesOf(t, get("/fhir/Slot?schedule="+s+"&status=free&start=ge"+start.Format("2006-01-02")+"&_include=Slot:schedule"))
	if len(found) != 2 || found[0]["resourceType"] != "Slot" || found[1]["id"] != s {
		t.Fatalf("found %v", found)
	}
	path := "/fhir/Slot/" + found[0]["id"].(string)
	read := get(path)
	again := request(http.MethodGet, path, "")
	again.Header.Set("If-None-Match", read.Header().Get("ETag"))
	if read.Code != http.StatusOK || read.Header().Get("Access-Control-Allow-Origin") != "*" || h.serve(again).Code != http.StatusNotModified {
		t.Errorf("read %d %v", read.Code, read.Header())
	}
	if form := h.serve(request(http.MethodPost, "/fhir/Slot/_search", "schedule="+s)); len(entriesOf(t, form)) != 1 {
		t.Errorf("by a form: %s", form.Body)
	}
	for name, c := range map[string]struct {
		w    *httptest.ResponseRecorder
		want int
	}{
		"a history":               {get("/fhir/Slot/_history"), http.StatusNotFound},
		"a history of one":        {get(path + "/_history"), http.StatusNotFound},
		"an old version":          {get(path + "/_history/1"), http.StatusNotFound},
		"another":                 {get("/fhir/Slot/none"), http.StatusNotFound},
		"a wrong start":           {get("/fhir/Slot?start=morgen"), http.StatusBadRequest},
		"another order":           {get("/fhir/Slot?_sort=_id"), http.StatusBadRequest},
		"an unknown parameter":    {get("/fhir/Slot?x=1"), http.StatusOK},
		"written without a token": {send(visitor{}, http.MethodPost, "/fhir", body), http.StatusUnauthorized},
		"written by another":      {send(h.machine(t, h.people["Gerda Kleibakker"], "capacity:write"), http.MethodPost, "/fhir", body), http.StatusForbidden},
		"written without right":   {send(h.machine(t, bilal, "directory:write"), http.MethodPost, "/fhir", body), http.StatusForbidden},
		"a bad time":              {send(program, http.MethodPost, "/fhir", strings.ReplaceAll(body, start.Format(time.RFC3339), "2020-01-01T00:00:00Z")), http.StatusUnprocessableEntity},
		"one by itself":           {send(program, http.MethodPost, "/fhir/Slot", `{"resourceType":"Slot"}`), http.StatusMethodNotAllowed},
		"one over another":        {send(program, http.MethodPut, path, `{"resourceType":"Slot"}`), http.StatusMethodNotAllowed},
		"a schedule by itself":    {send(program, http.MethodPut, "/fhir/Schedule/"+s, `{"resourceType":"Schedule"}`), http.StatusMethodNotAllowed},
	} {
		if c.w.Code != c.want {
			t.Errorf("%s: %d %s", name, c.w.Code, c.w.Body)
		}
	}
	asking := func(scopes string) int {
		return send(h.machineAsking(t, scopes, bilal, "capacity:write", "directory:write"), http.MethodPost, "/fhir", body).Code
	}
	for scopes, want := range map[string]int{
		"system/Schedule.u system/Slot.c": http.StatusOK, "system/Schedule.cu system/Slot.cu": http.StatusOK, "system/Schedule.crus system/Slot.rs": http.StatusForbidden,
		"system/Schedule.c system/Slot.c": http.StatusForbidden, "system/Slot.cu": http.StatusForbidden, "system/Schedule.u directory:write": http.StatusForbidden,
	} {
		if got := asking(scopes); got != want {
			t.Errorf("with %s: %d, want %d", scopes, got, want)
		}
	}
	var manifest struct{ Output []struct{ Type, URL string } }
	if err := json.Unmarshal(get("/fhir/$bulk-publish").Body.Bytes(), &manifest); err != nil {
		t.Fatal(err)
	}
	for _, o := range manifest.Output {
		if o.Type == "Slot" || o.Type == "Schedule" {
			if file := get(strings.TrimPrefix(o.URL, h.Public)); file.Code != http.StatusOK || !strings.Contains(file.Body.String(), s) {
				t.Errorf("%s: %d", o.Type, file.Code)
			}
		}
	}
	if out := manifest.Output[len(manifest.Output)-1]; out.Type != "Slot" {
		t.Errorf("the manifest ends with %s", out.Type)
	}
	if got := get("/api/v1/services/" + s + "/slots"); !strings.Contains(got.Body.String(), start.Format(time.RFC3339)) {
		t.Errorf("the API says %s", got.Body)
	}
}
