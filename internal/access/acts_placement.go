package access

var placementActs = []Act{
	{Name: "placement.Draft", NL: "Een aanvraag voorbereiden", Sort: Create, Least: Substantial, Scope: "placement:ask"},
	{Name: "placement.Change", NL: "Een voorbereide aanvraag wijzigen", Sort: Update, Least: Substantial, Scope: "placement:ask"},
	{Name: "placement.Open", NL: "Een aanvraag openen", Sort: Update, Least: Substantial, Scope: "placement:ask"},
	{Name: "placement.Candidates", NL: "Bekijken wie een plek kan hebben", Sort: Read, Least: Substantial, Scope: "placement:ask"},
	{Name: "placement.Invite", NL: "Aanbieders om een plek vragen", Sort: Update, Least: Substantial, Scope: "placement:ask"},
	{Name: "placement.Cascade", NL: "De volgende aanbieders om een plek vragen", Sort: Update, Least: Substantial, Scope: "placement:ask"},
	{Name: "placement.Choose", NL: "Een plek kiezen", Sort: Update, Least: Substantial, Scope: "placement:ask"},
	{Name: "placement.Withdraw", NL: "Een aanvraag intrekken", Sort: Update, Least: Substantial, Scope: "placement:ask"},
	{Name: "placement.HandOver", NL: "Iemands gegevens aan de gekozen aanbieder geven", Sort: Create, Least: Substantial, Scope: "placement:ask"},
	{Name: "placement.ReadHandOver", NL: "Iemands gegevens bij een aanvraag lezen", Sort: Read, Least: Substantial, Scope: "placement:person"},
	{Name: "placement.Request", NL: "Een aanvraag bekijken", Sort: Read, Least: Substantial, Scope: "placement:ask"},
	{Name: "placement.Own", NL: "Bekijken wat uw organisatie vroeg", Sort: Read, Least: Substantial, Scope: "placement:ask"},
	{Name: "placement.FollowLink", NL: "Een link maken om een aanvraag te volgen", Sort: Create, Least: Substantial},

	{Name: "placement.Answer", NL: "Een vraag om een plek beantwoorden", Sort: Update, Least: Low, Scope: "placement:answer"},
	{Name: "placement.Invited", NL: "Bekijken welke plekken gevraagd zijn", Sort: Read, Least: Substantial, Scope: "placement:answer"},
	{Name: "placement.Invitation", NL: "Een vraag om een plek bekijken", Sort: Read, Least: Substantial, Scope: "placement:answer"},
	{Name: "placement.Start", NL: "Zeggen dat de zorg is begonnen", Sort: Update, Least: Substantial, Scope: "placement:answer"},
	{Name: "placement.Close", NL: "Een aanvraag afsluiten", Sort: Update, Least: Substantial, Scope: "placement:answer"},
	{Name: "placement.FallThrough", NL: "Zeggen dat een plek niet doorgaat", Sort: Update, Least: Substantial, Scope: "placement:answer"},

	{Name: "placement.Desk", NL: "Alle aanvragen van een regio bekijken", Sort: Read, Least: Substantial},
	{Name: "placement.Take", NL: "Een aanvraag bij het coördinatiepunt overnemen", Sort: Update, Least: Substantial},
	{Name: "placement.Bridge", NL: "Overbrugging regelen", Sort: Update, Least: Substantial},
	{Name: "placement.EndBridging", NL: "Overbrugging beëindigen", Sort: Update, Least: Substantial},
	{Name: "placement.Note", NL: "Een bericht voor de volgende dienst schrijven", Sort: Create, Least: Substantial},
	{Name: "placement.Notes", NL: "De berichten van eerdere diensten lezen", Sort: Read, Least: Substantial},
	{Name: "placement.SaveDesk", NL: "Zeggen wie het coördinatiepunt van een regio is", Sort: Update, Least: Substantial},
	{Name: "placement.SaveBridgingRule", NL: "Vastleggen hoe een regio overbrugt", Sort: Update, Least: Substantial},
	{Name: "placement.Expire", NL: "De klokken van een aanvraag bijhouden", Sort: Execute, Least: High},
}
