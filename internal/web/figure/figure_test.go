package figure_test

import (
	"errors"
	"net/url"
	"strconv"
	"testing"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/web/figure"
)

var (
	now  = time.Date(2026, time.November, 3, 14, 42, 0, 0, clock.Amsterdam)
	beds = capacity.Kind{Code: "elv-laag", Name: "Eerstelijnsverblijf", Unit: "bedden", UnitOne: "bed", Rhythm: capacity.Rhythm{Live: 4 * time.Hour, Stale: 24 * time.Hour}}
)

// offer has two free of eight, told ten minutes ago.
func offer() capacity.Offer {
	wait := 14
	return capacity.Offer{ID: "o", Kind: beds.Code, Total: 8, Rhythm: beds.Rhythm,
		Figure: capacity.Figure{Available: 2, Accepting: capacity.Limited, WaitingDays: &wait, ObservedAt: now.Add(-10 * time.Minute), ToldAt: now.Add(-10 * time.Minute), Source: capacity.ByPerson}}
}

// pressed is what a button of the figure sends.
func pressed(o *capacity.Offer, n int) url.Values {
	form := url.Values{figure.PlacesField: {strconv.Itoa(n)}}
	for _, h := range figure.ButtonsOf(o, beds, "De Kade", now).Hidden {
		form.Set(h.Name, h.Value)
	}
	return form
}

func TestButtonsHoldTheWholeFigure(t *testing.T) {
	t.Parallel()
	o := offer()
	b := figure.ButtonsOf(&o, beds, "De Kade", now)
	if b.Places != "2 bedden" || b.Less != 1 || b.Same != 2 || b.More != 3 || !b.CanLess || !b.CanMore || b.LessSays != "Minder: 1 bed, De Kade" {
		t.Errorf("%+v", b)
	}
	o.Figure.Available = 0
	if b = figure.ButtonsOf(&o, beds, "De Kade", now); b.CanLess || b.Less != 0 || b.Places != "geen bedden" {
		t.Errorf("of none: %+v", b)
	}
	o.Figure.Available = 8
	if b = figure.ButtonsOf(&o, beds, "De Kade", now); b.CanMore {
		t.Errorf("of all: %+v", b)
	}
	// Hours go by five or ten, and never past what there is.
	o.Total, o.Figure.Available = 160, 157
	if b = figure.ButtonsOf(&o, beds, "De Kade", now); b.Less != 152 || b.More != 160 || !b.CanMore {
		t.Errorf("of many: %+v", b)
	}
	if o.Total = 300; figure.ButtonsOf(&o, beds, "De Kade", now).More != 167 {
		t.Error("of very many")
	}
	o.Total, o.Figure.Available = 5, 9 // the total was made smaller since
	if b = figure.ButtonsOf(&o, beds, "De Kade", now); b.More != 9 || b.CanMore || b.Less != 8 {
		t.Errorf("beyond the total: %+v", b)
	}
}

// TestSaid: a tap keeps what it does not speak of, twice is once, and nobody's word is overwritten unseen.
func TestSaid(t *testing.T) {
	t.Parallel()
	o := offer()
	later := now.Add(20 * time.Second)
	report, news, err := figure.Said(pressed(&o, 2), &o, later)
	if err != nil || !news || report.Available != 2 || report.Accepting != capacity.Limited || *report.WaitingDays != 14 || report.Seconds != 20 {
		t.Fatalf("still right: %+v %v %v", report, news, err)
	}
	if report, _, _ = figure.Said(pressed(&o, 1), &o, later); report.Accepting != capacity.Limited {
		t.Errorf("one less of a few is %q", report.Accepting)
	}
	if report, _, _ = figure.Said(pressed(&o, 0), &o, later); report.Accepting != "" {
		t.Errorf("none left is %q", report.Accepting)
	}
	form, changed := pressed(&o, 3), offer()
	changed.Figure.Available, changed.Figure.ObservedAt = 3, later
	if _, news, err = figure.Said(form, &changed, later); err != nil || news {
		t.Errorf("the same button twice: %v %v", news, err)
	}
	changed.Figure.Available = 1
	if _, news, err = figure.Said(form, &changed, later); fault.KindOf(err) != fault.Conflict || err == nil || news {
		t.Errorf("another figure came in between: %v %v", news, err)
	}
	never := capacity.Offer{ID: "o", Kind: beds.Code, Rhythm: beds.Rhythm}
	if report, news, err = figure.Said(pressed(&never, 0), &never, later); err != nil || !news || report.Accepting != "" {
		t.Errorf("the first figure: %+v %v %v", report, news, err)
	}
}

