package param

import (
	"slices"
	"strings"
)

// Kind is how the values of a parameter are compared.
type Kind string

// The kinds of R4 that the table uses.
const (
	Token     Kind = "token"
	String    Kind = "string"
	Reference Kind = "reference"
	Date      Kind = "date"
	Special   Kind = "special" // near, the only one there is
)

// Param is one search parameter of one type.
type Param struct {
	Name string
	Kind Kind
	// At are the paths of its elements within the resource.
	At []string
	// Targets are the types that a reference may name; an id alone is looked for in each.
	Targets []string
	// System is that of a code which the standard binds to one.
	System string
	// Definition is the canonical address of the parameter.
	Definition string
	// Doc says in English what is found.
	Doc string

	key string
}

// Key names the values of the parameter in the index.
func (p *Param) Key() string { return p.key }

// Modifiers are those that a parameter takes.
func (p *Param) Modifiers() []string {
	switch p.Kind {
	case Token:
		return []string{"missing", "not"}
	case String:
		return []string{"missing", "exact", "contains"}
	case Reference:
		return append([]string{"missing"}, p.Targets...)
	}
	return []string{"missing"}
}

// Type is a resource type that is served.
type Type struct {
	Name string
	// Params are its own parameters; [Common] come with every type.
	Params []Param
	// Include and RevInclude are the values that _include and _revinclude take.
	Include, RevInclude []string
	// Summary are the elements of _summary=true beside id and meta; Mandatory those that no answer leaves
	// out, because the resource would not be valid, or would be misread, without them.
	Summary, Mandatory []string
	// Order is the only order in which matches of a type of [Apart] come.
	Order string

	prefix string
	first  map[string]bool // the elements in which any value lies
}

// Key is the name in the index under which every resource of the type has one empty value.
func (t *Type) Key() string { return t.prefix }

// SortKey names the values by which resources are put in the order of their names: each has one.
func (t *Type) SortKey() string { return t.prefix + ".^name" }

// Param gives a parameter of the type, common ones apart.
func (t *Type) Param(name string) (*Param, bool) {
	i := slices.IndexFunc(t.Params, func(p Param) bool { return p.Name == name })
	if i < 0 {
		return nil, false
	}
	return &t.Params[i], true
}

// Named tells whether resources of the type can be put in the order of their names.
func (t *Type) Named() bool { _, ok := t.Param("name"); return ok }

// Find gives a type by its name, one of [Apart] too.
func Find(name string) (*Type, bool) {
	i := slices.IndexFunc(Types, func(t Type) bool { return t.Name == name })
	if i < 0 {
		return FindApart(name)
	}
	return &Types[i], true
}

// Common are the parameters of every type. Their values stand with the resource, not in the index.
var Common = []Param{
	{Name: "_id", Kind: Token, Definition: "http://hl7.org/fhir/SearchParameter/Resource-id", Doc: "The id of the resource"},
	{Name: "_lastUpdated", Kind: Date, Definition: "http://hl7.org/fhir/SearchParameter/Resource-lastUpdated", Doc: "When the resource last changed"},
}

// anything are the types that a reference to any resource can name here.
var anything = []string{"Organization", "OrganizationAffiliation", "Location", "HealthcareService", "Endpoint", "Basic"}

