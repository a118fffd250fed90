package api

import (
	"net/http"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
)

// agreementRoutes are those on which a region says who runs its desk and how it bridges.
func (s *server) agreementRoutes() {
	get(s, "/regions/{slug}/desk", "desk", "Wie het coördinatiepunt van een regio is", s.desk)
	write(s, http.MethodPut, "/regions/{slug}/desk", "putDesk", "Zeggen wie het coördinatiepunt van een regio is", s.putDesk)
	get(s, "/regions/{slug}/bridging-rules", "bridgingRules", "Hoe een regio overbrugt als er niet op tijd een plek is", s.bridgingRules)
	write(s, http.MethodPut, "/regions/{slug}/bridging-rules", "putBridgingRule", "Eén regel vastleggen, in de plaats van die voor dezelfde soort en spoed", s.putBridgingRule)
	write(s, http.MethodPost, "/regions/{slug}/bridging-rules/end", "endBridgingRule", "Eén regel stoppen", s.endBridgingRule)
}

type desk struct {
	Organization network.OrganizationID `json:"organization" doc:"Id van de organisatie; leeg: niemand."`
}

// desk answers GET /regions/{slug}/desk.
func (s *server) desk(in *slugInput, r request) (out desk, err error) {
	region, err := s.Network.Region(r, in.Slug)
	if err == nil {
		out.Organization, err = s.Placement.DeskOf(r, region.ID)
	}
	return out, err
}

// RegionPath is exported because huma fills no other embedded struct.
type RegionPath struct {
	Slug string `path:"slug" doc:"Naam zoals die in het adres staat." example:"rivierenzoom"`
}

type deskInput struct {
	RegionPath
	Body desk
}

// putDesk answers PUT /regions/{slug}/desk. What is under way goes over to the new one.
func (s *server) putDesk(in *deskInput, r request) (written[desk], error) {
	region, err := s.Network.Region(r, in.Slug)
	if err == nil {
		err = s.Placement.SaveDesk(r, r.actor(), region.ID, in.Body.Organization)
	}
	return written[desk]{Body: in.Body}, err
}

type bridgingRule struct {
	Kind         capacity.KindCode      `json:"kind" doc:"Code uit /capacity-kinds; leeg: elke soort."`
	Urgency      placement.Urgency      `json:"urgency" doc:"Code uit /urgencies; leeg: elke."`
	Organization network.OrganizationID `json:"organization" doc:"Wie overbrugt."`
	What         string                 `json:"what" maxLength:"300" doc:"Welke hulp er komt, in gewone taal."`
	Days         int                    `json:"days" minimum:"1" maximum:"365" doc:"Hoe lang, hoogstens."`
	Paid         string                 `json:"paid,omitempty" maxLength:"300" doc:"Wie het betaalt."`
}

func showRule(rule *placement.BridgingRule) bridgingRule {
	return bridgingRule{rule.Kind, rule.Urgency, rule.Organization, rule.What, rule.Days, rule.Paid}
}

// bridgingRules answers GET /regions/{slug}/bridging-rules.
func (s *server) bridgingRules(in *slugInput, r request) (List[bridgingRule], error) {
	region, err := s.Network.Region(r, in.Slug)
	if err != nil {
		return List[bridgingRule]{}, err
	}
	rules, err := s.Placement.BridgingRules(r, region.ID)
	if err != nil {
		return List[bridgingRule]{}, err
	}
	items := make([]bridgingRule, len(rules))
	for i := range rules {
		items[i] = showRule(&rules[i])
	}
	return all(items), nil
}

type ruleInput struct {
	RegionPath
	Body bridgingRule
}

// putBridgingRule answers PUT /regions/{slug}/bridging-rules. Kind and urgency say which rule it is, so that
// sending it twice leaves one.
func (s *server) putBridgingRule(in *ruleInput, r request) (written[bridgingRule], error) {
	region, err := s.Network.Region(r, in.Slug)
	if err != nil {
		return written[bridgingRule]{}, err
	}
	b := in.Body
	saved, err := s.Placement.SaveBridgingRule(r, r.actor(), placement.BridgingRule{Region: region.ID, Kind: b.Kind, Urgency: b.Urgency,
		Organization: b.Organization, What: b.What, Days: b.Days, Paid: b.Paid})
	return written[bridgingRule]{Body: showRule(&saved)}, err
}

type ruleKey struct {
	RegionPath
	Body struct {
		Kind    capacity.KindCode `json:"kind" doc:"Zoals de regel die heeft."`
		Urgency placement.Urgency `json:"urgency" doc:"Zoals de regel die heeft."`
	}
}

// endBridgingRule answers POST /regions/{slug}/bridging-rules/end with the rules that are left.
func (s *server) endBridgingRule(in *ruleKey, r request) (written[List[bridgingRule]], error) {
	region, err := s.Network.Region(r, in.Slug)
	if err == nil {
		err = s.Placement.EndBridgingRule(r, r.actor(), region.ID, in.Body.Kind, in.Body.Urgency)
	}
	if err != nil {
		return written[List[bridgingRule]]{}, err
	}
	left, err := s.bridgingRules(&slugInput{Slug: in.Slug}, r)
	return written[List[bridgingRule]]{Body: left}, err
}
