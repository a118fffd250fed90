package feed

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/outcome"
	"eerstelijn/internal/fhir/projection"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/fhir/render"
	"eerstelijn/internal/id"
	"eerstelijn/internal/importer"
	"eerstelijn/internal/network"
)

// request is who asks, and how.
type request struct {
	*feeder
	who    access.Actor
	base   string
	prefer string
}

// write is one resource to be written.
type write struct {
	kind, id, method                  string
	ifMatch, ifNoneExist, ifNoneMatch string
	fullURL                           string
	at                                string // where the resource stands in what was sent; empty: it is all of it
	body                              []byte

	resource  r4.Resource      // with its references resolved; making the domain's own thing of it changes it
	sent      []byte           // the resource before that
	place     *adopted         // what became of a Location
	condition string           // digest of what a conditional create goes by
	found     *journal.Version // what a conditional create found: nothing is written
}

func (w *write) key() journal.Key { return journal.Key{Type: w.kind, ID: w.id} }

// element names an element of the resource.
func (w *write) element(name string) string {
	switch {
	case w.at != "" && name != "":
		return w.at + "." + name
	case w.at != "":
		return w.at
	case name != "":
		return w.kind + "." + name
	}
	return w.kind
}

// done is what became of a write.
type done struct {
	journal.Key
	status  int
	version int64 // 0: the journal does not tell of it (yet)
	at      time.Time
	kept    []byte
	lost    []string // elements that are not served as they were sent
	late    bool
}

func (d *done) address() string {
	return d.Type + "/" + d.ID + "/_history/" + strconv.FormatInt(d.version, 10)
}

func etag(version int64) string { return `W/"` + strconv.FormatInt(version, 10) + `"` }

func writable(kind string) bool { return slices.Contains(Types, kind) }

// write writes resources: all of them or none. Who is outrun by another request with the same condition finds
// what that one made.
func (f *feeder) write(ctx context.Context, q *request, list []write) ([]done, error) {
	for attempt := 1; ; attempt++ {
		p := &plan{request: q, writes: slices.Clone(list)}
		err := p.all(ctx)
		switch {
		case err == nil:
			return p.answer(ctx)
		case !errors.Is(err, errClaimed):
			return nil, err
		case attempt == mostAttempts:
			return nil, outcome.Refuse(http.StatusConflict, "conflict", "Een ander maakt dit net ook. Probeer het opnieuw.", "another request makes the same just now; try again")
		}
	}
}

// mostAttempts bounds how often a request is outrun: each time it meets another condition that was free before.
const mostAttempts = 5

