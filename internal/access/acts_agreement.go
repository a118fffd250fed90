package access

var agreementActs = []Act{
	{Name: "agreement.Draft", NL: "Een afspraak voorstellen", Sort: Create, Least: Substantial},
	{Name: "agreement.Change", NL: "De tekst van een voorstel wijzigen", Sort: Update, Least: Substantial},
	{Name: "agreement.Offer", NL: "Partijen om hun handtekening vragen", Sort: Update, Least: Substantial},
	{Name: "agreement.Sign", NL: "Een afspraak tekenen", Sort: Create, Least: Substantial},
	{Name: "agreement.Object", NL: "Bezwaar maken tegen een deel van een afspraak", Sort: Create, Least: Substantial},
	{Name: "agreement.Settle", NL: "Een bezwaar intrekken", Sort: Update, Least: Substantial},
	{Name: "agreement.Consult", NL: "Leden vragen wat zij van een afspraak vinden", Sort: Create, Least: Substantial},
	{Name: "agreement.Advise", NL: "Zeggen wat u van een afspraak vindt", Sort: Create, Least: Low},
	{Name: "agreement.Accede", NL: "Meedoen aan een afspraak die al geldt", Sort: Create, Least: Substantial},
	{Name: "agreement.Amend", NL: "Een nieuwe versie van een afspraak voorstellen", Sort: Update, Least: Substantial},
	{Name: "agreement.Review", NL: "Een afspraak opnieuw laten bekijken", Sort: Update, Least: Substantial},
	{Name: "agreement.Resume", NL: "Een afspraak weer laten gelden", Sort: Update, Least: Substantial},
	{Name: "agreement.End", NL: "Namens een partij zeggen dat een afspraak mag stoppen", Sort: Update, Least: Substantial},
	{Name: "agreement.Leave", NL: "Met een partij uit een afspraak stappen", Sort: Update, Least: Substantial},
	{Name: "agreement.Publish", NL: "Zeggen of iedereen een afspraak mag lezen", Sort: Update, Least: Substantial},
	{Name: "agreement.Withdraw", NL: "Een voorstel intrekken", Sort: Update, Least: Substantial},

	{Name: "agreement.Get", NL: "Een afspraak lezen", Sort: Read, Least: Substantial, Scope: "agreement:read"},
	{Name: "agreement.At", NL: "Lezen hoe een afspraak eerder was", Sort: Read, Least: Substantial, Scope: "agreement:read"},
	{Name: "agreement.Versions", NL: "De versies van een afspraak lezen", Sort: Read, Least: Substantial, Scope: "agreement:read"},
	{Name: "agreement.Bound", NL: "Bekijken wie aan een afspraak gebonden is", Sort: Read, Least: Substantial, Scope: "agreement:read"},
	{Name: "agreement.Proof", NL: "Het bewijs van de handtekeningen bekijken", Sort: Read, Least: Substantial, Scope: "agreement:read"},
	{Name: "agreement.List", NL: "Afspraken bekijken", Sort: Read, Least: Substantial, Scope: "agreement:read"},
	{Name: "agreement.Tree", NL: "Bekijken wie een afspraak uitwerkt en wie nog niet", Sort: Read, Least: Substantial, Scope: "agreement:read"},

	{Name: "agreement.Clocks", NL: "De termijnen van afspraken bijhouden", Sort: Execute, Least: High},
}
