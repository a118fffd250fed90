package access

var obligationActs = []Act{
	{Name: "obligation.Kept", NL: "Bekijken of afspraken worden nagekomen", Sort: Read, Least: Substantial, Scope: "agreement:read"},
	{Name: "obligation.Tallies", NL: "Tellen hoe vaak afspraken worden nagekomen", Sort: Read, Least: Substantial},
	{Name: "obligation.Week", NL: "Bekijken wat u deze week moet doen", Sort: Read, Least: Substantial},
	{Name: "obligation.Effect", NL: "Bekijken wat een afspraak veranderde", Sort: Read, Least: Substantial, Scope: "agreement:read"},
	{Name: "obligation.ForInsurer", NL: "Bekijken hoe vaak een afspraak is nagekomen", Sort: Read, Least: Substantial, Scope: "agreement:read"},
	{Name: "obligation.Explain", NL: "Uitleggen waarom een afspraak niet is nagekomen", Sort: Create, Least: Substantial},
	{Name: "obligation.Attest", NL: "Zeggen of een afspraak is nagekomen", Sort: Create, Least: Substantial},

	{Name: "obligation.Weigh", NL: "Nagaan of afspraken zijn nagekomen", Sort: Execute, Least: High},
	{Name: "obligation.Remind", NL: "Partijen om uitleg vragen", Sort: Execute, Least: High},
}
