package meeting_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/meeting"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
)

// TestAMeetingFromPlanToClose: it is planned, held and closed; who was expected and who came is written
// down, tasks have an owner and a day, and the wijkverband is known to have met.
func TestAMeetingFromPlanToClose(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx, chair := t.Context(), h.coordinator()
		m := h.planned(t)
		knot := id.New[string]()
		agenda := must[[]meeting.Item](t)(h.Propose(ctx, chair, m.ID,
			meeting.Item{Kind: meeting.AboutTopic, Title: "Vakantie", Weight: 1},
			meeting.Item{Kind: meeting.AboutBottleneck, Ref: knot, Title: "Niemand in de nacht", Weight: 30}))
		if len(agenda) != 2 || agenda[0].Title != "Niemand in de nacht" || agenda[0].Position != 1 || agenda[1].Position != 2 {
			t.Errorf("the heaviest does not go first: %+v", agenda)
		}
		again := must[[]meeting.Item](t)(h.Propose(ctx, chair, m.ID, meeting.Item{Kind: meeting.AboutBottleneck, Ref: knot, Title: "Anders genoemd"}))
		if len(again) != 2 {
			t.Errorf("one bottleneck stands on it %d times", len(again)-1)
		}

		h.clock.add(4*time.Hour + time.Minute)
		m = must[meeting.Meeting](t)(h.Start(ctx, chair, m.ID))
		if m.State != meeting.Open || len(m.Expected) != 2 {
			t.Fatalf("%s, expected %+v", m.State, m.Expected)
		}
		came := m.Expected[0]
		if came.Organization != h.practice || came.OrganizationName != "Praktijk" || came.Name != "Anna" {
			t.Errorf("expected %+v", came)
		}
		if err := h.Attend(ctx, chair, m.ID, []meeting.Present{came}); err != nil {
			t.Fatal(err)
		}
		item := agenda[0]
		item.Minutes, item.Decision, item.Done = "De thuiszorg wil wel.", "De thuiszorg neemt de nacht.", true
		written := must[meeting.Item](t)(h.Minute(ctx, chair, m.ID, item))
		if written.Version != item.Version+1 || written.Ref != knot || !written.Done {
			t.Errorf("wrote %+v", written)
		}
		by := h.clock.now().Add(14 * 24 * time.Hour)
		task := must[meeting.Task](t)(h.AddTask(ctx, chair, m.ID, meeting.Task{What: "Het nummer op de site zetten", Owner: h.anna, By: by, Item: item.ID}))
		if task.Name != "Anna" || task.Ref != knot || !task.By.Equal(by) || task.Forum != h.tableWest() {
			t.Errorf("task %+v", task)
		}

		closed := must[meeting.Meeting](t)(h.Close(ctx, chair, m.ID))
		if closed.State != meeting.Closed || len(closed.Tasks) != 1 || len(closed.Present) != 1 || closed.EndedAt.IsZero() {
			t.Errorf("closed as %+v", closed)
		}
		if untouched, without := meeting.LooseEnds(closed); len(untouched) != 1 || len(without) != 0 {
			t.Errorf("loose ends %v %v", untouched, without)
		}
		w := must[network.Wijkverband](t)(h.network.WijkverbandByID(ctx, h.west))
		if !w.LastMet.Equal(m.At) {
			t.Errorf("met at %v, the meeting was at %v", w.LastMet, m.At)
		}
		if n := h.count(t, `SELECT count(*) FROM meeting_attendance WHERE meeting = $1 AND organization = $2 AND present = 1 AND closed_at >= at`, m.ID, h.practice); n != 1 {
			t.Errorf("the practice was there %d times", n)
		}
		if n := h.count(t, `SELECT count(*) FROM meeting_attendance WHERE meeting = $1 AND organization = $2 AND present = 0`, m.ID, h.nurses); n != 1 {
			t.Errorf("the nurses were missed %d times", n)
		}
		if n := h.count(t, `SELECT count(*) FROM wijkverband_met WHERE wijkverband = $1 AND at = $2`, h.west, clock.Micros(m.At)); n != 1 {
			t.Errorf("the wijkverband met %d times", n)
		}
		if n := h.count(t, `SELECT count(*) FROM ledger_subject WHERE subject_type = 'bottleneck' AND subject_id = $1`, knot); n < 2 {
			t.Errorf("the ledger knows %d times that the bottleneck was talked about", n)
		}
	})
}

