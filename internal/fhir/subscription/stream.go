package subscription

import (
	"context"
	"slices"

	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// versionsAtOnce is how many versions of the directory are looked at together.
const versionsAtOnce = 5000

// streams are what the topics are about.
func (s *Service) streams() []*stream {
	return []*stream{
		{TaskChanged, ledger.Head, s.tasks},
		{DirectoryChanged, s.Journal.HeadTx, s.directory},
	}
}

// headTx gives where a topic stands now.
func (s *Service) headTx(ctx context.Context, tx *store.Tx, t Topic) (int64, error) {
	all := s.streams()
	return all[slices.IndexFunc(all, func(one *stream) bool { return one.topic == t })].head(ctx, tx)
}

// tasks gives what acts on placements did, as the ledger has them.
func (s *Service) tasks(ctx context.Context, tx *store.Tx, seq int64) (all []happening, upTo int64, err error) {
	entries, err := ledger.After(ctx, tx, seq, atOnce)
	if err != nil {
		return nil, seq, err
	}
	upTo = seq
	for i := range entries {
		upTo = entries[i].Seq
		touched, any, err := s.Placement.TouchedTx(ctx, tx, &entries[i])
		if err != nil {
			return nil, seq, err
		}
		if !any {
			continue
		}
		all = append(all, happening{upTo, entries[i].At, func(t *target) bool {
			return slices.ContainsFunc(touched.Owners, func(owner network.OrganizationID) bool {
				// Who asked sees each Task of the request, and everybody else their own.
				return (t.organization == touched.Asker || t.organization == owner) && t.filter.holds(question{owner, touched.Asker, touched.Request})
			})
		}})
	}
	return all, upTo, nil
}

// directory gives the moments at which the directory got new versions.
func (s *Service) directory(ctx context.Context, tx *store.Tx, seq int64) (all []happening, upTo int64, err error) {
	moments, err := s.Journal.MomentsTx(ctx, tx, seq, versionsAtOnce)
	if err != nil {
		return nil, seq, err
	}
	upTo = seq
	for _, m := range moments {
		upTo = m.Seq
		all = append(all, happening{m.Seq, m.At, func(t *target) bool { return t.filter.reaches(m.Types) }})
	}
	return all, upTo, nil
}
