package render

import (
	"encoding/json"
	"strings"
	"sync"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fhir/code"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/endpoint"
)

// Number is a number of an organisation in one of the country's registers.
type Number struct{ System, Value string }

// Config is what an installation says of itself.
type Config struct {
	// Name is what the installation is called.
	Name string
	// Custodian is the number (URA or KvK) of the organisation that keeps the directory. Without it the
	// provider's own number stands for who assigned an identifier.
	Custodian Number
	// Guides are those whose profiles are claimed, by their names in the set of codes, where a resource has
	// what they ask.
	Guides []string
	// Codes are the tables and addresses to write with; nil means those that come with the program.
	Codes *code.Set
}

// Tables are the code lists that names come from.
type Tables struct {
	Disciplines []network.Discipline
	Directory   *directory.Tables
	Capacity    *capacity.Tables
	Endpoints   endpoint.Tables
}

// Renderer makes resources. It is safe for concurrent use.
type Renderer struct {
	vocabulary
	config     Config
	directory  *directory.Tables
	capacity   *capacity.Tables
	endpoints  endpoint.Tables
	discipline map[network.DisciplineCode]*network.Discipline
	own        func() map[string][]json.RawMessage
}

// New makes a renderer.
func New(c Config, t Tables) *Renderer {
	if c.Codes == nil {
		c.Codes = code.Builtin()
	}
	r := &Renderer{vocabulary: newVocabulary(c.Codes), config: c, directory: t.Directory, capacity: t.Capacity, endpoints: t.Endpoints, discipline: map[network.DisciplineCode]*network.Discipline{}}
	for i := range t.Disciplines {
		r.discipline[t.Disciplines[i].Code] = &t.Disciplines[i]
	}
	r.own = sync.OnceValue(r.makeOwn)
	return r
}

// Reference refers to a resource of ours.
func Reference[T ~string](resourceType string, of T) *r4.Reference {
	return &r4.Reference{Reference: resourceType + "/" + ID(of)}
}

func named(ref *r4.Reference, display string) *r4.Reference {
	ref.Display = display
	return ref
}

// ID gives the id under which something is served: its own, unless FHIR does not allow that as an id.
func ID[T ~string](of T) string {
	if len(of) == 0 || len(of) > 64 || strings.Trim(string(of), "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.") != "" {
		return id.From[string]("fhir", string(of))
	}
	return string(of)
}

// idOf gives what a relative reference refers to; ” when it refers to another type.
func idOf(ref *r4.Reference, resourceType string) string {
	if ref == nil {
		return ""
	}
	of, ok := strings.CutPrefix(ref.Reference, resourceType+"/")
	if !ok {
		return ""
	}
	return of
}

// meta claims our own profiles first and those of the installation behind them, when national says that
// the resource has what these ask.
func (r *Renderer) meta(resourceType string, national bool, own ...string) *r4.Meta {
	m := &r4.Meta{}
	for _, p := range own {
		m.Profile = append(m.Profile, r.definition(p))
	}
	if national {
		m.Profile = append(m.Profile, r.claims(r.config.Guides, resourceType)...)
	}
	if len(m.Profile) == 0 {
		return nil
	}
	return m
}

// numbers gives the numbers of an organisation in the country's registers.
func numbers(o *network.Organization) (list []Number) {
	for _, n := range [...]Number{{code.URA, o.URA}, {code.AGB, o.AGB}, {code.KvK, o.KvK}} {
		if n.Value != "" {
			list = append(list, n)
		}
	}
	return list
}

// keeper is who assigned the identifiers of what an organisation brings in: the keeper of the directory,
// or else the organisation itself. The zero Number when neither has a number that the national directory
// takes.
func (r *Renderer) keeper(o *network.Organization) Number {
	switch {
	case r.config.Custodian.Value != "":
		return r.config.Custodian
	case o == nil:
	case o.URA != "":
		return Number{code.URA, o.URA}
	case o.KvK != "":
		return Number{code.KvK, o.KvK}
	}
	return Number{}
}

// assigned is the identifier that the directory itself gave.
func (r *Renderer) assigned(of string, by Number) r4.Identifier {
	i := r4.Identifier{Use: "official", System: r.naming(nsDirectory), Value: of}
	if by.Value != "" {
		i.Assigner = &r4.Reference{Identifier: &r4.Identifier{
			Type: concept(r.theirs(code.ParticipantType, code.Custodian)), System: by.System, Value: by.Value,
		}}
	}
	return i
}

// assignedTo gives the id that the directory itself gave; ” when there is none.
func (r *Renderer) assignedTo(list []r4.Identifier) string {
	return numberIn(list, r.naming(nsDirectory))
}

func numberIn(list []r4.Identifier, system string) string {
	for _, i := range list {
		if i.System == system {
			return i.Value
		}
	}
	return ""
}

func concept(codings ...r4.Coding) *r4.CodeableConcept { return &r4.CodeableConcept{Coding: codings} }

// codes gives the codes that concepts hold of one system, in order.
func codes[T ~string](list []r4.CodeableConcept, system string) (found []T) {
	for _, c := range list {
		for _, coding := range c.Coding {
			if coding.System == system {
				found = append(found, T(coding.Code))
			}
		}
	}
	return found
}

func first[T ~string](list []T) T {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}
