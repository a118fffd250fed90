package subscription

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/outcome"
	"eerstelijn/internal/fhir/r4"
)

// finder is a parameter of a search.
type finder struct {
	name, kind string
	says       func(s *Service, r *Subscription) string
}

// finders are what a search can find by; each gives the value of a subscription.
var finders = []finder{
	{"_id", "token", func(_ *Service, r *Subscription) string { return string(r.ID) }},
	{"criteria", "string", func(s *Service, r *Subscription) string { return canonical(s.Codes, r.Topic) }},
	{"status", "token", func(_ *Service, r *Subscription) string { return string(r.State) }},
	{"url", "uri", func(_ *Service, r *Subscription) string { return r.Endpoint }},
}

// how are parameters that say how to answer; a page holds all, for there are few.
var how = []string{"_format", "_pretty", "_count"}

// search answers GET and POST _search with the subscriptions of the program's organisation.
func (c *call) search() error {
	values, err := outcome.Values(c.w, c.r, maxBody)
	if err != nil {
		return err
	}
	var ignored []string
	said := url.Values{}
	for name := range values {
		switch {
		case slices.Contains(how, name):
		case slices.ContainsFunc(finders, func(f finder) bool { return f.name == name }):
			said[name] = values[name]
		case c.strict:
			return fault.InvalidField("http", "Een parameter kennen wij hier niet.", "unknown parameter for this type; see the CapabilityStatement")
		default:
			ignored = append(ignored, name)
		}
	}
	all, err := c.Own(c.r.Context(), c.actor())
	if err != nil {
		return err
	}
	b := &r4.Bundle{Type: "searchset", Total: new(0), Link: []r4.BundleLink{{Relation: "self", URL: strings.TrimSuffix(c.Base()+"/"+Type+"?"+said.Encode(), "?")}}}
	for i := range all {
		if !c.finds(said, &all[i]) {
			continue
		}
		body, err := r4.Marshal(c.render(&all[i]))
		if err != nil {
			return err
		}
		*b.Total++
		b.Entry = append(b.Entry, r4.BundleEntry{FullURL: c.address(all[i].ID), Resource: body, Search: &r4.BundleEntrySearch{Mode: "match"}})
	}
	if len(ignored) > 0 {
		issue := outcome.Issue("warning", "not-supported", "http", fault.Text{NL: strconv.Itoa(len(ignored)) + " parameters kennen wij hier niet; zij tellen niet mee.", EN: strconv.Itoa(len(ignored)) + " unknown parameters were passed over"})
		b.Entry = append(b.Entry, r4.BundleEntry{Resource: outcome.Body([]r4.OperationOutcomeIssue{issue}), Search: &r4.BundleEntrySearch{Mode: "outcome"}})
	}
	return outcome.PrivateOf(c.w, http.StatusOK, b)
}

// finds tells whether a search finds a subscription: by one value of each parameter.
func (s *Service) finds(said url.Values, r *Subscription) bool {
	for _, f := range finders {
		for _, text := range said[f.name] {
			if !slices.ContainsFunc(strings.Split(text, ","), func(v string) bool {
				if _, code, coded := strings.Cut(v, "|"); coded && f.kind == "token" {
					v = code
				}
				return v == f.says(s, r)
			}) {
				return false
			}
		}
	}
	return true
}

// Capabilities says what can be done, for a CapabilityStatement.
func (s *Service) Capabilities() r4.CapabilityStatementRestResource {
	r := r4.CapabilityStatementRestResource{
		Type: Type, SupportedProfile: r4.Strings{profile}, Versioning: "versioned-update", ReadHistory: new(false), UpdateCreate: new(false),
		Documentation: "For clients of SMART Backend Services. Only rest-hook with empty payloads; the topics stand in an extension. To stop, put the status off.",
	}
	for i := range topics {
		r.Extension = append(r.Extension, r4.Extension{URL: xTopic, ValueCanonical: new(canonical(s.Codes, topics[i].name))})
	}
	for _, i := range []string{"read", "create", "update", "search-type"} {
		r.Interaction = append(r.Interaction, r4.CapabilityStatementRestResourceInteraction{Code: i})
	}
	for _, f := range finders {
		r.SearchParam = append(r.SearchParam, r4.CapabilityStatementRestResourceSearchParam{Name: f.name, Type: f.kind})
	}
	for _, name := range []string{"status", "events"} {
		r.Operation = append(r.Operation, r4.CapabilityStatementRestResourceOperation{Name: name, Definition: guide + "OperationDefinition/backport-subscription-" + name})
	}
	return r
}
