package api

import (
	"errors"
	"net/http"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/endpoint"
)

// endpointRoutes are those of the digital addresses of organisations: where their programs are reached.
func (s *server) endpointRoutes() {
	get(s, "/organizations/{id}/endpoints", "endpoints", "De digitale adressen van een organisatie", s.endpoints)
	creating(s, "/organizations/{id}/endpoints", "addEndpoint", "Een digitaal adres toevoegen", s.addEndpoint)
	write(s, http.MethodGet, "/organizations/{id}/endpoints/{endpoint}", "endpoint", "Eén digitaal adres, met de ETag om het te wijzigen", s.endpoint)
	write(s, http.MethodPut, "/organizations/{id}/endpoints/{endpoint}", "putEndpoint", "Een digitaal adres wijzigen, of uitzetten met status off", s.putEndpoint)
	get(s, "/endpoint-types", "endpointTypes", "Hoe programma's met een digitaal adres werken, en waar het voor is", s.endpointTypes)
}

// endpointAccess says for whom each of them is.
func endpointAccess() []access.Route {
	const path = base + "/organizations/{id}/endpoints"
	return []access.Route{
		{Pattern: "GET " + path, For: access.ForEveryone}, {Pattern: "GET " + path + "/{endpoint}", For: access.ForEveryone},
		{Pattern: "GET " + base + "/endpoint-types", For: access.ForEveryone},
		{Pattern: "POST " + path, For: access.ForAct, Acts: []string{"endpoint.Save"}},
		{Pattern: "PUT " + path + "/{endpoint}", For: access.ForAct, Acts: []string{"endpoint.Save"}},
	}
}

// EndpointBody is a digital address in JSON. It is exported because huma fills no other embedded struct.
type EndpointBody struct {
	Status     endpoint.Status `json:"status" enum:"active,suspended,test,off" doc:"In gebruik, tijdelijk niet, om te proberen, of uit."`
	Name       string          `json:"name,omitempty" maxLength:"200"`
	Connection string          `json:"connection" doc:"Code uit connections van /endpoint-types."`
	Payloads   []string        `json:"payloads" doc:"Codes uit payloads van /endpoint-types."`
	MimeTypes  []string        `json:"mime_types,omitempty" doc:"Bijvoorbeeld application/fhir+json; fhirVersion=4.0."`
	Address    string          `json:"address" doc:"https-adres, zonder naam of wachtwoord."`
	From       *string         `json:"from" required:"false" format:"date-time" doc:"Vanaf; null: geen begin bekend."`
	Until      *string         `json:"until" required:"false" format:"date-time" doc:"Tot; null: geen einde bekend."`
}

type endpointShown struct {
	ID           endpoint.ID            `json:"id"`
	Organization network.OrganizationID `json:"organization_id"`
	Version      int64                  `json:"version" doc:"Ook de ETag."`
	EndpointBody
}

func showEndpoint(e *endpoint.Endpoint) (endpointShown, error) {
	return endpointShown{e.ID, e.Organization, e.Version, EndpointBody{
		Status: e.Status, Name: e.Name, Connection: e.Connection, Payloads: e.Payloads, MimeTypes: e.MimeTypes, Address: e.Address,
		From: stampOrNil(e.From), Until: stampOrNil(e.Until),
	}}, nil
}

// endpoint gives the address that a body describes, over the one that stands.
func (b *EndpointBody) endpoint(over endpoint.Endpoint) (e endpoint.Endpoint, err error) {
	e = endpoint.Endpoint{
		ID: over.ID, Organization: over.Organization, Version: over.Version, Status: b.Status, Name: b.Name, Connection: b.Connection, Payloads: b.Payloads,
		MimeTypes: b.MimeTypes, Address: b.Address,
	}
	if e.From, err = over1("from", b.From, over.From); err == nil {
		e.Until, err = over1("until", b.Until, over.Until)
	}
	return e, err
}

// EndpointsPath names an organisation.
type EndpointsPath struct {
	ID string `path:"id" doc:"Id van de organisatie."`
}

