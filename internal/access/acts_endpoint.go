package access

var endpointActs = []Act{
	{Name: "endpoint.Own", NL: "De digitale adressen van de eigen organisatie bekijken", Sort: Read, Least: Low, Scope: "directory:write"},
	{Name: "endpoint.Save", NL: "Een digitaal adres wijzigen", Sort: Update, Least: Substantial, Scope: "directory:write"},
}
