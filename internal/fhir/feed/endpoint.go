package feed

import (
	"context"
	"strings"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/endpoint"
	"eerstelijn/internal/store"
)

// A digital address is written by itself: it hangs on its organisation alone. Our own form and that of others
// are read by the same hand, since its codes are those of the standards.

// savedEndpoint is a digital address to be saved over the version that it names.
type savedEndpoint struct {
	endpoint.Endpoint
	by *write
}

// standingEndpoint reads what a digital address is written over.
func (p *plan) standingEndpoint(ctx context.Context, tx *store.Tx, w *write) error {
	found, err := p.Endpoints.GetTx(ctx, tx, endpoint.ID(w.id))
	switch {
	case err == nil:
		p.endpoints[found.ID] = found
	case fault.KindOf(err) == fault.NotFound:
		return nil
	}
	return err
}

func (p *plan) makeEndpoint(w *write, r *r4.Endpoint) error {
	stands, had := p.endpoints[endpoint.ID(w.id)]
	owner := p.managing(r.ManagingOrganization)
	if mine := p.own.ID; owner != mine || had && stands.Organization != mine {
		// It is decided on by who keeps the addresses, who refuses it and keeps that it did.
		p.addresses = append(p.addresses, savedEndpoint{endpoint.Endpoint{ID: endpoint.ID(w.id), Organization: owner, Version: stands.Version}, w})
		return nil
	}
	var err error
	if r.Period, err = moments("Endpoint.period", r.Period); err != nil {
		return err
	}
	e, err := p.render.ReadEndpoint(r)
	if err != nil {
		return err
	}
	e.ID, e.Organization, e.Version = endpoint.ID(w.id), owner, stands.Version
	p.addresses = append(p.addresses, savedEndpoint{e, w})
	return nil
}

// managing is the organisation that a digital address is said to be of; the actor's where that is not said.
func (p *plan) managing(by *r4.Reference) network.OrganizationID {
	return p.owner(&r4.HealthcareService{ProvidedBy: by})
}

// saveEndpoints saves the digital addresses; where tells which of them goes wrong.
func (p *plan) saveEndpoints(ctx context.Context, where *string) error {
	for i := range p.addresses {
		e := &p.addresses[i]
		*where = e.by.element("")
		if _, err := p.Endpoints.Save(ctx, p.who, e.Endpoint); err != nil {
			return renamed(err, endpointElements)
		}
	}
	return nil
}

// endpointElements are the fields of a digital address by the names they have in FHIR.
var endpointElements = map[string]string{
	"connection": "Endpoint.connectionType", "payloads": "Endpoint.payloadType", "mime_types": "Endpoint.payloadMimeType", "organization": "Endpoint.managingOrganization",
	"from": "Endpoint.period.start", "until": "Endpoint.period.end",
}

// renamed gives an error of the domain with its fields named as elements.
func renamed(err error, elements map[string]string) error {
	if fault.KindOf(err) != fault.Invalid {
		return err
	}
	safe := *fault.Safe(err)
	safe.Fields = append([]fault.Field(nil), safe.Fields...)
	for i := range safe.Fields {
		if element, ok := elements[safe.Fields[i].Name]; ok {
			safe.Fields[i].Name = element
		}
	}
	return &safe
}

// moments gives a period with its ends as moments, as the domain has them: half-open, so that a day that is
// said as an end is in it.
func moments(element string, of *r4.Period) (_ *r4.Period, err error) {
	if of == nil {
		return nil, nil
	}
	var p r4.Period
	if p.Start, _, err = span(element+".start", of.Start); err != nil {
		return nil, err
	}
	_, p.End, err = span(element+".end", of.End)
	return &p, err
}

// span reads a dateTime of FHIR: the moment at which it begins, and that at which it is over. A moment with a
// time is both. A day without one is a day in the Netherlands.
func span(element, text string) (first, after string, err error) {
	if text == "" {
		return "", "", nil
	}
	write := func(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil && strings.Contains(text, "T") {
		return write(t), write(t), nil
	}
	for form, next := range map[string][3]int{time.DateOnly: {0, 0, 1}, "2006-01": {0, 1, 0}, "2006": {1, 0, 0}} {
		if t, err := time.ParseInLocation(form, text, clock.Amsterdam); err == nil {
			return write(t), write(t.AddDate(next[0], next[1], next[2])), nil
		}
	}
	return "", "", fault.InvalidField(element, "Dit is geen datum, zoals 2026-11-22 of 2026-11-22T09:30:00Z.", "expected a dateTime such as 2026-11-22 or 2026-11-22T09:30:00Z")
}
