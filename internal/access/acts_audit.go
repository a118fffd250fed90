package access

var auditActs = []Act{
	{Name: "audit.Search", NL: "Zoeken in het logboek", Sort: Read, Least: Substantial, Scope: "ledger:read"},
	{Name: "audit.Entry", NL: "Een regel van het logboek bekijken", Sort: Read, Least: Substantial, Scope: "ledger:read"},
	{Name: "audit.Proof", NL: "Het bewijs van een regel opvragen", Sort: Read, Least: Substantial, Scope: "ledger:read"},
	{Name: "audit.Own", NL: "Eigen handelingen bekijken", Sort: Read, Least: Low},
	{Name: "audit.OnSubject", NL: "Alle handelingen met één ding opvragen", Sort: Read, Least: Substantial},
	{Name: "audit.ExportAll", NL: "Het hele logboek meenemen", Sort: Read, Least: Substantial, FourEyes: true},
	{Name: "audit.Take", NL: "Een toegestane kopie van het logboek ophalen", Sort: Read, Least: Substantial},
	{Name: "audit.Erase", NL: "Iemands naam uit het logboek wissen", Sort: Delete, Least: Substantial, FourEyes: true},
	{Name: "audit.Expire", NL: "Oude inzages uit het logboek verwijderen", Sort: Delete, Least: High},
}