// Types is the table of what is served, in the order in which a client does best to fetch them: what is
// referred to comes first.
var Types = complete([]Type{
	{
		Name: "Organization", prefix: "org",
		Params: []Param{
			{Name: "active", Kind: Token, At: []string{"active"}, Doc: "Whether the organisation's record is in use"},
			{Name: "address-city", Kind: String, At: []string{"address.city"}, Doc: "A place in an address"},
			{Name: "endpoint", Kind: Reference, At: []string{"endpoint"}, Targets: []string{"Endpoint"}, Doc: "An endpoint of the organisation"},
			{Name: "identifier", Kind: Token, At: []string{"identifier"}, Doc: "An identifier, such as URA, AGB or KvK"},
			{Name: "name", Kind: String, At: []string{"name", "alias"}, Doc: "The beginning of the name or an alias"},
			{Name: "partof", Kind: Reference, At: []string{"partOf"}, Targets: []string{"Organization"}, Doc: "The organisation it is part of"},
			{Name: "type", Kind: Token, At: []string{"type"}, Doc: "What kind of organisation it is"},
		},
		Include:    []string{"Organization:endpoint", "Organization:partof"},
		RevInclude: []string{"Location:organization", "HealthcareService:organization", "OrganizationAffiliation:participating-organization", "OrganizationAffiliation:primary-organization"},
		Summary:    []string{"identifier", "active", "type", "name", "partOf"}, Mandatory: []string{"active"},
	},
	{
		Name: "Location", prefix: "loc",
		Params: []Param{
			{Name: "address-city", Kind: String, At: []string{"address.city"}, Doc: "The place in the address"},
			{Name: "identifier", Kind: Token, At: []string{"identifier"}, Doc: "An identifier of the location"},
			{Name: "name", Kind: String, At: []string{"name", "alias"}, Doc: "The beginning of the name or an alias"},
			{Name: "near", Kind: Special, At: []string{"position"}, Doc: "Within a distance of a place: latitude|longitude|distance|km or m; 10 km when no distance is given"},
			{Name: "organization", Kind: Reference, At: []string{"managingOrganization"}, Targets: []string{"Organization"}, Doc: "The organisation that manages the location"},
			{Name: "partof", Kind: Reference, At: []string{"partOf"}, Targets: []string{"Location"}, Doc: "The location it is part of"},
			{Name: "status", Kind: Token, At: []string{"status"}, System: "http://hl7.org/fhir/location-status", Doc: "Whether the location is in use"},
			{Name: "type", Kind: Token, At: []string{"type"}, Doc: "What kind of location it is"},
		},
		Include:    []string{"Location:organization"},
		RevInclude: []string{"HealthcareService:location"},
		Summary:    []string{"identifier", "status", "operationalStatus", "name", "description", "mode", "type", "physicalType", "managingOrganization"}, Mandatory: []string{"status"},
	},
	{
		Name: "HealthcareService", prefix: "svc",
		Params: []Param{
			{Name: "active", Kind: Token, At: []string{"active"}, Doc: "Whether the service is offered now"},
			{Name: "coverage-area", Kind: Reference, At: []string{"coverageArea"}, Targets: []string{"Location"}, Doc: "A location the service is meant for"},
			{Name: "identifier", Kind: Token, At: []string{"identifier"}, Doc: "An identifier of the service"},
			{Name: "location", Kind: Reference, At: []string{"location"}, Targets: []string{"Location"}, Doc: "A location where the service is offered"},
			{Name: "name", Kind: String, At: []string{"name"}, Doc: "The beginning of the name"},
			{Name: "organization", Kind: Reference, At: []string{"providedBy"}, Targets: []string{"Organization"}, Doc: "The organisation that provides the service"},
			{Name: "service-category", Kind: Token, At: []string{"category"}, Doc: "A broad kind of service"},
			{Name: "service-type", Kind: Token, At: []string{"type"}, Doc: "A kind of service"},
			{Name: "specialty", Kind: Token, At: []string{"specialty"}, Doc: "A specialty of the service"},
		},
		Include: []string{"HealthcareService:organization", "HealthcareService:location"},
		Summary: []string{"identifier", "active", "providedBy", "category", "type", "specialty", "location", "name", "comment", "photo"}, Mandatory: []string{"active"},
	},
	{
		Name: "Endpoint", prefix: "end",
		Params: []Param{
			{Name: "connection-type", Kind: Token, At: []string{"connectionType"}, Doc: "The protocol of the endpoint"},
			{Name: "identifier", Kind: Token, At: []string{"identifier"}, Doc: "An identifier of the endpoint"},
			{Name: "name", Kind: String, At: []string{"name"}, Doc: "The beginning of the name"},
			{Name: "organization", Kind: Reference, At: []string{"managingOrganization"}, Targets: []string{"Organization"}, Doc: "The organisation that manages the endpoint"},
			{Name: "payload-type", Kind: Token, At: []string{"payloadType"}, Doc: "What the endpoint takes or gives"},
			{Name: "status", Kind: Token, At: []string{"status"}, System: "http://hl7.org/fhir/endpoint-status", Doc: "Whether the endpoint is in use"},
		},
		Include:    []string{"Endpoint:organization"},
		RevInclude: []string{"Organization:endpoint"},
		Summary:    []string{"identifier", "status", "connectionType", "name", "managingOrganization", "period", "payloadType", "payloadMimeType", "address"},
		Mandatory:  []string{"status", "connectionType", "payloadType", "address"},
	},
	{
		Name: "OrganizationAffiliation", prefix: "aff",
		Params: []Param{
			{Name: "active", Kind: Token, At: []string{"active"}, Doc: "Whether the membership is in use"},
			{Name: "date", Kind: Date, At: []string{"period"}, Doc: "The period of the membership"},
			{Name: "identifier", Kind: Token, At: []string{"identifier"}, Doc: "An identifier of the membership"},
			{Name: "participating-organization", Kind: Reference, At: []string{"participatingOrganization"}, Targets: []string{"Organization"}, Doc: "The member"},
			{Name: "primary-organization", Kind: Reference, At: []string{"organization"}, Targets: []string{"Organization"}, Doc: "The organisation of which it is a member"},
			{Name: "role", Kind: Token, At: []string{"code"}, Doc: "What the member is to the other"},
		},
		Include: []string{"OrganizationAffiliation:participating-organization", "OrganizationAffiliation:primary-organization"},
		Summary: []string{"identifier", "active", "period", "organization", "participatingOrganization", "network", "code", "specialty", "location", "telecom"}, Mandatory: []string{"active"},
	},
	{
		Name: "Provenance", prefix: "prv",
		Params: []Param{
			{Name: "recorded", Kind: Date, At: []string{"recorded"}, Doc: "When it was written down"},
			{Name: "target", Kind: Reference, At: []string{"target"}, Targets: anything, Doc: "The resource it is about"},
		},
		Summary: []string{"target", "recorded"}, Mandatory: []string{"target", "recorded", "agent"},
	},
	{
		Name: "Basic", prefix: "bsc",
		Params: []Param{
			{Name: "code", Kind: Token, At: []string{"code"}, Doc: "What kind of resource it is"},
			{Name: "identifier", Kind: Token, At: []string{"identifier"}, Doc: "An identifier"},
			{Name: "subject", Kind: Reference, At: []string{"subject"}, Targets: anything, Doc: "What it is about"},
		},
		Summary: []string{"identifier", "code", "subject", "created", "author"}, Mandatory: []string{"code"},
	},
})

func complete(types []Type) []Type {
	for i := range types {
		t := &types[i]
		t.first = map[string]bool{}
		for j := range t.Params {
			p := &t.Params[j]
			p.key = t.prefix + "." + p.Name
			p.Definition = "http://hl7.org/fhir/SearchParameter/" + t.Name + "-" + p.Name
			for _, path := range p.At {
				parts := strings.Split(path, ".")
				t.first[parts[0]] = true
				for _, part := range parts[1:] {
					within[part] = true
				}
			}
		}
	}
	return types
}
