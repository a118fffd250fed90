package access

var mandateActs = []Act{
	{Name: "mandate.Affiliate", NL: "Vastleggen dat een aanbieder zich aansluit", Sort: Create, Least: Substantial, Scope: "affiliation:write"},
	{Name: "mandate.EndAffiliation", NL: "Vastleggen dat een aansluiting stopt", Sort: Update, Least: Substantial, Scope: "affiliation:write"},
	{Name: "mandate.Recognise", NL: "Erkennen wie voor een discipline spreekt", Sort: Create, Least: Substantial},
	{Name: "mandate.EndStanding", NL: "Vastleggen dat een erkenning stopt", Sort: Update, Least: Substantial},
	{Name: "mandate.Grant", NL: "Een mandaat geven", Sort: Create, Least: Substantial},
	{Name: "mandate.Revoke", NL: "Een mandaat intrekken", Sort: Update, Least: Substantial},
	{Name: "mandate.Correct", NL: "Een mandaat verbeteren", Sort: Update, Least: Substantial},
	{Name: "mandate.Substitute", NL: "Iemand laten vervangen bij een mandaat", Sort: Create, Least: Substantial},
	{Name: "mandate.EndSubstitution", NL: "Een vervanging bij een mandaat stoppen", Sort: Update, Least: Substantial},
	{Name: "mandate.SaveSeat", NL: "Zeggen wie een zetel heeft", Sort: Update, Least: Substantial},
	{Name: "mandate.EndSeat", NL: "Een zetel opheffen", Sort: Delete, Least: Substantial},
	{Name: "mandate.SetVotes", NL: "Vastleggen hoe stemmen tellen", Sort: Update, Least: Substantial},
	{Name: "mandate.Delegates", NL: "Zien wie er namens anderen spreken", Sort: Read, Least: Substantial},
}
