package promised

import (
	"strings"
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/obligation"
)

// TestSmallNumbersStandNowhere: a number that may not be shown is in no sentence.
func TestSmallNumbersStandNowhere(t *testing.T) {
	t.Parallel()
	n := func(n int) obligation.Count { return obligation.Count{N: n} }
	few := obligation.Count{Few: true}
	for want, got := range map[string]string{
		"Beloofd: 11 gehouden, 1 uitgelegd, 2 onbekend.": words(n(11), n(1), n(0), n(2)),
		"Beloofd: 1.200 gehouden, 12 niet gehouden.":     words(n(1200), few, n(12), few),
		"": words(few, few, few, n(0)),
	} {
		if got != want {
			t.Errorf("says %q, want %q", got, want)
		}
	}
}

func TestHowManyHold(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]agreement.Counts{
		"Er gelden nog geen afspraken.":             {Draft: 3},
		"Er geldt 1 afspraak.":                      {Active: 1},
		"Er gelden 3 afspraken. 1 wordt bekeken.":   {Active: 2, Review: 1},
		"Er gelden 12 afspraken. 2 worden bekeken.": {Active: 10, Review: 2},
	} {
		if got := holds(c); got != want {
			t.Errorf("%+v: %q, want %q", c, got, want)
		}
	}
}

// TestWhoSeesToday: how it goes today is for who works for the place.
func TestWhoSeesToday(t *testing.T) {
	t.Parallel()
	wijk, region := Place{Region: "r", Wijkverband: "w"}, Place{Region: "r"}
	for name, x := range map[string]struct {
		who  access.Actor
		at   Place
		want bool
	}{
		"own wijkverband":     {access.Actor{Role: access.Coordinator, Region: "r", Wijkverband: "w"}, wijk, true},
		"another wijkverband": {access.Actor{Role: access.Coordinator, Region: "r", Wijkverband: "x"}, wijk, false},
		"the whole region":    {access.Actor{Role: access.Coordinator, Region: "r", Wijkverband: "w"}, region, false},
		"own region":          {access.Actor{Role: access.RESVStaff, Region: "r"}, region, true},
		"another region":      {access.Actor{Role: access.RESVBoard, Region: "s"}, wijk, false},
		"a professional":      {access.Actor{Role: access.Professional, Region: "r"}, region, false},
		"an insurer":          {access.Actor{Role: access.Insurer, Region: "r"}, region, false},
		"a citizen":           {access.Anonymous(""), region, false},
	} {
		if got := looksAfter(x.who, x.at); got != x.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if kept, of := today(nil); kept+of != "" || strings.Contains(kept, "0") {
		t.Errorf("of nothing: %q %q", kept, of)
	}
}
