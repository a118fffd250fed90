package network_test

import (
	"context"
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// A change ends rows and begins others: what was true before can still be asked.
func TestHistoryRemains(t *testing.T) {
	t.Parallel()
	onEachMoving(t, func(t *testing.T, s *network.Service, db *store.DB, clock *hands) {
		ctx := t.Context()
		bringCountry(t, s, 3, 2026)
		r := newRegion(t, s, "Rivierenzoom", "GM9000", "GM9001")
		w := network.Wijkverband{Region: r.ID, Name: "Oost", Areas: []network.AreaCode{"WK900000", "WK900001"}, Primary: []network.AreaCode{"WK900000"}}
		w = newWijkverband(t, s, w)
		contact := network.Contact{Discipline: "farmacie", Function: "Apotheek", Reach: network.Reach{Phone: "010 000 00 00", Hours: "ma-vr 8-17"}}
		var err error
		if contact.ID, err = s.SaveContact(ctx, operator, w.ID, contact); err != nil {
			t.Fatal(err)
		}
		first := must[network.Coverage](t)(s.Coverage(ctx, r.Slug, clock.now()))
		yesterday := clock.now()

		clock.add(24 * time.Hour)
		r.Name, r.Areas = "Rivierenland", []network.AreaCode{"GM9000", "GM9002"}
		r = must[network.Region](t)(s.SaveRegion(ctx, operator, r))
		w.Primary = w.Areas
		w = must[network.Wijkverband](t)(s.SaveWijkverband(ctx, operator, w))
		contact.Reach = network.Reach{Phone: "010 111 11 11"}
		if _, err := s.SaveContact(ctx, operator, w.ID, contact); err != nil {
			t.Fatal(err)
		}
		if r.Slug != "rivierenzoom" || r.Name != "Rivierenland" {
			t.Errorf("a new name keeps its address; got %q at %q", r.Name, r.Slug)
		}
		if got := must[network.Wijkverband](t)(s.Wijkverband(ctx, "oost")); len(got.Contacts) != 1 || got.Contacts[0].Reach.Phone != "010 111 11 11" || len(got.Primary) != 2 {
			t.Errorf("now it is %+v", got)
		}
		if got := must[network.Coverage](t)(s.Coverage(ctx, r.Slug, yesterday)); !reflect.DeepEqual(got, first) {
			t.Errorf("yesterday was\n%+v, now it was\n%+v", first, got)
		}
		if now := must[network.Coverage](t)(s.Coverage(ctx, r.Slug, clock.now())); now.Population == first.Population || now.InWijkverband == first.InWijkverband {
			t.Errorf("today is as yesterday: %+v", now)
		}
		if got := must[[]network.AreaCode](t)(s.BoundaryAreas(ctx, network.BoundaryID(r.ID), yesterday)); fmt.Sprint(got) != "[GM9000 GM9001]" {
			t.Errorf("yesterday it covered %v", got)
		}
		// Two changes at one moment leave one version.
		r.Name = "Rivierenwaard"
		if r = must[network.Region](t)(s.SaveRegion(ctx, operator, r)); r.Name != "Rivierenwaard" {
			t.Errorf("the second change at the same moment is lost: %q", r.Name)
		}
		// An end that has passed ends the contact now.
		contact.Until = clock.now()
		if _, err := s.SaveContact(ctx, operator, w.ID, contact); err != nil {
			t.Fatal(err)
		}
		if got := must[network.Wijkverband](t)(s.WijkverbandByID(ctx, w.ID)); len(got.Contacts) != 0 {
			t.Errorf("an ended contact is still there: %+v", got.Contacts)
		}
		if _, err := s.Coverage(ctx, r.Slug, noon.Add(-time.Hour)); fault.KindOf(err) != fault.NotFound {
			t.Errorf("before it existed: %v", err)
		}
	})
}

func TestAddressesAreUnique(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *network.Service, _ *store.DB) {
		a, b := newRegion(t, s, "Heuvelrand"), newRegion(t, s, "Heuvelrand")
		var slugs []string
		for _, r := range []network.RegionID{a.ID, a.ID, b.ID, b.ID, b.ID} {
			slugs = append(slugs, newWijkverband(t, s, network.Wijkverband{Region: r, Name: "Céntrum"}).Slug)
		}
		want := "[heuvelrand heuvelrand-2 centrum centrum-heuvelrand centrum-heuvelrand-2 centrum-heuvelrand-2-2 centrum-heuvelrand-2-3]"
		if got := fmt.Sprint(append([]string{a.Slug, b.Slug}, slugs...)); got != want {
			t.Errorf("addresses are %s, want %s", got, want)
		}
		if _, err := s.SaveRegion(t.Context(), operator, network.Region{Name: "Elders", Slug: "heuvelrand"}); fault.KindOf(err) != fault.Conflict {
			t.Errorf("an address that is taken: %v", err)
		}
		if _, err := s.SaveWijkverband(t.Context(), operator, network.Wijkverband{ID: must[network.Wijkverband](t)(s.Wijkverband(t.Context(), "centrum")).ID, Region: b.ID, Name: "Centrum"}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a wijkverband moves to another region: %v", err)
		}
	})
}

