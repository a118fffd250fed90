package rest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/fhir/param"
	"eerstelijn/internal/fhir/r4"
)

// metadata answers with the CapabilityStatement. It follows from the table of parameters, so that it
// says what is so.
func (c *call) metadata() error {
	body, err := r4.Marshal(c.statement())
	if err != nil {
		return err
	}
	c.bundle(body)
	return nil
}

func (c *call) statement() *r4.CapabilityStatement {
	s := &r4.CapabilityStatement{
		Name: "Eerstelijn", Title: "Eerstelijn", Status: "active", Kind: "instance", FhirVersion: "4.0.1",
		Date:           c.Built.UTC().Format(time.DateOnly),
		Description:    "The public directory of primary care: organisations, their memberships, locations, services and the capacity they report. Reading needs no account.",
		Format:         r4.Strings{fhirJSON, plainJSON},
		Software:       &r4.CapabilityStatementSoftware{Name: "Eerstelijn", Version: c.Version},
		Implementation: &r4.CapabilityStatementImplementation{Description: "Eerstelijn", URL: c.base()},
	}
	rest := r4.CapabilityStatementRest{
		Mode:          "server",
		Documentation: "Unknown parameters are passed over and reported; with Prefer: handling=strict they are refused. A page has at most 1000 entries.",
		Security:      &r4.CapabilityStatementRestSecurity{Cors: new(true), Description: "What is served is public."},
	}
	for i := range param.Types {
		r := c.capabilities(&param.Types[i])
		if slices.Contains(c.Writes, r.Type) {
			r.Interaction = append(r.Interaction, interactions("create", "update")...)
			r.Versioning, r.UpdateCreate, r.ConditionalCreate = "versioned-update", new(true), new(true)
		}
		rest.Resource = append(rest.Resource, r)
	}
	for i := range c.Live {
		r := c.capabilities(c.Live[i].Type)
		r.Interaction, r.Versioning, r.ReadHistory = interactions("read", "search-type"), "no-version", new(false)
		rest.Resource = append(rest.Resource, r)
	}
	for _, kind := range Definitions {
		r := r4.CapabilityStatementRestResource{Type: kind, Interaction: interactions("read", "search-type"), Versioning: "no-version"}
		for _, p := range []struct{ name, kind, doc string }{
			{"_id", "token", "The id of the definition"}, {"name", "string", "Its whole name"},
			{"url", "uri", "Its canonical address"}, {"version", "token", "Its version"},
		} {
			r.SearchParam = append(r.SearchParam, r4.CapabilityStatementRestResourceSearchParam{Name: p.name, Type: p.kind, Documentation: p.doc})
		}
		rest.Resource = append(rest.Resource, r)
	}
	if len(c.Writes) > 0 {
		rest.Interaction = []r4.CapabilityStatementRestInteraction{{Code: "transaction"}}
	}
	for _, o := range c.Operations {
		rest.Operation = append(rest.Operation, r4.CapabilityStatementRestResourceOperation{Name: o.Name, Definition: o.Definition})
	}
	if rest.Resource = append(rest.Resource, c.Beside...); len(c.Beside) > 0 {
		rest.Security.Description = "What is about the directory is public. Requests and tasks are for who is signed in: with SMART Backend Services, or a session."
		rest.Security.Service = []r4.CodeableConcept{{Coding: []r4.Coding{{System: "http://terminology.hl7.org/CodeSystem/restful-security-service", Code: "SMART-on-FHIR"}}}}
	}
	s.Rest = []r4.CapabilityStatementRest{rest}
	return s
}

// capabilities says what can be done with a type.
func (c *call) capabilities(t *param.Type) r4.CapabilityStatementRestResource {
	r := r4.CapabilityStatementRestResource{
		Type:        t.Name,
		Interaction: interactions("read", "vread", "history-instance", "history-type", "search-type"),
		Versioning:  "versioned", ReadHistory: new(true), UpdateCreate: new(false),
		ConditionalRead: "full-support", ReferencePolicy: r4.Strings{"literal", "local"},
		SearchInclude: t.Include, SearchRevInclude: t.RevInclude,
	}
	if c.Profiles != nil {
		r.SupportedProfile = c.Profiles(t.Name)
	}
	for _, p := range append(param.Common[:len(param.Common):len(param.Common)], t.Params...) {
		doc := p.Doc
		if m := p.Modifiers(); p.Key() != "" {
			doc = fmt.Sprintf("%s. Modifiers: %s", doc, strings.Join(m, ", "))
		}
		r.SearchParam = append(r.SearchParam, r4.CapabilityStatementRestResourceSearchParam{Name: p.Name, Type: string(p.Kind), Definition: p.Definition, Documentation: doc})
	}
	return r
}

func interactions(codes ...string) (all []r4.CapabilityStatementRestResourceInteraction) {
	for _, code := range codes {
		all = append(all, r4.CapabilityStatementRestResourceInteraction{Code: code})
	}
	return all
}
