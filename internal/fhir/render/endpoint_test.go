package render_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/endpoint"
)

func (h house) drawEndpoint(t *rapid.T) endpoint.Endpoint {
	code := func(c endpoint.Code) string { return c.Code }
	e := endpoint.Endpoint{
		ID: endpoint.ID(ids.Draw(t, "id")), Organization: network.OrganizationID(ids.Draw(t, "organization")), Name: maybe(word).Draw(t, "name"),
		Status: rapid.SampledFrom(endpoint.Statuses).Draw(t, "status"), Connection: rapid.SampledFrom(h.tables.Endpoints.Connections).Draw(t, "connection").Code,
		Payloads: names(rapid.SliceOfNDistinct(rapid.SampledFrom(h.tables.Endpoints.Payloads), 1, 5, code).Draw(t, "payloads"), code),
		Address:  site.Draw(t, "address"), From: moments(t, "from"),
	}
	e.MimeTypes = some("application/fhir+json", "application/fhir+xml; fhirVersion=3.0").Draw(t, "types")
	if rapid.Bool().Draw(t, "ends") {
		e.Until = since.AddDate(10, 0, 0).Add(time.Duration(rapid.Int64Range(0, 1e9).Draw(t, "until")) * time.Microsecond)
	}
	return e
}

// What is rendered of a digital address is all of it.
func TestEndpointAndBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t, kept)
	rapid.Check(t, func(t *rapid.T) {
		want := h.drawEndpoint(t)
		got, err := h.ReadEndpoint(through(t, h.Endpoint(&want)))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("%+v, %v\nwant %+v", got, err, want)
		}
	})
}

// An organisation that has digital addresses is read back as the same organisation.
func TestOrganizationWithEndpointsAndBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t, kept)
	rapid.Check(t, func(t *rapid.T) {
		want, reached := h.drawOrganization(t), texts[endpoint.ID](ids).Draw(t, "endpoints")
		r := through(t, h.Organization(&want, reached...))
		if got, err := h.ReadOrganization(r); err != nil || got != want {
			t.Fatalf("%+v, %v\nwant %+v", got, err, want)
		}
		if len(r.Endpoint) != len(reached) {
			t.Fatalf("%d endpoints, want %d", len(r.Endpoint), len(reached))
		}
		for i, e := range reached {
			if r.Endpoint[i].Reference != "Endpoint/"+string(e) {
				t.Fatalf("it refers to %s and not to %s", r.Endpoint[i].Reference, e)
			}
		}
	})
}

// The codes of others are read in each of the spellings that are in use, and what is not known is refused by
// its name in FHIR.
func TestReadsEndpointsOfOthers(t *testing.T) {
	t.Parallel()
	h := newHouse(t, kept)
	read := func(connection, payloads string) (endpoint.Endpoint, error) {
		var e r4.Endpoint
		if err := json.Unmarshal([]byte(`{"resourceType":"Endpoint","id":"1","status":"active","address":"https://a.example","connectionType":`+connection+`,"payloadType":[`+payloads+`]}`), &e); err != nil {
			t.Fatal(err)
		}
		return h.ReadEndpoint(&e)
	}
	const (
		rest     = `{"system":"http://fhir.nl/fhir/NamingSystem/endpoint-connection-type","code":"hl7-fhir-rest"}`
		notified = `{"coding":[{"system":"http://minvws.github.io/generiekefuncties-docs/CodeSystem/nl-gf-data-exchange-capabilities","code":"Twiin-TA-notification"}]}`
		request  = `{"coding":[{"system":"urn:x","code":"y"},{"system":"http://nuts-foundation.github.io/nl-generic-functions-ig/CodeSystem/nl-gf-data-categories-cs","code":"Request"}]}`
		strange  = `{"coding":[{"system":"urn:x","code":"Request"}]}`
	)
	e, err := read(rest, notified+","+strange+","+request)
	if err != nil || e.Connection != "hl7-fhir-rest" || !reflect.DeepEqual(e.Payloads, []string{endpoint.NotifiedPull, "Request"}) {
		t.Errorf("%+v, %v", e, err)
	}
	for field, of := range map[string][2]string{
		"connectionType": {`{"system":"urn:x","code":"hl7-fhir-rest"}`, notified},
		"payloadType":    {rest, strange},
	} {
		_, err := read(of[0], of[1])
		if fields := fault.Safe(err).Fields; len(fields) != 1 || fields[0].Name != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}
