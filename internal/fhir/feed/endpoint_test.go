package feed_test

import (
	"fmt"
	"strings"
	"testing"

	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/network/endpoint"
)

const newEndpoint = "0198a000-0000-7000-8000-000000000003"

// reached is a digital address as other software writes it.
func reached(id, of, address string) string {
	if id != "" {
		id = `"id":"` + id + `",`
	}
	return fmt.Sprintf(`{"resourceType":"Endpoint",%s"status":"active","name":"Meldingen","connectionType":{"system":"http://terminology.hl7.org/CodeSystem/endpoint-connection-type","code":"hl7-fhir-rest"},
		"managingOrganization":{"reference":"Organization/%s"},"payloadMimeType":["application/fhir+json"],"address":%q,
		"payloadType":[{"coding":[{"system":"http://nuts-foundation.github.io/nl-generic-functions-ig/CodeSystem/nl-gf-data-exchange-capabilities","code":"Twiin-TA-notification"}]}]}`, id, of, address)
}

func TestEndpointIsWritten(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		path, mine := "/fhir/Endpoint/"+newEndpoint, string(h.mine)
		a := h.write("PUT", path, reached(newEndpoint, mine, "https://fhir.kade.example/r4")).want(t, 201)
		if a.Header.Get("ETag") != `W/"1"` || a.Header.Get("Warning") != "" {
			t.Errorf("%v: %s", a.Header, a.text)
		}
		stands, err := h.deps.Endpoints.Get(t.Context(), newEndpoint)
		if err != nil || stands.Organization != h.mine || stands.Address != "https://fhir.kade.example/r4" || !stands.Takes(endpoint.NotifiedPull) {
			t.Fatalf("%+v, %v", stands, err)
		}
		if o := h.served(t, "Organization", mine); !strings.Contains(string(o.Body), "Endpoint/"+newEndpoint) {
			t.Errorf("its organisation does not refer to it: %s", o.Body)
		}
		h.write("PUT", path, reached(newEndpoint, mine, "https://b.example")).want(t, 428)
		h.write("PUT", path, reached(newEndpoint, mine, "https://b.example"), `If-Match: W/"7"`).want(t, 412)
		body := string(h.served(t, "Endpoint", newEndpoint).Body)
		h.write("PUT", path, body, `If-Match: W/"1"`).want(t, 200)
		if v := h.served(t, "Endpoint", newEndpoint); v.Version != 1 {
			t.Errorf("what changes nothing made version %d", v.Version)
		}
		a = h.write("PUT", path, strings.Replace(body, `"status":"active"`, `"status":"off"`, 1), `If-Match: W/"1"`).want(t, 200)
		if a.parse(t)["status"] != "off" || a.Header.Get("ETag") != `W/"2"` {
			t.Errorf("%v: %s", a.Header, a.text)
		}
		h.write("DELETE", path, "").want(t, 405)
	})
}

func TestEndpointInATransaction(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		const url = "urn:uuid:0198a000-0000-7000-8000-0000000000aa"
		own := h.served(t, "Organization", string(h.mine))
		organization := strings.Replace(entry("PUT", "Organization/"+string(h.mine), "", strings.TrimSuffix(string(own.Body), "}")+`,"endpoint":[{"reference":"`+url+`"}]}`),
			`"request":{`, `"request":{"ifMatch":"W/\"1\"",`, 1)
		a := h.write("POST", "/fhir", bundle(organization, entry("POST", "Endpoint", url, reached("", string(h.mine), "https://a.example/fhir"))))
		entries := a.want(t, 200).parse(t)["entry"].([]any)
		for i, want := range []string{"200 OK", "201 Created"} {
			r := entries[i].(map[string]any)["response"].(map[string]any)
			if r["status"] != want || r["outcome"] != nil {
				t.Errorf("entry %d: %v", i, r)
			}
		}
		if now := h.served(t, "Organization", string(h.mine)); now.Version != 2 || !strings.Contains(string(now.Body), `"endpoint":[{"reference":"Endpoint/`) {
			t.Errorf("version %d: %s", now.Version, now.Body)
		}
		before, _, done := h.state(t)
		spoilt := strings.Replace(reached("", string(h.mine), "https://b.example"), "Twiin-TA-notification", "Iets", 1)
		a = h.write("POST", "/fhir", bundle(entry("POST", "Endpoint", "", reached("", string(h.mine), "https://c.example")), entry("POST", "Endpoint", "", spoilt))).want(t, 422)
		if after, _, now := h.state(t); after != before || now != done || !strings.Contains(a.text, "Bundle.entry[1].resource.payloadType") {
			t.Errorf("%d entries stand: %s", now-done, a.text)
		}
	})
}