func (p *plan) all(ctx context.Context) error {
	for _, step := range []func(context.Context) error{p.ready, p.identify, p.load, p.hold, p.make, p.save} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// readerLife is how long a reader of foreign resources is used: areas and organisations may be added since.
const readerLife = 10 * time.Minute

// ready makes what reads and renders.
func (f *feeder) ready(ctx context.Context) (err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.render == nil {
		t, err := f.Rendering.Tables(ctx)
		if err != nil {
			return err
		}
		f.render = render.New(f.Config, t)
	}
	if now := f.Now(); f.foreign == nil || now.Sub(f.made) > readerLife {
		if f.foreign, err = f.Importer.Foreign(ctx); err != nil {
			return err
		}
		f.made = now
	}
	return nil
}

func (f *feeder) reader() *importer.Foreign {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.foreign
}

// read reads a foreign service. A reader is used by one at a time.
func (f *feeder) read(ctx context.Context, parts importer.ForeignParts, locationID func(string) locationID) (importer.ForeignService, error) {
	f.reading.Lock()
	defer f.reading.Unlock()
	return f.reader().Read(ctx, parts, locationID)
}

// identify parses the resources, gives each its id, and resolves what they refer to.
func (p *plan) identify(ctx context.Context) error {
	if slices.ContainsFunc(p.writes, func(w write) bool { return w.ifNoneExist != "" }) {
		if err := p.catchUp(ctx, projection.Concern{Organization: network.OrganizationID(p.who.Organization)}, 0, nil); err != nil {
			return err
		}
	}
	byURL, seen, conditions := map[string]string{}, map[journal.Key]bool{}, map[string]bool{}
	for i := range p.writes {
		w := &p.writes[i]
		if err := w.parse(); err != nil {
			return err
		}
		if w.method == http.MethodPost {
			w.id = id.New[string]()
			if w.ifNoneExist != "" {
				if err := p.conditional(ctx, w); err != nil {
					return err
				}
				if conditions[w.condition] {
					return outcome.RefuseAt(http.StatusBadRequest, "duplicate", w.element(""), "Deze voorwaarde staat er twee keer in.", "the same ifNoneExist is there twice")
				}
				conditions[w.condition] = true
			}
		}
		if seen[w.key()] && w.found == nil {
			return outcome.RefuseAt(http.StatusBadRequest, "duplicate", w.element(""), "Deze bron staat er twee keer in.", "this resource is written twice")
		}
		seen[w.key()] = true
		if w.fullURL != "" {
			if _, twice := byURL[w.fullURL]; twice {
				return outcome.RefuseAt(http.StatusBadRequest, "duplicate", w.element(""), "Deze fullUrl staat er twee keer.", "this fullUrl is there twice")
			}
			byURL[w.fullURL] = w.key().String()
		}
	}
	for i := range p.writes {
		w := &p.writes[i]
		if err := p.resolve(w, byURL); err != nil {
			return err
		}
		var err error
		if w.sent, err = r4.Marshal(w.resource); err != nil {
			return err
		}
	}
	return nil
}

// parse reads the resource, and checks that it is what its address says.
func (w *write) parse() error {
	kind, err := r4.TypeOf(w.body)
	if err != nil {
		return outcome.RefuseAt(http.StatusBadRequest, "structure", w.element("resourceType"), "Het soort bron ontbreekt.", "the resourceType is missing")
	}
	if kind != w.kind {
		return outcome.RefuseAt(http.StatusBadRequest, "structure", w.element("resourceType"), "Het soort bron is een ander dan in het adres.", "the resourceType is not that of the address")
	}
	if w.resource, err = r4.Unmarshal(w.body); err != nil {
		return because(err, w.element(""))
	}
	of, meta := w.resource.Head()
	*meta = nil
	if w.method == http.MethodPut {
		if canonical, err := id.Parse[string](w.id); err != nil || canonical != w.id {
			return unprocessable(w.element("id"), "Een id is hier een UUID in kleine letters.", "an id is a UUID in lower case here")
		}
		if *of != w.id {
			return outcome.RefuseAt(http.StatusBadRequest, "structure", w.element("id"), "Het id is een ander dan in het adres.", "the id is not that of the address")
		}
	}
	return nil
}

// resolve makes references relative to this directory where they lead here, or to what is written along.
func (p *plan) resolve(w *write, byURL map[string]string) error {
	of, _ := w.resource.Head()
	*of = w.id
	for _, ref := range references(w.resource) {
		text, _, _ := strings.Cut(ref.Reference, "/_history/")
		if known, ok := byURL[text]; ok {
			ref.Reference = known
			continue
		}
		if strings.HasPrefix(text, "urn:") {
			return unprocessable(w.element(""), "Deze verwijzing staat niet in de transactie.", "this reference leads to nothing in the transaction")
		}
		if rest, ok := strings.CutPrefix(text, p.base+"/"); ok {
			text = rest
		}
		ref.Reference = text
	}
	return nil
}

// references are those of a resource that may lead here.
func references(r r4.Resource) (list []*r4.Reference) {
	add := func(one *r4.Reference) {
		if one != nil && one.Reference != "" {
			list = append(list, one)
		}
	}
	many := func(all []r4.Reference) {
		for i := range all {
			add(&all[i])
		}
	}
	switch r := r.(type) {
	case *r4.HealthcareService:
		add(r.ProvidedBy)
		many(r.OfferedIn)
		many(r.Location)
		many(r.CoverageArea)
		many(r.Endpoint)
	case *r4.Location:
		add(r.ManagingOrganization)
		add(r.PartOf)
		many(r.Endpoint)
	case *r4.Organization:
		add(r.PartOf)
		many(r.Endpoint)
	case *r4.Endpoint:
		add(r.ManagingOrganization)
	case *r4.OrganizationAffiliation:
		add(r.Organization)
		add(r.ParticipatingOrganization)
		many(r.Network)
		many(r.Location)
		many(r.HealthcareService)
		many(r.Endpoint)
	case *r4.Provenance:
		many(r.Target)
		for i := range r.Agent {
			add(r.Agent[i].Who)
		}
	}
	return list
}
