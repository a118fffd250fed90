package simulate

import "time"

// profile is what is assumed of one kind of room.
type profile struct {
	kind  string
	stay  time.Duration // mean
	acute bool          // told at each shift
	// filled is how full a unit would be with those who come by other ways if nobody were turned away: above 1 more
	// come than there are places.
	filled  float64
	perYear float64    // requests of 100,000 inhabitants
	mix     [3]float64 // crisis, soon, planned
	// bridge is the help that the region agreed on until there is a place; nil: nothing was agreed.
	bridge *agreement
}

// agreement is what a region agreed on bridging.
type agreement struct {
	by, what, paid string
	days           int
}

// The two agreements of the region. It has none for a crisis of the mind and for days out.
var (
	athome = &agreement{by: "Thuiszorg Rivierstroom", what: "Wijkverpleging thuis tot er een plek is.", paid: "Zorgverzekeraar", days: 14}
	atonce = &agreement{by: "Thuiszorg Rivierstroom", what: "Het spoedteam blijft komen tot er een plek is.", paid: "Zorgverzekeraar", days: 3}
)

const day = 24 * time.Hour

// profiles are the kinds of room that people are placed in. Care that is asked for without a place, such as a
// first appointment, is left out.
var profiles = []profile{
	{kind: "elv-laag", stay: 32 * day, filled: 1.25, perYear: 140, mix: [3]float64{0.10, 0.65, 0.25}, bridge: athome},
	{kind: "elv-hoog", stay: 30 * day, filled: 1.25, perYear: 110, mix: [3]float64{0.20, 0.70, 0.10}, bridge: athome},
	{kind: "elv-palliatief", stay: 24 * day, filled: 1.10, perYear: 40, mix: [3]float64{0.25, 0.65, 0.10}, bridge: athome},
	{kind: "grz", stay: 38 * day, filled: 1.15, perYear: 200, mix: [3]float64{0, 0.60, 0.40}, bridge: athome},
	{kind: "wlz-crisis", stay: 12 * day, acute: true, filled: 1.00, perYear: 90, mix: [3]float64{1, 0, 0}, bridge: atonce},
	{kind: "ggz-crisis", stay: 8 * day, acute: true, filled: 1.00, perYear: 70, mix: [3]float64{1, 0, 0}},
	{kind: "respijt", stay: 7 * day, filled: 1.00, perYear: 120, mix: [3]float64{0.05, 0.25, 0.70}, bridge: athome},
	{kind: "wijkverpleging-spoed", stay: 3 * day, acute: true, filled: 1.00, perYear: 260, mix: [3]float64{0.60, 0.40, 0}, bridge: atonce},
	{kind: "dagbesteding", stay: 200 * day, filled: 1.20, perYear: 130, mix: [3]float64{0, 0.05, 0.95}},
}

func profileOf(kind string) *profile {
	for i := range profiles {
		if profiles[i].kind == kind {
			return &profiles[i]
		}
	}
	return nil
}
