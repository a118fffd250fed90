package render

import "eerstelijn/internal/fhir/r4"

// Ended makes of a resource what it says once the thing is shown no more: the same as it last said, but
// not in use. What became of the thing since is nobody's business. It reports whether that is a change.
func (r *Renderer) Ended(of r4.Resource) bool {
	if _, meta := of.Head(); *meta != nil {
		(*meta).VersionID, (*meta).LastUpdated = "", ""
		if m := **meta; len(m.Profile)+len(m.Tag) == 0 && m.Source == "" {
			*meta = nil
		}
	}
	off := func(active **bool) bool {
		if *active != nil && !**active {
			return false
		}
		*active = new(false)
		return true
	}
	switch of := of.(type) {
	case *r4.Organization:
		return off(&of.Active)
	case *r4.HealthcareService:
		return off(&of.Active)
	case *r4.OrganizationAffiliation:
		return off(&of.Active)
	case *r4.Location:
		was := of.Status
		of.Status = "inactive"
		return was != of.Status
	case *r4.Endpoint:
		was := of.Status
		of.Status = "off"
		return was != of.Status
	case *r4.Basic:
		return r.endCapacity(of)
	}
	return false
}

// endCapacity leaves of a figure no more than that there is none any longer.
func (r *Renderer) endCapacity(of *r4.Basic) bool {
	figure := r.within(of.Extension, xFigure)
	if figure == nil {
		return false
	}
	if room := part(figure.Extension, "room"); room != nil && room.ValueCoding != nil && room.ValueCoding.Code == hasEnded {
		return false
	}
	var p parts
	p.coding("room", r.coding(csRoom, hasEnded, "Wordt niet meer bijgehouden"))
	figure.Extension = p
	return true
}

// hasEnded is the room of an offer that is kept no more.
const hasEnded = "ended"
