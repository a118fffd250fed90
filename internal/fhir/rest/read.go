package rest

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/outcome"
	"eerstelijn/internal/fhir/param"
)

var plainID = regexp.MustCompile(`^[A-Za-z0-9.-]{1,64}$`)

// read answers with a resource as it is now.
func (c *call) read() error {
	if slices.Contains(Definitions, c.r.PathValue("type")) {
		return c.readOwn()
	}
	t, q, err := c.readQuery()
	if err != nil {
		return err
	}
	id := c.r.PathValue("id")
	if !plainID.MatchString(id) {
		return missing()
	}
	look := c.Journal.Read
	if live := c.live(t.Name); live != nil {
		look = live.Read
	}
	v, err := look(c.r.Context(), journal.Key{Type: t.Name, ID: id})
	if err != nil {
		return err
	}
	return c.one(t, q, &v)
}

// readVersion answers with a resource as it was.
func (c *call) readVersion() error {
	if _, err := c.served(); err != nil { // a live resource has no versions of before
		return err
	}
	t, q, err := c.readQuery()
	if err != nil {
		return err
	}
	id := c.r.PathValue("id")
	number, bad := strconv.ParseInt(c.r.PathValue("vid"), 10, 64)
	if !plainID.MatchString(id) || bad != nil || number < 1 {
		return missing()
	}
	v, err := c.Journal.VRead(c.r.Context(), journal.Key{Type: t.Name, ID: id}, number)
	if err != nil {
		return err
	}
	return c.one(t, q, &v)
}

func missing() error { return fault.Missing("Deze gegevens bestaan niet.", "no such resource") }

func (c *call) one(t *param.Type, q *param.Query, v *journal.Version) error {
	if v.Gone {
		c.w.Header().Set("ETag", etag(v.Version))
		c.w.Header().Set("Last-Modified", v.At.UTC().Format(http.TimeFormat))
		return outcome.Refuse(http.StatusGone, "deleted", "Deze gegevens zijn er niet meer.", "the resource is gone")
	}
	body, err := subset(v.Body, t, q.Summary, q.Elements)
	if err != nil {
		return err
	}
	c.resource(v, body)
	return nil
}

// readQuery reads the parameters that a read takes: only those that say how much of a resource is given.
func (c *call) readQuery() (*param.Type, *param.Query, error) {
	t, _, err := c.servedOrLive()
	if err != nil {
		return nil, nil, err
	}
	values, err := outcome.Query(c.r)
	if err != nil {
		return nil, nil, err
	}
	for name := range values {
		if slices.Contains([]string{"_summary", "_elements", "_format", "_pretty"}, name) {
			continue
		}
		if c.strict {
			return nil, nil, fault.InvalidField(param.Shown(name), "Deze parameter kennen wij hier niet.", "unknown parameter for a read")
		}
		delete(values, name)
	}
	q, err := param.Parse(t, values, param.Options{Strict: c.strict, Now: c.Now()})
	if err == nil && q.Summary == param.CountOnly {
		err = fault.InvalidField("_summary", "Geef true, text, data of false.", "expected true, text, data or false")
	}
	return t, q, err
}
