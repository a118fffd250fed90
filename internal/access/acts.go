package access

import "slices"

// Sort says what an act does to a thing, in the letters of NEN 7513 and FHIR's AuditEvent.
type Sort string

const (
	Create  Sort = "C"
	Read    Sort = "R"
	Update  Sort = "U"
	Delete  Sort = "D"
	Execute Sort = "E"
)

// Act is one thing that somebody can do or look at, as the policies and the ledger name it.
type Act struct {
	Name string // '<capability>.<Method>'
	NL   string // as people call it, with a verb: 'Aanbod wijzigen'
	Sort Sort
	// Least is how sure the platform must be of who somebody is.
	Least Assurance
	// Scope is what a machine must have been given; '' is for people alone.
	Scope string
	// FourEyes says that a second person must agree before it is done (see package approval).
	FourEyes bool
	// FourEyesFor narrows FourEyes to accounts that have or get one of these roles; none: it always holds.
	FourEyesFor []Role
	// FourEyesBy widens FourEyesFor: somebody in one of these roles always needs a second person.
	FourEyesBy []Role
}

// Acts are all there are, by name. Each capability has its own file: acts_<capability>.go beside
// policies/<capability>.cedar.
func Acts() []Act { return acts }

var acts = sorted(slices.Concat(accountActs, agreementActs, appointmentActs, approvalActs, auditActs, bottleneckActs, capacityActs, directoryActs, endpointActs, mandateActs, networkActs, notifiedActs, numberActs, obligationActs, peerActs, sessionActs, personActs, placementActs, clientActs, custodyActs, launchActs, meetingActs, mirrorActs, roleActs, signalActs, subscriptionActs, upkeepActs))

func sorted(all []Act) []Act {
	slices.SortFunc(all, func(a, b Act) int { return compare(a.Name, b.Name) })
	return all
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// ActOf finds an act by its name.
func ActOf(name string) (Act, bool) {
	i, ok := slices.BinarySearchFunc(acts, name, func(a Act, name string) int { return compare(a.Name, name) })
	if !ok {
		return Act{}, false
	}
	return acts[i], true
}
