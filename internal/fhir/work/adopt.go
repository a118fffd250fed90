package work

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
)

// adopted is a request as it was asked for in FHIR.
type adopted struct {
	draft   placement.Draft
	consent placement.Consent // zero: it stays a draft
	open    bool
}

// unnamed refuses a subject that may say who it is: that is told apart, to the chosen provider alone.
func unnamed(subject *r4.Reference, where string) error {
	if subject == nil {
		return nil
	}
	ours := subject.Reference == "" && subject.Identifier == nil && (subject.Display == "" || subject.Display == maskedSubject) && (subject.Type == "" || subject.Type == "Patient")
	for _, e := range subject.Extension {
		ours = ours && e.URL == absent
	}
	if ours {
		return nil
	}
	return unfit(where, "Zeg hier niet over wie het gaat. Dat leest alleen de gekozen aanbieder, apart, in de API.",
		"nothing may tell here who it is about: leave this out, or mask it with data-absent-reason; the chosen provider reads it apart, at the API")
}

// adoptRequest reads what is asked. What it does not read is refused afterwards: see [uncovered].
func (v vocabulary) adoptRequest(in *r4.ServiceRequest) (a adopted, err error) {
	if err := unnamed(in.Subject, "ServiceRequest.subject"); err != nil {
		return a, err
	}
	switch in.Status {
	case "active":
		a.open = true
	case "draft":
	default:
		return a, unfit("ServiceRequest.status", "Een nieuwe aanvraag is draft of active.", "expected draft, or active to ask at once")
	}
	if in.Intent != "order" {
		return a, unfit("ServiceRequest.intent", "De intent is order.", "expected order")
	}
	if len(in.Performer) > 0 {
		return a, unfit("ServiceRequest.performer", "Maak eerst de aanvraag. Vraag daarna een aanbieder met een Task.", "make the request first, and then ask each provider by a Task")
	}
	d := &a.draft
	d.Ask = placement.Ask(v.only(in.Category, csAsk))
	if in.Code != nil {
		d.Kind = capacity.KindCode(v.only([]r4.CodeableConcept{*in.Code}, csKind))
	}
	d.Urgency, d.Direction = placement.Urgency(v.only(in.OrderDetail, csUrgency)), placement.Direction(v.only(in.OrderDetail, csDirection))
	if d.Urgency == "" {
		for u, p := range priorities {
			if p == in.Priority {
				d.Urgency = u
			}
		}
	}
	d.Groups, d.Wishes, d.Languages = coded(in.OrderDetail, v.system(csGroup)), coded(in.OrderDetail, v.system(csWish)), coded(in.OrderDetail, languages)
	if len(in.LocationReference) == 1 && in.LocationReference[0].Identifier != nil && in.LocationReference[0].Identifier.System == v.naming("cbs-area") {
		d.Area = network.AreaCode(in.LocationReference[0].Identifier.Value)
	}
	if in.QuantityQuantity != nil {
		if d.Places, err = strconv.Atoi(in.QuantityQuantity.Value.String()); err != nil || d.Places < 1 {
			return a, unfit("ServiceRequest.quantityQuantity", "Geef een heel aantal plekken.", "expected a whole number of places")
		}
	}
	if in.OccurrencePeriod != nil {
		if d.StartBy, err = momentOf(in.OccurrencePeriod.End); err != nil {
			return a, unfit("ServiceRequest.occurrencePeriod", "Geef een einde met tijd, zoals 2026-12-01T09:00:00+01:00.", "expected an end with a time, such as 2026-12-01T09:00:00+01:00")
		}
	}
	for _, ref := range in.SupportingInfo {
		if o, ok := referredID(ref.Reference, "Organization"); ok {
			d.Continuity = append(d.Continuity, network.OrganizationID(o))
		}
	}
	if len(in.Note) == 1 {
		d.Note = strings.TrimSpace(in.Note[0].Text)
	}
	return a, v.adoptExtensions(&a, in.Extension)
}

