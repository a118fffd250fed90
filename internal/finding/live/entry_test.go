package live_test

import (
	"context"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/demo"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/finding"
	"eerstelijn/internal/finding/live"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store/storetest"
)

// A service that comes to people everywhere in a municipality is found in each of its wijken, by area
// and nearby, although a few points stand for all of them; one that serves some wijken only there.
func TestServiceThatComesToPeopleIsFoundWhereItComes(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t, nil)
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	spine := act.New(db, policies, nil)
	n, d := network.New(spine), directory.New(spine)
	house := demo.House{DB: db, Network: n, Directory: d}
	if err := demo.LoadNational(context.Background(), house, 10, 1, nil); err != nil { // brings the invented country in
		t.Fatal(err)
	}
	atlas, err := n.LoadAtlas(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var town network.Area
	for _, a := range atlas.Areas(network.Municipality) {
		if len(atlas.Children(a.Code)) > live.MostSpots {
			town = a
			break
		}
	}
	wijken := atlas.Children(town.Code)
	if len(wijken) <= live.MostSpots {
		t.Fatal("no municipality is large enough for this test")
	}
	comes := func(id string) *directory.Service {
		return &directory.Service{ID: directory.ServiceID(id), Name: "Aanbod " + id, Kind: "wijkverpleging", State: directory.Shown, Hours: "24/7"}
	}
	everywhere, somewhere := comes("e"), comes("s")
	for i, w := range wijken {
		everywhere.ServedAreas = append(everywhere.ServedAreas, w.Code)
		if i > 0 {
			somewhere.ServedAreas = append(somewhere.ServedAreas, w.Code)
		}
	}
	entries := func(s *directory.Service) []finding.Entry {
		return live.Entries(s, atlas, func(network.AreaCode) network.RegionID { return "" })
	}
	if all := entries(everywhere); len(all) != live.MostSpots || all[0].Area != string(town.Code) {
		t.Errorf("%d entries for a whole municipality, the first for %s; want %d for %s", len(all), all[0].Area, live.MostSpots, town.Code)
	}
	if part := entries(somewhere); len(part) != len(wijken)-1 {
		t.Errorf("%d entries for part of a municipality, want %d", len(part), len(wijken)-1)
	}
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	f := live.Holding(atlas, now, everywhere, somewhere)
	farthest := 0.0
	for i, w := range wijken {
		page, err := f.Search(finding.Query{Areas: []string{string(w.Code)}})
		if want := 1 + min(i, 1); err != nil || len(page.Items) != want {
			t.Errorf("%s: %d services (%v), want %d", w.Code, len(page.Items), err, want)
		}
		near := 1e9
		for _, e := range entries(everywhere) {
			near = min(near, geo.ShortDistanceM(w.Center, geo.Point{Lat: e.Lat, Lon: e.Lon}))
		}
		farthest = max(farthest, near)
	}
	span := 0.0
	for _, w := range wijken {
		span = max(span, geo.ShortDistanceM(wijken[0].Center, w.Center))
	}
	if farthest > span/2 {
		t.Errorf("somebody lives %.0f metres from the nearest point of a municipality %.0f metres wide", farthest, span)
	}
}
