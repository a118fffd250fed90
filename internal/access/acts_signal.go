package access

var signalActs = []Act{
	{Name: "signal.SaveRule", NL: "Vastleggen wanneer een cijfer een knelpunt is", Sort: Update, Least: Substantial},
	{Name: "signal.EndRule", NL: "Een regel voor signalen stoppen", Sort: Update, Least: Substantial},
	{Name: "signal.DryRun", NL: "Een regel voor signalen proberen op wat geweest is", Sort: Read, Least: Substantial},
	{Name: "signal.Weigh", NL: "Een knelpunt melden omdat een cijfer het zegt", Sort: Execute, Least: High},
}
