package projection

import (
	"context"

	"github.com/prometheus/client_golang/prometheus"

	"eerstelijn/internal/ledger"
	"eerstelijn/internal/store"
)

// Register shows operators what the follower of this node does.
func Register(to prometheus.Registerer, f *Follower) {
	count := func(name, help string, of func() int64) {
		to.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help}, func() float64 { return float64(of()) }))
	}
	count("eerstelijn_fhir_versions_total", "Versions of FHIR resources that this node wrote.", f.versions.Load)
	count("eerstelijn_fhir_sweeps_total", "Times that this node rendered everything.", f.sweeps.Load)
	count("eerstelijn_fhir_conflicts_total", "Times that this node rendered again because another one wrote first.", f.conflicts.Load)
	count("eerstelijn_fhir_failures_total", "Times that this node could not render and tried again: alert when it keeps rising.", f.failures.Load)
	count("eerstelijn_fhir_set_aside_total", "Times that this node could not render one resource and went on without it; the log names it.", f.asides.Load)
	to.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "eerstelijn_fhir_set_aside", Help: "Things that could not be rendered as FHIR when that was last tried; -1 when that is not known. Alert above 0.",
	}, func() float64 {
		n, err := f.SetAside(context.Background())
		if err != nil {
			return -1
		}
		return float64(n)
	}))
	to.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "eerstelijn_fhir_lag_entries", Help: "Ledger entries whose changes are not in the FHIR resources yet; -1 when that is not known.",
	}, func() float64 {
		n, err := f.Lag(context.Background())
		if err != nil {
			return -1
		}
		return float64(n)
	}))
}

// Lag counts the ledger entries that are not rendered yet.
func (f *Follower) Lag(ctx context.Context) (n int64, err error) {
	err = f.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		head, err := ledger.Head(ctx, tx)
		n = max(0, head-f.Reached())
		return err
	})
	return n, err
}
