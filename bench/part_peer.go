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

	inside := []side{asked("index", list, w.app.Finder.Search), {"postgresql", func(ctx context.Context, _, i int) error {
		_, err := p.ask(ctx, best[i].plan, &best[i].statement)
		return err
	}}}
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
		rows = append(rows, []string{fmt.Sprintf("p%g", 100*share), micros(ours), micros(theirs), times1(float64(theirs) / float64(ours))})
	}
	var worst float64
	for _, clients := range []int{1, 2, clientsMost} {
		rates, err := throughput(ctx, sides, questions, clients, b.scale)
		if err != nil {
			return err
		}
		r := ratio(rates[0], rates[1])
		if worst == 0 || r < worst {
			worst = r
		}
		rows = append(rows, []string{fmt.Sprintf("%d clients", clients), perSecond(median(rates[0])), perSecond(median(rates[1])), times1(r)})
	}
	table(b.out, rows)
	if promised == 20 {
		b.atMost("search p50", float64(took[0].at(0.5).Microseconds()), 100, " µs")
		b.atMost("search p99", float64(took[0].at(0.99).Microseconds()), 1000, " µs")
	}
	b.atLeast("throughput beside PostgreSQL, least of all numbers of clients", worst, promised, "×")
	return nil
}