// TestAClosedMeetingStays: nothing of it changes but that a task is done.
func TestAClosedMeetingStays(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx, chair := t.Context(), h.coordinator()
		m := h.held(t, "Vakantie")
		task := must[meeting.Task](t)(h.AddTask(ctx, chair, m.ID, meeting.Task{What: "Bellen", Owner: h.anna, By: h.clock.now().Add(time.Hour)}))
		must[meeting.Meeting](t)(h.Close(ctx, chair, m.ID))
		must[meeting.Meeting](t)(h.Close(ctx, chair, m.ID)) // said twice
		item := m.Items[0]
		item.Decision = "Toch anders"
		_, err := h.Minute(ctx, chair, m.ID, item)
		wants(t, err, fault.Conflict)
		_, err = h.Propose(ctx, chair, m.ID, meeting.Item{Kind: meeting.AboutTopic, Title: "Nog iets"})
		wants(t, err, fault.Conflict)
		_, err = h.AddTask(ctx, chair, m.ID, meeting.Task{What: "Mailen", Owner: h.anna, By: h.clock.now().Add(time.Hour)})
		wants(t, err, fault.Conflict)
		wants(t, h.Attend(ctx, chair, m.ID, nil), fault.Conflict)
		wants(t, h.Drop(ctx, chair, m.ID, item.ID), fault.Conflict)
		wants(t, h.Cancel(ctx, chair, m.ID, "Toch niet"), fault.Conflict)
		_, err = h.Plan(ctx, chair, meeting.Meeting{ID: m.ID, Forum: m.Forum, At: h.clock.now().Add(time.Hour), Version: m.Version})
		wants(t, err, fault.Conflict)

		open := meeting.TaskQuery{Person: h.anna, Open: true}
		before := h.clock.now()
		if all := must[[]meeting.Task](t)(h.Tasks(ctx, h.asAnna(), open)); len(all) != 1 || all[0].ID != task.ID {
			t.Errorf("Anna has %+v", all)
		}
		h.clock.add(time.Minute)
		for range 2 {
			if err := h.DoneTask(ctx, h.asAnna(), task.ID); err != nil {
				t.Fatal(err)
			}
		}
		if all := must[[]meeting.Task](t)(h.Tasks(ctx, h.asAnna(), open)); len(all) != 0 {
			t.Errorf("Anna still has %+v", all)
		}
		// What was asked of then is as it was then.
		open.At = before
		if all := must[[]meeting.Task](t)(h.Tasks(ctx, h.asAnna(), open)); len(all) != 1 || !all[0].Done.IsZero() {
			t.Errorf("Anna had %+v", all)
		}
	})
}

