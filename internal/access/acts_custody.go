package access

var custodyActs = []Act{
	{Name: "custody.Status", NL: "Bekijken welke sleutels er zijn", Sort: Read, Least: Substantial},
	{Name: "custody.Rotate", NL: "Een nieuwe sleutel maken", Sort: Execute, Least: Substantial, FourEyes: true},
	{Name: "custody.Retire", NL: "Een oude sleutel wegdoen", Sort: Delete, Least: Substantial, FourEyes: true},
}
