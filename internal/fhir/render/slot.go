package render

import (
	"time"

	"eerstelijn/internal/appointment"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fhir/r4"
)

// The extensions of SMART Scheduling Links, under the address that its readers know, and those of them that
// HL7's guide of the same name has under its own.
const (
	smartLinks   = "http://fhir-registry.smarthealthit.org/StructureDefinition/"
	hl7Links     = "http://hl7.org/fhir/uv/smart-scheduling-links/StructureDefinition/"
	bookingLink  = "booking-deep-link"
	bookingPhone = "booking-phone"
	slotCapacity = "slot-capacity"
)

// What a Slot says of a time.
const (
	slotFree = "free"
	slotBusy = "busy"
)

// Schedule renders that a service publishes when people can come. It has the id of the service: there is one
// of each. Places come before the service, since a reader of SMART Scheduling Links looks for a place first.
func (r *Renderer) Schedule(p *appointment.Publication, s *directory.Service, now time.Time) *r4.Schedule {
	out := &r4.Schedule{ID: ID(p.Service), Active: new(p.Fresh(now))}
	for i := range s.Locations {
		out.Actor = append(out.Actor, *named(Reference("Location", s.Locations[i].ID), s.Locations[i].Name))
	}
	out.Actor = append(out.Actor, *named(Reference("HealthcareService", s.ID), s.Name))
	var of r4.HealthcareService
	r.classify(&of, s)
	out.ServiceCategory, out.ServiceType, out.Specialty = of.Category, of.Type, of.Specialty
	return out
}

// Slot renders a time at which people can come.
func (r *Renderer) Slot(s *appointment.Slot) *r4.Slot {
	out := &r4.Slot{
		ID: ID(s.ID), Schedule: Reference("Schedule", s.Service), Status: slotFree, Start: s.Start.UTC().Format(time.RFC3339Nano), End: s.End.UTC().Format(time.RFC3339Nano),
		AppointmentType: concept(r.coding(csCapacityKind, string(s.Kind), r.capacity.KindName(s.Kind))),
	}
	if s.Free == 0 {
		out.Status = slotBusy
	}
	for _, base := range []string{smartLinks, hl7Links} {
		if s.Link != "" {
			out.Extension = append(out.Extension, r4.Extension{URL: base + bookingLink, ValueURL: new(s.Link)})
		}
		if s.Phone != "" {
			out.Extension = append(out.Extension, r4.Extension{URL: base + bookingPhone, ValueString: new(s.Phone)})
		}
	}
	if s.Free > 1 {
		out.Extension = append(out.Extension, r4.Extension{URL: smartLinks + slotCapacity, ValueInteger: new(s.Free)})
	}
	return out
}

// ReadSlot gives the time that a Slot says, without its id and service: what is not known is as if it was not
// said. Its moments are checked by who takes it.
func (r *Renderer) ReadSlot(in *r4.Slot) (s appointment.Slot) {
	s.Start, _ = time.Parse(time.RFC3339, in.Start)
	s.End, _ = time.Parse(time.RFC3339, in.End)
	if in.Status == slotFree {
		s.Free = 1
	}
	if in.AppointmentType != nil {
		s.Kind = first(codes[capacity.KindCode]([]r4.CodeableConcept{*in.AppointmentType}, r.system(csCapacityKind)))
	}
	for i := range in.Extension {
		x := &in.Extension[i]
		switch {
		case (x.URL == smartLinks+bookingLink || x.URL == hl7Links+bookingLink) && x.ValueURL != nil:
			s.Link = *x.ValueURL
		case (x.URL == smartLinks+bookingPhone || x.URL == hl7Links+bookingPhone) && x.ValueString != nil:
			s.Phone = *x.ValueString
		case x.URL == smartLinks+slotCapacity && x.ValueInteger != nil && in.Status == slotFree:
			s.Free = *x.ValueInteger
		}
	}
	return s
}
