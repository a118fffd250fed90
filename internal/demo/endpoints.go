package demo

import (
	"context"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network/endpoint"
)

// reached are the digital addresses of two organisations: one that is told when something is ready for it, and
// one whose data can be fetched. Nobody answers there: the names end in .example.
var reached = []struct {
	party string
	endpoint.Endpoint
}{
	{stroom, endpoint.Endpoint{Name: "Meldingen", Status: endpoint.Active, Connection: "hl7-fhir-rest", Payloads: []string{endpoint.NotifiedPull, "eOverdracht-notification"},
		MimeTypes: []string{"application/fhir+json; fhirVersion=4.0"}, Address: "https://fhir.rivierstroom.example/meldingen"}},
	{stroom, endpoint.Endpoint{Name: "Toegang", Status: endpoint.Active, Connection: "oauth-nuts", Payloads: []string{"Nuts-OAuth"}, Address: "https://nuts.rivierstroom.example/oauth2"}},
	{stroom, endpoint.Endpoint{Name: "Proefomgeving", Status: endpoint.Test, Connection: "hl7-fhir-rest", Payloads: []string{endpoint.NotifiedPull}, Address: "https://proef.rivierstroom.example/fhir"}},
	{theHospital, endpoint.Endpoint{Name: "Gegevens bij ontslag", Status: endpoint.Active, Connection: "hl7-fhir-rest",
		Payloads: []string{"http://nictiz.nl/fhir/CapabilityStatement/bgz2017-servercapabilities", "Request"}, MimeTypes: []string{"application/fhir+json; fhirVersion=4.0"}, Address: "https://fhir.merelhof.example/r4"}},
}

// endpoints gives organisations their digital addresses. What is there already stays as it is.
func (h House) endpoints(ctx context.Context, d *Data) error {
	if h.Endpoints == nil {
		return nil
	}
	for _, r := range reached {
		e := r.Endpoint
		e.ID, e.Organization = id.From[endpoint.ID]("demo", "endpoint", r.party, e.Name), d.party(r.party)
		_, err := h.Endpoints.Get(ctx, e.ID)
		if fault.KindOf(err) == fault.NotFound && err != nil {
			_, err = h.Endpoints.Save(ctx, actor, e)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
