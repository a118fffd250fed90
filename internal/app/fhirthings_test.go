package app

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"eerstelijn/internal/fhir/rest"
	"eerstelijn/internal/fhir/work"
	"eerstelijn/internal/id"
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
	return w.written(of), true
}

// written are services of Gerda's organisation and of another, sent as a resource and as a transaction.
func (w *world) written(of string) (all []thing) {
	for i, s := range w.services {
		body := fmt.Sprintf(`{"resourceType":"HealthcareService","id":%q,"active":true,"name":"Spreekuur","providedBy":{"reference":"Organization/%s"}}`, s.ID, s.Organization)
		x := thing{name: fmt.Sprintf("service %d", i), file: body, kind: fhirContent, tag: `W/"1"`, about: ofOrganization(s.Organization)}
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
