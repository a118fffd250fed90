package hsds

// table is one file of the package.
type table struct {
	name   string
	fields []field
}

// field is a column. Of the specification's columns only those stand here that the directory can fill.
type field struct {
	name, kind string // kind by the Table Schema: 'string', 'number', 'date', 'datetime'
	required   bool
}

func text(name string) field   { return field{name, "string", false} }
func must(name string) field   { return field{name, "string", true} }
func number(name string) field { return field{name, "number", false} }

// tables are the files, in the order in which they refer to each other. The names are those of HSDS 3.1.
var tables = []table{
	{"organization", []field{must("id"), must("name"), must("description"), text("email"), text("website")}},
	{"organization_identifier", []field{must("id"), must("organization_id"), text("identifier_scheme"), must("identifier_type"), must("identifier")}},
	{"service", []field{must("id"), must("organization_id"), must("name"), text("description"), must("status"), text("application_process"),
		text("fees_description"), {"assured_date", "date", false}}},
	{"location", []field{must("id"), must("location_type"), text("organization_id"), text("name"), number("latitude"), number("longitude")}},
	{"address", []field{must("id"), must("location_id"), must("address_1"), must("city"), must("state_province"), must("postal_code"), must("country"), must("address_type")}},
	{"service_at_location", []field{must("id"), must("service_id"), must("location_id")}},
	{"phone", []field{must("id"), must("service_id"), must("number"), text("type"), text("description")}},
	{"url", []field{must("id"), must("service_id"), text("label"), must("url")}},
	{"schedule", []field{must("id"), must("service_id"), text("description"), text("notes")}},
	{"service_area", []field{must("id"), must("service_id"), text("name"), text("uri")}},
	{"language", []field{must("id"), must("service_id"), text("name"), text("code")}},
	{"accessibility", []field{must("id"), must("location_id"), text("description")}},
	{"unit", []field{must("id"), must("name")}},
	{"service_capacity", []field{must("id"), must("service_id"), must("unit_id"), {"available", "number", true}, number("maximum"), text("description"), {"updated", "datetime", true}}},
	{"taxonomy", []field{must("id"), must("name"), must("description")}},
	{"taxonomy_term", []field{must("id"), must("code"), must("name"), must("description"), must("taxonomy_id"), text("language")}},
	{"attribute", []field{must("id"), must("link_id"), must("taxonomy_term_id"), text("link_type"), must("link_entity")}},
}

// descriptor is the datapackage.json, by the Data Package specification.
type descriptor struct {
	Name      string     `json:"name"`
	Title     string     `json:"title"`
	Profile   string     `json:"profile"`
	Version   string     `json:"version"` // of HSDS
	Created   string     `json:"created"`
	Resources []resource `json:"resources"`
}

type resource struct {
	Name    string `json:"name"`
	Path    string `json:"path"`
	Profile string `json:"profile"`
	Rows    int    `json:"rows"`
	Bytes   int64  `json:"bytes"`
	Hash    string `json:"hash"` // 'sha256:…'
	Schema  schema `json:"schema"`
}

type schema struct {
	Fields     []column `json:"fields"`
	PrimaryKey string   `json:"primaryKey"`
}

type column struct {
	Name        string       `json:"name"`
	Type        string       `json:"type"`
	Constraints *constraints `json:"constraints,omitempty"`
}

type constraints struct {
	Required bool `json:"required"`
}

// resource describes a file as it was written.
func (t table) resource(rows int, bytes int64, hash string) resource {
	r := resource{Name: t.name, Path: t.name + ".csv", Profile: "tabular-data-resource", Rows: rows, Bytes: bytes, Hash: "sha256:" + hash, Schema: schema{PrimaryKey: "id"}}
	for _, f := range t.fields {
		c := column{Name: f.name, Type: f.kind}
		if f.required {
			c.Constraints = &constraints{Required: true}
		}
		r.Schema.Fields = append(r.Schema.Fields, c)
	}
	return r
}
