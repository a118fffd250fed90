package render

import (
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/code"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/endpoint"
)

// Endpoint renders a digital address of an organisation. Statuses are those of FHIR; the names of the codes
// are ours, so that they stand as text and not as the display of somebody else's code.
func (r *Renderer) Endpoint(e *endpoint.Endpoint) *r4.Endpoint {
	keeper := r.keeper(nil)
	out := &r4.Endpoint{
		ID: ID(e.ID), Meta: r.meta("Endpoint", keeper.Value != ""), Identifier: []r4.Identifier{r.assigned(string(e.ID), keeper)},
		Status: string(e.Status), Name: e.Name, ManagingOrganization: Reference("Organization", e.Organization),
		PayloadMimeType: e.MimeTypes, Address: e.Address,
	}
	if c, ok := r.endpoints.Connection(e.Connection); ok {
		out.ConnectionType = &r4.Coding{System: c.System, Code: c.Code}
	}
	for _, p := range e.Payloads {
		if c, ok := r.endpoints.Payload(p); ok {
			out.PayloadType = append(out.PayloadType, r4.CodeableConcept{Coding: []r4.Coding{{System: c.System, Code: c.Code}}, Text: c.Name})
		}
	}
	if !e.From.IsZero() || !e.Until.IsZero() {
		out.Period = &r4.Period{Start: stamp(e.From), End: stamp(e.Until)}
	}
	return out
}

// reachedAt refers to the digital addresses of an organisation.
func reachedAt(list []endpoint.ID) (refs []r4.Reference) {
	for _, e := range list {
		refs = append(refs, *Reference("Endpoint", e))
	}
	return refs
}

// ReadEndpoint gives back what [Renderer.Endpoint] rendered, and reads what others write as far as it has
// codes that are known here: of a payload with several the first, and of payloads those that are.
func (r *Renderer) ReadEndpoint(e *r4.Endpoint) (out endpoint.Endpoint, err error) {
	out = endpoint.Endpoint{
		ID: endpoint.ID(e.ID), Organization: network.OrganizationID(idOf(e.ManagingOrganization, "Organization")), Status: endpoint.Status(e.Status),
		Name: e.Name, MimeTypes: e.PayloadMimeType, Address: e.Address,
	}
	if c := e.ConnectionType; c != nil {
		if known, ok := r.endpoints.Connection(c.Code); ok && r.codes.System(c.System) == known.System {
			out.Connection = known.Code
		}
	}
	if out.Connection == "" {
		return out, fault.InvalidField("connectionType", "Deze manier van werken kennen wij niet.",
			"expected a code of endpoint-connection-type, nl-gf-authorization-server-cs or koppeltaal-endpoint-connection-type that is known here")
	}
	for _, p := range e.PayloadType {
		for _, c := range p.Coding {
			if known, ok := r.endpoints.Payload(c.Code); ok && r.codes.System(c.System) == known.System {
				out.Payloads = append(out.Payloads, known.Code)
				break
			}
		}
	}
	if len(out.Payloads) == 0 {
		return out, fault.InvalidField("payloadType", "Geen van deze soorten gegevens kennen wij.",
			"expected a code of "+code.DataCategories+", "+code.ExchangeCapabilities+" or endpoint-payload-type that is known here")
	}
	if p := e.Period; p != nil {
		if out.From, err = moment("period", p.Start); err != nil {
			return out, err
		}
		out.Until, err = moment("period", p.End)
	}
	return out, err
}
