package projection

import (
	"context"
	"maps"
	"slices"

	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/render"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/endpoint"
)

// endpointsOf renders digital addresses with their organisations, which refer to them. An organisation that
// has one is public by it.
func (g *gathering) endpointsOf(ctx context.Context, asked map[endpoint.ID]cause) error {
	if len(asked) == 0 {
		return nil
	}
	ids := slices.Sorted(maps.Keys(asked))
	found, err := g.Endpoints.List(ctx, endpoint.Query{IDs: ids})
	if err != nil {
		return err
	}
	for i := range found {
		e := &found[i]
		k, c := journal.Key{Type: address, ID: render.ID(e.ID)}, asked[e.ID]
		if err := g.guarded(k, thing{Type: address, ID: string(e.ID)}, func() error {
			if err := g.party(ctx, c, e.Organization); err != nil {
				return err
			}
			return g.add(g.render.Endpoint(e), c)
		}); err != nil {
			return err
		}
	}
	var gone []journal.Key // a database of before was put back
	for _, id := range ids {
		if !slices.ContainsFunc(found, func(e endpoint.Endpoint) bool { return e.ID == id }) {
			gone = append(gone, journal.Key{Type: address, ID: render.ID(id)})
		}
	}
	was, err := g.journal.Newest(ctx, gone)
	if err != nil {
		return err
	}
	return g.end(was, func(k journal.Key) cause { return asked[endpoint.ID(k.ID)] }, itself)
}

// readReached reads the digital addresses of organisations of which they were not read before: those that are
// not off, in the order of their ids.
func (g *gathering) readReached(ctx context.Context, of []network.OrganizationID) error {
	if g.reached == nil {
		g.reached = map[network.OrganizationID][]endpoint.ID{}
	}
	of = slices.DeleteFunc(slices.Clone(of), func(o network.OrganizationID) bool {
		_, known := g.reached[o]
		return known || g.organizations[o] == nil
	})
	slices.Sort(of)
	for part := range slices.Chunk(slices.Compact(of), 250) {
		found, err := g.Endpoints.List(ctx, endpoint.Query{Organizations: part})
		if err != nil {
			return err
		}
		for _, o := range part {
			g.reached[o] = nil
		}
		for i := range found {
			if e := &found[i]; e.Status != endpoint.Off {
				g.reached[e.Organization] = append(g.reached[e.Organization], e.ID)
			}
		}
	}
	return nil
}

// endpoints renders all digital addresses.
func (s *sweeping) endpoints(ctx context.Context) error {
	for after := endpoint.ID(""); ; {
		page, err := s.Endpoints.List(ctx, endpoint.Query{After: after, Limit: mostAtOnce})
		if err != nil {
			return err
		}
		w := newWork()
		for i := range page {
			after = page[i].ID
			put(&w.endpoints, after, nil)
			s.met[journal.Key{Type: address, ID: render.ID(after)}] = true
		}
		if len(page) > 0 {
			if err := s.write(ctx, s.turn, func(ctx context.Context) (*batch, error) { return s.gather(ctx, w) }, notYet); err != nil {
				return err
			}
		}
		if len(page) < mostAtOnce {
			return s.again(ctx, address, func(w *work, id string) { put(&w.endpoints, endpoint.ID(id), nil) })
		}
	}
}
