package access

var numberActs = []Act{
	{Name: "placement.Numbers", NL: "Cijfers over plaatsingen bekijken", Sort: Read, Least: Low, Scope: "placement:read"},
	{Name: "placement.Declines", NL: "Bekijken waarom een aanbieder nee zegt", Sort: Read, Least: Low},
	{Name: "placement.SmallNumbers", NL: "Kleine aantallen zien in cijfers over plaatsingen", Sort: Read, Least: Low},
	{Name: "placement.MeasureWaits", NL: "Wachttijden meten uit plaatsingen", Sort: Execute, Least: High},
	{Name: "placement.Webhook", NL: "Bekijken waar een programma bericht krijgt", Sort: Read, Least: Low, Scope: "placement:answer"},
	{Name: "placement.SaveWebhook", NL: "Kiezen waar een programma bericht krijgt", Sort: Update, Least: Low, Scope: "placement:answer"},
}
