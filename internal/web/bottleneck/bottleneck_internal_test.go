package bottleneck

import (
	"strings"
	"testing"
	"time"

	core "eerstelijn/internal/bottleneck"
	"eerstelijn/internal/clock"
)

// TestDateIsTheLastDay: a date that ends with a day names that day, and late says so.
func TestDateIsTheLastDay(t *testing.T) {
	t.Parallel()
	day, err := dayOf("2026-12-01")
	if err != nil {
		t.Fatal(err)
	}
	b := core.Bottleneck{State: core.TakenUp, NextAt: day}
	early := time.Date(2026, time.December, 1, 23, 59, 0, 0, clock.Amsterdam)
	if got := dueOf(&b, early); got.late || got.words != "Volgende stap uiterlijk 1 december 2026" {
		t.Errorf("before it ends: %+v", got)
	}
	if got := dueOf(&b, day); !got.late || !strings.HasPrefix(got.words, "Te laat: volgende stap uiterlijk 1 december 2026") {
		t.Errorf("after it ended: %+v", got)
	}
	b.State = core.Solved
	if got := dueOf(&b, day); got.words != "" {
		t.Errorf("what is solved has no date: %+v", got)
	}
	for _, wrong := range []string{"", "morgen", "01-12-2026", "2026-13-01"} {
		if _, err := dayOf(wrong); err == nil {
			t.Errorf("%q is a day", wrong)
		}
	}
}

// TestFigure: a share has a Dutch comma, and no decimal that says nothing.
func TestFigure(t *testing.T) {
	t.Parallel()
	for value, want := range map[float64]string{0: "0%", 20: "20%", 33.333: "33,3%", 99.96: "100%"} {
		if got := figure(value); got != want {
			t.Errorf("%v is %q, want %q", value, got, want)
		}
	}
}

// TestEveryWordIsThere: every state, level, event and outcome has words for people.
func TestEveryWordIsThere(t *testing.T) {
	t.Parallel()
	for _, m := range core.Moves {
		for from, to := range m.To {
			for _, s := range append(to, from) {
				if states[s] == "" {
					t.Errorf("state %q has no words", s)
				}
			}
		}
	}
	for _, l := range []core.Level{core.Wijk, core.Region, core.Nation} {
		if levels[l] == "" || levelPlace[l] == "" || assignSays[l] == "" || assignHint[l] == "" {
			t.Errorf("level %q has no words", l)
		}
	}
	for _, e := range []core.EventKind{core.EventReported, core.EventJoined, core.EventDiscussed, core.EventTakenUp, core.EventAssigned, core.EventPostponed, core.EventPassedUp,
		core.EventAnswered, core.EventNoted, core.EventProposed, core.EventReminded, core.EventConfirmed, core.EventObjected, core.EventEnded, core.EventReopened, core.EventMerged,
		core.EventTookIn, core.EventLate, core.EventExample} {
		if events[e] == "" {
			t.Errorf("event %q has no words", e)
		}
	}
	for what, d := range dones {
		if d.title == "" {
			t.Errorf("%q was done without words", what)
		}
	}
}
