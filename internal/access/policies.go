package access

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"path"
	"slices"
	"strings"

	"github.com/cedar-policy/cedar-go"
	publicast "github.com/cedar-policy/cedar-go/ast"
	"github.com/cedar-policy/cedar-go/x/exp/ast"
)

//go:embed policies/*.cedar
var policyFiles embed.FS

// Policies are the parsed policies, indexed by act. They never change and are safe for concurrent use.
type Policies struct {
	acts  map[string]Act
	byAct map[string]rules
	reads map[string]properties // by act, what its policies look at
}

// rule is one policy as it was read.
type rule struct {
	id     cedar.PolicyID
	nl     string
	policy *cedar.Policy
}

// rules are the policies that name one act, by id. They are what cedar.Authorize goes through: a
// slice keeps their order and costs less than the map of a cedar.PolicySet.
type rules []rule

// All implements cedar.PolicyIterator.
func (rs rules) All() iter.Seq2[cedar.PolicyID, *cedar.Policy] {
	return func(yield func(cedar.PolicyID, *cedar.Policy) bool) {
		for _, r := range rs {
			if !yield(r.id, r.policy) {
				return
			}
		}
	}
}

// Load reads the policies that come with the program.
func Load() (*Policies, error) { return parse(policyFiles, "policies", Acts()) }

func parse(files fs.FS, dir string, acts []Act) (*Policies, error) {
	names, err := fs.Glob(files, path.Join(dir, "*.cedar"))
	if err != nil {
		return nil, err
	}
	p := &Policies{acts: map[string]Act{}, byAct: map[string]rules{}, reads: map[string]properties{}}
	for _, a := range acts {
		if _, twice := p.acts[a.Name]; twice {
			return nil, fmt.Errorf("access: act %s stands twice", a.Name)
		}
		p.acts[a.Name] = a
	}
	seen := map[cedar.PolicyID]bool{}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		list, err := cedar.NewPolicyListFromBytes(name, text)
		if err != nil {
			return nil, fmt.Errorf("access: %s: %w", name, err)
		}
		for _, policy := range list {
			r, err := read(policy)
			if err != nil {
				return nil, fmt.Errorf("access: %s: %w", name, err)
			}
			named, err := actsOf(policy)
			if err != nil {
				return nil, fmt.Errorf("access: %s: policy %s: %w", name, r.id, err)
			}
			if seen[r.id] {
				return nil, fmt.Errorf("access: %s: policy %s stands twice", name, r.id)
			}
			seen[r.id] = true
			p.add(r, named)
		}
	}
	for _, rs := range p.byAct {
		slices.SortFunc(rs, func(a, b rule) int { return strings.Compare(string(a.id), string(b.id)) })
	}
	return p, nil
}

// read takes the id and the sentence from a policy. What is weighed names no act any more: a policy is
// only ever found by an act that it names, and comparing acts again costs more than all the rest.
func read(policy *cedar.Policy) (rule, error) {
	notes := policy.Annotations()
	unscoped := *(*ast.Policy)(policy.AST())
	unscoped.Action = ast.ScopeTypeAll{}
	policy = cedar.NewPolicyFromAST((*publicast.Policy)(&unscoped))
	r := rule{id: cedar.PolicyID(notes["id"]), nl: string(notes["nl"]), policy: policy}
	if r.id == "" || r.nl == "" {
		return r, errors.New("each policy needs @id and a Dutch sentence in @nl")
	}
	return r, nil
}

func (p *Policies) add(r rule, acts []string) {
	for _, a := range acts {
		p.byAct[a] = append(p.byAct[a], r)
		reads := p.reads[a]
		reads.readBy(r.policy)
		p.reads[a] = reads
	}
}

// actsOf reads which acts a policy names from its scope; one that names none would have to be
// weighed at every decision, and is refused.
func actsOf(policy *cedar.Policy) ([]string, error) {
	raw, err := policy.MarshalJSON()
	if err != nil {
		return nil, err
	}
	type entity struct{ Type, ID string }
	var scope struct {
		Action struct {
			Op       string   `json:"op"`
			Entity   entity   `json:"entity"`
			Entities []entity `json:"entities"`
		} `json:"action"`
	}
	if err := json.Unmarshal(raw, &scope); err != nil {
		return nil, err
	}
	switch scope.Action.Op {
	case "==":
		return []string{scope.Action.Entity.ID}, nil
	case "in":
		var acts []string
		for _, e := range scope.Action.Entities {
			if !slices.Contains(acts, e.ID) {
				acts = append(acts, e.ID)
			}
		}
		if len(acts) > 0 {
			return acts, nil
		}
	}
	return nil, errors.New(`name the acts: action == Action::"…" or action in [Action::"…", …]`)
}
