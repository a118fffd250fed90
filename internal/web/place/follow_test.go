package place

import (
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/web/site"
)

// TestFollowPromisesNothing: a citizen reads of help, of a message and of a moment only what somebody does.
func TestFollowPromisesNothing(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.November, 3, 14, 42, 0, 0, clock.Amsterdam)
	kind := FollowKind{Site: &site.Site{Now: clock.Fixed(now)}}
	const help, none, call = "U krijgt hulp in de tussentijd", "Er is nog geen hulp geregeld", "Hebt u nog niets gehoord? Bel dan"
	for name, c := range map[string]struct {
		is         placement.Progress
		says, mute []string
	}{
		"help is arranged":        {placement.Progress{State: placement.StateBridging, Bridged: true}, []string{help}, []string{none}},
		"the desk alone looks on": {placement.Progress{State: placement.StateBridging}, []string{none}, []string{help}},
		"searching":               {placement.Progress{State: placement.StateOpen, Waiting: 2, Until: now.Add(time.Hour)}, []string{"antwoord van 2 aanbieders", "Kijk uiterlijk 15.42 uur weer"}, []string{help, none}},
		"a place is offered":      {placement.Progress{State: placement.StateOpen, Offered: 1}, []string{call}, []string{"bericht"}},
		"a place is found":        {placement.Progress{State: placement.StateAccepted, Until: now.Add(-time.Hour)}, []string{call}, []string{"Kijk uiterlijk"}},
	} {
		var page strings.Builder
		c.is.CallName, c.is.CallPhone = "Het coördinatiepunt", "0990 12 34 56"
		if err := followBody(newFollow(&c.is, kind)).Render(t.Context(), &page); err != nil {
			t.Fatal(err)
		}
		for _, words := range c.says {
			if !strings.Contains(page.String(), words) {
				t.Errorf("%s: nothing says %q: %s", name, words, page.String())
			}
		}
		for _, words := range c.mute {
			if strings.Contains(page.String(), words) {
				t.Errorf("%s: it says %q", name, words)
			}
		}
	}
}
