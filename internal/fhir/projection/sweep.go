package projection

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/render"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

// sweep renders everything, and ends what is public no more. upTo is the ledger entry that asked for it;
// notYet: nothing was rendered before. Killed before its end it begins again, and writes only what it had
// not written.
func (f *Follower) sweep(ctx context.Context, p journal.Progress, upTo int64) error {
	if upTo == notYet {
		if err := f.db.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
			upTo, err = ledger.Head(ctx, tx)
			return err
		}); err != nil {
			return err
		}
	}
	f.sweeps.Add(1)
	s := &sweeping{Follower: f, turn: &turn{Progress: p}}
	for _, do := range []func(context.Context) error{s.net, s.directory, s.gone, s.endpoints, s.offers, s.goneOffers} {
		if err := do(ctx); err != nil {
			return err
		}
	}
	// It never goes back, so it needs no look at who wrote meanwhile.
	if err := f.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error { return f.journal.ReachTx(ctx, tx, upTo) }); err != nil {
		return err
	}
	f.kept.Store(max(f.kept.Load(), upTo))
	f.reach(upTo)
	return nil
}

// sweeping is a sweep that goes on.
type sweeping struct {
	*Follower
	turn *turn

	mu     sync.Mutex // the directory is read by several at once, and written by one
	outrun bool       // another node wrote since reading began: what is read in one go may be too old
	met    map[journal.Key]bool
}

