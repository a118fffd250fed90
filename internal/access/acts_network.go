package access

var networkActs = []Act{
	{Name: "network.ImportAreas", NL: "Gebieden inlezen", Sort: Create, Least: High},
	{Name: "network.ImportFigures", NL: "Kerncijfers inlezen", Sort: Create, Least: High},
	{Name: "network.ImportBoundaries", NL: "Grenzen inlezen", Sort: Create, Least: High},
	{Name: "network.ImportPostcodes", NL: "Postcodes inlezen", Sort: Create, Least: High},
	{Name: "network.SavePerson", NL: "Iemands gegevens wijzigen", Sort: Update, Least: Substantial},

	{Name: "network.EditRegion", NL: "Een regio openen om te wijzigen", Sort: Read, Least: Substantial, Scope: "network:write"},
	{Name: "network.SaveRegion", NL: "Een regio wijzigen", Sort: Update, Least: Substantial, Scope: "network:write"},
	{Name: "network.RegionHistory", NL: "Zien wie een regio wijzigde", Sort: Read, Least: Substantial},
	{Name: "network.EditWijkverband", NL: "Een wijkverband openen om te wijzigen", Sort: Read, Least: Substantial, Scope: "network:write"},
	{Name: "network.SaveWijkverband", NL: "Een wijkverband wijzigen", Sort: Update, Least: Substantial, Scope: "network:write"},
	{Name: "network.AssignWijken", NL: "Zeggen in welke wijken een wijkverband werkt", Sort: Update, Least: Substantial, Scope: "network:write"},
	{Name: "network.EndWijkverband", NL: "Een wijkverband laten stoppen", Sort: Delete, Least: Substantial},
	{Name: "network.WijkverbandHistory", NL: "Zien wie een wijkverband wijzigde", Sort: Read, Least: Substantial},
	{Name: "network.SaveContact", NL: "Een aanspreekpunt wijzigen", Sort: Update, Least: Substantial, Scope: "network:write"},
	{Name: "network.EndContact", NL: "Een aanspreekpunt laten stoppen", Sort: Delete, Least: Substantial},
	{Name: "network.SaveTask", NL: "Zeggen hoe ver een taak is", Sort: Update, Least: Substantial, Scope: "network:write"},
	{Name: "network.AttestEvidence", NL: "Zeggen dat iets er is dat bij de fase van een regio hoort", Sort: Update, Least: Substantial},
	{Name: "network.EditOrganization", NL: "Een organisatie openen om te wijzigen", Sort: Read, Least: Low},
	{Name: "network.SaveOrganization", NL: "Een organisatie wijzigen", Sort: Update, Least: Substantial, Scope: "directory:write"},
	{Name: "network.IdentifyOrganization", NL: "Naam, soort of nummers van een organisatie wijzigen", Sort: Update, Least: Substantial},
}
