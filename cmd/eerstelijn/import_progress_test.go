package main

import (
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/importer"
)

func TestProgressIsShownNowAndThen(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	step := importer.Step{Name: "writing", Done: 1000, Total: 4000, Unit: "services"}
	for _, c := range []struct {
		terminal bool
		every    time.Duration
		want     string
	}{
		{false, lineEvery, "writing: 25%, 1000 of 4000 services\n"},
		{true, barEvery, "\r[#######.......................] writing: 25%, 1000 of 4000 services"},
	} {
		var out strings.Builder
		p := newProgress(&out, c.terminal)
		p.now = func() time.Time { return now }
		p.shown = now
		p.show(step)
		if out.Len() > 0 {
			t.Errorf("terminal %v: shown at once: %q", c.terminal, &out)
		}
		now = now.Add(c.every)
		p.show(step)
		p.show(step)
		if out.String() != c.want {
			t.Errorf("terminal %v: got %q, want %q", c.terminal, &out, c.want)
		}
		p.end()
		if last := out.String()[strings.LastIndexAny(out.String()[:out.Len()-1], "\n\r")+1:]; c.terminal && strings.Trim(last, " \r") != "" {
			t.Errorf("the bar is left on the screen: %q", last)
		}
	}
}