// TestWhoMayHoldAMeeting has a denied case beside each allowed one.
func TestWhoMayHoldAMeeting(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		elsewhere := h.who(access.RESVStaff, "")
		elsewhere.Region = id.New[string]()
		h.board(t, "Landelijk overleg")
		national := h.who(access.National, "")
		national.Region = ""
		board := national
		board.Organization = string(id.From[network.OrganizationID]("meeting", "Landelijk overleg"))
		nation := mandate.Forum{Kind: mandate.Nation}
		for name, c := range map[string]struct {
			actor access.Actor
			forum mandate.Forum
			may   bool
		}{
			"the coordinator of a wijkverband":      {h.coordinator(), h.tableWest(), true},
			"the coordinator of another one":        {h.who(access.Coordinator, h.east), h.tableWest(), false},
			"a coordinator for the region":          {h.coordinator(), h.tableRESV(), false},
			"staff for the region":                  {h.who(access.RESVStaff, ""), h.tableRESV(), true},
			"staff for a wijkverband of theirs":     {h.who(access.RESVStaff, ""), h.tableWest(), true},
			"staff of another region":               {elsewhere, h.tableRESV(), false},
			"the board for the region":              {h.who(access.RESVBoard, ""), h.tableRESV(), true},
			"the board for a wijkverband":           {h.who(access.RESVBoard, ""), h.tableWest(), false},
			"a contact of the wijkverband":          {h.asAnna(), h.tableWest(), false},
			"an insurer":                            {h.who(access.Insurer, ""), h.tableRESV(), false},
			"nobody":                                {access.Anonymous(""), h.tableRESV(), false},
			"the nation's board for the nation":     {board, nation, true},
			"the nation's board for a region":       {board, h.tableRESV(), false},
			"another national party for the nation": {national, nation, false},
			"staff of a region for the nation":      {h.who(access.RESVStaff, ""), nation, false},
			"the system sets up what was held":      {operator, h.tableRESV(), true},
			"the Regiotafel is the region's":        {h.who(access.RESVStaff, ""), mandate.Forum{Kind: mandate.Regiotafel, Region: h.region}, true},
			"the Regiotafel is not a wijkverband's": {h.coordinator(), mandate.Forum{Kind: mandate.Regiotafel, Region: h.region}, false},
		} {
			m, err := h.Plan(ctx, c.actor, meeting.Meeting{Forum: c.forum, At: h.clock.now().Add(time.Hour)})
			if !c.may {
				if fault.KindOf(err) != fault.Denied {
					t.Errorf("%s: %v", name, err)
				}
				// And it cannot hold what others planned.
				m = must[meeting.Meeting](t)(h.Plan(ctx, operator, meeting.Meeting{Forum: c.forum, At: h.clock.now().Add(time.Hour)}))
				_, err = h.Start(ctx, c.actor, m.ID)
				wants(t, err, fault.Denied)
				wants(t, h.Cancel(ctx, c.actor, m.ID, "Nee"), fault.Denied)
				continue
			}
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if _, err := h.Start(ctx, c.actor, m.ID); err != nil {
				t.Errorf("%s begins: %v", name, err)
			}
			if _, err := h.Close(ctx, c.actor, m.ID); err != nil {
				t.Errorf("%s closes: %v", name, err)
			}
		}
	})
}

