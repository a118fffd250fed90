package access

import (
	"slices"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/x/exp/ast"
)

// pair is the two things that a decision is about, as Cedar looks them up.
type pair [2]cedar.Entity

// Get implements types.EntityGetter. The types differ, so a person and a thing with one id do not meet.
func (e *pair) Get(uid cedar.EntityUID) (cedar.Entity, bool) {
	for i := range e {
		if e[i].UID == uid {
			return e[i], true
		}
	}
	return cedar.Entity{}, false
}

const (
	personType cedar.EntityType = "Person"
	thingType  cedar.EntityType = "Thing"
	actionType cedar.EntityType = "Action"
)

// What policies can know of who acts and of what is acted on; schema.cedarschema lists the same. A new
// property stands here and in the method below.
var (
	personProperties = []string{"organization", "person", "region", "role", "wijkverband"}
	thingProperties  = []string{"bridger", "desk", "id", "organization", "person", "provider", "region", "role", "type", "wijkverband"}
)

func (a Actor) property(name string) string {
	switch name {
	case "organization":
		return a.Organization
	case "person":
		return a.Person
	case "region":
		return a.Region
	case "role":
		return string(a.Role)
	}
	return a.Wijkverband
}

func (s Subject) property(name string) string {
	switch name {
	case "bridger":
		return s.Bridger
	case "desk":
		return s.Desk
	case "id":
		return s.ID
	case "organization":
		return s.Organization
	case "person":
		return s.Person
	case "provider":
		return s.Provider
	case "region":
		return s.Region
	case "role":
		return s.Role
	case "type":
		return s.Type
	}
	return s.Wijkverband
}

// describe gives a question in Cedar's terms, with the properties that are read: making a record costs
// more than weighing a policy.
func describe(actor Actor, act string, subject Subject, read properties) (cedar.Request, *pair) {
	who := cedar.NewEntityUID(personType, cedar.String(actor.Person))
	what := cedar.NewEntityUID(thingType, cedar.String(subject.ID))
	return cedar.Request{Principal: who, Action: cedar.NewEntityUID(actionType, cedar.String(act)), Resource: what},
		&pair{
			{UID: who, Attributes: record(read.person, actor.property)},
			{UID: what, Attributes: record(read.thing, subject.property)},
		}
}

func record(names []string, property func(string) string) cedar.Record {
	m := make(cedar.RecordMap, len(names))
	for _, name := range names {
		m[cedar.String(name)] = cedar.String(property(name))
	}
	return cedar.NewRecord(m)
}

// properties are the names of what policies read.
type properties struct{ person, thing []string }

var everyProperty = properties{personProperties, thingProperties}

// readBy finds the properties that a policy reads. A name counts for both sides, whatever it is read
// of, so that none is missed.
func (p *properties) readBy(policy *cedar.Policy) {
	add := func(to *[]string, all []string, name string) {
		if slices.Contains(all, name) && !slices.Contains(*to, name) {
			*to = append(*to, name)
		}
	}
	for _, c := range (*ast.Policy)(policy.AST()).Conditions {
		ast.Inspect(ast.NewNode(c.Body), func(n ast.IsNode) bool {
			var name string
			switch n := n.(type) {
			case ast.NodeTypeAccess:
				name = string(n.Value)
			case ast.NodeTypeHas:
				name = string(n.Value)
			}
			add(&p.person, personProperties, name)
			add(&p.thing, thingProperties, name)
			return true
		})
	}
}
