package render

import (
	"eerstelijn/internal/fhir/code"
	"eerstelijn/internal/fhir/r4"
)

// Systems of HL7 and the IETF that package code has no table of.
const (
	serviceType     = "http://terminology.hl7.org/CodeSystem/service-type"
	serviceCategory = "http://terminology.hl7.org/CodeSystem/service-category"
	provision       = "http://terminology.hl7.org/CodeSystem/service-provision-conditions"
	languages       = "urn:ietf:bcp:47"
)

// Names of our own code systems.
const (
	csOrganizationKind = "organization-kind"
	csCollaboration    = "collaboration"
	csPhase            = "phase"
	csDiscipline       = "discipline"
	csServiceKind      = "service-kind"
	csTargetGroup      = "target-group"
	csAccessibility    = "accessibility"
	csMode             = "mode"
	csCost             = "cost"
	csAccess           = "access"
	csAudience         = "audience"
	csCapacityKind     = "capacity-kind"
	csRoom             = "room"
	csCapacityStatus   = "capacity-status"
	csSource           = "figure-source"
	csResource         = "resource-kind"
	csAffiliation      = "affiliation"
	csWaitBasis        = "wait-basis"
)

// pCapacity is our own profile, of Basic.
const pCapacity = "capacity"

// Names of our own identifier systems. An area's is that of the CBS, which has given it no address.
const (
	nsDirectory = "directory-id"
	nsArea      = "cbs-area"
)

// vocabulary knows the addresses of what we name ourselves.
type vocabulary struct {
	codes                       *code.Set
	definitions, systems, names string // what their addresses begin with
}

func newVocabulary(s *code.Set) vocabulary {
	return vocabulary{s, s.Own("StructureDefinition", ""), s.Own("CodeSystem", ""), s.Own("NamingSystem", "")}
}

func (v vocabulary) definition(name string) string { return v.definitions + name }
func (v vocabulary) system(name string) string     { return v.systems + name }
func (v vocabulary) naming(name string) string     { return v.names + name }

// coding gives a code of our own.
func (v vocabulary) coding(system, code, display string) r4.Coding {
	return r4.Coding{System: v.system(system), Code: code, Display: display}
}

// theirs gives a code of somebody else, with their word for it where that is known.
func (v vocabulary) theirs(system, code string) r4.Coding {
	c := r4.Coding{System: system, Code: code}
	if known, ok := v.codes.Lookup(system, code); ok && !known.OwnWords {
		c.Display = known.Display
	}
	return c
}

// claims gives the profiles of other people's guides for a type.
func (v vocabulary) claims(guides []string, resourceType string) (list []string) {
	for _, g := range guides {
		if p, ok := v.codes.Profile(g, resourceType); ok {
			list = append(list, p)
		}
	}
	return list
}
