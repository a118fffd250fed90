package access

var approvalActs = []Act{
	{Name: "approval.Propose", NL: "Een gevaarlijke handeling voorstellen", Sort: Create, Least: Substantial},
	{Name: "approval.Approve", NL: "Akkoord gaan als tweede persoon", Sort: Execute, Least: Substantial},
	{Name: "approval.Reject", NL: "Een voorstel afwijzen of terugnemen", Sort: Update, Least: Substantial},
	{Name: "approval.List", NL: "Bekijken wat op een tweede persoon wacht", Sort: Read, Least: Substantial},
}
