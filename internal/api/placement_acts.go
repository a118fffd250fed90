package api

import (
	"context"
	"net/http"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
)

// placementActs are the steps of a request. The capability says from where to where each leads, and
// who may; the same step again gives what stands.
func (s *server) placementActs() {
	const from = "/placements/{id}/"
	write(s, http.MethodPost, from+"open", "openPlacement", "Een aanvraag openen: de klokken gaan lopen", s.openPlacement)
	write(s, http.MethodPost, from+"withdraw", "withdrawPlacement", "Een aanvraag intrekken", s.withdrawPlacement)
	personal(s, from+"candidates", "candidates", "Wie een plek kan hebben, de beste eerst, met de redenen", s.candidates)
	write(s, http.MethodPost, from+"invitations", "invite", "Aanbieders om een plek vragen, meer tegelijk", s.invite)
	write(s, http.MethodPost, from+"cascade", "cascade", "De volgende aanbieders om een plek vragen", s.cascade)
	write(s, http.MethodPost, from+"choose", "choosePlacement", "Kiezen uit wie ja zei", s.choosePlacement)
	write(s, http.MethodPost, from+"hand-over", "handOver", "De gegevens van de persoon aan de gekozen aanbieder geven", s.handOver)
	personal(s, from+"hand-over", "readHandOver", "De gegevens van de persoon lezen: voor wie vroeg en wie gekozen is", s.readHandOver)
	write(s, http.MethodPost, from+"start", "startPlacement", "Zeggen dat de zorg is begonnen", s.startPlacement)
	write(s, http.MethodPost, from+"close", "closePlacement", "Een aanvraag afsluiten", s.closePlacement)
	write(s, http.MethodPost, from+"fall-through", "fallThrough", "Zeggen dat een plek niet doorgaat: er wordt weer gezocht", s.fallThrough)
	write(s, http.MethodPost, from+"bridge", "bridge", "Overbrugging regelen", s.bridge)
	write(s, http.MethodPost, from+"end-bridging", "endBridging", "Overbrugging beëindigen", s.simple((*placement.Service).EndBridging))
	write(s, http.MethodPost, from+"take", "takePlacement", "Een aanvraag oppakken als coördinatiepunt", s.simple((*placement.Service).Take))
}

// on runs a step on the request that the path names.
func (s *server) on(in *PlacementPath, step func(placement.RequestID) (placement.Request, error)) (written[placementRequest], error) {
	which, err := in.request()
	if err != nil {
		return written[placementRequest]{}, err
	}
	return wrotePlacement(step(which))
}

// simple makes the handler of a step that needs no body.
func (s *server) simple(step func(*placement.Service, context.Context, access.Actor, placement.RequestID) (placement.Request, error)) func(*PlacementPath, request) (written[placementRequest], error) {
	return func(in *PlacementPath, r request) (written[placementRequest], error) {
		return s.on(in, func(which placement.RequestID) (placement.Request, error) {
			return step(s.Placement, r, r.actor(), which)
		})
	}
}

type openInput struct {
	PlacementPath
	Body struct {
		ConsentAt   time.Time            `json:"consent_at" doc:"Wanneer u het met de persoon hebt besproken."`
		ConsentWith string               `json:"consent_with,omitempty" enum:"person,representative" doc:"Alleen bij crisis mag dit leeg zijn."`
		WhyNot      placement.ReasonCode `json:"why_not,omitempty" doc:"Alleen bij crisis: code uit /placement-reasons (open)."`
	}
}

// openPlacement answers POST /placements/{id}/open.
func (s *server) openPlacement(in *openInput, r request) (written[placementRequest], error) {
	return s.on(&in.PlacementPath, func(which placement.RequestID) (placement.Request, error) {
		return s.Placement.Open(r, r.actor(), which, placement.Consent{At: in.Body.ConsentAt, With: in.Body.ConsentWith, WhyNot: in.Body.WhyNot})
	})
}

type reasonInput struct {
	PlacementPath
	Body struct {
		Reason placement.ReasonCode `json:"reason" doc:"Code uit /placement-reasons."`
	}
}

// withdrawPlacement answers POST /placements/{id}/withdraw.
func (s *server) withdrawPlacement(in *reasonInput, r request) (written[placementRequest], error) {
	return s.on(&in.PlacementPath, func(which placement.RequestID) (placement.Request, error) {
		return s.Placement.Withdraw(r, r.actor(), which, in.Body.Reason)
	})
}

