package subscription

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
)

const (
	mostFilters = 10
	mostValues  = 20
	mostFilter  = 1000
)

// clause is one condition: any of its values fits.
type clause struct {
	key    string
	values []string
}

// filter holds when each of its clauses does.
type filter []clause

// wrongFilter says what was expected.
func wrongFilter(of *topic) error {
	if of.name == TaskChanged {
		return fault.InvalidField("Subscription.criteria", "Dit filter kan niet. Gebruik Task?owner=, Task?requester= of Task?based-on= met een verwijzing.",
			"expected filters such as Task?owner=Organization/{id}, Task?requester=Organization/{id} or Task?based-on=ServiceRequest/{id}")
	}
	return fault.InvalidField("Subscription.criteria", "Dit filter kan niet. Noem soorten van de gids, zoals ?_type=Organization,Location.",
		"expected types of the directory, such as ?_type=Organization,Location")
}

// parseFilter reads what narrows a topic: questions as a search writes them, of which each part must hold.
// It gives them in the one form in which they are kept as well.
func parseFilter(of *topic, base string, criteria []string) (f filter, kept []string, err error) {
	if len(criteria) > mostFilters {
		return nil, nil, wrongFilter(of)
	}
	for _, one := range criteria {
		kind, query, asks := strings.Cut(one, "?")
		if len(one) > mostFilter {
			return nil, nil, wrongFilter(of)
		}
		if of.of == "" && listed(kind) && query == "" {
			kind, query, asks = "", byType+"="+kind, true
		}
		values, bad := url.ParseQuery(query)
		if bad != nil || kind != of.of || !asks || len(values) == 0 {
			return nil, nil, wrongFilter(of)
		}
		for _, key := range slices.Sorted(maps.Keys(values)) {
			for _, text := range values[key] {
				c, ok := of.clause(base, key, text)
				if !ok {
					return nil, nil, wrongFilter(of)
				}
				f, kept = append(f, c), append(kept, of.of+"?"+c.key+"="+strings.Join(c.shown(of), ","))
			}
		}
	}
	if len(f) > mostFilters {
		return nil, nil, wrongFilter(of)
	}
	return f, kept, nil
}

// clause reads one condition.
func (of *topic) clause(base, key, text string) (c clause, ok bool) {
	to, known := of.keys[key]
	c = clause{key: key, values: strings.Split(text, ",")}
	if !known || len(c.values) > mostValues {
		return c, false
	}
	for i, v := range c.values {
		if to == "" {
			if !listed(v) {
				return c, false
			}
			continue
		}
		v = strings.TrimPrefix(strings.TrimPrefix(v, base+"/"), to+"/")
		if !isID(v) {
			return c, false
		}
		c.values[i] = v
	}
	return c, true
}

// shown gives the values as references.
func (c clause) shown(of *topic) []string {
	to := of.keys[c.key]
	if to == "" {
		return c.values
	}
	out := make([]string, len(c.values))
	for i, v := range c.values {
		out[i] = to + "/" + v
	}
	return out
}

// isID tells whether a text can be an id of FHIR.
func isID(s string) bool {
	return s != "" && len(s) <= 64 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.") == ""
}

// question is a Task that changed, as a filter sees it.
type question struct {
	owner, requester network.OrganizationID
	request          placement.RequestID
}

// holds tells whether a filter lets a Task through.
func (f filter) holds(q question) bool {
	is := map[string]string{byOwner: string(q.owner), byRequester: string(q.requester), byRequest: string(q.request)}
	return !slices.ContainsFunc(f, func(c clause) bool { return !slices.Contains(c.values, is[c.key]) })
}

// reaches tells whether a filter lets one of some types through.
func (f filter) reaches(types []string) bool {
	return slices.ContainsFunc(types, func(t string) bool {
		return !slices.ContainsFunc(f, func(c clause) bool { return !slices.Contains(c.values, t) })
	})
}
