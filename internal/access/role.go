package access

import "slices"

// roles are all roles with the name that people read, in the order in which people see them.
var roles = []struct {
	role Role
	nl   string
}{
	{Citizen, "Inwoner"},
	{Patient, "Patiënt"},
	{Representative, "Vertegenwoordiger of mantelzorger"},
	{Professional, "Zorgverlener of sociaal werker"},
	{TransferDesk, "Transferpunt"},
	{ProviderAdmin, "Beheert het aanbod van een organisatie"},
	{Coordinator, "Coördinator van een wijkverband"},
	{RESVStaff, "Werkt voor de regio (RESV)"},
	{RESVBoard, "Bestuurt de regio (RESV)"},
	{Insurer, "Zorgverzekeraar"},
	{Municipality, "Gemeente"},
	{National, "Landelijke partij"},
	{PlatformAdmin, "Beheert dit platform"},
	{Auditor, "Toezicht"},
	{Holder, "Wie een link voor één keer kreeg"},
	{Machine, "Programma van een ander"},
	{System, "Het systeem zelf"},
}

// Roles are all roles, in the order in which people see them.
func Roles() []Role {
	all := make([]Role, len(roles))
	for i, r := range roles {
		all[i] = r.role
	}
	return all
}

// Known tells whether the role exists.
func (r Role) Known() bool { return slices.Contains(Roles(), r) }

// SignsIn tells whether somebody with an account can have the role: the others are nobody known, a link,
// a program and the platform itself.
func (r Role) SignsIn() bool {
	switch r {
	case Citizen, Holder, Machine, System:
		return false
	}
	return r.Known()
}

// NL is the role as people call it; who has none is a citizen.
func (r Role) NL() string {
	if r == "" {
		r = Citizen
	}
	for _, known := range roles {
		if known.role == r {
			return known.nl
		}
	}
	return string(r)
}

// NL says how sure the platform is, as people read it.
func (a Assurance) NL() string {
	switch a {
	case NoAssurance:
		return "geen"
	case Low:
		return "laag"
	case Substantial:
		return "substantieel"
	}
	return "hoog"
}

// EN is the same for operators, as flags and configuration write it.
func (a Assurance) EN() string {
	switch a {
	case NoAssurance:
		return "none"
	case Low:
		return "low"
	case Substantial:
		return "substantial"
	}
	return "high"
}
