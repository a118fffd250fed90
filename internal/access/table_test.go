package access

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

const tableFile = "../../docs/toegang.md"

// The table that people read is written from the policies that decide.
func TestTableFileIsCurrent(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString(`# Wie mag wat

Deze bladzijde is gemaakt uit de regels waarmee het platform beslist (` + "`internal/access`" + `). Wat hier niet staat, mag niemand.
Gemaakt met: ` + "`go test ./internal/access -update`" + `

- **Wie** zegt voor welke rol het geldt, en voor welke dingen: alles, of alleen wat van de eigen organisatie, regio of wijkverband is. *Met voorwaarden*: de zin zegt wanneer.
- **Zekerheid** zegt hoe zeker het platform moet weten wie u bent: geen, laag, substantieel of hoog.
- **Koppeling** is het recht (scope) dat een programma van een ander nodig heeft. Een streep: alleen voor mensen.
- **Twee mensen**: één stelt voor, een ander met hetzelfde recht gaat akkoord. Alleen wie de computer zelf beheert, is daar niet aan gebonden.
- Waarom mag iemand iets wel of niet? De bladzijde ` + "`/waarom`" + ` zegt het aan wie inlogt, ` + "`eerstelijn check policy`" + ` aan de beheerder.
- Zoeken en lezen in het openbare deel staat hier niet: dat mag iedereen, zonder in te loggen.
`)
	part := ""
	for _, row := range load(t).Table() {
		if c := row.Act.Capability(); c != part {
			part = c
			fmt.Fprintf(&b, "\n## %s\n\n| handeling | wie | waarom | zekerheid | koppeling | twee mensen |\n|---|---|---|---|---|---|\n", CapabilityNL(c))
		}
		fmt.Fprintf(&b, "| %s<br>`%s` | %s | %s | %s | %s | %s |\n", row.Act.NL, row.Act.Name, who(row), why(row),
			row.Act.Least.NL(), orDash(row.Act.Scope), together(row.Act))
	}
	golden(t, tableFile, b.String())
}

// who names the roles by how far their right goes, the widest first as they come.
func who(row Row) string {
	by := map[Reach][]string{}
	var order []Reach
	for _, role := range Roles() {
		r := row.Reach[role]
		if !r.Ever() {
			continue
		}
		if by[r] == nil {
			order = append(order, r)
		}
		by[r] = append(by[r], role.NL())
	}
	var lines []string
	for _, r := range order {
		names := strings.Join(by[r], "; ")
		switch len(by[r]) {
		case len(Roles()):
			names = "Iedereen"
		case len(Roles()) - 4, len(Roles()) - 3:
			if notSignedIn := row.Reach[Citizen] != r && row.Reach[Holder] != r && row.Reach[Machine] != r; notSignedIn {
				names = "Iedereen die inlogt"
			}
		}
		lines = append(lines, "**"+r.NL()+"**: "+names)
	}
	return orDash(strings.Join(lines, "<br>"))
}

func why(row Row) string {
	var lines []string
	for _, p := range row.Policies {
		if p.Forbids {
			lines = append(lines, "**Niet:** "+p.NL)
		} else {
			lines = append(lines, p.NL)
		}
	}
	return orDash(strings.Join(lines, "<br>"))
}

func together(a Act) string {
	switch {
	case !a.FourEyes:
		return "–"
	case len(a.FourEyesFor) == 0:
		return "ja"
	}
	var names []string
	for _, r := range a.FourEyesFor {
		names = append(names, r.NL())
	}
	return "bij deze rollen: " + strings.Join(names, ", ")
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// What the table says of a role is what deciding gives: on the role's own thing, on a thing of others
// and on each of its properties apart.
func TestTableIsDecide(t *testing.T) {
	t.Parallel()
	p := load(t)
	elsewhere := Subject{ID: "thing", Organization: "x", Region: "x", Wijkverband: "x", Person: "x"}
	for _, row := range p.Table() {
		for _, role := range Roles() {
			actor, reach := Sample(role), row.Reach[role]
			actor.Only = map[bool]string{true: "thing"}[role == Holder]
			if !reach.Ever() {
				everything := Subject{ID: "thing", Organization: actor.Organization, Region: actor.Region, Wijkverband: actor.Wijkverband, Person: actor.Person}
				if p.Right(actor, row.Act.Name, everything).Allowed || p.Right(actor, row.Act.Name, elsewhere).Allowed {
					t.Errorf("%s: %s may after all", row.Act.Name, role)
				}
			}
			if reach.Narrowed {
				continue // the sentences say when
			}
			for name, c := range map[string]struct {
				change func(*Subject)
				want   bool
			}{
				"anything":        {func(*Subject) {}, reach.Anything},
				"own organisatie": {func(s *Subject) { s.Organization = actor.Organization }, reach.Anything || reach.Organization},
				"own region":      {func(s *Subject) { s.Region = actor.Region }, reach.Anything || reach.Region},
				"own wijkverband": {func(s *Subject) { s.Wijkverband = actor.Wijkverband }, reach.Anything || reach.Wijkverband},
				"own":             {func(s *Subject) { s.Person = actor.Person }, reach.Anything || reach.Person},
			} {
				thing := elsewhere
				c.change(&thing)
				if got := p.Right(actor, row.Act.Name, thing); got.Allowed != c.want {
					t.Errorf("%s by %s on %s: %v, the table says %v", row.Act.Name, role, name, got, c.want)
				}
			}
		}
	}
}

// Every act is permitted to somebody, and every policy speaks to somebody: what nobody may, or a rule
// that nobody meets, is a mistake.
func TestNothingIsDead(t *testing.T) {
	t.Parallel()
	for _, row := range load(t).Table() {
		if !slices.ContainsFunc(Roles(), func(r Role) bool { return row.Reach[r].Ever() }) {
			t.Errorf("%s is permitted to nobody", row.Act.Name)
		}
		for _, s := range row.Policies {
			if len(s.Roles) == 0 {
				t.Errorf("%s: policy %s speaks to nobody", row.Act.Name, s.Policy)
			}
		}
		if row.Act.Scope == "" && slices.ContainsFunc(row.Policies, func(s Sentence) bool { return slices.Equal(s.Roles, []Role{Machine}) }) {
			t.Errorf("%s is permitted to machines and has no scope", row.Act.Name)
		}
	}
}

// The rules of the house that no policy may break, whoever writes it.
func TestWhatNoPolicyMayGive(t *testing.T) {
	t.Parallel()
	for _, row := range load(t).Table() {
		a := row.Act
		if a.FourEyes && a.Least < Substantial {
			t.Errorf("%s is dangerous and asks too little assurance", a.Name)
		}
		for role, reach := range row.Reach {
			switch role {
			case Citizen:
				if reach.Ever() && a.Least > NoAssurance {
					t.Errorf("%s is permitted to who is not signed in, and asks to sign in", a.Name)
				}
			case Insurer, Municipality:
				if reach.Ever() && a.Sort != Read && a.Least > NoAssurance && !reach.onlyOwn() {
					t.Errorf("%s: %s reads, and changes nothing of others", a.Name, role)
				}
			case Patient, Representative, Professional, TransferDesk, ProviderAdmin, Coordinator:
				if reach.Anything && a.Least > NoAssurance {
					t.Errorf("%s: the right of %s has no end", a.Name, role)
				}
			}
		}
	}
}

func (r Reach) onlyOwn() bool { return !r.Anything && !r.Region && !r.Wijkverband }
