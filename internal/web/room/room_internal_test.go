package room

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/figure"
	"eerstelijn/internal/web/ui"
)

var now = time.Date(2026, time.November, 3, 14, 42, 0, 0, clock.Amsterdam)

// TestChartStaysOnItsSheet: whatever the figures, lines and words lie within, and two words never lie
// over each other.
func TestChartStaysOnItsSheet(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		from := now.AddDate(0, 0, -84)
		line := func(name string) series {
			values := rapid.SliceOfN(rapid.Float64Range(0, 10_000), 1, 20).Draw(t, name)
			var run []point
			for i, v := range values {
				run = append(run, point{from.Add(time.Duration(i) * 4 * 24 * time.Hour), v})
			}
			return series{name: name, runs: [][]point{run}, steps: rapid.Bool().Draw(t, "steps")}
		}
		d := chart{from: from, until: now, lines: []series{line("vrij"), line("totaal")}}.draw()
		if len(d.ys) < 2 || len(d.ys) > mostTicks+2 {
			t.Fatalf("%d lines on the scale", len(d.ys))
		}
		for _, s := range d.strokes {
			if s.y < chartTop-0.5 || s.y > chartTop+plotHeight+0.5 || s.labelY < chartTop || s.labelY > chartTop+plotHeight || s.x > chartLeft+plotWidth {
				t.Fatalf("off the sheet: %+v", s)
			}
		}
		if gap := d.strokes[0].labelY - d.strokes[1].labelY; max(gap, -gap) < labelHeight-0.01 {
			t.Fatalf("words lie over each other: %v apart", gap)
		}
	})
}

// TestChartBreaksWhereNothingIsKnown: a week without figures is no line through it.
func TestChartBreaksWhereNothingIsKnown(t *testing.T) {
	t.Parallel()
	weeks := []capacity.Week{{Free: 1, Told: 1}, {Free: 2, Told: 1}, {Told: 0}, {Free: 3, Told: 2}, {}}
	runs := runsOf(weeks, func(w capacity.Week) (point, bool) { return point{value: w.Free}, w.Told > 0 })
	if len(runs) != 2 || len(runs[0]) != 2 || len(runs[1]) != 1 {
		t.Errorf("%v", runs)
	}
	if !(chart{lines: []series{{runs: [][]point{nil}}}}).empty() || (chart{lines: []series{{runs: runs}}}).empty() {
		t.Error("empty is not empty")
	}
	c := chart{from: now.AddDate(0, 0, -84), until: now, lines: []series{{runs: runs}}}
	if path := c.draw().strokes[0].path; strings.Count(path, "M") != 2 {
		t.Errorf("drawn as %q", path)
	}
}

func TestScaleSteps(t *testing.T) {
	t.Parallel()
	for top, want := range map[float64]float64{0: 1, 1: 1, 4: 1, 5: 2, 9: 5, 30: 10, 41: 20, 1234: 500} {
		if got := niceStep(top); got != want {
			t.Errorf("to %v by %v, want %v", top, got, want)
		}
	}
	if decimal(2.04) != "2" || decimal(2.25) != "2,3" {
		t.Errorf("%s %s", decimal(2.04), decimal(2.25))
	}
}

// TestListOrder: what helps most stands first, and what is stale never stands as room.
func TestListOrder(t *testing.T) {
	t.Parallel()
	told := func(id string, n int, ago time.Duration, a capacity.Accepting) capacity.Offer {
		at := now.Add(-ago)
		return capacity.Offer{ID: capacity.OfferID(id), Kind: "k", Area: network.AreaCode("WK" + id), Organization: network.OrganizationID("org-" + id), Total: 20,
			Rhythm: capacity.Rhythm{Live: time.Hour, Stale: 10 * time.Hour}, Record: capacity.Record{Said: 40, True: 40},
			Figure: capacity.Figure{Available: n, Accepting: a, ObservedAt: at, ToldAt: at, Source: capacity.ByPerson}}
	}
	offers := []capacity.Offer{
		told("full", 0, time.Minute, capacity.Closed), told("stale", 9, 100*time.Hour, capacity.Open), told("few", 5, time.Minute, capacity.Limited),
		told("much", 9, time.Minute, capacity.Open), told("some", 6, time.Minute, capacity.Open), {ID: "never", Kind: "k"}, told("other", 9, time.Minute, capacity.Open),
	}
	offers[6].Kind = "other"
	f := filter{kind: "k"}
	var ids []string
	for _, o := range f.choose(offers, "", now) {
		ids = append(ids, string(o.ID))
		if o.ID == "stale" && figure.State(&o, now) != ui.Unknown {
			t.Error("what is stale looks like something")
		}
	}
	if want := "much some few never stale full"; strings.Join(ids, " ") != want && strings.Join(ids, " ") != "much some few stale never full" {
		t.Errorf("%v, want %s", ids, want)
	}
	f.room = true
	if got := f.choose(offers, "", now); len(got) != 3 {
		t.Errorf("%d with room", len(got))
	}
	if got := (filter{area: "WKmuch"}).choose(offers, "", now); len(got) != 1 {
		t.Errorf("%d in one wijk", len(got))
	}
	if got := (filter{own: true}).choose(offers, "org-few", now); len(got) != 1 || got[0].ID != "few" {
		t.Errorf("own: %v", got)
	}
	if got := (filter{own: true}).choose(offers, "", now); len(got) != 0 {
		t.Errorf("of no organisation: %d", len(got))
	}
}

