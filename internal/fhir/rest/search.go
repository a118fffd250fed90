package rest

import (
	"errors"
	"mime"
	"net/http"
	"net/url"
	"slices"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/outcome"
	"eerstelijn/internal/fhir/param"
)

// values reads the parameters in the address.
func (c *call) values() (url.Values, error) {
	values, err := url.ParseQuery(c.r.URL.RawQuery)
	if err != nil {
		return nil, unreadable()
	}
	return values, nil
}

func unreadable() error {
	return fault.InvalidField("query", "Deze vraag is niet leesbaar.", "expected name=value pairs joined by &, percent-encoded")
}

// search answers a question in an address.
func (c *call) search() error {
	values, err := c.values()
	if err != nil {
		return err
	}
	return c.find(values)
}

// searchForm answers a question in a form, to which the address may add.
func (c *call) searchForm() error {
	if kind, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type")); err != nil || kind != "application/x-www-form-urlencoded" {
		return outcome.Refuse(http.StatusUnsupportedMediaType, "not-supported", "Stuur een formulier (application/x-www-form-urlencoded).", "send the parameters as application/x-www-form-urlencoded")
	}
	c.r.Body = http.MaxBytesReader(c.w, c.r.Body, maxForm)
	if err := c.r.ParseForm(); err != nil {
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			return outcome.Refuse(http.StatusRequestEntityTooLarge, "too-long", "Dit bericht is te groot.", "the body is larger than a question can be")
		}
		return unreadable()
	}
	if format := c.r.Form.Get("_format"); format != "" {
		if err := c.negotiate(format); err != nil {
			return err
		}
	}
	return c.find(c.r.Form)
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
