package country

import (
	"strconv"

	"eerstelijn/internal/network"
	"eerstelijn/internal/web/areamap"
	"eerstelijn/internal/web/ui"
)

// cutField says in an address by what the country is cut; byRegion is by its regions, as without one.
const (
	cutField = "grens"
	byRegion = "regio"
)

// kindChoice offers the ways to cut the country.
func (f facts) kindChoice() ui.Choice {
	c := ui.Choice{Name: cutField, Label: "Welke indeling van Nederland?", Options: []ui.Option{{Value: byRegion, Text: "Regio’s van de eerste lijn", Selected: f.cut.Code == ""}}}
	for _, k := range f.kinds {
		if k.Code != byRegion && k.Code != "wijkverband" {
			c.Options = append(c.Options, ui.Option{Value: k.Code, Text: ui.Capital(k.Name), Selected: k.Code == f.cut.Code})
		}
	}
	return c
}

func cutTable(f facts) ui.TableView {
	t := ui.TableView{
		ID: tableID, Caption: ui.Capital(f.cut.Name) + " op naam",
		Columns: []ui.Column{{Title: "Naam"}, {Title: "Inwoners", Numeric: true}, {Title: "Met wijkverband", Numeric: true},
			{Title: "Team compleet", Numeric: true}, {Title: "Team werkt", Numeric: true}, {Title: "Wijkverbanden", Numeric: true}},
		Empty:  "Deze indeling is nog niet geladen.",
		Source: "Elk getal telt inwoners, elk één keer. Een wijkverband dat over een grens heen ligt, telt aan beide kanten. " + f.stand(),
	}
	for _, c := range f.cuts {
		row := []ui.Cell{{Text: c.Name}, {Text: noFigure}, {Text: noFigure}, {Text: noFigure}, {Text: noFigure}, {Text: ui.Count(c.Wijkverbanden)}}
		if c.Population > 0 {
			for i, n := range []int{c.Population, c.InWijkverband, c.Manned, c.Working} {
				row[i+1].Text = ui.Count(n)
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// share is how many of the inhabitants have a complete team, in the order of the map's legend.
type share struct {
	word  string
	class ui.MapClass
}

var shares = []share{
	{"Nog niemand heeft een compleet team", ui.MapClass1}, {"Minder dan de helft", ui.MapClass2}, {"De helft of meer", ui.MapClass3}, {"Iedereen", ui.MapClass4},
	{"Geen cijfer", ui.MapMissing},
}

func shareOf(c network.Cut) int {
	switch {
	case c.Population == 0:
		return 4
	case c.Manned == 0:
		return 0
	case c.Manned >= c.Population:
		return 3
	case 2*c.Manned >= c.Population:
		return 2
	}
	return 1
}

// cutDrawn is the map of another cut: each boundary one shape.
func cutDrawn(f facts) ui.MapView {
	m := areamap.View{ID: "kaart", Title: "Hoeveel inwoners hebben een compleet team?", TableID: tableID,
		Source: "Het getal zegt hoeveel van de 10 inwoners een compleet team hebben, naar beneden afgerond. " + f.stand()}
	for _, s := range shares {
		m.Legend = append(m.Legend, ui.MapLegend{Class: s.class, Word: s.word})
	}
	for _, c := range f.cuts {
		s := shares[shareOf(c)]
		piece := areamap.Piece{Areas: f.places[c.ID], Class: s.class, Title: c.Name + ": " + ui.Lower(s.word), Label: "–"}
		if c.Population > 0 {
			piece.Label = strconv.Itoa(10 * c.Manned / c.Population)
		}
		m.Pieces = append(m.Pieces, piece)
	}
	return areamap.Draw(f.atlas, m)
}