// adoptExtensions reads what R4 has no place for.
func (v vocabulary) adoptExtensions(a *adopted, all []r4.Extension) error {
	d := &a.draft
	for _, e := range all {
		switch e.URL {
		case v.definition(xInsurer):
			if e.ValueString != nil {
				d.Insurer = *e.ValueString
			}
		case v.definition(xDistance):
			if e.ValueQuantity != nil {
				d.MaxKilometres, _ = strconv.Atoi(e.ValueQuantity.Value.String())
			}
		case v.definition(xNeed):
			item, answer := partOf(e, partItem), partOf(e, partAnswer)
			if item.ValueCoding == nil || answer.ValueCoding == nil {
				return unfit("ServiceRequest.extension", "Bij elk gegeven hoort een antwoord.", "expected an item with its answer in "+xNeed)
			}
			if d.Needs == nil {
				d.Needs = map[string]string{}
			}
			d.Needs[item.ValueCoding.Code] = strings.TrimPrefix(answer.ValueCoding.Code, item.ValueCoding.Code+".")
		case v.definition(xTalk):
			if at := partOf(e, partAt); at.ValueDateTime != nil {
				when, err := momentOf(*at.ValueDateTime)
				if err != nil {
					return unfit("ServiceRequest.extension", "Geef het moment van het gesprek, zoals 2026-12-01T09:00:00+01:00.", "expected the moment of the talk, such as 2026-12-01T09:00:00+01:00")
				}
				a.consent.At = when
			}
			if with := partOf(e, partWith); with.ValueCoding != nil {
				a.consent.With = with.ValueCoding.Code
			}
			if why := partOf(e, partWhyNot); why.ValueCoding != nil {
				a.consent.WhyNot = placement.ReasonCode(why.ValueCoding.Code)
			}
		}
	}
	return nil
}

func partOf(e r4.Extension, name string) r4.Extension {
	if i := slices.IndexFunc(e.Extension, func(p r4.Extension) bool { return p.URL == name }); i >= 0 {
		return e.Extension[i]
	}
	return r4.Extension{}
}

// momentOf reads a moment as exactly as it is served; none is zero.
func momentOf(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	return t.UTC().Truncate(time.Millisecond), err
}

// coded gives the codes of a system.
func coded(all []r4.CodeableConcept, system string) (codes []string) {
	for _, c := range all {
		for _, one := range c.Coding {
			if one.System == system {
				codes = append(codes, one.Code)
			}
		}
	}
	return codes
}

// only gives the one code of a system of ours; of several the first, and what else was sent is refused later.
func (v vocabulary) only(all []r4.CodeableConcept, system string) string {
	codes := coded(all, v.system(system))
	if len(codes) == 0 {
		return ""
	}
	return codes[0]
}

// referredID reads a reference to a resource here.
func referredID(reference, kind string) (string, bool) {
	if u, err := url.Parse(reference); err == nil && u.IsAbs() {
		_, reference, _ = strings.Cut(reference, Path+"/")
	}
	id, ok := strings.CutPrefix(reference, kind+"/")
	return id, ok && isID(id)
}

// offerOf finds which offer a Task asks: the one that its input names, or the only one that its service or its
// owner has of the kind that is asked.
func (c *call) offerOf(ctx context.Context, in *r4.Task, q *placement.Request) (capacity.Offer, error) {
	v := vocabulary{codes: c.Codes}
	query := capacity.Query{Kind: q.Kind, Limit: 2}
	for _, i := range in.Input {
		if i.Type == nil || i.ValueReference == nil {
			continue
		}
		which := coded([]r4.CodeableConcept{*i.Type}, v.system(csPart))
		if id, ok := referredID(i.ValueReference.Reference, "Basic"); ok && slices.Contains(which, partOffer) {
			o, err := c.Capacity.Offer(ctx, capacity.OfferID(id))
			return o, invalid(err, "Task.input")
		}
		if id, ok := referredID(i.ValueReference.Reference, "HealthcareService"); ok && slices.Contains(which, partService) {
			query.Service = serviceID(id)
		}
	}
	if in.Focus != nil {
		if id, ok := referredID(in.Focus.Reference, "HealthcareService"); ok {
			query.Service = serviceID(id)
		}
	}
	if in.Owner != nil {
		if id, ok := referredID(in.Owner.Reference, "Organization"); ok {
			query.Organization = network.OrganizationID(id)
		}
	}
	if query.Service == "" && query.Organization == "" {
		return capacity.Offer{}, unfit("Task.owner", "Noem wie u vraagt: een Organization als owner, een HealthcareService als focus, of het aanbod (Basic) als input.",
			"expected whom to ask: an Organization as owner, a HealthcareService as focus, or the offer (Basic) as input")
	}
	found, err := c.Capacity.Offers(ctx, query)
	if err != nil {
		return capacity.Offer{}, invalid(err, "Task.owner")
	}
	switch len(found.Items) {
	case 1:
		return found.Items[0], nil
	case 0:
		return capacity.Offer{}, unfit("Task.owner", "Deze aanbieder heeft geen plekken van de soort die u zoekt.", "this provider has no offer of the kind that is asked")
	}
	return capacity.Offer{}, unfit("Task.input", "Deze aanbieder heeft meer dan één aanbod van deze soort. Noem het aanbod (Basic) als input.", "this provider has several offers of this kind: name one, as input of type "+v.system(csPart)+"|"+partOffer)
}
