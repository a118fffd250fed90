package areamap

import (
	"eerstelijn/internal/finding"
	"eerstelijn/internal/finding/live"
	"eerstelijn/internal/network"
)

// Supply counts the services in some wijken by discipline; disciplines without any are left out. A
// service with locations in several wijken counts once, except where so many services lie together
// that they are counted wijk by wijk.
func Supply(finder *live.Finder, wijken []network.AreaCode, disciplines []network.DisciplineCode) (map[network.DisciplineCode]int, error) {
	counts := map[network.DisciplineCode]int{}
	for _, d := range disciplines {
		n, err := supply(finder, codes(wijken), string(d))
		if err != nil {
			return nil, err
		}
		if n > 0 {
			counts[d] = n
		}
	}
	return counts, nil
}

// supply halves the wijken until the index counts them: it says -1 where that would take too long. One
// wijk that is still too much gives what the index is sure of, nothing.
func supply(finder *live.Finder, wijken []string, discipline string) (int, error) {
	if len(wijken) == 0 {
		return 0, nil
	}
	page, err := finder.Search(finding.Query{Disciplines: []string{discipline}, Areas: wijken, Limit: 1})
	if err != nil || page.Total >= 0 || len(wijken) == 1 {
		return max(page.Total, 0), err
	}
	half := len(wijken) / 2
	first, err := supply(finder, wijken[:half], discipline)
	if err != nil {
		return 0, err
	}
	second, err := supply(finder, wijken[half:], discipline)
	return first + second, err
}

func codes(areas []network.AreaCode) []string {
	list := make([]string, len(areas))
	for i, a := range areas {
		list[i] = string(a)
	}
	return list
}

// Wijken gives the wijken within areas of any level, each once and in the order of the areas.
func Wijken(atlas *network.Atlas, areas []network.AreaCode) []network.AreaCode {
	seen := map[network.AreaCode]bool{}
	var wijken []network.AreaCode
	add := func(a network.AreaCode) {
		if !seen[a] {
			seen[a] = true
			wijken = append(wijken, a)
		}
	}
	for _, a := range areas {
		if a.Kind() == network.Municipality && atlas != nil {
			for _, child := range atlas.Children(a) {
				add(child.Code)
			}
			continue
		}
		add(a)
	}
	return wijken
}