// net renders the network: parties that are not providers, regions, wijkverbanden and who takes part in
// what. Providers are rendered with what makes them public.
func (s *sweeping) net(ctx context.Context) error {
	gather := func(ctx context.Context) (*batch, error) {
		g := s.begin()
		all, err := s.Network.Organizations(ctx, network.OrganizationQuery{})
		if err != nil {
			return nil, err
		}
		var parties []network.OrganizationID
		for i := range all {
			g.organizations[all[i].ID] = &all[i]
			if all[i].Kind != network.Provider {
				parties = append(parties, all[i].ID)
			}
		}
		if err := g.party(ctx, nil, parties...); err != nil {
			return nil, err
		}
		regions, err := s.Network.Regions(ctx)
		if err != nil {
			return nil, err
		}
		for i := range regions {
			if err := g.region(ctx, &regions[i], nil); err != nil {
				return nil, err
			}
			wijkverbanden, err := s.Network.Wijkverbanden(ctx, regions[i].ID)
			if err != nil {
				return nil, err
			}
			for j := range wijkverbanden {
				if err := g.wijkverband(ctx, &wijkverbanden[j], nil); err != nil {
					return nil, err
				}
			}
		}
		if err := g.memberships(ctx); err != nil {
			return nil, err
		}
		g.inOrder()
		s.met = map[journal.Key]bool{}
		for k := range g.at {
			s.met[k] = true
		}
		for o := range g.organizations {
			s.met[journal.Key{Type: organization, ID: render.ID(o)}] = true
		}
		return g.batch, nil
	}
	if err := s.write(ctx, s.turn, gather, notYet); err != nil {
		return err
	}
	for _, t := range []string{organization, affiliation} {
		if err := s.absent(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

func (g *gathering) memberships(ctx context.Context) error {
	affiliations, err := g.Mandates.Affiliations(ctx, mandate.Query{Ended: true})
	if err != nil {
		return err
	}
	for i := range affiliations {
		if err := g.affiliation(ctx, &affiliations[i], nil); err != nil {
			return err
		}
	}
	standings, err := g.Mandates.Standings(ctx, mandate.Query{Ended: true})
	if err != nil {
		return err
	}
	for i := range standings {
		if err := g.standing(ctx, &standings[i], nil); err != nil {
			return err
		}
	}
	return nil
}

func (f *Follower) begin() *gathering {
	return &gathering{Follower: f, batch: newBatch(), now: f.clock(), organizations: map[network.OrganizationID]*network.Organization{}}
}

// directory renders all services that everybody may see.
func (s *sweeping) directory(ctx context.Context) error {
	s.outrun = false
	_, err := s.Directory.All(ctx, func(shown []directory.Service) error {
		ids := make([]directory.ServiceID, len(shown))
		for i := range shown {
			ids[i] = shown[i].ID
		}
		slices.SortFunc(shown, func(a, b directory.Service) int { return cmp.Compare(a.ID, b.ID) })
		ahead := s.begin() // rendering does not wait for the writing of others
		if err := ahead.shown(ctx, shown, noCause); err != nil {
			return err
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		for _, id := range ids {
			s.met[journal.Key{Type: service, ID: render.ID(id)}] = true
		}
		return s.write(ctx, s.turn, func(ctx context.Context) (*batch, error) {
			g := ahead
			ahead = nil
			switch {
			case g == nil || s.outrun: // somebody wrote since the directory was opened
				s.outrun = true
				fresh, _, err := s.Directory.Changed(ctx, ids)
				if err != nil {
					return nil, err
				}
				g = s.begin()
				if err := g.services(ctx, ids, fresh, noCause); err != nil {
					return nil, err
				}
			default:
				if err := g.around(ctx, ids, shown, noCause); err != nil {
					return nil, err
				}
			}
			g.inOrder()
			return g.batch, nil
		}, notYet)
	})
	return err
}

func noCause(directory.ServiceID) cause { return nil }

// gone ends services that are in the journal and that nobody may see any more, with their places.
func (s *sweeping) gone(ctx context.Context) error {
	return s.again(ctx, service, func(w *work, id string) { put(&w.services, directory.ServiceID(id), nil) })
}

// offers renders what all offers have free.
func (s *sweeping) offers(ctx context.Context) error {
	var ids []capacity.OfferID
	if _, err := s.Capacity.All(ctx, func(offers []capacity.Offer) error {
		for i := range offers {
			s.met[journal.Key{Type: basic, ID: render.ID(offers[i].ID)}] = true
			ids = append(ids, offers[i].ID)
		}
		return nil
	}); err != nil {
		return err
	}
	slices.Sort(ids)
	for part := range slices.Chunk(ids, mostAtOnce) {
		w := newWork()
		for _, o := range part {
			put(&w.offers, o, nil)
		}
		if err := s.write(ctx, s.turn, func(ctx context.Context) (*batch, error) { return s.gather(ctx, w) }, notYet); err != nil {
			return err
		}
	}
	return nil
}

func (s *sweeping) goneOffers(ctx context.Context) error {
	return s.again(ctx, basic, func(w *work, id string) { put(&w.offers, capacity.OfferID(id), nil) })
}

// again renders what is in the journal and was not met in this sweep.
func (s *sweeping) again(ctx context.Context, resourceType string, add func(w *work, id string)) error {
	return s.unmet(ctx, resourceType, func(ids []string) error {
		w := newWork()
		for _, id := range ids {
			add(w, id)
		}
		return s.write(ctx, s.turn, func(ctx context.Context) (*batch, error) { return s.gather(ctx, w) }, notYet)
	})
}

// absent ends what is in the journal and was not met in this sweep.
func (s *sweeping) absent(ctx context.Context, resourceType string) error {
	return s.unmet(ctx, resourceType, func(ids []string) error {
		keys := make([]journal.Key, len(ids))
		for i, id := range ids {
			keys[i] = journal.Key{Type: resourceType, ID: id}
		}
		return s.write(ctx, s.turn, func(ctx context.Context) (*batch, error) {
			g := s.begin()
			return g.batch, g.ended(ctx, nil, keys...)
		}, notYet)
	})
}

// unmet hands on what is in the journal and was not met, page by page.
func (s *sweeping) unmet(ctx context.Context, resourceType string, do func(ids []string) error) error {
	const page = 1000
	for after := ""; ; {
		ids, err := s.journal.IDs(ctx, resourceType, after, page)
		if err != nil {
			return err
		}
		var some []string
		for _, id := range ids {
			if after = id; !s.met[journal.Key{Type: resourceType, ID: id}] {
				some = append(some, id)
			}
		}
		if len(some) > 0 {
			if err := do(some); err != nil {
				return err
			}
		}
		if len(ids) < page {
			return nil
		}
	}
}
