package render

import (
	"encoding/json"
	"strings"

	"eerstelijn/internal/fhir/r4"
)

// What our definitions have in common. A change of what one says raises the version.
const (
	ownVersion = "1"
	ownDate    = "2026-11-22"
	publisher  = "Eerstelijn"
	core       = "http://hl7.org/fhir/StructureDefinition/"
)

// piece is an extension, or a part of one.
type piece struct {
	name  string
	kind  string // the type of its value; '' when it has parts
	many  bool
	must  bool // a part that is always there
	means string
	parts []piece
}

// extensions describes our extensions, each with the elements that it stands in. It stands beside the code
// that writes them, and a test holds one against the other.
var extensions = []struct {
	piece
	in []string
}{
	{piece{name: xKeyword, kind: "string", many: true, means: "A word by which people look for the service."}, []string{service}},
	{piece{name: xAccess, kind: "Coding", means: "Whether somebody can come without a referral."}, []string{service}},
	{piece{name: xInsurer, kind: "string", many: true, means: "The code of an insurer that has a contract for the service; '*' is all of them."}, []string{service}},
	{piece{name: xPartner, kind: "string", many: true, means: "Who the service is given together with."}, []string{service}},
	{piece{name: xLink, many: true, means: "A page about the service.", parts: []piece{
		{name: "label", kind: "string", means: "What the page is."}, {name: "url", kind: "url", must: true, means: "Its address."}}}, []string{service}},
	{piece{name: xHours, kind: "string", means: "The opening hours exactly, in OpenStreetMap's opening_hours syntax; availableTime is the ordinary week of it."}, []string{service}},
	{piece{name: xChecked, means: "When somebody last said that the entry is right.", parts: []piece{
		{name: "at", kind: "dateTime", means: "When that was."}, {name: "by", kind: "dateTime", means: "When it must be looked at again."}}}, []string{service}},
	{piece{name: xContact, means: "The contact point that a way to reach somebody belongs to.", parts: []piece{
		{name: "number", kind: "unsignedInt", must: true, means: "Ways with the same number belong together."},
		{name: "audience", kind: "Coding", must: true, means: "For whom it is."},
		{name: "function", kind: "string", means: "Who answers: a function, never a person."},
		{name: "hours", kind: "string", means: "When somebody answers, in OpenStreetMap's opening_hours syntax; without it: when the service is open."},
		{name: "limited", kind: "boolean", means: "It is for what the function names alone."}}}, []string{service + ".telecom"}},
	{piece{name: xArea, kind: "Identifier", many: true, means: "The area of Statistics Netherlands (CBS) in which it lies, or which it covers."}, []string{location, organization}},
	{piece{name: xPrimaryArea, kind: "Identifier", many: true, means: "An area of which it is the one wijkverband that counts."}, []string{organization}},
	{piece{name: xNameGiven, kind: "boolean", means: "The location has no name of its own: this is that of the organisation."}, []string{location + ".name"}},
	{piece{name: xPhase, kind: "Coding", means: "How far the cooperation of a region has come."}, []string{organization}},
	{piece{name: xLegalForm, kind: "string", means: "The legal form of the cooperation."}, []string{organization}},
	{piece{name: xReach, means: "When somebody can be reached, and what to know of it.", parts: []piece{
		{name: "hours", kind: "string", means: "In OpenStreetMap's opening_hours syntax."}, {name: "remarks", kind: "string", means: "What to know."}}},
		[]string{organization, organization + ".contact", affiliation}},
	{piece{name: xParties, means: "Who else has a part in the cooperation of a region, by name.", parts: []piece{
		{name: "zorgkantoor", kind: "string", means: "The zorgkantoor region."}, {name: "gp-organization", kind: "string", means: "The regional organisation of GPs."},
		{name: "support", kind: "string", means: "Who supports the region (ROS)."}, {name: "preferred-insurer", kind: "string", many: true, means: "The insurer that goes first."},
		{name: "following-insurer", kind: "string", many: true, means: "An insurer that follows."}, {name: "mandated-municipality", kind: "string", means: "The municipality that speaks for the others."}}},
		[]string{organization}},
	{piece{name: xNursing, means: "Which team gives district nursing to the patients of a GP practice.", parts: []piece{
		{name: "team", kind: "Reference", must: true, means: "The organisation of the team."}, {name: "model", kind: "string", means: "How they work together."}}}, []string{affiliation}},
	{piece{name: xKind, kind: "Coding", means: "What can run out."}, []string{basic}},
	{piece{name: xTotal, kind: "Quantity", means: "How many there are, free or not."}, []string{basic}},
	{piece{name: xFigure, means: "What there was when somebody last looked. After 'counts-until' nothing is known.", parts: []piece{
		{name: "status", kind: "CodeableConcept", means: "One of four words: ours, and Gravity's where it has one. Not there: not known."},
		{name: "room", kind: "Coding", must: true, means: "The same, more exactly."},
		{name: "available", kind: "Quantity", means: "How many were free and promised to nobody."},
		{name: "waiting-days", kind: "unsignedInt", means: "How long people wait, in days."},
		{name: "waiting-basis", kind: "Coding", means: "Whether that was measured, or said."},
		{name: "source", kind: "Coding", means: "Who said it: somebody, a system, or the platform by what it placed."},
		{name: "confidence", kind: "decimal", means: "The chance, from 0 to 1, that asking at that moment gives a yes. It falls with time."},
		{name: "observed", kind: "dateTime", means: "When somebody last looked."},
		{name: "counts-until", kind: "dateTime", means: "From when on the figure says nothing any more."}}}, []string{basic}},
}

