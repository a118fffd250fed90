package feed

import (
	"errors"
	"net/http"
	"strings"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/outcome"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/endpoint"
	"eerstelijn/internal/network/mandate"
)

func unprocessable(element, nl, en string) error {
	return outcome.RefuseAt(http.StatusUnprocessableEntity, "invalid", element, nl, en)
}

func stale(element string) error {
	return outcome.RefuseAt(http.StatusPreconditionFailed, "conflict", element,
		"Dit is intussen gewijzigd. Lees het opnieuw en doe uw wijziging daarop.", "this was changed since; read it again and make your change on that")
}

// because makes a refusal of an error of the domain about a resource; element is where it stands.
func because(err error, element string) error {
	if errors.Is(err, directory.ErrStale) || errors.Is(err, network.ErrStale) || errors.Is(err, endpoint.ErrStale) || errors.Is(err, mandate.ErrStale) {
		return stale(element)
	}
	no := outcome.From(err, func(field string) string {
		if field == "" {
			return element
		}
		return within(element, field)
	})
	if fault.KindOf(no.Cause) == fault.Invalid {
		no.Status = http.StatusUnprocessableEntity // it could be read
	}
	return no
}

// elements are the domain's fields by the names they have in FHIR.
var elements = map[string]string{
	"discipline": "specialty", "kind": "type", "hours": "availableTime", "description": "comment", "servedAreas": "coverageArea",
	"languages": "communication", "contacts": "telecom", "locations": "location", "targetGroups": "eligibility", "accessibility": "characteristic",
	"modes": "characteristic", "costs": "serviceProvisionCode", "state": "active", "organization": "providedBy", "ura": "identifier", "agb": "identifier",
	"kvk": "identifier", "phone": "telecom", "email": "telecom", "website": "telecom", "access": "extension", "keywords": "extension",
	"insurers": "extension", "partners": "extension", "links": "extension",
}

// within names a field of the domain as an element of the resource at a path.
func within(path, field string) string {
	for _, t := range []string{"HealthcareService.", "Location.", "Organization."} {
		field = strings.TrimPrefix(field, t)
	}
	element, exact := strings.CutPrefix(field, "OrganizationAffiliation.")
	if !exact {
		element, exact = strings.CutPrefix(field, "Endpoint.")
	}
	name, _, _ := strings.Cut(field, "[")
	if fhir, ok := elements[name]; ok {
		field = fhir
	} else if exact {
		field = element
	}
	if path == "" {
		return field
	}
	return path + "." + field
}
