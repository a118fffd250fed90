package access

var capacityActs = []Act{
	{Name: "capacity.SaveOffer", NL: "Capaciteit van aanbod beginnen of wijzigen", Sort: Update, Least: Low, Scope: "capacity:write"},
	{Name: "capacity.EndOffer", NL: "Stoppen met capaciteit bijhouden", Sort: Update, Least: Low, Scope: "capacity:write"},
	{Name: "capacity.Observe", NL: "Zeggen hoeveel plek er is", Sort: Create, Least: Low, Scope: "capacity:write"},
	{Name: "capacity.Confirm", NL: "Zeggen dat een cijfer nog klopt", Sort: Create, Least: Low, Scope: "capacity:write"},
	{Name: "capacity.ObserveMany", NL: "Cijfers aanleveren als bestand", Sort: Create, Least: Low, Scope: "capacity:write"},
	{Name: "capacity.OwnOffers", NL: "Eigen capaciteit bekijken", Sort: Read, Least: Low, Scope: "capacity:write"},
	{Name: "capacity.Burden", NL: "Bekijken hoeveel tijd het bijwerken kost", Sort: Read, Least: Low},
	{Name: "capacity.AskForFigure", NL: "Vragen of een cijfer nog klopt", Sort: Execute, Least: High},
	{Name: "capacity.Follow", NL: "Capaciteit laten volgen wat bij het aanbod staat", Sort: Execute, Least: High},
	{Name: "capacity.Calibrate", NL: "Nagaan vanaf welke zekerheid er plek heet te zijn", Sort: Execute, Least: High},
}
