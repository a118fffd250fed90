package rest

import (
	"net/url"
	"slices"

	"eerstelijn/internal/fhir/outcome"
	"eerstelijn/internal/fhir/param"
)

// search answers a question in an address.
func (c *call) search() error {
	values, err := outcome.Query(c.r)
	if err != nil {
		return err
	}
	return c.find(values)
}

// searchForm answers a question in a form, to which the address may add.
func (c *call) searchForm() error {
	values, err := outcome.Values(c.w, c.r, maxForm)
	if err != nil {
		return err
	}
	if format := c.r.PostForm.Get("_format"); format != "" {
		if err := c.negotiate(format); err != nil {
			return err
		}
	}
	return c.find(values)
}

func (c *call) find(values url.Values) error {
	if slices.Contains(Definitions, c.r.PathValue("type")) {
		return c.searchOwn(values)
	}
	t, live, err := c.servedOrLive()
	if err != nil {
		return err
	}
	q, err := param.Parse(t, values, param.Options{Strict: c.strict, Base: c.base(), Now: c.Now()})
	if err != nil {
		return err
	}
	look := c.Journal.Search
	if live != nil {
		look = live.Search
	}
	page, err := look(c.r.Context(), q)
	if err != nil {
		return err
	}
	b := newBundle("searchset", page.UpTo, len(page.Matches)+len(page.Included))
	b.total(page.Total)
	used := used(t, values, q.Ignored)
	b.link("self", c.address(t.Name, used))
	if page.Next != "" {
		used.Set(param.CursorName, page.Next)
		b.link("next", c.address(t.Name, used))
	}
	base := c.base()
	for i := range page.Matches {
		v := &page.Matches[i]
		body, err := subset(v.Body, t, q.Summary, q.Elements)
		if err != nil {
			return err
		}
		b.found(base, v.Key, body, "match")
	}
	for i := range page.Included {
		v := &page.Included[i]
		kind, _ := param.Find(v.Type)
		body, err := subset(v.Body, kind, q.Summary, nil)
		if err != nil {
			return err
		}
		b.found(base, v.Key, body, "include")
	}
	if len(q.Ignored) > 0 {
		b.outcome(outcome.Body(ignored(q.Ignored)))
	}
	c.bundle(b.end())
	return nil
}

// used gives the parameters that were not passed over, for the link of a page to itself. Of what was to be sent
// along, one value may be done and another not; t is nil where nothing is.
func used(t *param.Type, values url.Values, passed []param.Ignored) url.Values {
	used := url.Values{}
	for name, all := range values {
		over := slices.ContainsFunc(passed, func(i param.Ignored) bool { return i.Name == param.Shown(name) })
		if over && (name == "_include" || name == "_revinclude") {
			all = slices.DeleteFunc(slices.Clone(all), func(value string) bool { return t == nil || !t.MayInclude(name, value) })
			over = len(all) == 0
		}
		if !over {
			used[name] = all
		}
	}
	return used
}

func (c *call) address(path string, values url.Values) string {
	address := c.base() + "/" + path
	if query := values.Encode(); query != "" {
		address += "?" + query
	}
	return address
}
