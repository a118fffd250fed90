package bottleneck_test

import (
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/bottleneck/bottlenecktest"
	"eerstelijn/internal/fault"
)

// What a higher level answers stands word for word on the board of each level that it came through, until who
// looks after that level has read it.
func TestRepliesOnTheBoardBelow(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx, do := t.Context(), must[bottleneck.Bottleneck](t)
		region := bottlenecktest.Region(0)
		replies := func(who access.Actor, level bottleneck.Level, w int) []bottleneck.Reply {
			q := bottleneck.Query{Region: region, Level: level}
			if w >= 0 {
				q.Wijkverband = bottlenecktest.Wijkverband(0, w)
			}
			return must[bottleneck.Page](t)(h.Board(ctx, who, q)).Replies
		}
		one, two := h.Reported(t, reporter(0, 1), tell(0, 0)).ID, h.Reported(t, reporter(0, 2), tell(0, 1)).ID
		do(h.Answer(ctx, coordinator(0, 0), one, "Wij vragen het na.", none)) // of the wijk itself: no reply to it
		do(h.PassUp(ctx, coordinator(0, 0), one, "Hoger.", none))
		do(h.PassUp(ctx, coordinator(0, 1), two, "Hoger.", none))
		do(h.Merge(ctx, staff(0), []bottleneck.ID{two}, one, "Dit is hetzelfde.", none))
		const words, later = "Er komt een nachtteam.\nVanaf mei.", "Het land betaalt het."
		h.clock.Add(day)
		do(h.Answer(ctx, staff(0), one, words, none))
		do(h.PassUp(ctx, staff(0), one, "Nog hoger.", none))
		h.clock.Add(day)
		do(h.Answer(ctx, national, one, later, none))

		for w := range 2 {
			all := replies(coordinator(0, w), bottleneck.Wijk, w)
			if len(all) != 2 || all[0].Words != later || all[0].Level != bottleneck.Nation || all[1].Words != words || all[1].Level != bottleneck.Region ||
				all[1].ID != one || all[1].Seen || len(all[1].To) != 1 || all[1].To[0].ID != string(bottlenecktest.Wijkverband(0, w)) || all[1].By.Name == "" || !all[1].Recent(h.clock.Now()) {
				t.Errorf("wijk %d: %+v", w, all)
			}
		}
		if all := replies(reporter(0, 5), bottleneck.Wijk, 2); len(all) != 0 {
			t.Errorf("a wijk that it did not come through reads %+v", all)
		}
		if all := replies(staff(0), bottleneck.Region, -1); len(all) != 1 || all[0].Words != later || all[0].To[0].Kind != bottleneck.OwnedByRegion {
			t.Errorf("the region: %+v", all)
		}
		if all := replies(reporter(0, 5), "", -1); len(all) != 2 || len(all[0].To) != 3 || len(all[1].To) != 2 {
			t.Errorf("all of the region: %+v", all)
		}
		for _, who := range []access.Actor{reporter(1, 1), citizen, national} {
			_, err := h.Board(ctx, who, bottleneck.Query{Region: region})
			wants(t, err, fault.Denied)
		}
		for _, q := range []bottleneck.Query{{Region: region, State: bottleneck.EndedStates}, {Region: region, At: h.clock.Now().Add(-day)}, {Region: region, Theme: "vervoer"}} {
			if p := must[bottleneck.Page](t)(h.Board(ctx, staff(0), q)); len(p.Replies) != 0 {
				t.Errorf("%+v has %d replies", q, len(p.Replies))
			}
		}

		// Who reads along reads for nobody; who looks after the wijk does.
		h.look(t, reporter(0, 5), one)
		h.look(t, staff(0), one)
		h.look(t, coordinator(0, 0), one)
		for w, seen := range []bool{true, false} {
			for _, r := range replies(coordinator(0, w), bottleneck.Wijk, w) {
				if r.Seen != seen || r.Recent(h.clock.Now()) == seen {
					t.Errorf("wijk %d: %+v", w, r)
				}
			}
		}
		if all := replies(staff(0), bottleneck.Region, -1); !all[0].Seen {
			t.Errorf("the region read it: %+v", all)
		}
		h.clock.Add(30 * day)
		if all := replies(coordinator(0, 1), bottleneck.Wijk, 1); len(all) != 2 || all[0].Recent(h.clock.Now()) {
			t.Errorf("after a month: %+v", all)
		}
		h.clock.Add(61 * day)
		if all := replies(coordinator(0, 1), bottleneck.Wijk, 1); len(all) != 0 {
			t.Errorf("after three months: %+v", all)
		}
	})
}

// How it ended is told to the levels below, and what was separated since is told no more of the other one.
func TestTheEndIsAReplyToo(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx, do := t.Context(), must[bottleneck.Bottleneck](t)
		one, two := h.Reported(t, reporter(0, 1), tell(0, 0)).ID, h.Reported(t, reporter(0, 2), tell(0, 1)).ID
		do(h.PassUp(ctx, coordinator(0, 0), one, "Hoger.", none))
		do(h.Merge(ctx, staff(0), []bottleneck.ID{two}, one, "Dit is hetzelfde.", none))
		do(h.Answer(ctx, staff(0), one, "Er komt een nachtteam.", none))
		of := func(w int) []bottleneck.Reply {
			return must[bottleneck.Page](t)(h.Board(ctx, staff(0), bottleneck.Query{Region: bottlenecktest.Region(0), Level: bottleneck.Wijk, Wijkverband: bottlenecktest.Wijkverband(0, w)})).Replies
		}
		if len(of(1)) != 1 {
			t.Errorf("the merged one's wijk reads %+v", of(1))
		}
		h.clock.Add(day)
		do(h.Separate(ctx, staff(0), two, "Dit is iets anders.", none))
		if len(of(1)) != 0 {
			t.Errorf("the separated one's wijk reads %+v", of(1))
		}
		do(h.Propose(ctx, staff(0), one, bottleneck.EndSolved, "Het nachtteam is er.", none))
		do(h.Confirm(ctx, reporter(0, 1), one))
		if all := of(0); len(all) != 2 || all[0].Kind != bottleneck.EventEnded && all[1].Kind != bottleneck.EventEnded {
			t.Errorf("its own wijk reads %+v", all)
		}
	})
}
