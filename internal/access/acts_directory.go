package access

var directoryActs = []Act{
	{Name: "directory.Save", NL: "Aanbod wijzigen", Sort: Update, Least: Low, Scope: "directory:write"},
	{Name: "directory.Show", NL: "Aanbod laten zien", Sort: Update, Least: Low, Scope: "directory:write"},
	{Name: "directory.Hide", NL: "Aanbod verbergen", Sort: Update, Least: Low, Scope: "directory:write"},
	{Name: "directory.Undo", NL: "Een eerdere versie terugzetten", Sort: Update, Least: Low, Scope: "directory:write"},
	{Name: "directory.Confirm", NL: "Zeggen dat een gegeven nog klopt", Sort: Update, Least: Low, Scope: "directory:write"},
	{Name: "directory.Own", NL: "Eigen aanbod bekijken", Sort: Read, Least: Low, Scope: "directory:write"},
	{Name: "directory.OwnServices", NL: "De lijst van eigen aanbod bekijken", Sort: Read, Least: Low, Scope: "directory:write"},
	{Name: "directory.OwnHistory", NL: "Bekijken wat er aan eigen aanbod is gewijzigd", Sort: Read, Least: Low, Scope: "directory:write"},
	{Name: "directory.Author", NL: "Zien wie een wijziging maakte", Sort: Read, Least: Low},
	{Name: "directory.Checks", NL: "Bekijken wat nagekeken moet worden", Sort: Read, Least: Low, Scope: "directory:write"},
	{Name: "directory.Report", NL: "Melden dat een gegeven niet klopt", Sort: Create, Least: NoAssurance, Scope: "directory:report"},
	{Name: "directory.Reports", NL: "Meldingen over eigen aanbod bekijken", Sort: Read, Least: Low, Scope: "directory:write"},
	{Name: "directory.TakeReport", NL: "Een melding in behandeling nemen", Sort: Update, Least: Low, Scope: "directory:write"},
	{Name: "directory.AnswerReport", NL: "Een melding beantwoorden", Sort: Update, Least: Low, Scope: "directory:write"},
	{Name: "directory.LateReports", NL: "Bekijken welke meldingen te lang wachten", Sort: Read, Least: Low},
	{Name: "directory.CloseReports", NL: "Beantwoorde meldingen afsluiten", Sort: Execute, Least: High},
	{Name: "directory.Import", NL: "Aanbod inlezen uit een bestand", Sort: Create, Least: High},
	{Name: "directory.AskToConfirm", NL: "Vragen of een gegeven nog klopt", Sort: Execute, Least: High},
}
