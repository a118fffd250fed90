package access

var launchActs = []Act{
	{Name: "launch.Systems", NL: "Bekijken uit welke dossiersystemen mensen Eerstelijn openen", Sort: Read, Least: Substantial},
	{Name: "launch.Add", NL: "Een dossiersysteem toevoegen", Sort: Create, Least: Substantial},
	{Name: "launch.Set", NL: "Instellen hoe mensen vanuit een dossiersysteem binnenkomen", Sort: Update, Least: Substantial},
	{Name: "launch.Try", NL: "Bekijken of een dossiersysteem antwoordt zoals het hoort", Sort: Read, Least: Substantial},
	{Name: "launch.Open", NL: "Eerstelijn openen vanuit een dossiersysteem", Sort: Execute, Least: Low},
}
