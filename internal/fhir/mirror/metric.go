package mirror

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"eerstelijn/internal/store"
)

// Register shows operators how sources go: read from the rows, so that each node tells the same.
func (s *Service) Register(to prometheus.Registerer) { to.MustRegister(collector{s}) }

type collector struct{ s *Service }

var (
	ageDesc     = prometheus.NewDesc("eerstelijn_source_age_seconds", "Since a source was fetched whole for the last time, or since it was added.", []string{"source"}, nil)
	triesDesc   = prometheus.NewDesc("eerstelijn_source_failures", "Runs of a source that failed since the last good one.", []string{"source"}, nil)
	pausedDesc  = prometheus.NewDesc("eerstelijn_source_paused", "1 when a source is paused.", []string{"source"}, nil)
	passedDesc  = prometheus.NewDesc("eerstelijn_source_passed", "Resources of a source that cannot be taken, and are passed over.", []string{"source"}, nil)
	entriesDesc = prometheus.NewDesc("eerstelijn_source_entries", "Services of a source by what became of them: taken, ended, held by people here, unfit, or due.", []string{"source", "state"}, nil)
)

// Describe implements [prometheus.Collector].
func (c collector) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{ageDesc, triesDesc, pausedDesc, passedDesc, entriesDesc} {
		to <- d
	}
}

// mostScrape bounds how long a scrape may wait for the database.
const mostScrape = 5 * time.Second

// Collect implements [prometheus.Collector].
func (c collector) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), mostScrape)
	defer cancel()
	var all []Source
	var now time.Time
	err := c.s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		if now, err = tx.Now(ctx); err != nil {
			return err
		}
		all, err = sourcesTx(ctx, tx)
		return err
	})
	if err != nil {
		c.s.Log.Error("sources", "error", err)
		return
	}
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	for i := range all {
		src := &all[i]
		last := src.Good
		if last.IsZero() {
			last = src.Made
		}
		gauge(ageDesc, now.Sub(last).Seconds(), src.Name)
		gauge(triesDesc, float64(src.Tries), src.Name)
		gauge(pausedDesc, float64(bit(src.Paused)), src.Name)
		passed := 0
		for _, f := range src.Followed {
			passed += f.Passed
		}
		gauge(passedDesc, float64(passed), src.Name)
		for state, n := range map[string]int{taken: src.Entries.Taken, ended: src.Entries.Ended, held: src.Entries.Held, unfit: src.Entries.Unfit, "due": src.Entries.Due} {
			gauge(entriesDesc, float64(n), src.Name, state)
		}
	}
}