// What may not be written is refused, and what is wrong is named as it is in FHIR.
func TestEndpointRefused(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		theirs, err := h.deps.Endpoints.Save(t.Context(), operator, endpoint.Endpoint{Organization: h.theirs, Status: endpoint.Active, Connection: "oauth2", Payloads: []string{"none"}, Address: "https://dijk.example"})
		if err != nil {
			t.Fatal(err)
		}
		good := reached(newEndpoint, string(h.mine), "https://a.example")
		for name, c := range map[string]struct {
			id, body string
			status   int
			holds    string
		}{
			"for another organisation": {newEndpoint, reached(newEndpoint, string(h.theirs), "https://a.example"), 403, ""},
			"that of another":          {string(theirs.ID), reached(string(theirs.ID), string(h.mine), "https://a.example"), 403, ""},
			"no address":               {newEndpoint, strings.Replace(good, `https://a.example`, ``, 1), 422, `"Endpoint.address"`},
			"without TLS":              {newEndpoint, strings.Replace(good, `https://`, `http://`, 1), 422, `"Endpoint.address"`},
			"a status of nobody":       {newEndpoint, strings.Replace(good, `"active"`, `"entered-in-error"`, 1), 422, `"Endpoint.status"`},
			"an unknown connection":    {newEndpoint, strings.Replace(good, `hl7-fhir-rest`, `carrier-pigeon`, 1), 422, `"Endpoint.connectionType"`},
			"an unknown payload":       {newEndpoint, strings.Replace(good, `Twiin`, `Twee`, 1), 422, `"Endpoint.payloadType"`},
			"a media type of nobody":   {newEndpoint, strings.Replace(good, `application/fhir+json`, `json`, 1), 422, `"Endpoint.payloadMimeType"`},
			"a date that is none":      {newEndpoint, strings.Replace(good, `"name"`, `"period":{"start":"morgen"},"name"`, 1), 422, `"Endpoint.period.start"`},
			"an end before the start":  {newEndpoint, strings.Replace(good, `"name"`, `"period":{"start":"2026-06-02","end":"2026-05-02"},"name"`, 1), 422, `"Endpoint.period.end"`},
		} {
			match := []string{}
			if c.id == string(theirs.ID) {
				match = []string{`If-Match: W/"1"`}
			}
			a := h.write("PUT", "/fhir/Endpoint/"+c.id, c.body, match...)
			if a.StatusCode != c.status || !strings.Contains(a.text, c.holds) {
				t.Errorf("%s: %d %s", name, a.StatusCode, a.text)
			}
		}
		if _, err := h.journal.Read(t.Context(), journal.Key{Type: "Endpoint", ID: newEndpoint}); err == nil {
			t.Error("something was written")
		}
		h.ask(h.machine(h.mine, "capacity:write"), "PUT", "/fhir/Endpoint/"+newEndpoint, good).want(t, 403)
	})
}

// What has no place here is named in a warning, and days are read as days in the Netherlands.
func TestEndpointOfOtherSoftware(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		body := strings.Replace(reached(newEndpoint, string(h.mine), "https://a.example"), `"name"`,
			`"header":["Authorization: Bearer geheim"],"contact":[{"system":"phone","value":"010 111 1111"}],"period":{"start":"2026-06-02","end":"2026-06-03"},"name"`, 1)
		a := h.write("PUT", "/fhir/Endpoint/"+newEndpoint, body).want(t, 201)
		for _, lost := range []string{"Endpoint.header[0]", "Endpoint.contact[0]", "Endpoint.period"} {
			if !strings.Contains(a.Header.Get("Warning"), lost) {
				t.Errorf("%s is lost without a word: %s", lost, a.Header.Get("Warning"))
			}
		}
		if strings.Contains(a.text, "geheim") {
			t.Error("a secret is published")
		}
		stands, err := h.deps.Endpoints.Get(t.Context(), newEndpoint)
		if err != nil || stands.From.Format("2006-01-02T15:04") != "2026-06-01T22:00" || stands.Until.Format("2006-01-02T15:04") != "2026-06-03T22:00" {
			t.Errorf("%v to %v, %v", stands.From, stands.Until, err)
		}
	})
}