// closePlacement answers POST /placements/{id}/close.
func (s *server) closePlacement(in *reasonInput, r request) (written[placementRequest], error) {
	return s.on(&in.PlacementPath, func(which placement.RequestID) (placement.Request, error) {
		return s.Placement.Close(r, r.actor(), which, in.Body.Reason)
	})
}

// fallThrough answers POST /placements/{id}/fall-through.
func (s *server) fallThrough(in *reasonInput, r request) (written[placementRequest], error) {
	return s.on(&in.PlacementPath, func(which placement.RequestID) (placement.Request, error) {
		return s.Placement.FallThrough(r, r.actor(), which, in.Body.Reason)
	})
}

type inviteInput struct {
	PlacementPath
	Body struct {
		Offers []capacity.OfferID `json:"offers" doc:"Ids van aanbod met ruimte, uit …/candidates of /offers. Alle of geen."`
	}
}

// invite answers POST /placements/{id}/invitations.
func (s *server) invite(in *inviteInput, r request) (written[placementRequest], error) {
	return s.on(&in.PlacementPath, func(which placement.RequestID) (placement.Request, error) {
		return s.Placement.Invite(r, r.actor(), which, in.Body.Offers)
	})
}

type cascadeInput struct {
	PlacementPath
	Body struct {
		N int `json:"n" example:"3" doc:"Hoeveel aanbieders erbij."`
	}
}

// cascade answers POST /placements/{id}/cascade.
func (s *server) cascade(in *cascadeInput, r request) (written[placementRequest], error) {
	return s.on(&in.PlacementPath, func(which placement.RequestID) (placement.Request, error) {
		return s.Placement.Cascade(r, r.actor(), which, in.Body.N)
	})
}

type chooseInput struct {
	PlacementPath
	Body struct {
		Invitation placement.InvitationID `json:"invitation" doc:"De vraag waarop ja is gezegd."`
	}
}

// choosePlacement answers POST /placements/{id}/choose.
func (s *server) choosePlacement(in *chooseInput, r request) (written[placementRequest], error) {
	return s.on(&in.PlacementPath, func(which placement.RequestID) (placement.Request, error) {
		return s.Placement.Choose(r, r.actor(), which, in.Body.Invitation)
	})
}

type startInput struct {
	PlacementPath
	Body struct {
		At *time.Time `json:"at,omitempty" doc:"Zonder: nu."`
	}
}

// startPlacement answers POST /placements/{id}/start.
func (s *server) startPlacement(in *startInput, r request) (written[placementRequest], error) {
	var at time.Time
	if in.Body.At != nil {
		at = *in.Body.At
	}
	return s.on(&in.PlacementPath, func(which placement.RequestID) (placement.Request, error) {
		return s.Placement.Start(r, r.actor(), which, at)
	})
}

type bridgeInput struct {
	PlacementPath
	Body struct {
		Organization network.OrganizationID `json:"organization" doc:"Wie overbrugt."`
		What         string                 `json:"what" doc:"Waarmee."`
		Paid         string                 `json:"paid,omitempty" doc:"Wie betaalt."`
		Until        time.Time              `json:"until"`
	}
}

// bridge answers POST /placements/{id}/bridge.
func (s *server) bridge(in *bridgeInput, r request) (written[placementRequest], error) {
	return s.on(&in.PlacementPath, func(which placement.RequestID) (placement.Request, error) {
		return s.Placement.Bridge(r, r.actor(), which, placement.Bridging{Who: in.Body.Organization, What: in.Body.What, Paid: in.Body.Paid, Until: in.Body.Until})
	})
}

// person is who a request is about. It is asked after somebody was chosen, and stands in no other answer.
type person struct {
	Name  string `json:"name"`
	Birth string `json:"birth,omitempty" format:"date" doc:"Geboortedatum."`
	Reach string `json:"reach" doc:"Hoe de persoon, of wie voor haar spreekt, te bereiken is."`
	Words string `json:"words,omitempty" doc:"Wat de aanbieder moet weten om te beginnen."`
}

type handOverInput struct {
	PlacementPath
	Body person
}

// handOver answers POST /placements/{id}/hand-over.
func (s *server) handOver(in *handOverInput, r request) (written[placementRequest], error) {
	return s.on(&in.PlacementPath, func(which placement.RequestID) (placement.Request, error) {
		return s.Placement.HandOver(r, r.actor(), which, placement.Person(in.Body))
	})
}

// readHandOver answers GET /placements/{id}/hand-over.
func (s *server) readHandOver(in *PlacementPath, r request) (person, error) {
	which, err := in.request()
	if err != nil {
		return person{}, err
	}
	who, err := s.Placement.ReadHandOver(r, r.actor(), which)
	return person(who), err
}
