package main

import (
	"context"
	"fmt"

	"eerstelijn/bench/measure"
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
	fmt.Fprintf(b.Out, "(PostgreSQL with PostGIS: %s; a service has at most %d entries)\n", size, p.most)
	best, err := p.tune(ctx, list, want, b.Out)
	if err != nil {
		return err
	}
	missed, all, err := p.reads(ctx)
	if err != nil {
		return err
	}

	inside := []measure.Side{asked("index", list, w.app.Finder.Search), {
		Name: "postgresql", Servers: p.backends,
		Ask: func(ctx context.Context, _, i int) error {
			_, err := p.ask(ctx, best[i].plan, &best[i].statement)
			return err
		},
	}}
	fmt.Fprintln(b.Out, "\nin process")
	if err := b.compare(ctx, inside, len(list), 20); err != nil {
		return err
	}
	outside, stop, err := httpSides(w, p, list, best)
	if err != nil {
		return err
	}
	defer stop()
	fmt.Fprintln(b.Out, "\nthrough GET /api/v1/services")
	if err := b.compare(ctx, outside, len(list), 8); err != nil {
		return err
	}
	missed2, all2, err := p.reads(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(b.Out, "(PostgreSQL found %.3f %% of the pages it touched in its own memory)\n", 100*(1-float64(missed2-missed)/float64(all2-all)))
	return nil
}

// compare prints what two sides need for the same questions and judges their ratio.
func (b *bench) compare(ctx context.Context, sides []measure.Side, questions int, promised float64) error {
	took, err := measure.Latency(ctx, sides, questions, b.pace.Turns+1)
	if err != nil {
		return err
	}
	rows := [][]string{{"", sides[0].Name, sides[1].Name, "ratio"}}
	for _, share := range []float64{0.5, 0.99} {
		ours, theirs := took[0].At(share), took[1].At(share)
		rows = append(rows, []string{fmt.Sprintf("p%g", 100*share), measure.Micros(ours), measure.Micros(theirs), measure.Factor(float64(theirs) / float64(ours))})
	}
	worst, err := b.rates(ctx, sides, questions, &rows)
	if err != nil {
		return err
	}
	measure.Table(b.Out, rows)
	if promised == 20 {
		b.AtMost("search p50", float64(took[0].At(0.5).Microseconds()), 100, " µs")
		b.AtMost("search p99", float64(took[0].At(0.99).Microseconds()), 1000, " µs")
	}
	b.Faster("throughput beside PostgreSQL, least of all numbers of clients", worst, promised)
	return nil
}

// rates adds what two sides answer per second to a table.
func (b *bench) rates(ctx context.Context, sides []measure.Side, questions int, rows *[][]string) (least measure.Faster, err error) {
	for _, clients := range []int{1, 2, clientsMost} {
		t, err := measure.Throughput(ctx, sides, questions, clients, b.pace)
		if err != nil {
			return least, err
		}
		f := measure.Compare(t[0], t[1])
		if least == (measure.Faster{}) {
			least = f
		}
		least = least.Least(f)
		*rows = append(*rows,
			[]string{fmt.Sprintf("%d clients", clients), measure.PerSecond(measure.Median(t[0].Rate)), measure.PerSecond(measure.Median(t[1].Rate)), measure.Factor(f.Clock)},
			[]string{"of processor time", measure.PerSecond(measure.Median(t[0].Work)), measure.PerSecond(measure.Median(t[1].Work)), measure.Factor(f.Work)})
	}
	return least, nil
}
