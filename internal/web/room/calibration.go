package room

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/web/ui"
)

// The sheet on which expected is laid against real, in its own units.
const (
	squareSize              = 320
	squareLeft              = 46
	squareTop               = 12
	squareSide              = 262
	largestDot, smallestDot = 15.0, 5.0
)

type calibrationView struct {
	frame   ui.PageView
	where   string
	regions ui.Choice
	all     capacity.Calibration
	few     bool // too few to say anything
	misser  string
	verdict string
	limit   string
	dots    []dot
	ticks   []tick
	table   ui.TableView
}

// dot is a group of questions on the sheet; the larger, the more there were.
type dot struct{ x, y, r float64 }

// fewProofs is how many questions are too few to draw anything from, or to show as a group.
const fewProofs = 10

// Calibration shows how often figures turned out right, in totals that everybody may see.
func (p Page) Calibration(w http.ResponseWriter, r *http.Request) error {
	here, regions, err := p.regionOf(r)
	if err != nil {
		return err
	}
	v := calibrationView{frame: p.frame(r, calibrationTitle), where: here.Name, regions: regionField(here, regions)}
	if !identity.SignedIn(p.SignedIn(r)) {
		// Who is not signed in has no workplace to go back to.
		v.frame.Crumbs, v.frame.Work, v.frame.Current = nil, false, ""
	}
	if v.all, err = p.Capacity.Calibration(r.Context(), here.ID); err != nil {
		return err
	}
	v.few = v.all.N < fewProofs
	v.misser = strings.Replace(strconv.FormatFloat(math.Round(v.all.Brier*100)/100, 'f', 2, 64), ".", ",", 1)
	v.verdict = verdict(v.all.Brier)
	v.limit = tenth(v.all.Threshold)
	v.draw()
	return p.Render(w, r, http.StatusOK, calibrationPage(v))
}

const calibrationTitle = "Hoe vaak klopten de cijfers?"

// verdict says in a word what a mean squared error is worth.
func verdict(brier float64) string {
	switch {
	case brier <= 0.1:
		return "goed"
	case brier <= 0.2:
		return "redelijk"
	case brier < 0.25:
		return "matig"
	}
	return "niet beter dan een gok"
}

// tenth writes a share as a count: '9 van de 10'; finer where that would round to all or none.
func tenth(share float64) string {
	if n := int(math.Round(share * 10)); n > 0 && n < 10 || share <= 0 || share >= 1 {
		return fmt.Sprintf("%d van de 10", n)
	}
	return fmt.Sprintf("%d van de 100", int(math.Round(share*100)))
}

// draw lays the groups on the sheet and in the table.
func (v *calibrationView) draw() {
	most := 1
	for _, b := range v.all.Bins {
		most = max(most, b.N)
	}
	v.table = ui.TableView{ID: "cijfers", Caption: "Verwacht en gebleken", Empty: "Er zijn nog geen vragen beantwoord.",
		Columns: []ui.Column{{Title: "Verwacht"}, {Title: "Gebleken", Numeric: true}},
		Source:  "Geteld worden vragen om een plek aan een aanbieder met een cijfer. ‘Ja’ telt als de persoon er ook echt terecht kon."}
	for i := range 6 {
		v.ticks = append(v.ticks, tick{text: strconv.Itoa(2 * i), at: float64(i) / 5})
	}
	small := 0
	for _, b := range v.all.Bins {
		if b.N < fewProofs {
			small += b.N
			continue
		}
		v.dots = append(v.dots, dot{
			x: squareLeft + squareSide*b.Predicted, y: squareTop + squareSide*(1-b.Real),
			r: smallestDot + (largestDot-smallestDot)*math.Sqrt(float64(b.N)/float64(most)),
		})
		v.table.Rows = append(v.table.Rows, []ui.Cell{{Text: fmt.Sprintf("%.0f tot %.0f van de 10 keer ‘ja’", 10*b.Low, 10*b.High)}, {Text: fmt.Sprintf("%s van de %s", ui.Count(int(math.Round(b.Real*float64(b.N)))), ui.Count(b.N))}})
	}
	if small > 0 {
		v.table.Source += fmt.Sprintf(" Groepen van minder dan %d staan er niet bij: samen %s.", fewProofs, questions(small))
	}
}

func questions(n int) string {
	if n == 1 {
		return "1 vraag"
	}
	return ui.Count(n) + " vragen"
}
