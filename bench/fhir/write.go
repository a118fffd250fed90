package main

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"

	"eerstelijn/bench/measure"
)

// written measures transactions of a hundred new resources: fifty places, and fifty services that refer to
// them. It gives nil when nobody may write.
func (b *bench) written(ctx context.Context) (*result, error) {
	sides := make([]measure.Side, len(b.bases))
	organization := b.bases[0].organization
	if organization == "" {
		organization = b.sample.of["Organization"][0].ID
	}
	for i, s := range b.bases {
		side, err := s.writing(ctx, organization)
		if err != nil {
			return nil, err
		}
		// One is written first, so that a refusal is known for what it is.
		if err := side.Ask(ctx, 0, 0); err != nil {
			if strings.Contains(err.Error(), " 401") && s.token == nil {
				fmt.Fprintf(b.Out, "(transactions are not measured: %s asks who writes; see -token-file)\n", s.name)
				return nil, nil
			}
			return nil, fmt.Errorf("%s: a transaction: %w", s.name, err)
		}
		sides[i] = side
	}
	pace := b.pace
	pace.Turn *= 2 // one takes long
	questions := 20
	if b.short {
		questions = 2
	}
	r, err := b.timed(ctx, "transaction of 100, resources", sides, questions, writers, pace, perTransaction)
	return &r, err
}

// perTransaction is how many resources a transaction has.
const perTransaction = 100

// writing makes a side that writes new resources each time it is asked.
func (s *base) writing(ctx context.Context, organization string) (measure.Side, error) {
	more := []string{"Content-Type: application/fhir+json", "Accept: application/fhir+json", "Prefer: return=minimal"}
	if s.token != nil {
		token, err := s.token(ctx)
		if err != nil {
			return measure.Side{}, err
		}
		more = append(more, "Authorization: Bearer "+token)
	}
	lines := make([]line, writers)
	for i := range lines {
		lines[i].host = s.host
	}
	var count atomic.Int64
	return measure.Side{Name: s.name, Servers: s.processes, Ask: func(_ context.Context, client, _ int) error {
		n := int(count.Add(1))
		_, err := lines[client].get(measure.Post(s.root(), hundred(organization, n), append(head(n)[1:], more...)...))
		return err
	}}, nil
}

// hundred makes the transaction with number n.
func hundred(organization string, n int) []byte {
	t := &transaction{}
	for i := range perTransaction / 2 {
		at := fmt.Sprintf("urn:uuid:0198a000-0000-7000-8000-%012d", i)
		t.add("POST", "Location", at, fmt.Appendf(nil, `{"resourceType":"Location","status":"active","name":"Hoofdgebouw","address":{"line":["Kade %d"],"city":"Brugdam","postalCode":"1234 AB"},"position":{"longitude":%.4f,"latitude":52.09}}`,
			i+1, 5+float64(n%1000)/1000))
		t.add("POST", "HealthcareService", fmt.Sprintf("urn:uuid:0198a000-0000-7000-8000-%012d", perTransaction+i), fmt.Appendf(nil, `{"resourceType":"HealthcareService","active":true,"providedBy":{"reference":"Organization/%s"},`+
			`"specialty":[{"coding":[{"system":"http://fhir.nl/fhir/NamingSystem/uzi-rolcode","code":"01.015"}]}],"location":[{"reference":"%s"}],"name":"Spreekuur %d-%d","telecom":[{"system":"phone","value":"010 222 3333"}],`+
			`"availableTime":[{"daysOfWeek":["mon","tue"],"availableStartTime":"08:00:00","availableEndTime":"12:00:00"}],"appointmentRequired":true}`, organization, at, n, i))
	}
	return t.end()
}
