package api

import (
	"net/http"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
)

// invitation is the question to one provider.
type invitation struct {
	ID           placement.InvitationID    `json:"id"`
	Request      placement.RequestID       `json:"request"`
	Offer        capacity.OfferID          `json:"offer"`
	Service      directory.ServiceID       `json:"service"`
	Organization network.OrganizationID    `json:"organization"`
	State        placement.InvitationState `json:"state" enum:"open,offered,chosen,no,expired,withdrawn,lost" doc:"offered: er is ja gezegd en een plek wordt vastgehouden. lost: een ander is gekozen."`
	SentAt       string                    `json:"sent_at" format:"date-time"`
	Until        string                    `json:"until" format:"date-time" doc:"Antwoord voor dit moment."`
	AnsweredAt   *string                   `json:"answered_at,omitempty" format:"date-time"`
	HeldUntil    *string                   `json:"held_until,omitempty" format:"date-time" doc:"Tot dan wordt de plek vastgehouden."`
	Reason       placement.ReasonCode      `json:"reason,omitempty" doc:"Van een nee: code uit /decline-reasons. Alleen wie het zei, wie vroeg en het coördinatiepunt zien hem."`
	Fell         placement.ReasonCode      `json:"fell,omitempty" doc:"Waarom de plek niet doorging: code uit /placement-reasons (fall-through). Alleen wie vroeg en het coördinatiepunt zien hem."`
}

func showInvitation(i *placement.Invitation) invitation {
	return invitation{
		ID: i.ID, Request: i.Request, Offer: i.Offer, Service: i.Service, Organization: i.Organization, State: i.State, SentAt: stamp(i.SentAt),
		Until: stamp(i.Until), AnsweredAt: stampOrNil(i.AnsweredAt), HeldUntil: stampOrNil(i.HeldUntil), Reason: i.Reason, Fell: i.Fell,
	}
}

// question is a question as the provider reads it: what is asked, and nothing of other providers. Of one
// that has ended it holds no words or answers any more.
type question struct {
	Invitation invitation             `json:"invitation"`
	State      placement.State        `json:"state" enum:"open,bridging,accepted,placed,closed,withdrawn,expired" doc:"Hoe ver de aanvraag is."`
	Asked      PlacementDraft         `json:"asked"`
	By         network.OrganizationID `json:"by" doc:"Wie het vraagt."`
	Vulnerable bool                   `json:"vulnerable"`
	CommitBy   *string                `json:"commit_by,omitempty" format:"date-time"`
	HandedOver bool                   `json:"handed_over" doc:"De gegevens van de persoon staan klaar voor u."`
}

func showQuestion(a *placement.Asked) question {
	return question{
		Invitation: showInvitation(&a.Invitation), State: a.Request.State, Asked: showDraft(&a.Request.Draft), By: a.Request.Organization,
		Vulnerable: a.Request.Vulnerable, CommitBy: stampOrNil(a.Request.CommitBy), HandedOver: a.Request.HandedOver,
	}
}

func (s *server) invitationRoutes() {
	personal(s, "/invitations", "invitations", "Wat aan uw organisatie gevraagd is", s.invitations)
	personal(s, "/invitations/{id}", "invitation", "Eén vraag aan uw organisatie", s.invitation)
	write(s, http.MethodPost, "/invitations/{id}/answer", "answerInvitation", "Ja of nee zeggen op een vraag", s.answerInvitation)
}

type invitationsInput struct{ PartOfList }

// invitations answers GET /invitations.
func (s *server) invitations(in *invitationsInput, r request) (List[question], error) {
	found, err := s.Placement.Invited(r, r.actor(), in.window())
	if err != nil {
		return List[question]{}, err
	}
	out := List[question]{Items: make([]question, len(found.Items)), Next: found.Next, Total: &found.Total}
	for i := range found.Items {
		out.Items[i] = showQuestion(&found.Items[i])
	}
	return out, nil
}

type invitationInput struct {
	ID string `path:"id" doc:"Id van de vraag."`
}

// invitation answers GET /invitations/{id}.
func (s *server) invitation(in *invitationInput, r request) (question, error) {
	which, err := id.Parse[placement.InvitationID](in.ID)
	if err != nil {
		return question{}, err
	}
	found, err := s.Placement.Invitation(r, r.actor(), which)
	if err != nil {
		return question{}, err
	}
	return showQuestion(&found), nil
}

type answerInput struct {
	ID   string `path:"id" doc:"Id van de vraag."`
	Body struct {
		Yes       bool                 `json:"yes"`
		Reason    placement.ReasonCode `json:"reason,omitempty" doc:"Bij nee: code uit /decline-reasons."`
		Available *int                 `json:"available,omitempty" doc:"Hoeveel plekken u nu vrij hebt, deze meegeteld."`
		HeldFor   int                  `json:"held_for,omitempty" doc:"Hoeveel minuten u de plek vasthoudt; zonder: zo lang als bij de spoed hoort. Telt niet bij crisis."`
	}
}

// answerInvitation answers POST /invitations/{id}/answer. A yes that comes too late is the problem
// already-placed, and holds nothing.
func (s *server) answerInvitation(in *answerInput, r request) (written[invitation], error) {
	which, err := id.Parse[placement.InvitationID](in.ID)
	if err != nil {
		return written[invitation]{}, err
	}
	const mostMinutes = 60 * 24 * 366
	if err := numberBetween("held_for", in.Body.HeldFor, 0, mostMinutes); err != nil {
		return written[invitation]{}, err
	}
	answered, err := s.Placement.Answer(r, r.actor(), which, placement.Answer{
		Yes: in.Body.Yes, Reason: in.Body.Reason, Available: in.Body.Available, HeldFor: time.Duration(in.Body.HeldFor) * time.Minute,
	})
	if err != nil {
		return written[invitation]{}, placementProblem(err)
	}
	return written[invitation]{Body: showInvitation(&answered)}, nil
}
