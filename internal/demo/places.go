package demo

import (
	"strings"

	"eerstelijn/internal/network"
)

// wijkPlan is what is invented by hand about a wijk: its name, its heart on the sheet and what sort of people
// live there. All else follows.
type wijkPlan struct {
	code       network.AreaCode
	name       string
	place      string // woonplaats
	x, y       float64
	population int // 0: the source gives none
	urban      int // 1 very urban … 5 rural
	young, old int // % under 15, % of 65 and older
	wealth     float64
	postcode   string
	// wide is how far its buildings lie from its heart, in kilometres.
	wide float64
}

// municipalityPlan is a municipality with its wijken.
type municipalityPlan struct {
	code   network.AreaCode
	name   string
	wijken []wijkPlan
}

// regionPlan is a region with its sheet.
type regionPlan struct {
	slug, name     string
	sheet          sheet
	municipalities []municipalityPlan
	// instead renames the organisations of Rivierenzoom, in pairs: another region has others.
	instead []string
}

func (p *regionPlan) alter() *strings.Replacer { return strings.NewReplacer(p.instead...) }

// beyond are the sites around a map, so that its outer border is as uneven as the inner ones.
func beyond(points ...[2]float64) []site {
	sites := make([]site, len(points))
	for i, p := range points {
		sites[i] = site{x: p[0], y: p[1]}
	}
	return sites
}

