package render

import (
	"encoding/json"
	"math"
	"strconv"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fhir/code"
	"eerstelijn/internal/fhir/r4"
)

// Capacity renders what an offer has free, as it was when somebody last looked: the figure with that
// moment, how sure it was then, and until when it counts. It says nothing of now, so it changes when
// something was told and never by the hour; who reads it after that last moment reads that nothing is
// known. s is the service it belongs to.
func (r *Renderer) Capacity(o *capacity.Offer, s *directory.Service) *r4.Basic {
	kind, _ := r.capacity.Kind(o.Kind)
	out := &r4.Basic{
		ID: ID(o.ID), Meta: r.meta("Basic", false, pCapacity), Identifier: []r4.Identifier{r.assigned(string(o.ID), r.keeper(nil))},
		Code:    concept(r.coding(csResource, "capacity", resources["capacity"])),
		Subject: named(Reference("HealthcareService", o.Service), s.Name),
		Author:  named(Reference("Organization", s.Organization), s.OrganizationName),
	}
	x := extending{r.vocabulary, &out.Extension}
	x.add(xKind, r4.Extension{ValueCoding: new(r.coding(csCapacityKind, string(o.Kind), r.capacity.KindName(o.Kind)))})
	if o.Total > 0 {
		x.add(xTotal, r4.Extension{ValueQuantity: quantity(o.Total, kind.Unit)})
	}
	x.parts(xFigure, r.figure(o, kind.Unit))
	return out
}

// figure says what was told of an offer.
func (r *Renderer) figure(o *capacity.Offer, unit string) (p parts) {
	told := o.Figure.ToldAt
	state := o.Status(told)
	if status := state.Gravity(); status != "" {
		p.concept("status", r.capacityStatus(status)...)
	}
	p.coding("room", r.coding(csRoom, string(state), rooms[state]))
	if o.Figure.ObservedAt.IsZero() {
		return p
	}
	p = append(p, r4.Extension{URL: "available", ValueQuantity: quantity(o.Free(told), unit)})
	switch {
	case o.Wait != nil:
		p.count("waiting-days", o.Wait.P50Days)
		p.coding("waiting-basis", r.coding(csWaitBasis, "measured", waitBasis["measured"]))
	case o.Figure.WaitingDays != nil:
		p.count("waiting-days", *o.Figure.WaitingDays)
		p.coding("waiting-basis", r.coding(csWaitBasis, "reported", waitBasis["reported"]))
	}
	p.coding("source", r.coding(csSource, string(o.Figure.Source), sources[o.Figure.Source]))
	p.decimal("confidence", json.Number(strconv.FormatFloat(math.Round(o.Confidence(told)*100)/100, 'f', 2, 64)))
	p.moment("observed", told.UTC().Format(time.RFC3339Nano))
	p.moment("counts-until", stamp(o.StaleAt()))
	return p
}

// capacityStatus gives one of the four words for capacity: ours, and Gravity's where it has one.
func (r *Renderer) capacityStatus(status string) []r4.Coding {
	ours := r.theirs(r.system(csCapacityStatus), status)
	theirs := map[string]string{"has-capacity": "capacity", "no-capacity": "no-capacity", "waitlist": "waitlist", "assessment-first": "additional-assessment-required"}[status]
	if _, known := r.codes.Lookup(code.Gravity, theirs); !known {
		return []r4.Coding{ours}
	}
	return []r4.Coding{ours, r.theirs(code.Gravity, theirs)}
}

func quantity(n int, unit string) *r4.Quantity {
	return &r4.Quantity{Value: json.Number(strconv.Itoa(n)), Unit: unit}
}
