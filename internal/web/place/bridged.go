package place

import (
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/ui"
)

// bridged is a request of which one's own organisation bridges the time.
type bridged struct {
	href, title, where, what, paid, until string
	mark                                  mark
}

// mayBridge tells whether somebody sees what their organisation bridges.
func (p Page) mayBridge(who access.Actor) bool {
	return who.Organization != "" && p.Access.Decide(who, "placement.Bridged", access.Subject{Type: "organization", ID: who.Organization, Organization: who.Organization}).Allowed
}

// bridged shows what somebody's organisation bridges.
func (b *book) bridged(who access.Actor) (all []bridged, err error) {
	requests, err := b.Placement.Bridged(b.ctx, who)
	if err != nil {
		return nil, err
	}
	now := b.Now()
	for i := range requests {
		r := &requests[i]
		for _, x := range r.Bridging {
			if !x.Ended.IsZero() || x.Who != network.OrganizationID(who.Organization) {
				continue
			}
			one := bridged{href: requestPath(r.ID), title: ui.Capital(b.kind(r.Kind)), where: b.area(r.Area), what: x.What, paid: x.Paid,
				until: "tot en met " + ui.OnDay(x.Until.Add(-time.Second), now), mark: b.mark(r.Urgency)}
			all = append(all, one)
		}
	}
	return all, nil
}
