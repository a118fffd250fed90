package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"eerstelijn/bench/measure"
	"eerstelijn/internal/finding/live"
	"eerstelijn/internal/network"
)

// readyPart starts the program some times and looks how soon it is ready and how much memory it holds.
func readyPart(ctx context.Context, b *bench) error {
	starts := 5
	if b.short {
		starts = 1
	}
	var seconds, held, most []float64
	for range starts {
		p, err := b.start(ctx)
		if err != nil {
			return err
		}
		now, peak, err := measure.Memory(p.PID())
		if err == nil {
			seconds, held, most = append(seconds, p.Ready.Seconds()), append(held, now), append(most, peak)
		}
		if serr := p.Stop(); err == nil {
			err = serr
		}
		if err != nil {
			return err
		}
	}
	fmt.Fprintf(b.Out, "(%d starts: ready after %.2f to %.2f s; %.0f to %.0f MB when ready, %.0f MB at most before)\n",
		starts, slices.Min(seconds), slices.Max(seconds), slices.Min(held), slices.Max(held), slices.Max(most))
	b.AtMost("ready after start", measure.Median(seconds), 3, " s")
	b.AtMost("resident memory when ready", measure.Median(held), 400, " MB")
	return nil
}

// visit is a page with the addresses, or forms, that it is asked by.
type visit struct {
	name, method string
	asks         []string
}

// pagesPart asks the public pages of the program itself, one at a time as a visitor does, and then
// looks at its memory again.
func pagesPart(ctx context.Context, b *bench) error {
	w, err := b.open(ctx)
	if err != nil {
		return err
	}
	visits, err := b.visits(ctx, w)
	if err != nil {
		return err
	}
	p, err := b.start(ctx)
	if err != nil {
		return err
	}
	worst, err := b.walk(ctx, p, visits)
	if err == nil {
		var now, most float64
		if now, most, err = measure.Memory(p.PID()); err == nil {
			fmt.Fprintf(b.Out, "(%.0f MB after all that, %.0f MB at most)\n", now, most)
			b.AtMost("resident memory after the pages", now, 400, " MB")
		}
	}
	if serr := p.Stop(); err == nil {
		err = serr
	}
	if err == nil {
		b.AtMost("slowest page, p99", float64(worst.Microseconds())/1000, 20, " ms")
	}
	return err
}

// walk asks every page in turn, round after round, and gives the p99 of the slowest.
func (b *bench) walk(ctx context.Context, p *measure.Program, visits []visit) (worst time.Duration, err error) {
	rounds := 400
	if b.short {
		rounds = 20
	}
	took := make([]measure.Times, len(visits))
	size := make([]int, len(visits))
	for round := range rounds {
		for k, v := range visits {
			ask := v.asks[round%len(v.asks)]
			path, form := ask, ""
			if v.method == http.MethodPost {
				path, form = v.name, ask
			}
			start := time.Now()
			body, err := p.Send(ctx, v.method, path, form)
			if err != nil {
				return 0, err
			}
			if round >= rounds/20 { // the first few warm up
				took[k] = append(took[k], time.Since(start))
			}
			size[k] = max(size[k], len(body))
		}
	}
	rows := [][]string{{"page", "p50", "p99", "largest"}}
	for k, v := range visits {
		p99 := took[k].At(0.99)
		worst = max(worst, p99)
		rows = append(rows, []string{v.method + " " + v.name, measure.Micros(took[k].At(0.5)), measure.Micros(p99), measure.Thousands(size[k]/1000) + " kB"})
	}
	measure.Table(b.Out, rows)
	return worst, nil
}

// visits draws what to ask of each page.
func (b *bench) visits(ctx context.Context, w *world) ([]visit, error) {
	list, err := questions(b.questions, w.entries, w.app.Finder.Search)
	if err != nil {
		return nil, err
	}
	var forms, services, whoNow, regions, wijken []string
	atlas := w.app.Finder.Atlas()
	for i := range list {
		q := &list[i].query
		forms = append(forms, url.Values{"q": {q.Words}, "lat": {degrees(q.Near.Lat)}, "lon": {degrees(q.Near.Lon)}, "language": {q.Language}, "mode": {q.Mode}}.Encode())
		services = append(services, "/aanbod/"+w.entries[i*len(w.entries)/len(list)].Service)
	}
	all := atlas.Areas(network.Wijk)
	for i := range list {
		a := all[i*len(all)/len(list)]
		wijken = append(wijken, "/wijk/"+string(a.Code))
		whoNow = append(whoNow, "/wie-nu?area="+string(a.Code)+"&need="+string(live.Needs[i%len(live.Needs)]))
	}
	for _, slug := range w.regions {
		regions = append(regions, "/regio/"+slug)
	}
	if len(w.wijkverbanden) > 0 {
		wijken = wijken[:0]
	}
	for _, slug := range w.wijkverbanden {
		wijken = append(wijken, "/wijk/"+slug)
	}
	return []visit{
		{"/", http.MethodGet, []string{"/"}},
		{"/zoek", http.MethodPost, forms},
		{"/aanbod/{id}", http.MethodGet, services},
		{"/wie-nu", http.MethodGet, whoNow},
		{"/regio/{slug}", http.MethodGet, regions},
		{"/wijk/{slug}", http.MethodGet, wijken},
		{"/land", http.MethodGet, []string{"/land"}},
		{"/api/v1/services", http.MethodGet, targetsOf(list)},
	}, nil
}

func targetsOf(list []question) []string {
	all := make([]string, len(list))
	for i := range list {
		all[i] = list[i].target
	}
	return all
}

func degrees(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
