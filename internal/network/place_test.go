package network_test

import (
	"context"
	"fmt"
	"reflect"
	"testing"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

func TestPlaces(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *network.Service, _ *store.DB) {
		ctx := t.Context()
		bringCountry(t, s, 2, 2026)
		codes := []network.Postcode{
			{PC4: "1011", Place: "Wijkërveld", Point: geo.Point{Lat: 52.001, Lon: 5.001}, Area: "WK900000"},
			{PC4: "1012", Place: "Wijkërveld", Point: geo.Point{Lat: 52.003, Lon: 5.003}, Area: "WK900001"},
			{PC4: "1013", Place: "Gemeente 1", Point: geo.Point{Lat: 52.005, Lon: 5.013}, Area: "WK900100"},
		}
		stage := func(ctx context.Context, b batch.ID) (batch.Counts, error) { return s.StagePostcodes(ctx, b, codes) }
		bring(t, s, "postcodes", stage)
		if got := bring(t, s, "postcodes", stage); got != (batch.Counts{Same: 3}) {
			t.Errorf("once more: %+v", got)
		}
		if p := must[network.Postcode](t)(s.Postcode(ctx, "1012")); p.Place != "Wijkërveld" || p.Area != "WK900001" || p.Municipality != "GM9000" {
			t.Errorf("1012 is %+v", p)
		}
		for typed, want := range map[string]string{
			"wijkerv":    "woonplaats Wijkërveld WK900000 Gemeente 0",
			"WIJKERVELD": "woonplaats Wijkërveld WK900000 Gemeente 0",
			"gemeente 1": "woonplaats Gemeente 1 WK900100 Gemeente 1", // the woonplaats goes before its municipality
			"gemeente 0": "gemeente Gemeente 0 GM9000 Gemeente 0",
			"wijk 3 van": "wijk Wijk 3 van 0 WK900003 Gemeente 0",
			"1013 ab":    "postcode 1013 Gemeente 1 WK900100 ",
		} {
			p, err := s.Place(ctx, typed)
			if got := fmt.Sprint(p.Kind, " ", p.Name, " ", p.Area, " ", p.MunicipalityName); err != nil || got != want {
				t.Errorf("%q finds %q (%v), want %q", typed, got, err, want)
			}
		}
		if p := must[network.Place](t)(s.Place(ctx, "wijkerveld")); geo.DistanceM(p.Point, geo.Point{Lat: 52.002, Lon: 5.002}) > 1 {
			t.Errorf("a woonplaats lies in the middle of its postcodes, not at %v", p.Point)
		}
		if got := must[[]network.Place](t)(s.Places(ctx, "wijk", 4)); len(got) != 4 || got[0].Kind != "woonplaats" {
			t.Errorf("four places that begin with wijk: %+v", got)
		}
		for _, bad := range []string{"", "123", "12345", "١٢٣٤", "1234 AB"} {
			if _, err := s.Postcode(ctx, bad); fault.KindOf(err) != fault.Invalid {
				t.Errorf("postcode %q: %v", bad, err)
			}
		}
	})
}

func TestAtlas(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *network.Service, _ *store.DB) {
		bringCountry(t, s, 2, 2025)
		bringCountry(t, s, 1, 2026)
		a := must[*network.Atlas](t)(s.LoadAtlas(t.Context()))
		if len(a.Areas(network.Municipality)) != 1 || len(a.Children("GM9000")) != 4 || len(a.Children("WK900000")) != 0 {
			t.Errorf("%d municipalities, %d wijken in the first", len(a.Areas(network.Municipality)), len(a.Children("GM9000")))
		}
		x, ok := a.Area("WK900002")
		if !ok || x.Year != 2026 || *x.Population != 1020 {
			t.Errorf("WK900002 is %+v", x)
		}
		for code, at := range map[network.AreaCode]geo.Point{"WK900002": {Lat: 52.025, Lon: 5.005}, "WK900000": {Lat: 52.005, Lon: 5.005}} {
			if got, ok := a.Locate(at); !ok || got != code {
				t.Errorf("%v lies in %s, want %s", at, got, code)
			}
		}
		if _, ok := a.Locate(geo.Point{Lat: 52.005, Lon: 5.015}); ok {
			t.Error("a municipality that is gone in the new year is found")
		}
		old := must[*network.Atlas](t)(s.LoadAtlasOf(t.Context(), 2025))
		if got, _ := old.Locate(geo.Point{Lat: 52.005, Lon: 5.015}); got != "WK900100" {
			t.Errorf("in 2025 it was %s", got)
		}
		shapes := a.Shapes([]network.AreaCode{"WK900001", "nothing", "WK900000"})
		if len(shapes) != 3 || shapes[1] != nil || !reflect.DeepEqual(shapes[0].Bound(), square(0, 1).Bound()) {
			t.Errorf("shapes: %v", shapes)
		}
	})
}

