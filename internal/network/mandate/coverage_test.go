package mandate_test

import (
	"context"
	"testing"
	"time"

	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

// offers lets a provider offer something somewhere, as the directory writes it down.
func (h *house) offers(t *testing.T, o network.OrganizationID, d network.DisciplineCode, area network.AreaCode) {
	t.Helper()
	ok(t, h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		service := string(o)
		if _, err := tx.Exec(ctx, `INSERT INTO service (id) VALUES ($1)`, service); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO service_version (service, version, batch, state, organization, discipline, kind, name, area, verify_by, source, source_key, written_at, written_by, body)
			VALUES ($1, 1, 0, 'shown', $2, $3, 'huisartspraktijk', 'Aanbod', $4, 0, 'people', '', $5, 'system:test', '{}')`, service, o, d, area, h.at.Load()); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO service_area (area, service, version) VALUES ($1, $2, 1)`, area, service)
		return err
	}))
}

func TestDegreeOfOrganisation(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		r := must[network.Region](t)(h.network.RegionByID(ctx, h.region))
		r.Areas, r.Version = []network.AreaCode{"GM9000", "WK900100"}, 1
		must[network.Region](t)(h.network.SaveRegion(ctx, operator, r))
		third := h.organization(t, network.Provider, "Praktijk Dijk", "huisartsenzorg")
		away := h.organization(t, network.Provider, "Praktijk Ver", "huisartsenzorg")
		h.offers(t, h.practice, "huisartsenzorg", "WK900003") // within the first town
		h.offers(t, third, "huisartsenzorg", "GM9001")        // a town of which the region has a part
		h.offers(t, away, "huisartsenzorg", "WK900101")       // the other part of it
		h.offers(t, h.pharmacy, "farmacie", "GM9000")
		h.pass(time.Hour)
		look := func(at time.Time) (gps, pharmacists network.DisciplineCoverage, evidence map[string]bool) {
			t.Helper()
			c := must[network.Coverage](t)(h.network.Coverage(ctx, "regio-een", at))
			evidence = map[string]bool{}
			for _, e := range c.Evidence {
				evidence[e.Code] = e.There
			}
			for _, d := range c.Disciplines {
				switch d.Code {
				case "huisartsenzorg":
					gps = d
				case "farmacie":
					pharmacists = d
				}
			}
			return gps, pharmacists, evidence
		}
		if gps, _, _ := look(h.now()); gps.Organised != nil || gps.Mandated != nil || gps.Providers != 2 {
			t.Errorf("before anything was recorded: %+v", gps)
		}
		start := h.now()
		s := h.recognised(t, h.gps, "huisartsenzorg")
		must[mandate.Affiliation](t)(h.Affiliate(ctx, operator, mandate.Affiliation{Provider: h.practice, Body: h.gps}))
		m := h.granted(t, h.gps, mandate.Every)
		h.granted(t, h.pharmacists, mandate.Every) // without standing
		h.granted(t, h.pharmacy, mandate.Every)    // for itself alone
		h.pass(day)
		gps, pharmacists, evidence := look(h.now())
		if gps.Organised == nil || *gps.Organised != 0.5 || gps.Affiliated != 1 || gps.Mandated == nil || !*gps.Mandated || !evidence["mandate:huisartsenzorg"] {
			t.Errorf("huisartsenzorg: %+v", gps)
		}
		if pharmacists.Organised == nil || *pharmacists.Organised != 0 || pharmacists.Mandated == nil || *pharmacists.Mandated || evidence["mandate:farmacie"] {
			t.Errorf("farmacie: %+v", pharmacists)
		}
		// A mandate that is taken back, and a recognition that ends, end it; what was stays as it was.
		at := h.now()
		ok(t, h.Revoke(ctx, operator, m.ID, time.Time{}, "Anders besloten"))
		h.pass(time.Hour)
		if gps, _, _ := look(h.now()); *gps.Mandated || *gps.Organised != 0.5 {
			t.Errorf("after the mandate was taken back: %+v", gps)
		}
		ok(t, h.EndStanding(ctx, operator, s.ID, time.Time{}, "Gestopt"))
		h.pass(time.Hour)
		if gps, _, _ := look(h.now()); gps.Organised != nil {
			t.Errorf("after the recognition ended nobody is affiliated here: %+v", gps)
		}
		if gps, _, _ := look(at.Add(-time.Minute)); !*gps.Mandated || *gps.Organised != 0.5 {
			t.Errorf("as it was: %+v", gps)
		}
		if gps, _, _ := look(start.Add(-time.Minute)); gps.Mandated != nil {
			t.Errorf("before the first mandate: %+v", gps)
		}
	})
}
