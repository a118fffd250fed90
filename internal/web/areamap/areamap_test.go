package areamap_test

import (
	"fmt"
	"strings"
	"testing"

	"eerstelijn/internal/network"
	"eerstelijn/internal/web/areamap"
	"eerstelijn/internal/web/areamap/areamaptest"
	"eerstelijn/internal/web/ui"
)

var rivierenzoom = []network.AreaCode{"GM9901", "GM9902", "GM9903"}

func TestDrawsPiecesAsOneShape(t *testing.T) {
	t.Parallel()
	atlas := areamaptest.Site(t, areamaptest.Now, nil).Finder.Atlas()
	whole := areamap.Piece{Areas: areamap.Wijken(atlas, rivierenzoom), Class: ui.MapClass2, Title: "Rivierenzoom", Href: "/regio/rivierenzoom", Label: "8/8"}
	m := areamap.Draw(atlas, areamap.View{ID: "kaart", Pieces: []areamap.Piece{whole, {Areas: []network.AreaCode{"WK000000"}, Title: "not there"}}})
	if len(m.Shapes) != 1 {
		t.Fatalf("%d shapes; want 1, since an unknown wijk has none", len(m.Shapes))
	}
	shape := m.Shapes[0]
	if shape.Title != whole.Title || shape.Href != whole.Href || shape.Class != whole.Class || shape.Label != "8/8" {
		t.Errorf("the shape has %+v", shape)
	}
	// Twelve wijken drawn apart have their inner borders twice; as one, not at all.
	var pieces []areamap.Piece
	for _, code := range whole.Areas {
		pieces = append(pieces, areamap.Piece{Areas: []network.AreaCode{code}})
	}
	apart := 0
	for _, s := range areamap.Draw(atlas, areamap.View{ID: "kaart", Pieces: pieces}).Shapes {
		apart += strings.Count(s.Path, "z")
	}
	if rings := strings.Count(shape.Path, "z"); rings != 1 || apart != 12 {
		t.Errorf("%d rings as one, %d apart; want 1 and 12", rings, apart)
	}
	if x, y := shape.LabelX, shape.LabelY; x <= 0 || x >= ui.MapWidth || y <= 0 || y >= float64(m.Height) {
		t.Errorf("the label stands at %v, %v", x, y)
	}
}

func TestShowsWhatLiesAroundTheFocus(t *testing.T) {
	t.Parallel()
	atlas := areamaptest.Site(t, areamaptest.Now, nil).Finder.Atlas()
	v := areamap.View{ID: "kaart", Focus: []network.AreaCode{"WK990202"}}
	for _, code := range areamap.Wijken(atlas, append([]network.AreaCode{"GM9911"}, rivierenzoom...)) {
		v.Pieces = append(v.Pieces, areamap.Piece{Areas: []network.AreaCode{code}, Title: string(code)})
	}
	shown := map[string]bool{}
	for _, s := range areamap.Draw(atlas, v).Shapes {
		shown[s.Title] = true
	}
	if !shown["WK990202"] || !shown["WK990201"] || shown["WK991101"] {
		t.Errorf("around WK990202 stand %v", shown)
	}
}

func TestLeavesLabelsOutThatDoNotFit(t *testing.T) {
	t.Parallel()
	atlas := areamaptest.Site(t, areamaptest.Now, nil).Finder.Atlas()
	m := areamap.Draw(atlas, areamap.View{ID: "kaart", Pieces: []areamap.Piece{
		{Areas: []network.AreaCode{"GM9901", "GM9902", "GM9903"}, Label: "zo lang past nooit"},
		{Areas: []network.AreaCode{"GM9921"}, Label: "1"},
	}})
	if got := m.Shapes[0].Label; got != "" {
		t.Errorf("a long label stays: %q", got)
	}
}

func TestDrawsNothingWithoutAMap(t *testing.T) {
	t.Parallel()
	v := areamap.View{ID: "kaart", Pieces: []areamap.Piece{{Areas: []network.AreaCode{"WK990202"}}}}
	if m := areamap.Draw(nil, v); len(m.Shapes) != 0 || m.Height <= 0 {
		t.Errorf("without an atlas: %+v", m)
	}
	if m := areamap.Draw(areamaptest.Empty(t).Finder.Atlas(), v); len(m.Shapes) != 0 || m.Height <= 0 {
		t.Errorf("with an empty atlas: %+v", m)
	}
}

func TestTellsRealAreasFromInvented(t *testing.T) {
	t.Parallel()
	if got := areamap.Source(areamaptest.Site(t, areamaptest.Now, nil).Finder.Atlas()); got != "bedachte gegevens" {
		t.Errorf("the demo comes from %q", got)
	}
	if got := areamap.Source(nil); got != "" {
		t.Errorf("nothing comes from %q", got)
	}
	if areamap.Invented("GM0363") || !areamap.Invented("WK990101") || areamap.Invented("GM") {
		t.Error("real and invented codes are mixed up")
	}
}

func TestCountsServicesByDiscipline(t *testing.T) {
	t.Parallel()
	s := areamaptest.Site(t, areamaptest.Now, nil)
	all := areamap.Wijken(s.Finder.Atlas(), rivierenzoom)
	counts, err := areamap.Supply(s.Finder, all, []network.DisciplineCode{"huisartsenzorg", "farmacie", "no-such"})
	if err != nil {
		t.Fatal(err)
	}
	if counts["huisartsenzorg"] == 0 || counts["farmacie"] == 0 || len(counts) != 2 {
		t.Errorf("counts %v", counts)
	}
	if none, err := areamap.Supply(s.Finder, nil, []network.DisciplineCode{"huisartsenzorg"}); err != nil || len(none) != 0 {
		t.Errorf("without wijken: %v, %v", none, err)
	}
}

// TestStaysOnTheSheet is about links in a map that lay, out of sight, over the buttons below it.
func TestStaysOnTheSheet(t *testing.T) {
	t.Parallel()
	atlas := areamaptest.Site(t, areamaptest.Now, nil).Finder.Atlas()
	v := areamap.View{ID: "kaart", Focus: []network.AreaCode{"WK990102"}}
	for _, code := range areamap.Wijken(atlas, rivierenzoom) {
		v.Pieces = append(v.Pieces, areamap.Piece{Areas: []network.AreaCode{code}})
	}
	m := areamap.Draw(atlas, v)
	for _, s := range m.Shapes {
		var x, y float64
		if _, err := fmt.Sscanf(strings.ReplaceAll(s.Path, "-", " -"), "M%f%f", &x, &y); err != nil {
			t.Fatalf("%.30s: %v", s.Path, err)
		}
		if x < -20 || x > ui.MapWidth+20 || y < -20 || y > float64(m.Height)+20 {
			t.Errorf("a shape begins at %v, %v of a map of %d by %d", x, y, ui.MapWidth, m.Height)
		}
	}
}
