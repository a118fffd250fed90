package access

var sessionActs = []Act{
	{Name: "identity.SignIn", NL: "Inloggen", Sort: Execute, Least: Low},
	{Name: "identity.SignOut", NL: "Uitloggen", Sort: Execute, Least: Low},
	{Name: "identity.Sessions", NL: "Zien waar u bent ingelogd", Sort: Read, Least: Low},
	{Name: "identity.RevokeSession", NL: "Een aanmelding beëindigen", Sort: Delete, Least: Low},
	{Name: "identity.EndSessions", NL: "Overal uitloggen", Sort: Delete, Least: Low},
	{Name: "identity.Enrol", NL: "Iemand die voor het eerst inlogt opnemen", Sort: Create, Least: High},
	{Name: "identity.AddLogin", NL: "Een nummer bij iemand vastleggen om mee in te loggen", Sort: Create, Least: Substantial, FourEyes: true, FourEyesFor: farRoles},
	{Name: "identity.ProviderLogout", NL: "Iemand uitloggen op verzoek van de inlogdienst", Sort: Delete, Least: High},
}
