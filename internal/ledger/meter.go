package ledger

import (
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"eerstelijn/internal/clock"
)

// Meter counts the entries that this node wrote, for operators.
type Meter struct{ done, refused, failed atomic.Int64 }

func (m *Meter) counter(o Outcome) *atomic.Int64 {
	switch o {
	case Refused:
		return &m.refused
	case Failed:
		return &m.failed
	}
	return &m.done
}

// Count counts one entry.
func (m *Meter) Count(o Outcome) { m.counter(o).Add(1) }

// Of says how many entries ended so.
func (m *Meter) Of(o Outcome) int64 { return m.counter(o).Load() }

// Register shows the meter, and how long ago this node saw everything under a seal.
func Register(to prometheus.Registerer, m *Meter, s *Sealer, now clock.Clock) {
	for _, outcome := range []Outcome{Done, Refused, Failed} {
		to.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "eerstelijn_ledger_entries_total", Help: "Entries written by this node, by outcome.",
			ConstLabels: prometheus.Labels{"outcome": string(outcome)},
		}, func() float64 { return float64(m.Of(outcome)) }))
	}
	to.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "eerstelijn_ledger_tampered", Help: "1 while this node seals nothing because the seals are not those that it knows: alert on it. 0 otherwise.",
	}, func() float64 {
		if s.refused.Load() {
			return 1
		}
		return 0
	}))
	to.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "eerstelijn_ledger_seal_seconds", Help: "Seconds since this node saw every entry under a seal; -1 before it did.",
	}, func() float64 {
		whole := s.whole.Load()
		if whole == 0 {
			return -1
		}
		return now().Sub(clock.FromMicros(whole)).Round(time.Millisecond).Seconds()
	}))
}
