package mandate

import (
	"slices"

	"eerstelijn/internal/network"
)

// CountedEqual tells whether votes count equally at a table where these disciplines have a seat. Unequal
// ones need the yes of every one of them, so that a discipline that joins later brings equality back
// until it agreed too.
func CountedEqual(v Votes, seated []network.DisciplineCode) bool {
	if v.Equal || len(seated) == 0 {
		return true
	}
	return slices.ContainsFunc(seated, func(d network.DisciplineCode) bool { return !slices.Contains(v.AgreedBy, d) })
}

// seatedOf gives the disciplines that have a seat, each once and in order.
func seatedOf(seats []Seat) []network.DisciplineCode {
	var all []network.DisciplineCode
	for _, s := range seats {
		if s.Discipline != "" {
			all = append(all, s.Discipline)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
