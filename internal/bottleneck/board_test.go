package bottleneck_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/bottleneck/bottlenecktest"
	"eerstelijn/internal/fault"
)

func ids(p bottleneck.Page) (all []bottleneck.ID) {
	for _, b := range p.Items {
		all = append(all, b.ID)
	}
	return all
}

// A board at a day answers the same for ever, whatever happens afterwards.
func TestABoardAsItWas(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		region := bottlenecktest.Region(0)
		board := func(q bottleneck.Query) bottleneck.Page {
			t.Helper()
			q.Region = region
			return must[bottleneck.Page](t)(h.Board(ctx, reporter(0, 1), q))
		}
		first := h.Reported(t, citizen, tell(0, 0)).ID
		mondayEvening := h.clock.Now()
		h.clock.Add(day)
		second := h.Reported(t, citizen, tell(0, 1)).ID
		h.Reported(t, citizen, tell(1, 1))
		must[bottleneck.Bottleneck](t)(h.PassUp(ctx, coordinator(0, 0), first, "Hoger.", none))
		must[bottleneck.Receipt](t)(h.Join(ctx, reporter(0, 3), first, bottleneck.Joining{}))
		tuesday := h.clock.Now()
		h.clock.Add(day)
		must[bottleneck.Bottleneck](t)(h.Merge(ctx, staff(0), []bottleneck.ID{second}, first, "Gelijk.", none))
		then := map[time.Time]bottleneck.Page{}
		for range 2 {
			if p := board(bottleneck.Query{}); !slices.Equal(ids(p), []bottleneck.ID{first}) || p.Items[0].Reporters != 3 || p.Items[0].Weight != 12 {
				t.Errorf("now: %+v", p.Items)
			}
			for at, want := range map[time.Time][]bottleneck.ID{mondayEvening.Add(-week): nil, mondayEvening: {first}, tuesday: {first, second}} {
				p := board(bottleneck.Query{At: at})
				got := ids(p)
				slices.Sort(got)
				slices.Sort(want)
				if !slices.Equal(got, want) || p.Total != len(want) {
					t.Errorf("%v: %v, want %v", at, got, want)
				}
				if was, before := then[at]; before && fmt.Sprint(was.Items) != fmt.Sprint(p.Items) {
					t.Errorf("%v: it was\n%+v\nand is now\n%+v", at, was.Items, p.Items)
				}
				then[at] = p
			}
			if p := board(bottleneck.Query{At: mondayEvening}); p.Items[0].Level != bottleneck.Wijk || p.Items[0].Reporters != 1 {
				t.Errorf("on Monday: %+v", p.Items[0])
			}
			if p := board(bottleneck.Query{At: tuesday, Level: bottleneck.Region}); !slices.Equal(ids(p), []bottleneck.ID{first}) || p.Items[0].Reporters != 2 {
				t.Errorf("on Tuesday: %+v", p.Items)
			}
			if p := board(bottleneck.Query{At: h.clock.Now().Add(week)}); !slices.Equal(ids(p), []bottleneck.ID{first}) {
				t.Errorf("to come: %v", ids(p))
			}
			h.clock.Add(100 * day)
			must[bottleneck.Bottleneck](t)(h.Answer(ctx, staff(0), first, "Wij zoeken het uit.", none))
			must[bottleneck.Bottleneck](t)(h.Note(ctx, staff(0), first, "Bel de buren.", none))
		}
	})
}

func TestABoardInParts(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		region := bottlenecktest.Region(0)
		var want []bottleneck.ID
		for k := range 7 {
			r := tell(0, k%2)
			if k%3 == 0 {
				r.Theme = "vervoer"
			}
			want = append(want, h.Reported(t, citizen, r).ID)
			h.clock.Add(time.Duration(k%3) * day) // some on one day
		}
		var got []bottleneck.ID
		var last time.Time
		for cursor, n := "", 0; n == 0 || cursor != ""; n++ {
			p := must[bottleneck.Page](t)(h.Board(ctx, staff(0), bottleneck.Query{Region: region, Limit: 2, Cursor: cursor}))
			if p.Total != 7 || n > 4 {
				t.Fatalf("part %d: %+v", n, p)
			}
			got, cursor = append(got, ids(p)...), p.Next
			for _, b := range p.Items {
				if b.NextAt.Before(last) {
					t.Errorf("%v comes after %v", b.NextAt, last)
				}
				last = b.NextAt
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("the parts hold %v, want %v", got, want)
		}
		for name, c := range map[string]struct {
			query bottleneck.Query
			n     int
		}{
			"a theme":       {bottleneck.Query{Region: region, Theme: "vervoer"}, 3},
			"a wijkverband": {bottleneck.Query{Region: region, Wijkverband: bottlenecktest.Wijkverband(0, 1)}, 3},
			"a state":       {bottleneck.Query{Region: region, State: bottleneck.TakenUp}, 0},
			"ended":         {bottleneck.Query{Region: region, State: bottleneck.EndedStates}, 0},
			"overdue":       {bottleneck.Query{Region: region, Overdue: true}, 0},
			"an owner":      {bottleneck.Query{Region: region, Owner: string(bottlenecktest.Wijkverband(0, 0))}, 4},
			"another level": {bottleneck.Query{Region: region, Level: bottleneck.Region}, 0},
		} {
			if p := must[bottleneck.Page](t)(h.Board(ctx, reporter(0, 1), c.query)); p.Total != c.n || len(p.Items) != c.n {
				t.Errorf("%s: %d of %d", name, len(p.Items), p.Total)
			}
		}
		for name, q := range map[string]bottleneck.Query{
			"region": {Region: "x"}, "level": {Region: region, Level: "straat"}, "state": {Region: region, State: "weg"}, "limit": {Region: region, Limit: 501},
			"cursor": {Region: region, Cursor: "x"},
		} {
			_, err := h.Board(ctx, staff(0), q)
			field(t, err, name)
		}
	})
}

