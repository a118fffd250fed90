package access

var peerActs = []Act{
	{Name: "peer.Peers", NL: "Bekijken met welke andere systemen wij praten", Sort: Read, Least: Substantial},
	{Name: "peer.Add", NL: "Een ander systeem toevoegen", Sort: Create, Least: Substantial},
	{Name: "peer.Set", NL: "Een ander systeem stilzetten of weer aanzetten", Sort: Update, Least: Substantial},
	{Name: "peer.Try", NL: "Proberen of een ander systeem antwoordt", Sort: Execute, Least: Substantial},
}

var notifiedActs = []Act{
	{Name: "notified.Receive", NL: "Melden dat er een vraag klaarstaat", Sort: Create, Least: Substantial, Scope: "placement:notify"},
	{Name: "notified.Asked", NL: "Bekijken welke vragen van elders komen", Sort: Read, Least: Substantial},
	{Name: "notified.Question", NL: "Een vraag van elders bekijken", Sort: Read, Least: Substantial},
	{Name: "notified.Answer", NL: "Een vraag van elders beantwoorden", Sort: Update, Least: Substantial},
	{Name: "notified.Report", NL: "Melden hoe het verdergaat met een vraag van elders", Sort: Update, Least: Substantial},
}
