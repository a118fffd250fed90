package work

import (
	"encoding/json"
	"strconv"

	"eerstelijn/internal/fhir/code"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/placement"
)

// Names of our own extensions of a ServiceRequest, and of the profile that holds them: what is asked and has no
// place in R4.
const (
	xInsurer  = "placement-insurer"
	xDistance = "placement-distance"
	xTalk     = "placement-talk"
	xNeed     = "placement-need"
	pRequest  = "placement-request"
)

// Parts of the extensions that have some.
const (
	partAt     = "at"
	partWith   = "with"
	partWhyNot = "why-not"
	partItem   = "item"
	partAnswer = "answer"
)

// own describes an extension: a value of a type, or parts.
type own struct {
	name, kind, means string
	many              bool
	parts             []own
	must              bool
}

var extensions = []own{
	{name: xInsurer, kind: "string", means: "The code of the insurer of the person."},
	{name: xDistance, kind: "Quantity", means: "How far away the place may be, in kilometres; without it any distance is right."},
	{name: xTalk, means: "That it was talked over with the person before anything was asked of others.", parts: []own{
		{name: partAt, kind: "dateTime", must: true, means: "When that was."},
		{name: partWith, kind: "Coding", means: "With whom; not there: in a crisis with nobody."},
		{name: partWhyNot, kind: "Coding", means: "In a crisis alone: why the person does not choose between places."}}},
	{name: xNeed, many: true, means: "What receivers of this kind need to know before they answer.", parts: []own{
		{name: partItem, kind: "Coding", must: true, means: "What it is."}, {name: partAnswer, kind: "Coding", must: true, means: "The answer."}}},
}

func (v vocabulary) definition(name string) string { return v.codes.Own("StructureDefinition", name) }

// Structures gives the definitions of our extensions and of the profile that holds them.
func (f *Face) Structures() ([]json.RawMessage, error) {
	v := vocabulary{codes: f.Codes}
	of := []*r4.StructureDefinition{v.profile()}
	for i := range extensions {
		of = append(of, v.extension(&extensions[i]))
	}
	var all []json.RawMessage
	for _, s := range of {
		body, err := r4.Marshal(s)
		if err != nil {
			return nil, err
		}
		all = append(all, body)
	}
	return all, nil
}

func (v vocabulary) structure(name, kind, of, means string, elements []r4.ElementDefinition) *r4.StructureDefinition {
	return &r4.StructureDefinition{
		ID: name, URL: v.definition(name), Version: "1", Name: camel(name), Title: name, Status: "active", Experimental: new(false), Date: "2026-11-22",
		Publisher: "Eerstelijn", Description: means, FhirVersion: "4.0.1", Kind: kind, Abstract: new(false), Type: of,
		BaseDefinition: "http://hl7.org/fhir/StructureDefinition/" + of, Derivation: "constraint", Differential: &r4.StructureDefinitionDifferential{Element: elements},
	}
}

func (v vocabulary) extension(x *own) *r4.StructureDefinition {
	elements := []r4.ElementDefinition{{ID: "Extension", Path: "Extension", Short: x.means, Definition: x.means, Min: new(0), Max: most(x.many)}}
	if x.kind != "" {
		elements = append(elements, r4.ElementDefinition{ID: "Extension.extension", Path: "Extension.extension", Max: "0"})
	}
	for _, p := range x.parts {
		id, path := "Extension.extension:"+p.name, "Extension.extension"
		least := 0
		if p.must {
			least = 1
		}
		elements = append(elements,
			r4.ElementDefinition{ID: id, Path: path, SliceName: p.name, Short: p.means, Definition: p.means, Min: &least, Max: "1"},
			r4.ElementDefinition{ID: id + ".extension", Path: path + ".extension", Max: "0"},
			r4.ElementDefinition{ID: id + ".url", Path: path + ".url", FixedURI: new(p.name)},
			valued(id, path, p.kind))
	}
	s := v.structure(x.name, "complex-type", "Extension", x.means, append(elements,
		r4.ElementDefinition{ID: "Extension.url", Path: "Extension.url", FixedURI: new(v.definition(x.name))}, valued("Extension", "Extension", x.kind)))
	s.Context = []r4.StructureDefinitionContext{{Type: "element", Expression: "ServiceRequest"}}
	return s
}

