// Package access says who somebody is to the platform and what they may do, with the reason.
//
// The policies stand in policies/*.cedar, one file per capability, each with a Dutch sentence above
// it that is shown to people. Everything is refused unless a policy permits it. Callers describe the
// thing that is acted on with a [Subject]: this package knows no capability.
//
// Beside the policies stands the table of acts: each says how sure the platform must be of who somebody
// is, what a machine must have been given, and whether a second person must agree. [Policies.Decide]
// weighs both. [Policies.Bound] is the same for lists, as a condition in SQL; [Policies.Explain] and
// [Policies.Rights] tell people why, and [Policies.Table] is what docs/toegang.md is written from.
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
	// Holder is whoever was sent a one-time link: it permits one act on one thing.
	Holder Role = "link-holder"
	// Machine is a program of somebody else, with an organisation and scopes of its own.
	Machine Role = "machine-client"
	// System is the program itself: a timer, or an operator at the command line.
	System Role = "system"
)

// Assurance is how sure the platform is that somebody is who they say (eIDAS).
type Assurance uint8

const (
	NoAssurance Assurance = iota // not signed in
	Low                          // a link by mail
	Substantial                  // a passkey, or an employer's sign-in with a second factor
	High                         // a means with a face or a chip behind it: UZI, Dezi, DigiD high
)

// Via is the face through which somebody acts.
type Via string

const (
	ByPage    Via = "page"
	ByAPI     Via = "api"
	ByCommand Via = "command"
	ByTimer   Via = "timer"
	ByLink    Via = "link" // a one-time link
)

// Actor is who acts: a person in a role for an organisation, a machine, or the system.
type Actor struct {
	Person       string // id; 'anonymous' for a citizen who is not signed in; 'system:<job>'; 'client:<id>'
	Name         string // as shown
	Role         Role
	Organization string
	Region       string
	Wijkverband  string
	OnBehalfOf   string // the person whom a representative acts for
	Assurance    Assurance
	Scopes       string // of a machine, separated by spaces; nobody else is bound by them
	Only         string // id of the one thing that a one-time link permits its act on; '' bounds nothing
	Session      string // id of the session, never its token
	Via          Via
	Origin       string // keyed hash of the address, so that one caller's acts can be seen together
	Trace        string // id of the request, for the ledger and the logs
}

// Anonymous is a citizen who has not signed in.
func Anonymous(trace string) Actor {
	return Actor{Person: "anonymous", Role: Citizen, Trace: trace}
}

// Job is the program acting by itself.
func Job(name string) Actor {
	return Actor{Person: "system:" + name, Name: name, Role: System, Assurance: High, Via: ByTimer}
}

// Subject is the thing acted on, with the properties that policies weigh. Absent properties are
// empty, never missing, so that no policy fails on them.
type Subject struct {
	Type         string // 'service', 'wijkverband', 'region', …
	ID           string
	Organization string // the organisation that owns it
	Region       string
	Wijkverband  string
	Person       string // whose it is: somebody's own session, report or account
	Role         string // of an account: the role that it has or gets
	Desk         string // of a request for a place: the organisation that runs the desk of its region
	Provider     string // of a request for a place: the organisation that was chosen
	Bridger      string // of a request for a place: the organisation that bridges the time until there is one
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
