package access

var meetingActs = []Act{
	{Name: "meeting.Plan", NL: "Een overleg plannen of verzetten", Sort: Create, Least: Substantial},
	{Name: "meeting.Propose", NL: "Iets op de agenda van een overleg zetten", Sort: Create, Least: Substantial},
	{Name: "meeting.Drop", NL: "Iets van de agenda van een overleg halen", Sort: Update, Least: Substantial},
	{Name: "meeting.Start", NL: "Een overleg beginnen", Sort: Update, Least: Substantial},
	{Name: "meeting.Attend", NL: "Vastleggen wie bij een overleg zijn", Sort: Update, Least: Substantial},
	{Name: "meeting.Minute", NL: "Notulen en besluiten van een overleg schrijven", Sort: Update, Least: Substantial},
	{Name: "meeting.AddTask", NL: "Een taak uit een overleg vastleggen", Sort: Create, Least: Substantial},
	{Name: "meeting.DoneTask", NL: "Zeggen dat een taak is gedaan", Sort: Update, Least: Substantial},
	{Name: "meeting.Close", NL: "Een overleg afsluiten", Sort: Update, Least: Substantial},
	{Name: "meeting.Cancel", NL: "Een overleg afzeggen", Sort: Update, Least: Substantial},
	{Name: "meeting.Meeting", NL: "Een overleg met agenda en notulen lezen", Sort: Read, Least: Substantial},
	{Name: "meeting.Meetings", NL: "Bekijken welke overleggen er zijn", Sort: Read, Least: Substantial},
	{Name: "meeting.Tasks", NL: "Taken uit overleggen bekijken", Sort: Read, Least: Substantial},
}
