package room

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/areamap"
	"eerstelijn/internal/web/ui"
)

// countsID is the table with the figures of the map.
const countsID = "wijken"

// The map counts offers, not places: hours of help and beds do not add up.
var mapLegend = []ui.MapLegend{
	{Class: ui.MapClass4, Word: "6 of meer met plek"},
	{Class: ui.MapClass3, Word: "3 tot 5 met plek"},
	{Class: ui.MapClass2, Word: "1 of 2 met plek"},
	{Class: ui.MapClass1, Word: "Nergens plek gemeld"},
	{Class: ui.MapMissing, Word: "Geen aanbod"},
}

func classOf(with, all int) ui.MapClass {
	switch {
	case all == 0:
		return ui.MapMissing
	case with == 0:
		return ui.MapClass1
	case with <= 2:
		return ui.MapClass2
	case with <= 5:
		return ui.MapClass3
	}
	return ui.MapClass4
}

// byArea gives the map of a region and the table that says the same.
func (p Page) byArea(f filter, wijken []network.AreaCode, offers []capacity.Offer, now time.Time) (ui.MapView, ui.TableView) {
	with, all := map[network.AreaCode]int{}, map[network.AreaCode]int{}
	for i := range offers {
		all[offers[i].Area]++
		if offers[i].Matches(now) {
			with[offers[i].Area]++
		}
	}
	stand := "Stand " + ui.Moment(now) + "."
	m := areamap.View{ID: "kaart", Title: "Bij hoeveel aanbieders is plek?", Legend: mapLegend, TableID: countsID, Source: "Het getal zegt bij hoeveel aanbieders in de wijk nu plek is gemeld. " + stand}
	t := ui.TableView{ID: countsID, Caption: "Plek per wijk", Columns: []ui.Column{{Title: "Wijk"}, {Title: "Met plek", Numeric: true}, {Title: "Alle", Numeric: true}},
		Empty: "In geen enkele wijk is dit aanbod er.", Source: stand}
	none := 0
	slices.SortStableFunc(wijken, func(a, b network.AreaCode) int { return with[b] - with[a] })
	for _, code := range wijken {
		name := p.areaName(code)
		if name == "" {
			continue
		}
		here := f.with(func(f *filter) { f.area = code }) + "#" + listAnchor
		title := fmt.Sprintf("%s: %d van de %d met plek", name, with[code], all[code])
		label := strconv.Itoa(with[code])
		if all[code] == 0 {
			title, label = name+": geen aanbod", "–"
		}
		m.Pieces = append(m.Pieces, areamap.Piece{Areas: []network.AreaCode{code}, Class: classOf(with[code], all[code]), Title: title, Href: here, Label: label})
		if all[code] == 0 {
			none++
			continue
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: name, Href: here}, {Text: strconv.Itoa(with[code])}, {Text: strconv.Itoa(all[code])}})
	}
	switch {
	case none == 1:
		t.Source = "In 1 wijk is geen aanbod. " + stand
	case none > 1:
		t.Source = fmt.Sprintf("In %d wijken is geen aanbod. %s", none, stand)
	}
	return areamap.Draw(p.Finder.Atlas(), m), t
}
