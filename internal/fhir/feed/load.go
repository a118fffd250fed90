package feed

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/outcome"
	"eerstelijn/internal/fhir/param"
	"eerstelijn/internal/fhir/projection"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/fhir/render"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/endpoint"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

type (
	serviceID  = directory.ServiceID
	locationID = directory.LocationID
)

// plan is what is to be written, and what stands.
type plan struct {
	*request
	writes []write

	own           network.Organization                            // the actor's organisation
	self          []byte                                          // its resource; see ourselves
	organizations map[network.OrganizationID]network.Organization // to be written, as they stand
	services      map[serviceID]directory.Service                 // as they stand
	holders       map[string][]serviceID                          // of each place that is spoken of
	stood         map[journal.Key]journal.Version                 // as the journal had them

	endpoints    map[endpoint.ID]endpoint.Endpoint             // as they stand
	affiliations map[mandate.AffiliationID]mandate.Affiliation // as they stand
	bodies       map[network.OrganizationID]bool               // that affiliations name

	new  bool                            // all of it is made here, and refers to nothing that was there: see isNew
	told map[journal.Key]journal.Version // what the transaction itself saved in the journal

	parties   []network.Organization
	saves     []saving
	addresses []savedEndpoint
	joins     []savedAffiliation
	entries   []ledger.EntryID
}

// saving is a service to be saved over a version.
type saving struct {
	directory.Service
	expected int64
	by       *write
}

// mentioned are the places that are written, or that services refer to.
func (p *plan) mentioned() (ids []string) {
	for i := range p.writes {
		switch r := p.writes[i].resource.(type) {
		case *r4.Location:
			ids = append(ids, r.ID)
		case *r4.HealthcareService:
			for j := range r.Location {
				if l, ok := strings.CutPrefix(r.Location[j].Reference, "Location/"); ok && render.ID(l) == l { // else it is no id at all
					ids = append(ids, l)
				}
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// holding gives the services that have places.
func (p *plan) holding(ctx context.Context, places []string) (map[string][]serviceID, error) {
	refs := make([]string, len(places))
	for i, l := range places {
		refs[i] = "Location/" + l
	}
	t, _ := param.Find("HealthcareService")
	by, _ := t.Param("location")
	found, err := p.Journal.Referring(ctx, by.Key(), refs)
	holders := make(map[string][]serviceID, len(found))
	for i, ref := range refs {
		for _, k := range found[ref] {
			holders[places[i]] = append(holders[places[i]], serviceID(k.ID))
		}
	}
	return holders, err
}

// load reads the domain first and the journal after it caught up with that: so a version of the journal that
// is as the client expects it is of what was read here, or of a change since, over which nothing is saved.
func (p *plan) load(ctx context.Context) (err error) {
	places := p.mentioned()
	if p.new = p.isNew(places); !p.new {
		if p.holders, err = p.holding(ctx, places); err != nil {
			return err
		}
	}
	var head int64
	var waiting []ledger.EntryID
	if err := p.Store.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		p.organizations, p.services = map[network.OrganizationID]network.Organization{}, map[serviceID]directory.Service{}
		p.endpoints, p.affiliations, p.bodies = map[endpoint.ID]endpoint.Endpoint{}, map[mandate.AffiliationID]mandate.Affiliation{}, map[network.OrganizationID]bool{}
		if p.own, err = p.Network.EditOrganizationTx(ctx, tx, network.OrganizationID(p.who.Organization)); err != nil {
			return err
		}
		for i := range p.writes {
			if err := p.standing(ctx, tx, &p.writes[i]); err != nil {
				return err
			}
		}
		for _, ids := range p.holders {
			for _, s := range ids {
				if err := p.service(ctx, tx, s); err != nil {
					return err
				}
			}
		}
		if waiting, err = ledger.Unnumbered(ctx, tx); err != nil {
			return err
		}
		head, err = ledger.Head(ctx, tx)
		return err
	}); err != nil {
		return err
	}
	if p.new { // nothing stands, whatever the journal tells
		return nil
	}
	concern := projection.Concern{Organization: p.own.ID, Services: slices.Collect(maps.Keys(p.services))}
	if err := p.catchUp(ctx, concern, head, waiting); err != nil {
		return err
	}
	if p.stood, err = p.Journal.Newest(ctx, p.keys()); err != nil {
		return err
	}
	if again, err := p.holding(ctx, places); err != nil || !reflect.DeepEqual(again, p.holders) {
		if err == nil {
			err = outcome.Refuse(http.StatusConflict, "conflict", "Het aanbod op deze plek verandert net. Probeer het opnieuw.", "the services at this place are changing just now; try again")
		}
		return err
	}
	return nil
}

// isNew tells whether all that is written gets its id here, and services have no other places than those: then
// nothing that stands is written over, nor told of.
func (p *plan) isNew(places []string) bool {
	made := map[string]bool{}
	for i := range p.writes {
		w := &p.writes[i]
		if w.method != http.MethodPost || w.found != nil || w.kind != "Location" && w.kind != "HealthcareService" {
			return false
		}
		made[w.id] = true
	}
	return !slices.ContainsFunc(places, func(l string) bool { return !made[l] })
}

// keys are those of all that is written.
func (p *plan) keys() []journal.Key {
	keys := make([]journal.Key, len(p.writes))
	for i := range p.writes {
		keys[i] = p.writes[i].key()
	}
	return keys
}

// standing reads what a write is over.
func (p *plan) standing(ctx context.Context, tx *store.Tx, w *write) error {
	switch w.kind {
	case "Organization":
		of := p.organizationOf(w.id)
		o, err := p.Network.EditOrganizationTx(ctx, tx, of)
		if err != nil && fault.KindOf(err) == fault.NotFound {
			o, err = network.Organization{ID: of, Kind: network.Provider}, nil
		}
		p.organizations[of] = o
		return err
	case "HealthcareService":
		return p.service(ctx, tx, serviceID(w.id))
	case "Endpoint":
		return p.standingEndpoint(ctx, tx, w)
	case "OrganizationAffiliation":
		return p.standingAffiliation(ctx, tx, w, w.resource.(*r4.OrganizationAffiliation))
	}
	return nil
}

func (p *plan) service(ctx context.Context, tx *store.Tx, s serviceID) error {
	if _, read := p.services[s]; read {
		return nil
	}
	found, err := p.Directory.ServiceTx(ctx, tx, s)
	switch {
	case err == nil:
		p.services[s] = found
	case fault.KindOf(err) == fault.NotFound:
		return nil
	}
	return err
}

// organizationOf gives the id of an organisation by the id that it is served under.
func (p *plan) organizationOf(id string) network.OrganizationID {
	if id == render.ID(p.who.Organization) {
		return network.OrganizationID(p.who.Organization)
	}
	return network.OrganizationID(id)
}

// catchUp waits until the journal tells of what is committed. Where that takes long, since the follower is busy
// with much that is none of ours, it sees to it that the journal tells of what concerns us.
func (f *feeder) catchUp(ctx context.Context, concern projection.Concern, head int64, entries []ledger.EntryID) error {
	ctx, cancel := context.WithTimeout(ctx, f.Patience)
	defer cancel()
	soon, stop := context.WithTimeout(ctx, f.Patience/10)
	defer stop()
	err := f.follow(soon, head, entries)
	if err == nil || soon.Err() == nil || ctx.Err() != nil {
		return err
	}
	return f.Rendering.Bring(ctx, concern)
}

// follow waits until the journal tells of everything that is committed.
func (f *feeder) follow(ctx context.Context, head int64, entries []ledger.EntryID) error {
	if head == 0 && entries == nil {
		if err := f.Store.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
			if entries, err = ledger.Unnumbered(ctx, tx); err != nil {
				return err
			}
			head, err = ledger.Head(ctx, tx)
			return err
		}); err != nil {
			return err
		}
	}
	newest, err := f.Feed.Await(ctx, entries)
	if err != nil {
		return err
	}
	return f.Rendering.Wait(ctx, max(head, newest))
}