// endpoints answers GET /organizations/{id}/endpoints.
func (s *server) endpoints(in *EndpointsPath, r request) (List[endpointShown], error) {
	o, err := s.Network.Organization(r, network.OrganizationID(in.ID))
	if err != nil {
		return List[endpointShown]{}, err
	}
	found, err := s.Endpoints.List(r, endpoint.Query{Organizations: []network.OrganizationID{o.ID}})
	if err != nil {
		return List[endpointShown]{}, err
	}
	return listed(found, showEndpoint)
}

type endpointPath struct {
	EndpointsPath
	Endpoint string `path:"endpoint" doc:"Id van het digitale adres."`
}

// endpointOf finds a digital address of an organisation.
func (s *server) endpointOf(r request, o, which string) (endpoint.Endpoint, error) {
	e, err := s.Endpoints.Get(r, endpoint.ID(which))
	if err == nil && string(e.Organization) != o {
		err = fault.Missing("Dit digitale adres kennen we niet.", "endpoint not found")
	}
	return e, err
}

// endpoint answers GET /organizations/{id}/endpoints/{endpoint}.
func (s *server) endpoint(in *endpointPath, r request) (out written[endpointShown], err error) {
	e, err := s.endpointOf(r, in.ID, in.Endpoint)
	if err != nil {
		return out, err
	}
	out.ETag = versionTag(e.Version)
	out.Body, err = showEndpoint(&e)
	return out, err
}

type endpointInput struct {
	EndpointsPath
	Body EndpointBody
}

// addEndpoint answers POST /organizations/{id}/endpoints.
func (s *server) addEndpoint(in *endpointInput, r request) (written[endpointShown], error) {
	return s.saveEndpoint(r, &in.Body, endpoint.Endpoint{Organization: network.OrganizationID(in.ID)})
}

type endpointChange struct {
	EndpointsPath
	Endpoint string `path:"endpoint" doc:"Id van het digitale adres."`
	IfMatch  string `header:"If-Match" doc:"De ETag van wat u las: zo gaat niemands wijziging verloren. Zonder is het antwoord 428, met een oude 412."`
	Body     EndpointBody
}

// putEndpoint answers PUT /organizations/{id}/endpoints/{endpoint}: all of it anew.
func (s *server) putEndpoint(in *endpointChange, r request) (written[endpointShown], error) {
	expected, err := expectedVersion(in.IfMatch)
	if err != nil {
		return written[endpointShown]{}, err
	}
	stands, err := s.endpointOf(r, in.ID, in.Endpoint)
	if err != nil {
		return written[endpointShown]{}, err
	}
	stands.Version = expected
	return s.saveEndpoint(r, &in.Body, stands)
}

func (s *server) saveEndpoint(r request, b *EndpointBody, over endpoint.Endpoint) (out written[endpointShown], err error) {
	e, err := b.endpoint(over)
	if err == nil {
		e, err = s.Endpoints.Save(r, r.actor(), e)
	}
	switch {
	case errors.Is(err, endpoint.ErrStale):
		return out, changedSinceRead()
	case err != nil:
		return out, err
	}
	out.ETag, out.Location = versionTag(e.Version), base+"/organizations/"+string(e.Organization)+"/endpoints/"+string(e.ID)
	out.Body, err = showEndpoint(&e)
	return out, err
}

type endpointTypes struct {
	Connections []endpointType `json:"connections" doc:"Hoe programma's ermee werken."`
	Payloads    []endpointType `json:"payloads" doc:"Waar het voor is."`
}

type endpointType struct {
	Code   string `json:"code"`
	System string `json:"system" doc:"Het codestelsel, zoals FHIR het noemt."`
	Name   string `json:"name"`
}

// endpointTypes answers GET /endpoint-types.
func (s *server) endpointTypes(_ *struct{}, r request) (out endpointTypes, err error) {
	t, err := s.Endpoints.Tables(r)
	for _, c := range t.Connections {
		out.Connections = append(out.Connections, endpointType(c))
	}
	for _, c := range t.Payloads {
		out.Payloads = append(out.Payloads, endpointType(c))
	}
	return out, err
}