// TestWhoMayRead: who sits at the table reads and proposes; others do not, and their lists leave it out.
func TestWhoMayRead(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		west := h.planned(t, "Vakantie")
		resv := must[meeting.Meeting](t)(h.Plan(ctx, h.who(access.RESVStaff, ""), meeting.Meeting{Forum: h.tableRESV(), At: h.clock.now().Add(time.Hour)}))
		nation := must[meeting.Meeting](t)(h.Plan(ctx, operator, meeting.Meeting{Forum: mandate.Forum{Kind: mandate.Nation}, At: h.clock.now().Add(2 * time.Hour)}))
		bob := h.person(t, "Bob", access.Professional)
		must[mandate.Seat](t)(h.mandates.SaveSeat(ctx, h.who(access.RESVStaff, ""), mandate.Seat{Forum: h.tableRESV(), Name: "Huisartsenzorg", Discipline: "huisartsenzorg", Weight: 1,
			Holder: bob, Organization: h.practice, Span: mandate.Span{From: h.clock.now()}}))
		asBob := h.asAnna()
		asBob.Person = string(bob)
		national := access.Actor{Person: "p-n", Role: access.National, Organization: string(h.board(t, "Landelijk overleg")), Assurance: access.High}
		other := national
		other.Organization = "n"
		stranger := h.asAnna()
		stranger.Person = id.New[string]()
		for name, c := range map[string]struct {
			actor access.Actor
			reads []meeting.ID
		}{
			"a contact of West":    {h.asAnna(), []meeting.ID{west.ID}},
			"who has a seat":       {asBob, []meeting.ID{resv.ID}},
			"the coordinator":      {h.coordinator(), []meeting.ID{west.ID}},
			"staff of the region":  {h.who(access.RESVStaff, ""), []meeting.ID{west.ID, resv.ID}},
			"its board":            {h.who(access.RESVBoard, ""), []meeting.ID{west.ID, resv.ID}},
			"the nation's board":   {national, []meeting.ID{nation.ID}},
			"a national party":     {other, nil},
			"somebody without any": {stranger, nil},
		} {
			list, err := h.Meetings(ctx, c.actor, meeting.Query{})
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			listed := map[meeting.ID]bool{}
			for _, m := range list {
				listed[m.ID] = true
			}
			may := map[meeting.ID]bool{}
			for _, m := range c.reads {
				may[m] = true
			}
			for _, m := range []meeting.Meeting{west, resv, nation} {
				_, err := h.Meeting(ctx, c.actor, m.ID)
				_, named := h.Meetings(ctx, c.actor, meeting.Query{Forum: m.Forum})
				_, tasks := h.Tasks(ctx, c.actor, meeting.TaskQuery{Forum: m.Forum})
				_, proposed := h.Propose(ctx, c.actor, m.ID, meeting.Item{Kind: meeting.AboutTopic, Title: "Van " + name})
				if may[m.ID] {
					if name == "its board" && m.ID == west.ID {
						wants(t, proposed, fault.Denied)
						proposed = nil
					}
					if err := errors.Join(err, named, tasks, proposed); err != nil || !listed[m.ID] {
						t.Errorf("%s reads %s: %v, listed %v", name, m.Forum.Kind, err, listed[m.ID])
					}
					continue
				}
				for _, err := range []error{err, named, tasks, proposed} {
					if fault.KindOf(err) != fault.Denied || listed[m.ID] {
						t.Errorf("%s reads %s: %v, listed %v", name, m.Forum.Kind, err, listed[m.ID])
					}
				}
			}
		}
		_, err := h.Meetings(ctx, access.Anonymous(""), meeting.Query{})
		wants(t, err, fault.Denied)
		_, err = h.Tasks(ctx, asBob, meeting.TaskQuery{Person: h.anna})
		wants(t, err, fault.Denied)
		_, err = h.Meeting(ctx, h.coordinator(), id.New[meeting.ID]())
		wants(t, err, fault.NotFound)
	})
}

// TestWhoMaySayThatATaskIsDone: its owner, the organisation it is of, and whoever holds the meetings.
func TestWhoMaySayThatATaskIsDone(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		m := h.held(t)
		colleague := h.asAnna()
		colleague.Person = id.New[string]()
		other := colleague
		other.Organization = string(h.nurses)
		for name, c := range map[string]struct {
			actor access.Actor
			may   bool
		}{
			"the owner":                 {h.asAnna(), true},
			"a colleague":               {colleague, true},
			"somebody of elsewhere":     {other, false},
			"the coordinator":           {h.coordinator(), true},
			"the coordinator next door": {h.who(access.Coordinator, h.east), false},
			"an insurer":                {h.who(access.Insurer, ""), false},
		} {
			task := must[meeting.Task](t)(h.AddTask(ctx, h.coordinator(), m.ID, meeting.Task{What: "Bellen", Owner: h.anna, Organization: h.practice, By: h.clock.now().Add(time.Hour)}))
			if err := h.DoneTask(ctx, c.actor, task.ID); (err == nil) != c.may || err != nil && fault.KindOf(err) != fault.Denied {
				t.Errorf("%s: %v", name, err)
			}
		}
		wants(t, h.DoneTask(ctx, h.asAnna(), id.New[meeting.TaskID]()), fault.NotFound)
	})
}

