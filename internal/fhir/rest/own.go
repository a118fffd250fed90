package rest

import (
	"encoding/json"
	"net/url"
	"slices"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/param"
)

// named is what a definition is found by.
type named struct {
	ID      string `json:"id"`
	URL     string `json:"url"`
	Name    string `json:"name"`
	Version string `json:"version"`
}

// readOwn answers with a definition of our own.
func (c *call) readOwn() error {
	for _, body := range c.Own(c.r.PathValue("type")) {
		var n named
		if err := json.Unmarshal(body, &n); err != nil {
			return err
		}
		if n.ID == c.r.PathValue("id") {
			c.bundle(body)
			return nil
		}
	}
	return missing()
}

// searchOwn answers with the definitions of a kind, all on one page: there are few.
func (c *call) searchOwn(values url.Values) error {
	kind := c.r.PathValue("type")
	for name := range values {
		if c.strict && !slices.Contains([]string{"_id", "url", "name", "version", "_count", "_summary", "_format", "_pretty"}, name) {
			return fault.InvalidField(param.Shown(name), "Deze parameter kennen wij hier niet.", "unknown parameter for this type; see the CapabilityStatement")
		}
	}
	var found []json.RawMessage
	var keys []journal.Key
	for _, body := range c.Own(kind) {
		var n named
		if err := json.Unmarshal(body, &n); err != nil {
			return err
		}
		fits := func(name, value string) bool { return !values.Has(name) || slices.Contains(values[name], value) }
		if fits("_id", n.ID) && fits("url", n.URL) && fits("name", n.Name) && fits("version", n.Version) {
			found, keys = append(found, body), append(keys, journal.Key{Type: kind, ID: n.ID})
		}
	}
	b := newBundle("searchset", time.Time{}, len(found))
	b.total(int64(len(found)))
	b.link("self", c.address(kind, values))
	if values.Get("_summary") != string(param.CountOnly) {
		for i, body := range found {
			b.found(c.base(), keys[i], body, "match")
		}
	}
	c.bundle(b.end())
	return nil
}