// The types of resources that are rendered.
const (
	organization = "Organization"
	location     = "Location"
	service      = "HealthcareService"
	affiliation  = "OrganizationAffiliation"
	basic        = "Basic"
)

// structures gives our extensions and our profile.
func (r *Renderer) structures() (all []r4.Resource) {
	for _, e := range extensions {
		all = append(all, r.extension(&e.piece, e.in))
	}
	return append(all, r.capacityProfile())
}

func (r *Renderer) structure(name, title, means, of, base string) *r4.StructureDefinition {
	return &r4.StructureDefinition{
		ID: name, URL: r.definition(name), Version: ownVersion, Name: camel(name), Title: title, Status: "active", Experimental: new(false), Date: ownDate,
		Publisher: publisher, Description: means, FhirVersion: "4.0.1", Kind: "complex-type", Abstract: new(false), Type: of,
		BaseDefinition: core + base, Derivation: "constraint",
	}
}

func (r *Renderer) extension(p *piece, in []string) *r4.StructureDefinition {
	s := r.structure(p.name, p.name, p.means, "Extension", "Extension")
	for _, e := range in {
		s.Context = append(s.Context, r4.StructureDefinitionContext{Type: "element", Expression: e})
	}
	max := "1"
	if p.many {
		max = "*"
	}
	elements := []r4.ElementDefinition{{ID: "Extension", Path: "Extension", Short: p.means, Definition: p.means, Min: new(0), Max: max}}
	if p.kind != "" {
		elements = append(elements, r4.ElementDefinition{ID: "Extension.extension", Path: "Extension.extension", Max: "0"})
	}
	for i := range p.parts {
		elements = append(elements, partOf(&p.parts[i])...)
	}
	elements = append(elements, r4.ElementDefinition{ID: "Extension.url", Path: "Extension.url", FixedURI: new(r.definition(p.name))}, valueOf("Extension", p.kind))
	s.Differential = &r4.StructureDefinitionDifferential{Element: elements}
	return s
}

// partOf describes a part of an extension.
func partOf(p *piece) []r4.ElementDefinition {
	id, path, max, min := "Extension.extension:"+p.name, "Extension.extension", "1", 0
	if p.many {
		max = "*"
	}
	if p.must {
		min = 1
	}
	return []r4.ElementDefinition{
		{ID: id, Path: path, SliceName: p.name, Short: p.means, Definition: p.means, Min: &min, Max: max},
		{ID: id + ".extension", Path: path + ".extension", Max: "0"},
		{ID: id + ".url", Path: path + ".url", FixedURI: &p.name},
		under(valueOf(path, p.kind), id+".value[x]", 1),
	}
}

