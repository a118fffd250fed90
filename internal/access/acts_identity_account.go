package access

import "slices"

// farRoles reach so far that two people hand them out, here as where a role is changed.
var farRoles = []Role{RESVBoard, National, PlatformAdmin, Auditor}

// FarRoles are the roles that two people hand out together.
func FarRoles() []Role { return slices.Clone(farRoles) }

var accountActs = []Act{
	{Name: "identity.Passkeys", NL: "Uw passkeys bekijken", Sort: Read, Least: Low},
	{Name: "identity.AddPasskey", NL: "Een passkey toevoegen", Sort: Create, Least: Substantial},
	{Name: "identity.RemovePasskey", NL: "Een passkey weghalen", Sort: Delete, Least: Substantial},
	{Name: "identity.SuspectPasskey", NL: "Een passkey die misschien gekopieerd is buiten gebruik stellen", Sort: Update, Least: High},
	// Whoever administers the platform may invite for every place, so one alone could give themselves any
	// role anywhere under a second address.
	{Name: "identity.Invite", NL: "Iemand uitnodigen", Sort: Create, Least: Substantial, FourEyes: true, FourEyesFor: farRoles, FourEyesBy: []Role{PlatformAdmin}},
	{Name: "identity.InviteByHand", NL: "Iemand uitnodigen met een link die u zelf overhandigt", Sort: Create, Least: High},
	{Name: "identity.Prepare", NL: "Een uitnodiging klaarzetten voor een tweede persoon", Sort: Create, Least: Substantial},
	{Name: "identity.Invitations", NL: "Uitnodigingen bekijken", Sort: Read, Least: Substantial},
	{Name: "identity.Withdraw", NL: "Een uitnodiging intrekken", Sort: Update, Least: Substantial},
	{Name: "identity.Recover", NL: "Iemand opnieuw laten inloggen die dat niet meer kan", Sort: Update, Least: Substantial, FourEyes: true, FourEyesFor: farRoles},
	{Name: "identity.Accept", NL: "Een uitnodiging aannemen", Sort: Create, Least: Low},
	{Name: "identity.SweepInvitations", NL: "Verlopen uitnodigingen opruimen", Sort: Delete, Least: High},
}
