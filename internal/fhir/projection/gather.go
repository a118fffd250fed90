package projection

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/fhir/render"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/endpoint"
)

// gathering renders one batch. What it renders may ask for more: an organisation for its services, a
// service for its organisation.
type gathering struct {
	*Follower
	*batch
	now           time.Time
	organizations map[network.OrganizationID]*network.Organization // those read so far; nil: there is none
	reached       map[network.OrganizationID][]endpoint.ID         // the digital addresses of those of which they were read
}

func (f *Follower) gather(ctx context.Context, w *work) (*batch, error) {
	g := f.begin()
	for _, k := range w.due {
		g.due(k, time.Time{})
	}
	services, offers := maps.Clone(w.services), maps.Clone(w.offers)
	for _, do := range []func() error{
		func() error { return g.changedOrganizations(ctx, w.organizations, &services) },
		func() error { return g.endpointsOf(ctx, w.endpoints) },
		func() error { return g.regionsOf(ctx, w.regions) },
		func() error { return g.wijkverbandenOf(ctx, w.wijkverbanden) },
		func() error { return g.affiliationsOf(ctx, w.affiliations) },
		func() error { return g.standingsOf(ctx, w.standings) },
		func() error { return g.servicesOf(ctx, services, &offers) },
		func() error { return g.offersOf(ctx, offers) },
	} {
		if err := do(); err != nil {
			return nil, err
		}
	}
	g.inOrder()
	return g.batch, nil
}

// ranks is the order in which resources are numbered: what is referred to comes first.
var ranks = map[string]int{organization: 1, location: 2, service: 3, address: 4, affiliation: 5, basic: 6}

// inOrder puts the batch in an order that does not depend on that of maps.
func (b *batch) inOrder() {
	slices.SortStableFunc(b.list, func(x, y made) int { return ranks[x.Type] - ranks[y.Type] })
	for i := range b.list {
		b.at[b.list[i].Key] = i
	}
}

// read reads organisations that were not read before.
func (g *gathering) read(ctx context.Context, ids ...network.OrganizationID) error {
	ids = slices.DeleteFunc(slices.Clone(ids), func(o network.OrganizationID) bool {
		_, known := g.organizations[o]
		return known || o == ""
	})
	slices.Sort(ids)
	for part := range slices.Chunk(slices.Compact(ids), 250) {
		found, err := g.Network.Organizations(ctx, network.OrganizationQuery{IDs: part})
		if err != nil {
			return err
		}
		for _, o := range part {
			g.organizations[o] = nil
		}
		for i := range found {
			g.organizations[found[i].ID] = &found[i]
		}
	}
	return nil
}

// party renders organisations that something public refers to.
func (g *gathering) party(ctx context.Context, c cause, ids ...network.OrganizationID) error {
	if err := g.read(ctx, ids...); err != nil {
		return err
	}
	if err := g.readReached(ctx, ids); err != nil {
		return err
	}
	for _, o := range ids {
		found, k := g.organizations[o], journal.Key{Type: organization, ID: render.ID(o)}
		if found == nil || g.has(k) {
			continue
		}
		if err := g.guarded(k, g.about, func() error { return g.add(g.render.Organization(found, g.reached[o]...), c) }); err != nil {
			return err
		}
	}
	return nil
}

