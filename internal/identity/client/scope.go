package client

import (
	"slices"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
)

// tokenScope is what an assertion that was checked is good for: asking a token. No token carries it.
const tokenScope = "token"

// guarded are scopes that reach the record of everybody's acts: two people give them together.
var guarded = []string{"ledger:read"}

// Guarded tells whether a scope is given by two people together.
func Guarded(scope string) bool { return slices.Contains(guarded, scope) }

// Scopes are all that a client can be given: what the acts ask of machines, and the guarded ones.
func Scopes() []string {
	all := slices.Clone(guarded)
	for _, a := range access.Acts() {
		if a.Scope != "" && a.Scope != tokenScope && !slices.Contains(all, a.Scope) {
			all = append(all, a.Scope)
		}
	}
	slices.Sort(all)
	return all
}

// checkScopes gives scopes in order, each once. keep are guarded ones that may stay: those that two
// people gave before.
func checkScopes(scopes, keep []string) ([]string, error) {
	known := Scopes()
	out := slices.Clone(scopes)
	slices.Sort(out)
	out = slices.Compact(out)
	for _, s := range out {
		switch {
		case !slices.Contains(known, s):
			return nil, fault.InvalidField("scopes", "Kies uit: "+strings.Join(known, ", ")+".", "expected some of: "+strings.Join(known, " "))
		case Guarded(s) && !slices.Contains(keep, s):
			return nil, fault.InvalidField("scopes", "Het logboek lezen geeft u apart, samen met een collega.", s+" is granted apart, by two people")
		}
	}
	return out, nil
}
