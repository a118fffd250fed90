package access

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"
)

// From these few values people and things are drawn, so that they often share some.
var places = rapid.SampledFrom([]string{"", "a", "b", "c"})

func someone(t *rapid.T) Actor {
	a := Actor{
		Person: rapid.SampledFrom([]string{"p", "q", "anonymous", ""}).Draw(t, "person"), Role: rapid.SampledFrom(Roles()).Draw(t, "role"),
		Organization: places.Draw(t, "organization"), Region: places.Draw(t, "region"), Wijkverband: places.Draw(t, "wijkverband"),
		Assurance: Assurance(rapid.IntRange(0, 3).Draw(t, "assurance")),
	}
	if rapid.Bool().Draw(t, "given") {
		a.Scopes = Sample(Machine).Scopes
	}
	return a
}

func something(t *rapid.T) Subject {
	return Subject{
		Type: rapid.SampledFrom(subjectTypes).Draw(t, "type"), ID: "thing",
		Organization: places.Draw(t, "of organization"), Region: places.Draw(t, "of region"), Wijkverband: places.Draw(t, "of wijkverband"),
		Person: rapid.SampledFrom([]string{"p", "q", ""}).Draw(t, "of person"),
		Desk:   places.Draw(t, "desk"), Provider: places.Draw(t, "provider"), Bridger: places.Draw(t, "bridger"),
		Role: string(rapid.SampledFrom(append(Roles(), "")).Draw(t, "of role")),
	}
}

var subjectTypes = []string{"service", "region", "wijkverband", "organization", "person", "account", "session", "import", "report", "offer", "request", "invitation", ""}

// sayable tells whether a Bound holds all that the policies permit.
func sayable(ways []clause) bool {
	var b Bound
	return !slices.ContainsFunc(ways, func(c clause) bool { return !b.add(c) })
}

// unsayable are acts whose policies ask for two properties at once, or forbid something: a Bound
// holds less than is allowed. None of them may be the act of a list.
func unsayable(p *Policies, actor Actor, act string) bool {
	permits, forbids, _ := p.byAct[act].ways(actor, act)
	return len(forbids) > 0 || !sayable(permits)
}

// A list that reads within the bound shows exactly what deciding on each thing would leave.
func TestBoundIsFilteringByDecide(t *testing.T) {
	t.Parallel()
	p := load(t)
	var inside, outside int
	rapid.Check(t, func(t *rapid.T) {
		actor, thing := someone(t), something(t)
		for _, act := range Acts() {
			b := p.Bound(actor, act.Name)
			may := p.Right(actor, act.Name, thing).Allowed
			if !act.FourEyes && may != p.Decide(actor, act.Name, thing).Allowed {
				t.Fatalf("%s: the right and the decision differ", act.Name)
			}
			if b.Has(thing) && !may {
				t.Fatalf("%s: %+v is within %+v of %+v and not allowed", act.Name, thing, b, actor)
			}
			if may && !b.Has(thing) && actor.Only == "" && actor.Role != Holder && !unsayable(p, actor, act.Name) {
				t.Fatalf("%s: %+v is allowed to %+v and outside %+v", act.Name, thing, actor, b)
			}
			if may {
				inside++
			} else {
				outside++
			}
		}
	})
	if inside == 0 || outside == 0 {
		t.Errorf("%d allowed and %d refused: the draw proves nothing", inside, outside)
	}
}

// Who belongs to nothing holds no right to what belongs to nobody.
func TestNobodyOwnsWhatHasNoOwner(t *testing.T) {
	t.Parallel()
	p := load(t)
	for _, role := range Roles() {
		actor := Sample(role)
		actor.Person, actor.Organization, actor.Region, actor.Wijkverband = "", "", "", ""
		for _, act := range Acts() {
			for _, kind := range subjectTypes {
				loose, strange := Subject{Type: kind}, Subject{Type: kind, Organization: "x", Region: "x", Wijkverband: "x", Person: "x"}
				if p.Right(actor, act.Name, loose).Allowed && !p.Right(actor, act.Name, strange).Allowed {
					t.Errorf("%s: a %s without anything may act on a %s of nobody", act.Name, role, kind)
				}
			}
		}
	}
}

