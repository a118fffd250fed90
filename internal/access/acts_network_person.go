package access

var personActs = []Act{
	{Name: "network.People", NL: "Bekijken wie er werken", Sort: Read, Least: Substantial},
	{Name: "network.EndPerson", NL: "Vastleggen dat iemand vertrokken is", Sort: Update, Least: Substantial, FourEyes: true, FourEyesFor: farRoles},
}