// TestATaskOfAnOrganization stands on the list of everybody there, while nobody in particular has it.
func TestATaskOfAnOrganization(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		m := h.held(t)
		ours := must[meeting.Task](t)(h.AddTask(ctx, h.coordinator(), m.ID, meeting.Task{What: "Rooster maken", Organization: h.practice, By: h.clock.now().Add(time.Hour)}))
		must[meeting.Task](t)(h.AddTask(ctx, h.coordinator(), m.ID, meeting.Task{What: "Bellen", Owner: h.anna, Organization: h.practice, By: h.clock.now().Add(time.Hour)}))
		colleague, other := h.asAnna(), h.asAnna()
		colleague.Person, other.Person, other.Organization = id.New[string](), id.New[string](), string(h.nurses)
		for who, want := range map[*access.Actor]int{&colleague: 1, &other: 0} {
			all := must[[]meeting.Task](t)(h.Tasks(ctx, *who, meeting.TaskQuery{Person: network.PersonID(who.Person)}))
			if len(all) != want || want == 1 && (all[0].ID != ours.ID || all[0].OrganizationName != "Praktijk") {
				t.Errorf("somebody of %s has %+v", who.Organization, all)
			}
		}
	})
}

// TestWhatIsWrong names the field of everything that cannot be right.
func TestWhatIsWrong(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ctx, chair := t.Context(), h.coordinator()
		soon := h.clock.now().Add(time.Hour)
		for name, m := range map[string]meeting.Meeting{
			"at":      {Forum: h.tableWest()},
			"minutes": {Forum: h.tableWest(), At: soon, Minutes: 721},
			"where":   {Forum: h.tableWest(), At: soon, Where: strings.Repeat("a", 201)},
			"id":      {ID: "nee", Forum: h.tableWest(), At: soon},
		} {
			_, err := h.Plan(ctx, chair, m)
			field(t, err, name)
		}
		for name, f := range map[string]mandate.Forum{
			"no kind": {Region: h.region}, "no wijkverband": {Kind: mandate.Wijkverband, Region: h.region},
			"somebody else's wijkverband": {Kind: mandate.Wijkverband, Region: id.New[network.RegionID](), Wijkverband: h.west},
			"a region's with a wijk":      {Kind: mandate.RESV, Region: h.region, Wijkverband: h.west},
			"no region":                   {Kind: mandate.RESV}, "the nation's with a region": {Kind: mandate.Nation, Region: h.region},
		} {
			// Whoever may plan in one region does not reach another one by naming it beside the own one.
			staff := h.who(access.RESVStaff, "")
			staff.Region = string(f.Region)
			if _, err := h.Plan(ctx, staff, meeting.Meeting{Forum: f, At: soon}); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		m := h.held(t, "Vakantie")
		for name, i := range map[string]meeting.Item{
			"title": {Kind: meeting.AboutTopic}, "kind": {Kind: "praatje", Title: "Iets"}, "ref": {Kind: meeting.AboutBottleneck, Title: "Iets"},
			"weight": {Kind: meeting.AboutTopic, Title: "Iets", Weight: 2_000_000_000},
		} {
			_, err := h.Propose(ctx, chair, m.ID, i)
			field(t, err, name)
		}
		good := meeting.Task{What: "Bellen", Owner: h.anna, By: h.clock.now().Add(time.Hour)}
		for name, change := range map[string]func(*meeting.Task){
			"what":         func(t *meeting.Task) { t.What = " " },
			"owner":        func(t *meeting.Task) { t.Owner = "" },
			"by":           func(t *meeting.Task) { t.By = time.Time{} },
			"organization": func(t *meeting.Task) { t.Organization = "bestaat niet" },
		} {
			task := good
			change(&task)
			_, err := h.AddTask(ctx, chair, m.ID, task)
			field(t, err, name)
		}
		task := good
		task.Item = id.New[meeting.ItemID]()
		_, err := h.AddTask(ctx, chair, m.ID, task)
		wants(t, err, fault.NotFound)
		anna := meeting.Present{Person: h.anna}
		field(t, h.Attend(ctx, chair, m.ID, []meeting.Present{anna, anna}), "present")
		field(t, h.Attend(ctx, chair, m.ID, []meeting.Present{{}}), "present")
		field(t, h.Attend(ctx, chair, m.ID, []meeting.Present{{Person: "wie"}}), "present")
	})
}
