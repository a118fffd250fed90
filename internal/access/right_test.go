package access

import (
	"slices"
	"testing"
)

// What somebody reads that they may do, they may do to something; and what they may do at all stands there.
func TestRightsAreDecide(t *testing.T) {
	t.Parallel()
	p := load(t)
	for _, role := range Roles() {
		actor := Sample(role)
		said := map[string]bool{}
		for _, right := range p.Rights(actor) {
			if right.NL == "" || len(right.Acts) == 0 {
				t.Errorf("%s reads %+v", role, right)
			}
			for _, a := range right.Acts {
				said[a.Name] = true
			}
		}
		for _, row := range p.Table() {
			if said[row.Act.Name] != row.Reach[role].Ever() {
				t.Errorf("%s of %s: told %v, the table says %v", row.Act.Name, role, said[row.Act.Name], row.Reach[role])
			}
		}
	}
	for _, c := range []struct {
		role Role
		act  string
		want bool
	}{{PlatformAdmin, "identity.Invite", true}, {Coordinator, "identity.Invite", false}, {Auditor, "audit.ExportAll", true}, {Auditor, "audit.Search", false}} {
		for _, right := range p.Rights(Sample(c.role)) {
			for _, a := range right.Acts {
				if a.Name == c.act && a.Second != c.want {
					t.Errorf("%s by %s: a second person is told %v", c.act, c.role, a.Second)
				}
			}
		}
	}
	if rights := p.Rights(Actor{Person: "client:m", Role: Machine, Organization: "o", Assurance: High, Scopes: "directory:report"}); slices.ContainsFunc(rights, func(r Right) bool {
		return slices.ContainsFunc(r.Acts, func(a Permitted) bool { return a.Scope != "directory:report" })
	}) {
		t.Errorf("a machine reads what it was not given: %+v", rights)
	}
}
