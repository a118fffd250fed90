package access

var appointmentActs = []Act{
	{Name: "appointment.Publish", NL: "Vrije tijden voor afspraken doorgeven", Sort: Update, Least: Low, Scope: "capacity:write"},
}
