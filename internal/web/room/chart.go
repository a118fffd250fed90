package room

import (
	"eerstelijn/internal/web/figure"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The sheet of a chart, in its own units: as wide as a phone shows it, so that its words stay legible
// there. What the chart shows always stands in a table below it.
const (
	chartWidth, chartHeight         = 360, 210
	chartLeft, chartRight           = 34, 76
	chartTop, chartBottom           = 14, 30
	labelHeight                     = 30 // of the two lines of words where a line ends
	plotWidth                       = chartWidth - chartLeft - chartRight
	plotHeight                      = chartHeight - chartTop - chartBottom
	mostTicks                       = 4
	dotRadius               float64 = 3.5
)

// point is a figure at a moment.
type point struct {
	at    time.Time
	value float64
}

// series is a line of a chart. What was not known breaks the line: each run is drawn by itself.
type series struct {
	name string // a word or two: it stands where the line ends
	runs [][]point
	// steps holds each figure until the next: a count that somebody gave holds until they give another.
	steps bool
}

// chart shows at most two lines over time, from zero.
type chart struct {
	id, title   string
	from, until time.Time
	lines       []series
	source      string
}

// stroke is a line as it is drawn.
type stroke struct {
	path         string
	value, name  string // where it ends
	x, y, labelY float64
	class        string
	labeled      bool
}

type tick struct {
	text string
	at   float64
}

// drawn is a chart ready to show.
type drawn struct {
	chart
	strokes []stroke
	ys, xs  []tick
}

// empty tells whether there is no line to draw.
func (c chart) empty() bool {
	for _, l := range c.lines {
		for _, run := range l.runs {
			if len(run) > 0 {
				return false
			}
		}
	}
	return true
}

func (c chart) draw() drawn {
	top := 0.0
	for _, l := range c.lines {
		for _, run := range l.runs {
			for _, p := range run {
				top = max(top, p.value)
			}
		}
	}
	step := niceStep(top)
	top = max(step, math.Ceil(top/step)*step)
	d := drawn{chart: c}
	y := func(v float64) float64 { return chartTop + plotHeight*(1-v/top) }
	for v := 0.0; v <= top; v += step {
		d.ys = append(d.ys, tick{text: decimal(v), at: y(v)})
	}
	middle := c.from.Add(c.until.Sub(c.from) / 2)
	for _, t := range []time.Time{c.from, middle, c.until} {
		d.xs = append(d.xs, tick{text: figure.ShortDay(t), at: c.x(t)})
	}
	for i, l := range c.lines {
		s := stroke{class: "chart__line--" + strconv.Itoa(i+1), name: l.name}
		for _, run := range l.runs {
			s.path += c.path(run, l.steps, y)
			if n := len(run); n > 0 {
				s.x, s.y, s.value, s.labeled = c.x(run[n-1].at), y(run[n-1].value), decimal(run[n-1].value), true
			}
		}
		s.labelY = s.y
		d.strokes = append(d.strokes, s)
	}
	spread(d.strokes)
	return d
}

// x is where a moment stands.
func (c chart) x(t time.Time) float64 {
	whole := c.until.Sub(c.from)
	if whole <= 0 {
		return chartLeft
	}
	return chartLeft + plotWidth*min(1, max(0, float64(t.Sub(c.from))/float64(whole)))
}

func (c chart) path(run []point, steps bool, y func(float64) float64) string {
	var b strings.Builder
	for i, p := range run {
		switch x := units(c.x(p.at)); {
		case i == 0:
			b.WriteString("M" + x + " " + units(y(p.value)))
			if len(run) == 1 {
				b.WriteString("h0.1") // a round end alone: one figure is a dot
			}
		case steps:
			b.WriteString("H" + x + "V" + units(y(p.value)))
		default:
			b.WriteString("L" + x + " " + units(y(p.value)))
		}
	}
	return b.String()
}

// spread moves the words of two lines apart that end near each other.
func spread(s []stroke) {
	if len(s) == 2 && s[0].labeled && s[1].labeled {
		upper, lower := &s[0], &s[1]
		if upper.y > lower.y {
			upper, lower = lower, upper
		}
		if gap := lower.labelY - upper.labelY; gap < labelHeight {
			upper.labelY -= (labelHeight - gap) / 2
			lower.labelY += (labelHeight - gap) / 2
		}
	}
	for i := range s {
		s[i].labelY = min(chartTop+plotHeight-8, max(chartTop+4, s[i].labelY))
	}
	if len(s) == 2 && math.Abs(s[0].labelY-s[1].labelY) < labelHeight && s[0].labeled && s[1].labeled {
		upper, lower := &s[0], &s[1]
		if upper.labelY > lower.labelY {
			upper, lower = lower, upper
		}
		if upper.labelY+labelHeight <= chartTop+plotHeight-8 {
			lower.labelY = upper.labelY + labelHeight
		} else {
			upper.labelY = lower.labelY - labelHeight
		}
	}
}

// niceStep is the distance between the lines of a scale from zero: 1, 2 or 5 and their tenfolds.
func niceStep(top float64) float64 {
	for unit := 1.0; ; unit *= 10 {
		for _, s := range []float64{unit, 2 * unit, 5 * unit} {
			if top/s <= mostTicks {
				return s
			}
		}
	}
}

// decimal writes an average to a tenth, the Dutch way.
func decimal(v float64) string {
	return strings.Replace(strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64), ".", ",", 1)
}

// units writes a place on the sheet; a tenth is finer than a screen shows.
func units(v float64) string { return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64) }

// runsOf breaks a list of figures where one is missing.
func runsOf[T any](list []T, of func(T) (point, bool)) (runs [][]point) {
	var run []point
	for _, one := range list {
		p, known := of(one)
		if known {
			run = append(run, p)
			continue
		}
		if len(run) > 0 {
			runs, run = append(runs, run), nil
		}
	}
	if len(run) > 0 {
		runs = append(runs, run)
	}
	return slices.Clip(runs)
}
