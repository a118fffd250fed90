package hours

import (
	"testing"
	"time"
)

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"Mo-Fr 08:00-17:00; Th[2] off; PH off", "24/7; Dec 24-26 off", "2026 Dec 24-2027 Jan 02 10:00-26:00",
		"easter -2 days off, Jul-Aug Sa,PH 10:00-12:00,13:00-15:00",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		h, err := Parse(text)
		check(t, text, h, err)
	})
}

func FuzzParseDutch(f *testing.F) {
	for _, s := range []string{
		"ma-vr 8-17, do tot 20, niet op 2e pinksterdag", "1e en 3e di van de maand 9-12 en 13.30-17 uur; 24 dec tot 16",
		"elke dag behalve zon- en feestdagen van 8 tot 17 uur", "20 juli t/m 15 aug 2026 op ma en wo dicht", "vr 22-6, ook za vanaf 8",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		h, err := ParseDutch(text)
		check(t, text, h, err)
	})
}

// check holds whatever was typed: hours or an error, one spelling, and answers to every question.
func check(t *testing.T, text string, h Hours, err error) {
	if err != nil {
		if h.Known() {
			t.Fatalf("%q gave hours with its error", text)
		}
		return
	}
	again, err := Parse(h.String())
	if err != nil || again != h {
		t.Fatalf("%q gave %q, which reads as %q, %v", text, h, again, err)
	}
	if h.Dutch() == "" {
		t.Fatalf("%q gave %q, which says nothing in Dutch", text, h)
	}
	at := time.Date(2026, 3, 28, 12, 0, 0, 0, time.UTC)
	h.Opens()
	for _, d := range h.Days(at, 3) {
		for _, s := range d.Spans {
			if !h.OpenAt(s.From) || h.OpenAt(s.From) != h.OpenAtMoment(At(s.From)) {
				t.Fatalf("%q gave %q, not open at %s", text, h, s.From)
			}
		}
	}
	open, changes, ok := h.Next(at)
	if ok && h.OpenAt(changes) == open {
		t.Fatalf("%q gave %q, which does not change at %s", text, h, changes)
	}
}
