package place

import (
	"net/url"
	"slices"

	"eerstelijn/internal/access"
	"eerstelijn/internal/placement"
)

// stuckPath is the form for a bottleneck; it is filled in from a request.
const stuckPath = "/werk/knelpunten/melden"

// stuck is where a request to which somebody said no is reported as a bottleneck. There is no such place
// where nobody did, where bottlenecks are not kept, and for who may not report.
func (p Page) stuck(who access.Actor, r *placement.Request) string {
	refused := slices.ContainsFunc(r.Invitations, func(i placement.Invitation) bool { return i.State == placement.Refused })
	if p.Bottlenecks == nil || !refused || !p.Access.Decide(who, "bottleneck.Report", access.Subject{Type: "bottleneck", Region: string(r.Region)}).Allowed {
		return ""
	}
	return stuckPath + "?" + url.Values{"aanvraag": {string(r.ID)}}.Encode()
}
