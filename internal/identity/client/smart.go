package client

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"eerstelijn/internal/access"
)

// SmartPath is where programs find what SMART Backend Services they can use. They look below the address of
// the FHIR face; it stands at the root as well.
const SmartPath = "/.well-known/smart-configuration"

// Permission is what a scope of SMART lets a program do with a type of resource.
type Permission byte

// The permissions that some resource here has. SMART also knows d: nothing is deleted here.
const (
	Create Permission = 'c'
	Read   Permission = 'r'
	Update Permission = 'u'
	Search Permission = 's'
)

// smart says what the scopes of SMART stand for: of which scopes of our own a client must have one. A
// type whose permission asks for none is public.
var smart = []struct {
	resource string
	ours     map[Permission][]string
}{
	{"Task", map[Permission][]string{Create: asking, Read: placing, Update: placing, Search: placing}},
	{"ServiceRequest", map[Permission][]string{Create: asking, Read: placing, Update: asking, Search: placing}},
	{"Subscription", map[Permission][]string{Create: hearing, Read: hearing, Update: hearing, Search: hearing}},
	{"Schedule", publishing}, {"Slot", publishing},
	{"Organization", everybody}, {"OrganizationAffiliation", everybody}, {"Location", everybody}, {"HealthcareService", everybody},
	{"Endpoint", everybody}, {"Basic", everybody}, {"Provenance", everybody},
}

var (
	placing   = []string{"placement:ask", "placement:answer"}
	asking    = []string{"placement:ask"}
	hearing   = []string{"subscription:manage"}
	everybody = map[Permission][]string{Read: nil, Search: nil}
	// A program says when people can come by a PUT of the Schedule and a POST of each Slot.
	publishing = map[Permission][]string{Create: figures, Read: nil, Update: figures, Search: nil}
	figures    = []string{"capacity:write"}
)

// smartScope is a scope as SMART 2 writes them: system/Task.rs.
type smartScope struct {
	resource string
	permits  string // some of cruds, in that order
	ours     map[Permission][]string
}

// parseSmart reads a scope of SMART that this server knows.
func parseSmart(text string) (s smartScope, ok bool) {
	rest, ok := strings.CutPrefix(text, "system/")
	if !ok {
		return s, false
	}
	s.resource, s.permits, ok = strings.Cut(rest, ".")
	if !ok || s.permits == "" {
		return s, false
	}
	for _, row := range smart {
		if row.resource == s.resource {
			s.ours = row.ours
		}
	}
	last := -1
	for _, p := range []byte(s.permits) {
		at := strings.IndexByte("cruds", p)
		if _, known := s.ours[Permission(p)]; !known || at <= last {
			return s, false
		}
		last = at
	}
	return s, true
}

// fits tells whether a client with these scopes of our own can have the scope.
func (s smartScope) fits(given []string) bool {
	for _, p := range []byte(s.permits) {
		if ours := s.ours[Permission(p)]; len(ours) > 0 && len(both(ours, given)) == 0 {
			return false
		}
	}
	return true
}

// grantable tells whether a client with these scopes can have each one that it asks for.
func grantable(want, given []string) bool {
	return len(allot(want, given)) == len(want)
}

// allot gives what a client with these scopes gets of what it asks for: those of our own that it has, and
// those of SMART that stand for one of them.
func allot(want, given []string) []string {
	return slices.DeleteFunc(slices.Clone(want), func(text string) bool {
		s, is := parseSmart(text)
		return !slices.Contains(given, text) && (!is || !s.fits(given))
	})
}

// smartScopes are all scopes of SMART that a program can ask, one for each type.
func smartScopes() (all []string) {
	for _, row := range smart {
		permits := ""
		for _, p := range []byte("cruds") {
			if _, has := row.ours[Permission(p)]; has {
				permits += string(rune(p))
			}
		}
		all = append(all, "system/"+row.resource+"."+permits)
	}
	return all
}

// held is what a token of SMART holds: its scopes, and those of our own that its client has now.
type held struct{ smart, ours []string }

type heldKey struct{}

// For gives as whom an actor acts on a type of resource of the FHIR face. A token that was given scopes of SMART opens
// nothing by itself: for the one thing that a scope names, and nowhere else, its holder acts with those
// scopes of our own that it stands for. Everybody else is who they are.
func For(ctx context.Context, actor access.Actor, resource string, p Permission) access.Actor {
	h, ok := ctx.Value(heldKey{}).(held)
	if !ok || actor.Role != access.Machine {
		return actor
	}
	scopes := strings.Fields(actor.Scopes)
	for _, text := range h.smart {
		if s, ok := parseSmart(text); ok && s.resource == resource && strings.IndexByte(s.permits, byte(p)) >= 0 {
			scopes = append(scopes, both(s.ours[p], h.ours)...)
		}
	}
	slices.Sort(scopes)
	actor.Scopes = strings.Join(slices.Compact(scopes), " ")
	return actor
}

// split tells scopes of SMART from our own.
func split(scopes []string) (smart, ours []string) {
	for _, text := range scopes {
		if _, is := parseSmart(text); is {
			smart = append(smart, text)
		} else {
			ours = append(ours, text)
		}
	}
	return smart, ours
}

// serveSmart answers at [SmartPath], as SMART App Launch 2 has it for backend services.
func serveSmart(public string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		described := metadataOf(public)
		described["capabilities"] = []string{"client-confidential-asymmetric", "permission-v2"}
		described["scopes_supported"] = slices.Concat(smartScopes(), Scopes())
		delete(described, "issuer") // it means a sign-in of people, which this is not
		w.Header().Set("Access-Control-Allow-Origin", "*")
		answer(w, http.StatusOK, described)
	}
}