// changedOrganizations renders organisations that are public, and what names them: their services, and the
// region that rests on them. A provider is public once something public refers to it; then it is in the
// journal.
func (g *gathering) changedOrganizations(ctx context.Context, changed map[network.OrganizationID]cause, services *map[directory.ServiceID]cause) error {
	if len(changed) == 0 {
		return nil
	}
	ids := slices.Sorted(maps.Keys(changed))
	keys := make([]journal.Key, len(ids))
	for i, o := range ids {
		keys[i] = journal.Key{Type: organization, ID: render.ID(o)}
	}
	there, err := g.journal.Newest(ctx, keys)
	if err != nil {
		return err
	}
	if err := g.read(ctx, ids...); err != nil {
		return err
	}
	for i, o := range ids {
		found := g.organizations[o]
		if _, public := there[keys[i]]; found == nil || found.Kind == network.Provider && !public {
			continue
		}
		if err := g.guarded(keys[i], thing{Type: organization, ID: string(o)}, func() error { return g.party(ctx, changed[o], o) }); err != nil {
			return err
		}
		for q := (directory.Query{Organization: o, Limit: 200}); ; {
			page, err := g.Directory.Services(ctx, q)
			if err != nil {
				return err
			}
			for j := range page.Services {
				if s := page.Services[j].ID; (*services)[s] == nil {
					put(services, s, changed[o])
				}
			}
			if q.After = page.Next; q.After == "" {
				break
			}
		}
	}
	regions, err := g.Network.Regions(ctx)
	if err != nil {
		return err
	}
	for i := range regions {
		if c, of := changed[regions[i].RESV.Organization]; of {
			if err := g.region(ctx, &regions[i], c); err != nil {
				return err
			}
		}
	}
	return nil
}

// itself is what is rendered again of a resource that tells of one thing alone, under its own id.
func itself(k journal.Key) thing { return k }

// end renders resources that are in the journal as not in use, unless they were rendered anew. of tells what
// each is rendered with.
func (g *gathering) end(was map[journal.Key]journal.Version, c func(journal.Key) cause, of func(journal.Key) thing) error {
	for _, k := range slices.SortedFunc(maps.Keys(was), func(a, b journal.Key) int { return cmp.Compare(a.ID, b.ID) }) {
		v := was[k]
		if g.has(k) || v.Gone || v.Source != "" {
			continue
		}
		if err := g.guarded(k, of(k), func() error {
			r, err := r4.Unmarshal(v.Body)
			if err != nil {
				g.setAside(k, of(k), err)
				return nil
			}
			if !g.render.Ended(r) {
				return nil
			}
			return g.add(r, c(k))
		}); err != nil {
			return err
		}
	}
	return nil
}

// resting is how long a resource of capacity stays as it is after it changed.
const resting = time.Minute

// offersOf renders what offers have free, of services that everybody may see.
func (g *gathering) offersOf(ctx context.Context, asked map[capacity.OfferID]cause) error {
	if len(asked) == 0 {
		return nil
	}
	ids := slices.Sorted(maps.Keys(asked))
	now, _, err := g.Capacity.Changed(ctx, ids)
	if err != nil {
		return err
	}
	var services []directory.ServiceID
	for i := range now {
		services = append(services, now[i].Service)
	}
	slices.Sort(services)
	shown, _, err := g.Directory.Changed(ctx, slices.Compact(services))
	if err != nil {
		return err
	}
	of := make(map[directory.ServiceID]*directory.Service, len(shown))
	for i := range shown {
		of[shown[i].ID] = &shown[i]
	}
	keys := make([]journal.Key, len(ids))
	for i, o := range ids {
		keys[i] = journal.Key{Type: basic, ID: render.ID(o)}
	}
	was, err := g.journal.Newest(ctx, keys)
	if err != nil {
		return err
	}
	for i := range now {
		o := &now[i]
		k := journal.Key{Type: basic, ID: render.ID(o.ID)}
		v, there := was[k]
		switch s := of[o.Service]; {
		case s == nil:
			continue
		case there && g.now.Before(v.At.Add(resting)):
			g.due(k, v.At.Add(resting))
		default:
			if err := g.guarded(k, thing{Type: basic, ID: string(o.ID)}, func() error { return g.add(g.render.Capacity(o, s), asked[o.ID]) }); err != nil {
				return err
			}
			g.due(k, time.Time{})
		}
		delete(was, k)
	}
	for k := range was {
		g.due(k, time.Time{})
	}
	return g.end(was, func(k journal.Key) cause { return asked[capacity.OfferID(k.ID)] }, itself)
}
