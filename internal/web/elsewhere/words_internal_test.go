package elsewhere

import (
	"slices"
	"testing"
	"time"

	"eerstelijn/internal/fhir/notified"
	"eerstelijn/internal/web/ui"
)

// A day without a time is written as the day alone.
func TestDayOfAFact(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	begins := time.Date(2026, 11, 22, 23, 0, 0, 0, time.UTC)
	d := notified.Detail{Facts: []notified.Fact{{Term: "Begonnen", At: begins, Day: true}, {Term: "Vanaf", At: begins.AddDate(0, 0, 2), Day: true}, {Term: "Uiterlijk", At: begins.AddDate(0, 0, 1)}, {Term: "klaar", Text: "ja"}}}
	want := []ui.Definition{{Term: "Begonnen", Text: "Vandaag"}, {Term: "Vanaf", Text: "Woensdag 25 november"}, {Term: "Uiterlijk", Text: "Morgen, 0.00 uur"}, {Term: "Klaar", Text: "ja"}}
	if got := factsOf(&d, now); !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
}
