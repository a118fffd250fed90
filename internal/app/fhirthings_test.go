package app

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"eerstelijn/internal/fhir/rest"
	"eerstelijn/internal/fhir/subscription"
	"eerstelijn/internal/fhir/work"
	"eerstelijn/internal/id"
	"eerstelijn/internal/placement"
)

// fhirContent is what the FHIR face reads.
const fhirContent = "application/fhir+json"

// resources are the things of the addresses of the FHIR face that write, or show who is signed in their own;
// false for all others. What each party may see of a request stands in a matrix of package work.
func (w *world) resources(method, path string) ([]thing, bool) {
	of, is := strings.CutPrefix(path, rest.Path)
	if !is {
		return nil, false
	}
	kind, _, _ := strings.Cut(strings.TrimPrefix(of, "/"), "/")
	switch {
	case kind == subscription.Type:
		return w.subscribed(method, path), true
	case slices.Contains(work.Types, kind) && method == http.MethodPost && !strings.HasSuffix(path, "/_search"):
		return w.askedInFHIR(kind), true
	case slices.Contains(work.Types, kind) && strings.HasSuffix(path, "/{id}"):
		none := id.New[string]()
		x := thing{name: "one that is not there", values: []string{none}, about: self}
		if method == http.MethodPut {
			x.file, x.kind = fmt.Sprintf(`{"resourceType":%q,"id":%q,"status":"revoked","intent":"order"}`, kind, none), fhirContent
		}
		return []thing{x}, true
	case method == http.MethodGet || strings.HasSuffix(path, "/_search"):
		return nil, false
	}
	all := w.written(of)
	if of == "" {
		all = append(all, w.publishedTimes()...)
	}
	if slices.Contains([]string{"", "/{type}", "/{type}/{id}"}, of) {
		all = append(all, w.writtenEndpoints(of)...)
	}
	return all, true
}

// written are services of Gerda's organisation and of another, sent as a resource and as a transaction.
func (w *world) written(of string) (all []thing) {
	for i, s := range w.services {
		body := fmt.Sprintf(`{"resourceType":"HealthcareService","id":%q,"active":true,"name":"Spreekuur","providedBy":{"reference":"Organization/%s"}}`, s.ID, s.Organization)
		x := thing{name: fmt.Sprintf("service %d", i), file: body, kind: fhirContent, tag: `W/"1"`, about: ofOrganization(s.Organization), acts: []string{"directory.Save"}}
		switch of {
		case "":
			x.file = fmt.Sprintf(`{"resourceType":"Bundle","type":"transaction","entry":[{"resource":%s,"request":{"method":"PUT","url":"HealthcareService/%s","ifMatch":"W/\"1\""}}]}`, body, s.ID)
		case "/{type}":
			x.values = []string{"HealthcareService"}
		default:
			x.values = []string{"HealthcareService", string(s.ID)}
		}
		all = append(all, x)
	}
	return all
}

// publishedTimes are the free times of a service of Gerda's organisation and of another: there are none.
func (w *world) publishedTimes() (all []thing) {
	for i, s := range w.services {
		all = append(all, thing{name: fmt.Sprintf("times of service %d", i), kind: fhirContent, about: ofOrganization(s.Organization), acts: []string{"appointment.Publish"}, sure: true,
			file: fmt.Sprintf(`{"resourceType":"Bundle","type":"transaction","entry":[{"resource":{"resourceType":"Schedule","id":%q},"request":{"method":"PUT","url":"Schedule/%s"}}]}`, s.ID, s.ID)})
	}
	return all
}

// subscribed are what a program asks to be told of, and one that is not there.
func (w *world) subscribed(method, path string) []thing {
	const wish = `{"resourceType":"Subscription",%s"status":"off","criteria":"http://eerstelijn.nl/fhir/SubscriptionTopic/directory-changed","channel":{"type":"rest-hook",
		"endpoint":"https://ontvanger.example/seintje","payload":"application/fhir+json","_payload":{"extension":[
		{"url":"http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-payload-content","valueCode":"empty"}]}}}`
	if !strings.Contains(path, "/{id}") {
		x := thing{name: "of one's own organisation", about: self}
		if method == http.MethodPost && !strings.HasSuffix(path, "/_search") {
			x.file, x.kind = fmt.Sprintf(wish, ""), fhirContent
		} else if method == http.MethodPost {
			x.form = url.Values{"status": {"active"}}
		}
		return []thing{x}
	}
	none := id.New[string]()
	x := thing{name: "one that is not there", values: []string{none}, tag: `W/"1"`, about: self}
	switch {
	case method == http.MethodPut:
		x.file, x.kind = fmt.Sprintf(wish, `"id":"`+none+`",`), fhirContent
	case method == http.MethodPost:
		x.file, x.kind = `{"resourceType":"Parameters"}`, fhirContent
	}
	return []thing{x}
}

// askedInFHIR are what is asked in the words of FHIR: a request, and the question to one provider.
func (w *world) askedInFHIR(kind string) (all []thing) {
	coded := func(system, code string) string {
		return fmt.Sprintf(`{"coding":[{"system":"http://eerstelijn.nl/fhir/CodeSystem/%s","code":%q}]}`, system, code)
	}
	if kind == "ServiceRequest" {
		return []thing{{name: "a request", kind: fhirContent, about: self, sure: true, file: fmt.Sprintf(`{"resourceType":"ServiceRequest","status":"draft","intent":"order","category":[%s],"code":%s,
			"orderDetail":[%s,%s],"locationReference":[{"identifier":{"system":"http://eerstelijn.nl/fhir/NamingSystem/cbs-area","value":%q}}]}`,
			coded("placement-ask", "place"), coded("capacity-kind", string(roomKind)), coded("placement-urgency", "planned"), coded("placement-direction", "in"), w.areas[0])}}
	}
	return w.on(opened, func(i int, r *placement.Request, x *thing) {
		x.values, x.kind = nil, fhirContent
		x.file = fmt.Sprintf(`{"resourceType":"Task","status":"requested","intent":"order","basedOn":[{"reference":"ServiceRequest/%s"}],"input":[{"type":%s,"valueReference":{"reference":"Basic/%s"}}]}`,
			r.ID, coded("placement-part", "offer"), w.offers[another(i)].ID)
	})
}
