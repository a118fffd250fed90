package access

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/x/exp/ast"
	"github.com/cedar-policy/cedar-go/x/exp/schema"
	"github.com/cedar-policy/cedar-go/x/exp/schema/validate"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

const schemaFile = "policies/schema.cedarschema"

// golden compares a file of the repository with what it should hold, or writes it.
func golden(t *testing.T, file, want string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(got), want); d != "" {
		t.Errorf("%s is not current (-file +source); run go test ./internal/access -update:\n%s", file, d)
	}
}

// schemaText says to Cedar's own tools which acts and properties there are. It is written from the
// table of acts and from what a decision hands to Cedar, so it cannot say something else.
func schemaText() string {
	var b strings.Builder
	b.WriteString("// Which acts there are, and what a policy can know of who acts and of what is acted on.\n" +
		"// Made by: go test ./internal/access -update\n\n")
	_, entities := describe(Actor{}, "", Subject{}, everyProperty)
	for _, e := range entities {
		fmt.Fprintf(&b, "entity %s {\n", e.UID.Type)
		for _, name := range slices.Sorted(e.Attributes.Keys()) {
			fmt.Fprintf(&b, "    %s: String,\n", name)
		}
		b.WriteString("};\n\n")
	}
	for _, a := range Acts() {
		fmt.Fprintf(&b, "@nl(%q)\naction %q appliesTo { principal: %s, resource: %s };\n\n", a.NL, a.Name, personType, thingType)
	}
	return strings.TrimSpace(b.String()) + "\n"
}

func TestSchemaFileIsCurrent(t *testing.T) {
	t.Parallel()
	golden(t, schemaFile, schemaText())
}

func validator(t *testing.T) *validate.Validator {
	t.Helper()
	var s schema.Schema
	if err := s.UnmarshalCedar([]byte(schemaText())); err != nil {
		t.Fatal(err)
	}
	resolved, err := s.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	return validate.New(resolved)
}

// eachPolicy goes through the policies of every file.
func eachPolicy(t *testing.T, files fs.FS, do func(file string, p *cedar.Policy)) {
	t.Helper()
	names, err := fs.Glob(files, "policies/*.cedar")
	if err != nil || len(names) == 0 {
		t.Fatal("no policies", err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		list, err := cedar.NewPolicyListFromBytes(name, text)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range list {
			do(name, p)
		}
	}
}

func TestPoliciesFitTheSchema(t *testing.T) {
	t.Parallel()
	v := validator(t)
	eachPolicy(t, policyFiles, func(file string, p *cedar.Policy) {
		id := string(p.Annotations()["id"])
		if err := v.Policy(id, (*ast.Policy)(p.AST())); err != nil {
			t.Errorf("%s: %s: %v", file, id, err)
		}
	})
	for _, act := range Acts() {
		request, entities := describe(Sample(Professional), act.Name, Subject{Type: "service", ID: "s"}, everyProperty)
		if err := v.Request(request); err != nil {
			t.Errorf("%s: %v", act.Name, err)
		}
		for _, e := range entities {
			if err := v.Entity(e); err != nil {
				t.Errorf("%s: %v", act.Name, err)
			}
		}
	}
}

// The check above can fail: an act, a property or a type that is not there is found.
func TestTheSchemaObjects(t *testing.T) {
	t.Parallel()
	v := validator(t)
	for name, text := range map[string]string{
		"an unknown act":      `permit (principal, action == Action::"directory.Burn", resource);`,
		"an unknown property": `permit (principal, action == Action::"directory.Save", resource) when { principal.shoeSize == "42" };`,
		"of the thing":        `permit (principal, action == Action::"directory.Save", resource) when { resource.colour == "red" };`,
		"no text":             `permit (principal, action == Action::"directory.Save", resource) when { principal.role == 3 };`,
		"no answer":           `permit (principal, action == Action::"directory.Save", resource) when { principal.role };`,
	} {
		eachPolicy(t, fstest.MapFS{"policies/x.cedar": {Data: []byte(text)}}, func(_ string, p *cedar.Policy) {
			if err := v.Policy("x", (*ast.Policy)(p.AST())); err == nil {
				t.Errorf("%s is accepted", name)
			}
		})
	}
}

// A policy reads as a sentence to whom it concerns, and its name says where it stands.
func TestPoliciesCanBeRead(t *testing.T) {
	t.Parallel()
	eachPolicy(t, policyFiles, func(file string, p *cedar.Policy) {
		id, nl := string(p.Annotations()["id"]), string(p.Annotations()["nl"])
		capability, _, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(file, "policies/"), ".cedar"), "_")
		if !strings.HasPrefix(id, capability+".") {
			t.Errorf("%s: policy %s belongs to another capability", file, id)
		}
		if !strings.HasSuffix(nl, ".") || strings.ToUpper(nl[:1]) != nl[:1] {
			t.Errorf("%s: %s says %q: write a whole sentence", file, id, nl)
		}
	})
	for _, a := range Acts() {
		if a.NL == "" || strings.HasSuffix(a.NL, ".") || !slices.Contains([]Sort{Create, Read, Update, Delete, Execute}, a.Sort) {
			t.Errorf("%s: give it a Dutch name (no full stop) and a sort", a.Name)
		}
		if CapabilityNL(a.Capability()) == a.Capability() {
			t.Errorf("%s: give its capability a Dutch name", a.Name)
		}
		if len(a.FourEyesFor) > 0 && !a.FourEyes {
			t.Errorf("%s names roles for two people and needs none", a.Name)
		}
	}
}
