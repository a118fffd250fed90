package projection

import (
	"context"
	"maps"
	"slices"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/render"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
)

// regionsOf renders the cooperations of regions.
func (g *gathering) regionsOf(ctx context.Context, asked map[network.RegionID]cause) error {
	for _, id := range slices.Sorted(maps.Keys(asked)) {
		r, err := g.Network.RegionByID(ctx, id)
		if missing(err) {
			err = g.ended(ctx, asked[id], journal.Key{Type: organization, ID: render.ID(id)})
		} else if err == nil {
			err = g.region(ctx, &r, asked[id])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (g *gathering) region(ctx context.Context, r *network.Region, c cause) error {
	return g.guarded(journal.Key{Type: organization, ID: render.ID(r.ID)}, thing{Type: region, ID: string(r.ID)}, func() error {
		if err := g.party(ctx, c, r.RESV.Organization); err != nil {
			return err
		}
		return g.add(g.render.Region(r, g.organizations[r.RESV.Organization]), c)
	})
}

// wijkverbandenOf renders wijkverbanden with who takes part in them.
func (g *gathering) wijkverbandenOf(ctx context.Context, asked map[network.WijkverbandID]cause) error {
	for _, id := range slices.Sorted(maps.Keys(asked)) {
		w, err := g.Network.WijkverbandByID(ctx, id)
		if err == nil {
			err = g.wijkverband(ctx, &w, asked[id])
		} else if missing(err) {
			g.due(journal.Key{Type: wijkverband, ID: string(id)}, time.Time{})
			if err = g.ended(ctx, asked[id], journal.Key{Type: organization, ID: render.ID(id)}); err == nil {
				err = g.left(ctx, id, asked[id])
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// lookAgain is after how long a wijkverband is rendered again: a contact point that was agreed to begin later
// is not told of before it does.
const lookAgain = time.Hour

func (g *gathering) wijkverband(ctx context.Context, w *network.Wijkverband, c cause) error {
	of := thing{Type: wijkverband, ID: string(w.ID)}
	return g.guarded(journal.Key{Type: organization, ID: render.ID(w.ID)}, of, func() error { return g.takingPart(ctx, w, c) })
}

// takingPart renders a wijkverband and who takes part in it.
func (g *gathering) takingPart(ctx context.Context, w *network.Wijkverband, c cause) error {
	if err := g.add(g.render.Wijkverband(w), c); err != nil {
		return err
	}
	var parties []network.OrganizationID
	next := g.now.Add(lookAgain)
	for i := range w.Contacts {
		contact := &w.Contacts[i]
		next = earlier(next, coming(mandate.Span{From: contact.From, Until: contact.Until}, g.now))
		if contact.Organization == "" {
			continue
		}
		parties = append(parties, contact.Organization)
		if err := g.add(g.render.Contact(w, contact, g.now), c); err != nil {
			return err
		}
	}
	for i := range w.Nursing {
		parties = append(parties, w.Nursing[i].Practice, w.Nursing[i].Team)
		if err := g.add(g.render.Nursing(w, &w.Nursing[i]), c); err != nil {
			return err
		}
	}
	g.due(journal.Key{Type: wijkverband, ID: string(w.ID)}, next)
	if err := g.party(ctx, c, parties...); err != nil {
		return err
	}
	return g.left(ctx, w.ID, c)
}

// left ends what stands in the journal of who takes part in a wijkverband and does so no more.
func (g *gathering) left(ctx context.Context, w network.WijkverbandID, c cause) error {
	ref := organization + "/" + render.ID(w)
	there, err := g.journal.Referring(ctx, keyOf(affiliation, "primary-organization"), []string{ref})
	if err != nil {
		return err
	}
	return g.ended(ctx, c, there[ref]...)
}

// ended ends resources that are in the journal, unless they were rendered anew.
func (g *gathering) ended(ctx context.Context, c cause, keys ...journal.Key) error {
	was, err := g.journal.Newest(ctx, keys)
	if err != nil {
		return err
	}
	return g.end(was, func(journal.Key) cause { return c }, func(k journal.Key) thing {
		if g.about.Type == "" {
			return itself(k)
		}
		return g.about
	})
}

// affiliationsOf renders who belongs to a discipline body.
func (g *gathering) affiliationsOf(ctx context.Context, asked map[mandate.AffiliationID]cause) error {
	for _, id := range slices.Sorted(maps.Keys(asked)) {
		found, err := g.Mandates.Affiliations(ctx, mandate.Query{ID: string(id), Ended: true})
		if err != nil {
			return err
		}
		for i := range found {
			if err := g.affiliation(ctx, &found[i], asked[id]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (g *gathering) affiliation(ctx context.Context, a *mandate.Affiliation, c cause) error {
	k := journal.Key{Type: affiliation, ID: render.ID(a.ID)}
	g.due(k, coming(a.Span, g.now))
	if err := g.party(ctx, c, a.Provider, a.Body); err != nil {
		return err
	}
	return g.guarded(k, k, func() error { return g.add(g.render.Affiliation(a, g.now), c) })
}

// standingsOf renders who speaks for a discipline in a region. Who speaks in the nation takes part in no
// cooperation that has a resource.
func (g *gathering) standingsOf(ctx context.Context, asked map[mandate.StandingID]cause) error {
	for _, id := range slices.Sorted(maps.Keys(asked)) {
		found, err := g.Mandates.Standings(ctx, mandate.Query{ID: string(id), Ended: true})
		if err != nil {
			return err
		}
		for i := range found {
			if err := g.standing(ctx, &found[i], asked[id]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (g *gathering) standing(ctx context.Context, s *mandate.Standing, c cause) error {
	if s.Region == "" {
		return nil
	}
	k := journal.Key{Type: affiliation, ID: render.ID(s.ID)}
	g.due(k, coming(s.Span, g.now))
	if err := g.party(ctx, c, s.Body); err != nil {
		return err
	}
	return g.guarded(k, k, func() error { return g.add(g.render.Standing(s, g.now), c) })
}

// coming is the next moment at which a span begins or ends; zero when both are over.
func coming(s mandate.Span, now time.Time) time.Time {
	switch {
	case s.From.After(now):
		return s.From
	case s.Until.After(now):
		return s.Until
	}
	return time.Time{}
}

// earlier gives the first of two moments, of which zero is never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

func missing(err error) bool { return err != nil && fault.KindOf(err) == fault.NotFound }
