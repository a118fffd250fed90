package access

var roleActs = []Act{
	{Name: "identity.People", NL: "Mensen en hun rollen bekijken", Sort: Read, Least: Substantial},
	{Name: "identity.Person", NL: "Iemands rol bekijken", Sort: Read, Least: Substantial},
	{Name: "identity.SetRole", NL: "Iemand een andere rol geven", Sort: Update, Least: Substantial, FourEyes: true, FourEyesFor: farRoles},
}
