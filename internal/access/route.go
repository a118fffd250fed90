package access

import "slices"

// Audience says for whom an address of a face is.
type Audience string

// The audiences.
const (
	ForEveryone Audience = "everyone"    // signed in or not
	ForRoles    Audience = "roles"       // who signed in with one of [Route.Roles]
	ForSignedIn Audience = "signed-in"   // anybody of whom the platform knows who they are
	ForHolder   Audience = "link-holder" // whoever has the token in the address; nobody is asked who they are
	ForAct      Audience = "act"         // who may do one of [Route.Acts]
	ForOperator Audience = "operator"    // on a listener of its own that is not public
)

// Route is an address of a face with whom it is for. The faces keep a list of them beside their paths;
// the documentation is written from it, and a test asks every role for every route.
type Route struct {
	Pattern string // as [net/http.ServeMux] reads it: 'GET /werk/aanbod/{id}'
	For     Audience
	Acts    []string
	Roles   []Role // with ForAct: those for whom the page was made, of all who may; none: all of them
}

// Reach sums up how far a role's right to a route goes, by the table of acts.
func (r Route) Reach(table []Row, role Role) (reach Reach) {
	person := role != Citizen && role != Holder && role != Machine && role != System
	switch {
	case r.For == ForEveryone, r.For == ForSignedIn && person, r.For == ForHolder && role == Holder:
		return Reach{Anything: true}
	case len(r.Roles) > 0 && !slices.Contains(r.Roles, role):
		return Reach{}
	case r.For == ForRoles:
		return Reach{Anything: true}
	case r.For != ForAct:
		return Reach{}
	}
	for _, row := range table {
		if slices.Contains(r.Acts, row.Act.Name) {
			of := row.Reach[role]
			reach.Anything, reach.Narrowed = reach.Anything || of.Anything, reach.Narrowed || of.Narrowed
			reach.Organization, reach.Region = reach.Organization || of.Organization, reach.Region || of.Region
			reach.Wijkverband, reach.Person = reach.Wijkverband || of.Wijkverband, reach.Person || of.Person
		}
	}
	return reach
}