func TestNamesAreShownByChoice(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *network.Service, _ *store.DB) {
		ctx := t.Context()
		r := newRegion(t, s, "Rivierenzoom")
		w := newWijkverband(t, s, network.Wijkverband{Region: r.ID, Name: "Oost"})
		p := must[network.PersonID](t)(s.SavePerson(ctx, operator, network.Person{Name: "Noor Voorbeeld", Role: "professional"}))
		for _, show := range []bool{true, false} {
			_, err := s.SaveContact(ctx, operator, w.ID, network.Contact{Discipline: "farmacie", Function: fmt.Sprint(show), Person: p, ShowName: show,
				Name: "ignored", Reach: network.Reach{Phone: "010 000 00 00"}})
			if err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range must[network.Wijkverband](t)(s.Wijkverband(ctx, "oost")).Contacts {
			want, id := "", network.PersonID("")
			if c.Function == "true" {
				want, id = "Noor Voorbeeld", p
			}
			if c.Name != want || c.Person != id {
				t.Errorf("chose %s, shown %q (%s)", c.Function, c.Name, c.Person)
			}
		}
	})
}

// ★ Many people hand out areas at once; at no moment is a wijk in two regions or primary to two
// wijkverbanden, not even by way of its municipality.
func TestNoAreaIsHeldTwice(t *testing.T) {
	t.Parallel()
	onEachMoving(t, func(t *testing.T, s *network.Service, db *store.DB, clock *hands) {
		const writers, rounds, towns = 6, 16, 5
		var regions []network.Region
		var bands []network.Wijkverband
		for i := range writers {
			regions = append(regions, newRegion(t, s, fmt.Sprintf("Regio %d", i)))
			bands = append(bands, newWijkverband(t, s, network.Wijkverband{Region: regions[i].ID, Name: fmt.Sprintf("Wijk %d", i)}))
		}
		pick := func(n int) []network.AreaCode {
			if n%3 == 0 {
				return nil // makes room for the others
			}
			gm := n % towns
			if n%5 == 0 {
				return []network.AreaCode{network.AreaCode(fmt.Sprintf("GM900%d", gm))}
			}
			return []network.AreaCode{network.AreaCode(fmt.Sprintf("WK900%d0%d", gm, n%4)), network.AreaCode(fmt.Sprintf("WK900%d0%d", (gm+1)%towns, n%4))}
		}
		var all sync.WaitGroup
		var mu sync.Mutex
		won, lost := 0, 0
		try := func(err error) {
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				won++
			case fault.KindOf(err) == fault.Conflict:
				lost++
			default:
				t.Error(err)
			}
		}
		for i := range writers {
			all.Go(func() {
				for n := range rounds {
					clock.add(time.Millisecond)
					r, w := regions[i], bands[i]
					r.Version, w.Version = 0, 0 // the system's files replace what stands
					r.Areas = pick(i*7 + n*3)
					_, err := s.SaveRegion(t.Context(), operator, r)
					try(err)
					w.Areas = pick(i*5 + n*2)
					w.Primary = w.Areas
					_, err = s.SaveWijkverband(t.Context(), operator, w)
					try(err)
				}
			})
		}
		all.Wait()
		if won == 0 || lost == 0 {
			t.Fatalf("%d acts won and %d lost: nothing was contended", won, lost)
		}
		for _, table := range []string{"region", "wijkverband"} {
			neverTwice(t, db, table)
		}
	})
}

// neverTwice looks at all history of a table for two rows that overlap in time and on the map.
func neverTwice(t *testing.T, db *store.DB, table string) {
	t.Helper()
	type row struct {
		holder      string
		area        network.AreaCode
		from, until int64
	}
	err := db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		rows, err := store.All(ctx, tx, func(scan func(...any) error) (r row, err error) {
			return r, scan(&r.holder, &r.area, &r.from, &r.until)
		}, `SELECT `+table+`, area, from_at, coalesce(until_at, 9000000000000000) FROM `+table+`_area`)
		if len(rows) < 10 {
			t.Errorf("only %d rows in %s_area", len(rows), table)
		}
		for i, a := range rows {
			if a.until <= a.from {
				t.Errorf("%s: a row that was never in force: %+v", table, a)
			}
			for _, b := range rows[:i] {
				if (a.area.Contains(b.area) || b.area.Contains(a.area)) && a.from < b.until && b.from < a.until {
					t.Errorf("%s: held twice: %+v and %+v", table, a, b)
				}
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
