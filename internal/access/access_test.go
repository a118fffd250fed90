package access

import (
	"strings"
	"testing"
	"testing/fstest"
)

func load(t testing.TB) *Policies {
	t.Helper()
	p, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestDecide(t *testing.T) {
	t.Parallel()
	p := load(t)
	admin := Actor{Person: "1", Role: ProviderAdmin, Organization: "a", Assurance: Substantial}
	coordinator := Actor{Person: "2", Role: Coordinator, Wijkverband: "w", Region: "r", Assurance: Substantial}
	staff := Actor{Person: "3", Role: RESVStaff, Region: "r", Assurance: Substantial}
	for _, c := range []struct {
		name   string
		actor  Actor
		act    string
		thing  Subject
		want   bool
		policy string
	}{
		{"own service", admin, "directory.Save", Subject{Type: "service", ID: "s", Organization: "a"}, true, "directory.own-services"},
		{"another's service", admin, "directory.Save", Subject{Type: "service", ID: "s", Organization: "b"}, false, "default"},
		{"no organisation is nobody's", Actor{Person: "9", Role: ProviderAdmin}, "directory.Save", Subject{Type: "service", ID: "s"}, false, "default"},
		{"citizen", Anonymous(""), "directory.Confirm", Subject{Type: "service", ID: "s"}, false, "default"},
		{"import by a person", admin, "directory.Import", Subject{}, false, "default"},
		{"import by the system", Job("import"), "directory.Import", Subject{}, true, "directory.import"},
		{"own wijkverband", coordinator, "network.SaveContact", Subject{Type: "wijkverband", ID: "w", Wijkverband: "w", Region: "r"}, true, "network.own-wijkverband"},
		{"neighbouring wijkverband", coordinator, "network.SaveContact", Subject{Type: "wijkverband", ID: "v", Wijkverband: "v", Region: "r"}, false, "default"},
		{"wijkverband of the region", staff, "network.SaveContact", Subject{Type: "wijkverband", ID: "v", Wijkverband: "v", Region: "r"}, true, "network.own-region"},
		{"wijkverband of another region", staff, "network.SaveContact", Subject{Type: "wijkverband", ID: "v", Wijkverband: "v", Region: "q"}, false, "default"},
		{"an act nobody named", admin, "directory.Burn", Subject{}, false, "default"},
	} {
		d := p.Decide(c.actor, c.act, c.thing)
		if d.Allowed != c.want || d.Reasons[0].Policy != c.policy || d.Reasons[0].NL == "" {
			t.Errorf("%s: %+v, want %v by %s", c.name, d, c.want, c.policy)
		}
	}
}

// Cedar skips a policy that fails; a prohibition that fails must still prohibit.
func TestBrokenPolicyRefuses(t *testing.T) {
	t.Parallel()
	p, err := parse(fstest.MapFS{"p/x.cedar": {Data: []byte(`
@id("yes") @nl("Ja.") permit (principal, action == Action::"x", resource);
@id("no") @nl("Nee.") forbid (principal, action == Action::"x", resource) when { principal.nothere == 1 };`)}}, "p", []Act{{Name: "x"}})
	if err != nil {
		t.Fatal(err)
	}
	if d := p.Decide(Actor{Person: "1"}, "x", Subject{}); d.Allowed || d.Reasons[0].Policy != "error" {
		t.Fatalf("got %+v", d)
	}
}

func TestLoadRefusesPoliciesThatCannotBeReadBack(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"no id":       `@nl("a") permit (principal, action == Action::"x", resource);`,
		"no sentence": `@id("a") permit (principal, action == Action::"x", resource);`,
		"every act":   `@id("a") @nl("a") permit (principal, action, resource);`,
		"twice":       strings.Repeat(`@id("a") @nl("a") permit (principal, action == Action::"x", resource);`, 2),
		"not cedar":   `permit all`,
	} {
		if _, err := parse(fstest.MapFS{"p/x.cedar": {Data: []byte(text)}}, "p", nil); err == nil {
			t.Errorf("%s: was loaded", name)
		}
	}
}

func BenchmarkDecide(b *testing.B) {
	p := load(b)
	actor, thing := Actor{Person: "1", Role: ProviderAdmin, Organization: "a", Assurance: Low}, Subject{Type: "service", ID: "s", Organization: "a"}
	for b.Loop() {
		if !p.Decide(actor, "directory.Save", thing).Allowed {
			b.Fatal("refused")
		}
	}
}
