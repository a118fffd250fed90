package network

import (
	"context"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/fault"

	"eerstelijn/internal/fold"
)

// StageOrganizations writes organisations into a batch, for whoever brings in what they offer. Ids
// must be given and be the same for the same organisation each time (see id.From). An organisation
// that people keep themselves is left as it is and counted as the same; equal rows are not written
// again.
func (s *Service) StageOrganizations(ctx context.Context, b batch.ID, in []Organization) (_ batch.Counts, err error) {
	defer fault.Wrap(&err, "network.StageOrganizations(%d)", b)
	disciplines, err := s.Disciplines(ctx)
	if err != nil {
		return batch.Counts{}, err
	}
	known := make(map[DisciplineCode]bool, len(disciplines))
	for _, d := range disciplines {
		known[d.Code] = true
	}
	seen := map[string]bool{}
	for i := range in {
		var c checks
		c.ID("id", string(in[i].ID))
		in[i].check(&c, func(d DisciplineCode) bool { return known[d] })
		c.twice("id", seen, string(in[i].ID))
		if err := rowError(&c, i, string(in[i].ID)); err != nil {
			return batch.Counts{}, err
		}
	}
	visible, err := s.visibleDigests(ctx, `SELECT a.id, a.digest FROM organization a WHERE `+currentOrganization)
	if err != nil {
		return batch.Counts{}, err
	}
	st := &stager{db: s.spine.DB(), batch: b}
	rows := st.sheet("organization", `id, batch, kind, name, folded, discipline, ura, agb, kvk, website, phone, email, digest`, 13)
	var d digester
	for _, x := range in {
		digest := d.text(string(x.Kind)).text(x.Name).text(string(x.Discipline)).text(x.URA).text(x.AGB).text(x.KvK).text(x.Website).text(x.Phone).text(x.Email).sum()
		if kept, there := visible[string(x.ID)]; there && kept == "" {
			st.counts.Same++
			continue
		}
		if !st.differs(visible, string(x.ID), digest) {
			continue
		}
		rows.add(x.ID, b, x.Kind, x.Name, fold.Text(x.Name), x.Discipline, x.URA, x.AGB, x.KvK, x.Website, x.Phone, x.Email, digest)
		if err := st.step(ctx, false); err != nil {
			return batch.Counts{}, err
		}
	}
	return st.counts, st.step(ctx, true)
}
