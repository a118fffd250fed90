package access

var bottleneckActs = []Act{
	{Name: "bottleneck.Report", NL: "Een knelpunt melden", Sort: Create, Scope: "bottleneck:report"},
	{Name: "bottleneck.Join", NL: "Zeggen dat u hier ook last van hebt", Sort: Create, Least: Low},
	{Name: "bottleneck.Confirm", NL: "Akkoord gaan met het afsluiten van een knelpunt", Sort: Update, Least: Low},
	{Name: "bottleneck.Object", NL: "Zeggen dat een knelpunt niet is opgelost", Sort: Update, Least: Low},
	{Name: "bottleneck.Reopen", NL: "Een knelpunt opnieuw openen", Sort: Update, Least: Low},
	{Name: "bottleneck.StopMail", NL: "Geen mail meer krijgen over een melding", Sort: Update, Least: Low},

	{Name: "bottleneck.Discuss", NL: "Een knelpunt bespreken", Sort: Update, Least: Substantial},
	{Name: "bottleneck.TakeUp", NL: "Een knelpunt oppakken", Sort: Update, Least: Substantial},
	{Name: "bottleneck.PassUp", NL: "Een knelpunt doorgeven aan een hoger niveau", Sort: Update, Least: Substantial},
	{Name: "bottleneck.Answer", NL: "Een knelpunt beantwoorden", Sort: Update, Least: Substantial},
	{Name: "bottleneck.Propose", NL: "Voorstellen een knelpunt af te sluiten", Sort: Update, Least: Substantial},
	{Name: "bottleneck.Assign", NL: "Zeggen wie eigenaar is van een knelpunt", Sort: Update, Least: Substantial},
	{Name: "bottleneck.Postpone", NL: "Een knelpunt uitstellen", Sort: Update, Least: Substantial},
	{Name: "bottleneck.Note", NL: "Een notitie bij een knelpunt maken", Sort: Update, Least: Substantial},
	{Name: "bottleneck.Example", NL: "Een oplossing als goed voorbeeld tonen", Sort: Update, Least: Substantial},
	{Name: "bottleneck.Merge", NL: "Knelpunten samenvoegen", Sort: Update, Least: Substantial},
	{Name: "bottleneck.Separate", NL: "Een samengevoegd knelpunt toch apart houden", Sort: Update, Least: Substantial},
	{Name: "bottleneck.Bundle", NL: "Knelpunten bundelen op een hoger niveau", Sort: Create, Least: Substantial},
	{Name: "bottleneck.SaveBoard", NL: "Zeggen wie het landelijk overleg is", Sort: Update, Least: Substantial},

	{Name: "bottleneck.Board", NL: "Het bord met knelpunten bekijken", Sort: Read, Least: Low},
	{Name: "bottleneck.Get", NL: "Een knelpunt bekijken", Sort: Read, Least: Low},
	{Name: "bottleneck.Reporters", NL: "Zien wie een knelpunt meldde, als die dat goed vindt", Sort: Read, Least: Low},
	{Name: "bottleneck.Similar", NL: "Knelpunten zoeken die op elkaar lijken", Sort: Read, Least: Low},
	{Name: "bottleneck.Rising", NL: "Bekijken welke onderwerpen op meer plekken spelen", Sort: Read, Least: Low},
	{Name: "bottleneck.Examples", NL: "Goede voorbeelden van opgeloste knelpunten zoeken", Sort: Read, Least: Low},
	{Name: "bottleneck.Own", NL: "Uw eigen meldingen bekijken", Sort: Read, Least: Low},
	{Name: "bottleneck.Exact", NL: "Aantallen knelpunten bekijken, ook kleine", Sort: Read, Least: Low},

	{Name: "bottleneck.Clocks", NL: "De klokken van een knelpunt bijhouden", Sort: Execute, Least: High},
	{Name: "bottleneck.RunMail", NL: "Melders laten weten dat er nieuws is", Sort: Execute, Least: High},
}
