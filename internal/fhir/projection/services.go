package projection

import (
	"context"
	"maps"
	"slices"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/param"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/fhir/render"
	"eerstelijn/internal/network"
)

// servicesOf renders services with their organisations and places, and asks for what they have free.
func (g *gathering) servicesOf(ctx context.Context, asked map[directory.ServiceID]cause, offers *map[capacity.OfferID]cause) error {
	if len(asked) == 0 {
		return nil
	}
	ids := slices.Sorted(maps.Keys(asked))
	shown, _, err := g.Directory.Changed(ctx, ids)
	if err != nil {
		return err
	}
	if err := g.services(ctx, ids, shown, func(s directory.ServiceID) cause { return asked[s] }); err != nil {
		return err
	}
	have, err := g.Capacity.OffersOf(ctx, ids)
	if err != nil {
		return err
	}
	for _, s := range ids {
		for _, o := range have[s] {
			if (*offers)[o] == nil {
				put(offers, o, asked[s])
			}
		}
	}
	// Offers that ended with their service are no longer among its own.
	refs := make([]string, len(ids))
	for i, s := range ids {
		refs[i] = service + "/" + render.ID(s)
	}
	told, err := g.journal.Referring(ctx, keyOf(basic, "subject"), refs)
	if err != nil {
		return err
	}
	for i, ref := range refs {
		for _, k := range told[ref] {
			if o := capacity.OfferID(k.ID); (*offers)[o] == nil {
				put(offers, o, asked[ids[i]])
			}
		}
	}
	return nil
}

// services renders services: shown are those of ids that everybody may see, the others are ended.
func (g *gathering) services(ctx context.Context, ids []directory.ServiceID, shown []directory.Service, c func(directory.ServiceID) cause) error {
	if err := g.shown(ctx, shown, c); err != nil {
		return err
	}
	return g.around(ctx, ids, shown, c)
}

// shown renders services that everybody may see, with their organisations.
func (g *gathering) shown(ctx context.Context, shown []directory.Service, c func(directory.ServiceID) cause) error {
	parties := make([]network.OrganizationID, len(shown))
	for i := range shown {
		parties[i] = shown[i].Organization
	}
	if err := g.read(ctx, parties...); err != nil {
		return err
	}
	if err := g.readReached(ctx, parties); err != nil { // for all at once
		return err
	}
	for i := range shown {
		s := &shown[i]
		k := journal.Key{Type: service, ID: render.ID(s.ID)}
		if err := g.guarded(k, thing{Type: service, ID: string(s.ID)}, func() error {
			if err := g.party(ctx, c(s.ID), s.Organization); err != nil {
				return err
			}
			return g.add(g.render.Service(s, g.organizations[s.Organization]), c(s.ID))
		}); err != nil {
			return err
		}
	}
	return nil
}

// around renders what follows from services having been rendered: their places, and the end of those that
// are not shown. It looks at what stands in the journal of those that say something else than before.
func (g *gathering) around(ctx context.Context, ids []directory.ServiceID, shown []directory.Service, c func(directory.ServiceID) cause) error {
	same := make(map[journal.Key]bool, len(shown))
	rs := make([]journal.Resource, 0, len(shown))
	for i := range shown {
		k := journal.Key{Type: service, ID: render.ID(shown[i].ID)}
		same[k] = true
		if at, rendered := g.at[k]; rendered {
			rs = append(rs, g.list[at].Resource)
		}
	}
	changed, err := g.journal.Differing(ctx, rs)
	if err != nil {
		return err
	}
	for _, k := range changed {
		delete(same, k)
	}
	var keys []journal.Key
	for _, s := range ids {
		if k := (journal.Key{Type: service, ID: render.ID(s)}); !same[k] {
			keys = append(keys, k)
		}
	}
	was, err := g.journal.Newest(ctx, keys)
	if err != nil {
		return err
	}
	if err := g.places(ctx, shown, was, c); err != nil {
		return err
	}
	return g.end(was, func(k journal.Key) cause { return c(directory.ServiceID(k.ID)) }, itself)
}

// places renders the places that services have now, and ends those that they had and nobody has any more.
// Some entries share a place, and may tell of it differently: [gathering.settle] says who is believed. was are
// those that say something else than before.
func (g *gathering) places(ctx context.Context, shown []directory.Service, was map[journal.Key]journal.Version, c func(directory.ServiceID) cause) error {
	touched, sight, err := g.unsettled(ctx, shown, c)
	if err != nil {
		return err
	}
	for k, v := range was {
		if v.Gone {
			continue
		}
		r, err := r4.Unmarshal(v.Body)
		if err != nil {
			g.setAside(k, itself(k), err)
			continue
		}
		if before, ok := r.(*r4.HealthcareService); ok {
			for i := range before.Location {
				touched[lastPart(before.Location[i].Reference)] = directory.ServiceID(k.ID)
			}
		}
	}
	refs := make([]string, 0, len(touched))
	for l := range touched {
		refs = append(refs, location+"/"+l)
	}
	slices.Sort(refs)
	others, err := g.journal.Referring(ctx, keyOf(service, "location"), refs)
	if err != nil {
		return err
	}
	here := make(map[directory.ServiceID]bool, len(shown))
	for i := range shown {
		here[shown[i].ID] = true
	}
	sharing := map[directory.ServiceID]bool{}
	for _, keys := range others {
		for _, k := range keys {
			if s := directory.ServiceID(k.ID); !here[s] {
				sharing[s] = true
			}
		}
	}
	all := shown
	if len(sharing) > 0 { // some of them may be shown no more: these are not given
		more, _, err := g.Directory.Changed(ctx, slices.Sorted(maps.Keys(sharing)))
		if err != nil {
			return err
		}
		all = append(slices.Clip(shown), more...)
	} else { // those that nobody else has were rendered at first sight
		for _, l := range slices.Sorted(maps.Keys(touched)) {
			if i, seen := sight.at[journal.Key{Type: location, ID: l}]; seen {
				g.take(sight.list[i])
				delete(touched, l)
			}
		}
	}
	return g.settle(ctx, all, touched, c)
}

