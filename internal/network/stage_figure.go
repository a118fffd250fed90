package network

import (
	"context"
	"maps"
	"slices"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// StageFigures writes the inhabitants and key figures of areas in a year into a batch of kind
// 'figures'. What a file says of an area replaces what an earlier one said of it in that year as a
// whole; equal rows are not written again. Figures of an area that is not imported wait for it.
func (s *Service) StageFigures(ctx context.Context, b batch.ID, year int, in []AreaFigures) (_ batch.Counts, err error) {
	defer fault.Wrap(&err, "network.StageFigures(%d)", b)
	known, err := s.figureCodes(ctx)
	if err != nil {
		return batch.Counts{}, err
	}
	seen := map[string]bool{}
	for i, x := range in {
		var c checks
		c.year("year", year)
		if f, ok := checkAreaCode("code", x.Code, Municipality, Wijk, Buurt); !ok {
			c.Add(f)
		}
		c.twice("code", seen, string(x.Code))
		if x.Population != nil && *x.Population < 0 {
			c.Wrong("population", "Een aantal inwoners is niet negatief.", "expected no negative number of inhabitants")
		}
		for _, code := range slices.Sorted(maps.Keys(x.Figures)) {
			if !known[code] {
				c.Wrong(code, "Dit kerncijfer kennen we niet.", "unknown key figure")
			} else if !finite(x.Figures[code]) {
				c.Wrong(code, "Dit is geen getal.", "expected a number")
			}
		}
		if err := rowError(&c, i, string(x.Code)); err != nil {
			return batch.Counts{}, err
		}
	}
	visible, err := s.visibleDigests(ctx, `SELECT c.code, c.digest FROM area_count c WHERE c.year = $1 AND `+newestCount, year)
	if err != nil {
		return batch.Counts{}, err
	}
	st := &stager{db: s.spine.DB(), batch: b}
	counts := st.sheet("area_count", `code, year, batch, population, digest`, 5)
	figures := st.sheet("area_figure", `batch, code, year, figure, value`, 5)
	var d digester
	for _, x := range in {
		codes := slices.Sorted(maps.Keys(x.Figures))
		population := -1.0
		var stored any
		if x.Population != nil {
			population, stored = float64(*x.Population), int64(*x.Population)
		}
		d.number(population)
		for _, code := range codes {
			d.text(code).number(x.Figures[code])
		}
		digest := d.sum()
		if !st.differs(visible, string(x.Code), digest) {
			continue
		}
		counts.add(x.Code, year, b, stored, digest)
		for _, code := range codes {
			figures.add(b, x.Code, year, code, x.Figures[code])
		}
		if err := st.step(ctx, false); err != nil {
			return batch.Counts{}, err
		}
	}
	return st.counts, st.step(ctx, true)
}

func (s *Service) figureCodes(ctx context.Context) (map[string]bool, error) {
	known := map[string]bool{}
	err := s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		return pairs(ctx, tx, func(code, _ string) { known[code] = true }, `SELECT code, name FROM key_figure`)
	})
	return known, err
}