func most(many bool) string {
	if many {
		return "*"
	}
	return "1"
}

// valued describes the value of an extension; one that has parts has none.
func valued(id, path, kind string) r4.ElementDefinition {
	e := r4.ElementDefinition{ID: id + ".value[x]", Path: path + ".value[x]"}
	if kind == "" {
		e.Max = "0"
		return e
	}
	e.Min, e.Type = new(1), []r4.ElementDefinitionType{{Code: kind}}
	return e
}

// profile is that of what is asked: what R4 has a place for, our extensions, and nobody who it is about.
func (v vocabulary) profile() *r4.StructureDefinition {
	const of = "ServiceRequest"
	elements := []r4.ElementDefinition{
		{ID: of, Path: of, Short: "A request for a place, care or advice", Definition: "A request for a place, care or advice, without who it is about."},
		{ID: of + ".extension", Path: of + ".extension", Slicing: &r4.ElementDefinitionSlicing{
			Discriminator: []r4.ElementDefinitionSlicingDiscriminator{{Type: "value", Path: "url"}}, Ordered: new(false), Rules: "open"}},
	}
	for _, x := range extensions {
		elements = append(elements, r4.ElementDefinition{ID: of + ".extension:" + x.name, Path: of + ".extension", SliceName: x.name, Min: new(0), Max: most(x.many),
			Type: []r4.ElementDefinitionType{{Code: "Extension", Profile: r4.Strings{v.definition(x.name)}}}})
	}
	for _, e := range []struct {
		path string
		min  int
		max  string
	}{{".category", 1, "1"}, {".code", 1, "1"}, {".subject.reference", 0, "0"}, {".subject.identifier", 0, "0"}, {".locationReference", 1, "1"}} {
		elements = append(elements, r4.ElementDefinition{ID: of + e.path, Path: of + e.path, Min: &e.min, Max: e.max})
	}
	return v.structure(pRequest, "resource", of, "What is asked for somebody who is not named: for a place, for care or for advice.", elements)
}

// profileOf is the profile of a type, for a CapabilityStatement.
func profileOf(kind string, codes *code.Set) r4.Strings {
	if kind != "ServiceRequest" {
		return nil
	}
	return r4.Strings{codes.Own("StructureDefinition", pRequest)}
}

// extend adds what R4 has no place for.
func (r *renderer) extend(out *r4.ServiceRequest, q *placement.Request) {
	add := func(name string, e r4.Extension) {
		e.URL = r.definition(name)
		out.Extension = append(out.Extension, e)
	}
	if q.Insurer != "" {
		add(xInsurer, r4.Extension{ValueString: new(q.Insurer)})
	}
	if q.MaxKilometres > 0 {
		add(xDistance, r4.Extension{ValueQuantity: kilometres(q.MaxKilometres)})
	}
	if c := q.Consent; !c.At.IsZero() {
		parts := []r4.Extension{{URL: partAt, ValueDateTime: new(instant(c.At))}}
		if c.With != "" {
			parts = append(parts, r4.Extension{URL: partWith, ValueCoding: &r.said(csTalk, talks, c.With).Coding[0]})
		}
		if c.WhyNot != "" {
			parts = append(parts, r4.Extension{URL: partWhyNot, ValueCoding: &r.outcome("Open", c.WhyNot).Coding[0]})
		}
		add(xTalk, r4.Extension{Extension: parts})
	}
	for _, in := range r.needs(q.Needs) {
		add(xNeed, r4.Extension{Extension: []r4.Extension{{URL: partItem, ValueCoding: &in.Type.Coding[0]}, {URL: partAnswer, ValueCoding: &in.ValueCodeableConcept.Coding[0]}}})
	}
}

func kilometres(n int) *r4.Quantity {
	return &r4.Quantity{Value: json.Number(strconv.Itoa(n)), Unit: "km", System: ucum, Code: "km"}
}
