package access

var upkeepActs = []Act{
	{Name: "upkeep.State", NL: "Bekijken hoe het platform draait", Sort: Read, Least: Substantial},
	{Name: "upkeep.Retry", NL: "Een mislukte taak opnieuw laten doen", Sort: Execute, Least: Substantial},
}
