package access

var clientActs = []Act{
	{Name: "identity.Clients", NL: "Koppelingen bekijken", Sort: Read, Least: Substantial},
	{Name: "identity.AddClient", NL: "Een koppeling toevoegen", Sort: Create, Least: Substantial},
	{Name: "identity.SetClientScopes", NL: "De rechten van een koppeling wijzigen", Sort: Update, Least: Substantial},
	{Name: "identity.SetClientKeys", NL: "De sleutels van een koppeling vervangen", Sort: Update, Least: Substantial},
	{Name: "identity.GrantClientScope", NL: "Een koppeling het logboek laten lezen", Sort: Update, Least: Substantial, FourEyes: true},
	{Name: "identity.EndClient", NL: "Een koppeling beëindigen", Sort: Update, Least: Substantial},
	// The scope is what an assertion that was checked is good for; no token carries it.
	{Name: "identity.IssueToken", NL: "Een koppeling toegang geven", Sort: Execute, Least: Substantial, Scope: "token"},
}
