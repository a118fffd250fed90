package api

import (
	"net/http"
	"strings"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/subscription"
	"eerstelijn/internal/network"
)

// subscriptionRoutes are those that say which programs are told of changes, and whether that works, as on
// the page /beheer/seintjes. A program asks and reads its own over FHIR.
func (s *server) subscriptionRoutes() {
	personal(s, "/subscriptions", "subscriptions", "Welke programma's een seintje krijgen als er iets verandert, en of dat aankomt (beheerder)", s.subscriptions)
	personal(s, "/subscriptions/{id}", "subscription", "Eén programma dat seintjes krijgt", s.subscription)
	write(s, http.MethodPost, "/subscriptions/{id}/stop", "stopSubscription", "Een programma geen seintjes meer sturen; het kan er zelf opnieuw om vragen", s.stopSubscription)
}

type subscriptionShown struct {
	ID           subscription.ID        `json:"id" doc:"Ook het id van de Subscription in FHIR."`
	Organization network.OrganizationID `json:"organization_id" doc:"Van wie het programma is."`
	Topic        subscription.Topic     `json:"topic" doc:"Waarover."`
	Reason       string                 `json:"reason,omitempty" doc:"Waarvoor, zegt het programma."`
	Endpoint     string                 `json:"endpoint" doc:"Waar het seintje naartoe gaat, zonder wat er achter een vraagteken staat."`
	State        subscription.State     `json:"state" enum:"requested,active,error,off" doc:"Wacht op het eerste antwoord, goed, komt niet aan, of uit."`
	Error        *bilingual             `json:"error,omitempty" doc:"Waarom het niet aankomt, of waarom het uit staat."`
	Events       int64                  `json:"events" doc:"Seintjes tot nu toe."`
	Waiting      int64                  `json:"waiting" doc:"Waarvan nog te sturen."`
	Heartbeat    int                    `json:"heartbeat_seconds,omitempty" doc:"Na zoveel stilte volgt een levensteken."`
	MadeAt       string                 `json:"made_at" format:"date-time" doc:"Wanneer het programma erom vroeg."`
	Told         *string                `json:"told_at" format:"date-time" doc:"Het laatste seintje dat aankwam; null: nooit."`
	Failing      *string                `json:"failing_since" format:"date-time" doc:"Sinds dan komt er niets aan; null: het komt aan."`
	Until        *string                `json:"until" format:"date-time" doc:"Wanneer het vanzelf stopt; null: dat doet het niet."`
}

func showSubscription(x *subscription.Subscription) subscriptionShown {
	endpoint, _, _ := strings.Cut(x.Endpoint, "?") // some programs keep their secret behind it
	return subscriptionShown{ID: x.ID, Organization: x.Organization, Topic: x.Topic, Reason: x.Reason, Endpoint: endpoint, State: x.State, Error: trouble(fault.Text{NL: x.Problem.NL(), EN: x.Problem.EN()}),
		Events: x.Events, Waiting: x.Events - x.Told, Heartbeat: int(x.Heartbeat / time.Second), MadeAt: stamp(x.Made), Told: stampOrNil(x.Spoke), Failing: stampOrNil(x.Failing), Until: stampOrNil(x.End)}
}

// subscriptions answers GET /subscriptions.
func (s *server) subscriptions(_ *struct{}, r request) (List[subscriptionShown], error) {
	found, err := s.Hearing.All(r, r.actor())
	if err != nil {
		return List[subscriptionShown]{}, err
	}
	return listed(found, func(x *subscription.Subscription) (subscriptionShown, error) { return showSubscription(x), nil })
}

type subscriptionPath struct {
	ID string `path:"id" doc:"Id van het abonnement."`
}

// subscription answers GET /subscriptions/{id}.
func (s *server) subscription(in *subscriptionPath, r request) (subscriptionShown, error) {
	found, err := s.Hearing.All(r, r.actor())
	x, err := pick(found, err, func(x *subscription.Subscription) bool { return string(x.ID) == in.ID }, fault.Missing("Dit abonnement bestaat niet.", "subscription not found"))
	if err != nil {
		return subscriptionShown{}, err
	}
	return showSubscription(x), nil
}

// stopSubscription answers POST /subscriptions/{id}/stop.
func (s *server) stopSubscription(in *subscriptionPath, r request) (out written[subscriptionShown], err error) {
	if err = s.Hearing.Stop(r, r.actor(), subscription.ID(in.ID)); err == nil {
		out.Body, err = s.subscription(in, r)
	}
	return out, err
}
