package ui

// MapWidth is how wide every map is in its own units: the size of its labels rests on it. Prepare the
// shapes in a box of MapWidth by MapView.Height.
const MapWidth = 1000

// MapClass is the fill of an area: four steps from light to dark, or hatched where there is no figure.
type MapClass string

const (
	MapClass1  MapClass = "1"
	MapClass2  MapClass = "2"
	MapClass3  MapClass = "3"
	MapClass4  MapClass = "4"
	MapMissing MapClass = "missing"
)

// MapShape is one area.
type MapShape struct {
	Path  string // of an SVG, in map units
	Class MapClass
	Title string // name and figure: "Wijk West: 3 van de 8 taken bemand"
	Href  string // the area's page; "" for no link

	// Label is the figure inside, so that colour is never alone; keep it to a few characters.
	Label          string
	LabelX, LabelY float64
}

// MapLegend gives a class its word.
type MapLegend struct {
	Class MapClass
	Word  string
}

// MapView is a map drawn by the server. The table with the same figures is the page's: say in TableID
// where it stands.
type MapView struct {
	ID      string // unique on the page
	Title   string
	Height  int
	Shapes  []MapShape
	Legend  []MapLegend // classes that no area has are left out
	Source  string      // a full sentence: source, moment, unit
	TableID string
}

func (m MapView) viewBox() string {
	return "0 0 " + itoa(MapWidth) + " " + itoa(m.Height)
}

func (m MapView) hatchID() string { return m.ID + "-arcering" }

// fill is given as an attribute for hatched areas alone; the sheet colours the others.
func (m MapView) hatch() string { return "url(#" + m.hatchID() + ")" }

func (m MapView) legend() []MapLegend {
	occurs := map[MapClass]bool{}
	for _, s := range m.Shapes {
		occurs[s.Class] = true
	}
	var shown []MapLegend
	for _, l := range m.Legend {
		if occurs[l.Class] {
			shown = append(shown, l)
		}
	}
	return shown
}

func (s MapShape) translate() string {
	return "translate(" + ftoa(s.LabelX) + " " + ftoa(s.LabelY) + ")"
}
