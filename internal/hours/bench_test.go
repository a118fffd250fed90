package hours

import (
	"fmt"
	"testing"
)

var benchHours = []struct{ name, osm string }{
	{"week", "Mo-We,Fr 08:00-17:00; Th 08:00-20:00"},
	{"holidays", "Mo-Fr 08:00-12:00,13:00-17:00; PH off"},
	{"night", "Mo-Fr 17:00-08:00; Sa-Su 00:00-24:00; PH 00:00-24:00"},
	{"exceptions", "Mo-Fr 08:00-17:00; Th[2] 13:00-17:00; PH off; Jul 20-Aug 15 Mo-Fr 09:00-12:00; 2026 Dec 24 08:00-16:00"},
}

func BenchmarkOpenAt(b *testing.B) {
	at := when(b, "2026-11-26 18:00")
	for _, c := range benchHours {
		h := parse(b, c.osm)
		b.Run("hours="+c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				h.OpenAt(at)
			}
		})
	}
}

func BenchmarkOpenAtMoment(b *testing.B) {
	m := At(when(b, "2026-11-26 18:00"))
	for _, c := range benchHours {
		h := parse(b, c.osm)
		b.Run("hours="+c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				h.OpenAtMoment(m)
			}
		})
	}
}

// BenchmarkOpenAtMomentMany asks 120,000 services with 5,000 different hours about one moment, as a
// search for 'open now' does; the time is for all of them.
func BenchmarkOpenAtMomentMany(b *testing.B) {
	services := make([]Hours, 120_000)
	for i := range services {
		k := i * 7919 % 5000
		services[i] = parse(b, fmt.Sprintf("Mo-Fr 08:%02d-17:%02d; Sa %02d:00-14:30; PH off", k%60, k/60%60, k/3600))
	}
	m := At(when(b, "2026-11-26 10:00"))
	b.ReportAllocs()
	for b.Loop() {
		open := 0
		for _, h := range services {
			if h.OpenAtMoment(m) {
				open++
			}
		}
		if open != len(services) {
			b.Fatal("some are closed on a Thursday morning: ", open)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(services)), "ns/service")
}

func BenchmarkAt(b *testing.B) {
	at := when(b, "2026-11-26 18:00")
	for b.Loop() {
		At(at)
	}
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := Parse("Mo-We,Fr 08:00-17:00; Th 08:00-20:00; PH off"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseDutch(b *testing.B) {
	for b.Loop() {
		if _, err := ParseDutch("ma-vr 8-17, do tot 20, niet op 2e pinksterdag"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDays14(b *testing.B) {
	h := parse(b, "Mo-We,Fr 08:00-17:00; Th 08:00-20:00; PH off")
	at := when(b, "2026-11-26 18:00")
	for b.Loop() {
		h.Days(at, 14)
	}
}

func BenchmarkNext(b *testing.B) {
	h := parse(b, "Mo-We,Fr 08:00-17:00; Th 08:00-20:00; PH off")
	at := when(b, "2026-11-26 22:00")
	for b.Loop() {
		h.Next(at)
	}
}
