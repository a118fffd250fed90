// Package access says who somebody is to the platform and what they may do, with the reason.
//
// The policies stand in policies/*.cedar, one file per capability, each with a Dutch sentence above
// it that is shown to people. Everything is refused unless a policy permits it. Callers describe the
// thing that is acted on with a [Subject]: this package knows no capability.
//
// Policies are indexed by act, so that a decision weighs only the few that name it. Cedar skips a
// policy that cannot be evaluated, which would make a broken prohibition permit; any evaluation
// error is therefore a refusal here.
//
// Start reading at [Policies.Decide].
package access

// Role is what somebody is to the platform at this moment.
type Role string

const (
	Citizen        Role = "citizen" // not signed in
	Patient        Role = "patient"
	Representative Role = "representative"
	Professional   Role = "professional"
	TransferDesk   Role = "transfer-desk"
	ProviderAdmin  Role = "provider-admin"
	Coordinator    Role = "coordinator"
	RESVStaff      Role = "resv-staff"
	RESVBoard      Role = "resv-board"
	Insurer        Role = "insurer"
	Municipality   Role = "municipality"
	National       Role = "national"
	PlatformAdmin  Role = "platform-admin"
	Auditor        Role = "auditor"
	// System is the program itself: a timer, or an operator at the command line.
	System Role = "system"
)

// Actor is who acts: a person in a role for an organisation, or the system.
type Actor struct {
	Person       string // id; 'anonymous' for a citizen who is not signed in; 'system:<job>'
	Name         string // as shown
	Role         Role
	Organization string
	Region       string
	Wijkverband  string
	OnBehalfOf   string
	Trace        string // id of the request, for the ledger and the logs
}

// Anonymous is a citizen who has not signed in.
func Anonymous(trace string) Actor {
	return Actor{Person: "anonymous", Role: Citizen, Trace: trace}
}

// Job is the program acting by itself.
func Job(name string) Actor {
	return Actor{Person: "system:" + name, Name: name, Role: System}
}

// Subject is the thing acted on, with the properties that policies weigh. Absent properties are
// empty, never missing, so that no policy fails on them.
type Subject struct {
	Type         string // 'service', 'wijkverband', 'region', …
	ID           string
	Organization string // the organisation that owns it
	Region       string
	Wijkverband  string
}

// Reason is one policy that decided.
type Reason struct {
	Policy string // its id
	NL     string // the sentence above it
}

// Decision is the answer to 'may this person do this to that?'.
type Decision struct {
	Allowed bool
	Reasons []Reason // never empty
}
