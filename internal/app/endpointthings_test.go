package app

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/endpoint"
)

// reachedBy is a digital address of an organisation, as the policies see it.
func reachedBy(e endpoint.Endpoint) func(access.Actor) access.Subject {
	return about(access.Subject{Type: "endpoint", ID: string(e.ID), Organization: string(e.Organization)})
}

// newEndpoint makes a digital address of an organisation.
func (w *world) newEndpoint(of network.OrganizationID) endpoint.Endpoint {
	w.t.Helper()
	return must[endpoint.Endpoint](w)(w.Endpoints.Save(w.t.Context(), operator, endpoint.Endpoint{Organization: of, Status: endpoint.Active, Connection: "hl7-fhir-rest",
		Payloads: []string{endpoint.NotifiedPull}, Address: "https://fhir.proef.example/r4"}))
}

// onEndpoint gives a digital address of Gerda's organisation and of another's; send says what is sent about one.
func (w *world) onEndpoint(path string, send func(e endpoint.Endpoint, x *thing)) []thing {
	return each(w.services[:], func(s directory.Service) thing {
		return w.standing("endpoint at "+path+" of "+string(s.Organization), func() thing {
			e := w.newEndpoint(s.Organization)
			x := thing{name: "endpoint of " + s.OrganizationName, about: reachedBy(e), sure: true}
			send(e, &x)
			return x
		})
	})
}

// addressForm is a digital address as somebody types it.
func addressForm(version int) url.Values {
	return url.Values{"versie": {fmt.Sprint(version)}, "address": {"https://fhir.proef.example/anders"}, "name": {"Meldingen"}, "status": {"suspended"}, "connection": {"hl7-fhir-rest"},
		"payloads": {"", endpoint.NotifiedPull}, "mime_types": {"application/fhir+json"}, "from": {"2026-01-01"}, "until": {""}}
}

const addressBody = `{"status":"suspended","connection":"hl7-fhir-rest","payloads":["Twiin-TA-notification"],"address":"https://fhir.proef.example/anders"}`

// reachedThings are the things of the addresses about digital addresses; false for all others.
func (w *world) reachedThings(path string) ([]thing, bool) {
	switch path {
	case "/werk/netwerk/adressen", "/werk/netwerk/adressen/nieuw":
		return []thing{{name: "their organisation", about: self, form: addressForm(0), sure: true}}, true
	case "/werk/netwerk/adressen/{id}":
		return w.onEndpoint(path, func(e endpoint.Endpoint, x *thing) {
			x.values, x.form = []string{string(e.ID)}, addressForm(1)
		}), true
	case "/api/v1/organizations/{id}/endpoints":
		return each(w.services[:], func(s directory.Service) thing {
			return thing{name: "of " + s.OrganizationName, values: []string{string(s.Organization)}, body: addressBody, about: ofOrganization(s.Organization), sure: true}
		}), true
	case "/api/v1/organizations/{id}/endpoints/{endpoint}":
		return w.onEndpoint(path, func(e endpoint.Endpoint, x *thing) {
			x.values, x.body, x.tag = []string{string(e.Organization), string(e.ID)}, addressBody, `"1"`
		}), true
	}
	return nil, false
}

// writtenEndpoints are digital addresses and affiliations of Gerda's organisation and of another, sent as a
// resource and as a transaction.
func (w *world) writtenEndpoints(of string) (all []thing) {
	for i, s := range w.services {
		add := func(kind, id, body, tag string, acts ...string) {
			x := thing{name: fmt.Sprintf("%s %d", kind, i), file: body, kind: fhirContent, tag: tag, about: ofOrganization(s.Organization), acts: acts}
			match := ""
			if tag != "" {
				match = `,"ifMatch":"*"`
			}
			switch method := map[bool]string{true: http.MethodPut, false: http.MethodPost}[id != ""]; of {
			case "":
				x.tag = ""
				x.file = fmt.Sprintf(`{"resourceType":"Bundle","type":"transaction","entry":[{"resource":%s,"request":{"method":%q,"url":%q%s}}]}`, body, method, strings.TrimSuffix(kind+"/"+id, "/"), match)
			case "/{type}":
				x.values = []string{kind}
			default:
				x.values = []string{kind, id}
			}
			all = append(all, x)
		}
		id, meta, tag := "", "", ""
		if of == "/{type}/{id}" {
			e := hold(w, "written endpoint "+string(s.Organization), func() endpoint.Endpoint { return w.newEndpoint(s.Organization) })
			id, meta, tag = string(e.ID), fmt.Sprintf(`"id":%q,`, e.ID), "*"
		}
		add("Endpoint", id, fmt.Sprintf(`{"resourceType":"Endpoint",%s"status":"active","managingOrganization":{"reference":"Organization/%s"},"address":"https://fhir.proef.example/r4",
			"connectionType":{"system":"http://terminology.hl7.org/CodeSystem/endpoint-connection-type","code":"hl7-fhir-rest"},
			"payloadType":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/endpoint-payload-type","code":"any"}]}]}`, meta, s.Organization), tag, "endpoint.Save")
		if of == "/{type}/{id}" {
			continue // who ends an affiliation is asked where it is made
		}
		body := hold(w, "written body", func() network.OrganizationID { return w.newBody(w.regions[0].ID) })
		add("OrganizationAffiliation", "", fmt.Sprintf(`{"resourceType":"OrganizationAffiliation","organization":{"reference":"Organization/%s"},"participatingOrganization":{"reference":"Organization/%s"}}`,
			body, s.Organization), "", "mandate.Affiliate")
	}
	return all
}