// TestAddressesComeBack: what the filter writes in an address it reads back.
func TestAddressesComeBack(t *testing.T) {
	t.Parallel()
	f := filter{region: network.Region{Slug: "rivierenzoom"}, kind: "elv-laag", area: "WK990101", room: true, own: true, after: 40}
	u, err := url.Parse(f.address())
	if err != nil {
		t.Fatal(err)
	}
	if back := filterOf(u.Query(), f.region); back.address() != f.address() || back.after != 40 || !back.room || !back.own {
		t.Errorf("%s becomes %s", f.address(), back.address())
	}
	if p := f.pager(95); !strings.Contains(p.NextHref, "vanaf=80") || strings.Contains(p.PrevHref, "vanaf") || p.Summary != "41 tot en met 80 van 95" {
		t.Errorf("%+v", p)
	}
	if p := (filter{}).pager(rowsOfPage); p.Summary != "" {
		t.Errorf("one page has %+v", p)
	}
}

// TestParseNames: the column for people is left out, and rows keep their numbers.
func TestParseNames(t *testing.T) {
	t.Parallel()
	const id = "01a2021c-57a7-7958-a0a2-dda95bcee43f"
	for text, want := range map[string]int{
		"offer;name;available\n" + id + ";De Kade, bedden;3\n":      3,
		"\ufeffoffer,name,available\r\n" + id + ",\"a;b\",4\r\n":    4,
		"offer;available\n" + id + ";5\n":                           5,
		"name;available;offer\n'=1+1;6;" + id + "\n":                6,
		"available;offer;accepting;name\n7;" + id + ";limited;naam": 7,
	} {
		got, err := parse(text)
		if err != nil || len(got) != 1 || got[0].Offer != id || got[0].Available != want {
			t.Errorf("%q: %v %v", text, got, err)
		}
	}
	for text, want := range map[string]string{
		"offer;name;available\n" + id + ";x;3\nx;y;z\n":   "Rij 2:",
		"offer;name;available\n" + id + ";x;3\n\"x;y;z\n": "Rij 2:",
		"naam;plekken\na;1\n":                             "eerste regel",
		"":                                                "eerste regel",
		"offer;name;available\n":                          "geen rijen",
		"offer;name;available;extra\n" + id + ";x;3;nog\n": "eerste regel",
	} {
		_, err := parse(text)
		safe := fault.Safe(err)
		if safe.Kind != fault.Invalid || len(safe.Fields) == 0 || !strings.Contains(safe.Fields[0].NL, want) {
			t.Errorf("%q: %v", text, err)
		}
	}
	for text, want := range map[string]string{"=1+1": "'=1+1", "De Kade": "De Kade", "": "", "@x": "'@x"} {
		if got := cell(text); got != want {
			t.Errorf("%q is written as %q", text, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("offer;name;available\n01a2021c-57a7-7958-a0a2-dda95bcee43f;x;3\n")
	f.Add("name\n\"\n")
	f.Add("offer,name\n,,,\n")
	f.Fuzz(func(t *testing.T, text string) {
		reports, err := parse(text)
		if err == nil && len(reports) == 0 {
			t.Fatal("nothing, and nothing wrong")
		}
		if err != nil && fault.KindOf(err) != fault.Invalid {
			t.Fatalf("%v", err)
		}
	})
}

// TestKnown names each row of a file that is not about an own offer, once.
func TestKnown(t *testing.T) {
	t.Parallel()
	own := []capacity.Offer{{ID: "a", Total: 2}, {ID: "b"}}
	if err := known([]capacity.Report{{Offer: "a", Available: 2}, {Offer: "b", Available: 900}}, own); err != nil {
		t.Error(err)
	}
	err := known([]capacity.Report{{Offer: "x"}, {Offer: "a", Available: 3}, {Offer: "b"}, {Offer: "b"}}, own)
	var said []string
	for _, f := range fault.Safe(err).Fields {
		said = append(said, f.NL[:6])
	}
	if !slices.Equal(said, []string{"Rij 1:", "Rij 2:", "Rij 4:"}) {
		t.Errorf("%q", said)
	}
}

// TestCalibrationSheet: what came out as expected lies on the line, and words say the same.
func TestCalibrationSheet(t *testing.T) {
	t.Parallel()
	v := calibrationView{all: capacity.Calibration{N: 69, Bins: []capacity.Bin{{}, {Predicted: 0.1, Real: 1, N: 9}, {Predicted: 0.5, Real: 0.5, N: 20}, {Low: 0.9, High: 1, Predicted: 0.97, Real: 0.95, N: 40}}}}
	v.draw()
	if len(v.dots) != 2 || len(v.table.Rows) != 2 {
		t.Fatalf("%d dots, %d rows", len(v.dots), len(v.table.Rows))
	}
	if !strings.Contains(v.table.Source, "minder dan 10 staan er niet bij: samen 9 vragen") {
		t.Errorf("a group of 9: %s", v.table.Source)
	}
	if d := v.dots[0]; d.x-squareLeft != squareTop+squareSide-d.y || d.r >= v.dots[1].r {
		t.Errorf("%+v", v.dots)
	}
	if got := fmt.Sprint(v.table.Rows[1][0].Text, " ", v.table.Rows[1][1].Text); got != "9 tot 10 van de 10 keer ‘ja’ 38 van de 40" {
		t.Errorf("%s", got)
	}
	for share, want := range map[float64]string{0: "0 van de 10", 0.5: "5 van de 10", 1: "10 van de 10", 0.99: "99 van de 100", 0.01: "1 van de 100"} {
		if got := tenth(share); got != want {
			t.Errorf("%v is %q, want %q", share, got, want)
		}
	}
	for brier, want := range map[float64]string{0.05: "goed", 0.15: "redelijk", 0.22: "matig", 0.25: "niet beter dan een gok"} {
		if got := verdict(brier); got != want {
			t.Errorf("%v is %q", brier, got)
		}
	}
}

func TestNorm(t *testing.T) {
	t.Parallel()
	norms := []capacity.Norm{{Days: 28, Share: 1}}
	days := 29
	o := capacity.Offer{Figure: capacity.Figure{WaitingDays: &days}}
	if text, over := normOf(&o, norms); text != "Norm: 4 weken" || !over {
		t.Errorf("%q %v", text, over)
	}
	o.Wait = &capacity.Wait{P50Days: 20, P90Days: 28, N: 12}
	if _, over := normOf(&o, norms); over {
		t.Error("what was measured counts before what is said")
	}
	if o.Wait.P90Days = 29; !second(normOf(&o, norms)) {
		t.Error("one of ten waits longer than everybody should")
	}
	// Ten working days can have two weekends in them.
	working := []capacity.Norm{{Days: 10, Working: true, Share: 1}}
	for days, over := range map[int]bool{14: false, 15: true} {
		o = capacity.Offer{Figure: capacity.Figure{WaitingDays: &days}}
		if text, got := normOf(&o, working); text != "Norm: 10 werkdagen" || got != over {
			t.Errorf("%d days: %q %v", days, text, got)
		}
	}
	if text, _ := normOf(&o, nil); text != "" {
		t.Errorf("without a norm: %q", text)
	}
}

func second(_ string, is bool) bool { return is }

// TestRecordCountsPlacesPromised: the record is of the figure, and counts each question that was asked while
// it promised room.
func TestRecordCountsPlacesPromised(t *testing.T) {
	t.Parallel()
	for want, record := range map[string]capacity.Record{
		"Klopte 19 van de 20 keer.": {Said: 20, True: 19},
		"Nog niet gebleken: er is nog niets gevraagd terwijl het cijfer plek gaf.": {},
	} {
		facts := factsOf(&capacity.Offer{Record: record}, capacity.Kind{}, false)
		if last := facts[len(facts)-1]; last.Term != "Plek volgens het cijfer" || last.Text != want {
			t.Errorf("%+v, want %q", last, want)
		}
	}
}
