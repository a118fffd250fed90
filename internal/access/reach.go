package access

import (
	"maps"
	"slices"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/x/exp/ast"
	"github.com/cedar-policy/cedar-go/x/exp/eval"
)

// clause is one way to be permitted: properties of the thing and the values they must all have.
type clause struct {
	equal map[string]string
	// more says that something else is asked too, which equalities cannot tell.
	more bool
}

// within tells whether everything that c permits is permitted by d too.
func (c clause) within(d clause) bool {
	if d.more {
		return false
	}
	for name, value := range d.equal {
		if c.equal[name] != value {
			return false
		}
	}
	return true
}

// and gives what both ask, unless they contradict each other.
func (c clause) and(d clause) (clause, bool) {
	both := clause{equal: maps.Clone(c.equal), more: c.more || d.more}
	if both.equal == nil {
		both.equal = map[string]string{}
	}
	for name, value := range d.equal {
		if old, ok := both.equal[name]; ok && old != value {
			return clause{}, false
		}
		both.equal[name] = value
	}
	return both, true
}

// reach gives the ways in which the policies permit act to actor, whatever the thing is. It never
// gives more than [Policies.weigh] permits: where a prohibition or an error may speak, it gives nothing.
func (p *Policies) reach(actor Actor, act string) []clause {
	permits, forbids, sound := p.byAct[act].ways(actor, act)
	if !sound || len(forbids) > 0 {
		return nil
	}
	return permits
}

// ways gives when policies permit and forbid act to actor: Cedar fills in who asks, and what remains
// of each policy asks only for properties of the thing. sound is false when one cannot be evaluated.
func (rs rules) ways(actor Actor, act string) (permits, forbids []clause, sound bool) {
	request, entities := describe(actor, act, Subject{}, everyProperty)
	env := eval.Env{
		Principal: request.Principal, Action: request.Action, Resource: eval.Variable("resource"),
		Context: cedar.NewRecord(nil), Entities: entities,
	}
	for _, r := range rs {
		rest, keep := eval.PartialPolicy(env, (*ast.Policy)(r.policy.AST()))
		if !keep {
			continue
		}
		if broken(rest) {
			return nil, nil, false
		}
		asks := []clause{{}}
		if _, anything := rest.Resource.(ast.ScopeTypeAll); !anything {
			asks = []clause{{more: true}}
		}
		for _, c := range rest.Conditions {
			if c.Condition {
				asks = cross(asks, disjunction(c.Body))
			} else {
				asks = cross(asks, []clause{{more: true}})
			}
		}
		if r.policy.Effect() == cedar.Forbid {
			forbids = append(forbids, asks...)
		} else {
			permits = append(permits, asks...)
		}
	}
	return shortest(permits), shortest(forbids), true
}

// broken tells whether a policy cannot be evaluated for whoever asks.
func broken(p *ast.Policy) (found bool) {
	for _, c := range p.Conditions {
		ast.Inspect(ast.NewNode(c.Body), func(n ast.IsNode) bool {
			if _, ok := eval.ToPartialError(n); ok {
				found = true
			}
			return !found
		})
	}
	return found
}

// disjunction writes a condition as ways in which it can hold. What it cannot write becomes a way
// that asks for more.
func disjunction(n ast.IsNode) []clause {
	switch n := n.(type) {
	case ast.NodeValue:
		if v, ok := n.Value.(cedar.Boolean); ok {
			if v {
				return []clause{{}}
			}
			return nil
		}
	case ast.NodeTypeAnd:
		return cross(disjunction(n.Left), disjunction(n.Right))
	case ast.NodeTypeOr:
		return append(disjunction(n.Left), disjunction(n.Right)...)
	case ast.NodeTypeEquals:
		for _, sides := range [][2]ast.IsNode{{n.Left, n.Right}, {n.Right, n.Left}} {
			if name, ok := property(sides[0]); ok {
				if value, ok := text(sides[1]); ok {
					return []clause{{equal: map[string]string{name: value}}}
				}
			}
		}
	case ast.NodeTypeContains:
		set, ok := n.Left.(ast.NodeValue)
		name, known := property(n.Right)
		if values, isSet := set.Value.(cedar.Set); ok && known && isSet {
			var ways []clause
			for v := range values.All() {
				s, ok := v.(cedar.String)
				if !ok {
					return []clause{{more: true}}
				}
				ways = append(ways, clause{equal: map[string]string{name: string(s)}})
			}
			return ways
		}
	}
	return []clause{{more: true}}
}

// property gives the name of the property of the thing that a node reads.
func property(n ast.IsNode) (string, bool) {
	read, ok := n.(ast.NodeTypeAccess)
	if !ok {
		return "", false
	}
	of, ok := read.Arg.(ast.NodeTypeVariable)
	return string(read.Value), ok && of.Name == "resource"
}

func text(n ast.IsNode) (string, bool) {
	v, ok := n.(ast.NodeValue)
	if !ok {
		return "", false
	}
	s, ok := v.Value.(cedar.String)
	return string(s), ok
}

func cross(a, b []clause) (both []clause) {
	for _, c := range a {
		for _, d := range b {
			if e, ok := c.and(d); ok {
				both = append(both, e)
			}
		}
	}
	return both
}

// shortest leaves out the ways that another one holds within.
func shortest(ways []clause) (kept []clause) {
	for i, c := range ways {
		if !slices.ContainsFunc(ways[:i], c.within) && !slices.ContainsFunc(ways[i+1:], func(d clause) bool { return c.within(d) && !d.within(c) }) {
			kept = append(kept, c)
		}
	}
	return kept
}
