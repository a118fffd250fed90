package access

var mirrorActs = []Act{
	{Name: "mirror.Sources", NL: "Bekijken welke gidsen van anderen worden gevolgd", Sort: Read, Least: Substantial},
	{Name: "mirror.Add", NL: "Een gids van een ander gaan volgen", Sort: Create, Least: Substantial},
	{Name: "mirror.Set", NL: "Instellen hoe een gids van een ander wordt gevolgd", Sort: Update, Least: Substantial},
	{Name: "mirror.Fetch", NL: "Een gids van een ander nu ophalen", Sort: Execute, Least: Substantial},
	{Name: "mirror.Try", NL: "Bekijken wat ophalen zou veranderen", Sort: Read, Least: Substantial},
}