// conditional looks whether what would be created is there.
func (p *plan) conditional(ctx context.Context, w *write) error {
	text := w.ifNoneExist
	if _, query, ok := strings.Cut(text, "?"); ok {
		text = query
	}
	values, err := url.ParseQuery(text)
	if err == nil && (len(values) != 1 || len(values["identifier"]) != 1) {
		err = fault.New(fault.Invalid, "", "")
	}
	if err != nil {
		return outcome.RefuseAt(http.StatusPreconditionFailed, "not-supported", w.element(""), "Alleen identifier=systeem|waarde kan hier.", "a conditional create goes by identifier=system|value alone")
	}
	t, _ := param.Find(w.kind)
	asked, err := param.Parse(t, values, param.Options{Strict: true, Base: p.base, Now: p.Now()})
	if err != nil {
		return because(err, w.element(""))
	}
	w.condition = p.conditionOf(w.kind, asked)
	before, err := p.claimed(ctx, w)
	if err != nil {
		return err
	}
	if before != nil {
		w.found, w.id = before, before.ID
		return nil
	}
	page, err := p.Journal.Search(ctx, asked)
	if err != nil {
		return err
	}
	switch len(page.Matches) {
	case 0:
		return nil
	case 1:
		w.found, w.id = &page.Matches[0], page.Matches[0].ID
		return nil
	}
	return outcome.RefuseAt(http.StatusPreconditionFailed, "multiple-matches", w.element(""), "Dit nummer past op meer dan één.", "more than one resource has this identifier")
}

// hold checks what the client expects to stand.
func (p *plan) hold(context.Context) error {
	for i := range p.writes {
		w := &p.writes[i]
		if w.found != nil || w.method != http.MethodPut {
			continue
		}
		if w.kind == "Location" {
			if err := p.holdPlace(w); err != nil {
				return err
			}
		}
		v, there := p.stood[w.key()]
		expected, ok := versionIn(w.ifMatch)
		switch {
		case w.ifNoneMatch == "*" && there:
			return stale(w.element(""))
		case w.ifMatch == "" && there:
			return outcome.RefuseAt(http.StatusPreconditionRequired, "conflict", w.element(""), "Stuur de ETag van wat u las mee in If-Match.", "send the ETag of what you read in If-Match")
		case w.ifMatch == "":
		case !there, w.ifMatch != "*" && (!ok || expected != v.Version):
			return stale(w.element(""))
		}
		if s, kept := p.services[serviceID(w.id)]; w.kind == "HealthcareService" && kept && !there && string(s.Organization) == p.who.Organization {
			return outcome.RefuseAt(http.StatusConflict, "conflict", w.element(""), "Dit is een concept van uw organisatie. Maak het af op de site.", "this is a draft of your organisation: finish it on the site")
		}
	}
	return nil
}

// versionIn reads the version of an If-Match.
func versionIn(header string) (int64, bool) {
	text := strings.TrimPrefix(strings.TrimSpace(header), "W/")
	v, err := strconv.ParseInt(strings.Trim(text, `"`), 10, 64)
	return v, err == nil
}
