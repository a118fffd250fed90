package bottleneck_test

import (
	"testing"
	"time"

	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/bottleneck/bottlenecktest"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
)

// You said, we did, did it help: for everybody without small numbers, for a party with them.
func TestCounts(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		var last bottleneck.Receipt
		for range 14 {
			last = h.Reported(t, citizen, tell(0, 0))
		}
		for range 12 {
			h.Reported(t, citizen, tell(1, 0))
		}
		h.Reported(t, citizen, tell(2, 0))
		must[bottleneck.Bottleneck](t)(h.PassUp(ctx, coordinator(0, 0), last.ID, "Hoger.", none))
		must[bottleneck.Bottleneck](t)(h.Propose(ctx, staff(0), last.ID, bottleneck.EndSolved, "Klaar.", none))
		who, which := h.byLink(t, last.Token)
		must[bottleneck.Bottleneck](t)(h.Confirm(ctx, who, which))
		h.clock.Set(bottlenecktest.Start.AddDate(0, 2, 0)) // the first quarter has passed
		region := bottleneck.CountQuery{Region: bottlenecktest.Region(0)}
		c := must[bottleneck.Counts](t)(h.Counts(ctx, region))
		hide := bottleneck.Count{Few: true}
		// One of fourteen was solved: it and what is open would tell each other.
		if c.Exact || c.Solved != hide || c.Open != hide || c.PassedUp != hide || c.Accepted != (bottleneck.Count{}) {
			t.Errorf("%+v", c)
		}
		if !c.From.Equal(time.Date(2026, 1, 1, 0, 0, 0, 0, clock.Amsterdam)) || !c.Until.Equal(time.Date(2026, 4, 1, 0, 0, 0, 0, clock.Amsterdam)) {
			t.Errorf("%v to %v", c.From, c.Until)
		}
		// The one of region 2 follows from no other number.
		small := must[bottleneck.Counts](t)(h.Counts(ctx, bottleneck.CountQuery{Region: bottlenecktest.Region(2)}))
		hidden := 0
		for n := range bottlenecktest.Regions {
			if must[bottleneck.Counts](t)(h.Counts(ctx, bottleneck.CountQuery{Region: bottlenecktest.Region(n)})).Reported.Few {
				hidden++
			}
		}
		if small.Reported != hide || hidden < 2 {
			t.Errorf("%+v; %d regions are hidden", small.Reported, hidden)
		}
		if whole := must[bottleneck.Counts](t)(h.Counts(ctx, bottleneck.CountQuery{})); whole.Reported.N != 27 {
			t.Errorf("%+v", whole)
		}
		// A wijk and its region add up: what is small in one is hidden in the other.
		if w := must[bottleneck.Counts](t)(h.Counts(ctx, bottleneck.CountQuery{Region: bottlenecktest.Region(0), Wijkverband: bottlenecktest.Wijkverband(0, 0)})); w.Solved != hide {
			t.Errorf("%+v", w)
		}
		exact := must[bottleneck.Counts](t)(h.Exact(ctx, staff(0), region))
		if !exact.Exact || exact.Reported.N != 14 || exact.Solved.N != 1 || exact.Helped.N != 1 || exact.Open.N != 13 || exact.PassedUp.N != 1 || len(exact.ByTheme) != 1 || exact.ByTheme[0].N.N != 14 {
			t.Errorf("%+v", exact)
		}
		if wijk := must[bottleneck.Counts](t)(h.Exact(ctx, coordinator(0, 0), bottleneck.CountQuery{Region: bottlenecktest.Region(0), Wijkverband: bottlenecktest.Wijkverband(0, 0)})); wijk.Reported.N != 14 {
			t.Errorf("%+v", wijk)
		}
		for name, err := range map[string]error{
			"another region's staff": second(h.Exact(ctx, staff(1), region)),
			"a wijk for a region":    second(h.Exact(ctx, coordinator(0, 0), region)),
			"a professional":         second(h.Exact(ctx, reporter(0, 1), region)),
			"nobody":                 second(h.Exact(ctx, citizen, region)),
		} {
			if fault.KindOf(err) != fault.Denied {
				t.Errorf("%s: %v", name, err)
			}
		}
		if whole := must[bottleneck.Counts](t)(h.Exact(ctx, national, bottleneck.CountQuery{})); whole.Reported.N != 27 {
			t.Errorf("%+v", whole)
		}
		field(t, second(h.Counts(ctx, bottleneck.CountQuery{Year: 2031})), "year")
		field(t, second(h.Exact(ctx, staff(0), bottleneck.CountQuery{Region: bottlenecktest.Region(0), Wijkverband: bottlenecktest.Wijkverband(1, 0)})), "wijkverband")
	})
}

