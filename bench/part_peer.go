package main

import (
	"context"
	"fmt"
)

// peerPart asks our index and PostgreSQL the same questions, in process and through the same HTTP face.
func peerPart(ctx context.Context, b *bench) error {
	w, err := b.open(ctx)
	if err != nil {
		return err
	}
	list, err := questions(b.questions, w.entries, w.app.Finder.Search)
	if err != nil {
		return err
	}
	want := make([]string, len(list))
	for i := range list {
		page, err := w.app.Finder.Search(list[i].query)
		if err != nil {
			return err
		}
		want[i] = answer(&page)
	}
	p, err := newPeer(ctx, w)
	if err != nil {
		return err
	}
	defer p.close()
	size, err := p.sizes(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(b.out, "(PostgreSQL with PostGIS: %s; a service has at most %d entries)\n", size, p.most)
	best, err := p.tune(ctx, list, want, b.out)
	if err != nil {
		return err
	}
	missed, all, err := p.reads(ctx)
	if err != nil {
		return err
	}

	inside := []side{asked("index", list, w.app.Finder.Search), {
		name: "postgresql", servers: p.backends,
		ask: func(ctx context.Context, _, i int) error {
			_, err := p.ask(ctx, best[i].plan, &best[i].statement)
			return err
		},
	}}
	fmt.Fprintln(b.out, "\nin process")
	if err := b.compare(ctx, inside, len(list), 20); err != nil {
		return err
	}
	outside, stop, err := httpSides(w, p, list, best)
	if err != nil {
		return err
	}
	defer stop()
	fmt.Fprintln(b.out, "\nthrough GET /api/v1/services")
	if err := b.compare(ctx, outside, len(list), 8); err != nil {
		return err
	}
	missed2, all2, err := p.reads(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(b.out, "(PostgreSQL found %.3f %% of the pages it touched in its own memory)\n", 100*(1-float64(missed2-missed)/float64(all2-all)))
	return nil
}

// compare prints what two sides need for the same questions and judges their ratio.
func (b *bench) compare(ctx context.Context, sides []side, questions int, promised float64) error {
	took, err := latency(ctx, sides, questions, b.turns+1)
	if err != nil {
		return err
	}
	rows := [][]string{{"", sides[0].name, sides[1].name, "ratio"}}
	for _, share := range []float64{0.5, 0.99} {
		ours, theirs := took[0].at(share), took[1].at(share)
		rows = append(rows, []string{fmt.Sprintf("p%g", 100*share), micros(ours), micros(theirs), factor(float64(theirs) / float64(ours))})
	}
	worst, err := b.rates(ctx, sides, questions, &rows)
	if err != nil {
		return err
	}
	table(b.out, rows)
	if promised == 20 {
		b.atMost("search p50", float64(took[0].at(0.5).Microseconds()), 100, " µs")
		b.atMost("search p99", float64(took[0].at(0.99).Microseconds()), 1000, " µs")
	}
	b.faster("throughput beside PostgreSQL", worst, promised)
	return nil
}

// faster is the least of the ratios of two sides over all numbers of clients: by the clock, and by
// processor time.
type faster struct{ clock, work float64 }

// rates adds what two sides answer per second to a table.
func (b *bench) rates(ctx context.Context, sides []side, questions int, rows *[][]string) (least faster, err error) {
	for _, clients := range []int{1, 2, clientsMost} {
		t, err := throughput(ctx, sides, questions, clients, b.scale)
		if err != nil {
			return least, err
		}
		clock, work := ratio(t[0].rate, t[1].rate), ratio(t[0].work, t[1].work)
		if least.clock == 0 {
			least = faster{clock, work}
		}
		least = faster{min(least.clock, clock), min(least.work, work)}
		*rows = append(*rows,
			[]string{fmt.Sprintf("%d clients", clients), perSecond(median(t[0].rate)), perSecond(median(t[1].rate)), factor(clock)},
			[]string{"of processor time", perSecond(median(t[0].work)), perSecond(median(t[1].work)), factor(work)})
	}
	return least, nil
}

// faster judges a ratio. The clock misleads on a machine that others use: it gives a server of many
// processes a larger share than one of few. So what only the clock misses is called noise.
func (b *bench) faster(what string, least faster, want float64) {
	line := fmt.Sprintf("%s, least of all numbers of clients: %.3g× by the clock, %.3g× by processor time, promised at least %g×", what, least.clock, least.work, want)
	better := least.clock / want
	if better < 1-noise && least.work >= want {
		better = 1 - noise
	}
	b.judge(better, line)
}
