package agreement

import (
	"context"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

// Bound says who was bound by an agreement at a moment (zero: now), and through whom: each party by its own
// signature, and the members of a body by that of their body. Members are told as was known at that
// moment, so that the answer stays the same.
func (s *Service) Bound(ctx context.Context, actor access.Actor, which ID, at time.Time) (out []Bond, err error) {
	defer fault.Wrap(&err, "agreement.Bound(%s)", which)
	open, err := s.openTo(ctx, actor, "agreement.Bound", which)
	if err != nil {
		return nil, err
	}
	var a Agreement
	if open {
		err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
			a, err = s.viewTx(ctx, tx, which, at)
			return err
		})
		if err == nil && !a.Public {
			err = missing()
		}
	} else {
		err = s.spine.Look(ctx, s.attempt(actor, "agreement.Bound", which), func(ctx context.Context, tx *act.Tx) error {
			a, err = s.viewTx(ctx, tx.Tx, which, at)
			tx.Found(len(a.Parties))
			return err
		})
	}
	if err != nil || !a.State.Binds() {
		return nil, err
	}
	return s.bonds(ctx, &a, at)
}

func (s *Service) bonds(ctx context.Context, a *Agreement, at time.Time) (out []Bond, err error) {
	own := map[network.OrganizationID]bool{}
	for _, p := range a.Parties {
		if p.Signature != nil {
			own[p.Organization] = true
			out = append(out, Bond{Organization: p.Organization, As: p.As, Through: p.Organization, Signature: p.Signature.ID, Since: p.Since})
		}
	}
	for _, p := range a.Parties {
		if p.Signature == nil {
			continue
		}
		members, err := s.Mandates.Affiliations(ctx, mandate.Query{Body: p.Organization, At: at, Known: at})
		if err != nil {
			return nil, err
		}
		for _, m := range members {
			if !own[m.Provider] {
				out = append(out, Bond{Organization: m.Provider, As: "member", Through: p.Organization, Signature: p.Signature.ID, Affiliation: m.ID, Since: latest(p.Since, m.From)})
			}
		}
	}
	return out, nil
}
