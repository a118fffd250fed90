package network_test

import (
	"context"
	"reflect"
	"testing"
	"time"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// What everybody may read of a region is read as it was: before it was there it is not there, and a later
// file of boundaries leaves what a day before it looked like.
func TestReadsThePastAsItWas(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *network.Service, _ *store.DB) {
		ctx := t.Context()
		bringCountry(t, s, 2, 2026)
		r := newRegion(t, s, "Rivierenzoom", "GM9000")
		w := newWijkverband(t, s, network.Wijkverband{Region: r.ID, Name: "West", Areas: []network.AreaCode{"WK900000"}, Primary: []network.AreaCode{"WK900000"}})
		later, before := noon.Add(time.Hour), noon.Add(-time.Hour)
		if got := must[network.Region](t)(s.RegionAt(ctx, r.Slug, later)); got.Name != "Rivierenzoom" || len(got.Areas) != 1 {
			t.Errorf("the region is %+v", got)
		}
		if got := must[network.Wijkverband](t)(s.WijkverbandAt(ctx, w.Slug, later)); got.Name != "West" || len(got.Primary) != 1 {
			t.Errorf("the wijkverband is %+v", got)
		}
		if got := must[[]network.Wijkverband](t)(s.WijkverbandenAt(ctx, r.ID, later)); len(got) != 1 {
			t.Errorf("there are %d wijkverbanden", len(got))
		}
		if got := must[[]network.Region](t)(s.RegionsAt(ctx, before)); len(got) != 0 {
			t.Errorf("before there were regions there are %d", len(got))
		}
		for name, err := range map[string]error{
			"region": failed(s.RegionAt(ctx, r.Slug, before)), "wijkverband": failed(s.WijkverbandAt(ctx, w.Slug, before)), "unknown": failed(s.RegionAt(ctx, "nergens", later)),
		} {
			if fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s: %v", name, err)
			}
		}
		year := noon.AddDate(-1, 0, 0)
		for _, file := range [][]network.BoundaryRow{
			{{Name: "Oost", Area: "GM9000", From: year}, {Name: "Oost", Area: "GM9001", From: year}}, {{Name: "Noord", Area: "GM9000", From: noon.Add(-24 * time.Hour)}},
		} {
			bring(t, s, "boundaries", func(ctx context.Context, b batch.ID) (batch.Counts, error) {
				return s.StageBoundaries(ctx, b, "ggd", file)
			})
		}
		places := func(at time.Time) map[string][]network.AreaCode {
			found := must[map[network.BoundaryID][]network.AreaCode](t)(s.BoundaryPlaces(ctx, "ggd", at))
			named := map[string][]network.AreaCode{}
			for _, b := range must[[]network.Boundary](t)(s.Boundaries(ctx, "ggd")) {
				if len(found[b.ID]) > 0 {
					named[b.Name] = found[b.ID]
				}
			}
			return named
		}
		if got, want := places(noon), (map[string][]network.AreaCode{"Noord": {"GM9000"}, "Oost": {"GM9001"}}); !reflect.DeepEqual(got, want) {
			t.Errorf("today it is %v; want %v", got, want)
		}
		if got, want := places(noon.Add(-48*time.Hour)), (map[string][]network.AreaCode{"Oost": {"GM9000", "GM9001"}}); !reflect.DeepEqual(got, want) {
			t.Errorf("before the later file it was %v; want %v", got, want)
		}
	})
}

func failed[T any](_ T, err error) error { return err }
