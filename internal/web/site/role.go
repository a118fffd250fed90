package site

import "eerstelijn/internal/access"

// roles are those of people who sign in, in the order in which people see them.
var roles = []struct {
	role  access.Role
	name  string
	works bool // has a workplace here
}{
	{access.Patient, "Patiënt", false},
	{access.Representative, "Vertegenwoordiger of mantelzorger", false},
	{access.Professional, "Zorgverlener of sociaal werker", true},
	{access.TransferDesk, "Transferpunt", true},
	{access.ProviderAdmin, "Beheert het aanbod van een organisatie", true},
	{access.Coordinator, "Coördinator van een wijkverband", true},
	{access.RESVStaff, "Werkt voor de regio (RESV)", true},
	{access.RESVBoard, "Bestuurt de regio (RESV)", true},
	{access.Insurer, "Zorgverzekeraar", true},
	{access.Municipality, "Gemeente", true},
	{access.National, "Landelijke partij", true},
	{access.PlatformAdmin, "Beheert dit platform", true},
	{access.Auditor, "Toezicht", true},
}

// RoleOrder is the place of a role in lists; one that does not exist comes last.
func RoleOrder(role access.Role) int {
	for i := range roles {
		if roles[i].role == role {
			return i
		}
	}
	return len(roles)
}

// RoleName is a role as people call it.
func RoleName(role access.Role) string {
	if i := RoleOrder(role); i < len(roles) {
		return roles[i].name
	}
	return "Inwoner"
}

// Works tells whether somebody in this role has a workplace here.
func Works(role access.Role) bool {
	i := RoleOrder(role)
	return i < len(roles) && roles[i].works
}