func second[T any](_ T, err error) error { return err }

func TestThemes(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		all := must[[]bottleneck.Theme](t)(h.Themes(t.Context()))
		if len(all) < 10 || all[0].Name == "" || all[0].Plain == "" || all[len(all)-1].Code != "anders" {
			t.Errorf("%+v", all)
		}
	})
}

// The nation's board is named; what lies there is at once the next one's.
func TestTheNationsBoard(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		wants(t, h.SaveBoard(ctx, staff(0), bottlenecktest.PartyOrg), fault.Denied)
		field(t, h.SaveBoard(ctx, bottlenecktest.Person("admin", "platform-admin", "", "", ""), bottlenecktest.PracticeOrg), "organization")
		id := h.Reported(t, citizen, bottleneck.Report{Title: "Geen nachtzorg", HowOften: bottleneck.Daily, Area: bottlenecktest.Loose(0)}).ID
		must[bottleneck.Bottleneck](t)(h.PassUp(ctx, staff(0), id, "Landelijk.", none))
		_, err := h.PassUp(ctx, national, id, "Nog hoger.", none)
		wants(t, err, fault.Denied)
		_, err = h.Answer(ctx, bottlenecktest.Party, id, "Wij.", none)
		wants(t, err, fault.Denied)
		// The party that the board names decides too.
		must[bottleneck.Bottleneck](t)(h.Assign(ctx, national, id, bottleneck.Owner{Kind: bottleneck.OwnedByOrganization, ID: string(bottlenecktest.PartyOrg)}, "Zij weten dit.", none))
		must[bottleneck.Bottleneck](t)(h.Answer(ctx, bottlenecktest.Party, id, "Wij zoeken het uit.", none))
		mine := must[bottleneck.Page](t)(h.Board(ctx, bottlenecktest.Party, bottleneck.Query{Owner: string(bottlenecktest.PartyOrg)}))
		if mine.Total != 1 || mine.Items[0].ID != id {
			t.Errorf("the party sees %+v", mine)
		}
		_, err = h.Board(ctx, reporter(1, 1), bottleneck.Query{Owner: string(bottlenecktest.PartyOrg)})
		wants(t, err, fault.Denied)
		if l := h.look(t, national, id); l.Answers[0].By.Name != "Landelijke vereniging" || len(l.Trail) != 3 || l.NextAt.Before(h.clock.Now().Add(10*week)) {
			t.Errorf("%+v", l)
		}
		if err := h.SaveBoard(ctx, bottlenecktest.Person("admin", "platform-admin", "", "", ""), bottlenecktest.PartyOrg); err != nil {
			t.Fatal(err)
		}
		_, err = h.Assign(ctx, national, id, bottleneck.Owner{Kind: bottleneck.OwnedByNation}, "Terug.", none)
		wants(t, err, fault.Denied)
		must[bottleneck.Bottleneck](t)(h.Assign(ctx, bottlenecktest.Party, id, bottleneck.Owner{Kind: bottleneck.OwnedByNation}, "Terug.", none))
	})
}
