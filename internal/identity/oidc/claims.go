package oidc

import (
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity"
)

// claims are what a token says of somebody.
type claims map[string]any

// texts gives the values of a claim: a text, a number, or a list of texts. A name with dots also
// reaches into objects (realm_access.roles).
func (c claims) texts(name string) []string {
	if name == "" {
		return nil
	}
	v, ok := c[name]
	if !ok {
		in, rest, dotted := strings.Cut(name, ".")
		inner, is := c[in].(map[string]any)
		if !dotted || !is {
			return nil
		}
		return claims(inner).texts(rest)
	}
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var all []string
		for _, one := range v {
			if s, ok := one.(string); ok {
				all = append(all, s)
			}
		}
		return all
	}
	return nil
}

// text gives the one value of a claim, trimmed; ” where there is none, and where there are several,
// since nobody said which of them counts.
func (c claims) text(name string) string {
	if all := c.texts(name); len(all) == 1 {
		return strings.TrimSpace(all[0])
	}
	return ""
}

// subject is the provider's own number for somebody, letter for letter: it is compared, never shown.
func (c claims) subject() string {
	sub, _ := c[identity.SubjectClaim].(string)
	return sub
}

// name is what somebody is called, as far as the provider says.
func (c claims) name() string {
	if n := c.text("name"); n != "" {
		return n
	}
	if n := strings.TrimSpace(c.text("given_name") + " " + c.text("family_name")); n != "" {
		return n
	}
	return c.text("preferred_username")
}

// email is the address, when the provider has verified it.
func (c claims) email() string {
	if verified, _ := c["email_verified"].(bool); !verified {
		return ""
	}
	return c.text("email")
}

var (
	errNoRole = fault.New(fault.Denied, "Uw inlogdienst geeft u geen rol in Eerstelijn. Vraag uw organisatie om dit te regelen.", "no role is mapped to this person's claims")
	errWeak   = fault.New(fault.Denied, "U bent niet sterk genoeg ingelogd. Log in met een tweede stap, zoals een code op uw telefoon of uw pas.", "the assurance of this sign-in is too low")
)

// role is the first of the configured roles that somebody has.
func (r Roles) of(c claims) (access.Role, error) {
	have := map[string]bool{}
	for _, v := range c.texts(r.Claim) {
		have[v] = true
	}
	for _, v := range r.Values {
		if have[v.Is] {
			return v.Role, nil
		}
	}
	if r.Default == "" {
		return "", errNoRole
	}
	return r.Default, nil
}

// of is how sure a token makes us; 0 is too little.
func (l Levels) of(c claims) access.Assurance {
	if level, ok := l.ACR[c.text("acr")]; ok {
		return access.Assurance(level)
	}
	return access.Assurance(l.Default)
}

// asking gives the acr values that reach a level, to ask the provider for.
func (l Levels) asking(least access.Assurance) []string {
	var values []string
	for acr, level := range l.ACR {
		if access.Assurance(level) >= least {
			values = append(values, acr)
		}
	}
	return values
}

// reaches tells whether a provider can make us that sure.
func (l Levels) reaches(least access.Assurance) bool {
	return access.Assurance(l.Default) >= least || len(l.asking(least)) > 0
}
