package finding

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"eerstelijn/internal/clock"
)

// built keeps the indexes between benchmarks: building one takes longer than measuring it.
var built = struct {
	sync.Mutex
	index map[int]*Index
}{index: map[int]*Index{}}

func benchIndex(n int) *Index {
	built.Lock()
	defer built.Unlock()
	if built.index[n] == nil {
		built.index[n] = New(clock.Fixed(testNow), generate(n, 1))
		tellSome(built.index[n], n, 1)
	}
	return built.index[n]
}

// questions are asked from places where people live, which is where services are.
func questions(n int, q Query) []Query {
	r := rand.New(rand.NewPCG(7, 7))
	var points []Point
	for e := range generate(4*n, 1) {
		if e.Lat != 0 && r.IntN(4) == 0 {
			points = append(points, Point{e.Lat + r.NormFloat64()*0.005, e.Lon + r.NormFloat64()*0.008})
		}
	}
	list := make([]Query, min(n, len(points)))
	for i := range list {
		list[i] = q
		list[i].Now = testNow
		if q.Near != nil {
			list[i].Near = &points[i]
		}
	}
	return list
}

func BenchmarkSearch(b *testing.B) {
	here := &Point{}
	night := time.Date(2026, 11, 25, 3, 0, 0, 0, clock.Amsterdam)
	for _, c := range []struct {
		name  string
		query Query
	}{
		{"word+place+language+insurer", Query{Words: "fysio", Near: here, Language: "tr", Insurer: "vgz"}},
		{"words+place+open+mode", Query{Words: "pijn knie", Near: here, OpenAt: testNow, Mode: "video"}},
		{"common-word+place+two", Query{Words: "zorggroep", Near: here, Language: "en", Mode: "home-visit"}},
		{"discipline+place", Query{Disciplines: []string{"huisartsenzorg"}, Near: here}},
		{"word+place+night", Query{Words: "fysio", Near: here, Mode: "video", OpenAt: night}},
		{"place", Query{Near: here}},
		{"typo+place", Query{Words: "fyziotherapei", Near: here, DirectOnly: true}},
		{"word+area", Query{Words: "fysio", Areas: []string{"WK000003", "WK000004"}}},
		{"word", Query{Words: "huisarts"}},
		{"prefix+place", Query{Words: "p", Near: here}},
		{"compound+place", Query{Words: "kindertherapie", Near: here}},
		{"word+place+room", Query{Words: "fysio", Near: here, Accepting: true}},
		{"word+place+group+wait", Query{Words: "fysio", Near: here, Mode: "group", MaxWaitDays: 14}},
	} {
		for _, n := range []int{12_000, 120_000, 480_000} {
			b.Run(fmt.Sprintf("services=%d/filter=%s", n, c.name), func(b *testing.B) {
				x := benchIndex(n)
				list := questions(1024, c.query)
				took := make([]time.Duration, 0, 1<<16)
				b.ReportAllocs()
				i := 0
				for b.Loop() {
					start := time.Now()
					if _, err := x.Search(list[i%len(list)]); err != nil {
						b.Fatal(err)
					}
					took = append(took, time.Since(start))
					i++
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)/2].Nanoseconds())/1e3, "p50-µs")
				b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds())/1e3, "p99-µs")
			})
		}
	}
}

// A change of a figure must cost next to nothing: a region has hundreds in a second.
func BenchmarkTell(b *testing.B) {
	for _, n := range []int{12_000, 120_000, 480_000} {
		b.Run(fmt.Sprintf("services=%d", n), func(b *testing.B) {
			x := benchIndex(n)
			services := make([]string, 0, len(x.cells))
			for service := range x.cells {
				services = append(services, service)
			}
			f := figures{until: testNow.AddDate(1, 0, 0), sight: Sight{Offer: "o", Status: Room, WaitDays: 3}}
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				x.Tell([]Telling{{services[i%len(services)], f}})
				i++
			}
		})
	}
}

func BenchmarkBuild(b *testing.B) {
	for _, n := range []int{12_000, 120_000, 480_000} {
		b.Run(fmt.Sprintf("services=%d", n), func(b *testing.B) {
			entries := slices.Collect(generate(n, 1))
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			var x *Index
			for b.Loop() {
				x = New(clock.Fixed(testNow), slices.Values(entries))
			}
			runtime.GC()
			runtime.ReadMemStats(&after)
			b.ReportMetric((float64(after.HeapAlloc)-float64(before.HeapAlloc))/1e6, "held-MB")
			runtime.KeepAlive(x)
			runtime.KeepAlive(entries)
		})
	}
}

func BenchmarkApply(b *testing.B) {
	for _, n := range []int{12_000, 120_000, 480_000} {
		b.Run(fmt.Sprintf("services=%d", n), func(b *testing.B) {
			x := New(clock.System, generate(n, 1))
			entries := slices.Collect(generate(min(n, 12_000), 1))
			var took []time.Duration
			i := 0
			for b.Loop() {
				e := entries[i*7919%len(entries)]
				e.Name += " nieuw"
				start := time.Now()
				x.Apply([]Change{{Service: e.Service, Entries: []Entry{e}}})
				took = append(took, time.Since(start))
				i++
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Nanoseconds())/1e3, "p50-µs")
			b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds())/1e3, "p99-µs")
			x.Settle()
		})
	}
}