// valueOf describes the value of an extension; one that has parts has none.
func valueOf(path, kind string) r4.ElementDefinition {
	e := r4.ElementDefinition{ID: path + ".value[x]", Path: path + ".value[x]"}
	if kind == "" {
		e.Max = "0"
		return e
	}
	return under(r4.ElementDefinition{Path: e.Path, Type: []r4.ElementDefinitionType{{Code: kind}}}, e.ID, 1)
}

func under(e r4.ElementDefinition, id string, min int) r4.ElementDefinition {
	e.ID, e.Min = id, &min
	return e
}

// capacityProfile is our profile of Basic.
func (r *Renderer) capacityProfile() *r4.StructureDefinition {
	s := r.structure(pCapacity, "Capacity", "What a service has that can run out: how much of it was free when somebody last looked, and until when that counts. "+
		"It is apart from HealthcareService, so that this changes only when the service does.", basic, basic)
	s.Kind = "resource"
	code := concept(r.coding(csResource, "capacity", ""))
	code.Coding[0].Display = ""
	elements := []r4.ElementDefinition{
		{ID: "Basic", Path: "Basic", Short: s.Title, Definition: s.Description},
		{ID: "Basic.extension", Path: "Basic.extension", Min: new(2), Slicing: &r4.ElementDefinitionSlicing{
			Discriminator: []r4.ElementDefinitionSlicingDiscriminator{{Type: "value", Path: "url"}}, Ordered: new(false), Rules: "open"}},
	}
	for _, slice := range []struct {
		name string
		min  int
	}{{xKind, 1}, {xTotal, 0}, {xFigure, 1}} {
		elements = append(elements, r4.ElementDefinition{ID: "Basic.extension:" + slice.name, Path: "Basic.extension", SliceName: slice.name, Min: &slice.min, Max: "1",
			Type: []r4.ElementDefinitionType{{Code: "Extension", Profile: r4.Strings{r.definition(slice.name)}}}})
	}
	s.Differential = &r4.StructureDefinitionDifferential{Element: append(elements,
		r4.ElementDefinition{ID: "Basic.code", Path: "Basic.code", PatternCodeableConcept: code},
		r4.ElementDefinition{ID: "Basic.subject", Path: "Basic.subject", Min: new(1), Type: []r4.ElementDefinitionType{{Code: "Reference", TargetProfile: r4.Strings{core + service}}}},
		r4.ElementDefinition{ID: "Basic.author", Path: "Basic.author", Type: []r4.ElementDefinitionType{{Code: "Reference", TargetProfile: r4.Strings{core + organization}}}})}
	return s
}

// camel gives a name as programs like it: 'OpeningHours' of 'opening-hours'.
func camel(name string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(name, "-") {
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return b.String()
}

// Own gives our definitions of a kind: StructureDefinition or CodeSystem; nothing of another.
func (r *Renderer) Own(kind string) []json.RawMessage { return r.own()[kind] }

// makeOwn writes all definitions; r.own does so once.
func (r *Renderer) makeOwn() map[string][]json.RawMessage {
	all := map[string][]json.RawMessage{}
	for _, of := range append(r.structures(), r.codeSystems()...) {
		body, err := r4.Marshal(of)
		if err != nil {
			panic("render: a definition is data of the program: " + err.Error())
		}
		all[of.FHIRType()] = append(all[of.FHIRType()], body)
	}
	return all
}

// Profiles gives the profiles that resources of a type can claim.
func (r *Renderer) Profiles(resourceType string) (list []string) {
	if resourceType == basic {
		list = append(list, r.definition(pCapacity))
	}
	return append(list, r.claims(r.config.Guides, resourceType)...)
}