func parsed(t testing.TB, text string) *Policies {
	t.Helper()
	p, err := parse(fstest.MapFS{"p/x.cedar": {Data: []byte(text)}}, "p", []Act{{Name: "x"}, {Name: "y"}})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestBound(t *testing.T) {
	t.Parallel()
	me := Actor{Person: "p", Role: RESVStaff, Region: "r", Organization: "o"}
	permit := func(when string) string {
		return `@id("x.` + when[:1] + `") @nl("Ja.") permit (principal, action == Action::"x", resource) when {` + when[1:] + `};`
	}
	for name, c := range map[string]struct {
		text string
		want Bound
	}{
		"everything":               {permit(`1 principal.role == "resv-staff"`), Bound{All: true}},
		"nothing":                  {permit(`1 principal.role == "auditor"`), Bound{}},
		"own region":               {permit(`1 principal.role == "resv-staff" && principal.region == resource.region`), Bound{Region: "r"}},
		"two ways":                 {permit(`1 resource.region == principal.region`) + permit(`2 resource.person == principal.person`), Bound{Region: "r", Person: "p"}},
		"two ways in one":          {permit(`1 resource.region == principal.region || resource.organization == principal.organization`), Bound{Region: "r", Organization: "o"}},
		"one way holds the other":  {permit(`1 resource.region == principal.region`) + permit(`2 resource.region == principal.region && resource.type == "service"`), Bound{Region: "r"}},
		"two properties at once":   {permit(`1 resource.region == principal.region && resource.type == "service"`), Bound{}},
		"not":                      {permit(`1 !(resource.region == principal.region)`), Bound{}},
		"of nobody":                {permit(`1 resource.wijkverband == principal.wijkverband`), Bound{}},
		"one of a set":             {permit(`1 ["r"].contains(resource.region)`), Bound{Region: "r"}},
		"a contradiction":          {permit(`1 resource.region == "r" && resource.region == "q"`), Bound{}},
		"a prohibition":            {permit(`1 resource.region == principal.region`) + `@id("n") @nl("Nee.") forbid (principal, action == Action::"x", resource) when { resource.role == "auditor" };`, Bound{}},
		"another's prohibition":    {permit(`1 resource.region == principal.region`) + `@id("n") @nl("Nee.") forbid (principal, action == Action::"x", resource) when { principal.role == "auditor" };`, Bound{Region: "r"}},
		"a policy that breaks":     {permit(`1 resource.region == principal.region`) + permit(`2 principal.gone == "x"`), Bound{}},
		"a way that does not hold": {permit(`1 resource.region == principal.region && principal.role == "auditor"`), Bound{}},
		"of one thing":             {`@id("x.1") @nl("Ja.") permit (principal, action == Action::"x", resource == Thing::"t");`, Bound{}},
		"unless":                   {`@id("x.1") @nl("Ja.") permit (principal, action == Action::"x", resource) unless { resource.region == "q" };`, Bound{}},
	} {
		if got := parsed(t, c.text).Bound(me, "x"); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
	everything := permit(`1 principal.role == "resv-staff"`)
	linked := me
	linked.Only = "t"
	if got := parsed(t, everything).Bound(linked, "x"); got != (Bound{}) {
		t.Errorf("the holder of a link has the bound %+v", got)
	}
	if got := parsed(t, everything).Bound(me, "z"); got != (Bound{}) {
		t.Errorf("an unknown act has the bound %+v", got)
	}
}

func TestBoundInSQL(t *testing.T) {
	t.Parallel()
	columns := Columns{Organization: "s.organization", Region: "r.id"}
	for _, c := range []struct {
		bound Bound
		want  string
		args  []any
	}{
		{Bound{All: true}, `(1 = 1)`, []any{"first"}},
		{Bound{}, `(1 = 0)`, []any{"first"}},
		{Bound{Person: "p"}, `(1 = 0)`, []any{"first"}}, // the rows have no person
		{Bound{Organization: "o", Region: "r' OR 1=1", Person: "p"}, `(s.organization = $2 OR r.id = $3)`, []any{"first", "o", "r' OR 1=1"}},
	} {
		args := []any{"first"}
		if got := c.bound.Where(columns, &args); got != c.want || !slices.Equal(args, c.args) {
			t.Errorf("%+v: %s %v", c.bound, got, args)
		}
	}
	if strings.Contains(Placeholder(12), "?") {
		t.Error("both databases read $n alone")
	}
}
