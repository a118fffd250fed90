package network_test

import (
	"context"
	"strings"
	"testing"

	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// What coverage asks of the views of others begins with an index and reads no table as a whole, also where
// nobody counted the rows, as on SQLite: the tables of cooperation grow every year.
func TestViewsOfCoverageReadNoWholeTable(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t, nil)
	for query, index := range map[string]string{
		`SELECT x.at FROM wijkverband_met x WHERE x.wijkverband = 'w' AND x.at <= 1 ORDER BY x.at DESC LIMIT 1`: "meeting_held",
		`SELECT 1 FROM wijkverband_solved x WHERE x.wijkverband = 'w' AND x.at <= 1 LIMIT 1`:                    "bottleneck_state_solved",
		`SELECT 1 FROM wijkverband_agreement x WHERE x.wijkverband = 'w' AND x.from_at <= 1 LIMIT 1`:            "agreement_by_wijkverband",
		`SELECT DISTINCT x.kind, x.insurer FROM region_agreement x WHERE x.region = 'r' AND x.from_at <= 1`:     "agreement_by_region",
		`SELECT DISTINCT x.organization FROM provider_area x WHERE x.area >= 'WK0001' AND x.area < 'WK0001~'`:   "service_area",
	} {
		var plan []string
		err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
			plan, err = store.All(ctx, tx, func(row func(...any) error) (step string, err error) {
				var number, parent, unused int
				return step, row(&number, &parent, &unused, &step)
			}, `EXPLAIN QUERY PLAN `+query)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(plan) == 0 || !strings.HasPrefix(plan[0], "SEARCH") || !strings.Contains(plan[0], index) {
			t.Errorf("%s\ndoes not begin with index %s: %q", query, index, plan)
		}
		for _, step := range plan {
			// Batches are few.
			if strings.HasPrefix(step, "SCAN") && step != "SCAN import_batch" || strings.HasPrefix(step, "MATERIALIZE") {
				t.Errorf("%s\nreads all there is: %q", query, plan)
			}
		}
	}
}
