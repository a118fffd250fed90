package areamap

import (
	"context"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
)

// Figures gives areas with their key figures, those that are on the map. An atlas holds none, so each
// area is asked for once and kept as long as the atlas lives: new figures bring a new atlas.
func Figures(ctx context.Context, n *network.Service, atlas *network.Atlas, codes []network.AreaCode) ([]network.Area, error) {
	if atlas == nil {
		return nil, nil
	}
	known := drawingsOf(atlas)
	areas := make([]network.Area, 0, len(codes))
	for _, code := range codes {
		on, ok := atlas.Area(code)
		if !ok {
			continue
		}
		if a, ok := known.figures.Load(code); ok {
			areas = append(areas, a.(network.Area))
			continue
		}
		a, err := n.Area(ctx, code, on.Year)
		if fault.KindOf(err) == fault.NotFound && err != nil {
			continue // the map is about to be replaced
		}
		if err != nil {
			return nil, err
		}
		a.Geometry = nil // the atlas has it
		known.figures.Store(code, a)
		areas = append(areas, a)
	}
	return areas, nil
}
