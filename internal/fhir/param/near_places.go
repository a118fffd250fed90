package param

import (
	"cmp"
	"slices"

	"eerstelijn/internal/geo"
)

// Places are positions of resources in memory, from south to north.
type Places []placed

type placed struct {
	at geo.Point
	pk int64
}

// Add adds a resource by a value of its position; [Places.Sort] comes after the last.
func (p *Places) Add(value string, pk int64) {
	if at, ok := where(value); ok {
		*p = append(*p, placed{at, pk})
	}
}

// Sort puts them in order.
func (p Places) Sort() {
	slices.SortFunc(p, func(a, b placed) int { return cmp.Compare(a.at.Lat, b.at.Lat) })
}

// Within adds to pks the resources that lie in a circle.
func (p Places) Within(n *Near, pks []int64) []int64 {
	south, north, west, east := n.bounds()
	from, _ := slices.BinarySearchFunc(p, south, func(one placed, lat float64) int { return cmp.Compare(one.at.Lat, lat) })
	for _, one := range p[from:] {
		if one.at.Lat > north {
			break
		}
		if one.at.Lon >= west && one.at.Lon <= east && n.covers(one.at) {
			pks = append(pks, one.pk)
		}
	}
	return pks
}