// plans are the three regions. Populations are rounded to fives, as Statistics Netherlands does; those
// of Rivierenzoom add up to 96,000.
var plans = []regionPlan{
	{
		slug: "rivierenzoom", name: "Regio Rivierenzoom",
		sheet: sheet{west: 5.31, south: 51.885, river: true, seed: 11, sites: beyond(
			[2]float64{-0.6, 1.5}, [2]float64{-1.5, 5.4}, [2]float64{0.6, 9.4}, [2]float64{5.2, 9.6}, [2]float64{9.2, 10.3},
			[2]float64{13.1, 11.7}, [2]float64{18.4, 10.6}, [2]float64{21.6, 7.4}, [2]float64{23.2, 3.6}, [2]float64{23.7, 0.8},
			[2]float64{-0.4, -2.1}, [2]float64{1.1, -5.9}, [2]float64{5.4, -8.3}, [2]float64{8.9, -10.6}, [2]float64{13.9, -10.1},
			[2]float64{17.6, -8.4}, [2]float64{22.1, -6.1}, [2]float64{23.2, -1.6},
		)},
		municipalities: []municipalityPlan{
			{code: "GM9901", name: "Oevermonde", wijken: []wijkPlan{
				{code: "WK990101", name: "Oevermonde-Centrum", place: "Oevermonde", x: 9.1, y: 1.7, population: 11_240, urban: 2, young: 12, old: 21, wealth: 0.48, postcode: "4071", wide: 0.7},
				{code: "WK990102", name: "Oevermonde-West", place: "Oevermonde", x: 5.3, y: 1.9, population: 14_385, urban: 2, young: 18, old: 15, wealth: 0.30, postcode: "4072", wide: 0.9},
				{code: "WK990103", name: "Oevermonde-Noord", place: "Oevermonde", x: 8.7, y: 5.1, population: 18_930, urban: 2, young: 19, old: 14, wealth: 0.55, postcode: "4073", wide: 1.1},
				{code: "WK990104", name: "Kribbendam", place: "Kribbendam", x: 3.4, y: 5.6, population: 4_960, urban: 4, young: 16, old: 24, wealth: 0.62, postcode: "4074", wide: 0.6},
				{code: "WK990105", name: "Steurhaven", place: "Oevermonde", x: 12.6, y: 1.5, population: 1_535, urban: 3, young: 14, old: 8, wealth: 0.58, postcode: "4071", wide: 0.5},
			}},
			{code: "GM9902", name: "Griendewaard", wijken: []wijkPlan{
				{code: "WK990201", name: "Grienderen", place: "Grienderen", x: 11.1, y: -2.2, population: 12_620, urban: 3, young: 17, old: 20, wealth: 0.52, postcode: "4075", wide: 0.9},
				{code: "WK990202", name: "Uiterwoud", place: "Uiterwoud", x: 4.9, y: -3.1, population: 7_870, urban: 4, young: 17, old: 22, wealth: 0.60, postcode: "4076", wide: 0.7},
				{code: "WK990203", name: "Lakermonde", place: "Lakermonde", x: 17.6, y: -2.9, population: 5_445, urban: 5, young: 16, old: 25, wealth: 0.57, postcode: "4077", wide: 0.6},
				{code: "WK990204", name: "Hoenderlaak", place: "Hoenderlaak", x: 11.7, y: -6.1, population: 2_215, urban: 5, young: 15, old: 28, wealth: 0.66, postcode: "4077", wide: 0.4},
			}},
			{code: "GM9903", name: "Zilverwaard", wijken: []wijkPlan{
				{code: "WK990301", name: "Zilverwaard-Dorp", place: "Zilverwaard", x: 17.2, y: 4.6, population: 9_310, urban: 4, young: 17, old: 21, wealth: 0.55, postcode: "4078", wide: 0.8},
				{code: "WK990302", name: "Elzenkade", place: "Elzenkade", x: 13.6, y: 7.2, population: 7_490, urban: 4, young: 20, old: 17, wealth: 0.59, postcode: "4079", wide: 0.7},
				{code: "WK990303", name: "Blauwgriend", place: "Zilverwaard", x: 18.4, y: 1.4, urban: 5, postcode: "4078", wide: 0.3},
			}},
		},
	},
	{
		slug: "duinrand", name: "Regio Duinrand",
		instead: []string{
			"Rivierstroom", "Zeedistel", "De Veerstoep", "De Duinpan", "Stroomop", "Zandstuif", "Griendhuis", "Helmhuis", "Merelhof", "Meeuwenhof",
			"Overzijde", "Luwte", "Aanlegplaats", "Zeevonk", "Pontdragers", "Schelpdragers", "Vast op de Dijk", "Vast in het Zand",
		},
		sheet: sheet{west: 5.06, south: 52.01, seed: 12, sites: beyond(
			[2]float64{-2.2, 1.1}, [2]float64{-1.6, 5.6}, [2]float64{-0.9, 10.2}, [2]float64{4.1, 12.2}, [2]float64{9.4, 10.1},
			[2]float64{11.2, 5.3}, [2]float64{9.1, 0.2}, [2]float64{4.2, -2.4}, [2]float64{0.2, -2.6},
		)},
		municipalities: []municipalityPlan{{code: "GM9911", name: "Zandermeer", wijken: []wijkPlan{
			{code: "WK991101", name: "Zandermeer-Dorp", place: "Zandermeer", x: 5.1, y: 1.9, population: 9_870, urban: 3, young: 15, old: 24, wealth: 0.63, postcode: "2084", wide: 0.8},
			{code: "WK991102", name: "Helmduin", place: "Helmduin", x: 2.4, y: 5.3, population: 6_320, urban: 4, young: 13, old: 29, wealth: 0.71, postcode: "2085", wide: 0.6},
			{code: "WK991103", name: "Strandloo", place: "Strandloo", x: 2.9, y: 8.9, population: 4_415, urban: 4, young: 12, old: 31, wealth: 0.68, postcode: "2086", wide: 0.5},
			{code: "WK991104", name: "Duinlaar", place: "Duinlaar", x: 6.6, y: 6.1, population: 11_260, urban: 3, young: 18, old: 18, wealth: 0.56, postcode: "2087", wide: 0.9},
		}}},
	},
	{
		slug: "veenkant", name: "Regio Veenkant",
		instead: []string{
			"Rivierstroom", "Wollegras", "De Veerstoep", "De Turfschuur", "Stroomop", "Veenpluis", "Griendhuis", "Keienhuis", "Merelhof", "Korhoen",
			"Overzijde", "Zandrug", "Aanlegplaats", "Wijkbrug", "Pontdragers", "Turfdragers", "Vast op de Dijk", "Vast in het Veen",
		},
		sheet: sheet{west: 5.66, south: 52.02, seed: 13, sites: beyond(
			[2]float64{-2.4, 2.2}, [2]float64{-1.1, 8.4}, [2]float64{4.2, 12.1}, [2]float64{10.4, 11.2}, [2]float64{14.9, 6.8},
			[2]float64{13.1, 1.2}, [2]float64{8.2, -3.1}, [2]float64{2.6, -3.4},
		)},
		municipalities: []municipalityPlan{{code: "GM9921", name: "Moerstede", wijken: []wijkPlan{
			{code: "WK992101", name: "Turfbroek", place: "Turfbroek", x: 3.6, y: 2.4, population: 8_140, urban: 4, young: 16, old: 24, wealth: 0.42, postcode: "9371", wide: 0.8},
			{code: "WK992102", name: "Veenderlo", place: "Veenderlo", x: 8.9, y: 4.1, population: 5_685, urban: 5, young: 15, old: 27, wealth: 0.39, postcode: "9372", wide: 0.6},
			{code: "WK992103", name: "Wollegrasveen", place: "Wollegrasveen", x: 5.1, y: 7.6, population: 2_930, urban: 5, young: 14, old: 26, wealth: 0.45, postcode: "9373", wide: 0.5},
		}}},
	},
}
