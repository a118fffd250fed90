package api

import (
	"eerstelijn/internal/finding"
	"eerstelijn/internal/finding/candidate"
)

// candidateItem is an offer that may have a place for a request.
type candidateItem struct {
	Offer        string         `json:"offer"`
	Service      string         `json:"service"`
	Organization string         `json:"organization_id"`
	Name         string         `json:"name"`
	By           string         `json:"organization"`
	Status       finding.Status `json:"state" enum:"room,limited,ageing,waitlist,assessment,full,unknown" doc:"Hoe het met de ruimte staat."`
	DistanceM    *int           `json:"distance_m" doc:"null: niet bekend."`
	Chance       *float64       `json:"chance,omitempty" doc:"Kans op een ja op tijd, van 0 tot 1; staat er alleen bij wie in aanmerking komt."`
	Reasons      []reasonGiven  `json:"reasons" doc:"Waarom het hier staat, of waarom niet."`
}

type reasonGiven struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

// shortlist is who may have a place, and who not.
type shortlist struct {
	Items   []candidateItem `json:"items" doc:"De beste eerst."`
	LeftOut []candidateItem `json:"left_out" doc:"Wie niet in aanmerking komt. U kunt hen zelf toch vragen."`
}

func showCandidate(o *candidate.Offer, metres int, why []candidate.Reason) candidateItem {
	out := candidateItem{Offer: o.ID, Service: o.Service, Organization: o.Organization, Name: o.Name, By: o.OrganizationName, Status: o.Status, Reasons: make([]reasonGiven, len(why))}
	if metres >= 0 {
		out.DistanceM = &metres
	}
	for i, r := range why {
		out.Reasons[i] = reasonGiven{string(r.Code), r.Dutch()}
	}
	return out
}

// candidates answers GET /placements/{id}/candidates.
func (s *server) candidates(in *PlacementPath, r request) (shortlist, error) {
	which, err := in.request()
	if err != nil {
		return shortlist{}, err
	}
	found, err := s.Placement.Candidates(r, r.actor(), which)
	if err != nil {
		return shortlist{}, err
	}
	out := shortlist{Items: make([]candidateItem, len(found.Ranked)), LeftOut: make([]candidateItem, len(found.LeftOut))}
	for i := range found.Ranked {
		c := &found.Ranked[i]
		out.Items[i] = showCandidate(&c.Offer, c.DistanceM, c.Reasons)
		out.Items[i].Chance = &c.Chance
	}
	for i := range found.LeftOut {
		l := &found.LeftOut[i]
		out.LeftOut[i] = showCandidate(&l.Offer, l.DistanceM, l.Why)
	}
	return out, nil
}
