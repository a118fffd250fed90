package history

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/demo"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Size says how much there is.
type Size struct {
	Regions       int // at most as many as [demo.NationalNetwork] makes
	Wijkverbanden int // in each region
	Years         int
	Bottlenecks   int // of a wijkverband in a year
	Seed          uint64
}

// Whole is the country: 54 regions of 40 wijkverbanden, five years long.
var Whole = Size{Regions: 54, Wijkverbanden: 40, Years: 5, Bottlenecks: 4, Seed: 2026}

// Region is a region that was written, to ask questions about.
type Region struct {
	ID            network.RegionID
	Body          network.OrganizationID // its RESV
	Slug          string
	Wijkverbanden []network.WijkverbandID
	Agreements    []string // ids of its own
}

// Country is what was written.
type Country struct {
	Regions     []Region
	National    []string               // ids of its agreements
	Board       network.OrganizationID // that of the nation
	From, Until time.Time
	Rows        int
}

// writer holds what is needed while the rows are made.
type writer struct {
	sheets
	size Size
	*rand.Rand
	Country
	numbers int // of agreements and bottlenecks
}

// disciplines are those that have a body and a seat in each region.
var disciplines = []network.DisciplineCode{
	"huisartsenzorg", "wijkverpleging", "farmacie", "sociaal-domein", "fysiotherapie", "dietetiek", "ergotherapie",
	"logopedie", "oefentherapie", "huidtherapie", "optometrie", "specialist-ouderengeneeskunde",
}

// Fill writes the history of a country over areas that the database holds, until a moment. The
// providers are those that the directory shows.
func Fill(ctx context.Context, db *store.DB, areas []network.Area, s Size, until time.Time) (_ Country, err error) {
	defer fault.Wrap(&err, "history.Fill")
	w := &writer{size: s, Rand: rand.New(rand.NewPCG(s.Seed, 5)), sheets: sheets{db: db}}
	w.Until = until
	w.From = until.AddDate(-s.Years, 0, 0)
	plan := demo.NationalNetwork(areas, w.From)
	wijken := map[network.AreaCode][]network.Area{}
	for _, a := range areas {
		if a.Kind == network.Wijk {
			wijken[a.Parent] = append(wijken[a.Parent], a)
		}
	}
	providers, err := w.providers(ctx)
	if err != nil {
		return Country{}, err
	}
	w.nation()
	for i := range min(s.Regions, len(plan.Regions)) {
		r := &plan.Regions[i]
		var own []network.Area
		for _, town := range r.Areas {
			own = append(own, wijken[town]...)
		}
		w.region(r, own, providers)
		if err := w.flush(ctx); err != nil {
			return Country{}, err
		}
	}
	if err := w.finish(ctx); err != nil {
		return Country{}, err
	}
	w.Rows = w.rows
	return w.Country, nil
}

// key makes an id of a thing from what it is.
func key(parts ...any) string {
	text := make([]string, len(parts))
	for i, p := range parts {
		text[i] = fmt.Sprint(p)
	}
	return id.From[string](append([]string{"country"}, text...)...)
}

// at is a moment a share of the way through the years.
func (w *writer) at(share float64) time.Time {
	return w.From.Add(time.Duration(share * float64(w.Until.Sub(w.From)))).Truncate(time.Millisecond)
}

// moment is a chance one.
func (w *writer) moment() time.Time { return w.at(w.Float64()) }

// us is a moment as a row holds it; nil stands for one that has no end, or that has not come.
func (w *writer) us(t time.Time) any {
	if t.IsZero() || t.After(w.Until) {
		return nil
	}
	return clock.Micros(t)
}

// providers gives who offers something, by the municipality of its area.
func (w *writer) providers(ctx context.Context) (map[string][]provider, error) {
	by := map[string][]provider{}
	err := w.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		clear(by)
		found, err := store.All(ctx, tx, func(row func(...any) error) (p provider, err error) {
			return p, row(&p.id, &p.discipline, &p.area)
		}, `SELECT DISTINCT organization, discipline, area FROM provider_area ORDER BY organization, discipline, area`)
		seen := map[string]bool{}
		for _, p := range found {
			if slices.Contains(disciplines, p.discipline) && !seen[p.id] {
				seen[p.id] = true
				by[p.area[2:6]] = append(by[p.area[2:6]], p)
			}
		}
		return err
	})
	return by, err
}

type provider struct {
	id, area   string
	discipline network.DisciplineCode
}