func TestSaidRefusesNonsense(t *testing.T) {
	t.Parallel()
	o := offer()
	for name, form := range map[string]url.Values{
		figure.PlacesField:    {figure.PlacesField: {"veel"}},
		figure.AcceptingField: {figure.PlacesField: {"1"}, figure.WholeField: {"ja"}, figure.AcceptingField: {"misschien"}},
		figure.WaitField:      {figure.PlacesField: {"1"}, figure.WholeField: {"ja"}, figure.WaitField: {"-3"}},
	} {
		_, _, err := figure.Said(form, &o, now)
		wrong, ok := errors.AsType[*fault.Error](err)
		if !ok || wrong.Kind != fault.Invalid || len(wrong.Fields) != 1 || wrong.Fields[0].Name != name {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := figure.Said(url.Values{}, &o, now); fault.KindOf(err) != fault.Invalid || err == nil {
		t.Errorf("an empty form: %v", err)
	}
}

// TestSpentIsBounded: a moment that somebody made up counts for nothing or little.
func TestSpentIsBounded(t *testing.T) {
	t.Parallel()
	o := offer()
	for shown, want := range map[string]int{
		"": 0, "x": 0, "-5": 0, "0": 0, "1": 600, "99999999999999999999": 0,
		strconv.FormatInt(now.Unix()+100, 10): 0, strconv.FormatInt(now.Unix()-7, 10): 7, strconv.FormatInt(now.Unix()-86400, 10): 600,
	} {
		form := pressed(&o, 2)
		form.Set("getoond", shown)
		if report, _, err := figure.Said(form, &o, now); err != nil || report.Seconds != want {
			t.Errorf("shown at %q: %d seconds, want %d (%v)", shown, report.Seconds, want, err)
		}
	}
	form := pressed(&o, 2)
	form.Set("getoond", strconv.FormatInt(now.Unix()-300, 10))
	form.Set(figure.BackField, "/werk")
	if report, _, _ := figure.Said(form, &o, now); report.Seconds != 15 {
		t.Errorf("beside other things: %d seconds", report.Seconds)
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	o := offer()
	o.Wait = &capacity.Wait{P50Days: 21, P90Days: 49, N: 42}
	measured, source := figure.Wait(&o)
	for got, want := range map[string]string{
		figure.Told(now, now):                   "14.42 uur",
		figure.Told(now.AddDate(0, 0, -3), now): "31 okt, 14.42 uur",
		measured:                                "3 tot 7 weken",
		source:                                  "Gemeten bij 42 mensen. Wie nog wacht, telt mee.",
		figure.Came(capacity.Record{Said: 20, True: 19}):                     "klopte 19 van de 20 keer",
		figure.Came(capacity.Record{}):                                       "",
		figure.Accepting(""):                                                 figure.NotKnown,
		figure.Accepting(capacity.Closed):                                    "nee",
		figure.Detail(&o, beds, now):                                         "",
		figure.Detail(&o, beds, now.AddDate(0, 0, 9)):                        "Laatste cijfer: 2 bedden, verouderd.",
		figure.Detail(&capacity.Offer{}, beds, now):                          "Nog nooit een cijfer gegeven.",
		string(figure.State(&o, now.AddDate(0, 0, 9))):                       "unknown",
		figure.SourceOf(capacity.Derived):                                    "volgens de plaatsingen",
		figure.ShortDay(time.Date(2026, 3, 1, 12, 0, 0, 0, clock.Amsterdam)): "1 mrt",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	o.Wait = &capacity.Wait{P50Days: 5, P90Days: 21, N: 1}
	if text, source := figure.Wait(&o); text != "5 dagen tot 3 weken" || source != "Gemeten bij 1 mens. Wie nog wacht, telt mee." {
		t.Errorf("%q %q", text, source)
	}
	for _, c := range []struct {
		wait capacity.Wait
		want string
	}{
		{capacity.Wait{P50Days: 21, P90Days: 49, P90AtLeast: true, N: 42}, "3 tot 7 weken of langer"},
		{capacity.Wait{P50Days: 28, P90Days: 28, P90AtLeast: true, N: 42}, "4 weken of langer"},
		{capacity.Wait{P50Days: 21, P90Days: 30, P50AtLeast: true, P90AtLeast: true, N: 42}, "3 weken of langer"},
		{capacity.Wait{P50AtLeast: true, P90AtLeast: true, N: 42}, "1 dag of langer"},
		{capacity.Wait{P90Days: 3, N: 42}, "minder dan een dag tot 3 dagen"},
	} {
		o.Wait = &c.wait
		if text, _ := figure.Wait(&o); text != c.want {
			t.Errorf("%+v: %q, want %q", c.wait, text, c.want)
		}
	}
	o.Wait, o.Figure.WaitingDays = nil, new(0)
	if text, _ := figure.Wait(&o); text != "minder dan een dag" {
		t.Errorf("%q", text)
	}
	o.Figure.WaitingDays = new(14)
	if text, source := figure.Wait(&o); text != "ongeveer 2 weken" || source != "De aanbieder zegt dit." {
		t.Errorf("%q %q", text, source)
	}
	o.Holds = []capacity.Held{{Places: 1, Until: now.Add(time.Hour)}, {Places: 1, Until: now.Add(-time.Hour)}}
	if held := figure.Held(&o, beds, now); len(held) != 1 || held[0] != "1 bed vastgehouden tot 15.42 uur" {
		t.Errorf("%q", held)
	}
}