// Who reads which board: one's own region's, and the nation's by its board and those who work for a region.
func TestWhoReadsABoard(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		own, other, nation := bottleneck.Query{Region: bottlenecktest.Region(0)}, bottleneck.Query{Region: bottlenecktest.Region(1)}, bottleneck.Query{}
		insurer := bottlenecktest.Person("insurer", access.Insurer, bottlenecktest.PartyOrg, bottlenecktest.Region(0), "")
		municipality := bottlenecktest.Person("municipality", access.Municipality, bottlenecktest.PartyOrg, bottlenecktest.Region(0), "")
		for _, c := range []struct {
			who   access.Actor
			query bottleneck.Query
			may   bool
		}{
			{reporter(0, 1), own, true}, {reporter(0, 1), other, false}, {reporter(0, 1), nation, false},
			{coordinator(0, 1), own, true}, {coordinator(0, 1), other, false}, {staff(0), own, true}, {staff(0), other, false}, {staff(0), nation, true},
			{national, nation, true}, {national, own, false}, {bottlenecktest.Party, nation, false},
			{insurer, own, false}, {municipality, own, false}, {citizen, own, false},
		} {
			_, err := h.Board(t.Context(), c.who, c.query)
			if (err == nil) != c.may || err != nil && fault.KindOf(err) != fault.Denied {
				t.Errorf("%s reads %v: %v", c.who.Person, c.query.Region, err)
			}
		}
	})
}

func TestSimilar(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		night := h.Reported(t, citizen, bottleneck.Report{Title: "Geen wijkverpleging in de nacht", What: "Er komt niemand als iemand 's nachts valt.", HowOften: bottleneck.Weekly, Area: bottlenecktest.Area(0, 0)}).ID
		h.Reported(t, citizen, bottleneck.Report{Title: "Bus naar het ziekenhuis rijdt niet", What: "Ouderen komen er niet.", HowOften: bottleneck.Weekly, Area: bottlenecktest.Area(0, 0)})
		h.Reported(t, citizen, bottleneck.Report{Title: "Geen nachtzorg van de wijkverpleging", HowOften: bottleneck.Weekly, Area: bottlenecktest.Area(1, 0)})
		found := must[[]bottleneck.Match](t)(h.Similar(ctx, reporter(0, 1), bottlenecktest.Region(0), "'s Nachts komt de wijkverpleging niet", ""))
		if len(found) != 1 || found[0].ID != night || found[0].Title == "" || found[0].Score <= 0 || found[0].Score > 1 {
			t.Errorf("%+v", found)
		}
		if found = must[[]bottleneck.Match](t)(h.Similar(ctx, reporter(0, 1), bottlenecktest.Region(0), "'s Nachts komt de wijkverpleging niet", night)); len(found) != 0 {
			t.Errorf("it is like itself: %+v", found)
		}
		_, err := h.Similar(ctx, reporter(1, 1), bottlenecktest.Region(0), "nacht", "")
		wants(t, err, fault.Denied)
	})
}

// A theme rises to the region when three wijken report it within ninety days.
func TestAThemeRisesInARegion(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		rising := func() []bottleneck.Rise {
			t.Helper()
			return must[[]bottleneck.Rise](t)(h.Rising(ctx, staff(0), bottleneck.Region, bottlenecktest.Region(0)))
		}
		for w := range 2 {
			h.Reported(t, citizen, tell(0, w))
			h.Reported(t, citizen, tell(0, w))
		}
		if r := rising(); len(r) != 0 {
			t.Errorf("two wijken: %+v", r)
		}
		h.clock.Add(80 * day)
		h.Reported(t, citizen, tell(0, 2))
		if r := rising(); len(r) != 1 || len(r[0].Places) != 3 || len(r[0].IDs) != 5 {
			t.Errorf("three wijken: %+v", r)
		}
		h.clock.Add(20 * day)
		if r := rising(); len(r) != 0 {
			t.Errorf("the first two are old: %+v", r)
		}
		_, err := h.Rising(ctx, staff(1), bottleneck.Region, bottlenecktest.Region(0))
		wants(t, err, fault.Denied)
		_, err = h.Rising(ctx, staff(0), bottleneck.Wijk, bottlenecktest.Region(0))
		field(t, err, "level")
	})
}
