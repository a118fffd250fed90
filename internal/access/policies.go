package access

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"sort"

	"github.com/cedar-policy/cedar-go"
)

//go:embed policies/*.cedar
var policyFiles embed.FS

// Policies are the parsed policies, indexed by act. They never change and are safe for concurrent use.
type Policies struct {
	byAct map[string]*cedar.PolicySet
	nl    map[cedar.PolicyID]string
}

// Load reads the policies that come with the program.
func Load() (*Policies, error) { return parse(policyFiles, "policies") }

func parse(files fs.FS, dir string) (*Policies, error) {
	names, err := fs.Glob(files, path.Join(dir, "*.cedar"))
	if err != nil {
		return nil, err
	}
	p := &Policies{byAct: map[string]*cedar.PolicySet{}, nl: map[cedar.PolicyID]string{}}
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
			if err := p.add(name, policy); err != nil {
				return nil, err
			}
		}
	}
	return p, nil
}

func (p *Policies) add(file string, policy *cedar.Policy) error {
	notes := policy.Annotations()
	pid, nl := cedar.PolicyID(notes["id"]), string(notes["nl"])
	if pid == "" || nl == "" {
		return fmt.Errorf("access: %s: each policy needs @id and a Dutch sentence in @nl", file)
	}
	if p.nl[pid] != "" {
		return fmt.Errorf("access: %s: policy %s stands twice", file, pid)
	}
	p.nl[pid] = nl
	acts, err := actsOf(policy)
	if err != nil {
		return fmt.Errorf("access: %s: policy %s: %w", file, pid, err)
	}
	for _, a := range acts {
		if p.byAct[a] == nil {
			p.byAct[a] = cedar.NewPolicySet()
		}
		p.byAct[a].Add(pid, policy)
	}
	return nil
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
			acts = append(acts, e.ID)
		}
		if len(acts) > 0 {
			return acts, nil
		}
	}
	return nil, fmt.Errorf("name the acts: action == Action::\"…\" or action in [Action::\"…\", …]")
}

// Refusals that no policy speaks.
var (
	nothingPermits = Reason{Policy: "default", NL: "Niets geeft u dit recht."}
	policyBroken   = Reason{Policy: "error", NL: "Een regel kon niet worden gelezen. Daarom mag het niet."}
)

// Decide says whether actor may do act to subject, and why.
func (p *Policies) Decide(actor Actor, act string, subject Subject) Decision {
	set := p.byAct[act]
	if set == nil {
		return Decision{Reasons: []Reason{nothingPermits}}
	}
	who := cedar.NewEntityUID("Person", cedar.String(actor.Person))
	what := cedar.NewEntityUID(cedar.EntityType("Thing"), cedar.String(subject.ID))
	entities := cedar.EntityMap{
		who: cedar.Entity{UID: who, Attributes: cedar.NewRecord(cedar.RecordMap{
			"role":         cedar.String(actor.Role),
			"organization": cedar.String(actor.Organization),
			"region":       cedar.String(actor.Region),
			"wijkverband":  cedar.String(actor.Wijkverband),
		})},
		what: cedar.Entity{UID: what, Attributes: cedar.NewRecord(cedar.RecordMap{
			"type":         cedar.String(subject.Type),
			"organization": cedar.String(subject.Organization),
			"region":       cedar.String(subject.Region),
			"wijkverband":  cedar.String(subject.Wijkverband),
		})},
	}
	ok, why := cedar.Authorize(set, entities, cedar.Request{
		Principal: who, Action: cedar.NewEntityUID("Action", cedar.String(act)), Resource: what, Context: cedar.NewRecord(nil),
	})
	if len(why.Errors) > 0 {
		return Decision{Reasons: []Reason{policyBroken}}
	}
	d := Decision{Allowed: bool(ok)}
	for _, r := range why.Reasons {
		d.Reasons = append(d.Reasons, Reason{Policy: string(r.PolicyID), NL: p.nl[r.PolicyID]})
	}
	if len(d.Reasons) == 0 {
		d.Reasons = []Reason{nothingPermits}
	}
	sort.Slice(d.Reasons, func(i, j int) bool { return d.Reasons[i].Policy < d.Reasons[j].Policy })
	return d
}
