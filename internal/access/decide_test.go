package access

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"
)

// rule50 makes what a decision is timed on: 50 policies, ten of which name one act.
func rule50(t testing.TB) *Policies {
	t.Helper()
	var b strings.Builder
	for i := range 50 {
		act := "x"
		if i >= 10 {
			act = fmt.Sprintf("y%d", i%8)
		}
		role := Roles()[i%len(Roles())]
		fmt.Fprintf(&b, `@id("p%02d") @nl("Regel %d.") permit (principal, action == Action::%q, resource) when {
			principal.role == %q && principal.region != "" && principal.region == resource.region };`, i, i, act, role)
	}
	acts := []Act{{Name: "x"}}
	for i := range 8 {
		acts = append(acts, Act{Name: fmt.Sprintf("y%d", i)})
	}
	p, err := parse(fstest.MapFS{"p/x.cedar": {Data: []byte(b.String())}}, "p", acts)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// BenchmarkDecide50 weighs an act that ten of 50 policies name, and one that five name.
func BenchmarkDecide50(b *testing.B) {
	p := rule50(b)
	actor, thing := Sample(Roles()[9]), Subject{Type: "region", ID: "r", Region: "own-region"}
	for _, act := range []string{"x", "y1"} {
		b.Run(fmt.Sprintf("policies=50/named=%d", len(p.byAct[act])), func(b *testing.B) {
			want := act == "x"
			for b.Loop() {
				if p.Decide(actor, act, thing).Allowed != want {
					b.Fatal("the wrong answer")
				}
			}
		})
	}
}

// conditioned has an act of each sort that the conditions beside the policies look at.
func conditioned(t testing.TB) *Policies {
	t.Helper()
	p, err := parse(fstest.MapFS{"p/x.cedar": {Data: []byte(`
		@id("all") @nl("Iedereen.") permit (principal, action in [Action::"c.Do", Action::"c.People", Action::"c.Two", Action::"c.Role", Action::"c.Lost"], resource)
		when { principal.role != "patient" };`)}}, "p", []Act{
		{Name: "c.Do", Least: Substantial, Scope: "c:write"},
		{Name: "c.People", Least: Low},
		{Name: "c.Two", Least: Low, FourEyes: true},
		{Name: "c.Role", Least: Low, FourEyes: true, FourEyesFor: []Role{PlatformAdmin}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestConditionsBesideThePolicies(t *testing.T) {
	t.Parallel()
	p := conditioned(t)
	person := Actor{Person: "p", Role: Professional, Assurance: Substantial}
	machine := Actor{Person: "client:m", Role: Machine, Assurance: High, Scopes: "c:read c:write"}
	holder := Actor{Person: "link:l", Role: Holder, Assurance: Low, Scopes: "c.People", Only: "thing"}
	with := func(a Actor, change func(*Actor)) Actor { change(&a); return a }
	thing, other := Subject{Type: "t", ID: "thing"}, Subject{Type: "t", ID: "other"}
	for _, c := range []struct {
		name   string
		actor  Actor
		act    string
		thing  Subject
		reason string // "" = allowed
	}{
		{"sure enough", person, "c.Do", thing, ""},
		{"not sure enough", with(person, func(a *Actor) { a.Assurance = Low }), "c.Do", thing, "assurance"},
		{"not sure enough and never allowed", Actor{Person: "p", Role: Patient}, "c.Do", thing, "default"},
		{"an act that policies name and the table does not", person, "c.Lost", thing, "default"},
		{"an act that nobody names", person, "c.Else", thing, "default"},
		{"a machine with the scope", machine, "c.Do", thing, ""},
		{"a machine with another scope", with(machine, func(a *Actor) { a.Scopes = "c:read c:writes" }), "c.Do", thing, "scope"},
		{"a machine without scopes", with(machine, func(a *Actor) { a.Scopes = "" }), "c.Do", thing, "scope"},
		{"a machine and an act for people", machine, "c.People", thing, "scope"},
		{"a machine that asks for an act by name", with(machine, func(a *Actor) { a.Scopes = "c.People" }), "c.People", thing, "scope"},
		{"a person is not bound by scopes", with(person, func(a *Actor) { a.Scopes = "d:read" }), "c.Do", thing, ""},
		{"the holder of a link", holder, "c.People", thing, ""},
		{"a link for another act", with(holder, func(a *Actor) { a.Scopes = "c.Do" }), "c.People", thing, "scope"},
		{"a link for another thing", holder, "c.People", other, "only"},
		{"a link and a thing without id", holder, "c.People", Subject{}, "only"},
		{"a link for nothing", with(holder, func(a *Actor) { a.Only = "" }), "c.People", Subject{}, "only"},
		{"anybody bound to one thing", with(person, func(a *Actor) { a.Only = "thing" }), "c.People", other, "only"},
		{"two people are needed", person, "c.Two", thing, "four-eyes"},
		{"two people are needed and one never may", Actor{Person: "p", Role: Patient, Assurance: High}, "c.Two", thing, "default"},
		{"the system is no person", Job("import"), "c.Two", thing, ""},
		{"two people for some roles", person, "c.Role", Subject{Role: string(PlatformAdmin)}, "four-eyes"},
		{"one person for other roles", person, "c.Role", Subject{Role: string(Professional)}, ""},
	} {
		d, e := p.Decide(c.actor, c.act, c.thing), p.Explain(c.actor, c.act, c.thing)
		if d.Allowed != (c.reason == "") || len(d.Reasons) == 0 || c.reason != "" && d.Reasons[0].Policy != c.reason {
			t.Errorf("%s: %+v, want %q", c.name, d, c.reason)
		}
		if e.Allowed != d.Allowed || e.Reasons[0] != d.Reasons[0] {
			t.Errorf("%s: explained as %+v", c.name, e)
		}
		if right := p.Right(c.actor, c.act, c.thing); right.Allowed != (c.reason == "" || c.reason == "four-eyes") {
			t.Errorf("%s: the right is %+v", c.name, right)
		}
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	p := parsed(t, `
		@id("a") @nl("Uw regio.") permit (principal, action == Action::"x", resource) when { principal.region == resource.region };
		@id("b") @nl("Nooit van een ander.") forbid (principal, action == Action::"x", resource) when { principal.person != resource.person };
		@id("c") @nl("Kapot.") permit (principal, action == Action::"y", resource) when { principal.gone == "" };`)
	actor := Actor{Person: "p", Role: Professional, Region: "r"}
	for name, c := range map[string]struct {
		act   string
		thing Subject
		want  string
	}{
		"permitted": {"x", Subject{Region: "r", Person: "p"}, "true a:yes b:no"},
		"forbidden": {"x", Subject{Region: "r", Person: "q"}, "false a:yes b:yes"},
		"silent":    {"x", Subject{Region: "q", Person: "p"}, "false a:no b:no"},
		"broken":    {"y", Subject{}, "false c:broken"},
		"unknown":   {"z", Subject{}, "false"},
	} {
		e := p.Explain(actor, c.act, c.thing)
		got := fmt.Sprint(e.Allowed)
		for _, s := range e.Policies {
			got += " " + s.Policy + ":" + map[bool]string{true: "yes", false: "no"}[s.Spoke]
			if s.Broken {
				got = strings.Replace(got, ":no", ":broken", 1)
			}
		}
		if got != c.want || e.Known == (c.act == "z") {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// Whatever somebody is called, a decision has reasons, is the same twice, and an id that looks like a
// piece of policy opens nothing.
func FuzzDecide(f *testing.F) {
	p := load(f)
	f.Add("p", "provider-admin", "o", "directory.Save", "service", "s", "o")
	f.Add(`x" || true || "`, `citizen`, `\u{0}`, `directory.Save" , Action::"directory.Own`, "thing", "\xff\xfe", "")
	f.Add("", "", "", "", "", "", "")
	f.Fuzz(func(t *testing.T, person, role, own, act, kind, thing, of string) {
		actor := Actor{Person: person, Role: Role(role), Organization: own, Region: own, Wijkverband: own, Assurance: High, Scopes: thing}
		subject := Subject{Type: kind, ID: thing, Organization: of, Region: of, Wijkverband: of, Person: of, Role: kind}
		d := p.Decide(actor, act, subject)
		if len(d.Reasons) == 0 || d.Reasons[0].NL == "" || d.Reasons[0].Policy == policyBroken.Policy {
			t.Fatalf("%+v", d)
		}
		if _, known := ActOf(act); d.Allowed && (!known || !actor.Role.Known() || actor.Role == Holder) {
			t.Fatalf("%q may %q: %+v", role, act, d)
		}
		if again := p.Decide(actor, act, subject); again.Allowed != d.Allowed || again.Reasons[0] != d.Reasons[0] {
			t.Fatalf("%+v, then %+v", d, again)
		}
		if p.Bound(actor, act).Has(subject) && !p.Right(actor, act, subject).Allowed {
			t.Fatal("the bound is wider than the right")
		}
	})
}

// A decision hands Cedar only the properties that the act's policies read; it is the same as with all
// of them, for every role and act.
func TestWhatIsNotReadDoesNotMatter(t *testing.T) {
	t.Parallel()
	p := load(t)
	all := &Policies{acts: p.acts, byAct: p.byAct, reads: map[string]properties{}}
	for act := range p.byAct {
		all.reads[act] = everyProperty
	}
	rapid.Check(t, func(t *rapid.T) {
		actor, thing := someone(t), something(t)
		act := rapid.SampledFrom(Acts()).Draw(t, "act").Name
		if got, want := fmt.Sprint(p.Decide(actor, act, thing)), fmt.Sprint(all.Decide(actor, act, thing)); got != want {
			t.Fatalf("%s by %+v on %+v: %s, with everything %s", act, actor, thing, got, want)
		}
	})
}
