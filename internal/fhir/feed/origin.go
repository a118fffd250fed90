package feed

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/outcome"
	"eerstelijn/internal/fhir/param"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/network"
)

// The directory writes down itself where each version comes from: the organisation whose program wrote it.
// A client that sends a Provenance along with what it writes says the same; it is checked, and answered with
// the one that the directory made. A person in it is not kept: nobody may publish who it was.

// provenance is created along with what it is about, and in no other way.
const provenance = "Provenance"

// checkOrigin makes sure that a Provenance says what is so.
func (p *plan) checkOrigin(w *write, r *r4.Provenance) error {
	if len(r.Target) == 0 {
		return outcome.RefuseAt(http.StatusUnprocessableEntity, "required", w.element("target"), "Zeg waar dit over gaat.", "say what this is about")
	}
	for i := range r.Target {
		if !slices.ContainsFunc(p.writes, func(o write) bool { return o.kind != provenance && o.key().String() == r.Target[i].Reference }) {
			return outcome.RefuseAt(http.StatusUnprocessableEntity, "business-rule", w.element("target"),
				"Een Provenance hoort bij wat in dezelfde transactie geschreven wordt.", "a Provenance goes with what is written in the same transaction")
		}
	}
	for i := range r.Agent {
		who := r.Agent[i].Who
		if who == nil {
			continue
		}
		of, named := strings.CutPrefix(who.Reference, "Organization/")
		if named && p.organizationOf(of) != network.OrganizationID(p.who.Organization) {
			return outcome.RefuseAt(http.StatusForbidden, "forbidden", w.element("agent"), "Dit zegt dat een andere organisatie het deed.", "this says that another organisation did it")
		}
	}
	return nil
}

// origin finds what the directory wrote down of the first thing that a Provenance is about, when that is of
// the version just written.
func (p *plan) origin(ctx context.Context, r *r4.Provenance, now map[journal.Key]journal.Version) (journal.Version, bool, error) {
	for i := range r.Target {
		kind, id, _ := strings.Cut(r.Target[i].Reference, "/")
		if v, there := now[journal.Key{Type: kind, ID: id}]; there {
			r.Target[i].Reference = (&done{Key: v.Key, version: v.Version}).address()
		}
	}
	t, _ := param.Find(provenance)
	first, _, _ := strings.Cut(r.Target[0].Reference, "/_history/")
	q, err := param.Parse(t, url.Values{"target": {first}, "_sort": {"-_lastUpdated"}, "_count": {"1"}}, param.Options{Strict: true, Base: p.base, Now: p.Now()})
	if err != nil {
		return journal.Version{}, false, err
	}
	page, err := p.Journal.Search(ctx, q)
	if err != nil || len(page.Matches) == 0 || !strings.Contains(string(page.Matches[0].Body), `"`+r.Target[0].Reference+`"`) {
		return journal.Version{}, false, err
	}
	return page.Matches[0], true, nil
}
