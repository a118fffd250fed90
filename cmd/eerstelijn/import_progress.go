package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/importer"
)

// progress shows how far an import is: a bar that is drawn over and over on a terminal, and now and
// then a line elsewhere.
type progress struct {
	w        io.Writer
	terminal bool
	now      clock.Clock
	shown    time.Time
	width    int // of the bar on the screen
}

const (
	barEvery  = 100 * time.Millisecond
	lineEvery = 5 * time.Second
	barCells  = 30
)

func newProgress(w io.Writer, terminal bool) *progress {
	p := &progress{w: w, terminal: terminal, now: clock.System}
	p.shown = p.now()
	return p
}

// show draws a step, unless one was shown just now.
func (p *progress) show(s importer.Step) {
	now, every := p.now(), lineEvery
	if p.terminal {
		every = barEvery
	}
	if now.Sub(p.shown) < every {
		return
	}
	p.shown = now
	if !p.terminal {
		_, _ = fmt.Fprintln(p.w, p.text(s))
		return
	}
	bar := p.text(s)
	if s.Total > 0 {
		full := min(barCells, barCells*s.Done/s.Total)
		bar = fmt.Sprintf("[%s%s] %s", strings.Repeat("#", full), strings.Repeat(".", barCells-full), bar)
	}
	_, _ = fmt.Fprintf(p.w, "\r%-*s", p.width, bar)
	p.width = len(bar)
}

func (p *progress) text(s importer.Step) string {
	switch {
	case s.Total > 0:
		return fmt.Sprintf("%s: %d%%, %d of %d %s", s.Name, 100*s.Done/s.Total, s.Done, s.Total, s.Unit)
	case s.Done > 0:
		return fmt.Sprintf("%s: %d %s", s.Name, s.Done, s.Unit)
	}
	return s.Name + ": " + s.Unit
}

// end wipes the bar away.
func (p *progress) end() {
	if p.width > 0 {
		_, _ = fmt.Fprintf(p.w, "\r%*s\r", p.width, "")
	}
}
