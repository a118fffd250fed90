package param

// Apart are the types whose resources are rendered when they are read, because they pass by the clock and
// would fill a journal with versions that nobody asks for again. They are searched as the others are, and
// stand neither in the journal nor in its index.
var Apart = complete([]Type{
	{
		Name: "Schedule", prefix: "sch", Order: "_id",
		Params: []Param{
			{Name: "active", Kind: Token, At: []string{"active"}, Doc: "Whether its times can be relied on now"},
			{Name: "actor", Kind: Reference, At: []string{"actor"}, Targets: []string{"HealthcareService", "Location"}, Doc: "The service, or a place where it is given"},
			{Name: "service-category", Kind: Token, At: []string{"serviceCategory"}, Doc: "A broad kind of service"},
			{Name: "service-type", Kind: Token, At: []string{"serviceType"}, Doc: "A kind of service"},
			{Name: "specialty", Kind: Token, At: []string{"specialty"}, Doc: "A specialty of the service"},
		},
		Include: []string{"Schedule:actor"},
		Summary: []string{"active", "serviceCategory", "serviceType", "specialty", "actor"}, Mandatory: []string{"active", "actor"},
	},
	{
		Name: "Slot", prefix: "slt", Order: "start",
		Params: []Param{
			{Name: "appointment-type", Kind: Token, At: []string{"appointmentType"}, Doc: "A kind of appointment"},
			{Name: "schedule", Kind: Reference, At: []string{"schedule"}, Targets: []string{"Schedule"}, Doc: "The schedule it is of"},
			{Name: "start", Kind: Date, At: []string{"start"}, Doc: "When it begins"},
			{Name: "status", Kind: Token, At: []string{"status"}, System: "http://hl7.org/fhir/slotstatus", Doc: "free, or busy when it is taken"},
		},
		Include: []string{"Slot:schedule"},
		Summary: []string{"schedule", "status", "start", "end"}, Mandatory: []string{"schedule", "status", "start", "end"},
	},
})

// FindApart gives one of the types of [Apart] by its name.
func FindApart(name string) (*Type, bool) {
	for i := range Apart {
		if Apart[i].Name == name {
			return &Apart[i], true
		}
	}
	return nil, false
}
