package work

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/outcome"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/identity/client"
	"eerstelijn/internal/placement"
)

// search answers GET and POST _search.
func (c *call) search() error {
	values, err := c.values()
	if err != nil {
		return err
	}
	q, err := parseQuery(c.kind, c.base(), values, c.strict)
	if err != nil {
		return err
	}
	found, next, err := c.find(c.actor(client.Search), &q)
	if err != nil {
		return err
	}
	shown, err := c.show(found)
	if err != nil {
		return err
	}
	return c.page(&q, shown, next)
}

// find goes through the lists of the actor's organisation that a search is about, or reads what it names.
func (c *call) find(actor access.Actor, q *query) (found []*entry, next *place, err error) {
	if ids, named, err := q.names(); named {
		if err == nil {
			found, err = c.each(actor, q, ids)
		}
		return found, nil, err
	}
	for _, by := range []string{"based-on", "focus"} {
		if request, is := q.one(by); is {
			return c.of(actor, q, request)
		}
	}
	through := c.open(actor)
	left, read := q.count, 0
	for k, l := range through {
		if q.from.list != 0 && l.name != q.from.list {
			continue
		}
		at := q.from
		at.list, q.from = l.name, place{}
		for {
			if read++; read > mostParts {
				return found, &at, nil
			}
			entries, more, err := c.part(actor, q.kind, l, at)
			if err != nil {
				return nil, nil, err
			}
			for _, e := range entries {
				if e.twice(actor, l, through) || slices.ContainsFunc(found, func(f *entry) bool { return f.id() == e.id() }) || !q.finds(e) {
					continue
				}
				if left == 0 {
					return found, &at, nil
				}
				found, left = append(found, e), left-1
				at.last = e.id()
			}
			if more == "" {
				break
			}
			at.after, at.last = more, ""
		}
		if left == 0 && k+1 < len(through) {
			return found, &place{list: through[k+1].name}, nil
		}
	}
	return found, nil, nil
}

// open gives the lists that the actor may ask for; where there is none, the first one refuses.
func (c *call) open(actor access.Actor) (all []list) {
	for _, l := range lists {
		if c.may(actor, l.act) {
			all = append(all, l)
		}
	}
	if len(all) == 0 {
		return lists[:1]
	}
	return all
}

// part reads a part of a list, from behind the entry that the page before ended with. When that one is no
// longer there the part begins anew: something may come twice, and nothing is missed.
func (c *call) part(actor access.Actor, kind string, l list, at place) (entries []*entry, next string, err error) {
	tasks, requests, next, err := l.part(c.r.Context(), c.Placement, actor, at.window())
	if err != nil {
		return nil, "", err
	}
	if kind == "Task" {
		for _, t := range tasks {
			entries = append(entries, &entry{task: t})
		}
	} else {
		for _, q := range requests {
			entries = append(entries, &entry{request: q})
		}
	}
	if at.last != "" {
		entries = entries[slices.IndexFunc(entries, func(e *entry) bool { return e.id() == at.last })+1:]
	}
	return entries, next, nil
}

// each reads what a search names. What is not there, and what is not for the actor, is not found; that the
// latter was asked is on record.
func (c *call) each(actor access.Actor, q *query, ids []string) (found []*entry, err error) {
	for _, one := range ids {
		e := &entry{}
		if c.kind == "Task" {
			e.task, err = c.task(c.r.Context(), actor, one)
		} else {
			e.request, _, err = c.request(c.r.Context(), actor, one)
		}
		if err != nil {
			if k := fault.KindOf(err); k == fault.NotFound || k == fault.Denied {
				continue
			}
			return nil, err
		}
		if q.finds(e) && len(found) < q.count {
			found = append(found, e)
		}
	}
	return found, nil
}

// of gives the Tasks of one request. Whoever sees nothing of it finds nothing.
func (c *call) of(actor access.Actor, q *query, request string) (found []*entry, next *place, err error) {
	_, tasks, err := c.request(c.r.Context(), actor, request)
	if k := fault.KindOf(err); err != nil && k != fault.NotFound && k != fault.Denied {
		return nil, nil, err
	}
	for _, t := range tasks {
		e := &entry{task: t}
		if q.from.last == e.id() {
			found = nil // the page before ended here
			continue
		}
		if q.finds(e) {
			found = append(found, e)
		}
	}
	if len(found) > q.count {
		found = found[:q.count]
		next = &place{list: lists[0].name, last: found[q.count-1].id()}
	}
	return found, next, nil
}

// show renders what was found.
func (c *call) show(found []*entry) (all []rendered, err error) {
	var requests []*placement.Request
	for _, e := range found {
		if e.task != nil {
			requests = append(requests, e.task.request)
		} else {
			requests = append(requests, e.request)
		}
	}
	r, err := c.renderer(c.r.Context(), requests...)
	if err != nil {
		return nil, err
	}
	for _, e := range found {
		var one rendered
		if e.task != nil {
			one, err = r.showTask(e.task)
		} else {
			one, err = r.showRequest(e.request)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// page answers with a Bundle. How many there are in all is told where one page holds them.
func (c *call) page(q *query, found []rendered, next *place) error {
	address := func(from string) string {
		said := url.Values{}
		for name, all := range q.said {
			said[name] = all
		}
		if from != "" {
			said.Set(pageParam, from)
		}
		return strings.TrimSuffix(c.base()+"/"+c.kind+"?"+said.Encode(), "?")
	}
	b := &r4.Bundle{Type: "searchset"}
	self := ""
	if values, _ := c.values(); values.Has(pageParam) {
		self = values.Get(pageParam)
	}
	b.Link = []r4.BundleLink{{Relation: "self", URL: address(self)}}
	if next != nil {
		b.Link = append(b.Link, r4.BundleLink{Relation: "next", URL: address(next.String())})
	} else if self == "" {
		b.Total = new(len(found))
	}
	for _, one := range found {
		b.Entry = append(b.Entry, r4.BundleEntry{FullURL: c.base() + "/" + one.name, Resource: one.body, Search: &r4.BundleEntrySearch{Mode: "match"}})
	}
	if len(q.ignored) > 0 {
		var issues []r4.OperationOutcomeIssue
		for _, name := range q.ignored {
			issues = append(issues, outcome.Issue("warning", "not-supported", name, fault.Text{NL: "Deze parameter kennen wij hier niet; hij telt niet mee.", EN: "unknown parameter; it was passed over"}))
		}
		b.Entry = append(b.Entry, r4.BundleEntry{Resource: outcome.Body(issues), Search: &r4.BundleEntrySearch{Mode: "outcome"}})
	}
	return outcome.PrivateOf(c.w, http.StatusOK, b)
}