// unsettled gives the places of services that the journal does not tell of as they do, each with the service
// that touched it last; and all of them as they are when these services alone have them.
func (g *gathering) unsettled(ctx context.Context, shown []directory.Service, c func(directory.ServiceID) cause) (map[string]directory.ServiceID, *batch, error) {
	touched := map[string]directory.ServiceID{}
	for i := range shown {
		for j := range shown[i].Locations {
			touched[render.ID(shown[i].Locations[j].ID)] = shown[i].ID
		}
	}
	sight := &gathering{Follower: g.Follower, batch: newBatch(), now: g.now, organizations: g.organizations}
	if err := sight.settle(ctx, shown, touched, c); err != nil {
		return nil, nil, err
	}
	rs := make([]journal.Resource, len(sight.list))
	for i := range sight.list {
		rs[i] = sight.list[i].Resource
	}
	changed, err := g.journal.Differing(ctx, rs)
	if err != nil {
		return nil, nil, err
	}
	unsettled := make(map[string]directory.ServiceID, len(changed))
	for _, k := range changed {
		unsettled[k.ID] = touched[k.ID]
	}
	return unsettled, sight.batch, nil
}

// settle renders each place as the first of the services that have it tells of it: the one with the lowest id,
// so that the order in which they are rendered does not matter. Where several organisations have it, those of
// the one that the journal names as its manager go first: a place does not change hands because another says
// that it is there as well.
func (g *gathering) settle(ctx context.Context, all []directory.Service, touched map[string]directory.ServiceID, c func(directory.ServiceID) cause) error {
	type told struct {
		*directory.Location
		by *directory.Service
	}
	first := make(map[string]told, len(touched))
	var parties []network.OrganizationID
	managers, err := g.managers(ctx, all)
	if err != nil {
		return err
	}
	for i := range all {
		s := &all[i]
		parties = append(parties, s.Organization)
		for j := range s.Locations {
			l := render.ID(s.Locations[j].ID)
			t, there := first[l]
			goes := !there || s.ID < t.by.ID
			if manager := managers[l]; there && manager != "" && s.Organization != t.by.Organization {
				goes = render.ID(s.Organization) == manager || render.ID(t.by.Organization) != manager && goes
			}
			if goes {
				first[l] = told{&s.Locations[j], s}
			}
		}
	}
	if err := g.read(ctx, parties...); err != nil {
		return err
	}
	var left []journal.Key
	for _, l := range slices.Sorted(maps.Keys(touched)) {
		t, there := first[l]
		if !there {
			left = append(left, journal.Key{Type: location, ID: l})
			continue
		}
		if err := g.guarded(journal.Key{Type: location, ID: l}, thing{Type: service, ID: string(touched[l])}, func() error {
			return g.add(g.render.Location(t.Location, t.by, g.organizations[t.by.Organization]), c(touched[l]))
		}); err != nil {
			return err
		}
	}
	was, err := g.journal.Newest(ctx, left)
	if err != nil {
		return err
	}
	return g.end(was, func(k journal.Key) cause { return c(touched[k.ID]) }, func(k journal.Key) thing { return thing{Type: service, ID: string(touched[k.ID])} })
}

// managers gives, by the id of its resource, which organisation the journal names as the manager of each place
// that services of several organisations have.
func (g *gathering) managers(ctx context.Context, all []directory.Service) (map[string]string, error) {
	by := map[string]network.OrganizationID{}
	shared := map[journal.Key]bool{}
	for i := range all {
		for j := range all[i].Locations {
			l := render.ID(all[i].Locations[j].ID)
			if o, there := by[l]; there && o != all[i].Organization {
				shared[journal.Key{Type: location, ID: l}] = true
			}
			by[l] = all[i].Organization
		}
	}
	if len(shared) == 0 {
		return nil, nil
	}
	was, err := g.journal.Newest(ctx, slices.Collect(maps.Keys(shared)))
	if err != nil {
		return nil, err
	}
	managers := make(map[string]string, len(was))
	for k, v := range was {
		// What cannot be read has no manager; saving it says so.
		if r, err := r4.Unmarshal(v.Body); err == nil {
			if l, ok := r.(*r4.Location); ok && l.ManagingOrganization != nil {
				managers[k.ID] = lastPart(l.ManagingOrganization.Reference)
			}
		}
	}
	return managers, nil
}

func lastPart(reference string) string {
	for i := len(reference) - 1; i >= 0; i-- {
		if reference[i] == '/' {
			return reference[i+1:]
		}
	}
	return reference
}

// keyOf is what the rows of a search parameter are kept under.
func keyOf(resourceType, name string) string {
	if t, ok := param.Find(resourceType); ok {
		if p, ok := t.Param(name); ok {
			return p.Key()
		}
	}
	return ""
}
