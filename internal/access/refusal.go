package access

import "strings"

// Refusal is why somebody may not do something, as the cause of a fault.Denied. A face that can do
// something about it, such as asking for a stronger sign-in, finds it there.
type Refusal struct {
	Act     string
	Reasons []Reason
}

// Error names the policies that refused, for logs.
func (r Refusal) Error() string {
	ids := make([]string, len(r.Reasons))
	for i, one := range r.Reasons {
		ids[i] = one.Policy
	}
	return "refused by " + strings.Join(ids, " ")
}

// Needs gives how sure we must be of who somebody is, when a stronger sign-in is all that stands in
// the way; 0 otherwise.
func (r Refusal) Needs() Assurance {
	if len(r.Reasons) != 1 || r.Reasons[0].Policy != tooUnsure.Policy {
		return NoAssurance
	}
	known, _ := ActOf(r.Act)
	return known.Least
}
