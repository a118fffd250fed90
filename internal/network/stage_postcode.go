package network

import (
	"context"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/fault"

	"eerstelijn/internal/fold"
)

// StagePostcodes writes four-digit postcodes into a batch of kind 'postcodes'; equal rows are not
// written again. The municipality may be left empty where the wijk is given.
func (s *Service) StagePostcodes(ctx context.Context, b batch.ID, in []Postcode) (_ batch.Counts, err error) {
	defer fault.Wrap(&err, "network.StagePostcodes(%d)", b)
	seen := map[string]bool{}
	for i := range in {
		x := &in[i]
		var c checks
		if len(x.PC4) != 4 || !allDigits(x.PC4) || x.PC4[0] == '0' {
			c.Wrong("postcode", "Een postcode begint met vier cijfers, vanaf 1000.", "expected four digits, 1000 or higher")
		}
		c.name("place", &x.Place)
		if !x.Point.InNetherlands() {
			c.Wrong("point", "Dit punt ligt niet in Nederland.", "expected a point within the Netherlands, in degrees")
		}
		if f, ok := checkAreaCode("area", x.Area, Wijk); !ok && x.Area != "" {
			c.Add(f)
		}
		if x.Municipality == "" {
			x.Municipality = x.Area.Parent()
		}
		if f, ok := checkAreaCode("municipality", x.Municipality, Municipality); !ok {
			c.Add(f)
		}
		c.twice("postcode", seen, x.PC4)
		if err := rowError(&c, i, x.PC4); err != nil {
			return batch.Counts{}, err
		}
	}
	visible, err := s.visibleDigests(ctx, `SELECT a.pc4, a.digest FROM postcode a WHERE `+newestPostcode)
	if err != nil {
		return batch.Counts{}, err
	}
	st := &stager{db: s.spine.DB(), batch: b}
	rows := st.sheet("postcode", `pc4, batch, place, folded, lat, lon, area, municipality, digest`, 9)
	var d digester
	for _, x := range in {
		digest := d.text(x.Place).number(x.Point.Lat).number(x.Point.Lon).text(string(x.Area)).text(string(x.Municipality)).sum()
		if !st.differs(visible, x.PC4, digest) {
			continue
		}
		rows.add(x.PC4, b, x.Place, fold.Text(x.Place), x.Point.Lat, x.Point.Lon, x.Area, x.Municipality, digest)
		if err := st.step(ctx, false); err != nil {
			return batch.Counts{}, err
		}
	}
	return st.counts, st.step(ctx, true)
}
