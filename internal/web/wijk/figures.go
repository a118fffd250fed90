package wijk

import (
	"fmt"
	"math"
	"strconv"

	"eerstelijn/internal/network"
	"eerstelijn/internal/web/ui"
)

// shown are the key figures for everybody, all shares of inhabitants. What people earn or suffer
// from is not shown of their own wijk.
var shown = []string{"pct_0_14", "pct_15_24", "pct_25_44", "pct_45_64", "pct_65plus"}

const noFigure = "geen cijfer"

// figures compares the wijk with its region.
func figures(f facts) ui.TableView {
	wijk, region := f.here, f.around
	t := ui.TableView{
		ID: "cijfers", Caption: "Wie wonen hier?",
		Columns: []ui.Column{{Title: "Cijfer"}, {Title: "Deze wijk", Numeric: true}, {Title: "Hele regio", Numeric: true}},
		Rows:    [][]ui.Cell{{{Text: "Inwoners"}, {Text: inhabitants(wijk)}, {Text: inhabitants(region)}}},
	}
	names := map[string]string{}
	for _, d := range f.figures {
		names[d.Code] = d.Name
	}
	for _, code := range shown {
		if names[code] == "" {
			continue
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: names[code]}, {Text: outOf100(wijk, code)}, {Text: outOf100(region, code)}})
	}
	if len(wijk) > 0 {
		t.Source = "Cijfers van " + strconv.Itoa(wijk[0].Year) + "."
	}
	return t
}

// inhabitants adds up what is known; a wijk whose number is not known never counts as empty.
func inhabitants(areas []network.Area) string {
	sum, found := 0, false
	for _, a := range areas {
		if a.Population != nil {
			sum, found = sum+*a.Population, true
		}
	}
	if !found {
		return noFigure
	}
	return ui.Count(sum)
}

// outOf100 is a share of the inhabitants of several wijken, by how many live there. Wijken without
// the figure are left out.
func outOf100(areas []network.Area, code string) string {
	sum, people := 0.0, 0.0
	for _, a := range areas {
		if value, ok := a.Figures[code]; ok && a.Population != nil {
			n := float64(*a.Population)
			sum, people = sum+value*n, people+n
		}
	}
	if people == 0 {
		return noFigure
	}
	return fmt.Sprintf("%d van de 100", int(math.Round(sum/people)))
}