func TestOrganizations(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *network.Service, _ *store.DB) {
		ctx := t.Context()
		file := []network.Organization{
			{ID: someID[network.OrganizationID](), Kind: network.Provider, Name: "Apotheek De Brug", Discipline: "farmacie", URA: "00000001", AGB: "02000001"},
			{ID: someID[network.OrganizationID](), Kind: network.InsurerOrg, Name: "Verzekeraar"},
		}
		stage := func(ctx context.Context, b batch.ID) (batch.Counts, error) { return s.StageOrganizations(ctx, b, file) }
		if got := bring(t, s, "postcodes", stage); got != (batch.Counts{Added: 2}) {
			t.Errorf("first: %+v", got)
		}
		file[0].Phone = "010 000 00 00"
		if got := bring(t, s, "postcodes", stage); got != (batch.Counts{Changed: 1, Same: 1}) {
			t.Errorf("second: %+v", got)
		}
		if o := must[network.Organization](t)(s.Organization(ctx, file[0].ID)); o != file[0] {
			t.Errorf("read back: %+v", o)
		}
		mine := file[0]
		mine.Name = "Apotheek De Nieuwe Brug"
		must[network.OrganizationID](t)(s.SaveOrganization(ctx, operator, mine))
		file[0].Phone = "010 111 11 11"
		if got := bring(t, s, "postcodes", stage); got != (batch.Counts{Same: 2}) {
			t.Errorf("after people kept it: %+v", got)
		}
		if o := must[network.Organization](t)(s.Organization(ctx, mine.ID)); o != mine {
			t.Errorf("a file overwrote what people keep: %+v", o)
		}
		for _, q := range []network.OrganizationQuery{{Kind: network.Provider}, {Discipline: "farmacie"}, {Name: "apotheek"}, {Number: "00000001"}, {Number: "02000001"}} {
			if got := must[[]network.Organization](t)(s.Organizations(ctx, q)); len(got) != 1 || got[0] != mine {
				t.Errorf("%+v finds %+v", q, got)
			}
		}
		all := must[[]network.Organization](t)(s.Organizations(ctx, network.OrganizationQuery{Limit: 1}))
		rest := must[[]network.Organization](t)(s.Organizations(ctx, network.OrganizationQuery{After: all[0].ID}))
		if len(all) != 1 || len(rest) != 1 || all[0].ID == rest[0].ID {
			t.Errorf("pages: %v and %v", all, rest)
		}
		if _, err := s.Organization(ctx, "none"); fault.KindOf(err) != fault.NotFound {
			t.Error(err)
		}
	})
}

func TestTheListsAreFilled(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *network.Service, _ *store.DB) {
		ctx := t.Context()
		groups, core := map[string]int{}, 0
		for _, d := range must[[]network.Discipline](t)(s.Disciplines(ctx)) {
			groups[d.Group]++
			if d.Core {
				core++
			}
			if d.Plain == "" || d.Name == "" {
				t.Errorf("%s says nothing", d.Code)
			}
		}
		if fmt.Sprint(groups) != "map[adjacent:7 primary:12 social:1 wider:4]" || core != 4 {
			t.Errorf("disciplines: %v, %d core", groups, core)
		}
		if d := must[network.Discipline](t)(s.Discipline(ctx, "huisartsenzorg")); d.UZIRoles[0] != "01.015" || d.SBI[0] != "8621" || d.OrganizationTypes[0] != "Z3" {
			t.Errorf("%+v", d)
		}
		if _, err := s.Discipline(ctx, "toverij"); fault.KindOf(err) != fault.NotFound {
			t.Error(err)
		}
		if n := len(must[[]network.Task](t)(s.Tasks(ctx))); n != 7 {
			t.Errorf("%d tasks", n)
		}
		if n := len(must[[]network.Figure](t)(s.Figures(ctx))); n != 14 {
			t.Errorf("%d figures", n)
		}
		r := newRegion(t, s, "Rivierenzoom")
		w := newWijkverband(t, s, network.Wijkverband{Region: r.ID, Name: "Oost", Areas: []network.AreaCode{"GM9000"}, Primary: []network.AreaCode{"GM9000"}})
		if err := s.SaveTask(ctx, operator, network.TaskOwner{Region: r.ID}, network.TaskState{Task: "resv-4", State: "working", Evidence: "Jaarplan"}); err != nil {
			t.Fatal(err)
		}
		r = must[network.Region](t)(s.Region(ctx, "rivierenzoom"))
		if len(r.RESV.Tasks) != 5 || r.RESV.Tasks[3] != (network.TaskState{Task: "resv-4", State: "working", Evidence: "Jaarplan"}) || r.RESV.Tasks[0].State != "not-yet" {
			t.Errorf("tasks: %+v", r.RESV.Tasks)
		}
		for _, area := range []network.AreaCode{"GM9000", "WK900003"} {
			if got := must[network.Wijkverband](t)(s.PrimaryWijkverband(ctx, area)); got.ID != w.ID || len(got.Tasks) != 2 {
				t.Errorf("%s belongs to %+v", area, got)
			}
		}
		if _, err := s.PrimaryWijkverband(ctx, "WK900100"); fault.KindOf(err) != fault.NotFound {
			t.Error(err)
		}
		p := must[network.PersonID](t)(s.SavePerson(ctx, operator, network.Person{Name: "Iemand", Role: "coordinator", Wijkverband: w.ID, Region: r.ID}))
		if one, all := must[network.Person](t)(s.PersonForSignIn(ctx, p)), must[[]network.Person](t)(s.PeopleForSignIn(ctx)); len(all) != 1 || all[0] != one || one.Wijkverband != w.ID {
			t.Errorf("%+v, %+v", one, all)
		}
	})
}
