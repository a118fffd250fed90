package render

import (
	"encoding/json"

	"eerstelijn/internal/fhir/r4"
)

// Names of our extensions; definitions.go says what each holds.
const (
	xKeyword     = "keyword"
	xInsurer     = "insurer"
	xAccess      = "access"
	xPartner     = "partner"
	xLink        = "link"
	xHours       = "opening-hours"
	xChecked     = "checked"
	xContact     = "contact"
	xArea        = "area"
	xNameGiven   = "name-of-organization"
	xPhase       = "phase"
	xLegalForm   = "legal-form"
	xReach       = "reach"
	xNursing     = "nursing"
	xParties     = "region-parties"
	xPrimaryArea = "primary-area"
	xFigure      = "capacity-figure"
	xKind        = "capacity-kind"
	xTotal       = "capacity-total"
)

// extending adds extensions of ours to a list.
type extending struct {
	vocabulary
	to *[]r4.Extension
}

func (x extending) add(name string, e r4.Extension) {
	e.URL = x.definition(name)
	*x.to = append(*x.to, e)
}

func (x extending) text(name, value string) {
	if value != "" {
		x.add(name, r4.Extension{ValueString: &value})
	}
}

func (x extending) texts(name string, values []string) {
	for _, v := range values {
		x.text(name, v)
	}
}

// parts adds an extension that is made of named parts; nothing when there are none.
func (x extending) parts(name string, p parts) {
	if len(p) > 0 {
		x.add(name, r4.Extension{Extension: p})
	}
}

// parts are the named parts of an extension: within one, a name is no address.
type parts []r4.Extension

func (p *parts) text(name, value string) {
	if value != "" {
		*p = append(*p, r4.Extension{URL: name, ValueString: &value})
	}
}

func (p *parts) url(name, value string) {
	if value != "" {
		*p = append(*p, r4.Extension{URL: name, ValueURL: &value})
	}
}

func (p *parts) coding(name string, value r4.Coding) {
	*p = append(*p, r4.Extension{URL: name, ValueCoding: &value})
}

func (p *parts) concept(name string, codings ...r4.Coding) {
	*p = append(*p, r4.Extension{URL: name, ValueCodeableConcept: concept(codings...)})
}

func (p *parts) count(name string, value int) {
	*p = append(*p, r4.Extension{URL: name, ValueUnsignedInt: &value})
}

func (p *parts) decimal(name string, value json.Number) {
	*p = append(*p, r4.Extension{URL: name, ValueDecimal: &value})
}

func (p *parts) moment(name, value string) {
	if value != "" {
		*p = append(*p, r4.Extension{URL: name, ValueDateTime: &value})
	}
}

func (p *parts) yes(name string, value bool) {
	if value {
		*p = append(*p, r4.Extension{URL: name, ValueBoolean: &value})
	}
}

// within gives the first extension of ours with a name; nil when there is none.
func (v vocabulary) within(list []r4.Extension, name string) *r4.Extension {
	return part(list, v.definition(name))
}

// part gives the first extension with an address; nil when there is none.
func part(list []r4.Extension, url string) *r4.Extension {
	for i := range list {
		if list[i].URL == url {
			return &list[i]
		}
	}
	return nil
}

// textOf gives the text that an extension holds in any of the forms that we write; ” of nil.
func textOf(e *r4.Extension) string {
	if e != nil {
		for _, v := range [...]*string{e.ValueString, e.ValueURL, e.ValueDateTime} {
			if v != nil {
				return *v
			}
		}
	}
	return ""
}

func textsOf(list []r4.Extension, url string) (found []string) {
	for i := range list {
		if list[i].URL == url {
			found = append(found, textOf(&list[i]))
		}
	}
	return found
}
