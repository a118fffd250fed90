package api

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/store/storetest"
)

const reachedBody = `{"status":"active","name":"FHIR","connection":"hl7-fhir-rest","payloads":["Request","Twiin-TA-notification"],"mime_types":["application/fhir+json"],
	"address":"https://fhir.rivierstroom.example/r4","from":"2026-11-24T09:30:00Z"}`

// A digital address is added, read by anybody, changed over the version that was read, and put off.
func TestEndpointIsAddedAndChanged(t *testing.T) {
	t.Parallel()
	k := newKeeping(t, storetest.SQLite(t, clock.Fixed(testNow)))
	path := "/organizations/" + k.admin.Organization + "/endpoints"
	w := k.send(t, k.machine, http.MethodPost, path, reachedBody, "Idempotency-Key", "een")
	k.documented(t, "addEndpoint", w)
	var made endpointShown
	if err := json.Unmarshal(w.Body.Bytes(), &made); err != nil || w.Code != http.StatusCreated || w.Header().Get("ETag") != `"1"` || made.Version != 1 {
		t.Fatalf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	if again := k.send(t, k.machine, http.MethodPost, path, reachedBody, "Idempotency-Key", "een"); again.Code != http.StatusCreated || again.Body.String() != w.Body.String() {
		t.Errorf("asked again, it is made again: %s", again.Body)
	}
	one := path + "/" + string(made.ID)
	if w.Header().Get("Location") != base+one {
		t.Errorf("it stands at %s", w.Header().Get("Location"))
	}
	read := k.send(t, k.rival, http.MethodGet, one, "")
	k.documented(t, "endpoint", read)
	if !slices.Equal(made.Payloads, []string{"Twiin-TA-notification", "Request"}) || read.Code != http.StatusOK || read.Header().Get("ETag") != `"1"` || !strings.Contains(read.Body.String(), `"from":"2026-11-24T09:30:00Z"`) {
		t.Errorf("%v, %s", made.Payloads, read.Body)
	}
	off := strings.Replace(reachedBody, `"active"`, `"off"`, 1)
	for _, c := range []struct {
		tag  string
		want int
	}{{"", http.StatusPreconditionRequired}, {`"9"`, http.StatusPreconditionFailed}, {`"1"`, http.StatusOK}, {`"1"`, http.StatusPreconditionFailed}} {
		var headers []string
		if c.tag != "" {
			headers = []string{"If-Match", c.tag}
		}
		name := strings.Replace(off, "FHIR", "FHIR "+c.tag[min(len(c.tag), 1):min(len(c.tag), 2)], 1)
		if c.want == http.StatusPreconditionFailed && c.tag == `"1"` {
			name = reachedBody // it says something else than what now stands
		}
		if w = k.send(t, k.admin, http.MethodPut, one, name, headers...); w.Code != c.want {
			t.Errorf("with %q: %d, want %d: %s", c.tag, w.Code, c.want, w.Body)
		}
	}
	list := k.send(t, k.rival, http.MethodGet, path, "")
	k.documented(t, "endpoints", list)
	if !strings.Contains(list.Body.String(), `"status":"off"`) || !strings.Contains(list.Body.String(), `"version":2`) {
		t.Errorf("what is off is not in the list: %s", list.Body)
	}
}

func TestEndpointRefused(t *testing.T) {
	t.Parallel()
	k := newKeeping(t, storetest.SQLite(t, clock.Fixed(testNow)))
	path := "/organizations/" + k.admin.Organization + "/endpoints"
	unscoped := k.machine
	unscoped.Scopes = "capacity:write"
	for name, w := range map[string]int{
		"of another organisation": k.send(t, k.rival, http.MethodPost, path, reachedBody).Code,
		"without the right":       k.send(t, unscoped, http.MethodPost, path, reachedBody).Code,
	} {
		if w != http.StatusForbidden {
			t.Errorf("%s: %d", name, w)
		}
	}
	for field, body := range map[string]string{
		"address":    strings.Replace(reachedBody, "https:", "http:", 1),
		"payloads":   strings.Replace(reachedBody, "Twiin", "Twee", 1),
		"connection": strings.Replace(reachedBody, "hl7-fhir-rest", "post", 1),
		"from":       strings.Replace(reachedBody, "2026-11-24T09:30:00Z", "morgen", 1),
	} {
		w := k.send(t, k.admin, http.MethodPost, path, body)
		if fields := fieldsOf(t, w); w.Code/100 != 4 || len(fields) != 1 || !strings.HasSuffix(fields[0], field) {
			t.Errorf("%s: %d %s", field, w.Code, w.Body)
		}
	}
	for _, away := range []string{path + "/0198a000-0000-7000-8000-000000000001", "/organizations/nobody/endpoints", path + "/x"} {
		if w := k.send(t, k.admin, http.MethodGet, away, ""); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", away, w.Code)
		}
	}
	made := k.send(t, k.admin, http.MethodPost, path, reachedBody)
	elsewhere := strings.Replace(made.Header().Get("Location")[len(base):], k.admin.Organization, k.rival.Organization, 1)
	if w := k.send(t, k.rival, http.MethodPut, elsewhere, reachedBody, "If-Match", `"1"`); w.Code != http.StatusNotFound {
		t.Errorf("changed by way of another organisation: %d %s", w.Code, w.Body)
	}
}
