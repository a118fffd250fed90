package subscription

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"eerstelijn/internal/fhir/outcome"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/outward"
)

// Kind is what a message or an answer about a subscription is.
type Kind string

// The kinds of HL7's guide.
const (
	handshake         Kind = "handshake"
	heartbeat         Kind = "heartbeat"
	eventNotification Kind = "event-notification"
	queryStatus       Kind = "query-status"
	queryEvent        Kind = "query-event"
)

// Addresses of HL7's guide.
const (
	guide               = "http://hl7.org/fhir/uv/subscriptions-backport/"
	profile             = guide + "StructureDefinition/backport-subscription"
	profileStatus       = guide + "StructureDefinition/backport-subscription-status-r4"
	profileNotification = guide + "StructureDefinition/backport-subscription-notification-r4"
	xFilter             = guide + "StructureDefinition/backport-filter-criteria"
	xPayload            = guide + "StructureDefinition/backport-payload-content"
	xHeartbeat          = guide + "StructureDefinition/backport-heartbeat-period"
	xTimeout            = guide + "StructureDefinition/backport-timeout"
	xMost               = guide + "StructureDefinition/backport-max-count"
	xTopic              = guide + "StructureDefinition/capabilitystatement-subscriptiontopic-canonical"
)

// instant writes a moment as exactly as HTTP's neighbours keep it.
func instant(t time.Time) string {
	return t.UTC().Truncate(time.Millisecond).Format("2006-01-02T15:04:05.000Z07:00")
}

// address is where a subscription is read.
func (s *Service) address(which ID) string {
	return strings.TrimPrefix(s.Base()+"/Subscription/"+string(which), "/")
}

// status says how a subscription stands, with the events that a message or an answer is about.
func (s *Service) status(r *Subscription, kind Kind, events []Event) *r4.Parameters {
	p := &r4.Parameters{ID: uuid.NewString(), Meta: &r4.Meta{Profile: r4.Strings{profileStatus}}}
	add := func(one r4.ParametersParameter) { p.Parameter = append(p.Parameter, one) }
	add(r4.ParametersParameter{Name: "subscription", ValueReference: &r4.Reference{Reference: s.address(r.ID)}})
	add(r4.ParametersParameter{Name: "topic", ValueCanonical: new(canonical(s.Codes, r.Topic))})
	add(r4.ParametersParameter{Name: "status", ValueCode: new(string(r.State))})
	add(r4.ParametersParameter{Name: "type", ValueCode: new(string(kind))})
	add(r4.ParametersParameter{Name: "events-since-subscription-start", ValueString: new(strconv.FormatInt(r.Events, 10))})
	for _, e := range events {
		add(r4.ParametersParameter{Name: "notification-event", Part: []r4.ParametersParameter{
			{Name: "event-number", ValueString: new(strconv.FormatInt(e.Number, 10))},
			{Name: "timestamp", ValueInstant: new(instant(e.At))},
		}})
	}
	if r.Problem != NoProblem {
		add(r4.ParametersParameter{Name: "error", ValueCodeableConcept: &r4.CodeableConcept{Text: r.Problem.EN()}})
	}
	return p
}

// notification is a message: a status and nothing else, since what changed is read and never sent.
func (s *Service) notification(r *Subscription, kind Kind, events []Event, now time.Time) ([]byte, error) {
	status := s.status(r, kind, events)
	body, err := r4.Marshal(status)
	if err != nil {
		return nil, err
	}
	return r4.Marshal(&r4.Bundle{
		ID: uuid.NewString(), Meta: &r4.Meta{Profile: r4.Strings{profileNotification}}, Type: "history", Timestamp: instant(now),
		Entry: []r4.BundleEntry{{
			FullURL: "urn:uuid:" + status.ID, Resource: body,
			Request:  &r4.BundleEntryRequest{Method: http.MethodGet, URL: s.address(r.ID) + "/$status"},
			Response: &r4.BundleEntryResponse{Status: "200"},
		}},
	})
}

// send does one try.
func (s *Service) send(ctx context.Context, r *stored, kind Kind, events []Event, now time.Time) error {
	body, err := s.notification(&r.Subscription, kind, events, now)
	if err != nil {
		return err
	}
	headers, err := s.headers(ctx, r)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, r.Timeout)
	defer cancel()
	header := http.Header{}
	header.Set("Content-Type", outcome.Media)
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ":")
		header.Set(name, strings.TrimSpace(value))
	}
	return outward.Post(ctx, s.HTTP, r.Endpoint, header, body)
}
