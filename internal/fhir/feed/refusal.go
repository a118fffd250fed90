package feed

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/outcome"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/endpoint"
	"eerstelijn/internal/network/mandate"
)

// refusal is why nothing was written, with a status of HTTP.
type refusal struct {
	status int
	issues []r4.OperationOutcomeIssue
	cause  error
}

func (r *refusal) Error() string { return fmt.Sprintf("feed: refused with %d", r.status) }

func (r *refusal) Unwrap() error { return r.cause }

func refuse(status int, code, element, nl, en string) *refusal {
	return &refusal{status: status, issues: []r4.OperationOutcomeIssue{outcome.Issue("error", code, element, fault.Text{NL: nl, EN: en})}}
}

func unprocessable(element, nl, en string) *refusal {
	return refuse(http.StatusUnprocessableEntity, "invalid", element, nl, en)
}

func stale(element string) *refusal {
	return refuse(http.StatusPreconditionFailed, "conflict", element,
		"Dit is intussen gewijzigd. Lees het opnieuw en doe uw wijziging daarop.", "this was changed since; read it again and make your change on that")
}

// because makes a refusal of an error of the domain about a resource; element is where it stands.
func because(err error, element string) *refusal {
	if own, ok := errors.AsType[*refusal](err); ok {
		return own
	}
	if errors.Is(err, directory.ErrStale) || errors.Is(err, network.ErrStale) || errors.Is(err, endpoint.ErrStale) || errors.Is(err, mandate.ErrStale) {
		return stale(element)
	}
	safe := fault.Safe(err)
	r := &refusal{cause: err}
	r.status, r.issues = outcome.Of(safe, func(field string) string {
		if field == "" {
			return element
		}
		return within(element, field)
	})
	if safe.Kind == fault.Invalid {
		r.status = http.StatusUnprocessableEntity // it could be read
	}
	if safe.Kind == fault.Internal {
		r.cause = safe
	}
	return r
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

// refused answers with the OperationOutcome of an error. What is our own mistake is logged, and never with
// what was sent.
func (f *feeder) refused(w http.ResponseWriter, r *http.Request, err error) {
	no := because(err, "")
	if no.status == http.StatusInternalServerError {
		f.Log.LogAttrs(r.Context(), slog.LevelError, "fhir feed", slog.String("trace", access.CallOf(r.Context()).Trace), slog.Any("error", no.cause))
	}
	switch no.status {
	case http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", "5")
	case http.StatusUnauthorized:
		w.Header().Set("WWW-Authenticate", `Bearer realm="eerstelijn"`)
	}
	f.send(w, no.status, &r4.OperationOutcome{Issue: no.issues})
}
