package access

var subscriptionActs = []Act{
	{Name: "subscription.Add", NL: "Een abonnement op veranderingen nemen", Sort: Create, Least: Substantial, Scope: "subscription:manage"},
	{Name: "subscription.Change", NL: "Een abonnement op veranderingen wijzigen", Sort: Update, Least: Substantial, Scope: "subscription:manage"},
	{Name: "subscription.Get", NL: "Een abonnement op veranderingen bekijken", Sort: Read, Least: Substantial, Scope: "subscription:manage"},
	{Name: "subscription.Own", NL: "De eigen abonnementen op veranderingen bekijken", Sort: Read, Least: Substantial, Scope: "subscription:manage"},
	{Name: "subscription.Events", NL: "Teruglezen welke seintjes een programma kreeg", Sort: Read, Least: Substantial, Scope: "subscription:manage"},
	{Name: "subscription.All", NL: "Bekijken welke programma's seintjes krijgen", Sort: Read, Least: Substantial},
	{Name: "subscription.Stop", NL: "Een programma geen seintjes meer sturen", Sort: Update, Least: Substantial},
	{Name: "subscription.Turn", NL: "Bijhouden of seintjes aankomen", Sort: Execute, Least: High},
}
